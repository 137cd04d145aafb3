"""Training texts as the extractor sees them: the candidates for names, and scenes in which the names are what the example says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kg.evaluate import normal
from kg.extract.mentions import Candidate, Parsed, Typer
from kg.extract.names import Key, Span
from kg.extract.pipeline import BATCH, Extractor
from kg.extract.quantities import Found
from kg.extract.scene import Scene
from kg.model import Document, digest
from kg.train.examples import Example

TOLD = 12.0
"""The vote of an example for the class of its names: all other evidence together is less."""
RULE = "training"

Progress = Callable[[str, int, int], None]
"""Told the stage, how much of it is done, and of how much."""


@dataclass(frozen=True, slots=True)
class Text:
    """A training text, parsed."""

    example: Example
    text: str
    """As the parser read it."""
    parsed: tuple[Parsed, ...]
    found: tuple[Found, ...]
    """Its quantities."""


@dataclass
class Prompted(Typer):
    """A typer that is told what the names of a text are, and keeps the candidates that it weighed last."""

    told: Mapping[str, str] = field(default_factory=dict)
    """Normal name to class."""
    weighed: list[Candidate] = field(default_factory=list)

    def spelled(self, span: Span) -> list[tuple[str, float, str]]:
        votes = super().spelled(span)
        cls = self.told.get(normal(span.surface))
        return [*votes, (cls, TOLD, RULE)] if cls else votes

    def classify(self, candidates: list[Candidate]) -> dict[Key, dict[str, tuple[float, str]]]:
        self.weighed = list(candidates)
        return super().classify(candidates)


def parse(extractor: Extractor, examples: Sequence[Example], progress: Progress) -> list[Text]:
    """Every example, parsed, in order."""
    by_name = {each.where: each for each in examples}
    documents = [Document(each.where, each.text, digest(each.text)) for each in examples]
    texts: list[Text] = []
    for start in range(0, len(documents), BATCH):
        for document, text, parsed in extractor.parsed(documents[start : start + BATCH]):
            found = extractor.grammar.find(text, document.date)
            texts.append(Text(by_name[document.name], text, tuple(parsed), tuple(found)))
        progress("parse", len(texts), len(documents))
    return texts


def candidates(extractor: Extractor, text: Text) -> list[Candidate]:
    """The candidates for names in a text, with all evidence but the example's own."""
    typer = _prompted(extractor.typer, {})
    replace(extractor, typer=typer).mentions(text.text, text.parsed, text.found)
    return [c for c in typer.weighed if c.parsed >= 0]


def scenes(extractor: Extractor, text: Text) -> list[Scene]:
    """The scenes of a text, its names of the classes that the example gives them."""
    told = {normal(name): cls for name, cls in reversed(text.example.names.items())}
    return replace(extractor, typer=_prompted(extractor.typer, told)).scenes(text.text, text.parsed, text.found)[0]


def _prompted(typer: Typer, told: Mapping[str, str]) -> Prompted:
    return Prompted(**{name: getattr(typer, name) for name in Typer.__dataclass_fields__}, told=told)


def counted(texts: Sequence[Text], stage: str, progress: Progress) -> Iterator[Text]:
    """The texts one by one, and the progress through them."""
    for number, text in enumerate(texts, start=1):
        yield text
        if number % BATCH == 0 or number == len(texts):
            progress(stage, number, len(texts))


def inside(text: Text, parsed: Parsed) -> list[Found]:
    """The quantities of one block."""
    return [f for f in text.found if parsed.block.start <= f.figure.anchor.start and f.figure.anchor.end <= parsed.block.end]


def normals(names: Iterable[str]) -> set[str]:
    """Names for comparison; what has no letter is left out."""
    return {normal(name) for name in names} - {""}
