"""Whether claims are right as often as their confidence says.

Right is what matches a gold row (`kg.evaluate`); what matches an optional row, or one that is matched already, is neither right nor wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from kg.errors import KgError
from kg.evaluate import Evaluation, Row

DECILES = 10
ENOUGH = 20
"""Claims that a decile must hold for its share to mean something."""
TOLERANCE = 0.1
"""The difference that a decile may show."""


@dataclass(frozen=True, slots=True)
class Decile:
    """The claims whose confidence lies in [low, high), the last with 1 itself."""

    low: float
    high: float
    n: int
    stated: float
    """Mean of the confidences."""
    right: float
    """Share of the claims that are right."""

    @property
    def difference(self) -> float:
        return self.right - self.stated

    @property
    def holds(self) -> bool | None:
        """Whether the difference is small enough; None for too few claims."""
        return abs(self.difference) < TOLERANCE if self.n >= ENOUGH else None

    def row(self) -> Row:
        """As JSON writes it."""
        return {**asdict(self), "difference": self.difference, "holds": self.holds}


def deciles(stated: Iterable[tuple[float, bool]]) -> tuple[Decile, ...]:
    """Reliability of (confidence, right) pairs; deciles that hold nothing are left out."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in stated:
        bins.setdefault(min(int(confidence * DECILES + 1e-9), DECILES - 1), []).append((confidence, right))
    return tuple(_decile(n, found) for n, found in sorted(bins.items()))


def _decile(n: int, found: Sequence[tuple[float, bool]]) -> Decile:
    mean = sum(confidence for confidence, _ in found) / len(found)
    return Decile(n / DECILES, (n + 1) / DECILES, len(found), mean, sum(right for _, right in found) / len(found))


def reliability(result: Evaluation) -> tuple[Decile, ...]:
    """Reliability of the predicted facts. Raises KgError if they state no confidence."""
    right = [p for m in (result.relations, result.figures) for _, p in m.pairs]
    wrong = [p for m in (result.relations, result.figures) for p in m.wrong]
    if any("confidence" not in p for p in (*right, *wrong)):
        raise KgError("the predicted rows state no confidence; compare rows of claims.jsonl")
    return deciles([*((p["confidence"], True) for p in right), *((p["confidence"], False) for p in wrong)])
