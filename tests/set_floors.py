"""Pins the floors of the quality gate in tests/floors.json, one point below what a build measures now.

    python tests/set_floors.py [--lower REASON]

A floor only rises. Where a build measures less than its floor, nothing is written unless a reason is given; the file records it.
Gates whose gold is not at hand keep their floors.
"""

from __future__ import annotations

import argparse
import json
import sys
from math import floor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import quality
from quality import GATES, Values

MARGIN = 0.01


def main() -> None:
    """Measure, and write the file."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--lower", metavar="REASON", help="lower floors that are no longer reached; say why")
    reason = parser.parse_args().lower
    old = quality.read_floors() if quality.FLOORS.exists() else {"gates": {}, "lowered": []}
    gates, lowered = dict(old["gates"]), []
    for name, measured in measure_all().items():
        before = gates.get(name, {"floors": {}})["floors"]
        lowered += [{"gate": name, **each, "reason": reason} for each in sunk(before, measured)]
        gates[name] = {**GATES[name].fingerprints(), "floors": pinned(before, measured)}
        sys.stdout.write(f"{name}: {', '.join(f'{what} {value:.4f}' for what, value in measured.items())}\n")
    if lowered and not reason:
        raise SystemExit("\n".join(["below the floor; give --lower REASON to lower it:", *map(json.dumps, lowered)]))
    new = {"gates": {name: gates[name] for name in GATES if name in gates}, "lowered": [*old["lowered"], *lowered]}
    quality.FLOORS.write_text(json.dumps(new, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def measure_all() -> dict[str, Values]:
    """The measures of every gate whose gold is at hand, each folder built once."""
    here = {name: gate for name, gate in GATES.items() if gate.gold.exists()}
    with TemporaryDirectory() as folder:
        corpora = sorted({gate.corpus for gate in here.values()})
        built = {corpus: quality.build(corpus, Path(folder) / str(i)) for i, corpus in enumerate(corpora)}
        return {name: gate.measure(built[gate.corpus]) for name, gate in here.items()}


def pinned(floors: Values, measured: Values) -> Values:
    """New floors: a point below what was measured, and no lower than before where that is still reached."""
    return {
        what: max(floor((value - MARGIN) * 1000) / 1000, floors.get(what, 0.0) if value >= floors.get(what, 0.0) else 0.0)
        for what, value in measured.items()
    }


def sunk(floors: Values, measured: Values) -> list[dict[str, Any]]:
    """The measures that are below their floors, with both floors."""
    new = pinned(floors, measured)
    return [{"measure": what, "from": floors[what], "to": new[what]} for what in measured if measured[what] < floors.get(what, 0.0)]


if __name__ == "__main__":
    main()
