"""The command line: parse, call one function, print. Heavy imports are inside the commands, so that `kg --help` is quick.

Exit status: 0 all well; 1 done in part, or something was found (sources that failed, violations, a score below its floor); 2 nothing done:
wrong usage or something to mend, said in one line.
"""

from __future__ import annotations

import os
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

import kg
from kg.errors import KgError, OntologyError

CRASH = 70
"""Exit status of a defect of kg itself (EX_SOFTWARE of sysexits.h)."""

app = typer.Typer(
    name="kg",
    help="Articles in, a cited knowledge graph out: offline, deterministic, every fact with its sentence.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

OutputOption = Annotated[Path, typer.Option("--output", "-o", help="Folder of the built graph.")]
OntologyOption = Annotated[Path | None, typer.Option("--ontology", help="Ontology folder; the one that ships with kg if left out.")]
ModelOption = Annotated[str | None, typer.Option("--model", help="Language model: en_core_web_sm, _md, _lg or _trf, if installed.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
DEFAULT_OUTPUT = Path("output")


class Table(StrEnum):
    """How the answer of a query is printed."""

    table = "table"
    json = "json"
    csv = "csv"
    tsv = "tsv"
    turtle = "turtle"


class Export(StrEnum):
    """What a graph can be exported as."""

    turtle = "turtle"
    trig = "trig"
    nquads = "nquads"
    jsonld = "jsonld"
    graphml = "graphml"
    neo4j = "neo4j"


def _version(wanted: bool) -> None:
    if wanted:
        print(f"kg {kg.__version__}")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    """Articles in, a cited knowledge graph out: offline, deterministic, every fact with its sentence."""


@app.command()
def build(
    sources: Annotated[list[Path], typer.Argument(help="Files and folders: .txt, .md, .html.")],
    ontology: OntologyOption = None,
    output: OutputOption = DEFAULT_OUTPUT,
    model: ModelOption = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=0, help="Processes; 0 for one per core. The result is the same.")] = 0,
    base_iri: Annotated[str, typer.Option("--base-iri", help="Where the IRIs of things begin.")] = "https://kg.example/id/",
) -> None:
    """Build a graph from articles.

    Writes graph.ttl, graph.html, claims.jsonl, store/ and report.json into the output folder. A source that can't be read is named, the
    others are built, and the exit status is 1.
    """
    from kg.engine import single_threaded

    single_threaded()
    from kg import pipeline, text

    started = time.perf_counter()
    with _progress() as progress:
        report = pipeline.build(
            sources,
            output,
            ontology_folder=ontology,
            model=model,
            jobs=jobs or os.cpu_count() or 1,
            base_iri=base_iri,
            progress=progress,
        )
    print(text.summary(report, output, time.perf_counter() - started))
    for failure in report.failures:
        _complain(f"{failure.source}: {failure.reason}")
    _exit_if(bool(report.failures))


@app.command()
def extract(
    sources: Annotated[list[Path], typer.Argument(help="Files and folders: .txt, .md, .html.")],
    ontology: OntologyOption = None,
    model: ModelOption = None,
    explain: Annotated[bool, typer.Option("--explain", help="Explain each text as why-not does, in place of its rows.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="With --explain: one JSON object a document.")] = False,
) -> None:
    """Print what texts say, without a graph. One JSON row a thing and a claim, as in claims.jsonl; with --explain, how they came about."""
    import json

    from kg.engine import single_threaded

    single_threaded()
    from kg import look, reasons
    from kg.model import Extraction, Failure
    from kg.publish import rows

    extractor = look.load_extractor(ontology, model)
    failed = False
    for each in look.explained(sources, extractor) if explain else look.extract(sources, extractor):
        if isinstance(each, Failure):
            _complain(f"{each.source}: {each.reason}")
            failed = True
        elif isinstance(each, Extraction):
            sys.stdout.write("".join(rows.lines([each])))
        else:
            _say(json.dumps(each.rows(), ensure_ascii=False) if as_json else f"{each.document}\n\n{reasons.explanation(each)}\n")
    _exit_if(failed)


@app.command("why-not")
def why_not(
    source: Annotated[str, typer.Argument(metavar="TEXT", help="A sentence or more, a file, or - for standard input.")],
    ontology: OntologyOption = None,
    model: ModelOption = None,
    rule: Annotated[
        str | None, typer.Option("--rule", help="Only what this line of the lexicon, or this property, did or nearly did.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Explain what a text gives and what it doesn't. For each name the votes for its class, for each pronoun what it stands for; for each
    two names and each figure the lines of the lexicon that fired (+) or nearly did (-), and what stopped those.
    """
    import json

    from kg.engine import single_threaded

    single_threaded()
    from kg import look, reasons

    found = look.why_not(sys.stdin.read() if source == "-" else source, look.load_extractor(ontology, model))
    found = found.of_rule(rule) if rule else found
    _say(json.dumps(found.rows(), ensure_ascii=False, indent=1) if as_json else reasons.explanation(found))


@app.command()
def query(
    question: Annotated[str | None, typer.Argument(help="SPARQL, a .rq file, or the name of a shipped query.")] = None,
    output: OutputOption = DEFAULT_OUTPUT,
    ontology: OntologyOption = None,
    form: Annotated[Table, typer.Option("--format", "-f", help="How to print the answer.")] = Table.table,
    listed: Annotated[bool, typer.Option("--list", help="List the shipped queries.")] = False,
) -> None:
    """Ask the graph in SPARQL. The shipped queries go by name; the usual prefixes need no declaration."""
    from kg import ask, text
    from kg.ontology import default_folder

    queries = ask.shipped(ontology or default_folder())
    if listed:
        print(text.table(ask.catalogue(queries)))
        return
    if question is None:
        raise KgError("give a SPARQL query, a .rq file or a query's name; kg query --list names the shipped ones")
    sys.stdout.write(ask.answer(output, ask.find_query(question, queries), form.value))


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="A name or alias, upper and lower case alike.")], output: OutputOption = DEFAULT_OUTPUT
) -> None:
    """Show a thing and all claims about it. Each comes with its quote, source, speaker and rule."""
    from kg import ask, browse, text

    _say("\n\n".join(text.portrait(each) for each in browse.portraits(ask.select(output), name)))


@app.command()
def conflicts(output: OutputOption = DEFAULT_OUTPUT) -> None:
    """Show where sources disagree. The claims stand side by side, under the verdict."""
    from kg import ask, browse, text

    found = browse.disputes(ask.select(output))
    _say("\n\n\n".join(text.dispute(each) for each in found) or "no conflicts: no two claims on one thing differ")


@app.command()
def check(output: OutputOption = DEFAULT_OUTPUT, ontology: OntologyOption = None) -> None:
    """Check the graph, prove its quotes. It must fit its SHACL shapes, and each quote must stand in its source, read again."""
    from kg import check as checking
    from kg import text

    result = checking.check(output, ontology_folder=ontology)
    for each in result.findings:
        _say(text.finding(each))
    print(text.checked(result))
    _exit_if(bool(result.findings))


@app.command("eval")
def evaluate(
    gold: Annotated[Path, typer.Argument(help="Gold rows, JSON lines.")],
    predicted: Annotated[Path | None, typer.Argument(help="Predicted rows; claims.jsonl of the output folder if left out.")] = None,
    output: OutputOption = DEFAULT_OUTPUT,
    ontology: OntologyOption = None,
    errors: Annotated[bool, typer.Option("--errors", help="List what was missed and what was wrong.")] = False,
    calibration: Annotated[
        bool, typer.Option("--calibration", help="Print, by decile of confidence, how many claims are stated to be right and are.")
    ] = False,
    floor: Annotated[
        tuple[float, float] | None, typer.Option("--floor", help="Precision and recall of facts, 0 to 1; exit 1 below.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Compare claims with gold. Prints precision, recall and F1, over all and per relation, figure, class and document."""
    import json

    from kg import evaluate as evaluation
    from kg import reliability, text
    from kg.ontology import default_folder, load
    from kg.output import CLAIMS, Output

    rows = evaluation.read_rows(predicted or Output(output).built()[CLAIMS])
    result = evaluation.evaluate(evaluation.read_rows(gold), rows, evaluation.Rules.of(load(ontology or default_folder())))
    bins = reliability.reliability(result) if calibration else ()
    if as_json:
        further: dict[str, Any] = {"calibration": [each.row() for each in bins]} if calibration else {}
        further |= {"missed": result.missed, "wrong": result.wrong} if errors else {}
        print(json.dumps({**evaluation.as_json(result), **further}, ensure_ascii=False, indent=1))
    else:
        _say(text.evaluation(result))
        if calibration:
            print("\n" + text.reliability(bins))
        if errors:
            _say("\n" + text.errors("missed", result.missed) + "\n\n" + text.errors("wrong", result.wrong))
    if floor is not None and not result.facts.reaches(*floor):
        _complain(
            f"facts have precision {text.percent(result.facts.precision)} and recall {text.percent(result.facts.recall)}: below the floor"
        )
        raise typer.Exit(1)


@app.command("calibrate")
def calibrate_(
    gold: Annotated[list[Path], typer.Argument(help="Files of gold rows, JSON lines.")],
    texts: Annotated[list[Path], typer.Option("--texts", help="Folder that holds the texts of the gold; may be given several times.")],
    fit: Annotated[Path | None, typer.Option("--fit", help="Write the table here: lexicon/confidence.jsonl of the ontology.")] = None,
    ontology: OntologyOption = None,
    model: ModelOption = None,
) -> None:
    """Learn from annotated texts how sure to be. Reads the texts, counts how many claims are right by the way they were made, and prints
    how reliable confidence is now and would be, each document judged by the others. With --fit, writes the table.
    """
    from kg.engine import single_threaded

    single_threaded()
    from kg import calibrate, look, text

    found = calibrate.fit(gold, texts, look.load_extractor(ontology, model))
    print(text.fitted(found))
    if fit is not None:
        calibrate.write(fit, found.lines)
        print(f"\n{fit}")


@app.command()
def train(
    ontology: OntologyOption = None,
    only_check: Annotated[bool, typer.Option("--check", help="Only check the training texts; nothing is learned or written.")] = False,
    thresholds: Annotated[
        tuple[float, float],
        typer.Option("--thresholds", help="Probability from which a relation, and a figure, is claimed that the lexicon doesn't read."),
    ] = (0.7, 0.6),
    vetoes: Annotated[
        tuple[float, float],
        typer.Option("--vetoes", help="Probability below which a frame's relation, and a measure's figure, is dropped."),
    ] = (0.03, 0.02),
    model: ModelOption = None,
) -> None:
    """Learn from the training texts of an ontology. What names are, and what relations and figures sentences state, is learned from
    training/*.jsonl; kinds.npz, relations.npz and figures.npz in the ontology's folder hold it. Wants scipy: pip install "cited-kg[train]".
    """
    from kg.engine import single_threaded

    single_threaded()
    from kg import text
    from kg.train import training

    if only_check:
        print(text.trained(training.check(ontology)))
        return
    names = "relations_threshold", "figures_threshold", "relations_veto", "figures_veto"
    options = training.Options(**dict(zip(names, (*thresholds, *vetoes), strict=True)))
    with _progress() as progress:
        found = training.train(ontology, model=model, options=options, progress=progress)
    print(text.trained(found))


@app.command("ontology")
def ontology_(
    folder: OntologyOption = None,
    model: ModelOption = None,
    lint: Annotated[bool, typer.Option(help="Run every lexicon line on its own examples.")] = True,
) -> None:
    """Describe and lint an ontology. Finds lexicon lines that miss their own examples, and classes that nothing uses."""
    from kg.engine import single_threaded

    single_threaded()
    from kg import text
    from kg.ontology import default_folder, load

    loaded = load(folder or default_folder())
    print(text.ontology(loaded))
    if not lint:
        return
    from kg.extract import lint as linter
    from kg.extract.pipeline import load as load_extractor

    findings = linter.lint(loaded, load_extractor(loaded, model))
    for each in findings:
        print(text.finding(each))
    print(f"{len(findings):,} findings")
    _exit_if(bool(findings))


@app.command()
def export(
    form: Annotated[Export, typer.Argument(metavar="FORMAT", help="turtle, trig, nquads, jsonld, graphml or neo4j.")],
    output: OutputOption = DEFAULT_OUTPUT,
    ontology: OntologyOption = None,
    to: Annotated[
        Path | None, typer.Option("--to", help="File, or folder for neo4j; graph.SUFFIX or neo4j/ in the output folder if left out.")
    ] = None,
) -> None:
    """Write the graph for other tools. RDF as turtle, trig, nquads or jsonld; GraphML; CSV for Neo4j."""
    from kg import export as exporting

    print(exporting.export(output, form.value, to, ontology_folder=ontology))


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on a terminal, nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda stage, done, of: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, Any] = {}

        def tell(stage: str, done: int, of: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=of)
            bar.update(tasks[stage], completed=done)

        yield tell


def _say(words: str) -> None:
    """Print what may hold words of the sources."""
    print("\n".join(_calm(line) for line in words.split("\n")))


def _complain(message: str) -> None:
    print(f"kg: {_calm(message)}", file=sys.stderr)


def _calm(line: str) -> str:
    """The line with a mark in place of whatever could steer a terminal: control and format characters, halves of characters."""
    return "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(c) in ("Cc", "Cf", "Cs") else c for c in line)


def _exit_if(partial: bool) -> None:
    if partial:
        raise typer.Exit(1)


def main() -> None:
    """Run the command line; every error becomes one line and an exit status."""
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except OntologyError as error:
        for problem in error.problems:
            _complain(problem)
        sys.exit(2)
    except KgError as error:
        _complain(" ".join(str(error).split()))
        sys.exit(2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader has gone; the last flush must not complain
        sys.exit(1)
    except OSError as error:
        _complain(f"{error.strerror or error}: {error.filename or 'reading or writing'}; mend that and run again")
        sys.exit(2)
    except Exception as error:
        if os.environ.get("KG_TRACEBACK"):
            raise
        what = " ".join(f"{type(error).__name__}: {error}".split())
        _complain(f"a defect of kg: {what}; set KG_TRACEBACK=1, run again and report what it prints")
        sys.exit(CRASH)
