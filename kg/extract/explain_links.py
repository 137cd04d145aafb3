"""Two names of a sentence: which frames linked them, which nearly did, and what stopped those.

Nothing is extracted here: the matcher and the scene are asked again what they made of a sentence; what they left alone is put into words.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.extract.clauses import Roles
from kg.extract.explain_model import Mind, Opinion
from kg.extract.explain_view import Attempt, View, fact, fired, listed, words_fault
from kg.extract.parse import Tree, head_of
from kg.extract.relations import Statement, words_near
from kg.extract.scene import Scene
from kg.lexicon import Frame
from kg.model import Claim, Mention


@dataclass(frozen=True, slots=True)
class Pair:
    """Two things of a sentence and the frames that fired, or nearly did, between them."""

    first: str
    second: str
    meet: str
    """The word at which they meet in the parse, and whether a frame has it."""
    attempts: tuple[Attempt, ...]
    model: tuple[Opinion, ...] = ()
    """What the trained model makes of them, the likeliest first."""
    unasked: str = ""
    """Why it makes nothing of them."""


@dataclass(frozen=True, slots=True)
class Links:
    """All that frames had to do with a sentence."""

    pairs: tuple[Pair, ...]
    loose: tuple[Attempt, ...]
    """Frames whose word is there with a name at one end at most; what they might have linked it to is no name."""


@dataclass(frozen=True, slots=True)
class _End:
    """One end of a frame at a word: the things in its roles, of whatever class, and what is wrong with them ("" if nothing)."""

    things: tuple[Mention, ...]
    fault: str
    open: bool = False
    """A pronoun or description stands there whose antecedent was looked for in vain."""


@dataclass(frozen=True, slots=True)
class _Trial:
    """A frame at a word of the sentence, with what filled its ends."""

    frame: Frame
    token: int
    subject: _End
    object: _End
    made: tuple[Statement, ...]
    why: str


def links(view: View, mind: Mind, sentence: int) -> Links:
    """Every two things of a sentence, in its order, and those that its claims, or nearly the model, link to something outside it."""
    trials = [t for t in _trials(view) if view.scene.tree.sentence[t.token] == sentence]
    others = _others(view, sentence, trials)
    made = [(s.subject, s.object) for t in trials for s in t.made] + [
        (c.subject, c.object) for c in others if isinstance(c.object, Mention)
    ]
    couples = {frozenset((a.key, b.key)): (a, b) for a, b in itertools.combinations(_present(view.scene, sentence).values(), 2)}
    for a, b in [*made, *mind.unsaid(sentence)]:
        couples.setdefault(frozenset((a.key, b.key)), (a, b))
    pairs = tuple(_pair(view, mind, sentence, a, b, trials, others) for a, b in couples.values())
    told = {(a.rule, a.word.start) for p in pairs for a in p.attempts}
    loose = [t for t in trials if (t.frame.id, view.word(t.token).start) not in told and _is_loose(view, t)]
    return Links(pairs, tuple(Attempt(t.frame.id, t.frame.relation, view.word(t.token), False, why=t.why) for t in loose))


def _others(view: View, sentence: int, trials: Sequence[_Trial]) -> list[Claim]:
    """The relations of a sentence that no frame made."""
    first, _ = view.scene.tree.spans[sentence]
    own = {fact(view.assembler.relation(view.scene, s)) for t in trials for s in t.made}
    here = [c for f, c in view.claims.items() if f not in own and c.sentence.start == view.scene.tree.start[first]]
    return [c for c in here if isinstance(c.object, Mention)]


def _is_loose(view: View, trial: _Trial) -> bool:
    """Whether a frame that did not fire has one end filled, or something there that might have stood for a name."""
    if trial.made or not _speaks(trial.frame) or words_fault(trial.frame, words_near(view.scene.tree, trial.token)):
        return False
    ends = (trial.subject, trial.object)
    return any(e.open for e in ends) or any(e.things and not e.fault for e in ends)


def _speaks(frame: Frame) -> bool:
    """Whether a word with a meaning of its own triggers the frame; possessives and prepositions stand everywhere."""
    return bool(frame.verb or frame.noun or frame.adjective)


def _present(scene: Scene, sentence: int) -> dict[tuple[str, str], Mention]:
    first, stop = scene.tree.spans[sentence]
    found: dict[tuple[str, str], Mention] = {}
    for t in range(first, stop):
        own = scene.at.get(t) or scene.stands.get(t)
        for m in [own] if own else scene.many.get(t, []):
            found.setdefault(m.key, m)
    return found


def _trials(view: View) -> Iterator[_Trial]:
    """Every frame whose word stands in the scene, fired or stopped; those that the matcher passed over in silence are left out."""
    matcher, scene = view.assembler.matcher, view.scene
    seen: set[tuple[str, int]] = set()
    for frame, t, roles in matcher.found(scene.tree):
        made = tuple(s for s in view.statements if s.frame is frame and s.trigger == t)
        if (frame.id, t) in seen or not (made or (frame.id, t) in view.near):
            continue
        seen.add((frame.id, t))
        relation = scene.ontology.relations[frame.relation]
        subject = _end(view, "subject", frame.subject, roles, frame.subjects or relation.domain, frame.relation)
        object_ = _end(view, "object", frame.object, roles, frame.objects or relation.range, frame.relation)
        yield _Trial(frame, t, subject, object_, made, "" if made else _stopped(view, frame, t, subject, object_))


def _end(view: View, name: str, ends: tuple[str, ...], roles: Roles, classes: tuple[str, ...], relation: str) -> _End:
    tokens = list(dict.fromkeys(t for role in ends for t in roles.get(role, ())))
    things = tuple(m for t in tokens for m in view.things(t))
    if any(view.scene.denoted(t, classes) for t in tokens):
        return _End(things, "")
    if not tokens:
        return _End((), f"no {name}: nothing stands as {listed(ends, 'or')}")
    faults = dict.fromkeys(view.silence(t, relation, classes) for t in tokens)
    unknown = any(t in view.searches and view.searches[t].found is None for t in tokens)
    return _End(things, f"no {name}: " + "; ".join(list(faults)[:3]), unknown)


def _stopped(view: View, frame: Frame, t: int, subject: _End, object_: _End) -> str:
    """What stopped a frame, the words around it before its ends."""
    faults = words_fault(frame, words_near(view.scene.tree, t))
    if not faults:
        faults = "; ".join(e.fault for e in (subject, object_) if e.fault)
    return faults or (f"its head is none of {listed(frame.head, 'or')}" if frame.head else "both ends are one thing, or lie too far apart")


def _pair(view: View, mind: Mind, sentence: int, a: Mention, b: Mention, trials: Sequence[_Trial], others: Sequence[Claim]) -> Pair:
    attempts = [x for t in trials for x in _attempts(view, t, a, b)]
    attempts += [fired(view, c.object.anchor, c) for c in others if {c.subject.key, getattr(c.object, "key", None)} == {a.key, b.key}]
    attempts.sort(key=lambda x: (not x.fired, x.word.start, x.rule))
    thinks, silent = mind.of_pair(sentence, a, b), mind.unasked(sentence, a, b)
    return Pair(a.name, b.name, _meet(view, sentence, a, b), tuple(attempts), thinks, silent)


def _attempts(view: View, trial: _Trial, a: Mention, b: Mention) -> Iterator[Attempt]:
    """What a frame has to do with two things: it links them, or it might have and was stopped."""
    frame, word = trial.frame, view.word(trial.token)
    own = [s for s in trial.made if {s.subject.key, s.object.key} == {a.key, b.key}]
    for s in own[:1]:
        yield fired(view, word, view.assembler.relation(view.scene, s), s)
    if own or not any(_concerns(view, trial, s, o) for s, o in ((a, b), (b, a))):
        return
    linked = [f"{s.subject.name} – {s.object.name}" for s in trial.made]
    why = f"it links {listed(linked[:2])}" if linked else trial.why
    yield Attempt(frame.id, frame.relation, word, False, why=why)


def _concerns(view: View, trial: _Trial, s: Mention, o: Mention) -> bool:
    """Whether a frame nearly says something of `s` and `o`: it holds both, or one, and its relation could hold the other."""
    frame, ontology = trial.frame, view.scene.ontology
    relation = ontology.relations[frame.relation]
    subject, object_ = s.key in {m.key for m in trial.subject.things}, o.key in {m.key for m in trial.object.things}
    if subject and object_:
        return _speaks(frame) or not (trial.subject.fault and trial.object.fault)
    if words_fault(frame, words_near(view.scene.tree, trial.token)) or not _speaks(frame):
        return False
    fits = ontology.fits(s.cls, frame.subjects or relation.domain), ontology.fits(o.cls, frame.objects or relation.range)
    return all(fits) and (subject or object_)


def _meet(view: View, sentence: int, a: Mention, b: Mention) -> str:
    """The lowest word of the parse over both, and whether any frame has it."""
    tree = view.scene.tree
    places = list(itertools.product(_heads(view.scene, sentence, a), _heads(view.scene, sentence, b)))
    if not places:
        return "one of them is understood: the sentence does not name it"
    paths = [(_over(tree, x, y), x, y) for x, y in places]
    (_, top), x, y = min(paths, key=lambda p: p[0])
    if top is None:
        return "they hang on no common word"
    if top in (x, y):
        return "they meet directly"
    known = {t for _, t, _ in view.assembler.matcher.found(tree)}
    return f"they meet at {view.quoted(top)} ({tree.pos[top].lower()})" + ("" if top in known else ", which no frame has")


def _over(tree: Tree, x: int, y: int) -> tuple[int, int | None]:
    """The lowest token over two, and how many steps apart they are by it."""
    up, other = [x, *tree.ancestors(x)], [y, *tree.ancestors(y)]
    top = next((t for t in other if t in up), None)
    return (len(tree), None) if top is None else (up.index(top) + other.index(top), top)


def _heads(scene: Scene, sentence: int, m: Mention) -> list[int]:
    """The head of each place where a thing stands in a sentence."""
    first, stop = scene.tree.spans[sentence]
    places: dict[int, list[int]] = {}
    for t in range(first, stop):
        own = scene.at.get(t) or scene.stands.get(t)
        if m.key in {one.key for one in ([own] if own else scene.many.get(t, []))}:
            places.setdefault(scene.last.get(t, t), []).append(t)
    return [head_of(scene.tree, tokens) for tokens in places.values()]
