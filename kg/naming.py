"""Names as keys: when two written names are one, which version a name carries, and how a name becomes part of an IRI."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from kg.model import digest

COMPANY_FORMS = frozenset(
    re.findall(
        r"\w+", "inc incorporated corp corporation co company ltd limited llc llp lp plc gmbh ag se sa nv bv ab asa oyj spa srl pte pty kk"
    )
)
"""Legal forms, dropped at the end of a name as words of their own."""

INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}")
SIZE = re.compile(r"\d+(?:\.\d+)?[bmkt]")
LONGEST_SLUG = 80


@lru_cache(maxsize=1 << 16)
def words(name: str) -> tuple[str, ...]:
    """A name's words, folded: NFKC, case, initials without dots; letters, digits, and dots between digits.

    >>> words("DeepSeek-R1"), words("The Llama 3.1"), words("U.S.")
    (('deepseek', 'r1'), ('the', 'llama', '3.1'), ('us',))
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    plain = INITIALS.sub(lambda match: match.group().replace(".", ""), folded)
    kept = (_kept(plain, place) for place in range(len(plain)))
    return tuple("".join(kept).split())


def _kept(text: str, place: int) -> str:
    character = text[place]
    if unicodedata.category(character)[0] in "LNM":
        return character
    if character == "." and text[place - 1 : place].isdigit() and text[place + 1 : place + 2].isdigit():
        return character
    return "" if character in "'’" else " "


def core(name: str) -> tuple[str, ...]:
    """The words of a name without a leading "the" and trailing legal forms; never empty unless `words` is.

    >>> core("The Brindle Works, Inc."), core("Limited")
    (('brindle', 'works'), ('limited',))
    """
    kept = words(name)
    if len(kept) > 1 and kept[0] == "the":
        kept = kept[1:]
    while len(kept) > 1 and kept[-1] in COMPANY_FORMS:
        kept = kept[:-1]
    return kept


def normal(name: str) -> str:
    """The key under which spellings of one name meet. Numbers stay apart, so that version 3.1 is not version 31.

    >>> normal("NVIDIA Corp.") == normal("Nvidia"), normal("Quill 3-1"), normal("Quill 31")
    (True, 'quill3.1', 'quill31')
    """
    key = ""
    for word in core(name):
        key += ("." if key[-1:].isdigit() and word[0].isdigit() else "") + word
    return key or " ".join(name.casefold().split())


def versions(parts: tuple[str, ...]) -> frozenset[str]:
    """The words of a name that carry digits: names that differ in one of these are different things."""
    return frozenset(word for word in parts if any(character.isdigit() for character in word))


def same_version(short: tuple[str, ...], long: tuple[str, ...], *, sizes: bool = False) -> bool:
    """Whether two names carry the same digits. With `sizes` the longer may add a size such as 70b."""
    extra = versions(long) - versions(short)
    if sizes:
        extra = frozenset(word for word in extra if not SIZE.fullmatch(word))
    return not extra and versions(short) <= versions(long)


def slug(text: str) -> str:
    """A readable, IRI-safe form: lower case, Latin letters as ASCII, letters of other scripts kept, a dot only between digits.

    Names without any letter or digit, and those longer than 80 characters, carry a hash, so that they stay apart.

    >>> slug("DeepSeek-R1"), slug("Llama 3.1"), slug("Llama 31"), slug("Nestlé S.A.")
    ('deepseek-r1', 'llama-3.1', 'llama-31', 'nestle-sa')
    """
    ascii_folded = "".join(_ascii(character) for character in unicodedata.normalize("NFKC", text))
    short = "-".join(words(ascii_folded))
    if not short:
        return "n-" + digest(text)[:8]
    return short if len(short) <= LONGEST_SLUG else f"{short[:LONGEST_SLUG]}-{digest(text)[:8]}"


def _ascii(character: str) -> str:
    base = "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c))
    return base if base.isascii() else character


def kebab(name: str) -> str:
    """A class's local name as a path segment.

    >>> kebab("ResearchOrganization"), kebab("Model")
    ('research-organization', 'model')
    """
    return slug(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name))
