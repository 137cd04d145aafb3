"""An ontology folder: what `load` reads, what it refuses with file and line, and the SHACL that follows from a vocabulary."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pyshacl
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import OntologyError
from kg.lexicon import FILES, KEYS, Frame, Measure, Name, Unit
from kg.lexicon_reader import decode
from kg.ontology import Ontology, default_folder, load
from kg.shapes import shapes_from

HEAD = """\
@prefix sea: <https://ships.example/ns#> .
@prefix kg: <https://kg.example/ns/core#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix vann: <http://purl.org/vocab/vann/> .
<https://ships.example/ns> a owl:Ontology ; vann:preferredNamespacePrefix "sea" ; vann:preferredNamespaceUri "https://ships.example/ns#" .
"""
TEXTS = 'rdfs:label "x"@en ; rdfs:comment "y"@en'
VOCABULARY = f"""\
{HEAD}sea:Vessel a owl:Class ; {TEXTS} ; rdfs:subClassOf schema:Vehicle .
sea:Ferry a owl:Class ; rdfs:subClassOf sea:Vessel ; {TEXTS} .
sea:CarFerry a owl:Class ; rdfs:subClassOf sea:Ferry ; {TEXTS} .
sea:Yard a owl:Class ; {TEXTS} .
sea:built a owl:ObjectProperty ; {TEXTS} ; rdfs:domain sea:Yard ; rdfs:range sea:Vessel .
sea:builtBy a owl:ObjectProperty ; owl:inverseOf sea:built .
sea:sisterOf a owl:ObjectProperty, owl:SymmetricProperty ; {TEXTS} ; rdfs:domain sea:Vessel ; rdfs:range sea:Vessel .
sea:price a owl:ObjectProperty ; rdfs:subPropertyOf kg:figureProperty ; {TEXTS} ; schema:domainIncludes sea:Vessel, sea:Yard ;
    kg:unit "currency" .
sea:launchDate a owl:DatatypeProperty, owl:FunctionalProperty ; rdfs:subPropertyOf kg:figureProperty ; {TEXTS} ; rdfs:domain sea:Vessel ;
    kg:unit "date" .
"""
AFTER = VOCABULARY.count("\n") + 1
"""Line on which text appended to the vocabulary starts."""

FRAME: dict[str, Any] = {"id": "build-v", "relation": "built", "verb": ["build"], "subject": ["agent"], "object": ["patient"], "not": []}
FRAME["examples"] = [{"text": "Tarvik built the Osprey.", "subject": "Tarvik", "object": "Osprey"}]
MEASURE: dict[str, Any] = {"id": "cost-v", "figure": "price", "units": ["currency"], "verb": ["cost"], "not": []}
MEASURE |= {"value": ["patient"], "owner": ["agent"]}
MEASURE["examples"] = [{"text": "The Osprey cost 3 million euros.", "value": "3000000"}]
UNIT: dict[str, Any] = {"id": "euro", "unit": "EUR", "words": ["euro"], "kind": "currency", "examples": [{"text": "3 euros", "value": "3"}]}


def folder_of(tmp_path: Path, vocabulary: str = VOCABULARY, **lexicon: str | list[dict[str, Any]]) -> Path:
    """An ontology folder; each lexicon file is text, or a list of rows."""
    folder = tmp_path / "ships"
    (folder / "lexicon").mkdir(parents=True, exist_ok=True)
    (folder / "vocabulary.ttl").write_text(vocabulary, encoding="utf-8")
    for name, content in lexicon.items():
        text = content if isinstance(content, str) else "\n".join(json.dumps(row) for row in content)
        (folder / "lexicon" / f"{name.replace('_', '-')}.jsonl").write_text(text, encoding="utf-8")
    return folder


def problems_of(folder: Path) -> tuple[str, ...]:
    with pytest.raises(OntologyError) as caught:
        load(folder)
    return tuple(problem.replace(str(folder) + "/", "") for problem in caught.value.problems)


@pytest.fixture(scope="module")
def shipped() -> Ontology:
    return load(default_folder())


# A folder that holds together


def test_a_folder_becomes_one_value(tmp_path: Path) -> None:
    names = '# well known\n\n{"name": "Osprey", "class": "Ferry", "aliases": ["MV Osprey"]}\n'
    ontology = load(
        folder_of(tmp_path, names=names, frames=[FRAME], frames_more=[{**FRAME, "id": "build-n"}], measures=[MEASURE], units=[UNIT])
    )
    assert (ontology.prefix, ontology.namespace) == ("sea", "https://ships.example/ns#")
    assert list(ontology.classes) == ["CarFerry", "Ferry", "Vessel", "Yard"]
    assert ontology.classes["Vessel"].parent is None
    assert list(ontology.relations) == ["built", "sisterOf"]
    built = ontology.relations["built"]
    assert (built.domain, built.range, built.inverse, built.symmetric) == (("Yard",), ("Vessel",), "builtBy", False)
    assert ontology.relations["sisterOf"].symmetric
    assert ontology.figures["launchDate"].functional
    assert ontology.figures["price"].domain == ("Vessel", "Yard")
    assert ontology.names == (Name("Osprey", "Ferry", ("MV Osprey",)),)
    assert [frame.id for frame in ontology.frames] == ["build-n", "build-v"]
    assert isinstance(ontology.frames[0].subject, tuple)
    assert isinstance(ontology.measures[0], Measure)
    assert isinstance(ontology.unit_lines[0], Unit)
    assert ontology.shapes == ()


def test_a_folder_without_a_lexicon_is_an_ontology(tmp_path: Path) -> None:
    folder = tmp_path / "bare"
    folder.mkdir()
    (folder / "vocabulary.ttl").write_text(VOCABULARY, encoding="utf-8")
    assert load(folder).frames == ()


@pytest.mark.parametrize(
    ("cls", "allowed", "expected"),
    [
        ("Ferry", ["Ferry"], True),
        ("CarFerry", ["Vessel"], True),
        ("CarFerry", ["Yard", "Ferry"], True),
        ("Vessel", ["Ferry"], False),
        ("Yard", [], False),
        ("Raft", ["Vessel"], False),
    ],
)
def test_a_class_fits_where_it_or_an_ancestor_is_wanted(tmp_path: Path, cls: str, allowed: list[str], expected: bool) -> None:
    assert load(folder_of(tmp_path)).fits(cls, allowed) is expected


def test_ancestors_are_named_nearest_first(tmp_path: Path) -> None:
    ontology = load(folder_of(tmp_path))
    assert ontology.ancestors("CarFerry") == ("Ferry", "Vessel")
    assert ontology.is_a("CarFerry", "Vessel")
    assert not ontology.is_a("Vessel", "CarFerry")


def test_money_of_any_currency_fits_a_figure_in_currency(tmp_path: Path) -> None:
    ontology = load(folder_of(tmp_path))
    assert ontology.measures_in("price", "EUR")
    assert not ontology.measures_in("price", "%")
    assert ontology.measures_in("launchDate", "date")


def test_the_core_vocabulary_beside_a_folder_comes_before_the_shipped_one(tmp_path: Path) -> None:
    core = '@prefix kg: <https://kg.example/ns/core#> .\n<https://ships.example/knot> kg:symbol "kn" .\n'
    (tmp_path / "core.ttl").write_text(core, encoding="utf-8")
    assert load(folder_of(tmp_path)).units == {"kn": "https://ships.example/knot"}


# The hash


def test_the_hash_is_the_same_wherever_the_folder_lies(tmp_path: Path) -> None:
    first = folder_of(tmp_path, frames=[FRAME])
    second = tmp_path / "elsewhere" / "copy"
    shutil.copytree(first, second)
    assert load(first).sha256 == load(second).sha256


@pytest.mark.parametrize("name", ["lexicon/frames.jsonl", "vocabulary.ttl", "queries/all.rq"])
def test_the_hash_changes_with_any_file(tmp_path: Path, name: str) -> None:
    folder = folder_of(tmp_path, frames=[FRAME])
    before = load(folder).sha256
    (folder / name).parent.mkdir(exist_ok=True)
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write("\n# changed\n")
    assert load(folder).sha256 != before


def test_the_hash_passes_over_hidden_files(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    before = load(folder).sha256
    (folder / ".DS_Store").write_bytes(b"\0")
    assert load(folder).sha256 == before


# Folders that contradict themselves


VOCABULARY_FAULTS = {
    "unknown domain": (f"sea:crewed a owl:ObjectProperty ; {TEXTS} ; rdfs:domain sea:Crew ; rdfs:range sea:Vessel .", "unknown class Crew"),
    "no range": (f"sea:crewed a owl:ObjectProperty ; {TEXTS} ; rdfs:domain sea:Yard .", "crewed has no range"),
    "unknown parent": (f"sea:Tug a owl:Class ; {TEXTS} ; rdfs:subClassOf sea:Workboat .", "unknown parent Workboat"),
    "two parents": (f"sea:Hybrid a owl:Class ; {TEXTS} ; rdfs:subClassOf sea:Ferry, sea:Yard .", "keep one"),
    "no label": ('sea:Tug a owl:Class ; rdfs:comment "y"@en .', "Tug has no rdfs:label"),
    "two comments": ('sea:Tug a owl:Class ; rdfs:label "x"@en ; rdfs:comment "y"@en, "z"@en .', "Tug has 2 rdfs:comment"),
    "no unit": (
        f"sea:beam a owl:ObjectProperty ; rdfs:subPropertyOf kg:figureProperty ; {TEXTS} ; rdfs:domain sea:Vessel .",
        "beam has no unit",
    ),
    "unknown unit": (
        f'sea:speed a owl:ObjectProperty ; rdfs:subPropertyOf kg:figureProperty ; {TEXTS} ; rdfs:domain sea:Vessel ; kg:unit "furlong" .',
        "unknown unit 'furlong'",
    ),
    "lopsided symmetry": (
        f"sea:near a owl:ObjectProperty, owl:SymmetricProperty ; {TEXTS} ; rdfs:domain sea:Yard ; rdfs:range sea:Vessel .",
        "domain that is not its range",
    ),
    "class and property": (
        f"sea:dock a owl:Class, owl:ObjectProperty ; {TEXTS} ; rdfs:domain sea:Yard ; rdfs:range sea:Yard .",
        "as a property",
    ),
    "inverse of nothing": ("sea:ownedBy a owl:ObjectProperty ; owl:inverseOf sea:owns .", "inverse of owns"),
    "cycle": (f"sea:Hulk a owl:Class ; {TEXTS} ; rdfs:subClassOf sea:Hulk .", "own ancestor"),
    "no Turtle": ("sea:Tug a owl:Class ;; ; .\nsea:Skiff a a .", "not Turtle"),
}


@pytest.mark.parametrize(("addition", "expected"), VOCABULARY_FAULTS.values(), ids=VOCABULARY_FAULTS)
def test_a_fault_of_the_vocabulary_is_named_with_its_line(tmp_path: Path, addition: str, expected: str) -> None:
    problems = problems_of(folder_of(tmp_path, VOCABULARY + addition + "\n"))
    line = AFTER + addition.count("\n")
    assert [p for p in problems if p.startswith(f"vocabulary.ttl:{line}: ") and expected in p], problems


def test_a_vocabulary_must_say_its_namespace(tmp_path: Path) -> None:
    problems = problems_of(
        folder_of(tmp_path, VOCABULARY.replace("vann:preferredNamespaceUri", "schema:url"), names='{"name": "X", "class": "Ferry"}')
    )
    assert len(problems) == 1
    assert "vann:preferredNamespaceUri" in problems[0]


def test_every_class_of_a_cycle_is_named(tmp_path: Path) -> None:
    knot = VOCABULARY.replace("sea:Vessel a owl:Class ;", "sea:Vessel a owl:Class ; rdfs:subClassOf sea:CarFerry ;")
    named = [problem for problem in problems_of(folder_of(tmp_path, knot)) if "own ancestor" in problem]
    assert len(named) == 3


LEXICON_FAULTS = {
    "no JSON": ("names", "{'name': 'Osprey'}", "not JSON"),
    "no object": ("names", '["Osprey"]', "not a JSON object"),
    "key twice": ("names", '{"name": "Osprey", "name": "Gull", "class": "Ferry"}', "twice"),
    "unknown key": ("names", '{"name": "Osprey", "class": "Ferry", "alias": ["MV Osprey"]}', "unknown key 'alias'"),
    "reserved word": ("names", '{"name": "Osprey", "class": "Ferry", "cls": "Ferry"}', "unknown key 'cls'"),
    "missing key": ("names", '{"name": "Osprey"}', "key 'class' is missing"),
    "text for a list": ("names", '{"name": "Osprey", "class": "Ferry", "aliases": "MV Osprey"}', "a list, each item a string"),
    "number in a list": ("names", '{"name": "Osprey", "class": "Ferry", "aliases": [7]}', "a list, each item a string"),
    "text for a truth": ("names", '{"name": "Osprey", "class": "Ferry", "ambiguous": "yes"}', "true or false"),
    "truth for a number": ("labels", '{"label": "ORG", "class": "Yard", "weight": true}', "must be a number"),
    "unknown class": ("names", '{"name": "Osprey", "class": "Bird"}', "no class 'Bird'"),
    "unknown pronoun class": ("pronouns", '{"words": ["it"], "classes": ["Ferry", "Bird"]}', "no class 'Bird'"),
    "bad pattern": (
        "shapes",
        '{"id": "s", "class": "Ferry", "pattern": "MV (", "examples": ["MV Osprey"], "not": []}',
        "no regular expression",
    ),
    "bad furniture": ("furniture", '{"id": "f", "pattern": "[", "examples": ["Photo: A. Lund"], "not": []}', "no regular expression"),
    "no examples": ("shapes", '{"id": "s", "class": "Ferry", "pattern": "MV", "examples": [], "not": []}', "'s' has no examples"),
    "bad place": ("affixes", '{"id": "a", "class": "Yard", "where": "middle", "words": ["Yard"], "examples": ["Tarvik Yard"]}', "'middle'"),
    "unknown effect": ("stance", '{"id": "c", "effect": "shouted", "verb": ["shout"], "examples": ["He shouted."]}', "'shouted'"),
    "no words": ("stance", '{"id": "c", "effect": "hedged", "examples": ["It may sail."]}', "no words"),
    "unknown unit": ("units", json.dumps({**UNIT, "unit": "FRF"}), "no currency 'FRF'"),
    "no number": ("units", json.dumps({**UNIT, "factor": "ten"}), "no decimal number"),
    "unknown relation": ("frames", json.dumps({**FRAME, "relation": "sank"}), "no relation 'sank'"),
    "two triggers": ("frames", json.dumps({**FRAME, "noun": ["builder"]}), "2 triggers (verb, noun)"),
    "no trigger": ("frames", json.dumps({**FRAME, "verb": []}), "no triggers"),
    "unknown modality": ("frames", json.dumps({**FRAME, "modality": "maybe"}), "'maybe'"),
    "weight above one": ("frames", json.dumps({**FRAME, "weight": 3}), "share from 0 to 1"),
    "example without text": ("frames", json.dumps({**FRAME, "examples": [{"subject": "Tarvik"}]}), 'no "text"'),
    "unknown figure": ("measures", json.dumps({**MEASURE, "figure": "draught"}), "no figure 'draught'"),
    "unit of another figure": ("measures", json.dumps({**MEASURE, "units": ["nm"]}), "price has no unit 'nm'"),
    "gives another's unit": ("measures", json.dumps({**MEASURE, "units": ["1"], "gives": "nm"}), "price has no unit 'nm'"),
    "unknown conversion": ("measures", json.dumps({**MEASURE, "convert": "halve"}), "'halve'"),
    "measure without units": ("measures", json.dumps({**MEASURE, "units": []}), "no units"),
    "measure without words": ("measures", json.dumps({**MEASURE, "verb": []}), "has no words"),
    "sign that is none": ("measures", json.dumps({**MEASURE, "sign": 2}), "'sign' is 2"),
}


@pytest.mark.parametrize(("name", "line", "expected"), LEXICON_FAULTS.values(), ids=LEXICON_FAULTS)
def test_a_fault_of_the_lexicon_is_named_with_its_line(tmp_path: Path, name: str, line: str, expected: str) -> None:
    (problem,) = problems_of(folder_of(tmp_path, **{name: f"# a comment\n\n{line}\n"}))
    assert problem.startswith(f"lexicon/{name}.jsonl:3: ")
    assert expected in problem


def test_an_id_stands_once_in_all_files_of_a_kind(tmp_path: Path) -> None:
    (problem,) = problems_of(folder_of(tmp_path, frames=[FRAME], frames_more=[FRAME]))
    assert problem.startswith("lexicon/frames.jsonl:1: id 'build-v' stands at ")
    assert "frames-more.jsonl:1" in problem


def test_a_spelling_belongs_to_one_name_of_a_class(tmp_path: Path) -> None:
    names: list[dict[str, Any]] = [
        {"name": "Osprey", "class": "Ferry"},
        {"name": "Gull", "class": "Ferry", "aliases": ["Osprey"]},
        {"name": "Osprey", "class": "Yard"},
    ]
    (problem,) = problems_of(folder_of(tmp_path, names=names))
    assert problem.startswith("lexicon/names.jsonl:2: Ferry 'Osprey' stands at ")


def test_a_file_of_no_known_kind_is_refused(tmp_path: Path) -> None:
    (problem,) = problems_of(folder_of(tmp_path, framse=[FRAME]))
    assert "'framse'" in problem


def test_all_faults_of_all_files_are_listed_at_once(tmp_path: Path) -> None:
    addition = VOCABULARY_FAULTS["unknown parent"][0] + "\n"
    folder = folder_of(tmp_path, VOCABULARY + addition, names="{}\n[]", frames=[{**FRAME, "relation": "sank", "modality": "maybe"}])
    assert len(problems_of(folder)) == 6


@pytest.mark.parametrize(("make", "expected"), [(False, "is no folder"), (True, "has no vocabulary.ttl")])
def test_a_folder_that_is_none_says_what_to_name(tmp_path: Path, make: bool, expected: str) -> None:
    folder = tmp_path / "void"
    if make:
        folder.mkdir()
    with pytest.raises(OntologyError, match=expected):
        load(folder)


# The decoder: what a dataclass holds comes back from its JSON line

words = st.tuples(st.text(min_size=1), st.text())
lines = st.one_of(
    st.builds(Name, name=st.text(), cls=st.text(), aliases=words, ambiguous=st.booleans()),
    st.builds(
        Frame, id=st.text(), relation=st.text(), subject=words, object=words, examples=st.just(({"text": "x", "n": 1},)), counter=words
    ),
)


@given(lines)
def test_decoding_undoes_writing(line: Name | Frame) -> None:
    row = {KEYS.get(key, key): getattr(line, key) for key in type(line).__dataclass_fields__}
    assert decode(json.dumps(row), type(line)) == (line, [])


# The ontology that ships

CLASSES = (
    "Organization Company ResearchOrganization GovernmentBody MediaOutlet Investor Person Model Chip Product Technique Project Place "
    "License Benchmark Event Document"
)
RELATIONS = (
    "developed manufactures basedOn usesTechnique usesHardware licensedUnder competesWith outperforms investsIn partnersWith "
    "participatesIn launched worksFor founded acquired partOf locatedIn supplies evaluatedOn restricts uses openness incorporates "
    "derivedFrom hostedOn published wrote"
)
FIGURES = {
    "currency": "trainingCost investment fundingRaised valuation revenue profit price dealValue",
    "1": "chipCount parameterCount activeParameterCount employeeCount userCount downloadCount transistorCount",
    "token": "contextLength trainingTokens",
    "date": "releaseDate foundingDate",
    "%": "shareChange costReduction memoryReduction benchmarkScore marketShare growth stake computeReduction",
    "×": "speedup",
    "GPU-hour": "trainingCompute",
    "FLOP": "trainingCompute",
    "points": "benchmarkScore",
    "B": "memoryCapacity",
    "B/s": "memoryBandwidth",
    "FLOP/s": "computePerformance",
    "W": "powerDraw",
    "nm": "processNode",
    "token/s": "throughput",
}


def test_every_name_of_the_core_vocabulary_is_declared(shipped: Ontology) -> None:
    assert set(CLASSES.split()) <= set(shipped.classes)
    assert set(RELATIONS.split()) == set(shipped.relations)
    assert {(unit, name) for unit, names in FIGURES.items() for name in names.split()} == {
        (unit, figure.name) for figure in shipped.figures.values() for unit in figure.units
    }


def test_the_kinds_of_organisation_are_organisations(shipped: Ontology) -> None:
    kinds = {name for name in shipped.classes if shipped.is_a(name, "Organization")}
    assert kinds == {"Organization", "Company", "ResearchOrganization", "GovernmentBody", "MediaOutlet", "Investor"}


def test_symmetric_and_functional_properties_are_those_meant(shipped: Ontology) -> None:
    assert {r.name for r in shipped.relations.values() if r.symmetric} == {"competesWith", "partnersWith"}
    assert {f.name for f in shipped.figures.values() if f.functional} == {
        *("parameterCount", "activeParameterCount", "trainingTokens", "releaseDate", "foundingDate", "transistorCount", "processNode"),
    }


def test_the_shipped_folder_has_a_vocabulary_of_names(shipped: Ontology) -> None:
    by_spelling = {spelling: name for name in shipped.names for spelling in (name.name, *name.aliases, *name.adjectives)}
    expected = {"Chinese": ("China", "Place"), "U.S.": ("United States", "Place"), "MIT licensing": ("MIT License", "License")}
    expected |= {
        "MoE": ("mixture of experts", "Technique"),
        "NVIDIA": ("Nvidia", "Company"),
        "DeepMind": ("Google DeepMind", "ResearchOrganization"),
    }
    assert {spelling: (by_spelling[spelling].name, by_spelling[spelling].cls) for spelling in expected} == expected
    assert by_spelling["Reading"].ambiguous
    assert not by_spelling["Nvidia"].ambiguous
    assert len(shipped.names) >= 1500


def test_no_name_of_a_model_or_chip_begins_with_its_maker(shipped: Ontology) -> None:
    makers = ("Nvidia", "AMD", "Intel", "Google", "OpenAI", "Anthropic", "Meta", "Microsoft")
    swallowing = [s for n in shipped.names if n.cls in ("Chip", "Model") for s in (n.name, *n.aliases) if s.startswith(makers) and " " in s]
    assert swallowing == []


def test_every_term_of_the_core_vocabulary_is_documented() -> None:
    core = rdflib.Graph().parse(default_folder().parent / "core.ttl")
    own = {term for term in core.subjects() if str(term).startswith("https://kg.example/ns/core#")}
    assert len(own) == 57
    assert [term for term in own if len(list(core.objects(term, rdflib.RDFS.label))) != 1] == []
    assert [term for term in own if len(list(core.objects(term, rdflib.RDFS.comment))) != 1] == []


def test_every_kind_of_lexicon_line_has_its_place(shipped: Ontology) -> None:
    held = [type(value[0]) for value in vars(shipped).values() if isinstance(value, tuple) and value]
    assert set(held) - {type(default_folder())} <= set(FILES.values())


# SHACL

DATA = """\
@prefix aio: <https://kg.example/ns/ai-industry#> .
@prefix id: <https://kg.example/id/> .
@prefix kg: <https://kg.example/ns/core#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix qudt: <http://qudt.org/schema/qudt/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

id:tarvik a aio:Company ; rdfs:label "Tarvik"@en ; kg:mentionedIn id:note ; aio:developed id:osprey .
id:osprey a aio:Model ; rdfs:label "Osprey"@en ; kg:mentionedIn id:note ; aio:trainingCost id:cost ;
    aio:releaseDate "2024-11"^^xsd:gYearMonth .
id:note a schema:Article, aio:Document ; kg:fileName "note.txt" ; kg:sha256 "HASH" ; kg:textSha256 "HASH" .
id:cost a kg:Figure ; qudt:numericValue 3000000.0 ; qudt:hasUnit id:eur ; kg:unit "EUR" ; kg:comparator "≈" ;
    rdfs:label "about €3 million" ; kg:surface "some 3 million euros" .
id:c1 a kg:Claim ; rdf:subject id:osprey ; rdf:predicate aio:trainingCost ; rdf:object id:cost ; kg:modality kg:Asserted ;
    kg:negated false ; kg:confidence 0.80 ; kg:scope "sentence" ; kg:pattern "cost-v" ;
    kg:evidence id:e1 ; prov:wasDerivedFrom id:note ; prov:wasGeneratedBy id:run .
id:c2 a kg:Claim ; rdf:subject id:osprey ; rdf:predicate aio:releaseDate ; rdf:object "2024-11"^^xsd:gYearMonth ; kg:modality kg:Hedged ;
    kg:negated false ; kg:confidence 1.0 ; kg:scope "document" ; kg:pattern "release-n" ; kg:evidence id:e2 ;
    prov:wasDerivedFrom id:note ; prov:wasGeneratedBy id:run ; kg:comparator "≤" .
id:e1 a kg:Evidence ; oa:hasSource id:note ; oa:exact "Osprey cost some 3 million euros." ; oa:start 0 ; oa:end 33 ;
    kg:subjectStart 0 ; kg:subjectEnd 6 ; kg:objectStart 12 ; kg:objectEnd 32 .
id:e2 a kg:Evidence ; oa:hasSource id:note ; oa:exact "It came in November 2024." ; oa:start 34 ; oa:end 59 ;
    kg:subjectStart 34 ; kg:subjectEnd 36 ; kg:objectStart 45 ; kg:objectEnd 58 .
id:conflict a kg:Conflict ; kg:verdict kg:Tension ; kg:about id:osprey ; kg:onProperty aio:trainingCost ; kg:claim id:c1, id:c2 ;
    rdfs:comment "the two differ" .
""".replace("HASH", "0a" * 32)

VIOLATIONS = {
    "subject of a wrong class": (
        "id:tarvik a aio:Company",
        "id:tarvik a aio:Place",
        "the subject of aio:developed must be one of Organization, Person",
    ),
    "object of a wrong class": ("id:osprey a aio:Model", "id:osprey a aio:Person", "the object of aio:developed must be one of"),
    "unit of another figure": ('kg:unit "EUR"', 'kg:unit "nm"', "the object of aio:trainingCost must be a figure in currency"),
    "number for a date": ('aio:releaseDate "2024-11"^^xsd:gYearMonth .', "aio:releaseDate 2024 .", "must be a date, a month or a year"),
    "predicate of nobody": ("rdf:predicate aio:trainingCost", "rdf:predicate aio:tonnage", "a relation or a figure of the vocabulary"),
    "two subjects": (
        "rdf:subject id:osprey ; rdf:predicate aio:trainingCost",
        "rdf:subject id:osprey, id:tarvik ; rdf:predicate aio:trainingCost",
        "exactly one subject",
    ),
    "no evidence": ("kg:evidence id:e1 ;", "", "exactly one evidence"),
    "no document": ("kg:evidence id:e1 ; prov:wasDerivedFrom id:note ;", "kg:evidence id:e1 ;", "exactly one document"),
    "unknown modality": ("kg:Asserted", "kg:Shouted", "exactly one modality"),
    "confidence above one": ("kg:confidence 0.80", "kg:confidence 1.5", "from 0 to 1"),
    "float for a confidence": ("kg:confidence 0.80", "kg:confidence 8e-1", "from 0 to 1"),
    "no pattern": ('kg:pattern "cost-v" ;', "", "line of the lexicon"),
    "no comparator": ('kg:comparator "≈" ;', "", "exactly one comparator"),
    "no value": ("qudt:numericValue 3000000.0 ; ", "", "a lower and an upper bound"),
    "value and bound": ("qudt:numericValue 3000000.0", "qudt:numericValue 3000000.0 ; qudt:lowerBound 1.0", "a lower and an upper bound"),
    "one bound": ("qudt:numericValue 3000000.0", "qudt:lowerBound 1.0", "a lower and an upper bound"),
    "bounds out of order": ("qudt:numericValue 3000000.0", "qudt:lowerBound 4.0 ; qudt:upperBound 3.0", "a lower and an upper bound"),
    "no label": ('rdfs:label "Tarvik"@en ; ', "", "exactly one label"),
    "start after end": ("oa:start 0 ; oa:end 33", "oa:start 40 ; oa:end 33", "before its end"),
    "object out of order": ("kg:objectStart 12", "kg:objectStart 32", "before its end"),
    "one claim compared": ("kg:claim id:c1, id:c2", "kg:claim id:c1", "at least two claims"),
    "no hash": (f'kg:sha256 "{"0a" * 32}"', 'kg:sha256 "0a"', "SHA-256 of its bytes"),
}


@pytest.fixture(scope="module")
def shapes(shipped: Ontology) -> rdflib.Graph:
    graph = rdflib.Graph().parse(data=shapes_from(shipped), format="turtle")
    for path in shipped.shapes_files:
        graph.parse(path)
    return graph


def violations(data: str, shapes: rdflib.Graph) -> str:
    conforms, _, report = pyshacl.validate(rdflib.Graph().parse(data=data, format="turtle"), shacl_graph=shapes)
    return "" if conforms else str(report)


def test_a_graph_that_keeps_the_rules_conforms(shapes: rdflib.Graph) -> None:
    assert violations(DATA, shapes) == ""


def test_a_range_of_numbers_conforms(shapes: rdflib.Graph) -> None:
    assert violations(DATA.replace("qudt:numericValue 3000000.0", "qudt:lowerBound 2.5 ; qudt:upperBound 3.0"), shapes) == ""


@pytest.mark.parametrize(("right", "wrong", "expected"), VIOLATIONS.values(), ids=VIOLATIONS)
def test_a_graph_that_breaks_a_rule_is_told_so(shapes: rdflib.Graph, right: str, wrong: str, expected: str) -> None:
    assert DATA.count(right) == 1
    assert expected in violations(DATA.replace(right, wrong), shapes)


def test_shapes_are_the_same_text_each_time(shipped: Ontology) -> None:
    assert shapes_from(shipped) == shapes_from(load(default_folder()))
