"""Names end to end: which stretches of a text are names, and of what, with the lexicon, the letters and the trained model together."""

from __future__ import annotations

import pytest

from kg.extract.pipeline import Extractor, load
from kg.model import Document
from kg.ontology import default_folder
from kg.ontology import load as load_ontology


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return load(load_ontology(default_folder()))


def names(extractor: Extractor, text: str) -> set[tuple[str, str]]:
    """The names that stand in a text, as labels with their classes."""
    (extraction,) = extractor.extract([Document("made.txt", text, "0" * 64)])
    return {(m.name, m.cls) for m in extraction.mentions if m.kind == "name"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # an office is no part of its holder's name, nor what it is of
        ("US Secretary of Commerce Linda Morrow spoke.", ("Linda Morrow", "Person")),
        ("The Minister for Digital Affairs Anna Lind agreed.", ("Anna Lind", "Person")),
        ("Dr. Rosa Timmer runs the lab.", ("Rosa Timmer", "Person")),
        # a maker and its product's code are two names
        ("It bought Nvidia GB300 NVL72 systems.", ("Nvidia", "Company")),
        ("The hall holds 60,000 Brambo QX400 accelerators, said Brambo Micro.", ("QX400", "Chip")),
        # a town behind "of" is none of the firm's name
        ("Veltrix Robotics of Istanbul won the order.", ("Veltrix Robotics", "Company")),
        ("Veltrix Robotics of Istanbul won the order.", ("Istanbul", "Place")),
        ("Delmere University of Technology won the order.", ("Delmere University of Technology", "ResearchOrganization")),
        # capitals at the start of a sentence
        ("Dubbed Project Cierzana, the scheme began in May.", ("Project Cierzana", "Project")),
        ("On ClamBench, the Torren-3 model leads.", ("ClamBench", "Benchmark")),
        ("Rival Nimbari has a site nearby, the company said.", ("Nimbari", "Company")),
        # a period is no part of the name before it
        ("Revenue at Altrox Silicon Q2 rose by 4%, the company said.", ("Altrox Silicon", "Company")),
        # states as agencies write them
        ("PORTLAND, Ore. – The firm Altrox Labs raised $9 million.", ("Altrox Labs", "Company")),
        ("Altrox Labs opened an office in San Jose, Calif., in May.", ("Calif", "Place")),
    ],
)
def test_names(extractor: Extractor, text: str, expected: tuple[str, str]) -> None:
    assert expected in names(extractor, text)


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("Altrox Labs answers in Swahili and Welsh.", {"Swahili", "Welsh"}),
        ("Altrox Labs (Buy, target $84) rose.", {"Buy"}),
        ("Altrox Labs raised RM40mil in May.", {"RM40mil", "RM40"}),
    ],
)
def test_no_names(extractor: Extractor, text: str, absent: set[str]) -> None:
    assert not absent & {name for name, _ in names(extractor, text)}


def test_a_name_cut_at_the_start_of_a_sentence_is_restored(extractor: Extractor) -> None:
    text = "Bright Horn, the Portland-based cloud group, bought Desert Mesh. The deal would bring Bright Horn 60,000 chips."
    assert {name for name, cls in names(extractor, text) if cls == "Company"} == {"Bright Horn", "Desert Mesh"}
