"""Training: texts are checked line by line, the nearest way to a fact is the one learned, and what was learned reads new sentences."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from making import document, figure

from kg import ontology as ontologies
from kg.cli import main
from kg.errors import KgError, OntologyError
from kg.extract import kinds, pipeline
from kg.extract.kinds import NONE
from kg.extract.learned import FIGURES, RELATIONS, Reader
from kg.extract.pipeline import Extractor
from kg.extract.weights import Weights
from kg.model import Claim, Figure, Mention
from kg.ontology import TRAINING, Ontology
from kg.train import prompting, training
from kg.train.examples import Example, Fact, read_examples
from kg.train.fitting import Choices, Features, Questions
from kg.train.labels import class_of, is_value, of_pairs, of_sums
from kg.train.training import sums_of

FILES = (kinds.FILE, RELATIONS, FIGURES)

Row = dict[str, Any]


def row(text: str, names: dict[str, str], *facts: list[Any]) -> Row:
    return {"text": text, "names": [list(pair) for pair in names.items()], "facts": list(facts)}


def lessons() -> list[Row]:
    """Constructions that no line of the lexicon reads, each with another that is built alike and states nothing."""
    first = ["Okhra", "Plover", "Brindle", "Otterlane", "Quillon", "Tamsin", "Varley", "Umbra", "Corvin", "Hessel", "Lindqvist", "Marrable"]
    rows = []
    for n, (a, b) in enumerate(zip(first, first[1:] + first[:1], strict=True)):
        buyer, bought, chip, heads = f"{a} Systems", f"{b} Robotics", f"{a}oo", 120 + 13 * n
        firms = {buyer: "Company", bought: "Company"}
        rows += [
            row(f"{buyer} pocketed {bought} on a whim.", firms, [buyer, "acquired", bought]),
            row(f"In spring {bought} vanished into {buyer}.", firms, [buyer, "acquired", bought]),
            row(f"{buyer} waved at {bought} on a whim.", firms),
            row(f"In spring {bought} bumped into {buyer}.", firms),
            row(f"{buyer} counts {heads} heads.", {buyer: "Company"}, [buyer, "employeeCount", heads, "1"]),
            row(f"{bought} counts {heads} trees.", {bought: "Company"}),
            row(f"At night {chip} purrs in its rack.", {chip: "Chip"}),
            row(f"At night {chip} snores in her bed.", {chip: "Person"}),
        ]
    return rows


UNSEEN = "Falconer Systems pocketed Tindall Robotics on a whim. Falconer Systems counts 333 heads. At night Wendeloo purrs in its rack."


def folder_with(place: Path, rows: list[Row] | str) -> Path:
    """A copy of the shipped ontology without weights, and with these training texts."""
    place.mkdir()
    shutil.copy(ROOT / "ontology/core.ttl", place)
    folder = place / "ai-industry"
    shutil.copytree(ROOT / "ontology/ai-industry", folder, ignore=shutil.ignore_patterns("*.npz", TRAINING))
    (folder / TRAINING).mkdir()
    lines = rows if isinstance(rows, str) else "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in rows)
    (folder / TRAINING / "made.jsonl").write_text(lines, encoding="utf-8")
    return folder


def said(extractor: Extractor, text: str) -> list[Claim]:
    return list(next(extractor.extract([document(text)])).claims)


def facts(claims: list[Claim]) -> set[tuple[str, str, str]]:
    return {(c.subject.name, c.predicate, c.object.name if isinstance(c.object, Mention) else str(c.object.value)) for c in claims}


# -- what was learned


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Path], str]:
    """Two folders of equal training texts, trained in processes whose sets have other orders, and what the command printed."""
    folders = [folder_with(tmp_path_factory.mktemp("train") / "of", lessons()) for _ in range(2)]
    for seed, folder in enumerate(folders, start=1):
        run = [sys.executable, "-m", "kg", "train", "--ontology", str(folder)]
        done = subprocess.run(run, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": str(seed)}, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    return folders, done.stdout


@pytest.fixture(scope="module")
def taught(trained: tuple[list[Path], str]) -> Extractor:
    return pipeline.load(ontologies.load(trained[0][0]))


@pytest.mark.parametrize("name", FILES)
def test_equal_texts_give_equal_bytes(trained: tuple[list[Path], str], name: str) -> None:
    one, two = ((folder / name).read_bytes() for folder in trained[0])
    assert len(one) > 500
    assert one == two


def test_the_command_reports(trained: tuple[list[Path], str]) -> None:
    folder, out = trained[0][1], trained[1].splitlines()
    assert out[0] == "96 lines, 144 names, 24 relations, 12 figures"
    rows = {line.split()[0]: [int(word) for word in line.split()[1:]] for line in out[3:]}
    assert list(rows) == [str(folder / name) for name in FILES]
    for path, (stated, candidates, right, size) in rows.items():
        assert candidates >= right == stated
        assert (size - 1) * 1000 < Path(path).stat().st_size <= size * 1000


def test_what_was_learned_reads_a_sentence_of_the_same_construction(taught: Extractor, extractor: Extractor, trained: Any) -> None:
    plain = pipeline.load(ontologies.load(trained[0][0]), trained=False)
    assert facts(said(plain, UNSEEN)) == set()
    claims = said(taught, UNSEEN)
    assert facts(claims) == {
        ("Falconer Systems", "acquired", "Tindall Robotics"),
        ("Falconer Systems", "employeeCount", "333"),
    }
    assert {c.rule for c in claims} == {"learned:acquired", "learned:employeeCount"}


def test_what_stands_apart_is_left_alone(taught: Extractor) -> None:
    assert said(taught, "Falconer Systems waved at Tindall Robotics on a whim. Falconer Systems counts 333 trees.") == []


@pytest.mark.parametrize(("verb", "cls"), [("purrs in its rack", "Chip"), ("snores in her bed", "Person")])
def test_an_unknown_name_is_known_by_its_surroundings(taught: Extractor, verb: str, cls: str) -> None:
    mentions = next(taught.extract([document(f"At night Wendeloo {verb}.")])).mentions
    assert [(m.name, m.cls, m.rule) for m in mentions if m.kind == "name"] == [("Wendeloo", cls, "learned")]


def test_confidence_is_the_probability_of_the_model(taught: Extractor) -> None:
    bare = replace(taught, calibration=replace(taught.calibration, shifts={}))
    (claim,) = said(bare, "Falconer Systems counts 333 heads.")
    (text,) = prompting.parse(bare, [Example("made", "Falconer Systems counts 333 heads.", {}, ())], lambda *told: None)
    (scene,) = bare.scenes(text.text, text.parsed, text.found)[0]
    (guess,) = bare.guesser.figures(scene, text.found, ())
    assert 0.6 <= claim.confidence == round(guess.probability, 2) < 1


def test_settings_are_kept_with_the_weights(trained: tuple[list[Path], str]) -> None:
    found = [Weights.load(trained[0][0] / name) for name in FILES]
    assert [w and w.settings for w in found] == [{}, {"threshold": 0.7, "veto": 0.03}, {"threshold": 0.6, "veto": 0.02}]


def test_what_is_fitted_is_what_is_read_back(trained: tuple[list[Path], str], taught: Extractor, tmp_path: Path) -> None:
    """The second stage of training sees the kinds as later readers do."""
    for name in FILES:
        weights = Weights.load(trained[0][0] / name)
        assert weights is not None
        assert weights.matrix.any(axis=1).all()
        weights.save(tmp_path / name)
        assert (tmp_path / name).read_bytes() == (trained[0][0] / name).read_bytes()


# -- lines


ANNA = {"Ada Lind": "Person", "Okhra Systems": "Company", "Brisa-3": "Model"}
TEXT = "Ada Lind of Okhra Systems paid $3 million for Brisa-3 in 2024."
WHOLE = row(
    TEXT,
    ANNA,
    ["Ada Lind", "worksFor", "Okhra Systems", {"negated": True, "modality": "reported", "attributedTo": "Ada Lind"}],
    ["Brisa-3", "trainingCost", 3000000, "USD", {"optional": True}],
    ["Brisa-3", "releaseDate", "2024", "date"],
)


def with_fact(*fact: Any) -> Row:
    return WHOLE | {"facts": [list(fact)]}


FAULTS: list[tuple[Row | str, str]] = [
    ("{", "not JSON: .*; write one object a line"),
    ('{"text": "x", "names": [], "facts": [["a", "b", NaN, "1"]]}', "not JSON: NaN is no number"),
    ("[]", "not a JSON object; write one object a line"),
    (WHOLE | {"fact": []}, "unknown key 'fact'; the keys are text, names, facts"),
    ({"text": TEXT, "names": []}, "the key 'facts' is missing; add it"),
    (WHOLE | {"text": " "}, "'text' must be a string that says something"),
    (WHOLE | {"text": TEXT + "\ud800"}, "'text' holds half a character"),
    (WHOLE | {"names": [["Ada Lind"]]}, r"'names' must be a list of \[surface, class\]"),
    (WHOLE | {"facts": {}}, r"'facts' must be a list of \[subject, relation, object\]"),
    (with_fact("Ada Lind", "worksFor"), r'\["Ada Lind", "worksFor"\] is no fact; write \[subject, relation, object\]'),
    (with_fact("Ada Lind", "worksFor", 3), "is no fact; write"),
    (WHOLE | {"names": [["Ada Lind", "Persona"]], "facts": []}, "vocabulary.ttl declares no class 'Persona'; declare it there or mend"),
    (WHOLE | {"names": [["Ida Lind", "Person"]], "facts": []}, "the text has no 'Ida Lind'; write the name as the text does"),
    (WHOLE | {"names": [*WHOLE["names"], ["Brisa-3", "Chip"]]}, "'Brisa-3' is of two classes, Model and Chip; keep one"),
    (with_fact("Ada Lind", "workedFor", "Okhra Systems"), "declares no relation or figure 'workedFor'; declare it there or mend the name"),
    (with_fact("Ada Lind", "worksFor", "Okhra"), "'Okhra' is not among the names; add it there"),
    (with_fact("Lind", "worksFor", "Okhra Systems"), "'Lind' is not among the names; add it there"),
    (with_fact("Brisa", "trainingCost", 3000000, "USD"), "'Brisa' is not among the names; add it there"),
    (with_fact("Brisa-3", "worksFor", "Okhra Systems"), "'Brisa-3' is a Model, and the subject of worksFor must be one of Person"),
    (with_fact("Okhra Systems", "acquired", "Okhra Systems"), "both ends are one name; drop the fact"),
    (with_fact("Ada Lind", "worksFor", "Okhra Systems", "1"), "worksFor is a relation; write"),
    (with_fact("Brisa-3", "trainingCost", "Ada Lind"), "trainingCost is a figure; write"),
    (with_fact("Brisa-3", "trainingCost", 3000000, "W"), "trainingCost has no unit 'W'; use one of currency"),
    (with_fact("Brisa-3", "trainingCost", "$3 million", "USD"), '"\\$3 million" is no number; write it without quotes, in the unit itself'),
    (with_fact("Brisa-3", "trainingCost", True, "USD"), "true is no number"),
    (with_fact("Brisa-3", "releaseDate", 2024, "date"), '2024 is no date; write "2025"'),
    (with_fact("Brisa-3", "releaseDate", "March 2024", "date"), '"March 2024" is no date; write "2025"'),
    (with_fact("Ada Lind", "worksFor", "Okhra Systems", {"mood": "sad"}), "unknown key 'mood'; the keys of a stance are modality,"),
    (with_fact("Ada Lind", "worksFor", "Okhra Systems", {"modality": "sad"}), "'modality' must be one of asserted, reported, hedged"),
    (with_fact("Ada Lind", "worksFor", "Okhra Systems", {"ended": "yes"}), "'ended' must be true or false"),
    (with_fact("Ada Lind", "worksFor", "Okhra Systems", {"attributedTo": "Lind"}), "the speaker 'Lind' is not among the names; add"),
]  # fmt: skip


def checked(ontology: Ontology, place: Path, *lines: Row | str) -> list[str]:
    """What is wrong with these lines of training/made.jsonl."""
    (place / TRAINING).mkdir()
    written = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    (place / TRAINING / "made.jsonl").write_text("\n".join(written), encoding="utf-8")
    try:
        read_examples(replace(ontology, folder=place))
    except OntologyError as error:
        return list(error.problems)
    return []


@pytest.mark.parametrize(("line", "message"), FAULTS, ids=[message[:40] for _, message in FAULTS])
def test_each_fault_of_a_line_is_named(ontology: Ontology, tmp_path: Path, line: Row | str, message: str) -> None:
    (problem,) = checked(ontology, tmp_path, "# how it should be", WHOLE, "", line)
    assert problem.startswith(f"{tmp_path / TRAINING / 'made.jsonl'}:4: ")
    assert re.search(message, problem), problem
    assert "; " in problem or " must be " in problem, "it says what to do"


def test_all_faults_of_all_lines_are_named(ontology: Ontology, tmp_path: Path) -> None:
    problems = checked(ontology, tmp_path, "{", WHOLE | {"names": [["Ida Lind", "Persona"]], "facts": []}, WHOLE)
    assert [problem.partition("jsonl:")[2][:1] for problem in problems] == ["1", "2", "2"]


def test_lines_become_examples(ontology: Ontology, tmp_path: Path) -> None:
    assert checked(ontology, tmp_path, WHOLE) == []
    assert read_examples(replace(ontology, folder=tmp_path)) == [
        Example(
            "made.jsonl:1",
            TEXT,
            ANNA,
            (
                Fact("Ada Lind", "worksFor", "Okhra Systems"),
                Fact("Brisa-3", "trainingCost", Decimal(3000000), "USD", optional=True),
                Fact("Brisa-3", "releaseDate", "2024", "date"),
            ),
        )
    ]


def test_the_lines_of_the_documentation_are_right(ontology: Ontology, tmp_path: Path) -> None:
    (shown,) = re.findall(r"^```json\n(.+?)^```$", (ROOT / "docs/extraction.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert checked(ontology, tmp_path, *shown.splitlines()) == []
    assert len(read_examples(replace(ontology, folder=tmp_path))) == 3


def test_no_texts_and_no_text_files(ontology: Ontology, tmp_path: Path) -> None:
    with pytest.raises(OntologyError, match="training: holds no training texts; write some into training/"):
        read_examples(replace(ontology, folder=tmp_path))
    (tmp_path / TRAINING).mkdir()
    (tmp_path / TRAINING / "a.jsonl").write_bytes(b"\xff")
    with pytest.raises(OntologyError, match=r"a\.jsonl:1: can't be read .*; it must be a UTF-8 text file"):
        read_examples(replace(ontology, folder=tmp_path))


# -- labels


def labelled(extractor: Extractor, example: Example) -> tuple[set[tuple[Any, ...]], set[tuple[Any, ...]]]:
    """What of a text is to be learned as right and what is left out: relations by their ends' words, figures by their surface."""
    (text,) = prompting.parse(extractor, [example], lambda *told: None)
    seen = prompting.scenes(replace(extractor, typer=replace(extractor.typer, learned=None)), text)
    reader = Reader(extractor.ontology, extractor.attacher)
    pairs = [pair for scene in seen for pair in reader.pairs(scene, extractor.matcher.statements(scene))]
    sums = [(s, each) for s, p in zip(seen, text.parsed, strict=True) for each in sums_of(extractor, reader, s, prompting.inside(text, p))]
    right: dict[bool | None, set[tuple[Any, ...]]] = {True: set(), None: set()}
    for (n, p, d), label in of_pairs(pairs, example, extractor.ontology).items():
        right[label].add((pairs[n].first.mention.anchor.quote, p, d, pairs[n].second.mention.anchor.quote, pairs[n].first.kind))
    for (n, k), label in of_sums(sums, example).items():
        s = sums[n][1]
        right[label].add((s.owner.mention.anchor.quote, s.readings[k][0], s.found.figure.anchor.quote, s.owner.kind))
    return right[True], right[None]


FIRMS = {"Okhra Systems": "Company", "Plover Labs": "Company", "Brisa-3": "Model"}


def test_the_nearest_way_to_a_fact_is_learned_and_the_others_are_left_out(extractor: Extractor) -> None:
    text = "Okhra Systems grew. Okhra Systems bought Plover Labs. Plover Labs grew."
    right, left = labelled(extractor, Example("x:1", text, FIRMS, (Fact("Okhra Systems", "acquired", "Plover Labs"),)))
    assert right == {("Okhra Systems", "acquired", "+", "Plover Labs", "name")}
    assert {way[1] for way in left} == {"acquired"}
    assert all(way[4] != "name" for way in left)


def test_a_fact_across_sentences_is_learned(extractor: Extractor) -> None:
    right, _ = labelled(
        extractor, Example("x:1", "Okhra Systems grew. Brisa-3 cost $9 million.", FIRMS, (Fact("Okhra Systems", "developed", "Brisa-3"),))
    )
    assert right == {("Okhra Systems", "developed", "+", "Brisa-3", "before1")}


def test_symmetric_relations_are_found_either_way_round(extractor: Extractor) -> None:
    example = Example("x:1", "Okhra Systems dreads Plover Labs.", FIRMS, (Fact("Plover Labs", "competesWith", "Okhra Systems"),))
    assert labelled(extractor, example)[0] == {("Okhra Systems", "competesWith", "+", "Plover Labs", "name")}


def test_the_nearer_of_two_equal_figures_is_learned(extractor: Extractor) -> None:
    text = "Brisa-3 cost $9 million to train, and $9 million is a lot."
    right, left = labelled(extractor, Example("x:1", text, FIRMS, (Fact("Brisa-3", "trainingCost", Decimal(9000000), "USD"),)))
    assert right == {("Brisa-3", "trainingCost", "$9 million", "name")}
    assert left == right, "the second sum, of the same surface"


def test_optional_facts_are_left_out(extractor: Extractor) -> None:
    fact = Fact("Okhra Systems", "acquired", "Plover Labs", optional=True)
    right, left = labelled(extractor, Example("x:1", "Okhra Systems bought Plover Labs.", FIRMS, (fact,)))
    assert (right, [way[1] for way in left]) == (set(), ["acquired"])


def test_names_are_what_the_example_says(extractor: Extractor) -> None:
    (text,) = prompting.parse(
        extractor, [Example("x:1", "Okhra Systems bought Plover Labs.", {"Okhra Systems": "Chip"}, ())], lambda *told: None
    )
    (scene,) = prompting.scenes(extractor, text)
    assert [m.cls for m in dict.fromkeys(scene.at.values())] == ["Chip", "Company"]


@pytest.mark.parametrize(
    ("surface", "cls"),
    [("Ada Lind", "Person"), ("Lind", "Person"), ("Okhra", "Company"), ("Systems", "Company"), ("Ada Okhra", NONE), ("Oslo", NONE)],
)
def test_class_of_a_candidate(surface: str, cls: str) -> None:
    assert class_of(surface, Example("x:1", TEXT, ANNA, ())) == cls


DOC = document("cost $3 million, on 2024-05")
VALUES = [
    (Decimal(3000000), "USD", True),
    (Decimal(3010000), "USD", True),
    (Decimal(3100000), "USD", False),
    (Decimal(3000000), "EUR", False),
]


@pytest.mark.parametrize(("value", "unit", "same"), VALUES)
def test_values_are_the_same_within_a_hundredth(value: Decimal, unit: str, same: bool) -> None:
    assert is_value(Fact("x", "p", value, unit), figure(DOC, "$3 million", 3_000_000)) is same


@pytest.mark.parametrize(("value", "same"), [("2024", True), ("2024-05", True), ("2024-05-03", True), ("2024-06", False), ("2023", False)])
def test_dates_are_the_same_as_far_as_both_go(value: str, same: bool) -> None:
    found: Figure = figure(DOC, "2024-05", "2024-05", "date")
    assert is_value(Fact("x", "p", value, "date"), found) is same


# -- the fit


def test_features_are_counted_and_rare_ones_left_out() -> None:
    features = Features()
    assert [list(features.add(each)) for each in (["b", "a", "b"], ["a", "c"], [])] == [[0, 1], [1, 2], []]
    names, places = features.kept()
    assert names == ["a"]
    assert list(places) == [-1, 0, -1]


def test_a_softmax_learns_which_feature_says_what() -> None:
    lessons = Choices("none")
    for n in range(40):
        lessons.add(["1", f"says {n % 3}"], "none" if n % 3 == 2 else f"class {n % 3}")
    weights = lessons.fit(1.0, lambda done, of: None)
    best = {f: list(weights.columns)[int(weights.scores(["1", f]).argmax())] for f in ("says 0", "says 1", "says 2")}
    assert best == {"says 0": "class 0", "says 1": "class 1", "says 2": "none"}
    assert lessons.right == 27


def test_labels_share_what_they_have_in_common() -> None:
    """Of "new" only label a was seen; b follows what both have learned of "yes"."""
    lessons = Questions()
    for n in range(60):
        answer = n % 2 == 0
        lessons.add(["1", "yes" if answer else "no"], [("a", "+", [], answer), ("b", "+", ["own"], answer), ("b", "-", [], None)])
    weights = lessons.fit(1.0, {"threshold": 0.5}, lambda done, of: None)
    assert list(weights.columns) == ["*+", "*-", "a+", "b+"]
    scores = weights.scores(["yes"])
    assert scores[weights.columns["*+"]] > scores[weights.columns["a+"]] > 0
    assert weights.scores(["no"])[weights.columns["*+"]] < 0
    assert (lessons.right, weights.settings) == (60, {"threshold": 0.5})


def test_training_without_scipy_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(KgError, match=r"run: pip install 'cited-kg\[train\]'"):
        training.train()


@pytest.mark.parametrize("what", ["relations_threshold", "figures_threshold", "relations_veto", "figures_veto"])
def test_probabilities_are_from_0_to_1(what: str) -> None:
    assert training.Options(**{what: 1.0}) != training.Options()
    with pytest.raises(KgError, match=r"1\.5 is no probability; thresholds and veto are from 0 to 1"):
        training.Options(**{what: 1.5})


def test_where_there_is_nothing_to_learn_no_weights_are_left(tmp_path: Path) -> None:
    """Old ones would read with what the texts no longer say."""
    folder = folder_with(tmp_path / "of", [row("Nobody came.", {})])
    for name in FILES:
        (folder / name).write_bytes(b"no weights at all")
    found = training.train(folder)
    assert [(m.positives, m.size, m.file.exists()) for m in found.models] == [(0, 0, False)] * 3


# -- weights on disk


def broken(whole: bytes) -> list[bytes]:
    """A file cut short, another file, and a file with one byte wrong."""
    places = range(0, len(whole), len(whole) // 97)
    flipped = [whole[:n] + bytes([whole[n] ^ 0xFF]) + whole[n + 1 :] for n in places]
    return [*(whole[:n] for n in (0, 1, 30, len(whole) // 2, len(whole) - 1)), b"weights", *flipped]


def test_broken_weights_are_refused_or_do_no_harm(trained: tuple[list[Path], str], tmp_path: Path) -> None:
    whole = Weights.load(trained[0][0] / RELATIONS)
    assert whole is not None
    outcomes = [read_back(tmp_path / RELATIONS, content) for content in broken((trained[0][0] / RELATIONS).read_bytes())]
    messages = [each for each in outcomes if isinstance(each, str)]
    assert len(messages) > 80
    wanted = re.compile(r".*relations\.npz: holds no weights .*make it anew with `kg train`, or delete it", re.DOTALL)
    assert [message for message in messages if not wanted.fullmatch(message)] == []
    for each in outcomes:
        if isinstance(each, Weights):
            assert (each.rows, each.columns, each.settings) == (whole.rows, whole.columns, whole.settings)
            assert (each.matrix == whole.matrix).all()


def read_back(path: Path, content: bytes) -> Weights | str | None:
    """The weights of a file, or why it has none."""
    path.write_bytes(content)
    try:
        return Weights.load(path)
    except OntologyError as error:
        return str(error)


def test_an_ontology_without_weights_reads_by_its_lexicon(tmp_path: Path) -> None:
    plain = pipeline.load(ontologies.load(folder_with(tmp_path / "of", "")))
    claims = said(plain, "Okhra Systems bought Plover Labs.")
    assert facts(claims) == {("Okhra Systems", "acquired", "Plover Labs")}
    assert [c.rule for c in claims] == ["acquire-v"]


def test_training_texts_are_no_part_of_the_ontology_s_hash(tmp_path: Path) -> None:
    """A wheel has none of them, and builds the same graph."""
    folder = folder_with(tmp_path / "of", [WHOLE])
    before = ontologies.load(folder).sha256
    (folder / TRAINING / "made.jsonl").unlink()
    assert ontologies.load(folder).sha256 == before
    (folder / RELATIONS).write_bytes(b"weights")
    assert ontologies.load(folder).sha256 != before


# -- the command


def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str | Path) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "argv", ["kg", *map(str, words)])
    try:
        main()
        status = 0
    except SystemExit as exit_:
        status = int(exit_.code or 0)
    out, err = capsys.readouterr()
    return status, out, err


def test_check_reads_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    folder = folder_with(tmp_path / "of", [WHOLE])
    status, out, err = run(capsys, monkeypatch, "train", "--ontology", folder, "--check")
    assert (status, out, err) == (0, "1 lines, 3 names, 1 relations, 2 figures\n", "")
    assert [path for path in folder.iterdir() if path.name in FILES] == []


def test_check_names_every_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    folder = folder_with(tmp_path / "of", [WHOLE | {"facts": {}}, WHOLE | {"text": ""}])
    status, out, err = run(capsys, monkeypatch, "train", "--ontology", folder, "--check")
    assert (status, out) == (2, "")
    assert [line[: len(f"kg: {folder}/training/made.jsonl:0")] for line in err.splitlines()] == [
        f"kg: {folder}/training/made.jsonl:{n}" for n in (1, 2)
    ]
