"""Clauses and the lexicon's frames make statements: each frame says which words state a relation and which roles fill its ends."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from kg.extract.clauses import Roles, adjective_roles, identity, noun_roles, particle_lemmas, prepositions, subject, verb_roles
from kg.extract.mentions import Wish
from kg.extract.parse import Tree
from kg.extract.scene import Scene
from kg.lexicon import Frame
from kg.model import Mention
from kg.ontology import Ontology

EXPECTED, CERTAIN = 0.8, 2.2
"""Vote that a frame's role gives to the classes it may hold; and where its other end is known to fit."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A relation found in a tree, before stance: the trigger's token carries negation, modality and speaker."""

    frame: Frame
    subject: Mention
    object: Mention
    trigger: int


@dataclass(frozen=True, slots=True)
class Near:
    """A frame whose word is there and that did not fire, and what stopped it."""

    frame: str
    relation: str
    trigger: int
    why: str


@dataclass(slots=True)
class Matcher:
    """The frames of an ontology, by trigger."""

    ontology: Ontology
    verbs: dict[str, list[Frame]] = field(default_factory=lambda: defaultdict(list))
    nouns: dict[str, list[tuple[tuple[str, ...], Frame]]] = field(default_factory=lambda: defaultdict(list))
    adjectives: dict[str, list[Frame]] = field(default_factory=lambda: defaultdict(list))
    prepositions: dict[str, list[Frame]] = field(default_factory=lambda: defaultdict(list))
    possessives: list[Frame] = field(default_factory=list)
    modifiers: list[Frame] = field(default_factory=list)
    appositions: list[Frame] = field(default_factory=list)

    @classmethod
    def of(cls, ontology: Ontology) -> Matcher:
        it = cls(ontology)
        for frame in ontology.frames:
            for word in frame.verb:
                it.verbs[word].append(frame)
            for phrase in frame.noun:
                words = tuple(phrase.split())
                it.nouns[words[-1]].append((words, frame))
            for word in frame.adjective:
                it.adjectives[word].append(frame)
            for word in frame.preposition:
                it.prepositions[word].append(frame)
            if frame.possessive:
                it.possessives.append(frame)
            if frame.apposition:
                it.appositions.append(frame)
            if frame.modifier:
                it.modifiers.append(frame)
        return it

    def triggers(self, tree: Tree) -> list[tuple[Frame, int, Roles]]:
        """Every frame whose words stand in the tree, with the roles around them."""
        if "triggers" not in tree.memo:
            tree.memo["triggers"] = [x for x in self.found(tree) if self.words_fit(tree, x[0], x[1])]
        found: list[tuple[Frame, int, Roles]] = tree.memo["triggers"]
        return found

    def found(self, tree: Tree) -> Iterator[tuple[Frame, int, Roles]]:
        for t in range(len(tree)):
            tag = tree.tag[t]
            if tag.startswith("VB") or tree.pos[t] in ("VERB", "AUX"):
                yield from self.verb_triggers(tree, t)
            elif tag.startswith("NN"):
                yield from self.noun_triggers(tree, t)
            if tag.startswith("JJ") or (tree.pos[t] in ("ADJ", "ADV") and tree.lower[t] in self.adjectives):
                frames = self.adjectives.get(tree.lower[t], ())
                if frames:
                    roles = adjective_roles(tree, t)
                    yield from ((f, t, roles) for f in frames)
            if tree.pos[t] == "ADP" and tree.lower[t] in self.prepositions:
                roles = preposition_roles(tree, t)
                yield from ((f, t, roles) for f in self.prepositions[tree.lower[t]])
            if tree.pos[t] in ("NOUN", "PROPN", "NUM"):
                yield from self.name_triggers(tree, t)

    def verb_triggers(self, tree: Tree, t: int) -> Iterator[tuple[Frame, int, Roles]]:
        roles: Roles | None = None
        for lemma in [*particle_lemmas(tree, t), *other_lemmas(tree, t)]:
            for frame in self.verbs.get(lemma, ()):
                roles = roles if roles is not None else verb_roles(tree, t)
                yield frame, t, roles

    def noun_triggers(self, tree: Tree, t: int) -> Iterator[tuple[Frame, int, Roles]]:
        lemma = tree.lemma[t].lower()
        for words, frame in (*self.nouns.get(lemma, ()), *(self.nouns.get(tree.lower[t], ()) if tree.lower[t] != lemma else ())):
            n = len(words)
            if t - n + 1 < 0 or any(
                w not in (tree.lower[t - n + 1 + k], tree.lemma[t - n + 1 + k].lower()) for k, w in enumerate(words[:-1])
            ):
                continue
            yield frame, t, noun_roles(tree, t)

    def name_triggers(self, tree: Tree, t: int) -> Iterator[tuple[Frame, int, Roles]]:
        owners = tree.of_dep(t, "poss")
        if owners:
            roles = {"self": [t], "self alone": [t], "poss": owners}
            yield from ((f, t, roles) for f in self.possessives)
        beside = tree.of_dep(t, "appos")
        if beside:
            apposed = {"self alone": [t], "appos": beside}
            yield from ((f, t, apposed) for f in self.appositions)
        before = [c for c in tree.of_dep(t, "compound", "nmod", "amod", "npadvmod") if c < t]
        before += [g for c in before for g in tree.of_dep(c, "amod", "compound", "nmod") if tree.dep[c] == "compound"]
        if before:
            bare = [c for c in tree.conjuncts(t) if c == t or not tree.of_dep(c, "amod", "compound", "nmod", "det", "poss")]
            modified = {"self": bare, "modifier": before}
            yield from ((f, t, modified) for f in self.modifiers)

    def expectations(self, tree: Tree, typed: dict[int, str]) -> Iterator[Wish]:
        """What classes frames want at which tokens: evidence for typing names that nothing else types.

        A frame whose other end is known to fit counts double, one whose other end is known not to fit counts nothing.
        """
        for frame, trigger, roles in self.triggers(tree):
            if frame.modifier or frame.preposition or (frame.possessive and tree.pos[roles["self alone"][0]] != "PROPN"):
                continue
            relation = self.ontology.relations[frame.relation]
            ends = ((frame.subject, frame.subjects or relation.domain), (frame.object, frame.objects or relation.range))
            for (own, classes), (other, wanted) in (ends, ends[::-1]):
                if frame.possessive and "poss" not in own:
                    continue
                if not any(role in roles for role in other):
                    continue
                weight = self.certainty(tree, typed, roles, other, wanted)
                for role in own:
                    if role in roles:
                        for t in roles[role]:
                            yield t, trigger, classes, weight
                        break

    def certainty(self, tree: Tree, typed: dict[int, str], roles: Roles, ends: tuple[str, ...], classes: tuple[str, ...]) -> float:
        """How much a frame's wish counts, by what is known of its other end."""
        known = [typed[c] for role in ends for t in roles.get(role, ()) for c in tree.conjuncts(t) if c in typed]
        if any(self.ontology.fits(k, classes) for k in known):
            return CERTAIN
        return 0.0 if known else EXPECTED

    def barred(self, tree: Tree) -> list[Near]:
        """Frames whose word is there and whose conditions on the words around it are not met."""
        why = "a word that must stand in the clause is missing, or one that must not is there"
        return [Near(f.id, f.relation, t, why) for f, t, _ in self.found(tree) if not self.words_fit(tree, f, t)]

    def statements(self, scene: Scene, near: list[Near] | None = None) -> list[Statement]:
        """All relations that the scene's clauses state. With `near`, frames that almost fired are added to it."""
        if near is not None:
            near += self.barred(scene.tree)
        found: list[Statement] = []
        asked, nameless = None, False  # the frames of one noun phrase come one after the other, with the same roles
        for frame, t, roles in self.triggers(scene.tree):
            if frame.modifier or frame.possessive:
                if roles is not asked:
                    asked, nameless = roles, unnamed(scene, frame, roles)
                if nameless:
                    continue
            if t in scene.at and frame.noun and scene.tree.pos[t] == "PROPN" and scene.last[t] != t:
                continue
            why = self.stopped(scene, frame, t, roles)
            if not why:
                made = list(self.fill(scene, frame, t, roles))
                found += made
                why = "" if made else "an end is missing, or is no name of a fitting class"
            if why and near is not None:
                near.append(Near(frame.id, frame.relation, t, why))
        return found

    def stopped(self, scene: Scene, frame: Frame, t: int, roles: Roles) -> str:
        if frame.head and not self.head_fits(scene, frame, roles):
            return "the head is not of the wanted kind"
        return ""

    def words_fit(self, tree: Tree, frame: Frame, t: int) -> bool:
        if not (frame.require or frame.bar):
            return True
        lemmas = words_near(tree, t)
        return not lemmas.intersection(frame.bar) and (not frame.require or bool(lemmas.intersection(frame.require)))

    def head_fits(self, scene: Scene, frame: Frame, roles: Roles) -> bool:
        for t in roles.get("self", roles.get("self alone", [])):
            if scene.tree.lemma[t].lower() in frame.head:
                return True
            m = scene.at.get(t)
            if m is not None and self.ontology.fits(m.cls, frame.head):
                return True
            if any(self.ontology.fits(n.cls, frame.head) for n in scene.typer.noun_at(scene.tree, t)):
                return True
        return False

    def fill(self, scene: Scene, frame: Frame, t: int, roles: Roles) -> Iterator[Statement]:
        relation = self.ontology.relations[frame.relation]
        domain, span = frame.subjects or relation.domain, frame.objects or relation.range
        number = scene.tree.sentence[t]
        spoken = scene.listed and bool(frame.verb or frame.noun or frame.adjective or frame.preposition)
        each = frame.preposition or frame.modifier or scene.tree.dep[t] == "amod"
        subjects = first_filled(scene, frame.subject, roles, domain, each=bool(each)) or (spoken and scene.headed(number, domain)) or []
        implied = scene.understood(number, span, alone=True) if frame.implied and subjects else None
        made: set[frozenset[tuple[str, str]]] = set()
        for s in subjects:
            for o in (
                first_filled(scene, frame.object, roles, span, s, each=scene.tree.dep[t] == "amod")
                or (spoken and scene.headed(number, span))
                or ([implied] if implied else [])
            ):
                if frame.apposition and o.rule == "learned":
                    continue  # a name in brackets that is a guess: a ticker, an abbreviation
                pair = frozenset((s.key, o.key))
                if s.key != o.key and not (relation.symmetric and pair in made):
                    made.add(pair)
                    yield Statement(frame, s, o, t)


def words_near(tree: Tree, t: int) -> set[str]:
    """The words and lemmas of what hangs on a token, and of what it modifies as a clause."""
    known = tree.memo.setdefault("near", {})
    if t not in known:
        near = tree.subtree(t)
        if tree.dep[t] in ("acl", "relcl", "amod", "advcl"):
            near.append(tree.head[t])
        known[t] = {w for c in near for w in (tree.lemma[c].lower(), tree.lower[c])}
    words: set[str] = known[t]
    return words


def unnamed(scene: Scene, frame: Frame, roles: Roles) -> bool:
    """Whether a possessive or modifier is no name: nearly all are not, and need no further look."""
    if frame.modifier:
        return not any(t in scene.at for t in roles["modifier"])
    return not any(
        t in scene.at or t in scene.stands or scene.tree.lower[t] == "whose" or scene.tree.of_dep(t, "conj", "appos") for t in roles["poss"]
    )


def other_lemmas(tree: Tree, t: int) -> list[str]:
    """Base forms that the lemmatiser misses: British double consonants (rivalling, labelled), "found" read as find."""
    word = tree.lower[t]
    match = re.fullmatch(r"(\w+)([lpt])\2(?:ing|ed)", word)
    found = [match.group(1) + match.group(2)] if match else []
    if (
        word == "found"
        and tree.lemma[t].lower() != "found"
        and (tree.tag[t] in ("VB", "VBP", "NN") or (t > 0 and tree.lower[t - 1] == "to"))
    ):
        found.append("found")
    return found


def first_filled(
    scene: Scene, ends: tuple[str, ...], roles: Roles, classes: tuple[str, ...], other: Mention | None = None, each: bool = False
) -> list[Mention]:
    """What fills the first of the roles that something fitting fills; a comma in `ends` is no order, a plus joins roles."""
    for role in ends:
        found = []
        for t in roles.get(role, ()):
            alone = role == "self alone" or (each and role in ("self", "patient"))
            named = scene.single(t, classes, 0) if alone else scene.denoted(t, classes)
            found += [m for m in named if (other is None or m.key != other.key) and m not in found]
        if found:
            return found
    return []


def preposition_roles(tree: Tree, p: int) -> Roles:
    """Roles of a preposition as a trigger: "self" is what it is said of, "object" its noun phrase."""
    up = tree.head[p]
    objects = tree.of_dep(p, "pobj")
    if tree.pos[up] in ("NOUN", "PROPN", "NUM", "ADJ"):
        left = up
        bearers = [up]
        while (
            tree.dep[left] == "conj"
            and tree.pos[left] == tree.pos[tree.head[left]] == "PROPN"
            and not tree.of_dep(tree.head[left], "prep", "appos")
        ):
            left = tree.head[left]
            bearers.append(left)
        return {"self": [*bearers, *identity(tree, up)], "object": objects}
    if tree.lemma[up] == "be":
        roles: Roles = {"self": subject(tree, up), "object": objects}
        for t in tree.of_dep(up, "attr"):
            roles["self"].append(t)
        return roles
    roles = {}
    prepositions(tree, up, roles)
    return {"object": objects}
