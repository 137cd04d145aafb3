"""Namespaces, and how values become RDF terms: IRIs below the base, exact decimals, dates of the precision given."""

from __future__ import annotations

import re
from decimal import Decimal
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode

from kg.model import Run, digest
from kg.naming import kebab
from kg.ontology import Ontology
from kg.wording import plain

NAMESPACES = {
    "cur": "http://qudt.org/vocab/currency/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "kg": "https://kg.example/ns/core#",
    "oa": "http://www.w3.org/ns/oa#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "qudt": "http://qudt.org/schema/qudt/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "unit": "http://qudt.org/vocab/unit/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

KINDS = ("claim", "conflict", "document", "evidence", "figure", "run")
"""First segments of the paths of all that is no entity."""
PREFIX = re.compile(r"[a-z](?:[a-z0-9-]*[a-z0-9])?")

DEFAULT_BASE = "https://kg.example/id/"
SPECIAL = re.compile(r"[\x00-\x20<>\"{}|\\^`]")
DATES = (
    (re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"), "date"),
    (re.compile(r"\d{4}-(0[1-9]|1[0-2])"), "gYearMonth"),
    (re.compile(r"\d{4}"), "gYear"),
)


def term(name: str) -> NamedNode:
    """The IRI of a prefixed name of the namespaces above.

    >>> term("kg:Claim").value
    'https://kg.example/ns/core#Claim'
    """
    prefix, _, local = name.partition(":")
    return NamedNode(NAMESPACES[prefix] + local)


def base_of(base_iri: str) -> str:
    """The base, ended by a slash unless it ends with "/" or "#" already."""
    return base_iri if base_iri.endswith(("/", "#")) else base_iri + "/"


def below(base: str, *path: str) -> NamedNode:
    """An IRI below the base; every segment is kept as it is but for characters that no IRI may hold."""
    return iri(base + "/".join(path))


def iri(text: str) -> NamedNode:
    """An IRI from elsewhere: characters that no IRI may hold are percent-encoded."""
    return NamedNode(SPECIAL.sub(lambda match: quote(match.group(), safe=""), text))


def document_iri(base: str, name: str) -> NamedNode:
    """A document's IRI: its name, percent-encoded but for slashes, so that two names never meet."""
    return NamedNode(f"{base}document/{quote(name, safe='/')}")


def run_iri(base: str, run: Run) -> NamedNode:
    return below(base, "run", digest(run.version, run.model, run.ontology))


def text(value: str) -> Literal:
    return Literal(value)


def english(value: str) -> Literal:
    return Literal(value, language="en")


def truth(value: bool) -> Literal:
    return Literal("true" if value else "false", datatype=term("xsd:boolean"))


def whole(value: int) -> Literal:
    return Literal(str(value), datatype=term("xsd:integer"))


def decimal(value: Decimal) -> Literal:
    """All digits in the form that stores give back, so that writing and reading change no byte."""
    return Literal(plain(value), datatype=term("xsd:decimal"))


def date(value: str) -> Literal:
    """A date, month or year, typed by its precision; a period or anything else as plain text."""
    for pattern, kind in DATES:
        if pattern.fullmatch(value):
            return Literal(value, datatype=term(f"xsd:{kind}"))
    return Literal(value)


def prefixes(ontology: Ontology, base_iri: str = DEFAULT_BASE) -> dict[str, str]:
    """Prefixes of a graph: the namespaces, the ontology's own, `id` for the base, and one a kind of thing below it; sorted.

    `company:deepseek` is `id:company/deepseek`, which Turtle and SPARQL can't write because of its slash.
    """
    base = base_of(base_iri)
    kinds = [kind for kind in (*KINDS, *map(kebab, ontology.classes)) if PREFIX.fullmatch(kind)]
    own = {ontology.prefix: ontology.namespace, "id": base}
    return dict(sorted({**{kind: f"{base}{kind}/" for kind in kinds}, **own, **NAMESPACES}.items()))
