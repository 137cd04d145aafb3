"""The architecture as a test: imports point downward, each heavy library has one home, the domain is named in data alone."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from kg.ontology import default_folder
from kg.vocabulary import read_units, read_vocabulary

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "kg"

ROWS = (
    ("__main__",),
    ("cli",),
    ("reasons",),
    ("text",),
    ("pipeline", "check", "export", "look", "spacy_component", "calibrate", "train"),
    ("reliability",),
    ("publish", "engine", "evaluate", "ask", "browse"),
    ("output", "report"),
    ("read", "extract", "resolve", "conflict", "graph", "spool", "shapes"),
    ("ontology",),
    ("lexicon_reader",),
    ("vocabulary",),
    ("naming", "wording", "lexicon"),
    ("model", "errors"),
)
"""Parts of one row don't import each other; a part imports only from rows below its own. kg itself holds the version."""

HOMES = {
    "spacy": {"extract", "spacy_component"},
    "pyoxigraph": {"graph"},
    "rdflib": {"graph", "vocabulary"},
    "pyshacl": {"graph"},
    "trafilatura": {"read"},
    "networkx": {"publish"},
    "numpy": {"publish", "extract", "train"},
    "scipy": {"train"},
    "zipfile": {"extract"},
    "zlib": {"extract"},
    "pyvis": {"publish"},
    "rapidfuzz": {"resolve", "ask", "browse"},
    "typer": {"cli"},
    "rich": {"cli"},
    "multiprocessing": {"engine"},
    "concurrent": {"engine"},
    "time": {"cli"},
    "fcntl": {"output"},
}
"""Everything else that is not kg is of the standard library."""

STANDARD = {
    "__future__", "array", "ast", "base64", "bisect", "codecs", "collections", "contextlib", "csv", "dataclasses", "datetime", "decimal",
    "enum", "fractions", "functools", "hashlib", "heapq", "html", "importlib", "io", "itertools", "json", "math", "operator", "os",
    "pathlib", "re", "shutil", "signal", "string", "sys", "types", "typing", "unicodedata", "urllib",
}  # fmt: skip
"""No network, no randomness, no temporary names: nothing of the kind is in this list."""

FILES = sorted(PACKAGE.rglob("*.py"))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def part(path: Path) -> str:
    """The part of a file: its module or its folder right below kg; "" for kg itself."""
    first = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return "" if first == "__init__" else first


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and full name of everything imported, inside functions too: "from kg import store" is kg.store."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: write imports in full"
            names = [alias.name for alias in node.names] if node.module == "kg" else [""]
            yield from ((node.lineno, f"{node.module}.{name}".rstrip(".")) for name in names)


def row(name: str) -> int:
    return next(n for n, parts in enumerate(ROWS) if name in parts)


def test_every_part_has_its_row() -> None:
    assert {part(path) for path in FILES} - {""} == {name for parts in ROWS for name in parts}
    assert len(FILES) > 40


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_point_downward(path: Path) -> None:
    here = part(path)
    for line, name in imports(path):
        if not name.startswith("kg.") or not here:
            continue
        there = name.split(".")[1]
        assert there == here or row(there) > row(here), f"{path}:{line}: {here} must not import {there}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_each_library_has_its_home(path: Path) -> None:
    for line, name in imports(path):
        library = name.split(".")[0]
        if library == "kg" or library in STANDARD:
            continue
        assert part(path) in HOMES.get(library, set()), f"{path}:{line}: {library} has no place here"


def test_only_two_places_catch_everything() -> None:
    caught = []
    for path in FILES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ExceptHandler):
                names = [n.id for n in ast.walk(node.type) if isinstance(n, ast.Name)] if node.type else ["BaseException"]
                caught += [path.relative_to(PACKAGE).as_posix() for name in names if name in ("Exception", "BaseException")]
    assert sorted(caught) == ["cli.py", "engine.py"]


@pytest.mark.parametrize("path", [path for path in FILES if path.name != "cli.py"], ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_only_the_command_line_prints(path: Path) -> None:
    calls = [n for n in ast.walk(tree(path)) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == "print"]
    streams = [n for n in ast.walk(tree(path)) if isinstance(n, ast.Attribute) and n.attr in ("stdout", "stderr")]
    assert [n.lineno for n in [*calls, *streams]] == []


def test_the_environment_is_read_in_two_places() -> None:
    """The command line reads it; the engine sets the number of threads for its workers."""
    readers = {part(p) for p in FILES for n in ast.walk(tree(p)) if isinstance(n, ast.Attribute) and n.attr in ("environ", "getenv")}
    assert readers == {"cli", "engine"}


def test_no_drawer_of_odds_and_ends() -> None:
    assert [path for path in FILES if path.stem in ("utils", "util", "helpers", "common", "misc")] == []


GENERIC = {"Document"}
"""A class of the domain that the claim model itself knows: what is read."""


def domain_names() -> set[str]:
    problems: list[str] = []
    units = read_units(default_folder().parent / "core.ttl", problems)
    vocabulary = read_vocabulary(default_folder() / "vocabulary.ttl", units, problems)
    assert problems == []
    return {*vocabulary.classes, *vocabulary.relations, *vocabulary.figures} - GENERIC


def constants(path: Path) -> Iterator[tuple[int, str]]:
    """Strings of the code, docstrings left out."""
    plain = {id(n.value) for n in ast.walk(tree(path)) if isinstance(n, ast.Expr)}
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in plain:
            yield node.lineno, node.value


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_class_or_relation_of_the_domain_in_python(path: Path) -> None:
    names = domain_names()
    compound = re.compile(r"\b(?:" + "|".join(sorted(n for n in names if re.search(r"[a-z][A-Z]", n))) + r")\b|\baio:")
    for line, text in constants(path):
        assert text not in names, f"{path}:{line}: {text!r} belongs in the ontology folder"
        assert not compound.search(text), f"{path}:{line}: {text!r} names a term of the domain"


def test_no_class_or_relation_of_the_domain_in_the_page() -> None:
    compound = re.compile(r"\b(?:" + "|".join(sorted(n for n in domain_names() if re.search(r"[a-z][A-Z]", n))) + r")\b|\baio:")
    scripts = sorted(path for path in (PACKAGE / "publish" / "page").iterdir() if path.suffix in (".js", ".html", ".css"))
    assert scripts
    for path in scripts:
        assert not compound.search(path.read_text(encoding="utf-8")), path
