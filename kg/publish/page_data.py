"""What the page knows, as plain data: entities best first, claims with their evidence, conflicts, and the picture of it all.

Rows refer to each other by index, sentences are kept once, and what is usual (asserted, not negated ...) is left out, so that the page
stays small. Offsets inside quotes count UTF-16 units, as a browser's strings do.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt
from typing import Any

from kg.model import Anchor, Claim, Conflict, Document, Entity, Extraction, Figure, Mention, Resolution, claim_id
from kg.ontology import Ontology, Quantity, Relation
from kg.publish.legend import looks
from kg.publish.picture import Dot, Line, draw, ranks
from kg.wording import plain, quantity

Row = dict[str, Any]

LIMIT = 300
"""How many of the best entities the page shows before anybody searches or filters."""

QUALIFIERS = ("role", "per", "on", "baseline", "purpose", "date")


@dataclass(frozen=True, slots=True)
class Fact:
    """A claim with its identity and the entity ids of its ends; `end` is None when the object is a figure."""

    id: str
    document: str
    claim: Claim
    subject: str
    end: str | None


Link = tuple[str, str, str]
"""Subject, predicate and object that several facts may share; the ends of symmetric relations are sorted."""


def page_data(
    extractions: Iterable[Extraction], resolution: Resolution, conflicts: Iterable[Conflict], ontology: Ontology, title: str
) -> Row:
    """All that the page's script reads. `extractions` is iterated once; their order does not matter."""
    documents, facts = _gather(extractions, resolution)
    links = _links(facts, ontology)
    entities, weights = _ranked(resolution.entities, facts, links)
    index = _Index(entities, documents, facts, links, resolution)
    look = looks(ontology)
    dots = [Dot(e.name, e.cls, look[e.cls].shape, round(w, 4)) for e, w in zip(entities, weights, strict=True)]
    nodes, edges = draw(dots, [_line(link, group, index, ontology) for link, group in links.items()])
    counts = Counter(entity.cls for entity in entities)
    return {
        "title": title,
        "limit": LIMIT,
        "classes": [_class_row(name, ontology, look[name].hue, look[name].shape, counts[name]) for name in sorted(counts)],
        "properties": [_property_row(name, ontology) for name in index.properties],
        "documents": [_document_row(document) for document in documents],
        "entities": [_entity_row(entity, index) for entity in entities],
        "claims": [_claim_row(fact, index) for fact in facts],
        "sentences": index.sentences,
        "conflicts": [_conflict_row(conflict, index) for conflict in sorted(conflicts, key=_gravity)],
        "nodes": nodes,
        "edges": edges,
    }


def _gather(extractions: Iterable[Extraction], resolution: Resolution) -> tuple[list[Document], list[Fact]]:
    """Documents by name, and each claim once, in the order of the texts."""
    documents: dict[str, Document] = {}
    facts: dict[str, Fact] = {}
    for extraction in extractions:
        name = extraction.document.name
        documents[name] = extraction.document
        for claim in extraction.claims:
            identity, end = claim_id(name, claim), claim.object
            subject = resolution.of[name, *claim.subject.key]
            target = resolution.of[name, *end.key] if isinstance(end, Mention) else None
            facts.setdefault(identity, Fact(identity, name, claim, subject, target))
    in_order = sorted(facts.values(), key=lambda fact: (fact.document, fact.claim.sentence.start, fact.claim.predicate, fact.id))
    return [documents[name] for name in sorted(documents)], in_order


def _links(facts: Sequence[Fact], ontology: Ontology) -> dict[Link, list[Fact]]:
    links: dict[Link, list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.end is not None:
            ends = [fact.subject, fact.end]
            if ontology.relations[fact.claim.predicate].symmetric:
                ends.sort()
            links[ends[0], fact.claim.predicate, ends[1]].append(fact)
    return dict(sorted(links.items()))


def _ranked(entities: Sequence[Entity], facts: Sequence[Fact], links: dict[Link, list[Fact]]) -> tuple[list[Entity], list[float]]:
    """Entities best first, those that no claim is about last, and how large each should be: 0 to 1."""
    place = {entity.id: at for at, entity in enumerate(entities)}
    rank = ranks(len(entities), [(place[one], place[other]) for one, _, other in links])
    top = max(rank, default=1.0)
    told = Counter(end for fact in facts for end in (fact.subject, fact.end) if end is not None)
    linked = {end for one, _, other in links for end in (one, other)}
    score = {entity.id: round(rank[place[entity.id]] / top, 9) if entity.id in linked else 0.0 for entity in entities}
    order = sorted(entities, key=lambda entity: (-score[entity.id], -told[entity.id], -len(entity.members), entity.id))
    return order, [sqrt(score[entity.id]) for entity in order]


class _Index:
    """Where each thing stands in its list, so that rows can refer to it; sentences are collected as they are met."""

    def __init__(
        self,
        entities: Sequence[Entity],
        documents: Sequence[Document],
        facts: Sequence[Fact],
        links: dict[Link, list[Fact]],
        resolution: Resolution,
    ) -> None:
        self.of = resolution.of
        self.properties = sorted({fact.claim.predicate for fact in facts})
        self.property = {name: at for at, name in enumerate(self.properties)}
        self.entity = {entity.id: at for at, entity in enumerate(entities)}
        self.document = {document.name: at for at, document in enumerate(documents)}
        self.fact = {fact.id: at for at, fact in enumerate(facts)}
        self.edge = {fact.id: at for at, group in enumerate(links.values()) for fact in group}
        self.sentences: list[Row] = []
        self._sentence: dict[tuple[str, int, int], int] = {}

    def sentence(self, document: str, anchor: Anchor) -> int:
        """Number of a sentence, which is added when it is new."""
        key = document, anchor.start, anchor.end
        if key not in self._sentence:
            self._sentence[key] = len(self.sentences)
            self.sentences.append({"doc": self.document[document], "start": anchor.start, "end": anchor.end, "text": anchor.quote})
        return self._sentence[key]


def _line(link: Link, group: list[Fact], index: _Index, ontology: Ontology) -> Line:
    one, predicate, other = link
    solid = any(fact.claim.plain and not fact.claim.ended for fact in group)
    return Line(index.entity[one], index.entity[other], len(group), not ontology.relations[predicate].symmetric, solid)


def _class_row(name: str, ontology: Ontology, hue: int, shape: str, count: int) -> Row:
    cls = ontology.classes[name]
    return {"id": name, "label": cls.label or name, "comment": cls.comment, "hue": hue, "shape": shape, "count": count}


def _property_row(name: str, ontology: Ontology) -> Row:
    term: Relation | Quantity = ontology.relations[name] if name in ontology.relations else ontology.figures[name]
    kind = "relation" if isinstance(term, Relation) else "figure"
    row = {"id": name, "label": term.label or name, "comment": term.comment, "kind": kind}
    return row | ({"symmetric": True} if isinstance(term, Relation) and term.symmetric else {})


def _document_row(document: Document) -> Row:
    facts = {
        "title": document.title,
        "author": document.author,
        "publisher": document.publisher,
        "date": document.date,
        "url": document.url,
    }
    return {"name": document.name} | _given(facts)


def _entity_row(entity: Entity, index: _Index) -> Row:
    names = sorted({name for _, _, name in entity.members} | set(entity.aliases))
    row = {
        "aliases": [name for name in names if name != entity.name],
        "because": list(entity.because),
        "same": list(entity.same_as),
        "docs": sorted({index.document[document] for document, _, _ in entity.members if document in index.document}),
    }
    return {"id": entity.id, "cls": entity.cls, "name": entity.name} | _given(row)


def _claim_row(fact: Fact, index: _Index) -> Row:
    claim, sentence = fact.claim, fact.claim.sentence
    row = {
        "id": fact.id,
        "s": index.entity[fact.subject],
        "p": index.property[claim.predicate],
        "in": index.sentence(fact.document, sentence),
        "rule": claim.rule,
        "sure": claim.confidence,
    }
    end: Row = {"figure": _figure_row(claim.object)} if isinstance(claim.object, Figure) else {"o": index.entity[fact.end or ""]}
    marks = {"sAt": _within(claim.subject.anchor, sentence), "oAt": _within(claim.object.anchor, sentence)}
    if end.get("edge") is None and fact.id in index.edge:
        end["edge"] = index.edge[fact.id]
    speaker: Row = {"says": claim.speaker} if isinstance(claim.speaker, str) else {}
    if isinstance(claim.speaker, Mention):
        speaker = {"speaker": index.entity[index.of[fact.document, *claim.speaker.key]]}
    stance = {
        "modality": claim.modality if claim.modality != "asserted" else None,
        "scope": claim.scope if claim.scope != "sentence" else None,
    }
    flags = {name: True for name in ("negated", "planned", "ended") if getattr(claim, name)}
    return row | end | _given(marks | stance | {name: getattr(claim, name) for name in QUALIFIERS}) | flags | speaker


def _figure_row(figure: Figure) -> Row:
    surface = figure.anchor.quote
    return {
        "label": quantity(figure),
        "value": plain(figure.value) if isinstance(figure.value, Decimal) else figure.value,
        "unit": figure.unit,
        "surface": surface,
    }


def _conflict_row(conflict: Conflict, index: _Index) -> Row:
    return {
        "id": conflict.id,
        "verdict": conflict.verdict,
        "s": index.entity[conflict.entity],
        "p": index.property[conflict.predicate],
        "claims": [index.fact[claim] for claim in conflict.claims],
        "why": conflict.why,
    }


def _gravity(conflict: Conflict) -> tuple[int, int, str]:
    """The gravest first, then those with the most claims."""
    return ("contradiction", "tension", "agreement").index(conflict.verdict), -len(conflict.claims), conflict.id


def _within(anchor: Anchor, sentence: Anchor) -> list[int] | None:
    """Start and end inside the sentence's quote, in UTF-16 units; None for a place outside of it."""
    if not sentence.start <= anchor.start <= anchor.end <= sentence.end:
        return None
    return [_utf16(sentence.quote[: place - sentence.start]) for place in (anchor.start, anchor.end)]


def _utf16(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


def _given(row: Row) -> Row:
    """The row without what is missing or empty."""
    return {key: value for key, value in row.items() if value not in (None, "", [])}
