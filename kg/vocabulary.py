"""The two Turtle vocabularies: the units of `core.ttl`, and a domain's classes, relations and figures.

Terms are named by the last part of their IRI: "Ferry" for <...#Ferry>. Every reader adds what it finds wrong to `problems`, as
"file:line: what; what to do", and goes on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kg.model import DATE

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

KG = "https://kg.example/ns/core#"
OWL = "http://www.w3.org/2002/07/owl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SCHEMA = "https://schema.org/"
VANN = "http://purl.org/vocab/vann/"

CURRENCY = "currency"
"""Stands among a figure's units for money of any currency."""


@dataclass(frozen=True, slots=True)
class Class:
    """A kind of thing. `parent` is the name of its superclass in the same vocabulary."""

    name: str
    iri: str
    parent: str | None
    label: str
    comment: str
    concept: bool = False
    """The vocabulary lists its members: values that texts give to things (open source), not things that texts name."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A property between two things. `domain` and `range` name the classes of which each end must be one."""

    name: str
    iri: str
    domain: tuple[str, ...]
    range: tuple[str, ...]
    label: str
    comment: str
    symmetric: bool = False
    functional: bool = False
    inverse: str | None = None
    """Name of the property that says the same the other way round; it is documented and never written."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A property whose values are figures. `units` are symbols, "currency" for any money, "date" for dates."""

    name: str
    iri: str
    domain: tuple[str, ...]
    units: tuple[str, ...]
    label: str
    comment: str
    functional: bool = False

    def takes(self, unit: str, iris: Mapping[str, str]) -> bool:
        """Whether a value may be in this unit, given the IRIs of all known units."""
        return unit in self.units or (CURRENCY in self.units and is_currency(iris.get(unit, "")))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a vocabulary.ttl declares; dictionaries are sorted by name."""

    prefix: str = ""
    namespace: str = ""
    classes: dict[str, Class] = field(default_factory=dict)
    relations: dict[str, Relation] = field(default_factory=dict)
    figures: dict[str, Quantity] = field(default_factory=dict)


def is_currency(iri: str) -> bool:
    """Whether a unit's IRI is one of QUDT's currencies."""
    return "/vocab/currency/" in iri


def read_units(path: Path, problems: list[str]) -> dict[str, str]:
    """Unit symbol to unit IRI, sorted by symbol, from every subject of kg:symbol."""
    source = _Source(path)
    if not source.parse(problems):
        return {}
    pairs = sorted((str(symbol), str(iri)) for iri, symbol in source.pairs(KG + "symbol"))
    if not pairs:
        problems.append(source.at("@prefix", "no unit has a kg:symbol; declare the units that figures may have"))
    units: dict[str, str] = {}
    for symbol, iri in pairs:
        if units.setdefault(symbol, iri) != iri:
            problems.append(source.at(f'"{symbol}"', f"unit symbol {symbol!r} stands for {units[symbol]} and {iri}; keep one"))
    return units


def read_vocabulary(path: Path, units: dict[str, str], problems: list[str]) -> Vocabulary:
    """Classes, relations and figures of a domain, checked against each other and against the known units."""
    source = _Source(path)
    if not source.parse(problems):
        return Vocabulary()
    prefixes = [(str(prefix), subject) for subject, prefix in source.pairs(VANN + "preferredNamespacePrefix")]
    heads = [(prefix, str(uri)) for prefix, subject in prefixes for uri in source.values(subject, VANN + "preferredNamespaceUri")]
    if len(heads) != 1:
        what = "must give one vann:preferredNamespacePrefix and one vann:preferredNamespaceUri"
        problems.append(source.at("@prefix", f"the ontology {what}; add them to its owl:Ontology"))
        return Vocabulary()
    return _Reader(source, *heads[0], units, problems).vocabulary()


class _Source:
    """A parsed Turtle file that can tell on which line a term is declared."""

    def __init__(self, path: Path) -> None:
        from rdflib import Graph

        self.path = path
        self.graph: Graph = Graph(bind_namespaces="none")
        self.text = ""

    def parse(self, problems: list[str]) -> bool:
        """Read the file; False, and a problem, when it is missing or no Turtle."""
        from rdflib.plugins.parsers.notation3 import BadSyntax

        try:
            self.text = self.path.read_text(encoding="utf-8")
            self.graph.parse(data=self.text, format="turtle")
        except (OSError, UnicodeDecodeError) as error:
            problems.append(f"{self.path}: can't be read ({error}); it must be a UTF-8 text file")
        except BadSyntax as error:
            problems.append(f"{self.path}:{error.lines + 1}: not Turtle: {error.message}; mend the syntax there")
        else:
            return True
        return False

    def pairs(self, predicate: str) -> Iterator[tuple[Node, Node]]:
        """Subjects and objects of a predicate."""
        from rdflib import URIRef

        return self.graph.subject_objects(URIRef(predicate))

    def values(self, subject: Node, predicate: str) -> list[Node]:
        """Objects of subject and predicate, sorted."""
        from rdflib import URIRef

        return sorted(self.graph.objects(subject, URIRef(predicate)), key=str)

    def at(self, term: str, message: str) -> str:
        """The message with file and line: the line that begins with the term, else the first that holds it."""
        begins = re.search(rf"^{re.escape(term)}(?![\w-])", self.text, re.MULTILINE)
        where = begins or re.search(rf"{re.escape(term)}(?![\w-])", self.text)
        line = self.text.count("\n", 0, where.start()) + 1 if where else 1
        return f"{self.path}:{line}: {message}"


class _Reader:
    """One pass over a vocabulary's graph; every fault goes to `problems`."""

    def __init__(self, source: _Source, prefix: str, namespace: str, units: dict[str, str], problems: list[str]) -> None:
        self.source, self.prefix, self.namespace, self.units, self.problems = source, prefix, namespace, units, problems

    def vocabulary(self) -> Vocabulary:
        classes = {name: self._class(name) for name in self._named(RDF + "type", OWL + "Class")}
        figures = self._named(RDFS + "subPropertyOf", KG + "figureProperty")
        inverses = set(self._subjects(OWL + "inverseOf"))
        relations = [name for name in self._named(RDF + "type", OWL + "ObjectProperty") if name not in figures and name not in inverses]
        found = Vocabulary(
            self.prefix,
            self.namespace,
            classes,
            {name: self._relation(name) for name in relations},
            {name: self._figure(name) for name in figures},
        )
        if not classes:
            self.problems.append(self.source.at("@prefix", f"no owl:Class in {self.namespace}; declare the classes that things may have"))
        self._check(found)
        return found

    @cached_property
    def _inverse(self) -> dict[str, str]:
        """Relation name to the name of the property that declares itself its inverse."""
        pairs = ((self._local(o), self._local(s)) for s, o in self.source.pairs(OWL + "inverseOf"))
        return {of: name for of, name in sorted(pairs, key=str) if of is not None and name is not None}

    def _class(self, name: str) -> Class:
        parents = self._locals(name, RDFS + "subClassOf")
        if len(parents) > 1:
            self._problem(name, f"class {name} has the parents {', '.join(parents)}; keep one")
        values = self._named(RDF + "type", OWL + "NamedIndividual")
        concept = any(name in self._locals(value, RDF + "type") for value in values)
        return Class(name, self.namespace + name, parents[0] if parents else None, *self._texts(name), concept)

    def _relation(self, name: str) -> Relation:
        domain = self._locals(name, SCHEMA + "domainIncludes", RDFS + "domain")
        range_ = self._locals(name, SCHEMA + "rangeIncludes", RDFS + "range")
        symmetric, functional = self._is(name, "SymmetricProperty"), self._is(name, "FunctionalProperty")
        label, comment = self._texts(name)
        return Relation(name, self.namespace + name, domain, range_, label, comment, symmetric, functional, self._inverse.get(name))

    def _figure(self, name: str) -> Quantity:
        domain = self._locals(name, SCHEMA + "domainIncludes", RDFS + "domain")
        units = tuple(str(unit) for unit in self._values(name, KG + "unit"))
        return Quantity(name, self.namespace + name, domain, units, *self._texts(name), self._is(name, "FunctionalProperty"))

    def _check(self, found: Vocabulary) -> None:
        properties = {**found.relations, **found.figures}
        for name in sorted(found.classes.keys() & properties.keys()):
            self._problem(name, f"{name} is declared as a class and as a property; give one of them another name")
        for each in found.classes.values():
            if each.parent is not None and each.parent not in found.classes:
                self._problem(each.name, f"class {each.name} has the unknown parent {each.parent}; declare it as an owl:Class or drop it")
        for name in sorted(_in_cycles(found.classes)):
            self._problem(name, f"class {name} is its own ancestor; break the cycle of rdfs:subClassOf")
        for name, relation in found.relations.items():
            self._check_ends(name, found, domain=relation.domain, range=relation.range)
            if relation.symmetric and set(relation.domain) != set(relation.range):
                self._problem(name, f"symmetric relation {name} has a domain that is not its range; make them equal")
        for name, figure in found.figures.items():
            self._check_ends(name, found, domain=figure.domain)
            self._check_units(figure)
        for of, name in self._inverse.items():
            if of not in found.relations:
                self._problem(name, f"{name} is the inverse of {of}, which is no relation; declare {of} as an owl:ObjectProperty")

    def _check_ends(self, name: str, found: Vocabulary, **ends: tuple[str, ...]) -> None:
        for end, classes in ends.items():
            if not classes:
                self._problem(name, f"{name} has no {end}; add schema:{end}Includes, or rdfs:{end} for a single class")
            for cls in classes:
                if cls not in found.classes:
                    self._problem(name, f"{end} of {name} names the unknown class {cls}; declare it or mend the name")

    def _check_units(self, figure: Quantity) -> None:
        if not figure.units:
            self._problem(figure.name, f'figure {figure.name} has no unit; add kg:unit "1", "{CURRENCY}", "{DATE}" or a unit of core.ttl')
        for unit in figure.units:
            if unit not in (CURRENCY, DATE) and unit not in self.units:
                self._problem(figure.name, f"figure {figure.name} has the unknown unit {unit!r}; declare it in core.ttl with kg:symbol")

    def _texts(self, name: str) -> tuple[str, str]:
        """Label and comment; a term without either is a problem."""
        found = []
        for predicate in ("label", "comment"):
            texts = [str(text) for text in self._values(name, RDFS + predicate)]
            if len(texts) != 1:
                self._problem(name, f"{name} has {len(texts) or 'no'} rdfs:{predicate}; give it one in English")
            found.append(texts[0] if texts else "")
        return found[0], found[1]

    def _named(self, predicate: str, value: str) -> list[str]:
        """Sorted names of the namespace's subjects that have this predicate and value."""
        return sorted({name for s, o in self.source.pairs(predicate) if str(o) == value and (name := self._local(s)) is not None})

    def _subjects(self, predicate: str) -> Iterator[str]:
        return (name for s, _ in self.source.pairs(predicate) if (name := self._local(s)) is not None)

    def _values(self, name: str, predicate: str) -> list[Node]:
        from rdflib import URIRef

        return self.source.values(URIRef(self.namespace + name), predicate)

    def _locals(self, name: str, *predicates: str) -> tuple[str, ...]:
        """Names of the namespace among the values of these predicates, sorted."""
        found = {self._local(value) for predicate in predicates for value in self._values(name, predicate)}
        return tuple(sorted(value for value in found if value is not None))

    def _local(self, node: Node) -> str | None:
        return str(node).removeprefix(self.namespace) if str(node).startswith(self.namespace) else None

    def _is(self, name: str, kind: str) -> bool:
        return OWL + kind in map(str, self._values(name, RDF + "type"))

    def _problem(self, name: str, message: str) -> None:
        self.problems.append(self.source.at(f"{self.prefix}:{name}", message))


def _in_cycles(classes: dict[str, Class]) -> set[str]:
    """Names of the classes that are reached again by going up from them."""
    cyclic = set()
    for name in classes:
        seen, here = {name}, classes[name].parent
        while here in classes and here not in seen:
            seen.add(here)
            here = classes[here].parent
        if here == name:
            cyclic.add(name)
    return cyclic
