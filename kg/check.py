"""Whether a built graph keeps its promises: its shapes, and every quote in its source, which is read again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kg import ontology as ontologies
from kg.errors import ReadError
from kg.graph import check as graph
from kg.graph import store
from kg.model import Document, Finding
from kg.output import REPORT, STORE, TURTLE, Output
from kg.read import read
from kg.report import read_report
from kg.shapes import shapes_from


@dataclass(frozen=True, slots=True)
class Check:
    """What a check found."""

    shapes: tuple[Finding, ...]
    """Violations of the SHACL shapes."""
    quotes: tuple[Finding, ...]
    """Sources that have changed, and quotes or offsets that are not in them."""
    sources: int
    claims: int

    @property
    def findings(self) -> tuple[Finding, ...]:
        return (*self.shapes, *self.quotes)


def check(output: Path, *, ontology_folder: Path | None = None) -> Check:
    """Check a built graph. Raises KgError if there is none."""
    built = Output(output).built()
    report = read_report(built[REPORT])
    ontology = ontologies.load(ontology_folder or ontologies.default_folder())
    shapes = [*(path.read_text(encoding="utf-8") for path in ontology.shapes_files), shapes_from(ontology)]

    def again(name: str) -> Document:
        if name not in report.sources:
            raise ReadError("the report of the build does not name it")
        return read(output / report.sources[name], name)

    return Check(
        shapes=tuple(graph.shacl(built[TURTLE], shapes)),
        quotes=tuple(graph.prove(store.open_store(built[STORE]), again)),
        sources=report.documents,
        claims=sum(report.relations.values()) + sum(report.figures.values()),
    )
