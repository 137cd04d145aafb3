"""English numerals without their units: digits, words, powers of ten, fractions, each as an exact decimal."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Context, Decimal

_EXACT = Context(prec=80)
_MOST_DIGITS = 40
"""Longer runs of digits, and higher powers of ten, are codes and not quantities."""

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_VALUES = {word: n for n, word in enumerate(_ONES.split())} | {word: 10 * n for n, word in enumerate(_TENS.split(), 2)}
PARTS = {
    "half": 2, "halves": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "twelfth": 12, "fifteenth": 15, "twentieth": 20, "fiftieth": 50, "hundredth": 100, "thousandth": 1000,
}  # fmt: skip
_VULGAR = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


SMALL = _any(_ONES.split()[1:10])
WORD = rf"(?:(?:{_any(_TENS.split())})(?:-(?:{SMALL}))?|{_any(_ONES.split())})(?:(?![A-Za-z])|(?=fold))"
FIRST_WORDS = (*_ONES.split(), *_TENS.split())
"""Words that a numeral in words can begin with, apart from "a" and "half"."""

_GROUPED = r"[0-9]{1,3}(?:[,\u00a0\u2009\u202f][0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}(?![0-9])"
_PLAIN = r"[0-9]+(?:\.[0-9]+)?[½¼¾]?"
_POWER = r"10(?:\^\{?|\*\*)[0-9]+\}?|10[⁰¹²³⁴⁵⁶⁷⁸⁹]+"
DIGITS = rf"(?:(?:{_PLAIN})\s?[x×·*]\s?)?(?:{_POWER})|(?:{_PLAIN})[eE]\+?[0-9]+(?![0-9A-Za-z])|{_GROUPED}|{_PLAIN}"
WORDS = rf"(?i:{WORD}[ -]hundred(?: and |[ -]){WORD}|{WORD} and a half(?![A-Za-z])|{WORD})"

_SLASH = r"(?P<top>[0-9]{1,3})/(?P<bottom>[0-9]{1,4})(?:(?P<ordinal>st|nd|rd|th)s?)?(?![\w/.-])"
_DENOMINATOR = rf"(?P<part>{_any(PARTS)})(?P<plural>s?)(?![\w-])"
FRACTION = re.compile(rf"{_SLASH}|(?i:(?:(?P<many>an?|{SMALL})[ -])?{_DENOMINATOR})")


def exact(value: Decimal) -> Decimal:
    """The same number without exponent and without trailing zeros: 5600000, not 5.6E+6 or 5600000.0."""
    return Decimal(format(value.normalize(_EXACT), "f"))


def times(value: Decimal, *factors: Decimal) -> Decimal:
    """Exact product, however long."""
    for factor in factors:
        value = _EXACT.multiply(value, factor)
    return exact(value)


@dataclass(frozen=True, slots=True)
class Ratio:
    """Such as one in five, or nine out of ten."""

    top: int
    bottom: int
    end: int


_COUNT = rf"(?:[0-9]{{1,3}}(?![0-9.,]*[0-9])|(?i:{WORD}))"
_RATIO = re.compile(
    rf"(?P<top>{_COUNT}) (?P<link>in|out of) (?:every )?(?P<bottom>{_COUNT})(?![\w%-]| ?(?:percent|per cent|million|billion|of)\b)"
)


def ratio(text: str, start: int) -> Ratio | None:
    """The ratio that begins at `start`; with "in" only of one: "three in ten" might be anything."""
    found = _RATIO.match(text, start)
    if found is None:
        return None
    top, bottom = number(found["top"]), number(found["bottom"])
    if top is None or bottom is None or not 0 < top < bottom or (found["link"] == "in" and top != 1):
        return None
    return Ratio(int(top), int(bottom), found.end())


def number(text: str) -> Decimal | None:
    """Value of a numeral matched by DIGITS or WORDS, or of "a", "half a", "three quarters of a"; None if it is absurdly long."""
    if len(text) > _MOST_DIGITS:
        return None
    return _digits(text) if text[0] in ".0123456789" else _words(text.lower())


def _digits(text: str) -> Decimal | None:
    mantissa, power = text.translate(_SUPERSCRIPT), "0"
    if found := re.search(r"10(?:\^\{?|\*\*)([0-9]+)|10([⁰¹²³⁴-⁹]+)|[eE]\+?([0-9]+)", text):
        power = next(group for group in found.groups() if group).translate(_SUPERSCRIPT)
        mantissa = text[: found.start()].rstrip(" x×·*") or "1"
    if len(power) > 2 or int(power) > _MOST_DIGITS:
        return None
    part = _VULGAR.get(mantissa[-1], Decimal(0))
    whole = Decimal(re.sub(r"[^0-9.]", "", mantissa.rstrip("½¼¾")))
    return times(_EXACT.add(whole, part), Decimal(10) ** int(power))


def _words(text: str) -> Decimal:
    if found := re.fullmatch(r"(?:(\w+)[ -])?(half|quarters?)(?: of)? an?", text):
        top = _VALUES.get(found[1] or "", 1)
        return Decimal(top) / (2 if found[2] == "half" else 4)
    total = Decimal(0)
    for word in re.split(r"[\s-]+", text):
        if word == "hundred":
            total *= 100
        elif word == "half":
            total += Decimal("0.5")
        elif word != "a" or text in ("a", "an"):
            total += _VALUES.get(word, 1 if text in ("a", "an") else 0)
    return total


def percent(top: int, bottom: int) -> Decimal:
    """A fraction as a percentage, to two decimals where it does not end: 1/3 is 33.33."""
    return exact((Decimal(100 * top) / bottom).quantize(Decimal("0.01")))


def fraction(found: re.Match[str]) -> tuple[int, int] | None:
    """Numerator and denominator of a match of FRACTION; None for ratios, dates and plurals without a count ("two halves" is one)."""
    if found["bottom"]:
        top, bottom = int(found["top"]), int(found["bottom"])
        return (top, bottom) if 0 < top < bottom else None
    many = (found["many"] or "a").lower()
    top, bottom = _VALUES.get(many, 1), PARTS[found["part"].lower()]
    if top >= bottom or (top > 1) != bool(found["plural"]):
        return None
    return top, bottom
