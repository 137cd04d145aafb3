"""The whole build with an extractor that needs no model: what is written, what is left when it fails, and what must not matter."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from faking import Fake, bare_ontology, load_fake, texts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.check import check
from kg.errors import BusyError, KgError
from kg.export import FORMATS, export
from kg.model import Document, Extraction, Run
from kg.output import NAMES, Output, relative
from kg.pipeline import build
from kg.report import Report, read_report

ARTICLES = {
    "a.txt": "Zephyrine built Quill-2. Quill-2 cost $500. Okapi built Rill.",
    "b.txt": "Zephyrine built Quill-2. Quill-2 cost $700.",
    "sub/c.md": "---\ntitle: Of rills\n---\nOkapi built Rill. Rill cost $30.",
}


@pytest.fixture(scope="module")
def ontology(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bare_ontology(tmp_path_factory.mktemp("ontology"))


def built(sources: Path, output: Path, ontology: Path, **more: object) -> Report:
    return build([sources], output, **{"ontology_folder": ontology, "load": load_fake, **more})  # type: ignore[arg-type]


def snapshot(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_what_a_build_writes_and_reports(tmp_path: Path, ontology: Path) -> None:
    output = tmp_path / "output"
    report = built(texts(tmp_path / "in", ARTICLES | {"d.txt": ""}), output, ontology)
    assert all(Output(output)[name].exists() for name in NAMES)
    assert (report.documents, report.words) == (3, 21)
    assert (report.entities, report.relations, report.figures) == ({"Company": 2, "Model": 2}, {"developed": 4}, {"trainingCost": 3})
    assert report.conflicts == {"tension": 1}
    assert [(f.source, f.stage) for f in report.failures] == [("d.txt", "read")]
    assert report.sources == {"a.txt": "../in/a.txt", "b.txt": "../in/b.txt", "sub/c.md": "../in/sub/c.md"}
    assert report.run == Run(report.run.version, "fake 1.0", report.run.ontology)
    assert read_report(output / "report.json") == report


def test_claims_are_rows(tmp_path: Path, ontology: Path) -> None:
    built(texts(tmp_path / "in", {"a.txt": ARTICLES["a.txt"]}), tmp_path / "output", ontology)
    rows = [json.loads(line) for line in (tmp_path / "output" / "claims.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["kind"] for row in rows].count("entity") == 4
    [cost] = [row for row in rows if row["kind"] == "figure"]
    assert (cost["s"], cost["p"], cost["value"], cost["unit"], cost["evidence"]) == (
        "Quill-2",
        "trainingCost",
        500,
        "USD",
        "Quill-2 cost $500.",
    )
    text = ARTICLES["a.txt"]
    for row in rows:
        if row["kind"] != "entity":
            assert text[row["start"] : row["end"]] == row["evidence"]
            assert text[slice(*row["subject"])] == row["s"]


def test_building_twice_gives_the_same_bytes(tmp_path: Path, ontology: Path) -> None:
    source = texts(tmp_path / "in", ARTICLES)
    built(source, tmp_path / "one", ontology)
    built(source, tmp_path / "two", ontology)
    for name in ("graph.ttl", "graph.html", "claims.jsonl", "report.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


def test_number_of_processes_does_not_matter(tmp_path: Path, ontology: Path) -> None:
    source = texts(tmp_path / "in", {f"{n:02}.txt": f"Maker{n % 7} built Thing{n % 5}. Thing{n % 5} cost ${n}." for n in range(20)})
    built(source, tmp_path / "one", ontology, jobs=1)
    built(source, tmp_path / "two", ontology, jobs=2)
    for name in ("graph.ttl", "graph.html", "claims.jsonl", "report.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(sorted(ARTICLES)))
def test_order_of_sources_does_not_matter(tmp_path: Path, ontology: Path, order: list[str]) -> None:
    folder = texts(tmp_path / "in", {Path(name).name: text for name, text in ARTICLES.items()})
    build([folder / Path(name).name for name in order], tmp_path / "some", ontology_folder=ontology, load=Fake)
    built(folder, tmp_path / "all", ontology)
    assert (tmp_path / "some" / "graph.ttl").read_bytes() == (tmp_path / "all" / "graph.ttl").read_bytes()


def test_a_second_build_replaces_the_first(tmp_path: Path, ontology: Path) -> None:
    built(texts(tmp_path / "in", ARTICLES), tmp_path / "output", ontology)
    built(texts(tmp_path / "in2", {"z.txt": "Okapi built Rill."}), tmp_path / "output", ontology)
    built(tmp_path / "in2", tmp_path / "fresh", ontology)
    assert (tmp_path / "output" / "graph.ttl").read_bytes() == (tmp_path / "fresh" / "graph.ttl").read_bytes()
    assert check(tmp_path / "output", ontology_folder=ontology).findings == ()
    assert {p.name for p in (tmp_path / "output" / ".kg").iterdir()} == {"extractions.jsonl"}


class Fails(Fake):
    """Crashes outside the worker's edge: in reading what comes next."""

    @property
    def model(self) -> str:  # type: ignore[override]
        raise KgError("the model has gone")


class Interrupted(Fake):
    def extract(self, documents: Iterable[Document]) -> Iterator[Extraction]:
        raise KeyboardInterrupt


@pytest.mark.parametrize(("load", "error"), [(Fails, KgError), (Interrupted, KeyboardInterrupt)])
def test_a_build_that_fails_leaves_all_as_it_was(tmp_path: Path, ontology: Path, load: type[Fake], error: type[BaseException]) -> None:
    source = texts(tmp_path / "in", ARTICLES)
    with pytest.raises(error):
        built(source, tmp_path / "output", ontology, load=load)
    assert not (tmp_path / "output").exists()
    built(source, tmp_path / "output", ontology)
    before = snapshot(tmp_path / "output")
    with pytest.raises(error):
        built(source, tmp_path / "output", ontology, load=load)
    assert snapshot(tmp_path / "output") == before


def test_nothing_readable_writes_nothing(tmp_path: Path, ontology: Path) -> None:
    source = texts(tmp_path / "in", {f"{n}.txt": "" for n in range(5)})
    with pytest.raises(KgError, match=r"none of the 5 sources could be read, so nothing was written: 0.txt is empty.*; and 2 more"):
        built(source, tmp_path / "output", ontology)
    assert not (tmp_path / "output").exists()


def test_rubbish_of_a_killed_build_is_cleared_away(tmp_path: Path, ontology: Path) -> None:
    texts(tmp_path / "output", {".kg/new/graph.ttl": "half", ".kg/new/store/x": "half", ".kg/old/x": "old", ".lock": ""})
    built(texts(tmp_path / "in", ARTICLES), tmp_path / "output", ontology)
    assert {p.name for p in (tmp_path / "output" / ".kg").iterdir()} == {"extractions.jsonl"}


def test_an_output_folder_of_somebody_else_is_left_alone(tmp_path: Path, ontology: Path) -> None:
    output = texts(tmp_path / "output", {"store/mine.txt": "mine"})
    with pytest.raises(KgError, match="holds a store that kg did not write; name another folder"):
        built(texts(tmp_path / "in", ARTICLES), output, ontology)
    assert snapshot(output) == {"store/mine.txt": b"mine"}


def _hold(folder: Path, held: object, done: object) -> None:
    with Output(folder).writing():
        held.set()  # type: ignore[attr-defined]
        done.wait(60)  # type: ignore[attr-defined]


def test_one_build_at_a_time(tmp_path: Path, ontology: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    held, done = spawn.Event(), spawn.Event()
    other = spawn.Process(target=_hold, args=(tmp_path / "output", held, done))
    other.start()
    try:
        assert held.wait(60)
        with pytest.raises(BusyError, match=r"another build is writing to .*output; wait for it or name another"):
            built(texts(tmp_path / "in", ARTICLES), tmp_path / "output", ontology)
    finally:
        other.kill()
        other.join()
    built(tmp_path / "in", tmp_path / "output", ontology)  # the killed one blocks nobody


@pytest.mark.parametrize("iri", ["not an iri", "relative/path", "http://a b/"])
def test_a_base_that_is_no_iri(tmp_path: Path, ontology: Path, iri: str) -> None:
    with pytest.raises(KgError, match="no absolute IRI; give --base-iri one like"):
        built(texts(tmp_path / "in", ARTICLES), tmp_path / "output", ontology, base_iri=iri)


def test_base_iri_is_where_things_begin(tmp_path: Path, ontology: Path) -> None:
    built(texts(tmp_path / "in", ARTICLES), tmp_path / "output", ontology, base_iri="https://example.org/x")
    turtle = (tmp_path / "output" / "graph.ttl").read_text(encoding="utf-8")
    assert "https://example.org/x/" in turtle
    assert "https://kg.example/id/" not in turtle


def test_progress_ends_where_it_said_it_would(tmp_path: Path, ontology: Path) -> None:
    told: dict[str, list[tuple[int, int]]] = {}
    built(
        texts(tmp_path / "in", ARTICLES),
        tmp_path / "output",
        ontology,
        progress=lambda stage, done, of: told.setdefault(stage, []).append((done, of)),
    )
    assert told["reading"] == [(0, 3), (3, 3)]
    assert all(steps[0][0] == 0 and steps[-1][0] == steps[-1][1] for steps in told.values())


def test_check_proves_every_quote(tmp_path: Path, ontology: Path) -> None:
    report = built(texts(tmp_path / "in", ARTICLES), tmp_path / "output", ontology)
    result = check(tmp_path / "output", ontology_folder=ontology)
    assert result.findings == ()
    assert (result.sources, result.claims) == (3, sum(report.relations.values()) + sum(report.figures.values()))


CHANGES = {
    "changed": lambda path: path.write_text(path.read_text() + " More."),
    "shifted": lambda path: path.write_text("New: " + path.read_text()),
    "gone": lambda path: path.unlink(),
    "emptied": lambda path: path.write_text(""),
}


@pytest.mark.parametrize("change", CHANGES)
def test_check_finds_sources_that_have_changed(tmp_path: Path, ontology: Path, change: str) -> None:
    built(texts(tmp_path / "in", ARTICLES), tmp_path / "output", ontology)
    CHANGES[change](tmp_path / "in" / "b.txt")
    result = check(tmp_path / "output", ontology_folder=ontology)
    assert result.shapes == ()
    assert {finding.source for finding in result.quotes} == {"b.txt"}


def test_check_holds_when_project_and_output_move_together(tmp_path: Path, ontology: Path) -> None:
    built(texts(tmp_path / "old" / "in", ARTICLES), tmp_path / "old" / "output", ontology)
    (tmp_path / "old").rename(tmp_path / "new")
    assert check(tmp_path / "new" / "output", ontology_folder=ontology).findings == ()


@pytest.mark.parametrize("form", FORMATS)
def test_exports_are_written_whole_and_alike(tmp_path: Path, ontology: Path, form: str) -> None:
    built(texts(tmp_path / "in", ARTICLES), tmp_path / "output", ontology)
    one = export(tmp_path / "output", form, tmp_path / "one", ontology_folder=ontology)
    two = export(tmp_path / "output", form, tmp_path / "two", ontology_folder=ontology)
    contents = [snapshot(p) if p.is_dir() else p.read_bytes() for p in (one, two)]
    assert contents[0] == contents[1]
    assert contents[0]
    assert not list(tmp_path.glob("*.part"))


def test_exported_turtle_is_the_graph(tmp_path: Path, ontology: Path) -> None:
    built(texts(tmp_path / "in", ARTICLES), tmp_path / "output", ontology)
    exported = export(tmp_path / "output", "turtle", tmp_path / "x.ttl")
    assert exported.read_bytes() == (tmp_path / "output" / "graph.ttl").read_bytes()


def test_way_to_a_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert relative(Path("in/a.txt"), Path("output")) == "../in/a.txt"
    assert relative(tmp_path / "in" / "a.txt", Path("deep/output")) == "../../in/a.txt"
