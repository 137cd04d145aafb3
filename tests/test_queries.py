"""The questions that ship with the ontology: over a small graph made by hand, and over builds of ../shared/seeds and of seeds.

questions/graph.ttl is the hand-made graph, questions/answers/NAME.csv what question NAME answers over it, in order.
questions/expected.jsonl holds, for the builds, which rows of a question are looked at (`where`), which columns, the rows that must
be there, and those that may. Where kg does not give the answer yet, `known_gap` (for the digests `known_gap_digests`) says why, and
the test then asserts that the answer is still wrong.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pyoxigraph
import pyshacl
import pytest
import rdflib
from conftest import ROOT
from rdflib.plugins.sparql import prepareQuery

from kg.ontology import Ontology

QUERIES = {path.stem: path.read_text(encoding="utf-8") for path in sorted((ROOT / "ontology/ai-industry/queries").glob("*.rq"))}
DATA = Path(__file__).parent / "questions"
ANSWERS = {path.stem: path for path in sorted((DATA / "answers").glob("*.csv"))}
EXPECTED: list[dict[str, Any]] = [json.loads(line) for line in (DATA / "expected.jsonl").read_text(encoding="utf-8").splitlines()]
AIO = "https://kg.example/ns/ai-industry#"

Table = list[dict[str, str]]


# ---- how the files are written


def test_every_question_has_an_answer() -> None:
    assert len(QUERIES) == 43
    assert list(QUERIES) == list(ANSWERS)
    assert {row["query"] for row in EXPECTED} <= set(QUERIES)


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_is_plain_sparql_with_a_comment(name: str) -> None:
    text = QUERIES[name]
    first = text.splitlines()[0]
    assert first.startswith("# ")
    assert 20 <= len(first) <= 140
    prepareQuery(text)
    columns = columns_of(text)
    ordered = re.findall(r"\?(\w+)", text.rsplit("ORDER BY", 1)[1])
    assert sorted(ordered) == sorted(columns), "ordered by every column, so that the same graph gives the same lines"


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_names_what_the_ontology_declares(name: str, ontology: Ontology) -> None:
    used = set(re.findall(r"\baio:(\w+)", QUERIES[name]))
    assert used <= {*ontology.classes, *ontology.relations, *ontology.figures}


# ---- over the graph made by hand


@pytest.fixture(scope="module")
def oxigraph() -> pyoxigraph.Store:
    return stored(DATA / "graph.ttl")


@pytest.fixture(scope="module")
def rdf() -> rdflib.Graph:
    return rdflib.Graph().parse(DATA / "graph.ttl")


def test_the_graph_made_by_hand_is_as_kg_writes_it(rdf: rdflib.Graph, ontology: Ontology) -> None:
    shapes = rdflib.Graph()
    for path in ontology.shapes_files:
        shapes.parse(path)
    conforms, _, report = pyshacl.validate(rdf, shacl_graph=shapes)
    assert conforms, report


@pytest.mark.parametrize("name", QUERIES)
def test_answers_in_oxigraph(name: str, oxigraph: pyoxigraph.Store) -> None:
    assert asked(oxigraph, QUERIES[name]) == answer(name)


@pytest.mark.parametrize("name", QUERIES)
def test_answers_in_rdflib(name: str, rdf: rdflib.Graph) -> None:
    columns = columns_of(QUERIES[name])
    found: list[tuple[rdflib.term.Node | None, ...]] = [tuple(row) for row in rdf.query(QUERIES[name]) if isinstance(row, tuple)]
    assert [{c: "" if cell is None else str(cell) for c, cell in zip(columns, row, strict=True)} for row in found] == answer(name)


@pytest.mark.parametrize("name", [name for name in QUERIES if name != "unsourced"])
def test_the_graph_made_by_hand_puts_the_question_to_the_test(name: str) -> None:
    assert answer(name)


@pytest.mark.parametrize(
    ("fault", "what", "lacks"),
    [
        ("DELETE WHERE { <claim/01> prov:wasDerivedFrom ?d }", "claim/01", "document"),
        ("DELETE WHERE { <claim/01> kg:evidence ?e }", "claim/01", "evidence"),
        ("DELETE WHERE { <evidence/01> oa:exact ?q }", "claim/01", "evidence"),
        ("DELETE WHERE { <claim/01> prov:wasGeneratedBy ?r }", "claim/01", "run"),
        ("INSERT DATA { <chip/dd40> aio:developed <chip/dd20> }", "chip/dd40", "claim for developed https://kg.example/id/chip/dd20"),
        ("INSERT DATA { <chip/dd40> aio:releaseDate '2024' }", "chip/dd40", "claim for releaseDate 2024"),
    ],
)
def test_unsourced_finds_what_has_no_source(fault: str, what: str, lacks: str) -> None:
    store = stored(DATA / "graph.ttl")
    store.update(
        "BASE <https://kg.example/id/> PREFIX kg: <https://kg.example/ns/core#> PREFIX prov: <http://www.w3.org/ns/prov#> "
        f"PREFIX oa: <http://www.w3.org/ns/oa#> PREFIX aio: <{AIO}> {fault}"
    )
    assert asked(store, QUERIES["unsourced"]) == [{"what": f"https://kg.example/id/{what}", "lacks": lacks}]


def stored(path: Path) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.load(path=path, format=pyoxigraph.RdfFormat.TURTLE)
    return store


def columns_of(text: str) -> list[str]:
    """The names of the columns, in order, as Oxigraph sees them."""
    found = pyoxigraph.Store().query(text)
    assert isinstance(found, pyoxigraph.QuerySolutions)
    return [variable.value for variable in found.variables]


def asked(store: pyoxigraph.Store, text: str) -> Table:
    found = store.query(text)
    assert isinstance(found, pyoxigraph.QuerySolutions)
    names = [variable.value for variable in found.variables]
    return [{name: "" if row[name] is None else row[name].value for name in names} for row in found]


def answer(name: str) -> Table:
    with ANSWERS[name].open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# ---- over the five documents, and over the digests


def normal(name: str) -> str:
    """A name without case, "the", spaces and punctuation."""
    return re.sub(r"[^\w×%<>=≤≥≈]|_", "", name.casefold().removeprefix("the "))


ALIASES = {
    normal(alias): normal(name)
    for name, aliases in json.loads((DATA / "aliases.json").read_text(encoding="utf-8")).items()
    for alias in aliases
}


def plain(column: str, value: str) -> str:
    """A cell as it is compared: numbers by value, documents by the digits their names begin with, names by what they stand for."""
    if column.lower().endswith("document"):
        return value[:3]
    if column == "date":
        return value
    try:
        return format(Decimal(value).normalize(), "f")
    except InvalidOperation:
        return ALIASES.get(normal(value), normal(value))


def chosen(table: Table, where: dict[str, str | list[str]], columns: Sequence[str]) -> Iterator[tuple[str, ...]]:
    wanted = {column: {plain(column, v) for v in ([value] if isinstance(value, str) else value)} for column, value in where.items()}
    for row in table:
        if all(plain(column, row[column]) in values for column, values in wanted.items()):
            yield tuple(plain(column, row[column]) for column in columns)


def cells(rows: list[list[str]], columns: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(plain(column, value) for column, value in zip(columns, row, strict=True)) for row in rows}


def expectations(gap: str) -> list[Any]:
    """A parameter per row of expected.jsonl; one whose answer kg does not give yet names its reason under the key `gap`."""
    return [pytest.param(row, id=row["id"], marks=known(row[gap]) if row.get(gap) else []) for row in EXPECTED]


def known(reason: str) -> pytest.MarkDecorator:
    """The test must fail, by wrong rows and nothing else: an answer that has become right is a gap to strike out."""
    return pytest.mark.xfail(reason=reason, raises=AssertionError, strict=True)


def assert_answered(row: dict[str, Any], output: Path) -> None:
    columns = row["columns"]
    found = set(chosen(asked(stored(output / "graph.ttl"), QUERIES[row["query"]]), row["where"], columns))
    required, allowed = cells(row["rows"], columns), cells(row["may"], columns)
    assert (required - found, found - required - allowed) == (set(), set()), "missing rows, wrong rows"


def test_the_twenty_five_questions_are_asked() -> None:
    """A question may have parts, 12a and 12b; it counts as answered when all its parts are."""
    numbers = {int(re.sub(r"\D", "", row["id"])) for row in EXPECTED}
    unanswered = {int(re.sub(r"\D", "", row["id"])) for row in EXPECTED if row.get("known_gap")}
    assert numbers == set(range(1, 26))
    assert len(numbers - unanswered) >= 15


@pytest.mark.shared
@pytest.mark.parametrize("row", expectations("known_gap"))
def test_answers_over_the_five_documents(row: dict[str, Any], shared_seeds_output: Path) -> None:
    assert_answered(row, shared_seeds_output)


@pytest.mark.parametrize("row", expectations("known_gap_digests"))
def test_answers_over_the_digests(row: dict[str, Any], seeds_output: Path) -> None:
    """The digests keep every fact of the documents, so that the same answers hold."""
    assert_answered(row, seeds_output)
