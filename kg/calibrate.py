"""Confidence learned from annotated texts: which claims are right is counted by the way they were made.

The table is a file of the lexicon, `confidence.jsonl`; `kg.extract.confidence` says what follows from them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from kg.errors import KgError
from kg.evaluate import Row, Rules, evaluate, read_rows
from kg.extract.confidence import Calibration, kinds_of
from kg.extract.pipeline import Extractor
from kg.lexicon import Confidence
from kg.model import Claim, Document, claim_id
from kg.publish.rows import rows
from kg.read import find, read
from kg.reliability import Decile, deciles


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim that gold says something about. Its confidence is the weight set by hand."""

    document: str
    claim: Claim
    right: bool


@dataclass(frozen=True, slots=True)
class Fit:
    """A table, and how reliable confidence is without and with it."""

    lines: tuple[Confidence, ...]
    documents: int
    before: tuple[Decile, ...]
    """As the ontology states it now."""
    after: tuple[Decile, ...]
    """As the new table would state it: each document by the counts of the others."""


def fit(gold: Sequence[Path], texts: Sequence[Path], extractor: Extractor) -> Fit:
    """Learn confidence from annotated texts: gold files, and the folders that hold the texts. Raises KgError."""
    judged = judge(gold, texts, extractor)
    if not judged:
        raise KgError("no claim of these texts is about anything that the gold was annotated for; give more texts")
    plain = Calibration(kinds_of(extractor.ontology))
    lines = tuple(plain.learn([(j.claim, j.right) for j in judged]))
    now = [(extractor.calibration.applied(j.claim).confidence, j.right) for j in judged]
    return Fit(lines, len({j.document for j in judged}), deciles(now), deciles(left_out(plain, judged)))


def left_out(plain: Calibration, judged: Sequence[Judged]) -> Iterable[tuple[float, bool]]:
    """What each claim would be stated with by the other documents."""
    for document in dict.fromkeys(j.document for j in judged):
        others = plain.learned(plain.learn([(j.claim, j.right) for j in judged if j.document != document]))
        yield from ((others.applied(j.claim).confidence, j.right) for j in judged if j.document == document)


def judge(gold: Sequence[Path], texts: Sequence[Path], extractor: Extractor) -> list[Judged]:
    """The claims of annotated texts that are right or wrong by the gold, in the order of the texts' names. Raises KgError."""
    annotated = [row for path in gold for row in read_rows(path)]
    by_hand = replace(extractor, calibration=Calibration())
    found = list(by_hand.extract(_documents(annotated, texts)))
    result = evaluate(annotated, rows(found), Rules.of(extractor.ontology))
    facts = (result.relations, result.figures)
    right = {(p["doc"], p["claim"]) for m in facts for _, p in m.pairs}
    wrong = {(p["doc"], p["claim"]) for m in facts for p in m.wrong}
    keyed = [(e.document.name, c, (e.document.name, claim_id(e.document.name, c))) for e in found for c in e.claims]
    return [Judged(name, claim, key in right) for name, claim, key in keyed if key in right | wrong]


def _documents(gold: Sequence[Row], texts: Sequence[Path]) -> list[Document]:
    """The texts that the gold is about, by name."""
    wanted = {row["doc"] for row in gold}
    found: dict[str, Path] = {}
    for folder in texts:
        for name, path in find([folder])[0]:
            if name in wanted and found.setdefault(name, path) != path:
                raise KgError(f"{name} stands for {found[name]} and {path}; fit on one of them, or rename one and its gold rows")
    if missing := sorted(wanted - found.keys()):
        raise KgError(f"the gold is about {missing[0]}, which none of the folders of texts holds ({len(missing)} such)")
    return [read(path, name) for name, path in sorted(found.items())]


def write(path: Path, lines: Iterable[Confidence]) -> None:
    """Write a table as the lexicon reads it."""
    path.write_text("".join(json.dumps(asdict(line), ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
