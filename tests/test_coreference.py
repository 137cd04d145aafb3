"""What pronouns and descriptions stand for, and when they stand for nothing."""

from __future__ import annotations

import pytest
from shipyard import read, scene, sea, token

from kg.extract.coreference import Resolver

STANDS = [
    # pronouns
    ("subject of the sentence before", "Tarvik grew . It built Osprey .", "It", "Tarvik"),
    ("its, of the clause's subject", "Tarvik cut its fares .", "its", "Tarvik"),
    ("its, in a prepositional phrase", "Tarvik sells its ferries .", "its", "Tarvik"),
    ("its, not the person who leaves", "Lind left Tarvik because of its fares .", "its", "Tarvik"),
    ("its, of what the sentence before named", "Osprey sank . Its builder , Tarvik , grew .", "Its", "Osprey"),
    ("its, before the name beside it", "Tarvik grew . Ravn , its captain , left .", "its", "Tarvik"),
    ("its, of the one that speaks", "Lind left . Tarvik said its ferries sank .", "its", "Tarvik"),
    ("its, of a passive's subject", "The Osprey was sold by its maker , Tarvik .", "its", "Osprey"),
    ("it, the speaker", "Tarvik said it built Osprey .", "it", "Tarvik"),
    ("it, the speaker, of the future", "Tarvik said it will build Osprey .", "it", "Tarvik"),
    ("it, in an adverbial clause", "Tarvik grew because it built Osprey .", "it", "Tarvik"),
    ("it, in a clause of time", "Tarvik built Osprey after it bought Brask .", "it", "Tarvik"),
    ("it is no person", "Lind bought Osprey . Its engine failed .", "Its", "Osprey"),
    ("she is a person", "Lind left Tarvik . She built Osprey .", "She", "Lind"),
    ("his", "Ravn left Tarvik . His yard grew .", "His", "Ravn"),
    ("he, from an apposition", "Tarvik 's captain , Ravn , left . He built Osprey .", "He", "Ravn"),
    ("clear that", "It is clear that Tarvik grew .", "It", None),
    ("seems that", "It seems that Tarvik grew .", "It", None),
    ("nothing named before", "Its captain left .", "Its", None),
    ("first person is left to who speaks", "Tarvik grew . We built Osprey .", "We", None),
    ("he, with no person named", "He said Tarvik built Osprey .", "He", None),
    # descriptions
    ("the, of a class", "Tarvik built Osprey . The yard grew .", "yard", "Tarvik"),
    ("the other end, by its class", "Tarvik built Osprey . The ferry sank .", "ferry", "Osprey"),
    ("this", "Tarvik grew . This yard built Osprey .", "yard", "Tarvik"),
    ("the place picks", "Tarvik is based in Oslo . Brask grew . The Oslo yard built Osprey .", "yard", "Tarvik"),
    ("a new one", "Tarvik grew . A yard built Osprey .", "yard", None),
    ("a plural", "Tarvik grew . Yards built ferries .", "Yards", None),
    ("another kind of it", "Tarvik grew . The truck yard sank .", "yard", None),
    ("a name's own noun", "Tarvik grew . The yard Brask sank .", "yard", None),
    ("a noun with its name", "Tarvik grew . The yard , Brask , sank .", "yard", None),
    ("a noun with its name, first", "The ferry , Osprey , sank .", "ferry", None),
    ("the kind of a name", "The Osprey ferry sank .", "ferry", None),
    ("an office is no description", "The Osprey captain left .", "captain", None),
]


@pytest.mark.parametrize(("text", "word", "name"), [row[1:] for row in STANDS], ids=[row[0] for row in STANDS])
def test_stands_for(text: str, word: str, name: str | None) -> None:
    made = read(text)
    found = made.stands.get(token(made.tree, word))
    assert (found and found.name) == name


def test_a_mention_keeps_the_words_that_stand_there() -> None:
    made = read("Tarvik built Osprey . The yard grew .")
    yard = made.stands[token(made.tree, "yard")]
    assert (yard.anchor.quote, yard.kind, yard.cls) == ("The yard", "nominal", "Yard")
    it = read("Tarvik grew . It built Osprey .")
    assert it.stands[token(it.tree, "It")].kind == "pronoun"


def test_two_as_good_are_none() -> None:
    resolver = Resolver.of(sea(), "")
    resolver.run([scene("The takeover of Brask by Tarvik failed ."), after := scene("The yard 's founder , Lind , left .")])
    assert token(after.tree, "yard") not in after.stands


@pytest.mark.parametrize(("between", "found"), [(1, True), (2, True), (3, False)])
def test_a_pronoun_looks_back_three_sentences(between: int, found: bool) -> None:
    resolver = Resolver.of(sea(), "")
    resolver.run([scene("Tarvik 's plan to build Osprey failed .", {"Tarvik": "Yard"})])
    resolver.run([scene("Fares were halved .")] * between)
    resolver.run([last := scene("Its captain left .")])
    assert (0 in last.stands) is found


def test_sentences_are_counted_through_the_document() -> None:
    resolver = Resolver.of(sea(), "")
    scenes = [scene("Osprey sank . Its builder , Tarvik , grew ."), scene("Tarvik cut its fares .")]
    resolver.run(scenes)
    assert resolver.clock == 3
    assert sorted(scenes[0].salient) == [0, 1]
