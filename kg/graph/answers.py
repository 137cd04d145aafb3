"""What a query gives, as plain values, and how it is written: text for people, JSON, CSV, TSV and Turtle for programs."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"


@dataclass(frozen=True, slots=True)
class Term:
    """An RDF term. `datatype` is given for literals without a language."""

    kind: Literal["uri", "literal", "bnode"]
    value: str
    datatype: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The answer of SELECT: a row for each solution, None where a variable is unbound."""

    variables: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """The answer of ASK."""

    value: bool


@dataclass(frozen=True, slots=True)
class Triples:
    """The answer of CONSTRUCT and DESCRIBE, as sorted Turtle."""

    turtle: str
    count: int


Answer = Table | Truth | Triples


def to_json(answer: Table | Truth) -> str:
    """SPARQL 1.1 Query Results JSON."""
    if isinstance(answer, Truth):
        return json.dumps({"head": {}, "boolean": answer.value}) + "\n"
    bindings = [{name: _json(term) for name, term in zip(answer.variables, row, strict=True) if term is not None} for row in answer.rows]
    return json.dumps({"head": {"vars": list(answer.variables)}, "results": {"bindings": bindings}}, ensure_ascii=False, indent=1) + "\n"


def _json(term: Term) -> dict[str, Any]:
    found = {"type": term.kind, "value": term.value}
    if term.language:
        found["xml:lang"] = term.language
    elif term.datatype and term.datatype != XSD_STRING:
        found["datatype"] = term.datatype
    return found


def to_csv(answer: Table | Truth) -> str:
    """SPARQL 1.1 Query Results CSV: values without types, lines ended by CR LF."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    if isinstance(answer, Truth):
        writer.writerow([str(answer.value).lower()])
        return out.getvalue()
    writer.writerow(answer.variables)
    writer.writerows([_bare(term) for term in row] for row in answer.rows)
    return out.getvalue()


def _bare(term: Term | None) -> str:
    return "" if term is None else f"_:{term.value}" if term.kind == "bnode" else term.value


def to_tsv(answer: Table | Truth) -> str:
    """SPARQL 1.1 Query Results TSV: terms as in Turtle."""
    if isinstance(answer, Truth):
        return f"{str(answer.value).lower()}\n"
    lines = ["\t".join(f"?{name}" for name in answer.variables)]
    lines += ["\t".join("" if term is None else turtle_term(term) for term in row) for row in answer.rows]
    return "".join(f"{line}\n" for line in lines)


def turtle_term(term: Term) -> str:
    """A term in full, on one line."""
    if term.kind == "uri":
        return f"<{term.value}>"
    if term.kind == "bnode":
        return f"_:{term.value}"
    quoted = f'"{term.value.translate(ESCAPES)}"'
    if term.language:
        return f"{quoted}@{term.language}"
    return quoted if term.datatype in (None, XSD_STRING) else f"{quoted}^^<{term.datatype}>"


ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def to_text(answer: Answer, prefixes: Mapping[str, str], width: int = 60) -> str:
    """For people: columns, IRIs shortened by the prefixes, long cells cut, nothing in them that could steer a terminal."""
    if isinstance(answer, Truth):
        return "yes\n" if answer.value else "no\n"
    if isinstance(answer, Triples):
        return answer.turtle
    cells = [[_cut(_shown(term, prefixes), width) for term in row] for row in answer.rows]
    rows = [list(answer.variables), *cells]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell + " " * (wide - _width(cell)) for cell, wide in zip(row, widths, strict=True)).rstrip() for row in rows]
    rule = "  ".join("-" * wide for wide in widths)
    return "\n".join([lines[0], rule, *lines[1:], f"{len(cells)} row{'' if len(cells) == 1 else 's'}"]) + "\n"


def _width(text: str) -> int:
    """Columns on a terminal: wide letters take two, marks none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _shown(term: Term | None, prefixes: Mapping[str, str]) -> str:
    if term is None:
        return ""
    if term.kind == "uri":
        best = max((item for item in prefixes.items() if term.value.startswith(item[1])), key=lambda item: len(item[1]), default=None)
        return f"{best[0]}:{term.value[len(best[1]) :]}" if best else f"<{term.value}>"
    return _bare(term)


def _cut(text: str, width: int) -> str:
    calm = "".join(" " if c.isspace() else "\N{REPLACEMENT CHARACTER}" if unicodedata.category(c) in ("Cc", "Cf") else c for c in text)
    return calm if len(calm) <= width else calm[: width - 1] + "…"
