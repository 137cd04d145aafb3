"""Where names begin and end: runs of words written like names, and the lexicon's own wherever they stand."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shipyard import AFFIXES, NOUNS, sea

from kg.extract.names import (
    Gazetteer,
    Key,
    affix_votes,
    candidate_runs,
    key_of,
    known_spans,
    nouns_by_head,
    spans_of,
    unique_spans,
    words_of,
)
from kg.lexicon import Ignored, Noun

OFFICES = (*NOUNS, Noun("chief", "Sailor", ("ceo", "chief executive"), (), role=True))
GAZETTEER = Gazetteer.of(sea(nouns=OFFICES, ignored=(Ignored("days", ("Monday", "May", "AI", "GPS", "I")),)))

FOUND = [
    ("one word", "yesterday Tarvik grew", "Tarvik"),
    ("two words", "yesterday Tarvik Marine grew", "Tarvik Marine"),
    ("two people", "it hired Ada Lind and Bo Ravn", "Ada Lind; Bo Ravn"),
    ("a list", "it beat Tarvik, Brask and Hovland", "Tarvik; Brask; Hovland"),
    ("brackets", "it beat Tarvik (Brask) twice", "Tarvik; Brask"),
    ("a full stop", "so he sailed. Tarvik grew", "Tarvik"),
    ("particles", "it hired Ada de la Lind today", "Ada de la Lind"),
    ("one particle", "it hired Ludwig van Hoven today", "Ludwig van Hoven"),
    ("initials", "it hired J. R. Lind today", "J. R. Lind"),
    ("a title with a full stop", "it hired Dr. Ada Lind today", "Dr. Ada Lind"),
    ("an apostrophe inside", "it hired Ada O'Lind today", "Ada O'Lind"),
    ("a hyphen inside", "it hired Jean-Luc Ravn today", "Jean-Luc Ravn"),
    ("accents", "seen from São Tomé today", "São Tomé"),
    ("a corporate suffix", "it bought Hovland AG in May", "Hovland AG"),
    ("a suffix with a comma", "it bought Tarvik Marine, Inc. for a song", "Tarvik Marine, Inc"),
    ("two suffixes", "it bought Brask Co., Ltd. in May", "Brask Co., Ltd"),
    ("an ampersand", "it bought Brask & Sons in May", "Brask & Sons"),
    ("a possessive", "a ship in Tarvik's yard", "Tarvik"),
    ("a possessive plural", "by the Northern Lights' crew", "Northern Lights"),
    ("a participle behind", "the Oslo-based yard", "Oslo"),
    ("a backer before one", "the Tarvik-backed yard", "Tarvik"),
    ("a version", "it uses the Corvo 9 engine", "Corvo 9"),
    ("a version with a point", "it uses Corvo 2.5 now", "Corvo 2.5"),
    ("a version with a hyphen", "it uses the Corvo-9 engine", "Corvo-9"),
    ("a size", "it saw Osprey 70B sail", "Osprey 70B"),
    ("a count, not a version", "it uses Corvo 9 million times", "Corvo"),
    ("a time, not a version", "it sold Osprey 12 years ago", "Osprey"),
    ("a share, not a version", "it owns Osprey 12% less", "Osprey"),
    ("a year, not a version", "it sold Osprey 2024 ferries", "Osprey"),
    ("a year before", "in 2024 Osprey 3 sailed", "Osprey 3"),
    ("a number's own noun", "see page 12 of Osprey", "Osprey"),
    ("a small letter first", "it uses the xTar engine", "xTar"),
    ("a digit first", "it copied 3Com then", "3Com"),
    ("letters and digits", "the R2-D2 and MI300X engines", "R2-D2; MI300X"),
    ("a number with a unit", "the 70B engine", ""),
    ("an institution with of", "now the Institute of Sea Studies said", "Institute of Sea Studies"),
    ("an institution with the", "now the Institute of the North said", "Institute of the North"),
    ("an institution of two things", "now the Ministry of Trade and Fish said", "Ministry of Trade and Fish"),
    ("an office of", "now the Office of Sea Studies said", "Office of Sea Studies"),
    ("no institution", "now the Bank of Tarvik said", "Bank; Tarvik"),
    ("an office parts names", "then Tarvik CEO Ada Lind left", "Tarvik; Ada Lind"),
    ("an office of two words parts names", "then Tarvik Chief Engineer Ada Lind left", "Tarvik; Ada Lind"),
    ("an office in small letters", "then Tarvik captain Ada Lind left", "Tarvik; Ada Lind"),
    ("a nationality before a name", "then the Norwegian Osprey sailed", "Osprey"),
    ("a nationality alone", "then the Norwegian yard grew", ""),
    ("a nationality in an institution", "then the Norwegian Ministry of Fish said", "Norwegian Ministry of Fish"),
    ("ignored words", "an AI firm with GPS in May", ""),
    ("an abbreviation with points", "then the U.S. Navy sailed", "U.S. Navy"),
    ("two names that are known", "then the Aldous Petrel 3 engine failed", "Aldous; Petrel 3"),
    ("one name that is known whole", "then Aldous Marine Group grew", "Aldous Marine Group"),
    ("all capitals", "then TARVIK grew", "TARVIK"),
]

KNOWN = [
    ("as written", "from Gull Bay", "Gull Bay"),
    ("an alias", "from GB now", "GB"),
    ("hyphen for space", "the Petrel-3 engine", "Petrel-3"),
    ("plural of a version", "many Petrel 3s sank", "Petrel 3s"),
    ("the longest", "Aldous Marine Group grew", "Aldous Marine Group"),
    ("no part of a longer version", "the Petrel 3.5 engine", ""),
    ("not in small letters", "from gull bay", ""),
    ("small letters, where the lexicon has them", "they go tacking now", "tacking"),
    ("the same with a capital", "Tacking is new", "Tacking"),
    ("an everyday word in small letters", "a swift boat", ""),
    ("an adjective", "the Norwegian yard", "Norwegian"),
    ("a short name not in another spelling", "with gb left", ""),
    ("not across a comma", "from Gull, Bay", ""),
    ("not across a line", "from Gull\nBay", ""),
]


def names(text: str) -> str:
    runs = candidate_runs(text, 0, len(text), GAZETTEER)
    return "; ".join(span.surface for run in runs for span in spans_of(text, run, GAZETTEER))


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in FOUND], ids=[row[0] for row in FOUND])
def test_names_in_a_text(text: str, expected: str) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in KNOWN], ids=[row[0] for row in KNOWN])
def test_names_of_the_lexicon(text: str, expected: str) -> None:
    spans = known_spans(text, 0, len(text), GAZETTEER)
    assert "; ".join(span.surface for span in spans) == expected
    assert all(text[span.start : span.end] == span.surface and span.known for span in spans)


@pytest.mark.parametrize(
    ("surface", "key"),
    [
        ("Petrel-3", ("petrel", "3")),
        ("Petrel 3s", ("petrel", "3")),
        ("PETREL  3", ("petrel", "3")),
        ("The Petrel", ("petrel",)),
        ("The", ("the",)),
        ("U.S.", ("u", "s")),
        ("MI300Xs", ("mi300x",)),
        ("São", ("são",)),
        ("-", ()),
    ],
)
def test_spellings_of_one_name_have_one_key(surface: str, key: Key) -> None:
    assert key_of(surface) == key


@pytest.mark.parametrize(
    ("surface", "lines"),
    [
        ("Tarvik Marine", ["yards"]),
        ("Marine Tarvik", []),
        ("Marine", []),
        ("MS Osprey", ["ms"]),
        ("Osprey MS", []),
        ("Tarvik Institute", ["institute"]),
        ("Institute of Tarvik", ["institute"]),
        ("Office of Ships", ["office-of"]),
        ("Tarvik, Yards", ["yards"]),
        ("TARVIK MARINE", ["yards"]),
    ],
)
def test_words_inside_a_name_vote(surface: str, lines: list[str]) -> None:
    assert [affix.id for affix in affix_votes(surface, GAZETTEER)] == lines
    assert {affix.id for affix in AFFIXES} >= set(lines)


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("so the Norwegian government said", "Norwegian government"),
        ("so the Norwegian yard said", None),
        ("so the Norwegian government-backed yard said", None),
    ],
)
def test_a_nationality_and_its_one_institution(text: str, surface: str | None) -> None:
    known = known_spans(text, 0, len(text), GAZETTEER)
    assert [span.surface for span in unique_spans(text, known, len(text), GAZETTEER)] == ([surface] if surface else [])


def test_the_longest_noun_phrase_is_tried_first() -> None:
    assert [words for words, _ in nouns_by_head(NOUNS)["ship"]] == [("cargo", "ship"), ("ship",)]


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["Tarvik", "de", "9", "Inc.", "&", "and", "the", "Ada", "captain", ",", ".", "'s", "Norwegian", "\n", "of"]))
)
def test_names_stand_in_the_text_in_order(words: list[str]) -> None:
    text = " ".join(words)
    spans = [span for run in candidate_runs(text, 0, len(text), GAZETTEER) for span in spans_of(text, run, GAZETTEER)]
    assert all(text[span.start : span.end] == span.surface and span.key for span in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(re.search(r"[A-Z]", span.surface) and "\n" not in span.surface for span in spans)


@settings(deadline=None)
@given(st.text(alphabet="aBC9.-' ,\n", max_size=30))
def test_words_cover_no_blank(text: str) -> None:
    words = words_of(text, 0, len(text))
    assert all(text[w.start : w.end] == w.text and w.text == w.text.strip() for w in words)
