"""Predictions against gold: precision, recall and F1 of entities, relations and figures, and what was missed or wrong.

Rows are those of claims.jsonl (`kg.publish.rows`); gold rows may carry further accepted readings (`also`, `altTypes`, `alt`,
`altUnit`, `altValues`, `altModality`, `altComparator`). How rows match:

- names: equal after `normal`, against the gold entity's name, aliases and `also`;
- entities: document, name and class, the class exactly ("strict") or up to the topmost superclass ("merged");
- relations: document, predicate and both ends, symmetric predicates either way round;
- figures: document, predicate, subject, unit, and value within 1 %; a date when equal or one a prefix of the other;
- gold rows with `optional` are neutral, and so is a second prediction of a row already matched;
- predictions about documents that the gold does not hold, or of predicates it was not annotated for, are left out.
"""

from __future__ import annotations

import json
import math
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.errors import KgError
from kg.ontology import Ontology

Row = dict[str, Any]
Rank = int | None
"""How well a prediction fits a gold row: the lower the better; None when it does not."""

_KINDS = ("entity", "relation", "figure")
_FORMS = {
    "inc", "incorporated", "corp", "corporation", "ltd", "limited", "llc", "llp", "ag", "plc", "co", "gmbh", "sa", "se", "nv", "bv", "oy",
    "ab", "kk", "pty", "pte",
}  # fmt: skip
_UNITS = {
    "usd": "USD", "$": "USD", "us$": "USD", "dollar": "USD", "dollars": "USD", "eur": "EUR", "€": "EUR", "euro": "EUR", "euros": "EUR",
    "%": "%", "percent": "%", "per cent": "%", "×": "×", "x": "×", "times": "×", "1": "1", "": "1", "count": "1", "none": "1",
    "gpu-hour": "GPU-hour", "gpu-hours": "GPU-hour", "gpu hour": "GPU-hour", "gpu hours": "GPU-hour", "token": "token", "tokens": "token",
    "date": "date", "year": "date", "b": "B", "byte": "B", "bytes": "B", "b/s": "B/s", "bytes/s": "B/s", "flop/s": "FLOP/s",
    "flops": "FLOP/s", "flop": "FLOP", "w": "W", "nm": "nm", "points": "points", "point": "points",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rules:
    """What of an ontology decides matches."""

    symmetric: frozenset[str] = frozenset()
    predicates: frozenset[str] = frozenset()
    """Predicates that gold was annotated for."""
    top: dict[str, str] = field(default_factory=dict)
    """Class to its topmost superclass; a class without one may be left out."""

    @classmethod
    def of(cls, ontology: Ontology) -> Rules:
        """The rules of an ontology. A file annotated.txt in its folder limits the predicates, one a line."""
        names = [*ontology.relations, *ontology.figures]
        listed = ontology.folder / "annotated.txt"
        if listed.is_file():
            names = listed.read_text(encoding="utf-8").split()
        symmetric = frozenset(name for name, relation in ontology.relations.items() if relation.symmetric)
        return cls(symmetric, frozenset(names), {c: (c, *ontology.ancestors(c))[-1] for c in ontology.classes})


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of right, wrong and missed rows. A ratio of nothing is None."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(self.tp + other.tp, self.fp + other.fp, self.fn + other.fn)

    @property
    def precision(self) -> float | None:
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else None

    @property
    def recall(self) -> float | None:
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else None

    @property
    def f1(self) -> float | None:
        p, r = self.precision, self.recall
        if p is None and r is None:
            return None
        return 2 * p * r / (p + r) if p and r else 0.0

    def reaches(self, precision: float, recall: float) -> bool:
        """Whether both ratios are at least so high; a ratio of nothing is not."""
        return (self.precision or 0.0) >= precision and (self.recall or 0.0) >= recall

    def row(self) -> Row:
        """As JSON writes it."""
        return {"precision": self.precision, "recall": self.recall, "f1": self.f1, "tp": self.tp, "fp": self.fp, "fn": self.fn}


@dataclass(frozen=True, slots=True)
class Matches:
    """Gold rows of one kind beside predictions."""

    pairs: tuple[tuple[Row, Row], ...]
    wrong: tuple[Row, ...]
    missed: tuple[Row, ...]
    neutral: int = 0
    repeated: int = 0

    @property
    def score(self) -> Score:
        return Score(len(self.pairs), len(self.wrong), len(self.missed))

    def by(self, key: str) -> dict[str, Score]:
        """A score per value of a key: per predicate, per class, per document."""
        found: dict[str, Score] = defaultdict(Score)
        for each, one in ((self.pairs, Score(tp=1)), (self.wrong, Score(fp=1)), (self.missed, Score(fn=1))):
            for item in each:
                row = item[0] if isinstance(item, tuple) else item
                found[row.get(key) or "?"] += one
        return dict(sorted(found.items()))


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All that comparing predictions with gold shows."""

    strict: Matches
    merged: Matches
    relations: Matches
    figures: Matches
    documents: tuple[str, ...]
    qualifiers: dict[str, tuple[int, int]]
    """Qualifier to (right, of) over the matched facts."""
    qualified: int
    """Matched facts that are negated, attributed or not plainly asserted in the gold."""
    ignored: int

    @property
    def facts(self) -> Score:
        """Relations and figures together."""
        return self.relations.score + self.figures.score

    @property
    def missed(self) -> list[Row]:
        return [row for m in (self.strict, self.relations, self.figures) for row in m.missed]

    @property
    def wrong(self) -> list[Row]:
        return [row for m in (self.strict, self.relations, self.figures) for row in m.wrong]

    def by_document(self) -> dict[str, Score]:
        """A score of the facts of each gold document."""
        relations, figures = self.relations.by("doc"), self.figures.by("doc")
        return {d: relations.get(d, Score()) + figures.get(d, Score()) for d in self.documents}

    def by_scope(self) -> dict[str, tuple[int, int]]:
        """(found, of) for facts that stand in one sentence and for those that need the document."""
        facts = (self.relations, self.figures)
        found = {s: sum(g.get("scope") == s for m in facts for g, _ in m.pairs) for s in ("sentence", "document")}
        missed = {s: sum(g.get("scope") == s for m in facts for g in m.missed) for s in found}
        return {s: (found[s], found[s] + missed[s]) for s in found}


def read_rows(path: Path) -> list[Row]:
    """The rows of a JSON-lines file. Raises KgError naming file and line."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise KgError(f"{path} can't be read ({reason}); name a JSON-lines file of rows like claims.jsonl") from None
    return [_row(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _row(path: Path, number: int, line: str) -> Row:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise KgError(f"{path}:{number}: no JSON ({error}); each line must be one row like those of claims.jsonl") from None
    if not isinstance(row, dict) or row.get("kind") not in _KINDS or not isinstance(row.get("doc"), str):
        raise KgError(f'{path}:{number}: a row needs "kind" ({", ".join(_KINDS)}) and "doc"')
    return row


def evaluate(gold: Sequence[Row], predicted: Iterable[Row], rules: Rules) -> Evaluation:
    """Compare predicted rows with gold rows, in the order they come."""
    names = _Names(gold)
    documents = tuple(sorted({row["doc"] for row in gold}))
    everything = list(predicted)
    scored = [p for p in everything if p["doc"] in documents and (p["kind"] == "entity" or p.get("p") in rules.predicates)]

    def matched(kind: str, fits: Callable[[Row, Row], Rank]) -> Matches:
        return match([g for g in gold if g["kind"] == kind], [p for p in scored if p["kind"] == kind], fits)

    relations = matched("relation", lambda g, p: _relation_rank(names, rules, g, p))
    figures = matched("figure", lambda g, p: _figure_rank(names, g, p))
    pairs = [*relations.pairs, *figures.pairs]
    return Evaluation(
        strict=matched("entity", lambda g, p: _entity_rank(names, {}, g, p)),
        merged=matched("entity", lambda g, p: _entity_rank(names, rules.top, g, p)),
        relations=relations,
        figures=figures,
        documents=documents,
        qualifiers=_qualifiers(names, pairs),
        qualified=sum(g["attributedTo"] is not None or g["modality"] != "asserted" or g["negated"] for g, _ in pairs),
        ignored=len(everything) - len(scored),
    )


def match(gold: Sequence[Row], predicted: Iterable[Row], fits: Callable[[Row, Row], Rank]) -> Matches:
    """Give each prediction the best gold row of its document: a required one before an optional one, a free one before a taken one."""
    by_document: dict[str, list[tuple[int, Row]]] = defaultdict(list)
    for i, row in enumerate(gold):
        by_document[row["doc"]].append((i, row))
    taken: set[int] = set()
    pairs, wrong, neutral, repeated = [], [], 0, 0
    for p in predicted:
        ranked = [(i, g, fits(g, p)) for i, g in by_document[p["doc"]]]
        found = [(bool(g.get("optional")), i in taken, rank, i) for i, g, rank in ranked if rank is not None]
        if not found:
            wrong.append(p)
            continue
        optional, repeat, _, i = min(found)
        if optional or (repeat and any(f[0] for f in found)):
            neutral += 1
        elif repeat:
            repeated += 1
        else:
            taken.add(i)
            pairs.append((gold[i], p))
    missed = [g for i, g in enumerate(gold) if i not in taken and not g.get("optional")]
    return Matches(tuple(pairs), tuple(wrong), tuple(missed), neutral, repeated)


def normal(name: str) -> str:
    """A name for comparison: NFKC, lower case, without a leading "the", a trailing legal form, and all but letters, marks and digits."""
    text = unicodedata.normalize("NFKC", str(name)).casefold().strip()
    words = ["".join(c for c in word if unicodedata.category(c)[0] in "LNM") for word in text.split()]
    words = [word for word in words if word]
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    while len(words) > 1 and words[-1] in _FORMS:
        words = words[:-1]
    return "".join(words)


class _Names:
    """The normal names of the gold's entities."""

    def __init__(self, gold: Iterable[Row]) -> None:
        self._of = {
            (g["doc"], g["name"]): {normal(n) for n in [g["name"], *g.get("aliases", []), *g.get("also", [])]} - {""}
            for g in gold
            if g["kind"] == "entity"
        }

    def of(self, document: str, name: str) -> set[str]:
        return self._of.get((document, name)) or {normal(name)}


def _predicted(row: Row, key: str) -> set[str]:
    return {normal(n) for n in [row.get(key, ""), *(row.get(key + "_aliases") or [])] if n} - {""}


def _entity_rank(names: _Names, top: dict[str, str], g: Row, p: Row) -> Rank:
    accepted = {top.get(cls, cls) for cls in [g["type"], *g.get("altTypes", [])]}
    cls = p.get("type", "")
    if top.get(cls, cls) not in accepted:
        return None
    wanted = names.of(g["doc"], g["name"])
    if normal(p.get("name", "")) in wanted:
        return 0
    return 1 if wanted & {normal(alias) for alias in p.get("aliases") or []} else None


def _relation_rank(names: _Names, rules: Rules, g: Row, p: Row) -> Rank:
    if g["p"] != p.get("p"):
        return None
    gold_s, gold_o = names.of(g["doc"], g["s"]), names.of(g["doc"], g["o"])
    s, o = _predicted(p, "s"), _predicted(p, "o")
    if gold_s & s and gold_o & o:
        return _polarity(g, p)
    if g["p"] in rules.symmetric and gold_s & o and gold_o & s:
        return 2 + _polarity(g, p)
    return None


def _figure_rank(names: _Names, g: Row, p: Row) -> Rank:
    if g["p"] != p.get("p") or not names.of(g["doc"], g["s"]) & _predicted(p, "s"):
        return None
    readings = [(g["value"], g["unit"]), *((a["value"], a["unit"]) for a in g.get("alt", []))]
    readings += [(g["value"], unit) for unit in _listed(g, "altUnit")] + [(value, g["unit"]) for value in _listed(g, "altValues")]
    for rank, (value, unit) in enumerate(readings):
        if _same_value(value, unit, p.get("value"), p.get("unit")):
            return 2 * bool(rank) + _polarity(g, p)
    return None


def _polarity(g: Row, p: Row) -> int:
    """Of two gold rows that differ in nothing but denial, the one of the predicted polarity is matched first."""
    return int(bool(g["negated"]) != bool(p.get("negated", False)))


def _same_value(gold: Any, gold_unit: Any, predicted: Any, unit: Any) -> bool:
    if _unit(gold_unit) != _unit(unit):
        return False
    if _unit(gold_unit) == "date":
        a, b = str(gold).strip(), str(predicted).strip()
        return min(len(a), len(b)) >= 4 and (a.startswith(b) or b.startswith(a))
    x, y = _number(gold), _number(predicted)
    return x is not None and y is not None and math.isclose(x, y, rel_tol=0.0, abs_tol=0.01 * abs(x) + 1e-12)


def _unit(unit: Any) -> str:
    text = "" if unit is None else str(unit).strip()
    return _UNITS.get(text.casefold(), text)


def _number(value: Any) -> float | None:
    if value is None or isinstance(value, bool):
        return None
    try:
        return float(str(value).replace(",", "").replace("_", ""))
    except ValueError:
        return None


def _listed(row: Row, key: str) -> list[Any]:
    found = row.get(key) or []
    return found if isinstance(found, list) else [found]


def _qualifiers(names: _Names, pairs: Sequence[tuple[Row, Row]]) -> dict[str, tuple[int, int]]:
    numbers = [(g, p) for g, p in pairs if g["kind"] == "figure" and g["unit"] != "date"]

    def accepted(key: str, other: str, plain: str, among: Sequence[tuple[Row, Row]]) -> tuple[int, int]:
        return sum((p.get(key) or plain) in [g[key], *_listed(g, other)] for g, p in among), len(among)

    return {
        "negated": (sum(not _polarity(g, p) for g, p in pairs), len(pairs)),
        "modality": accepted("modality", "altModality", "asserted", pairs),
        "attributedTo": (sum(_same_speaker(names, g, p) for g, p in pairs), len(pairs)),
        "comparator": accepted("comparator", "altComparator", "=", numbers),
    }


def _same_speaker(names: _Names, g: Row, p: Row) -> bool:
    gold, predicted = g["attributedTo"], p.get("attributedTo") or None
    if gold is None or predicted is None:
        return gold is None and predicted is None
    return normal(predicted) in names.of(g["doc"], gold)


def as_json(result: Evaluation) -> Row:
    """The evaluation as plain values, without the rows."""

    def rows(scores: dict[str, Score]) -> Row:
        return {name: score.row() for name, score in scores.items()}

    def share(right: int, of: int, *, ratio: str, count: str) -> Row:
        return {ratio: right / of if of else None, count: right, "of": of}

    kinds = {"entities": result.strict, "relations": result.relations, "figures": result.figures}
    return {
        "entities strict": result.strict.score.row(),
        "entities merged": result.merged.score.row(),
        "relations": result.relations.score.row(),
        "figures": result.figures.score.row(),
        "overall facts": result.facts.row(),
        "by entity type": rows(result.strict.by("type")),
        "by relation": rows(result.relations.by("p")),
        "by figure": rows(result.figures.by("p")),
        "facts by document": rows(result.by_document()),
        "fact recall by scope": {s: share(*n, ratio="recall", count="found") for s, n in result.by_scope().items()},
        "qualifiers over matched facts": {
            **{name: share(*n, ratio="accuracy", count="right") for name, n in result.qualifiers.items()},
            "rows that are negated, attributed or not asserted in the gold": result.qualified,
        },
        "left out": {
            "ignored": result.ignored,
            **{f"neutral {name}": m.neutral for name, m in kinds.items()},
            **{f"repeated {name}": m.repeated for name, m in kinds.items()},
        },
    }
