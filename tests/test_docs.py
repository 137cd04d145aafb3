"""The documentation is executed: its commands exist, its links lead somewhere, its code runs, its data loads."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import sys
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from conftest import SEEDS
from rdflib import Graph

from kg import ontology, pipeline
from kg.lexicon import FILES, KEYS
from kg.output import CLAIMS, TURTLE

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
    quoted = set(re.findall(r"`kg ([a-z][a-z-]*)[^`]*`", content))
    assert (typed | quoted) - set(kg_commands) == set()


def test_command_reference_is_up_to_date(kg_commands: list[str]) -> None:
    from kg.cli import app

    page = text("docs/cli.md")
    assert re.findall(r"^## kg ([\w-]+)$", page, re.MULTILINE) == kg_commands
    assert page == cli().reference(app), "out of date; run `make docs`"


# ---- the RDF page: a build of the file that it shows writes what it shows


@pytest.fixture(scope="module")
def brisa(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of a build of the file on the RDF page."""
    (content,) = blocks(text("docs/rdf.md"), "markdown")
    folder = tmp_path_factory.mktemp("brisa")
    return built({"news/brisa.md": content}, folder)


def built(files: dict[str, str], folder: Path, domain: Path | None = None) -> Path:
    """The output folder of a build of files, given by name and content."""
    for name, content in files.items():
        (folder / "articles" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "articles" / name).write_text(content, encoding="utf-8")
    pipeline.build([folder / "articles"], folder / "output", ontology_folder=domain)
    return folder / "output"


def rdf_example() -> Graph:
    (example,) = blocks(text("docs/rdf.md"), "turtle")
    return Graph().parse(data=example, format="turtle")


def test_rdf_example_is_what_a_build_writes(brisa: Path) -> None:
    """All but confidence, which changes with every annotated text that it is learned from."""
    written, shown = Graph().parse(brisa / TURTLE), rdf_example()
    assert len(shown) > 40
    missing = set(shown) - set(written)
    assert {predicate.rpartition("#")[2] for _, predicate, _ in missing} <= {"confidence"}
    assert len(missing) <= 1


@pytest.mark.parametrize("query", blocks(text("docs/rdf.md"), "sparql"))
def test_queries_of_the_rdf_page_answer(query: str, brisa: Path, seeds_output: Path) -> None:
    answers = [len(Graph().parse(output / TURTLE).query(query)) for output in (brisa, seeds_output)]
    assert answers[0] == ("?negated" not in query), "one cost, one maker, nothing denied or doubtful"
    assert answers[1] > 2


def test_terms_of_the_rdf_page_are_written_by_a_build(brisa: Path, seeds_output: Path) -> None:
    """Those that a build of the digests has no cause to write are declared in core.ttl."""
    table = text("docs/rdf.md").partition("## Terms")[2].partition("## Queries")[0]
    named = set(re.findall(r"`kg:([a-zA-Z0-9]+)", table))
    assert len(named) > 30
    declared = set(re.findall(r"^kg:(\w+) a ", text("ontology/core.ttl"), re.MULTILINE))
    assert named - declared == set()


def test_code_of_the_rdf_page_runs(brisa: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(brisa.parent)
    run_python(text("docs/rdf.md"))


def test_the_rdf_page_names_the_keys_of_the_rows(seeds_output: Path) -> None:
    section = text("docs/rdf.md").partition("## The same as rows")[2]
    named = {key for line in section.splitlines() if line.startswith("| `") for key in re.findall(r"`(\w+)`", line.split("|")[1])}
    written = {key for line in (seeds_output / CLAIMS).read_text(encoding="utf-8").splitlines() for key in json.loads(line)}
    assert len(written) > 25
    assert named - {"role", "per", "on", "baseline", "purpose", "date"} <= written <= named


# ---- the extraction page: its text gives its claims


def claims(output: Path) -> list[dict[str, Any]]:
    """The rows of claims.jsonl that are no entities."""
    rows = [json.loads(line) for line in (output / CLAIMS).read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if row["kind"] != "entity"]


def fact(row: dict[str, Any]) -> str:
    end = row["o"] if "o" in row else f"{row['comparator']} {row['value']} {row['unit']}"
    return f"{row['s']} {row['p']} {end}"


def manner(row: dict[str, Any]) -> str:
    return ", ".join([row["modality"], *(name for name in ("negated", "planned", "ended") if row[name])])


def cells(page: str, head: str) -> set[tuple[str, ...]]:
    """The rows of the table whose first column has this head, without the marks of code."""
    table = re.search(rf"^\| {head} \|.*\n\| ---.*\n((?:\|.*\n)+)", page, re.MULTILINE)
    assert table is not None
    return {tuple(cell.strip().strip("`") for cell in line.strip("|").split("|")) for line in table[1].splitlines()}


def test_the_text_of_the_extraction_page_gives_its_claims(tmp_path: Path) -> None:
    page = text("docs/extraction.md")
    (content,) = blocks(page, "text")
    found = claims(built({"plover.txt": content}, tmp_path))
    assert {(fact(row), manner(row), row["attributedTo"] or row["speaker"] or "", row["rule"]) for row in found} == cells(page, "claim")


def test_code_of_the_extraction_page_runs(capsys: pytest.CaptureFixture[str]) -> None:
    import kg.spacy_component  # noqa: F401 - for a checkout that was installed before it had the entry point

    run_python(text("docs/extraction.md"))
    assert capsys.readouterr().out.startswith("Plover AI acquired asserted ")


def test_the_extraction_page_names_modules_that_exist() -> None:
    named = re.findall(r"`(\w+\.py)`", text("docs/extraction.md"))
    assert len(named) > 10
    assert [name for name in named if not (ROOT / "kg/extract" / name).is_file()] == []


# ---- the ontology page: its domain loads, passes the lint and reads a text; its reference is complete


@pytest.fixture(scope="module")
def railways(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the domain on the ontology page."""
    folder = tmp_path_factory.mktemp("domain")
    files = re.findall(r"^`([\w/.]+)`:\n\n```\w+\n(.*?)^```$", text("docs/ontology.md"), re.MULTILINE | re.DOTALL)
    assert len(files) == 6
    for name, content in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    return folder / "railways"


def test_domain_of_the_ontology_page_loads(railways: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(railways.parent)
    run_python(text("docs/ontology.md"))
    loaded = ontology.load(railways)
    assert [frame.relation for frame in loaded.frames] == ["operates"]
    assert [measure.figure for measure in loaded.measures] == ["buildingCost"]


def test_domain_of_the_ontology_page_passes_the_lint(railways: Path) -> None:
    from kg.extract import lint
    from kg.extract.pipeline import load

    loaded = ontology.load(railways)
    assert lint.lint(loaded, load(loaded)) == []


def test_domain_of_the_ontology_page_reads_its_text(railways: Path, tmp_path: Path) -> None:
    page = text("docs/ontology.md")
    article = re.search(r"\*(The Gull Bay Line.+?)\*", page)
    assert article is not None
    found = claims(built({"lines.txt": article[1]}, tmp_path, railways))
    expected = {(f"{s} {p} {o}", how) for s, p, o, how in cells(page, "subject")}
    assert {(fact(row), manner(row)) for row in found} == expected


def test_ontology_page_names_every_kind_of_line() -> None:
    table = text("docs/ontology.md").partition("## The kinds of line")[2].partition("\n### ")[0]
    assert sorted(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == sorted(FILES)


@pytest.mark.parametrize("kind", FILES)
def test_ontology_page_names_every_key(kind: str) -> None:
    section = text("docs/ontology.md").partition(f"\n### {kind}\n")[2].partition("\n## ")[0].partition("\n### ")[0]
    named = {key for line in section.splitlines() if line.startswith("| `") for key in re.findall(r"`(\w+)`", line.split("|")[1])}
    assert named == {KEYS.get(each.name, each.name) for each in fields(FILES[kind])}


def test_ontology_page_names_the_roles_of_the_frames(ontology: ontology.Ontology) -> None:
    section = text("docs/ontology.md").partition("## Roles")[2].partition("\n## ")[0]
    named = {role for line in section.splitlines() for role in re.findall(r"`([\w ]+)`", line)}
    assert used_roles(ontology) - set(PREPOSITIONS.split()) - named == set()


PREPOSITIONS = """of by with to in on from for at against upon through via as into around using under than behind between over like
including near outside toward towards inside"""


def used_roles(loaded: ontology.Ontology) -> set[str]:
    """Roles that frames give their ends, and measures their owners."""
    ends: Iterable[tuple[str, ...]] = [*((*f.subject, *f.object) for f in loaded.frames), *((*m.owner, *m.on) for m in loaded.measures)]
    return {role for each in ends for role in each}


# ---- the lines that CONTRIBUTING shows may be added as they stand


def test_lines_of_contributing_load(tmp_path: Path) -> None:
    lines = re.findall(r"^\*\*.*?`(\w+)\.jsonl`.*\n(?:.*\n)*?\n?```json\n(.*)\n```", text("CONTRIBUTING.md"), re.MULTILINE)
    assert [kind for kind, _ in lines] == ["names", "frames", "measures", "stance"]
    shutil.copytree(ROOT / "ontology", tmp_path / "ontology")
    for kind, line in lines:
        (tmp_path / f"ontology/ai-industry/lexicon/{kind}-contributed.jsonl").write_text(f"{line}\n", encoding="utf-8")
    ontology.load(tmp_path / "ontology/ai-industry")


# ---- the README: its picture, its tour and its scores are there


def test_every_page_of_docs_is_linked_from_the_readme() -> None:
    pages = {f"docs/{page.name}" for page in (ROOT / "docs").glob("*.md")}
    assert pages - set(LINK.findall(text("README.md"))) == set()


def test_the_picture_is_small_and_there() -> None:
    (name,) = re.findall(r"!\[[^\]]+\]\(([^)]+\.png)\)", text("README.md"))
    assert (ROOT / name).read_bytes().startswith(b"\x89PNG")
    assert (ROOT / name).stat().st_size < 400_000


@pytest.mark.parametrize("mark", ["tour: build", "tour: query", "tour: show", "tour: conflicts", "tour: check", "tour: export", "quality"])
def test_the_readme_shows_real_output(mark: str) -> None:
    found = re.search(rf"<!-- {mark} -->\n(.+?)\n<!-- /{mark.partition(':')[0]} -->", text("README.md"), re.DOTALL)
    assert found is not None
    assert len(found[1].splitlines()) >= 3


def test_quotes_of_the_tour_stand_in_the_digests() -> None:
    """What the tour quotes is what `seeds/` says today: after a change of the digests, `make docs`."""
    digests = " ".join(" ".join(path.read_text(encoding="utf-8").split()) for path in sorted(SEEDS.glob("*.md")))
    quotes = re.findall(r"“([^“”]{20,})”$", text("README.md"), re.MULTILINE)
    assert len(quotes) >= 3
    assert [quote for quote in quotes if quote not in digests] == []


def run_python(page: str) -> None:
    code = "\n".join(blocks(page, "python"))
    assert code
    exec(compile(code, "docs", "exec"), {})
