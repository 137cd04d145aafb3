"""An ontology's unit lines compiled to the patterns that find numbers with units.

Where a line's words stand is its `where`: before a number ($) or after it (dollars, GB); scale (million, k); per (month, card: behind
"per", "/" or "a"); rate (pm, apiece: says "per" by itself); alone (halved: a number by itself); named (hours in "H800 hours": behind a name
with digits); name (G in "Orbit-144G": a unit only there). Whole lower-case words match in any case, symbols and short forms as written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from kg.extract import dates, numerals
from kg.extract.nearby import BLANK
from kg.lexicon import Unit

_GAP = rf"(?:{BLANK}{{1,2}}|-|\n(?=[a-z]))?"
_NOTHING = "(?!)"
_CODES = (
    r"https?://\S+|www\.\S+|\+[0-9][0-9 ().-]{7,}[0-9]|\([0-9]{3}\) [0-9]{3}-[0-9]{4}|\[[0-9][0-9, –-]{0,12}\]|\([0-9]{1,2}\)|#\w+|"
    r"[0-9][\w.+-]{0,40}@[\w.-]+"
)
"""Addresses, telephone numbers, footnotes: passed over whole."""
_LINE_NUMBER = rf"^{BLANK}*\(?[0-9]{{1,2}}[.)](?=\s)"


def key(word: str) -> str:
    """What spellings of a word with spaces or hyphens have in common."""
    return re.sub(r"[\s-]+", " ", word)


def _longest_first(words: Iterable[str]) -> list[str]:
    return sorted(set(words), key=lambda word: (-len(word), word))


def _pattern(word: str) -> str:
    pattern = re.escape(word).replace(r"\ ", r"[\s-]")
    pattern = f"(?i:{pattern})" if len(word) > 2 and word.islower() else pattern
    return pattern + (r"(?!\w)" if word[-1].isalnum() else "")


def _choice(words: Iterable[str]) -> str:
    return "|".join(_pattern(word) for word in _longest_first(words)) or _NOTHING


def _as_written(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in _longest_first(words)) or _NOTHING


def _capital(word: str) -> str:
    """The word with a small or a capital first letter: much faster to search for than ignoring case."""
    return f"[{word[0].upper()}{word[0].lower()}]{re.escape(word[1:])}" if word[0].isalpha() else re.escape(word)


class Lexis:
    """Compiled once for an ontology. The patterns are public; their groups are named for what they hold."""

    def __init__(self, lines: Sequence[Unit]) -> None:
        self._tables: dict[str, dict[str, list[Unit]]] = {}
        self._words: dict[str, list[str]] = {}
        for line in lines:
            self._words.setdefault(line.where, []).extend(line.words)
            for word in line.words:
                self._tables.setdefault(line.where, {}).setdefault(key(word), []).append(line)
        self._compile_numbers()
        self._compile_rates()
        self._compile_trigger()

    def line(self, where: str, word: str, text: str) -> Unit | None:
        """The line of a word; of several (¥), the one whose unit the text also names by another word of its own, else the first."""
        table = self._tables.get(where, {})
        lines = table.get(key(word)) or table.get(key(word).lower()) or []
        first = lines[0] if lines else None
        return next((line for line in lines[1:] if self._mentioned(line, text)), first)

    def scales(self, words: str | None, text: str) -> list[Unit]:
        """The scale lines of a stretch like "hundred thousand" or "k"."""
        lines = (self.line("scale", found["word"], text) for found in self.scale_word.finditer(words or ""))
        return [line for line in lines if line is not None]

    def _mentioned(self, line: Unit, text: str) -> bool:
        """Whether the text holds a word, longer than a sign, that only this line's unit has."""
        return any(
            word in text
            for table in self._tables.values()
            for word, lines in table.items()
            if len(word) > 2 and all(other.unit == line.unit for other in lines)
        )

    def _of(self, where: str) -> list[str]:
        return self._words.get(where, [])

    def _compile_numbers(self) -> None:
        after, long = self._of("after"), [word for word in self._of("scale") if len(word) > 1]
        letters = _as_written(word for word in self._of("scale") if len(word) == 1)
        article = (
            rf"(?i:an?)(?=[ ](?:{_choice(long)})(?!-))|"
            rf"(?i:(?:(?:{numerals.SMALL}|an?)[ -])?quarters? of an?|half an?)(?=[ -](?:{_choice([*long, *after])}))"
        )
        self._numeral = rf"(?:{article}|{numerals.DIGITS}|{numerals.WORDS})"
        whole = _choice(word for word in after if word.split()[0] in long)  # "billion won", whose last word alone would be a verb
        self._scale = rf"(?!{_GAP}(?:{whole}))(?:{_GAP}(?:{_choice(long)})){{1,2}}|(?:{letters})(?!\w)"
        self.quantity = re.compile(
            rf"(?P<sign>[-−+])?(?:(?P<before>{_as_written(self._of('before'))}){BLANK}?-?)?"
            rf"(?P<number>{self._numeral}|(?(before)\.[0-9]+|{_NOTHING}))(?P<scale>{self._scale}|(?(before) )(?:{letters})(?!\w))?"
            rf"(?:(?P<gap>{_GAP})(?P<after>{_choice(after)}))?"
        )
        self.of_scale = re.compile(rf"(?i: of an?)(?= (?:{_choice(long)}))")
        self.scale_word = re.compile(rf"{_GAP}(?P<word>{_choice(long)}|{letters})")
        in_name = _choice(self._of("name"))
        self.in_name = re.compile(rf"(?P<number>[0-9]+(?:\.[0-9]+)?)(?:(?P<scale>{letters})|(?P<unit>{in_name}))(?![\w%])")

    def _compile_rates(self) -> None:
        per = _choice(self._of("per"))
        self.per = re.compile(
            rf"(?:/|\s/\s|(?:,\s)?\s?(?i:per|for every|for each)\s)(?!(?:cent|se)\b)"
            rf"(?:(?P<number>{self._numeral})?(?P<scale>{self._scale})?\s?)"
            rf"(?P<noun>(?:in|out)puts?\s?/\s?(?:in|out)puts? tokens|(?:[A-Za-z][\w-]* ){{0,2}}?(?:{per})|[A-Za-z][\w-]*)"
        )
        earlier = r"(?!\s(?:ago|earlier|before|later|prior|after|old|on)\b)"
        self.each = re.compile(rf"\s(?i:an?|each|every)\s(?P<noun>{per}){earlier}(?P<number>)(?P<scale>)")
        self.rate = re.compile(rf",?\s?(?P<noun>{_choice(self._of('rate'))})")
        self.alone = re.compile(_choice(self._of("alone")))
        counting = _choice(word for word in self._of("after") if len(word) > 3 and word[0].isalpha())
        self.counted = re.compile(rf"(?:.*?[\s-])??(?P<word>{counting})$", re.DOTALL)
        self.named = re.compile(rf"(?:.*\s)?[A-Z]\w*[0-9]\w*[\s-](?P<word>{_choice(self._of('named'))})$", re.DOTALL)

    def _compile_trigger(self) -> None:
        before = self._of("before")
        signs = "".join(sorted({re.escape(word[-1]) for word in before if not word[-1].isalnum()})) or "$"
        codes = _as_written(word for word in before if word[0].isalpha())
        scales = "|".join(word for word in self._of("scale") if len(word) > 2)
        opening = rf"[Aa]n? (?:{scales}|{'|'.join(numerals.PARTS)}|year|month|week|day)|[Hh]alf"
        first = "|".join(_capital(word) for word in sorted({*self._of("alone"), *numerals.FIRST_WORDS}))
        self.trigger = re.compile(
            rf"(?P<skip>{_LINE_NUMBER}|(?<!\w)(?:{_CODES}))|(?<![\w.’'@&=\\])(?:[-−+]?(?:{codes}|[{signs}]) ?(?=\.?[0-9])|"
            rf"(?<!/)(?:[0-9]|[-−+](?=[0-9])|{opening}|{first}|{dates.FIRST}))",
            re.MULTILINE,
        )
        """Where a number or date may begin: one search per find, and the grammar proper is tried only there."""


def factor(line: Unit) -> Decimal:
    """Exact factor of a line to its base unit."""
    return Decimal(line.factor)
