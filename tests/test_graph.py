"""Values to RDF and back: the terms, the texts of a graph, the store, its queries, and the checks."""

from __future__ import annotations

import json
from decimal import Decimal
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import making
import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib.compare import isomorphic

from kg.conflict import find_conflicts
from kg.errors import KgError, QueryError, ReadError
from kg.graph import answers, build, check, formats, store, terms
from kg.graph.answers import Table, Triples, Truth
from kg.model import Document, Extraction, Run, claim_id
from kg.resolve import resolve

ONTOLOGY = making.ontology()
PREFIXES = terms.prefixes(ONTOLOGY)
RUN = Run("0.1.0", "hand-made 1", "0" * 64)
ZEPHYRINE, QUILL = ("Zephyrine", "Company"), ("Quill-2", "Model")

PAGES = [
    making.page(
        "a.txt",
        (ZEPHYRINE, "developed", QUILL),
        (QUILL, "trainingCost", ("about $5.6 million", 5_600_000, "USD", "≈"), {"modality": "reported", "speaker": "two engineers"}),
        (QUILL, "releaseDate", ("in November 2024", "2024-11", "date")),
        (ZEPHYRINE, "competesWith", ("Brindle", "Company"), {"modality": "hypothetical"}),
        title='The "Quill"',
        author="A. Writer",
        publisher="The Weir",
        date="2025-01",
        url="https://weir.example/a b",
    ),
    making.page(
        "sub/b c.txt",
        (QUILL, "trainingCost", ("$9 million", 9_000_000, "USD")),
        (ZEPHYRINE, "employeeCount", ("80 to 90 people", 80, "1", "=", 90)),
        (("Ada Okafor", "Person"), "worksFor", ZEPHYRINE, {"ended": True, "role": "chief"}),
        date="2025-01-26",
    ),
]


def quads_of(pages: list[Extraction], **options: Any) -> list[ox.Quad]:
    resolution = resolve(pages, ONTOLOGY)
    return list(build.quads(pages, resolution, find_conflicts(pages, resolution, ONTOLOGY), ONTOLOGY, RUN, **options))


def turtle_of(pages: list[Extraction], **options: Any) -> str:
    return "".join(formats.turtle(quads_of(pages, **options), PREFIXES))


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> ox.Store:
    path = tmp_path_factory.mktemp("graph") / "store"
    assert store.write(path, quads_of(PAGES)) == len(set(quads_of(PAGES)))
    return store.open_store(path)


def ask(opened: ox.Store, pattern: str) -> bool:
    answer = store.query(opened, f"ASK {{ {pattern} }}", PREFIXES)
    assert isinstance(answer, Truth)
    return answer.value


TRUE = [
    "company:zephyrine a ex:Company ; rdfs:label 'Zephyrine'@en ; ex:developed model:quill-2 ; kg:mentionedIn document:a.txt",
    "?c rdf:subject company:zephyrine ; rdf:predicate ex:developed ; rdf:object model:quill-2 ; kg:modality kg:Asserted ; kg:negated false",
    "?c kg:evidence ?e . ?e oa:hasSource document:a.txt ; oa:exact 'Zephyrine developed Quill-2 .' ; oa:start 0 ; oa:end 29",
    "?c kg:evidence/kg:subjectStart 0 ; kg:evidence/kg:subjectEnd 9 ; kg:evidence/kg:objectStart 20 ; kg:evidence/kg:objectEnd 27",
    "model:quill-2 ex:trainingCost ?f . ?f qudt:numericValue '5600000'^^xsd:decimal ; qudt:hasUnit cur:USD",
    "?f kg:unit 'USD' ; kg:comparator '≈'",
    "?f a kg:Figure, qudt:QuantityValue ; rdfs:label 'about US$5.6 million' ; kg:surface 'about $5.6 million'",
    "?f qudt:lowerBound '80'^^xsd:decimal ; qudt:upperBound '90'^^xsd:decimal ; rdfs:label '80 to 90'",
    "model:quill-2 ex:releaseDate '2024-11'^^xsd:gYearMonth . ?c rdf:object '2024-11'^^xsd:gYearMonth ; kg:comparator '='",
    "?c kg:speaker 'two engineers' ; kg:modality kg:Reported",
    "?c kg:ended true ; kg:role 'chief' ; rdf:predicate ex:worksFor",
    "document:a.txt a schema:Article ; kg:fileName 'a.txt' ; dct:title 'The \"Quill\"' ; dct:issued '2025-01'^^xsd:gYearMonth",
    "document:a.txt dct:source <https://weir.example/a%20b> ; dct:creator 'A. Writer' ; dct:publisher 'The Weir'",
    "<https://kg.example/id/document/sub/b%20c.txt> dct:issued '2025-01-26'^^xsd:date",
    "?r a prov:Activity ; kg:version '0.1.0' ; kg:model 'hand-made 1' . ?c prov:wasGeneratedBy ?r ; prov:wasDerivedFrom document:a.txt",
    "?k a kg:Conflict ; kg:verdict kg:Contradiction ; kg:about model:quill-2 ; kg:onProperty ex:trainingCost ; kg:claim ?c . ?c a kg:Claim",
]
FALSE = [
    "?s ex:worksFor ?o",
    "?s ex:competesWith ?o",
    "?s ?p ?b . FILTER(isBlank(?b))",
    "?s ?p ?o FILTER(CONTAINS(STR(?o), '/home/'))",
]


@pytest.mark.parametrize("pattern", TRUE)
def test_the_graph_says(opened: ox.Store, pattern: str) -> None:
    assert ask(opened, pattern)


@pytest.mark.parametrize("pattern", FALSE)
def test_the_graph_does_not_say(opened: ox.Store, pattern: str) -> None:
    assert not ask(opened, pattern)


def test_on_is_a_literal_and_the_thing_itself_when_it_is_one() -> None:
    doc = making.document("Quill-2 grew 90 % on Tidewater.")
    tidewater, quill = making.mention(doc, "Tidewater", "Model"), making.mention(doc, "Quill-2", "Model")
    claim = making.claim(doc, quill, "growth", making.figure(doc, "90 %", 90, "%"), on="Tidewater", speaker=tidewater, date="2024")
    text = turtle_of([making.extraction(doc, [tidewater], [claim])])
    assert 'kg:on "Tidewater" ,\n        model:tidewater ;' in text
    assert "kg:attributedTo model:tidewater" in text
    assert 'dct:date "2024"^^xsd:gYear' in text


@pytest.mark.parametrize(
    ("value", "kind"),
    [("2024", "gYear"), ("2024-11", "gYearMonth"), ("2024-11-05", "date"), ("2024-13", "string"), ("2024/2025", "string")],
)
def test_dates_are_typed_by_precision(value: str, kind: str) -> None:
    assert terms.date(value) == ox.Literal(value, datatype=ox.NamedNode(f"http://www.w3.org/2001/XMLSchema#{kind}"))


@pytest.mark.parametrize("base", ["https://data.example/x", "https://data.example/x/", "https://data.example/x#"])
def test_base_ends_with_a_separator(base: str) -> None:
    iris = {quad.subject.value for quad in quads_of(PAGES, base_iri=base) if isinstance(quad.subject, ox.NamedNode)}
    assert all(iri.startswith(base.rstrip("/#") + ("#" if base.endswith("#") else "/")) for iri in iris)


@pytest.mark.parametrize("format", sorted(formats.FORMATS))
def test_every_format_reads_back_to_the_same_quads(format: str) -> None:
    quads = quads_of(PAGES, by_document=format != "turtle")
    out = BytesIO()
    formats.write(quads, out, format, PREFIXES)
    suffix = formats.FORMATS[format][0].removeprefix(".")
    assert set(ox.parse(out.getvalue(), format=ox.RdfFormat.from_extension(suffix))) == set(quads)


def test_named_graphs_hold_what_their_document_says() -> None:
    for quad in quads_of(PAGES, by_document=True):
        if quad.predicate == terms.term("prov:wasDerivedFrom"):
            assert quad.graph_name == quad.object
        if quad.predicate == terms.term("kg:because"):
            assert quad.graph_name == ox.DefaultGraph()


def test_store_and_memory_write_the_same_bytes(opened: ox.Store) -> None:
    assert "".join(formats.turtle(opened, PREFIXES)) == turtle_of(PAGES)


def test_turtle_is_one_sorted_block_a_subject() -> None:
    blocks = turtle_of(PAGES).split("\n\n")
    subjects = [block.split(" ")[0] for block in blocks[1:]]
    assert len(subjects) == len(set(subjects)) == len({quad.subject for quad in quads_of(PAGES)})
    assert all("\n    a " not in block for block in blocks)


HOSTILE = [
    'say "hi"\\',
    "two\nlines\r\ttabs",
    "\u202egnp.exe\u2066",
    "x" * 10_000,
    "<script>alert(1)</script>",
    "名前 Ωμέγα é",
    "a\u0000b",
    "'''\"\"\"",
    "{}|^`<>",
]
TEXT = st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30))


def page_of(name: str, names: list[str]) -> Extraction:
    doc = making.document("\x1e".join(names), name, title=names[0])
    things = [making.mention(doc, text, "Model") for text in names]
    claims = [making.claim(doc, one, "competesWith", other, sentence=making.anchor(doc, doc.text)) for one, other in pairwise(things)]
    return making.extraction(doc, things, claims)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=40, deadline=None)
@given(st.lists(st.lists(TEXT, min_size=1, max_size=3), min_size=1, max_size=3), st.randoms(use_true_random=False))
def test_any_names_survive_in_any_order(names: list[list[str]], random: Any) -> None:
    pages = [page_of(f"{i}.txt", group) for i, group in enumerate(names)]
    text = turtle_of(pages)
    shuffled = list(pages)
    random.shuffle(shuffled)
    assert turtle_of(shuffled) == text
    triples = {quad.triple for quad in quads_of(pages)}
    assert {quad.triple for quad in ox.parse(text.encode(), format=ox.RdfFormat.TURTLE)} == triples
    lines = "".join(formats.n_quads(quads_of(pages), PREFIXES))
    assert set(ox.parse(lines.encode(), format=ox.RdfFormat.N_QUADS)) == set(quads_of(pages))


def test_rdflib_and_oxigraph_read_isomorphic_graphs() -> None:
    pages = [*PAGES, page_of("hostile.txt", [name for name in HOSTILE if "\0" not in name])]
    text = turtle_of(pages)
    by_rdflib = rdflib.Graph().parse(data=text, format="turtle")
    n_triples = ox.serialize(ox.parse(text.encode(), format=ox.RdfFormat.TURTLE), format=ox.RdfFormat.N_TRIPLES)
    assert n_triples is not None
    assert isomorphic(by_rdflib, rdflib.Graph().parse(data=n_triples.decode(), format="nt"))
    assert len(by_rdflib) == len(set(quads_of(pages)))


def test_unknown_format() -> None:
    with pytest.raises(KgError, match="use turtle, trig, nquads, jsonld"):
        formats.write([], BytesIO(), "word", PREFIXES)


def test_a_store_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "store"
    store.write(path, quads_of(PAGES))
    before = store.open_store(path)
    assert store.write(path, quads_of(PAGES[:1])) < len(before)
    assert sorted(child.name for child in tmp_path.iterdir()) == ["store"]
    assert len(store.open_store(path)) == len(set(quads_of(PAGES[:1])))


def test_a_build_that_fails_leaves_the_old_store(tmp_path: Path) -> None:
    def broken() -> Any:
        yield from quads_of(PAGES)[:5]
        raise ReadError("gone")

    path = tmp_path / "store"
    count = store.write(path, quads_of(PAGES))
    with pytest.raises(ReadError):
        store.write(path, broken())
    assert len(store.open_store(path)) == count
    assert store.write(path, quads_of(PAGES)) == count


def test_no_store(tmp_path: Path) -> None:
    with pytest.raises(KgError, match="run `kg build` first"):
        store.open_store(tmp_path / "nothing")


REFUSED = [
    ("SELECT * { SERVICE <http://other.example/> { ?s ?p ?o } }", "offline"),
    ("ask{service<http://other.example/>{?s ?p ?o}}", "offline"),
    ("ASK { SERVICEid:x { ?s ?p ?o } }", "offline"),
    ("ASK { SERVICESILENT<http://other.example/>{ ?s ?p ?o } }", "offline"),
    ("ASK { ?s ex:p trueSERVICE id:x { ?s ?p ?o } }", "offline"),
    ("ASK { ?s ?p 1SERVICE<http://other.example/>{ } }", "offline"),
    ("ASK { <http://a.example/\\u00e9#a> ?p ?o . SERVICE <http://other.example/> { } }", "offline"),
    ('ASK { ?s ?p "a\\"#" . SERVICE <http://other.example/> { } }', "offline"),
    ("ASK { ?s ?p 'x'@en . SERVICE <http://other.example/> { } }", "offline"),
    ("LOAD <http://other.example/>", "read-only"),
    ("PREFIX a: <http://a.example/> INSERT DATA { a:b a:c a:d }", "read-only"),
    ("DROP ALL", "read-only"),
    ("SELECT * {", "error at 1:11"),
    ("SELECT ?x { ?x nothing:here ?y }", "not a query"),
    ("", "not a query"),
]


@pytest.mark.parametrize(("text", "message"), REFUSED)
def test_refused(opened: ox.Store, text: str, message: str) -> None:
    with pytest.raises(QueryError, match=message) as error:
        store.query(opened, text, PREFIXES)
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 300


ALLOWED = [
    "SELECT ?service ?load { ?service ex:service ?load }",
    "ASK { ?s ?p 'SERVICE <http://other.example/> {}' } # SERVICE\n",
    'ASK { ?s ?p """LOAD "SERVICE" INSERT""" }',
    "ASK { <http://a.example/SERVICE#service> ?p ?o }",
    "# LOAD\nASK { ?s ?p ?o FILTER(?o < 3 && ?p > 2) }",
    "SELECT (COUNT(?insert) AS ?delete) { ?insert ?p 'it\\'s a SERVICE' }",
]


@pytest.mark.parametrize("text", ALLOWED)
def test_no_false_alarm(opened: ox.Store, text: str) -> None:
    store.query(opened, text, PREFIXES)


def test_answers_are_plain_values_in_every_writing(opened: ox.Store) -> None:
    query = (
        "SELECT ?name ?value ?gone { model:quill-2 rdfs:label ?name ; ex:trainingCost/qudt:numericValue ?value } ORDER BY ?value LIMIT 1"
    )
    answer = store.query(opened, query, PREFIXES)
    assert isinstance(answer, Table)
    assert answer.variables == ("name", "value", "gone")
    assert [[term and term.value for term in row] for row in answer.rows] == [["Quill-2", "5600000", None]]
    assert answers.to_csv(answer) == "name,value,gone\r\nQuill-2,5600000,\r\n"
    assert answers.to_tsv(answer).splitlines()[1] == '"Quill-2"@en\t"5600000"^^<http://www.w3.org/2001/XMLSchema#decimal>\t'
    assert json.loads(answers.to_json(answer))["results"]["bindings"][0]["name"] == {
        "type": "literal",
        "value": "Quill-2",
        "xml:lang": "en",
    }
    assert answers.to_text(answer, PREFIXES).splitlines()[-1] == "1 row"


def solutions(results: object) -> list[tuple[object, ...]]:
    assert isinstance(results, ox.QuerySolutions)
    return [tuple(each) for each in results]


def test_json_answers_are_what_oxigraph_reads(opened: ox.Store) -> None:
    query = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o"
    answer = store.query(opened, query, PREFIXES)
    assert isinstance(answer, Table)
    expected = solutions(opened.query(query))
    assert solutions(ox.parse_query_results(answers.to_json(answer), format=ox.QueryResultsFormat.JSON)) == expected
    assert solutions(ox.parse_query_results(answers.to_tsv(answer), format=ox.QueryResultsFormat.TSV)) == expected


def test_text_for_people_holds_nothing_that_steers_a_terminal(opened: ox.Store) -> None:
    answer = store.query(opened, "SELECT (CONCAT('\\u001B[2J', '\\u202E', 'x\\ny') AS ?t) ?c { BIND(company:zephyrine AS ?c) }", PREFIXES)
    shown = answers.to_text(answer, PREFIXES)
    assert shown.splitlines()[2] == "\ufffd[2J\ufffdx y  company:zephyrine"


def test_construct_gives_turtle(opened: ox.Store) -> None:
    answer = store.query(opened, "CONSTRUCT WHERE { ?s ex:developed ?o }", PREFIXES)
    assert isinstance(answer, Triples)
    assert answer.count == 1
    assert answer.turtle.endswith("\ncompany:zephyrine ex:developed model:quill-2 .\n")


SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix kg: <https://kg.example/ns/core#> . @prefix ex: <https://ontology.example/lab#> .
kg:S a sh:NodeShape ; sh:targetClass kg:Claim ; sh:property [ sh:path kg:modality ; sh:maxCount 1 ; sh:message "one modality" ] .
ex:S a sh:NodeShape ; sh:targetObjectsOf ex:developed ; sh:class ex:Model ; sh:message "developed a model" .
"""


def test_shapes_find_nothing_in_a_good_graph(tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl"
    path.write_text(turtle_of(PAGES), encoding="utf-8")
    assert check.shacl(path, [SHAPES]) == []


def test_a_finding_names_claim_quote_source_and_rule() -> None:
    page = making.page("a.txt", (ZEPHYRINE, "developed", ("Aarhus", "Place")))
    finding = check.shacl(turtle_of([page]), [SHAPES])[0]
    assert finding.focus == "https://kg.example/id/place/aarhus"
    assert (finding.message, finding.source, finding.quote, finding.rule) == (
        "developed a model",
        "a.txt",
        "Zephyrine developed Aarhus .",
        "made",
    )
    identity = claim_id("a.txt", page.claims[0])
    second = turtle_of([page]) + f"claim:{identity} kg:modality kg:Hedged .\n"
    assert [f.message for f in check.shacl(second, [SHAPES]) if f.focus.endswith(identity)] == ["one modality"]


def test_proof_holds_for_unchanged_sources(opened: ox.Store) -> None:
    assert check.prove(opened, {page.document.name: page.document for page in PAGES}.__getitem__) == []


def test_proof_finds_what_changed(opened: ox.Store) -> None:
    def read(name: str) -> Document:
        if name == "a.txt":
            raise ReadError("it is gone")
        return making.document(" " + PAGES[1].document.text, name)

    found = check.prove(opened, read)
    assert [f.message for f in found if f.source == "a.txt"] == ["the source can't be read again: it is gone"]
    moved = [f for f in found if f.source == "sub/b c.txt"]
    assert sum("SHA-256" in f.message for f in moved) == 1
    assert sum("the quote does not stand at" in f.message for f in moved) == 3
    assert sum("the figure" in f.message for f in moved) == 2
    assert all(f.rule == "made" for f in moved if f.quote)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12))
def test_numbers_keep_their_value_and_have_one_form(value: Decimal) -> None:
    literal = terms.decimal(value)
    assert Decimal(literal.value) == value
    memory = ox.Store()
    quad = ox.Quad(terms.term("kg:x"), terms.term("kg:y"), literal)
    memory.add(quad)
    assert list(memory) == [quad]
    assert "E" not in literal.value
