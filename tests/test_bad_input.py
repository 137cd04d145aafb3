"""Bad input, each through the real command: one line that says what to do, the right exit status, no traceback, nothing half-written."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from faking import bare_ontology, load_fake, texts

from kg.output import Output
from kg.pipeline import build

ROOT = Path(__file__).resolve().parent.parent
GOOD = "Zephyrine built Quill-2."


def kg(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, "-m", "kg", *words], cwd=folder, capture_output=True, text=True, check=False, env=environment)


def large(folder: Path) -> Path:
    with (folder / "a.txt").open("wb") as file:
        file.truncate(50_000_000)
    return folder


def contradictory(folder: Path) -> None:
    vocabulary = bare_ontology(folder / "bad") / "vocabulary.ttl"
    text = vocabulary.read_text(encoding="utf-8")
    text += "aio:Company rdfs:subClassOf aio:Person .\naio:oddity a owl:ObjectProperty ; rdfs:label 'odd' ; rdfs:comment 'odd' .\n"
    vocabulary.write_text(text, encoding="utf-8")
    texts(folder, {"a.txt": GOOD})


def bare(folder: Path) -> Path:
    bare_ontology(folder / "bare")
    return texts(folder, {"a.txt": GOOD})


def without_documents(folder: Path) -> Path:
    bare(folder)
    (folder / "no").mkdir()
    return folder


def built(folder: Path) -> Path:
    bare(folder)
    build([folder / "a.txt"], folder / "output", ontology_folder=folder / "bare" / "ai-industry", load=load_fake)
    return folder


BARE = ("--ontology", "bare/ai-industry")
BUILD = ("build", "a.txt", *BARE)

Prepare = Callable[[Path], object]
CASES: list[tuple[str, Prepare, tuple[str, ...], str]] = [
    ("empty file", lambda f: (bare(f), texts(f, {"a.txt": ""})), BUILD, "a.txt is empty; remove it or give it text"),
    ("binary file", lambda f: (bare(f), (f / "a.txt").write_bytes(b"\x7fELF\0\0")), BUILD, "looks like a binary file; save its text as"),
    ("wrong encoding", lambda f: (bare(f), (f / "a.txt").write_bytes("Zoë".encode("cp1252"))), BUILD, "is not UTF-8 (byte 2); convert it"),
    ("50 MB file", lambda f: (bare(f), large(f)), BUILD, "has 50 MB, more than the 20 MB that kg takes; split it"),
    ("unknown suffix", lambda f: (bare(f), texts(f, {"a.docx": "x"})), ("build", "a.docx", *BARE), "has no format that kg reads; give"),
    ("missing file", bare, ("build", "b.txt", *BARE), "no such file or folder: b.txt; check the spelling"),
    ("folder without documents", without_documents, ("build", "no", *BARE), "no holds no documents; put"),
    ("no ontology", bare, ("build", "a.txt", "--ontology", "nowhere"), "nowhere: is no folder; name a folder that holds vocabulary.ttl"),
    ("ontology without vocabulary", bare, ("build", "a.txt", "--ontology", "bare"), "has no vocabulary.ttl; name a folder that"),
    ("unknown model", bare, (*BUILD, "--model", "en_core_web_xyz"), "en_core_web_xyz"),
    (
        "output is a file",
        lambda f: (bare(f), texts(f, {"out": "x"})),
        (*BUILD, "--output", "out"),
        "out is a file; name a folder with --output",
    ),
    ("malformed SPARQL", built, ("query", "SELECT ?x WHERE { ?x a"), "not a query that can be answered"),
    ("an update", built, ("query", "DELETE WHERE { ?s ?p ?o }"), "would change the graph, and it is read-only"),
    ("a service", built, ("query", "SELECT * { SERVICE <http://localhost/> { ?s ?p ?o } }"), "kg works offline"),
    ("unknown query", built, ("query", "training-cots"), "is no SPARQL, no .rq file and no shipped query; did you mean training-costs"),
    ("missing query file", built, ("query", "mine.rq"), "mine.rq can't be read (No such file or directory); name a text file"),
    ("rows as Turtle", built, ("query", "ASK { ?s ?p ?o }", "-f", "turtle"), "use --format table, json, csv or tsv"),
    ("triples as CSV", built, ("query", "DESCRIBE kg:Claim", "-f", "csv"), "use --format turtle"),
    ("no question", built, ("query",), "give a SPARQL query, a .rq file or a query's name"),
    ("no graph to query", bare, ("query", "ASK { ?s ?p ?o }"), "output holds no graph; run: kg build SOURCES --output output"),
    ("no graph to show", bare, ("show", "Quill-2"), "output holds no graph; run: kg build"),
    ("no graph to check", bare, ("check",), "output holds no graph; run: kg build"),
    ("no graph to export", bare, ("export", "turtle"), "output holds no graph; run: kg build"),
    ("unknown name", built, ("show", "Quill"), "nothing is called 'Quill'; did you mean 'Quill-2'?"),
    ("gold that is no JSON", lambda f: (built(f), texts(f, {"g.jsonl": "{"})), ("eval", "g.jsonl", *BARE), "g.jsonl:1: no JSON"),
    ("missing gold", built, ("eval", "g.jsonl", *BARE), "g.jsonl can't be read (No such file or directory); name a JSON-lines file"),
    (
        "broken report",
        lambda f: (built(f), texts(f, {"output/report.json": "{}"})),
        ("query", "ASK {}"),
        "is no report of this version of kg",
    ),
]


@pytest.mark.parametrize(("prepare", "words", "message"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_one_line_that_says_what_to_do(tmp_path: Path, prepare: Prepare, words: tuple[str, ...], message: str) -> None:
    prepare(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    ran = kg(tmp_path, *words)
    assert (ran.returncode, ran.stdout) == (2, "")
    [line] = ran.stderr.splitlines()
    assert line.startswith("kg: ")
    assert message in line
    assert sorted(tmp_path.rglob("*")) == before


def test_an_ontology_that_contradicts_itself_names_every_fault(tmp_path: Path) -> None:
    contradictory(tmp_path)
    ran = kg(tmp_path, "build", "a.txt", "--ontology", "bad/ai-industry")
    lines = ran.stderr.splitlines()
    assert ran.returncode == 2
    assert len(lines) > 1
    assert all(line.startswith("kg: ") and "vocabulary.ttl:" in line for line in lines)
    assert not (tmp_path / "output").exists()


def test_an_output_folder_in_use(tmp_path: Path) -> None:
    built(tmp_path)
    with Output(tmp_path / "output").writing():
        ran = kg(tmp_path, *BUILD)
    assert ran.returncode == 2
    assert ran.stderr == "kg: another build is writing to output; wait for it or name another folder with --output\n"


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser can read every file")
def test_an_unreadable_file(tmp_path: Path) -> None:
    bare(tmp_path)
    (tmp_path / "a.txt").chmod(0)
    ran = kg(tmp_path, *BUILD)
    assert ran.returncode == 2
    assert "a.txt can't be opened (Permission denied); change its permissions or leave it out" in ran.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser can write to every folder")
def test_an_output_folder_that_cannot_be_written(tmp_path: Path) -> None:
    bare(tmp_path)
    (tmp_path / "output").mkdir()
    (tmp_path / "output").chmod(0o500)
    ran = kg(tmp_path, *BUILD)
    assert ran.returncode == 2
    assert "can't write to output (Permission denied); name another folder with --output" in ran.stderr


@pytest.mark.parametrize(
    "words", [("build",), ("nothing",), ("query", "x", "--format", "xml"), ("build", "a.txt", "--jobs", "-1"), ("export", "pdf")]
)
def test_wrong_usage_has_status_2_and_no_traceback(tmp_path: Path, words: tuple[str, ...]) -> None:
    ran = kg(tmp_path, *words)
    assert ran.returncode == 2
    assert "Traceback" not in ran.stderr
    assert list(tmp_path.iterdir()) == []
