"""Write what the commands of README.md's tour print into it: `make docs`. Long answers are cut, which an ellipsis shows."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from make_quality import replaced

ROOT = Path(__file__).resolve().parent.parent
SHOWN = 3
"""Lines of each group of the build's table."""


def whole(text: str) -> str:
    return text


def head(count: int) -> Callable[[str], str]:
    """The first so many lines."""
    return lambda text: "\n".join(text.split("\n")[:count]) + "\n..."


def paragraphs(count: int) -> Callable[[str], str]:
    """The first so many paragraphs."""
    return lambda text: "\n\n".join(text.split("\n\n")[:count]) + "\n\n  ..."


def groups(text: str) -> str:
    """A table of counts with the first lines of each group."""
    kept: list[str] = []
    inside = 0
    for line in text.split("\n"):
        inside = inside + 1 if line.startswith("  ") else 0
        if inside <= SHOWN:
            kept.append(line)
        elif inside == SHOWN + 1:
            kept.append("  ...")
    return "\n".join(kept)


TOUR: dict[str, tuple[list[str], Callable[[str], str]]] = {
    "build": (["build", "seeds"], groups),
    "query": (["query", "training-costs"], whole),
    "show": (["show", "DeepSeek-V3"], paragraphs(6)),
    "conflicts": (["conflicts"], whole),
    "check": (["check"], whole),
    "eval": (["eval", "tests/eval/seeds.jsonl"], head(6)),
    "export": (["export", "graphml"], whole),
}
"""Mark in the page to the command and what is kept of its output."""


def printed(words: list[str], folder: Path) -> str:
    """What a command of kg prints, run in a folder."""
    command = [sys.executable, "-m", "kg", *words]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip("\n")


def main() -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as scratch:
        for name in ("seeds", "tests"):
            (Path(scratch) / name).symlink_to(ROOT / name)
        for mark, (words, cut) in TOUR.items():
            output = cut(printed(words, Path(scratch)))
            lines = "\n".join(line.rstrip() for line in f"$ kg {' '.join(words)}\n{output}".split("\n"))
            page = replaced(page, f"tour: {mark}", f"```console\n{lines}\n```")
    (ROOT / "README.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
