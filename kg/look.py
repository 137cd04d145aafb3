"""Texts looked at without a graph being built: the rows of their claims, and why a text gives what it gives."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from kg import ontology as ontologies
from kg.engine import extract_all
from kg.errors import KgError, ReadError
from kg.extract import pipeline
from kg.extract.explain import Explanation, explain
from kg.model import Document, Extraction, Failure
from kg.read import find, read

GIVEN = "text"
"""The name of a document that is no file."""
LONGEST_PATH = 256


def load_extractor(ontology_folder: Path | None = None, model: str | None = None) -> pipeline.Extractor:
    """The extractor of an ontology folder, the one that ships with kg if left out. Raises OntologyError, ModelError."""
    return pipeline.load(ontologies.load(ontology_folder or ontologies.default_folder()), model)


def document_of(text: str) -> Document:
    """A text as a document without metadata. Raises KgError if there is nothing in it."""
    if not text.strip():
        raise KgError("there is no text; give a sentence, a file, or - and the text on standard input")
    return Document(GIVEN, text, hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest())


def why_not(source: str, extractor: pipeline.Extractor) -> Explanation:
    """Explain a text, or the file that `source` names. Raises KgError."""
    path = Path(source)
    # A sentence may be longer than the name of a file can be, and hold what no name can.
    if len(source) < LONGEST_PATH and source.isprintable() and path.is_file():
        return explain(extractor, read_file(path))
    return explain(extractor, document_of(source))


def read_file(path: Path) -> Document:
    """A file as `kg build` reads it. Raises KgError naming it."""
    named, failures = find([path])
    for each in failures:
        raise KgError(f"{each.source} {each.reason}")
    try:
        return read(path, named[0][0])
    except ReadError as error:
        raise KgError(f"{path.name} {error}") from None


def extract(sources: Sequence[Path], extractor: pipeline.Extractor) -> Iterator[Extraction | Failure]:
    """One extraction, or failure, per document that files and folders hold, in the order of their names. Raises KgError."""
    named, failures = find(sources)
    yield from failures
    yield from extract_all(named, extractor, lambda: extractor)


def explained(sources: Sequence[Path], extractor: pipeline.Extractor) -> Iterator[Explanation | Failure]:
    """The same, explained."""
    named, failures = find(sources)
    yield from failures
    for name, path in named:
        try:
            document = read(path, name)
        except ReadError as error:
            yield Failure(name, "read", str(error))
        else:
            yield explain(extractor, document)
