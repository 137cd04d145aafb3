"""What is told of the trained models: the features add up, and what is said to have come of an opinion is what was extracted."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT, SEEDS
from making import document

from kg import reasons
from kg.extract.explain import Explanation, Sentence, explain
from kg.extract.explain_features import WORDED, split, worded
from kg.extract.explain_links import Pair
from kg.extract.explain_model import Mind, Opinion, contributions
from kg.extract.explain_view import Attempt, View, said
from kg.extract.learned import FIGURES, RELATIONS, Guesser
from kg.extract.pipeline import Extractor
from kg.extract.weights import Weights
from kg.extract.witness import witness
from kg.model import Document
from kg.read import read


def weights(columns: tuple[str, ...], rows: dict[str, dict[str, float]]) -> Weights:
    """Weights by feature and column."""
    matrix = np.zeros((len(rows), len(columns)), dtype=np.float32)
    for n, row in enumerate(rows.values()):
        for column, weight in row.items():
            matrix[n, columns.index(column)] = weight
    index = {name: n for n, name in enumerate(columns)}
    return Weights({name: n for n, name in enumerate(rows)}, index, matrix, {"threshold": 0.65, "veto": 0.1})


RELATED = weights(
    ("*+", "*-", "acquired+", "acquired-"),
    {
        "1": {"*+": -3, "*-": -9},
        "~1": {"*+": -9, "*-": -9},
        "LT:pocket": {"*+": 1, "acquired+": 4},
        "LT:scoop": {"acquired+": 2.5},
        "LT:ogle": {"acquired+": -1},
        "LT:buy": {"acquired+": -5},
        "LT:acquire": {"acquired+": 3},
        "F": {"acquired+": 2},
        "BX:into": {"acquired-": 12},
    },
)
MEASURED = weights(
    ("*+", "price+", "trainingCost+", "employeeCount+"),
    {
        "O1": {"*+": -2},
        "O~1": {"*+": -9},
        "S:head": {"employeeCount+": 4},
        "S:coach": {"trainingCost+": 4, "price+": -1},
        "S:rent": {"price+": -9},
    },
)


@pytest.fixture(scope="module")
def taught(extractor: Extractor) -> Extractor:
    """An extractor whose weights are known."""
    return replace(extractor, guesser=Guesser(extractor.guesser.reader, RELATED, MEASURED))


def told(extractor: Extractor, text: str) -> Sentence:
    (sentence,) = explain(extractor, document(text)).sentences
    return sentence


def pair_of(extractor: Extractor, text: str) -> Pair:
    (pair,) = told(extractor, text).links.pairs
    return pair


def opinions(sentence: Sentence) -> Iterator[Opinion]:
    for pair in sentence.links.pairs:
        yield from pair.model
    for figure in sentence.figures:
        yield from figure.model


def attempts(sentence: Sentence) -> Iterator[Attempt]:
    for pair in sentence.links.pairs:
        yield from pair.attempts
    for figure in sentence.figures:
        yield from figure.attempts


CAME = [
    ("Okhra Systems pocketed Plover Labs.", 2.0, "claimed", ""),
    ("Okhra Systems scooped Plover Labs.", -0.5, "", ""),
    ("Okhra Systems ogled Plover Labs.", -4.0, "", ""),
    ("Okhra Systems acquired Plover Labs.", 2.0, "agrees with", "acquire-v"),
    ("Okhra Systems bought Plover Labs.", -6.0, "drops", "acquire-v"),
]


@pytest.mark.parametrize(("text", "odds", "outcome", "line"), CAME)
def test_what_comes_of_an_opinion_of_two_names(taught: Extractor, text: str, odds: float, outcome: str, line: str) -> None:
    (opinion,) = pair_of(taught, text).model
    assert (opinion.property, opinion.subject, opinion.object) == ("acquired", "Okhra Systems", "Plover Labs")
    assert opinion.probability == round(1 / (1 + math.exp(-odds)), 2)
    assert (opinion.threshold, opinion.veto, opinion.outcome, opinion.line) == (0.65, 0.1, outcome, line)
    claims = next(taught.extract([document(text)])).claims
    assert [c.rule for c in claims] == {"claimed": ["learned:acquired"], "agrees with": [line]}.get(outcome, [])


def test_features_for_and_against_count_for_all_properties_and_the_own(taught: Extractor) -> None:
    (opinion,) = pair_of(taught, "Okhra Systems pocketed Plover Labs.").model
    assert [(f.feature, f.says, f.weight) for f in opinion.speaks_for] == [("LT:pocket", "they meet at “pocket”", 5.0)]
    assert [(f.feature, f.says, f.weight) for f in opinion.speaks_against] == [("1", "in any case", -3.0)]


def test_the_second_name_may_be_the_subject(taught: Extractor) -> None:
    (opinion,) = pair_of(taught, "Okhra Systems into Plover Labs.").model
    assert (opinion.subject, opinion.object, opinion.probability) == ("Plover Labs", "Okhra Systems", 0.95)


def test_a_line_that_the_model_doubts_says_so(taught: Extractor) -> None:
    pair = pair_of(taught, "Okhra Systems bought Plover Labs.")
    attempt = next(a for a in pair.attempts if a.rule == "acquire-v")
    assert (attempt.fired, attempt.confidence) == (True, None)
    assert attempt.why == "dropped: the model gives it 0.00, and 0.1 is the least"


def test_a_sentence_before_has_no_part_in_what_comes_of_this_one(taught: Extractor) -> None:
    one, two = explain(taught, document("Okhra Systems pocketed Plover Labs. Later Okhra Systems ogled Plover Labs.")).sentences
    assert [o.outcome for s in (one, two) for p in s.links.pairs for o in p.model] == ["claimed", ""]


FIGURES_CAME = [
    ("Okhra Systems counts 310 heads.", [("employeeCount", "claimed", "")]),
    ("Okhra Systems counts 310 trees.", [("employeeCount", "", "")]),
    ("Brisa-3 cost $5 million to coach.", [("trainingCost", "replaces", "cost-v"), ("price", "loses", "cost-v")]),
    ("Brisa-3 cost $5 million to rent.", [("trainingCost", "", ""), ("price", "drops", "cost-v")]),
]


@pytest.mark.parametrize(("text", "expected"), FIGURES_CAME)
def test_what_comes_of_an_opinion_of_a_figure(taught: Extractor, text: str, expected: list[tuple[str, str, str]]) -> None:
    (number,) = told(taught, text).figures
    assert [(o.property, o.outcome, o.line) for o in number.model] == expected
    claims = next(taught.extract([document(text)])).claims
    assert [c.rule for c in claims] == [f"learned:{p}" for p, outcome, _ in expected if outcome in ("claimed", "replaces")]


def test_a_measure_whose_reading_was_replaced_says_so(taught: Extractor) -> None:
    (number,) = told(taught, "Brisa-3 cost $5 million to coach.").figures
    attempt = next(a for a in number.attempts if a.rule == "cost-v")
    assert attempt.why == "replaced: the model gives it 0.05, and 0.88 to Brisa-3 trainingCost US$5 million"


UNASKED = [
    ("Ada Lind met Ida Holm.", "no relation of Person and Person"),
    ("Ada Lind left Okhra Systems.", "was taught no relation of Person and Company"),
]


@pytest.mark.parametrize(("text", "why"), UNASKED)
def test_why_a_model_was_not_asked(taught: Extractor, text: str, why: str) -> None:
    pair = pair_of(taught, text)
    assert (pair.model, pair.unasked) == ((), why)


def test_without_weights_nothing_is_told(extractor: Extractor) -> None:
    bare = replace(extractor, guesser=Guesser(extractor.guesser.reader, None, None), typer=replace(extractor.typer, learned=None))
    found = explain(bare, document("Okhra Systems bought Plover Labs for $5 million. Oslo shone on Rome."))
    assert [o for s in found.sentences for o in opinions(s)] == []
    assert {p.unasked for s in found.sentences for p in s.links.pairs} == {""}
    assert "model" not in reasons.explanation(found)


# -- names


def test_names_have_the_shares_of_their_classes(extractor: Extractor) -> None:
    sentence = told(extractor, "At night Wendeloo ogled Ada Lind.")
    assert {n.name for n in sentence.names if n.model} >= {"Wendeloo"}
    for name in sentence.names:
        shares = [share for _, share in name.model]
        assert shares == sorted(shares, reverse=True)
        assert not shares or 0.85 <= sum(shares) <= 1.01
        for votes in name.votes:
            heard = dict(votes.rules).get("learned", 0.0)
            assert heard == pytest.approx(2 * dict(name.model).get(votes.cls, 0.0), abs=0.011)
    lines = reasons.explanation(Explanation("text", (sentence,), ()))
    assert "; model: " in next(line for line in lines.splitlines() if "Wendeloo  " in line)


# -- features


@pytest.mark.parametrize("name", [RELATIONS, FIGURES])
def test_every_feature_that_was_learned_has_words(name: str) -> None:
    found = Weights.load(ROOT / "ontology/ai-industry" / name)
    assert found is not None
    assert {f for f in found.rows if split(f)[0] not in WORDED} == set()
    assert all(worded(f) for f in found.rows)


WORDS = [
    ("LT:pocket", "they meet at “pocket”"),
    ("B:<Company>", "between a Company"),
    ("B::", "between “:”"),
    ("BB:based_in", "between “based in”"),
    ("BX:", "between just nothing"),
    ("A1:#", "before the first the sentence's edge"),
    ("LV:::True", "they meet at the verb “:”, passive yes"),
    ("HA2:of:maker", "the first after “of” of “maker”"),
    ("N:0", "0 names between"),
    ("N:agent|patient", "roles agent and patient"),
    ("R:1:2", "in the sentence 1 of the first's class, 2 of the second's"),
    ("R:VERB:<dobj|>prep", "the property's VERB by <dobj and >prep"),
    ("OC:Model|", "classes: Model and figure"),
    ("Q:True:False:cost-v", "read by a measure cost-v as this property: yes, with this owner: no"),
    ("Q:none", "read by a measure: none"),
    ("H:cost", "hangs on “cost”"),
    ("H:verb:patient:11:30", "hangs on “11:30”, verb patient"),
    ("W-128k", "close before “128k”"),
    ("W+3::", "close behind “:”"),
    ("unheard", "unheard"),
]


@pytest.mark.parametrize(("feature", "words"), WORDS)
def test_features_in_words(feature: str, words: str) -> None:
    assert worded(feature) == words


# -- on whole articles, with the weights that ship


def minds(extractor: Extractor, source: Document) -> Iterator[Mind]:
    ears, _ = witness(extractor)
    (extraction,) = ears.extract([source])
    scenery = ears.seen[-1]
    for scene, p in zip(scenery.scenes, scenery.parsed, strict=True):
        inside = [f for f in scenery.found if p.block.start <= f.figure.anchor.start and f.figure.anchor.end <= p.block.end]
        yield Mind.of(View.of(scene, inside, (), extractor.assembler(source), extraction.claims))


def test_the_features_of_an_opinion_add_up_to_its_probability(extractor: Extractor) -> None:
    path = sorted(SEEDS.glob("*.md"))[0]
    checked = 0
    guesser = extractor.guesser
    for mind in minds(extractor, read(path, path.name)):
        for model, groups in ((guesser.of_relations, mind.pairs.values()), (guesser.of_figures, mind.quantities.values())):
            assert model is not None
            for thoughts in groups:
                best = max(thoughts, key=lambda t: t.likely)
                assert 1 / (1 + math.exp(-sum(contributions(model, best).values()))) == pytest.approx(best.likely, abs=1e-4)
                checked += 1
    assert checked > 30


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.md")), ids=lambda path: path.stem[:3])
def test_what_came_of_opinions_is_what_was_extracted(extractor: Extractor, path: Path) -> None:
    source = read(path, path.name)
    (extraction,) = extractor.extract([source])
    found = explain(extractor, source)
    learned = {(c.sentence, said(c)) for c in extraction.claims if c.rule.startswith("learned:")}
    shown = [(s, o) for s in found.sentences for o in opinions(s)]
    assert {(s.anchor, f"{o.subject} {o.property} {o.object}") for s, o in shown if o.outcome in ("claimed", "replaces")} == learned
    lost = {(s.anchor, o.property) for s, o in shown if o.outcome in ("drops", "loses")}
    doubted = {(s.anchor, a.property) for s in found.sentences for a in attempts(s) if a.why.startswith(("dropped:", "replaced:"))}
    assert doubted == lost
    for model in (m for s in found.sentences for m in [*(p.model for p in s.links.pairs), *(f.model for f in s.figures)]):
        assert all(o.probability <= model[0].probability for o in model)


# -- as text and JSON

LINES = [
    ("Okhra Systems pocketed Plover Labs.", "      model: acquired 0.88 (threshold 0.65)", "+5.0 they meet at “pocket”"),
    ("Okhra Systems ogled Plover Labs.", "      model: acquired 0.02 at most", ""),
    ("Okhra Systems bought Plover Labs.", "    model: acquired 0.00 (veto 0.1), drops acquire-v: ", "-5.0 they meet at “buy”"),
    (
        "Okhra Systems counts 310 heads.",
        "    model: employeeCount of Okhra Systems 0.88 (threshold 0.65), claimed: ",
        "+4.0 in the sentence “head”",
    ),
    ("Ada Lind met Ida Holm.", "      model: not asked, no relation of Person and Person", ""),
]


@pytest.mark.parametrize(("text", "start", "feature"), LINES)
def test_a_line_for_each_opinion(taught: Extractor, text: str, start: str, feature: str) -> None:
    lines = [line for line in reasons.explanation(explain(taught, document(text))).splitlines() if line.strip().startswith("model:")]
    (line,) = lines
    assert line.strip().startswith(start.strip())
    assert feature in line
    assert "in any case" not in line


def test_opinions_are_in_the_json(taught: Extractor) -> None:
    rows = json.loads(json.dumps(explain(taught, document("Okhra Systems pocketed Plover Labs.")).rows()))
    (opinion,) = rows["sentences"][0]["links"]["pairs"][0]["model"]
    assert (opinion["property"], opinion["probability"], opinion["outcome"]) == ("acquired", 0.88, "claimed")
    assert opinion["speaks_for"] == [{"feature": "LT:pocket", "says": "they meet at “pocket”", "weight": 5.0}]


@pytest.mark.parametrize("rule", ["acquired", "learned:acquired", "acquire-v"])
def test_only_one_rule_keeps_the_opinions_about_it(taught: Extractor, rule: str) -> None:
    text = "Okhra Systems pocketed Plover Labs. Okhra Systems bought Quillon Labs. Okhra Systems counts 310 heads."
    kept = explain(taught, document(text)).of_rule(rule).sentences
    came = [o.outcome for s in kept for o in opinions(s)]
    assert came == {"acquired": ["claimed", "drops"], "learned:acquired": ["claimed"], "acquire-v": ["drops"]}[rule]
