"""The grammar of quantities: a table of expressions, the lexicon's own examples, and laws."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.extract import numerals
from kg.extract.quantities import Found, Grammar
from kg.lexicon import Unit
from kg.ontology import default_folder

UNITS = default_folder() / "lexicon" / "units.jsonl"
TABLE = Path(__file__).with_name("quantities.jsonl")
PLAIN = {
    "comparator": "=", "upper": None, "per": None, "counted": None, "hyphenated": False, "in_name": False, "share": False,
    "change": 0, "role": "", "period": None, "bare": False, "relative": False, "baseline": None,
}  # fmt: skip
"""What a row of the table leaves out."""


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def unit(row: dict[str, Any]) -> Unit:
    fields: dict[str, Any] = {"counter" if key == "not" else key: value for key, value in row.items()}
    frozen: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in fields.items()}
    return Unit(**frozen)


LINES = [unit(row) for row in rows(UNITS)]
CASES = rows(TABLE)
GRAMMAR = Grammar(LINES)


def described(found: Found) -> dict[str, Any]:
    """A find as the table writes it."""
    figure, base = found.figure, found.baseline
    old = base and {"value": str(base.figure.value), "unit": base.figure.unit} | ({"per": base.per} if base.per else {})
    return {
        "quote": figure.anchor.quote, "value": format_value(figure.value), "unit": figure.unit, "kind": found.kind,
        "comparator": figure.comparator, "upper": None if figure.upper is None else format_value(figure.upper), "per": found.per,
        "counted": found.counted and found.counted.quote, "hyphenated": found.hyphenated, "in_name": found.in_name,
        "share": found.share, "change": found.change, "role": found.role, "period": found.period, "bare": found.bare,
        "relative": found.relative, "baseline": old,
    }  # fmt: skip


def format_value(value: Decimal | str) -> str:
    return value if isinstance(value, str) else format(value, "f")


def everything(found: Found) -> list[Found]:
    return [found, *(everything(found.baseline) if found.baseline else [])]


def test_the_table_is_whole() -> None:
    assert len(CASES) >= 380
    assert sum(not case["finds"] for case in CASES) >= 75
    assert len({case["text"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["text"])[:50])
def test_expression(case: dict[str, Any]) -> None:
    finds = [described(found) for found in GRAMMAR.find(case["text"], case.get("anchor"))]
    assert finds == [PLAIN | expected for expected in case["finds"]]


@pytest.mark.parametrize("line", LINES, ids=lambda line: str(line.id))
def test_unit_line_reads_its_own_examples(line: Unit) -> None:
    assert line.examples
    assert line.counter
    for wanted in line.examples:
        finds = GRAMMAR.find(wanted["text"])
        given_by = [f for f in finds if line.id in f.lines and f.figure.value == Decimal(wanted["value"])]
        assert [(f.figure.unit, f.per) for f in given_by] == [(wanted["unit"], wanted.get("per", given_by[0].per if given_by else None))]
    for text in line.counter:
        assert not [found for found in GRAMMAR.find(text) if line.id in found.lines]


def test_ids_of_unit_lines_are_unique() -> None:
    assert len({line.id for line in LINES}) == len(LINES) >= 180


def test_surface_holds_the_words_that_belong_to_it() -> None:
    text = "They paid upwards of $18 per user per month, and just under a third of it at once."
    money, part = GRAMMAR.find(text)
    assert text[money.surface_start : money.surface_end] == "upwards of $18 per user per month"
    assert text[part.surface_start : part.surface_end] == "just under a third"


def test_old_value_carries_its_role_and_stands_outside_the_list() -> None:
    (price,) = GRAMMAR.find("It is $18 a month, down from $25.")
    assert price.baseline is not None
    assert (price.role, price.baseline.role, price.baseline.figure.anchor.quote) == ("", "old", "$25")


def test_a_grammar_without_units_still_reads_dates_and_counts() -> None:
    finds = Grammar([]).find("It had 40 editors in May 2024.")
    assert [found.figure.value for found in finds] == [Decimal(40), "2024-05"]


@pytest.mark.parametrize("anchor", ["", "soon", "2025-13-40", "0000", None])
def test_an_anchor_that_is_no_date_gives_no_relative_dates(anchor: str | None) -> None:
    assert GRAMMAR.find("It closed last month.", anchor) == []


WORDS = [
    "about", "more than", "between", "and", "from", "to", "down from", "$", "€", "US$", "3", "40", "5.6", "1,200", "2024", "million", "bn",
    "B", "%", "percent", "percentage points", "x", "times", "faster", "half", "a third", "one", "two", "dozen", "GPU hours", "tokens", "GB",
    "TB/s", "per", "month", "a", "/", "1M", "-", "–", ".", ",", "(", ")", "+", "~", "\n", "May", "20", "January", "Q3", "last year",
    "on Friday", "doubled", "halved", "ago", "years", "the", "Osprey-7B", "¥", "¹", "٣", "10^26", "3e25", "1e99", "kr",
]  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=120),
    st.lists(st.sampled_from(WORDS), max_size=24).map(" ".join),
    st.lists(st.sampled_from(WORDS), max_size=24).map("".join),
)


@settings(max_examples=400, deadline=None)
@given(TEXTS, st.sampled_from([None, "2025", "2025-03", "2025-03-31", "1000-01-01", "8999-12-31", "9999-12-31"]))
@example("from $5 to to from 8 down from $2/$3 per million input/output tokens", "2025-03-31")
def test_finds_quote_the_text_and_never_overlap(text: str, anchor: str | None) -> None:
    finds = GRAMMAR.find(text, anchor)
    end = 0
    for found in finds:
        assert end <= found.surface_start <= found.figure.anchor.start < found.figure.anchor.end <= found.surface_end <= len(text)
        end = found.surface_end
    for found in (each for top in finds for each in everything(top)):
        assert text[found.figure.anchor.start : found.figure.anchor.end] == found.figure.anchor.quote
        assert found.counted is None or text[found.counted.start : found.counted.end] == found.counted.quote
        assert isinstance(found.figure.value, str) == (found.figure.unit == "date")


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 10**6), st.integers(0, 3), st.sampled_from(["thousand", "million", "billion", "trillion"]))
def test_money_is_read_exactly_in_every_shape(cents: int, places: int, scale: str) -> None:
    amount = numerals.exact(Decimal(cents).scaleb(-places))
    value = amount * {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}[scale]
    for shape in ("${} {}", "USD {} {}", "US${}-{}", "{} {} dollars", "{} {} USD", "$ {}\u00a0{}"):
        (found,) = GRAMMAR.find(f"They spent {shape.format(format(amount, 'f'), scale)} there.")
        assert (found.figure.value, found.figure.unit, found.kind) == (value, "USD", "money")


@settings(max_examples=200, deadline=None)
@given(st.integers(1000, 10**12))
def test_commas_change_nothing(value: int) -> None:
    (found,) = GRAMMAR.find(f"It holds {value:,} records.")
    assert found.figure.value == value
    assert found.counted is not None
    assert found.counted.quote == "records"


@settings(max_examples=100, deadline=None)
@given(st.dates())
def test_dates_are_read_in_every_shape(day: Any) -> None:
    if not 1900 <= day.year < 2100:
        return
    for shape in (f"{day.day} {day:%B} {day.year}", f"{day:%B} {day.day}, {day.year}", day.isoformat()):
        (found,) = GRAMMAR.find(f"It opened on {shape}.")
        assert found.figure.value == day.isoformat()
