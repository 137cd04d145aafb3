"""What stands between two things where no frame of the lexicon fires: a linear model over the parse, trained on sentences of our own.

A candidate is a pair of names in one sentence, or a quantity and a name; what the ontology lets it be is what is asked of it. Its
features are words and dependencies around and between the ends, and whether a frame's or measure's word is near; the weights are
shared by all properties for what is syntax and kept apart for what is vocabulary (Daumé III 2007, "Frustratingly Easy Domain
Adaptation"). A claim made here cites "learned:<property>" as its rule, and its confidence is the model's probability.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kg.extract.clauses import adjective_roles, is_passive, noun_roles, particle_lemmas, verb_roles
from kg.extract.figures import Attacher, Reading, converted, handles_of
from kg.extract.parse import Tree, head_of, token_at
from kg.extract.quantities import Found
from kg.extract.relations import Statement
from kg.extract.scene import Scene
from kg.extract.weights import Weights
from kg.extract.words import COMPARED, NOBODY
from kg.lexicon import Measure
from kg.model import Figure, Mention
from kg.ontology import Ontology

if TYPE_CHECKING:
    import numpy as np

RELATIONS, FIGURES = "relations.npz", "figures.npz"
"""Names of the weights in an ontology's folder; an ontology without them has frames and measures only."""
FAR, MOST = 32, 16
"""Tokens between two ends, and ends of a sentence, from which on nothing is asked."""
BETWEEN = 10
"""Tokens between two ends whose words are looked at one by one."""
NEAREST, LONGEST = 3, 4
"""Words of a property that are looked at for one candidate, and dependencies between such a word and an end."""
HOPELESS = -4.5
"""Log-odds from which a label's own features have never made it likely."""
UNSAID = 8
"""How many things a sentence may be about without saying so."""
BACK = 3
"""How many of the things that the text was about may stand for an end that the sentence leaves unsaid."""
EMPTY = {"the", "a", "an", ",", "'s", '"', "(", ")", "its"}
ANY = "*"
"""Column of what all relations, or all figures, have in common."""
FIRED = "F:"
"""Begins the feature that names the frame or measure which says the same; it is the first of a label's own."""
FORWARD, BACKWARD = "+", "-"


Stated = tuple[int, tuple[str, str], str, tuple[str, str]]
"""Sentence, subject, relation and object of a frame's statement."""


@dataclass(frozen=True, slots=True)
class End:
    """One end of a candidate: a mention and the token that heads it, or None for what the sentence leaves unsaid."""

    mention: Mention
    token: int | None
    kind: str
    """name, pronoun, nominal, many; topic or before1, before2 ... for what is unsaid."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two ends in text order, with the features they share and what each relation adds."""

    first: End
    second: End
    sentence: int
    features: tuple[str, ...]
    labels: tuple[tuple[str, str, tuple[str, ...]], ...]
    """(relation, direction, features of the relation's own words)"""


@dataclass(frozen=True, slots=True)
class Sum:
    """A quantity and a possible owner of it."""

    found: Found
    owner: End
    sentence: int
    trigger: int
    features: tuple[str, ...]
    readings: tuple[tuple[str, Figure, tuple[str, ...]], ...]
    """(property, the figure in the property's terms, features of the property's own words)"""


@dataclass(frozen=True, slots=True)
class Guess:
    """A relation or a figure that the model takes for stated."""

    subject: Mention
    predicate: str
    object: Mention | Figure
    trigger: int
    probability: float
    found: Found | None = None
    unsaid: Mention | None = None
    """The end that the sentence does not name."""
    by: str = ""
    """Id of the frame or measure that says the same."""


def probability(weights: Weights, sums: np.ndarray[Any, Any], label: str, direction: str, own: Iterable[str]) -> float:
    """Of one label, from the sums of the features it shares and the features that are its own."""
    shared, mine = weights.columns[ANY + direction], weights.columns.get(label + direction)
    score = float(sums[shared]) + (float(sums[mine]) if mine is not None else 0.0)
    for f in set(own):
        row = weights.rows.get(f)
        if row is not None:
            score += float(weights.matrix[row, shared]) + (float(weights.matrix[row, mine]) if mine is not None else 0.0)
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))


Worth = Callable[[tuple[str, ...]], Callable[[str, str], bool]]
"""From the features that a candidate's labels share to a test of label and direction."""


def every(features: tuple[str, ...]) -> Callable[[str, str], bool]:
    """All labels are worth a closer look: for training."""
    return lambda label, direction: True


@dataclass
class Reader:
    """Finds candidates in a scene and gives their features."""

    ontology: Ontology
    attacher: Attacher
    fits: dict[tuple[str, str], tuple[tuple[str, str], ...]] = field(default_factory=dict)

    @cached_property
    def pronouns(self) -> dict[str, tuple[str, ...]]:
        """Pronoun to the classes that it may stand for."""
        return {w: p.classes for p in self.ontology.pronouns for w in p.words}

    @cached_property
    def words(self) -> dict[str, frozenset[str]]:
        """Relation to the words of its frames."""
        found: dict[str, set[str]] = defaultdict(set)
        for f in self.ontology.frames:
            found[f.relation].update(w.split()[0] for w in f.verb)
            found[f.relation].update(w.split()[-1] for w in (*f.noun, *f.adjective))
        return {r: frozenset(w) for r, w in found.items()}

    @cached_property
    def named(self) -> dict[str, frozenset[str]]:
        """Property to the words of its measures."""
        found: dict[str, set[str]] = defaultdict(set)
        for m in self.ontology.measures:
            found[m.figure].update(w.split()[0] for w in m.verb)
            found[m.figure].update(w.split()[-1] for w in (*m.noun, *m.counted))
            found[m.figure].update(m.require)
        return {p: frozenset(w) for p, w in found.items()}

    # -- ends

    def ends(self, scene: Scene, number: int) -> list[End]:
        """Names, pronouns and descriptions of a sentence, in text order."""
        first, stop = scene.tree.spans[number]
        found: list[End] = []
        last: Mention | None = None
        for t in range(first, stop):
            m = scene.at.get(t)
            if m is not None:
                if m is not last:
                    tokens = [k for k in range(t, scene.last[t] + 1) if scene.at.get(k) is m]
                    head = head_of(scene.tree, tokens)
                    if scene.tree.dep[head] != "conj" or not scene.tree.excluded(head):
                        found.append(End(m, head, "name"))
                last = m
            elif t in scene.stands:
                found.append(End(scene.stands[t], t, scene.stands[t].kind))
            elif t in scene.many:
                found += [End(k, t, "many") for k in scene.many[t]]
        return found

    def unsaid(self, scene: Scene, number: int, here: Sequence[End]) -> list[End]:
        """What the sentence may be about without saying so."""
        named = {e.mention.key for e in here}
        found = [End(m, None, "topic") for m in scene.topic[:2] if m.key not in named]
        ranked = [m for _, m, near in scene.salient.get(number, []) if near and m.key not in named]
        count: dict[str, int] = defaultdict(int)
        for m in ranked:
            count[m.cls] += 1
            if count[m.cls] <= BACK and all(m.key != e.mention.key for e in found):
                found.append(End(m, None, f"before{count[m.cls]}"))
        return found[:UNSAID]

    def allowed(self, a: str, b: str) -> tuple[tuple[str, str], ...]:
        """The relations that may hold between things of two classes, with their direction."""
        if (a, b) not in self.fits:
            found = []
            for name, r in sorted(self.ontology.relations.items()):
                if self.alike(name) and not any(self.ontology.is_a(a, k) and self.ontology.is_a(b, k) for k in r.domain):
                    continue  # said of things of one kind: maker and maker, model and model
                if self.ontology.fits(a, r.domain) and self.ontology.fits(b, r.range):
                    found.append((name, FORWARD))
                if not r.symmetric and self.ontology.fits(b, r.domain) and self.ontology.fits(a, r.range):
                    found.append((name, BACKWARD))
            self.fits[a, b] = tuple(found)
        return self.fits[a, b]

    def across(self, scene: Scene, a: End, b: End) -> bool:
        """Whether a comparison parts two ends ("unlike A", "than A's" say nothing of A and B), or a nobody ("nobody at A")."""
        if a.token is None or b.token is None:
            return False
        up, down, _ = path(scene.tree, a.token, b.token)
        return any(scene.tree.lower[t] in COMPARED or scene.tree.lower[t] in NOBODY for t in (*up, *down))

    def alike(self, relation: str) -> bool:
        """Whether a relation holds between things of one kind, as comparisons do."""
        r = self.ontology.relations[relation]
        return set(r.domain) == set(r.range)

    # -- pairs

    def pairs(self, scene: Scene, statements: Iterable[Statement], worth: Worth = every) -> Iterator[Pair]:
        """All candidates for a relation, sentence by sentence; `worth` says for which of their relations more features are wanted."""
        fired = {(scene.tree.sentence[s.trigger], s.subject.key, s.frame.relation, s.object.key): s.frame.id for s in statements}
        for number in range(len(scene.tree.spans)):
            here = self.ends(scene, number)
            if not here or len(here) > MOST:
                continue
            frame = Context.of(self, scene, number, here)
            for j, b in enumerate(here):
                for a in here[:j]:
                    if a.mention.key == b.mention.key or distance(a, b) > FAR:
                        continue
                    if self.allowed(a.mention.cls, b.mention.cls):
                        features = tuple(frame.between(a, b))
                        yield Pair(a, b, number, features, self.labelled(frame, a, b, fired, worth(features)))
            for a in self.unsaid(scene, number, here):
                for b in here:
                    if b.kind in ("name", "nominal") and self.allowed(a.mention.cls, b.mention.cls):
                        features = tuple(frame.about(a, b))
                        yield Pair(a, b, number, features, self.labelled(frame, a, b, fired, worth(features)))

    def labelled(
        self, frame: Context, a: End, b: End, fired: dict[Stated, str], wanted: Callable[[str, str], bool]
    ) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
        """The relations that a pair may stand in, each with the features of its own words and of the frame that states it."""
        found = []
        compared = self.across(frame.scene, a, b)
        near: dict[str, tuple[str, ...]] = {}  # the same for both directions of a relation
        for p, d in self.allowed(a.mention.cls, b.mention.cls):
            s, o = (a.mention.key, b.mention.key) if d == FORWARD else (b.mention.key, a.mention.key)
            by = fired.get((frame.number, s, p, o))
            if by is None and self.ontology.relations[p].symmetric:
                by = fired.get((frame.number, o, p, s))
            if not (by or (wanted(p, d) and (self.alike(p) or not compared))):
                continue
            words = (f"{FIRED}{by}", "F") if by else ()
            if p not in near:
                near[p] = tuple(frame.trigger(self.words.get(p, frozenset()), a, b))
            found.append((p, d, (*words, *near[p])))
        return tuple(found)

    # -- quantities

    def sums(self, scene: Scene, found: Sequence[Found], readings: Iterable[Reading], worth: Worth = every) -> Iterator[Sum]:
        """All candidates for a figure: every quantity with every possible owner. `readings` are what measures make of them."""
        tree = scene.tree
        measured = {id(r.found): r for r in readings}
        ends: dict[int, list[End]] = {}

        def peers(f: Found) -> list[int]:
            """Where quantities of the same unit begin in the sentence."""
            first, stop = tree.spans[number]
            return [
                g.figure.anchor.start
                for g in found
                if g.figure.unit == f.figure.unit and tree.start[first] <= g.figure.anchor.start < tree.end[stop - 1]
            ]

        for f in found:
            tokens = token_at(tree, f.figure.anchor.start, f.figure.anchor.end)
            if not tokens or (f.in_name and f.figure.unit == "1") or all(t in scene.at for t in tokens):
                continue
            head = head_of(tree, tokens)
            number = tree.sentence[head]
            if number not in ends:
                ends[number] = self.ends(scene, number)
            here = ends[number]
            if len(here) > MOST:
                continue
            frame = Context.of(self, scene, number, here)
            quantity = End(Mention("", "", f.figure.anchor), head, "quantity")
            base = tuple(self.described(scene, f, tokens, head))
            read = measured.get(id(f))
            variants = list(self.variants(f))
            for owner in (*here, *self.unsaid(scene, number, here)):
                if owner.token is not None and (owner.token in tokens or abs(owner.token - head) > FAR):
                    continue
                fitting = [v for v in variants if self.ontology.fits(owner.mention.cls, self.ontology.figures[v[0]].domain)]
                if not fitting:
                    continue
                if owner.token is None:
                    around = frame.about(owner, quantity)
                else:
                    around = frame.between(*((owner, quantity) if owner.token < head else (quantity, owner)))
                features = (*base, *ranks(owner, head, here, f, peers(f)), *(f"O{x}" for x in around))
                wanted = worth(features)
                own = [(p, figure, how, said(read, p, figure, owner)) for p, figure, how in fitting]
                kept = tuple(
                    (p, figure, (*by, f"V:{how}:{f.change}", *frame.trigger(self.named.get(p, frozenset()), quantity, owner)))
                    for p, figure, how, by in own
                    if by[0].startswith(FIRED) or wanted(p, FORWARD)
                )
                if kept:
                    yield Sum(f, owner, number, frame.root(head), features, kept)

    def variants(self, f: Found) -> Iterator[tuple[str, Figure, str]]:
        """What figure the quantity would be of each property: (property, figure, how it was turned into one)."""
        seen = set()
        for p, quantity in sorted(self.ontology.figures.items()):
            if quantity.takes(f.figure.unit, self.ontology.units):
                seen.add((p, str(f.figure.value), f.figure.unit))
                yield p, f.figure, "raw"
        for m in self.attacher.taking(f.figure.unit):
            figure = converted(f.figure, m, f)
            if (m.figure, str(figure.value), figure.unit) not in seen:
                seen.add((m.figure, str(figure.value), figure.unit))
                yield m.figure, figure, how(m)

    def described(self, scene: Scene, f: Found, tokens: Sequence[int], head: int) -> Iterator[str]:
        """Features of a quantity in its surroundings, whoever owns it."""
        tree = scene.tree
        unit = "money" if self.ontology.is_currency(f.figure.unit) else f.figure.unit
        yield f"U:{unit}"
        yield f"U:{unit}:{f.kind}:{f.change}:{f.role}"
        if isinstance(f.figure.value, Decimal) and f.figure.value:
            yield f"M:{unit}:{min(15, max(-3, int(math.log10(abs(f.figure.value)))))}"
        if f.per:
            yield "per"
            yield f"per:{f.per.split()[-1]}"
        if f.hyphenated:
            yield "hyphenated"
        for h in list(handles_of(tree, tokens, head))[:8]:
            lemma = tree.lemma[h.token].lower() if h.token not in scene.at else f"<{scene.at[h.token].cls}>"
            yield f"H:{lemma}"
            yield f"H:{h.kind}:{h.role}:{lemma}"
        first, last = tokens[0], tokens[-1]
        start, stop = tree.spans[tree.sentence[head]]
        for k in range(1, 5):
            if first - k >= start:
                yield f"W-{word(scene, first - k)}"
                yield f"W-{min(k, 3)}:{word(scene, first - k)}"
            if last + k < stop:
                yield f"W+{word(scene, last + k)}"
                yield f"W+{min(k, 3)}:{word(scene, last + k)}"
        for t in range(start, stop):
            if tree.pos[t] in ("VERB", "NOUN", "ADJ") and t not in tokens:
                yield f"S:{tree.lemma[t].lower()}"


def ranks(owner: End, head: int, here: Sequence[End], f: Found, peers: Sequence[int]) -> Iterator[str]:
    """How an owner stands among its like, and the quantity among its own: in "A and B cost $5 and $9" the second has the second."""
    if owner.token is None:
        yield f"~Q:{owner.kind}"
        return
    alike = list(dict.fromkeys(e.token for e in here if e.token is not None and e.mention.cls == owner.mention.cls))
    mine, its = alike.index(owner.token), peers.index(f.figure.anchor.start)
    yield f"Q#:{len(alike) == len(peers)}:{mine == its}"
    before = len([t for t in alike if t < head])
    nearer = before - 1 - mine if owner.token < head else mine - before
    yield f"Q<:{owner.token < head}:{min(nearer, 3)}"
    yield f"Q1:{min(len(alike), 4)}:{min(len(peers), 4)}"


def said(read: Reading | None, p: str, figure: Figure, owner: End) -> tuple[str, ...]:
    """Features of what a measure makes of the quantity: the same figure, the same property, the same owner."""
    if read is None:
        return ("Q:none",)
    same = read.measure.figure == p and read.figure.value == figure.value
    mine = read.owner.key == owner.mention.key
    by = (f"{FIRED}{read.measure.id}",) if same and mine else ()
    return (*by, f"Q:{same}:{mine}", f"Q:{same}:{mine}:{read.measure.id}")


def distance(a: End, b: End) -> int:
    return abs(b.token - a.token) if a.token is not None and b.token is not None else 0


def how(m: Measure) -> str:
    return m.convert or (m.gives and "gives") or "sign"


def word(scene: Scene, t: int) -> str:
    """A token as a feature: its lemma, the class of a name, or that it is a number."""
    if t in scene.at:
        return f"<{scene.at[t].cls}>"
    if scene.tree.tag[t] == "CD" and scene.tree.text[t][:1].isdigit():
        return "<number>"
    return scene.tree.lemma[t].lower()


@dataclass(slots=True)
class Context:
    """A sentence with its ends."""

    reader: Reader
    scene: Scene
    number: int
    here: list[End]
    lemmas: list[set[str]]
    """For every token of the sentence, its lemma and its form."""
    verbs: dict[int, int] = field(default_factory=dict)
    anaphors: list[tuple[int, tuple[str, ...]]] | None = None

    @classmethod
    def of(cls, reader: Reader, scene: Scene, number: int, here: list[End]) -> Context:
        first, stop = scene.tree.spans[number]
        lemmas = [{scene.tree.lemma[t].lower(), scene.tree.lower[t]} if t not in scene.at else set() for t in range(first, stop)]
        return cls(reader, scene, number, here, lemmas)

    def between(self, a: End, b: End) -> Iterator[str]:
        """Features of two ends of a sentence, the first standing before the second."""
        scene, tree = self.scene, self.scene.tree
        i, j = a.token, b.token
        assert i is not None
        assert j is not None
        at = i, j
        yield "1"
        yield f"K:{a.kind}|{b.kind}"
        yield f"C:{a.mention.cls}|{b.mention.cls}"
        a_top, b_top = tree.first_of_chain(i), tree.first_of_chain(j)
        if a_top != b_top:
            yield f"CJ:{a_top != i}:{b_top != j}"
            i, j = a_top, b_top
        else:
            yield "CJ:same"
        up, down, top = path(tree, i, j)
        edges = "<".join(tree.dep[k] for k in up) + "^" + ">".join(tree.dep[k] for k in down)
        yield f"P:{edges}" if len(up) + len(down) <= 6 else "P:long"
        yield f"PN:{min(len(up) + len(down), 9)}"
        yield f"PT:{tree.pos[top]}:{'name' if top in scene.at else ''}"
        inner = [k for k in (*up[1:], *down[:-1], top) if k not in (i, j)]
        for k in inner:
            w = word(scene, k)
            yield f"L:{w}"
            if k == top:
                yield f"LT:{w}"
                yield f"LTD:{w}:{tree.dep[i]}:{tree.dep[j]}"
            if tree.dep[k] in ("conj", "appos", "relcl", "acl", "advcl", "ccomp"):
                yield f"E:{tree.dep[k]}"
        yield f"LX:{'_'.join(word(scene, k) for k in sorted(inner))}:{edges}"
        yield f"DD:{tree.dep[i]}|{tree.dep[j]}"
        if tree.pos[top] in ("VERB", "AUX"):
            yield f"PV:{is_passive(tree, top)}:{tree.dep[i]}|{tree.dep[j]}"
            for lemma in particle_lemmas(tree, top):
                yield f"LV:{lemma}:{is_passive(tree, top)}"
        va, vb = self.root(i), self.root(j)
        yield f"SV:{va == vb}"
        if va != vb:
            yield f"VA:{word(scene, va)}"
            yield f"VB:{word(scene, vb)}"
        yield from self.normal(a_top, b_top, {va, vb})
        yield from self.apart(a, b, *at)
        for mark, e in (("HA", a_top), ("HB", b_top)):
            yield f"{mark}:{word(scene, tree.head[e])}:{tree.dep[e]}"
            if tree.dep[e] == "pobj":
                yield f"{mark}2:{tree.lower[tree.head[e]]}:{word(scene, tree.head[tree.head[e]])}"
        yield f"R:{sum(e.mention.cls == a.mention.cls for e in self.here)}:{sum(e.mention.cls == b.mention.cls for e in self.here)}"

    def apart(self, a: End, b: End, i: int, j: int) -> Iterator[str]:
        """Features of the words between two ends and beside them."""
        scene, tree = self.scene, self.scene.tree
        first, stop = tree.spans[self.number]
        gap = range(self.stop_of(i) + 1, self.start_of(j))
        yield f"D:{min(len(gap), 6) if len(gap) <= 6 else 10 if len(gap) <= 12 else 20}"
        if len(gap) <= BETWEEN:
            words = [word(scene, k) for k in gap]
            for w in words:
                if w not in EMPTY:
                    yield f"B:{w}"
            for v, w in itertools.pairwise(words):
                yield f"BB:{v}_{w}"
            if len(words) <= 3:
                yield f"BX:{'_'.join(words)}"
        inside = [e for e in self.here if e.token is not None and i < e.token < j]
        yield f"N:{min(len(inside), 3)}"
        yield f"NA:{min(sum(e.mention.cls == a.mention.cls for e in inside), 2)}"
        yield f"NB:{min(sum(e.mention.cls == b.mention.cls for e in inside), 2)}"
        for sign in (",", ";", ":", "(", "—", "-", '"', "and", "than", "unlike", "while", "but", "not", "whose", "which", "who"):
            if any(tree.lower[k] == sign for k in gap):
                yield f"G:{sign}"
        for mark, at in (("A", self.start_of(i) - 1), ("B", self.stop_of(j) + 1)):
            yield f"{mark}1:{word(scene, at) if first <= at < stop else '#'}"
        yield f"I1:{word(scene, self.stop_of(i) + 1) if self.stop_of(i) + 1 < stop else '#'}"
        yield f"J1:{word(scene, self.start_of(j) - 1)}"

    def normal(self, a: int, b: int, verbs: Iterable[int]) -> Iterator[str]:
        """The roles of two ends in the normal form of the clauses around them."""
        for v in sorted(verbs):
            ra, rb = roles_in(self.scene.tree, v, a), roles_in(self.scene.tree, v, b)
            if ra or rb:
                yield f"N:{ra}|{rb}"
                yield f"NW:{word(self.scene, v)}:{ra}|{rb}"

    def about(self, a: End, b: End) -> Iterator[str]:
        """Features of an end of the sentence and of something that the sentence leaves unsaid."""
        scene, tree = self.scene, self.scene.tree
        t = b.token
        assert t is not None
        first, stop = tree.spans[self.number]
        yield "~1"
        yield f"~K:{a.kind}|{b.kind}"
        yield f"~C:{a.mention.cls}|{b.mention.cls}"
        same = [e for e in self.here if self.scene.ontology.is_a(e.mention.cls, a.mention.cls) and e is not b]
        yield f"~F:{min(len(same), 2)}:{a.kind}"
        clause = scene.is_clause(self.number)
        yield f"~Z:{scene.listed}:{clause}:{a.kind}"
        roots = [k for k in range(first, stop) if tree.head[k] == k][:1]
        for r in roots:
            yield f"~RV:{word(scene, r)}"
            for s in tree.of_dep(r, "nsubj", "nsubjpass"):
                held = "name" if s in scene.at else "bound" if s in scene.stands else tree.pos[s]
                yield f"~RS:{held}:{a.kind}"
                yield f"~RW:{word(scene, s)}"
                yield f"~RD:{','.join(tree.lower[d] for d in tree.of_dep(s, 'det', 'poss'))}:{held}"
        yield f"~V:{word(scene, self.root(t))}:{tree.dep[t]}"
        yield f"~D:{tree.dep[t]}"
        yield f"~H:{word(scene, tree.head[t])}"
        at = self.start_of(t) - 1
        yield f"~A:{word(scene, at) if at >= first else '#'}"
        at = self.stop_of(t) + 1
        yield f"~B:{word(scene, at) if at < stop else '#'}"
        yield f"~L:{min((stop - first) // 5, 5)}"
        yield f"~P:{min(t - first, 5)}"
        for k in range(first, min(first + 3, stop)):
            yield f"~S:{word(scene, k)}"
        for k in range(first, stop):
            if tree.pos[k] in ("VERB", "NOUN", "ADJ") and k not in scene.at:
                yield f"~G:{tree.lemma[k].lower()}"
        for k, fits in self.loose(a.mention.cls):
            yield f"~U:{tree.lemma[k].lower()}:{tree.dep[k]}:{fits}"
            yield f"~UR:{tree.pos[k]}:{route(tree, k, t)}:{fits}"
            verb = self.root(t)
            role = roles_in(tree, verb, k)
            yield f"~UN:{role}|{roles_in(tree, verb, t)}:{fits}"
            yield f"~UW:{word(scene, verb)}:{role}:{fits}"
        yield f"~UF:{any(fits for _, fits in self.loose(a.mention.cls))}:{a.kind}"

    def loose(self, cls: str) -> list[tuple[int, bool]]:
        """Pronouns and definite descriptions of the sentence that stand for nothing yet, and whether they may for a thing of a class."""
        if self.anaphors is None:
            self.anaphors = list(self.unbound())
        is_a = self.scene.ontology.is_a
        return [(t, any(is_a(cls, k) or is_a(k, cls) for k in kinds)) for t, kinds in self.anaphors]

    def unbound(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        scene, tree = self.scene, self.scene.tree
        for t in range(*tree.spans[self.number]):
            if t in scene.at or t in scene.stands or t in scene.many:
                continue
            if tree.lower[t] in self.reader.pronouns:
                yield t, self.reader.pronouns[tree.lower[t]]
            elif tree.pos[t] == "NOUN" and any(
                tree.lower[d] in ("the", "this", "that", "its", "their") for d in tree.of_dep(t, "det", "poss")
            ):
                kinds = tuple(n.cls for n in scene.typer.noun_at(tree, t) if not n.role)
                if kinds:
                    yield t, kinds

    def trigger(self, words: frozenset[str], a: End, b: End) -> Iterator[str]:
        """Where the nearest of a property's own words stands in relation to the ends."""
        tree = self.scene.tree
        first, _ = tree.spans[self.number]
        at = [first + k for k, lemmas in enumerate(self.lemmas) if lemmas & words]
        if not at:
            yield "T:none"
            return
        yield "T:any"
        i, j = a.token, b.token
        if i is None or j is None:
            t = j if i is None else i
            assert t is not None
            chain = {t, *tree.ancestors(t)}
            yield f"T:chain:{any(k in chain for k in at)}:~"
            yield f"T:head:{tree.head[t] in at or tree.head[tree.head[t]] in at}:~"
            return
        i, j = min(i, j), max(i, j)
        up, down, top = path(tree, i, j)
        inner = {*up, *down, top} - {i, j}
        yield f"T:path:{any(k in inner for k in at)}"
        yield f"T:top:{top in at}"
        yield f"T:between:{any(i < k < j for k in at)}"
        yield f"T:beside:{any(i - 3 <= k < i or j < k <= j + 3 for k in at)}"
        yield f"T:below:{any(tree.head[k] == top for k in at)}"
        yield f"T:near:{min(min(abs(k - i), abs(k - j)) for k in at) <= 2}"
        nearest = sorted(at, key=lambda k: (abs(k - i) + abs(k - j), k))[:NEAREST]
        for k in nearest:
            kind = tree.pos[k]
            to_i, to_j = route(tree, k, i), route(tree, k, j)
            yield f"R:{kind}:{to_i}|{to_j}"
            yield f"RW:{tree.lemma[k].lower()}:{to_i}|{to_j}"
            yield f"RI:{kind}:{to_i}"
            yield f"RJ:{kind}:{to_j}"
            ri, rj = roles_in(tree, k, tree.first_of_chain(i)), roles_in(tree, k, tree.first_of_chain(j))
            yield f"TN:{kind}:{ri}|{rj}"
            yield f"TNW:{tree.lemma[k].lower()}:{ri}|{rj}"

    def root(self, t: int) -> int:
        """`clause_of`, remembered."""
        if t not in self.verbs:
            self.verbs[t] = clause_of(self.scene.tree, t)
        return self.verbs[t]

    def start_of(self, t: int) -> int:
        m = self.scene.at.get(t)
        while m is not None and t > 0 and self.scene.at.get(t - 1) is m:
            t -= 1
        return t

    def stop_of(self, t: int) -> int:
        return max(t, self.scene.last.get(t, t))


def clause_of(tree: Tree, t: int) -> int:
    """The verb of the clause that a token is in, or the top of its sentence."""
    while tree.head[t] != t and tree.pos[t] not in ("VERB", "AUX"):
        t = tree.head[t]
    return t


def path(tree: Tree, i: int, j: int) -> tuple[list[int], list[int], int]:
    """Tokens from `i` up to below the lowest common ancestor, from below it down to `j`, and the ancestor itself."""
    above = [i, *tree.ancestors(i)]
    seen = set(above)
    down = [j]
    while down[-1] not in seen and tree.head[down[-1]] != down[-1]:
        down.append(tree.head[down[-1]])
    top = down.pop() if down[-1] in seen else above[-1]
    up = above[: above.index(top)]
    return up, down[::-1], top


def roles_in(tree: Tree, word: int, end: int) -> str:
    """The roles that a token fills of a verb, noun or adjective, joined by commas."""
    known: dict[int, dict[int, str]] = tree.memo.setdefault("roles", {})
    if word not in known:
        kind = tree.pos[word]
        roles = (
            verb_roles(tree, word)
            if kind in ("VERB", "AUX")
            else noun_roles(tree, word)
            if kind in ("NOUN", "PROPN")
            else adjective_roles(tree, word)
            if kind in ("ADJ", "ADV")
            else {}
        )
        filled: dict[int, list[str]] = defaultdict(list)
        for role, tokens in roles.items():
            for t in tokens:
                filled[t].append(role)
        known[word] = {t: ",".join(sorted(names)) for t, names in filled.items()}
    return known[word].get(end, "")


def route(tree: Tree, i: int, j: int) -> str:
    """The dependencies from one token to another, coordination passed over: "<nsubj^>prep>pobj" and the like."""
    up, down, _ = path(tree, i, j)
    steps = [f"<{tree.dep[k]}" for k in up if tree.dep[k] != "conj"] + [f">{tree.dep[k]}" for k in down if tree.dep[k] != "conj"]
    return "".join(steps) if len(steps) <= LONGEST else "far"


def trigger_of(scene: Scene, a: End, b: End) -> int:
    """The word by which a pair's statement is negated, hedged and attributed: the one that joins the ends."""
    if a.token is None or b.token is None:
        t = b.token if a.token is None else a.token
        assert t is not None
        return clause_of(scene.tree, t)
    return path(scene.tree, a.token, b.token)[2]


@dataclass(frozen=True)
class Guesser:
    """The model at work on scenes."""

    reader: Reader
    of_relations: Weights | None
    of_figures: Weights | None

    @classmethod
    def of(cls, ontology: Ontology, attacher: Attacher, *, trained: bool = True) -> Guesser:
        relations, figures = (Weights.load(ontology.folder / name) if trained else None for name in (RELATIONS, FIGURES))
        return cls(Reader(ontology, attacher), relations, figures)

    @property
    def least_relation(self) -> float:
        """Probability below which a frame's claim is dropped."""
        return self.of_relations.settings["veto"] if self.of_relations else 0.0

    @property
    def least_figure(self) -> float:
        """Probability below which a measure's claim is dropped."""
        return self.of_figures.settings["veto"] if self.of_figures else 0.0

    @property
    def least_new_figure(self) -> float:
        """Probability from which a figure is claimed that no measure claims."""
        return self.of_figures.settings["threshold"] if self.of_figures else 1.0

    def relations(self, scene: Scene, statements: Iterable[Statement]) -> Iterator[Guess]:
        """Relations that are likelier stated than the threshold asks, and all that frames state."""
        weights = self.of_relations
        if weights is None:
            return
        threshold = weights.settings["threshold"]
        look = Look(weights)
        for pair in self.reader.pairs(scene, statements, look):
            for p, d, own in pair.labels:
                if not knows(weights, p):
                    continue
                likely = probability(weights, look.sums, p, d, own)
                by = fired_by(own)
                if likely >= threshold or by:
                    a, b = (pair.first, pair.second) if d == FORWARD else (pair.second, pair.first)
                    unsaid = pair.first.mention if pair.first.token is None else None
                    yield Guess(a.mention, p, b.mention, trigger_of(scene, pair.first, pair.second), likely, unsaid=unsaid, by=by)

    def figures(self, scene: Scene, found: Sequence[Found], readings: Iterable[Reading]) -> Iterator[Guess]:
        """Of each quantity the likeliest property and owner, and how likely that is which a measure gives it."""
        weights = self.of_figures
        if weights is None:
            return
        best: dict[tuple[int, bool], Guess] = {}
        look = Look(weights)
        for s in self.reader.sums(scene, found, readings, look):
            for p, figure, own in s.readings:
                if not knows(weights, p):
                    continue
                likely = probability(weights, look.sums, p, FORWARD, own)
                by = fired_by(own)
                key = s.found.figure.anchor.start, bool(by)
                if key not in best or likely > best[key].probability:
                    best[key] = Guess(s.owner.mention, p, figure, s.trigger, likely, s.found, by=by)
        yield from (best[k] for k in sorted(best))


def knows(weights: Weights, label: str) -> bool:
    """Whether the model was trained on a property; of the others the lexicon alone speaks."""
    return label + FORWARD in weights.columns or label + BACKWARD in weights.columns


@dataclass(slots=True)
class Look:
    """A first look at candidates by what their labels share; `sums` are those of the candidate looked at last."""

    weights: Weights
    sums: Any = None

    def __call__(self, features: tuple[str, ...]) -> Callable[[str, str], bool]:
        self.sums = self.weights.scores(features)
        return self.hopeful

    def hopeful(self, label: str, direction: str) -> bool:
        """Whether a label's own features may still make it likely."""
        mine = self.weights.columns.get(label + direction)
        score = self.sums[self.weights.columns[ANY + direction]] + (self.sums[mine] if mine is not None else 0.0)
        return bool(score > HOPELESS)


def fired_by(own: Sequence[str]) -> str:
    """The frame or measure that says the same, "" if none does."""
    return own[0].removeprefix(FIRED) if own and own[0].startswith(FIRED) else ""
