"""How work is spread: equal results for any number of processes, and a crash costs one document."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from faking import Fake, load_fake

from kg.engine import BATCH, extract_all
from kg.model import Extraction, Failure


def folder(tmp_path: Path, texts: dict[str, str]) -> list[tuple[str, Path]]:
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return [(name, tmp_path / name) for name in sorted(texts)]


def test_results_come_in_the_order_of_the_sources(tmp_path: Path) -> None:
    sources = folder(tmp_path, {f"{n:03}.txt": f"Maker{n} built Thing{n}." for n in range(2 * BATCH + 3)})
    found = list(extract_all(sources, Fake(), Fake))
    assert [e.document.name for e in found if isinstance(e, Extraction)] == [name for name, _ in sources]


def test_any_number_of_processes_gives_equal_results(tmp_path: Path) -> None:
    texts = {f"{n:03}.txt": f"Maker{n} built Thing{n}." for n in range(2 * BATCH + 3)}
    sources = folder(tmp_path, texts | {"007.txt": "crash", "020.txt": ""})
    serial = list(extract_all(sources, Fake(), Fake, jobs=1))
    assert list(extract_all(sources, Fake(), load_fake, jobs=2)) == serial
    assert sum(isinstance(each, Failure) for each in serial) == 2


def test_a_crash_costs_one_document(tmp_path: Path) -> None:
    sources = folder(tmp_path, {"a.txt": "A built B.", "b.txt": "crash", "c.txt": "C built D."})
    a, b, c = extract_all(sources, Fake(), Fake)
    assert isinstance(a, Extraction)
    assert isinstance(c, Extraction)
    assert isinstance(b, Failure)
    assert (b.source, b.stage) == ("b.txt", "extract")
    assert b.reason.startswith("crashed: ValueError: so it was written at faking.py:")
    assert "\n" not in b.reason


def test_a_source_that_cannot_be_read_costs_itself(tmp_path: Path) -> None:
    sources = folder(tmp_path, {"a.txt": "", "b.txt": "A built B."})
    a, b = extract_all(sources, Fake(), Fake)
    assert isinstance(a, Failure)
    assert (a.source, a.stage, a.reason[:8]) == ("a.txt", "read", "is empty")
    assert isinstance(b, Extraction)


def test_a_process_that_dies_costs_one_document(tmp_path: Path) -> None:
    texts = {f"{n:03}.txt": f"Maker{n} built Thing{n}." for n in range(BATCH + 2)}
    sources = folder(tmp_path, texts | {"001.txt": "die"})
    found = list(extract_all(sources, Fake(), load_fake, jobs=2))
    failures = [each for each in found if isinstance(each, Failure)]
    assert len(found) == len(sources)
    assert [(f.source, f.stage) for f in failures] == [("001.txt", "extract")]
    assert "process died" in failures[0].reason


@pytest.mark.parametrize("jobs", [1, 2])
def test_progress_adds_up(tmp_path: Path, jobs: int) -> None:
    sources = folder(tmp_path, {f"{n:03}.txt": "A built B." for n in range(BATCH + 1)})
    told: list[int] = []
    list(extract_all(sources, Fake(), load_fake, jobs=jobs, on_progress=told.append))
    assert told == [BATCH, 1]


def test_loading_is_picklable_when_it_is_a_partial(tmp_path: Path) -> None:
    sources = folder(tmp_path, {f"{n:03}.txt": "A built B." for n in range(BATCH + 1)})
    found = list(extract_all(sources, Fake(), partial(Fake, verb="built"), jobs=2))
    assert len(found) == len(sources)
