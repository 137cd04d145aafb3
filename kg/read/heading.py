"""What the first lines of a plain text say about it: only what they can't mean otherwise."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

_LINES = 8
"""How many lines that are not blank count as the top."""

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_MONTH = r"(?P<month>[A-Za-z]{3,9})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\.?,?\s+)?"
_DATES = (
    re.compile(rf"{_WEEKDAY}{_DAY}\s+{_MONTH},?\s+{_YEAR}"),
    re.compile(rf"{_WEEKDAY}{_MONTH}\s+{_DAY},?\s+{_YEAR}"),
    re.compile(rf"{_YEAR}-(?P<month>\d\d)-(?P<day>\d\d)(?:T[\d:.+Z-]+)?"),
    re.compile(rf"{_MONTH}\s+{_YEAR}"),
    re.compile(rf"{_YEAR}-(?P<month>\d\d)"),
    re.compile(_YEAR),
)
_LABEL = re.compile(r"^(?:first |last )?(?:published|posted|updated|date)(?: on| at)?:?\s+", re.IGNORECASE)
_TIME = re.compile(r",?\s+(?:at\s+)?\d{1,2}[:.]\d\d\s*(?:[ap]\.?m\.?)?(?:\s+[A-Z]{2,4})?$", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*[|•·]\s*|\s+[–—-]\s+")
_BULLET = re.compile(r"^[-*•]\s+")
_BYLINE = re.compile(r"^(?:By|BY|Written by)[: ]\s*(?P<who>[A-Z][\w.’'-]*(?: (?:and |[a-z]{2,3} )?[A-Z][\w.’'-]*){1,5})$")
_DATELINE = re.compile(r"^[A-Z][A-Z .,'’-]+,\s+(?P<date>[^()—–]{8,32}?)\s*(?:\((?P<outlet>[A-Z][^()]{1,40})\)\s*)?[—–-]{1,2}\s")


@dataclass(frozen=True, slots=True)
class Top:
    """The metadata at the top of a text; None where it has none."""

    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    date: str | None = None


def top_of(text: str) -> Top:
    """Title, byline and date of a text. A date counts alone on its line, between separators, or in a dateline."""
    lines = _first_lines(text)
    outlet, dated = _dateline(lines)
    dates = [found for line in lines if (found := _date_line(line))]
    authors = [by["who"] for line in lines if (by := _BYLINE.match(line))]
    return Top(_title(lines), authors[0] if authors else None, outlet, dates[0] if dates else dated)


def parse_date(text: str) -> str | None:
    """A written date as ISO 8601 of its precision: "Friday, May 2, 2025" is 2025-05-02, "May 2025" is 2025-05. None if it is none."""
    for pattern in _DATES:
        found = pattern.fullmatch(text.strip())
        if found is not None:
            return _iso(found.groupdict())
    return None


def _iso(parts: dict[str, str]) -> str | None:
    year, month, day = int(parts["year"]), _month(parts.get("month", "1")), int(parts.get("day", "1"))
    try:
        whole = datetime.date(year, month, day).isoformat()
    except ValueError:
        return None
    return whole[: 10 if "day" in parts else 7 if "month" in parts else 4]


def _month(word: str) -> int:
    """1 to 12; 0 for what is no month."""
    if word.isdigit():
        return int(word)
    low = word.lower()
    return next((n for n, month in enumerate(_MONTHS, 1) if low == month or low == month[:3] or (low == "sept" and n == 9)), 0)


def _first_lines(text: str) -> list[str]:
    lines = (line.strip() for line in text[:8000].split("\n"))
    return [_BULLET.sub("", line) for line in lines if line][:_LINES]


def _date_line(line: str) -> str | None:
    if len(line) > 120:
        return None
    for part in [line, *_SEPARATOR.split(line)]:
        found = parse_date(_TIME.sub("", _LABEL.sub("", part)))
        if found is not None and len(found) == 10:
            return found
    return None


def _dateline(lines: list[str]) -> tuple[str | None, str | None]:
    for line in lines:
        found = _DATELINE.match(line)
        date = parse_date(found["date"]) if found else None
        if found and date:
            return found["outlet"], date
    return None, None


def _title(lines: list[str]) -> str | None:
    """The first line that is no date, if it is short, is no sentence and has something behind it."""
    rest = [line for line in lines if not _date_line(line)]
    if len(rest) < 2:
        return None
    first = rest[0]
    short = 4 <= len(first.split()) <= 20 and len(first) <= 160
    return first if short and not first.endswith((".", ":", ";", ",")) and not _BYLINE.match(first) else None
