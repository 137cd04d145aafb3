"""Small factories for hand-made documents, mentions, claims and extractions. Every anchor is found in the text, never invented.

doc = document("Zephyrine built Quill-2 for $3 million.")
maker = mention(doc, "Zephyrine", "Company")
cost = figure(doc, "$3 million", 3_000_000, "USD")
found = extraction(doc, claims=[claim(doc, maker, "developed", mention(doc, "Quill-2", "Model")), ...])
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from kg.lexicon import Label
from kg.model import Anchor, Claim, Comparator, Document, Extraction, Figure, Mention, MentionKind
from kg.ontology import Class, Ontology, Quantity, Relation

NS = "https://ontology.example/lab#"
SENTENCE = re.compile(r"[^\n]+?(?:[.!?](?=\s|$)|(?=\n)|$)")


def document(text: str, name: str = "a.txt", **fields: Any) -> Document:
    """A document whose source bytes are its text; `fields` are title, author, publisher, date, url, language."""
    return Document(name=name, text=text, sha256=hashlib.sha256(text.encode()).hexdigest(), **fields)


def anchor(doc: Document, quote: str, nth: int = 0) -> Anchor:
    """The nth place (from 0) where the text holds `quote`; ValueError if there is none."""
    start = -1
    for _ in range(nth + 1):
        start = doc.text.index(quote, start + 1)
    return Anchor(start, start + len(quote), quote)


def sentence(doc: Document, position: int) -> Anchor:
    """The sentence around a position: up to a full stop followed by a space, or the line's end."""
    for match in SENTENCE.finditer(doc.text):
        quote = match.group().strip()
        start = match.start() + match.group().index(quote) if quote else match.start()
        if quote and match.start() <= position < match.end():
            return Anchor(start, start + len(quote), quote)
    raise ValueError(f"no sentence at {position} of {doc.name}")


def mention(
    doc: Document,
    surface: str,
    cls: str,
    name: str | None = None,
    *,
    nth: int = 0,
    kind: MentionKind = "name",
    known: str | None = None,
    rule: str = "made",
) -> Mention:
    """A mention where the text says `surface`; `name` is the thing's fullest name in the document, `surface` by default."""
    return Mention(name or surface, cls, anchor(doc, surface, nth), kind, rule, known)


def figure(
    doc: Document,
    surface: str,
    value: Decimal | int | str,
    unit: str = "USD",
    comparator: Comparator = "=",
    upper: Decimal | int | str | None = None,
    *,
    nth: int = 0,
) -> Figure:
    """A figure where the text says `surface`; numbers become exact decimals unless the unit is "date"."""
    return Figure(_exact(value, unit), unit, anchor(doc, surface, nth), comparator, None if upper is None else _exact(upper, unit))


def _exact(value: Decimal | int | str, unit: str) -> Decimal | str:
    return str(value) if unit == "date" else Decimal(value)


def claim(doc: Document, subject: Mention, predicate: str, end: Mention | Figure, **fields: Any) -> Claim:
    """A claim in the sentence that holds its object; `fields` are the further fields of kg.model.Claim."""
    given: dict[str, Any] = {"sentence": sentence(doc, end.anchor.start), "rule": "made", "confidence": 0.9} | fields
    return Claim(subject=subject, predicate=predicate, object=end, **given)


def extraction(
    doc: Document, mentions: Iterable[Mention] = (), claims: Iterable[Claim] = (), unassigned: Iterable[Figure] = ()
) -> Extraction:
    """All of one document; the ends and speakers of its claims are added to the mentions, sorted by place."""
    claims = tuple(claims)
    ends = [end for c in claims for end in (c.subject, c.object, c.speaker) if isinstance(end, Mention)]
    everyone = sorted({*mentions, *ends}, key=lambda m: (m.anchor, m.cls, m.name))
    return Extraction(doc, tuple(everyone), claims, tuple(unassigned), len(doc.text.split()))


def page(name: str, *facts: tuple[Any, ...], **fields: Any) -> Extraction:
    """A whole extraction from facts, one sentence each; its text is written from them.

    A fact is (subject, predicate, object[, claim fields]): subject and object are (name, class) pairs, a figure is
    (surface, value, unit[, comparator[, upper]]). A fact of one pair only is a mention: page("a.txt", (("Zephyrine", "Company"),)).
    """
    lines = [
        " ".join(part if isinstance(part, str) else part[0] for part in fact if isinstance(part, str | tuple)) + " ." for fact in facts
    ]
    doc = document("\n".join(lines), name, **fields)
    mentions: list[Mention] = []
    claims: list[Claim] = []
    start = 0
    for fact, line in zip(facts, lines, strict=True):
        whole = Anchor(start, start + len(line), line)
        subject = _place(fact[0], start)
        if len(fact) == 1:
            mentions.append(subject)
        else:
            further = dict(fact[3]) if len(fact) > 3 else {}
            tail = start + len(fact[0][0]) + 1 + len(fact[1]) + 1
            end = _place(fact[2], tail) if len(fact[2]) == 2 else _quantity(fact[2], tail)
            claims.append(claim(doc, subject, fact[1], end, sentence=whole, **further))
        start += len(line) + 1
    return extraction(doc, mentions, claims)


def _place(pair: tuple[str, str], start: int) -> Mention:
    name, cls = pair
    return Mention(name, cls, Anchor(start, start + len(name), name), "name", "made")


def _quantity(parts: tuple[Any, ...], start: int) -> Figure:
    surface, value, unit, *more = parts
    comparator: Any = more[0] if more else "="
    upper = _exact(more[1], unit) if len(more) > 1 else None
    return Figure(_exact(value, unit), unit, Anchor(start, start + len(surface), surface), comparator, upper)


def ontology(**fields: Any) -> Ontology:
    """A small ontology by hand: organisations with three kinds below, people, models, places; relations and figures among them."""
    parents = dict.fromkeys(("Company", "Investor", "GovernmentBody"), "Organization")
    classes = {
        cls: Class(cls, NS + cls, parents.get(cls), cls, "") for cls in sorted({*parents, "Organization", "Person", "Model", "Place"})
    }
    functional = {"headquarteredIn", "valuation", "trainingCost", "releaseDate", "employeeCount"}
    ends = {
        "developed": (("Organization",), ("Model",)),
        "competesWith": (("Organization", "Model"), ("Organization", "Model")),
        "worksFor": (("Person",), ("Organization",)),
        "headquarteredIn": (("Organization",), ("Place",)),
    }
    units = {
        "trainingCost": ("currency",),
        "valuation": ("currency",),
        "investment": ("currency",),
        "employeeCount": ("1",),
        "releaseDate": ("date",),
        "growth": ("%",),
    }
    given: dict[str, Any] = {
        "folder": Path(),
        "prefix": "ex",
        "namespace": NS,
        "sha256": "0" * 64,
        "classes": classes,
        "relations": {
            name: Relation(name, NS + name, *pair, name, "", symmetric=name == "competesWith", functional=name in functional)
            for name, pair in sorted(ends.items())
        },
        "figures": {
            name: Quantity(name, NS + name, ("Organization", "Model"), unit, name, "", functional=name in functional)
            for name, unit in sorted(units.items())
        },
        "units": {
            "USD": "http://qudt.org/vocab/currency/USD",
            "EUR": "http://qudt.org/vocab/currency/EUR",
            "1": "http://qudt.org/vocab/unit/UNITLESS",
            "%": "http://qudt.org/vocab/unit/PERCENT",
        },
        "labels": (Label("ORG", "Organization"), Label("PERSON", "Person"), Label("GPE", "Place")),
        "queries": {},
    }
    return Ontology(**{field.name: () for field in dataclasses.fields(Ontology)} | given | fields)
