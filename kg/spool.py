"""Extractions on disk, one JSON line each: what is read back equals what was written, decimals and offsets included.

A build never holds all extractions in memory; whoever needs them iterates a Spool, as often as needed.
An anchor is written as its two offsets wherever the document's text gives its quote, which makes the file a third as large.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields
from decimal import Decimal
from pathlib import Path
from typing import Any

from kg.model import Anchor, Claim, Document, Extraction, Figure, Mention

_QUALIFIERS = [f.name for f in fields(Claim) if f.name not in ("subject", "object", "sentence", "speaker")]
_MENTION = [f.name for f in fields(Mention) if f.name != "anchor"]


class Spool:
    """The extractions of one file, in the order they were written. Iterating reads the file anew each time."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def write(cls, path: Path, extractions: Iterable[Extraction]) -> Spool:
        """Write extractions as they come; only one is held at a time."""
        with path.open("w", encoding="utf-8", newline="\n") as file:
            for extraction in extractions:
                file.write(to_line(extraction) + "\n")
        return cls(path)

    def __iter__(self) -> Iterator[Extraction]:
        with self.path.open(encoding="utf-8", newline="\n") as file:
            for line in file:
                yield from_line(line)


def to_line(extraction: Extraction) -> str:
    """One extraction as a line of JSON, without the line's end."""
    writer = _Writer(extraction.document.text)
    row = {
        "document": asdict(extraction.document),
        "mentions": [writer.mention(m) for m in extraction.mentions],
        "claims": [writer.claim(c) for c in extraction.claims],
        "unassigned": [writer.figure(f) for f in extraction.unassigned],
        "words": extraction.words,
        "things": writer.things,
    }
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def from_line(line: str) -> Extraction:
    """The extraction that a line of JSON holds."""
    row = json.loads(line)
    document = Document(**row["document"])
    reader = _Reader(document.text, row["things"])
    return Extraction(
        document=document,
        mentions=tuple(reader.things[m] for m in row["mentions"]),
        claims=tuple(reader.claim(c) for c in row["claims"]),
        unassigned=tuple(reader.figure(f) for f in row["unassigned"]),
        words=row["words"],
    )


class _Writer:
    """Writes the values of one document; equal mentions are written once and referred to by number."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.things: list[list[Any]] = []
        self._number: dict[Mention, int] = {}

    def anchor(self, anchor: Anchor) -> list[Any]:
        known = self.text[anchor.start : anchor.end] == anchor.quote
        return [anchor.start, anchor.end] if known else [anchor.start, anchor.end, anchor.quote]

    def mention(self, mention: Mention) -> int:
        if mention not in self._number:
            self._number[mention] = len(self.things)
            self.things.append([self.anchor(mention.anchor), *(getattr(mention, name) for name in _MENTION)])
        return self._number[mention]

    def figure(self, figure: Figure) -> dict[str, Any]:
        row = {"value": _number(figure.value), "unit": figure.unit, "anchor": self.anchor(figure.anchor)}
        upper = {} if figure.upper is None else {"upper": _number(figure.upper)}
        return {**row, "comparator": figure.comparator, **upper}

    def claim(self, claim: Claim) -> dict[str, Any]:
        end, speaker = claim.object, claim.speaker
        return {
            "subject": self.mention(claim.subject),
            "object": self.mention(end) if isinstance(end, Mention) else self.figure(end),
            "sentence": self.anchor(claim.sentence),
            "speaker": self.mention(speaker) if isinstance(speaker, Mention) else speaker,
            **{name: getattr(claim, name) for name in _QUALIFIERS},
        }


class _Reader:
    """Reads what a _Writer of the same text wrote."""

    def __init__(self, text: str, things: list[list[Any]]) -> None:
        self.text = text
        self.things = [Mention(anchor=self.anchor(row[0]), **dict(zip(_MENTION, row[1:], strict=True))) for row in things]

    def anchor(self, row: list[Any]) -> Anchor:
        start, end, *quote = row
        return Anchor(start, end, quote[0] if quote else self.text[start:end])

    def figure(self, row: dict[str, Any]) -> Figure:
        upper = _value(row["upper"]) if "upper" in row else None
        return Figure(_value(row["value"]), row["unit"], self.anchor(row["anchor"]), row["comparator"], upper)

    def claim(self, row: dict[str, Any]) -> Claim:
        end, speaker = row["object"], row["speaker"]
        ends = {
            "subject": self.things[row["subject"]],
            "object": self.things[end] if isinstance(end, int) else self.figure(end),
            "sentence": self.anchor(row["sentence"]),
            "speaker": self.things[speaker] if isinstance(speaker, int) else speaker,
        }
        return Claim(**ends, **{name: row[name] for name in _QUALIFIERS})


def _number(value: Decimal | str) -> str | dict[str, str]:
    """A date stays a string; a decimal is marked, so that 2024 dollars and the year 2024 stay apart."""
    return value if isinstance(value, str) else {"decimal": str(value)}


def _value(row: str | dict[str, str]) -> Decimal | str:
    return row if isinstance(row, str) else Decimal(row["decimal"])
