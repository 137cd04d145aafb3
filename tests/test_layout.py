"""kg.publish.layout: where names stand on the page."""

from __future__ import annotations

from itertools import combinations
from math import dist

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.publish.layout import Box, place

SIZES = st.builds(Box, st.integers(20, 220), st.integers(24, 80))


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[Box], list[tuple[int, int]]]:
    boxes = draw(st.lists(SIZES, max_size=24))
    ends = st.integers(0, max(len(boxes) - 1, 0))
    return boxes, draw(st.lists(st.tuples(ends, ends), max_size=40)) if boxes else []


def overlapping(boxes: list[Box], spots: list[tuple[int, int]]) -> list[tuple[int, int]]:
    def touch(one: int, other: int) -> bool:
        dx, dy = abs(spots[one][0] - spots[other][0]), abs(spots[one][1] - spots[other][1])
        return dx * 2 < boxes[one].width + boxes[other].width and dy * 2 < boxes[one].height + boxes[other].height

    return [pair for pair in combinations(range(len(boxes)), 2) if touch(*pair)]


@settings(max_examples=60, deadline=None)
@given(graphs(), st.integers(0, 30))
def test_no_two_boxes_overlap(graph: tuple[list[Box], list[tuple[int, int]]], core: int) -> None:
    boxes, edges = graph
    spots = place(boxes, edges, core)
    assert len(spots) == len(boxes)
    assert all(type(value) is int for spot in spots for value in spot)
    assert overlapping(boxes, spots) == []


@settings(max_examples=25, deadline=None)
@given(graphs(), st.randoms(use_true_random=False))
def test_order_direction_and_number_of_edges_do_not_matter(graph: tuple[list[Box], list[tuple[int, int]]], random: object) -> None:
    boxes, edges = graph
    shuffled = [(other, one) for one, other in edges] + edges[:3]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert place(boxes, shuffled) == place(boxes, edges)


def test_neighbours_stand_nearer_than_strangers() -> None:
    boxes = [Box(30, 30)] * 12
    spots = place(boxes, [(at, at + 1) for at in range(11)])
    assert max(dist(spots[at], spots[at + 1]) for at in range(11)) < dist(spots[0], spots[11])


def test_leaves_lie_around_their_hub() -> None:
    boxes = [Box(40, 40)] * 21
    spots = place(boxes, [(0, leaf) for leaf in range(1, 21)])
    middle = [sum(spot[axis] for spot in spots[1:]) / 20 for axis in (0, 1)]
    assert dist(spots[0], middle) < 0.5 * min(dist(spots[0], leaf) for leaf in spots[1:])


def test_components_do_not_lie_in_one_another() -> None:
    boxes = [Box(50, 40)] * 9
    parts = [[0, 1, 2, 3, 4], [5, 6], [7, 8]]
    spots = place(boxes, [(0, 1), (0, 2), (0, 3), (0, 4), (5, 6), (7, 8)])
    for one, other in combinations(parts, 2):
        first, second = [[spots[node] for node in part] for part in (one, other)]
        apart = [max(s[axis] for s in a) < min(s[axis] for s in b) for axis in (0, 1) for a, b in ((first, second), (second, first))]
        assert any(apart), (one, other)


def test_what_is_beyond_the_core_leaves_the_core_where_it_is() -> None:
    boxes = [Box(60, 40)] * 40
    edges = [(0, at) for at in range(1, 20)] + [(at % 20, at) for at in range(20, 40)]
    alone = place(boxes[:20], [edge for edge in edges if max(edge) < 20])
    assert place(boxes, edges, core=20)[:20] == alone


@pytest.mark.parametrize(
    ("boxes", "edges", "expected"),
    [([], [], 0), ([Box(10, 10)], [], 1), ([Box(10, 10)], [(0, 0)], 1), ([Box(10, 10)] * 2, [(0, 1), (1, 0)], 2)],
)
def test_the_smallest_graphs(boxes: list[Box], edges: list[tuple[int, int]], expected: int) -> None:
    assert len(set(place(boxes, edges))) == expected


def test_five_hundred_nodes_are_placed_without_overlap_and_wider_than_high() -> None:
    boxes = [Box(40 + at % 7 * 15, 40) for at in range(500)]
    edges = [(at, at * at % at) if at < 3 else (at, (at * 7919) % max(at // 3, 1)) for at in range(1, 500)]
    spots = place(boxes, edges)
    width, height = [max(s[axis] for s in spots) - min(s[axis] for s in spots) for axis in (0, 1)]
    assert overlapping(boxes, spots) == []
    assert height < width < 4 * height
