"""The whole build on one screen: sources -> extractions on disk -> entities -> conflicts -> store -> files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

import kg
from kg import ontology as ontologies
from kg import output as files
from kg.conflict import find_conflicts
from kg.engine import Extractor, Load, extract_all
from kg.errors import KgError
from kg.graph import build as graph
from kg.graph import formats, store, terms
from kg.model import Extraction, Failure, Run
from kg.ontology import Ontology
from kg.output import Output
from kg.publish import html, rows
from kg.read import find
from kg.report import Report, report_of
from kg.resolve import resolve
from kg.spool import Spool

Progress = Callable[[str, int, int], None]
"""Called with a stage's name, how much of it is done, and how much there is."""

_IRI = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:[^\s<>\"{}|\\^`]+")


def build(
    sources: Sequence[Path],
    output: Path,
    *,
    ontology_folder: Path | None = None,
    model: str | None = None,
    jobs: int = 1,
    base_iri: str = terms.DEFAULT_BASE,
    load: Load | None = None,
    progress: Progress = lambda stage, done, of: None,
) -> Report:
    """Build a graph of the sources in an output folder, and say what is in it.

    New files take the place of old ones at the end: a build that fails or is killed leaves everything as it was. A source that can't be
    read is a failure of the report. Raises KgError, with nothing written, if none can be. `load` is for extractors of one's own.
    """
    folder = ontology_folder or ontologies.default_folder()
    ontology = ontologies.load(folder)
    base = _base(base_iri)
    named, unread = find(sources)
    extractor = (load or partial(load_extractor, ontology, model))()
    run = Run(kg.__version__, extractor.model, ontology.sha256)
    with Output(output).writing() as new:
        failures = list(unread)
        found = extract_all(
            named,
            extractor,
            load or partial(load_extractor, folder, model),
            jobs=jobs,
            on_progress=_counting(progress, "reading", len(named)),
        )
        spool = Spool.write(new / files.EXTRACTIONS, _insist(_without(found, failures), failures))
        progress("linking", 0, 3)
        resolution = resolve(spool, ontology)
        conflicts = find_conflicts(spool, resolution, ontology)
        progress("linking", 1, 3)
        store.write(new / files.STORE, graph.quads(spool, resolution, conflicts, ontology, run, base))
        prefixes = terms.prefixes(ontology, base)
        formats.write(store.open_store(new / files.STORE), new / files.TURTLE, "turtle", prefixes)
        progress("linking", 2, 3)
        _write(new / files.PAGE, [html.render(spool, resolution, conflicts, ontology, title=_title(named))])
        _write(new / files.CLAIMS, rows.lines(spool))
        paths = {name: files.relative(path, output) for name, path in named}
        report = report_of(spool, resolution, conflicts, run=run, prefixes=prefixes, sources=paths, failures=failures)
        report.write(new / files.REPORT)
        progress("linking", 3, 3)
    return report


def load_extractor(ontology: Ontology | Path, model: str | None) -> Extractor:
    """The extractor that reads with a spaCy model. Raises ModelError.

    Other processes are given the ontology's folder: they take what they are sent from a pipe, and one that dies before it has read a
    whole ontology would leave us writing to it for ever.
    """
    from kg.extract import pipeline as extract

    return extract.load(ontologies.load(ontology) if isinstance(ontology, Path) else ontology, model)


def _base(iri: str) -> str:
    if not _IRI.fullmatch(iri):
        raise KgError(f"{iri!r} is no absolute IRI; give --base-iri one like {terms.DEFAULT_BASE}")
    return terms.base_of(iri)


def _without(found: Iterable[Extraction | Failure], failures: list[Failure]) -> Iterator[Extraction]:
    """The extractions; the failures among them go to the list."""
    for each in found:
        if isinstance(each, Failure):
            failures.append(each)
        else:
            yield each


def _insist(extractions: Iterator[Extraction], failures: list[Failure]) -> Iterator[Extraction]:
    """At least one extraction, or KgError: an empty graph in place of the old one helps nobody."""
    first = next(extractions, None)
    if first is None:
        reasons = "; ".join(f"{f.source} {f.reason}" for f in failures[:3])
        more = f"; and {len(failures) - 3} more" if len(failures) > 3 else ""
        raise KgError(f"none of the {len(failures)} sources could be read, so nothing was written: {reasons}{more}")
    yield first
    yield from extractions


def _counting(progress: Progress, stage: str, of: int) -> Callable[[int], None]:
    done = 0

    def more(count: int) -> None:
        nonlocal done
        done += count
        progress(stage, done, of)

    progress(stage, 0, of)
    return more


def _title(named: Sequence[tuple[str, Path]]) -> str:
    return f"Knowledge graph of {len(named)} document{'' if len(named) == 1 else 's'}"


def _write(path: Path, parts: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(parts)
