"""From a document's text to the blocks that are parsed one by one: paragraphs, headings, list items, and furniture that makes no claims.

A sentence never crosses a block. Hard-wrapped lines are joined; headings and spec-sheet lines know the heading above them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from kg.lexicon import Furniture

Kind = Literal["prose", "heading", "item", "furniture"]

LINE = re.compile(r"[^\n]+")
BULLET = re.compile(r"\s*(?:[-*•·–▪◦‣]|\d{1,2}[.)]|\([a-z0-9]\))\s+")
PAIR = re.compile(r"\s*[A-Z][\w /&()-]{1,40}:\s+\S")
FINAL = re.compile(r"[.!?…:;]['\"’”)\]]*\s*$")
WRAP = (55, 110)
"""Length in characters of the lines of hard-wrapped text."""

PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\t": " ", "‑": "-", "‐": "-"})
"""One character for one, so that offsets survive: the parser was trained on ASCII quotes and hyphens."""


@dataclass(frozen=True, slots=True)
class Block:
    """text[start:end] of a document. `topic` is the start of the heading or lead that a list item or spec line stands under."""

    start: int
    end: int
    kind: Kind
    topic: int | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """Compiled furniture patterns of an ontology."""

    patterns: tuple[tuple[re.Pattern[str], Furniture], ...]

    @classmethod
    def of(cls, furniture: Sequence[Furniture]) -> Lines:
        return cls(tuple((re.compile(f.pattern), f) for f in furniture))

    def match(self, line: str) -> re.Match[str] | None:
        """The first pattern that the line fits."""
        return next((m for p, _ in self.patterns if (m := p.search(line))), None)

    def named(self, line: str) -> Iterator[tuple[int, int, str, str]]:
        """Names that furniture holds: (start, end, class, rule), offsets into the line."""
        for pattern, furniture in self.patterns:
            m = pattern.search(line)
            if m and furniture.cls and m.group("name"):
                yield m.start("name"), m.end("name"), furniture.cls, furniture.id
                return


def plain(text: str) -> str:
    """The text as the parser reads it: same length, typographic quotes, hyphens and spaces in ASCII, one line for what is one stretch."""
    made = re.sub(r"(?<= )-(?= )", "—", text.translate(PLAIN))
    parts, at = [], 0
    for start, end in stretches(text):
        parts += [made[at:start], made[start:end].replace("\n", " ")]
        at = end
    return "".join([*parts, made[at:]])


def stretches(text: str) -> list[tuple[int, int]]:
    """Offsets of the text's lines, hard-wrapped ones joined, without blank ends."""
    lines = [(m.start(), m.end()) for m in LINE.finditer(text) if m.group().strip()]
    wrapped = is_wrapped(text, lines)
    found: list[tuple[int, int]] = []
    for start, end in lines:
        if found and text.count("\n", found[-1][1], start) == 1 and continues(text, found[-1], (start, end), wrapped):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return [trim(text, s, e) for s, e in found]


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())


def is_wrapped(text: str, lines: list[tuple[int, int]]) -> bool:
    """Whether lines break at a margin rather than at paragraphs."""
    inner = [(s, e) for (s, e), (t, _) in itertools.pairwise(lines) if text.count("\n", e, t) == 1]
    if len(inner) < 4:
        return False
    at_margin = sum(WRAP[0] <= e - s <= WRAP[1] and not FINAL.search(text[s:e]) for s, e in inner)
    return at_margin >= 0.6 * len(inner)


def continues(text: str, above: tuple[int, int], line: tuple[int, int], wrapped: bool) -> bool:
    """Whether a line goes on with the sentence of the line above."""
    upper, lower = text[above[0] : above[1]], text[line[0] : line[1]]
    if BULLET.match(lower) or PAIR.match(lower):
        return False
    if wrapped:
        return above[1] - text.rfind("\n", 0, above[1]) - 1 >= WRAP[0] - 15
    return len(upper) > 40 and not FINAL.search(upper) and lower.lstrip()[:1].islower()


def split_blocks(text: str, lines: Lines) -> list[Block]:
    """The blocks of a text in order."""
    blocks: list[Block] = []
    kind: Kind
    topic: int | None = None
    spans = stretches(text)
    for n, (start, end) in enumerate(spans):
        line = text[start:end]
        found = lines.match(line)
        if found and "rest" in found.re.groupindex and found.group("rest"):
            blocks.append(Block(start, start + found.start("rest"), "furniture"))
            blocks.append(Block(start + found.start("rest"), end, "prose", topic))
        elif found:
            blocks.append(Block(start, end, "furniture"))
        elif mark := BULLET.match(line):
            rest = line[mark.end() :]
            numbered = line.strip()[:1].isdigit()
            kind = "heading" if numbered and not FINAL.search(rest) and len(rest) < 130 and in_title_case(rest) else "item"
            if rest.strip():
                blocks.append(Block(start + mark.end(), end, kind, topic))
        elif is_heading(line) or (n == 0 and not FINAL.search(line) and len(line) < 130):
            blocks.append(Block(start, end, "heading", topic if PAIR.match(line) else None))
            if not PAIR.match(line) and (not is_shout(line) or topic is None):
                topic = start
        elif PAIR.match(line) and len(line) < 120 and not FINAL.search(line):
            blocks.append(Block(start, end, "item", topic))
        else:
            blocks.append(Block(start, end, "prose", topic))
    return blocks


def is_heading(line: str) -> bool:
    """A short line without a final stop."""
    words = line.split()
    return (
        len(words) <= 16
        and not re.search(r"[a-z]{2}[.!?] [A-Z]", line)
        and not FINAL.search(line)
        and not PAIR.match(line)
        and len(line) < 130
    )


LEAD = re.compile(r"[^:.!?;]{3,60}:\s")


def lead_of(line: str) -> int:
    """Length of a lead-in written like a heading: "Lower Prices: ..."; 0 without one."""
    match = LEAD.match(line)
    words = re.findall(r"[^\W\d_]{4,}", match.group()) if match else []
    return match.end() if match and words and all(w[0].isupper() for w in words) else 0


def is_shout(line: str) -> bool:
    """A label in capitals ("AT A GLANCE"): it parts a page and names nothing."""
    return line.upper() == line


def in_title_case(line: str) -> bool:
    """Most words of four letters and more have capitals: capitals tell nothing about names here."""
    words = re.findall(r"[^\W\d_]{4,}", line)
    if re.search(r"\b(?:is|are|was|were|has|have|had|will)\b", line):
        return False
    return len(words) >= 2 and sum(w[0].isupper() for w in words) >= 0.7 * len(words)
