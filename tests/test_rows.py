"""The rows of claims.jsonl."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import claim, document, extraction, figure, mention

from kg.model import Comparator, claim_id
from kg.publish.rows import lines, rows

TEXT = "Zephyrine Systems (ZS) built Quill-2 for $3 million to $4 million in May 2024, Ines Okafor said. It has 0.5 parts."
DOC = document(TEXT, "sub/a.txt")
MAKER = mention(DOC, "Zephyrine Systems", "Company", known="Zephyrine")
MODEL = mention(DOC, "Quill-2", "Model")


def of(*claims: Any, mentions: Any = ()) -> list[dict[str, Any]]:
    return list(rows([extraction(DOC, mentions, claims)]))


def test_entities_carry_their_other_names() -> None:
    short = mention(DOC, "ZS", "Company", "Zephyrine Systems")
    pronoun = mention(DOC, "It", "Company", "Zephyrine Systems", kind="pronoun")
    assert of(mentions=[MAKER, short, pronoun]) == [
        {"kind": "entity", "doc": "sub/a.txt", "name": "Zephyrine Systems", "type": "Company", "aliases": ["Zephyrine", "ZS"]}
    ]


def test_relation() -> None:
    made = claim(DOC, MAKER, "developed", MODEL, speaker=mention(DOC, "Ines Okafor", "Person"), modality="reported", role="maker")
    row = of(made)[-1]
    assert row == {
        "kind": "relation",
        "doc": "sub/a.txt",
        "s": "Zephyrine Systems",
        "p": "developed",
        "o": "Quill-2",
        "s_aliases": ["Zephyrine"],
        "o_aliases": [],
        "sType": "Company",
        "oType": "Model",
        "evidence": made.sentence.quote,
        "start": 0,
        "end": len(made.sentence.quote),
        "subject": [0, 17],
        "object": [29, 36],
        "scope": "sentence",
        "modality": "reported",
        "negated": False,
        "attributedTo": "Ines Okafor",
        "speaker": None,
        "ended": False,
        "planned": False,
        "rule": "made",
        "confidence": 0.9,
        "role": "maker",
        "claim": claim_id("sub/a.txt", made),
    }


def test_an_unnamed_speaker_is_words() -> None:
    row = of(claim(DOC, MAKER, "developed", MODEL, speaker="two people"))[-1]
    assert (row["attributedTo"], row["speaker"]) == (None, "two people")


VALUES = [
    (Decimal("3000000"), "=", None, [(3000000, "=")]),
    (Decimal("3E+6"), ">", None, [(3000000, ">")]),
    (Decimal("0.50"), "≈", None, [(0.5, "≈")]),
    (Decimal("-0.14"), "=", None, [(-0.14, "=")]),
    (Decimal(3), "=", Decimal("4.5"), [(3, "≥"), (4.5, "≤")]),
    ("2024-05", "=", None, [("2024-05", "=")]),
]


@pytest.mark.parametrize(("value", "comparator", "upper", "expected"), VALUES)
def test_values(value: Decimal | str, comparator: Comparator, upper: Decimal | None, expected: list[tuple[Any, str]]) -> None:
    unit = "date" if isinstance(value, str) else "USD"
    cost = figure(DOC, "$3 million to $4 million", value, unit, comparator, upper)
    found = [(row["value"], row["comparator"]) for row in of(claim(DOC, MODEL, "trainingCost", cost)) if row["kind"] == "figure"]
    assert found == expected
    assert [type(v) for v, _ in found] == [type(v) for v, _ in expected]


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9))
def test_numbers_of_up_to_fifteen_digits_keep_them_in_json(value: Decimal) -> None:
    row = of(claim(DOC, MODEL, "trainingCost", figure(DOC, "$3 million", value)))[-1]
    assert Decimal(json.dumps(row["value"])) == value


def test_lines_are_json_and_keep_letters() -> None:
    doc = document("Zoë’s firm.", "b.txt")
    [line] = lines([extraction(doc, [mention(doc, "Zoë’s", "Company")])])
    assert line.endswith("}\n")
    assert "Zoë’s" in line
    assert json.loads(line)["name"] == "Zoë’s"
