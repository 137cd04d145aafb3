"""A graph as text. Turtle and TriG are sorted, one block a subject, so that a diff of two builds shows what changed.

pyoxigraph writes legal Turtle of the same graph but in the order given and without blank lines; the form here is our own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import IO, Any

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, serialize

from kg.errors import KgError
from kg.graph.terms import NAMESPACES

LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
TYPE = f"<{NAMESPACES['rdf']}type>"
XSD = NAMESPACES["xsd"]
BARE = {
    XSD + "integer": re.compile(r"[+-]?\d+"),
    XSD + "decimal": re.compile(r"[+-]?\d*\.\d+"),
    XSD + "boolean": re.compile(r"true|false"),
}
"""Literals that Turtle may write without quotes, and that keep their exact form so."""

PathOrFile = Path | IO[bytes]
Source = Iterable[Quad] | Store


def ordered(source: Source) -> Iterator[Quad]:
    """Every quad once, sorted by graph, subject, type first, predicate, object. Of a store only one subject is held at a time."""
    if not isinstance(source, Store):
        yield from sorted(set(source), key=_rank)
        return
    for graph in (DefaultGraph(), *sorted(source.named_graphs(), key=str)):
        for subject in _subjects(source, graph):
            yield from sorted(source.quads_for_pattern(subject, None, None, graph), key=_rank)


def _subjects(store: Store, graph: NamedNode | BlankNode | DefaultGraph) -> list[Any]:
    """The subjects of a graph, sorted. Oxigraph tells them apart faster than Python does."""
    if isinstance(graph, DefaultGraph):
        solutions: Any = store.query("SELECT DISTINCT ?s WHERE { ?s ?p ?o }")
        return sorted((each["s"] for each in solutions), key=str)
    return sorted({quad.subject for quad in store.quads_for_pattern(None, None, None, graph)}, key=str)


def _rank(quad: Quad) -> tuple[str, str, str, str]:
    predicate = str(quad.predicate)
    return _text(quad.graph_name), str(quad.subject), "" if predicate == TYPE else predicate, str(quad.object)


def _text(graph: NamedNode | BlankNode | DefaultGraph) -> str:
    return "" if isinstance(graph, DefaultGraph) else str(graph)


def turtle(source: Source, prefixes: Mapping[str, str]) -> Iterator[str]:
    """The lines of a Turtle document, each with its end. Graph names are not written: give quads of one graph."""
    naming = _Naming(prefixes)
    yield from naming.head()
    for _, block in groupby(ordered(source), key=lambda quad: (_text(quad.graph_name), str(quad.subject))):
        yield from naming.block(list(block), "")


def trig(source: Source, prefixes: Mapping[str, str]) -> Iterator[str]:
    """The lines of a TriG document: the default graph, then every named graph."""
    naming = _Naming(prefixes)
    yield from naming.head()
    for graph, quads in groupby(ordered(source), key=lambda quad: quad.graph_name):
        named = not isinstance(graph, DefaultGraph)
        if named:
            yield f"\n{naming.term(graph)} {{\n"
        for _, block in groupby(quads, key=lambda quad: str(quad.subject)):
            yield from naming.block(list(block), "    " if named else "")
        if named:
            yield "}\n"


def n_quads(source: Source, prefixes: Mapping[str, str]) -> Iterator[str]:
    """One line a quad, sorted."""
    return (f"{quad.subject} {quad.predicate} {quad.object} {_text(quad.graph_name)}".rstrip() + " .\n" for quad in ordered(source))


def json_ld(source: Source, prefixes: Mapping[str, str]) -> Iterator[str]:
    """JSON-LD as pyoxigraph writes it, over sorted quads."""
    buffer = BytesIO()
    serialize(ordered(source), buffer, format=RdfFormat.JSON_LD, prefixes=dict(prefixes))
    yield buffer.getvalue().decode() + "\n"


FORMATS: dict[str, tuple[str, Callable[[Source, Mapping[str, str]], Iterator[str]]]] = {
    "turtle": (".ttl", turtle),
    "trig": (".trig", trig),
    "nquads": (".nq", n_quads),
    "jsonld": (".jsonld", json_ld),
}
"""Name of a format to its file suffix and writer."""


def write(source: Source, target: PathOrFile, format: str, prefixes: Mapping[str, str]) -> None:
    """Write a graph to a file or an open binary stream: UTF-8, the same bytes for the same graph, whatever the order of its quads."""
    if format not in FORMATS:
        raise KgError(f"no graph format {format!r}: use {', '.join(FORMATS)}")
    if isinstance(target, Path):
        with target.open("wb") as file:
            write(source, file, format, prefixes)
        return
    for line in FORMATS[format][1](source, prefixes):
        target.write(line.encode())


class _Naming:
    """Terms as Turtle writes them, with the prefixes in use."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self.prefixes = dict(sorted(prefixes.items()))
        self._prefix_of = {namespace: prefix for prefix, namespace in self.prefixes.items()}
        self._predicates: dict[NamedNode, str] = {}

    def head(self) -> Iterator[str]:
        for prefix, namespace in self.prefixes.items():
            yield f"@prefix {prefix}: {NamedNode(namespace)} .\n"

    def block(self, quads: list[Quad], indent: str) -> Iterator[str]:
        """One subject with all that is said of it."""
        parts = []
        for predicate, said in groupby(quads, key=lambda quad: quad.predicate):
            objects = f" ,\n{indent}        ".join(self.term(quad.object) for quad in said)
            parts.append(f"{self._predicate(predicate)} {objects}")
        yield f"\n{indent}{self.term(quads[0].subject)} " + f" ;\n{indent}    ".join(parts) + " .\n"

    def _predicate(self, node: NamedNode) -> str:
        """A graph has few predicates, and each of them often."""
        if node not in self._predicates:
            self._predicates[node] = "a" if str(node) == TYPE else self._iri(node)
        return self._predicates[node]

    def term(self, term: object) -> str:
        if isinstance(term, NamedNode):
            return self._iri(term)
        if isinstance(term, Literal):
            return self._literal(term)
        return str(term)

    def _iri(self, node: NamedNode) -> str:
        cut = max(node.value.rfind("/"), node.value.rfind("#")) + 1
        prefix, local = self._prefix_of.get(node.value[:cut]), node.value[cut:]
        return f"{prefix}:{local}" if prefix is not None and LOCAL.fullmatch(local) else str(node)

    def _literal(self, literal: Literal) -> str:
        kind = literal.datatype.value
        if literal.language is None and kind in BARE and BARE[kind].fullmatch(literal.value):
            return literal.value
        if literal.language is None and kind != XSD + "string":
            return f"{Literal(literal.value)}^^{self._iri(literal.datatype)}"
        return str(literal)
