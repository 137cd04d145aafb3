"""Which candidates of a training text are right: what each name is, and which pairs and sums are the facts of the example.

Of all the ways to find a fact, the nearest is the one to learn: both ends in a sentence before one that stands outside it, and near
words before far ones. The other ways are neither right nor wrong and are not asked about.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TypeVar

from kg.evaluate import normal
from kg.extract.kinds import NONE
from kg.extract.learned import BACK, FORWARD, End, Pair, Sum, distance
from kg.extract.scene import Scene
from kg.model import DATE, Figure, Mention
from kg.ontology import Ontology
from kg.train.examples import Example, Fact
from kg.train.prompting import normals

UNSAID = ("topic", *(f"before{n}" for n in range(1, BACK + 1)))
"""Kinds of ends that a sentence leaves unsaid, the nearest first."""
NEAR = Decimal("0.01")
"""Part of a value by which a figure may miss it."""

Key = TypeVar("Key", bound=tuple[object, ...])
Way = tuple[int, str, str]
"""(number of the pair, relation, direction)"""
Labels = dict[Key, bool | None]
"""What is the nearest way to a fact (True) and what another (None). All else is wrong."""


def class_of(surface: str, example: Example) -> str:
    """The class of a candidate for a name: that of the name that it is, or of the only one that it is a part of, or NONE."""
    whole = {normal(name): cls for name, cls in reversed(example.names.items())}
    if normal(surface) in whole:
        return whole[normal(surface)]
    owner: dict[str, str] = {}
    for name in example.names:
        for word in name.replace("'s", "").split():
            owner.setdefault(normal(word), name)
    owners = {owner.get(normal(word), "") for word in surface.split()}
    return example.names.get(owners.pop(), NONE) if len(owners) == 1 else NONE


def of_pairs(pairs: Sequence[Pair], example: Example, ontology: Ontology) -> Labels[Way]:
    """Labels of the relations that pairs may stand in. The key is (number of the pair, relation, direction)."""
    labels: Labels[Way] = {}
    ends = [(_called(pair.first.mention), _called(pair.second.mention)) for pair in pairs]
    for fact in example.facts:
        if not fact.unit and isinstance(fact.object, str):
            s, o = normals([fact.subject]), normals([fact.object])
            ways = _ways(pairs, ends, fact.predicate, s, o, ontology.relations[fact.predicate].symmetric)
            _settle(labels, sorted((*_apart(pairs[n]), (n, p, d)) for n, p, d in ways), fact.optional)
    return labels


def _ways(
    pairs: Sequence[Pair], ends: Sequence[tuple[set[str], set[str]]], predicate: str, s: set[str], o: set[str], symmetric: bool
) -> Iterator[Way]:
    for n, (pair, (first, second)) in enumerate(zip(pairs, ends, strict=True)):
        for p, d, _ in pair.labels:
            if p == predicate:
                a, b = (first, second) if d == FORWARD else (second, first)
                if (a & s and b & o) or (symmetric and b & s and a & o):
                    yield n, p, d


def _apart(pair: Pair) -> tuple[int, int]:
    return (_rank(pair.first), 0) if pair.first.token is None else (0, distance(pair.first, pair.second))


def _rank(end: End) -> int:
    """0 for what stands in the sentence, more for what is further away."""
    return 0 if end.token is not None else 1 + UNSAID.index(end.kind)


def of_sums(sums: Sequence[tuple[Scene, Sum]], example: Example) -> Labels[tuple[int, int]]:
    """Labels of what quantities may be of their owners. The key is (number of the sum, number of the reading)."""
    labels: Labels[tuple[int, int]] = {}
    for fact in example.facts:
        if fact.unit:
            owner = normals([fact.subject])
            ways = [
                (*_beside(scene, s), (n, k))
                for n, (scene, s) in enumerate(sums)
                if _called(s.owner.mention) & owner
                for k, (p, figure, _) in enumerate(s.readings)
                if p == fact.predicate and is_value(fact, figure)
            ]
            _settle(labels, sorted(ways), fact.optional)
    return labels


def _beside(scene: Scene, s: Sum) -> tuple[int, int]:
    at = s.owner.token
    return _rank(s.owner), 0 if at is None else abs(scene.tree.start[at] - s.found.figure.anchor.start)


def is_value(fact: Fact, figure: Figure) -> bool:
    """Whether a figure is the fact's: a number within a hundredth, a date as far as both go."""
    if fact.unit != figure.unit:
        return False
    if fact.unit == DATE or isinstance(figure.value, str) or isinstance(fact.object, str):
        a, b = str(fact.object), str(figure.value)
        return a.startswith(b) or b.startswith(a)
    return abs(fact.object - figure.value) <= NEAR * abs(fact.object)


def _settle(labels: Labels[Key], ways: Sequence[tuple[int, int, Key]], optional: bool) -> None:
    for n, (*_, key) in enumerate(ways):
        if n == 0 and not optional:
            labels[key] = True
        else:
            labels.setdefault(key, None)


def _called(m: Mention) -> set[str]:
    """What a mention is called in full and, if it is a name, where it stands."""
    return normals([m.name, m.anchor.quote] if m.kind == "name" else [m.name])
