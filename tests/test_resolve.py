"""Things of several documents become entities: what is joined, what stays apart, and why."""

from __future__ import annotations

import making
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.lexicon import Label, Name
from kg.model import Entity, Extraction, Resolution
from kg.naming import kebab, normal, slug
from kg.resolve import is_acronym, resolve

ONTOLOGY = making.ontology()
COMPANY, INVESTOR, ORGANISATION, PERSON, MODEL = "Company", "Investor", "Organization", "Person", "Model"


def texts(*pages: tuple[tuple[str, str], ...]) -> list[Extraction]:
    """A document for each tuple of (name, class): a.txt, b.txt, ..."""
    return [making.page(f"{chr(97 + i)}.txt", *((thing,) for thing in page)) for i, page in enumerate(pages)]


def names(resolution: Resolution) -> list[str]:
    return [entity.id for entity in resolution.entities]


def of(resolution: Resolution, document: str, cls: str, name: str) -> Entity:
    return next(e for e in resolution.entities if e.id == resolution.of[document, cls, name])


JOINED = [
    ("same name", [("Zephyrine", COMPANY)], [("Zephyrine", COMPANY)], "company/zephyrine"),
    ("case and marks", [("QUILL 2", MODEL)], [("Quill-2", MODEL)], "model/quill-2"),
    ("legal form", [("Brindle Works, Inc.", COMPANY)], [("Brindle Works", COMPANY)], "company/brindle-works"),
    ("article", [("The Sallow Fund", INVESTOR)], [("Sallow Fund", INVESTOR)], "investor/sallow-fund"),
    ("initials", [("U.K.", "Place")], [("UK", "Place")], "place/uk"),
    ("superclass", [("Zephyrine", ORGANISATION)], [("Zephyrine", COMPANY)], "company/zephyrine"),
    ("siblings", [("Zephyrine", COMPANY), ("Zephyrine", COMPANY)], [("Zephyrine", INVESTOR)], "company/zephyrine"),
    ("first word", [("Zephyrine", COMPANY)], [("Zephyrine Labs", COMPANY)], "company/zephyrine-labs"),
    ("surname", [("Okafor", PERSON)], [("Ada Okafor", PERSON)], "person/ada-okafor"),
]


@pytest.mark.parametrize(("case", "first", "second", "expected"), JOINED, ids=[case[0] for case in JOINED])
def test_joined(case: str, first: list[tuple[str, str]], second: list[tuple[str, str]], expected: str) -> None:
    resolution = resolve(texts(tuple(first), tuple(second)), ONTOLOGY)
    assert names(resolution) == [expected]
    assert resolution.entities[0].because, case


APART = [
    ("version", [("Quill 3", MODEL)], [("Quill 3.1", MODEL)]),
    ("version without dot", [("Quill 31", MODEL)], [("Quill 3.1", MODEL)]),
    ("letter behind the version", [("Quill-4", MODEL)], [("Quill-4o", MODEL)]),
    ("family and version", [("Quill", MODEL)], [("Quill 3", MODEL)]),
    ("maker and model", [("Zephyrine", COMPANY)], [("Zephyrine", MODEL)]),
    ("person and company", [("Okafor", COMPANY)], [("Ada Okafor", PERSON)]),
    ("first word of a model", [("Quill", MODEL)], [("Quill Mini", MODEL)]),
    ("both in one text", [("Zephyrine", COMPANY), ("Zephyrine Labs", COMPANY)], []),
    ("siblings in one text", [("Zephyrine", COMPANY), ("Zephyrine", INVESTOR)], []),
    ("tail without a maker", [("R7", MODEL)], [("Quill R7", MODEL)]),
]


@pytest.mark.parametrize(("case", "first", "second"), APART, ids=[case[0] for case in APART])
def test_kept_apart(case: str, first: list[tuple[str, str]], second: list[tuple[str, str]]) -> None:
    resolution = resolve(texts(tuple(first), tuple(second)), ONTOLOGY)
    assert len(resolution.entities) == len({*first, *second}), case


def test_first_word_of_two_names_is_ambiguous() -> None:
    found = resolve(texts((("Zephyrine", COMPANY),), (("Zephyrine Labs", COMPANY),), (("Zephyrine Foods", COMPANY),)), ONTOLOGY)
    assert names(found) == ["company/zephyrine", "company/zephyrine-foods", "company/zephyrine-labs"]


def test_short_forms_need_a_lexicon_that_says_what_organisations_are() -> None:
    found = resolve(texts((("Zephyrine", COMPANY),), (("Zephyrine Labs", COMPANY),)), making.ontology(labels=(Label("ORG", "Place"),)))
    assert len(found.entities) == 2


def test_version_spelled_otherwise_needs_the_maker_in_its_own_document() -> None:
    pages = texts((("Zephyrine", COMPANY), ("R7", MODEL)), (("Zephyrine-R7", MODEL),), (("Zephyrine R7", MODEL),))
    found = resolve(pages, ONTOLOGY)
    entity = of(found, "a.txt", MODEL, "R7")
    assert entity.id == "model/zephyrine-r7"
    assert {member[0] for member in entity.members} == {"a.txt", "b.txt", "c.txt"}
    assert any("maker's name" in line for line in entity.because)


def test_one_short_form_of_two_makers_is_two_things() -> None:
    pages = texts(
        (("Zephyrine", COMPANY), ("R7", MODEL)),
        (("Brindle", COMPANY), ("R7", MODEL)),
        (("Zephyrine R7", MODEL), ("Brindle R7", MODEL)),
        (("R7", MODEL),),
    )
    found = resolve(pages, ONTOLOGY)
    assert of(found, "a.txt", MODEL, "R7").id == "model/zephyrine-r7"
    assert of(found, "b.txt", MODEL, "R7").id == "model/brindle-r7"
    assert of(found, "d.txt", MODEL, "R7").id == "model/r7"


def test_a_claim_decides_between_two_makers_of_one_document() -> None:
    both = making.page("a.txt", (("Zephyrine", COMPANY), "developed", ("R7", MODEL)), (("Brindle", COMPANY),))
    longer = making.page("b.txt", (("Zephyrine R7", MODEL),), (("Brindle R7", MODEL),))
    assert of(resolve([both, longer], ONTOLOGY), "a.txt", MODEL, "R7").id == "model/zephyrine-r7"


def test_alias_of_another_text_joins_unless_two_texts_claim_it() -> None:
    def aliased(name: str, full: str) -> Extraction:
        doc = making.document(f"{full} grew. Vireo hired.", name)
        return making.extraction(doc, [making.mention(doc, full, MODEL), making.mention(doc, "Vireo", MODEL, full)])

    short = making.page("a.txt", (("Vireo", MODEL),))
    assert names(resolve([short, aliased("b.txt", "Great Vireo")], ONTOLOGY)) == ["model/great-vireo"]
    assert len(resolve([short, aliased("b.txt", "Great Vireo"), aliased("c.txt", "Small Vireo")], ONTOLOGY).entities) == 3


def test_lexicon_entry_gives_name_and_external_identity() -> None:
    doc = making.document("Bratain and the Isle are one.")
    page = making.extraction(doc, [making.mention(doc, "Bratain", "Place", known="Isle of Brat"), making.mention(doc, "Isle", "Place")])
    ontology = making.ontology(names=(Name("Isle of Brat", "Place", same_as=("https://data.example/Q1",)),))
    entity = of(resolve([page], ontology), "a.txt", "Place", "Bratain")
    assert (entity.name, entity.same_as, entity.aliases) == ("Isle of Brat", ("https://data.example/Q1",), ("Bratain",))


def test_two_lexicon_entries_of_one_name_are_two_things() -> None:
    pages = []
    for name, known in (("a.txt", "Perth, Scotland"), ("b.txt", "Perth, Australia"), ("c.txt", None)):
        doc = making.document("Perth.", name)
        pages.append(making.extraction(doc, [making.mention(doc, "Perth", "Place", known=known)]))
    assert len(resolve(pages, ONTOLOGY).entities) == 3


def test_acronym_in_brackets_behind_its_expansion() -> None:
    doc = making.document("The Office of Tidal Law (OTL) spoke.")
    page = making.extraction(doc, [making.mention(doc, "Office of Tidal Law", ORGANISATION), making.mention(doc, "OTL", ORGANISATION)])
    assert names(resolve([page], ONTOLOGY)) == ["organization/office-of-tidal-law"]
    assert not is_acronym("OTX", "Office of Tidal Law")


def test_class_of_most_mentions_is_named_in_the_reasons() -> None:
    pages = texts((("Sallow", INVESTOR), ("Sallow", INVESTOR)), (("Sallow", COMPANY),))
    entity = resolve(pages, ONTOLOGY).entities[0]
    assert entity.cls == INVESTOR
    assert "class by number of mentions: Investor 2, Company 1" in entity.because


def test_equal_slugs_are_numbered() -> None:
    pages = texts((("+++", MODEL), ("Zoé", MODEL), ("Zoe", MODEL)))
    assert names(resolve(pages, ONTOLOGY)) == [f"model/{slug('+++')}", "model/zoe", "model/zoe-2"]


def test_hostile_names_get_safe_ids() -> None:
    hostile = ['"; DROP', "<script>alert(1)</script>", "a/b?c#d", "\u202egnp.exe", "x" * 10_000, "名前", "\n", "  "]
    found = resolve(
        [
            making.extraction(
                making.document("".join(hostile)), [making.mention(making.document("".join(hostile)), n, MODEL) for n in hostile]
            )
        ],
        ONTOLOGY,
    )
    for entity in found.entities:
        assert entity.id.startswith("model/")
        assert not set(entity.id.removeprefix("model/")) & set(' \n"<>?#/\\%\u202e')
        assert len(entity.id) < 110
    assert len({e.id for e in found.entities}) == len(found.entities)


def test_slug_and_class_path() -> None:
    assert slug("Llama 3.1") != slug("Llama 31")
    assert (slug("Société Générale"), slug("01.AI"), kebab("GovernmentBody")) == ("societe-generale", "01-ai", "government-body")


NAMES = st.sampled_from(
    ["Zephyrine", "Zephyrine Labs", "zephyrine", "Brindle", "R7", "Zephyrine R7", "Brindle-R7", "Quill 3", "Quill 3.1", "Quill", "Vireo"]
)
THINGS = st.lists(st.tuples(NAMES, st.sampled_from([COMPANY, INVESTOR, ORGANISATION, PERSON, MODEL])), min_size=1, max_size=4)


@given(st.lists(THINGS, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_order_of_documents_does_not_matter_and_nothing_is_lost(pages: list[list[tuple[str, str]]], random: object) -> None:
    found = texts(*(tuple(page) for page in pages))
    resolution = resolve(found, ONTOLOGY)
    shuffled = list(found)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert resolve(shuffled, ONTOLOGY) == resolution
    assert set(resolution.of) == {(page.document.name, *mention.key) for page in found for mention in page.mentions}
    assert sorted(member for entity in resolution.entities for member in entity.members) == sorted(resolution.of)
    for entity in resolution.entities:
        assert all(ONTOLOGY.is_a(cls, "Organization") for _, cls, _ in entity.members) or len({cls for _, cls, _ in entity.members}) == 1


@given(st.text(min_size=1, max_size=40))
def test_a_slug_is_never_empty_and_is_its_own_slug(name: str) -> None:
    assert slug(name)
    assert slug(slug(name)) == slug(name)
    assert normal(f" {name}\n") == normal(name)
