"""What names are names of: every kind of evidence by itself and against another, short forms, and one name for two things."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from shipyard import block, laid, natural, sea, tree

from kg.extract.blocks import Kind
from kg.extract.mentions import Typer, Wish
from kg.extract.parse import Tree
from kg.extract.relations import Matcher
from kg.model import Mention

ONTOLOGY = sea()
MATCHER = Matcher.of(ONTOLOGY)
GROUP, MARINE, SEA = "Aldous Marine Group", "Tarvik Marine", "Hovland Sea Institute"

TYPED = [
    # the lexicon, and the name itself
    ("a known name", "Later Oslo grew .", "Oslo: Place"),
    ("a known name's adjective", "The Norwegian yard grew .", "Norwegian: Place = Norway"),
    ("a known alias", "Later Aldous grew . Then Aldous Marine Group sank .", f"Aldous: Yard = {GROUP}; {GROUP}: Yard"),
    ("an everyday word in a name's place", "Later Swift sank .", "Swift: Ship"),
    ("a word inside", "Later MS Osprey sank .", "MS Osprey: Ship"),
    ("a shape", "Later Corvo-9 failed .", "Corvo-9: Engine"),
    ("nothing at all", "Later Tarvik grew .", ""),
    # nouns beside the name
    ("a noun before", "Lind saw the yard Tarvik .", "Tarvik: Yard"),
    ("a noun before, of a ship", "Later the ferry Swift sank .", "Swift: Ship"),
    ("a noun in apposition", "Lind saw Tarvik , a yard .", "Tarvik: Yard"),
    ("a noun in apposition, first", "Then the captain , Ravn , left .", "Ravn: Sailor"),
    ("a title", "Later Captain Ravn left .", "Ravn: Sailor"),
    ("a complement", "Lind says Tarvik is a yard .", "Tarvik: Yard"),
    ("a noun behind", "Lind saw the Tarvik yard .", "Tarvik: Yard"),
    ("such as", "Lind saw yards such as Tarvik and Brask .", "Tarvik: Yard; Brask: Yard"),
    ("a nationality's institution", "Then the Norwegian government grew .", "Norwegian government: Party"),
    # short forms
    ("without its last word", "Later Tarvik Marine grew . Then Tarvik sank .", "Tarvik Marine: Yard; Tarvik: Yard = Tarvik Marine"),
    ("before the full name", "Then Tarvik sank . Later Tarvik Marine grew .", "Tarvik: Yard = Tarvik Marine; Tarvik Marine: Yard"),
    (
        "without the corporate suffix",
        "Later Tarvik Marine Inc grew . Then Tarvik Marine sank .",
        f"{MARINE} Inc: Yard; {MARINE}: Yard = {MARINE} Inc",
    ),
    ("a surname", "Later Captain Ada Ravn left . Then Ravn sank .", "Ada Ravn: Sailor; Ravn: Sailor = Ada Ravn"),
    (
        "an acronym in brackets",
        "Later Hovland Sea Institute ( HSI ) grew . Then HSI sank .",
        f"{SEA}: Party; HSI: Party = {SEA}; HSI: Party = {SEA}",
    ),
    ("another number, another thing", "Later the engine Corvo 9 failed . Then Corvo 8 failed .", "Corvo 9: Engine; Corvo 8: Engine"),
    # one name, two things
    ("homonyms", "The yard Osprey grew . The ferry Osprey sank .", "Osprey: Yard; Osprey: Ship"),
    ("a shape against a noun", "Then Osprey 9 sank . Later the engine Osprey 9 failed .", "Osprey 9: Engine; Osprey 9: Engine"),
    # the first word of a sentence
    ("attested elsewhere", "Tarvik grew . Then the yard Tarvik sank .", "Tarvik: Yard; Tarvik: Yard"),
]

LABELLED = [
    ("an organisation needs more", "Later Tarvik grew .", {"Tarvik": "ORG"}, ""),
    ("a place where places stand", "Ferries sank in Qarn .", {"Qarn": "GPE"}, "Qarn: Place"),
    ("the same elsewhere", "Later Tarvik grew .", {"Tarvik": "GPE"}, ""),
    ("a noun outweighs it", "Lind saw the yard Tarvik .", {"Tarvik": "PERSON"}, "Tarvik: Yard"),
    ("the lexicon outweighs it", "Later Oslo grew .", {"Oslo": "PERSON"}, "Oslo: Place"),
]

ASKED = [
    ("a frame types both ends", "Later Tarvik built Osprey .", {}, "Tarvik: Yard; Osprey: Ship"),
    ("one end makes the other surer", "Then Tarvik built the ferry Osprey .", {}, "Tarvik: Yard; Osprey: Ship"),
    ("with a label", "Ada Lind , who commands Osprey , left .", {"Ada": "PERSON", "Lind": "PERSON"}, "Ada Lind: Sailor; Osprey: Ship"),
    ("nothing asks", "Later Tarvik grew .", {}, ""),
]


def typed(text: str, labels: dict[str, str] | None = None, kind: Kind = "prose", asked: bool = False) -> list[Mention]:
    """The mentions of a text of one block; `labels` are the language model's, `asked` lets the frames wish."""
    made, whole = laid(text), natural(text)
    made.entity = [(labels or {}).get(word, "") for word in made.text]
    expectations = MATCHER.expectations if asked else silent
    return Typer.of(ONTOLOGY).mentions(whole, [block(whole, made, kind=kind)], expectations)


def silent(tree: Tree, typed: dict[int, str]) -> Iterator[Wish]:
    return iter(())


def shown(mentions: list[Mention]) -> str:
    """ "Tarvik: Yard = Tarvik Marine": the words, the class, and the full name where the words are another."""
    rows = [f"{m.anchor.quote}: {m.cls}" + (f" = {m.name}" if m.name != m.anchor.quote else "") for m in mentions]
    return "; ".join(rows)


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in TYPED], ids=[row[0] for row in TYPED])
def test_what_names_are(text: str, expected: str) -> None:
    assert shown(typed(text)) == expected


@pytest.mark.parametrize(("text", "labels", "expected"), [row[1:] for row in LABELLED], ids=[row[0] for row in LABELLED])
def test_the_language_model_s_labels(text: str, labels: dict[str, str], expected: str) -> None:
    assert shown(typed(text, labels)) == expected


@pytest.mark.parametrize(("text", "labels", "expected"), [row[1:] for row in ASKED], ids=[row[0] for row in ASKED])
def test_what_frames_ask_for(text: str, labels: dict[str, str], expected: str) -> None:
    assert shown(typed(text, labels, asked=True)) == expected


def test_quotes_stand_in_the_text() -> None:
    text = "Later Hovland Sea Institute ( HSI ) grew . Then HSI sank ."
    whole = natural(text)
    assert whole == "Later Hovland Sea Institute (HSI) grew. Then HSI sank."
    found = typed(text)
    assert (
        [whole[m.anchor.start : m.anchor.end] for m in found] == [m.anchor.quote for m in found] == ["Hovland Sea Institute", "HSI", "HSI"]
    )
    assert all(a.anchor.end <= b.anchor.start for a, b in pairwise(found))


def test_a_known_thing_keeps_its_canonical_name() -> None:
    found = typed("Later Aldous grew . Then Aldous Marine Group sank .")
    assert {m.known for m in found} == {"Aldous"}
    assert {m.name for m in found} == {"Aldous Marine Group"}


def test_furniture_names_nothing() -> None:
    assert typed("Lind saw the yard Tarvik .", kind="furniture") == []


def test_evidence_is_the_document_s() -> None:
    """What one block says of a name holds in the next."""
    whole = natural("Later Tarvik grew .") + "\n" + natural("Lind saw the yard Tarvik .")
    split = whole.index("\n") + 1
    first, second = laid("Later Tarvik grew ."), laid("Lind saw the yard Tarvik .")
    second.start = [s + split for s in second.start]
    second.end = [e + split for e in second.end]
    parsed = [block(whole, first), block(whole, second, split)]
    assert shown(Typer.of(ONTOLOGY).mentions(whole, parsed, silent)) == "Tarvik: Yard; Tarvik: Yard"


def test_a_rule_is_named() -> None:
    assert [m.rule for m in typed("Later Corvo-9 failed .")] == ["engine-number"]
    assert [m.rule for m in typed("Later Oslo grew .")] == ["names:Oslo"]


@pytest.mark.parametrize(
    ("text", "word", "lines"),
    [
        ("A ship built by Tarvik sank .", "ship", ["ship"]),
        ("Tarvik built Osprey .", "Osprey", []),
        ("Ferries including Osprey sank .", "Ferries", ["ship"]),
    ],
)
def test_nouns_that_describe(text: str, word: str, lines: list[str]) -> None:
    made = tree(text)
    assert [n.id for n in Typer.of(ONTOLOGY).noun_at(made, made.text.index(word))] == lines
