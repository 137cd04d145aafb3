"""The quality gate: what builds score on gold rows must not fall below the floors of floors.json (`python tests/set_floors.py`)."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from quality import GATES, SHARED, Gate, Values, read_floors
from set_floors import pinned, sunk

FLOORS = read_floors()
MEASURES = ("facts precision", "facts recall", "entities precision", "entities recall")
GOALS = {"seeds": (0.75, 0.50), "briefs": (0.65, 0.35)}
"""Precision and recall of facts that the first release is to have, whatever the floors say."""


def marks(gate: Gate) -> list[pytest.MarkDecorator]:
    return [pytest.mark.shared] if gate.shared else []


gates = pytest.mark.parametrize("name", [pytest.param(name, marks=marks(gate)) for name, gate in GATES.items()])


@pytest.fixture
def output(name: str, request: pytest.FixtureRequest) -> Path:
    """The build of the gate's articles."""
    built: Path = request.getfixturevalue(GATES[name].build)
    return built


def test_every_gate_has_its_floors() -> None:
    assert {name: tuple(gate["floors"]) for name, gate in FLOORS["gates"].items()} == dict.fromkeys(GATES, MEASURES)
    assert {name for name, gate in GATES.items() if gate.shared} == set(GATES) - {"digests"}
    assert [each for each in FLOORS["lowered"] if not each["reason"].strip()] == []


@gates
def test_the_floors_are_those_of_this_gold(name: str) -> None:
    found, pinned_for = GATES[name].fingerprints(), FLOORS["gates"][name]
    changed = [what for what in found if found[what] != pinned_for[what]]
    assert changed == [], f"{', '.join(changed)} of {name} changed since the floors were set; run python tests/set_floors.py"


@gates
def test_a_build_reaches_the_floors(name: str, output: Path) -> None:
    floors, measured = FLOORS["gates"][name]["floors"], GATES[name].measure(output)
    below = {what: f"{measured[what]:.3f} < {floors[what]:.3f}" for what in MEASURES if measured[what] < floors[what]}
    assert below == {}, f"{name}: `kg eval {GATES[name].gold} --errors` lists what is missed and wrong"


@pytest.mark.shared
@pytest.mark.parametrize("name", GOALS)
def test_the_first_release_is_good_enough(name: str, output: Path) -> None:
    result = GATES[name].compare(output)
    assert result.facts.reaches(*GOALS[name]), result.facts


@pytest.mark.shared
def test_odd_and_even_briefs_are_all_briefs() -> None:
    names = {path.name for path in (SHARED / "gold/briefs").iterdir()}
    odd, even = ({name for name in names if GATES[f"{parity} briefs"].holds(name)} for parity in ("odd", "even"))
    assert odd
    assert even
    assert odd ^ even == names


# -- how floors move


MOVES: list[tuple[str, float | None, float, float, bool]] = [
    ("a first floor", None, 0.8, 0.79, False),
    ("it rises", 0.7, 0.8, 0.79, False),
    ("within the margin it stays", 0.795, 0.8, 0.795, False),
    ("reached to the point", 0.8, 0.8, 0.8, False),
    ("below it sinks", 0.81, 0.8, 0.79, True),
    ("rounded down", None, 0.8019, 0.791, False),
]


@pytest.mark.parametrize(("before", "measured", "after", "sinks"), [move[1:] for move in MOVES], ids=[move[0] for move in MOVES])
def test_a_floor_only_rises(before: float | None, measured: float, after: float, sinks: bool) -> None:
    floors: Values = {} if before is None else {"facts recall": before}
    new = pinned(floors, {"facts recall": measured})
    assert math.isclose(new["facts recall"], after)
    assert sunk(floors, {"facts recall": measured}) == (
        [{"measure": "facts recall", "from": before, "to": new["facts recall"]}] if sinks else []
    )
