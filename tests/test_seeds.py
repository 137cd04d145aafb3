"""The five digests in seeds/ and the gold rows of tests/eval/seeds.jsonl: each row rests on its text and on the ontology.

Where ../shared is at hand, the digests are also held against the documents they retell: every figure is kept, no wording is.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from conftest import SEEDS, SHARED

from kg.model import Document
from kg.ontology import Ontology
from kg.read import read

Row = dict[str, Any]

ROWS: list[Row] = [json.loads(line) for line in (Path(__file__).parent / "eval" / "seeds.jsonl").read_text(encoding="utf-8").splitlines()]
FACTS = [row for row in ROWS if row["kind"] != "entity"]
DOCUMENTS = {path.name: read(path, path.name) for path in sorted(SEEDS.glob("*.md"))}

# Required and optional rows: entities, relations, figures.
COUNTS = {
    "000_10a02b60571fd876.md": ((9, 4), (5, 6), (6, 4)),
    "001_90c9fa6a30328f15.md": ((16, 6), (3, 2), (2, 2)),
    "002_6c62250eab95ad24.md": ((35, 5), (28, 11), (12, 4)),
    "003_312e24a6650b80df.md": ((16, 3), (13, 10), (3, 3)),
    "004_7f954552db773c07.md": ((17, 3), (14, 8), (2, 2)),
}
# What the originals show about themselves: how the title begins, author, date.
FRONT = {
    "000_10a02b60571fd876.md": (None, None, None),
    "001_90c9fa6a30328f15.md": (None, "Deepak P", None),
    "002_6c62250eab95ad24.md": ("DeepSeek’s AI Breakthrough", "Rodski Dimitri", None),
    "003_312e24a6650b80df.md": ("China’s ChatGPT-killer", None, "2025-01-31"),
    "004_7f954552db773c07.md": ("DeepSeek’s Open-Source AI Revolution", None, None),
}
KEYS = {
    "entity": ({"name", "type", "aliases"}, {"also", "altTypes"}),
    "relation": ({"s", "p", "o", "evidence", "scope", "modality", "negated", "attributedTo"}, {"role", "sType", "oType"}),
    "figure": (
        {"s", "p", "value", "unit", "comparator", "evidence", "scope", "modality", "negated", "attributedTo"},
        {"per", "on", "baseline", "purpose", "sType"},
    ),
}


def fact_id(row: Row) -> str:
    return f"{row['doc'][:3]}: {row['s']} {row['p']} {row.get('o', row.get('value'))}"


def entities(doc: str, name: str, cls: str | None = None) -> list[Row]:
    """The entity rows of a document that a fact's end may mean."""
    return [r for r in ROWS if r["kind"] == "entity" and r["doc"] == doc and r["name"] == name and cls in (None, r["type"])]


def names(row: Row) -> list[str]:
    return [row["name"], *row["aliases"]]


def classes(doc: str, name: str, cls: str | None) -> list[str]:
    return [c for row in entities(doc, name, cls) for c in (row["type"], *row.get("altTypes", []))]


def counts(doc: str) -> tuple[tuple[int, int], ...]:
    found = Counter((row["kind"], row.get("optional", False)) for row in ROWS if row["doc"] == doc)
    return tuple((found[kind, False], found[kind, True]) for kind in KEYS)


def test_rows_per_document() -> None:
    assert {doc: counts(doc) for doc in DOCUMENTS} == COUNTS
    assert {row["doc"] for row in ROWS} == set(DOCUMENTS) == set(COUNTS)


@pytest.mark.parametrize("doc", COUNTS)
def test_a_digest_is_a_short_article(doc: str) -> None:
    assert 250 <= len(DOCUMENTS[doc].text.split()) <= 450


@pytest.mark.parametrize("doc", COUNTS)
def test_front_matter(doc: str) -> None:
    read_as: Document = DOCUMENTS[doc]
    title, author, date = FRONT[doc]
    assert (read_as.author, read_as.date) == (author, date)
    assert (read_as.title or "").startswith(title) if title else read_as.title is None
    assert not read_as.text.startswith("---")


@pytest.mark.parametrize("kind", KEYS)
def test_keys_of_rows(kind: str) -> None:
    required, allowed = KEYS[kind]
    for row in (r for r in ROWS if r["kind"] == kind):
        keys = set(row) - {"kind", "doc", "optional"}
        assert required <= keys <= required | allowed, row


@pytest.mark.parametrize("row", [r for r in ROWS if r["kind"] == "entity"], ids=lambda r: f"{r['doc'][:3]}: {r['name']} ({r['type']})")
def test_an_entity_is_in_its_text(row: Row, ontology: Ontology) -> None:
    text = DOCUMENTS[row["doc"]].text
    assert any(name in text for name in names(row))
    assert all(alias in text for alias in row["aliases"])
    assert {row["type"], *row.get("altTypes", [])} <= set(ontology.classes)
    assert len(entities(row["doc"], row["name"], row["type"])) == 1


@pytest.mark.parametrize("row", FACTS, ids=fact_id)
def test_a_fact_is_in_its_text(row: Row) -> None:
    assert DOCUMENTS[row["doc"]].text.count(row["evidence"]) == 1
    assert row["modality"] in ("asserted", "reported", "hedged", "hypothetical", "question")
    assert row.get("comparator", "=") in ("=", "≈", "<", "≤", ">", "≥")
    assert row["attributedTo"] is None or entities(row["doc"], row["attributedTo"])
    ends = [entities(row["doc"], row[end], row.get(f"{end}Type")) for end in ("s", "o") if end in row]
    assert all(len(found) >= 1 for found in ends)
    assert row["scope"] in ("sentence", "document")
    if row["scope"] == "sentence":
        assert all(any(name in row["evidence"] for name in names(found[0])) for found in ends), "an end is named outside: scope document"
    if any(found[0].get("optional") for found in ends):
        assert row.get("optional"), "a fact about an optional entity is optional"


@pytest.mark.parametrize("row", FACTS, ids=fact_id)
def test_a_fact_is_allowed_by_the_ontology(row: Row, ontology: Ontology) -> None:
    declared = ontology.relations if row["kind"] == "relation" else ontology.figures
    assert row["p"] in declared
    subject = classes(row["doc"], row["s"], row.get("sType"))
    assert any(ontology.fits(cls, declared[row["p"]].domain) for cls in subject)
    if row["kind"] == "relation":
        end = classes(row["doc"], row["o"], row.get("oType"))
        assert any(ontology.fits(cls, ontology.relations[row["p"]].range) for cls in end)
    else:
        assert ontology.measures_in(row["p"], row["unit"])


# ---- against the documents that the digests retell


def original(doc: str) -> Path:
    return SHARED / "seeds" / f"{Path(doc).stem}.txt"


def words(text: str) -> list[str]:
    """Words without case, punctuation or possessive endings: how wording is compared."""
    return re.findall(r"[a-z0-9]+(?:[.-][a-z0-9]+)*", re.sub(r"[’']s\b", "", text.lower()))


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[i : i + length]) for i in range(len(found) - length + 1)}


def figure_kept(row: Row) -> tuple[Any, ...]:
    return row["p"], row["value"], row["unit"], row["comparator"], row["modality"], row["attributedTo"], row.get("per")


def original_rows() -> list[Row]:
    lines = (SHARED / "gold" / "seeds.jsonl").read_text(encoding="utf-8").splitlines()
    return [row for row in map(json.loads, lines) if not row.get("optional")]


@pytest.mark.shared
def test_one_digest_per_document() -> None:
    assert sorted(Path(doc).stem for doc in DOCUMENTS) == sorted(path.stem for path in (SHARED / "seeds").glob("*.txt"))


@pytest.mark.shared
@pytest.mark.parametrize("doc", COUNTS)
def test_no_wording_is_taken_over(doc: str) -> None:
    """Six words in a row never; five, which names and figures can make, twice at most."""
    source, digest = original(doc).read_text(encoding="utf-8"), DOCUMENTS[doc].text
    assert runs(digest, 6) & runs(source, 6) == set()
    assert len(runs(digest, 5) & runs(source, 5)) <= 2


@pytest.mark.shared
@pytest.mark.parametrize("doc", COUNTS)
def test_every_figure_and_relation_is_kept(doc: str) -> None:
    stem = Path(doc).stem
    theirs = [row for row in original_rows() if Path(row["doc"]).stem == stem and row["kind"] != "entity"]
    ours = [row for row in FACTS if row["doc"] == doc and not row.get("optional")]
    assert theirs
    figures = {figure_kept(row) for row in theirs if row["kind"] == "figure"}
    assert figures <= {figure_kept(row) for row in ours if row["kind"] == "figure"}
    relations = Counter((r["p"], r["modality"], r["attributedTo"]) for r in theirs if r["kind"] == "relation")
    assert relations <= Counter((r["p"], r["modality"], r["attributedTo"]) for r in ours if r["kind"] == "relation")
