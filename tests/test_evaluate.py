"""Predictions against gold: how rows match, and equality with the shared scorer."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kg.errors import KgError
from kg.evaluate import Rules, Score, as_json, evaluate, normal, read_rows
from kg.ontology import default_folder, load

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
SCORER = SHARED / "eval" / "score.py"

RULES = Rules(frozenset({"rivals"}), frozenset({"rivals", "backs", "cost", "since"}), {"Firm": "Body", "Bureau": "Body", "Body": "Body"})
PLAIN = {"scope": "sentence", "modality": "asserted", "negated": False, "attributedTo": None, "evidence": ""}


def entity(name: str, cls: str = "Firm", **more: Any) -> dict[str, Any]:
    return {"kind": "entity", "doc": "d", "name": name, "type": cls, "aliases": [], **more}


def relation(s: str, p: str, o: str, **more: Any) -> dict[str, Any]:
    return {"kind": "relation", "doc": "d", "s": s, "p": p, "o": o, **PLAIN, **more}


def figure(s: str, p: str, value: Any, unit: str = "USD", **more: Any) -> dict[str, Any]:
    return {"kind": "figure", "doc": "d", "s": s, "p": p, "value": value, "unit": unit, "comparator": "=", **PLAIN, **more}


ALPHA = entity("Alpha Works Ltd", aliases=["AW"], also=["Alphaworks"])
BETA = entity("Beta", "Bureau")

FACTS: list[tuple[str, list[dict[str, Any]], list[dict[str, Any]], Score]] = [
    ("the same", [relation("Beta", "backs", "Alpha Works Ltd")], [relation("beta", "backs", "The Alpha Works")], Score(1, 0, 0)),
    ("also counts", [relation("Beta", "backs", "Alpha Works Ltd")], [relation("Beta", "backs", "Alpha-Works")], Score(1, 0, 0)),
    ("the wrong way round", [relation("Beta", "backs", "Alpha Works Ltd")], [relation("AW", "backs", "Beta")], Score(0, 1, 1)),
    ("symmetric", [relation("Beta", "rivals", "Alpha Works Ltd")], [relation("AW", "rivals", "Beta")], Score(1, 0, 0)),
    ("predicted aliases", [relation("Beta", "backs", "X")], [relation("B", "backs", "X", s_aliases=["Beta"])], Score(1, 0, 0)),
    ("optional is neutral", [relation("Beta", "backs", "X", optional=True)], [relation("Beta", "backs", "X")], Score(0, 0, 0)),
    ("optional is no miss", [relation("Beta", "backs", "X", optional=True)], [], Score(0, 0, 0)),
    ("a repeat is neutral", [relation("Beta", "backs", "X")], [relation("Beta", "backs", "X")] * 2, Score(1, 0, 0)),
    ("not annotated", [relation("Beta", "backs", "X")], [relation("Beta", "knows", "X")], Score(0, 0, 1)),
    ("another document", [relation("Beta", "backs", "X")], [relation("Beta", "backs", "X", doc="e")], Score(0, 0, 1)),
    ("within 1 %", [figure("Beta", "cost", 1000)], [figure("Beta", "cost", 1009.9)], Score(1, 0, 0)),
    ("beyond 1 %", [figure("Beta", "cost", 1000)], [figure("Beta", "cost", 1011)], Score(0, 1, 1)),
    ("another unit", [figure("Beta", "cost", 1000)], [figure("Beta", "cost", 1000, "EUR")], Score(0, 1, 1)),
    ("the unit spelled otherwise", [figure("Beta", "cost", 1000)], [figure("Beta", "cost", "1,000", "$")], Score(1, 0, 0)),
    ("a date's beginning", [figure("Beta", "since", "2024-03", "date")], [figure("Beta", "since", "2024-03-15", "date")], Score(1, 0, 0)),
    ("another date", [figure("Beta", "since", "2024-03", "date")], [figure("Beta", "since", "2024-04-15", "date")], Score(0, 1, 1)),
    ("another reading", [figure("Beta", "cost", 1, altValues=[5])], [figure("Beta", "cost", 5)], Score(1, 0, 0)),
    ("another unit's reading", [figure("Beta", "cost", 5, altUnit="points")], [figure("Beta", "cost", 5, "point")], Score(1, 0, 0)),
    (
        "a whole other reading",
        [figure("Beta", "cost", 1, alt=[{"value": 9, "unit": "%"}])],
        [figure("Beta", "cost", 9, "%")],
        Score(1, 0, 0),
    ),
]


@pytest.mark.parametrize(("gold", "predicted", "expected"), [row[1:] for row in FACTS], ids=[row[0] for row in FACTS])
def test_facts(gold: list[dict[str, Any]], predicted: list[dict[str, Any]], expected: Score) -> None:
    assert evaluate([ALPHA, BETA, *gold], predicted, RULES).facts == expected


ENTITIES = [
    ("exact", entity("Beta", "Bureau"), Score(1, 0, 0), Score(1, 0, 0)),
    ("a sister class", entity("Beta", "Firm"), Score(0, 1, 1), Score(1, 0, 0)),
    ("a class of no tree", entity("Beta", "Thing"), Score(0, 1, 1), Score(0, 1, 1)),
    ("by its alias", entity("B", "Bureau", aliases=["Beta"]), Score(1, 0, 0), Score(1, 0, 0)),
    ("another name", entity("Gamma", "Bureau"), Score(0, 1, 1), Score(0, 1, 1)),
]


@pytest.mark.parametrize(("predicted", "strict", "merged"), [row[1:] for row in ENTITIES], ids=[row[0] for row in ENTITIES])
def test_entities(predicted: dict[str, Any], strict: Score, merged: Score) -> None:
    result = evaluate([BETA], [predicted], RULES)
    assert (result.strict.score, result.merged.score) == (strict, merged)


def test_polarity_decides_between_gold_rows_that_differ_in_nothing_else() -> None:
    gold = [relation("Beta", "backs", "X"), relation("Beta", "backs", "X", negated=True)]
    result = evaluate(gold, [relation("Beta", "backs", "X", negated=True), relation("Beta", "backs", "X")], RULES)
    assert result.qualifiers["negated"] == (2, 2)


def test_qualifiers_are_measured_over_matched_facts() -> None:
    gold = [figure("Beta", "cost", 5, comparator=">", modality="reported", attributedTo="Alpha Works Ltd", altModality=["hedged"])]
    wrong = figure("Beta", "cost", 5)
    right = figure("Beta", "cost", 5, comparator=">", modality="hedged", attributedTo="AW")
    assert {k: v[0] for k, v in evaluate([ALPHA, *gold], [wrong], RULES).qualifiers.items()} == {
        "negated": 1,
        "modality": 0,
        "attributedTo": 0,
        "comparator": 0,
    }
    assert all(n == (1, 1) for n in evaluate([ALPHA, *gold], [right], RULES).qualifiers.values())


def test_scores_per_predicate_class_and_document() -> None:
    gold = [BETA, relation("Beta", "backs", "X"), relation("Beta", "backs", "Y"), figure("Beta", "cost", 5)]
    result = evaluate(gold, [relation("Beta", "backs", "X"), figure("Beta", "cost", 6)], RULES)
    assert result.relations.by("p") == {"backs": Score(1, 0, 1)}
    assert result.figures.by("p") == {"cost": Score(0, 1, 1)}
    assert result.strict.by("type") == {"Bureau": Score(0, 0, 1)}
    assert result.by_document() == {"d": Score(1, 1, 2)}
    assert (len(result.missed), len(result.wrong)) == (3, 1)


NAMES = [
    ("The NVIDIA Corp.", "nvidia"),
    ("GPT‑4", "gpt4"),
    ("X.AI Corp.", "xai"),
    ("Timothée", "timothée"),
    ("Inc", "inc"),
    ("The", "the"),
    ("ｆｕｌｌ width", "fullwidth"),
]


@pytest.mark.parametrize(("name", "expected"), NAMES)
def test_normal_names(name: str, expected: str) -> None:
    assert normal(name) == expected


def test_ratios_of_nothing() -> None:
    assert (Score().precision, Score().recall, Score().f1) == (None, None, None)
    assert (Score(fp=1).precision, Score(fp=1).recall, Score(fp=1).f1) == (0.0, None, 0.0)
    assert Score(1, 1, 3).f1 == pytest.approx(1 / 3)


BAD = [("{", "no JSON"), ("[]", "a row needs"), ('{"kind": "entity"}', "a row needs"), ('{"kind": "fact", "doc": "d"}', "a row needs")]


@pytest.mark.parametrize(("line", "message"), BAD)
def test_bad_rows_name_file_and_line(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(BETA) + "\n\n" + line + "\n", encoding="utf-8")
    with pytest.raises(KgError, match=message) as caught:
        read_rows(path)
    assert str(caught.value).startswith(f"{path}:3: ")


def test_rules_follow_the_ontology() -> None:
    ontology = load(default_folder())
    rules = Rules.of(ontology)
    assert rules.symmetric == {name for name, r in ontology.relations.items() if r.symmetric}
    assert rules.predicates <= {*ontology.relations, *ontology.figures}
    assert rules.top.keys() == ontology.classes.keys()


def disturbed(gold: list[dict[str, Any]], seed: int) -> list[dict[str, Any]]:
    """The gold with rows left out, doubled and changed in every way that matters."""
    chance = random.Random(seed)
    changes: list[Any] = [
        lambda r: r.update(s="Nobody") if "s" in r else r.update(name="Nobody"),
        lambda r: r.update(s=r["o"], o=r["s"]) if "o" in r else None,
        lambda r: r.update(value=r["value"] * 1.005) if isinstance(r.get("value"), int) else None,
        lambda r: r.update(modality="hedged", negated=True),
        lambda r: r.update(attributedTo="Nobody", comparator="<"),
        lambda r: r.update(type="Company") if "type" in r else r.update(p="openness"),
        lambda r: r.update(doc="elsewhere.txt"),
        lambda r: None,
    ]
    rows = [dict(row) for row in gold for _ in range(chance.choice([0, 1, 1, 1, 2]))]
    for row in rows:
        chance.choice([*changes, *changes[-1:] * 6])(row)
    chance.shuffle(rows)
    return rows


@pytest.mark.shared
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", ["seeds", "briefs"])
def test_equal_to_the_shared_scorer(tmp_path: Path, name: str, seed: int) -> None:
    gold_file, predicted_file = SHARED / "gold" / f"{name}.jsonl", tmp_path / "predicted.jsonl"
    gold = read_rows(gold_file)
    predicted_file.write_text("".join(json.dumps(row) + "\n" for row in disturbed(gold, seed)), encoding="utf-8")
    command = [sys.executable, str(SCORER), str(gold_file), str(predicted_file), "--json", "--errors"]
    expected = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    expected["entities merged"] = expected.pop("entities organizations merged")
    result = evaluate(gold, read_rows(predicted_file), Rules.of(load(default_folder())))
    assert {**as_json(result), "missed": result.missed, "wrong": result.wrong} == expected


@pytest.mark.shared
def test_annotated_predicates_are_those_of_the_shared_scorer() -> None:
    block = re.search(r'PREDICATES = set\("""(.*?)"""', SCORER.read_text(encoding="utf-8"), re.DOTALL)
    assert block
    assert Rules.of(load(default_folder())).predicates == set(block[1].split())
