"""Every frame, measure and cue proves itself on its own examples and counter-examples; what the engine can't do yet is listed as gaps."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kg.errors import OntologyError
from kg.extract import lint as linter
from kg.extract.pipeline import Extractor
from kg.model import Finding
from kg.ontology import Ontology, default_folder

LEXICON = default_folder() / "lexicon"
GAPS = Path(__file__).with_name("lexicon_gaps.jsonl")
BRIEFS = Path(__file__).resolve().parent.parent.parent / "shared" / "gold" / "briefs.jsonl"
LINES = {"frames": 197, "measures": 92, "stance": 34}
"""How many lines each file holds: a line that is lost fails here."""
INVENTED = {"Company", "Model", "Chip", "Product", "Person", "Investor"}
"""Classes of which the briefs' names are made up."""
LEAST = {"frames": (3, 1), "measures": (3, 1), "stance": (2, 1)}
"""How many examples and counter-examples every line has."""
REAL = {"Place", "Benchmark", "License", "Technique", "Event"}
"""Classes of which even an invented article names real things."""


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


def texts(line: dict[str, Any]) -> list[str]:
    """The sentences of a line, examples and counter-examples."""
    refused: list[str] = line["not"]
    return [each["text"] if isinstance(each, dict) else each for each in line["examples"]] + refused


@pytest.fixture(scope="session")
def findings(ontology: Ontology, extractor: Extractor) -> list[Finding]:
    return linter.lint(ontology, extractor)


def test_every_line_proves_itself(findings: list[Finding]) -> None:
    gaps = {(f"{gap['file']}.jsonl:{gap['id']}", gap["text"]) for gap in rows(GAPS)}
    assert [f"{f.focus}: {f.message} “{f.quote}”" for f in findings if (f.focus, f.quote) not in gaps] == []


@pytest.mark.parametrize("gap", rows(GAPS), ids=lambda gap: f"{gap['id']}: {gap['text'][:40]}")
def test_a_gap_is_still_one(gap: dict[str, str], findings: list[Finding]) -> None:
    """A gap that has closed is taken off the list; one whose example has gone, too."""
    assert gap["why"]
    assert (f"{gap['file']}.jsonl:{gap['id']}", gap["text"]) in {(f.focus, f.quote) for f in findings}


def test_gaps_are_few() -> None:
    sentences = sum(len(texts(line)) for stem in LINES for line in rows(LEXICON / f"{stem}.jsonl"))
    assert len(rows(GAPS)) < sentences * 0.05


@pytest.mark.parametrize("stem", LINES)
def test_lines_and_their_examples(stem: str) -> None:
    lines = rows(LEXICON / f"{stem}.jsonl")
    examples, counter = LEAST[stem]
    assert len(lines) == LINES[stem]
    assert [line["id"] for line in lines if len(line["examples"]) < examples or len(line["not"]) < counter] == []
    assert [line["id"] for line in lines if max(Counter(texts(line)).values()) > 1] == []


@pytest.mark.shared
def test_no_line_names_what_the_briefs_made_up(ontology: Ontology) -> None:
    """Lines written for the articles that they are measured on would measure nothing."""
    names = {spelling for name in ontology.names for spelling in (name.name, *name.aliases)}
    invented = {
        spelling
        for row in rows(BRIEFS)
        if row["kind"] == "entity" and row["type"] not in REAL and not names & {row["name"], *row.get("aliases", [])}
        for spelling in (row["name"], *row.get("aliases", []))
    }
    sentences = [(line["id"], text) for stem in LINES for line in rows(LEXICON / f"{stem}.jsonl") for text in texts(line)]
    assert [(line, name, text) for line, text in sentences for name in invented if f" {name} " in f" {text} "] == []


@pytest.mark.shared
def test_no_training_text_names_what_the_briefs_made_up(ontology: Ontology) -> None:
    """Names that are real, or that two people may well invent (places, "Dutch government"), are the lexicon's or of a real class."""
    known = {spelling for name in ontology.names for spelling in (name.name, *name.aliases)}
    invented = {
        row["name"]
        for row in rows(BRIEFS)
        if row["kind"] == "entity" and row["type"] in INVENTED and not known & {row["name"], *row.get("aliases", [])}
    }
    named = {name for path in sorted((ontology.folder / "training").glob("*.jsonl")) for line in rows(path) for name, _ in line["names"]}
    assert invented & named == set()


# -- the lint itself finds what is wrong


def faults(ontology: Ontology, extractor: Extractor, kind: str, line: str, **changes: Any) -> list[str]:
    """What lint says of an ontology of one line, changed."""
    found = next(each for each in getattr(ontology, kind) if each.id == line)
    others: dict[str, Any] = dict.fromkeys(("frames", "measures", "stance", "nouns"), ())
    alone = replace(ontology, **others | {kind: (replace(found, **changes),)})
    changed = replace(extractor, ontology=alone)
    return [f.message for f in linter.lint(alone, changed) if f.rule == line]


WRONG: list[tuple[str, str, dict[str, Any], str]] = [
    ("frames", "acquire-v", {"examples": ({"text": "Brontide acquired Marlow.", "subject": "Marlow", "object": "Brontide"},)},
     "expected Marlow acquired Brontide; came: Brontide acquired Marlow"),
    ("frames", "acquire-v", {"counter": ("Brontide acquired Marlow.",)}, "expected no acquired; came: Brontide acquired Marlow"),
    ("frames", "acquire-v", {"verb": ("juggle",)}, "expected Brontide acquired Altaspan; came: its words were not seen"),
    ("measures", "employ-v", {"examples": ({"text": "Altaspan employs 310 people.", "subject": "Altaspan", "value": 311, "unit": "1"},)},
     "expected employeeCount of Altaspan: 311 1; came: Altaspan 310 1"),
    ("measures", "employ-v", {"counter": ("Altaspan employs 310 people.",)}, "expected no employeeCount; came: Altaspan 310 1"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "line", "changes", "message"), WRONG)
def test_lint_finds_a_line_that_fails(
    kind: str, line: str, changes: dict[str, Any], message: str, ontology: Ontology, extractor: Extractor
) -> None:
    assert message in faults(ontology, extractor, kind, line, **changes)


def test_lint_finds_what_nothing_uses(ontology: Ontology) -> None:
    bare = replace(ontology, frames=(), measures=())
    unused = {finding.focus for finding in linter.unused(bare)}
    assert {f"vocabulary.ttl:{name}" for name in (*ontology.relations, *ontology.figures)} <= unused


def test_a_stage_that_is_no_list_of_names_is_refused(tmp_path: Path) -> None:
    (tmp_path / linter.STAGE).write_text('{"name": "Altaspan"}\n', encoding="utf-8")
    with pytest.raises(OntologyError, match=r"stage\.jsonl:1: the key 'class' is missing"):
        linter.stage_names(tmp_path)
