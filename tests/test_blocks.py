"""From text to blocks: paragraphs, headings, list items, furniture, and what stands under what."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.blocks import Lines, in_title_case, is_heading, lead_of, plain, split_blocks
from kg.lexicon import Furniture

LINES = Lines.of(
    (
        Furniture("share", r"^Share this|^Photo:", (), ()),
        Furniture("dateline", r"^(?P<name>[A-Z]\w+), \d+ May — (?P<rest>.+)", (), (), cls="Place"),
    )
)

WRAPPED = """\
Tarvik of Oslo, which has built ferries for nine long years, also
builds tugs and barges for the Norwegian coast and for all others
who can pay, in euros or in dollars or in some other currency that
the bank of the yard takes, which is to say in all of them but one
that nobody has seen on the coast since the yard opened in the old
harbour."""
WRAPPED_LINE = "Tarvik, which has built ferries for nine years, also\nbuilds tugs."

SPLIT = [
    ("nothing", "", []),
    ("blanks", "  \n \t\n", []),
    ("one line", "Tarvik built Osprey. It grew.", ["prose Tarvik built Osprey. It grew."]),
    ("two lines", "Tarvik builds ferries.\nBrask does not.", ["prose Tarvik builds ferries.", "prose Brask does not."]),
    ("paragraphs", "Tarvik grew.\n\n\n\nBrask sank.\n", ["prose Tarvik grew.", "prose Brask sank."]),
    ("a heading", "Osprey sails\n\nTarvik built it.", ["heading Osprey sails", "prose Tarvik built it. < Osprey sails"]),
    ("a list", "Osprey\n- built by Tarvik\n- a ferry", ["heading Osprey", "item built by Tarvik < Osprey", "item a ferry < Osprey"]),
    ("bullets", "• Tarvik grew", ["item Tarvik grew"]),
    ("numbers", "1. Tarvik grew.\n2) Brask sank.", ["item Tarvik grew.", "item Brask sank."]),
    ("letters", "(a) first\n(b) second", ["item first", "item second"]),
    ("a numbered heading", "1. How Tarvik Grew\nIt built ferries.", ["heading How Tarvik Grew", "prose It built ferries."]),
    ("a specification", "Osprey\nSpeed: 9 knots\nMass: 9 t", ["heading Osprey", "item Speed: 9 knots < Osprey", "item Mass: 9 t < Osprey"]),
    ("a list after a lead", "They are:\n- Tarvik\n- Brask", ["prose They are:", "item Tarvik", "item Brask"]),
    ("a label in capitals", "Osprey\nAT A GLANCE\n- a ferry", ["heading Osprey", "heading AT A GLANCE", "item a ferry < Osprey"]),
    ("furniture", "Share this\nTarvik grew.", ["furniture Share this", "prose Tarvik grew."]),
    ("furniture before prose", "OSLO, 9 May — Tarvik grew.", ["furniture OSLO, 9 May —", "prose Tarvik grew."]),
    ("a wrapped line", WRAPPED_LINE, [f"prose {WRAPPED_LINE}"]),
    ("wrapped text", WRAPPED, [f"prose {WRAPPED}"]),
]  # fmt: skip


def shown(text: str) -> list[str]:
    """ "item a ferry < Osprey": kind, text, and the heading above."""
    headings = {b.start: text[b.start : b.end] for b in split_blocks(text, LINES)}
    rows = []
    for b in split_blocks(text, LINES):
        above = f" < {headings[b.topic]}" if b.topic is not None else ""
        rows.append(f"{b.kind} {text[b.start : b.end].strip()}{above}")
    return rows


@pytest.mark.parametrize(("text", "blocks"), [row[1:] for row in SPLIT], ids=[row[0] for row in SPLIT])
def test_blocks(text: str, blocks: list[str]) -> None:
    assert shown(text) == blocks


def test_furniture_names_who_and_where() -> None:
    assert list(LINES.named("Oslo, 9 May — Tarvik grew.")) == [(0, 4, "Place", "dateline")]
    assert list(LINES.named("Share this")) == []


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["Tarvik", "grew", ".", "\n", "\n\n", "- ", "1. ", ":", "Speed: 9", " ", "Share this", "AT A GLANCE", "’"]),
        max_size=30,
    )
)
def test_blocks_stand_apart_and_in_order(pieces: list[str]) -> None:
    text = "".join(pieces)
    blocks = split_blocks(text, LINES)
    assert all(text[b.start : b.end].strip() for b in blocks)
    assert all(a.end <= b.start for a, b in pairwise(blocks))
    starts = {b.start for b in blocks if b.kind == "heading"}
    assert all(b.topic is None or (b.topic in starts and b.topic < b.start) for b in blocks)


@settings(deadline=None)
@given(st.text(alphabet="a’‘“”\u00a0\u202f\t\n‑- —", max_size=40))
def test_plain_text_keeps_its_offsets(text: str) -> None:
    assert len(plain(text)) == len(text)
    assert set(plain(text)) <= set("a'\" -—\n")


@pytest.mark.parametrize(
    ("line", "lead"),
    [("Lower Fares: the ferry", 13), ("Lower fares: the ferry", 0), ("Osprey: 9 knots", 8), ("It is so. Osprey: 9", 0), ("At 9:30", 0)],
)
def test_lead_ins(line: str, lead: int) -> None:
    assert lead_of(line) == lead


@pytest.mark.parametrize(
    ("line", "titled"),
    [
        ("The Price Of Osprey", True),
        ("The price of Osprey", False),
        ("Osprey", False),
        ("Tarvik Has Grown Since May", True),
        ("Tarvik was Grown Here", False),
    ],
)
def test_title_case(line: str, titled: bool) -> None:
    assert in_title_case(line) is titled


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("Tarvik grows", True),
        ("Tarvik grows.", False),
        ("Who leads?", False),
        ("Speed: 9 knots", False),
        ("It grew. Then more", False),
        ("a " * 17, False),
    ],
)
def test_headings(line: str, heading: bool) -> None:
    assert is_heading(line) is heading
