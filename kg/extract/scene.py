"""One parsed block with everything known about it: which tokens are names, and what noun phrases and pronouns stand for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from kg.extract.clauses import identity
from kg.extract.mentions import EXAMPLES, Typer
from kg.extract.parse import Tree
from kg.extract.words import NAMING, PARTITIVES
from kg.model import Mention
from kg.ontology import Ontology

FEW = 3
"""Most things that a plural with an owner may stand for."""
CLEAR = 0.6
"""How far the most salient thing must lead for a sentence to be understood to be about it."""


@dataclass(slots=True)
class Scene:
    """A block's tree with its mentions. `at` maps every token of a name to its mention, `stands` a pronoun or noun to its antecedent."""

    tree: Tree
    ontology: Ontology
    typer: Typer
    at: dict[int, Mention] = field(default_factory=dict)
    stands: dict[int, Mention] = field(default_factory=dict)
    salient: dict[int, list[tuple[float, Mention, bool]]] = field(default_factory=dict)
    """For each sentence, what the text before it was about, the most salient first, and whether it was named shortly before."""
    tied: dict[tuple[str, str], list[Mention]] = field(default_factory=dict)
    """What the text has related to a thing, anywhere in the document."""
    options: dict[int, list[tuple[float, Mention]]] = field(default_factory=dict)
    """For a pronoun, all that it might stand for, the likeliest first; what a frame asks for decides between them."""
    listed: bool = False
    """The block is a heading, a list item or a spec line: what it leaves unsaid is in the heading above."""
    many: dict[int, list[Mention]] = field(default_factory=dict)
    """For "both companies", "the two": the things they stand for."""
    topic: list[Mention] = field(default_factory=list)
    """For headings, list items and spec lines: the things named in the heading."""
    last: dict[int, int] = field(default_factory=dict)
    """Token of a name to the last token of that name."""

    @classmethod
    def of(cls, tree: Tree, mentions: Iterable[Mention], typer: Typer) -> Scene:
        scene = cls(tree, typer.ontology, typer)
        spans = sorted(mentions, key=lambda m: m.anchor.start)
        i = 0
        for m in spans:
            while i < len(tree) and tree.end[i] <= m.anchor.start:
                i += 1
            tokens, j = [], i
            while j < len(tree) and tree.start[j] < m.anchor.end:
                tokens.append(j)
                j += 1
            for t in tokens:
                scene.at[t] = m
                scene.last[t] = tokens[-1]
        return scene

    def denoted(self, t: int, classes: Iterable[str], depth: int = 0) -> list[Mention]:
        """The things of the wanted classes that the noun phrase headed by token `t` stands for, coordination included."""
        allowed = tuple(classes)
        found: list[Mention] = []
        for c in self.tree.conjuncts(t):
            for m in self.single(c, allowed, depth):
                if m not in found:
                    found.append(m)
        return found

    def single(self, t: int, allowed: tuple[str, ...], depth: int) -> list[Mention]:
        """What token `t` alone stands for; the first reading that gives things of the wanted classes."""
        own = self.at.get(t) or self.stands.get(t)
        if own is not None:
            if self.ontology.fits(own.cls, allowed):
                return [own, *self.part_of_place(t, own)]
            if t in self.at:
                return self.renamed(t, allowed) or self.wider(t, allowed, depth)
        if t in self.many:
            return [m for m in self.many[t] if self.ontology.fits(m.cls, allowed)]
        if own is not None and t in self.options and self.tree.dep[t] != "poss":
            return self.second_choice(t, allowed)
        if self.tree.lower[t] in ("whose", "which", "who", "that") and self.tree.pos[t] in ("PRON", "DET"):
            return self.antecedent(t, allowed, depth)
        if depth > 2 or self.tree.pos[t] not in ("NOUN", "PROPN", "NUM", "PRON", "DET", "ADJ", "VERB"):
            return []
        for reading in (
            self.named_inside,
            self.called,
            self.named_after,
            self.apposed,
            self.exemplified,
            self.of_which,
            self.identified,
            self.grouped,
        ):
            found = reading(t, allowed, depth)
            if found:
                return found
        return []

    def understood(self, sentence: int, classes: Iterable[str], alone: bool = False) -> Mention | None:
        """What a sentence that names nothing of these classes is about: "The round was led by ...", "The work took ..."."""
        allowed = tuple(classes)
        led = [m for m in self.topic if self.is_lead(m) and self.ontology.fits(m.cls, allowed)]
        if led:
            return led[0]
        first, stop = self.tree.spans[sentence]
        if "?" in self.tree.text[first:stop]:
            return None
        here = {
            m.key: m
            for t in range(first, stop)
            if (m := self.at.get(t) or self.stands.get(t)) is not None and self.ontology.fits(m.cls, allowed)
        }
        if here:
            return next(iter(here.values())) if alone and len(here) == 1 else None
        if any(self.is_another(t, allowed) for t in range(first, stop)):
            return None
        fitting = [x for x in self.salient.get(sentence, []) if self.ontology.fits(x[1].cls, allowed)]
        if not fitting or (len(fitting) > 1 and (not fitting[0][2] or fitting[0][0] - fitting[1][0] < CLEAR)):
            return None
        return fitting[0][1]

    def headed(self, sentence: int, classes: Iterable[str]) -> list[Mention]:
        """The first thing of these classes in the heading above, for a line that is no sentence of its own."""
        if not self.topic or self.is_clause(sentence):
            return []
        allowed = tuple(classes)
        return [m for m in self.topic if self.ontology.fits(m.cls, allowed)][:1]

    def is_clause(self, sentence: int) -> bool:
        """Whether a sentence has a verb with a subject."""
        tree = self.tree
        first, stop = tree.spans[sentence]
        roots = [t for t in range(first, stop) if tree.head[t] == t]
        return any(tree.of_dep(r, "nsubj", "nsubjpass", "expl") for r in roots if tree.pos[r] in ("VERB", "AUX"))

    def is_another(self, t: int, allowed: tuple[str, ...]) -> bool:
        """A thing of these classes that has no name here: "its first chip" is none of those named before."""
        if self.tree.pos[t] != "NOUN" or t in self.at or t in self.stands or self.tree.dep[t] in ("compound", "nmod"):
            return False
        return any(not n.role and n.weight >= 2.5 and self.ontology.fits(n.cls, allowed) for n in self.typer.noun_at(self.tree, t))

    def is_lead(self, m: Mention) -> bool:
        """Named in the lead-in of this very block: "Lower Prices: ..."."""
        return bool(len(self.tree)) and self.tree.start[0] <= m.anchor.start < self.tree.end[-1]

    def renamed(self, t: int, allowed: tuple[str, ...]) -> list[Mention]:
        """Another name in apposition: "its flagship, X", "X (Y)"."""
        found = [self.at[c] for c in self.tree.of_dep(t, "appos") if c in self.at and self.ontology.fits(self.at[c].cls, allowed)]
        return found[:1]

    def second_choice(self, t: int, allowed: tuple[str, ...]) -> list[Mention]:
        """What a pronoun stands for when the likeliest thing is of no fitting class: the likeliest that is, if it is so clearly."""
        fitting = [(score, m) for score, m in self.options[t] if self.ontology.fits(m.cls, allowed)]
        if not fitting or (len(fitting) > 1 and fitting[0][0] - fitting[1][0] < CLEAR):
            return []
        return [replace(fitting[0][1], anchor=self.stands[t].anchor, kind="pronoun", rule="coreference:class")]

    def part_of_place(self, t: int, own: Mention) -> list[Mention]:
        """The larger place after a comma: "in Austin, Texas" is in both."""
        found = [self.at[c] for c in self.tree.of_dep(t, "appos", "npadvmod") if c in self.at and c > t]
        return [m for m in found if m.cls == own.cls and m.known and own.known is not None][:1]

    def wider(self, t: int, allowed: tuple[str, ...], depth: int) -> list[Mention]:
        """ "X from Oslo, which costs ...": the clause was hung on the place, but X fits."""
        tree = self.tree
        if depth > 2 or not tree.of_dep(t, "relcl") or tree.dep[t] != "pobj":
            return []
        up = tree.head[tree.head[t]]
        return self.single(up, allowed, depth + 1) if tree.pos[up] in ("NOUN", "PROPN") else []

    def antecedent(self, t: int, allowed: tuple[str, ...], depth: int) -> list[Mention]:
        """What a relative pronoun stands for."""
        for v in self.tree.ancestors(t):
            if self.tree.dep[v] == "relcl":
                return self.single(self.tree.head[v], allowed, depth + 1) if depth < 3 else []
        return []

    def named_inside(self, t: int, allowed: tuple[str, ...], depth: int) -> list[Mention]:
        """A name before a noun of its own class: "the R1 model", "H800 chips"; after it, where the parser split them."""
        classes = [n.cls for n in self.typer.noun_at(self.tree, t) if not n.role]
        found = []
        for c in self.tree.of_dep(t, "compound", "nmod", "amod", "nummod"):
            for m in self.chain(c):
                related = any(self.ontology.is_a(m.cls, k) or self.ontology.is_a(k, m.cls) for k in classes)
                if (related or self.tree.lemma[t].lower() in PARTITIVES) and self.ontology.fits(m.cls, allowed) and m not in found:
                    found.append(m)
        return found

    def named_after(self, t: int, allowed: tuple[str, ...], depth: int) -> list[Mention]:
        """ "Our model X": the name behind a noun of its class, where the parser made the name the head."""
        up = self.tree.head[t]
        m = self.at.get(up) if self.tree.dep[t] in ("compound", "nmod") and up > t else None
        kinds = [n.cls for n in self.typer.noun_at(self.tree, t) if not n.role]
        if m is None or not self.ontology.fits(m.cls, allowed):
            return []
        return [m] if any(self.ontology.is_a(m.cls, k) or self.ontology.is_a(k, m.cls) for k in kinds) else []

    def chain(self, c: int) -> list[Mention]:
        """The names in a chain of compounds, the nearest to the noun first."""
        return [self.at[k] for k in (c, *self.tree.of_dep(c, "compound", "nmod", "conj")) if k in self.at]

    def identified(self, t: int, allowed: tuple[str, ...], depth: int) -> list[Mention]:
        """The subject of "X is L's newest model", the noun that "X, its newest model," stands beside."""
        if self.tree.pos[t] not in ("NOUN",) or self.tree.dep[t] not in ("attr", "appos", "conj"):
            return []
        found = []
        for c in identity(self.tree, t):
            m = self.at.get(c) or self.stands.get(c)
            if m is not None and self.ontology.fits(m.cls, allowed):
                found.append(m)
            elif m is None and self.tree.dep[t] == "attr" and depth < 2:
                found += self.apposed(c, allowed, depth + 1)
        return found[:1]

    def grouped(self, t: int, allowed: tuple[str, ...], depth: int) -> list[Mention]:
        """ "its models", "their chips": the things of that class which the text has tied to the owner, if they are few."""
        owners = self.tree.of_dep(t, "poss")
        if self.tree.tag[t] != "NNS" or not owners or self.tree.pos[owners[0]] != "PRON":
            return []
        owner = self.at.get(owners[0]) or self.stands.get(owners[0])
        kinds = {n.cls for n in self.typer.noun_at(self.tree, t) if not n.role and n.weight >= 3.0}
        if owner is None or not kinds:
            return []
        found = [
            m
            for m in self.tied.get(owner.key, [])
            if self.ontology.fits(m.cls, allowed) and any(self.ontology.is_a(m.cls, k) for k in kinds)
        ]
        return found if len(found) <= FEW else []

    def called(self, t: int, allowed: tuple[str, ...], depth: int) -> list[Mention]:
        """ "a plant known as X", "a model called X"."""
        found: list[Mention] = []
        for v in self.tree.of_dep(t, "acl"):
            if self.tree.lemma[v].lower() in NAMING:
                ends = self.tree.of_dep(v, "oprd", "dobj", "attr", "xcomp", "ccomp", "npadvmod")
                ends += [o for p in self.tree.of_dep(v, "prep") if self.tree.lower[p] == "as" for o in self.tree.of_dep(p, "pobj")]
                found += [m for o in ends if (m := self.at.get(o)) is not None and self.ontology.fits(m.cls, allowed)]
        return found[:1]

    def apposed(self, t: int, allowed: tuple[str, ...], depth: int) -> list[Mention]:
        """A name in apposition to a noun: "its newest model, X", "the company, Y,"."""
        found = []
        for c in self.tree.of_dep(t, "appos"):
            named = self.denoted(c, allowed, depth + 1) if self.tree.tag[t] in ("NNS", "NNPS") else self.single(c, allowed, depth + 1)
            found += [m for m in named if m not in found]
        return found

    def exemplified(self, t: int, allowed: tuple[str, ...], depth: int) -> list[Mention]:
        """Members named after "such as", "like", "including"."""
        found = []
        for c in self.tree.of_dep(t, "prep"):
            if self.tree.lower[c] in EXAMPLES:
                for p in self.tree.of_dep(c, "pobj"):
                    found += [m for m in self.denoted(p, allowed, depth + 1) if m not in found]
        return found

    def of_which(self, t: int, allowed: tuple[str, ...], depth: int) -> list[Mention]:
        """The whole behind a part or copy: "two versions of X"."""
        if self.tree.lemma[t].lower() not in PARTITIVES and self.tree.pos[t] not in ("NUM", "DET", "PRON"):
            return []
        found = []
        for c in self.tree.of_dep(t, "prep"):
            if self.tree.lower[c] in ("of", "among"):
                for p in self.tree.of_dep(c, "pobj"):
                    found += [m for m in self.denoted(p, allowed, depth + 1) if m not in found]
        return found

    def names_in(self, sentence: int) -> list[Mention]:
        """The names of a sentence in order, each once."""
        first, stop = self.tree.spans[sentence]
        seen: list[Mention] = []
        for t in range(first, stop):
            m = self.at.get(t)
            if m is not None and (not seen or seen[-1] is not m):
                seen.append(m)
        return seen
