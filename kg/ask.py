"""Asking a built graph: a query's text, where it comes from, and its answer in the form wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from kg.errors import QueryError
from kg.graph import answers, store
from kg.output import REPORT, STORE, Output
from kg.report import read_report

FORMS: dict[str, Callable[[answers.Table | answers.Truth], str]] = {"json": answers.to_json, "csv": answers.to_csv, "tsv": answers.to_tsv}


def answer(output: Path, query: str, form: str = "table") -> str:
    """The answer of a query as text: table (for people), json, csv, tsv, or turtle (for CONSTRUCT and DESCRIBE). Raises KgError."""
    built = Output(output).built()
    prefixes = read_report(built[REPORT]).prefixes
    found = store.query(store.open_store(built[STORE]), query, prefixes)
    if isinstance(found, answers.Triples):
        if form not in ("table", "turtle"):
            raise QueryError(f"CONSTRUCT and DESCRIBE give triples, and {form} holds rows: use --format turtle")
        return found.turtle
    if form == "turtle":
        raise QueryError("SELECT and ASK give rows, and Turtle holds triples: use --format table, json, csv or tsv")
    return answers.to_text(found, prefixes) if form == "table" else FORMS[form](found)


def select(output: Path) -> Callable[[str], Iterator[Mapping[str, str]]]:
    """A function that answers SELECT over a built graph with rows of plain strings, unbound variables left out. Raises KgError."""
    opened = store.open_store(Output(output).built()[STORE])

    def rows(query: str) -> Iterator[Mapping[str, str]]:
        found = store.query(opened, query, {})
        if not isinstance(found, answers.Table):
            raise QueryError("only SELECT gives rows")
        for row in found.rows:
            yield {name: term.value for name, term in zip(found.variables, row, strict=True) if term is not None}

    return rows


def find_query(question: str, queries: Mapping[str, Path]) -> str:
    """The SPARQL that is meant: the text itself, a file's content, or a shipped query by name. Raises QueryError."""
    if question in queries:
        return _read(queries[question])
    if "{" not in question and (question.endswith(".rq") or Path(question).is_file()):
        return _read(Path(question))
    if "{" in question or " " in question.strip():
        return question
    raise QueryError(f"{question!r} is no SPARQL, no .rq file and no shipped query{_nearest(question, queries)}")


def catalogue(queries: Mapping[str, Path]) -> list[tuple[str, str]]:
    """Each shipped query's name, and what it asks: the comment at its top."""
    return [(name, _read(path).split("\n", 1)[0].lstrip("# ").strip()) for name, path in sorted(queries.items())]


def shipped(folder: Path) -> dict[str, Path]:
    """The named queries of an ontology folder."""
    return {path.stem: path for path in sorted((folder / "queries").glob("*.rq"))}


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise QueryError(f"{path} can't be read ({reason}); name a text file that holds SPARQL") from None


def _nearest(question: str, queries: Mapping[str, Path]) -> str:
    from rapidfuzz import process

    close = [name for name, _, _ in process.extract(question, sorted(queries), limit=3, score_cutoff=60)]
    return f"; did you mean {', '.join(close)}?" if close else "; kg query --list names those"
