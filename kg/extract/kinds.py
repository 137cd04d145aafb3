"""What kind of thing an unknown name names, by its letters and its surroundings: a linear model, one voice among the others.

Features are those of classical name typing (Zhang and Johnson 2003, Ratinov and Roth 2009): the word's shape and endings, the words
beside it, what it is subject, object or owner of; and the lexicon's own votes, so that the model learns how far to trust each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from kg.extract.parse import Tree

if TYPE_CHECKING:
    from kg.extract.mentions import Candidate

FILE = "kinds.npz"
NONE = "-"
"""Label of what names nothing of the ontology."""


def shape_of(word: str) -> str:
    """Capitals, small letters and digits, runs shortened: "TX300s" is "Xdx", "deepForge" "xXx"."""
    mapped = "".join("X" if c.isupper() else "x" if c.islower() else "d" if c.isdigit() else c for c in word)
    return re.sub(r"(.)\1+", r"\1", mapped)


def features(tree: Tree, c: Candidate, named: set[int], kind: str, themes: Sequence[str] = ()) -> Iterator[str]:
    """Features of a name where it stands. `named` are all tokens of the block that belong to names, `kind` the block's kind.

    `themes` are features that all names of the document share.
    """
    surface = c.span.surface
    words = surface.split()
    yield "1"
    yield f"n:{min(len(words), 5)}"
    yield f"block:{kind}:{c.initial}"
    for w in words:
        yield f"w:{w.casefold()}"
    for mark, w in (("first", words[0]), ("last", words[-1])):
        yield f"{mark}:{w.casefold()}"
        yield f"{mark}:shape:{shape_of(w)}"
        yield f"{mark}:s3:{w[-3:].casefold()}"
        yield f"{mark}:s2:{w[-2:].casefold()}"
        yield f"{mark}:p3:{w[:3].casefold()}"
    yield f"shape:{'_'.join(shape_of(w) for w in words[:4])}"
    yield f"caps:{surface.isupper()}:{min(len(surface), 6)}"
    yield f"digit:{any(ch.isdigit() for ch in surface)}:{surface[-1:].isdigit()}"
    yield f"common:{c.common}"
    if c.span.known:
        yield f"known:{c.span.known.cls}:{c.span.known.ambiguous}"
    if c.span.adjective:
        yield "adjective"
    for cls, weight, rule in c.local:
        voice = rule if not rule.startswith("names:") else "names"
        yield f"v:{voice}:{cls}"
        if weight >= 2.0:
            yield f"vv:{cls}"
    for theme in themes:
        yield theme
        yield f"{theme}:{shape_of(words[-1])}"
    yield from around(tree, c.tokens, named)
    yield from governors(tree, c.head, set(c.tokens), named)


def themes(counts: Mapping[str, int]) -> tuple[str, ...]:
    """What a document is about, by how many of its common nouns mean a thing of each class: features that its names share."""
    ranked = sorted(counts, key=lambda cls: (-counts[cls], cls))
    return tuple(f"theme:{cls}:{min(counts[cls], 4)}" for cls in ranked) + tuple(f"theme{n}:{cls}" for n, cls in enumerate(ranked[:2], 1))


def token(tree: Tree, t: int, named: set[int]) -> str:
    if t in named:
        return "<name>"
    if tree.tag[t] == "CD":
        return "<number>"
    return tree.lemma[t].lower()


def around(tree: Tree, tokens: Sequence[int], named: set[int]) -> Iterator[str]:
    """The words before and behind."""
    first, stop = tree.spans[tree.sentence[tokens[0]]]
    before = [token(tree, t, named) if t >= first else "#" for t in range(tokens[0] - 3, tokens[0])]
    after = [token(tree, t, named) if t < stop else "#" for t in range(tokens[-1] + 1, tokens[-1] + 4)]
    for k, w in enumerate(reversed(before), 1):
        yield f"-{k}:{w}"
    for k, w in enumerate(after, 1):
        yield f"+{k}:{w}"
    yield f"-12:{before[-2]}_{before[-1]}"
    yield f"+12:{after[0]}_{after[1]}"
    yield f"-+:{before[-1]}_{after[0]}"
    for w in (*before, *after):
        yield f"near:{w}"


def governors(tree: Tree, h: int, inside: set[int], named: set[int]) -> Iterator[str]:
    """What the name is an argument of, and what hangs on it."""
    up, dep = tree.head[h], tree.dep[h]
    top = tree.first_of_chain(h)
    yield f"d:{dep}"
    yield f"h:{dep}:{token(tree, up, named)}"
    if top != h:
        yield f"c:{tree.dep[top]}:{token(tree, tree.head[top], named)}"
    if tree.dep[top] == "pobj":
        p = tree.head[top]
        yield f"p:{tree.lower[p]}"
        yield f"ph:{tree.lower[p]}:{token(tree, tree.head[p], named)}"
    if tree.dep[top] == "poss":
        yield f"owns:{token(tree, tree.head[top], named)}"
    if tree.dep[top] in ("nsubj", "nsubjpass", "dobj"):
        verb = tree.head[top]
        yield f"{tree.dep[top]}:{tree.lemma[verb].lower()}"
        for o in tree.of_dep(verb, "dobj", "attr", "acomp", "xcomp", "ccomp"):
            if o not in inside:
                yield f"{tree.dep[top]}:{tree.lemma[verb].lower()}:{token(tree, o, named)}"
                yield f"{tree.dep[top]}:obj:{token(tree, o, named)}"
    for k in tree.children[h]:
        if k not in inside and tree.dep[k] != "punct":
            yield f"k:{tree.dep[k]}:{token(tree, k, named)}"
            if tree.dep[k] in ("appos", "relcl", "acl"):
                for g in tree.children[k]:
                    yield f"kk:{token(tree, g, named)}"
    if dep == "appos":
        for k in tree.children[up]:
            yield f"ak:{token(tree, k, named)}"
