"""GraphML and the Neo4j tables: what other programs read is what the claims say, whatever the names hold."""

from __future__ import annotations

import csv
from pathlib import Path

import making
import networkx
import pytest

from kg.conflict import find_conflicts
from kg.model import Conflict, Extraction, Resolution
from kg.ontology import Ontology
from kg.publish import tables
from kg.resolve import resolve

ONTOLOGY = making.ontology()
ZEPHYRINE, QUILL = ("Zephyrine", "Company"), ("Quill-2", "Model")
FORMULA, QUOTES, CONTROL = (
    ('=HYPERLINK("http://x.example")', "Company"),
    ('say "hi"; then,\ngo\\', "Model"),
    ("bell\x07 \u202eback", "Model"),
)

PAGES = [
    making.page(
        "a.txt",
        (ZEPHYRINE, "developed", QUILL),
        (QUILL, "trainingCost", ("$5.6 million", 5_600_000, "USD"), {"speaker": "two engineers"}),
        (QUILL, "releaseDate", ("in November 2024", "2024-11", "date")),
        (ZEPHYRINE, "growth", ("-7 %", -7, "%")),
    ),
    making.page(
        "b.txt",
        (ZEPHYRINE, "developed", QUILL),
        (QUILL, "trainingCost", ("$9 million", 9_000_000, "USD")),
        (ZEPHYRINE, "competesWith", FORMULA, {"modality": "question"}),
        (FORMULA, "developed", QUOTES),
        (FORMULA, "developed", CONTROL, {"ended": True}),
    ),
]


def given(pages: list[Extraction]) -> tuple[list[Extraction], Resolution, tuple[Conflict, ...], Ontology]:
    resolution = resolve(pages, ONTOLOGY)
    return pages, resolution, find_conflicts(pages, resolution, ONTOLOGY), ONTOLOGY


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tables")
    written = tables.write_neo4j(*given(PAGES), path)
    assert sorted(written) == sorted(path.iterdir())
    return path


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def test_graphml_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "graph.graphml"
    tables.write_graphml(*given(PAGES), path)
    graph = networkx.read_graphml(path, force_multigraph=True)
    assert set(graph.nodes) == {entity.id for entity in resolve(PAGES, ONTOLOGY).entities}
    assert graph.nodes["model/quill-2"] == {
        "label": "Quill-2",
        "class": "Model",
        "aliases": "",
        "conflicts": 1,
        "trainingCost": "US$5.6 million; US$9 million",
        "releaseDate": "2024-11",
    }
    assert [data for *_, data in graph.edges("company/zephyrine", data=True)] == [
        {"relation": "developed", "label": "developed", "documents": 2, "claims": 2, "sources": "a.txt; b.txt"}
    ]
    labels = {data["label"] for _, data in graph.nodes(data=True)}
    assert {FORMULA[0], 'say "hi"; then, go\\', "bell\ufffd \u202eback"} <= labels


def test_facts_are_edges_and_other_claims_are_not(folder: Path) -> None:
    found = [(row[":START_ID"], row[":TYPE"], row[":END_ID"], row["documents:int"]) for row in rows(folder, "relationships")]
    assert ("company/zephyrine", "developed", "model/quill-2", "2") in found
    assert {kind for _, kind, _, _ in found} == {"developed"}
    assert len(found) == 2


def test_every_link_ends_at_a_node(folder: Path) -> None:
    nodes = [row["id:ID"] for name in ("nodes", "documents", "claims", "conflicts") for row in rows(folder, name)]
    assert len(nodes) == len(set(nodes))
    for name in ("relationships", "claim_links"):
        for row in rows(folder, name):
            assert {row[":START_ID"], row[":END_ID"]} <= set(nodes)


def test_claims_keep_quote_number_and_speaker(folder: Path) -> None:
    claims = {row["value"]: row for row in rows(folder, "claims") if row["value"]}
    cost = claims["US$5.6 million"]
    assert (cost["number:double"], cost["unit"], cost["comparator"], cost["speaker"]) == ("5600000", "USD", "=", "two engineers")
    assert cost["quote"] == PAGES[0].document.text[int(cost["start:int"]) : int(cost["end:int"])]
    assert claims["2024-11"]["number:double"] == ""
    assert (claims["'-7 %"]["number:double"], len(rows(folder, "claims"))) == ("-7", 9)


def test_quotes_line_breaks_and_formulas_are_safe(folder: Path) -> None:
    for name in ("nodes", "documents", "claims", "conflicts", "claim_links", "relationships"):
        for row in rows(folder, name):
            assert not any(len(cell) > 1 and cell.startswith(("=", "+", "@")) for cell in row.values())
    names = {row["name"] for row in rows(folder, "nodes")}
    assert "'" + FORMULA[0] in names
    quotes = [row["quote"] for row in rows(folder, "claims")]
    assert any('say "hi"; then,\ngo\\' in quote for quote in quotes)


def test_labels_are_the_class_and_those_above_it(folder: Path) -> None:
    labels = {row["id:ID"]: row[":LABEL"] for row in rows(folder, "nodes")}
    assert (labels["company/zephyrine"], labels["model/quill-2"]) == ("Company;Organization", "Model")


def test_same_input_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        tables.write_neo4j(*given(PAGES), tmp_path / name)
        tables.write_graphml(*given(PAGES), tmp_path / name / "graph.graphml")
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()
