"""Why a text gave what it gave: names with the votes for their class, what pronouns stand for, and what frames and measures did.

`explain` reads a document as ever, with an extractor that has ears (`kg.extract.witness`), and asks its stages again what they made of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from kg.extract.blocks import split_blocks
from kg.extract.coreference import is_definite, names_itself
from kg.extract.explain_figures import Number, numbers
from kg.extract.explain_links import Links, Pair, links
from kg.extract.explain_model import LIKELY, Mind, Opinion
from kg.extract.explain_view import Attempt, View, unresolved
from kg.extract.kinds import NONE
from kg.extract.mentions import INSIDE, LEARNED, SAID, THRESHOLD, TRAINED, TRAINED_INSIDE, VOICE, Candidate, Parsed, capped
from kg.extract.parse import Tree
from kg.extract.pipeline import Extractor
from kg.extract.scene import Scene
from kg.extract.witness import Search, witness
from kg.model import Anchor, Document, Extraction, Mention

CLASSES, RULES = 3, 4
"""How many classes of a name are listed, and how many witnesses for each."""


@dataclass(frozen=True, slots=True)
class Votes:
    """What speaks for one class of a name."""

    cls: str
    total: float
    rules: tuple[tuple[str, float], ...]
    """(line of the lexicon or mechanism, what it counts), the heaviest first."""


@dataclass(frozen=True, slots=True)
class Name:
    """A stretch that is written like a name: what it was taken for, or why for nothing."""

    anchor: Anchor
    name: str
    cls: str
    """"" for what is no mention."""
    rule: str
    votes: tuple[Votes, ...]
    why: str = ""
    model: tuple[tuple[str, float], ...] = ()
    """(class, share) that the trained model gives it here, the likeliest first; NONE for no name. Empty where it was not asked."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A pronoun or description: what it stands for, or why for nothing."""

    anchor: Anchor
    stands_for: str
    """"" where it was left alone."""
    ranked: tuple[tuple[str, float], ...]
    """Who ran, with their salience, the best first; empty where grammar decided."""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with all that was made of it."""

    anchor: Anchor
    kind: str
    """Of the block that it stands in: prose, heading, item."""
    names: tuple[Name, ...]
    references: tuple[Reference, ...]
    links: Links
    figures: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A document, sentence by sentence. `passed_over` are its lines that were taken for no prose: bylines, credits, navigation."""

    document: str
    sentences: tuple[Sentence, ...]
    passed_over: tuple[Anchor, ...]

    def rows(self) -> dict[str, Any]:
        """As plain values, for JSON."""
        return asdict(self)

    def of_rule(self, rule: str) -> Explanation:
        """Only what one line of the lexicon, or the lines for one property, did or nearly did."""
        sentences = [_of_rule(s, rule) for s in self.sentences]
        return replace(self, sentences=tuple(s for s in sentences if s.links.pairs or s.links.loose or s.figures), passed_over=())


def _of_rule(sentence: Sentence, rule: str) -> Sentence:
    def kept(attempts: tuple[Attempt, ...]) -> tuple[Attempt, ...]:
        return tuple(a for a in attempts if rule in (a.rule, a.property))

    def thought(model: tuple[Opinion, ...], attempts: tuple[Attempt, ...]) -> tuple[Opinion, ...]:
        """What the model makes of that property, or of those that the attempts are about."""
        about = {rule.removeprefix(f"{LEARNED}:"), *(a.property for a in attempts)}
        return tuple(o for o in model if rule == o.line or o.property in about)

    def of_pair(p: Pair) -> Pair:
        return replace(p, attempts=kept(p.attempts), model=thought(p.model, kept(p.attempts)))

    def of_figure(f: Number) -> Number:
        return replace(f, attempts=kept(f.attempts), model=thought(f.model, kept(f.attempts)))

    pairs = tuple(p for p in map(of_pair, sentence.links.pairs) if p.attempts or _notable(p.model))
    figures = tuple(f for f in map(of_figure, sentence.figures) if f.attempts or _notable(f.model))
    return replace(sentence, links=Links(pairs, kept(sentence.links.loose)), figures=figures)


def _notable(model: tuple[Opinion, ...]) -> bool:
    return any(o.probability >= LIKELY for o in model)


def explain(extractor: Extractor, document: Document) -> Explanation:
    """Read a document and tell what became of every name, pronoun, pair of names and figure in it."""
    ears, ballot = witness(extractor)
    (extraction,) = ears.extract([document])
    scenery, resolver = ears.seen[-1], ears.resolvers[-1]
    assembler = extractor.assembler(document)
    told = _Telling(extraction, ballot.counted, tuple(p.tree for p in scenery.parsed))
    sentences = []
    for n, (scene, parsed) in enumerate(zip(scenery.scenes, scenery.parsed, strict=True)):
        inside = [f for f in scenery.found if parsed.block.start <= f.figure.anchor.start and f.figure.anchor.end <= parsed.block.end]
        view = View.of(scene, inside, resolver.searches, assembler, extraction.claims)
        mind = Mind.of(view)
        sentences += [_sentence(told, view, mind, n, parsed, number) for number in range(len(scene.tree.spans))]
    blocks = [b for b in split_blocks(document.text, extractor.lines) if b.kind == "furniture"]
    passed_over = tuple(Anchor(b.start, b.end, document.text[b.start : b.end]) for b in blocks)
    return Explanation(document.name, tuple(sentences), passed_over)


@dataclass(frozen=True, slots=True)
class _Telling:
    """What is known of a whole document."""

    extraction: Extraction
    candidates: Sequence[Candidate]
    trees: tuple[Tree, ...]
    """By block, as candidates number them."""


def _sentence(told: _Telling, view: View, mind: Mind, block: int, parsed: Parsed, number: int) -> Sentence:
    tree = view.scene.tree
    first, stop = tree.spans[number]
    start, end = tree.start[first], tree.end[stop - 1]
    return Sentence(
        Anchor(start, end, told.extraction.document.text[start:end]),
        parsed.block.kind,
        tuple(_names(told, view.scene, block, parsed, start, end)),
        tuple(_references(view, first, stop)),
        links(view, mind, number),
        tuple(numbers(view, mind, number)),
    )


# -- names


def _names(told: _Telling, scene: Scene, block: int, parsed: Parsed, start: int, end: int) -> Iterator[Name]:
    """The candidates that begin in a stretch, and what is written like a name there and is none."""
    inside = [c for c in told.candidates if c.parsed == block and start <= c.span.start < end]
    found = [_name(told, scene, c) for c in inside]
    for run in parsed.scan.runs:
        words = [w for w in run if start < w.start < end and w.text in scene.typer.gazetteer.ignored]
        free = [w for w in words if not any(c.span.start <= w.start < c.span.end for c in inside)]
        found += [Name(Anchor(w.start, w.end, w.text), w.text, "", "", (), "ignored.jsonl has it") for w in free]
    yield from sorted(found, key=lambda n: n.anchor)


def _name(told: _Telling, scene: Scene, c: Candidate) -> Name:
    anchor = Anchor(c.span.start, c.span.end, told.extraction.document.text[c.span.start : c.span.end])
    mention = next((m for m in scene.at.values() if (m.anchor.start, m.anchor.end) == (anchor.start, anchor.end)), None)
    votes = _votes(told, c)
    if mention is None:
        return Name(anchor, c.span.surface, "", "", votes, _dismissed(scene, c, votes), _shares(c))
    return Name(anchor, mention.name, mention.cls, _spelled(mention.rule, scene.tree), votes, _lent(mention, c, votes), _shares(c))


def _shares(c: Candidate) -> tuple[tuple[str, float], ...]:
    """The trained model's classes for a name where it stands, with their probability."""
    return tuple(sorted(((cls, round(weight / VOICE, 2)) for cls, weight, rule in c.local if rule == LEARNED), key=lambda x: (-x[1], x[0])))


def _votes(told: _Telling, c: Candidate) -> tuple[Votes, ...]:
    """The votes of the whole document for a spelling, by class; each rule once, as it was counted."""
    cast: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    shown: dict[str, str] = {}
    for other in told.candidates:
        if other.span.key == c.span.key:
            for cls, weight, rule in other.local:
                cast[cls][rule].append(weight)
                shown.setdefault(rule, _spelled(rule, told.trees[other.parsed] if other.parsed >= 0 else None))
    found = []
    for cls, rules in cast.items():
        counted = sorted(((shown[rule], round(capped(rule, weights), 2)) for rule, weights in rules.items()), key=lambda x: (-x[1], x[0]))
        found.append(Votes(cls, round(sum(w for _, w in counted), 2), tuple(counted[:RULES])))
    return tuple(sorted(found, key=lambda v: (-v.total, v.cls))[:CLASSES])


def _spelled(rule: str, tree: Tree | None) -> str:
    """A rule for people: which word asked for a role, in place of its number."""
    kind, _, number = rule.removesuffix(SAID).partition(":")
    if kind == "role" and number.isdigit():
        return f"role of “{tree.text[int(number)]}”" if tree is not None else "role"
    return rule.removesuffix(SAID)


def _dismissed(scene: Scene, c: Candidate, votes: tuple[Votes, ...]) -> str:
    around = next((m for m in scene.at.values() if m.anchor.start < c.span.end and c.span.start < m.anchor.end), None)
    if around is not None:
        return f"part of {around.anchor.quote}"
    if not votes:
        return "nothing says what it is"
    start, inside = (THRESHOLD, INSIDE) if scene.typer.learned is None else (TRAINED, TRAINED_INSIDE)
    least = inside if c.prose and not c.initial else start
    if any(v.cls == NONE for v in votes):
        return f"no class has the {least:g} votes over those for no name that a name needs here"
    return f"no class has the {least:g} votes that a name needs here"


def _lent(mention: Mention, c: Candidate, votes: tuple[Votes, ...]) -> str:
    """Where its class or name comes from, when not from its own votes."""
    if mention.name != c.span.surface and mention.name != mention.anchor.quote:
        return f"a form of {mention.name}"
    return "" if any(v.cls == mention.cls for v in votes) else "its class is that of what it belongs to"


# -- what stands for something else


def _references(view: View, first: int, stop: int) -> Iterator[Reference]:
    for t in range(first, stop):
        if t in view.searches:
            yield _reference(view, view.searches[t])
        elif t in view.scene.many:
            yield Reference(view.word(t), " and ".join(m.name for m in view.scene.many[t]), ())
        elif why := _unasked(view.scene, t):
            yield Reference(view.word(t), "", (), why)


def _reference(view: View, search: Search) -> Reference:
    ranked = tuple((m.name, round(score, 2)) for score, m in search.ranked)
    if search.found is None:
        return Reference(view.word(search.token), "", ranked, unresolved(view, search))
    anchor = view.scene.stands[search.token].anchor if search.token in view.scene.stands else view.word(search.token)
    return Reference(anchor, search.found.name, ranked, "" if ranked else "by the grammar around it")


def _unasked(scene: Scene, t: int) -> str:
    """Why a description that might stand for something was not looked into; "" where there is none."""
    if scene.tree.pos[t] != "NOUN" or t in scene.at or not is_definite(scene.tree, t):
        return ""
    if not any(n.anaphor and not n.role for n in scene.typer.noun_at(scene.tree, t)):
        return ""
    return "a name beside it says what it is" if names_itself(scene, t) else "its own words set it apart from what was named"
