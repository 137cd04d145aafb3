"""From the training texts in an ontology's folder to the weights beside them: `kg train`.

First what names are is learned, from the lexicon's evidence alone; then, with that in place, what relations and figures texts state.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from kg import ontology as ontologies
from kg.errors import KgError
from kg.extract import kinds, pipeline
from kg.extract.learned import FIGURES, FORWARD, RELATIONS, Reader, Sum
from kg.extract.pipeline import Extractor
from kg.extract.quantities import Found
from kg.extract.scene import Scene
from kg.extract.weights import Weights
from kg.ontology import Ontology
from kg.train.examples import Example, read_examples
from kg.train.fitting import Choices, Questions, check_installed
from kg.train.labels import class_of, of_pairs, of_sums
from kg.train.prompting import Progress, Text, candidates, counted, inside, parse, scenes


@dataclass(frozen=True, slots=True)
class Options:
    """How hard weights are held down (L2), and which probabilities count."""

    kinds_l2: float = 1.0
    relations_l2: float = 4.0
    figures_l2: float = 3.0
    relations_threshold: float = 0.7
    """Probability from which a relation is claimed that no frame states."""
    figures_threshold: float = 0.6
    """The same for a figure that no measure states."""
    relations_veto: float = 0.03
    """Probability below which a frame's claim is dropped."""
    figures_veto: float = 0.02
    """The same for a measure's: that the words beside a number say what it is, is seldom wrong."""

    def __post_init__(self) -> None:
        for share in (self.relations_threshold, self.figures_threshold, self.relations_veto, self.figures_veto):
            if not 0 <= share <= 1:
                raise KgError(f"{share} is no probability; thresholds and veto are from 0 to 1")


@dataclass(frozen=True, slots=True)
class Model:
    """What one model was made of, and its file."""

    file: Path
    candidates: int
    positives: int
    """Candidates that are names of something; pairs and quantities that are a fact."""
    facts: int
    """Names, relations or figures that the texts hold."""
    size: int
    """Bytes of the file; 0 where there was nothing to learn, and so is none."""


@dataclass(frozen=True, slots=True)
class Training:
    """What `kg train` did. Without models, the texts were only checked."""

    folder: Path
    lines: int
    names: int
    relations: int
    figures: int
    models: tuple[Model, ...] = ()


def check(folder: Path | None = None) -> Training:
    """Check the training texts of an ontology, the one that ships with kg if left out. Raises OntologyError."""
    ontology = ontologies.load(folder or ontologies.default_folder())
    return _counted(ontology, read_examples(ontology))


def train(
    folder: Path | None = None,
    *,
    model: str | None = None,
    options: Options | None = None,
    progress: Progress = lambda stage, done, of: None,
) -> Training:
    """Learn from the training texts of an ontology and write the weights into its folder. Raises OntologyError, ModelError, KgError."""
    check_installed()
    ontology = ontologies.load(folder or ontologies.default_folder())
    examples = read_examples(ontology)
    # The model's own entity recogniser stays out: with names learned here it is not asked.
    plain = replace(pipeline.load(ontology, model, trained=False), recogniser=None)
    texts = parse(plain, examples, progress)
    options = options or Options()
    named = name_lessons(plain, texts, progress)
    names = named.fit(options.kinds_l2, partial(progress, "fit names")) if named.right else None
    # As they will be read later: with what the model takes unknown names for.
    taught = replace(plain, typer=replace(plain.typer, learned=names))
    asked = fact_lessons(taught, texts, progress)
    settings = [
        {"threshold": options.relations_threshold, "veto": options.relations_veto},
        {"threshold": options.figures_threshold, "veto": options.figures_veto},
    ]
    related, measured = (
        lessons.fit(l2, how, partial(progress, f"fit {what}")) if lessons.right else None
        for lessons, l2, how, what in zip(
            asked, (options.relations_l2, options.figures_l2), settings, ("relations", "figures"), strict=True
        )
    )
    whole = _counted(ontology, examples)
    models = (
        _saved(ontology.folder / kinds.FILE, names, named, whole.names),
        _saved(ontology.folder / RELATIONS, related, asked[0], whole.relations),
        _saved(ontology.folder / FIGURES, measured, asked[1], whole.figures),
    )
    return replace(whole, models=models)


def name_lessons(extractor: Extractor, texts: Sequence[Text], progress: Progress) -> Choices:
    """What each candidate for a name is."""
    lessons = Choices(kinds.NONE)
    for text in counted(texts, "names", progress):
        found = candidates(extractor, text)
        themes = extractor.typer.themes(text.parsed)
        named: dict[int, set[int]] = defaultdict(set)
        for c in found:
            named[c.parsed].update(c.tokens)
        for c in found:
            at = text.parsed[c.parsed]
            lessons.add(kinds.features(at.tree, c, named[c.parsed], at.block.kind, themes), class_of(c.span.surface, text.example))
    return lessons


def fact_lessons(extractor: Extractor, texts: Sequence[Text], progress: Progress) -> tuple[Questions, Questions]:
    """What each pair of names states, and what each quantity is of what."""
    reader = Reader(extractor.ontology, extractor.attacher)
    related, measured = Questions(), Questions()
    for text in counted(texts, "relations and figures", progress):
        seen = scenes(extractor, text)
        pairs = [pair for scene in seen for pair in reader.pairs(scene, extractor.matcher.statements(scene))]
        right = of_pairs(pairs, text.example, extractor.ontology)
        for n, pair in enumerate(pairs):
            related.add(pair.features, [(p, d, own, right.get((n, p, d), False)) for p, d, own in pair.labels])
        sums = [(scene, s) for scene, p in zip(seen, text.parsed, strict=True) for s in sums_of(extractor, reader, scene, inside(text, p))]
        values = of_sums(sums, text.example)
        for n, (_, s) in enumerate(sums):
            measured.add(s.features, [(p, FORWARD, own, values.get((n, k), False)) for k, (p, _, own) in enumerate(s.readings)])
    return related, measured


def sums_of(extractor: Extractor, reader: Reader, scene: Scene, found: Sequence[Found]) -> Iterator[Sum]:
    """All candidates for a figure in a scene, with what the measures make of its quantities."""
    readings, _ = extractor.attacher.readings(scene, found)
    return reader.sums(scene, found, readings)


def _saved(file: Path, weights: Weights | None, lessons: Choices | Questions, facts: int) -> Model:
    """The file written, or taken away where there was nothing to learn."""
    if weights is None:
        file.unlink(missing_ok=True)
    else:
        weights.save(file)
    return Model(file, len(lessons.rows), lessons.right, facts, file.stat().st_size if weights else 0)


def _counted(ontology: Ontology, examples: Sequence[Example]) -> Training:
    relations = sum(not fact.unit for each in examples for fact in each.facts)
    figures = sum(bool(fact.unit) for each in examples for fact in each.facts)
    return Training(ontology.folder, len(examples), sum(len(each.names) for each in examples), relations, figures)
