"""What a build did, as numbers: the table at its end, and report.json. Nothing in it comes from the clock."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from kg.errors import KgError
from kg.model import Conflict, Extraction, Failure, Figure, Resolution, Run


@dataclass(frozen=True, slots=True)
class Report:
    """Counts of a build. Dictionaries are sorted, the most frequent first."""

    run: Run
    prefixes: dict[str, str]
    """Prefix to namespace, as in graph.ttl."""
    sources: dict[str, str]
    """Document name to its source, as a path from the output folder."""
    documents: int
    words: int
    entities: dict[str, int]
    """Class to number of entities."""
    relations: dict[str, int]
    """Relation to number of claims."""
    figures: dict[str, int]
    """Figure property to number of claims."""
    unassigned: int
    """Figures that no property of the ontology takes."""
    conflicts: dict[str, int]
    """Verdict to number."""
    failures: tuple[Failure, ...]

    def write(self, path: Path) -> None:
        """Write it as JSON."""
        path.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def report_of(
    extractions: Iterable[Extraction],
    resolution: Resolution,
    conflicts: Iterable[Conflict],
    *,
    run: Run,
    prefixes: dict[str, str],
    sources: dict[str, str],
    failures: Iterable[Failure],
) -> Report:
    """Count what was found. Only sources that became documents are kept."""
    count = _Count()
    for extraction in extractions:
        count.add(extraction)
    return Report(
        run=run,
        prefixes=prefixes,
        sources={name: sources[name] for name in count.names},
        documents=len(count.names),
        words=count.words,
        entities=_frequent(Counter(entity.cls for entity in resolution.entities)),
        relations=_frequent(count.relations),
        figures=_frequent(count.figures),
        unassigned=count.unassigned,
        conflicts=_frequent(Counter(str(conflict.verdict) for conflict in conflicts)),
        failures=tuple(sorted(failures, key=lambda f: (f.source, f.stage, f.reason))),
    )


def read_report(path: Path) -> Report:
    """The report of a build. Raises KgError if the file is none."""
    try:
        row = json.loads(path.read_text(encoding="utf-8"))
        failures = tuple(Failure(**each) for each in row.pop("failures"))
        return Report(run=Run(**row.pop("run")), failures=failures, **row)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise KgError(f"{path} is no report of this version of kg ({error}); build again") from None


@dataclass(slots=True)
class _Count:
    """Running totals over extractions, which are seen one at a time."""

    names: list[str] = field(default_factory=list)
    words: int = 0
    unassigned: int = 0
    relations: Counter[str] = field(default_factory=Counter)
    figures: Counter[str] = field(default_factory=Counter)

    def add(self, extraction: Extraction) -> None:
        self.names.append(extraction.document.name)
        self.words += extraction.words
        self.unassigned += len(extraction.unassigned)
        for claim in extraction.claims:
            (self.figures if isinstance(claim.object, Figure) else self.relations)[claim.predicate] += 1


def _frequent(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
