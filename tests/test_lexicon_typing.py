"""The lexicon lines that say what a name is a name of: every line against its own examples and counter-examples."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.lexicon import FILES, Affix, Label, Noun, Pronoun, Shape
from kg.lexicon_reader import decode
from kg.ontology import default_folder

LINES = {"affixes": 56, "nouns": 43, "pronouns": 5, "labels": 32, "shapes": 50}
"""How many lines each file holds: a line that is lost, or not collected, fails here."""
ONTONOTES = {"PERSON", "NORP", "FAC", "ORG", "GPE", "LOC", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW"}
"""The entity labels of the model that may be names; the others are dates and amounts."""
UNLABELLED = "NAME"
"""Stands for the label of what is written like a name and has none of the model's."""


def lines(stem: str) -> list[Any]:
    """The decoded lines of one lexicon file; a faulty line fails the collection with its number."""
    raw = (default_folder() / "lexicon" / f"{stem}.jsonl").read_text(encoding="utf-8").splitlines()
    decoded = [decode(text, FILES[stem]) for text in raw]
    assert [(number, faults) for number, (_, faults) in enumerate(decoded, start=1) if faults] == []
    return [line for line, _ in decoded]


SHAPES: list[Shape] = lines("shapes")
AFFIXES: list[Affix] = lines("affixes")
NOUNS: list[Noun] = lines("nouns")
PRONOUNS: list[Pronoun] = lines("pronouns")
LABELS: list[Label] = lines("labels")


def holds(affix: Affix, name: str) -> bool:
    """Whether the name has one of the affix's words in its place, and more than that word; case does not count."""
    folded = name.casefold()
    for word in (each.casefold() for each in affix.words):
        place = {"first": folded.startswith(word + " "), "last": folded.endswith(" " + word), "any": f" {word} " in f" {folded} "}
        if folded != word and place[affix.where]:
            return True
    return False


@pytest.mark.parametrize(("stem", "count"), LINES.items())
def test_number_of_lines(stem: str, count: int) -> None:
    assert len(lines(stem)) == count


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.id)
def test_shape(shape: Shape) -> None:
    assert len(shape.examples) >= 3
    assert len(shape.counter) >= 1
    assert [text for text in shape.examples if not re.fullmatch(shape.pattern, text)] == []
    assert [text for text in shape.counter if re.fullmatch(shape.pattern, text)] == []


@given(st.from_regex(r"[a-z]{2,12}( [a-z]{2,12}){0,3}", fullmatch=True))
def test_no_shape_takes_plain_words(text: str) -> None:
    assert [shape.id for shape in SHAPES if re.fullmatch(shape.pattern, text)] == []


@pytest.mark.parametrize("affix", AFFIXES, ids=lambda affix: affix.id)
def test_affix(affix: Affix) -> None:
    assert [name for name in affix.examples if not holds(affix, name)] == []
    assert [name for name in affix.counter if holds(affix, name)] == []
    assert repeated(word.casefold() for word in affix.words) == []


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.id)
def test_noun(noun: Noun) -> None:
    word = re.compile(rf"\b(?:{'|'.join(map(re.escape, noun.nouns))})s?\b", re.IGNORECASE)
    assert len(noun.examples) >= 2
    assert [text for text in noun.examples if not word.search(text)] == []
    assert [text for text in noun.nouns if text != text.lower()] == []
    assert repeated(noun.nouns) == []


def test_offices_are_held_by_those_whom_he_and_she_stand_for() -> None:
    people = {cls for line in PRONOUNS if "she" in line.words for cls in line.classes}
    assert people
    assert {noun.cls for noun in NOUNS if noun.role} <= people


def test_a_noun_is_of_one_class_or_weak() -> None:
    """A noun that votes for two classes may type nothing by itself."""
    votes = Counter(word for noun in NOUNS for word in set(noun.nouns))
    assert [noun.id for noun in NOUNS for word in noun.nouns if votes[word] > 1 and noun.weight >= 2] == []


def test_a_pronoun_stands_in_one_line() -> None:
    assert repeated(word for line in PRONOUNS for word in line.words) == []


def test_labels_are_those_of_the_model() -> None:
    assert {line.label for line in LABELS} == ONTONOTES | {UNLABELLED}


def test_a_label_votes_once_for_a_class_in_one_place() -> None:
    """Lines of one label and class are about names of other lengths, or behind other prepositions."""
    assert [line for line in LABELS if not 1 <= line.least <= line.most] == []
    places = [(line.label, line.cls, line.after, size) for line in LABELS for size in range(line.least, line.most + 1)]
    assert repeated(places) == []


def repeated(items: Any) -> list[Any]:
    return [item for item, count in Counter(items).items() if count > 1]
