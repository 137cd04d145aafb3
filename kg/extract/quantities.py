"""From text to exact numbers with units: where they stand, what they are, and what the words around them add.

What a number measures, and of whom, is not decided here. Units, scales and signs are the ontology's (units.jsonl); single numbers are
found by kg.extract.atoms, dates by kg.extract.dates; here they get comparators and directions and are joined to ranges and changes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from kg.extract import bounds
from kg.extract.atoms import Atom, Kind, Scanner
from kg.lexicon import Unit
from kg.model import Anchor, Figure


@dataclass(frozen=True, slots=True)
class Found:
    """A quantity or a date in a text, with what its own words say about it."""

    figure: Figure
    """`anchor` is the number with its unit: "$5.6 million", and "2.78 million GPU hours" whole."""
    kind: Kind
    """"count" has a noun, a scale or thousands; "plain" is a bare number, whose unit may be left out ("against a claimed 5.2")."""
    surface_start: int
    """Where the words that belong to it begin and end: comparator, "between", "per month". No two finds overlap in these."""
    surface_end: int
    per: str | None = None
    """What it is paid or counted for: "month", "user per month", "million input tokens", "unit" (each, apiece, per card)."""
    counted: Anchor | None = None
    """Words behind a bare count, up to the first plural and at most four; the noun is the last one if that is a plural."""
    hyphenated: bool = False
    """A modifier: "200-person", "70-billion-parameter", "$3 million-trained"."""
    in_name: bool = False
    """Part of a product's name: the 7B of "Heron-7B"."""
    share: bool = False
    """A part of something ("a third of", "half the cost"), not a difference ("a third lower", "by half")."""
    change: int = 0
    """+1 or -1 where the words themselves say a rise or a fall: "halved", "40% faster", "down 5%", "from 3 to 5"."""
    role: Literal["", "old"] = ""
    """"old" for what was before: "down from $25"."""
    baseline: Found | None = None
    """The old value given with this one; it is not listed for itself."""
    period: str | None = None
    """Quarter, half or fiscal year of a date: "2024-Q3", "2025-H1", "FY2024"."""
    bare: bool = False
    """Four digits that look like a year with no word that says so; perhaps part of a name, perhaps a count."""
    relative: bool = False
    """A date that counts from the document's own."""
    lines: tuple[str, ...] = ()
    """Ids of the lexicon lines that gave unit, scale and rate."""


class Grammar:
    """The quantities that an ontology's units can state. Compiled once from the lines of units.jsonl, then used on any number of texts."""

    def __init__(self, unit_lines: Sequence[Unit]) -> None:
        self._scanner = Scanner(unit_lines)

    def find(self, text: str, anchor: str | None = None) -> list[Found]:
        """All quantities and dates of a text in its order; `anchor` is its ISO date, from which relative dates count."""
        atoms: list[Atom] = []
        for atom in self._scanner.scan(text, anchor):
            _qualify(text, atom, atoms[-1].surface_end if atoms else 0)
            if not (atoms and _joined(text, atoms, atom)):
                atoms.append(atom)
        return [_found(text, atom) for atom in atoms]


_HYPHEN_RANGE = re.compile(r"\s?[-–]\s?")
_WORD_RANGE = re.compile(r"\s(?:to|or)\s")
_AND = re.compile(r"\sand\s")
_BETWEEN = re.compile(r"(?i)\bbetween (?:an? |the )?$")
_FROM = re.compile(r"(?i)\bfrom (?:an? |the |its |some )?$")
_SPANS = re.compile(
    r"(?i)\b(?:rang(?:e|es|ed|ing)|anywhere|anything|var(?:y|ies|ied|ying)|span(?:s|ned|ning)?|runs?|sizes|priced)(?: \w+)? from (?:an? )?$"
)
_BY = re.compile(r"(?i)\b(?:increas|decreas|rose|fell|grew|drop|declin|climb|jump|gain|lost|slip|slid|shrank)\w*\b[^.;:]{0,20}$")
"""What makes the first of "fell $2m to $8m" the size of the fall, and the second no end of a range."""
_TO = re.compile(r"(?i)[^.;:!?]{0,40}\bto (?:an? |the |its |just |only )?")
_MOVED_TO = re.compile(r"(?i)\bto (?:an? |the |its )?$")
_JUST_FROM = re.compile(r",?(?:\s\w+){0,2} from (?:an? |the |its )?")
_DOWN_FROM = re.compile(r"(?i)[^.;!?]{0,40}\b(?P<way>down|up|lower|higher)(?: \w+)? from (?:an? |the |its )?")
_OLD = re.compile(r"(?i)\b(?:down|up)(?: \S+){0,3} from (?:an? |the |its )?$")
_LEAD = 40


def _lead(text: str, end: int) -> str:
    return text[max(0, end - _LEAD) : end]


def _qualify(text: str, atom: Atom, floor: int) -> None:
    """Comparator and direction, from the words that touch the atom and lie behind `floor`, where the one before ended."""
    if atom.kind == "date":
        sign, start = bounds.of_date(text, atom.start)
    else:
        sign, start = bounds.before(text, atom.start)
    sign, start = (sign, start) if start >= floor else ("=", atom.start)
    if text[start : start + 5].lower() == "over " and (atom.kind == "duration" or (text[atom.start].isalpha() and not atom.lines)):
        sign = "="
    atom.comparator, atom.surface_start = atom.comparator if sign == "=" else sign, start
    if atom.kind in ("percent", "multiple"):
        atom.share = atom.share or (atom.kind == "percent" and not atom.change and bounds.share(text, atom.end))
        grows = atom.kind == "multiple" and text.endswith("fold", 0, atom.end)
        atom.change = 0 if atom.share else atom.change or bounds.change(text, start, atom.end) or int(grows)
    elif atom.kind == "money":
        atom.change = bounds.moved(text, start)
    if atom.kind == "money" and atom.comparator == "=" and bounds.list_price(text, atom.start):
        atom.comparator, atom.surface_start = "≥", atom.start - len("from ")


def _joined(text: str, atoms: list[Atom], new: Atom) -> bool:
    """Joins `new` to an atom before it where both are one statement; True when `new` is not to be listed for itself."""
    last = atoms[-1]
    if last.kind == "money" and new.per and "/" in new.per and text[last.surface_end : new.surface_start] == "/":
        last.per, new.per = _split_rate(new.per)
    if last.baseline is None and last.upper is None and _comparable(last, new):
        gap = text[last.surface_end : new.surface_start]
        if _is_range(text, last, new, gap):
            return _make_range(last, new)
        if _is_old(text, last, new, gap):
            return _take_old(last, new)
    first = next((a for a in reversed(atoms[-2:]) if a.kind != "date" or new.kind == "date"), None)
    if first is not None and _is_change(text, first, new):
        _share_unit(first, new)
        new.baseline, first.old = first, True
        new.change = new.change or _direction(first, new)
        atoms.remove(first)
    elif _OLD.search(_lead(text, new.surface_start)):
        new.old = True
    return False


def _split_rate(per: str) -> tuple[str, str]:
    """Each price its own rate: "$3/$15 per million input/output tokens"."""
    return re.sub(r"\s?/\s?\w+", "", per), re.sub(r"\w+\s?/\s?", "", per)


def _comparable(a: Atom, b: Atom) -> bool:
    if "date" in (a.kind, b.kind):
        return a.kind == b.kind
    return a.unit == b.unit or "1" in (a.unit, b.unit)


def _is_range(text: str, a: Atom, b: Atom, gap: str) -> bool:
    if a.per or a.in_name or b.in_name or not _ascending(a, b) or (b.unit == "1" and a.unit != "1" and a.kind != "money"):
        return False
    lead = _lead(text, a.surface_start)
    if _AND.fullmatch(gap):
        return _BETWEEN.search(lead) is not None
    if a.kind == "date":
        return _WORD_RANGE.fullmatch(gap) is not None and _FROM.search(lead) is not None and len(str(a.number)) == len(str(b.number)) == 4
    if a.counted is not None and not a.hyphenated:
        return False
    if _HYPHEN_RANGE.fullmatch(gap):
        return len(gap) == 1 or a.unit == "1"
    if a.unit != "1" and _BY.search(lead):
        return False
    return _WORD_RANGE.fullmatch(gap) is not None and (not _FROM.search(lead) or _SPANS.search(lead) is not None)


def _ascending(a: Atom, b: Atom) -> bool:
    if isinstance(a.number, str) or isinstance(b.number, str):
        return str(a.number) < str(b.number)
    return a.number < b.number if _shares_scale(a, b) else a.value < b.value  # type: ignore[operator]


def _shares_scale(a: Atom, b: Atom) -> bool:
    """Whether the first means the second's scale too: 3 in "3 to 5 million" does, 500 in "500 to 1 million" does not."""
    return a.scale == 1 and b.scale != 1 and isinstance(a.number, Decimal) and isinstance(b.number, Decimal) and a.number < b.number


def _share_unit(a: Atom, b: Atom) -> None:
    """Gives each what only the other states: "$3-5 million", "10 to 12 percent"."""
    if _shares_scale(a, b):
        a.scale = b.scale
    for one, other in ((a, b), (b, a)):
        if one.unit == "1" and other.unit != "1":
            one.unit, one.kind, one.factor = other.unit, other.kind, other.factor


def _make_range(a: Atom, b: Atom) -> bool:
    _share_unit(a, b)
    a.upper = b.value
    a.kind = b.kind if a.kind == "plain" else a.kind
    a.end, a.surface_end, a.comparator = b.end, max(b.end, b.surface_end), "="
    a.per, a.share, a.change = b.per, b.share, b.change
    a.counted = None if a.kind == "date" else b.counted
    a.hyphenated, a.lines = b.hyphenated, tuple(dict.fromkeys((*a.lines, *b.lines)))
    return True


def _is_old(text: str, a: Atom, b: Atom, gap: str) -> bool:
    """Whether b is the old value of a: "$18, down from $25", "to 12% from 8%"."""
    if a.kind == "date":
        return False
    if _DOWN_FROM.fullmatch(gap):
        return True
    return _JUST_FROM.fullmatch(gap) is not None and _MOVED_TO.search(_lead(text, a.surface_start)) is not None


def _take_old(a: Atom, b: Atom) -> bool:
    _share_unit(a, b)
    b.old, b.per = True, b.per or a.per
    a.baseline, a.change = b, a.change or _direction(b, a)
    return True


def _is_change(text: str, a: Atom, b: Atom) -> bool:
    """Whether a is the old value of b: "from 100,000 to 2,000", "from 5% in 2023 to 8%"."""
    if a.kind == "date" or b.kind == "date" or a.baseline or a.upper or not _comparable(a, b):
        return False
    if not _FROM.search(_lead(text, a.surface_start)) or _SPANS.search(_lead(text, a.surface_start)):
        return False
    return _TO.fullmatch(text[a.surface_end : b.surface_start]) is not None


def _direction(old: Atom, new: Atom) -> int:
    before, now = old.value, new.value
    if isinstance(before, str) or isinstance(now, str):
        return 0
    return (now > before) - (now < before)


def _found(text: str, atom: Atom) -> Found:
    anchor = Anchor(atom.start, atom.end, text[atom.start : atom.end])
    return Found(
        Figure(atom.value, atom.unit, anchor, atom.comparator, atom.upper), atom.kind, atom.surface_start, atom.surface_end,
        per=atom.per, counted=atom.counted, hyphenated=atom.hyphenated, in_name=atom.in_name, share=atom.share, change=atom.change,
        role="old" if atom.old else "", baseline=_found(text, atom.baseline) if atom.baseline else None,
        period=atom.period, bare=atom.bare, relative=atom.relative, lines=atom.lines,
    )  # fmt: skip
