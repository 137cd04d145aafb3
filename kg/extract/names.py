"""Where names stand: stretches of text written like names, and the lexicon's names wherever they are written.

This stage finds boundaries; what each name is a name of is decided over the whole document in `mentions.py`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from kg.lexicon import Affix, Name, Noun, Part
from kg.ontology import Ontology

PIECE = re.compile(r"[^\W_]+")
WORD = re.compile(r"(?:[A-Z]\.){2,}|[A-Z]\.(?= [A-Z])|[^\W_]+(?:[-.&+'][^\W_]+)*(?:\+(?!\w))?")
POSSESSIVE = re.compile(r"'s?$", re.I)
MODIFYING = re.compile(r"-[a-z]{3,}$")
"""The second half of "Oslo-based", "X-backed": no part of the name before it."""
VERSION = re.compile(r"(?:v?\d{1,4}(?:\.\d{1,3}){0,2}[A-Za-z]{0,2}|\d{1,4}[BMGK]|v\d[\w.]*)$")
"""What may follow a name as its version or size: 3, 3.1, 2.5, 4o, 70B, v5e."""
PARTICLES = {"van", "von", "de", "der", "den", "del", "della", "di", "da", "dos", "du", "la", "le", "bin", "al", "ter", "zu", "af", "e"}
JOINTS = {"of", "for", "&"}
"""Lower-case words that hold a name together after a word that opens one: Institute of Technology, Centre for Policy."""
QUARTER = re.compile(r"[QH][1-4]|[FC]Y\d{2,4}")
"""A period, which is no part of the name before it."""
TICKER = re.compile(r"[A-Z0-9]{1,6}\.[A-Z]{1,2}")
"""A share's symbol with its exchange: NVDA.US, 005930.KS."""
CODE = re.compile(r"(?=.*\d)[A-Z][A-Za-z]*-?\d[\w.-]*")
"""A product's code, letters before digits: GB300, MI300X, TD-9."""
CORPORATE = {
    "Inc.",
    "Inc",
    "Corp.",
    "Corp",
    "Ltd.",
    "Ltd",
    "Co.",
    "LLC",
    "PLC",
    "plc",
    "GmbH",
    "AG",
    "S.A.",
    "B.V.",
    "N.V.",
    "K.K.",
    "Oy",
    "AB",
}
DROPPED = {"the", "dr", "mr", "mrs", "ms", "prof", "sir", "dame"}
"""Words before a name that make no other thing of it."""
COMPASS = {"North", "South", "East", "West", "Central", "Northern", "Southern", "Eastern", "Western", "Latin", "Pan"}
STAGES = {"Series", "Phase", "Class", "Type", "Round", "Tier", "Stage", "Level", "Grade", "Schedule", "Title", "Exhibit", "Appendix"}
BARE_CORPORATE = {c.rstrip(".") for c in CORPORATE}

PLURAL = re.compile(r"[a-z]*\d+[a-z]?s")
INITIAL = re.compile(r"[A-Z]\.")
SCALED = re.compile(r"\d+(?:\.\d+)?[A-Z]{1,2}(?:/s)?")
"""A number with its unit or scale: 70B, 80GB/s."""

Key = tuple[str, ...]


@lru_cache(maxsize=1 << 16)
def key_of(surface: str) -> Key:
    """Identity of a spelling: its runs of letters and digits in lower case ("GPT-4" is "GPT 4"), no plural after a digit."""
    pieces = tuple(p.casefold() for p in PIECE.findall(surface))
    while len(pieces) > 1 and pieces[0] in DROPPED:
        pieces = pieces[1:]
    if pieces and PLURAL.fullmatch(pieces[-1]):
        pieces = (*pieces[:-1], pieces[-1][:-1])
    return pieces


@dataclass(frozen=True, slots=True)
class Span:
    """A candidate: offsets into the document's text, and the lexicon's entry where its spelling has one."""

    start: int
    end: int
    surface: str
    key: Key
    known: Name | None = None
    adjective: bool = False


@dataclass(slots=True)
class Gazetteer:
    """The ontology's names and inner words, indexed for scanning."""

    names: dict[Key, Name] = field(default_factory=dict)
    adjectives: dict[str, Name] = field(default_factory=dict)
    firsts: dict[str, int] = field(default_factory=dict)
    """First piece of a name to the greatest number of pieces of a name that begins so."""
    lower: set[Key] = field(default_factory=set)
    """Names whose lexicon spelling has no capital: matched in any case."""
    affixes: dict[str, list[Affix]] = field(default_factory=dict)
    roles: set[Key] = field(default_factory=set)
    """Offices that people hold, which part names: "Vireo CEO Ada Lind"."""
    ignored: set[str] = field(default_factory=set)
    calendar: frozenset[str] = frozenset()
    """Weekdays and months: before a name they are no part of it."""
    verbs: frozenset[str] = frozenset()
    """Forms of the frames' verbs: at the start of a sentence they are no part of a name."""
    words: frozenset[str] = frozenset()
    """Lower-case words that the language model knows. A word it does not know, written with a capital, is a name wherever it stands."""
    joints: frozenset[str] = frozenset({"of", "for"})
    unique: set[str] = field(default_factory=set)
    """Nouns that name one thing behind a nationality: government."""
    openers: set[str] = field(default_factory=set)
    """First words of phrases that open a name: the Bureau of "Bureau of ..."."""

    parts: dict[tuple[str, str], list[Part]] = field(default_factory=dict)
    """("first" or "last", word in small letters) to the lines that have it."""

    @classmethod
    def of(cls, ontology: Ontology, words: frozenset[str] = frozenset()) -> Gazetteer:
        it = cls(words=words)
        for part in ontology.parts:
            for word in part.words:
                it.parts.setdefault((part.where, word.casefold()), []).append(part)
        for name in ontology.names:
            for spelling in (name.name, *name.aliases):
                it.add(spelling, name)
            for word in name.adjectives:
                it.adjectives[word] = name
        for affix in ontology.affixes:
            for word in affix.words:
                it.affixes.setdefault(word.casefold().strip(".,"), []).append(affix)
        it.verbs = frozenset(form for f in ontology.frames for v in f.verb if " " not in v for form in verb_forms(v))
        it.calendar = frozenset(w for line in ontology.ignored if line.id in ("days", "months") for w in line.words)
        it.unique = {n for noun in ontology.nouns for n in noun.unique}
        it.openers = {w.split()[0].casefold() for a in ontology.affixes if a.where == "first" for w in a.words if " " in w}
        it.roles = {key_of(n) for noun in ontology.nouns if noun.role for n in noun.nouns}
        it.ignored = {w for line in ontology.ignored for w in line.words}
        return it

    def opens(self, word: str) -> bool:
        """Whether a word may be followed by "of" inside a name: University, Ministry, Bank; not Robotics, Systems."""
        low = word.casefold()
        return low in self.openers or any(a.where != "last" for a in self.affixes.get(low, ()))

    def unknown(self, word: str) -> bool:
        """Whether a word is none that the language model has seen, in the singular or plural."""
        low = word.casefold()
        return bool(self.words) and low.isalpha() and len(low) > 3 and low not in self.words and low.removesuffix("s") not in self.words

    def add(self, spelling: str, name: Name) -> None:
        key = key_of(spelling)
        if not key:
            return
        if key not in self.names or self.names[key].ambiguous:
            self.names[key] = name
        self.firsts[key[0]] = max(self.firsts.get(key[0], 0), len(key))
        if not any(c.isupper() for c in spelling):
            self.lower.add(key)


def verb_forms(verb: str) -> tuple[str, ...]:
    """Third person, past and participles of a regular verb."""
    stem = verb.removesuffix("e")
    past = verb[:-1] + "ied" if verb.endswith("y") and verb[-2:-1] not in "aeiou" else stem + "ed"
    return (verb + "s", past, stem + "ing", verb + verb[-1] + "ed", verb + verb[-1] + "ing")


def known_spans(text: str, start: int, end: int, gazetteer: Gazetteer) -> list[Span]:
    """The lexicon's names in text[start:end], longest first at each place; a name is not found inside a longer version number."""
    pieces = list(PIECE.finditer(text, start, end))
    found: list[Span] = []
    i = 0
    while i < len(pieces):
        span = None
        longest = gazetteer.firsts.get(stem(pieces[i].group()), 0) or gazetteer.firsts.get(pieces[i].group().casefold(), 0)
        for n in range(min(longest, len(pieces) - i), 0, -1):
            span = known_at(text, pieces[i : i + n], gazetteer, end)
            if span:
                i += n
                found.append(span)
                break
        if not span:
            word = pieces[i].group()
            if word in gazetteer.adjectives:
                name = gazetteer.adjectives[word]
                found.append(Span(pieces[i].start(), pieces[i].end(), word, key_of(name.name), name, adjective=True))
            i += 1
    return found


def stem(word: str) -> str:
    key = key_of(word)
    return key[0] if key else ""


def known_at(text: str, pieces: list[re.Match[str]], gazetteer: Gazetteer, end: int) -> Span | None:
    """The lexicon's name that exactly these pieces spell, if they stand together and nothing makes them part of a longer version."""
    first, last = pieces[0].start(), pieces[-1].end()
    surface = text[first:last]
    key = key_of(surface)
    name = gazetteer.names.get(key)
    if (
        name is None
        or any(len(text[a.end() : b.start()]) > 1 or text[a.end() : b.start()] in ",;:()\n" for a, b in itertools.pairwise(pieces))
    ) and (name is None or not re.fullmatch(r"[^\n,;:()]*", surface) or "  " in surface):
        return None
    if key not in gazetteer.lower and not any(c.isupper() for c in surface):
        return None
    if key not in gazetteer.lower and surface[0].islower() and not any(p[0].islower() for p in (name.name, *name.aliases)):
        return None
    if len(surface) <= 3 and surface.isalpha() and surface not in (name.name, *name.aliases):
        return None
    rest = text[last : min(end, last + 8)]
    if re.match(r"[.]?\d|-\d|[.](?=\w)\w", rest) or (key[-1].isdigit() and re.match(r"\.\d", rest)):
        return None
    return Span(first, last, surface, key, name)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a block: offsets, and whether it is written like (part of) a name."""

    start: int
    end: int
    text: str
    capital: bool


def words_of(text: str, start: int, end: int) -> list[Word]:
    found = []
    for m in WORD.finditer(text, start, end):
        word, stop = m.group(), m.end()
        for pattern in (POSSESSIVE, MODIFYING) if "'" in word or "-" in word else ():
            tail = pattern.search(word)
            if tail and not (pattern is MODIFYING and any(c.isdigit() for c in word)):
                word, stop = word[: tail.start()], m.start() + tail.start()
        if INITIAL.fullmatch(word) and text[max(start, m.start() - 2) : m.start()].strip().isdigit():
            continue
        if word:
            found.append(Word(m.start(), stop, word, is_capital(word)))
    return found


def plain_word(text: str) -> bool:
    """A word with no capital but its first: Developers, In."""
    return (text[:1].isupper() and text[1:].islower()) or len(text) == 1


def is_capital(word: str) -> bool:
    """Written with a capital, or a name by its mixture of letters, digits and capitals: iPhone, xAI, 01.AI, MI300X."""
    return not word.islower() and any(c.isupper() for c in word) and not SCALED.fullmatch(word)


def candidate_runs(text: str, start: int, end: int, gazetteer: Gazetteer) -> Iterator[list[Word]]:
    """Runs of words written like one name."""
    words = words_of(text, start, end)
    i = 0
    while i < len(words):
        if not words[i].capital:
            i += 1
            continue
        run = [words[i]]
        i += 1
        while i < len(words):
            taken = extend(text, run, words, i, gazetteer)
            if not taken:
                break
            run += words[i : i + taken]
            i += taken
        yield run


def extend(text: str, run: list[Word], words: list[Word], i: int, gazetteer: Gazetteer) -> int:
    """How many of the words from `i` on belong to the run."""
    word, gap = words[i], text[run[-1].end : words[i].start]
    if len(run) > 1 and run[-2].text in gazetteer.ignored and re.fullmatch(r"[A-Z]\.", run[-1].text):
        return 0
    if gap == " & " and word.capital:
        return 1
    if gap in (", ", "., ", ". ") and word.text.rstrip(".") in BARE_CORPORATE and (gap != ". " or run[-1].text in BARE_CORPORATE):
        return 1
    if gap != " " and not (gap == ". " and (re.fullmatch(r"(?:[A-Z]|Dr|Mr|Mrs|Ms|St|Jr|Prof)", run[-1].text))):
        return 0
    if word.capital:
        return 1
    if VERSION.fullmatch(word.text) and versioned(text, word, run):
        return 1
    after = words[i + 1] if i + 1 < len(words) else None
    if after is None or text[word.end : after.start] != " ":
        return 0
    if word.text in PARTICLES and (after.capital or (after.text in PARTICLES and i + 2 < len(words) and words[i + 2].capital)):
        return 2 if after.capital else 3
    opens = gazetteer.opens(run[-1].text)
    if word.text in JOINTS and after.capital and opens:
        return 2
    if (
        word.text == "and"
        and after.capital
        and any(w.text in JOINTS for w in run)
        and len(run) >= 3
        and gazetteer.affixes.get(run[0].text.casefold())
    ):
        return 2 if i + 2 >= len(words) or not words[i + 2].capital else 0
    if word.text in JOINTS and after.text == "the" and i + 2 < len(words) and words[i + 2].capital and opens:
        return 3
    return 0


def versioned(text: str, word: Word, run: list[Word]) -> bool:
    """Whether a number after a name is its version: not a count of what follows, not a year, not a price."""
    if re.fullmatch(r"(?:19|20)\d\d", word.text):
        return False
    rest = text[word.end : word.end + 14]
    if re.match(
        r"\s*(?:%|percent|per cent|million|billion|trillion|bn|m\b|years?|months?|days?|weeks?|hours?|people|employees|nm\b)", rest
    ):
        return False
    if re.match(r"[,.]\d", rest):
        return False
    return run[-1].text not in (
        "I",
        "The",
        "In",
        "On",
        "By",
        "At",
        "From",
        "About",
        "Over",
        "Under",
        "Up",
        "Chapter",
        "Page",
        "Figure",
        "Section",
        "Article",
    )


def spans_of(text: str, words: Sequence[Word], gazetteer: Gazetteer) -> list[Span]:
    """A run of words as one or more names: offices and nationalities part it, and so do two names that the lexicon knows."""
    spans: list[Span] = []
    for part in split_roles(list(words), gazetteer):
        part = bearer_of(part) if part[0].text in JOINTS else part
        while part and part[-1].text == "and":
            part = part[:-1]
        while len(part) > 1 and part[0].text in gazetteer.calendar:
            part = part[1:]
        while len(part) > 1 and QUARTER.fullmatch(part[-1].text):
            part = part[:-1]
        while part and part[0].text in gazetteer.adjectives and len(part) > 1 and not holds_together(part, gazetteer):
            part = part[1:]
        if part and len(part) <= 2 and part[-1].text in gazetteer.adjectives and part[0].text in COMPASS:
            continue
        if part and part[0].text in STAGES and re.fullmatch(r"[A-Z]|[IVX]{1,4}", part[-1].text):
            continue
        if (
            not part
            or all(w.text in gazetteer.ignored or len(w.text.rstrip(".")) == 1 or TICKER.fullmatch(w.text) for w in part)
            or (len(part) == 1 and part[0].text in gazetteer.adjectives)
        ):
            continue
        spans += split_known(text, part, gazetteer)
    return spans


def bearer_of(part: list[Word]) -> list[Word]:
    """Who holds an office, of what follows its noun: "(Secretary) of Commerce Ada Lind", "(Minister) for Trade and Industry Ada Lind"."""
    rest = [w for w in part[1:] if w.capital]
    return part[-2:] if len(rest) > 2 else part[-1:] if len(rest) == 2 else []


def unique_spans(text: str, known: Sequence[Span], end: int, gazetteer: Gazetteer) -> list[Span]:
    """Nationality and institution: "the Dutch government", "government of Quebec". The noun's class is the name's."""
    found = []
    for span in known:
        if not span.adjective:
            before = re.search(r"(?:[a-z]+ )?(?<![\w-])([a-z]+) of $", text[max(0, span.start - 40) : span.start])
            if before and before.group(1) in gazetteer.unique:
                start = span.start - len(before.group()) + before.group().index(before.group(1))
                surface = text[start : span.end]
                found.append(Span(start, span.end, surface, key_of(surface)))
            continue
        for words in (1, 2, 3):
            match = re.match(rf"(?: [a-z]+){{{words}}}(?![\w-])", text[span.end : min(end, span.end + 40)])
            if match and match.group().rsplit(" ", 1)[-1] in gazetteer.unique:
                surface = text[span.start : span.end + match.end()]
                found.append(Span(span.start, span.end + match.end(), surface, key_of(surface)))
                break
    return found


def holds_together(part: list[Word], gazetteer: Gazetteer) -> bool:
    """A nationality belongs to the name where a word of an institution follows: Norwegian Ministry of Trade."""
    return any(w.text.casefold() in gazetteer.affixes and w.text not in gazetteer.ignored for w in part[1:])


def split_roles(words: list[Word], gazetteer: Gazetteer) -> list[list[Word]]:
    parts: list[list[Word]] = [[]]
    i = 0
    while i < len(words):
        for n in (3, 2, 1):
            key = tuple(p for w in words[i : i + n] for p in key_of(w.text))
            if i + n <= len(words) and key in gazetteer.roles:
                parts.append([])
                i += n
                break
        else:
            parts[-1].append(words[i])
            i += 1
    return [p for p in parts if p]


def split_known(text: str, part: list[Word], gazetteer: Gazetteer) -> list[Span]:
    """One span, or two where the lexicon knows both halves and not the whole: "Acme Widget 3" with Acme and Widget 3 known."""
    whole = span_over(text, part, gazetteer)
    if whole.known is None:
        for n in range(len(part) - 1, 0, -1):
            left, right = span_over(text, part[:n], gazetteer), span_over(text, part[n:], gazetteer)
            if left.known and right.known and left.known.cls != right.known.cls:
                return [left, right]
            if (
                left.known
                and not left.known.ambiguous
                and (CODE.fullmatch(part[n].text) or all(w.text in gazetteer.ignored for w in part[n:]))
            ):
                return [left, right] if CODE.fullmatch(part[n].text) else [left]
    return [whole]


def span_over(text: str, words: list[Word], gazetteer: Gazetteer) -> Span:
    start, end = words[0].start, words[-1].end
    surface = text[start:end]
    key = key_of(surface)
    name = gazetteer.names.get(key)
    if name and len(surface) <= 3 and surface.isalpha() and surface not in (name.name, *name.aliases):
        name = None
    return Span(start, end, surface, key, name)


def affix_votes(surface: str, gazetteer: Gazetteer) -> list[Affix]:
    """The affix lines that the words of a name fit."""
    words = [w.strip(".,").casefold() for w in surface.split()]
    found = []
    for n, word in enumerate(words):
        for affix in gazetteer.affixes.get(word, []):
            last = n == len(words) - 1
            if len(words) > 1 and (affix.where == "any" or (affix.where == "last" and last) or (affix.where == "first" and n == 0)):
                found.append(affix)
    for n in (2, 3):
        if len(words) > n:
            for k in range(len(words) - n):
                found += [
                    a
                    for a in gazetteer.affixes.get(" ".join(words[k : k + n]), [])
                    if a.where == "first" and (k == 0 or words[k + n - 1] in JOINTS)
                ]
            found += [a for a in gazetteer.affixes.get(" ".join(words[-n:]), []) if a.where == "last"]
    return found


def part_votes(surface: str, gazetteer: Gazetteer) -> list[tuple[Part, float]]:
    """The lines of parts.jsonl that the first and the last word of a name fit, with their votes."""
    words = surface.casefold().split()
    share = 1.0 if len(words) > 1 else 0.5
    ends = (("first", words[0]), ("last", words[-1]))
    return [(part, part.weight * share) for end in ends for part in gazetteer.parts.get(end, ())]


def nouns_by_head(nouns: Sequence[Noun]) -> dict[str, list[tuple[tuple[str, ...], Noun]]]:
    """Descriptor nouns by their head lemma, the longest first: ("language", "model") under "model"."""
    index: dict[str, list[tuple[tuple[str, ...], Noun]]] = {}
    for line in nouns:
        for phrase in line.nouns:
            words = tuple(phrase.lower().split())
            index.setdefault(words[-1], []).append((words, line))
    for entries in index.values():
        entries.sort(key=lambda e: (-len(e[0]), e[0], e[1].id))
    return index
