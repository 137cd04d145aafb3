"""An ontology folder as one frozen value: what may be said (`vocabulary.ttl`) and with which words (`lexicon/*.jsonl`).

`load` refuses a folder that contradicts itself and names every fault at once, each with file and line. rdflib is imported
here, inside functions, to read the two vocabularies; the graph that a build writes is none of this module's business.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kg.errors import OntologyError
from kg.lexicon import Affix, Confidence, Cue, Frame, Furniture, Ignored, Label, Measure, Name, Noun, Part, Pronoun, Shape, Unit
from kg.lexicon_reader import Terms, read_lexicon
from kg.vocabulary import Class, Quantity, Relation, is_currency, read_units, read_vocabulary

__all__ = ["TRAINING", "Class", "Ontology", "Quantity", "Relation", "default_folder", "load"]

TRAINING = "training"
"""Folder within an ontology's of the texts that `kg train` learns from."""


@dataclass(frozen=True)
class Ontology:
    """What a folder declares. Dictionaries are keyed by local name and sorted by it; lexicon lines keep the order of their files."""

    folder: Path
    prefix: str
    namespace: str
    sha256: str
    """Over the files of the folder and the core vocabulary: equal hashes, equal graphs."""
    classes: dict[str, Class]
    relations: dict[str, Relation]
    figures: dict[str, Quantity]
    units: dict[str, str]
    """Unit symbol, or currency code, to the IRI of the unit."""
    names: tuple[Name, ...]
    shapes: tuple[Shape, ...]
    affixes: tuple[Affix, ...]
    nouns: tuple[Noun, ...]
    pronouns: tuple[Pronoun, ...]
    labels: tuple[Label, ...]
    frames: tuple[Frame, ...]
    measures: tuple[Measure, ...]
    stance: tuple[Cue, ...]
    unit_lines: tuple[Unit, ...]
    furniture: tuple[Furniture, ...]
    ignored: tuple[Ignored, ...]
    confidence: tuple[Confidence, ...]
    queries: dict[str, Path]
    """Name of a shipped question to its .rq file."""
    shapes_files: tuple[Path, ...]
    """SHACL written by hand; the shapes of domains and ranges follow from the vocabulary (`kg.shapes`)."""
    parts: tuple[Part, ...] = ()

    def ancestors(self, cls: str) -> tuple[str, ...]:
        """The class's superclasses, nearest first, without itself; none for a name that is no class."""
        found: list[str] = []
        parent = self.classes[cls].parent if cls in self.classes else None
        while parent is not None:
            found.append(parent)
            parent = self.classes[parent].parent
        return tuple(found)

    def is_a(self, cls: str, ancestor: str) -> bool:
        """True for the class itself and for every class above it."""
        return cls == ancestor or ancestor in self.ancestors(cls)

    def fits(self, cls: str, allowed: Iterable[str]) -> bool:
        """Whether a thing of this class may stand where one of the allowed classes is wanted."""
        wanted = set(allowed)
        return cls in wanted or not wanted.isdisjoint(self.ancestors(cls))

    def is_currency(self, unit: str) -> bool:
        """Whether the symbol is the code of a currency that the core vocabulary knows."""
        return is_currency(self.units.get(unit, ""))

    def measures_in(self, figure: str, unit: str) -> bool:
        """Whether a figure of this property may be given in this unit."""
        return self.figures[figure].takes(unit, self.units)


def default_folder() -> Path:
    """The ontology that ships with kg: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent
    installed = package / "_ontology" / "ai-industry"
    return installed if installed.is_dir() else package.parent / "ontology" / "ai-industry"


def load(folder: Path) -> Ontology:
    """Read an ontology folder. OntologyError lists all that is wrong with it, one "file:line: what; what to do" each."""
    vocabulary_file = folder / "vocabulary.ttl"
    if not vocabulary_file.is_file():
        what = "has no vocabulary.ttl" if folder.is_dir() else "is no folder"
        raise OntologyError([f"{folder}: {what}; name a folder that holds vocabulary.ttl and, with its words, lexicon/*.jsonl"])
    problems: list[str] = []
    core = _core_file(folder)
    units = read_units(core, problems)
    vocabulary = read_vocabulary(vocabulary_file, units, problems)
    if not units or not vocabulary.classes:
        # Held against nothing, every line of the lexicon would be one more problem.
        raise OntologyError(problems)
    terms = Terms(frozenset(vocabulary.classes), frozenset(vocabulary.relations), vocabulary.figures, units)
    lines = read_lexicon(folder / "lexicon", terms, problems)
    if problems:
        raise OntologyError(problems)
    return Ontology(
        folder=folder,
        prefix=vocabulary.prefix,
        namespace=vocabulary.namespace,
        sha256=_sha256(folder, core),
        classes=vocabulary.classes,
        relations=vocabulary.relations,
        figures=vocabulary.figures,
        units=units,
        names=lines.of(Name),
        shapes=lines.of(Shape),
        affixes=lines.of(Affix),
        nouns=lines.of(Noun),
        pronouns=lines.of(Pronoun),
        labels=lines.of(Label),
        frames=lines.of(Frame),
        measures=lines.of(Measure),
        stance=lines.of(Cue),
        unit_lines=lines.of(Unit),
        furniture=lines.of(Furniture),
        ignored=lines.of(Ignored),
        parts=lines.of(Part),
        confidence=lines.of(Confidence),
        queries={path.stem: path for path in sorted((folder / "queries").glob("*.rq"))},
        shapes_files=tuple(sorted(folder.glob("shapes*.ttl"))),
    )


def _core_file(folder: Path) -> Path:
    """The core vocabulary beside the folder, else the one that ships with kg."""
    beside = folder.resolve().parent / "core.ttl"
    return beside if beside.is_file() else default_folder().parent / "core.ttl"


def _sha256(folder: Path, core: Path) -> str:
    """Hash of names and bytes of every file, independent of where the folder lies.

    Hidden files are left out, and so are training texts: what they change stands in the weights that `kg train` makes of them.
    """
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    visible = {name: path for name, path in files.items() if not _unread(name)}
    digest = hashlib.sha256()
    for name, path in sorted({**visible, "../core.ttl": core}.items()):
        content = path.read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _unread(name: str) -> bool:
    """Whether no build reads a file of an ontology's folder."""
    return name.startswith(f"{TRAINING}/") or any(part.startswith(".") for part in name.split("/"))
