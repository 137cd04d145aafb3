"""What noun phrases stand for: names, coordinations, appositions, parts and examples of what is named."""

from __future__ import annotations

import pytest
from shipyard import mention, read, scene, sea, token, tree

from kg.extract.mentions import Typer
from kg.extract.scene import Scene
from kg.model import Anchor, Mention

ALL = tuple(sea().classes)

DENOTED = [
    ("a name", "Tarvik 's Osprey sank .", "Osprey", "Ship", "Osprey"),
    ("coordination", "Osprey , Fulmar and Petrel sank .", "Osprey", "Ship", "Osprey Fulmar Petrel"),
    ("copies of what is named", "Copies of Osprey and Fulmar sank .", "Copies", "Ship", "Osprey Fulmar"),
    ("versions", "Two versions of Osprey sank .", "versions", "Ship", "Osprey"),
    ("a line of products", "The Osprey line of ferries sank .", "line", "Ship", "Osprey"),
    ("name before its noun", "The Osprey ferry sank .", "ferry", "Ship", "Osprey"),
    ("name before another noun", "The Osprey captain left .", "captain", "Ship", ""),
    ("engines of a name", "Osprey runs on Corvo engines .", "engines", "Engine", "Corvo"),
    ("noun and apposition", "Its new ferry , Osprey , sank .", "ferry", "Ship", "Osprey"),
    ("name and apposition", "Osprey , its newest ferry , sank .", "ferry", "Ship", "Osprey"),
    ("one of several", "One of the ferries , Osprey , sank .", "One", "Ship", "Osprey"),
    ("such as", "Ferries such as Osprey and Fulmar sank .", "Ferries", "Ship", "Osprey Fulmar"),
    ("including", "Ferries including Osprey sank .", "Ferries", "Ship", "Osprey"),
    ("like", "Yards like Tarvik and Brask grew .", "Yards", "Yard", "Tarvik Brask"),
    ("complement", "Osprey is Tarvik 's newest ferry .", "ferry", "Ship", "Osprey"),
    ("relative pronoun", "Tarvik , which built Osprey , grew .", "which", "Yard", "Tarvik"),
    ("relative pronoun of an apposition", "Osprey , the ferry which Lind commands , sank .", "which", "Ship", "Osprey"),
    ("relative clause hung on a place", "Tarvik from Oslo , which built Osprey , grew .", "which", "Yard", "Tarvik"),
    ("place with the larger place", "Tarvik is based in Bergen , Norway .", "Bergen", "Place", "Bergen Norway"),
    ("of no wanted class", "Tarvik 's Osprey sank .", "Osprey", "Yard", ""),
    ("a superclass is wanted", "Tarvik , which built Osprey , grew .", "Tarvik", "Party", "Tarvik"),
    ("a noun that nothing names", "A ship built by Tarvik sank .", "ship", "Ship", ""),
]


@pytest.mark.parametrize(("text", "word", "cls", "names"), [row[1:] for row in DENOTED], ids=[row[0] for row in DENOTED])
def test_denoted(text: str, word: str, cls: str, names: str) -> None:
    made = scene(text)
    assert " ".join(m.name for m in made.denoted(token(made.tree, word), (cls,))) == names


def test_a_plural_with_an_owner_is_what_the_text_ties_to_it() -> None:
    made = scene("Tarvik sells its ferries .")
    tarvik = made.at[0]
    ships = [Mention(name, "Ship", Anchor(900, 901, "x")) for name in ("Osprey", "Fulmar", "Petrel", "Skua")]
    made.stands[token(made.tree, "its")] = tarvik
    ferries = token(made.tree, "ferries")
    assert made.denoted(ferries, ALL) == []
    made.tied[tarvik.key] = [*ships[:2], Mention("Oslo", "Place", Anchor(900, 901, "x"))]
    assert made.denoted(ferries, ALL) == ships[:2]
    made.tied[tarvik.key] = ships
    assert made.denoted(ferries, ALL) == [], "too many to be meant"


def test_names_of_several_words_are_one_mention() -> None:
    parsed = tree("Tarvik , not Brask , built Osprey .")
    long = Mention("Tarvik, not Brask", "Yard", Anchor(parsed.start[0], parsed.end[3], "Tarvik , not Brask"))
    made = Scene.of(parsed, [long, mention(parsed, token(parsed, "Osprey"), "Ship")], Typer.of(sea()))
    assert [made.at.get(t) is long for t in range(5)] == [True, True, True, True, False]
    assert {made.last[t] for t in range(4)} == {3}
    assert [m.name for m in made.names_in(0)] == ["Tarvik, not Brask", "Osprey"]


UNDERSTOOD = [
    ("what leads", "Tarvik launched Osprey . The price was 9 dollars .", "Ship", "Osprey"),
    ("of two kinds the more salient", "Tarvik launched Osprey . The price was 9 dollars .", "Ship Yard", "Tarvik"),
    ("nothing that fits", "Tarvik launched Osprey . The price was 9 dollars .", "Engine", None),
    ("no clear lead", "Osprey and Fulmar sank . The price was 9 dollars .", "Ship", None),
    ("the sentence names one", "Brask grew . Tarvik 's price was 9 dollars .", "Yard", None),
    ("a question", "Tarvik launched Osprey . Was the price 9 dollars ?", "Ship", None),
]


@pytest.mark.parametrize(("text", "classes", "name"), [row[1:] for row in UNDERSTOOD], ids=[row[0] for row in UNDERSTOOD])
def test_what_a_sentence_is_understood_to_be_about(text: str, classes: str, name: str | None) -> None:
    found = read(text).understood(1, classes.split())
    assert (found and found.name) == name


def test_the_first_sentence_has_nothing_before_it() -> None:
    assert read("The price is 9 dollars .").understood(0, ALL) is None


def test_a_lead_in_is_understood() -> None:
    made = scene("Cheaper fares : The cost rose .")
    made.topic = [Mention("Osprey", "Ship", Anchor(0, 7, "Cheaper"))]
    found = made.understood(0, ("Ship",))
    assert found is not None
    assert found.name == "Osprey"


@pytest.mark.parametrize(
    ("text", "clause"),
    [("Osprey sank . Its builder , Tarvik , grew .", True), ("Who led the round ?", True), ("Built by Tarvik .", False)],
)
def test_a_clause_has_a_verb_and_a_subject(text: str, clause: bool) -> None:
    assert scene(text).is_clause(0) is clause
