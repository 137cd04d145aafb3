"""What the trained models make of a sentence: the likeliest property of two names or of a quantity, and the features that make it so.

The models are asked again as `kg.extract.learned` asks them, but about everything; the claims come from what they said in the first place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from kg.extract.claims import LEARNED, SURER, unclaimed
from kg.extract.explain_features import worded
from kg.extract.explain_view import View, fact
from kg.extract.learned import ANY, FAR, FORWARD, MOST, Guess, Look, every, fired_by, knows, probability
from kg.extract.weights import Weights
from kg.model import Claim, Figure, Mention
from kg.wording import quantity

FEATURES = 5
"""How many features are given for a property, and as many against it."""
LIKELY = 0.2
"""Probability from which something is told of that one of its ends is not named in the sentence."""

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Feature:
    """What one feature adds to the log-odds: its weight for all properties and for this one."""

    feature: str
    says: str
    weight: float


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a model thinks of one property, and what came of it."""

    property: str
    subject: str
    object: str
    probability: float
    threshold: float
    """Probability from which the model claims what no line of the lexicon says."""
    veto: float
    """Probability below which a line's claim is dropped."""
    outcome: str
    """"" for nothing; claimed, or why not although likely enough; agrees with, drops or replaces a line of the lexicon."""
    line: str
    """The line of the lexicon that says the same, or whose reading was replaced; "" if none."""
    speaks_for: tuple[Feature, ...]
    speaks_against: tuple[Feature, ...]


@dataclass(frozen=True, slots=True)
class Thought:
    """A property that a model was asked about: with its ends, its probability and all that it is made of."""

    sentence: int
    subject: Mention
    label: str
    object: Mention | Figure
    likely: float
    direction: str
    features: tuple[str, ...]
    own: tuple[str, ...]
    unsaid: Mention | None = None

    @property
    def by(self) -> str:
        return fired_by(self.own)

    @property
    def ends(self) -> frozenset[Key]:
        return frozenset(m.key for m in (self.subject, self.object) if isinstance(m, Mention))


class Everything(Look):
    """A first look that finds every label worth a second one."""

    def __call__(self, features: tuple[str, ...]) -> Callable[[str, str], bool]:
        self.sums = self.weights.scores(features)
        return every(features)


@dataclass(frozen=True)
class Mind:
    """What the models make of one scene."""

    view: View
    pairs: dict[tuple[int, frozenset[Key]], list[Thought]] = field(default_factory=lambda: defaultdict(list))
    quantities: dict[int, list[Thought]] = field(default_factory=lambda: defaultdict(list))
    """By where the quantity starts."""

    @classmethod
    def of(cls, view: View) -> Mind:
        mind = cls(view)
        for t in _relations(view):
            mind.pairs[t.sentence, t.ends].append(t)
        for start, t in _figures(view):
            mind.quantities[start].append(t)
        return mind

    def unsaid(self, sentence: int) -> list[tuple[Mention, Mention]]:
        """A thing that the sentence may be about without saying so, and one that it names, where the model finds them likely linked."""
        found = [t for (n, _), thoughts in self.pairs.items() if n == sentence for t in thoughts if t.unsaid and t.likely >= LIKELY]
        return [(t.subject, t.object) for t in found if isinstance(t.object, Mention)]

    # -- two names

    def of_pair(self, sentence: int, a: Mention, b: Mention) -> tuple[Opinion, ...]:
        """Of two things of a sentence the likeliest relation, then what else a frame or the model claims of them."""
        weights = self.view.assembler.guesser.of_relations
        thoughts = self.pairs.get((sentence, frozenset((a.key, b.key))), [])
        return tuple(_opinion(weights, t, *self._of_relation(t)) for t in _foremost(thoughts, self._of_relation)) if weights else ()

    def _of_relation(self, t: Thought) -> tuple[str, str]:
        """What came of a relation, and the frame that it has to do with."""
        if t.by:
            return ("drops" if round(t.likely, 2) < self.view.assembler.guesser.least_relation else "agrees with"), t.by
        if not any(self._is(g, t) for g in self.view.related):
            return "", ""
        stated = [self.view.assembler.relation(self.view.scene, s) for s in self.view.statements]
        for g in unclaimed(self.view.scene, self.view.related, stated):
            if self._is(g, t):
                return self._claimed(self.view.assembler.guess(self.view.scene, g)), ""
        said = next((c for c in stated if c.predicate == t.label and {c.subject.key, getattr(c.object, "key", None)} == t.ends), None)
        return ("said already by", said.rule) if said else ("another end is likelier", "")

    def _is(self, g: Guess, t: Thought) -> bool:
        here = self.view.scene.tree.sentence[g.trigger] == t.sentence
        return here and not g.by and g.probability == t.likely and _same(g.subject, g.predicate, g.object, t)

    def _claimed(self, claim: Claim) -> str:
        return "claimed" if fact(claim) in self.view.claims else "said elsewhere too"

    # -- quantities

    def of_quantity(self, start: int) -> tuple[Opinion, ...]:
        """Of a quantity the likeliest property and owner, then what else a measure or the model claims of it."""
        weights = self.view.assembler.guesser.of_figures
        thoughts = self.quantities.get(start, [])

        def came(t: Thought) -> tuple[str, str]:
            return self._of_figure(start, t)

        return tuple(_opinion(weights, t, *came(t)) for t in _foremost(thoughts, came)) if weights else ()

    def _of_figure(self, start: int, t: Thought) -> tuple[str, str]:
        """What came of a figure, and the measure that it has to do with."""
        assembler, scene = self.view.assembler, self.view.scene
        reading = next((r for r in self.view.readings if r.found.figure.anchor.start == start), None)
        settled = list(assembler.settled(scene, reading, self.view.measured)) if reading else []
        learned = [c for c in settled if c.rule.startswith(f"{LEARNED}:")]
        if t.by:
            return ("agrees with" if settled and not learned else "loses" if learned else "drops"), t.by
        mine = [g for g in self.view.measured if not g.by and g.found and g.found.figure.anchor.start == start]
        if not any(_same(g.subject, g.predicate, g.object, t) for g in mine) or t.likely < assembler.guesser.least_new_figure:
            return "", ""
        if reading is None:
            return self._claimed(assembler.guess(scene, mine[0])), ""
        return ("replaces", reading.measure.id) if learned else (f"not likelier by {SURER} than", reading.measure.id)

    # -- what is not asked

    def unasked(self, sentence: int, a: Mention, b: Mention) -> str:
        """Why the model has no opinion of two things; "" if it has one, or there is no model."""
        guesser = self.view.assembler.guesser
        if guesser.of_relations is None or (sentence, frozenset((a.key, b.key))) in self.pairs:
            return ""
        allowed = {p for x, y in ((a, b), (b, a)) for p, _ in guesser.reader.allowed(x.cls, y.cls)}
        if not allowed:
            return f"no relation of {a.cls} and {b.cls}"
        if not any(knows(guesser.of_relations, p) for p in allowed):
            return f"was taught no relation of {a.cls} and {b.cls}"
        if len(guesser.reader.ends(self.view.scene, sentence)) > MOST:
            return f"over {MOST} names in the sentence"
        return f"compared, ruled out, or over {FAR} words apart"


def _relations(view: View) -> Iterator[Thought]:
    guesser = view.assembler.guesser
    if (weights := guesser.of_relations) is None:
        return
    look = Everything(weights)
    for pair in guesser.reader.pairs(view.scene, view.statements, look):
        unsaid = pair.first.mention if pair.first.token is None else None
        for p, d, own in pair.labels:
            if knows(weights, p):
                s, o = (pair.first, pair.second) if d == FORWARD else (pair.second, pair.first)
                likely = probability(weights, look.sums, p, d, own)
                yield Thought(pair.sentence, s.mention, p, o.mention, likely, d, pair.features, own, unsaid)


def _figures(view: View) -> Iterator[tuple[int, Thought]]:
    guesser = view.assembler.guesser
    if (weights := guesser.of_figures) is None:
        return
    look = Everything(weights)
    for s in guesser.reader.sums(view.scene, view.found, view.readings, look):
        for p, figure, own in s.readings:
            if knows(weights, p):
                likely = probability(weights, look.sums, p, FORWARD, own)
                yield s.found.figure.anchor.start, Thought(s.sentence, s.owner.mention, p, figure, likely, FORWARD, s.features, own)


def _foremost(thoughts: Sequence[Thought], came: Callable[[Thought], tuple[str, str]]) -> list[Thought]:
    """The likeliest thought, and of each other property the likeliest of which something came."""
    best: dict[tuple[Key, str, bool], Thought] = {}
    for t in thoughts:
        key = t.subject.key, t.label, bool(t.by)
        if key not in best or t.likely > best[key].likely:
            best[key] = t
    ranked = sorted(best.values(), key=lambda t: (-t.likely, t.label, t.subject.key))
    return ranked[:1] + [t for t in ranked[1:] if came(t)[0]]


def _same(subject: Mention, predicate: str, end: Mention | Figure, t: Thought) -> bool:
    if (subject.key, predicate) != (t.subject.key, t.label):
        return False
    return end.key == t.object.key if isinstance(end, Mention) and isinstance(t.object, Mention) else end == t.object


def _opinion(weights: Weights, t: Thought, outcome: str, line: str) -> Opinion:
    parts = contributions(weights, t)
    ranked = sorted(((w, f) for f, w in parts.items() if round(w, 2)), key=lambda x: (-abs(x[0]), x[1]))
    said = [Feature(f, worded(f), round(w, 2)) for w, f in ranked]
    return Opinion(
        t.label,
        t.subject.name,
        t.object.name if isinstance(t.object, Mention) else quantity(t.object),
        round(t.likely, 2),
        weights.settings["threshold"],
        weights.settings["veto"],
        outcome,
        line,
        tuple(x for x in said if x.weight > 0)[:FEATURES],
        tuple(x for x in said if x.weight < 0)[:FEATURES],
    )


def contributions(weights: Weights, t: Thought) -> dict[str, float]:
    """What each feature adds to the log-odds of a thought; their sum is all of it."""
    columns = [weights.columns[k] for k in (ANY + t.direction, t.label + t.direction) if k in weights.columns]
    found: dict[str, float] = defaultdict(float)
    for f in _each(t.features, t.own):
        if f in weights.rows:
            found[f] += sum(float(weights.matrix[weights.rows[f], c]) for c in columns)
    return dict(found)


def _each(*groups: Iterable[str]) -> Iterator[str]:
    """The features of each group, once a group."""
    for group in groups:
        yield from dict.fromkeys(group)
