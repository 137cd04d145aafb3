"""Whether a graph keeps its promises: SHACL shapes, and every quote, offset and hash against the sources.

pySHACL takes about 5 s for 100,000 triples and 170 MB, and ten times that for a million. A graph is checked whole, since
shapes look across claims.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import KgError, ReadError
from kg.graph.terms import NAMESPACES
from kg.model import Document, Finding

if TYPE_CHECKING:
    from pyoxigraph import Store

SH = "http://www.w3.org/ns/shacl#"
EVIDENCE = f"""
PREFIX kg: <{NAMESPACES["kg"]}> PREFIX oa: <{NAMESPACES["oa"]}> PREFIX rdf: <{NAMESPACES["rdf"]}>
SELECT ?document ?evidence ?rule ?exact ?surface ?start ?end ?ss ?se ?os ?oe WHERE {{
  ?evidence oa:hasSource ?document ; oa:start ?start ; oa:end ?end ; oa:exact ?exact ;
    kg:subjectStart ?ss ; kg:subjectEnd ?se ; kg:objectStart ?os ; kg:objectEnd ?oe .
  OPTIONAL {{ ?claim kg:evidence ?evidence ; kg:pattern ?rule . OPTIONAL {{ ?claim rdf:object/kg:surface ?surface }} }}
}} ORDER BY ?evidence"""
DOCUMENTS = f"""
PREFIX kg: <{NAMESPACES["kg"]}>
SELECT ?document ?name ?sha256 ?text WHERE {{ ?document kg:fileName ?name ; kg:sha256 ?sha256 ; kg:textSha256 ?text }} ORDER BY ?name"""


def shacl(graph: Path | str, shapes: Iterable[str]) -> list[Finding]:
    """Findings of the shapes, Turtle texts each, over a graph: a Turtle file, or Turtle text. Sorted; empty if all is well."""
    import pyshacl
    from rdflib import Graph

    data = Graph()
    data.parse(str(graph), format="turtle") if isinstance(graph, Path) else data.parse(data=graph, format="turtle")
    rules = Graph()
    for text in shapes:
        rules.parse(data=text, format="turtle")
    conforms, results, text = pyshacl.validate(data, shacl_graph=rules, inference="none", advanced=False, meta_shacl=False)
    if not isinstance(results, Graph):
        raise KgError(f"the shapes can't be checked: {' '.join(str(text).split())}")
    return [] if conforms else sorted(_findings(results, data), key=lambda f: (f.focus, f.message, f.quote or ""))


def _findings(results: Any, data: Any) -> Iterator[Finding]:
    """One finding a validation result of the report graph."""
    from rdflib import RDF, URIRef

    for result in results.subjects(RDF.type, URIRef(SH + "ValidationResult")):
        focus = results.value(result, URIRef(SH + "focusNode"))
        value = results.value(result, URIRef(SH + "value"))
        messages = sorted({str(message) for message in results.objects(result, URIRef(SH + "resultMessage"))})
        shown = f" (it is {value})" if value is not None and value != focus else ""
        yield _finding(focus, "; ".join(messages) + shown, data)


def _finding(focus: Any, message: str, data: Any) -> Finding:
    """A finding with the claim that it is about, or the first one that has the focus node as its evidence or at one of its ends."""
    from rdflib import RDF

    evidence_of = _uri("kg:evidence")
    claims = [focus] if (focus, evidence_of, None) in data else []
    for role in (evidence_of, RDF.object, RDF.subject):
        claims += sorted(data.subjects(role, focus))
    if not claims:
        return Finding(str(focus), message)
    evidence = data.value(claims[0], evidence_of)
    source = data.value(data.value(evidence, _uri("oa:hasSource")), _uri("kg:fileName"))
    quote, rule = data.value(evidence, _uri("oa:exact")), data.value(claims[0], _uri("kg:pattern"))
    return Finding(str(focus), message, *(None if part is None else str(part) for part in (source, quote, rule)))


def _uri(name: str) -> Any:
    """An rdflib IRI of a prefixed name."""
    from rdflib import URIRef

    prefix, _, local = name.partition(":")
    return URIRef(NAMESPACES[prefix] + local)


def prove(store: Store, read: Callable[[str], Document]) -> list[Finding]:
    """Read every source again and compare hashes, quotes and offsets. One document's text is in memory at a time.

    `read` gives the document of a file name; a ReadError is a finding.
    """
    found: list[Finding] = []
    for node, name, sha256, text_sha256 in _rows(store, DOCUMENTS):
        try:
            document = read(name)
        except ReadError as error:
            found.append(Finding(node, f"the source can't be read again: {error}", name))
            continue
        if document.sha256 != sha256:
            found.append(Finding(node, "the file is another than the one the graph was built from (SHA-256)", name))
        if document.text_sha256 != text_sha256:
            found.append(Finding(node, "the text read from the file is another than the one the graph was built from", name))
        for _, evidence, rule, exact, surface, *offsets in _rows(store, EVIDENCE, document=node):
            wrong = _misplaced(document.text, exact, surface, [int(offset) for offset in offsets])
            found += [Finding(evidence, message, name, exact, rule or None) for message in wrong]
    return found


def _misplaced(text: str, exact: str, surface: str, offsets: list[int]) -> Iterator[str]:
    """What is not where the graph says: `offsets` are start and end of the sentence, the subject and the object."""
    spans = list(zip(offsets[::2], offsets[1::2], strict=True))
    if text[slice(*spans[0])] != exact:
        yield f"the quote does not stand at {spans[0][0]} to {spans[0][1]}"
    for name, (start, end) in zip(("subject", "object"), spans[1:], strict=True):
        if not 0 <= start < end <= len(text):
            yield f"the {name} at {start} to {end} lies outside the text"
    if surface and text[slice(*spans[2])] != surface:
        yield f"the figure {surface!r} does not stand at {spans[2][0]} to {spans[2][1]}"


def _rows(store: Store, query: str, **bound: str) -> Iterator[tuple[str, ...]]:
    """The solutions of a SELECT as strings, "" where unbound; `bound` gives IRIs for variables."""
    from pyoxigraph import NamedNode, QuerySolutions, Variable

    solutions = store.query(query, substitutions={Variable(name): NamedNode(value) for name, value in bound.items()})
    if isinstance(solutions, QuerySolutions):
        names = [variable.value for variable in solutions.variables]
        for solution in solutions:
            yield tuple("" if (found := solution[name]) is None else found.value for name in names)
