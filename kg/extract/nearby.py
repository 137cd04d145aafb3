"""What stands beside a number: a name it belongs to, the noun it counts, and all that makes digits no quantity. English, not domain."""

from __future__ import annotations

import re

from kg.model import Anchor

BLANK = "[ \t\u00a0\u2009\u202f]"

_ORDINARY_WORDS = (
    "the a an in on at by of for from to with over under about around some only just nearly almost roughly approximately since until "
    "between and but or all its their our his her these those another every each other within after before below above least most per "
    "plus minus today now then still even when if while where that this than as is are was were has have had not i we you he she they "
    "it there here up down against"
)
_STOP_WORDS = (
    "be been being which who will would can could may might must should do does did said says say because into out off so during "
    "without including more less fewer ago later earlier away apart such both also already yet too again last next first nor versus "
    "vs what how why my your no one two three four five yesterday tomorrow respectively instead however though although came went via "
    "among"
)
_PLURAL_WORDS = "people staff men women children personnel crew"
_NUMBERED_WORDS = (
    r"no\.|nos\.|number|issue|pages?|pp?\.|chapter|section|figure|fig\.|table|step|version|v\.?|release|level|tier|phase|part|article|volume|"
    r"vol\.|act|day|round|top|room|gate|type|class|stage|rule|item|note|episode|ep\.|build|layer|appendix|equation|line|paragraph|"
    r"fortune|s&p|nasdaq|ftse|dax|nikkei|russell|call|phone|tel\.?:?"
)
_HALF_AFTER = (
    "by|in|to|than|over|under|about|around|nearly|almost|roughly|some|just|only|at|gained|lost|took|takes|pays?|paid|shed|fell|rose|dropped|"
    "is|was|(?:as )?much as|up"
)
_ORDINARY = frozenset(_ORDINARY_WORDS.split())
_STOP = _ORDINARY | frozenset(_STOP_WORDS.split())
_PLURALS = frozenset(_PLURAL_WORDS.split())
_NEEDS_UNIT = {"one", "zero"}
_MOST_WORDS = 4
_EARLIEST_AMBIGUOUS = 20
"""Smaller numbers behind a name are its version, whatever they seem to count ("Osprey 6 samples")."""

_NO_NOUN = re.compile(r"-(?:figure|digit|way|off|time|stop|party|star|sided|dimensional|generation|handed|on|and|or|in|for|by|to)\b")
_DEFINITE = re.compile(r"(?i)\b(?:the|these|those|first|last|past|next|other|all|any|number|chapter|part|step|phase)[ -]$")
_NUMBERED = re.compile(rf"(?i)(?:\b(?:{_NUMBERED_WORDS})|§)\s?$")
_BEFORE_WORD = re.compile(r"(?P<word>[^\W_](?:[\w’'+.-]*[\w’'+])?)(?P<gap>[ \u00a0-])$")
_COUNTED = re.compile(rf"(?:{BLANK}|\n(?=[a-z]))([A-Za-z][\w’'-]*)")
_HYPHENED = re.compile(r"-(?!(?:plus|odd|to|and|or|ish|for|by)\b)((?:[a-z]+|[A-Z]{2,}s?(?!\w)|[A-Z]+[0-9]\w*)(?:-[a-z]+){0,3})")
_GLUED = re.compile(r"\w-$")
_PREFIXES = re.compile(r"(?i)\b(?:sub|mid|pre|post|late|early|non|ex)-$")
_TOKEN = re.compile(r"[\w.-]{0,60}\w|")
_SCORE = re.compile(r"([0-9]{1,3})[-–]([0-9]{1,3})(?![\w%-]|[.,][0-9]| ?(?:%|per))")
_NO_NUMBER = re.compile(
    r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\s?[ap]\.?m\b\.?)?|[0-9]{1,2}\s?[ap]\.?m\b\.?|[0-9]+:[0-9]+|"  # times, odds
    r"[0-9]+(?:\.[0-9]+){2,}|0[0-9]+(?:\.[A-Za-z]\w*|(?![0-9.,]))|"  # versions, addresses; agent 007
    r"[0-9]{3}[ .-][0-9]{3}[.-][0-9]{4}(?![0-9])|[0-9]{3}-0[0-9]{3}(?![0-9])|0[0-9]{2,4}(?:[ -][0-9]{3,4}){2}(?![0-9])|"  # telephones
    r"(?P<n>[0-9]+)[-/](?P=n)(?![\w.])|[0-9]+/[0-9]+(?:/[0-9]+)?(?!\w)|[0-9]+(?:-[0-9]+){2,}(?!\w)|0-[0-9]+|[0-9]+-to-[0-9]+\b|"  # 50-50
    r"[0-9]+(?:st|nd|rd|th)\b|[0-9]{3,4}[’']?s\b|[0-9]+\([a-z]\)"  # ordinals, decades, 401(k)
)
_HALF_BEFORE = re.compile(rf"(?i)\b(?:{_HALF_AFTER})(?: an?)? $")
_HALF_NOT = re.compile(r"(?i)\b(?:first|second|last|other|latter|former|better|top|bottom|this|each|front|back|one|time) $")
_PART_AFTER = re.compile(
    r"(?i)\s(?:of|as|less|fewer|lower|more|higher|faster|slower|cheaper|smaller|larger|bigger|longer|shorter|better|below|above|off|"
    r"the|its|their|our|your|his|her|that|what)\b"
)
_CLAUSE_END = re.compile(
    r"\s?(?:[.,;:!?)—–\n”\"]|$)|\s(?:in|on|at|since|to|from|and|or|but|while|after|over|during|when|if|for|this|last|next)\b"
)


def token_end(text: str, start: int) -> int:
    """End of the word that `start` lies in, dots and hyphens inside included; always beyond `start`."""
    found = _TOKEN.match(text, start)
    return max(found.end() if found else start, start + 1)


def glued(text: str, start: int) -> bool:
    """Whether what begins at `start` hangs by a hyphen on a name ("GPT-4"), and not on a prefix ("mid-2025", "sub-$100")."""
    return _GLUED.search(text[max(0, start - 2) : start]) is not None and not _PREFIXES.search(text[max(0, start - 8) : start])


def no_number(text: str, start: int) -> int:
    """End of the time, telephone number, version, ordinal, ratio or result (52-48) that begins at `start`; `start` if none does."""
    if found := _NO_NUMBER.match(text, start):
        return found.end()
    found = _SCORE.match(text, start)
    return found.end() if found and int(found[1]) >= int(found[2]) else start


def no_noun(text: str, end: int) -> bool:
    """Whether a hyphen and a word behind a number make an idiom: "nine-figure", "two-way", "one-on-one"."""
    return _NO_NOUN.match(text, end) is not None


def hyphened(text: str, end: int) -> Anchor | None:
    """The words that hang on a number by a hyphen: person in "200-person"."""
    found = _HYPHENED.match(text, end)
    return Anchor(found.start(1), found.end(1), found[1]) if found else None


def counted(text: str, end: int) -> Anchor | None:
    """The words behind a number, up to the first plural, before the first function word or punctuation, and at most four."""
    first, last = -1, -1
    for _ in range(_MOST_WORDS):
        found = _COUNTED.match(text, end)
        if found is None or found[1].lower() in _STOP:
            break
        first, last, end = found.start(1) if first < 0 else first, found.end(1), found.end()
        if is_plural(found[1]):
            break
    return Anchor(first, last, text[first:last]) if first >= 0 else None


def is_plural(words: str) -> bool:
    """Whether the last word looks like a plural noun."""
    word = words.split()[-1]
    return word.lower() in _PLURALS or (len(word) > 2 and word[-1] == "s" and word[-2:] not in ("ss", "is", "us", "’s", "'s"))


def name_before(text: str, start: int) -> bool:
    """Whether the word before is part of a name, so that a number behind it is too: "Windows 2000", "Heron 3.1 405B"."""
    found = _BEFORE_WORD.search(text[max(0, start - 28) : start])
    if found is None or found["word"].lower() in _ORDINARY:
        return False
    if re.fullmatch(r"[0-9.]+", found["word"]):
        return name_before(text, start - len(found[0]))
    return any(char.isupper() for char in found["word"]) or re.search(r"[a-z]-?[0-9]", found["word"]) is not None


def names_itself(text: str, start: int, end: int, noun: Anchor | None) -> bool:
    """Whether bare digits text[start:end] are a version or the number of something ("Heron 2", "page 12", "2.5 Turbo", "7-Eleven")."""
    number = text[start:end]
    if "," not in number and _NUMBERED.search(text[max(0, start - 12) : start]):
        return True
    behind = r"\s[A-Z]|-[A-Z]" if re.fullmatch(r"[0-9]\.[0-9]", number) else r"-[A-Z]"
    if re.match(behind, text[end : end + 2]) and not hyphened(text, end):
        return True
    if "," in number or not name_before(text, start):
        return False
    return not number.isdigit() or noun is None or not is_plural(noun.quote) or int(number) < _EARLIEST_AMBIGUOUS


def is_idle(text: str, start: int, end: int) -> bool:
    """Whether a number word without unit states no quantity: "one of", "the two", "Five Eyes"."""
    word = text[start:end]
    if word.lower() in _NEEDS_UNIT or _DEFINITE.search(text[max(0, start - 12) : start]):
        return True
    if text[end : end + 1] == "-" and not hyphened(text, end):
        return True
    return word[0].isupper() and re.match(r"[ -][A-Z]", text[end : end + 2]) is not None


def is_fraction(text: str, found: re.Match[str]) -> bool:
    """Whether a match of numerals.FRACTION is one here: "a third of" and "by half" are, "a third party" and "the first half" are not."""
    part_of = _PART_AFTER.match(text, found.end()) is not None
    if found["bottom"]:
        return found["ordinal"] is not None or part_of
    part, many = found["part"].lower(), (found["many"] or "").lower()
    lead = text[max(0, found.start() - 16) : found.start()]
    alone = _HALF_BEFORE.search(lead) is not None and _CLAUSE_END.match(text, found.end()) is not None
    if part == "half":
        return not many and not _HALF_NOT.search(lead) and (part_of or alone)
    if part == "quarter" and many not in ("", "a", "an", "one"):
        return "-" in found[0] or part_of
    return bool(many) and (many not in ("a", "an") or part_of or alone)
