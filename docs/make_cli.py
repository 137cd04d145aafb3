"""Write docs/cli.md from the commands themselves: `make docs`. A test fails when the file is out of date.

The text is made from the signatures of the commands, not from `--help`, whose layout depends on the terminal and on the version of typer.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from typer import Typer
from typer.models import ArgumentInfo, OptionInfo

PAGE = Path(__file__).resolve().parent / "cli.md"
HEAD = """# The command line

<!-- Made by docs/make_cli.py from kg/cli.py: change the docstrings and help texts there, then run `make docs`. -->

`kg --version` prints the version, `kg COMMAND --help` what is said here."""
METAVARS = {str: "TEXT", int: "INTEGER", float: "FLOAT", Path: "PATH"}


@dataclass(frozen=True, slots=True)
class Parameter:
    """An argument or option of a command as its signature declares it. `kind` is the type of one value."""

    name: str
    info: ArgumentInfo | OptionInfo
    kind: type
    many: bool
    default: Any

    @property
    def required(self) -> bool:
        return self.default is inspect.Parameter.empty

    @property
    def metavar(self) -> str:
        return self.info.metavar or METAVARS.get(self.kind, self.name.upper())

    def spelled(self) -> str:
        """`--output`, `-o` PATH for an option; `SOURCES...` or `[NAME]` for an argument."""
        if isinstance(self.info, ArgumentInfo):
            shown = (self.info.metavar or self.name.upper()) + ("..." if self.many else "")
            return f"`{shown}`" if self.required else f"`[{shown}]`"
        # Within Annotated, typer keeps the first declaration where it keeps a default.
        declared = [each for each in (self.info.default, *(self.info.param_decls or ())) if isinstance(each, str)]
        names = [name for each in declared for name in each.split("/")] or [f"--{self.name.replace('_', '-')}"]
        return ", ".join(f"`{name}`" for name in names) + ("" if self.kind is bool else f" {self.metavar}")

    def described(self) -> str:
        """Its help, what may be given, and what is taken where nothing is."""
        text = " ".join([" ".join((self.info.help or "").split()), *self._notes()])
        return text.strip().replace("|", "\\|")

    def _notes(self) -> Iterator[str]:
        if issubclass(self.kind, Enum):
            yield f"One of {', '.join(str(each.value) for each in self.kind)}."
        if not self.required and self.kind is not bool and self.default not in (None, ()):
            yield f"Default: `{getattr(self.default, 'value', self.default)}`."


def reference(app: Typer) -> str:
    """Markdown for an app: one section a command, in the order in which they are declared."""
    parts = [HEAD]
    for name, function in commands(app).items():
        parameters = list(parameters_of(function))
        arguments = [each for each in parameters if isinstance(each.info, ArgumentInfo)]
        options = [each for each in parameters if isinstance(each.info, OptionInfo) and not each.info.hidden]
        usage = " ".join(["kg", name, *(["[OPTIONS]"] if options else []), *(each.spelled().strip("`") for each in arguments)])
        parts += [f"## kg {name}", paragraphs(function), f"```text\n{usage}\n```", table("Argument", arguments), table("Option", options)]
    return "\n\n".join(part for part in parts if part) + "\n"


def commands(app: Typer) -> dict[str, Callable[..., Any]]:
    """Command name to the function behind it."""
    found = {(each.name or each.callback.__name__.replace("_", "-")): each.callback for each in app.registered_commands if each.callback}
    return {name.strip("-"): function for name, function in found.items()}


def parameters_of(function: Callable[..., Any]) -> Iterator[Parameter]:
    """The parameters that are declared as Annotated[type, typer.Argument(...) or typer.Option(...)]."""
    hints = get_type_hints(function, include_extras=True)
    for name, parameter in inspect.signature(function).parameters.items():
        annotated, *extras = get_args(hints[name])
        kind, many = one_value(annotated)
        for info in extras:
            if isinstance(info, ArgumentInfo | OptionInfo):
                yield Parameter(name, info, kind, many, parameter.default)


def one_value(annotated: Any) -> tuple[type, bool]:
    """The type of one value, and whether several may be given: (Path, True) for list[Path] | None."""
    if get_origin(annotated) in (Union, UnionType):
        annotated = next(each for each in get_args(annotated) if each is not NoneType)
    return (get_args(annotated)[0], True) if get_origin(annotated) is list else (annotated, False)


def paragraphs(function: Callable[..., Any]) -> str:
    """The docstring, each paragraph on one line; \\f ends what users see."""
    text = inspect.cleandoc(function.__doc__ or "").partition("\f")[0]
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))


def table(head: str, parameters: list[Parameter]) -> str:
    rows = [f"| {each.spelled()} | {each.described()} |" for each in parameters]
    return "\n".join([f"| {head} | |", "| --- | --- |", *rows]) if rows else ""


def main() -> None:
    from kg.cli import app

    PAGE.write_text(reference(app), encoding="utf-8")


if __name__ == "__main__":
    main()
