"""End-to-end cases: each folder of tests/cases is read with the shipped ontology and model, and its expected rows must come out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg.engine import Extractor, extract_batch
from kg.model import Extraction
from kg.publish.rows import rows
from kg.read import find

CASES = sorted(path.parent for path in (Path(__file__).parent / "cases").glob("*/expected.jsonl"))
EXPECTED = 2
"""Cases that must be there: one that is lost by accident fails this count."""


def test_all_cases_are_there() -> None:
    assert len(CASES) >= EXPECTED
    folders = [path for path in (Path(__file__).parent / "cases").iterdir() if path.is_dir()]
    assert sorted(folders) == CASES


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Path, extractor: Extractor) -> None:
    sources, failures = find([case])
    assert failures == []
    results = extract_batch(sources, extractor)
    found = list(rows(result for result in results if isinstance(result, Extraction)))
    assert len({row["doc"] for row in found}) == len(sources), results
    lines = (case / "expected.jsonl").read_text(encoding="utf-8").splitlines()
    wrong = [line for line in lines if not holds(json.loads(line), found)]
    assert wrong == [], "found:\n" + "\n".join(json.dumps(row, ensure_ascii=False) for row in found)


def holds(expected: dict[str, Any], found: list[dict[str, Any]]) -> bool:
    """Whether some row has all the keys of the expected one, or none if it is to be absent."""
    wanted = {key: value for key, value in expected.items() if key != "absent"}
    absent: bool = expected.get("absent", False)
    return any(wanted.items() <= {k: v for k, v in row.items() if k in wanted}.items() for row in found) != absent
