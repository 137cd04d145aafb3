"""Paths from the command line -> named sources, in an order that does not depend on the file system."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from kg.errors import KgError
from kg.model import Failure
from kg.read.formats import SUFFIXES, known_suffixes

Source = tuple[str, Path]
"""A document's name and the file that holds it."""


def find(sources: Sequence[Path]) -> tuple[list[Source], list[Failure]]:
    """The documents that files and folders hold, as (name, path) sorted by name, and what could not be taken.

    A name is the path below the given folder, with forward slashes; where two are equal, as many folder names as tell
    them apart are put in front. A file given twice is one. Folders are searched to any depth, links to folders, hidden
    files and output folders of kg are passed over. Raises KgError for a path that does not exist and for a folder without documents.
    """
    found: dict[Path, str] = {}
    failures: list[Failure] = []
    for source in sources:
        here, problems = _below(source) if source.is_dir() else _file(source)
        failures += problems
        for name, path in here:
            key = path.resolve()
            found[key] = max(found.get(key, ""), name, key=lambda n: (len(n), n))
    named = [(name, path) for path, name in found.items()]
    good, bad = _split(_distinct(named))
    return sorted(good), sorted(failures + bad, key=lambda f: (f.source, f.reason))


def _file(path: Path) -> tuple[list[Source], list[Failure]]:
    if not path.exists() and not path.is_symlink():
        raise KgError(f"no such file or folder: {path}; check the spelling")
    if path.suffix.lower() not in SUFFIXES:
        return [], [Failure(path.name, "read", f"has no format that kg reads; give {known_suffixes()}")]
    if not path.is_file():
        return [], [Failure(path.name, "read", "is no regular file; give a file or a folder")]
    return [(path.name, path)], []


def _below(folder: Path) -> tuple[list[Source], list[Failure]]:
    failures: list[Failure] = []

    def refuse(error: OSError) -> None:
        name = Path(error.filename).relative_to(folder).as_posix()
        failures.append(Failure(name, "read", f"can't be opened ({error.strerror}); change its permissions or leave it out"))

    found = [(path.relative_to(folder).as_posix(), path) for path in _walk(folder, refuse)]
    if not found and not failures:
        raise KgError(f"{folder} holds no documents; put {known_suffixes()} files there or name another folder")
    return found, failures


def _walk(folder: Path, refuse: Callable[[OSError], None]) -> Iterator[Path]:
    for root, folders, files in os.walk(folder, onerror=refuse):
        here = Path(root)
        folders[:] = sorted(f for f in folders if not f.startswith(".") and not _is_output(here / f))
        for name in sorted(files):
            path = here / name
            if not name.startswith(".") and path.suffix.lower() in SUFFIXES and (path.is_file() or path.is_symlink()):
                yield path


def _is_output(folder: Path) -> bool:
    """True for a folder that kg build wrote: its page and exports are no articles."""
    return (folder / ".kg").is_dir()


def _distinct(sources: list[Source]) -> list[Source]:
    """Equal names made different by the folders above them."""
    while True:
        count = Counter(name for name, _ in sources)
        if len(count) == len(sources):
            return sources
        sources = [(name if count[name] == 1 else _longer(name, path), path) for name, path in sources]


def _longer(name: str, path: Path) -> str:
    parts = Path(os.path.abspath(path)).parts  # noqa: PTH100 - resolve() would name the target of a link
    return Path(*parts[-len(Path(name).parts) - 1 :]).as_posix()


def _split(sources: list[Source]) -> tuple[list[Source], list[Failure]]:
    """Apart those whose names no UTF-8 file could hold."""
    good, bad = [], []
    for name, path in sources:
        try:
            name.encode()
        except UnicodeEncodeError:
            shown = name.encode(errors="surrogateescape").decode(errors="replace")
            bad.append(Failure(shown, "read", "has a name that is not UTF-8; rename the file"))
        else:
            good.append((name, path))
    return good, bad
