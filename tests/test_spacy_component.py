"""The component in pipelines of others: equal to kg's own reading, found by its entry point, no harm to what is there."""

from __future__ import annotations

import pickle
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
import spacy
from conftest import ROOT, SEEDS
from faking import bare_ontology
from spacy.language import Language
from spacy.tokens import Doc, DocBin

import kg.spacy_component as component
from kg.errors import KgError, OntologyError
from kg.extract.pipeline import DEFAULT_MODEL, Extractor
from kg.model import Document, Extraction, Figure
from kg.ontology import default_folder
from kg.read import read

BOUGHT = "Plover AI bought Okhra Systems for $3 million. It waited 40 minutes."


@pytest.fixture(scope="module")
def nlp() -> Language:
    """A pipeline with nothing but the component."""
    made = spacy.blank("en")
    made.add_pipe("kg_extract")
    return made


@pytest.fixture(scope="module")
def articles() -> list[Document]:
    """Twenty texts, more than the extractor parses together."""
    return [read(path, path.name) for path in sorted(SEEDS.glob("*.md"))] * 4


def same(doc: Doc, own: Extraction) -> bool:
    return doc._.claims == own.claims and doc._.mentions == own.mentions


def test_equal_to_kg_itself(nlp: Language, extractor: Extractor, articles: list[Document]) -> None:
    docs = list(nlp.pipe([a.text for a in articles]))
    own = list(extractor.extract(articles))
    assert [doc.text for doc in docs] == [a.text for a in articles]
    assert [same(doc, each) for doc, each in zip(docs, own, strict=True)] == [True] * len(articles)
    assert same(nlp(articles[0].text), own[0])
    assert sum(len(each.claims) for each in own) > 200


def test_figures_are_those_of_claims_and_those_of_none(nlp: Language) -> None:
    doc = nlp(BOUGHT)
    assert [(str(f.value), f.unit) for f in doc._.figures] == [("3000000", "USD"), ("2400", "s")]
    assert [c.object for c in doc._.claims if isinstance(c.object, Figure)] == [doc._.figures[0]]


TEXTS = [
    "",
    " \n\t ",
    "Plover AI bought Okhra Systems.\r\n\r\nOkhra Systems cost “$3 million”.",
    "  🐦\u00a0Plover AI — a start-up — bought\tOkhra Systems…\u200b",
    "Plover AI\u2019s price: US$3\u00a0million.",
]


@pytest.mark.parametrize("text", TEXTS)
def test_offsets_count_in_the_text_of_the_doc(nlp: Language, text: str) -> None:
    doc = nlp(text)
    anchors = [m.anchor for m in doc._.mentions] + [f.anchor for f in doc._.figures] + [c.sentence for c in doc._.claims]
    assert [text[a.start : a.end] for a in anchors] == [a.quote for a in anchors]
    assert bool(anchors) == bool(text.strip())


def test_a_mention_is_a_span(nlp: Language) -> None:
    doc = nlp(BOUGHT)
    spans = [doc.char_span(m.anchor.start, m.anchor.end) for m in doc._.mentions if m.kind == "name"]
    assert [str(span) for span in spans] == ["Plover AI", "Okhra Systems"]


def from_disk(doc: Doc, folder: Path) -> Doc:
    doc.to_disk(folder / "doc")
    return Doc(doc.vocab).from_disk(folder / "doc")


COPIES: dict[str, Callable[[Doc, Path], Doc]] = {
    "bytes": lambda doc, _: Doc(doc.vocab).from_bytes(doc.to_bytes()),
    "disk": from_disk,
    "bin": lambda doc, _: next(DocBin(docs=[doc], store_user_data=True).get_docs(doc.vocab)),
    "pickle": lambda doc, _: pickle.loads(pickle.dumps(doc)),
    "copy": lambda doc, _: doc.copy(),
}


@pytest.mark.parametrize("way", COPIES)
def test_a_doc_is_written_and_read(nlp: Language, tmp_path: Path, way: str) -> None:
    doc = nlp(BOUGHT)
    again = COPIES[way](doc, tmp_path)
    assert again is not doc
    assert (again._.claims, again._.figures, again._.mentions) == (doc._.claims, doc._.figures, doc._.mentions)
    assert len(again._.claims) == 2


def test_a_pipeline_is_written_and_read(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "pipeline")
    again = spacy.load(tmp_path / "pipeline")
    assert again(BOUGHT)._.claims == nlp(BOUGHT)._.claims
    fresh = spacy.blank("en")
    fresh.add_pipe("kg_extract")
    assert fresh.from_bytes(nlp.to_bytes())(BOUGHT)._.claims == nlp(BOUGHT)._.claims


def test_several_processes(nlp: Language) -> None:
    texts = [BOUGHT, "Okhra Systems hired Ada Lind."] * 2
    assert [doc._.claims for doc in nlp.pipe(texts, n_process=2, batch_size=1)] == [nlp(text)._.claims for text in texts]


def test_a_full_pipeline_keeps_what_it_says() -> None:
    alone, both = spacy.load(DEFAULT_MODEL), spacy.load(DEFAULT_MODEL)
    both.add_pipe("kg_extract", last=True)
    assert both(BOUGHT).to_json() == alone(BOUGHT).to_json()
    assert len(both(BOUGHT)._.claims) == 2


def test_a_doc_that_nothing_has_read_has_nothing() -> None:
    doc = spacy.blank("en")(BOUGHT)
    assert (doc._.claims, doc._.figures, doc._.mentions) == ((), (), ())


def test_another_ontology_by_its_folder(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("kg_extract", config={"ontology": str(bare_ontology(tmp_path))})
    assert nlp("DeepSeek was founded in 2023.")._.claims == ()


def test_an_ontology_by_its_name() -> None:
    assert component.folder_of("ai-industry") == default_folder()
    assert component.folder_of("mine/railways") == Path("mine/railways")


def test_what_cannot_be_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KgError, match="reads English, and this pipeline is for 'de'"):
        spacy.blank("de").add_pipe("kg_extract")
    with pytest.raises(OntologyError, match="is no folder"):
        spacy.blank("en").add_pipe("kg_extract", config={"ontology": str(tmp_path / "nowhere")})


ALONE = """
import sys, spacy
assert not any(name == "kg" or name.startswith("kg.") for name in sys.modules)
nlp = spacy.blank("en")
nlp.add_pipe("kg_extract", config={"ontology": "ai-industry"})
print(*(claim.predicate for claim in nlp("Plover AI bought Okhra Systems.")._.claims))
"""


def test_spacy_finds_it_by_its_entry_point(tmp_path: Path) -> None:
    """In a process that imports nothing of kg, beside the metadata that an installation writes."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    points = project["entry-points"]["spacy_factories"]
    assert points == {"kg_extract": "kg.spacy_component:make"}
    folder = tmp_path / "kg_under_test-1.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: kg-under-test\nVersion: 1\n", encoding="utf-8")
    lines = [f"{name} = {value}\n" for name, value in points.items()]
    (folder / "entry_points.txt").write_text("[spacy_factories]\n" + "".join(lines), encoding="utf-8")
    code = f"import sys; sys.path[:0] = [{str(tmp_path)!r}, {str(ROOT)!r}]\n{ALONE}"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (ran.returncode, ran.stdout) == (0, "acquired\n"), ran.stderr
