"""Claims side by side: agreement within rounding, tension, contradiction."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import making
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.conflict import find_conflicts
from kg.model import Conflict, Extraction, claim_id
from kg.resolve import resolve

ONTOLOGY = making.ontology()
QUILL = ("Quill-2", "Model")
ZEPHYRINE = ("Zephyrine", "Company")

MILLION = 1_000_000


def conflicts(*pages: Extraction) -> tuple[Conflict, ...]:
    return find_conflicts(pages, resolve(pages, ONTOLOGY), ONTOLOGY)


def cost(name: str, surface: str, value: Any, *more: Any, predicate: str = "trainingCost", unit: str = "USD", **fields: Any) -> Extraction:
    """A document that gives one figure of one model, in a sentence of its own."""
    page = making.page(name, (QUILL, predicate, (surface, value, unit, *more), fields), ((f"By {name}", "Person"),))
    return page


PAIRS = [
    ("equal", ("$5.6 million", 5.6), ("US$5.6m", 5.6), "agreement"),
    ("near", ("$5.6 million", 5.6), ("$5.5 million", 5.5), "agreement"),
    ("rounded by the coarser one", ("$3.4 million", 3.4), ("$3 million", 3), "agreement"),
    ("bound and value", ("over $100 million", 100, ">"), ("$100 million", 100), "agreement"),
    ("value above its bound", ("at least $24 million", 24, "≥"), ("$27 million", 27), "agreement"),
    ("two bounds", ("over $30 million", 30, ">"), ("over $31 million", 31, ">"), "agreement"),
    ("approximately", ("about $15 million", 15, "≈"), ("$15.6 million", 15.6), "agreement"),
    ("in a range", ("$80 to 90 million", 80, "=", 90), ("$84.5 million", 84.5), "agreement"),
    ("far bound", ("under $700 million", 700, "<"), ("$4 million", 4), None),
    ("apart", ("$5.6 million", 5.6), ("$9.2 million", 9.2), "contradiction"),
    ("about, but apart", ("about $3.1 million", 3.1, "≈"), ("$3.4 million", 3.4), "contradiction"),
    ("above and below", ("at least $60 million", 60, "≥"), ("under $5.5 million", 5.5, "<"), "contradiction"),
    ("outside a range", ("$80 to 90 million", 80, "=", 90), ("$120 million", 120), "contradiction"),
]


def quantity(surface: str, value: float, comparator: str = "=", upper: float | None = None) -> tuple[Any, ...]:
    scaled = [surface, Decimal(str(value)) * MILLION, comparator]
    return (*scaled, Decimal(upper) * MILLION) if upper is not None else tuple(scaled)


@pytest.mark.parametrize(("case", "one", "other", "verdict"), PAIRS, ids=[case[0] for case in PAIRS])
def test_two_documents(case: str, one: tuple[Any, ...], other: tuple[Any, ...], verdict: str | None) -> None:
    pages = [
        making.page(name, (QUILL, "trainingCost", (text, value, "USD", *rest)), (("Ada " + name, "Person"),))
        for name, (text, value, *rest) in (("a.txt", quantity(*one)), ("b.txt", quantity(*other)))
    ]
    found = conflicts(*pages)
    assert [conflict.verdict for conflict in found] == ([verdict] if verdict else [])
    for conflict in found:
        assert conflict.entity == "model/quill-2"
        assert conflict.claims == tuple(sorted(claim_id(page.document.name, claim) for page in pages for claim in page.claims))
        assert "a.txt" in conflict.why
        assert "b.txt" in conflict.why


def test_why_names_numbers_documents_and_distance() -> None:
    found = conflicts(
        cost("a.txt", "$5.6 million", 5_600_000),
        cost("b.txt", "some $5.6 million", 5_600_000),
        cost("c.txt", "$5.5 million", 5_500_000, speaker="two engineers"),
    )
    assert [c.why for c in found] == ["US$5.5 million (c.txt, says two engineers) and US$5.6 million (a.txt, b.txt): 1.8 % apart"]


SOFTENED = [
    ({"modality": "hedged"}, "tension"),
    ({"planned": True}, "tension"),
    ({"modality": "reported"}, "contradiction"),
    ({"modality": "hypothetical"}, None),
    ({"modality": "question"}, None),
    ({"per": "run"}, None),
    ({"on": "Tidewater"}, None),
    ({"date": "2023"}, None),
]


@pytest.mark.parametrize(("fields", "verdict"), SOFTENED, ids=[str(case[0]) for case in SOFTENED])
def test_stance_and_setting(fields: dict[str, Any], verdict: str | None) -> None:
    found = conflicts(cost("a.txt", "$5 million", 5_000_000), cost("b.txt", "$9 million", 9_000_000, **fields))
    assert [conflict.verdict for conflict in found] == ([verdict] if verdict else [])


def test_different_baselines_are_different_measures() -> None:
    one = cost("a.txt", "40 %", 40, predicate="growth", unit="%", baseline="Quill-1")
    assert conflicts(one, cost("b.txt", "60 %", 60, predicate="growth", unit="%", baseline="Brindle")) == ()
    assert [c.verdict for c in conflicts(one, cost("b.txt", "60 %", 60, predicate="growth", unit="%"))] == ["tension"]


def test_a_property_that_changes_is_a_tension_at_most() -> None:
    pages = cost("a.txt", "$1 million", MILLION, predicate="investment"), cost("b.txt", "$9 million", 9 * MILLION, predicate="investment")
    assert [c.verdict for c in conflicts(*pages)] == ["tension"]


def test_one_text_does_not_contradict_itself_unless_others_speak_in_it() -> None:
    def page(**fields: Any) -> Extraction:
        costs = [("$5 million", 5 * MILLION, "USD"), ("$9 million", 9 * MILLION, "USD")]
        return making.page("a.txt", (QUILL, "trainingCost", costs[0]), (QUILL, "trainingCost", costs[1], fields))

    assert conflicts(page()) == ()
    assert [c.verdict for c in conflicts(page(speaker="a rival"))] == ["contradiction"]


def test_a_second_figure_of_a_text_that_agrees_otherwise_is_no_conflict() -> None:
    both = making.page(
        "a.txt", (QUILL, "trainingCost", ("$5 million", 5 * MILLION, "USD")), (QUILL, "trainingCost", ("$40 million", 40 * MILLION, "USD"))
    )
    found = conflicts(both, cost("b.txt", "US$5m", 5 * MILLION))
    assert [(c.verdict, c.why) for c in found] == [("agreement", "US$5 million (a.txt, b.txt)")]


def test_copies_are_one_source() -> None:
    fact = (QUILL, "trainingCost", ("$5.6 million", 5_600_000, "USD"))
    assert conflicts(making.page("a.txt", fact), making.page("b.txt", fact)) == ()


def test_a_figure_denied() -> None:
    found = conflicts(cost("a.txt", "$3.1 million", 3_100_000), cost("b.txt", "$3.1 million", 3_100_000, negated=True))
    assert [c.verdict for c in found] == ["contradiction"]
    assert found[0].why == "US$3.1 million (a.txt) and not US$3.1 million (b.txt)"
    assert conflicts(cost("a.txt", "$31 million", 31 * MILLION), cost("b.txt", "$13 million", 13 * MILLION, negated=True)) == ()


DATES = [
    (("2024", "2024-11"), "agreement"),
    (("2024-11", "2024-11-05"), "agreement"),
    (("2026", "2027"), "contradiction"),
    (("2024-11", "2024-12"), "contradiction"),
]


@pytest.mark.parametrize(("dates", "verdict"), DATES, ids=[str(case[0]) for case in DATES])
def test_dates(dates: tuple[str, str], verdict: str) -> None:
    found = conflicts(*(cost(f"{value}.txt", value, value, predicate="releaseDate", unit="date") for value in dates))
    assert [c.verdict for c in found] == [verdict]


def test_a_fall_is_bounded_by_its_magnitude() -> None:
    fell = cost("a.txt", "fell over 10 %", -10, ">", predicate="growth", unit="%")
    assert [c.verdict for c in conflicts(fell, cost("b.txt", "-11 %", -11, predicate="growth", unit="%"))] == ["agreement"]
    assert [c.verdict for c in conflicts(fell, cost("b.txt", "-8 %", -8, predicate="growth", unit="%"))] == ["tension"]


def test_relation_affirmed_and_denied() -> None:
    said = making.page("a.txt", (ZEPHYRINE, "developed", QUILL))
    denied = making.page("b.txt", (ZEPHYRINE, "developed", QUILL, {"negated": True, "speaker": "its founder"}))
    found = conflicts(said, denied)
    assert [(c.verdict, c.entity, c.predicate) for c in found] == [("contradiction", "company/zephyrine", "developed")]
    assert found[0].why == "Quill-2: affirmed by a.txt and denied by b.txt, says its founder"
    asked = making.page("b.txt", (ZEPHYRINE, "developed", QUILL, {"negated": True, "modality": "question"}))
    assert conflicts(said, asked) == ()


def test_symmetric_relation_meets_its_denial_the_other_way_round() -> None:
    brindle = ("Brindle", "Company")
    said = making.page("a.txt", (ZEPHYRINE, "competesWith", brindle))
    assert len(conflicts(said, making.page("b.txt", (brindle, "competesWith", ZEPHYRINE, {"negated": True})))) == 1


def test_functional_relation_with_two_objects() -> None:
    one = making.page("a.txt", (ZEPHYRINE, "headquarteredIn", ("Aarhus", "Place")))
    other = making.page("b.txt", (ZEPHYRINE, "headquarteredIn", ("Bergen", "Place")))
    assert [(c.verdict, c.why) for c in conflicts(one, other)] == [("contradiction", "Aarhus (a.txt) and Bergen (b.txt)")]
    assert (
        conflicts(
            making.page("a.txt", (ZEPHYRINE, "developed", QUILL)), making.page("b.txt", (ZEPHYRINE, "developed", ("Quill-3", "Model")))
        )
        == ()
    )


AMOUNT = st.tuples(st.integers(1, 40), st.sampled_from(["=", "≈", "<", "≤", ">", "≥"]))
TOLD = st.tuples(AMOUNT, st.booleans(), st.sampled_from(["asserted", "reported", "hedged", "question"]), st.sampled_from([None, "a rival"]))


@given(st.lists(TOLD, min_size=2, max_size=7), st.randoms(use_true_random=False))
def test_order_of_documents_does_not_matter(told: list[Any], random: Any) -> None:
    pages = [
        cost(f"{i}.txt", f"${value} million", value * MILLION, comparator, negated=negated, modality=modality, speaker=speaker)
        for i, ((value, comparator), negated, modality, speaker) in enumerate(told)
    ]
    found = conflicts(*pages)
    shuffled = list(pages)
    random.shuffle(shuffled)
    assert conflicts(*shuffled) == found
    known = {claim_id(page.document.name, claim) for page in pages for claim in page.claims}
    for conflict in found:
        assert set(conflict.claims) <= known
        assert len(conflict.claims) > 1


@given(st.integers(1, 10**15), st.integers(0, 6))
def test_a_figure_agrees_with_itself(value: int, places: int) -> None:
    exact = Decimal(value).scaleb(-places)
    found = conflicts(cost("a.txt", f"${exact}", exact), cost("b.txt", f"USD {exact}", exact))
    assert [c.verdict for c in found] == ["agreement"]
    assert "apart" not in found[0].why
