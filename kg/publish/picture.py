"""The drawing: entities as dots and links as lines of a pyvis network, with every position, size and bend decided here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kg.publish.layout import Box, place

Row = dict[str, Any]

DAMPING = 0.85
ROUNDS = 40
SMALLEST, LARGEST = 7, 26
LABELLED = 90
"""How many of the best nodes get room for their label; the others' labels appear as the reader comes nearer."""
BEND = 0.16


@dataclass(frozen=True, slots=True)
class Dot:
    """A node: what it is called, the group (class) that gives it its colour, its shape, and its weight from 0 to 1."""

    label: str
    group: str
    shape: str
    weight: float


@dataclass(frozen=True, slots=True)
class Line:
    """An edge between two dots, given by index. `claims` is how many statements it stands for."""

    start: int
    end: int
    claims: int
    arrow: bool
    solid: bool


def draw(dots: Sequence[Dot], lines: Sequence[Line]) -> tuple[list[Row], list[Row]]:
    """Nodes and edges as vis-network takes them, read out of a pyvis Network; their ids are the indices of dots and lines.

    Dots come best first (pyvis looks nodes up in a list, so this also keeps it fast). pyvis's own page is never written: it loads from
    other hosts and lets script through.
    """
    from pyvis.network import Network

    network = Network(directed=True, cdn_resources="in_line")
    sizes = [round(SMALLEST + (LARGEST - SMALLEST) * dot.weight) for dot in dots]
    boxes = [_box(dot, size, named=at < LABELLED) for at, (dot, size) in enumerate(zip(dots, sizes, strict=True))]
    spots = place(boxes, [(line.start, line.end) for line in lines])
    for at, (dot, size, (x, y)) in enumerate(zip(dots, sizes, spots, strict=True)):
        network.add_node(at, label=dot.label, shape=dot.shape, group=dot.group, size=size, x=x, y=y)
    for at, (line, smooth) in enumerate(zip(lines, _bends(lines), strict=True)):
        width = min(1 + 0.5 * (line.claims - 1), 4)
        arrows = "to" if line.arrow else ""
        network.add_edge(line.start, line.end, id=at, width=width, arrows=arrows, dashes=not line.solid, smooth=smooth)
    return network.nodes, network.edges


def _box(dot: Dot, size: int, *, named: bool) -> Box:
    letters = min(len(dot.label), 28) if named else 4
    return Box(max(2.0 * size + 14, 7.4 * letters + 14), 2.0 * size + 30)


def _bends(lines: Sequence[Line]) -> list[Row | bool]:
    """Lines between the same two dots fan out; a single one is straight."""
    between: dict[tuple[int, int], list[int]] = defaultdict(list)
    for at, line in enumerate(lines):
        between[min(line.start, line.end), max(line.start, line.end)].append(at)
    bends: list[Row | bool] = [False] * len(lines)
    for (first, _), group in between.items():
        for rank, at in enumerate(group):
            offset = (rank - (len(group) - 1) / 2) * (1 if lines[at].start == first else -1)
            if offset:
                side = "curvedCW" if offset > 0 else "curvedCCW"
                bends[at] = {"enabled": True, "type": side, "roundness": round(min(abs(offset) * BEND, 0.9), 3)}
    return bends


def ranks(count: int, edges: Sequence[tuple[int, int]]) -> list[float]:
    """PageRank of each node over undirected edges: how often somebody who follows links at random comes by. They add up to 1."""
    near: list[list[int]] = [[] for _ in range(count)]
    for one, other in edges:
        near[one].append(other)
        near[other].append(one)
    rank = [1 / count] * count if count else []
    for _ in range(ROUNDS):
        idle = sum(value for value, others in zip(rank, near, strict=True) if not others)
        base = (1 - DAMPING + DAMPING * idle) / count if count else 0.0
        share = [value / len(others) if others else 0.0 for value, others in zip(rank, near, strict=True)]
        rank = [base + DAMPING * sum(share[other] for other in others) for others in near]
    return rank
