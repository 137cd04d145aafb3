"""The documentation is executed: its commands exist, its links lead somewhere, its code runs, its data loads."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import making
import pytest
from rdflib import Graph

from kg import ontology
from kg.graph.build import quads
from kg.model import Run
from kg.resolve import resolve

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!!)\[[^\]\n]+\]\(([^)\s]+)\)")


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(page: str, language: str) -> list[str]:
    """The fenced blocks of a page in one language."""
    return [body for found, body in FENCE.findall(page) if found == language]


def commands(page: str) -> list[list[str]]:
    """The words of every line that a page's console blocks type in."""
    lines = [line for block in blocks(page, "console") for line in block.splitlines()]
    return [line[2:].split() for line in lines if line.startswith("$ ")]


def anchors(page: str) -> set[str]:
    """What links within a page may name: its headings, as hosts of Markdown spell them."""
    headings = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def cli() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_cli", ROOT / "docs" / "make_cli.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def kg_commands() -> list[str]:
    from kg.cli import app

    return list(cli().commands(app))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        path, _, anchor = target.partition("#")
        file = (page.parent / path) if path else page
        if "://" not in target and not (file.exists() and (not anchor or anchor in anchors(file.read_text(encoding="utf-8")))):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_make_targets_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))
    named = {words[1] for words in commands(page.read_text(encoding="utf-8")) if words[0] == "make"}
    assert named - targets == set()


def test_readme_gives_the_two_commands() -> None:
    assert [words for words in commands(text("README.md")) if words[0] == "make"] == [["make", "graph"], ["make", "test"]]


def test_ci_runs_the_test_command_of_the_readme() -> None:
    assert text(".ci/run").rstrip().endswith("exec make test")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_of_kg_exist(page: Path, kg_commands: list[str]) -> None:
    content = page.read_text(encoding="utf-8")
    typed = {words[1] for words in commands(content) if words[0] == "kg"}
    quoted = set(re.findall(r"`kg ([a-z]+)[^`]*`", content))
    assert (typed | quoted) - set(kg_commands) == set()


def test_command_reference_is_up_to_date(kg_commands: list[str]) -> None:
    from kg.cli import app

    page = text("docs/cli.md")
    assert re.findall(r"^## kg ([\w-]+)$", page, re.MULTILINE) == kg_commands
    assert page == cli().reference(app), "out of date; run `make docs`"


def test_rdf_example_is_what_a_build_writes() -> None:
    """Every triple of the page comes out of the real builder for the two sentences that the page quotes."""
    sentences = re.search(r"\*(Plover AI .+?)\*", text("docs/rdf.md"))
    assert sentences is not None
    given = making.document(sentences.group(1), "news/brisa.txt", title="A model on a budget", publisher="Skein Weekly", date="2031-03-04")
    maker, model = making.mention(given, "Plover AI", "Company"), making.mention(given, "Brisa-3", "Model")
    cost = making.figure(given, "about $4 million", 4_000_000, "USD", "≈")
    claims = [
        making.claim(given, maker, "developed", model),
        making.claim(
            given,
            making.mention(given, "Brisa-3", "Model", nth=1),
            "trainingCost",
            cost,
            rule="cost-v",
            modality="reported",
            speaker="People close to the firm",
            confidence=0.88,
        ),
    ]
    extractions = [making.extraction(given, claims=claims)]
    loaded = ontology.load(ontology.default_folder())
    written = quads(extractions, resolve(extractions, loaded), (), loaded, Run("0", "none", loaded.sha256))
    built = Graph().parse(data="\n".join(f"{quad.triple} ." for quad in written), format="nt")
    assert set(rdf_example()) - set(built) == set()


@pytest.mark.parametrize("query", blocks(text("docs/rdf.md"), "sparql"))
def test_queries_of_the_rdf_page_answer(query: str) -> None:
    assert len(rdf_example().query(query)) == 1


def rdf_example() -> Graph:
    (example,) = blocks(text("docs/rdf.md"), "turtle")
    return Graph().parse(data=example, format="turtle")


def test_code_of_the_rdf_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("output").mkdir()
    rdf_example().serialize("output/graph.ttl", format="turtle")
    run_python(text("docs/rdf.md"))


def test_domain_of_the_ontology_page_loads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = text("docs/ontology.md")
    files = re.findall(r"^`([\w/.]+)`:\n\n```\w+\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert len(files) == 3
    for name, content in files:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    run_python(page)
    railways = ontology.load(tmp_path / "railways")
    assert [frame.relation for frame in railways.frames] == ["operates"]
    assert len(railways.affixes) == 2


def test_ontology_page_names_every_kind_of_line() -> None:
    from kg.lexicon import FILES

    table = text("docs/ontology.md").partition("## The kinds of line")[2]
    assert sorted(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == sorted(FILES)


def run_python(page: str) -> None:
    code = "\n".join(blocks(page, "python"))
    assert code
    exec(compile(code, "docs", "exec"), {})
