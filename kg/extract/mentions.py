"""What each name of a document is a name of: all evidence of the text weighed, one class per name unless the text uses it for two things.

Evidence, strongest first: the lexicon; words inside the name (affixes) and its shape; the nouns beside it ("the start-up X", "X chips",
"X, a maker of"); the roles that frames ask for; the language model's labels. Weights are in the lexicon.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from kg.extract import kinds
from kg.extract.blocks import Block, in_title_case, lead_of
from kg.extract.clauses import identity
from kg.extract.masking import Scan
from kg.extract.names import (
    CORPORATE,
    Gazetteer,
    Key,
    Span,
    affix_votes,
    key_of,
    nouns_by_head,
    part_votes,
    plain_word,
    spans_of,
    unique_spans,
)
from kg.extract.parse import Tree, head_of, token_at
from kg.extract.weights import Weights
from kg.extract.words import FUNCTION_WORDS, GROUPS, RELATIONAL
from kg.lexicon import Noun
from kg.model import Anchor, Mention
from kg.ontology import Ontology

INSIDE = 0.7
"""The same for what has a capital inside a sentence, and so is a name of something."""
THRESHOLD = 1.0
"""Least sum of votes for a class; below it a capitalised word is no mention."""
TRAINED, TRAINED_INSIDE = 0.7, 0.6
"""The same two where a trained model votes, which knows what is no name."""
LEGAL = {"".join(key_of(c)) for c in CORPORATE}
KNOWN, KNOWN_AMBIGUOUS, KNOWN_COMMON = 6.0, 1.2, 0.8
NER_CAP, ROLE_CAP = 1.5, 3.0
DOUBTFUL = 0.5
"""What labels count for acronyms and for words that the text also writes in lower case."""
AT_START = 0.6
"""What being written like a name counts at the start of a sentence, where every word has a capital."""
BEFORE_NOUN = 0.3
"""What a noun after a plain name counts for its class: the chips in "Acme chips" are not Acme."""
GIVEN = 3.5
SURE = 1.8
"""Sum of votes from which a class, found without the frames, is taken as known when the frames are asked."""
FAMILY = 0.5
"""Share of a kindred product's votes that count for a name."""
FAINT = 3.0
"""Below this sum of votes the class of a short form gives way to that of the fuller name."""
LOWER = re.compile(r"(?<![\w-])[a-z]{3,}(?![\w-])")
WHOLE = 0.45
"""Share of a heading from which a name is what the heading is."""
LEARNED, VOICE = "learned", 2.0
"""Rule of the trained model's votes, and the sum of them for one name."""
SAID = "!"
"""Mark on a rule: the text says in so many words what the thing is, "X, an open-source model", "X is a company"."""
EXACT = "="
"""Mark on a class: the part of its votes that say this class and none below it ("... Foundation" is an organisation, hardly a company)."""
EXAMPLES = {"like", "such", "including", "as"}
"""Prepositions after which members of a kind are named: "firms such as X"."""

Wish = tuple[int, int, tuple[str, ...], float]
"""(token, trigger, classes, weight): a frame of the trigger wants the token to be of one of the classes."""
Expectations = Callable[[Tree, dict[int, str]], Iterator[Wish]]
"""The wishes of a tree's frames, given the classes of the tokens that are known already."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A block and its parse."""

    block: Block
    tree: Tree
    scan: Scan


@dataclass(slots=True)
class Candidate:
    """A name where it stands: which parse, which tokens, and the evidence of that place alone."""

    span: Span
    parsed: int
    head: int
    tokens: tuple[int, ...]
    local: list[tuple[str, float, str]] = field(default_factory=list)
    """(class, weight, rule)"""
    prose: bool = True
    common: bool = False
    """A single word that the text also writes without a capital."""
    below: bool = False
    """It hangs on another name by a preposition: in "the X from Y, a chip" the chip is X."""
    initial: bool = False
    whole: bool = False
    """It is its whole line."""
    titled: bool = False
    """In a heading where every word has a capital: only what the text names elsewhere counts."""
    """First word of a sentence or of a heading in title case: the capital proves nothing."""


@dataclass(frozen=True, slots=True)
class Thing:
    """What a document talks of under one or more names."""

    name: str
    cls: str
    rule: str
    known: str | None


@dataclass(frozen=True, slots=True)
class Given:
    """A name whose class its place on the page gives: a byline's author, a dateline's town."""

    span: Span
    cls: str
    rule: str


@dataclass(slots=True)
class Typer:
    """Finds and types the names of a document. Built once per ontology."""

    ontology: Ontology
    gazetteer: Gazetteer
    heads: dict[str, list[tuple[tuple[str, ...], Noun]]]
    shapes: list[tuple[re.Pattern[str], str, float, str]]
    speaking: tuple[str, ...]
    """Classes of things that say something: those that first-person pronouns stand for."""
    explicit: frozenset[str]
    """Ids of lines that name a class outright."""
    learned: Weights | None = None
    """A trained model of what unknown names are, if the ontology has one."""

    @classmethod
    def of(cls, ontology: Ontology, words: frozenset[str] = frozenset(), *, trained: bool = True) -> Typer:
        explicit = {affix.id for affix in ontology.affixes} | {noun.id for noun in ontology.nouns}
        shapes = [(re.compile(s.pattern), s.cls, s.weight, s.id) for s in ontology.shapes]
        return cls(
            ontology,
            Gazetteer.of(ontology, words),
            nouns_by_head(ontology.nouns),
            shapes,
            tuple(sorted({c for p in ontology.pronouns if p.speaker for c in p.classes})),
            frozenset(explicit),
            Weights.load(ontology.folder / kinds.FILE) if trained else None,
        )

    def mentions(
        self,
        text: str,
        parsed: Sequence[Parsed],
        expectations: Expectations,
        given: Sequence[Given] = (),
        amounts: Sequence[tuple[int, int]] = (),
    ) -> list[Mention]:
        """All name mentions of a document, in text order, none overlapping.

        `given` are names that furniture has: authors, places. `amounts` are stretches of dates and sums, in which no name stands.
        """
        candidates = self.candidates(text, parsed, amounts)
        candidates += [Candidate(g.span, -1, 0, (), local=[(g.cls, GIVEN, g.rule)]) for g in given]
        self.gather(text, parsed, [c for c in candidates if c.parsed >= 0], expectations)
        classes = self.classify(candidates)
        return bind(text, candidates, classes, self)

    # -- where names stand

    def candidates(self, text: str, parsed: Sequence[Parsed], amounts: Sequence[tuple[int, int]] = ()) -> list[Candidate]:
        found: list[Candidate] = []
        for n, p in enumerate(parsed):
            if p.block.kind == "furniture" or not len(p.tree):
                continue
            found += self.in_block(text, n, p)
        words = set(LOWER.findall(text))
        found = [replace(c, common=" " not in c.span.surface and c.span.surface.casefold() in words) for c in found]
        found = [c for c in found if not any(a <= c.span.start and c.span.end <= b for a, b in amounts)]
        found = [c for c in found if c.span.known or not (plain_word(c.span.surface) and self.is_descriptor(c.span.surface))]
        attested = {c.span.key for c in found if not c.initial} | {c.span.key for c in found if c.span.known and not c.span.known.ambiguous}
        spelled = {c.span.key for c in found}
        whole = {c.span.surface for c in found if not c.initial and " " in c.span.surface}
        found = [self.restored(c, parsed[c.parsed].tree, text, whole) for c in found]
        found = [self.trimmed(c, parsed[c.parsed].tree, spelled - {key_of(w.partition(" ")[2]) for w in whole}) for c in found]
        return [c for c in found if not c.initial or c.span.key in attested or self.credible(c, parsed[c.parsed].tree)]

    def is_descriptor(self, word: str) -> bool:
        """A common noun of the lexicon with a capital: Companies, Investors."""
        low = word.casefold()
        return any((w,) == words for w in (low, low.removesuffix("s"), low.removesuffix("ies") + "y") for words, _ in self.heads.get(w, ()))

    def restored(self, c: Candidate, tree: Tree, text: str, whole: set[str]) -> Candidate:
        """A name that lost its first word at the start of a sentence, where the text has the whole inside of one: "Bright Horn"."""
        before = text[: c.span.start].rstrip(" ").rpartition(" ")[2].rpartition("\n")[2].lstrip("\"'(")
        t = c.tokens[0] - 1
        if t < 0 or not before[:1].isupper() or f"{before} {c.span.surface}" not in whole or tree.text[t] != before:
            return c
        surface = f"{before} {c.span.surface}"
        span = Span(tree.start[t], c.span.end, surface, key_of(surface), self.gazetteer.names.get(key_of(surface)))
        return replace(c, span=span, tokens=(t, *c.tokens), head=head_of(tree, (t, *c.tokens)))

    def trimmed(self, c: Candidate, tree: Tree, attested: set[Key]) -> Candidate:
        """A name that begins a line without its first word, where the text has the rest as a name elsewhere: "Buying Acme"."""
        first, _, rest = c.span.surface.partition(" ")
        if self.gazetteer.unknown(first) or any(a.where == "first" for a in self.gazetteer.affixes.get(first.casefold(), ())):
            return c
        if not c.initial or c.span.known or not plain_word(first) or not rest[:1].isupper():
            return c
        opens = any(a.where == "first" for a in self.gazetteer.affixes.get(rest.split()[0].casefold(), ()))
        told = (first.endswith("ed") and opens) or (
            (self.is_descriptor(first) or first.casefold() in RELATIONAL) and self.gazetteer.unknown(rest)
        )
        if key_of(rest) not in attested and not told:
            return c
        start = c.span.start + len(first) + 1
        tokens = tuple(t for t in c.tokens if tree.start[t] >= start)
        if not tokens:
            return c
        span = Span(start, c.span.end, rest, key_of(rest), self.gazetteer.names.get(key_of(rest)))
        return Candidate(span, c.parsed, head_of(tree, tokens), tokens, prose=c.prose)

    def in_block(self, text: str, n: int, p: Parsed) -> list[Candidate]:
        block, tree = p.block, p.tree
        breaks = [tree.start[a] for a, _ in tree.spans]
        breaks += [
            tree.start[t] for t in range(len(tree)) if tree.start[t] >= block.start + (lead_of(text[block.start : block.end]) or 10**9)
        ][:1]
        line = text[block.start : block.end]
        titled = line.isupper() or (block.kind == "heading" and in_title_case(line))
        known = [widened(text, s, block.start) for s in p.scan.known]
        known += unique_spans(text, known, block.end, self.gazetteer)
        lead = block.start + lead_of(line)
        spans: list[Span] = []
        if not titled:
            for run in p.scan.runs:
                for words in cut(run, breaks):
                    words = strip_initial(tree, words, breaks, self.gazetteer)
                    spans += spans_of(text, words, self.gazetteer) if words else []
        spans = merge(text, spans, known)
        spans = [s for s in spans if not self.is_amount(s)]
        prose = block.kind == "prose"
        return [
            replace(c, prose=prose, whole=len(c.span.surface) >= WHOLE * len(line))
            for s in spans
            if (c := locate(tree, s, n, breaks, titled or s.start < lead))
        ]

    def is_amount(self, span: Span) -> bool:
        """A unit with or without its number, written in capitals: GB, TB/s."""
        return not span.known and bool(
            re.fullmatch(r"(?:[KMGTPE]?i?[BWb](?:ps)?|[GMk]?Hz|[TPGE]?FLOPS?|[KMGTPE]B HBM\w*|nm)", span.surface)
        )

    def credible(self, c: Candidate, tree: Tree) -> bool:
        """Whether a name at the start of a sentence is one: the tagger says so, or its letters do."""
        surface = c.span.surface
        if c.span.known:
            return not c.span.known.ambiguous or any(tree.tag[t].startswith("NNP") for t in c.tokens)
        if any(ch.isdigit() for ch in surface) or any(ch.isupper() for w in surface.split() for ch in w[1:]):
            return not c.titled or not surface.isupper()
        if not c.titled and self.gazetteer.unknown(surface.split()[0]):
            return True
        if c.titled:
            return c.whole and any(weight >= 2.5 for _, weight, _ in self.spelled(c.span))
        after = c.tokens[-1] + 1
        hyphen = after < len(tree) and tree.text[after] == "-"
        return " " in surface or (tree.tag[c.tokens[0]] in ("NNP", "NNPS") and not hyphen)

    # -- what they are

    def gather(self, text: str, parsed: Sequence[Parsed], candidates: list[Candidate], expectations: Expectations) -> None:
        by_tree: dict[int, list[Candidate]] = defaultdict(list)
        named: dict[int, set[int]] = defaultdict(set)
        for c in candidates:
            named[c.parsed].update(c.tokens)
        for c in candidates:
            by_tree[c.parsed].append(c)
            c.local += self.spelled(c.span)
            c.local += self.beside(parsed[c.parsed].tree, c, named[c.parsed])
        themes = self.themes(parsed) if self.learned else ()
        first = {key: chosen for key, votes in self.classify(candidates).items() if (chosen := self.choose(votes)) and chosen[1] >= SURE}
        for n, group in sorted(by_tree.items()):
            tree = parsed[n].tree
            typed = {t: first[c.span.key][0] for c in group if c.span.key in first for t in c.tokens}
            wanted: dict[int, list[tuple[str, float, str]]] = defaultdict(list)
            for (token, source), classes in sorted(grouped(expectations(tree, typed)).items()):
                for t in tree.conjuncts(token):
                    for cls, weight in sorted(classes.items()):
                        wanted[t].append((cls, weight, f"role:{source}"))
            for c in group:
                c.local += wanted.get(c.head, [])[:24]
                guessed = self.guessed(tree, c, named[n], parsed[n].block.kind, themes)
                if guessed:
                    c.local = [v for v in c.local if not v[2].startswith("label:")] + guessed

    def themes(self, parsed: Sequence[Parsed]) -> tuple[str, ...]:
        """What the document's common nouns are nouns of."""
        counts: Counter[str] = Counter()
        for p in parsed:
            for t in range(len(p.tree)):
                if p.tree.tag[t] in ("NN", "NNS"):
                    counts.update({n.cls for n in self.noun_at(p.tree, t) if not n.role})
        return kinds.themes(counts)

    def guessed(self, tree: Tree, c: Candidate, named: set[int], block: str, themes: Sequence[str]) -> list[tuple[str, float, str]]:
        """What the trained model takes an unknown name for: a vote per class in proportion to its probability."""
        if self.learned is None or (c.span.known and not c.span.known.ambiguous):
            return []
        scores = self.learned.scores(kinds.features(tree, c, named, block, themes))
        odds = [math.exp(min(30.0, float(x) - float(scores.max()))) for x in scores]
        total = sum(odds)
        return [(cls, VOICE * o / total, LEARNED) for cls, o in zip(self.learned.columns, odds, strict=True) if o >= 0.03 * total]

    def spelled(self, span: Span) -> list[tuple[str, float, str]]:
        """Evidence of the name itself."""
        votes = []
        if span.known:
            doubtful = span.known.ambiguous and (KNOWN_AMBIGUOUS if any(ch.isupper() for ch in span.surface) else KNOWN_COMMON)
            votes.append((span.known.cls, doubtful or KNOWN, f"names:{span.known.name}"))
        votes += [(a.cls, a.weight, a.id) for a in affix_votes(span.surface, self.gazetteer)]
        votes += [(cls, weight, rule) for pattern, cls, weight, rule in self.shapes if pattern.fullmatch(span.surface)]
        votes += [(part.cls, weight, part.id) for part, weight in part_votes(clean(span.surface), self.gazetteer)]
        return votes

    def beside(self, tree: Tree, c: Candidate, named: set[int]) -> list[tuple[str, float, str]]:
        """Evidence of the nouns around the name, and of the language model's label."""
        numbered = any(ch.isdigit() for ch in c.span.surface)
        votes = []
        c.below = tree.dep[c.head] == "pobj" and tree.head[tree.head[c.head]] in named
        for t, direct in neighbours(tree, c):
            for n in self.noun_at(tree, t) if t not in named else ():
                if direct or not n.role:
                    said = (
                        SAID
                        if direct and tree.dep[t] in ("appos", "attr") and n.weight >= 3.0 and tree.child(t, "det", "poss") is not None
                        else ""
                    )
                    votes.append((n.cls, n.weight if direct or numbered else n.weight * BEFORE_NOUN, n.id + said))
        if c.span.surface[-1:].islower() and c.span.surface.rsplit(" ", 1)[-1] in self.gazetteer.unique:
            votes += [(n.cls, 4.0, n.id) for n in self.ontology.nouns if c.span.surface.rsplit(" ", 1)[-1] in n.unique]
        labels = Counter(tree.entity[t] for t in c.tokens if tree.entity[t])
        size = len(c.span.surface.split())
        doubt = DOUBTFUL if c.common or (c.span.surface.isupper() and 2 <= len(c.span.surface) <= 5) else 1.0
        share = 1.0
        strange = self.gazetteer.unknown(c.span.surface)
        proper = tree.tag[c.head] == "NNP" and tree.dep[c.head] in ("nsubj", "nsubjpass", "poss")
        if c.initial and not labels and not c.titled and len(c.tokens) == 1 and (strange or proper):
            labels["NAME"], share = 1, 1.0 if strange else AT_START
        if (
            not labels
            and c.prose
            and not c.initial
            and any(ch.isupper() for ch in c.span.surface)
            and not any(ch.isdigit() for ch in c.span.surface)
            and all(tree.pos[t] in ("PROPN", "PUNCT", "NUM", "NOUN") for t in c.tokens)
        ):
            labels["NAME"] = len(c.tokens)
        for label, count in sorted(labels.items()):
            for line in self.ontology.labels:
                if line.label == label and line.least <= size <= line.most and (not line.after or governed(tree, c.head) in line.after):
                    votes.append((line.cls, line.weight * share * doubt * count / len(c.tokens), f"label:{label}"))
        return votes

    def noun_at(self, tree: Tree, t: int) -> list[Noun]:
        """The descriptor lines for the common noun at token `t`, by the longest phrase that ends there."""
        if ("noun", t) in tree.memo:
            known: list[Noun] = tree.memo["noun", t]
            return known
        entries = self.heads.get(tree.lemma[t].lower()) or self.heads.get(tree.lower[t]) or []
        best = 0
        found: list[Noun] = []
        for words, noun in entries:
            n = len(words)
            if n < best:
                break
            if n == 1 or (
                t - n + 1 >= 0
                and all(w in (tree.lower[t - n + 1 + k], tree.lemma[t - n + 1 + k].lower()) for k, w in enumerate(words[:-1]))
            ):
                best = n
                found.append(noun)
        tree.memo["noun", t] = found
        return found

    def classify(self, candidates: list[Candidate]) -> dict[Key, dict[str, tuple[float, str]]]:
        """For every spelling: class to (sum of votes, best rule). Evidence of one rule counts twice at most."""
        votes: dict[Key, dict[str, dict[str, list[float]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
        for c in candidates:
            for cls, weight, rule in c.local:
                votes[c.span.key][cls][rule].append(weight)
        result: dict[Key, dict[str, tuple[float, str]]] = {}
        for key, by_class in votes.items():
            result[key] = {}
            for cls, rules in by_class.items():
                sums = {rule: capped(rule, weights) for rule, weights in rules.items()}
                best = max(sums, key=lambda r: (sums[r], r))
                result[key][cls] = (sum(sums.values()), best)
                if rules.keys() & self.explicit:
                    result[key][cls + EXACT] = (sum(w for r, w in sums.items() if r in self.explicit), best)
        return self.with_families(result)

    def with_families(self, votes: dict[Key, dict[str, tuple[float, str]]]) -> dict[Key, dict[str, tuple[float, str]]]:
        """Products of one name are of one kind: "Acme 2" and "Acme Lite" share their evidence, and "Acme" has it when it has no better."""
        families: dict[str, list[Key]] = defaultdict(list)
        for key in votes:
            if len(key) > 1 and any(ch.isdigit() for p in key[1:] for ch in p):
                families[key[0]].append(key)
        result = {key: dict(classes) for key, classes in votes.items()}
        for key, classes in votes.items():
            kin = [k for k in families.get(key[0], []) if k != key]
            alone = self.choose(classes)
            if not kin or (alone and alone[1] >= FAINT) or (len(key) > 1 and any(p in self.gazetteer.affixes for p in key[1:])):
                continue
            for k in kin:
                chosen = self.choose(votes[k])
                if chosen:
                    old, rule = result[key].get(chosen[0], (0.0, "family"))
                    result[key][chosen[0]] = (old + FAMILY * chosen[1], rule)
        return result

    def choose(self, votes: dict[str, tuple[float, str]], least: float = THRESHOLD) -> tuple[str, float, str] | None:
        """The class with the most votes; a superclass's votes count for its subclasses, the more specific wins."""
        best: tuple[float, int, str, str] | None = None
        doubt = votes[kinds.NONE][0] if kinds.NONE in votes else 0.0
        for cls in sorted(votes):
            if cls.endswith(EXACT) or cls == kinds.NONE:
                continue
            inherited = sum(votes[a][0] - votes.get(a + EXACT, (0.0,))[0] for a in self.ontology.ancestors(cls) if a in votes)
            total = votes[cls][0] + inherited - doubt
            rank = (total, len(self.ontology.ancestors(cls)), cls, votes[cls][1])
            if best is None or rank[:2] > best[:2]:
                best = rank
        return (best[2], best[0], best[3]) if best and best[0] >= least else None

    def certainly_names(self, candidates: list[Candidate]) -> set[Key]:
        """Spellings that stand with a capital inside a sentence of prose: names of something, whatever it is."""
        return {
            c.span.key for c in candidates if c.prose and not c.initial and c.parsed >= 0 and any(ch.isupper() for ch in c.span.surface)
        }


def governed(tree: Tree, t: int) -> str:
    """The preposition over a noun phrase, "" without one."""
    top = tree.first_of_chain(t)
    return tree.lower[tree.head[top]] if tree.dep[top] == "pobj" else ""


def grouped(wishes: Iterable[Wish]) -> dict[tuple[int, int], dict[str, float]]:
    """Wishes of one trigger for one token shared out over its frames: a word that states many relations is weak evidence for each."""
    sums: dict[tuple[int, int], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    counts: Counter[tuple[int, int]] = Counter()
    for token, trigger, classes, weight in wishes:
        counts[token, trigger] += weight > 0
        for cls in classes:
            sums[token, trigger][cls] += weight / len(classes)
    return {key: {cls: w / counts[key] for cls, w in classes.items() if w} for key, classes in sums.items() if counts[key]}


def capped(rule: str, weights: list[float]) -> float:
    """Sum of one rule's votes over a document, bounded so that repetition does not outvote better evidence."""
    top = max(weights)
    if rule.startswith("names:") or len(weights) == 1:
        return top
    if rule == LEARNED:
        return sum(weights) / len(weights)
    if rule.startswith("role:"):
        return min(sum(weights), ROLE_CAP)
    if rule.startswith("label:"):
        return min(sum(weights) / len(weights) * min(len(weights), 2), NER_CAP)
    return min(sum(weights), 2 * top)


def cut(run: Sequence[object], breaks: list[int]) -> Iterator[list]:  # type: ignore[type-arg]
    """Part a run of words where a sentence begins."""
    piece: list = []  # type: ignore[type-arg]
    for word in run:
        if piece and word.start in breaks:  # type: ignore[attr-defined]
            yield piece
            piece = []
        piece.append(word)
    if piece:
        yield piece


CLOSED = {"DET", "ADP", "PRON", "ADV", "SCONJ", "CCONJ", "AUX", "PART", "INTJ"}


def strip_initial(tree: Tree, words: list, breaks: list[int], gazetteer: Gazetteer) -> list:  # type: ignore[type-arg]
    """Drop words at the start of a sentence whose capital is only the sentence's."""
    while words and words[0].start in breaks:
        first = words[0]
        tokens = token_at(tree, first.start, first.end)
        if not tokens or not plain_word(first.text) or key_of(first.text) in gazetteer.names or first.text in gazetteer.adjectives:
            break
        t = tokens[0]
        if first.text.lower() in FUNCTION_WORDS and len(words) > 1:
            words = words[1:]
            continue
        if gazetteer.unknown(first.text):
            break
        common = (
            first.text.lower() in gazetteer.verbs
            or tree.pos[t] in CLOSED
            or tree.tag[t] in ("VB", "VBZ", "VBG", "VBN", "VBD", "VBP", "NNS", "JJ", "JJR", "JJS", "CD", "MD", "RB")
        )
        if not common or (
            len(words) > 1
            and first.text.lower() not in gazetteer.verbs
            and tree.tag[t] in ("JJ", "NNS", "VBG", "VBN")
            and tree.dep[t] == "compound"
        ):
            break
        words = words[1:]
        breaks = [words[0].start, *breaks] if words and tree.pos[t] in CLOSED and False else breaks
    while words and words[0].text in ("The", "A", "An", "This", "That", "These", "Our", "Its", "His", "Her", "Their", "My", "Your"):
        words = words[1:]
    return words


def widened(text: str, span: Span, start: int) -> Span:
    """A method's name in lower case with the hyphenated word before it: "block-wise attention" is not attention."""
    if span.known and span.surface.islower() and not span.adjective:
        before = re.search(r"(?<![\w-])[a-z]+-(?:[a-z]+ )?$", text[start : span.start])
        if before:
            at = start + before.start()
            surface = text[at : span.end]
            return replace(span, start=at, surface=surface, key=key_of(surface))
    return span


def merge(text: str, spans: list[Span], known: list[Span]) -> list[Span]:
    """Candidates and lexicon names, each stretch once: the longer wins, the lexicon's at equal length."""
    ranked = sorted([*known, *spans], key=lambda s: (-(s.end - s.start), s.known is None, s.start))
    taken: list[Span] = []
    for span in ranked:
        if all(span.end <= t.start or span.start >= t.end for t in taken):
            taken.append(span)
    return sorted(taken, key=lambda s: s.start)


def locate(tree: Tree, span: Span, n: int, breaks: list[int], titled: bool) -> Candidate | None:
    tokens = token_at(tree, span.start, span.end)
    if not tokens:
        return None
    initial = (span.start in breaks or titled) and not span.adjective
    return Candidate(span, n, head_of(tree, tokens), tuple(tokens), initial=initial, titled=titled)


def neighbours(tree: Tree, c: Candidate) -> Iterator[tuple[int, bool]]:
    """Common nouns that say what the name is: (token, said directly of it)."""
    inside, h = set(c.tokens), c.head
    up = tree.head[h]
    if tree.dep[h] in ("compound", "nmod", "amod") and up not in inside and tree.pos[up] in ("NOUN", "PROPN") and up > h:
        yield up, tree.child(up, "poss") is not None
        if tree.lemma[up].lower() in GROUPS:
            yield from ((o, True) for p in tree.of_dep(up, "prep") if tree.lower[p] == "of" for o in tree.of_dep(p, "pobj"))
    for t in tree.of_dep(h, "compound", "nmod", "amod"):
        if t not in inside and tree.pos[t] in ("NOUN", "PROPN", "ADJ") and t < c.tokens[0]:
            yield t, True
    before = c.tokens[0] - 1
    if before >= 0 and tree.pos[before] == "NOUN" and tree.sentence[before] == tree.sentence[h]:
        yield before, True
    for t in identity(tree, h):
        if t not in inside and not (t == up and tree.dep[h] in ("compound", "nmod")) and tree.pos[t] in ("NOUN", "PROPN"):
            yield t, True
    if tree.dep[h] in ("nsubj",) and tree.lemma[up] in ("be", "become", "remain"):
        for t in tree.of_dep(up, "attr"):
            if not any(tree.lower[c] in ("no", "not") for c in (*tree.children[t], *tree.children[up])):
                yield t, True
    if tree.dep[h] == "pobj" and tree.lower[up] in EXAMPLES and tree.dep[up] == "prep":
        over = tree.head[up]
        if tree.lower[over] == "such":
            over = tree.head[over]
        if tree.pos[over] in ("NOUN", "PROPN"):
            yield over, True
    if tree.dep[h] == "conj":
        top = tree.first_of_chain(h)
        if tree.dep[top] == "pobj" and tree.lower[tree.head[top]] in EXAMPLES and tree.pos[tree.head[tree.head[top]]] == "NOUN":
            yield tree.head[tree.head[top]], True


# -- which names are one thing


def bind(text: str, candidates: list[Candidate], classes: dict[Key, dict[str, tuple[float, str]]], typer: Typer) -> list[Mention]:
    """Candidates with a class, short forms joined to their full names."""
    typed: dict[Key, tuple[str, float, str]] = {}
    sure = typer.certainly_names(candidates)
    least = (THRESHOLD, INSIDE) if typer.learned is None else (TRAINED, TRAINED_INSIDE)
    for key, votes in classes.items():
        if chosen := typer.choose(votes, least[key in sure]):
            typed[key] = chosen
    order = sorted((c for c in candidates), key=lambda c: c.span.start)
    acronyms = dict(bracketed(text, order))
    things: dict[Key, Key] = {}
    for c in order:
        key = c.span.key
        if key not in things:
            things[key] = owner_of(key, c, things, typed, typer, acronyms)
    names = full_names(order, things, typed, typer)
    found = []
    for c in order:
        top = things[c.span.key]
        if top not in typed:
            continue
        cls, _, rule = locally(c, top, typed, classes, typer)
        known = c.span.known.name if c.span.known and typer.ontology.is_a(c.span.known.cls, cls) else None
        name = names.get((top, cls)) or names.get((top, typed[top][0])) or c.span.surface
        found.append(
            Mention(
                name,
                cls,
                Anchor(c.span.start, c.span.end, text[c.span.start : c.span.end]),
                "name",
                rule,
                known or known_of(order, things, top, cls, typer),
            )
        )
    return found


def known_of(order: list[Candidate], things: dict[Key, Key], top: Key, cls: str, typer: Typer) -> str | None:
    for c in order:
        if things[c.span.key] == top and c.span.known and typer.ontology.is_a(c.span.known.cls, cls):
            return c.span.known.name
    return None


def locally(
    c: Candidate, top: Key, typed: dict[Key, tuple[str, float, str]], classes: dict[Key, dict[str, tuple[float, str]]], typer: Typer
) -> tuple[str, float, str]:
    """The class of this mention: the document's for the name, unless this place says plainly that another thing of that name is meant."""
    whole = typed[top]
    here: dict[str, float] = defaultdict(float)
    for cls, weight, rule in c.local:
        if not rule.startswith(("label:", "role:", "names:", "shape", LEARNED)) and weight >= 2.0:
            here[cls] += weight
    for cls, weight in sorted(here.items(), key=lambda x: (-x[1], x[0])):
        related = typer.ontology.is_a(cls, whole[0]) or typer.ontology.is_a(whole[0], cls)
        siblings = set(typer.ontology.ancestors(cls)) & set(typer.ontology.ancestors(whole[0]))
        said = any(rule.endswith(SAID) for k, _, rule in c.local if k == cls) and not c.below
        if not related and not siblings and not c.span.adjective and (said or not c.span.known):
            return cls, weight, "local"
        break
    return whole


def bracketed(text: str, order: list[Candidate]) -> Iterator[tuple[Key, Key]]:
    """Names that the text gives with their acronym in brackets, either way round: (acronym, full name)."""
    for a, b in itertools.pairwise(order):
        between = text[a.span.end : b.span.start]
        if between == " (" and text[b.span.end : b.span.end + 1] == ")":
            for short, full in ((a, b), (b, a)):
                initials = "".join(w[0] for w in re.findall(r"[^\W\d_]+", full.span.surface)).casefold()
                letters = "".join(short.span.key)
                ticker = short.span.surface.isupper() and 2 <= len(letters) <= 5 and spells(letters, "".join(full.span.key))
                if len(letters) >= 2 and ((len(full.span.key) > 1 and (letters == initials or subsequence(letters, initials))) or ticker):
                    yield short.span.key, full.span.key


def spells(short: str, full: str) -> bool:
    """Whether a ticker's letters stand in the name in their order, the first at its start."""
    it = iter(full)
    return bool(full) and short[0] == full[0] and all(ch in it for ch in short)


def subsequence(short: str, full: str) -> bool:
    it = iter(full)
    return len(short) >= len(full) - 2 and all(ch in it for ch in short)


def owner_of(
    key: Key, c: Candidate, things: dict[Key, Key], typed: dict[Key, tuple[str, float, str]], typer: Typer, acronyms: dict[Key, Key]
) -> Key:
    """The thing that a spelling belongs to: itself, or a fuller name of which it is the short form."""
    if key in acronyms and acronyms[key] in typed:
        return things.get(acronyms[key], acronyms[key])
    if c.span.known and not c.span.known.ambiguous:
        same = [k for k, t in things.items() if t in typed and k != key and typer.gazetteer.names.get(k) is c.span.known]
        return things[same[0]] if same else key
    if c.span.adjective:
        return key
    longer = [full for full in typed if full != key and is_short_form(key, full, typed, typer, full in things)]
    before = [k for k in things if k in longer] or sorted(longer, key=lambda k: (len(k), k))
    return things.get(before[0], before[0]) if before else key


def is_short_form(short: Key, full: Key, typed: dict[Key, tuple[str, float, str]], typer: Typer, introduced: bool) -> bool:
    """Whether `short` can stand for `full`: surname, first words of an organisation, tail of a model's or chip's name with its version."""
    if len(short) >= len(full):
        return False
    cls = typed[full][0]
    own = typed.get(short)
    related = (
        own is None
        or is_faint(own)
        or typer.ontology.is_a(own[0], cls)
        or typer.ontology.is_a(cls, own[0])
        or bool(set(typer.ontology.ancestors(cls)) & set(typer.ontology.ancestors(own[0])))
    )
    head, tail = full[: len(short)] == short, full[-len(short) :] == short
    rest = full[len(short) :] if head else full[: -len(short)]
    if tail and any(ch.isdigit() for p in short for ch in p):
        return not any(ch.isdigit() for p in rest for ch in p) and (own is None or own[0] == cls or own[1] < 3.0 or related)
    if not related:
        return False
    if head:
        if (
            introduced
            and (own is None or is_faint(own))
            and not any(ch.isdigit() for p in rest for ch in p)
            and cls_takes_short(cls, typer)
        ):
            return all(droppable(p, cls, typer) or p not in typer.gazetteer.affixes for p in rest)
        return not any(ch.isdigit() for p in rest for ch in p) and (
            rest[0] in typer.gazetteer.joints or "".join(rest) in LEGAL or all(droppable(p, cls, typer) for p in rest)
        )
    if tail and typer_is_person(cls, typer):
        return len(short) == 1 or len(short) <= len(full) - 1
    if tail and (own is None or is_faint(own)) and not any(p in typer.gazetteer.affixes for p in short):
        return all(droppable(p, cls, typer) for p in rest) or any(ch.isdigit() for p in rest for ch in p)
    return False


def is_faint(own: tuple[str, float, str]) -> bool:
    """Whether a spelling's class rests on little, or on nothing but labels and roles."""
    return own[1] < FAINT or own[2].startswith(("label:", "role:"))


def cls_takes_short(cls: str, typer: Typer) -> bool:
    """Classes of whose names any first word may stand for the whole once it has been introduced: those with droppable words."""
    return any(
        a.drop and (typer.ontology.is_a(a.cls, cls) or typer.ontology.is_a(cls, a.cls)) for a in typer.ontology.affixes if a.where == "last"
    )


def droppable(word: str, cls: str, typer: Typer) -> bool:
    """Whether short forms of names of this class leave the word out."""
    related = typer.ontology
    return word in LEGAL or any(
        a.drop and (related.is_a(a.cls, cls) or related.is_a(cls, a.cls) or set(related.ancestors(cls)) & set(related.ancestors(a.cls)))
        for a in typer.gazetteer.affixes.get(word, [])
    )


def typer_is_person(cls: str, typer: Typer) -> bool:
    """Classes whose members are called by the last word of their name: those that singular personal pronouns stand for."""
    return any(cls in p.classes and set(p.words) & {"he", "she"} for p in typer.ontology.pronouns)


def full_names(
    order: list[Candidate], things: dict[Key, Key], typed: dict[Key, tuple[str, float, str]], typer: Typer
) -> dict[tuple[Key, str], str]:
    """The name of each thing: of its spellings with the most letters the most frequent, the earliest at a tie."""
    spelled: dict[tuple[Key, str], Counter[str]] = defaultdict(Counter)
    for c in order:
        top = things[c.span.key]
        if top in typed and not c.span.adjective:
            spelled[top, typed[top][0]][clean(c.span.surface)] += 1
    names = {}
    for key, counter in spelled.items():
        longest = max(len("".join(key_of(s))) for s in counter)
        best = [s for s in counter if len("".join(key_of(s))) == longest]
        names[key] = max(best, key=lambda s: (counter[s], not s.isupper(), -list(counter).index(s)))
    for c in order:
        top = things[c.span.key]
        if top in typed and (top, typed[top][0]) not in names and c.span.known:
            names[top, typed[top][0]] = c.span.known.name
    return names


def clean(surface: str) -> str:
    """The name as a label: no line breaks, no form of address, no plural s after a version."""
    folded = re.sub(r"^(?:Dr|Mr|Mrs|Ms|Prof|Sir|Dame)\.? (?=\w)", "", " ".join(surface.split()))
    return re.sub(r"(?<=\d)s$", "", folded)
