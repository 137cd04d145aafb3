"""How each class looks on the page: a hue and a shape, from the ontology's list of classes alone.

A class and its subclasses share a hue; eight hues can be told apart by colour-blind readers, so later families, and the members of one
family, differ by shape as well. No two classes look the same until hues and shapes are used up.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from kg.ontology import Ontology

HUES = 8
"""Number of hues that page.css defines, --hue-0 to --hue-7, for light and for dark pages."""

SHAPES = ("dot", "square", "diamond", "triangle", "hexagon", "triangleDown", "star")
"""Shapes of vis-network whose size does not depend on a label."""


@dataclass(frozen=True, slots=True)
class Look:
    """`hue` is a number of page.css, `shape` a shape of vis-network."""

    hue: int
    shape: str


def looks(ontology: Ontology) -> dict[str, Look]:
    """The look of every class. Classes of which the ontology has most to say come first, and get a hue of their own and the dot."""
    weight = _weights(ontology)
    families: dict[str, list[str]] = defaultdict(list)
    for cls in ontology.classes:
        families[(cls, *ontology.ancestors(cls))[-1]].append(cls)
    order = sorted(families.values(), key=lambda family: (-sum(weight[cls] for cls in family), family[0]))
    used = [0] * HUES
    found: dict[str, Look] = {}
    for family in order:
        hue = min(range(HUES), key=used.__getitem__)
        for cls in sorted(family, key=lambda cls: (-weight[cls], cls)):
            found[cls] = Look(hue, SHAPES[used[hue] % len(SHAPES)])
            used[hue] += 1
    return found


def _weights(ontology: Ontology) -> Counter[str]:
    """How often the vocabulary allows a class as an end of a property, and how many names the lexicon gives it."""
    weight = Counter(name.cls for name in ontology.names)
    for relation in ontology.relations.values():
        weight.update((*relation.domain, *relation.range))
    for figure in ontology.figures.values():
        weight.update(figure.domain)
    return weight
