"""Write the table of scores into README.md: `make docs`. Our own digests always; the annotated texts of ../shared where they are.

Every set of texts is built anew and held against its gold rows, as `kg eval` does.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg import pipeline
from kg.engine import single_threaded
from kg.evaluate import Evaluation, Row, Rules, Score, evaluate, read_rows
from kg.ontology import default_folder, load
from kg.output import CLAIMS

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
HEAD = """| texts | documents | facts to find | precision | recall | F1 | entities: precision | recall |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"""


@dataclass(frozen=True, slots=True)
class Texts:
    """A folder of texts and the gold rows on them; `remainder`: only those whose number leaves it when divided by two."""

    name: str
    folder: Path
    gold: Path
    remainder: int | None = None

    def rows(self) -> list[Row]:
        """The gold rows on these texts."""
        return [row for row in read_rows(self.gold) if self.remainder is None or number(row["doc"]) % 2 == self.remainder]


BRIEFS = (SHARED / "gold/briefs", SHARED / "gold/briefs.jsonl")
SETS = (
    Texts("the digests in [seeds/](seeds/)", ROOT / "seeds", ROOT / "tests/eval/seeds.jsonl"),
    Texts("the articles that they retell", SHARED / "seeds", SHARED / "gold/seeds.jsonl"),
    Texts("invented news items, odd numbers: the lexicon was made on them", *BRIEFS, remainder=1),
    Texts("invented news items, even numbers: not tuned on", *BRIEFS, remainder=0),
)


def number(document: str) -> int:
    """The first number in a document's name."""
    found = re.search(r"\d+", document)
    return int(found[0]) if found else 0


def table() -> str:
    """One line for each set of texts that is there."""
    with tempfile.TemporaryDirectory() as scratch:
        return "\n".join([HEAD, *lines(Path(scratch))])


def lines(scratch: Path) -> Iterator[str]:
    outputs: dict[Path, Path] = {}
    rules = Rules.of(load(default_folder()))
    for texts in SETS:
        if texts.gold.is_file():
            if texts.folder not in outputs:
                outputs[texts.folder] = scratch / str(len(outputs))
                pipeline.build([texts.folder], outputs[texts.folder])
            gold = texts.rows()
            yield line(texts.name, gold, evaluate(gold, read_rows(outputs[texts.folder] / CLAIMS), rules))


def line(name: str, gold: list[Row], result: Evaluation) -> str:
    facts, entities = result.facts, result.merged.score
    counts = [str(len({row["doc"] for row in gold})), str(facts.tp + facts.fn)]
    ratios = [facts.precision, facts.recall, facts.f1, *both(entities)]
    return f"| {name} | {' | '.join(counts)} | {' | '.join('–' if each is None else f'{each:.2f}' for each in ratios)} |"


def both(score: Score) -> tuple[float | None, float | None]:
    return score.precision, score.recall


def replaced(page: str, mark: str, content: str) -> str:
    """The page with other content between `<!-- mark -->` and the end of that block. ValueError if it has no such block."""
    pattern = re.compile(rf"(<!-- {re.escape(mark)} -->\n).*?(<!-- /{mark.partition(':')[0]} -->)", re.DOTALL)
    page, count = pattern.subn(lambda found: f"{found[1]}{content}\n{found[2]}", page)
    if count != 1:
        raise ValueError(f"{count} blocks <!-- {mark} --> in the page; there must be one")
    return page


def main() -> None:
    single_threaded()
    page = ROOT / "README.md"
    page.write_text(replaced(page.read_text(encoding="utf-8"), "quality", table()), encoding="utf-8")


if __name__ == "__main__":
    main()
