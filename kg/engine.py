"""How the work is spread: sources -> extractions, in this process or in several, with equal results in equal order.

Sources are cut into batches before anybody knows how many processes there are, so that a document is always parsed beside the
same neighbours. Only this module catches whatever an extractor throws: a document that crashes becomes a Failure.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol, TypeVar

from kg.errors import KgError
from kg.model import Document, Extraction, Failure
from kg.read import read

BATCH = 16
"""Documents that one call of the extractor gets: more bring no speed (measured), fewer lose some."""

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""One thread per process is 1.3 times as fast as BLAS's own choice on these small matrices, and leaves the cores to other processes."""

T = TypeVar("T")
Source = tuple[str, Path]
Result = Extraction | Failure


class Extractor(Protocol):
    """What the engine needs of kg.extract.pipeline.Extractor."""

    @property
    def model(self) -> str:
        """Name and version of the language model."""

    def extract(self, documents: Iterable[Document]) -> Iterator[Extraction]:
        """One extraction per document, in order."""


Load = Callable[[], Extractor]
"""Makes an extractor. With several processes it is called once in each, so it must be picklable: a function, or a partial of one."""


def single_threaded() -> None:
    """Keep BLAS to one thread in this process and its children. Works only before numpy is imported."""
    for name in THREADS:
        os.environ.setdefault(name, "1")


def extract_all(
    sources: Sequence[Source], extractor: Extractor, load: Load, *, jobs: int = 1, on_progress: Callable[[int], None] = lambda done: None
) -> Iterator[Result]:
    """One extraction or failure per source, in the order of the sources. `on_progress` is told how many more are done.

    With jobs > 1 the extractor given is not used; each process loads its own.
    """
    work = list(_batches(sources))
    run = _serial(work, extractor) if jobs <= 1 or len(work) <= 1 else _parallel(work, load, min(jobs, len(work)))
    for results in run:
        yield from results
        on_progress(len(results))


def _batches(sources: Sequence[Source]) -> Iterator[list[Source]]:
    for start in range(0, len(sources), BATCH):
        yield list(sources[start : start + BATCH])


def _serial(work: Sequence[list[Source]], extractor: Extractor) -> Iterator[list[Result]]:
    for batch in work:
        yield extract_batch(batch, extractor)


def extract_batch(batch: Sequence[Source], extractor: Extractor) -> list[Result]:
    """Read and extract some sources. Those that can't be read, or crash the extractor, are failures; the others lose nothing by it."""
    read_or_failed = [_read(name, path) for name, path in batch]
    documents = [each for each in read_or_failed if isinstance(each, Document)]
    extracted = iter(_extract(documents, extractor))
    return [each if isinstance(each, Failure) else next(extracted) for each in read_or_failed]


def _read(name: str, path: Path) -> Document | Failure:
    found = _attempt(lambda: read(path, name))
    return Failure(name, "read", _reason(found)) if isinstance(found, Exception) else found


def _extract(documents: Sequence[Document], extractor: Extractor) -> list[Result]:
    """All at once; if that crashes, halves, down to the document that is to blame."""
    found = _attempt(lambda: list(extractor.extract(documents)))
    if not isinstance(found, Exception):
        return list(found)
    if len(documents) == 1:
        return [Failure(documents[0].name, "extract", _reason(found))]
    middle = len(documents) // 2
    return [*_extract(documents[:middle], extractor), *_extract(documents[middle:], extractor)]


def _attempt(work: Callable[[], T]) -> T | Exception:
    """The worker's edge: whatever a document throws costs that document, not the build."""
    try:
        return work()
    except Exception as error:  # noqa: BLE001
        return error


def _reason(error: Exception) -> str:
    """What went wrong as one line. A crash is a defect, and names its place in the code for whoever mends it."""
    if isinstance(error, KgError):
        return str(error)
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f" at {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
    return " ".join(f"crashed: {type(error).__name__}: {error}{where}; please report it".split())


def _parallel(work: Sequence[list[Source]], load: Load, jobs: int) -> Iterator[list[Result]]:
    """Batches in several processes. If one dies (killed, out of memory), the batches in flight are tried again, source by source."""
    pending = deque(work)
    while pending:
        flight: deque[tuple[list[Source], Future[list[Result]]]] = deque()
        with _pool(load, jobs) as pool, suppress(BrokenProcessPool):
            while pending or flight:
                while pending and len(flight) < 2 * jobs:
                    flight.append((pending[0], pool.submit(_in_worker, pending[0])))
                    pending.popleft()
                yield flight[0][1].result()
                flight.popleft()
        for batch, _ in flight:
            yield [_alone(source, load) for source in batch]


def _alone(source: Source, load: Load) -> Result:
    """One source in a process of its own; if that dies too, the source is to blame."""
    with _pool(load, 1) as pool:
        try:
            return pool.submit(_in_worker, [source]).result()[0]
        except BrokenProcessPool:
            return Failure(source[0], "extract", "its process died, perhaps for lack of memory; split the source or use fewer --jobs")


@contextmanager
def _pool(load: Load, jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that start afresh: a copy of this one would inherit the threads and locks of its libraries."""
    pool = ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), _start_worker, (load,))
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


_extractor: list[Extractor] = []
"""This worker's extractor; empty in every other process."""


def _start_worker(load: Load) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started this one; it ends its workers
    single_threaded()
    _extractor[:] = [load()]


def _in_worker(batch: list[Source]) -> list[Result]:
    return extract_batch(batch, _extractor[0])
