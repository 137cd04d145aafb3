"""Explanations as text: what `kg.text` is for results. Apart from it, since only two commands have need of the extractor's modules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.extract.explain import Explanation, Name, Reference, Sentence
from kg.extract.explain_features import ALWAYS
from kg.extract.explain_figures import Number
from kg.extract.explain_links import Pair
from kg.extract.explain_model import Opinion
from kg.extract.explain_view import Attempt
from kg.extract.kinds import NONE
from kg.text import table

SHOWN = 4
"""How many features of an opinion are printed."""
HARDLY = 0.05
"""Probability below which it is not said why the model finds something likely."""


def explanation(found: Explanation) -> str:
    """Why a text gave what it gave: sentence by sentence its names, pronouns, pairs of names and figures; + fired, - nearly did."""
    told: set[tuple[str, str]] = set()
    parts = ["\n".join(_sentence(each, told)) for each in found.sentences]
    parts += ["\n".join(["taken for no prose", *(f"  {quoted(line.quote)}" for line in found.passed_over)])] if found.passed_over else []
    return "\n\n".join(parts)


def _sentence(found: Sentence, told: set[tuple[str, str]]) -> Iterator[str]:
    """The lines of a sentence. The votes for a name are those of the whole document: given once, and noted in `told`."""
    yield quoted(found.anchor.quote) + ("" if found.kind == "prose" else f"  ({found.kind})")
    names = [_name(each, told) for each in found.names]
    for title, lines in (("names", names), ("stand for others", map(_reference, found.references))):
        rows = list(lines)
        if rows:
            yield from (f"  {title}", *(f"    {line}" for line in table(rows).split("\n")))
    silent = [pair for pair in found.links.pairs if not pair.attempts]
    for pair in found.links.pairs:
        if pair.attempts:
            yield f"  {_couple(pair)}: {pair.meet}"
            yield from _attempts(pair.attempts)
            yield from _thinks(pair.model, pair.first)
    yield from (["  no frame links"] if silent else [])
    for pair in silent:
        yield f"    {_couple(pair)}: {pair.meet}"
        yield from (f"  {line}" for line in _thinks(pair.model, pair.first))
        yield from ([f"      model: not asked, {pair.unasked}"] if pair.unasked else [])
    yield from (["  frames that have no two names", *_attempts(found.links.loose)] if found.links.loose else [])
    for number in found.figures:
        yield f"  {' '.join(number.anchor.quote.split())} = {number.value}: {_hung(number)}"
        yield from _attempts(number.attempts)
        yield from _thinks(number.model)


def _name(found: Name, told: set[tuple[str, str]]) -> tuple[str, ...]:
    surface = " ".join(found.anchor.quote.split())
    votes = [f"{_kind(v.cls)} {v.total:g} ({', '.join(f'{rule} {weight:g}' for rule, weight in v.rules)})" for v in found.votes]
    model = ", ".join(f"{_kind(cls)} {share:.2f}" for cls, share in found.model)
    known = (surface, found.cls) in told
    told.add((surface, found.cls))
    return (
        "+" if found.cls else "-",
        surface,
        found.cls or "no name",
        "; ".join([*([found.why] if found.why else []), *([] if known else votes), *([f"model: {model}"] if model and not known else [])]),
    )


def _kind(cls: str) -> str:
    return "no name" if cls == NONE else cls


def _reference(found: Reference) -> tuple[str, ...]:
    ran = ", ".join(f"{name} {salience:g}" for name, salience in found.ranked)
    mark, what = ("+", f"is {found.stands_for}") if found.stands_for else ("-", "is left alone")
    return (mark, " ".join(found.anchor.quote.split()), what, "; ".join(part for part in (found.why, ran) if part))


def _couple(pair: Pair) -> str:
    return f"{pair.first} – {pair.second}"


def _hung(number: Number) -> str:
    return "; ".join(part for part in ("hangs on " + ", ".join(number.handles) if number.handles else "", number.why) if part)


def _attempts(attempts: Iterable[Attempt]) -> Iterator[str]:
    for each in attempts:
        where = f"{each.rule} at “{each.word.quote}”"
        if each.fired:
            stance = f"  [{', '.join(each.stance)}]" if each.stance else ""
            end = f": {each.why}" if each.confidence is None else f" ({each.confidence:.2f})"
            yield f"    + {where}: {each.claim}{stance}{end}"
        else:
            yield f"    - {where} ({each.property}): {each.why}"


def _thinks(model: Iterable[Opinion], first: str | None = None) -> Iterator[str]:
    """A line for each opinion. `first` is the end that a pair begins with, and goes without saying as a subject."""
    for o in model:
        what = (
            o.property
            if o.subject == first
            else f"{o.property} of {o.subject}"
            if first is None
            else f"{o.subject} {o.property} {o.object}"
        )
        came = f", {o.outcome} {o.line}".rstrip() if o.outcome else ""
        least = f"veto {o.veto:g}" if o.outcome in ("agrees with", "drops") else f"threshold {o.threshold:g}"
        if o.probability < HARDLY and not came:
            yield f"    model: {what} {o.probability:.2f} at most"
        else:
            heavy = sorted((*o.speaks_for, *o.speaks_against), key=lambda f: (-abs(f.weight), f.feature))
            why = ", ".join(f"{f.weight:+.1f} {f.says}" for f in [f for f in heavy if f.feature not in ALWAYS][:SHOWN])
            yield f"    model: {what} {o.probability:.2f} ({least}){came}: {why}"


def quoted(quote: str) -> str:
    return f"“{' '.join(quote.split())}”"
