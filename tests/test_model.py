"""The trained model, end to end: sentences to claims, and laws for any text. The only tests of extraction that load spaCy."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.extract.pipeline import Extractor, load
from kg.model import Anchor, Claim, Document, Extraction, Figure, Mention
from kg.ontology import default_folder
from kg.ontology import load as load_ontology

LABS, SYSTEMS = "Vantry Labs", "Morello Systems"
BOUGHT = f"{LABS} acquired {SYSTEMS}"
BUILT = f"{LABS} developed Torren-3"
HEADED = f"Ada Holm worksFor {LABS}"

CLAIMS = [
    # read by the trained model
    ("Torren-3 is a model that Vantry Labs released in 2024.", BUILT),
    ("Vantry Labs charges $2 per million tokens for Torren-3.", "Torren-3 price 2 USD"),
    ("The chief executive of Vantry Labs is Ada Holm.", HEADED),
    ("The maker of Torren-3, Vantry Labs, is growing.", BUILT),
    # the same in many constructions
    ("Vantry Labs developed Torren-3.", BUILT),
    ("Torren-3 was trained by Vantry Labs.", BUILT),
    ("Torren-3, which Vantry Labs released in May, is an open model.", BUILT),
    ("Vantry Labs, the maker of Torren-3, is growing.", BUILT),
    ("Vantry Labs spent $5.6 million on training Torren-3.", BUILT),
    ("Oslo-based Vantry Labs released the Torren-3 model.", f"{BUILT}; {LABS} locatedIn Oslo"),
    ("Vantry Labs is based in Oslo. The company released Torren-3.", f"{BUILT}; {LABS} locatedIn Oslo"),
    ("Vantry Labs released Torren-3 and Torren-4.", f"{BUILT}; {LABS} developed Torren-4"),
    ("Vantry Labs and Morello Systems developed Torren-3.", f"{BUILT}; {SYSTEMS} developed Torren-3"),
    ("Vantry Labs acquired Morello Systems for $40 million.", f"{BOUGHT}; {LABS} dealValue 40000000 USD"),
    ("Morello Systems was bought by Vantry Labs.", BOUGHT),
    ("Vantry Labs announced the purchase of Morello Systems.", BOUGHT),
    # how it is meant
    ("Vantry Labs plans to buy Morello Systems.", f"{BOUGHT}, planned"),
    ("Vantry Labs may acquire Morello Systems.", f"{BOUGHT}, hedged"),
    ("Vantry Labs did not acquire Morello Systems.", f"{BOUGHT}, not"),
    ("Vantry Labs failed to acquire Morello Systems.", f"{BOUGHT}, not"),
    ("Did Vantry Labs acquire Morello Systems?", f"{BOUGHT}, question"),
    ("Ada Holm said that Vantry Labs acquired Morello Systems.", f"{BOUGHT}, reported, by Ada Holm"),
    ("According to Ada Holm, Vantry Labs acquired Morello Systems.", f"{BOUGHT}, reported, by Ada Holm"),
    ("Vantry Labs reportedly acquired Morello Systems.", f"{BOUGHT}, reported"),
    ("Morello Systems denied that it acquired Vantry Labs.", f"{SYSTEMS} acquired {LABS}, reported, not, by {SYSTEMS}"),
    ("Vantry Labs will release Torren-4 in June.", f"{LABS} developed Torren-4, planned"),
    ("It is possible that Vantry Labs acquired Morello Systems.", f"{BOUGHT}, hedged"),
    ("Vantry Labs denies any partnership with Morello Systems.", f"{LABS} partnersWith {SYSTEMS}, reported, not, by {LABS}"),
    ("Vantry Labs claims a partnership with Morello Systems.", f"{LABS} partnersWith {SYSTEMS}, reported, by {LABS}"),
    ("The claim that Vantry Labs bought Morello Systems is old.", f"{BOUGHT}, reported"),
    ("Vantry Labs disputed the claim that Morello Systems developed Torren-3.", f"{SYSTEMS} developed Torren-3, reported, not, by {LABS}"),
    ("Ada Holm, the former chief executive of Vantry Labs, left.", f"{HEADED}, ended"),
    ("Neither Vantry Labs nor Morello Systems developed Torren-3.", f"{BUILT}, not; {SYSTEMS} developed Torren-3, not"),
    ("Vantry Labs denied reports that it acquired Morello Systems.", f"{BOUGHT}, reported, not, by {LABS}"),
    ("Rumours that Vantry Labs bought Morello Systems are old.", f"{BOUGHT}, reported"),
    ("Vantry Labs rather than Morello Systems developed Torren-3.", BUILT),
    ("On Monday Vantry Labs released Torren-3.", BUILT),
    ("Morello Systems led a $40 million round in Vantry Labs.", f"{LABS} fundingRaised 40000000 USD"),
    # people
    ("Ada Holm founded Vantry Labs.", f"Ada Holm founded {LABS}"),
    (
        "The start-up Vantry Labs was founded in 2019 by Ada Holm and Bo Lund.",
        f"Ada Holm founded {LABS}; Bo Lund founded {LABS}; {LABS} foundingDate 2019 date",
    ),
    ("Ada Holm is the chief executive of Vantry Labs.", HEADED),
    ("Vantry Labs chief executive Ada Holm left on Monday.", HEADED),
    ("Bo Lund, an engineer at Vantry Labs, spoke.", f"Bo Lund worksFor {LABS}"),
    ("Ada Holm left Vantry Labs.", f"{HEADED}, ended"),
    ("Vantry Labs hired Ada Holm. She founded Morello Systems.", f"{HEADED}; Ada Holm founded {SYSTEMS}"),
    # other relations
    ("Vantry Labs competes with Morello Systems.", f"{LABS} competesWith {SYSTEMS}"),
    ("Vantry Labs is a rival of Morello Systems.", f"{LABS} competesWith {SYSTEMS}"),
    ("Vantry Labs partnered with Morello Systems.", f"{LABS} partnersWith {SYSTEMS}"),
    ("Vantry Labs invested $5 million in Morello Systems.", f"{LABS} investsIn {SYSTEMS}; {LABS} investment 5000000 USD"),
    ("Morello Systems supplies chips to Vantry Labs.", f"{SYSTEMS} supplies {LABS}"),
    ("Vantry Labs is a subsidiary of Morello Systems.", f"{LABS} partOf {SYSTEMS}"),
    ("Torren-3 is based on Llama 2.", "Torren-3 basedOn Llama 2"),
    ("The Torren-3 model was trained on Nvidia H100 chips.", "Torren-3 usesHardware H100"),
    ("Norwegian start-up Vantry Labs grew last year.", f"{LABS} locatedIn Norway"),
    # figures
    ("Torren-3 cost $5.6 million to train.", "Torren-3 trainingCost 5600000 USD"),
    ("Vantry Labs has 300 employees.", f"{LABS} employeeCount 300 1"),
    ("Vantry Labs raised $40 million.", f"{LABS} fundingRaised 40000000 USD"),
    ("Vantry Labs is valued at $2 billion.", f"{LABS} valuation 2000000000 USD"),
    ("The Torren-3 model has 70 billion parameters.", "Torren-3 parameterCount 70000000000 1"),
    ("Torren-3 was released in March 2024.", "Torren-3 releaseDate 2024-03 date"),
    ("Torren-3 was not trained for $5 million.", "Torren-3 trainingCost 5000000 USD, not"),
    # what the words around it make of it
    ("Vantry Labs's denial that it acquired Morello Systems is old.", f"{BOUGHT}, reported, not"),
    ("It is false that Vantry Labs acquired Morello Systems.", f"{BOUGHT}, not"),
    ("Vantry Labs ruled out buying Morello Systems.", f"{BOUGHT}, reported, not"),
    ("Vantry Labs was accused of acquiring Morello Systems.", f"{BOUGHT}, reported"),
    ("Ada Holm was chief executive of Vantry Labs until 2020.", f"{HEADED}, ended"),
    ("Vantry Labs did not acquire Morello Systems until 2022.", BOUGHT),
    ("Because Vantry Labs acquired Morello Systems, prices may fall.", BOUGHT),
    ("Vantry Labs did not grow, although it acquired Morello Systems.", BOUGHT),
    ("According to Ada Holm, prices may fall because Vantry Labs acquired Morello Systems.", f"{BOUGHT}, reported, by Ada Holm"),
    ("Vantry Labs will shrink if it acquires Morello Systems.", f"{BOUGHT}, hypothetical"),
    ("A court barred Vantry Labs from acquiring Morello Systems.", f"{BOUGHT}, not"),
]

SILENT = [
    "Vantry Labs grew quickly last year.",
    "Nobody at Vantry Labs developed Torren-3.",
    "Vantry Labs grew despite every attempt to acquire Morello Systems.",
]

GAPS = [
    ("but not", "Vantry Labs released Torren-3 but not Torren-4.", BUILT),
    ("almost", "Vantry Labs almost acquired Morello Systems.", f"{BOUGHT}, not"),
    (
        "not by ... but by",
        "Torren-3 was not developed by Vantry Labs but by Morello Systems.",
        f"{BUILT}, not; {SYSTEMS} developed Torren-3",
    ),
    ("unlike", "Unlike Vantry Labs, Morello Systems developed Torren-3.", f"{SYSTEMS} developed Torren-3"),
    ("a former one's name", "Former Vantry Labs chief executive Ada Holm founded Morello Systems.", f"{HEADED}, ended"),
    (
        "a verb left out",
        "Torren-3 was trained for $5 million and Torren-4 for $9 million.",
        "Torren-3 trainingCost 5000000 USD; Torren-4 trainingCost 9000000 USD",
    ),
    (
        "respectively",
        "Torren-3 and Torren-4 cost $5 million and $7 million respectively.",
        "Torren-3 price 5000000 USD; Torren-4 price 7000000 USD",
    ),
    ("it as object", "Vantry Labs grew. Morello Systems acquired it in 2020.", f"{SYSTEMS} acquired {LABS}"),
    ("its, of what the sentence before named", "Vantry Labs grew. Torren-3, its newest model, was released on Monday.", BUILT),
]
"""What a careful reader would find and kg does not yet. A row that begins to pass fails here: move it up."""


NAMES = [LABS, SYSTEMS, "Torren-3", "Ada Holm", "MI300X", "GPT-4", "São Tomé", "O’Lind", "Norwegian", "it", "the company"]
WORDS = ["released", "acquired", "said that", "did not", "which", "is", "based in", "for", "and", "than", "who", "its", "to buy", "of"]
NUMBERS = ["$5.6 million", "300 employees", "2024", "40%", "March 2024", "70B", "€3–5bn", "12,000 chips", "a third"]
MARKS = [".", ",", "?", ":", "’s", "“", "”", "(", ")", "—", "-", "\n", "\n\n", "\n- ", "\u00a0", "\t", "…", "🙂", "\ufeff"]
TEXTS = st.lists(st.sampled_from(NAMES) | st.sampled_from(WORDS) | st.sampled_from(NUMBERS) | st.sampled_from(MARKS), max_size=25).map(
    " ".join
)


@cache
def extractor() -> Extractor:
    return load(load_ontology(default_folder()))


def read(*texts: str) -> list[Extraction]:
    return list(extractor().extract(Document(f"{n}.txt", text, "0" * 64) for n, text in enumerate(texts)))


def shown(claim: Claim) -> str:
    """A claim as the tables write it: its ends' names and property, or figure and unit; then how it is meant."""
    end = claim.object.name if isinstance(claim.object, Mention) else f"{claim.object.value} {claim.object.unit}"
    speaker = claim.speaker.name if isinstance(claim.speaker, Mention) else claim.speaker
    flags = {"not": claim.negated, "planned": claim.planned, "ended": claim.ended, f"by {speaker}": speaker is not None}
    meant = ["" if claim.modality == "asserted" else claim.modality, *(flag for flag, is_set in flags.items() if is_set)]
    return ", ".join([f"{claim.subject.name} {claim.predicate} {end}", *filter(None, meant)])


def check(text: str, expected: str) -> None:
    """The expected claims are found, and no others with their properties."""
    wanted = set(expected.split("; "))
    [extraction] = read(text)
    found = {shown(claim) for claim in extraction.claims if any(f" {claim.predicate} " in row for row in wanted)}
    assert found == wanted


@pytest.mark.parametrize(("text", "expected"), CLAIMS, ids=[text for text, _ in CLAIMS])
def test_claims(text: str, expected: str) -> None:
    check(text, expected)


@pytest.mark.parametrize("text", SILENT)
def test_no_claims(text: str) -> None:
    assert read(text)[0].claims == ()


@pytest.mark.xfail(strict=True, raises=AssertionError)
@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in GAPS], ids=[row[0] for row in GAPS])
def test_known_gaps(text: str, expected: str) -> None:
    check(text, expected)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts=st.lists(TEXTS, min_size=1, max_size=3))
def test_whatever_the_text_its_quotes_stand_in_it(texts: list[str]) -> None:
    for extraction, text in zip(read(*texts), texts, strict=True):
        assert extraction.document.text == text
        assert [a for a in anchors(extraction) if text[a.start : a.end] != a.quote or not a.quote.strip()] == []
        assert [m for m in extraction.mentions if m.kind == "name" and not m.name.strip()] == []
        places = [m.anchor for m in extraction.mentions if m.kind == "name"]
        assert all(a.end <= b.start for a, b in pairwise(places)), "names do not overlap"
        assert all(c.sentence.start <= c.object.anchor.start < c.sentence.end for c in extraction.claims if isinstance(c.object, Figure))
        assert all(0 <= c.confidence <= 1 for c in extraction.claims)


def anchors(extraction: Extraction) -> Iterator[Anchor]:
    """Everything that an extraction quotes."""
    yield from (m.anchor for m in extraction.mentions)
    yield from (f.anchor for f in extraction.unassigned)
    for claim in extraction.claims:
        yield claim.sentence
        yield from (claim.subject.anchor, claim.object.anchor)


def test_a_speaker_is_quoted_as_written() -> None:
    """With its curly apostrophe, which the parser is shown straight."""
    text = "Ada O’Holm said that Vantry Labs acquired Morello Systems."
    [claim] = read(text)[0].claims
    assert isinstance(claim.speaker, Mention)
    assert text[claim.speaker.anchor.start : claim.speaker.anchor.end] == claim.speaker.anchor.quote


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=TEXTS, others=st.lists(TEXTS, max_size=3))
def test_an_extraction_depends_on_its_own_text_alone(text: str, others: list[str]) -> None:
    """The same again, alone or in a batch with others."""
    [alone], [again, *_] = read(text), read(text, *others)
    assert alone == again
