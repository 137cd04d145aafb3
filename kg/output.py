"""The output folder: one build at a time, and nothing half-written.

A build writes into a folder of its own inside the output folder, so that the last step is a rename on the same disk.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import BusyError, KgError

TURTLE = "graph.ttl"
PAGE = "graph.html"
CLAIMS = "claims.jsonl"
STORE = "store"
REPORT = "report.json"
EXTRACTIONS = "extractions.jsonl"
NAMES = (TURTLE, PAGE, CLAIMS, STORE, EXTRACTIONS, REPORT)
"""All that a build writes. The report comes last: where it is, the rest is."""

MARK = ".kg"
"""Folder by which an output folder is known; it holds what people need not see."""
_LOCK = ".lock"
_NEW = "new"
_OLD = "old"


def relative(path: Path, folder: Path) -> str:
    """The way from an output folder to a source: it holds when both are moved together, and from any working directory."""
    return Path(os.path.relpath(path.absolute(), folder.absolute())).as_posix()


class Output:
    """An output folder, as readers and as the one writer see it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __getitem__(self, name: str) -> Path:
        """Where one of NAMES lies."""
        return self.folder / MARK / name if name == EXTRACTIONS else self.folder / name

    def built(self) -> Output:
        """The folder itself, if a build has written it. Raises KgError."""
        if not self[REPORT].is_file():
            raise KgError(f"{self.folder} holds no graph; run: kg build SOURCES --output {self.folder}")
        return self

    @contextmanager
    def writing(self) -> Iterator[Path]:
        """A folder for new files; when the block ends well they replace the old ones, otherwise they vanish.

        Raises BusyError if another build has the folder, KgError if it can't be written or is somebody else's.
        """
        with self._locked():
            new = self.folder / MARK / _NEW
            shutil.rmtree(new, ignore_errors=True)
            new.mkdir()
            try:
                yield new
                self._replace(new)
            finally:
                shutil.rmtree(new, ignore_errors=True)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """The lock is the system's and goes with the process: a killed build blocks nobody."""
        self._insist_on_ours()
        fresh = not self.folder.exists()
        try:
            (self.folder / MARK).mkdir(parents=True, exist_ok=True)
            file = (self.folder / _LOCK).open("a")
        except OSError as error:
            raise KgError(f"can't write to {self.folder} ({error.strerror}); name another folder with --output") from None
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                still_there = os.path.samestat(os.fstat(file.fileno()), (self.folder / _LOCK).stat())
            except (BlockingIOError, FileNotFoundError):
                still_there = False
            if not still_there:  # it is locked, or a failed first build has just removed it
                raise BusyError(f"another build is writing to {self.folder}; wait for it or name another folder with --output")
            try:
                yield
            finally:
                if fresh and not self[REPORT].exists():
                    shutil.rmtree(self.folder, ignore_errors=True)

    def _insist_on_ours(self) -> None:
        if self.folder.exists() and not self.folder.is_dir():
            raise KgError(f"{self.folder} is a file; name a folder with --output")
        theirs = [name for name in NAMES if (self.folder / name).exists()]
        if theirs and not (self.folder / MARK).is_dir():
            raise KgError(f"{self.folder} holds a {theirs[0]} that kg did not write; name another folder with --output")

    def _replace(self, new: Path) -> None:
        old = self.folder / MARK / _OLD
        shutil.rmtree(old, ignore_errors=True)
        for name in (name for name in NAMES if (new / name).exists()):
            if (new / name).is_dir() and self[name].exists():
                self[name].rename(old)  # a folder can't be replaced by a rename, only moved out of the way
            (new / name).replace(self[name])
        shutil.rmtree(old, ignore_errors=True)
