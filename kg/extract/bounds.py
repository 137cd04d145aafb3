"""The words around a number that say how exactly it is meant, and which way it moved. English, not domain: constants, not lexicon."""

from __future__ import annotations

import re

from kg.model import Comparator

_BEFORE: dict[Comparator, str] = {
    "≈": "about|around|roughly|approximately|approx\\.?|some|nearly|almost|close to|nearer(?: to)?|circa|ca?\\.|an estimated|estimated at|"
    "more or less|somewhere around|something like|in the region of|on the order of|of the order of|virtually|~|∼|≈",
    ">": "more than|over|exceed(?:s|ed|ing)?|upwards? of|above|north of|in excess of|topp(?:ed|ing)|tops|surpass(?:es|ed|ing)?|"
    "pass(?:es|ed|ing)|greater than|higher than|larger than|better than|beyond|well over|>",
    "≥": "at least|at the very least|a minimum of|minimum of|not less than|no less than|no fewer than|not fewer than|as low as|"
    "as little as|as few as|start(?:s|ed|ing)? (?:at|from)|≥|>=",
    "<": "under|less than|below|fewer than|shy of|short of|lower than|smaller than|south of|sub-|<",
    "≤": "up to|at most|as much as|as many as|as high as|no more than|not more than|a maximum of|maximum of|no higher than|"
    "not exceed(?:ing)?|a ceiling of|capped at|limited to|≤|<=",
    "=": "just|only|a mere|merely|exactly|precisely|a total of|a full|barely",
}
_AFTER: dict[Comparator, str] = {
    "≥": "\\+|-plus|[ -]or (?:more|above|higher|greater|over)|,? at least|,? and up",
    "≤": "[ -]or (?:less|fewer|below|lower|under)|,? at most|,? max(?:imum)?\\b",
    "≈": " or so|-odd|-ish|,? give or take|,? or thereabouts|,? roughly(?=[.,;)])",
}
_HEDGE = r"(?:(?:just|only|still|well|far|slightly|somewhat|a little|a bit|perhaps|maybe|now|already|even|significantly|comfortably) )?"
_LONGEST = 40


def _table(words: dict[Comparator, str]) -> tuple[tuple[str, Comparator], ...]:
    return tuple((f"c{n}", sign) for n, sign in enumerate(words))


_SIGNS_BEFORE, _SIGNS_AFTER = _table(_BEFORE), _table(_AFTER)
_BEFORE_RE = re.compile(
    rf"(?:^|(?<![\w$-]))(?i:{_HEDGE}(?:"
    + "|".join(f"(?P<c{n}>{words})" for n, words in enumerate(_BEFORE.values()))
    + r"))(?:the |a )?\s?$"
)
_AFTER_RE = re.compile("|".join(f"(?P<c{n}>{words})" for n, words in enumerate(_AFTER.values())))
_LIST_PRICE = re.compile(r"(?i)(?::|\b(?:pric\w+|costs?|rents?|available|sells?|begin\w*)) from $")
_DATE_BEFORE: tuple[tuple[re.Pattern[str], Comparator], ...] = (
    (re.compile(r"(?i)\b(?:not|no) later than $|\bby (?:the (?:end|start|middle) of |late |early |mid-)?$"), "≤"),
    (re.compile(r"(?i)\b(?:not before|no earlier than|not earlier than) $"), "≥"),
    (re.compile(r"(?i)\bbefore $"), "<"),
    (re.compile(r"(?i)\bafter $"), ">"),
    (re.compile(r"(?i)\b(?:around|about|circa|roughly|c\.) $"), "≈"),
)


def before(text: str, start: int) -> tuple[Comparator, int]:
    """Comparator that the words ending at `start` state, and where they begin; "=" and `start` without any."""
    low = max(0, start - _LONGEST)
    found = _BEFORE_RE.search(text[low:start])
    if found is None:
        return "=", start
    return next(sign for name, sign in _SIGNS_BEFORE if found[name]), low + found.start()


def after(text: str, end: int) -> tuple[Comparator | None, int]:
    """Comparator that the words beginning at `end` state ("or more", "+"), and where they end."""
    found = _AFTER_RE.match(text, end)
    if found is None:
        return None, end
    return next(sign for name, sign in _SIGNS_AFTER if found[name]), found.end()


def list_price(text: str, start: int) -> bool:
    """True for "List price: from ..."; "from" elsewhere gives an origin."""
    return _LIST_PRICE.search(text[max(0, start - 30) : start]) is not None


def of_date(text: str, start: int) -> tuple[Comparator, int]:
    """Comparator of a date that begins at `start`: by 2030, before 2027, around 2015."""
    low = max(0, start - 20)
    for pattern, sign in _DATE_BEFORE:
        if found := pattern.search(text[low:start]):
            return sign, low + found.start()
    return "=", start


_LESS = "less|fewer|lower|cheaper|smaller|slower|shorter|lighter|weaker|below|down|off"
_MORE = "more|higher|faster|larger|bigger|greater|longer|quicker|better|stronger|dearer|costlier|heavier|above|up"
_FALL = "discount|savings?|reduction|decrease|drop|fall|decline|cut|loss|dip|slump"
_RISE = "increase|rise|growth|jump|gain|surge|speed-?up|improvement|premium"
_DEGREE = "as (?:much|many|fast|large|big|powerful|quick|high|long|expensive)"
_ONE_WORD = r"(?:(?!(?:of|in|to|on|at|by|and|or|the|an?|for|with|from|after|since)\b)\w+ )?"
_COMPARED = re.compile(rf"(?i)\s(?:(?P<less>(?:{_LESS})\b|{_ONE_WORD}(?:{_FALL})\b)|(?:{_MORE})\b|{_ONE_WORD}(?:{_RISE})\b|{_DEGREE}\b)")
_BEFORE_MOVED = "is|are|was|were|be|been|and|or|shares?|stock|sales|revenues?|profits?|ended|closed|finished|still|now|trading"
_MOVED = re.compile(rf"(?i)(?:^|[,;:(—–-]\s?|\b(?:{_BEFORE_MOVED}) )(?:(?P<down>down|off)|up)(?: by)? $")
"""Not behind any word: "picked up 85%", "made up 40%" are no rises."""
_SHARE = re.compile(rf"(?i)\s(?:of|the|its|their|our|your|his|her|that|what|{_DEGREE})\b")


def change(text: str, start: int, end: int) -> int:
    """+1 or -1 where the words beside text[start:end] say more or less ("40% faster", "down 5%"), else 0."""
    if found := _COMPARED.match(text, end):
        return -1 if found["less"] else 1
    return moved(text, start)


def moved(text: str, start: int) -> int:
    """+1 after "up", -1 after "down" or "off", else 0."""
    found = _MOVED.search(text[max(0, start - 20) : start])
    return 0 if found is None else -1 if found["down"] else 1


def share(text: str, end: int) -> bool:
    """True where what ends at `end` is a part of something ("38% of", "half the"), not a difference."""
    return _SHARE.match(text, end) is not None
