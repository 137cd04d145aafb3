"""Training texts of an ontology: each with the names in it and the facts that it states, one JSON object a line.

    {"text": "...", "names": [[surface, class], ...], "facts": [[subject, relation, object], [subject, figure, value, unit], ...]}

A fact may end with an object of what is said about it: modality, attributedTo, negated, ended, planned, optional. A sentence that
denies a fact states it as well, so of these only `optional` counts in training: whether the fact is read is then neither right nor wrong.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

from kg.errors import OntologyError
from kg.model import DATE, Modality
from kg.ontology import TRAINING, Ontology

KEYS = ("text", "names", "facts")
FLAGS = ("negated", "ended", "planned", "optional")
STANCE = ("modality", "attributedTo", *FLAGS)
ISO_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
FORMS = "[subject, relation, object] or [subject, figure, value, unit], each with an object of its stance behind it or none"


@dataclass(frozen=True, slots=True)
class Fact:
    """A relation between two names, or, with a unit, a figure of one."""

    subject: str
    predicate: str
    object: str | Decimal
    """A name; a number; a date as ISO 8601 writes it."""
    unit: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Example:
    """One text. `where` is its file and line."""

    where: str
    text: str
    names: dict[str, str]
    """What is a name in it to its class."""
    facts: tuple[Fact, ...]


def read_examples(ontology: Ontology) -> list[Example]:
    """The training texts of an ontology, in the order of files and lines. OntologyError lists all that is wrong with them."""
    folder = ontology.folder / TRAINING
    problems: list[str] = []
    found = [each for path in sorted(folder.glob("*.jsonl")) for each in _examples(path, ontology, problems)]
    if not found and not problems:
        problems.append(f"{folder}: holds no training texts; write some into {TRAINING}/*.jsonl, one JSON object a line")
    if problems:
        raise OntologyError(problems)
    return found


def _examples(path: Path, ontology: Ontology, problems: list[str]) -> Iterator[Example]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        problems.append(f"{path}:1: can't be read ({error}); it must be a UTF-8 text file")
        return
    for number, raw in enumerate(lines, start=1):
        if raw.strip() and not raw.startswith("#"):
            row, faults = _decoded(raw)
            faults = faults or list(_faults(row, ontology))
            problems.extend(f"{path}:{number}: {fault}" for fault in faults)
            if not faults:
                yield Example(f"{path.name}:{number}", row["text"], dict(row["names"]), tuple(map(_fact, row["facts"])))


def _fact(row: list[Any]) -> Fact:
    parts, stance = _parted(row)
    value = Decimal(parts[2]) if len(parts) == 4 and parts[3] != DATE else parts[2]
    return Fact(parts[0], parts[1], value, parts[3] if len(parts) == 4 else "", stance.get("optional", False))


def _parted(row: list[Any]) -> tuple[list[Any], dict[str, Any]]:
    """A fact's own parts and its stance."""
    return (row[:-1], row[-1]) if row and isinstance(row[-1], dict) else (row, {})


# -- the form of a line


def _decoded(raw: str) -> tuple[dict[str, Any], list[str]]:
    """A line's object, and what is wrong with its form."""
    try:
        row = json.loads(raw, parse_float=Decimal, parse_constant=_refused)
    except ValueError as error:
        return {}, [f"not JSON: {error}; write one object a line"]
    if not isinstance(row, dict):
        return {}, ["not a JSON object; write one object a line"]
    return row, list(_misformed(row))


def _refused(constant: str) -> None:
    raise ValueError(f"{constant} is no number")


def _misformed(row: dict[str, Any]) -> Iterator[str]:
    yield from (f"unknown key {key!r}; the keys are {', '.join(KEYS)}" for key in row if key not in KEYS)
    yield from (f"the key {key!r} is missing; add it" for key in KEYS if key not in row)
    text, names, facts = (row.get(key, default) for key, default in zip(KEYS, ("-", [], []), strict=True))
    if not isinstance(text, str) or not text.strip():
        yield "'text' must be a string that says something"
    elif any("\ud800" <= character <= "\udfff" for character in text):
        yield "'text' holds half a character; write the whole one"
    if not isinstance(names, list) or not all(_strings(each, 2) and each[0].strip() for each in names):
        yield "'names' must be a list of [surface, class], both strings"
    if not isinstance(facts, list):
        yield f"'facts' must be a list of {FORMS}"
    else:
        yield from (f"{_shown(each)} is no fact; write {FORMS}" for each in facts if not _is_fact(each))


def _strings(value: Any, length: int) -> bool:
    return isinstance(value, list) and len(value) == length and all(isinstance(each, str) for each in value)


def _is_fact(value: Any) -> bool:
    parts, _ = _parted(value) if isinstance(value, list) else ([], {})
    return _strings(parts, 3) or (len(parts) == 4 and _strings([*parts[:2], parts[3]], 3) and not isinstance(parts[2], list | dict))


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


# -- what it says


def _faults(row: dict[str, Any], ontology: Ontology) -> Iterator[str]:
    """What is wrong with a line whose form is right."""
    classes: dict[str, str] = {}
    for surface, cls in row["names"]:
        if cls not in ontology.classes:
            yield f"vocabulary.ttl declares no class {cls!r}; declare it there or mend the name"
        if surface not in row["text"]:
            yield f"the text has no {surface!r}; write the name as the text does"
        if classes.setdefault(surface, cls) != cls:
            yield f"{surface!r} is of two classes, {classes[surface]} and {cls}; keep one"
    for fact in row["facts"]:
        parts, stance = _parted(fact)
        faults = [*_ends(parts, classes, ontology), *_value(parts, ontology), *_stance(stance, classes)]
        yield from (f"in {_shown(fact)}: {fault}" for fault in faults)


def _ends(parts: list[Any], classes: dict[str, str], ontology: Ontology) -> Iterator[str]:
    """Faults of predicate and ends."""
    name = parts[1]
    relation, figure = ontology.relations.get(name), ontology.figures.get(name)
    if relation is None and figure is None:
        yield f"vocabulary.ttl declares no relation or figure {name!r}; declare it there or mend the name"
        return
    if len(parts) != (3 if relation else 4):
        yield f"{name} is a {'relation' if relation else 'figure'}; write {FORMS}"
        return
    ends = [("subject", parts[0], relation.domain), ("object", parts[2], relation.range)] if relation else []
    ends += [("subject", parts[0], figure.domain)] if figure else []
    for role, end, allowed in ends:
        if end not in classes:
            yield f"{end!r} is not among the names; add it there"
        elif classes[end] in ontology.classes and not ontology.fits(classes[end], allowed):
            yield f"{end!r} is a {classes[end]}, and the {role} of {name} must be one of {', '.join(allowed)}; mend that or drop it"
    if relation and parts[0] == parts[2]:
        yield "both ends are one name; drop the fact"


def _value(parts: list[Any], ontology: Ontology) -> Iterator[str]:
    """Faults of value and unit."""
    figure = ontology.figures.get(parts[1])
    if figure is None or len(parts) != 4:
        return
    value, unit = parts[2:]
    if not figure.takes(unit, ontology.units):
        yield f"{figure.name} has no unit {unit!r}; use one of {', '.join(figure.units)}, or declare it in core.ttl"
    if unit == DATE and not (isinstance(value, str) and ISO_DATE.fullmatch(value)):
        yield f'{_shown(value)} is no date; write "2025", "2025-01" or "2025-01-26"'
    if unit != DATE and (isinstance(value, bool) or not isinstance(value, int | Decimal)):
        yield f"{_shown(value)} is no number; write it without quotes, in the unit itself: 3000000 for 3 million"


def _stance(stance: dict[str, Any], classes: dict[str, str]) -> Iterator[str]:
    yield from (f"unknown key {key!r}; the keys of a stance are {', '.join(STANCE)}" for key in stance if key not in STANCE)
    yield from (f"{key!r} must be true or false" for key in FLAGS if not isinstance(stance.get(key, False), bool))
    if stance.get("modality", "asserted") not in get_args(Modality):
        yield f"'modality' must be one of {', '.join(get_args(Modality))}"
    if "attributedTo" in stance and stance["attributedTo"] not in classes:
        yield f"the speaker {stance['attributedTo']!r} is not among the names; add it there"
