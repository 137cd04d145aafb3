"""Extractions on disk: what is read back is what was written."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from making import claim, document, extraction, figure, mention

from kg.model import Anchor, Claim, Document, Extraction, Figure, Mention
from kg.spool import Spool, from_line, to_line

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
MAYBE = st.none() | TEXT
ANCHORS = st.builds(Anchor, st.integers(0, 20), st.integers(0, 20), TEXT)
MENTIONS = st.builds(Mention, TEXT, TEXT, ANCHORS, st.sampled_from(["name", "pronoun", "nominal"]), TEXT, MAYBE)
VALUES = st.decimals(allow_nan=False, allow_infinity=False) | TEXT
COMPARATORS = st.sampled_from(["=", "≈", "<", "≤", ">", "≥"])
FIGURES = st.builds(Figure, VALUES, TEXT, ANCHORS, COMPARATORS, st.none() | VALUES)
CLAIMS = st.builds(
    Claim,
    MENTIONS,
    TEXT,
    MENTIONS | FIGURES,
    ANCHORS,
    TEXT,
    st.floats(0, 1),
    st.sampled_from(["sentence", "document"]),
    st.sampled_from(["asserted", "reported", "hedged", "hypothetical", "question"]),
    st.booleans(),
    st.none() | TEXT | MENTIONS,
    st.booleans(),
    st.booleans(),
    *[MAYBE] * 6,
)
DOCUMENTS = st.builds(Document, TEXT, TEXT, TEXT, MAYBE, MAYBE, MAYBE, MAYBE, MAYBE, TEXT)
EXTRACTIONS = st.builds(
    Extraction,
    DOCUMENTS,
    st.lists(MENTIONS, max_size=3).map(tuple),
    st.lists(CLAIMS, max_size=3).map(tuple),
    st.lists(FIGURES, max_size=2).map(tuple),
    st.integers(0, 10**9),
)


def example(name: str = "a.txt") -> Extraction:
    doc = document("Zephyrine built Quill-2 for about $3.10 million in 2024, Okafor said.", name)
    maker, model = mention(doc, "Zephyrine", "Company"), mention(doc, "Quill-2", "Model")
    cost = figure(doc, "$3.10 million", Decimal("3100000.00"), "USD", "≈")
    said = claim(doc, model, "trainingCost", cost, speaker=mention(doc, "Okafor", "Person"), modality="reported")
    return extraction(doc, [], [claim(doc, maker, "developed", model), said], [figure(doc, "2024", "2024", "date")])


@given(EXTRACTIONS)
def test_a_line_gives_back_what_was_written(value: Extraction) -> None:
    line = to_line(value)
    assert "\n" not in line
    assert from_line(line) == value
    assert to_line(from_line(line)) == line


def test_decimals_keep_their_digits_and_dates_stay_dates() -> None:
    found = from_line(to_line(example()))
    end = found.claims[1].object
    assert isinstance(end, Figure)
    assert str(end.value) == "3100000.00"
    assert found.unassigned[0].value == "2024"


def test_quotes_are_not_written_twice() -> None:
    assert to_line(example()).count("Okafor said.") == 1


def test_a_spool_can_be_read_again_and_again(tmp_path: Path) -> None:
    values = [example("a.txt"), example("b.txt")]
    spool = Spool.write(tmp_path / "x.jsonl", iter(values))
    assert list(spool) == values
    assert list(spool) == values
    assert list(Spool(tmp_path / "x.jsonl")) == values


def test_writing_takes_one_extraction_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    seen: list[int] = []

    def source() -> Iterator[Extraction]:
        for n in range(200):
            seen.append(path.stat().st_size)
            yield example(f"{n}.txt")

    Spool.write(path, source())
    assert seen[-1] > seen[0]
