"""A figure of a sentence: the words that it hangs on, the measure that read it, those that nearly did, and what stopped them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from kg.extract.explain_model import Mind, Opinion
from kg.extract.explain_view import Attempt, View, fired, listed, words_fault
from kg.extract.figures import Handle, Reading, Unread, clause_words, handles_of, is_old_range, is_others_forecast, owner_tokens
from kg.extract.parse import head_of, token_at
from kg.extract.quantities import Found
from kg.model import Anchor
from kg.wording import quantity

DULL = frozenset({"be", "have", "do", "make", "get", "take", "use", "say"})
"""Verbs that stand in every second sentence: that one of a measure's does is no near miss."""


@dataclass(frozen=True, slots=True)
class Number:
    """A quantity, the words that it hangs on, and the measures that read it, or nearly did."""

    anchor: Anchor
    value: str
    handles: tuple[str, ...]
    attempts: tuple[Attempt, ...]
    why: str = ""
    """Where no measure was tried: why."""
    model: tuple[Opinion, ...] = ()
    """What the trained model makes of it, the likeliest first."""


def numbers(view: View, mind: Mind, sentence: int) -> list[Number]:
    """The quantities and dates of a sentence."""
    first, stop = view.scene.tree.spans[sentence]
    start, end = view.scene.tree.start[first], view.scene.tree.end[stop - 1]
    inside = [f for f in view.found if start <= f.figure.anchor.start < end]
    return [replace(_number(view, f), model=mind.of_quantity(f.figure.anchor.start)) for f in inside]


def _number(view: View, f: Found) -> Number:
    value = quantity(f.figure) + (f" per {f.per}" if f.per else "")
    tree = view.scene.tree
    tokens = token_at(tree, f.figure.anchor.start, f.figure.anchor.end)
    if why := _out(view, f, tokens):
        return Number(f.figure.anchor, value, (), (), why)
    where = view.assembler.anchor(f.figure.anchor.start, f.figure.anchor.end)
    head = head_of(tree, tokens)
    handles = list(handles_of(tree, tokens, head))
    near: list[Unread] = []
    reading = view.assembler.attacher.reading(view.scene, f, near)
    attempts = [_read(view, reading)] if reading else []
    others = [c for c in view.claims.values() if c.object.anchor == where and c.rule not in _rules(attempts)]
    attempts += [fired(view, where, c) for c in others]
    attempts += _unread(view, near, set(tokens))
    attempts += _lesser(view, f, handles, head, attempts) if reading else []
    attempts += _beside(view, f, _rules(attempts), tree.sentence[head])
    hung = tuple(dict.fromkeys(f"{view.quoted(h.token)} {h.kind}" + (f" {h.role}" if h.role != h.kind else "") for h in handles))
    why = "" if attempts else f"no measure of figures in {f.figure.unit} has a word of this sentence"
    return Number(f.figure.anchor, value, hung, _unique(attempts), why)


def _out(view: View, f: Found, tokens: list[int]) -> str:
    """What keeps a quantity from being asked about at all."""
    tree, scene = view.scene.tree, view.scene
    if not tokens or (f.in_name and f.figure.unit == "1") or (f.figure.unit == "1" and all(t in scene.at for t in tokens)):
        return "part of a name"
    if is_others_forecast(tree, head_of(tree, tokens)):
        return "what others expected"
    if is_old_range(tree, f):
        return "what was before"
    if not view.assembler.attacher.taking(f.figure.unit):
        return f"no measure takes figures in {f.figure.unit}"
    return ""


def _read(view: View, reading: Reading) -> Attempt:
    claim = view.assembler.figure(view.scene, reading)
    return fired(view, view.word(reading.trigger), claim, reading)


def _lesser(view: View, f: Found, handles: list[Handle], head: int, told: list[Attempt]) -> Iterator[Attempt]:
    """Measures that fit as well and were not asked, since a more specific one had an owner."""
    options = view.assembler.attacher.options(f, handles, head, view.scene.tree, view.scene)
    for score, m, h in sorted(options, key=lambda o: (-o[0], o[1].id)):
        if m.id not in _rules(told):
            yield Attempt(m.id, m.figure, view.word(h.token), False, why=f"says less than {told[0].rule} does ({score:.1f})")


def _unread(view: View, near: Iterable[Unread], quantity_: set[int]) -> Iterator[Attempt]:
    tree = view.scene.tree
    for n in near:
        why = _ownerless(view, n, quantity_) if n.worded else words_fault(n.measure, clause_words(tree, n.handle.token))
        yield Attempt(n.measure.id, n.measure.figure, view.word(n.handle.token), False, why=why)


def _ownerless(view: View, n: Unread, quantity_: set[int]) -> str:
    domain = view.scene.ontology.figures[n.measure.figure].domain
    tokens = [t for t in dict.fromkeys(owner_tokens(view.scene.tree, n.measure, n.handle, quantity_)) if t not in quantity_]
    if not tokens:
        return f"no owner: nothing stands as {listed(n.measure.owner, 'or') or 'its subject'}"
    return "no owner: " + "; ".join(list(dict.fromkeys(view.silence(t, n.measure.figure, domain) for t in tokens))[:3])


def _beside(view: View, f: Found, tried: set[str], sentence: int) -> Iterator[Attempt]:
    """Measures whose word stands in the sentence, where the quantity does not hang on it."""
    tree = view.scene.tree
    first, stop = tree.spans[sentence]
    at = {w: t for t in reversed(range(first, stop)) for w in (tree.lower[t], tree.lemma[t].lower())}
    for m in view.assembler.attacher.taking(f.figure.unit):
        word = next((p for p in (*m.noun, *m.counted, *m.verb) if p not in DULL and all(w in at for w in p.split())), None)
        if word is not None and m.id not in tried and not (m.rate and not f.per):
            yield Attempt(m.id, m.figure, view.word(at[word.split()[-1]]), False, why="the figure does not hang on that word")


def _rules(attempts: Iterable[Attempt]) -> set[str]:
    return {a.rule for a in attempts}


def _unique(attempts: Iterable[Attempt]) -> tuple[Attempt, ...]:
    """One attempt a line of the lexicon: what fired before what was stopped."""
    best: dict[str, Attempt] = {}
    for a in attempts:
        best.setdefault(a.rule, a)
    return tuple(best.values())
