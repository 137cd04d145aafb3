"""What the quality gate measures: gold rows, the articles that they are about, and the scores of a build on them."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.evaluate import Evaluation, Rules, evaluate, read_rows
from kg.ontology import default_folder, load
from kg.output import CLAIMS
from kg.read import find

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "seeds"
SHARED = ROOT.parent / "shared"
FLOORS = Path(__file__).with_name("floors.json")

Values = dict[str, float]
"""Name of a measure to a ratio between 0 and 1."""


@dataclass(frozen=True, slots=True)
class Gate:
    """Gold rows and the folder of articles that they are about; of numbered articles, all or those with odd or even numbers."""

    gold: Path
    corpus: Path
    build: str
    """The fixture that builds the folder."""
    remainder: int | None = None
    """Of the article's number divided by two."""

    @property
    def shared(self) -> bool:
        """Whether the gold lies beside the checkout and may be missing."""
        return self.gold.is_relative_to(SHARED)

    def holds(self, name: str) -> bool:
        """Whether an article counts."""
        number = re.search(r"\d+", name)
        return self.remainder is None or (number is not None and int(number[0]) % 2 == self.remainder)

    def fingerprints(self) -> dict[str, str]:
        """SHA-256 of the gold file, and of the names and bytes of the articles."""
        articles = [f"{name} {_sha256(path)}\n" for name, path in find([self.corpus])[0] if self.holds(name)]
        return {"gold": _sha256(self.gold), "corpus": hashlib.sha256("".join(articles).encode()).hexdigest()}

    def compare(self, output: Path) -> Evaluation:
        """The rows of a build beside those of the gold."""
        gold = [row for row in read_rows(self.gold) if self.holds(row["doc"])]
        return evaluate(gold, read_rows(output / CLAIMS), Rules.of(load(default_folder())))

    def measure(self, output: Path) -> Values:
        """The measures that have floors."""
        result = self.compare(output)
        scores = {"facts": result.facts, "entities": result.merged.score}
        return {f"{name} {ratio}": getattr(score, ratio) or 0.0 for name, score in scores.items() for ratio in ("precision", "recall")}


_BRIEFS = (SHARED / "gold/briefs.jsonl", SHARED / "gold/briefs", "shared_briefs_output")
GATES = {
    "seeds": Gate(SHARED / "gold/seeds.jsonl", SHARED / "seeds", "shared_seeds_output"),
    "briefs": Gate(*_BRIEFS),
    "odd briefs": Gate(*_BRIEFS, remainder=1),
    "even briefs": Gate(*_BRIEFS, remainder=0),
    "digests": Gate(ROOT / "tests/eval/seeds.jsonl", SEEDS, "seeds_output"),
}


def read_floors() -> dict[str, Any]:
    """The file of floors: `gates`, by name, each with fingerprints and floors; `lowered`, what was lowered and why."""
    floors: dict[str, Any] = json.loads(FLOORS.read_text(encoding="utf-8"))
    return floors


def build(sources: Path, output: Path) -> Path:
    """Run `kg build`; the output folder. Raises RuntimeError with what it said if it fails."""
    command = [sys.executable, "-m", "kg", "build", str(sources), "--output", str(output)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    return output


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
