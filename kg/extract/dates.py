"""Dates in text, to the precision that the words give; relative ones count from the document's own date."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from kg.extract.numerals import WORD, number


@dataclass(frozen=True, slots=True)
class Dated:
    """A stretch that is a date. `value` is None where the words are a date but the document's date is needed and missing."""

    start: int
    end: int
    value: str | None
    upper: str | None = None
    period: str | None = None
    """Quarter, half or fiscal year, which ISO 8601 dates can't say: "2024-Q3", "2025-H1", "FY2024"."""
    relative: bool = False


@dataclass(frozen=True, slots=True)
class When:
    """The document's date, and the way a date without a year leans: back, unless the sentence so far speaks of what will be."""

    year: int
    month: int | None = None
    day: int | None = None
    future: bool = False


_MONTH_NAMES = "January February March April May June July August September October November December"
_SHORT_NAMES = "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec"
_DAY_NAMES = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
_MONTHS, _SHORT, _DAYS = _MONTH_NAMES.split(), _SHORT_NAMES.split(), _DAY_NAMES.split()
_NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "final": 4, "last": 4}
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9}
"""First month of each. Winter lies in two years and so has no date."""

Y = r"(?P<year>(?:19|20)[0-9]{2})(?![0-9]|[.,][0-9])"
MONTH = (
    "(?P<month>"
    + "|".join(f"{full}|{full.upper()}|{short}\\b\\.?|{short[:3]}\\b\\.?" for full, short in zip(_MONTHS, _SHORT, strict=True))
    + r")(?!\w)"
)
DAY = r"(?P<day>3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?(?![\w%]|[.,:][0-9])"
_TO_DAY = r"(?:[ ]?[-–][ ]?(?P<last>3[01]|[12][0-9]|[1-9])(?:st|nd|rd|th)?(?!\w))?"
_WEEKDAY = rf"(?:(?:{'|'.join(_DAYS)}|{'|'.join(day[:3] for day in _DAYS)}),?\s)?"
_WHICH = r"(?P<which>[Ll]ast|[Tt]his|[Nn]ext|[Pp]revious|[Cc]urrent|[Cc]oming)"
_FUTURE = re.compile(
    r"(?i)\b(?:will|shall|due|expect(?:s|ed)?|plans?|planned|scheduled|slated|set|until|till|by|aims?|targets?|upcoming|coming|going|next|hopes?|forecast)\b"
)
_SENTENCE_BREAK = re.compile(r"[.!?][\"”’)]?\s|\n")

Rule = Callable[["re.Match[str]", "When | None"], "Dated | None"]


def when(anchor: str | None) -> When | None:
    """The document's date as numbers; None where there is none, or it is no ISO date of the years 1000 to 8999."""
    found = re.match(r"([1-8][0-9]{3})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", anchor or "")
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    return When(year, month, day) if year and _iso(year, month, day) else None


def leaning(text: str, start: int, now: When | None) -> When | None:
    """`now` with `future` set when the words of the sentence before `start` look ahead."""
    if now is None:
        return None
    lead = _SENTENCE_BREAK.split(text[max(0, start - 80) : start])[-1]
    return When(now.year, now.month, now.day, _FUTURE.search(lead) is not None)


def _iso(year: int, month: int | None = None, day: int | None = None) -> str | None:
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return None
    return "-".join([f"{year:04}", *(f"{part:02}" for part in (month, day) if part)])


def _month(name: str) -> int:
    return next(n for n, full in enumerate(_MONTHS, 1) if full[:3].lower() == name[:3].lower())


def _year_of(month: int, day: int | None, now: When) -> int | None:
    """The year that puts month (and day) at or before now, or after it where the sentence looks ahead."""
    if now.month is None:
        return None
    here, there = (now.month, now.day or 31), (month, day or (now.day or 31))
    if there == here:
        return now.year
    if now.future:
        return now.year if there > here else now.year + 1
    return now.year if there < here else now.year - 1


def _shift(now: When, unit: str, by: int) -> str | None:
    if unit == "year":
        return _iso(now.year + by)
    if now.month is None:
        return None
    if unit == "month":
        months = now.year * 12 + now.month - 1 + by
        return _iso(months // 12, months % 12 + 1)
    if now.day is None:
        return None
    return (date(now.year, now.month, now.day) + timedelta(days=by)).isoformat()


_STEP = {"last": -1, "previous": -1, "this": 0, "current": 0, "next": 1, "coming": 1}


def _calendar(m: re.Match[str], now: When | None) -> Dated | None:
    """Day, month and year as far as they are there."""
    g = m.groupdict()
    month, day = _month(g["month"]), int(g["day"]) if g.get("day") else None
    year, relative = (int(g["year"]), False) if g.get("year") else (_year_of(month, day, now) if now else None, True)
    if year is None:
        return Dated(m.start(), m.end(), None, relative=True)
    value = _iso(year, month, day)
    upper = _iso(year, month, int(g["last"])) if g.get("last") else None
    return Dated(m.start(), m.end(), value, upper, relative=relative) if value else None


def _iso_day(m: re.Match[str], now: When | None) -> Dated | None:
    value = _iso(int(m["year"]), int(m["m"]), int(m["d"]) if m["d"] else None)
    return Dated(m.start(), m.end(), value) if value else None


def _quarter(m: re.Match[str], now: When | None) -> Dated | None:
    g = m.groupdict()
    n = int(g["n"]) if g.get("n") else _NTH[g["nth"].lower()]
    year, relative = _stated_year(g, now)
    if year is None and not g.get("which") and now and now.month:
        year, relative = _year_of(3 * n if now.future else 3 * n - 2, None, now), True
    period = f"{year}-Q{n}" if year else None
    return Dated(m.start(), m.end(), str(year) if year else None, period=period, relative=relative)


def _half(m: re.Match[str], now: When | None) -> Dated | None:
    g = m.groupdict()
    n = int(g["n"]) if g.get("n") else _NTH[g["nth"].lower()]
    year, relative = _stated_year(g, now)
    return Dated(m.start(), m.end(), str(year) if year else None, period=f"{year}-H{n}" if year else None, relative=relative)


def _stated_year(g: dict[str, str | None], now: When | None) -> tuple[int | None, bool]:
    if g.get("year"):
        return int(g["year"] or 0), False
    if g.get("yy"):
        return 2000 + int(g["yy"] or 0), False
    if g.get("which") and now:
        return now.year + _STEP[(g["which"] or "").lower()], True
    return None, True


def _fiscal(m: re.Match[str], now: When | None) -> Dated | None:
    year = m["year"] or f"20{m['yy']}"
    return Dated(m.start(), m.end(), year, period=f"FY{year}")


def _span(m: re.Match[str], now: When | None) -> Dated | None:
    first, last = int(m["year"]), int(m["to"]) if len(m["to"]) == 4 else int(m["year"][:2] + m["to"])
    return Dated(m.start(), m.end(), str(first), str(last)) if first < last <= first + 60 else None


def _season(m: re.Match[str], now: When | None) -> Dated | None:
    if m["year"]:
        return Dated(m.start(), m.end(), m["year"])
    if now is None or (now.month is None and m["which"].lower() != "this"):
        return Dated(m.start(), m.end(), None, relative=True)
    step, first, month = _STEP[m["which"].lower()], _SEASONS[m["season"].lower()], now.month or 0
    year = now.year if step == 0 else now.year + (first > month) - 1 if step > 0 else now.year - (first + 2 >= month)
    return Dated(m.start(), m.end(), str(year + 1 if step > 0 else year), relative=True)


def _period(m: re.Match[str], now: When | None) -> Dated | None:
    unit, step = m["unit"].lower(), _STEP[m["which"].lower()]
    if now is None or (unit == "quarter" and now.month is None):
        return Dated(m.start(), m.end(), None, relative=True)
    if unit == "quarter":
        quarters = now.year * 4 + ((now.month or 1) - 1) // 3 + step
        year, n = divmod(quarters, 4)
        return Dated(m.start(), m.end(), str(year), period=f"{year}-Q{n + 1}", relative=True)
    return Dated(m.start(), m.end(), _shift(now, unit, step), relative=True)


def _ago(m: re.Match[str], now: When | None) -> Dated | None:
    count, unit = int(number(m["count"]) or 0), m["unit"].lower()
    step, by = ("day", -7 * count) if unit == "week" else (unit, -count)
    return Dated(m.start(), m.end(), _shift(now, step, by) if now else None, relative=True)


def _near_day(m: re.Match[str], now: When | None) -> Dated | None:
    by = {"yesterday": -1, "today": 0, "tomorrow": 1}[m["word"].lower()]
    return Dated(m.start(), m.end(), _shift(now, "day", by) if now else None, relative=True)


def _weekday(m: re.Match[str], now: When | None) -> Dated | None:
    if now is None or now.month is None or now.day is None:
        return Dated(m.start(), m.end(), None, relative=True)
    target, here = _DAYS.index(m["weekday"]), date(now.year, now.month, now.day)
    which = (m["which"] or "").lower()
    if which == "next" or (now.future and not which):
        by = (target - here.weekday()) % 7 or 7
    else:
        by = -((here.weekday() - target) % 7)
        by = by - 7 if which == "last" and by == 0 else by
    return Dated(m.start(), m.end(), (here + timedelta(days=by)).isoformat(), relative=True)


_OF_YEAR = rf"(?:(?:,? of|,)?\s(?:(?:fiscal|financial)(?: year)? |FY ?)?(?:{Y}|(?P<which>[Ll]ast|[Tt]his|[Nn]ext) year\b))"
_NTH_QUARTER = r"(?P<nth>(?i:first|second|third|fourth|final))[ -](?:(?:fiscal|calendar) )?quarter\b"
_RULES: tuple[tuple[re.Pattern[str], Rule], ...] = tuple(
    (re.compile(pattern), rule)
    for pattern, rule in (
        (r"(?P<year>(?:19|20)[0-9]{2})(?:-(?P<m>0[1-9]|1[0-2])(?:-(?P<d>[0-3][0-9]))?)(?![\w-])", _iso_day),
        (r"(?P<year>(?:19|20)[0-9]{2})/(?P<m>[01]?[0-9])/(?P<d>[0-3]?[0-9])(?![\w/])", _iso_day),
        (rf"{_WEEKDAY}{DAY}{_TO_DAY}(?: of)?[ \u00a0]{MONTH}(?:,?\s{Y})?", _calendar),
        (rf"{_WEEKDAY}{MONTH}[ \u00a0]{DAY}{_TO_DAY}(?:,?\s{Y})?", _calendar),
        (rf"{MONTH}(?:,| of)?\s{Y}", _calendar),
        (r"(?P<year>(?:19|20)[0-9]{2})(?:[-–/]|\s?–\s?)(?P<to>(?:19|20)[0-9]{2}|[0-9]{2})(?![\w%/-]|[.,][0-9])", _span),
        (rf"[Qq](?P<n>[1-4])(?:(?:[ -]| of |,\s)(?:(?:fiscal|FY) ?)?{Y}|[ -]?(?:FY ?)?[’']?(?P<yy>[2-3][0-9])(?!\w)|(?![\w.-]))", _quarter),
        (rf"{Y}(?:[ -]|, )Q(?P<n>[1-4])(?!\w)", _quarter),
        (rf"{Y}[’']s {_NTH_QUARTER}", _quarter),
        (rf"{_NTH_QUARTER}{_OF_YEAR}?", _quarter),
        (rf"H(?P<n>[12])(?:[ -]| of ){Y}", _half),
        (rf"(?P<nth>(?i:first|second)) half{_OF_YEAR}", _half),
        (
            r"(?:FY ?|(?i:fiscal|financial year)(?: year)? )[’']?(?:(?P<year>20[0-9]{2})|(?P<yy>[0-3][0-9]))(?:[-–/][0-9]{2})?(?!\w)",
            _fiscal,
        ),
        (rf"(?P<which>)(?P<season>(?i:spring|summer|autumn|fall|winter))(?: of|,)? {Y}", _season),
        (r"(?P<year>)(?P<which>(?i:last|this|next)) (?P<season>(?i:spring|summer|autumn|fall))\b(?! (?:from|to|in|by|under)\b)", _season),
        (rf"{_WHICH} (?P<unit>year|month|quarter)\b", _period),
        (rf"(?P<count>[0-9]{{1,3}}|[Aa]n?|(?i:{WORD})) (?P<unit>year|month|week|day)s? ago\b", _ago),
        (r"(?P<word>(?i:yesterday|today|tomorrow))\b(?!-)", _near_day),
        (rf"(?:(?P<which>[Ll]ast|[Nn]ext) )?(?P<weekday>{'|'.join(_DAYS)})\b", _weekday),
        (MONTH, _calendar),
    )
)
_CUE = r"(?:in|since|by|until|till|last|next|this|from|during|of|for|before|after|early|late|mid|through|between|and|to|following|the)[ -]"
_CUED = re.compile(rf"(?i)(?:^|\W){_CUE}$")
_ARTICLE = re.compile(r"(?i)\bthe $")
_IN_NAME = re.compile(r"[A-Z][\w’'-]* $")
_WHICH_MONTH = re.compile(r"(?i)\b(last|next|this) $")
_STRONG = re.compile(
    r"(?i)(?:\b(?:in|since|by|until|till|during|before|after|late|early|mid|pre|post|year|through|founded|established|est\.|copyright|"
    r"dated)[ -]|[(©]\s?)$"
)
_WEAK = re.compile(r"(?i)\b(?:of|the|an?|for|from|to|this|around|circa|between|its|their|\w+[’']s|[0-9]{4},?(?: and| or)?) $")

FIRST = (
    rf"{'|'.join(_MONTHS)}|{'|'.join(month.upper() for month in _MONTHS)}|(?:{'|'.join(_SHORT)}|Sep)\b|{'|'.join(_DAYS)}|"
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),|"
    r"[Qq][1-4](?![0-9])|H[12][ -]|FY|[Ff]iscal|[Ff]inancial year|[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|[Ff]inal|"
    r"[Ss]pring|[Ss]ummer|[Aa]utumn|[Ff]all|[Ww]inter|[Yy]esterday|[Tt]oday|[Tt]omorrow|"
    r"(?:[Ll]ast|[Tt]his|[Nn]ext|[Pp]revious|[Cc]urrent|[Cc]oming) "
)
"""What a date not beginning with a numeral can begin with."""


def at(text: str, start: int, now: When | None) -> Dated | None:
    """The date that begins at `start`, with its end; None if none does."""
    for pattern, rule in _RULES:
        found = pattern.match(text, start)
        if found is None or not _fits(text, found, rule):
            continue
        dated = rule(found, leaning(text, start, now))
        if dated is not None:
            return _which_month(text, dated, found, now) if pattern.pattern == MONTH else dated
    return None


def _fits(text: str, found: re.Match[str], rule: Rule) -> bool:
    lead = text[max(0, found.start() - 16) : found.start()]
    if found.re.pattern == MONTH:
        return _CUED.search(lead) is not None and not text[found.end() : found.end() + 2].strip().isdigit()
    if rule is _weekday:
        return not _IN_NAME.search(lead) or bool(_CUED.search(lead))
    return not (rule is _period and _ARTICLE.search(lead))


def _which_month(text: str, dated: Dated, found: re.Match[str], now: When | None) -> Dated:
    """The date with a last, this or next before its month: "last May" said in a May is a year back, "next May" always lies ahead."""
    which = _WHICH_MONTH.search(text[max(0, dated.start - 6) : dated.start])
    if which is None or now is None or now.month is None:
        return dated
    month, word = _month(found["month"]), which[1].lower()
    year = now.year if word == "this" else now.year - (month >= now.month) if word == "last" else now.year + (month <= now.month)
    return Dated(dated.start, dated.end, _iso(year, month), relative=True)


def year_at(text: str, start: int, end: int, *, counts: bool) -> bool | None:
    """Whether the bare four digits text[start:end] are a year: True said as one ("in 2024"), False only looking like one, None a count.

    `counts`: a plural noun follows, which makes a round number ("2000 people") a count.
    """
    value, lead = int(text[start:end]), text[max(0, start - 14) : start]
    if not 1900 <= value <= 2100:
        return None
    if counts and (value % 100 == 0 or not 1950 <= value < 2040):
        return None
    if _STRONG.search(lead) or _WEAK.search(lead):
        return True
    return False if 1950 <= value < 2040 else None
