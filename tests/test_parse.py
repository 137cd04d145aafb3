"""Trees made by hand, what they answer, and the repairs of certain mistakes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shipyard import parses, token, tree, words

from kg.extract.parse import coarse, head_of, token_at
from kg.extract.repair import repair

TWO = "Tarvik built Osprey . It sank ."


def test_words_stand_one_space_apart() -> None:
    made = tree(TWO, offset=100)
    assert [(a - 100, b - 100) for a, b in zip(made.start, made.end, strict=True)][:3] == [(0, 6), (7, 12), (13, 19)]
    assert made.end[-1] == 100 + len(TWO)


def test_blank_lines_part_sentences() -> None:
    made = tree(TWO)
    assert made.spans == [(0, 4), (4, 7)]
    assert [made.text[a] for a, _ in made.spans] == ["Tarvik", "It"]


@pytest.mark.parametrize("text", parses())
def test_every_parse_is_a_forest(text: str) -> None:
    """Each sentence has one root, and every token hangs below it."""
    made = tree(text)
    for first, stop in made.spans:
        [root] = [t for t in range(first, stop) if made.head[t] == t]
        assert made.dep[root] == "ROOT"
        assert made.subtree(root) == list(range(first, stop))


@settings(deadline=None)
@given(st.sampled_from(sorted(parses())), st.data())
def test_walks_agree(text: str, data: st.DataObject) -> None:
    """A token is below its ancestors and above its children."""
    made = tree(text)
    t = data.draw(st.sampled_from(range(len(made))))
    assert all(t in made.subtree(up) for up in made.ancestors(t))
    assert all(made.ancestors(c)[0] == t for c in made.children[t])
    assert t in made.conjuncts(made.first_of_chain(t))


@pytest.mark.parametrize(
    ("text", "word", "members"),
    [
        ("Osprey , Fulmar and Petrel sank .", "Osprey", "Osprey Fulmar Petrel"),
        ("Osprey , Fulmar and Petrel sank .", "Fulmar", "Fulmar Petrel"),
        ("Tarvik designs and builds Osprey .", "designs", "designs builds"),
        ("Tarvik built Osprey .", "Osprey", "Osprey"),
    ],
)
def test_conjuncts(text: str, word: str, members: str) -> None:
    made = tree(text)
    found = made.conjuncts(token(made, word))
    assert words(made, found) == members
    assert {made.first_of_chain(t) for t in found} == {made.first_of_chain(found[0])}


def test_children_by_label() -> None:
    made = tree("The takeover of Brask by Tarvik failed .")
    takeover = token(made, "takeover")
    assert words(made, made.of_dep(takeover, "prep")) == "of by"
    assert made.child(takeover, "prep") == token(made, "of")
    assert made.child(takeover, "dobj", "nsubj") is None


@pytest.mark.parametrize(
    ("tag", "dep", "pos"),
    [
        ("NNP", "nsubj", "PROPN"),
        ("NNS", "dobj", "NOUN"),
        ("VBD", "ROOT", "VERB"),
        ("VBZ", "aux", "AUX"),
        ("VBD", "auxpass", "AUX"),
        ("MD", "aux", "AUX"),
        ("JJR", "amod", "ADJ"),
        ("RBR", "advmod", "ADV"),
        ("WDT", "nsubj", "PRON"),
        ("PRP$", "poss", "PRON"),
        ("CD", "nummod", "NUM"),
        ("IN", "prep", "ADP"),
        ("RP", "prt", "ADP"),
        ("CC", "cc", "CCONJ"),
        ("DT", "det", "DET"),
        ("$", "nmod", "SYM"),
        (".", "punct", "PUNCT"),
        ("FW", "amod", "X"),
    ],
)
def test_coarse_parts_of_speech(tag: str, dep: str, pos: str) -> None:
    assert coarse(tag, dep) == pos


@pytest.mark.parametrize(
    ("start", "end", "found"), [(0, 6, "Tarvik"), (3, 8, "Tarvik built"), (6, 7, ""), (7, 19, "built Osprey"), (90, 95, "")]
)
def test_tokens_of_a_stretch_of_text(start: int, end: int, found: str) -> None:
    made = tree("Tarvik built Osprey .")
    assert words(made, token_at(made, start, end)) == found


@pytest.mark.parametrize(
    ("text", "first", "last", "head"),
    [
        ("Osprey cost 9 dollars .", "9", "dollars", "dollars"),
        ("The Norwegian yard Tarvik grew .", "The", "Tarvik", "Tarvik"),
        ("Osprey , Fulmar and Petrel sank .", "Fulmar", "Petrel", "Fulmar"),
        ("Osprey sank . Its builder , Tarvik , grew .", "Its", "builder", "builder"),
    ],
)
def test_head_of_a_stretch(text: str, first: str, last: str, head: str) -> None:
    made = tree(text)
    assert made.text[head_of(made, range(token(made, first), token(made, last) + 1))] == head


def test_a_plural_taken_for_the_verb() -> None:
    made = repair(tree("Osprey downloads for Tarvik exceeded fares ."))
    verb, noun = token(made, "exceeded"), token(made, "downloads")
    assert (made.dep[verb], made.head[verb]) == ("ROOT", verb)
    assert (made.pos[noun], made.dep[noun], made.head[noun]) == ("NOUN", "nsubj", verb)
    assert made.dep[token(made, "Osprey")] == "compound"
    assert noun in made.children[verb]


def test_an_item_of_a_list_taken_for_an_apposition() -> None:
    made = repair(tree("Lind sold Tarvik 's Osprey , Brask 's Fulmar , and Petrel ."))
    assert words(made, made.conjuncts(token(made, "Osprey"))) == "Osprey Fulmar Petrel"


@pytest.mark.parametrize(
    "text", ["Tarvik built Osprey and Fulmar in Oslo .", "Tarvik , the maker of Osprey , grew .", "Tarvik designs and builds Osprey ."]
)
def test_sound_parses_are_left_alone(text: str) -> None:
    made = tree(text)
    assert repair(made) is made
    assert made == tree(text)
