"""Explanations: what is said to have fired is what was extracted, and what stopped the rest is what stands in the text."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
from conftest import SEEDS
from making import document

from kg import look, reasons
from kg.cli import main
from kg.errors import KgError
from kg.extract.explain import Explanation, Sentence, explain
from kg.extract.explain_view import Attempt, said
from kg.extract.pipeline import Extractor
from kg.read import read

MET = "Otterlane Systems met Brindle Robotics."


def told(extractor: Extractor, text: str) -> Explanation:
    return explain(extractor, document(text))


def attempts(sentence: Sentence) -> list[Attempt]:
    """All attempts of a sentence: for pairs, with one name, for figures."""
    groups = [p.attempts for p in sentence.links.pairs] + [sentence.links.loose] + [f.attempts for f in sentence.figures]
    return [attempt for group in groups for attempt in group]


def attempt(found: Explanation, rule: str) -> Attempt:
    return next(a for s in found.sentences for a in attempts(s) if a.rule == rule)


STOPPED = [
    ("type", "Brisa-3 acquired Quillon Labs.", "acquire-v", "no subject: Brisa-3 is a Model; acquired wants Organization"),
    ("no name", "Otterlane Systems bought a rival.", "acquire-v", "no object: “rival” names nothing"),
    ("nothing in the role", "Otterlane Systems has invested.", "invest-v", "no object: nothing stands as in or into"),
    ("ambiguity", "Okhra Systems left Oslo; Brindle Robotics left Rome. It bought Quillon Labs.", "acquire-v", "no subject: “It”: ambig"),
    ("a pronoun of nothing", "It bought Quillon Labs.", "acquire-v", "no subject: “It”: nothing that fits was named before it"),
    ("missing word", "It may have cost Otterlane Systems $5 million.", "train-cost-v", "wants one of these words beside it: train"),
    ("barred word", "Brisa-3 cost $9 million to train.", "cost-v", "barred by “train”"),
    ("no owner", "A rival paid $5 million for Otterlane Systems.", "pay-deal-v", "no owner: “rival” names nothing"),
    ("not hung on", "Brisa-3 cost $9 million to train.", "training-cost-n", "the figure does not hang on that word"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "rule", "why"), [row[1:] for row in STOPPED], ids=[row[0] for row in STOPPED])
def test_what_stopped_a_line(extractor: Extractor, text: str, rule: str, why: str) -> None:
    found = attempt(told(extractor, text), rule)
    assert not found.fired
    assert found.why.startswith(why)
    assert found.word.quote == text[found.word.start : found.word.end]


STANCE = [
    ("Okhra Systems bought Plover Labs.", ()),
    ("Okhra Systems may buy Plover Labs.", ("hedged", "“may” (modal)")),
    ("Okhra Systems denied that it bought Plover Labs.", ("reported", "negated", "said by Okhra Systems", "“deny” (deny)")),
    ("Okhra Systems has not bought Plover Labs.", ("negated",)),
]


@pytest.mark.parametrize(("text", "expected"), STANCE)
def test_how_a_claim_is_meant_and_by_which_words(extractor: Extractor, text: str, expected: tuple[str, ...]) -> None:
    found = attempt(told(extractor, text), "acquire-v")
    assert (found.fired, found.claim, found.stance) == (True, "Okhra Systems acquired Plover Labs", expected)


def test_names_have_their_votes(extractor: Extractor) -> None:
    (sentence,) = told(extractor, "Plover AI, a start-up from Oslo, unveiled Brisa-3 on Monday.").sentences
    plover, oslo, brisa, monday = sentence.names
    assert [n.cls for n in sentence.names] == ["Company", "Place", "Model", ""]
    assert ("names:Oslo", 6.0) in oslo.votes[0].rules
    assert plover.votes[0].rules[0] == ("noun-company", 3.0)
    assert any(rule == "role of “unveiled”" for votes in brisa.votes for rule, _ in votes.rules)
    assert monday.why == "ignored.jsonl has it"
    assert all(v.total >= w.total for n in sentence.names for v, w in zip(n.votes, n.votes[1:], strict=False))


def test_a_short_form_says_whose_it_is(extractor: Extractor) -> None:
    _, second = told(extractor, "Otterlane Systems hired Ada Lind. Lind left Brindle Robotics.").sentences
    assert next((n.anchor.quote, n.name, n.why) for n in second.names) == ("Lind", "Ada Lind", "a form of Ada Lind")


REFERENCES = [
    (f"{MET} The company bought Quillon Labs.", "The company", "Otterlane Systems", ""),
    ("Otterlane Systems said it bought Quillon Labs.", "it", "Otterlane Systems", "by the grammar around it"),
    ("It is clear that Otterlane Systems bought Quillon Labs.", "It", "", "stands for nothing here"),
    ("She left Quillon Labs.", "She", "", "nothing that fits was named before it"),
    (f"{MET} Both companies are based in Oslo.", "companies", "Otterlane Systems and Brindle Robotics", ""),
]


@pytest.mark.parametrize(("text", "words", "stands_for", "why"), REFERENCES)
def test_what_pronouns_and_descriptions_stand_for(extractor: Extractor, text: str, words: str, stands_for: str, why: str) -> None:
    found = {r.anchor.quote: r for s in told(extractor, text).sentences for r in s.references}
    assert found[words].stands_for == stands_for
    assert found[words].why.startswith(why)


MEETING = [
    ("Otterlane Systems ogled Brindle Robotics.", "they meet at “ogled” (verb), which no frame has"),
    ("Otterlane Systems bought Brindle Robotics.", "they meet at “bought” (verb)"),
    ("Otterlane Systems and Brindle Robotics shone.", "they meet directly"),
]


@pytest.mark.parametrize(("text", "meet"), MEETING)
def test_where_two_names_meet(extractor: Extractor, text: str, meet: str) -> None:
    (pair,) = told(extractor, text).sentences[0].links.pairs
    assert ((pair.first, pair.second), pair.meet) == (("Otterlane Systems", "Brindle Robotics"), meet)


def test_a_figure_that_no_measure_can_take_says_so(extractor: Extractor) -> None:
    found = [f for s in told(extractor, "Otterlane Systems waited 40 minutes for the Tern-7B model.").sentences for f in s.figures]
    assert [(f.value, f.attempts, bool(f.why)) for f in found] == [(f.value, (), True) for f in found]
    assert found


def test_only_one_line_or_property(extractor: Extractor) -> None:
    found = told(extractor, "Otterlane Systems bought Quillon Labs for $5 million.\n\nNothing else happened.")
    for wanted in ("acquire-v", "acquired"):
        kept = found.of_rule(wanted)
        assert [s.anchor.quote for s in kept.sentences] == ["Otterlane Systems bought Quillon Labs for $5 million."]
        assert {wanted} & {attempts(kept.sentences[0])[0].rule, attempts(kept.sentences[0])[0].property}
    assert found.of_rule("no-such-line").sentences == ()


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.md")), ids=lambda path: path.stem[:3])
def test_what_fired_is_what_is_extracted(extractor: Extractor, path: Path) -> None:
    """On whole articles: every claim has its attempt, in its sentence, and every attempt that came to something its claim."""
    source = read(path, path.name)
    (extraction,) = extractor.extract([source])
    found = explain(extractor, source)
    kept = {(s.anchor, a.rule, a.claim) for s in found.sentences for a in attempts(s) if a.fired and not a.why}
    assert kept == {(c.sentence, c.rule, said(c)) for c in extraction.claims}
    sure = {(c.sentence, c.rule, said(c)): c.confidence for c in extraction.claims}
    made = [((s.anchor, a.rule, a.claim), a) for s in found.sentences for a in attempts(s) if a.fired and not a.why]
    assert all(a.confidence == sure[key] for key, a in made)
    assert kept
    shown = {(n.anchor, n.cls) for s in found.sentences for n in s.names if n.cls}
    parsed = [s.anchor for s in found.sentences]
    named = [m for m in extraction.mentions if m.kind == "name" and any(s.start <= m.anchor.start < s.end for s in parsed)]
    assert {(m.anchor, m.cls) for m in named} <= shown


def test_lines_that_are_no_prose_are_named(extractor: Extractor) -> None:
    found = told(extractor, "Photo: Ada Lind\n\nOtterlane Systems bought Quillon Labs.")
    assert [line.quote for line in found.passed_over] == ["Photo: Ada Lind"]
    assert "taken for no prose\n  “Photo: Ada Lind”" in reasons.explanation(found)


# -- as text, and as commands


def test_the_text_gives_all_of_it(extractor: Extractor) -> None:
    lines = reasons.explanation(told(extractor, "Okhra Systems denied that it bought Plover Labs for $5 million.")).splitlines()
    assert lines[0] == "“Okhra Systems denied that it bought Plover Labs for $5 million.”"
    for line in (
        "  names",
        "    +  it  is Okhra Systems  by the grammar around it",
        "  Okhra Systems – Plover Labs: they meet at “bought” (verb)",
        "    + acquire-v at “bought”: Okhra Systems acquired Plover Labs  [reported, negated, said by Okhra Systems, “deny” (deny)] (",
        "    - use-chip-v at “bought” (usesHardware): no object: Plover Labs is a Company; usesHardware wants Chip",
    ):
        assert any(each.startswith(line) for each in lines), line
    assert any(line.startswith("  $5 million = US$5 million: hangs on “bought” verb for") for line in lines)


def test_votes_are_printed_once_a_name(extractor: Extractor) -> None:
    text = reasons.explanation(told(extractor, "Okhra Systems bought Plover Labs. Okhra Systems left Oslo."))
    assert text.count("affix-trade-weak") == 1
    assert text.count("+  Okhra Systems  Company") == 2


@pytest.fixture
def kg(extractor: Extractor, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Runs a command in this process, with the extractor that is loaded already: (status, standard output, standard error)."""
    monkeypatch.setattr("kg.look.load_extractor", lambda ontology, model: extractor)

    def run(*words: str | Path, typed: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["kg", *map(str, words)])
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        try:
            main()
            status = 0
        except SystemExit as exit_:
            status = int(exit_.code or 0)
        return status, *capsys.readouterr()

    return run


def test_why_not_takes_a_sentence_a_file_or_standard_input(kg, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    text = "Okhra Systems bought Plover Labs."
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    answers = [kg("why-not", text), kg("why-not", tmp_path / "a.txt"), kg("why-not", "-", typed=text)]
    assert [status for status, _, _ in answers] == [0, 0, 0]
    assert len({out for _, out, _ in answers}) == 1
    assert "\n    + acquire-v at “bought”: Okhra Systems acquired Plover Labs (0." in answers[0][1]


def test_why_not_as_json(kg, extractor: Extractor) -> None:  # type: ignore[no-untyped-def]
    status, out, _ = kg("why-not", "Okhra Systems bought Plover Labs for $5 million.", "--json", "--rule", "acquire-v")
    (sentence,) = json.loads(out)["sentences"]
    (pair,) = sentence["links"]["pairs"]
    assert status == 0
    assert [(a["rule"], a["fired"], a["word"]["start"]) for a in pair["attempts"]] == [("acquire-v", True, 14)]


@pytest.mark.parametrize("words", [("why-not", " "), ("why-not", "-")])
def test_why_not_without_a_text_says_what_to_give(kg, words: tuple[str, ...]) -> None:  # type: ignore[no-untyped-def]
    assert kg(*words) == (2, "", "kg: there is no text; give a sentence, a file, or - and the text on standard input\n")


def test_extract_prints_the_rows_of_a_build(kg, seeds_output: Path) -> None:  # type: ignore[no-untyped-def]
    assert kg("extract", SEEDS) == (0, (seeds_output / "claims.jsonl").read_text(encoding="utf-8"), "")


def test_extract_explains_what_can_be_read(kg, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "a.txt").write_text("Okhra Systems bought Plover Labs.", encoding="utf-8")
    (tmp_path / "b.txt").write_text("", encoding="utf-8")
    for words in (("extract", tmp_path), ("extract", tmp_path, "--explain"), ("extract", tmp_path, "--explain", "--json")):
        status, out, err = kg(*words)
        assert (status, err) == (1, "kg: b.txt: is empty; remove it or give it text\n")
        assert "acquire-v" in out
    assert json.loads(out)["document"] == "a.txt"


def test_a_file_that_cannot_be_read_is_named(extractor: Extractor, tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("", encoding="utf-8")
    (tmp_path / "c.pdf").write_text("x", encoding="utf-8")
    for name, why in (("b.txt", "b.txt is empty"), ("c.pdf", "c.pdf has no format that kg reads")):
        with pytest.raises(KgError, match=why):
            look.why_not(str(tmp_path / name), extractor)
