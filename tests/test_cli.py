"""The command line: each command on a small graph made without a model; exit status, streams, and what a start loads."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from faking import bare_ontology, load_fake, texts

import kg
from kg.cli import app, main
from kg.pipeline import build

ROOT = Path(__file__).resolve().parent.parent
ARTICLES = {"a.txt": "Zephyrine built Quill-2. Quill-2 cost $500.", "b.txt": "Okapi built Quill-2. Quill-2 cost $700."}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with in/, an ontology without lexicon, and output/ built from both."""
    folder = tmp_path_factory.mktemp("cli")
    ontology = bare_ontology(folder / "ontology")
    build([texts(folder / "in", ARTICLES)], folder / "output", ontology_folder=ontology, load=load_fake)
    return folder


class Ran:
    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err


def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str | Path) -> Ran:
    """Run `kg` in this process, through main."""
    monkeypatch.setattr(sys, "argv", ["kg", *map(str, words)])
    try:
        main()
        status = 0
    except SystemExit as exit_:
        status = int(exit_.code or 0)
    captured = capsys.readouterr()
    return Ran(status, captured.out, captured.err)


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, place: Path):  # type: ignore[no-untyped-def]
    monkeypatch.chdir(place)
    return lambda *words: run(capsys, monkeypatch, *words)


def test_version(cli) -> None:  # type: ignore[no-untyped-def]
    assert cli("--version").out == f"kg {kg.__version__}\n"


def test_every_command_says_what_it_does(cli) -> None:  # type: ignore[no-untyped-def]
    shown = cli("--help").out
    names = [command.name or command.callback.__name__ for command in app.registered_commands if command.callback]
    assert sorted(names) == [
        "build",
        "calibrate",
        "check",
        "conflicts",
        "eval",
        "export",
        "extract",
        "ontology",
        "query",
        "show",
        "train",
        "why-not",
    ]
    for name in names:
        assert f"  {name} " in shown
        assert cli(name, "--help").status == 0


def test_build_ends_with_a_table_and_what_to_do_next(cli, monkeypatch: pytest.MonkeyPatch, place: Path) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("kg.pipeline.load_extractor", lambda ontology, model: load_fake())
    ran = cli("build", "in", "--output", "other", "--ontology", "ontology/ai-industry")
    assert (ran.status, ran.err) == (0, "")
    lines = [line.split() for line in ran.out.splitlines()]
    for row in (["documents", "2"], ["words", "12"], ["Company", "2"], ["developed", "2"], ["trainingCost", "2"], ["failures", "0"]):
        assert row in lines
    assert "open other/graph.html" in ran.out
    assert "kg query --list --output other" in ran.out


def test_build_with_a_failure_builds_the_rest(cli, monkeypatch: pytest.MonkeyPatch, place: Path) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("kg.pipeline.load_extractor", lambda ontology, model: load_fake())
    texts(place / "mixed", {"a.txt": ARTICLES["a.txt"], "b.txt": "", "c.txt": "crash"})
    ran = cli("build", "mixed", "--output", "partial", "--ontology", "ontology/ai-industry")
    assert ran.status == 1
    assert ran.err.splitlines()[0] == "kg: b.txt: is empty; remove it or give it text"
    assert ran.err.splitlines()[1].startswith("kg: c.txt: crashed: ValueError: so it was written")
    assert len(ran.err.splitlines()) == 2
    assert "Quill-2" in (place / "partial" / "graph.ttl").read_text(encoding="utf-8")


QUERY = "SELECT ?name WHERE { ?e kg:mentionedIn ?d ; rdfs:label ?name } GROUP BY ?name ORDER BY ?name"

FORMS = [
    ("table", "name\n---------\nOkapi\nQuill-2\nZephyrine\n3 rows\n"),
    ("csv", "name\r\nOkapi\r\nQuill-2\r\nZephyrine\r\n"),
    ("tsv", '?name\n"Okapi"@en\n"Quill-2"@en\n"Zephyrine"@en\n'),
]


@pytest.mark.parametrize(("form", "expected"), FORMS)
def test_query_forms(cli, form: str, expected: str) -> None:  # type: ignore[no-untyped-def]
    assert cli("query", QUERY, "--format", form).out.replace("\r\n", "\n") == expected.replace("\r\n", "\n")


def test_query_json_and_turtle(cli) -> None:  # type: ignore[no-untyped-def]
    found = json.loads(cli("query", QUERY, "-f", "json").out)
    assert [row["name"]["value"] for row in found["results"]["bindings"]] == ["Okapi", "Quill-2", "Zephyrine"]
    turtle = cli("query", "CONSTRUCT { ?e rdfs:label ?n } WHERE { ?e rdfs:label ?n ; kg:mentionedIn ?d }", "-f", "turtle").out
    assert 'rdfs:label "Quill-2"@en' in turtle


def test_query_from_a_file_and_by_name(cli, place: Path) -> None:  # type: ignore[no-untyped-def]
    (place / "mine.rq").write_text(QUERY, encoding="utf-8")
    assert "Zephyrine" in cli("query", "mine.rq").out
    assert "700" in cli("query", "training-costs").out


def test_every_shipped_query_is_listed_with_its_question_and_runs(cli, place: Path) -> None:  # type: ignore[no-untyped-def]
    listed = cli("query", "--list").out.splitlines()
    names = sorted(path.stem for path in (place / "ontology" / "ai-industry" / "queries").glob("*.rq"))
    assert [line.split()[0] for line in listed] == names
    assert all(len(line.split()) > 3 for line in listed)
    assert [cli("query", name).status for name in names] == [0] * len(names)


def test_show_gives_every_claim_with_its_proof(cli) -> None:  # type: ignore[no-untyped-def]
    shown = cli("show", "QUILL-2").out
    assert shown.startswith("Quill-2  (Model)\n  https://kg.example/id/model/quill-2\n")
    assert "  claims: 4\n" in shown
    assert "  trainingCost → US$700\n    “Quill-2 cost $700.”\n    b.txt:21-39  (rule made, confidence 0.9)\n" in shown
    assert "  developed ← Okapi\n    “Okapi built Quill-2.”\n" in shown


def test_show_suggests_what_is_near(cli) -> None:  # type: ignore[no-untyped-def]
    ran = cli("show", "Zefyrine")
    assert (ran.status, ran.err) == (2, "kg: nothing is called 'Zefyrine'; did you mean 'Zephyrine'?\n")


def test_conflicts_stand_side_by_side(cli) -> None:  # type: ignore[no-untyped-def]
    lines = cli("conflicts").out.splitlines()
    assert lines[0] == "TENSION  Quill-2 trainingCost"
    values = [line.split() for line in lines if line.startswith("  Quill-2  ")]
    assert values == [["Quill-2", "US$500", "asserted", "the", "text", "a.txt"], ["Quill-2", "US$700", "asserted", "the", "text", "b.txt"]]
    assert "  “Quill-2 cost $500.”" in lines


def test_check(cli, place: Path) -> None:  # type: ignore[no-untyped-def]
    ran = cli("check", "--ontology", "ontology/ai-industry")
    assert (ran.status, ran.out) == (0, "0 violations of the shapes; every quote proved (4 claims, 2 sources read again)\n")
    path = place / "in" / "a.txt"
    before = path.read_text(encoding="utf-8")
    path.write_text("Now it says something else.", encoding="utf-8")
    try:
        ran = cli("check", "--ontology", "ontology/ai-industry")
    finally:
        path.write_text(before, encoding="utf-8")
    assert ran.status == 1
    assert "“Quill-2 cost $500.”" in ran.out
    assert "NOT proved" in ran.out.splitlines()[-1]


def test_eval(cli, place: Path) -> None:  # type: ignore[no-untyped-def]
    rows = [json.loads(line) for line in (place / "output" / "claims.jsonl").read_text(encoding="utf-8").splitlines()]
    gold = place / "gold.jsonl"
    gold.write_text("".join(json.dumps(row) + "\n" for row in rows[1:]), encoding="utf-8")
    words = ("eval", "gold.jsonl", "--ontology", "ontology/ai-industry")
    ran = cli(*words, "--floor", "0.9", "0.9")
    assert ran.status == 0
    assert ["facts", "(relations", "and", "figures)", "100.0", "100.0", "100.0", "4", "0", "0"] in [
        line.split() for line in ran.out.splitlines()
    ]
    assert json.loads(cli(*words, "--json").out)["overall facts"]["tp"] == 4

    predicted = place / "predicted.jsonl"
    predicted.write_text(
        "".join(json.dumps({**row, "p": "acquired"} if row["kind"] == "relation" else row) + "\n" for row in rows), encoding="utf-8"
    )
    ran = cli(*words[:2], "predicted.jsonl", *words[2:], "--errors", "--floor", "0.9", "0.9")
    assert (ran.status, ran.err) == (1, "kg: facts have precision 50.0 and recall 50.0: below the floor\n")
    missed, wrong = ran.out.split("\nwrong\n")
    assert "  a.txt  Zephyrine developed Quill-2  (rule made)\n      Zephyrine built Quill-2." in missed
    assert "  a.txt  Zephyrine acquired Quill-2  (rule made)" in wrong


def test_ontology_counts(cli, place: Path) -> None:  # type: ignore[no-untyped-def]
    ran = cli("ontology", "--ontology", "ontology/ai-industry", "--no-lint")
    assert ran.status == 0
    counts = dict(line.split() for line in ran.out.splitlines()[1:])
    assert int(counts["classes"]) > 10
    assert counts["frames"] == "0"


@pytest.mark.parametrize(("form", "name"), [("jsonld", "graph.jsonld"), ("graphml", "graph.graphml"), ("neo4j", "neo4j")])
def test_export_says_where(cli, place: Path, form: str, name: str) -> None:  # type: ignore[no-untyped-def]
    ran = cli("export", form, "--ontology", "ontology/ai-industry")
    assert (ran.status, ran.out) == (0, f"output/{name}\n")
    assert (place / "output" / name).exists()


def test_words_of_the_sources_steer_no_terminal(cli, place: Path) -> None:  # type: ignore[no-untyped-def]
    build(
        [texts(place / "evil", {"a.txt": "A\x1b[31m\u202e built B. Evil built Rill."})],
        place / "evilout",
        ontology_folder=place / "ontology" / "ai-industry",
        load=load_fake,
    )
    shown = cli("show", "Rill", "--output", "evilout").out + cli("show", "B", "--output", "evilout").out
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_help_and_version_load_nothing_heavy() -> None:
    """What makes a command slow to start is what it imports; counting that is steadier than a clock."""
    code = "import sys, kg.cli; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout.split()
    heavy = {"spacy", "numpy", "rdflib", "pyoxigraph", "networkx", "pyvis", "trafilatura", "pyshacl", "rapidfuzz", "rich.progress", "lxml"}
    assert heavy & set(loaded) == set()


def test_blas_has_one_thread_before_numpy_is_there() -> None:
    code = """
import os, sys
from kg.engine import single_threaded
assert "numpy" not in sys.modules
single_threaded()
print(os.environ["OMP_NUM_THREADS"])
"""
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout == "1\n"


def test_a_reader_that_goes_away_is_no_error(place: Path) -> None:
    command = [sys.executable, "-m", "kg", "query", "SELECT * { ?s ?p ?o }", "-o", str(place / "output"), "-f", "tsv"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1


def test_a_defect_is_one_line_and_a_status_of_its_own(cli, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    def broken(output: Path) -> None:
        raise ZeroDivisionError("by\nnothing")

    monkeypatch.setattr("kg.ask.select", broken)
    ran = cli("conflicts")
    assert ran.status == 70
    assert ran.err == "kg: a defect of kg: ZeroDivisionError: by nothing; set KG_TRACEBACK=1, run again and report what it prints\n"
    monkeypatch.setenv("KG_TRACEBACK", "1")
    with pytest.raises(ZeroDivisionError):
        main()
