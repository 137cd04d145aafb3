"""How sure a claim is stated to be: the share of claims made the same way that are right on annotated text.

A claim comes with the weight of its line of the lexicon (or the probability of whatever made it), which says which of two claims is surer,
but not how sure. `lexicon/confidence.jsonl` moves it, in log-odds, by what annotated texts have shown (`kg calibrate` writes the file): of
all claims; of those with a weight like that; and of those made the same way, told from the general to the special by how the classes of
the ends were known, how the ends were found, what kind of line made the claim, and which line. Where few claims have been seen a cell
says little: STRENGTH claims that are right as often as the cells above say count beside its own (a Beta prior).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from kg.lexicon import Confidence
from kg.lexicon_reader import TRIGGERS
from kg.model import Claim, Mention
from kg.ontology import Ontology

STRENGTH = 40
"""Of 10, 20 and 40 the last predicts documents left out best."""
GUESSES = frozenset({"label", "role", "family", "learned"})
"""Mechanisms that give a class without a word of the text or the lexicon that names it."""
SURE, GUESSED = "sure", "guessed"
BINDINGS = ("name", "pronoun", "nominal", "understood")
"""An end's name stands in the sentence; a pronoun or a description stands for it; the sentence does not mention it. The surest first."""
OTHER = "other"
"""The kind of a rule that is no line of the lexicon and has no kind before a colon ("learned:...")."""
NARROW, WIDE = 0.02, 0.98
"""Nothing is surer than that before it is calibrated."""

Cell = tuple[str, ...]


@dataclass(frozen=True)
class Calibration:
    """What annotated texts have shown. Without a table every claim keeps its weight."""

    kinds: dict[str, str] = field(default_factory=dict)
    """Line of the lexicon to its kind."""
    shifts: dict[Cell, float] = field(default_factory=dict)
    """Cell to what it adds to the log-odds."""

    @classmethod
    def of(cls, ontology: Ontology) -> Calibration:
        return cls(kinds_of(ontology)).learned(ontology.confidence)

    def learned(self, lines: Iterable[Confidence]) -> Calibration:
        """The same with another table."""
        return replace(self, shifts={line.way: line.shift for line in lines})

    def cells(self, claim: Claim) -> list[Cell]:
        """What a claim is counted under, the general before the special."""
        ends = [end for end in (claim.subject, claim.object) if isinstance(end, Mention)]
        binding = max((_binding(end, claim) for end in ends), key=BINDINGS.index)
        typing = GUESSED if any(end.rule.partition(":")[0] in GUESSES for end in ends) else SURE
        kind = self.kinds.get(claim.rule) or claim.rule.rpartition(":")[0] or OTHER
        way = (typing, binding, kind, claim.rule)
        return [(), (f"weight {int(claim.confidence * 10 + 1e-9) / 10:.1f}",), *(way[:n] for n in range(1, len(way) + 1))]

    def applied(self, claim: Claim) -> Claim:
        """The claim with the share to expect right, in two decimals, in place of its weight."""
        if not self.shifts:
            return claim
        odds = _odds(claim.confidence) + sum(self.shifts.get(cell, 0.0) for cell in self.cells(claim))
        return replace(claim, confidence=round(_share(odds), 2))

    def learn(self, judged: Sequence[tuple[Claim, bool]]) -> list[Confidence]:
        """The table that claims with their weights make, each told to be right or wrong; the general cells first."""
        odds = [_odds(claim.confidence) for claim, _ in judged]
        paths = [self.cells(claim) for claim, _ in judged]
        lines: list[Confidence] = []
        for depth in range(max(map(len, paths), default=0)):
            members: dict[Cell, list[int]] = defaultdict(list)
            for n, path in enumerate(paths):
                members[path[depth]].append(n)
            for cell, group in sorted(members.items()):
                lines.append(_line(cell, [odds[n] for n in group], sum(judged[n][1] for n in group)))
                for n in group:
                    odds[n] += lines[-1].shift
        return lines


def _line(cell: Cell, odds: Sequence[float], right: int) -> Confidence:
    """What a cell adds: from the mean that is stated for its claims to the share that is right, as far as their number goes."""
    stated = sum(map(_share, odds)) / len(odds)
    share = (right + STRENGTH * stated) / (len(odds) + STRENGTH)
    return Confidence(cell, round(_odds(share) - _odds(stated), 4), right, len(odds))


def _odds(share: float) -> float:
    inside = min(max(share, NARROW), WIDE)
    return math.log(inside / (1 - inside))


def _share(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))


def _binding(end: Mention, claim: Claim) -> str:
    inside = claim.sentence.start <= end.anchor.start < claim.sentence.end
    return end.kind if inside else "understood"


def kinds_of(ontology: Ontology) -> dict[str, str]:
    """What triggers each frame and measure: "relation verb", "figure noun", "figure unit"."""
    frames = {f.id: " ".join(["relation", *(name for name in TRIGGERS if getattr(f, name))]) for f in ontology.frames}
    words = {m.id: [name for name in ("verb", "noun", "counted") if getattr(m, name)] or ["unit"] for m in ontology.measures}
    return frames | {rule: " ".join(["figure", *names]) for rule, names in words.items()}
