"""The graph as tables and as GraphML, for tools that know no RDF: Neo4j, Gephi, yEd, spreadsheets.

Entities are nodes. What the texts state as a fact and not as ended is an edge, once for each pair and relation, with the number of
documents that state it; every claim, plain or not, is a row of the Neo4j tables with its quote.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kg.model import Claim, Conflict, Extraction, Figure, Mention, Resolution, claim_id
from kg.ontology import Ontology
from kg.wording import plain, quantity

NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
FORMULA = re.compile(r"\s*[=+\-@].", re.DOTALL)
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
SEPARATOR = "; "

HOW_TO = """\
Import into an empty Neo4j 5 database (every file carries its header):

  neo4j-admin database import full --multiline-fields=true --array-delimiter=";" \\
    --nodes=nodes.csv --nodes=documents.csv --nodes=claims.csv --nodes=conflicts.csv \\
    --relationships=relationships.csv --relationships=claim_links.csv

Cells that a spreadsheet would take for a formula begin with an apostrophe.
"""


@dataclass
class Tie:
    """What the texts state of two entities in one relation."""

    documents: set[str] = field(default_factory=set)
    claims: set[str] = field(default_factory=set)


Ties = dict[tuple[str, str, str], Tie]
"""By (subject id, relation, object id)."""


def _fact(claim: Claim) -> bool:
    return claim.plain and not claim.ended


def _claims(extraction: Extraction) -> Iterator[tuple[str, Claim]]:
    """A document's claims with their ids, each once."""
    found: dict[str, Claim] = {}
    for claim in extraction.claims:
        found.setdefault(claim_id(extraction.document.name, claim), claim)
    return iter(found.items())


def _gather(extractions: Iterable[Extraction], resolution: Resolution) -> tuple[Ties, dict[str, dict[str, set[str]]]]:
    """Relations between entities, and each entity's figures in words by property."""
    ties: Ties = defaultdict(Tie)
    figures: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for extraction in extractions:
        document = extraction.document.name
        for identity, claim in _claims(extraction):
            if not _fact(claim):
                continue
            subject = resolution.of[(document, *claim.subject.key)]
            if isinstance(claim.object, Mention):
                tie = ties[subject, claim.predicate, resolution.of[(document, *claim.object.key)]]
                tie.documents.add(document)
                tie.claims.add(identity)
            else:
                figures[subject][claim.predicate].add(quantity(claim.object) + (f" per {claim.per}" if claim.per else ""))
    return ties, figures


def write_graphml(
    extractions: Iterable[Extraction], resolution: Resolution, conflicts: Iterable[Conflict], ontology: Ontology, path: Path
) -> None:
    """GraphML: a directed graph that may have several edges between two nodes, one a relation.

    Nodes carry label, class, aliases, figures by property, and the number of conflicts that they stand in; edges carry relation, label,
    and how many documents and claims state it. Characters that XML forbids become U+FFFD.
    """
    import networkx

    ties, figures = _gather(extractions, resolution)
    troubled: dict[str, int] = defaultdict(int)
    for conflict in conflicts:
        troubled[conflict.entity] += conflict.verdict != "agreement"
    graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    for entity in resolution.entities:
        told = {name: SEPARATOR.join(sorted(words)) for name, words in sorted(figures.get(entity.id, {}).items())}
        own = {"label": entity.name, "class": entity.cls, "aliases": SEPARATOR.join(entity.aliases), "conflicts": troubled[entity.id]}
        graph.add_node(entity.id, **_clean(told | own))
    for (subject, relation, other), tie in sorted(ties.items()):
        said = {"relation": relation, "label": _label(relation, ontology), "documents": len(tie.documents), "claims": len(tie.claims)}
        graph.add_edge(subject, other, key=relation, **_clean(said | {"sources": SEPARATOR.join(sorted(tie.documents))}))
    networkx.write_graphml_xml(graph, path, encoding="utf-8")


def _clean(attributes: Mapping[str, object]) -> dict[str, object]:
    """Without the characters that XML forbids."""
    return {
        name: NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", value) if isinstance(value, str) else value for name, value in attributes.items()
    }


def _label(name: str, ontology: Ontology) -> str:
    declared = ontology.relations.get(name) or ontology.figures.get(name)
    return declared.label if declared else name


def write_neo4j(
    extractions: Iterable[Extraction], resolution: Resolution, conflicts: Iterable[Conflict], ontology: Ontology, folder: Path
) -> tuple[Path, ...]:
    """CSV files with the headers of `neo4j-admin database import`, and import.txt that says how; returns what was written.

    nodes.csv, documents.csv, claims.csv and conflicts.csv are nodes; relationships.csv holds the facts, claim_links.csv ties claims to
    subject, object, speaker, document and conflict. Quotes and line breaks are kept as CSV has them (RFC 4180).
    """
    folder.mkdir(parents=True, exist_ok=True)
    ties, figures = _gather(extractions, resolution)
    conflicts = tuple(conflicts)
    tables: dict[str, tuple[Sequence[str], Iterable[Sequence[str]]]] = {
        "nodes": (_node_head(ontology), _nodes(resolution, figures, ontology)),
        "relationships": (
            (":START_ID", ":END_ID", ":TYPE", "documents:int", "claims:int", "sources:string[]"),
            ((s, o, p, str(len(t.documents)), str(len(t.claims)), ";".join(sorted(t.documents))) for (s, p, o), t in sorted(ties.items())),
        ),
        "documents": (("id:ID", "name", "title", "author", "publisher", "date", "url", "sha256", ":LABEL"), _documents(extractions)),
        "claims": (CLAIM_HEAD, _claim_rows(extractions, resolution)),
        "conflicts": (
            ("id:ID", "verdict", "property", "why", ":LABEL"),
            ((f"conflict/{c.id}", c.verdict, c.predicate, c.why, "Conflict") for c in conflicts),
        ),
        "claim_links": ((":START_ID", ":END_ID", ":TYPE"), _links(extractions, resolution, conflicts)),
    }
    written = [_write(folder / f"{name}.csv", head, rows) for name, (head, rows) in tables.items()]
    how_to = folder / "import.txt"
    how_to.write_text(HOW_TO, encoding="utf-8", newline="\n")
    return (*written, how_to)


CLAIM_HEAD = (
    *("id:ID", "predicate", "value", "number:double", "unit", "comparator", "modality", "negated:boolean", "ended:boolean"),
    *("planned:boolean", "confidence:double", "speaker", "quote", "start:int", "end:int", "rule", ":LABEL"),
)


def _write(path: Path, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows([_safe(cell) for cell in row] for row in rows)
    return path


def _safe(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula; numbers stay numbers. NUL, which CSV readers stumble over, becomes U+FFFD."""
    cell = cell.replace("\0", "\N{REPLACEMENT CHARACTER}")
    return f"'{cell}" if FORMULA.match(cell) and not NUMBER.fullmatch(cell) else cell


def _node_head(ontology: Ontology) -> list[str]:
    return ["id:ID", "name", "aliases:string[]", *(f"{name}:string[]" for name in ontology.figures), ":LABEL"]


def _nodes(resolution: Resolution, figures: dict[str, dict[str, set[str]]], ontology: Ontology) -> Iterator[list[str]]:
    """Labels are the class and the classes above it."""
    for entity in resolution.entities:
        told = figures.get(entity.id, {})
        columns = [_array(told.get(name, ())) for name in ontology.figures]
        yield [entity.id, entity.name, _array(entity.aliases), *columns, ";".join((entity.cls, *ontology.ancestors(entity.cls)))]


def _array(values: Iterable[str]) -> str:
    """Neo4j's arrays have no way to write their delimiter, so it becomes a comma in the values."""
    return ";".join(sorted(value.replace(";", ",") for value in values))


def _documents(extractions: Iterable[Extraction]) -> Iterator[list[str]]:
    for document in (extraction.document for extraction in extractions):
        details = (document.title, document.author, document.publisher, document.date, document.url, document.sha256)
        yield [f"document/{document.name}", document.name, *(value or "" for value in details), "Document"]


def _claim_rows(extractions: Iterable[Extraction], resolution: Resolution) -> Iterator[list[str]]:
    names = {entity.id: entity.name for entity in resolution.entities}
    for extraction in extractions:
        document = extraction.document.name
        for identity, claim in _claims(extraction):
            who = claim.speaker
            speaker = names[resolution.of[(document, *who.key)]] if isinstance(who, Mention) else who or ""
            flags = [str(flag).lower() for flag in (claim.negated, claim.ended, claim.planned)]
            place = [claim.sentence.quote, str(claim.sentence.start), str(claim.sentence.end), claim.rule, "Claim"]
            yield [f"claim/{identity}", claim.predicate, *_value(claim), claim.modality, *flags, str(claim.confidence), speaker, *place]


def _value(claim: Claim) -> list[str]:
    """Value in words, as a number, unit and comparator; empty for relations, and without a number for dates and ranges."""
    figure = claim.object
    if not isinstance(figure, Figure):
        return [""] * 4
    exact = "" if isinstance(figure.value, str) or figure.upper is not None else plain(figure.value)
    return [quantity(figure), exact, figure.unit, figure.comparator]


def _links(extractions: Iterable[Extraction], resolution: Resolution, conflicts: Iterable[Conflict]) -> Iterator[tuple[str, str, str]]:
    for extraction in extractions:
        document = extraction.document.name
        for identity, claim in _claims(extraction):
            node = f"claim/{identity}"
            yield node, f"document/{document}", "STATED_IN"
            for kind, end in (("SUBJECT", claim.subject), ("OBJECT", claim.object), ("SAID_BY", claim.speaker)):
                if isinstance(end, Mention):
                    yield node, resolution.of[(document, *end.key)], kind
    for conflict in conflicts:
        yield f"conflict/{conflict.id}", conflict.entity, "ABOUT"
        for claim_ in conflict.claims:
            yield f"conflict/{conflict.id}", f"claim/{claim_}", "COMPARES"
