"""A built graph in the formats of other tools."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from kg import ontology as ontologies
from kg.conflict import find_conflicts
from kg.errors import KgError
from kg.graph import formats, store
from kg.ontology import Ontology
from kg.output import EXTRACTIONS, REPORT, STORE, Output
from kg.publish import tables
from kg.report import read_report
from kg.resolve import resolve
from kg.spool import Spool

GRAPHML = "graphml"
NEO4J = "neo4j"
FORMATS = (*formats.FORMATS, GRAPHML, NEO4J)


def export(output: Path, form: str, to: Path | None = None, *, ontology_folder: Path | None = None) -> Path:
    """Write a built graph in one of FORMATS and return where: a file, for neo4j a folder; in the output folder if `to` is left out.

    Raises KgError for an unknown format, and when there is no graph or the place can't be written.
    """
    if form not in FORMATS:
        raise KgError(f"no format {form!r}: use {', '.join(FORMATS)}")
    built = Output(output).built()
    if form in formats.FORMATS:
        prefixes = read_report(built[REPORT]).prefixes
        target = to or output / f"graph{formats.FORMATS[form][0]}"
        return _placed(target, lambda new: formats.write(store.open_store(built[STORE]), new, form, prefixes))
    ontology = ontologies.load(ontology_folder or ontologies.default_folder())
    return _placed(to or output / ("graph.graphml" if form == GRAPHML else NEO4J), lambda new: _table(built, form, new, ontology))


def _table(built: Output, form: str, target: Path, ontology: Ontology) -> None:
    """Resolved anew from the extractions, which is quick and needs no document."""
    spool = Spool(built[EXTRACTIONS])
    resolution = resolve(spool, ontology)
    conflicts = find_conflicts(spool, resolution, ontology)
    write = tables.write_graphml if form == GRAPHML else tables.write_neo4j
    write(spool, resolution, conflicts, ontology, target)


def _placed(target: Path, write: Callable[[Path], object]) -> Path:
    """Write beside the target, then take its place: nothing half-written is ever under its name."""
    new = target.with_name(target.name + ".part")
    try:
        shutil.rmtree(new, ignore_errors=True)
        write(new)
        if new.is_dir():
            target.mkdir(exist_ok=True)
            for path in sorted(new.iterdir()):
                path.replace(target / path.name)
            new.rmdir()
        else:
            new.replace(target)
    except OSError as error:
        raise KgError(f"can't write {target} ({error.strerror}); name another place with --to") from None
    return target
