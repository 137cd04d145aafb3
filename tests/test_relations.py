"""Frames over parses: one statement, whatever construction makes it, and none where an end is missing or of another class."""

from __future__ import annotations

from dataclasses import replace

import pytest
from shipyard import CLASSES, frame, read, scene, sea, token, tree

from kg.extract.relations import Matcher, Near
from kg.extract.scene import Scene

BUILT, OWNS = "Tarvik built Osprey", "Tarvik owns Brask"

STATED = [
    # verbs
    ("Tarvik built Osprey .", BUILT),
    ("Osprey was built by Tarvik .", BUILT),
    ("Tarvik , which built Osprey , grew .", BUILT),
    ("Osprey , which was built by Tarvik , sank .", BUILT),
    ("Tarvik grew , building Osprey in Oslo .", BUILT),
    ("Tarvik plans to build Osprey .", BUILT),
    ("Lind asked Tarvik to build Osprey .", BUILT),
    ("Tarvik was asked to build Osprey .", BUILT),
    ("Tarvik grew by building Osprey .", BUILT),
    ("Tarvik is capable of building Osprey .", BUILT),
    ("It was Tarvik that built Osprey .", BUILT),
    ("Lind said Tarvik built Osprey .", BUILT),
    ("Tarvik from Oslo , which built Osprey , grew .", f"{BUILT}; Tarvik basedIn Oslo"),
    ("Tarvik , having bought Brask , grew .", OWNS),
    ("Brask took over Tarvik .", "Brask owns Tarvik"),
    ("Tarvik was taken over by Brask .", "Brask owns Tarvik"),
    ("Founded by Lind , Tarvik builds ships .", "Lind founded Tarvik"),
    ("Tarvik , founded by Lind , is based in Oslo .", "Lind founded Tarvik; Tarvik basedIn Oslo"),
    ("Oslo - based Tarvik grew .", "Tarvik basedIn Oslo"),
    ("Tarvik labelled Osprey .", BUILT),
    ("Tarvik was founded in Oslo by Lind .", "Lind founded Tarvik"),
    # coordination
    ("Tarvik and Brask built Osprey .", f"{BUILT}; Brask built Osprey"),
    ("Osprey was built by Tarvik and Brask .", f"{BUILT}; Brask built Osprey"),
    ("Tarvik built Osprey and Fulmar in Oslo .", f"{BUILT}; Tarvik built Fulmar"),
    ("Tarvik and Brask built Osprey and Fulmar .", f"{BUILT}; Tarvik built Fulmar; Brask built Osprey; Brask built Fulmar"),
    ("Tarvik designed Osprey and built Fulmar .", f"{BUILT}; Tarvik built Fulmar"),
    ("Tarvik failed to build or buy Osprey .", f"{BUILT}; Tarvik owns Osprey"),
    ("Oslo - based Tarvik and Brask grew .", "Tarvik basedIn Oslo"),
    # nouns
    ("Tarvik , the maker of Osprey , grew .", BUILT),
    ("The maker of Osprey , Tarvik , grew .", BUILT),
    ("Tarvik is the maker of Osprey .", BUILT),
    ("Osprey maker Tarvik grew .", BUILT),
    ("Brask acquired Tarvik , the maker of Osprey .", f"{BUILT}; Brask owns Tarvik"),
    ("Tarvik announced the purchase of Brask .", OWNS),
    ("The purchase of Brask was completed by Tarvik .", OWNS),
    ("Tarvik 's purchase of Brask failed .", OWNS),
    ("The takeover of Brask by Tarvik failed .", OWNS),
    ("Tarvik has a stake in Brask .", OWNS),
    ("Lind serves as captain of Osprey .", "Lind commands Osprey"),
    ("Tarvik named Lind as captain of Osprey .", "Lind commands Osprey"),
    ("Osprey captain Ravn left .", "Ravn commands Osprey"),
    ("Ravn , captain of Osprey , left .", "Ravn commands Osprey"),
    ("Lind is chief engineer of Osprey .", "Lind commands Osprey"),
    ("Osprey was bought by Lind , owner of Tarvik .", "Lind owns Osprey; Lind owns Tarvik"),
    # names beside names
    ("Tarvik 's Osprey sank .", BUILT),
    ("Tarvik 's ferry Osprey sank .", BUILT),
    ("Osprey is Tarvik 's newest ferry .", BUILT),
    ("Tarvik ( Oslo ) grew .", "Tarvik basedIn Oslo"),
    ("Tarvik of Oslo grew .", "Tarvik basedIn Oslo"),
    ("The Norwegian yard Tarvik grew .", "Tarvik basedIn Norway"),
    ("Tarvik is based in Bergen , Norway .", "Tarvik basedIn Bergen; Tarvik basedIn Norway"),
    ("Osprey runs on Corvo engines .", "Osprey uses Corvo"),
    # adjectives, and relations that hold both ways
    ("Osprey is famous for Corvo .", "Osprey uses Corvo"),
    ("Osprey is similar to Fulmar .", "Osprey rivals Fulmar"),
    ("Lind considers Osprey similar to Fulmar .", "Osprey rivals Fulmar"),
    ("Tarvik rivals Brask .", "Tarvik rivals Brask"),
    ("Brask is a rival to Tarvik .", "Brask rivals Tarvik"),
    ("Tarvik 's rival , Brask , grew .", "Brask rivals Tarvik"),
    ("Tarvik 's rival Brask grew .", "Brask rivals Tarvik"),
    ("Tarvik competes with Brask and Hovland .", "Tarvik rivals Brask; Tarvik rivals Hovland"),
    ("Tarvik and Brask compete .", "Tarvik rivals Brask"),
]

SILENT = [
    ("no agent", "Osprey was built in Oslo ."),
    ("no name", "A ship built by Tarvik sank ."),
    ("an end of another class", "Brask was sold to Tarvik ."),
    ("a noun of the object's own", "Tarvik made sense of Osprey ."),
    ("a required word is missing", "Osprey runs to Oslo ."),
    ("of what is no head of the wanted kind", "Two versions of Osprey sank ."),
    ("another's engine", "Osprey runs on engines made by Corvo ."),
    ("a maker that stays unnamed", "Osprey 's builder left ."),
    ("a pronoun that stands for nothing", "Its founder left ."),
]


def stated(scene: Scene) -> set[str]:
    return {f"{s.subject.name} {s.frame.relation} {s.object.name}" for s in Matcher.of(sea()).statements(scene)}


@pytest.mark.parametrize(("text", "expected"), STATED, ids=[text for text, _ in STATED])
def test_statements(text: str, expected: str) -> None:
    assert stated(scene(text)) == set(expected.split("; "))


@pytest.mark.parametrize("text", [text for _, text in SILENT], ids=[why for why, _ in SILENT])
def test_no_statement(text: str) -> None:
    assert stated(scene(text)) == set()


def test_only_fitting_classes_fill_a_role() -> None:
    assert stated(scene("Tarvik built Osprey .", {**CLASSES, "Osprey": "Place"})) == set()
    assert stated(scene("Tarvik built Osprey .", {**CLASSES, "Tarvik": "Party"})) == set(), "a superclass is not enough"
    assert stated(scene("Tarvik has a stake in Brask .", {**CLASSES, "Tarvik": "Party"})) == {OWNS}, "a subclass is"


def test_the_trigger_is_the_word_that_states_it() -> None:
    made = scene("Tarvik announced the purchase of Brask .")
    [statement] = Matcher.of(sea()).statements(made)
    assert made.tree.text[statement.trigger] == "purchase"
    assert statement.frame.id == "purchase-n"


@pytest.mark.parametrize(
    ("text", "frame_id", "why"),
    [
        ("Osprey was built in Oslo .", "build-v", "an end is missing, or is no name of a fitting class"),
        ("Osprey runs to Oslo .", "run-v", "a word that must stand in the clause is missing, or one that must not is there"),
        ("Two versions of Osprey sank .", "of-place", "the head is not of the wanted kind"),
    ],
)
def test_what_stopped_a_frame_is_said(text: str, frame_id: str, why: str) -> None:
    made = scene(text)
    near: list[Near] = []
    Matcher.of(sea()).statements(made, near)
    assert [n.why for n in near if n.frame == frame_id] == [why]


def test_a_barred_word_stops_a_frame() -> None:
    barred = sea(frames=(frame("build-v", "built", "agent", "patient", verb="build", bar=("oslo",)),))
    matcher = Matcher.of(barred)
    assert matcher.statements(scene("Tarvik built Osprey and Fulmar in Oslo .")) == []
    assert len(matcher.statements(scene("Tarvik built Osprey ."))) == 1


def test_the_first_filled_role_counts() -> None:
    """ "by" names the buyer only where neither agent nor owner does."""
    ontology = sea(frames=(frame("purchase-n", "owns", "agent, by", "of", noun="purchase"),))
    [statement] = Matcher.of(ontology).statements(scene("The purchase of Brask was completed by Tarvik ."))
    assert statement.subject.name == "Tarvik"


def test_nothing_is_related_to_itself() -> None:
    made = scene("Tarvik and Brask compete .")
    assert stated(made) == {"Tarvik rivals Brask"}
    made.at[token(made.tree, "Brask")] = replace(made.at[0], anchor=made.at[token(made.tree, "Brask")].anchor)
    assert stated(made) == set()


def test_an_object_may_be_understood() -> None:
    """ "Brask took part" in what the sentence before was about."""
    assert "Brask joined Osprey" in stated(read("Tarvik built Osprey . Brask took part ."))


@pytest.mark.parametrize(
    ("text", "listed", "found"),
    [("Built by Tarvik .", True, {BUILT}), ("Built by Tarvik .", False, set()), ("Osprey was built in Oslo .", True, set())],
    ids=["a list item", "prose", "a sentence of its own"],
)
def test_a_list_item_is_about_what_the_heading_names(text: str, listed: bool, found: set[str]) -> None:
    made, heading = scene(text), scene("The ferry , Osprey , sank ." if "Tarvik" in text else "Tarvik grew . It built Osprey .", offset=900)
    made.topic = list(heading.at.values())[:1]
    made.listed = listed
    assert stated(made) == found


def test_frames_wish_for_the_classes_of_their_ends() -> None:
    made = tree("Tarvik built Osprey .")
    matcher = Matcher.of(sea(frames=(frame("build-v", "built", "agent", "patient", verb="build"),)))
    wishes = {(made.text[token], classes): weight for token, _, classes, weight in matcher.expectations(made, {})}
    assert set(wishes) == {("Tarvik", ("Yard",)), ("Osprey", ("Ship",))}
    knowing = {made.text[token]: weight for token, _, _, weight in matcher.expectations(made, {0: "Yard"})}
    assert knowing["Osprey"] > wishes["Osprey", ("Ship",)], "a maker that is known makes the other end surer"
    doubting = {made.text[token]: weight for token, _, _, weight in matcher.expectations(made, {0: "Place"})}
    assert doubting["Osprey"] == 0.0, "with a place for its maker the frame means something else"
