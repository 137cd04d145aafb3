"""The store on disk: written whole or not at all, opened read-only, queried without ever reaching a network."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, QueryBoolean, QuerySolutions, QueryTriples, Store

from kg.errors import BusyError, KgError, QueryError
from kg.graph import formats
from kg.graph.answers import Answer, Table, Term, Triples, Truth

TOKENS = re.compile(
    r"""
      \#[^\n\r]*                                                                              # comment
    | <(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>                       # IRI
    | \"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}                # long literal
    | \"(?:[^"\\\n\r]|\\.)*\" | '(?:[^'\\\n\r]|\\.)*'                                       # literal
    | [?$]\w+ | @[A-Za-z]+(?:-[A-Za-z0-9]+)*                                                 # variable, language
    | (?P<prefix>(?:\w(?:[\w.-]*[\w-])?)?):(?:[\w:%-]|\\.|\.(?=[\w:%\\-]))*                    # prefixed name
    | (?P<word>[^\W\d_]\w*)
    """,
    re.VERBOSE | re.DOTALL,
)
"""Where SPARQL's tokens begin and end; what no alternative takes is punctuation or a digit."""
UPDATES = frozenset({"LOAD", "INSERT", "DELETE", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"})
QUERIES = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
LONGEST_MESSAGE = 200
BATCH = 100_000


def write(path: Path, quads: Iterable[Quad]) -> int:
    """Write a store of these quads, in place of any that is there; returns how many it holds.

    It is made in a folder beside and renamed at the end: whoever has the old one open goes on reading it, and a build that is killed
    leaves the old one. Raises BusyError while another build writes there.
    """
    fresh, old = path.with_name(path.name + ".new"), path.with_name(path.name + ".old")
    _clear(fresh)
    store = Store(str(fresh))
    for batch in _batches(quads):
        store.bulk_extend(batch)
    store.flush()
    count = len(store)
    del store
    shutil.rmtree(old, ignore_errors=True)
    if path.exists():
        path.rename(old)
    fresh.rename(path)
    shutil.rmtree(old, ignore_errors=True)
    return count


def _batches(quads: Iterable[Quad]) -> Iterator[list[Quad]]:
    """Oxigraph sorts a bulk load in memory: 1.3 million quads at once took 1.1 GB."""
    stream = iter(quads)
    while batch := list(islice(stream, BATCH)):
        yield batch


def _clear(folder: Path) -> None:
    """Remove what a killed build left; a store that is still locked belongs to one that is alive."""
    if not folder.exists():
        return
    try:
        Store(str(folder))
    except OSError as error:
        if "lock" in str(error).lower():
            raise BusyError(f"{folder} is being written by another build; wait for it, or name another output folder") from error
    shutil.rmtree(folder)


def open_store(path: Path) -> Store:
    """Open a store for reading. KgError if there is none, or it is no store."""
    if not path.is_dir():
        raise KgError(f"no graph at {path}: run `kg build` first, or name its output folder")
    try:
        return Store.read_only(str(path))
    except OSError as error:
        raise KgError(f"{path} is no readable store ({_line(error)}); build it again") from error


def quads(store: Store) -> Iterator[Quad]:
    """Every quad of a store, sorted; one subject in memory at a time."""
    return formats.ordered(store)


def query(store: Store, text: str, prefixes: Mapping[str, str]) -> Answer:
    """Answer a SPARQL query. The prefixes are declared beforehand; the query may declare others, or the same anew.

    QueryError for malformed queries, for updates, and for SERVICE, which would reach another host.
    """
    refuse(text)
    try:
        found = store.query(text, prefixes=dict(prefixes))
        return _answer(found, prefixes)
    except (SyntaxError, ValueError, RuntimeError, OSError) as error:
        raise QueryError(f"not a query that can be answered: {_line(error)}") from error


def refuse(text: str) -> None:
    """Raise QueryError if the text would change the store or fetch something. Names, literals and comments don't count as words.

    Oxigraph reads SERVICE without a space behind or before it ("SERVICEx:y", "trueSERVICE<...>"), so any word or prefix that holds it
    is refused.
    """
    tokens = [(match["word"] or "").upper() or (match["prefix"] or "").upper() for match in TOKENS.finditer(text)]
    if any("SERVICE" in token for token in tokens):
        raise QueryError("SERVICE would ask another host, and kg works offline: query the store alone, and use the word in no prefix")
    first = next((token for token in tokens if token in UPDATES | QUERIES), None)
    if first in UPDATES:
        raise QueryError(f"{first} would change the graph, and it is read-only: use SELECT, ASK, CONSTRUCT or DESCRIBE")


def _answer(found: QuerySolutions | QueryBoolean | QueryTriples, prefixes: Mapping[str, str]) -> Answer:
    if isinstance(found, QueryBoolean):
        return Truth(bool(found))
    if isinstance(found, QueryTriples):
        triples = {Quad(t.subject, t.predicate, t.object, DefaultGraph()) for t in found}
        return Triples("".join(formats.turtle(triples, prefixes)), len(triples))
    variables = tuple(variable.value for variable in found.variables)
    return Table(variables, tuple(tuple(_term(solution[name]) for name in variables) for solution in found))


def _term(node: Any) -> Term | None:
    if node is None:
        return None
    if isinstance(node, NamedNode):
        return Term("uri", node.value)
    if isinstance(node, BlankNode):
        return Term("bnode", node.value)
    if isinstance(node, Literal):
        return Term("literal", node.value, None if node.language else node.datatype.value, node.language)
    return Term("literal", str(node))


def _line(error: Exception) -> str:
    """A foreign error's message on one line, without the list of every character that would have been right."""
    message = " ".join(str(error).split())
    return message if len(message) <= LONGEST_MESSAGE else message[:LONGEST_MESSAGE].split(": expected")[0]
