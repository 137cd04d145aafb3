"""Reading a built graph for people: an entity with every claim about it, and the conflicts with their claims side by side.

Everything is asked of the store in SPARQL, through `select`: a function from a query to rows of plain strings by variable name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from kg.errors import KgError

Row = Mapping[str, str]
Select = Callable[[str], Iterable[Row]]

PREFIXES = """\
PREFIX kg: <https://kg.example/ns/core#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX oa: <http://www.w3.org/ns/oa#>
"""

_NAMES = "SELECT ?iri ?name WHERE { ?iri kg:mentionedIn ?document ; rdfs:label|skos:altLabel ?name } GROUP BY ?iri ?name"

_ENTITY = """
SELECT ?class ?label ?alias ?because ?document WHERE {
  <%(iri)s> a ?class ; rdfs:label ?label .
  { <%(iri)s> kg:mentionedIn/kg:fileName ?document } UNION { <%(iri)s> skos:altLabel ?alias } UNION { <%(iri)s> kg:because ?because }
}"""

_CLAIMS = """
SELECT ?claim ?s ?sName ?p ?o ?oName ?comparator ?modality ?negated ?ended ?planned ?role ?on ?who ?said ?rule
       ?confidence ?quote ?start ?end ?file ?title
WHERE {
  %(which)s
  ?claim a kg:Claim ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; kg:modality ?modality ; kg:negated ?negated ; kg:pattern ?rule ;
         kg:confidence ?confidence ; prov:wasDerivedFrom ?document ; kg:evidence ?evidence .
  ?evidence oa:exact ?quote ; oa:start ?start ; oa:end ?end .
  ?document kg:fileName ?file .
  ?s rdfs:label ?sName .
  OPTIONAL { ?document dct:title ?title }
  OPTIONAL { ?o rdfs:label ?oName }
  OPTIONAL { ?claim kg:comparator ?comparator }
  OPTIONAL { ?claim kg:ended ?ended }
  OPTIONAL { ?claim kg:planned ?planned }
  OPTIONAL { ?claim kg:role ?role }
  OPTIONAL { ?claim kg:on ?on . FILTER(isLiteral(?on)) }
  OPTIONAL { ?claim kg:attributedTo/rdfs:label ?who }
  OPTIONAL { ?claim kg:speaker ?said }
}"""

_CONFLICTS = """
SELECT ?conflict ?verdict ?about ?property ?why ?claim WHERE {
  ?conflict a kg:Conflict ; kg:verdict ?verdict ; kg:about/rdfs:label ?about ; kg:onProperty ?property ;
            rdfs:comment ?why ; kg:claim ?claim .
}"""


@dataclass(frozen=True, slots=True, order=True)
class Statement:
    """A claim as people read it."""

    file: str
    start: int
    end: int
    quote: str
    subject: str
    predicate: str
    object: str
    """The name of a thing, a figure in words, or a date: "more than US$100 million"."""
    outgoing: bool
    """True when the entity that was asked for is the subject."""
    stance: tuple[str, ...]
    """What is to know beyond the plain assertion: reported, negated, ended, as chief executive ..."""
    speaker: str | None
    rule: str
    confidence: str
    iri: str
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Portrait:
    """An entity and every claim about it."""

    iri: str
    cls: str
    name: str
    aliases: tuple[str, ...]
    documents: tuple[str, ...]
    because: tuple[str, ...]
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Dispute:
    """A conflict with its claims."""

    iri: str
    verdict: str
    about: str
    property: str
    why: str
    statements: tuple[Statement, ...]


def portraits(select: Select, name: str) -> tuple[Portrait, ...]:
    """Every entity of a name or alias, upper and lower case alike, by IRI. Raises KgError, with the nearest names, if there is none."""
    names = [(row["iri"], row["name"]) for row in select(PREFIXES + _NAMES)]
    wanted = name.casefold().strip()
    found = sorted({iri for iri, label in names if label.casefold() == wanted})
    if not found:
        raise KgError(f"nothing is called {name!r}{_nearest(name, [label for _, label in names])}")
    return tuple(_portrait(select, iri) for iri in found)


def disputes(select: Select) -> tuple[Dispute, ...]:
    """All conflicts, the gravest first."""
    rows = list(select(PREFIXES + _CONFLICTS))
    claims = " ".join(f"<{iri}>" for iri in _column(rows, "claim"))
    by_iri = {s.iri: s for s in _statements(select, f"VALUES ?claim {{ {claims} }}", "")} if rows else {}
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row["conflict"], []).append(row)
    found = [_dispute(group, by_iri) for group in groups.values()]
    gravity = ["contradiction", "tension", "agreement"]
    return tuple(sorted(found, key=lambda d: (gravity.index(d.verdict), d.about, d.property, d.iri)))


def _portrait(select: Select, iri: str) -> Portrait:
    rows = list(select(PREFIXES + _ENTITY % {"iri": iri}))
    return Portrait(
        iri=iri,
        cls=_local(rows[0]["class"]),
        name=rows[0]["label"],
        aliases=_column(rows, "alias"),
        documents=_column(rows, "document"),
        because=_column(rows, "because"),
        statements=_statements(select, f"?claim rdf:subject|rdf:object <{iri}> .", iri),
    )


def _dispute(rows: list[Row], statements: Mapping[str, Statement]) -> Dispute:
    first = rows[0]
    claims = tuple(sorted(statements[iri] for iri in _column(rows, "claim")))
    return Dispute(first["conflict"], _local(first["verdict"]).lower(), first["about"], _local(first["property"]), first["why"], claims)


def _statements(select: Select, which: str, iri: str) -> tuple[Statement, ...]:
    """Claims once each, by predicate and place, those that start from the entity first."""
    found = {row["claim"]: _statement(row, iri) for row in select(PREFIXES + _CLAIMS % {"which": which})}
    return tuple(sorted(found.values(), key=lambda s: (not s.outgoing, s.predicate, s.object if s.outgoing else s.subject, s)))


def _statement(row: Row, iri: str) -> Statement:
    return Statement(
        file=row["file"],
        start=int(row["start"]),
        end=int(row["end"]),
        quote=" ".join(row["quote"].split()),
        subject=row["sName"],
        predicate=_local(row["p"]),
        object=_object(row),
        outgoing=row["s"] == iri,
        stance=_stance(row),
        speaker=row.get("who") or row.get("said"),
        rule=row["rule"],
        confidence=row["confidence"],
        iri=row["claim"],
        title=row.get("title"),
    )


def _object(row: Row) -> str:
    """A thing's name, or a figure's label, which words its comparator; a date is a bare literal and gets the sign."""
    on = f" on {row['on']}" if row.get("on") else ""
    if row.get("oName"):
        return row["oName"] + on
    comparator = row.get("comparator", "=")
    return (row["o"] if comparator == "=" else f"{comparator} {row['o']}") + on


def _stance(row: Row) -> tuple[str, ...]:
    modality = _local(row["modality"]).lower()
    found = [] if modality == "asserted" else [modality]
    found += [word for word in ("negated", "ended", "planned") if row.get(word) == "true"]
    return (*found, f"as {row['role']}") if row.get("role") else tuple(found)


def _column(rows: Iterable[Row], name: str) -> tuple[str, ...]:
    return tuple(sorted({row[name] for row in rows if row.get(name)}))


def _local(iri: str) -> str:
    return iri.replace("#", "/").rsplit("/", 1)[-1]


def _nearest(name: str, names: Iterable[str]) -> str:
    from rapidfuzz import fuzz, process, utils

    close = process.extract(name, sorted(set(names)), scorer=fuzz.WRatio, processor=utils.default_process, limit=4, score_cutoff=60)
    found = ", ".join(repr(label) for label, _, _ in close)
    return f"; did you mean {found}?" if found else "; list what there is with: kg query --list"
