"""Lexicon files (`lexicon/<kind>.jsonl`, `<kind>-anything.jsonl`) to the dataclasses of `kg.lexicon`, strictly.

Unknown keys, missing keys, wrong types and words of the vocabulary that are not declared are problems, each with file and line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from kg.lexicon import (
    FILES,
    KEYS,
    Affix,
    Confidence,
    Cue,
    Frame,
    Furniture,
    Label,
    Measure,
    Name,
    Pronoun,
    Shape,
    Unit,
)
from kg.model import DATE
from kg.vocabulary import CURRENCY, Quantity

Line = TypeVar("Line")

TRIGGERS = ("verb", "noun", "adjective", "preposition", "possessive", "modifier", "apposition")
CUE_WORDS = ("verb", "noun", "adjective", "adverb", "auxiliary", "preposition", "conjunction", "phrase")
EFFECTS = ("reported", "hedged", "hypothetical", "question", "negated", "denied", "planned", "ended", "speaker")
MODALITIES = ("", "asserted", "reported", "hedged", "hypothetical", "question")
LARGEST_SHIFT = 20
CONVERSIONS = ("", "increase", "remainder")
GENERAL_UNITS = frozenset({"1", "%", "×", CURRENCY, DATE})
"""Units that many figures share. A watt says by itself what was measured; a number doesn't."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a lexicon may refer to."""

    classes: frozenset[str]
    relations: frozenset[str]
    figures: Mapping[str, Quantity]
    units: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """A decoded line and where it stands: "file:line"."""

    line: Any
    where: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Decoded lines by their type, in the order of files and lines."""

    lines: dict[type, tuple[Any, ...]] = field(default_factory=dict)

    def of(self, kind: type[Line]) -> tuple[Line, ...]:
        """The lines of one type; none where the lexicon has no such file."""
        return self.lines.get(kind, ())


def read_lexicon(folder: Path, terms: Terms, problems: list[str]) -> Lexicon:
    """Decode and check every file of the folder; faults are added to `problems`. A missing folder is an empty lexicon."""
    entries = [entry for path in sorted(folder.glob("*.jsonl")) for entry in _entries(path, problems)]
    for entry in entries:
        problems.extend(f"{entry.where}: {fault}" for fault in _faults(entry.line, terms))
    problems.extend(_repeated(entries))
    return Lexicon({kind: tuple(entry.line for entry in entries if type(entry.line) is kind) for kind in FILES.values()})


def _entries(path: Path, problems: list[str]) -> Iterator[Entry]:
    kind = FILES.get(path.stem.partition("-")[0])
    if kind is None:
        problems.append(
            f"{path}:1: no kind of lexicon line is called {path.stem!r}; call it one of {', '.join(FILES)}, or one of them and -more"
        )
        return
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        problems.append(f"{path}:1: can't be read ({error}); it must be a UTF-8 text file")
        return
    for number, raw in enumerate(text.split("\n"), start=1):
        if raw.strip() and not raw.startswith("#"):
            line, faults = decode(raw, kind)
            problems.extend(f"{path}:{number}: {fault}" for fault in faults)
            if line is not None:
                yield Entry(line, f"{path}:{number}")


def decode(raw: str, kind: type[Line]) -> tuple[Line | None, list[str]]:
    """One JSON line as a value of `kind`, or None and what is wrong with it. JSON lists become tuples."""
    try:
        row = json.loads(raw, object_pairs_hook=_unique_keys)
    except (json.JSONDecodeError, _RepeatedKey) as error:
        return None, [f"not JSON: {error}; write one object a line"]
    if not isinstance(row, dict):
        return None, ["not a JSON object; write one object a line"]
    hints = _HINTS[kind]
    faults = [f"unknown key {key!r}; the keys are {', '.join(hints)}" for key in row if key not in hints]
    faults += [f"the key {key!r} is missing; add it" for key in _REQUIRED[kind] if key not in row]
    misfits = [key for key in row if key in hints and not _fits(row[key], hints[key])]
    faults += [f"{key!r} must be {_said(hints[key])}, not {json.dumps(row[key])}" for key in misfits]
    if faults:
        return None, faults
    return kind(**{_field(key): tuple(value) if isinstance(value, list) else value for key, value in row.items()}), []


class _RepeatedKey(ValueError):
    """A JSON object that names a key twice."""


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    row = dict(pairs)
    if len(row) < len(pairs):
        raise _RepeatedKey(f"a key stands twice in {[key for key, _ in pairs]}")
    return row


_HINTS = {kind: {KEYS.get(name, name): hint for name, hint in get_type_hints(kind).items()} for kind in FILES.values()}
"""Kind of line to its keys and the types of their values."""

_REQUIRED = {kind: tuple(KEYS.get(each.name, each.name) for each in fields(kind) if each.default is MISSING) for kind in FILES.values()}


def _field(key: str) -> str:
    """Name of the field that the file writes as `key`."""
    return next((name for name, written in KEYS.items() if written == key), key)


def _fits(value: Any, hint: Any) -> bool:
    if get_origin(hint) is tuple:
        item = get_args(hint)[0]
        return isinstance(value, list) and all(_fits(each, item) for each in value)
    if get_origin(hint) is dict:
        return isinstance(value, dict)
    if hint is bool or isinstance(value, bool):
        return hint is bool and isinstance(value, bool)
    return isinstance(value, (int, float) if hint is float else hint)


def _said(hint: Any) -> str:
    """The type in the words of a person who writes JSON."""
    if get_origin(hint) is tuple:
        return f"a list, each item {_said(get_args(hint)[0])}"
    if get_origin(hint) is dict:
        return "an object"
    return {str: "a string", bool: "true or false", int: "a whole number", float: "a number"}[hint]


def _repeated(entries: list[Entry]) -> Iterator[str]:
    """Ids used twice in one kind of line, and spellings that two names of one class claim."""
    seen: dict[tuple[str, ...], str] = {}
    for entry in entries:
        for key, message in _identities(entry.line):
            first = seen.setdefault(key, entry.where)
            if first != entry.where:
                yield f"{entry.where}: {message} stands at {first} already; keep one"


def _identities(line: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(line, Name):
        for spelling in sorted({line.name, *line.aliases, *line.adjectives}):
            yield ("name", line.cls, spelling), f"{line.cls} {spelling!r}"
    elif isinstance(line, Confidence):
        yield ("confidence", *line.way), f"the way {list(line.way)}"
    elif not isinstance(line, Pronoun | Label):
        yield (type(line).__name__, line.id), f"id {line.id!r}"


def _faults(line: Any, terms: Terms) -> Iterator[str]:
    """What is wrong with a line that is well formed: each fault says what to do."""
    yield from _unknown_words(line, terms)
    if "examples" in _HINTS[type(line)]:
        if not line.examples:
            yield f"{line.id!r} has no examples; add one that it is meant for"
        if any(isinstance(each, dict) and not isinstance(each.get("text"), str) for each in line.examples):
            yield f'an example of {line.id!r} has no "text"; add the sentence'
    yield from _CHECKS.get(type(line), _no_faults)(line, terms)


def _unknown_words(line: Any, terms: Terms) -> Iterator[str]:
    """Classes, relations and figures that the vocabulary does not declare."""
    classes = (*getattr(line, "classes", ()), *([line.cls] if getattr(line, "cls", "") else []))
    for kind, word, declared in (
        *(("class", cls, terms.classes) for cls in classes),
        *([("relation", line.relation, terms.relations)] if isinstance(line, Frame) else []),
        *([("figure", line.figure, terms.figures)] if isinstance(line, Measure) else []),
    ):
        if word not in declared:
            yield f"vocabulary.ttl declares no {kind} {word!r}; declare it there or mend the name"


def _no_faults(line: Any, terms: Terms) -> Iterator[str]:
    return iter(())


def _pattern_faults(line: Shape | Furniture, terms: Terms) -> Iterator[str]:
    try:
        re.compile(line.pattern)
    except re.error as error:
        yield f"pattern of {line.id!r} is no regular expression ({error}); mend it"


def _affix_faults(line: Affix, terms: Terms) -> Iterator[str]:
    yield from _one_of("where", line.where, ("last", "first", "any"))


def _frame_faults(line: Frame, terms: Terms) -> Iterator[str]:
    triggers = [name for name in TRIGGERS if getattr(line, name)]
    if len(triggers) != 1:
        yield f"frame {line.id!r} has {len(triggers) or 'no'} triggers ({', '.join(triggers)}); give exactly one of {', '.join(TRIGGERS)}"
    yield from _one_of("modality", line.modality, MODALITIES)
    yield from _share("weight", line.weight)


def _measure_faults(line: Measure, terms: Terms) -> Iterator[str]:
    if not line.units:
        yield f"measure {line.id!r} has no units; name those its quantity may have"
    figure = terms.figures.get(line.figure)
    for unit in (line.gives,) if line.gives else line.units:
        if figure is not None and not figure.takes(unit, terms.units):
            yield f"{line.figure} has no unit {unit!r}; use one of {', '.join(figure.units)}, or add it to the figure's kg:unit"
    if not line.rate and (not (line.verb or line.noun or line.counted) and not GENERAL_UNITS.isdisjoint(line.units)):
        yield f"measure {line.id!r} has no words, and its units say too little; give it verb, noun or counted"
    yield from _one_of("convert", line.convert, CONVERSIONS)
    yield from _one_of("sign", line.sign, (1, -1))
    yield from _share("weight", line.weight)


def _cue_faults(line: Cue, terms: Terms) -> Iterator[str]:
    yield from _one_of("effect", line.effect, EFFECTS)
    if not any(getattr(line, name) for name in CUE_WORDS):
        yield f"cue {line.id!r} has no words; give it one of {', '.join(CUE_WORDS)}"


def _unit_faults(line: Unit, terms: Terms) -> Iterator[str]:
    """Money must be in a known currency. Other units may be known to no vocabulary: they keep an hour from being read as a count."""
    yield from _one_of("kind", line.kind, ("currency", "scale", "unit"))
    if line.kind == "currency" and line.unit not in terms.units:
        yield f"core.ttl declares no currency {line.unit!r}; declare it there with kg:symbol or mend the name"
    try:
        Decimal(line.factor)
    except InvalidOperation:
        yield f'factor {line.factor!r} is no decimal number; write it as "1000" or "0.001"'


def _confidence_faults(line: Confidence, terms: Terms) -> Iterator[str]:
    if not 0 <= line.right <= line.of:
        yield f"{line.right} right of {line.of} can't be; let kg calibrate write the file"
    if not -LARGEST_SHIFT <= line.shift <= LARGEST_SHIFT:
        yield f"a shift of {line.shift} leaves no doubt; let kg calibrate write the file"


def _one_of(key: str, value: object, allowed: tuple[object, ...]) -> Iterator[str]:
    if value not in allowed:
        yield f"{key!r} is {value!r}; use one of {', '.join(repr(each) for each in allowed)}"


def _share(key: str, value: float) -> Iterator[str]:
    if not 0 <= value <= 1:
        yield f"{key!r} is {value}; it is a share from 0 to 1"


_CHECKS: dict[type, Callable[[Any, Terms], Iterator[str]]] = {
    Shape: _pattern_faults,
    Furniture: _pattern_faults,
    Affix: _affix_faults,
    Frame: _frame_faults,
    Measure: _measure_faults,
    Cue: _cue_faults,
    Unit: _unit_faults,
    Confidence: _confidence_faults,
}
