"""Single numbers in text with their units: the scanner below kg.extract.quantities, which adds what the words around them say.

`Lexis` compiles an ontology's unit lines; `Lexis.scan` walks a text once. Where a line's words stand is its `where`:
before ($) and after (dollars, GB) a number; scale (million, k); per (month, card: after "per", "/" or "a"); rate (pm, apiece: says "per" by
itself); alone (halved: a number by itself); named (hours in "H800 hours": after a name with digits); name (G in "Orbit 144G").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from kg.extract import bounds, dates, numerals
from kg.lexicon import Unit
from kg.model import DATE, Anchor, Comparator

Kind = Literal["money", "count", "percent", "multiple", "date", "duration", "unit", "plain"]
_KINDS: dict[str, Kind] = {"%": "percent", "point": "percent", "×": "multiple", "s": "duration", "month": "duration"}


@dataclass(slots=True)
class Atom:
    """One number or date in the making. Scale and number are kept apart until ranges have shared theirs ("$3-5 million")."""

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

    @property
    def value(self) -> Decimal | str:
        """In base units."""
        return self.number if isinstance(self.number, str) else numerals.times(self.number, self.scale, self.factor)


_BLANK = "[ \t\u00a0\u2009\u202f]"
_GAP = rf"(?:{_BLANK}{{1,2}}|-|\n(?=[a-z]))?"
_SCALE_NAMES = {Decimal(10) ** 3: "thousand", Decimal(10) ** 6: "million", Decimal(10) ** 9: "billion"}
_NEEDS_UNIT = {"one", "zero"}
_OCCASIONS = {"times", "twice", "thrice"}
_COMPARISON = re.compile(
    r"\s(?:as|more|less|fewer|better|worse|the|its|their|that|those|what|annual|revenues?|sales|earnings|profits?|[a-z]{2,}er)\b"
)
_IDIOM = re.compile(r"-| (?:down|check|standards?|digit|blind)\b")
"""What makes "doubled" and the like no number: doubled down, double-checked, double standards."""
_EMPTY_HYPHEN = re.compile(r"-(?:figure|digit|way|off|time|stop|party|star|sided|dimensional|generation|handed|on|and|or|in|for|by|to)\b")
_DEFINITE = re.compile(r"(?i)\b(?:the|these|those|first|last|past|next|other|all|any|number|chapter|part|step|phase)[ -]$")
_NUMBERED = re.compile(
    r"(?i)(?:\b(?:no\.|nos\.|number|issue|pages?|pp?\.|chapter|section|figure|fig\.|table|step|version|v\.?|release|level|tier|phase|part|article|volume|"
    r"vol\.|act|day|round|top|room|gate|type|class|stage|rule|item|note|episode|ep\.|build|layer|appendix|equation|line|paragraph|fortune|s&p|nasdaq|ftse|dax|nikkei|russell|call|phone|tel\.?:?)|§)\s?$"
)
_BEFORE_WORD = re.compile(r"(?P<word>[^\W_](?:[\w’'+.-]*[\w’'+])?)(?P<gap>[ \u00a0-])$")
_GLUED = re.compile(r"\w-$")
_PREFIXES = re.compile(r"(?i)\b(?:sub|mid|pre|post|late|early|non|ex)-$")
_ORDINARY = frozenset(
    "the a an in on at by of for from to with over under about around some only just nearly almost roughly approximately since until between and but or all its "
    "their our his her these those another every each other within after before below above least most per plus minus today now then still even when if while "
    "where that this than as is are was were has have had not i we you he she they it there here up down against".split()
)
_STOP = _ORDINARY | frozenset(
    "be been being which who will would can could may might must should do does did said says say because into out off so during without including more less "
    "fewer ago later earlier away apart such both also already yet too again last next first nor versus vs what how why my your no one two three four five "
    "yesterday tomorrow respectively instead however though although came went via among".split()
)
_PLURALS = frozenset("people staff men women children personnel crew".split())
_MOST_WORDS = 4
_COUNTED = re.compile(rf"(?:{_BLANK}|\n(?=[a-z]))([A-Za-z][\w’'-]*)")
_HYPHEN_WORDS = re.compile(r"-(?!(?:plus|odd|to|and|or|ish|for|by)\b)((?:[a-z]+|[A-Z]{2,}s?(?![\w])|[A-Z]+[0-9]\w*)(?:-[a-z]+)*)")
_SKIP = re.compile(
    r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\s?[ap]\.?m\b\.?)?|[0-9]{1,2}\s?[ap]\.?m\b\.?|[0-9]+:[0-9]+|[0-9]+(?:\.[0-9]+){2,}|"
    r"[0-9]{3}[ .-][0-9]{3}[.-][0-9]{4}(?![0-9])|[0-9]{3}-0[0-9]{3}(?![0-9])|0[0-9]{2,4}(?:[ -][0-9]{3,4}){2}(?![0-9])|(?P<n>[0-9]+)[-/](?P=n)(?![\w.])|"
    r"[0-9]+/[0-9]+(?:/[0-9]+)?(?!\w)|[0-9]+(?:-[0-9]+){2,}(?!\w)|[0-9]+(?:st|nd|rd|th)\b|[0-9]{3,4}[’']?s\b|0[0-9]+(?:\.[A-Za-z]\w*|(?![0-9.,]))|"
    r"[0-9]+\([a-z]\)|0-[0-9]+|[0-9]+-to-[0-9]+\b"
)
_SCORE = re.compile(r"([0-9]{1,3})[-–]([0-9]{1,3})(?![\w%-]|[.,][0-9]| ?(?:%|per))")
_CODES = (
    r"https?://\S+|www\.\S+|\+[0-9][0-9 ().-]{7,}[0-9]|\([0-9]{3}\) [0-9]{3}-[0-9]{4}|\[[0-9][0-9, –-]{0,12}\]|\([0-9]{1,2}\)|#\w+|"
    r"[0-9][\w.+-]*@[\w.-]+"
)
_LINE_NUMBER = rf"^{_BLANK}*\(?[0-9]{{1,2}}[.)](?=\s)"
_LABEL = re.compile(r"(?i)\b(cached input|input|output)(?: tokens?| price)?\s?[:=–]?\s?(?:at |is |costs? )?$")
_DIRECTION = re.compile(r",? ?\(?(?:for |on )?(?P<way>cached input|input|output)(?: tokens?)?\b\)?")
_HALF_BEFORE = re.compile(
    r"(?i)\b(?:by|in|to|than|over|under|about|around|nearly|almost|roughly|some|just|only|at|gained|lost|took|takes|pays?|paid|shed|fell|rose|dropped|is|was|(?:as )?much as|up)"
    r"(?: an?)? $"
)
_HALF_NOT = re.compile(r"(?i)\b(?:first|second|last|other|latter|former|better|top|bottom|this|each|front|back|one|time) $")
_PART_AFTER = re.compile(
    r"(?i)\s(?:of|as|less|fewer|lower|more|higher|faster|slower|cheaper|smaller|larger|bigger|longer|shorter|better|below|above|off|the|its|their|our|your|his|"
    r"her|that|what)\b(?! (?:than )?(?:party|parties))"
)
_CLAUSE_END = re.compile(
    r"\s?(?:[.,;:!?)—–\n]|$)|\s(?:in|on|at|since|to|from|and|or|but|while|after|over|during|when|if|for|this|last|next)\b"
)


def _key(word: str) -> str:
    return re.sub(r"[\s-]+", " ", word)


def _pattern(word: str) -> str:
    """Whole lower-case words match in any case, symbols and short forms as written; a space may be a hyphen."""
    pattern = re.escape(word).replace(r"\ ", r"[\s-]")
    pattern = f"(?i:{pattern})" if len(word) > 2 and word.islower() else pattern
    return pattern + (r"(?!\w)" if word[-1].isalnum() else "")


def _choice(words: Iterable[str]) -> str:
    return "|".join(_pattern(word) for word in sorted(set(words), key=lambda w: (-len(w), w))) or "(?!)"


def _capital(word: str) -> str:
    """The word with a small or a capital first letter: faster to search for than ignoring case."""
    return f"[{word[0].upper()}{word[0].lower()}]{re.escape(word[1:])}" if word[0].isalpha() else re.escape(word)


class Lexis:
    """Unit lines compiled to the patterns that scan a text."""

    def __init__(self, lines: Sequence[Unit]) -> None:
        self._tables: dict[str, dict[str, list[Unit]]] = {}
        for line in lines:
            for word in line.words:
                self._tables.setdefault(line.where, {}).setdefault(_key(word), []).append(line)
        self._spelled: dict[str, list[str]] = {}
        for line in lines:
            self._spelled.setdefault(line.where, []).extend(line.words)
        self._compile_numbers()
        self._compile_rates()
        self._compile_trigger()

    def _words(self, where: str) -> list[str]:
        return self._spelled.get(where, [])

    def _compile_numbers(self) -> None:
        after, scales = self._words("after"), self._words("scale")
        long, letters = [w for w in scales if len(w) > 1], "|".join(w for w in scales if len(w) == 1) or "(?!)"
        article = (
            rf"(?i:an?)(?=[ ](?:{_choice(long)})(?!-))|"
            rf"(?i:(?:(?:{numerals.SMALL}|an?)[ -])?quarters? of an?|half an?)(?=[ -](?:{_choice([*long, *after])}))"
        )
        self._numeral = rf"(?:{article}|{numerals.DIGITS}|{numerals.WORDS})"
        whole = [w for w in after if w.split()[0] in long]
        self._scale = rf"(?!{_GAP}(?:{_choice(whole)}))(?:{_GAP}(?:{_choice(long)})){{1,2}}|(?:{letters})(?!\w)"
        before = "|".join(re.escape(w) for w in sorted(set(self._words("before")), key=lambda w: (-len(w), w))) or "(?!)"
        spaced = rf"|(?(before) )(?:{letters})(?!\w)"
        self._quantity = re.compile(
            rf"(?P<sign>[-−+])?(?:(?P<before>{before}){_BLANK}?-?)?(?P<number>{self._numeral}|(?(before)\.[0-9]+|(?!)))(?P<scale>{self._scale}{spaced})?"
            rf"(?:(?P<gap>{_GAP})(?P<after>{_choice(after)}))?"
        )
        self._of_scale = re.compile(rf"(?i: of an?)(?= (?:{_choice(long)}))")
        self._scale_word = re.compile(rf"{_GAP}(?P<word>{_choice(long)}|{letters})")
        self._in_name = re.compile(
            rf"(?P<number>[0-9]+(?:\.[0-9]+)?)(?:(?P<scale>{letters})|(?P<unit>{_choice(self._words('name'))}))(?![\w%])"
        )

    def _compile_rates(self) -> None:
        per = _choice(self._words("per"))
        self._per = re.compile(
            rf"(?:/|\s/\s|(?:,\s)?\s?(?i:per|for every|for each)\s)(?!(?:cent|se)\b)(?:(?P<number>{self._numeral})?(?P<scale>{self._scale})?\s?)"
            rf"(?P<noun>(?:in|out)puts?\s?/\s?(?:in|out)puts? tokens|(?:[A-Za-z][\w-]* ){{0,2}}?(?:{per})|[A-Za-z][\w-]*)"
        )
        self._each = re.compile(rf"\s(?i:an?|each|every)\s(?P<noun>{per})(?!\s(?:ago|earlier|before|later|prior|after|old|on)\b)")
        self._rate = re.compile(rf",?\s?(?P<noun>{_choice(self._words('rate'))})")
        self._alone = re.compile(_choice(self._words("alone")))
        counting = _choice(w for w in self._words("after") if len(w) > 3 and w[0].isalpha())
        self._counted_unit = re.compile(rf"(?:.*?[\s-])??(?P<word>{counting})$", re.DOTALL)
        self._named_unit = re.compile(rf"(?:.*\s)?[A-Z]\w*[0-9]\w*[\s-](?P<word>{_choice(self._words('named'))})$", re.DOTALL)

    def _compile_trigger(self) -> None:
        before = self._words("before")
        signs = "".join(sorted({re.escape(w[-1]) for w in before if not w[-1].isalnum()}))
        codes = "|".join(re.escape(w) for w in sorted(set(before), key=lambda w: (-len(w), w)) if w[0].isalpha()) or "(?!)"
        scales = "|".join(w for w in self._words("scale") if len(w) > 2)
        opening = rf"[Aa]n? (?:{scales}|{'|'.join(numerals.PARTS)}|year|month|week|day)|[Hh]alf"
        first = "|".join(_capital(w) for w in sorted({*self._words("alone"), *numerals.FIRST_WORDS}))
        self._trigger = re.compile(
            rf"(?P<skip>{_LINE_NUMBER}|(?<!\w)(?:{_CODES}))|(?<![\w.’'@&=\\])(?:[-−+]?(?:{codes}|[{signs or '$'}]) ?(?=\.?[0-9])|"
            rf"(?<!/)(?:[0-9]|[-−+](?=[0-9])|{opening}|{first}|{dates.FIRST}))",
            re.MULTILINE,
        )

    def scan(self, text: str, anchor: str | None) -> Iterator[Atom]:
        """Every number and date in the order of the text, none overlapping; `anchor` is the document's date."""
        now, position, last = dates.when(anchor), 0, -1
        while found := self._trigger.search(text, position):
            atom, position = (None, found.end()) if found["skip"] else self._at(text, found.start(), last, now)
            position = max(position, found.start() + 1)
            if atom is not None:
                last = position
                yield atom

    def _at(self, text: str, start: int, last: int, now: dates.When | None) -> tuple[Atom | None, int]:
        """The atom that begins at `start`, if one does, and where to go on; `last` is where the one before ended."""
        if start - 1 != last and _GLUED.search(text[max(0, start - 2) : start]) and not _PREFIXES.search(text[max(0, start - 8) : start]):
            return self._in_name_at(text, start) if text[start].isdigit() else (None, start + 1)
        if dated := dates.at(text, start, now):
            return _dated(dated), dated.end
        for rule in (self._fraction, self._alone_word):
            if atom := rule(text, start):
                return atom, atom.surface_end
        if text[start].isdigit() and (skip := _SKIP.match(text, start) or _score(text, start)):
            return None, skip.end()
        return self._number(text, start)

    def _in_name_at(self, text: str, start: int) -> tuple[Atom | None, int]:
        """Digits glued behind a name: "Heron-7B" has a size in it, "GPT-4" has none."""
        found = self._in_name.match(text, start)
        if found is None:
            digits = re.compile(r"[0-9]+(?:\.[0-9]+)*|").match(text, start)
            return None, digits.end() if digits else start
        return self._named(text, found), found.end()

    def _named(self, text: str, found: re.Match[str]) -> Atom:
        unit = self._line("name", found["unit"], text) if found["unit"] else None
        scale = self._line("scale", found["scale"], text) if found["scale"] else None
        atom = Atom(found.start(), found.end(), numerals.number(found["number"]) or Decimal(0), kind="count", in_name=True)
        return self._measured(atom, unit, (scale,) if scale else ())

    def _line(self, where: str, word: str, text: str) -> Unit | None:
        """The line of a word; of several (¥), the one whose unit the text also names by another word of its own, else the first."""
        table = self._tables.get(where, {})
        lines = table.get(_key(word)) or table.get(_key(word).lower()) or []
        first = lines[0] if lines else None
        return next((line for line in lines[1:] if self._mentioned(line, text)), first)

    def _mentioned(self, line: Unit, text: str) -> bool:
        own = [
            w
            for table in self._tables.values()
            for w, lines in table.items()
            if len(w) > 2 and all(other.unit == line.unit for other in lines)
        ]
        return any(word in text for word in own)

    def _measured(self, atom: Atom, unit: Unit | None, scales: Sequence[Unit]) -> Atom:
        for scale in scales:
            atom.scale = numerals.times(atom.scale, Decimal(scale.factor))
        if unit is not None:
            atom.unit, atom.factor = unit.unit, Decimal(unit.factor)
            atom.kind = "money" if unit.kind == "currency" else _KINDS.get(unit.unit, "unit" if unit.unit != "1" else "count")
        atom.lines = tuple(line.id for line in (unit, *scales) if line is not None)
        atom.surface_start, atom.surface_end = atom.surface_start or atom.start, max(atom.end, atom.surface_end)
        return atom

    def _fraction(self, text: str, start: int) -> Atom | None:
        found = numerals.FRACTION.match(text, start)
        if ratio := numerals.ratio(text, start):
            return self._measured(Atom(start, ratio.end, numerals.percent(ratio.top, ratio.bottom), "%", "percent", share=True), None, ())
        parts = numerals.fraction(found) if found else None
        if found is None or parts is None or self._of_scale.match(text, found.end()) or not _is_fraction(text, found):
            return None
        atom = Atom(start, found.end(), numerals.percent(*parts), "%", "percent")
        return self._measured(atom, None, ())

    def _alone_word(self, text: str, start: int) -> Atom | None:
        found = self._alone.match(text, start)
        line = self._line("alone", found[0], text) if found else None
        if found is None or line is None or _IDIOM.match(text, found.end()):
            return None
        if found[0].lower() in _OCCASIONS and not _COMPARISON.match(text, found.end()):
            return None
        atom = self._measured(Atom(start, found.end(), Decimal(1)), line, ())
        atom.change = 0 if found[0].lower() in _OCCASIONS else 1 if line.unit == "×" else -1
        return atom

    def _number(self, text: str, start: int) -> tuple[Atom | None, int]:
        found = self._quantity.match(text, start)
        if found is None:
            return None, _token_end(text, start)
        value = numerals.number(found["number"])
        unit, end = self._unit_of(text, found)
        if value is None or (unit is None and _EMPTY_HYPHEN.match(text, end)):
            return None, max(end, _token_end(text, start))
        signed = found["sign"] is not None and unit is not None
        atom = Atom(start if signed or not found["sign"] else start + 1, end, -value if signed and found["sign"] in "-−" else value)
        atom.change = 1 if signed and found["sign"] == "+" else 0
        scales = [self._line("scale", m["word"], text) for m in self._scale_word.finditer(found["scale"] or "")]
        self._measured(atom, unit, [scale for scale in scales if scale])
        glued = "-" in (found["scale"] or "") or (found["gap"] == "-" and unit is not None and end == found.end())
        atom.hyphenated = glued or _HYPHEN_WORDS.match(text, end) is not None
        return self._in_context(text, atom, found)

    def _unit_of(self, text: str, found: re.Match[str]) -> tuple[Unit | None, int]:
        """The unit that sign and word give together, and where number and unit end."""
        short = found.end("scale") if found["scale"] else found.end("number")
        before = self._line("before", found["before"], text) if found["before"] else None
        after = self._line("after", found["after"], text) if found["after"] else None
        if before is not None:
            both = after is not None and after.kind == "currency"
            return (after if both else before), (found.end() if both else short)
        if after is None:
            return None, short
        word = found["after"].lower()
        if word in _OCCASIONS and not _COMPARISON.match(text, found.end()):
            return None, short
        if word in ("x", "×") and (found["gap"] or re.match(r" [A-Z][A-Za-z]*[0-9]", text[found.end() : found.end() + 24])):
            return None, short if found["gap"] else found.end()
        return after, found.end()

    def _in_context(self, text: str, atom: Atom, found: re.Match[str]) -> tuple[Atom | None, int]:
        """The atom with its rate and noun, unless what stands around it makes it a name, a year or no number at all."""
        later, stop = bounds.after(text, atom.end)
        atom.comparator, atom.surface_end = (later or "="), max(atom.surface_end, stop)
        if atom.unit == "1":
            self._count(text, atom, stop)
        self._add_rate(text, atom)
        stop, bare = max(atom.end, atom.surface_end), not atom.lines
        if re.match(r"\w|\.[A-Za-z]", text[stop : stop + 2]) and text[stop : stop + 1] not in "½¼¾":
            sized = self._in_name.match(text, atom.start) if _name_before(text, atom.start) else None
            return (self._named(text, sized), sized.end()) if sized else (None, _token_end(text, stop))
        if found["number"][0].isalpha():
            return (None if bare and _is_idle(text, atom, found["number"]) else atom), stop
        if atom.unit != "1":
            return atom, stop
        if not bare:
            glued = len(found["scale"] or "") == 1 and atom.counted is None
            atom.in_name = glued and _name_before(text, atom.start)
            return atom, stop
        return self._bare(text, atom, found["number"])

    def _bare(self, text: str, atom: Atom, number: str) -> tuple[Atom | None, int]:
        """Digits without unit or scale: a year, a version, a numbered thing, or a count."""
        plural = atom.counted is not None and _is_plural(atom.counted.quote)
        first_plural = plural and atom.counted is not None and " " not in atom.counted.quote
        named = _name_before(text, atom.start)
        if number.isdigit() and len(number) == 4 and not atom.hyphenated:
            said = dates.year_at(text, atom.start, atom.end, counts=first_plural or (plural and not named))
            if said is not None:
                year = Atom(atom.start, atom.end, number, DATE, "date", bare=not said or named, counted=atom.counted)
                return self._measured(year, None, ()), atom.end
        behind = r"\s[A-Z]|-[A-Z]" if re.fullmatch(r"[0-9]\.[0-9]", number) else r"-[A-Z]"
        numbered = "," not in number and _NUMBERED.search(text[max(0, atom.start - 12) : atom.start])
        if numbered or (not atom.hyphenated and re.match(behind, text[atom.end : atom.end + 2])):
            return None, atom.end
        if named and "," not in number and ("." in number or not plural or int(number) < 20):
            return None, atom.end
        return atom, max(atom.end, atom.surface_end)

    def _count(self, text: str, atom: Atom, position: int) -> None:
        """The noun that a bare number counts; where that is a unit ("training tokens", "H800 GPU hours"), the unit."""
        hyphen = _HYPHEN_WORDS.match(text, position)
        atom.counted = Anchor(hyphen.start(1), hyphen.end(1), hyphen[1]) if hyphen else _counted(text, position)
        commas = "," in text[atom.start : atom.end]
        atom.kind = "count" if atom.counted or atom.lines or commas else "plain"
        if atom.counted is None or hyphen:
            return
        for where, pattern in (("named", self._named_unit), ("after", self._counted_unit)):
            found = pattern.match(atom.counted.quote)
            line = self._line(where, found["word"], text) if found else None
            if line and line.kind != "currency" and _KINDS.get(line.unit) is None:
                atom.end, atom.counted = atom.counted.end, None
                lines = atom.lines
                self._measured(atom, line, ())
                atom.lines = (line.id, *lines)
                return

    def _add_rate(self, text: str, atom: Atom) -> None:
        """What it is paid or counted for: "per user per month", "a year", "each", "/1M tokens (input)"."""
        position = atom.counted.end if atom.counted and not atom.hyphenated else max(atom.end, atom.surface_end)
        parts: list[str] = []
        lines: list[str] = []
        if atom.kind in ("plain", "date", "multiple"):
            return
        while len(parts) < 3 and (found := self._per.match(text, position) or self._each.match(text, position)):
            line = self._line("per", found["noun"], text) or self._line("per", found["noun"].split(" ")[-1], text)
            parts.append(self._rate_label(text, found, line))
            lines += [line.id] if line else []
            position = found.end()
        if not parts and (found := self._rate.match(text, position)) and (line := self._line("rate", found["noun"], text)):
            if line.unit != "unit" or atom.kind == "money":
                parts, lines, position = [line.unit], [line.id], found.end()
        if parts:
            label, position = self._directed(text, atom, parts, position)
            atom.per, atom.surface_end, atom.lines = label, max(position, atom.end), (*atom.lines, *lines)

    def _rate_label(self, text: str, found: re.Match[str], line: Unit | None) -> str:
        noun = f"{found['noun']} tokens" if found["noun"] in ("input", "output") else found["noun"]
        noun = line.unit if line and _key(found["noun"]) in map(_key, line.words) else noun.lower()
        if not (found.groupdict().get("number") or found.groupdict().get("scale")):
            return noun
        many = numerals.number(found["number"]) if found["number"] else Decimal(1)
        for scale in self._scale_word.finditer(found["scale"] or ""):
            if many is not None and (unit := self._line("scale", scale["word"], text)):
                many = numerals.times(many, Decimal(unit.factor))
        if many is None or many == 1:
            return noun
        return f"{_SCALE_NAMES.get(many, format(many, 'f'))} {noun if noun.endswith('s') else noun + 's'}"

    def _directed(self, text: str, atom: Atom, parts: list[str], position: int) -> tuple[str, int]:
        """ "million tokens" with "(input)" behind it, or "Input:" before it, is "million input tokens"."""
        label = " per ".join(parts)
        if not label.endswith("tokens") or "put " in label:
            return label, position
        if behind := _DIRECTION.match(text, position):
            return _insert(label, behind["way"]), behind.end()
        ahead = _LABEL.search(text[max(0, atom.start - 32) : atom.start])
        return (_insert(label, ahead[1]) if ahead else label), position


def _insert(label: str, way: str) -> str:
    head, _, noun = label.rpartition(" ")
    return f"{head} {way.lower()} {noun}".strip()


def _dated(dated: dates.Dated) -> Atom | None:
    if dated.value is None:
        return None
    return Atom(
        dated.start, dated.end, dated.value, DATE, "date", upper=dated.upper, surface_start=dated.start, surface_end=dated.end,
        period=dated.period, relative=dated.relative,
    )  # fmt: skip


def _token_end(text: str, start: int) -> int:
    """End of the word that `start` lies in, dots and hyphens inside included."""
    found = re.compile(r"[\w.-]*\w|").match(text, start)
    return max(found.end() if found else start, start + 1)


def _score(text: str, start: int) -> re.Match[str] | None:
    """Votes and results: 52-48, 3-2; a range goes up."""
    found = _SCORE.match(text, start)
    return found if found and int(found[1]) >= int(found[2]) else None


def _is_plural(words: str) -> bool:
    word = words.split()[-1]
    return word.lower() in _PLURALS or (
        word[-1] == "s" and len(word) > 2 and word[-2:] not in ("ss", "is", "us") and word[-2:] not in ("’s", "'s")
    )


def _counted(text: str, position: int) -> Anchor | None:
    """The words behind a number, up to the first plural, the first function word or punctuation, and at most four."""
    first, end = -1, -1
    for _ in range(_MOST_WORDS):
        found = _COUNTED.match(text, position)
        if found is None or found[1].lower() in _STOP:
            break
        first, end, position = found.start(1) if first < 0 else first, found.end(1), found.end()
        if _is_plural(found[1]):
            break
    return Anchor(first, end, text[first:end]) if first >= 0 else None


def _name_before(text: str, start: int) -> bool:
    """Whether the word before is part of a name, so that a number behind it is too: "Windows 2000", "Llama 3.1 405B"."""
    found = _BEFORE_WORD.search(text[max(0, start - 28) : start])
    if found is None or found["word"].lower() in _ORDINARY:
        return False
    if re.fullmatch(r"[0-9.]+", found["word"]):
        return _name_before(text, start - len(found[0]))
    return any(char.isupper() for char in found["word"]) or bool(re.search(r"[a-z]-?[0-9]", found["word"]))


def _is_idle(text: str, atom: Atom, word: str) -> bool:
    """Number words that state no quantity: "one of", "the two", "Five Eyes", "nine-figure", "two for one"."""
    lead = text[max(0, atom.start - 12) : atom.start]
    if word.lower() in _NEEDS_UNIT or _DEFINITE.search(lead) or text[atom.end : atom.end + 1] == "-" and not atom.hyphenated:
        return True
    return word[0].isupper() and re.match(r"[ -][A-Z]", text[atom.end : atom.end + 2]) is not None


def _is_fraction(text: str, found: re.Match[str]) -> bool:
    """Whether a fraction's words are one here: "a third of" and "by half" are, "a third party" and "the first half" are not."""
    if found["bottom"]:
        return found["ordinal"] is not None or _PART_AFTER.match(text, found.end()) is not None
    part, many = found["part"].lower(), (found["many"] or "").lower()
    lead = text[max(0, found.start() - 16) : found.start()]
    if part == "half":
        return not many and not _HALF_NOT.search(lead) and _stands_alone(text, found, lead)
    if not many or (
        part in ("quarter", "second")
        and "-" not in found[0]
        and many not in ("a", "an", "one")
        and not _PART_AFTER.match(text, found.end())
    ):
        return False
    return many not in ("a", "an") or _stands_alone(text, found, lead)


def _stands_alone(text: str, found: re.Match[str], lead: str) -> bool:
    if _PART_AFTER.match(text, found.end()):
        return True
    return _HALF_BEFORE.search(lead) is not None and _CLAUSE_END.match(text, found.end()) is not None
