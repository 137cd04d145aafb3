"""A dependency parse as plain lists: what every stage of extraction reads, whoever made it.

spaCy's `Doc` is turned into a `Tree` once, in `pipeline.py`; tests build trees by hand with `Tree.of`. Labels are those of
spaCy's English models (CLEAR style dependencies, Penn tags).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from kg.extract.words import BE, POS


@dataclass(slots=True)
class Tree:
    """One block of text, parsed. Lists run parallel, one place per token; `start`/`end` are offsets into the document's text.

    `head[i] == i` marks a root. `entity` is the language model's entity label per token, "" outside entities; `sentence` numbers
    sentences from 0. `closing` is the end of the text; nothing here changes after construction.
    """

    text: list[str]
    lemma: list[str]
    pos: list[str]
    tag: list[str]
    dep: list[str]
    head: list[int]
    start: list[int]
    end: list[int]
    sentence: list[int]
    entity: list[str]
    memo: dict[object, Any] = field(default_factory=dict)
    """What stages have worked out about the tree and will want again; nothing in it changes once it is there."""
    lower: list[str] = field(init=False)
    children: list[list[int]] = field(init=False)
    spans: list[tuple[int, int]] = field(init=False)
    """Token range of each sentence, end exclusive."""

    def __post_init__(self) -> None:
        self.lower = [t.lower() for t in self.text]
        self.children = [[] for _ in self.text]
        for i, h in enumerate(self.head):
            if h != i:
                self.children[h].append(i)
        self.spans = []
        for i, s in enumerate(self.sentence):
            if s == len(self.spans):
                self.spans.append((i, i + 1))
            else:
                self.spans[s] = (self.spans[s][0], i + 1)

    def __len__(self) -> int:
        return len(self.text)

    @classmethod
    def of(cls, rows: str, offset: int = 0) -> Tree:
        """Build a tree by hand: a line per token, "text lemma tag dep head", the head's number counted from 0; blank lines part sentences.

        Coarse parts of speech follow from the tags. Words are joined by single spaces.
        """
        text, lemma, tag, dep, head, sentence = [], [], [], [], [], []
        number = 0
        for line in rows.strip().splitlines():
            if not line.strip():
                number += 1
                continue
            word, base, fine, relation, up = line.split()
            text.append(word)
            lemma.append(base)
            tag.append(fine)
            dep.append(relation)
            head.append(int(up))
            sentence.append(number)
        starts, at = [], offset
        for word in text:
            starts.append(at)
            at += len(word) + 1
        ends = [s + len(w) for s, w in zip(starts, text, strict=True)]
        pos = [coarse(t, d, w.lower()) for t, d, w in zip(tag, dep, text, strict=True)]
        return cls(text, lemma, pos, tag, dep, head, starts, ends, sentence, [""] * len(text))

    def child(self, i: int, *deps: str) -> int | None:
        """The first child of `i` with one of these labels."""
        for c in self.children[i]:
            if self.dep[c] in deps:
                return c
        return None

    def of_dep(self, i: int, *deps: str) -> list[int]:
        children = self.children[i]
        return [c for c in children if self.dep[c] in deps] if children else []

    def subtree(self, i: int) -> list[int]:
        """Token `i` and all below it, in text order."""
        seen, todo = [], [i]
        while todo:
            t = todo.pop()
            seen.append(t)
            todo.extend(self.children[t])
        return sorted(seen)

    def ancestors(self, i: int) -> list[int]:
        """Heads above `i`, nearest first."""
        found: list[int] = []
        while self.head[i] != i and len(found) < 40:
            i = self.head[i]
            found.append(i)
        return found

    def conjuncts(self, i: int) -> list[int]:
        """`i` and what is coordinated below it (a chain: each member hangs on the one before)."""
        found, todo = [i], [i]
        while todo:
            for c in self.of_dep(todo.pop(), "conj"):
                if c not in found and not self.excluded(c):
                    found.append(c)
                    todo.append(c)
        return found

    def excluded(self, c: int) -> bool:
        """Whether a coordinated phrase is named to be left out: "A but not B", "A rather than B"."""
        first = min(self.subtree(c))
        return first > 0 and self.lower[first - 1] in ("not", "than") and self.lower[first - 2] in ("but", "and", ",", "rather")

    def first_of_chain(self, i: int) -> int:
        """The first member of the coordination that `i` belongs to."""
        while self.dep[i] == "conj" and self.head[i] != i:
            i = self.head[i]
        return i


def coarse(tag: str, dep: str, lower: str = "") -> str:
    """Universal part of speech of a Penn tag with its dependency: what spaCy's attribute ruler gives, in a tenth of its time."""
    if tag in POS:
        return POS[tag]
    head = tag[:2]
    if head == "VB":
        return "AUX" if dep in ("aux", "auxpass") or lower in BE else "VERB"
    if head == "NN":
        return "PROPN" if tag[2:3] == "P" else "NOUN"
    if head == "JJ" or tag == "AFX":
        return "ADJ"
    if head == "RB":
        return "PART" if dep == "neg" else "ADV"
    if tag == "DT":
        return "DET" if dep in ("det", "predet", "preconj", "advmod") else "PRON"
    if tag == "WDT":
        return "DET" if dep == "det" else "PRON"
    if tag == "IN":
        return "SCONJ" if dep in ("mark", "pcomp") else "ADP"
    return "PUNCT"


def token_at(tree: Tree, start: int, end: int) -> list[int]:
    """Tokens that overlap the offsets start..end of the text."""
    return [i for i in range(len(tree)) if tree.start[i] < end and tree.end[i] > start]


def head_of(tree: Tree, tokens: Iterable[int]) -> int:
    """The token of a stretch whose head lies outside it: the one by which the rest of the sentence refers to it."""
    stretch: Sequence[int] = list(tokens)
    inside = set(stretch)
    for i in stretch:
        if (tree.head[i] == i or tree.head[i] not in inside) and tree.dep[i] not in ("punct", "case", "det"):
            return i
    return stretch[-1]
