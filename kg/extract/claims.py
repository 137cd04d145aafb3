"""From statements and figures to claims: evidence, scope, stance, confidence; each said once per sentence."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from kg.extract.confidence import Calibration
from kg.extract.figures import Attacher, Reading
from kg.extract.learned import Guess, Guesser
from kg.extract.mentions import Parsed
from kg.extract.parse import Tree
from kg.extract.quantities import Found
from kg.extract.relations import Matcher, Statement
from kg.extract.scene import Scene
from kg.extract.stance import RANK, Cues, Stance, on_noun, stance_of
from kg.extract.words import HEARSAY
from kg.model import DATE, Anchor, Claim, Document, Extraction, Figure, Mention
from kg.ontology import Ontology

SAME = 0.75
"""Share of common words from which two sentences of a document say the same."""
LEARNED = "learned"
"""Begins the rule of a claim that no frame or measure made."""
SURER = 0.4
"""How much likelier another reading of a quantity must be than the measure's own."""
OUTSIDE = 0.85
"""What an end found outside the sentence costs in confidence, before it is calibrated. Set by hand."""


@dataclass(frozen=True)
class Assembler:
    """Makes the claims of one document."""

    ontology: Ontology
    document: Document
    cues: Cues
    matcher: Matcher
    attacher: Attacher
    guesser: Guesser
    calibration: Calibration = field(default_factory=Calibration)

    def assemble(
        self, scenes: Sequence[Scene], parsed: Sequence[Parsed], found: Sequence[Found], outside: Sequence[Mention] = ()
    ) -> Extraction:
        claims: list[Claim] = []
        unassigned: list[Figure] = []
        mentions: list[Mention] = list(outside)
        for scene, p in zip(scenes, parsed, strict=True):
            inside = [f for f in found if p.block.start <= f.figure.anchor.start and f.figure.anchor.end <= p.block.end]
            readings, left = self.attacher.readings(scene, inside)
            statements = self.matcher.statements(scene)
            related, measured = list(self.guesser.relations(scene, statements)), list(self.guesser.figures(scene, inside, readings))
            stated = [self.relation(scene, s) for s in statements]
            claims += [c for c in (self.weighed(scene, c, related) for c in stated) if c.confidence >= self.guesser.least_relation]
            claims += [self.guess(scene, g) for g in unclaimed(scene, related, stated)]
            claims += [c for r in readings for c in self.settled(scene, r, measured)]
            taken = {id(r.found) for r in readings}
            fresh = [g for g in measured if id(g.found) not in taken and not g.by and g.probability >= self.guesser.least_new_figure]
            claims += [self.guess(scene, g) for g in fresh]
            taken |= {id(g.found) for g in fresh}
            unassigned += [f.figure for f in left if id(f) not in taken]
            mentions += named(scene) + list(scene.stands.values())
        words = sum(1 for p in parsed for t in p.tree.text if any(ch.isalnum() for ch in t))
        mentions = [self.real(m) for m in mentions if not self.ontology.classes[m.cls].concept]
        mentions.sort(key=lambda m: (m.anchor.start, m.anchor.end, m.key))
        calibrated = tuple(map(self.calibration.applied, once(unique(claims))))
        return Extraction(self.document, tuple(mentions), calibrated, tuple(unassigned), words)

    def relation(self, scene: Scene, s: Statement) -> Claim:
        granted = taken_for_granted(scene, s)
        stance = on_noun(scene.tree, s.trigger, Stance(), self.cues) if granted else stance_of(scene, s.trigger, self.cues)
        claim = self.claim(scene, s.trigger, s.subject, s.frame.relation, s.object, s.frame.id, s.frame.weight, stance)
        if s.frame.negated:
            claim = replace(claim, negated=not claim.negated)
        if s.frame.modality:
            claim = replace(claim, modality=stance.weaker(s.frame.modality).modality)
        role = self.document.text[slice(*role_phrase(scene, s.trigger))] if s.frame.role else None
        return replace(claim, ended=claim.ended or s.frame.ended, planned=claim.planned or s.frame.planned, role=role)

    def figure(self, scene: Scene, r: Reading) -> Claim:
        stance = stance_of(scene, r.trigger, self.cues)
        figure = replace(r.figure, anchor=self.anchor(r.figure.anchor.start, r.figure.anchor.end))
        claim = self.claim(scene, r.trigger, r.owner, r.measure.figure, figure, r.measure.id, r.measure.weight, stance)
        if hearsay(scene, r.found.figure.anchor.start):
            claim = replace(claim, modality=stance.weaker("reported").modality)
        return replace(claim, per=r.found.per or None, on=r.on, planned=claim.planned or r.measure.planned)

    def weighed(self, scene: Scene, claim: Claim, guesses: Sequence[Guess]) -> Claim:
        """A frame's claim with the probability that the trained model gives it, if it has one."""
        same = [
            g.probability
            for g in guesses
            if g.by
            and g.predicate == claim.predicate
            and isinstance(g.object, Mention)
            and isinstance(claim.object, Mention)
            and {g.subject.key, g.object.key} == {claim.subject.key, claim.object.key}
            and self.sentence(scene, g.trigger).start == claim.sentence.start
        ]
        return replace(claim, confidence=round(max(same), 2)) if same else claim

    def settled(self, scene: Scene, r: Reading, guesses: Sequence[Guess]) -> Iterator[Claim]:
        """A measure's figure, unless the trained model doubts it or is far surer of another property or owner of the quantity."""
        claim = self.figure(scene, r)
        own = next((g for g in guesses if g.found is r.found and g.by), None)
        other = next((g for g in guesses if g.found is r.found and not g.by), None)
        if own is None:
            yield claim
        elif other and other.probability >= max(self.guesser.least_new_figure, own.probability + SURER):
            yield self.guess(scene, other)
        elif own.probability >= self.guesser.least_figure:
            yield replace(claim, confidence=round(own.probability, 2))

    def guess(self, scene: Scene, g: Guess) -> Claim:
        """What the trained model takes for stated."""
        inside = scene.tree.pos[g.trigger] not in ("VERB", "AUX") and scene.tree.dep[g.trigger] != "attr"
        stance = on_noun(scene.tree, g.trigger, Stance(), self.cues) if inside else stance_of(scene, g.trigger, self.cues)
        end = (
            g.object if isinstance(g.object, Mention) else replace(g.object, anchor=self.anchor(g.object.anchor.start, g.object.anchor.end))
        )
        claim = self.claim(scene, g.trigger, g.subject, g.predicate, end, f"{LEARNED}:{g.predicate}", g.probability, stance)
        return replace(claim, confidence=round(g.probability, 2), per=(g.found.per or None) if g.found else None)

    def claim(self, scene: Scene, trigger: int, s: Mention, p: str, o: Mention | Figure, rule: str, weight: float, stance: Stance) -> Claim:
        sentence = self.sentence(scene, trigger)
        ends = [m for m in (s, o) if isinstance(m, Mention)]
        here = {m.key for m in scene.names_in(scene.tree.sentence[trigger])}
        outside = any(m.key not in here for m in ends)
        return Claim(
            subject=self.real(s),
            predicate=p,
            object=self.real(o) if isinstance(o, Mention) else o,
            sentence=sentence,
            rule=rule,
            confidence=round(weight * (OUTSIDE if outside else 1.0), 2),
            scope="document" if outside else "sentence",
            modality=stance.modality,
            negated=stance.negated,
            speaker=self.real(stance.speaker) if isinstance(stance.speaker, Mention) else stance.speaker,
            planned=stance.planned,
            ended=stance.ended,
        )

    def real(self, m: Mention) -> Mention:
        """The mention with its quote as the document has it, typographic quotes and all."""
        return replace(m, anchor=self.anchor(m.anchor.start, m.anchor.end))

    def anchor(self, start: int, end: int) -> Anchor:
        return Anchor(start, end, self.document.text[start:end])

    def sentence(self, scene: Scene, t: int) -> Anchor:
        tree = scene.tree
        first, stop = tree.spans[tree.sentence[t]]
        return self.anchor(tree.start[first], tree.end[stop - 1])


def hearsay(scene: Scene, start: int) -> bool:
    """A word before a quantity that makes it hearsay: "a reported $34 million"."""
    before = bisect_right(scene.tree.end, start) - 1
    return before >= 0 and scene.tree.lower[before] in HEARSAY


def unclaimed(scene: Scene, guesses: Iterable[Guess], stated: Sequence[Claim]) -> Iterator[Guess]:
    """Guesses that no frame has stated already, the likeliest of those that differ in nothing but the end left unsaid."""
    known = {(c.predicate, frozenset((c.subject.key, c.object.key))) for c in stated if isinstance(c.object, Mention)}
    best: dict[tuple[object, ...], Guess] = {}
    for g in guesses:
        assert isinstance(g.object, Mention)
        if g.by or (g.predicate, frozenset((g.subject.key, g.object.key))) in known:
            continue
        key: tuple[object, ...] = (scene.tree.sentence[g.trigger], g.predicate, g.subject.key, g.object.key)
        if g.unsaid:
            said = g.object if g.unsaid is g.subject else g.subject
            key = (scene.tree.sentence[g.trigger], g.predicate, said.key, g.unsaid is g.subject)
        if key not in best or g.probability > best[key].probability:
            best[key] = g
    yield from best.values()


def role_phrase(scene: Scene, noun: int) -> tuple[int, int]:
    """Where an office stands in the text: the noun with its modifiers, and what it is of unless that is a name: "head of research"."""
    tree = scene.tree
    first = noun
    while first > 0 and first - 1 not in scene.at and first - 1 not in scene.stands and is_part_of_title(tree, first - 1, noun):
        first -= 1
    last = noun
    for p in tree.of_dep(noun, "prep"):
        objects = tree.of_dep(p, "pobj")
        if (
            p == last + 1
            and objects
            and tree.lower[p] in ("of", "in", "for")
            and not any(t in scene.at for o in objects for t in tree.subtree(o))
        ):
            last = max(tree.subtree(p))
    return tree.start[first], tree.end[last]


def is_part_of_title(tree: Tree, t: int, noun: int) -> bool:
    same = tree.head[t] == noun or tree.head[t] == tree.head[noun] or tree.head[tree.head[t]] == noun
    return same and tree.dep[t] in ("compound", "amod", "nmod", "punct") and tree.text[t] not in (",", "(", '"', "'s")


def taken_for_granted(scene: Scene, s: Statement) -> bool:
    """What a possessive, a modifier or an apposition says holds whatever is said, denied or asked of the whole."""
    inside = s.frame.possessive or s.frame.modifier or s.frame.apposition
    beside = scene.tree.dep[s.trigger] in ("appos", "compound", "nmod") or bool(scene.tree.of_dep(s.trigger, "appos"))
    return inside or (bool(s.frame.noun) and beside)


def named(scene: Scene) -> list[Mention]:
    """The names of a scene, each once."""
    seen: list[Mention] = []
    for t in sorted(scene.at):
        m = scene.at[t]
        if not seen or seen[-1] is not m:
            seen.append(m)
    return seen


def once(claims: Sequence[Claim]) -> list[Claim]:
    """A standfirst repeated in the body is one statement: of claims alike in sentences alike, the most careful one is kept."""
    kept: list[Claim] = []
    for c in claims:
        twin = next((k for k in kept if alike(k, c)), None)
        if twin is None:
            kept.append(c)
        elif RANK[c.modality] > RANK[twin.modality]:
            kept[kept.index(twin)] = c
    return kept


def alike(a: Claim, b: Claim) -> bool:
    if (a.subject.key, a.predicate, a.negated) != (b.subject.key, b.predicate, b.negated) or a.sentence.start == b.sentence.start:
        return False
    if isinstance(a.object, Mention) or isinstance(b.object, Mention):
        if not (isinstance(a.object, Mention) and isinstance(b.object, Mention) and a.object.key == b.object.key):
            return False
    elif (a.object.value, a.object.unit) != (b.object.value, b.object.unit):
        return False
    first, second = set(a.sentence.quote.casefold().split()), set(b.sentence.quote.casefold().split())
    return len(first & second) >= SAME * len(first | second)


def unique(claims: Sequence[Claim]) -> list[Claim]:
    """Each statement of a sentence once: of equal ones the most confident."""
    best: dict[tuple[object, ...], Claim] = {}
    for c in claims:
        end = c.object.key if isinstance(c.object, Mention) else (c.object.value, c.object.unit, c.object.anchor.start)
        key = (c.sentence.start, c.subject.key, c.predicate, end)
        if key not in best or c.confidence > best[key].confidence:
            best[key] = c
    return sorted(best.values(), key=lambda c: (c.sentence.start, c.subject.anchor.start, c.predicate, str(c.object)))


__all__ = ["DATE", "Assembler"]
