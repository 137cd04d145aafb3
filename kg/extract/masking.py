"""What the parser is shown instead of names it can't know: "Licensed under MIT, Zeta-R1 empowers ..." parses badly.

The stock models were trained on newswire without model numbers; a name of mixed letters and digits costs the parse of its whole
sentence. Such names become one token with a familiar stand-in; offsets and text stay those of the document. Nouns that the parser
does not know (start-up, GPU) are shown as the first noun of their lexicon line in the same number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kg.extract.names import CODE, Gazetteer, Span, Word, candidate_runs, key_of, known_spans, plain_word, spans_of
from kg.lexicon import Noun

NAME, PLURAL, COMMON = "Microsoft", "Americans", "software"
"""Stand-ins: a proper noun that the tagger never takes for another word, its plural, and a common noun for names in lower case."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A token as the parser sees it (`shown`), where it stands in the text, and its lemma where the stand-in would give a wrong one."""

    start: int
    end: int
    shown: str
    space: bool
    lemma: str | None = None
    masked: bool = False


@dataclass(frozen=True, slots=True)
class Scan:
    """What the letters alone tell of a block: the lexicon's names in it, and runs of words written like names."""

    known: tuple[Span, ...]
    runs: tuple[tuple[Word, ...], ...]

    @classmethod
    def of(cls, text: str, start: int, end: int, gazetteer: Gazetteer) -> Scan:
        return cls(tuple(known_spans(text, start, end, gazetteer)), tuple(tuple(r) for r in candidate_runs(text, start, end, gazetteer)))


def makers_apart(scans: Sequence[Scan], gazetteer: Gazetteer) -> list[Scan]:
    """The blocks of a document with a product's code parted from its maker's name: "Acme QX400" in a text that has "Acme Micro" as well."""
    makers = {
        run[0].text
        for scan in scans
        for run in scan.runs
        if len(run) > 1 and not gazetteer.unknown(run[-1].text) and not any(ch.isdigit() for w in run for ch in w.text)
    }
    return [replace(scan, runs=tuple(part for run in scan.runs for part in apart(run, makers))) for scan in scans]


def apart(run: tuple[Word, ...], makers: set[str]) -> list[tuple[Word, ...]]:
    if len(run) > 1 and run[0].text in makers and CODE.fullmatch(run[1].text):
        return [run[:1], run[1:]]
    return [run]


def hard_names(text: str, start: int, end: int, scan: Scan, gazetteer: Gazetteer) -> list[Span]:
    """Names in text[start:end] that the parser had better not see: with digits, inner capitals or words of an institution."""
    spans = [s for s in scan.known if not s.adjective and (" " in s.surface or is_hard(s.surface))]
    taken = [(s.start, s.end) for s in spans]
    for run in scan.runs:
        while len(run) > 1 and run[0].text in gazetteer.ignored and run[0].start == start:
            run = run[1:]
        opening = len(run) > 1 and opens_sentence(text, start, run[0].start) and plain_word(run[0].text) and run[1].capital
        if opening and (run[0].text.lower() in gazetteer.verbs or not known_run(run, gazetteer)):
            run = run[1:]
        for span in spans_of(text, run, gazetteer):
            if (
                all(span.end <= a or span.start >= b for a, b in taken)
                and span.surface not in gazetteer.ignored
                and (is_hard(span.surface) or (opens_sentence(text, start, span.start) and gazetteer.unknown(span.surface)))
            ):
                spans.append(span)
            elif (
                span.known is None
                and any(a >= span.start and b <= span.end and (a, b) != (span.start, span.end) for a, b in taken)
                and is_hard(span.surface)
            ):
                spans = [s for s in spans if not (s.start >= span.start and s.end <= span.end)] + [span]
    return sorted(spans, key=lambda s: s.start)


def opens_sentence(text: str, start: int, at: int) -> bool:
    return at == start or bool(re.search(r"[.!?:][\"')]*\s+[\"'(]*$", text[max(start, at - 5) : at]))


def known_run(run: Sequence[Word], gazetteer: Gazetteer) -> bool:
    """Whether the lexicon knows the whole or its first word, or the first word opens an institution's name."""
    opens = any(a.where != "last" for a in gazetteer.affixes.get(run[0].text.casefold(), ()))
    return key_of(run[0].text) in gazetteer.names or opens or any(w.text.casefold() in gazetteer.affixes for w in run[1:])


def is_hard(surface: str) -> bool:
    """Mixed letters and digits, a capital inside a word, or a lower-case phrase."""
    if re.fullmatch(r"(?:[A-Z]\.)+|[A-Z]+", surface):
        return False
    if re.search(r"[a-z]+[.,]|[A-Z]\.[A-Z]\.?$", surface):
        return True
    return (
        any(c.isdigit() for c in surface)
        or any(c.isupper() for w in re.split(r"[ -]", surface) for c in w[1:] if not w.isupper())
        or ("-" in surface)
    )


def has_soft_names(scan: Scan, hard: Sequence[Span], gazetteer: Gazetteer) -> bool:
    """Whether a block holds names that neither the lexicon knows nor a stand-in hides: only those need the model's entity labels."""
    settled = [(s.start, s.end) for s in (*scan.known, *hard) if s.known is None or not s.known.ambiguous]
    return any(
        word.text not in gazetteer.ignored and not any(a <= word.start and word.end <= b for a, b in settled)
        for run in scan.runs
        for word in run
    )


def stand_in(span: Span) -> str:
    if re.search(r"\ds$", span.surface):
        return PLURAL
    return NAME if any(c.isupper() for c in span.surface) else COMMON


def familiar(nouns: Iterable[Noun]) -> dict[str, tuple[str, str]]:
    """Unknown nouns in every form: form to (what is shown, lemma)."""
    table: dict[str, tuple[str, str]] = {}
    for line in nouns:
        if not line.nouns:
            continue
        for word in line.rare:
            shown = line.nouns[0]
            for form, as_shown in ((word, shown), (plural(word), plural(shown))):
                table[form] = (as_shown, word)
                table[form[:1].upper() + form[1:]] = (as_shown[:1].upper() + as_shown[1:], word)
    return table


def plural(noun: str) -> str:
    if re.search(r"[^aeiou]y$", noun):
        return noun[:-1] + "ies"
    return noun + ("es" if re.search(r"(?:s|x|z|ch|sh)$", noun) else "s")


def pieces(
    tokens: Sequence[tuple[int, int, str, bool]],
    names: Sequence[Span],
    table: dict[str, tuple[str, str]],
    lowered: frozenset[str] = frozenset(),
) -> list[Piece]:
    """Tokens (start, end, text, space after) with hard names merged and replaced. A name that cuts through a token is left alone.

    `lowered` are words that the parser gets in lower case when they come first: the verbs with which list items begin.
    """
    starts = {t[0]: n for n, t in enumerate(tokens)}
    ends = {t[1]: n for n, t in enumerate(tokens)}
    merged: dict[int, tuple[int, Span]] = {}
    for span in names:
        if span.start in starts and span.end in ends and starts[span.start] <= ends[span.end]:
            merged[starts[span.start]] = (ends[span.end], span)
    made: list[Piece] = []
    n = 0
    while n < len(tokens):
        start, end, text, space = tokens[n]
        if n in merged:
            last, span = merged[n]
            made.append(Piece(span.start, span.end, stand_in(span), tokens[last][3], masked=True))
            n = last + 1
            continue
        shown, lemma = table.get(text, (text, None))
        if not made and text.lower() in lowered:
            shown = text.lower()
        made.append(Piece(start, end, shown, space, lemma))
        n += 1
    return made
