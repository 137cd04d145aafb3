"""Plain text and Markdown, with or without front matter.

Front matter is a block of "key: value" lines between two lines of three hyphens, at the very start. It becomes metadata and
is no part of the text. Markdown's inline marks are taken off, since a parser reads "**Name**" as four words.
"""

from __future__ import annotations

import re

from kg.model import Document
from kg.read.decode import decode
from kg.read.heading import parse_date, top_of

_FRONT = re.compile(r"\A---[ \t]*\n((?:[A-Za-z][\w -]*:.*\n|[ \t]*\n|#.*\n)*)---[ \t]*(?:\n|\Z)")
_KEYS = ("title", "author", "publisher", "date", "url", "language")

_MARKDOWN = [
    (re.compile(r"^(```|~~~).*?^\1[^\n]*$", re.M | re.S), ""),  # fenced code
    (re.compile(r"<!--.*?-->", re.S), ""),
    (re.compile(r"!\[[^\]\n]*\](?:\([^)\n]*\)|\[[^\]\n]*\])"), ""),  # images
    (re.compile(r"\[([^\]\n]+)\](?:\([^)\n]*\)|\[[^\]\n]*\])"), r"\1"),  # links
    (re.compile(r"^\[[^\]\n]+\]:[ \t]+\S+.*$", re.M), ""),  # what reference links point to
    (re.compile(r"<((?:https?|mailto):[^>\s]+)>"), r"\1"),
    (re.compile(r"^[ \t]{0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*$", re.M), r"\1"),  # headings
    (re.compile(r"^[ \t]{0,3}(?:=+|-{3,}|\*{3,}|_{3,})[ \t]*$", re.M), ""),  # underlines and rules
    (re.compile(r"^[ \t]{0,3}>[ \t]?", re.M), ""),
    (re.compile(r"(\*\*|__)(?=\S)([^\n]+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*\\])([*_])(?=[^\s*_])([^\n*_]+?)(?<=\S)\1(?![\w*])"), r"\2"),
    (re.compile(r"(?<!`)`([^`\n]+)`(?!`)"), r"\1"),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!>~|-])"), r"\1"),
]


def read_text(data: bytes) -> Document:
    """A plain text. Without front matter, title, author, publisher and date are taken from lines at its top that can be nothing else."""
    return _document(decode(data))


def read_markdown(data: bytes) -> Document:
    """A Markdown text without its marks; a heading is a line, an image nothing, a link its words."""
    front, body = front_matter(decode(data))
    for pattern, plain in _MARKDOWN:
        body = pattern.sub(plain, body)
    return _with(front, body)


def front_matter(text: str) -> tuple[dict[str, str], str]:
    """The keys that kg knows, and the body behind the block; a text without one is its own body."""
    found = _FRONT.match(text)
    if found is None:
        return {}, text
    pairs = (line.split(":", 1) for line in found[1].splitlines() if ":" in line and not line.startswith("#"))
    front = {key.strip().lower(): value.strip().strip("\"'").strip() for key, value in pairs}
    return {key: front[key] for key in _KEYS if front.get(key)}, text[found.end() :]


def _document(text: str) -> Document:
    return _with(*front_matter(text))


def _with(front: dict[str, str], body: str) -> Document:
    top = top_of(body)
    date = parse_date(front["date"]) if "date" in front else top.date
    return Document(
        name="",
        text=body,
        sha256="",
        title=front.get("title", top.title),
        author=front.get("author", top.author),
        publisher=front.get("publisher", top.publisher),
        date=date,
        url=front.get("url"),
        language=front.get("language", "en"),
    )
