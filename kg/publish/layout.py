"""Where the names of a graph stand on a page: positions computed here, so that the browser need not simulate anything.

The best nodes are laid out by stress majorisation (distances on the page follow distances in the graph), pushed apart until no two
boxes touch, and their components packed side by side. Further nodes fill free places near their neighbours.

The same input gives the same integers on every machine: only additions, products, quotients and square roots, which IEEE 754 defines
exactly, and sums that run along the first axis, which numpy adds row after row. So no random start, no BLAS, no sine or exponential.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

Points: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
"""Shape (nodes, 2): x to the right and y downwards, in pixels."""

Spot: TypeAlias = tuple[int, int]

ASPECT = 1.45
"""Width by height that the whole picture aims at: the map's part of a wide screen."""
CORE = 300
EDGE = 105.0
SWEEPS = 160
SHOVES = 400
GAP = 26.0
COVER = 0.3
SLACK = 3.0
STEP = 64
CELL = 64
REGION = 256


@dataclass(frozen=True, slots=True)
class Box:
    """The room that a node takes with its label, in pixels: it must not touch another's."""

    width: float
    height: float


def place(boxes: Sequence[Box], edges: Iterable[tuple[int, int]], core: int = CORE) -> list[Spot]:
    """The centre of every box, in pixels; no two boxes overlap. Boxes come best first; edges are pairs of indices, in any direction.

    The first `core` boxes are arranged for beauty, which takes time by the square of their number; the rest is fitted in.
    """
    near = _neighbours(len(boxes), edges)
    first = range(min(core, len(boxes)))
    islands = [_island(component, near, boxes) for component in _components(first, near)]
    return _settle(_pack(islands), near, boxes)


def _neighbours(count: int, edges: Iterable[tuple[int, int]]) -> list[list[int]]:
    near: list[set[int]] = [set() for _ in range(count)]
    for one, other in edges:
        if one != other:
            near[one].add(other)
            near[other].add(one)
    return [sorted(each) for each in near]


def _components(nodes: range, near: list[list[int]]) -> list[list[int]]:
    """Connected sets of nodes, largest first, each in order of a walk outwards from its best node."""
    seen: set[int] = set()
    found = []
    for node in nodes:
        if node not in seen:
            component = list(_distances(node, near, nodes))
            seen.update(component)
            found.append(component)
    return sorted(found, key=lambda component: (-len(component), component[0]))


def _distances(start: int, near: list[list[int]], nodes: range) -> dict[int, int]:
    """Steps to every node that can be reached inside `nodes`, nearest first."""
    steps = {start: 0}
    queue = deque([start])
    while queue:
        here = queue.popleft()
        for there in near[here]:
            if there in nodes and there not in steps:
                steps[there] = steps[here] + 1
                queue.append(there)
    return steps


@dataclass(frozen=True, slots=True)
class _Island:
    """A component with its own coordinates: the corner of its bounding box is (0, 0)."""

    nodes: list[int]
    points: Points
    width: float
    height: float


def _island(component: list[int], near: list[list[int]], boxes: Sequence[Box]) -> _Island:
    sizes = np.array([(boxes[i].width, boxes[i].height) for i in component])
    if len(component) == 2:
        points = np.array([(0.0, 0.0), (sizes[0, 0] / 2 + sizes[1, 0] / 2 + GAP, 0.0)])
    else:
        points = _spread(_roomy(_stress(_targets(component, near)), sizes), sizes)
    low, high = (points - sizes / 2).min(axis=0), (points + sizes / 2).max(axis=0)
    width, height = (high - low).tolist()
    return _Island(component, points - low, width, height)


def _targets(component: list[int], near: list[list[int]]) -> Points:
    """The distance that each pair should have on the page; edges of hubs are longer, so that their leaves have room."""
    nodes = range(max(component) + 1)
    index = {node: at for at, node in enumerate(component)}
    degrees = np.array([float(sum(1 for other in near[node] if other in index)) for node in component])
    hops = np.zeros((len(component), len(component)))
    for at, node in enumerate(component):
        for other, steps in _distances(node, near, nodes).items():
            hops[at, index[other]] = steps
    reach = np.sqrt(degrees)
    wish: Points = EDGE * hops + 9.0 * (reach[:, None] + reach[None, :]) * (hops > 0)
    return wish


def _stress(target: Points) -> Points:
    """Positions whose distances come close to the targets, near ones counting more (weights of 1 / target squared)."""
    count = len(target)
    points = _start(target)
    off = target > 0
    weight = np.divide(1.0, target * target, out=np.zeros_like(target), where=off)
    total = np.maximum(weight.sum(axis=0), 1e-12)
    for _ in range(SWEEPS if count > 1 else 0):
        dx = points[:, 0][:, None] - points[:, 0][None, :]
        dy = points[:, 1][:, None] - points[:, 1][None, :]
        apart = np.sqrt(dx * dx + dy * dy)
        pull = weight * (1.0 - np.divide(target, apart, out=np.zeros_like(target), where=apart > 1e-9))
        points = points + np.stack([(pull * dx).sum(axis=0), (pull * dy).sum(axis=0)], axis=1) / total[:, None]
    return points


def _start(target: Points) -> Points:
    """A rough map to begin with: distances from two far ends, as pivots, turned into coordinates; then a small kick each."""
    count = len(target)
    if count < 2:
        return np.zeros((count, 2))
    one = int(target[0].argmax())
    other = int(target[one].argmax())
    across = target[one] - target[other]
    third = int((target[one] + target[other] - np.abs(across)).argmax())
    up = target[third] - 0.5 * (target[one] + target[other])
    kick = (np.arange(count) * 0.6180339887498949) % 1.0 - 0.5
    kick2 = (np.arange(count) * 0.7548776662466927) % 1.0 - 0.5
    return np.stack([across + EDGE * 2 * kick, up + EDGE * 2 * kick2], axis=1)


def _roomy(points: Points, sizes: Points) -> Points:
    """Stretch to the page's aspect, and so far that the boxes cover no more than a given share of the ground."""
    extent = points.max(axis=0) - points.min(axis=0)
    if len(points) < 4 or extent.min() <= 0:
        return points
    ground = (sizes[:, 0] * sizes[:, 1]).reshape(-1, 1).sum(axis=0)[0] / COVER
    area = max(float(extent[0] * extent[1]), float(ground))
    tall = np.sqrt(area / ASPECT)
    wish = np.stack([tall * ASPECT, tall])
    stretched: Points = (points - points.min(axis=0)) * wish / extent
    return stretched


def _spread(points: Points, sizes: Points) -> Points:
    """Push boxes apart along the shorter way until none overlap even when rounded, or the shoves are used up."""
    wide = (sizes[:, 0][:, None] + sizes[:, 0][None, :]) / 2 + SLACK
    high = (sizes[:, 1][:, None] + sizes[:, 1][None, :]) / 2 + SLACK
    order = np.arange(len(points))
    side = np.where(order[:, None] < order[None, :], -1.0, 1.0)
    for _ in range(SHOVES):
        dx = points[:, 0][:, None] - points[:, 0][None, :]
        dy = points[:, 1][:, None] - points[:, 1][None, :]
        over_x, over_y = wide - np.abs(dx), high - np.abs(dy)
        touching = (over_x > 0) & (over_y > 0)
        np.fill_diagonal(touching, False)
        if not (touching & (over_x > SLACK - 1) & (over_y > SLACK - 1)).any():
            break
        sideways = touching & (over_x < over_y)
        push_x = np.where(sideways, over_x * np.where(dx == 0, side, np.sign(dx)), 0.0)
        push_y = np.where(touching & ~sideways, over_y * np.where(dy == 0, side, np.sign(dy)), 0.0)
        # Summing runs down the rows: entry [i, j] pushes i away from j, and [j, i] is its mirror, hence the minus.
        points = points - np.stack([push_x.sum(axis=0), push_y.sum(axis=0)], axis=1) * 0.4
    return points


def _pack(islands: list[_Island]) -> dict[int, Spot]:
    """Components in rows below each other, the largest first; a mainland sets the picture's width, else the whole area does."""
    if not islands:
        return {}
    areas = [(each.width + GAP) * (each.height + GAP) for each in islands]
    limit = islands[0].width
    if areas[0] * 2 < sum(areas):
        limit = max(limit, float(np.sqrt(sum(areas) * ASPECT)))
    spots: dict[int, Spot] = {}
    left = top = row = 0.0
    for each in islands:
        if left and left + each.width > limit:
            left, top, row = 0.0, top + row + GAP, 0.0
        for node, (x, y) in zip(each.nodes, each.points.tolist(), strict=True):
            spots[node] = round(left + x), round(top + y)
        left, row = left + each.width + GAP, max(row, each.height)
    return spots


def _settle(wishes: dict[int, Spot], near: list[list[int]], boxes: Sequence[Box]) -> list[Spot]:
    """A free place for every box: where it wishes to stand or close by; without a wish, close to its best placed neighbour."""
    ground = _Ground(boxes)
    floor = max((y for _, y in wishes.values()), default=0)
    walks: dict[Spot, Iterator[Spot]] = {}
    spots: list[Spot] = []
    for node in range(len(boxes)):
        if node in wishes:
            walk = _spiral(*wishes[node])
        else:
            x, y = next((spots[other] for other in near[node] if other < node), (0, floor))
            region = x // REGION * REGION, y // REGION * REGION
            walk = walks.setdefault(region, _spiral(*region))  # goes on where the region's last search ended: what it passed is taken
        spots.append(next(spot for spot in walk if ground.free(node, spot)))
        ground.take(node, spots[node])
    return spots


def _spiral(x: int, y: int) -> Iterator[Spot]:
    """Places around a point, square ring after square ring, without end."""
    yield x, y
    ring = 1
    while True:
        for step in range(-ring, ring):
            for dx, dy in ((step, -ring), (ring, step), (-step, ring), (-ring, -step)):
                yield x + dx * STEP, y + dy * STEP // 2
        ring += 1


class _Ground:
    """Which boxes lie where, so that a free place is found without asking every box."""

    def __init__(self, boxes: Sequence[Box]) -> None:
        self.boxes = boxes
        self.cells: dict[tuple[int, int], list[tuple[int, int, int]]] = {}

    def take(self, node: int, spot: Spot) -> None:
        for cell in self._cells(node, spot):
            self.cells.setdefault(cell, []).append((node, *spot))

    def free(self, node: int, spot: Spot) -> bool:
        mine = self.boxes[node]
        for cell in self._cells(node, spot):
            for other, x, y in self.cells.get(cell, ()):
                theirs = self.boxes[other]
                if abs(x - spot[0]) * 2 < mine.width + theirs.width and abs(y - spot[1]) * 2 < mine.height + theirs.height:
                    return False
        return True

    def _cells(self, node: int, spot: Spot) -> Iterator[tuple[int, int]]:
        box = self.boxes[node]
        for column in range(int((spot[0] - box.width / 2) // CELL), int((spot[0] + box.width / 2) // CELL) + 1):
            for line in range(int((spot[1] - box.height / 2) // CELL), int((spot[1] + box.height / 2) // CELL) + 1):
                yield column, line
