"""The extractor with ears: the same stages with the same results, and a record of what each of them saw, weighed and dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kg.extract.coreference import MARGIN, Resolver, Seen
from kg.extract.mentions import Candidate, Parsed, Typer
from kg.extract.names import Key
from kg.extract.pipeline import Extractor
from kg.extract.quantities import Found
from kg.extract.scene import Scene
from kg.extract.stance import Cues
from kg.model import Mention


@dataclass(frozen=True, slots=True)
class Scenery:
    """What a text looks like before claims are made of it."""

    parsed: tuple[Parsed, ...]
    found: tuple[Found, ...]
    scenes: tuple[Scene, ...]


@dataclass(frozen=True)
class Rehearsal(Extractor):
    """An extractor that keeps the scenes of what it read, one Scenery a document."""

    seen: list[Scenery] = field(default_factory=list)

    def scenes(self, text: str, parsed: Sequence[Parsed], found: Sequence[Found]) -> tuple[list[Scene], list[Mention]]:
        scenes, outside = super().scenes(text, parsed, found)
        self.seen.append(Scenery(tuple(parsed), tuple(found), tuple(scenes)))
        return scenes, outside


@dataclass
class Ballot(Typer):
    """A typer that keeps the candidates of the last count of votes, which is the one that decides."""

    counted: list[Candidate] = field(default_factory=list)

    def classify(self, candidates: list[Candidate]) -> dict[Key, dict[str, tuple[float, str]]]:
        self.counted = list(candidates)
        return super().classify(candidates)


@dataclass(frozen=True, slots=True)
class Search:
    """A pronoun or description whose antecedent was looked for: where, what it came to, and who ran, the best first."""

    scene: Scene
    token: int
    found: Mention | None
    ranked: tuple[tuple[float, Mention], ...]


@dataclass
class Listener(Resolver):
    """A resolver that keeps its searches."""

    searches: list[Search] = field(default_factory=list)
    ranked: tuple[tuple[float, Mention], ...] = ()

    def best(self, fitting: list[Seen], margin: float = MARGIN) -> Mention | None:
        self.ranked = tuple(sorted(((self.salience(s), s.mention) for s in fitting), key=lambda x: (-x[0], x[1].key)))
        return super().best(fitting, margin)

    def stand(self, scene: Scene, t: int, found: Mention | None, kind: str) -> None:
        self.searches.append(Search(scene, t, found, self.ranked))
        self.ranked = ()
        super().stand(scene, t, found, kind)


@dataclass
class Heard(Cues):
    """Stance cues that keep which of them were read: (kind of word, word)."""

    read: list[tuple[str, str]] = field(default_factory=list)

    def effects(self, kind: str, *words: str) -> list[str]:
        self.read += [(kind, w) for w in words if self.words[kind].get(w) and (kind, w) not in self.read]
        return super().effects(kind, *words)


@dataclass(frozen=True)
class Witness(Rehearsal):
    """A rehearsal that keeps its resolvers as well, one a document."""

    resolvers: list[Listener] = field(default_factory=list)

    def resolver(self, text: str) -> Resolver:
        plain = super().resolver(text)
        self.resolvers.append(Listener(plain.ontology, plain.text, plain.pronouns))
        return self.resolvers[-1]


def witness(extractor: Extractor) -> tuple[Witness, Ballot]:
    """The extractor with ears, and its typer."""
    typer = Ballot(**{name: getattr(extractor.typer, name) for name in Typer.__dataclass_fields__})
    parts = {name: getattr(extractor, name) for name in Extractor.__dataclass_fields__}
    return Witness(**parts | {"typer": typer}), typer
