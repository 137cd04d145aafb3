"""HTML pages: the article and its metadata, without navigation, advertisements and comments (trafilatura does the work)."""

from __future__ import annotations

from typing import Any

from kg.errors import ReadError
from kg.model import Document
from kg.read.decode import declared_encoding, decode

_DATES = {"extensive_search": False, "original_date": True, "max_date": "2100-12-31"}
"""Without max_date the date finder takes today as the latest date, and a page would read differently next year."""


def read_html(data: bytes) -> Document:
    """The article of a page. Raises ReadError when the page has none."""
    page = _extract(decode(data, declared=declared_encoding(data)))
    text = getattr(page, "text", None) or ""
    if not text.strip():
        raise ReadError("holds no article that can be told from its page furniture; save the article's text as .txt")
    return Document(
        name="",
        text=text.replace("\r\n", "\n").replace("\r", "\n"),
        sha256="",
        title=page.title or None,
        author=page.author or None,
        publisher=page.sitename or None,
        date=page.date or None,
        url=page.url or None,
        language=(page.language or "en").split("-")[0].lower(),
    )


def _extract(html: str) -> Any:
    """A trafilatura document, or None for a page without an article."""
    import trafilatura

    return trafilatura.bare_extraction(html, include_comments=False, with_metadata=True, date_extraction_params=dict(_DATES))
