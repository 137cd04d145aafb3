"""Figures as a person writes them: 5600000 USD is "US$5.6 million", 2780000 GPU-hour "2.78 million GPU-hours"."""

from __future__ import annotations

from decimal import Decimal

from kg.model import DATE, Figure

SCALES = ((Decimal(10) ** 12, "trillion"), (Decimal(10) ** 9, "billion"), (Decimal(10) ** 6, "million"))
DECIMALS = 3
METRIC = ((15, "P"), (12, "T"), (9, "G"), (6, "M"), (3, "k"))
SIGNS = {"USD": "US$", "EUR": "€", "GBP": "£", "JPY": "¥", "CAD": "C$", "AUD": "A$", "HKD": "HK$", "INR": "₹", "KRW": "₩"}
PREFIXED = frozenset({"B", "B/s", "FLOP/s"})
"""Units that take a metric prefix: 80 GB, 3.35 TB/s."""
WORDS = {"=": "", "≈": "about ", "<": "less than ", "≤": "up to ", ">": "more than ", "≥": "at least "}


def plain(value: Decimal) -> str:
    """All digits, without exponent or trailing zeros: the canonical form of xsd:decimal for whole and broken numbers.

    >>> plain(Decimal("5.60E+6")), plain(Decimal("0.140")), plain(Decimal("-0"))
    ('5600000', '0.14', '0')
    """
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def number(value: Decimal) -> str:
    """A number with its scale in words and thousands apart.

    >>> number(Decimal(5600000)), number(Decimal(11240)), number(Decimal("0.14")), number(Decimal(1234567))
    ('5.6 million', '11,240', '0.14', '1,234,567')
    """
    for scale, word in SCALES:
        scaled = value / scale
        if abs(scaled) >= 1 and scaled * scale == value and len(plain(scaled).partition(".")[2]) <= DECIMALS:
            return f"{_grouped(scaled)} {word}"
    return _grouped(value)


def _grouped(value: Decimal) -> str:
    whole, dot, rest = plain(value).partition(".")
    sign, whole = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    groups = [whole[max(end - 3, 0) : end] for end in range(len(whole), 0, -3)]
    return sign + ",".join(reversed(groups)) + dot + rest


def amount(value: Decimal | str, unit: str) -> str:
    """A value with its unit.

    >>> amount(Decimal(5600000), "USD"), amount(Decimal(2780000), "GPU-hour"), amount(Decimal(80000000000), "B"), amount("2024-11", "date")
    ('US$5.6 million', '2.78 million GPU-hours', '80 GB', '2024-11')
    """
    if isinstance(value, str) or unit == DATE:
        return str(value)
    if unit in SIGNS:
        return f"{'-' if value < 0 else ''}{SIGNS[unit]}{number(value.copy_abs())}"
    if unit in PREFIXED:
        return _metric(value, unit)
    return number(value) + _unit_after(value, unit)


def _metric(value: Decimal, unit: str) -> str:
    for power, letter in METRIC:
        scaled = value / Decimal(10) ** power
        if abs(scaled) >= 1 and scaled * Decimal(10) ** power == value:
            return f"{_grouped(scaled)} {letter}{unit}"
    return f"{_grouped(value)} {unit}"


def _unit_after(value: Decimal, unit: str) -> str:
    if unit == "1":
        return ""
    if unit == "%":
        return " %"
    plural = "s" if len(unit) > 2 and unit.isascii() and unit[-1].islower() and value != 1 else ""
    return f" {unit}{plural}"


def quantity(figure: Figure) -> str:
    """A figure's value, range and comparator in words.

    >>> from kg.model import Anchor
    >>> quantity(Figure(Decimal(80000), "1", Anchor(0, 1, "x"), upper=Decimal(90000)))
    '80,000 to 90,000'
    >>> quantity(Figure(Decimal(100000000), "USD", Anchor(0, 1, "x"), ">"))
    'more than US$100 million'
    """
    if figure.upper is not None:
        return f"{amount(figure.value, figure.unit)} to {amount(figure.upper, figure.unit)}"
    return WORDS[figure.comparator] + amount(figure.value, figure.unit)
