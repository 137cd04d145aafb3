"""One sentence as those see it who ask why: the scene, what was made of it, and in words why something gave nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from kg.extract.claims import Assembler
from kg.extract.coreference import MARGIN, REACH, is_expletive
from kg.extract.figures import Reading
from kg.extract.learned import Guess
from kg.extract.quantities import Found
from kg.extract.relations import Near, Statement
from kg.extract.scene import Scene
from kg.extract.witness import Heard, Search
from kg.lexicon import Frame, Measure
from kg.model import Anchor, Claim, Mention
from kg.wording import quantity

SHOWN = 8
"""Most words of a list that a reason names."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A line of the lexicon at a word: what it made there, or what stopped it."""

    rule: str
    property: str
    word: Anchor
    fired: bool
    claim: str = ""
    """Of one that fired: what it says."""
    confidence: float | None = None
    """Of one that fired and whose claim was kept."""
    stance: tuple[str, ...] = ()
    """Of one that fired: how that is meant, with the words that make it so."""
    why: str = ""
    """Of one that did not: what stopped it. Of one that did: why nothing came of it, if so."""


Fact = tuple[object, ...]
"""What makes two claims of a document the same, but for how they are meant and how sure they are."""


def fact(claim: Claim) -> Fact:
    """(subject, property, object, place of a figure, sentence, rule)"""
    end = claim.object
    what = (end.key, -1) if isinstance(end, Mention) else ((end.value, end.unit), end.anchor.start)
    return (claim.subject.key, claim.predicate, *what, claim.sentence.start, claim.rule)


@dataclass(frozen=True)
class View:
    """One scene with all that explains what came of it."""

    scene: Scene
    found: tuple[Found, ...]
    searches: dict[int, Search]
    """By the token of the pronoun or description."""
    assembler: Assembler
    claims: dict[Fact, Claim]
    """What the document's extraction kept."""
    statements: tuple[Statement, ...] = ()
    near: dict[tuple[str, int], str] = field(default_factory=dict)
    """What stopped a frame at a token, in the matcher's own words."""
    readings: tuple[Reading, ...] = ()
    related: tuple[Guess, ...] = ()
    """Relations that the trained model finds likely, or that frames state."""
    measured: tuple[Guess, ...] = ()
    doubts: dict[Fact, str] = field(default_factory=dict)
    """Why the trained model took back what a line of the lexicon claims."""

    @classmethod
    def of(cls, scene: Scene, found: Sequence[Found], searches: Iterable[Search], assembler: Assembler, claims: Iterable[Claim]) -> View:
        near: list[Near] = []
        made = assembler.matcher.statements(scene, near)
        stopped = {(n.frame, n.trigger): n.why for n in near}
        own = {s.token: s for s in searches if s.scene is scene}
        readings, _ = assembler.attacher.readings(scene, found)
        related = tuple(assembler.guesser.relations(scene, made))
        measured = tuple(assembler.guesser.figures(scene, found, readings))
        doubts = dict(doubted(assembler, scene, made, related)) | dict(unsettled(assembler, scene, readings, measured))
        kept = {fact(c): c for c in claims}
        return cls(scene, tuple(found), own, assembler, kept, tuple(made), stopped, tuple(readings), related, measured, doubts)

    @property
    def everything(self) -> tuple[str, ...]:
        return tuple(self.scene.ontology.classes)

    def word(self, t: int) -> Anchor:
        tree = self.scene.tree
        return Anchor(tree.start[t], tree.end[t], tree.text[t])

    def quoted(self, t: int) -> str:
        return f"“{self.scene.tree.text[t]}”"

    def things(self, t: int) -> list[Mention]:
        """What a noun phrase denotes, of whatever class."""
        return self.scene.denoted(t, self.everything)

    def silence(self, t: int, relation: str, classes: Sequence[str]) -> str:
        """Why the noun phrase at `t` gives nothing of these classes."""
        things = self.things(t)
        if things:
            kinds = ", ".join(f"{m.name} is {_a(m.cls)}" for m in things)
            return f"{kinds}; {relation} wants {listed(classes)}"
        if t in self.searches:
            return f"{self.quoted(t)}: {unresolved(self, self.searches[t])}"
        return f"{self.quoted(t)} names nothing"


def doubted(assembler: Assembler, scene: Scene, statements: Iterable[Statement], guesses: Sequence[Guess]) -> Iterator[tuple[Fact, str]]:
    """Claims of frames that the trained model finds too unlikely."""
    least = assembler.guesser.least_relation
    for s in statements:
        claim = assembler.relation(scene, s)
        likely = assembler.weighed(scene, claim, guesses).confidence
        if likely < least:
            yield fact(claim), f"dropped: the model gives it {likely:.2f}, and {least:g} is the least"


def unsettled(assembler: Assembler, scene: Scene, readings: Iterable[Reading], guesses: Sequence[Guess]) -> Iterator[tuple[Fact, str]]:
    """Claims of measures that the trained model finds too unlikely, or gives another reading."""
    least = assembler.guesser.least_figure
    for r in readings:
        claim = assembler.figure(scene, r)
        likely = next((g.probability for g in guesses if g.found is r.found and g.by), 1.0)
        settled = list(assembler.settled(scene, r, guesses))
        if not settled:
            yield fact(claim), f"dropped: the model gives it {likely:.2f}, and {least:g} is the least"
        for other in settled:
            if other.rule != claim.rule:
                yield fact(claim), f"replaced: the model gives it {likely:.2f}, and {other.confidence:.2f} to {said(other)}"


def unresolved(view: View, search: Search) -> str:
    """Why a pronoun or description was left alone."""
    tree = view.scene.tree
    if tree.lower[search.token] == "it" and is_expletive(tree, search.token):
        return "stands for nothing here"
    if not search.ranked:
        return f"nothing that fits was named before it, or too far back ({REACH} sentences)"
    first, *others = [f"{m.name} ({score:.2f})" for score, m in search.ranked]
    return f"ambiguous: {first} does not lead {others[0]} by {MARGIN}" if others else f"{first} is too far back"


def words_fault(line: Frame | Measure, around: set[str]) -> str:
    """What is wrong with the words around a trigger: one is barred, or a wanted one is missing; "" if nothing."""
    if barred := sorted(around.intersection(line.bar)):
        return f"barred by {listed([f'“{w}”' for w in barred])}"
    if line.require and not around.intersection(line.require):
        return f"wants one of these words beside it: {listed(line.require, 'or')}"
    return ""


def fired(view: View, word: Anchor, claim: Claim, source: Statement | Reading | None = None) -> Attempt:
    """The attempt that made a claim, and why the extraction dropped it if it did. Without a source no line of the lexicon made it."""
    kept = view.claims.get(fact(claim))
    if kept is None:
        return Attempt(claim.rule, claim.predicate, word, True, said(claim), None, stance(view, claim, source), _dropped(view, claim))
    return Attempt(claim.rule, claim.predicate, word, True, said(kept), kept.confidence, stance(view, kept, source))


def _dropped(view: View, claim: Claim) -> str:
    """Why the extraction did not keep what a line of the lexicon made."""
    if fact(claim) in view.doubts:
        return view.doubts[fact(claim)]
    twins = [c for f, c in view.claims.items() if f[:3] == fact(claim)[:3]]
    here = [c.rule for c in twins if c.sentence.start == claim.sentence.start]
    if here:
        return f"{here[0]} says it"
    return "said in another sentence" if twins else "taken back: something else is likelier"


def said(claim: Claim) -> str:
    """Subject, property and object of a claim."""
    end = claim.object.name if isinstance(claim.object, Mention) else quantity(claim.object)
    return f"{claim.subject.name} {claim.predicate} {end}"


def stance(view: View, claim: Claim, source: Statement | Reading | None) -> tuple[str, ...]:
    """How a claim is meant, and which words of the sentence say so; nothing for a plain statement."""
    effects: list[str] = [claim.modality] if claim.modality != "asserted" else []
    effects += [name for name in ("negated", "planned", "ended") if getattr(claim, name)]
    speaker = claim.speaker.name if isinstance(claim.speaker, Mention) else claim.speaker
    words = [_cue(view, kind, word) for kind, word in _heard(view, source)] if effects else []
    return (*effects, *([f"said by {speaker}"] if speaker else []), *words)


def _heard(view: View, source: Statement | Reading | None) -> list[tuple[str, str]]:
    """The stance cues that were read for a statement or figure."""
    cues = Heard(view.assembler.cues.words, view.assembler.cues.phrases)
    again = replace(view.assembler, cues=cues)
    if isinstance(source, Statement):
        again.relation(view.scene, source)
    elif source is not None:
        again.figure(view.scene, source)
    return cues.read


def _cue(view: View, kind: str, word: str) -> str:
    ids = [c.id for c in view.scene.ontology.stance if word in getattr(c, kind)]
    return f"“{word}” ({', '.join(ids)})"


def listed(items: Sequence[str], joint: str = "and") -> str:
    """ "a, b and c"; a long list is cut."""
    shown = [*items[:SHOWN], *(["..."] if len(items) > SHOWN else [])]
    return f" {joint} ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)


def _a(cls: str) -> str:
    return f"{'an' if cls[0] in 'AEIOU' else 'a'} {cls}"
