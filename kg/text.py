"""Results as text for a terminal or a pipe: functions from values to strings, no colours, no width to know of."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kg.browse import Dispute, Portrait, Statement
from kg.check import Check
from kg.evaluate import Evaluation, Row, Score
from kg.model import Finding
from kg.ontology import Ontology
from kg.reliability import TOLERANCE, Decile
from kg.report import Report

if TYPE_CHECKING:
    from kg.calibrate import Fit
    from kg.train.training import Training


def summary(report: Report, output: Path, seconds: float) -> str:
    """The table at the end of a build, and what to do next."""
    speed = f"{report.words / seconds:,.0f}" if seconds > 0 else "–"
    rows = [
        ("documents", f"{report.documents:,}"),
        ("words", f"{report.words:,}"),
        ("words per second", speed),
        *_counts("entities", report.entities),
        *_counts("relations", report.relations),
        *_counts("figures", report.figures),
        ("unassigned figures", f"{report.unassigned:,}"),
        *_counts("conflicts", report.conflicts),
        ("failures", f"{len(report.failures):,}"),
    ]
    following = [f"open {output / 'graph.html'}", f"kg query --list{_where(output)}", f"kg conflicts{_where(output)}"]
    return table(rows, right=(1,)) + "\n\n" + "\n".join(f"{'next:' if n == 0 else '':7}{each}" for n, each in enumerate(following))


def _counts(name: str, counts: dict[str, int]) -> list[tuple[str, str]]:
    return [(name, f"{sum(counts.values()):,}"), *((f"  {key}", f"{count:,}") for key, count in counts.items())]


def _where(output: Path) -> str:
    return "" if output == Path("output") else f" --output {output}"


def portrait(found: Portrait) -> str:
    """An entity and every claim about it, with quote, place, speaker and rule."""
    lines = [f"{found.name}  ({found.cls})", f"  {found.iri}"]
    lines += [f"  also called: {', '.join(found.aliases)}"] if found.aliases else []
    lines += [f"  in: {', '.join(found.documents)}"]
    lines += [f"  joined because: {why}" for why in found.because]
    lines.append(f"  claims: {len(found.statements)}")
    for each in found.statements:
        lines += ["", f"  {_fact(each)}", *_proof(each, "    ")]
    return "\n".join(lines)


def _fact(each: Statement) -> str:
    fact = f"{each.predicate} → {each.object}" if each.outgoing else f"{each.predicate} ← {each.subject}"
    return f"{fact}  [{', '.join(each.stance)}]" if each.stance else fact


def _proof(each: Statement, indent: str) -> Iterator[str]:
    yield f"{indent}“{each.quote}”"
    who = f"{each.speaker}, in " if each.speaker else ""
    yield f"{indent}{who}{each.file}:{each.start}-{each.end}  (rule {each.rule}, confidence {each.confidence})"


def dispute(found: Dispute) -> str:
    """A conflict: the verdict, why, and the claims side by side, a quote under each."""
    lines = [f"{found.verdict.upper()}  {found.about} {found.property}", f"  {found.why}", ""]
    rows = [(s.subject, s.object, ", ".join(s.stance) or "asserted", s.speaker or "the text", s.file) for s in found.statements]
    side_by_side = table([("subject", "value", "how", "who says so", "source"), *rows]).split("\n")
    lines += [f"  {line}" for line in side_by_side] + [""]
    for each in found.statements:
        lines += _proof(each, "  ")
    return "\n".join(lines)


def finding(found: Finding) -> str:
    """A violation on one line."""
    more = [f"source {found.source}" if found.source else "", f"rule {found.rule}" if found.rule else "", _quoted(found.quote)]
    rest = ", ".join(part for part in more if part)
    return f"{found.focus}: {found.message}" + (f" ({rest})" if rest else "")


def _quoted(quote: str | None) -> str:
    return f"“{' '.join(quote.split())}”" if quote else ""


def checked(result: Check) -> str:
    """The outcome of a check on one line."""
    proof = "every quote proved" if not result.quotes else f"{len(result.quotes):,} quotes or sources NOT proved"
    return f"{len(result.shapes):,} violations of the shapes; {proof} ({result.claims:,} claims, {result.sources:,} sources read again)"


def evaluation(result: Evaluation) -> str:
    """Scores over all, per relation, figure, class and document."""
    over_all = {
        "entities, exact class": result.strict.score,
        "entities, topmost class": result.merged.score,
        "relations": result.relations.score,
        "figures": result.figures.score,
        "facts (relations and figures)": result.facts,
    }
    groups = {
        "": over_all,
        "by relation": result.relations.by("p"),
        "by figure": result.figures.by("p"),
        "by class": result.strict.by("type"),
        "facts by document": result.by_document(),
    }
    rows: list[tuple[str, ...]] = [("", "P", "R", "F1", "right", "wrong", "missed")]
    for title, scores in groups.items():
        rows += [("", *[""] * 6), (title, *[""] * 6)] if title else []
        rows += [_score(("  " if title else "") + name, score) for name, score in scores.items()]
    parts = [table(rows, right=range(1, 7)), "", "found, of the facts that need"]
    parts += [f"  the {scope}: {_share(*n)}" for scope, n in result.by_scope().items()]
    parts += ["qualifiers right, of the facts found", *(f"  {name}: {_share(*n)}" for name, n in result.qualifiers.items())]
    return "\n".join(parts)


def _score(name: str, score: Score) -> tuple[str, ...]:
    return (name, percent(score.precision), percent(score.recall), percent(score.f1), str(score.tp), str(score.fp), str(score.fn))


def percent(ratio: float | None) -> str:
    """A ratio as a percentage, without the sign."""
    return "–" if ratio is None else f"{100 * ratio:.1f}"


def _share(right: int, of: int) -> str:
    return f"{right} of {of}" + (f" ({100 * right / of:.1f} %)" if of else "")


def reliability(deciles: Sequence[Decile]) -> str:
    """By decile of confidence: how many claims, how many are stated to be right, how many are; "few" where that proves nothing."""
    verdicts = {True: "yes", False: "NO", None: "few"}
    head = ("confidence", "claims", "stated", "right", "difference", f"under {TOLERANCE:g}")
    rows = [
        (f"{d.low:.1f} to {d.high:.1f}", str(d.n), f"{d.stated:.2f}", f"{d.right:.2f}", f"{d.difference:+.2f}", verdicts[d.holds])
        for d in deciles
    ]
    return table([head, *rows], right=range(1, 5))


def fitted(found: Fit) -> str:
    """What a table was learned from, and what it changes."""
    whole = found.lines[0]
    parts = ["as it is stated now", reliability(found.before), "", "as the new table states it, each document by the others"]
    learned = f"{len(found.lines):,} lines: {_share(whole.right, whole.of)} claims right, in {found.documents:,} documents"
    return "\n".join([*parts, reliability(found.after), "", learned])


def trained(found: Training) -> str:
    """What there was to learn from, and what was made of it."""
    counts = [("lines", found.lines), ("names", found.names), ("relations", found.relations), ("figures", found.figures)]
    lines = [", ".join(f"{n:,} {what}" for what, n in counts)]
    if found.models:
        head = ("", "stated", "candidates", "right", "kB")
        rows = [(str(m.file), *(f"{n:,}" for n in (m.facts, m.candidates, m.positives, math.ceil(m.size / 1000)))) for m in found.models]
        lines += ["", table([head, *rows], right=range(1, 5))]
    lines += [f"{m.file}: not written, there was nothing to learn" for m in found.models if not m.size]
    return "\n".join(lines)


def ontology(loaded: Ontology) -> str:
    """What an ontology holds, by kind."""
    kinds = ["classes", "relations", "figures", "units", "names", "shapes", "affixes", "nouns", "pronouns", "labels", "frames", "measures"]
    counts = [(kind, f"{len(getattr(loaded, kind)):,}") for kind in [*kinds, "stance", "unit_lines", "queries"]]
    return table([("folder", str(loaded.folder)), ("namespace", loaded.namespace), ("SHA-256", loaded.sha256), *counts])


def errors(title: str, rows: Iterable[Row]) -> str:
    """Gold rows missed, or predicted rows that are wrong, one a line with its evidence below."""
    lines = [title]
    for row in rows:
        if row["kind"] == "entity":
            lines.append(f"  {row['doc']}  {row.get('name')} : {row.get('type')}")
            continue
        end = row["o"] if "o" in row else f"{row.get('value')} {row.get('unit')}"
        rule = f"  (rule {row['rule']})" if row.get("rule") else ""
        lines.append(f"  {row['doc']}  {row.get('s')} {row.get('p')} {end}{rule}")
        lines += [f"      {' '.join(row['evidence'].split())}"] if row.get("evidence") else []
    return "\n".join(lines)


def table(rows: Sequence[Sequence[str]], *, right: Iterable[int] = ()) -> str:
    """Rows as aligned columns, two spaces between; the columns in `right` end flush."""
    flush = set(right)
    widths = [max(_width(cell) for cell in column) for column in zip(*rows, strict=True)]

    def line(row: Sequence[str]) -> str:
        return "  ".join(_cell(cell, width, n in flush) for n, (cell, width) in enumerate(zip(row, widths, strict=True)))

    return "\n".join(line(row).rstrip() for row in rows)


def _cell(text: str, width: int, right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space


def _width(text: str) -> int:
    """Columns on a terminal: East Asian wide characters take two, combining ones none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
