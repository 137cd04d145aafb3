"""The rows of claims.jsonl: entities, relations and figures of each document as flat JSON, for tools that know no RDF.

Names, values and offsets are the document's own; nothing of other documents has been mixed in.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from kg.model import Anchor, Claim, Extraction, Figure, Mention, claim_id

Row = dict[str, Any]
Key = tuple[str, str]

_OPTIONAL = ("role", "per", "on", "baseline", "purpose", "date")


def rows(extractions: Iterable[Extraction]) -> Iterator[Row]:
    """Every row of every document: its entities in order of appearance, then its claims in the order of the extraction.

    A figure that is a range gives two rows, its lower end with "≥" and its upper end with "≤".
    """
    for extraction in extractions:
        document, aliases = extraction.document.name, _aliases(extraction.mentions)
        for (cls, name), others in aliases.items():
            yield {"kind": "entity", "doc": document, "name": name, "type": cls, "aliases": others}
        for claim in extraction.claims:
            yield from _claim_rows(document, claim, aliases)


def lines(extractions: Iterable[Extraction]) -> Iterator[str]:
    """The rows as lines of JSON, each with its newline."""
    for row in rows(extractions):
        yield json.dumps(row, ensure_ascii=False) + "\n"


def _aliases(mentions: Iterable[Mention]) -> dict[Key, list[str]]:
    """What else each thing of a document is called: other names in the text, and the lexicon's name for it."""
    found: dict[Key, dict[str, None]] = {}
    for mention in mentions:
        names = found.setdefault(mention.key, {})
        if mention.kind == "name":
            names[mention.anchor.quote] = None
        if mention.known:
            names[mention.known] = None
    return {key: [name for name in names if name != key[1]] for key, names in found.items()}


def _claim_rows(document: str, claim: Claim, aliases: dict[Key, list[str]]) -> Iterator[Row]:
    subject, end = claim.subject, claim.object
    common = {"doc": document, "s": subject.name, "p": claim.predicate}
    rest = _qualifiers(claim) | {"claim": claim_id(document, claim)}
    if isinstance(end, Mention):
        names = {"s_aliases": aliases.get(subject.key, []), "o_aliases": aliases.get(end.key, [])}
        types = {"sType": subject.cls, "oType": end.cls}
        yield {"kind": "relation", **common, "o": end.name, **names, **types, **rest}
        return
    named: Row = {"s_aliases": aliases.get(subject.key, []), "sType": subject.cls}
    for value, comparator in _values(end):
        yield {"kind": "figure", **common, "value": value, "unit": end.unit, "comparator": comparator, **named, **rest}


def _values(figure: Figure) -> list[tuple[int | float | str, str]]:
    if figure.upper is None:
        return [(_plain(figure.value), figure.comparator)]
    return [(_plain(figure.value), "≥"), (_plain(figure.upper), "≤")]


def _plain(value: Decimal | str) -> int | float | str:
    """A number as JSON writes it: whole ones without a point. The exact decimal is in the graph."""
    if isinstance(value, str):
        return value
    return int(value) if value == value.to_integral_value() else float(value)


def _qualifiers(claim: Claim) -> Row:
    speaker = claim.speaker
    return {
        "evidence": claim.sentence.quote,
        "start": claim.sentence.start,
        "end": claim.sentence.end,
        "subject": _span(claim.subject.anchor),
        "object": _span(claim.object.anchor),
        "scope": claim.scope,
        "modality": claim.modality,
        "negated": claim.negated,
        "attributedTo": speaker.name if isinstance(speaker, Mention) else None,
        "speaker": speaker if isinstance(speaker, str) else None,
        "ended": claim.ended,
        "planned": claim.planned,
        "rule": claim.rule,
        "confidence": claim.confidence,
        **{name: value for name in _OPTIONAL if (value := getattr(claim, name)) is not None},
    }


def _span(anchor: Anchor) -> list[int]:
    return [anchor.start, anchor.end]
