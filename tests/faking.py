"""An extractor without a language model: "A built B." is a claim, "A cost $5." a figure; the words "crash" and "die" do what they say."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from making import claim, extraction, figure, mention

from kg.model import Document, Extraction
from kg.ontology import default_folder

FACT = re.compile(r"(?P<s>\w[\w-]*) (?P<verb>built|cost) (?P<o>\$?[\w-]+)\.")


class Fake:
    """Fits kg.engine.Extractor. Makers are of one class and what they build of another of the shipped ontology."""

    model = "fake 1.0"

    def __init__(self, verb: str = "built") -> None:
        self.verb = verb

    def extract(self, documents: Iterable[Document]) -> Iterator[Extraction]:
        for document in documents:
            if "crash" in document.text:
                raise ValueError("so it was written")
            if document.text == "die":
                os._exit(9)
            yield self.read(document)

    def read(self, doc: Document) -> Extraction:
        claims = []
        for found in FACT.finditer(doc.text):
            s, o = found["s"], found["o"]
            if found["verb"] == self.verb:
                claims.append(claim(doc, mention(doc, s, "Company"), "developed", mention(doc, o, "Model")))
            else:
                claims.append(claim(doc, mention(doc, s, "Model"), "trainingCost", figure(doc, o, int(o.strip("$")))))
        return extraction(doc, claims=claims)


def load_fake() -> Fake:
    """Fits kg.engine.Load."""
    return Fake()


def bare_ontology(folder: Path) -> Path:
    """A copy of the shipped ontology without its lexicon, which a fake has no use for; returns its folder."""
    shipped = default_folder()
    copy = folder / shipped.name
    copy.mkdir(parents=True)
    shutil.copy(shipped.parent / "core.ttl", folder)
    for path in [*shipped.glob("*.ttl"), *shipped.glob("*.txt")]:
        shutil.copy(path, copy)
    shutil.copytree(shipped / "queries", copy / "queries")
    return copy


def texts(folder: Path, files: dict[str, str]) -> Path:
    """Write files and return the folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="")
    return folder
