"""Bytes -> text. No guessing: a wrong guess would change every quote and offset without anybody noticing."""

from __future__ import annotations

import codecs
import re

from kg.errors import ReadError

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]+)""", re.IGNORECASE)
_CONVERT = "convert it, for instance with: iconv -f WINDOWS-1252 -t UTF-8 OLD > NEW"


def decode(data: bytes, *, declared: str | None = None) -> str:
    """The text of a file, newlines as \\n and everything else as it stands. Raises ReadError.

    UTF-8 with or without a byte order mark, UTF-16 with one, or the encoding that the file itself declares.
    """
    encoding = _encoding(data, declared)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ReadError(f"is not {encoding.removesuffix('-sig').upper()} (byte {error.start}); {_CONVERT}") from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        raise ReadError("looks like a binary file; save its text as .txt, .md or .html")
    if not text.strip():
        raise ReadError("is empty; remove it or give it text")
    return text


def declared_encoding(data: bytes) -> str | None:
    """The encoding that an HTML page names in its head, or None. Latin-1 means Windows-1252, as the HTML standard has it."""
    found = _DECLARED.search(data[:2048])
    if found is None:
        return None
    try:
        name = codecs.lookup(found[1].decode("ascii")).name
    except LookupError:
        raise ReadError(f"declares the unknown encoding {found[1].decode('ascii')}; {_CONVERT}") from None
    return "cp1252" if name in ("iso8859-1", "ascii") else name


def _encoding(data: bytes, declared: str | None) -> str:
    if data.startswith(_UTF16):
        return "utf-16"
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if b"\0" in data:
        raise ReadError("looks like a binary file; save its text as .txt, .md or .html")
    return declared or "utf-8"
