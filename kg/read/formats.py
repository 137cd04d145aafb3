"""Which suffix is read how, and what holds for every format: size, hash, errors."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from kg.errors import ReadError
from kg.model import Document
from kg.read.html import read_html
from kg.read.text import read_markdown, read_text

MAX_BYTES = 20_000_000
"""Larger files are collections, not articles: one parse of such a text would not fit in memory."""

SUFFIXES: dict[str, Callable[[bytes], Document]] = {
    ".txt": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
}


def known_suffixes() -> str:
    """The suffixes for a message: ".htm, .html, .markdown, .md or .txt"."""
    *most, last = sorted(SUFFIXES)
    return f"{', '.join(most)} or {last}"


def read(path: Path, name: str) -> Document:
    """The Document of one file, under a name. Raises ReadError, whose message fits behind "NAME: "."""
    data = _bytes(path)
    parsed = SUFFIXES[path.suffix.lower()](data)
    return replace(parsed, name=name, sha256=hashlib.sha256(data).hexdigest())


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise ReadError(
                f"has {size / 1e6:,.0f} MB, more than the {MAX_BYTES // 1_000_000} MB that kg takes; split it, "
                "for instance with: split -C 10m --additional-suffix=.txt FILE part-"
            )
        return path.read_bytes()
    except OSError as error:
        raise ReadError(f"can't be opened ({error.strerror}); change its permissions or leave it out") from None
