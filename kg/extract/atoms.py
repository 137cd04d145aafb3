"""Single numbers and dates in text, with their units: the scanner below kg.extract.quantities, which joins and qualifies them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from kg.extract import bounds, dates, nearby, numerals
from kg.extract.lexis import Lexis, factor, key
from kg.lexicon import Unit
from kg.model import DATE, Anchor, Comparator

Kind = Literal["money", "count", "percent", "multiple", "date", "duration", "unit", "plain"]
_KINDS: dict[str, Kind] = {"%": "percent", "points": "percent", "×": "multiple", "s": "duration", "month": "duration"}


@dataclass(slots=True)
class Atom:
    """One number or date in the making. Scale and number are kept apart until ranges have shared theirs ("$3-5 million").

    The fields are those of kg.extract.quantities.Found.
    """

    start: int
    end: int
    number: Decimal | str
    unit: str = "1"
    kind: Kind = "plain"
    scale: Decimal = Decimal(1)
    factor: Decimal = Decimal(1)
    upper: Decimal | str | None = None
    comparator: Comparator = "="
    surface_start: int = 0
    surface_end: int = 0
    per: str | None = None
    counted: Anchor | None = None
    hyphenated: bool = False
    in_name: bool = False
    share: bool = False
    change: int = 0
    baseline: Atom | None = None
    old: bool = False
    period: str | None = None
    bare: bool = False
    relative: bool = False
    lines: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.surface_start, self.surface_end = self.start, self.end

    @property
    def value(self) -> Decimal | str:
        """In base units."""
        return self.number if isinstance(self.number, str) else numerals.times(self.number, self.scale, self.factor)

    def grow(self, end: int) -> None:
        """The words that belong to it reach to `end`."""
        self.surface_end = max(self.surface_end, end)

    def measure(self, unit: Unit | None, scales: Sequence[Unit] = ()) -> Atom:
        """Takes unit and scales from their lines."""
        self.scale = numerals.times(self.scale, *map(factor, scales))
        if unit is not None:
            self.unit, self.factor = unit.unit, factor(unit)
            self.kind = "money" if unit.kind == "currency" else _KINDS.get(unit.unit, "unit")
        self.lines = tuple(line.id for line in (unit, *scales) if line is not None) + self.lines
        return self


_SCALE_NAMES = {Decimal(10) ** 3: "thousand", Decimal(10) ** 6: "million", Decimal(10) ** 9: "billion"}
_OCCASIONS = {"times", "twice", "thrice"}
_COMPARISON = re.compile(
    r"\s(?:as|more|less|fewer|better|worse|the|its|their|that|those|what|annual|revenues?|sales|earnings|profits?|[a-z]{2,}er)\b"
)
"""What makes "three times" a multiple and not three occasions."""
_IDIOM = re.compile(r"-| (?:down|check|standards?|digit|blind)\b")
"""What makes "doubled" and the like no number: doubled down, double-checked, double standards."""
_MACHINE = re.compile(r" [A-Z][A-Za-z]*[0-9]")
_GLUED_REST = re.compile(r"[\w]|\.[A-Za-z]")
_LABEL = re.compile(r"(?i)\b(cached input|input|output)(?: tokens?| price)?\s?[:=–]?\s?(?:at |is |costs? )?$")
_DIRECTION = re.compile(r",? ?\(?(?:for |on )?(?P<way>cached input|input|output)(?: tokens?)?\b\)?")
_VERSION = re.compile(r"[0-9]+(?:\.[0-9]+)*|")

Step = tuple[Atom | None, int]
"""What was found at a place, and where to go on."""


class Scanner:
    """Walks texts with an ontology's units."""

    def __init__(self, lines: Sequence[Unit]) -> None:
        self._lexis = Lexis(lines)

    def scan(self, text: str, anchor: str | None) -> Iterator[Atom]:
        """Every number and date in the order of the text, none overlapping; `anchor` is the document's date."""
        now, position, last = dates.when(anchor), 0, -1
        while found := self._lexis.trigger.search(text, position):
            atom, position = (None, found.end()) if found["skip"] else self._at(text, found.start(), last, now)
            position = max(position, found.start() + 1)
            if atom is not None:
                last = position
                yield atom

    def _at(self, text: str, start: int, last: int, now: dates.When | None) -> Step:
        """What begins at `start`; `last` is where the one before ended, so that a hyphen there makes a range and no name."""
        if start - 1 != last and nearby.glued(text, start):
            return self._in_name(text, start) if text[start].isdigit() else (None, start + 1)
        if dated := dates.at(text, start, now):
            return _dated(dated), dated.end
        for rule in (self._ratio, self._fraction, self._alone):
            if atom := rule(text, start):
                return atom, atom.surface_end
        if text[start].isdigit() and (end := nearby.no_number(text, start)) > start:
            return None, end
        return self._number(text, start)

    def _in_name(self, text: str, start: int) -> Step:
        """Digits glued behind a name: "Heron-7B" has a size in it, "GPT-4" has none."""
        if found := self._lexis.in_name.match(text, start):
            return self._sized(text, found), found.end()
        version = _VERSION.match(text, start)
        return None, version.end() if version else start

    def _sized(self, text: str, found: re.Match[str]) -> Atom:
        unit = self._lexis.line("name", found["unit"], text) if found["unit"] else None
        atom = Atom(found.start(), found.end(), numerals.number(found["number"]) or Decimal(0), kind="count", in_name=True)
        return atom.measure(unit, self._lexis.scales(found["scale"], text))

    def _ratio(self, text: str, start: int) -> Atom | None:
        ratio = numerals.ratio(text, start)
        return Atom(start, ratio.end, numerals.percent(ratio.top, ratio.bottom), "%", "percent", share=True) if ratio else None

    def _fraction(self, text: str, start: int) -> Atom | None:
        found = numerals.FRACTION.match(text, start)
        parts = numerals.fraction(found) if found else None
        if found is None or parts is None or self._lexis.of_scale.match(text, found.end()) or not nearby.is_fraction(text, found):
            return None
        return Atom(start, found.end(), numerals.percent(*parts), "%", "percent")

    def _alone(self, text: str, start: int) -> Atom | None:
        """Halved, doubled, twice: number, unit and direction in one word."""
        found = self._lexis.alone.match(text, start)
        line = self._lexis.line("alone", found[0], text) if found else None
        if found is None or line is None or _IDIOM.match(text, found.end()):
            return None
        occasions = found[0].lower() in _OCCASIONS
        if occasions and not _COMPARISON.match(text, found.end()):
            return None
        atom = Atom(start, found.end(), Decimal(1)).measure(line)
        atom.change = 0 if occasions else 1 if atom.kind == "multiple" else -1
        return atom

    def _number(self, text: str, start: int) -> Step:
        found = self._lexis.quantity.match(text, start)
        value = numerals.number(found["number"]) if found else None
        if found is None or value is None:
            return None, found.end() if found else nearby.token_end(text, start)
        unit, end = self._unit(text, found)
        if unit is None and nearby.no_noun(text, end):
            return None, nearby.token_end(text, end)
        atom = Atom(start, end, value).measure(unit, self._lexis.scales(found["scale"], text))
        _sign(atom, found["sign"])
        joined = found["gap"] == "-" and unit is not None and end == found.end()
        atom.hyphenated = joined or "-" in (found["scale"] or "") or nearby.hyphened(text, end) is not None
        return self._in_context(text, atom, found)

    def _unit(self, text: str, found: re.Match[str]) -> tuple[Unit | None, int]:
        """The unit that sign and word give together, and where number and unit end."""
        short = found.end("scale") if found["scale"] else found.end("number")
        before = self._lexis.line("before", found["before"], text) if found["before"] else None
        after = self._lexis.line("after", found["after"], text) if found["after"] else None
        if before is not None:
            return (after, found.end()) if after is not None and after.kind == "currency" else (before, short)
        if after is None:
            return None, short
        word = found["after"].lower()
        if word in _OCCASIONS and not _COMPARISON.match(text, found.end()):
            return None, short
        if word in ("x", "×") and found["gap"]:
            return None, short
        if word in ("x", "×") and _MACHINE.match(text, found.end()):  # 8x H100: eight of them
            return None, found.end()
        return after, found.end()

    def _in_context(self, text: str, atom: Atom, found: re.Match[str]) -> Step:
        """The atom with its bound, noun and rate, unless what stands around it makes it a name, a year or no number at all."""
        later, stop = bounds.after(text, atom.end)
        atom.comparator = later or "="
        atom.grow(stop)
        if atom.unit == "1":
            self._count(text, atom)
        self._rate(text, atom)
        if _GLUED_REST.match(text, atom.surface_end):
            return self._glued(text, atom)
        if found["number"][0].isalpha():
            idle = not atom.lines and nearby.is_idle(text, atom.start, atom.end)
            return (None if idle else atom), atom.surface_end
        if atom.unit == "1" and not atom.lines:
            return _bare(text, atom)
        atom.in_name = atom.unit == "1" and len(found["scale"] or "") == 1 and not atom.counted and nearby.name_before(text, atom.start)
        return atom, atom.surface_end

    def _glued(self, text: str, atom: Atom) -> Step:
        """Letters that are no unit hang on the digits: a name ("4o"), perhaps with a size in it ("Orbit 144G")."""
        sized = self._lexis.in_name.match(text, atom.start) if nearby.name_before(text, atom.start) else None
        return (self._sized(text, sized), sized.end()) if sized else (None, nearby.token_end(text, atom.surface_end))

    def _count(self, text: str, atom: Atom) -> None:
        """The noun that a bare number counts; where that is a unit ("training tokens", "H800 GPU hours"), the unit."""
        hyphened = nearby.hyphened(text, atom.surface_end)
        atom.counted = hyphened or nearby.counted(text, atom.surface_end)
        thousands = "," in text[atom.start : atom.end]
        atom.kind = "count" if atom.counted or atom.lines or thousands else "plain"
        if atom.counted is None or hyphened:
            return
        for where, pattern in (("named", self._lexis.named), ("after", self._lexis.counted)):
            found = pattern.match(atom.counted.quote)
            line = self._lexis.line(where, found["word"], text) if found else None
            if line and line.kind != "currency" and line.unit not in _KINDS:
                atom.end, atom.counted = atom.counted.end, None
                atom.measure(line)
                atom.grow(atom.end)
                return

    def _rate(self, text: str, atom: Atom) -> None:
        """What it is paid or counted for: "per user per month", "a year", "each", "/1M tokens (input)"."""
        if atom.kind in ("plain", "date", "multiple"):
            return
        position = atom.counted.end if atom.counted and not atom.hyphenated else atom.surface_end
        parts: list[str] = []
        while len(parts) < 3 and (found := self._lexis.per.match(text, position) or self._lexis.each.match(text, position)):
            line = self._lexis.line("per", found["noun"], text) or self._lexis.line("per", found["noun"].split(" ")[-1], text)
            parts.append(self._rate_label(text, found, line))
            atom.lines += (line.id,) if line else ()
            position = found.end()
        found = self._lexis.rate.match(text, position) if not parts else None
        line = self._lexis.line("rate", found["noun"], text) if found else None
        if found and line and (line.unit != "unit" or atom.kind == "money"):
            parts, position = [line.unit], found.end()
            atom.lines += (line.id,)
        if parts:
            atom.per, position = _directed(text, atom.start, " per ".join(parts), position)
            atom.grow(position)

    def _rate_label(self, text: str, found: re.Match[str], line: Unit | None) -> str:
        noun = f"{found['noun']} tokens" if found["noun"] in ("input", "output") else found["noun"]
        noun = line.unit if line and key(found["noun"]) in map(key, line.words) else noun.lower()
        if not found["number"] and not found["scale"]:
            return noun
        many = numerals.number(found["number"]) if found["number"] else Decimal(1)
        many = None if many is None else numerals.times(many, *map(factor, self._lexis.scales(found["scale"], text)))
        if many is None or many == 1:
            return noun
        return f"{_SCALE_NAMES.get(many, format(many, 'f'))} {noun if noun.endswith('s') else noun + 's'}"


def _sign(atom: Atom, sign: str | None) -> None:
    """Reads the sign: "-5%" is a negative value, "+5%" a rise; before a number without unit it is a dash."""
    if sign is None:
        return
    if atom.unit == "1":
        atom.start = atom.surface_start = atom.start + 1
    elif sign == "+":
        atom.change = 1
    elif isinstance(atom.number, Decimal):
        atom.number = -atom.number


def _bare(text: str, atom: Atom) -> Step:
    """Digits without unit or scale: a year, a version, a numbered thing, or a count."""
    number = text[atom.start : atom.end]
    if number.isdigit() and len(number) == 4 and not atom.hyphenated:
        named = nearby.name_before(text, atom.start)
        plural = atom.counted is not None and nearby.is_plural(atom.counted.quote)
        counts = plural and (not named or (atom.counted is not None and " " not in atom.counted.quote))
        said = dates.year_at(text, atom.start, atom.end, counts=counts)
        if said is not None:
            return Atom(atom.start, atom.end, number, DATE, "date", bare=not said or named, counted=atom.counted), atom.end
    named = nearby.names_itself(text, atom.start, atom.end, atom.counted)
    return (None, atom.end) if named else (atom, atom.surface_end)


def _directed(text: str, start: int, label: str, position: int) -> tuple[str, int]:
    """A rate with its direction: "million tokens" with "(input)" behind it, or "Input:" before `start`, is "million input tokens"."""
    if not label.endswith("tokens") or "put " in label:
        return label, position
    head, _, noun = label.rpartition(" ")
    if behind := _DIRECTION.match(text, position):
        return f"{head} {behind['way'].lower()} {noun}".strip(), behind.end()
    ahead = _LABEL.search(text[max(0, start - 32) : start])
    return (f"{head} {ahead[1].lower()} {noun}".strip() if ahead else label), position


def _dated(dated: dates.Dated) -> Atom | None:
    if dated.value is None:
        return None
    found = Atom(dated.start, dated.end, dated.value, DATE, "date", upper=dated.upper)
    found.period, found.relative = dated.period, dated.relative
    return found
