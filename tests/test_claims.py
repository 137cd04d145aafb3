"""From statements and figures to claims: evidence, scope, stance, confidence, and each said once."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from shipyard import CLASSES, block, laid, mention, natural, sea

from kg.extract.claims import OUTSIDE, Assembler, once, unique
from kg.extract.coreference import Resolver
from kg.extract.figures import Attacher
from kg.extract.learned import Guesser, Reader
from kg.extract.mentions import Typer
from kg.extract.quantities import Found
from kg.extract.relations import Matcher
from kg.extract.scene import Scene
from kg.extract.stance import Cues
from kg.model import Anchor, Claim, Document, Extraction, Figure, Mention

ONTOLOGY = sea()


def extracted(*texts: str, quote: str = "") -> Extraction:
    """The extraction of a document of blocks, a line each; `quote` is the quantity in it: a number and, behind it, "dollars"."""
    whole = "\n".join(map(natural, texts))
    scenes, parsed, at = [], [], 0
    for text in texts:
        tree = laid(text)
        tree.start, tree.end = [s + at for s in tree.start], [e + at for e in tree.end]
        mentions = [mention(tree, t, CLASSES[word]) for t, word in enumerate(tree.text) if word in CLASSES]
        scenes.append(Scene.of(tree, mentions, Typer.of(ONTOLOGY)))
        parsed.append(block(whole, tree, at))
        at += len(natural(text)) + 1
    Resolver.of(ONTOLOGY, whole).run(scenes)
    document = Document("a.txt", whole, "0" * 64)
    matcher, attacher = Matcher.of(ONTOLOGY), Attacher.of(ONTOLOGY)
    untrained = Guesser(Reader(ONTOLOGY, attacher), None, None)
    assembler = Assembler(ONTOLOGY, document, Cues.of(ONTOLOGY.stance), matcher, attacher, untrained)
    return assembler.assemble(scenes, parsed, quantity(whole, quote))


def quantity(text: str, quote: str) -> list[Found]:
    if not quote:
        return []
    start = text.index(quote)
    figure = Figure(Decimal(quote.split()[0]), "USD" if "dollars" in quote else "1", Anchor(start, start + len(quote), quote))
    return [Found(figure, "unit", start, start + len(quote), per="day")]


def test_a_claim_cites_its_sentence_and_its_ends() -> None:
    found = extracted("Osprey sank . Its builder , Tarvik , grew .", "Brask took over Tarvik .")
    [claim] = [c for c in found.claims if c.predicate == "owns"]
    assert claim.sentence.quote == "Brask took over Tarvik."
    assert (claim.subject.anchor.quote, claim.object.anchor.quote) == ("Brask", "Tarvik")
    text = found.document.text
    anchors = [claim.sentence, claim.subject.anchor, claim.object.anchor, *(m.anchor for m in found.mentions)]
    assert [text[a.start : a.end] for a in anchors] == [a.quote for a in anchors]
    assert (claim.rule, claim.scope, claim.confidence) == ("buy-v", "sentence", 0.8)


def test_an_end_from_outside_the_sentence_costs_confidence() -> None:
    [near] = extracted("Tarvik built Osprey .").claims
    [far] = extracted("Tarvik grew . It built Osprey .").claims
    assert (near.scope, far.scope) == ("sentence", "document")
    assert far.confidence == round(near.confidence * OUTSIDE, 2)
    assert far.subject.anchor.quote == "It"
    assert far.subject.name == "Tarvik"
    assert far.sentence.quote == "It built Osprey."


@pytest.mark.parametrize(
    ("text", "predicate", "flags"),
    [
        ("Tarvik built Osprey .", "built", ("asserted", False, False, False)),
        ("Tarvik did not build Osprey .", "built", ("asserted", True, False, False)),
        ("Tarvik may build Osprey .", "built", ("hedged", False, False, False)),
        ("Tarvik plans to build Osprey .", "built", ("asserted", False, True, False)),
        ("Tarvik rejected Osprey .", "owns", ("asserted", True, False, False)),
        ("Tarvik sold Osprey to Brask .", "owns", ("asserted", False, False, True)),
        ("Tarvik refused to sell Osprey .", "owns", ("asserted", True, False, True)),
        ("Lind said Osprey , built by Tarvik , sank .", "built", ("asserted", False, False, False)),
    ],
)
def test_stance_of_words_and_of_clauses(text: str, predicate: str, flags: tuple[str, bool, bool, bool]) -> None:
    [claim] = [c for c in extracted(text).claims if c.predicate == predicate]
    assert (claim.modality, claim.negated, claim.planned, claim.ended) == flags


@pytest.mark.parametrize("text", ["Did Tarvik build Osprey ?", "Tarvik will build Osprey .", "Tarvik never built Osprey ."])
def test_what_is_no_plain_fact(text: str) -> None:
    [claim] = extracted(text).claims
    assert not claim.plain


def test_a_name_beside_a_name_is_taken_for_granted() -> None:
    """What a possessive says holds whatever is said of the whole."""
    claims = extracted("Tarvik 's rival Brask grew .", "Tarvik 's Osprey sank .").claims
    assert {c.modality for c in claims} == {"asserted"}
    assert {c.predicate for c in claims} == {"rivals", "built"}


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Lind became captain of Osprey .", "captain"),
        ("Lind is chief engineer of Osprey .", "chief engineer"),
        ("Osprey captain Ravn left .", "captain"),
    ],
)
def test_an_office_is_the_claim_s_role(text: str, role: str) -> None:
    [claim] = extracted(text).claims
    assert claim.role == role


def test_a_figure_is_a_claim_of_its_owner() -> None:
    found = extracted("Osprey was sold for 9 dollars .", quote="9 dollars")
    [claim] = found.claims
    assert isinstance(claim.object, Figure)
    assert (claim.subject.name, claim.predicate, str(claim.object.value), claim.per) == ("Osprey", "price", "9", "day")
    assert found.unassigned == ()


def test_a_figure_that_no_property_takes_is_kept() -> None:
    found = extracted("Tarvik spent 9 dollars on Osprey .", quote="9 dollars")
    assert found.claims == ()
    assert [f.anchor.quote for f in found.unassigned] == ["9 dollars"]


def test_every_name_is_a_mention_once_and_in_order() -> None:
    found = extracted("Tarvik grew . It built Osprey .", "Brask took over Tarvik .")
    assert [(m.anchor.quote, m.kind) for m in found.mentions] == [
        ("Tarvik", "name"),
        ("It", "pronoun"),
        ("Osprey", "name"),
        ("Brask", "name"),
        ("Tarvik", "name"),
    ]
    assert found.words == 9


def test_coordinated_verbs_state_it_once() -> None:
    assert len(extracted("Tarvik designs and builds Osprey .").claims) == 1


def test_a_sentence_repeated_states_it_once() -> None:
    assert len(extracted("Tarvik built Osprey .", "Now Tarvik built Osprey .").claims) == 1
    assert len(extracted("Tarvik built Osprey .", "Tarvik , which built Osprey , grew .").claims) == 2, "another sentence"


def claim_of(text: str) -> Claim:
    [claim] = extracted(text).claims
    return claim


def test_of_equal_claims_the_most_confident_is_kept() -> None:
    claim = claim_of("Tarvik built Osprey .")
    assert unique([claim, replace(claim, confidence=0.9), replace(claim, confidence=0.3)]) == [replace(claim, confidence=0.9)]
    other = replace(claim, object=Mention("Fulmar", "Ship", Anchor(0, 6, "Tarvik")))
    assert len(unique([claim, other])) == 2


@pytest.mark.parametrize(
    ("change", "kept"),
    [({}, 1), ({"negated": True}, 2), ({"predicate": "owns"}, 2), ({"modality": "hedged"}, 1), ({"rule": "other"}, 1)],
)
def test_claims_alike(change: dict[str, Any], kept: int) -> None:
    claim = claim_of("Tarvik built Osprey .")
    later = replace(claim, sentence=Anchor(50, 70, claim.sentence.quote), **change)
    assert len(once([claim, later])) == kept


def test_of_claims_alike_the_most_careful_is_kept() -> None:
    claim = claim_of("Tarvik built Osprey .")
    careful = replace(claim, sentence=Anchor(50, 70, claim.sentence.quote), modality="hedged")
    assert once([claim, careful]) == once([careful, claim]) == [careful]
