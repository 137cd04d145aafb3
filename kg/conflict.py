"""Claims of several texts set side by side: where they agree within rounding, where they strain, where they can't all hold.

Compared are claims of different documents, and of one document when different people speak or one denies. Hypothetical claims and
questions are never compared; what is hedged or planned strains at most. Copies of one sentence count as one source.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from kg.model import Claim, Conflict, Extraction, Figure, Mention, Resolution, Verdict, claim_id, digest
from kg.ontology import Ontology
from kg.wording import quantity

EXACT = Decimal("0.01")
"""Two values this near are equal: 1 %."""
NEAR = Decimal("0.03")
"""Two values this near agree, and the distance is named: 3 %."""
ABOUT = Decimal("0.05")
"""A value said to be approximate holds within 5 %."""
BOUND = Decimal("0.2")
"""A bound ("under 5.5 million") backs a value this near to it; one farther off fits it, but says nothing of it: 20 %."""
SHOWN = 3
"""Documents named per value; the rest are counted."""

NUMBER = re.compile(r"\d[\d,]*(?:\.(\d+))?")
ENDLESS = Decimal("Infinity")


@dataclass(frozen=True, slots=True, order=True)
class Statement:
    """A claim as it is compared: who says what where."""

    document: str
    id: str
    speaker: str
    """Entity id or words; "" for the text's own author."""
    negated: bool
    firm: bool
    """Neither hedged nor planned."""
    text: str
    """The sentence, white space folded: equal sentences are copies."""
    setting: tuple[str, str]
    """Baseline and purpose, as far as given: figures that differ in one of them measure different things."""


@dataclass(frozen=True, slots=True, order=True)
class Amount:
    """What a figure allows: a number within bounds, or days between two dates."""

    value: Decimal
    """The number as stated, 0 for dates."""
    first: str
    """Dates: the earliest, as text that sorts; "" for numbers."""
    last: str
    low: Decimal
    high: Decimal
    slack: Decimal
    """Half a unit of the last digit that the text states: 50,000 for "5.6 million"."""
    label: str


Group = tuple[str, str, str, str, str, str]
"""(entity, property, unit, on, per, date): figures that measure the same."""
Amounts = dict[Amount, list[Statement]]


def find_conflicts(extractions: Iterable[Extraction], resolution: Resolution, ontology: Ontology) -> tuple[Conflict, ...]:
    """All agreements of two documents or more, tensions and contradictions, sorted by entity, property and id."""
    figures: dict[Group, dict[str, tuple[Amount, Statement]]] = defaultdict(dict)
    relations: dict[tuple[str, str], dict[str, tuple[str, Statement]]] = defaultdict(dict)
    names = {entity.id: entity.name for entity in resolution.entities}
    for extraction in extractions:
        for claim in extraction.claims:
            if claim.modality in ("hypothetical", "question"):
                continue
            document = extraction.document.name
            subject = resolution.of[(document, *claim.subject.key)]
            said = _statement(document, claim, resolution)
            if isinstance(claim.object, Mention):
                other = resolution.of[(document, *claim.object.key)]
                for one, two in _directions(subject, other, claim.predicate, ontology):
                    relations[one, claim.predicate].setdefault(said.id, (two, said))
            else:
                figures[_group(subject, claim, claim.object)].setdefault(said.id, (_amount(claim.object), said))
    found = [c for group, values in figures.items() for c in _compare_figures(group, sorted(values.values()), ontology, names)]
    found += [c for pair, ends in relations.items() for c in _compare_relations(*pair, sorted(ends.values()), ontology, names)]
    return tuple(sorted(set(found), key=lambda c: (c.entity, c.predicate, c.id)))


def _statement(document: str, claim: Claim, resolution: Resolution) -> Statement:
    who = claim.speaker
    speaker = resolution.of[(document, *who.key)] if isinstance(who, Mention) else " ".join((who or "").split())
    firm = claim.modality != "hedged" and not claim.planned
    setting = (_fold(claim.baseline), _fold(claim.purpose))
    return Statement(document, claim_id(document, claim), speaker, claim.negated, firm, " ".join(claim.sentence.quote.split()), setting)


def _fold(text: str | None) -> str:
    return " ".join((text or "").casefold().split())


def _directions(subject: str, other: str, predicate: str, ontology: Ontology) -> Iterator[tuple[str, str]]:
    """A symmetric relation is compared from its lesser end, whichever way it was said."""
    symmetric = predicate in ontology.relations and ontology.relations[predicate].symmetric
    yield (min(subject, other), max(subject, other)) if symmetric else (subject, other)


def _group(subject: str, claim: Claim, figure: Figure) -> Group:
    return subject, claim.predicate, figure.unit, _fold(claim.on), _fold(claim.per), _fold(claim.date)


def _amount(figure: Figure) -> Amount:
    if isinstance(figure.value, str):
        first, last = _days(figure)
        return Amount(Decimal(0), first, last, Decimal(0), Decimal(0), Decimal(0), quantity(figure))
    low, high = _bounds(figure, figure.value)
    return Amount(figure.value, "", "", low, high, _half_digit(figure), quantity(figure))


def _days(figure: Figure) -> tuple[str, str]:
    """Bounds that sort around every date of the stated precision: 2024-11 lies within 2024."""
    first, last = str(figure.value), f"{figure.upper or figure.value}~"
    if figure.comparator in ("<", "≤"):
        first = ""
    if figure.comparator in (">", "≥"):
        last = "~"
    return first, last


def _bounds(figure: Figure, value: Decimal) -> tuple[Decimal, Decimal]:
    """The least and greatest value that the figure allows; a comparator speaks of magnitude: a fall of over 10 % is at most -10."""
    if isinstance(figure.upper, Decimal):
        return min(value, figure.upper), max(value, figure.upper)
    if figure.comparator == "≈":
        return value - abs(value) * ABOUT, value + abs(value) * ABOUT
    upward, downward = figure.comparator in (">", "≥"), figure.comparator in ("<", "≤")
    if value < 0:
        upward, downward = downward, upward
    return (-ENDLESS if downward else value), (ENDLESS if upward else value)


def _half_digit(figure: Figure) -> Decimal:
    """0 where the text states no digits, or a number that is not the figure's but for a power of ten."""
    match = NUMBER.search(figure.anchor.quote)
    stated = Decimal(match.group().replace(",", "")) if match else Decimal(0)
    if match is None or not stated or not isinstance(figure.value, Decimal):
        return Decimal(0)
    factor = abs(figure.value / stated)
    if factor.normalize().as_tuple().digits != (1,):
        return Decimal(0)
    return factor.scaleb(-len(match.group(1) or "")) / 2


def _gap(one: Amount, other: Amount) -> Decimal:
    """By which share of the greater value two amounts miss each other; 0 within rounding, endless for dates that do not meet."""
    if one.first or one.last or other.first or other.last:
        return Decimal(0) if one.first <= other.last and other.first <= one.last else ENDLESS
    return _share(max(one.low - other.high, other.low - one.high), one, other)


def _share(distance: Decimal, one: Amount, other: Amount) -> Decimal:
    largest = max(abs(one.value), abs(other.value))
    return Decimal(0) if distance <= max(largest * EXACT, one.slack, other.slack) else distance / largest


def _agree(one: Amount, other: Amount) -> bool:
    return _gap(one, other) <= NEAR


def _stated_gap(one: Amount, other: Amount) -> Decimal:
    """The gap between the numbers themselves, whatever stands before them."""
    return _gap(one, other) if one.last or other.last else _share(abs(one.value - other.value), one, other)


def _sources(statements: Iterable[Statement]) -> dict[str, str]:
    """Claim id to source: the document, or for a copied sentence the first document that has it."""
    first: dict[str, str] = {}
    ordered = sorted(statements)
    for said in ordered:
        first.setdefault(said.text, said.document)
    return {said.id: first[said.text] for said in ordered}


def _comparable(one: Statement, other: Statement, sources: dict[str, str]) -> bool:
    """Of two sources, or of one in which different people speak or one denies; and not of different baselines or purposes."""
    elsewhere = sources[one.id] != sources[other.id] or one.speaker != other.speaker or one.negated != other.negated
    return elsewhere and all(a == b or not a or not b for a, b in zip(one.setting, other.setting, strict=True))


def _compare_figures(group: Group, said: list[tuple[Amount, Statement]], ontology: Ontology, names: dict[str, str]) -> Iterator[Conflict]:
    """At most one finding for all that is affirmed, and one for what is both affirmed and denied."""
    sources = _sources(statement for _, statement in said)
    affirmed, denied = (_by_amount(pair for pair in said if pair[1].negated is negated) for negated in (False, True))
    clashes = _clashes(affirmed, sources)
    if clashes:
        lasting = group[1] in ontology.figures and ontology.figures[group[1]].functional
        hard = lasting and any(one.firm and other.firm for _, one, _, other in clashes)
        widest = max(_gap(one, other) for one, _, other, _ in clashes)
        yield _finding(group, "contradiction" if hard else "tension", affirmed, names, widest)
    elif shared := _shared(affirmed, sources):
        kept = {amount: affirmed[amount] for amount in affirmed if any(amount in pair for pair in shared)}
        yield _finding(group, "agreement", kept, names, max(_gap(*pair) for pair in shared))
    both = [(no, yes) for no in denied for yes in affirmed if _stated_gap(no, yes) == 0]
    if both:
        pairs = {amount: affirmed.get(amount, []) + denied.get(amount, []) for pair in both for amount in pair}
        firm = any(s.firm for no, _ in both for s in denied[no]) and any(s.firm for _, yes in both for s in affirmed[yes])
        yield _finding((*group, "denied"), "contradiction" if firm else "tension", dict(sorted(pairs.items())), names, Decimal(0))


def _by_amount(said: Iterable[tuple[Amount, Statement]]) -> Amounts:
    amounts: Amounts = defaultdict(list)
    for amount, statement in said:
        amounts[amount].append(statement)
    return amounts


def _clashes(amounts: Amounts, sources: dict[str, str]) -> list[tuple[Amount, Statement, Amount, Statement]]:
    """Amounts that can't both hold, each pair with two statements. A source with several amounts clashes by none that fits another's."""
    given: dict[tuple[str, str], set[Amount]] = defaultdict(set)
    for amount, said in amounts.items():
        for statement in said:
            given[sources[statement.id], statement.speaker].add(amount)

    def free(amount: Amount, other: Statement) -> bool:
        return not any(_agree(amount, theirs) for theirs in given[sources[other.id], other.speaker])

    found = []
    for one, other in combinations(amounts, 2):
        if not _agree(one, other):
            pairs = ((a, b) for a in sorted(amounts[one], key=_firm_first) for b in sorted(amounts[other], key=_firm_first))
            clash = next(((a, b) for a, b in pairs if _comparable(a, b, sources) and free(one, b) and free(other, a)), None)
            found += [(one, clash[0], other, clash[1])] if clash else []
    return found


def _firm_first(said: Statement) -> tuple[bool, Statement]:
    return not said.firm, said


def _shared(amounts: Amounts, sources: dict[str, str]) -> list[tuple[Amount, Amount]]:
    """Pairs of amounts near enough to speak of one, and amounts with themselves, that two sources give."""
    bases = {amount: {sources[statement.id] for statement in said} for amount, said in amounts.items()}
    near = [(one, other) for one, other in combinations(amounts, 2) if _agree(one, other) and _stated_gap(one, other) <= BOUND]
    return [(one, other) for one, other in (*((amount, amount) for amount in amounts), *near) if len(bases[one] | bases[other]) > 1]


def _finding(key: tuple[str, ...], verdict: Verdict, amounts: Amounts, names: dict[str, str], widest: Decimal) -> Conflict:
    """One sentence: each value with who has it, and the widest gap."""
    saying: dict[str, list[Statement]] = {}
    for amount, said in amounts.items():
        for statement in said:
            saying.setdefault(("not " if statement.negated else "") + amount.label, []).append(statement)
    listed = [f"{label} ({_documents(statements, names)})" for label, statements in saying.items()]
    spread = f": {_percent(widest)} apart" if 0 < widest < ENDLESS else ""
    claims = tuple(sorted(statement.id for said in amounts.values() for statement in said))
    return Conflict(digest(*key), verdict, key[0], key[1], claims, _and(listed) + spread)


def _and(parts: list[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]


def _percent(share: Decimal) -> str:
    """A share in per cent: one decimal below ten."""
    percent = share * 100
    return f"{percent:.1f} %" if percent < 10 else f"{percent:.0f} %"


def _documents(statements: list[Statement], names: dict[str, str]) -> str:
    """The documents, each with who speaks there if not its author."""
    told = sorted({f"{s.document}{_voice(s, names)}" for s in statements})
    more = f" and {len(told) - SHOWN} more" if len(told) > SHOWN else ""
    return ", ".join(told[:SHOWN]) + more


def _voice(said: Statement, names: dict[str, str]) -> str:
    return f", says {names.get(said.speaker, said.speaker)}" if said.speaker else ""


def _compare_relations(
    subject: str, predicate: str, ends: list[tuple[str, Statement]], ontology: Ontology, names: dict[str, str]
) -> Iterator[Conflict]:
    """Affirmed and denied; and two objects where the relation has but one."""
    sources = _sources(said for _, said in ends)
    objects: dict[str, list[Statement]] = defaultdict(list)
    for end, said in ends:
        objects[end].append(said)
    for end, statements in objects.items():
        if len({s.negated for s in statements}) > 1:
            yield _denied(subject, predicate, end, statements, names)
    relation = ontology.relations.get(predicate)
    if relation is not None and relation.functional:
        yield from _two_objects(subject, predicate, objects, sources, names)


def _denied(subject: str, predicate: str, end: str, said: list[Statement], names: dict[str, str]) -> Conflict:
    affirmed, denied = ([s for s in said if s.negated is negated] for negated in (False, True))
    why = f"{names[end]}: affirmed by {_documents(affirmed, names)} and denied by {_documents(denied, names)}"
    firm = any(s.firm for s in affirmed) and any(s.firm for s in denied)
    claims = tuple(sorted(s.id for s in said))
    return Conflict(digest(subject, predicate, end, "denied"), "contradiction" if firm else "tension", subject, predicate, claims, why)


def _two_objects(
    subject: str, predicate: str, objects: dict[str, list[Statement]], sources: dict[str, str], names: dict[str, str]
) -> Iterator[Conflict]:
    affirmed = {end: kept for end, said in objects.items() if (kept := [s for s in said if not s.negated])}
    pairs = [(a, b) for (_, left), (_, right) in combinations(sorted(affirmed.items()), 2) for a in left for b in right]
    clashes = [pair for pair in pairs if _comparable(*pair, sources)]
    if not clashes:
        return
    verdict: Verdict = "contradiction" if any(a.firm and b.firm for a, b in clashes) else "tension"
    listed = [f"{names[end]} ({_documents(said, names)})" for end, said in sorted(affirmed.items())]
    claims = tuple(sorted({s.id for said in affirmed.values() for s in said}))
    yield Conflict(digest(subject, predicate, "objects"), verdict, subject, predicate, claims, _and(listed))
