"""Every line of the lexicon held against its own examples and counter-examples, and what is declared that no line uses.

A line has to do its work by itself: a frame's own statements are looked at, a measure and a cue are tried without the others beside
them. Then the whole lexicon must come to the same end. What a made-up name is a name of is no frame's business: `stage.jsonl` in the
ontology's folder gives the classes of the names that the examples use.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from itertools import chain, product
from pathlib import Path
from typing import Any

from kg.errors import OntologyError
from kg.extract.figures import Attacher
from kg.extract.mentions import Parsed, Typer
from kg.extract.names import affix_votes
from kg.extract.pipeline import Extractor
from kg.extract.quantities import Found, Grammar
from kg.extract.relations import Matcher, Near
from kg.extract.stance import RANK, Cues
from kg.extract.witness import Rehearsal, Scenery
from kg.lexicon import Affix, Cue, Frame, Furniture, Measure, Name, Noun, Shape, Unit
from kg.lexicon_reader import decode
from kg.model import Claim, Document, Extraction, Figure, Finding, Mention, digest
from kg.naming import words
from kg.ontology import Ontology

STAGE = "stage.jsonl"


@dataclass(frozen=True, slots=True)
class Play:
    """An example with all that the extractor makes of it."""

    extractor: Extractor
    scenery: Scenery
    extraction: Extraction

    @property
    def text(self) -> str:
        return self.extraction.document.text

    def retold(self, cues: Cues) -> tuple[Claim, ...]:
        """The claims with other stance cues than the extractor's."""
        assembler = replace(self.extractor.assembler(self.extraction.document), cues=cues)
        return assembler.assemble(self.scenery.scenes, self.scenery.parsed, self.scenery.found).claims


@dataclass(frozen=True, slots=True)
class Trial:
    """A line's example or counter-example. `judge` says what is wrong with the play, "" if nothing is."""

    focus: str
    line: str
    text: str
    judge: Callable[[Play], str]


def lint(ontology: Ontology, extractor: Extractor) -> list[Finding]:
    """Lines that fail an example or counter-example, and classes, relations and figures that no line uses; in the order of the files.

    OntologyError if `stage.jsonl` can't be read.
    """
    found = [*unused(ontology), *spelled_wrongly(ontology, extractor.typer), *counted_wrongly(ontology)]
    trials = list(rehearsed(ontology))
    plays = staged(extractor, stage_names(ontology.folder), [t.text for t in trials])
    for trial in trials:
        if fault := trial.judge(plays[trial.text]):
            found.append(Finding(trial.focus, fault, quote=trial.text, rule=trial.line))
    return found


def stage_names(folder: Path) -> tuple[Name, ...]:
    """The names of `stage.jsonl`, lines as in names.jsonl; none without the file."""
    path = folder / STAGE
    if not path.is_file():
        return ()
    decoded = [decode(raw, Name) for raw in path.read_text(encoding="utf-8").splitlines()]
    if faults := [f"{path}:{n}: {fault}" for n, (_, faults) in enumerate(decoded, start=1) for fault in faults]:
        raise OntologyError(faults)
    return tuple(name for name, _ in decoded if name is not None)


def staged(extractor: Extractor, names: tuple[Name, ...], texts: list[str]) -> dict[str, Play]:
    """Every text played, by text; the extractor knows the stage names as if they stood in its lexicon."""
    ontology = replace(extractor.ontology, names=(*extractor.ontology.names, *names))
    parts = {name: getattr(extractor, name) for name in Extractor.__dataclass_fields__}
    parts |= {"ontology": ontology, "typer": Typer.of(ontology), "matcher": Matcher.of(ontology), "attacher": Attacher.of(ontology)}
    parts["guesser"] = replace(extractor.guesser, of_relations=None, of_figures=None)
    rehearsal = Rehearsal(**parts)
    unique = sorted(set(texts))
    extractions = list(rehearsal.batch([Document(f"{n}.txt", text, digest(text)) for n, text in enumerate(unique)]))
    return {e.document.text: Play(rehearsal, scenery, e) for scenery, e in zip(rehearsal.seen, extractions, strict=True)}


def rehearsed(ontology: Ontology) -> Iterator[Trial]:
    """The examples that need a parse."""
    for frame in ontology.frames:
        focus = f"frames.jsonl:{frame.id}"
        yield from (Trial(focus, frame.id, e["text"], partial(states, frame, e)) for e in frame.examples)
        yield from (Trial(focus, frame.id, text, partial(keeps_silent, frame)) for text in frame.counter)
    for measure in ontology.measures:
        focus = f"measures.jsonl:{measure.id}"
        yield from (Trial(focus, measure.id, e["text"], partial(measured, measure, e)) for e in measure.examples)
        yield from (Trial(focus, measure.id, text, partial(not_measured, measure)) for text in measure.counter)
    for cue in ontology.stance:
        focus = f"stance.jsonl:{cue.id}"
        yield from (Trial(focus, cue.id, text, partial(changed, cue)) for text in cue.examples)
        yield from (Trial(focus, cue.id, text, partial(unchanged, cue)) for text in cue.counter)
    for noun in ontology.nouns:
        yield from (Trial(f"nouns.jsonl:{noun.id}", noun.id, text, partial(seen_in, noun)) for text in noun.examples)


# -- frames


def states(frame: Frame, example: dict[str, Any], play: Play) -> str:
    """The frame itself must link the two ends, a symmetric relation either way round."""
    ends = (words(example["subject"]), words(example["object"]))
    either = {ends, ends[::-1]} if play.extractor.ontology.relations[frame.relation].symmetric else {ends}
    made, near = statements(frame, play)
    if any(not either.isdisjoint(product(spellings(a), spellings(b))) for a, b in made):
        return ""
    came = "; ".join(f"{a.name} {frame.relation} {b.name}" for a, b in made) or "; ".join(dict.fromkeys(near)) or "its words were not seen"
    return f"expected {example['subject']} {frame.relation} {example['object']}; came: {came}"


def keeps_silent(frame: Frame, play: Play) -> str:
    made, _ = statements(frame, play)
    return "".join(f"expected no {frame.relation}; came: {a.name} {frame.relation} {b.name}" for a, b in made[:1])


def statements(frame: Frame, play: Play) -> tuple[list[tuple[Mention, Mention]], list[str]]:
    """The ends that a frame links in a play, and what kept it from linking more."""
    near: list[Near] = []
    found = [s for scene in play.scenery.scenes for s in play.extractor.matcher.statements(scene, near)]
    return [(s.subject, s.object) for s in found if s.frame.id == frame.id], [n.why for n in near if n.frame == frame.id]


def spellings(m: Mention) -> set[tuple[str, ...]]:
    return {words(name) for name in (m.name, m.known, m.anchor.quote) if name}


# -- measures


def measured(measure: Measure, example: dict[str, Any], play: Play) -> str:
    """The measure alone must read the figure, and the whole lexicon as well."""
    own = readings(measure, play)
    if not any(fits(example, owner, figure, on) for owner, figure, on in own):
        return expected(measure, example, own)
    claims = [(c.subject, c.object, c.on) for c in play.extraction.claims if c.predicate == measure.figure and isinstance(c.object, Figure)]
    if any(fits(example, owner, figure, on) for owner, figure, on in claims):
        return ""
    others = sorted({f"{c.predicate} by {c.rule}" for c in play.extraction.claims if isinstance(c.object, Figure)})
    return expected(measure, example, claims) + (f"; other lines were preferred: {', '.join(others)}" if others else "")


def not_measured(measure: Measure, play: Play) -> str:
    made = [c for c in play.extraction.claims if c.rule == measure.id and c.predicate == measure.figure]
    return "".join(f"expected no {measure.figure}; came: {c.subject.name} {shown(c.object)}" for c in made[:1])


def readings(measure: Measure, play: Play) -> list[tuple[Mention, Figure, str | None]]:
    """What the measure reads when it is the only one."""
    alone = Attacher.of(replace(play.extractor.ontology, measures=(measure,)))
    scenery = play.scenery
    made = chain.from_iterable(alone.readings(s, within(p, scenery.found))[0] for s, p in zip(scenery.scenes, scenery.parsed, strict=True))
    return [(r.owner, r.figure, r.on) for r in made]


def within(parsed: Parsed, found: Sequence[Found]) -> list[Found]:
    """The quantities that stand in the block."""
    return [f for f in found if parsed.block.start <= f.figure.anchor.start and f.figure.anchor.end <= parsed.block.end]


def fits(example: dict[str, Any], owner: Mention, figure: Figure, on: str | None) -> bool:
    wanted = str(example["value"])
    same = figure.value == (Decimal(wanted) if isinstance(figure.value, Decimal) else wanted)
    named = words(example["subject"]) in spellings(owner)
    return same and named and figure.unit == example["unit"] and ("on" not in example or words(on or "") == words(example["on"]))


def expected(measure: Measure, example: dict[str, Any], made: list[tuple[Mention, Figure, str | None]]) -> str:
    on = f" on {example['on']}" if "on" in example else ""
    came = "; ".join(f"{owner.name} {shown(figure)}" + (f" on {where}" if where else "") for owner, figure, where in made) or "nothing"
    return f"expected {measure.figure} of {example['subject']}: {example['value']} {example['unit']}{on}; came: {came}"


def shown(end: Mention | Figure) -> str:
    return end.name if isinstance(end, Mention) else f"{end.value} {end.unit}"


# -- stance


def changed(cue: Cue, play: Play) -> str:
    """The cue alone must change some claim, and the other cues may not undo that."""
    if not any(effective(cue.effect, c) for c in play.retold(Cues.of([cue]))):
        came = "no effect" if play.extraction.claims else "no claim at all"
        return f"expected a claim that is {cue.effect}; came: {came}"
    return "" if any(effective(cue.effect, c) for c in play.extraction.claims) else f"{cue.effect} alone, but not with the other cues"


def unchanged(cue: Cue, play: Play) -> str:
    before = {claim_identity(c): c for c in play.retold(Cues())}
    after = play.retold(Cues.of([cue]))
    return "".join(f"expected no change; {c.predicate} became {cue.effect}" for c in after if c != before[claim_identity(c)])


def claim_identity(c: Claim) -> tuple[Any, ...]:
    return c.sentence, c.subject.key, c.predicate, c.object.anchor


def effective(effect: str, c: Claim) -> bool:
    """Whether a claim shows the effect of a cue."""
    if effect in RANK:
        return RANK[c.modality] >= RANK[effect]
    return {
        "negated": c.negated,
        "denied": c.negated and c.modality != "asserted",
        "planned": c.planned,
        "ended": c.ended,
        "speaker": c.speaker is not None,
    }[effect]


# -- lines about names


def seen_in(noun: Noun, play: Play) -> str:
    """One of the nouns of the line must be recognised."""
    trees = [scene.tree for scene in play.scenery.scenes]
    seen = any(noun in play.extractor.typer.noun_at(tree, t) for tree in trees for t in range(len(tree)))
    return "" if seen else "expected one of its nouns; none was seen"


def spelled_wrongly(ontology: Ontology, typer: Typer) -> Iterator[Finding]:
    """Affixes, shapes and furniture: what they say of whole names and lines."""
    for affix in ontology.affixes:
        yield from spelling_faults("affixes", affix, partial(votes, typer, affix))
    for shape in ontology.shapes:
        yield from spelling_faults("shapes", shape, re.compile(shape.pattern).fullmatch)
    for line in ontology.furniture:
        yield from spelling_faults("furniture", line, re.compile(line.pattern).search)


def votes(typer: Typer, affix: Affix, name: str) -> bool:
    return affix in affix_votes(name, typer.gazetteer)


def spelling_faults(file: str, line: Affix | Shape | Furniture, matches: Callable[[str], object]) -> Iterator[Finding]:
    focus = f"{file}.jsonl:{line.id}"
    yield from (Finding(focus, "expected a match; came none", quote=e, rule=line.id) for e in line.examples if not matches(e))
    yield from (Finding(focus, "expected no match; came one", quote=e, rule=line.id) for e in line.counter if matches(e))


def counted_wrongly(ontology: Ontology) -> Iterator[Finding]:
    """Units: the value that the grammar reads in their examples."""
    grammar = Grammar(ontology.unit_lines)
    for line in ontology.unit_lines:
        yield from (Finding(f"units.jsonl:{line.id}", fault, quote=text, rule=line.id) for text, fault in unit_faults(line, grammar))


def unit_faults(line: Unit, grammar: Grammar) -> Iterator[tuple[str, str]]:
    for example in line.examples:
        read = [f.figure for f in grammar.find(example["text"]) if line.id in f.lines]
        if not any(f.value == Decimal(str(example["value"])) and f.unit == example["unit"] for f in read):
            yield example["text"], f"expected {example['value']} {example['unit']}; came: {'; '.join(map(shown, read)) or 'nothing'}"
    for text in line.counter:
        for f in grammar.find(text):
            if line.id in f.lines:
                yield text, f"expected nothing; came: {shown(f.figure)}"


# -- what is declared


def unused(ontology: Ontology) -> Iterator[Finding]:
    """Classes that no line gives and no stated relation asks for, relations that no frame states, figures that no measure reads."""
    lines = (ontology.names, ontology.shapes, ontology.affixes, ontology.nouns, ontology.labels)
    given: set[str] = {line.cls for kind in lines for line in kind}
    given |= {above for cls in given for above in ontology.ancestors(cls)}
    stated = {f.relation for f in ontology.frames}
    given |= {cls for name in stated for cls in (*ontology.relations[name].domain, *ontology.relations[name].range)}
    yield from declared("class", "no line gives it, and no stated relation asks for it", ontology.classes, given)
    yield from declared("relation", "no frame states it", ontology.relations, stated)
    yield from declared("figure", "no measure reads it", ontology.figures, {m.figure for m in ontology.measures})


def declared(kind: str, fault: str, names: dict[str, Any], used: set[str]) -> Iterator[Finding]:
    yield from (Finding(f"vocabulary.ttl:{name}", f"the {kind} is declared, but {fault}") for name in names if name not in used)
