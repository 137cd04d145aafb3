"""What the parser is shown: stand-ins for names and nouns that it does not know, at the document's own offsets."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shipyard import NOUNS, sea

from kg.extract.masking import COMMON, NAME, PLURAL, Piece, Scan, familiar, hard_names, is_hard, pieces, plural
from kg.extract.names import Gazetteer
from kg.lexicon import Name

GAZETTEER = Gazetteer.of(sea())
FAMILIAR = familiar(NOUNS)

SHOWN = [
    ("letters and digits", "They use R2-D2 now .", f"They use {NAME} now ."),
    ("a version", "They use Corvo 9 now .", f"They use {NAME} now ."),
    ("a capital inside", "They use iShip now .", f"They use {NAME} now ."),
    ("a plural", "They use Corvo 9s now .", f"They use {PLURAL} now ."),
    ("a known name of two words", "They left Gull Bay now .", f"They left {NAME} now ."),
    ("a known version", "They use Petrel 3 now .", f"They use {NAME} now ."),
    ("a plain name", "They use Osprey now .", "They use Osprey now ."),
    ("a known name of one word", "They left Oslo now .", "They left Oslo now ."),
    ("an acronym", "They use GPS now .", "They use GPS now ."),
    ("a nationality", "They like Norwegian ships .", "They like Norwegian ships ."),
    ("two names", "Then R2-D2 met Corvo 9 .", f"Then {NAME} met {NAME} ."),
    ("a noun unknown to the parser", "The hydrofoil sank .", "The ferry sank ."),
    ("its plural", "All hydrofoils sank .", "All ferries sank ."),
    ("its capital", "Outfitters grew .", "Yards grew ."),
]


def tokens(text: str) -> list[tuple[int, int, str, bool]]:
    return [(m.start(), m.end(), m.group(), text[m.end() : m.end() + 1] == " ") for m in re.finditer(r"\S+", text)]


def shown(text: str, gazetteer: Gazetteer = GAZETTEER) -> list[Piece]:
    scan = Scan.of(text, 0, len(text), gazetteer)
    return pieces(tokens(text), hard_names(text, 0, len(text), scan, gazetteer), FAMILIAR)


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in SHOWN], ids=[row[0] for row in SHOWN])
def test_what_the_parser_sees(text: str, expected: str) -> None:
    made = shown(text)
    assert " ".join(p.shown for p in made) == expected


def test_a_stand_in_keeps_place_and_lemma() -> None:
    text = "The hydrofoils of Gull Bay sank ."
    made = shown(text)
    assert [(text[p.start : p.end], p.shown, p.lemma, p.masked) for p in made if p.shown not in text] == [
        ("hydrofoils", "ferries", "hydrofoil", False),
        ("Gull Bay", NAME, None, True),
    ]


def test_a_name_in_small_letters_is_shown_as_a_common_noun() -> None:
    ontology = sea(names=(Name("mixed-flow steering", "Engine"),))
    text = "They like mixed-flow steering now ."
    made = shown(text, Gazetteer.of(ontology))
    assert [p.shown for p in made] == ["They", "like", COMMON, "now", "."]


def test_a_name_that_cuts_a_token_is_left_alone() -> None:
    text = "They use Corvo 9-like ships ."
    made = shown(text)
    assert [p.shown for p in made] == text.split()


@pytest.mark.parametrize(
    ("surface", "hard"),
    [
        ("Corvo-9", True),
        ("iShip", True),
        ("Jean-Luc", True),
        ("Osprey", False),
        ("GPS", False),
        ("U.S.", False),
        ("Ada Lind", False),
        ("MI300X", True),
    ],
)
def test_hard_names(surface: str, hard: bool) -> None:
    assert is_hard(surface) is hard


@pytest.mark.parametrize(
    ("noun", "many"), [("yard", "yards"), ("ferry", "ferries"), ("boy", "boys"), ("bus", "buses"), ("box", "boxes"), ("bench", "benches")]
)
def test_plurals(noun: str, many: str) -> None:
    assert plural(noun) == many


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["Osprey", "Corvo 9", "R2-D2", "hydrofoil", "the", ",", "Gull Bay", "tacking", "Petrel 3s", "Norwegian"]),
        max_size=12,
    )
)
def test_pieces_keep_every_character(words: list[str]) -> None:
    """Blanks apart, the pieces' stretches are the text's, in order and without overlap."""
    text = " ".join(words)
    made = shown(text)
    assert "".join(text[p.start : p.end] for p in made).replace(" ", "") == text.replace(" ", "")
    assert all(a.end <= b.start for a, b in pairwise(made))
