"""Values to quads: entities, claims with their evidence, figures, documents, the run and the conflicts.

No blank nodes, nothing from clock or machine; quads come as they arise, `kg.graph.formats` sorts them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from kg.graph import terms
from kg.graph.terms import below, date, decimal, document_iri, english, iri, term, text, truth, whole
from kg.model import Claim, Conflict, Document, Entity, Extraction, Figure, Mention, Resolution, Run, claim_id
from kg.ontology import Ontology
from kg.wording import quantity

A = term("rdf:type")
LABEL = term("rdfs:label")

Triple = tuple[NamedNode, NamedNode, NamedNode | Literal]


def quads(
    extractions: Iterable[Extraction],
    resolution: Resolution,
    conflicts: Iterable[Conflict],
    ontology: Ontology,
    run: Run,
    base_iri: str = terms.DEFAULT_BASE,
    *,
    by_document: bool = False,
) -> Iterator[Quad]:
    """All of a graph, one extraction in memory at a time. A direct triple comes once for each claim that states it.

    With `by_document` what a document says stands in a named graph of the document's IRI, all else in the default graph.
    """
    maker = _Builder(resolution, ontology, run, terms.base_of(base_iri))
    default = DefaultGraph()
    for extraction in extractions:
        graph = document_iri(maker.base, extraction.document.name) if by_document else default
        for triple in maker.extraction(extraction):
            yield Quad(*triple, graph)
    for triple in maker.rest(conflicts):
        yield Quad(*triple, default)


class _Builder:
    """The triples of each kind of value. Holds what all of them need: who is who, and where IRIs begin."""

    def __init__(self, resolution: Resolution, ontology: Ontology, run: Run, base: str) -> None:
        self.resolution = resolution
        self.ontology = ontology
        self.run = run
        self.base = base
        self.run_iri = terms.run_iri(base, run)

    def extraction(self, extraction: Extraction) -> Iterator[Triple]:
        """What one document says. Claims of equal identity are one: the first of them."""
        document = extraction.document
        yield from self.document(document)
        named = self._named(extraction)
        claims: dict[str, Claim] = {}
        for claim in extraction.claims:
            claims.setdefault(claim_id(document.name, claim), claim)
        for identity, claim in claims.items():
            yield from self.claim(document, identity, claim, named)

    def rest(self, conflicts: Iterable[Conflict]) -> Iterator[Triple]:
        """What belongs to no single document."""
        for entity in self.resolution.entities:
            yield from self.entity(entity)
        for conflict in conflicts:
            yield from self.conflict(conflict)
        run = self.run_iri
        yield run, A, term("prov:Activity")
        yield run, term("kg:version"), text(self.run.version)
        yield run, term("kg:model"), text(self.run.model)
        yield run, term("kg:ontologySha256"), text(self.run.ontology)

    def document(self, document: Document) -> Iterator[Triple]:
        node = document_iri(self.base, document.name)
        yield node, A, term("schema:Article")
        if "Document" in self.ontology.classes:
            yield node, A, iri(self.ontology.classes["Document"].iri)
        yield node, term("kg:fileName"), text(document.name)
        yield node, term("kg:sha256"), text(document.sha256)
        yield node, term("kg:textSha256"), text(document.text_sha256)
        yield node, term("dct:language"), text(document.language)
        for name, value in (("title", document.title), ("creator", document.author), ("publisher", document.publisher)):
            if value:
                yield node, term(f"dct:{name}"), text(value)
        if document.date:
            yield node, term("dct:issued"), date(document.date)
        if document.url:
            yield node, term("dct:source"), iri(document.url)

    def entity(self, entity: Entity) -> Iterator[Triple]:
        node = self._entity(entity.id)
        if entity.cls in self.ontology.classes:
            yield node, A, iri(self.ontology.classes[entity.cls].iri)
        yield node, LABEL, english(entity.name)
        for alias in entity.aliases:
            yield node, term("skos:altLabel"), english(alias)
        for reason in entity.because:
            yield node, term("kg:because"), text(reason)
        for document in sorted({member[0] for member in entity.members}):
            yield node, term("kg:mentionedIn"), document_iri(self.base, document)
        for same in entity.same_as:
            yield node, term("owl:sameAs"), iri(same)

    def claim(self, document: Document, identity: str, claim: Claim, named: dict[str, str]) -> Iterator[Triple]:
        node = below(self.base, "claim", identity)
        subject = self._mention(document, claim.subject)
        predicate = self._predicate(claim.predicate)
        end = self._object(document, identity, claim)
        yield node, A, term("kg:Claim")
        yield node, term("rdf:subject"), subject
        yield node, term("rdf:predicate"), predicate
        yield node, term("rdf:object"), end
        yield node, term("prov:wasDerivedFrom"), document_iri(self.base, document.name)
        yield node, term("prov:wasGeneratedBy"), self.run_iri
        for name, value in self._qualifiers(document, claim, named):
            yield node, term(name), value
        if claim.plain and not claim.ended:
            yield subject, predicate, end
        if isinstance(claim.object, Figure) and isinstance(end, NamedNode):
            yield from self.figure(end, claim, claim.object)
        evidence = below(self.base, "evidence", identity)
        yield node, term("kg:evidence"), evidence
        yield from self.evidence(evidence, document, claim)

    def _qualifiers(self, document: Document, claim: Claim, named: dict[str, str]) -> Iterator[tuple[str, NamedNode | Literal]]:
        yield "kg:modality", term(f"kg:{claim.modality.capitalize()}")
        yield "kg:negated", truth(claim.negated)
        yield "kg:confidence", decimal(Decimal(str(claim.confidence)))
        yield "kg:scope", text(claim.scope)
        yield "kg:pattern", text(claim.rule)
        if isinstance(claim.speaker, Mention):
            yield "kg:attributedTo", self._mention(document, claim.speaker)
        elif claim.speaker:
            yield "kg:speaker", text(claim.speaker)
        for name, holds in (("ended", claim.ended), ("planned", claim.planned)):
            if holds:
                yield f"kg:{name}", truth(True)
        for name, words in (
            ("role", claim.role),
            ("baseline", claim.baseline),
            ("purpose", claim.purpose),
            ("per", claim.per),
            ("on", claim.on),
        ):
            if words:
                yield f"kg:{name}", text(words)
        if claim.on and claim.on.casefold() in named:
            yield "kg:on", self._entity(named[claim.on.casefold()])
        if claim.date:
            yield "dct:date", date(claim.date)
        if isinstance(claim.object, Figure) and isinstance(claim.object.value, str):
            yield "kg:comparator", text(claim.object.comparator)
            if claim.object.upper is not None:
                yield "qudt:upperBound", date(str(claim.object.upper))

    def evidence(self, node: NamedNode, document: Document, claim: Claim) -> Iterator[Triple]:
        yield node, A, term("kg:Evidence")
        yield node, A, term("oa:SpecificResource")
        yield node, term("oa:hasSource"), document_iri(self.base, document.name)
        yield node, term("oa:exact"), text(claim.sentence.quote)
        yield node, term("oa:start"), whole(claim.sentence.start)
        yield node, term("oa:end"), whole(claim.sentence.end)
        for end, anchor in (("subject", claim.subject.anchor), ("object", claim.object.anchor)):
            yield node, term(f"kg:{end}Start"), whole(anchor.start)
            yield node, term(f"kg:{end}End"), whole(anchor.end)

    def figure(self, node: NamedNode, claim: Claim, figure: Figure) -> Iterator[Triple]:
        yield node, A, term("kg:Figure")
        yield node, A, term("qudt:QuantityValue")
        bounds = ("numericValue",) if figure.upper is None else ("lowerBound", "upperBound")
        for name, value in zip(bounds, (figure.value, figure.upper), strict=False):
            yield node, term(f"qudt:{name}"), decimal(Decimal(str(value)))
        if figure.unit in self.ontology.units:
            yield node, term("qudt:hasUnit"), iri(self.ontology.units[figure.unit])
        yield node, term("kg:unit"), text(figure.unit)
        yield node, term("kg:comparator"), text(figure.comparator)
        yield node, term("kg:surface"), text(figure.anchor.quote)
        for name, words in (("per", claim.per), ("on", claim.on)):
            if words:
                yield node, term(f"kg:{name}"), text(words)
        yield node, LABEL, text(quantity(figure) + (f" per {claim.per}" if claim.per else ""))

    def conflict(self, conflict: Conflict) -> Iterator[Triple]:
        node = below(self.base, "conflict", conflict.id)
        yield node, A, term("kg:Conflict")
        yield node, term("kg:verdict"), term(f"kg:{conflict.verdict.capitalize()}")
        yield node, term("kg:about"), self._entity(conflict.entity)
        yield node, term("kg:onProperty"), self._predicate(conflict.predicate)
        for claim in conflict.claims:
            yield node, term("kg:claim"), below(self.base, "claim", claim)
        yield node, term("rdfs:comment"), text(conflict.why)

    def _object(self, document: Document, identity: str, claim: Claim) -> NamedNode | Literal:
        if isinstance(claim.object, Mention):
            return self._mention(document, claim.object)
        if isinstance(claim.object.value, str):
            return date(claim.object.value)
        return below(self.base, "figure", identity)

    def _mention(self, document: Document, mention: Mention) -> NamedNode:
        return self._entity(self.resolution.of[(document.name, *mention.key)])

    def _entity(self, path: str) -> NamedNode:
        return below(self.base, path)

    def _predicate(self, name: str) -> NamedNode:
        declared = self.ontology.relations.get(name) or self.ontology.figures.get(name)
        return iri(declared.iri if declared else self.ontology.namespace + name)

    def _named(self, extraction: Extraction) -> dict[str, str]:
        """The document's words for things, folded, to entity ids; words for two things are left out."""
        found: dict[str, set[str]] = {}
        for mention in extraction.mentions:
            entity = self.resolution.of[(extraction.document.name, *mention.key)]
            for words in (mention.name, mention.anchor.quote):
                found.setdefault(words.casefold(), set()).add(entity)
        return {words: next(iter(entities)) for words, entities in found.items() if len(entities) == 1}
