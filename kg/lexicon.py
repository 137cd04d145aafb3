"""The kinds of line that an ontology's lexicon may hold: one dataclass per file of `lexicon/`, its fields the file's keys.

A field without a default is required in every line; a key that is no field is refused. `cls` is written "class" in the files.
Nothing here knows a domain: classes, relations and words all come from the files.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Name:
    """names.jsonl: a thing so well known that its name alone gives its class."""

    name: str
    cls: str
    aliases: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    """Words that stand for it as modifiers: Chinese, for China."""
    same_as: tuple[str, ...] = ()
    """External IRIs that were looked up and checked."""
    ambiguous: bool = False
    """The name is an everyday word or another thing as well; it counts only with further evidence."""


@dataclass(frozen=True, slots=True)
class Shape:
    """shapes.jsonl: how names of a class are built, as a regular expression over the text of a candidate name."""

    id: str
    cls: str
    pattern: str
    examples: tuple[str, ...]
    counter: tuple[str, ...]
    """Written "not" in the file."""
    weight: float = 2.0


@dataclass(frozen=True, slots=True)
class Affix:
    """affixes.jsonl: words inside a name that give its class: "... University", "Ministry of ...", "Project ..."."""

    id: str
    cls: str
    where: str
    """"last", "first" or "any": which word of the name it must be."""
    words: tuple[str, ...]
    examples: tuple[str, ...]
    counter: tuple[str, ...] = ()
    weight: float = 3.0
    drop: bool = False
    """Whether short forms leave the word out: "Acme" for "Acme Labs"."""


@dataclass(frozen=True, slots=True)
class Noun:
    """nouns.jsonl: common nouns that say what a thing is: beside a name they type it, alone they may stand for it."""

    id: str
    cls: str
    nouns: tuple[str, ...]
    """Lemmas, lower case; the last word of a longer one is its head ("language model")."""
    examples: tuple[str, ...]
    """Sentences in which the noun types or stands for a name."""
    anaphor: bool = True
    """Whether "the <noun>" may stand for a thing named before."""
    unique: tuple[str, ...] = ()
    """Those of the nouns that name one thing when a place stands before them: "the Dutch government"."""
    rare: tuple[str, ...] = ()
    """Those of the nouns that a parser trained on older newswire takes for something else; it is shown the first noun instead."""
    role: bool = False
    """Whether the noun is an office that people hold (chief executive, engineer)."""
    weight: float = 3.0


@dataclass(frozen=True, slots=True)
class Pronoun:
    """pronouns.jsonl: which classes a pronoun may stand for."""

    words: tuple[str, ...]
    classes: tuple[str, ...]
    number: str = "singular"
    speaker: bool = False
    """First person: stands for the document's own organisation or for whoever is quoted."""


@dataclass(frozen=True, slots=True)
class Label:
    """labels.jsonl: what a label of the language model's entity recogniser says for a class, and how much it counts."""

    label: str
    """PERSON, ORG ... of the model; NAME for what is written like a name and has no label."""
    cls: str
    weight: float = 1.0
    least: int = 1
    most: int = 99
    """Numbers of words of the names that the line is about."""
    after: tuple[str, ...] = ()
    """Prepositions of which one must govern the name: in, from, near."""


@dataclass(frozen=True, slots=True)
class Frame:
    """frames.jsonl: which words state a relation and which grammatical role fills which end.

    Exactly one of verb, noun, adjective, preposition, possessive, modifier, apposition is the trigger.
    """

    id: str
    relation: str
    subject: tuple[str, ...]
    """Roles that may fill the subject, best first: agent, patient, self, poss, of, by, with, to ... (see extract/clauses.py)."""
    object: tuple[str, ...]
    examples: tuple[dict[str, Any], ...]
    counter: tuple[str, ...]
    verb: tuple[str, ...] = ()
    noun: tuple[str, ...] = ()
    adjective: tuple[str, ...] = ()
    preposition: tuple[str, ...] = ()
    possessive: bool = False
    modifier: bool = False
    apposition: bool = False
    """A name beside a name: "Acme (Oslo)"; the roles are self and appos."""
    role: bool = False
    """The trigger's noun phrase is the claim's role: "chief executive"."""
    head: tuple[str, ...] = ()
    """Classes, or lemmas of common nouns, that the trigger's own noun phrase must have (prepositions, modifiers)."""
    subjects: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    """Classes that the ends must have where the words say it of fewer than the relation allows: a foundry "makes" chips."""
    require: tuple[str, ...] = ()
    """Lemmas of which one must stand in the clause as well, for words that say many things."""
    bar: tuple[str, ...] = ()
    """Lemmas of which none may stand as an argument of the trigger."""
    negated: bool = False
    """The words state the relation's denial."""
    ended: bool = False
    planned: bool = False
    modality: str = ""
    """Overrides a plain assertion: "hypothetical" for "in talks to"."""
    implied: bool = False
    """The object may go unsaid and be what the text is about: "Acme took part", "Acme led the round"."""
    weight: float = 0.8


@dataclass(frozen=True, slots=True)
class Measure:
    """measures.jsonl: which words make a quantity a figure of a property, and where its owner stands."""

    id: str
    figure: str
    examples: tuple[dict[str, Any], ...]
    counter: tuple[str, ...]
    units: tuple[str, ...]
    """Units that the quantity may have; "currency" for any money."""
    verb: tuple[str, ...] = ()
    """The quantity is an argument of one of these verbs, in the role `value`."""
    value: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()
    """Roles of the verb, or of the noun, that the owner may fill, best first."""
    noun: tuple[str, ...] = ()
    """The quantity measures this noun: "a valuation of Q", "Q in revenue", "a Q budget", "revenue was Q"."""
    counted: tuple[str, ...] = ()
    """The quantity counts this noun: "310 employees", "a 200-person firm".

    With none of verb, noun and counted the unit alone says it: 5 nm.
    """
    require: tuple[str, ...] = ()
    bar: tuple[str, ...] = ()
    rate: bool = False
    """Only for sums that are paid per something: "$20 per month"."""
    prefer: str = ""
    """Class of things that the owner stands for where the text plainly means them: the model, not its maker."""
    sign: int = 1
    """-1 where the words say a fall and the property counts it as negative."""
    on: tuple[str, ...] = ()
    """Roles of the trigger that name what the figure was measured on: a benchmark, the other party of a deal."""
    gives: str = ""
    """Unit of the figure where it is not the quantity's: a bare 128K before "context window" gives tokens."""
    convert: str = ""
    """"increase": a percentage more is a factor, 40 % faster is 1.4 ×; "remainder": what is left, cut to a third is 66.67 % less."""
    planned: bool = False
    weight: float = 0.8


@dataclass(frozen=True, slots=True)
class Cue:
    """stance.jsonl: words that change how a statement is meant."""

    id: str
    effect: str
    """reported, hedged, hypothetical, question, negated, denied, planned, ended, speaker."""
    examples: tuple[str, ...]
    verb: tuple[str, ...] = ()
    noun: tuple[str, ...] = ()
    adjective: tuple[str, ...] = ()
    adverb: tuple[str, ...] = ()
    auxiliary: tuple[str, ...] = ()
    preposition: tuple[str, ...] = ()
    conjunction: tuple[str, ...] = ()
    phrase: tuple[str, ...] = ()
    counter: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """units.jsonl: words and signs for a unit, or for a scale."""

    id: str
    unit: str
    """Base unit: USD, GPU-hour, %, ×, token, B, B/s, FLOP, FLOP/s, W, nm, 1."""
    words: tuple[str, ...]
    examples: tuple[dict[str, Any], ...]
    factor: str = "1"
    """Exact decimal factor to the base unit."""
    where: str = "after"
    """"before" ($), "after" (dollars, GB), "scale" (million, bn, k)."""
    kind: str = "unit"
    """"currency", "scale" or "unit"."""
    counter: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Furniture:
    """furniture.jsonl: parts of a page that are no prose: credits, bylines, datelines, navigation. A pattern is searched in a whole line.

    Where the pattern has a group "rest", the line goes on as prose from there (datelines). A group "name" holds a name of the class `cls`.
    """

    id: str
    pattern: str
    examples: tuple[str, ...]
    counter: tuple[str, ...]
    cls: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """parts.jsonl: words of which names of a class are made and which do not stand for themselves: given names, family names."""

    id: str
    cls: str
    where: str
    """"first" or "last": which word of a name it is."""
    words: tuple[str, ...]
    weight: float = 1.0
    """Vote for a name of several words that has it there; half of it for a word alone."""


@dataclass(frozen=True, slots=True)
class Ignored:
    """ignored.jsonl: words written with capitals that name nothing: weekdays, months, "AI", "API"."""

    id: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Confidence:
    """confidence.jsonl: how often claims that were made in one way were right on annotated text. `kg calibrate` writes the file."""

    way: tuple[str, ...]
    """What the claims have in common, the general before the special; nothing for all claims (see extract/confidence.py)."""
    shift: float
    """What that adds to the log-odds of a claim."""
    right: int
    of: int
    """How many of the claims were right, and how many there were."""


FILES: dict[str, type] = {
    "names": Name,
    "shapes": Shape,
    "affixes": Affix,
    "nouns": Noun,
    "pronouns": Pronoun,
    "labels": Label,
    "frames": Frame,
    "measures": Measure,
    "stance": Cue,
    "units": Unit,
    "furniture": Furniture,
    "parts": Part,
    "ignored": Ignored,
    "confidence": Confidence,
}
"""File stem to the kind of line it holds. Several files of one kind are allowed: frames.jsonl, frames-money.jsonl."""

KEYS = {"cls": "class", "counter": "not"}
"""Field names that are written otherwise in the files, since the word is reserved in Python."""
