"""Confidence: reliability by decile, the ways of making a claim, shares drawn towards more general ones, and a table learned from texts."""

from __future__ import annotations

import itertools
import json
import math
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from making import claim, document, figure, mention
from making import ontology as small

from kg import calibrate
from kg.cli import main
from kg.errors import KgError
from kg.evaluate import Rules, evaluate, read_rows
from kg.extract.confidence import Calibration, kinds_of
from kg.extract.pipeline import Extractor
from kg.lexicon import Confidence, Frame, Measure
from kg.lexicon_reader import Terms, read_lexicon
from kg.model import Claim, Figure, Mention
from kg.ontology import Ontology
from kg.output import CLAIMS
from kg.reliability import Decile, deciles, reliability

# -- reliability

DECILES: list[tuple[str, list[tuple[float, bool]], list[tuple[float, float, int, bool | None]]]] = [
    ("nothing", [], []),
    ("edges", [(0.0, False), (0.09, False), (0.1, False), (0.3, True), (0.9, True), (1.0, True)],
     [(0.0, 0.0, 2, None), (0.1, 0.0, 1, None), (0.3, 1.0, 1, None), (0.9, 1.0, 2, None)]),
    ("enough and right", [(0.85, True)] * 17 + [(0.85, False)] * 3, [(0.8, 0.85, 20, True)]),
    ("too few", [(0.85, False)] * 19, [(0.8, 0.0, 19, None)]),
    ("too sure", [(0.95, True)] * 16 + [(0.95, False)] * 4, [(0.9, 0.8, 20, False)]),
    ("not sure enough", [(0.72, True)] * 20, [(0.7, 1.0, 20, False)]),
]  # fmt: skip


@pytest.mark.parametrize(("stated", "expected"), [row[1:] for row in DECILES], ids=[row[0] for row in DECILES])
def test_deciles(stated: list[tuple[float, bool]], expected: list[tuple[float, float, int, bool | None]]) -> None:
    assert [(d.low, d.right, d.n, d.holds) for d in deciles(stated)] == expected


@given(st.lists(st.tuples(st.integers(0, 100), st.booleans())))
def test_deciles_part_all_claims_and_their_means_lie_inside(stated: list[tuple[int, bool]]) -> None:
    found = deciles((hundredths / 100, right) for hundredths, right in stated)
    assert sum(d.n for d in found) == len(stated)
    assert round(sum(d.right * d.n for d in found)) == sum(right for _, right in stated)
    assert all(d.low - 1e-9 <= d.stated <= d.high for d in found)


def row(s: str, p: str, o: str, **more: Any) -> dict[str, Any]:
    plain = {"scope": "sentence", "modality": "asserted", "negated": False, "attributedTo": None}
    return {"kind": "relation", "doc": "d", "s": s, "p": p, "o": o, **plain, **more}


def test_optional_and_repeated_rows_are_neither_right_nor_wrong() -> None:
    gold = [row("A", "backs", "B"), row("A", "backs", "C", optional=True)]
    said = [("B", 0.9), ("B", 0.1), ("C", 0.2), ("D", 0.8)]
    result = evaluate(gold, [row("A", "backs", o, confidence=sure) for o, sure in said], Rules(frozenset(), frozenset({"backs"})))
    assert reliability(result) == (Decile(0.8, 0.9, 1, 0.8, 0.0), Decile(0.9, 1.0, 1, 0.9, 1.0))
    with pytest.raises(KgError, match="state no confidence"):
        reliability(evaluate(gold, [row("A", "backs", "B")], Rules(frozenset(), frozenset({"backs"}))))


# -- ways

DOC = document("Zephyrine grew. It built Quill-2 for $3 million.")
FRAME = Frame("build-v", "developed", ("agent",), ("patient",), (), (), verb=("build",))
MEASURE = Measure("for-n", "trainingCost", (), (), ("currency",), noun=("cost",), counted=("sum",))
KINDS = kinds_of(small(frames=(FRAME,), measures=(MEASURE, replace(MEASURE, id="bare", noun=(), counted=()))))
IT = mention(DOC, "It", "Company", "Zephyrine", kind="pronoun", rule="coreference:pronoun")
FAR = mention(DOC, "Zephyrine", "Company", rule="names:Zephyrine")
QUILL = mention(DOC, "Quill-2", "Model", rule="shape-model")
COST = figure(DOC, "$3 million", 3_000_000)


def made(subject: Mention, end: Mention | Figure, rule: str, weight: float = 0.8) -> Claim:
    return claim(DOC, subject, "developed", end, rule=rule, confidence=weight)


WAYS = [
    ("pronoun", made(IT, QUILL, "build-v"), ("sure", "pronoun", "relation verb", "build-v")),
    ("outside", made(FAR, QUILL, "build-v"), ("sure", "understood", "relation verb", "build-v")),
    ("names", made(QUILL, QUILL, "build-v"), ("sure", "name", "relation verb", "build-v")),
    ("description", made(replace(IT, kind="nominal"), QUILL, "build-v"), ("sure", "nominal", "relation verb", "build-v")),
    ("the less certain end", made(IT, replace(QUILL, kind="nominal"), "build-v"), ("sure", "nominal", "relation verb", "build-v")),
    ("guessed", made(QUILL, replace(QUILL, rule="label:ORG"), "build-v"), ("guessed", "name", "relation verb", "build-v")),
    ("figure", made(QUILL, COST, "for-n"), ("sure", "name", "figure noun counted", "for-n")),
    ("unit alone", made(QUILL, COST, "bare"), ("sure", "name", "figure unit", "bare")),
    ("no line", made(QUILL, COST, "learned:cost"), ("sure", "name", "learned", "learned:cost")),
    ("unknown", made(QUILL, COST, "gone"), ("sure", "name", "other", "gone")),
]


@pytest.mark.parametrize(("said", "way"), [row[1:] for row in WAYS], ids=[row[0] for row in WAYS])
def test_ways(said: Claim, way: tuple[str, ...]) -> None:
    assert Calibration(KINDS).cells(said) == [(), ("weight 0.8",), way[:1], way[:2], way[:3], way]


@pytest.mark.parametrize(("weight", "band"), [(0.0, "0.0"), (0.3, "0.3"), (0.69, "0.6"), (0.7, "0.7"), (1.0, "1.0")])
def test_bands_of_weight(weight: float, band: str) -> None:
    assert Calibration(KINDS).cells(made(QUILL, QUILL, "build-v", weight))[1] == (f"weight {band}",)


def test_every_line_of_the_ontology_has_a_kind(ontology: Ontology) -> None:
    kinds = kinds_of(ontology)
    assert {*(f.id for f in ontology.frames), *(m.id for m in ontology.measures)} == kinds.keys()
    assert all(len(kind.split()) >= 2 for kind in kinds.values())


# -- shares

PLAIN = Calibration(KINDS)
NAMES, PRONOUN, NOUN = made(QUILL, QUILL, "build-v"), made(IT, QUILL, "build-v"), made(QUILL, COST, "for-n")


def taught(*judged: tuple[Claim, bool]) -> Calibration:
    return PLAIN.learned(PLAIN.learn(judged))


def stated(calibration: Calibration, each: Claim) -> float:
    return calibration.applied(each).confidence


@given(st.floats(0, 1))
def test_without_a_table_the_weight_stands(weight: float) -> None:
    assert PLAIN.applied(replace(NAMES, confidence=weight)).confidence == weight


def test_a_table_by_hand() -> None:
    """Weight 0.5, three of four right: (3 + 40 x 0.5) / 44 and its log-odds for all, then the same again, cell by cell."""
    lines = PLAIN.learn([(replace(NAMES, confidence=0.5), n < 3) for n in range(4)])
    assert [(each.way[-1:], each.right, each.of) for each in lines] == [
        ((), 3, 4), (("weight 0.5",), 3, 4), (("sure",), 3, 4), (("name",), 3, 4), (("relation verb",), 3, 4), (("build-v",), 3, 4),
    ]  # fmt: skip
    assert lines[0].shift == round(math.log(23 / 21), 4)
    assert all(a.shift > b.shift > 0 for a, b in itertools.pairwise(lines))
    share = 1 / (1 + math.exp(-sum(each.shift for each in lines)))
    assert stated(PLAIN.learned(lines), replace(NAMES, confidence=0.5)) == round(share, 2)


@given(st.integers(1, 80), st.floats(0.1, 0.9))
def test_what_was_always_right_is_stated_surer_and_what_was_always_wrong_less(n: int, weight: float) -> None:
    each = replace(NAMES, confidence=weight)
    assert stated(taught(*[(each, True)] * n), each) >= round(weight, 2) >= stated(taught(*[(each, False)] * n), each)


@given(st.lists(st.tuples(st.sampled_from([NAMES, PRONOUN, NOUN]), st.booleans()), max_size=40), st.floats(0, 1))
def test_a_share_is_one(judged: list[tuple[Claim, bool]], weight: float) -> None:
    assert 0 <= stated(taught(*judged), replace(NAMES, confidence=weight)) <= 1


@settings(deadline=None)
@given(st.integers(0, 1000))
def test_many_claims_of_one_way_are_stated_as_right_as_they_were(right: int) -> None:
    judged = [(NAMES, n < right) for n in range(1000)]
    assert stated(taught(*judged), NAMES) == pytest.approx(right / 1000, abs=0.04)


def test_what_was_never_seen_follows_what_is_nearest() -> None:
    """Claims with names were mostly right, those with pronouns mostly wrong."""
    told = taught(*[(NAMES, n % 10 > 0) for n in range(200)], *[(PRONOUN, n % 10 == 0) for n in range(200)])
    assert stated(told, made(QUILL, QUILL, "other-v")) > 0.8 > 0.2 > stated(told, made(IT, QUILL, "other-v"))


def test_a_surer_source_stays_surer() -> None:
    told = taught(*[(NAMES, n % 4 > 0) for n in range(40)])
    shares = [stated(told, replace(NAMES, confidence=weight)) for weight in (0.81, 0.84, 0.87)]
    assert shares == sorted(shares)
    assert shares[0] < shares[2]


# -- tables

TERMS = Terms(frozenset(), frozenset(), {}, {})


def test_a_table_is_read_as_it_was_written(tmp_path: Path) -> None:
    lines = PLAIN.learn([(NAMES, True), (PRONOUN, False), (NOUN, True)])
    assert len({each.way for each in lines}) == len(lines) > 8
    calibrate.write(tmp_path / "confidence.jsonl", lines)
    problems: list[str] = []
    assert read_lexicon(tmp_path, TERMS, problems).of(Confidence) == tuple(lines)
    assert problems == []


FAULTS = [
    ({"right": 4}, "4 right of 3 can't be"),
    ({"shift": 21}, "a shift of 21 leaves no doubt"),
    ({"way": "sure"}, "'way' must be a list"),
    ({"of": "3"}, "'of' must be a whole number"),
]


@pytest.mark.parametrize(("changes", "message"), FAULTS)
def test_a_table_that_cannot_be_is_refused(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    whole = {"way": ["sure"], "shift": 0.5, "right": 2, "of": 3}
    (tmp_path / "confidence.jsonl").write_text(json.dumps(whole | changes) + "\n", encoding="utf-8")
    problems: list[str] = []
    read_lexicon(tmp_path, TERMS, problems)
    assert any(f"confidence.jsonl:1: {message}" in problem for problem in problems), problems


def test_a_way_stands_once(tmp_path: Path) -> None:
    calibrate.write(tmp_path / "confidence.jsonl", [Confidence(("sure",), 0.1, 1, 1), Confidence(("sure",), 0.2, 1, 2)])
    problems: list[str] = []
    read_lexicon(tmp_path, TERMS, problems)
    assert [problem.partition(": ")[2][:16] for problem in problems] == ["the way ['sure']"]


# -- learning

TEXTS = {
    "a/one.txt": "Okhra Systems bought Plover Labs.",
    "b/two.txt": "Okhra Systems bought Plover Labs. It bought Brindle Robotics.",
    "b/three.txt": "Otterlane Systems bought Quillon Labs.",
}
GOLD = [
    {**row("Okhra Systems", "acquired", "Plover Labs"), "doc": "one.txt"},
    {**row("Okhra Systems", "acquired", "Brindle Robotics"), "doc": "two.txt"},
    {**row("Okhra Systems", "acquired", "Plover Labs", optional=True), "doc": "two.txt"},
    {**row("Otterlane Systems", "invested", "Quillon Labs"), "doc": "three.txt"},
]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Folders a and b of texts, and gold.jsonl."""
    for name, text in TEXTS.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "gold.jsonl").write_text("".join(json.dumps(each) + "\n" for each in GOLD), encoding="utf-8")
    return tmp_path


def test_a_table_is_learned_from_texts_and_gold(place: Path, extractor: Extractor) -> None:
    found = calibrate.fit([place / "gold.jsonl"], [place / "a", place / "b"], extractor)
    counts = {line.way: (line.right, line.of) for line in found.lines}
    assert counts[()] == (2, 3)
    assert [n for way, n in counts.items() if way[1:] == ("name", "relation verb", "acquire-v")] == [(1, 2)]
    assert [n for way, n in counts.items() if way[1:] == ("pronoun", "relation verb", "acquire-v")] == [(1, 1)]
    assert found.documents == 3
    assert [sum(d.n for d in each) for each in (found.before, found.after)] == [3, 3]


def test_a_document_is_judged_by_the_others(place: Path, extractor: Extractor) -> None:
    """The one claim of one.txt, which is right, is stated by three.txt (wrong) and two.txt (right, by a pronoun)."""
    judged = calibrate.judge([place / "gold.jsonl"], [place / "a", place / "b"], extractor)
    (mine,) = [n for n, j in enumerate(judged) if j.document == "one.txt"]
    plain = Calibration(kinds_of(extractor.ontology))
    others = plain.learned(plain.learn([(j.claim, j.right) for n, j in enumerate(judged) if n != mine]))
    assert list(calibrate.left_out(plain, judged))[mine] == (others.applied(judged[mine].claim).confidence, True)
    assert [j.right for j in judged] == [True, False, True]


def test_what_was_learned_changes_nothing_but_confidence(extractor: Extractor) -> None:
    text = document("Okhra Systems bought Plover Labs for $3 million. It may buy Brindle Robotics.")
    tables = [Calibration(), extractor.calibration, extractor.calibration.learned([Confidence((), -1.5, 0, 500)])]
    found = [next(replace(extractor, calibration=each).extract([text])).claims for each in tables]
    assert len(found[0]) == 3
    assert len({tuple(replace(c, confidence=0.0) for c in claims) for claims in found}) == 1
    assert len({tuple(c.confidence for c in claims) for claims in found}) == 3


REFUSED = [
    (["a"], "the gold is about three.txt, which none of the folders of texts holds \\(2 such\\)"),
    (["a", "b", "c"], "one.txt stands for .*a/one.txt and .*c/one.txt"),
]


@pytest.mark.parametrize(("folders", "message"), REFUSED)
def test_texts_that_do_not_fit_the_gold(place: Path, extractor: Extractor, folders: list[str], message: str) -> None:
    (place / "c").mkdir()
    (place / "c/one.txt").write_text("Okhra Systems bought Plover Labs.", encoding="utf-8")
    with pytest.raises(KgError, match=message):
        calibrate.fit([place / "gold.jsonl"], [place / name for name in folders], extractor)


def test_nothing_to_learn_from(place: Path, extractor: Extractor) -> None:
    (place / "gold.jsonl").write_text('{"kind": "entity", "doc": "one.txt", "name": "X", "type": "Y"}\n', encoding="utf-8")
    (place / "a/one.txt").write_text("Nothing happened.", encoding="utf-8")
    with pytest.raises(KgError, match="give more texts"):
        calibrate.fit([place / "gold.jsonl"], [place / "a"], extractor)


def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str | Path) -> tuple[int, str]:
    monkeypatch.setattr(sys, "argv", ["kg", *map(str, words)])
    try:
        main()
        status = 0
    except SystemExit as exit_:
        status = int(exit_.code or 0)
    return status, capsys.readouterr().out


def test_the_command_writes_a_table(
    place: Path, extractor: Extractor, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.look.load_extractor", lambda ontology, model: extractor)
    words = ("calibrate", place / "gold.jsonl", "--texts", place / "a", "--texts", place / "b", "--fit", place / "new.jsonl")
    status, out = run(capsys, monkeypatch, *words)
    assert status == 0
    count = len((place / "new.jsonl").read_text(encoding="utf-8").splitlines())
    assert f"{count} lines: 2 of 3 (66.7 %) claims right, in 3 documents" in out.splitlines()
    assert count > 5


def test_eval_prints_reliability(seeds_output: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    words = ("eval", ROOT / "tests/eval/seeds.jsonl", "--output", seeds_output, "--calibration")
    status, out = run(capsys, monkeypatch, *words)
    lines = [each.split() for each in out.partition("\n\nconfidence")[2].splitlines()]
    assert status == 0
    assert lines[0] == ["claims", "stated", "right", "difference", "under", "0.1"]
    assert all(each[-1] in ("yes", "NO", "few") for each in lines[1:])
    _, as_json = run(capsys, monkeypatch, *words, "--json")
    bins = json.loads(as_json)["calibration"]
    assert [str(each["n"]) for each in bins] == [each[3] for each in lines[1:]]
    assert all(abs(each["difference"] - (each["right"] - each["stated"])) < 1e-9 for each in bins)


# -- what ships


def test_the_shipped_table_is_learned_from_enough(ontology: Ontology) -> None:
    counts = {each.way: each.of for each in ontology.confidence}
    assert counts[()] > 200
    rules = [way[3] for way in counts if len(way) == 4]
    known = [rule for rule in rules if rule in kinds_of(ontology) or ":" in rule]
    assert len(known) > len(rules) / 2, "the lexicon has other lines now; run kg calibrate"


def test_confidence_holds_on_the_digests(seeds_output: Path, ontology: Ontology) -> None:
    result = evaluate(read_rows(ROOT / "tests/eval/seeds.jsonl"), read_rows(seeds_output / CLAIMS), Rules.of(ontology))
    found = reliability(result)
    assert sum(d.n for d in found) > 40
    assert [d for d in found if d.holds is False] == [], "run kg calibrate"
