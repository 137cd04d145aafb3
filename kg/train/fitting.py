"""The fit of linear models over named features: a softmax over classes, and one logistic a property and direction with a part in common.

Matrices are of 32-bit numbers. Nothing hangs on the order of a set or on chance: equal lessons give equal weights.
"""

from __future__ import annotations

import importlib.util
import itertools
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kg.errors import KgError
from kg.extract.learned import ANY, BACKWARD, FORWARD
from kg.extract.weights import SMALLEST, Weights

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_matrix

LEAST = 2
"""Features that were there fewer times are left out."""
CLASS_STEPS, YES_NO_STEPS = 100, 60
"""Steps of L-BFGS at most. More of them fit the lessons better and other texts no better."""

Step = Callable[[int, int], None]
"""Told how many steps are done, and of how many at most."""
Loss = Callable[["np.ndarray[Any, Any]"], tuple[float, "np.ndarray[Any, Any]"]]


@dataclass
class Features:
    """Features by number, in the order of their first appearance, and how often each was there."""

    numbers: dict[str, int] = field(default_factory=dict)
    counts: list[int] = field(default_factory=list)

    def add(self, features: Iterable[str]) -> array[int]:
        """The numbers of the features that are there together, each once."""
        ids = sorted({self.numbers.setdefault(f, len(self.numbers)) for f in features})
        self.counts += [0] * (len(self.numbers) - len(self.counts))
        for i in ids:
            self.counts[i] += 1
        return array("i", ids)

    def kept(self) -> tuple[list[str], np.ndarray[Any, Any]]:
        """The features that are frequent enough, sorted, and for every feature's number its place among them or -1."""
        import numpy as np

        names = sorted(name for name, i in self.numbers.items() if self.counts[i] >= LEAST)
        places = np.full(len(self.numbers), -1, dtype=np.int32)
        places[[self.numbers[name] for name in names]] = np.arange(len(names), dtype=np.int32)
        return names, places


@dataclass
class Choices:
    """Lessons of one answer out of many: the features of each candidate, and its class."""

    none: str
    """The class of what is nothing."""
    features: Features = field(default_factory=Features)
    rows: list[array[int]] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)

    @property
    def right(self) -> int:
        """How many candidates are something."""
        return sum(answer != self.none for answer in self.answers)

    def add(self, features: Iterable[str], answer: str) -> None:
        self.rows.append(self.features.add(features))
        self.answers.append(answer)

    def fit(self, l2: float, step: Step) -> Weights:
        """A softmax over the classes."""
        import numpy as np

        names, places = self.features.kept()
        labels = sorted(set(self.answers))
        matrix = _matrix([_placed(places, ids) for ids in self.rows], len(names))
        truth = np.array([labels.index(answer) for answer in self.answers])
        rows, shape = np.arange(len(truth)), (len(names), len(labels))

        def loss(w: np.ndarray[Any, Any]) -> tuple[float, np.ndarray[Any, Any]]:
            scores = (matrix @ w.astype(np.float32).reshape(shape)).astype(np.float64)
            scores -= scores.max(axis=1, keepdims=True)
            odds = np.exp(scores)
            sums = odds.sum(axis=1)
            total = float(np.log(sums).sum() - scores[rows, truth].sum() + 0.5 * l2 * (w @ w))
            odds /= sums[:, None]
            odds[rows, truth] -= 1.0
            return total, (matrix.T @ odds.astype(np.float32)).astype(np.float64).ravel() + l2 * w

        return _weights(names, labels, _least(loss, len(names) * len(labels), CLASS_STEPS, step).reshape(shape), {})


@dataclass
class Questions:
    """Lessons of yes and no: the features of each candidate, and the labels that it was asked about with features of their own."""

    features: Features = field(default_factory=Features)
    rows: list[array[int]] = field(default_factory=list)
    asked: list[tuple[int, str, str, array[int], bool]] = field(default_factory=list)
    """(candidate, label, direction, features of its own, answer)"""

    @property
    def right(self) -> int:
        """How many were answered with yes."""
        return sum(answer for *_, answer in self.asked)

    def add(self, features: Iterable[str], labels: Iterable[tuple[str, str, Iterable[str], bool | None]]) -> None:
        """A candidate with (label, direction, features of its own, answer); without an answer nothing is asked."""
        self.rows.append(self.features.add(features))
        for label, direction, own, answer in labels:
            ids = self.features.add(own)
            if answer is not None:
                self.asked.append((len(self.rows) - 1, label, direction, ids, answer))

    def fit(self, l2: float, settings: dict[str, float], step: Step) -> Weights:
        """A logistic a label and direction; a feature's weight is the sum of one that all labels share and one of the label's own."""
        import numpy as np

        names, places = self.features.kept()
        # Of what no text states nothing can be learned: the lexicon alone speaks for it.
        told = {label for _, label, _, _, answer in self.asked if answer}
        asked = [question for question in self.asked if question[1] in told]
        labels = [ANY + FORWARD, ANY + BACKWARD, *sorted({label + direction for _, label, direction, _, _ in asked})]
        column = {label: i for i, label in enumerate(labels)}
        shared = [_placed(places, ids) for ids in self.rows]
        flat = []
        for n, label, direction, own, _ in asked:
            at = np.concatenate([shared[n], _placed(places, own)]) * np.int32(len(labels))
            flat.append(np.concatenate([at + np.int32(column[ANY + direction]), at + np.int32(column[label + direction])]))
        used = np.zeros(len(names) * len(labels), dtype=bool)
        for cells in flat:
            used[cells] = True
        number = np.cumsum(used, dtype=np.int32) - np.int32(1)
        matrix = _matrix([number[cells] for cells in flat], int(used.sum()))
        truth = np.array([answer for *_, answer in asked], dtype=np.float64)

        def loss(w: np.ndarray[Any, Any]) -> tuple[float, np.ndarray[Any, Any]]:
            scores = (matrix @ w.astype(np.float32)).astype(np.float64)
            total = float(np.logaddexp(0.0, scores).sum() - truth @ scores + 0.5 * l2 * (w @ w))
            miss = (1.0 / (1.0 + np.exp(-scores)) - truth).astype(np.float32)
            return total, (matrix.T @ miss).astype(np.float64) + l2 * w

        whole = np.zeros(used.size)
        whole[used] = _least(loss, int(used.sum()), YES_NO_STEPS, step)
        return _weights(names, labels, whole.reshape(len(names), len(labels)), settings)


def _placed(places: np.ndarray[Any, Any], ids: array[int]) -> np.ndarray[Any, Any]:
    """The places of features that are kept."""
    import numpy as np

    found: np.ndarray[Any, Any] = places[np.frombuffer(ids, dtype=np.int32)] if ids else np.zeros(0, dtype=np.int32)
    return np.sort(found[found >= 0])


def _matrix(rows: Sequence[np.ndarray[Any, Any]], width: int) -> csr_matrix:
    """Rows of ones as a sparse matrix."""
    import numpy as np
    from scipy.sparse import csr_matrix

    starts = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int32)
    columns = np.concatenate(rows).astype(np.int32, copy=False)
    return csr_matrix((np.ones(len(columns), dtype=np.float32), columns, starts), shape=(len(rows), width))


def _least(loss: Loss, size: int, steps: int, step: Step) -> np.ndarray[Any, Any]:
    """Where a loss is least, from 0 on."""
    import numpy as np
    from scipy.optimize import minimize

    done = itertools.count(1)
    found = minimize(
        loss, np.zeros(size), jac=True, method="L-BFGS-B", options={"maxiter": steps}, callback=lambda w: step(next(done), steps)
    )
    solution: np.ndarray[Any, Any] = found.x
    step(steps, steps)
    return solution


def _weights(names: Sequence[str], labels: Sequence[str], matrix: np.ndarray[Any, Any], settings: dict[str, float]) -> Weights:
    """The weights as a file keeps them, without features of no weight."""
    import numpy as np

    kept = matrix.astype(np.float16).astype(np.float32)
    kept[np.abs(kept) <= SMALLEST] = 0.0
    there = np.flatnonzero(np.any(kept, axis=1)).tolist()
    return Weights({names[n]: i for i, n in enumerate(there)}, {label: i for i, label in enumerate(labels)}, kept[there], settings)


def check_installed() -> None:
    """Raise KgError where there is no scipy."""
    if importlib.util.find_spec("scipy") is None:
        raise KgError("training needs scipy, which is not installed; run: pip install 'cited-kg[train]'")
