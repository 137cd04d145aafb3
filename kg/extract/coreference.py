"""Who "it", "its", "the company" and "the Oslo start-up" are: conservative rules, silent where two readings are as good.

Salience after Lappin and Leass (1994), reduced to what a dependency parse of news shows reliably: recency by sentence, grammatical
role, and for pronouns in reported speech the speaker. A description must fit the class; a place in it must be one that the text
gives to the candidate, or be given to none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kg.extract.clauses import subject
from kg.extract.parse import Tree
from kg.extract.scene import Scene
from kg.lexicon import Noun, Pronoun
from kg.model import Anchor, Mention
from kg.ontology import Ontology

REACH = 3
"""How many sentences back a pronoun may look; descriptions look back over the whole document, but near ones weigh more."""
DEFINITE = {"the", "this", "that", "both", "these", "those"}
ROLE_WEIGHT = {"nsubj": 3.0, "nsubjpass": 3.0, "poss": 1.4, "dobj": 1.2, "pobj": 0.8, "attr": 1.0, "appos": 0.8, "conj": 0.8}
MARGIN = 0.25
"""The best candidate must be this much better than the next one."""
PLACED = 1.0
"""The same for "the Oslo company" where the text has put none of the candidates in Oslo."""
SPEECH = {
    "say",
    "claim",
    "tell",
    "announce",
    "argue",
    "insist",
    "deny",
    "state",
    "report",
    "admit",
    "add",
    "promise",
    "estimate",
    "believe",
    "expect",
    "hope",
}


@dataclass(slots=True)
class Seen:
    """A thing mentioned earlier: last sentence, best role there, how often."""

    mention: Mention
    sentence: int
    weight: float
    count: int = 1


@dataclass(slots=True)
class Resolver:
    """Walks a document once, scene by scene, and fills `Scene.stands`."""

    ontology: Ontology
    text: str
    pronouns: dict[str, Pronoun]
    seen: dict[tuple[str, str], Seen] = field(default_factory=dict)
    places: dict[tuple[str, str], set[tuple[str, str]]] = field(default_factory=dict)
    tied: dict[tuple[str, str], list[Mention]] = field(default_factory=dict)
    voice: Mention | None = None
    """Who is being quoted or interviewed."""
    house: Mention | None = None
    """Whose page it is: who "we" are outside quotations."""
    clock: int = 0
    subjects: Counter[tuple[str, str]] = field(default_factory=Counter)

    @classmethod
    def of(cls, ontology: Ontology, text: str) -> Resolver:
        return cls(ontology, text, {w: p for p in ontology.pronouns for w in p.words})

    def learn(self, statements: Iterable[tuple[Mention, Mention]]) -> None:
        """Note which things the text relates to each other, so that a place in "the Oslo start-up" can pick the candidate."""
        for s, o in statements:
            self.places.setdefault(s.key, set()).add(o.key)
            self.places.setdefault(o.key, set()).add(s.key)
            for a, b in ((s, o), (o, s)):
                others = self.tied.setdefault(a.key, [])
                if all(m.key != b.key for m in others):
                    others.append(b)

    def run(self, scenes: Sequence[Scene], house: Mention | None = None) -> None:
        self.house = house
        for scene in scenes:
            scene.tied = self.tied
            for number, (first, stop) in enumerate(scene.tree.spans):
                self.clock += 1
                scene.salient[number] = self.ranking()
                self.sentence(scene, first, stop, number)

    def sentence(self, scene: Scene, first: int, stop: int, number: int) -> None:
        tree = scene.tree
        self.listen(scene, first, stop)
        for t in range(first, stop):
            m = scene.at.get(t)
            if m is not None:
                if scene.last[t] == t:
                    self.note(m, role_weight(tree, t))
                continue
            pronoun = self.pronouns.get(tree.lower[t])
            if pronoun is not None and pronoun.speaker:
                self.stand(scene, t, self.first_person(scene, first, stop, pronoun), "pronoun")
            elif pronoun is not None and tree.pos[t] in ("PRON", "DET"):
                self.stand(scene, t, self.of_pronoun(scene, t, pronoun), "pronoun")
                if t in scene.stands:
                    scene.options[t] = self.fitting(pronoun)
            elif tree.pos[t] in ("NOUN", "PROPN"):
                self.description(scene, t)

    def listen(self, scene: Scene, first: int, stop: int) -> None:
        """Note who speaks: the subject of a verb of saying beside quotation marks, or the name with which an interview's line begins."""
        tree = scene.tree
        quoted = '"' in tree.text[first:stop]
        if first == 0 and scene.topic and scene.is_lead(scene.topic[-1]):
            self.voice = scene.topic[-1]
        for v in range(first, stop):
            if quoted and tree.pos[v] == "VERB" and tree.lemma[v].lower() in SPEECH:
                for s in tree.of_dep(v, "nsubj"):
                    m = scene.at.get(s) or scene.stands.get(s)
                    found = [m] if m else [scene.at[a] for a in tree.of_dep(s, "appos") if a in scene.at]
                    self.voice = found[0] if found else self.voice

    def first_person(self, scene: Scene, first: int, stop: int, pronoun: Pronoun) -> Mention | None:
        """Who "I", "we" and "our" are: the speaker or the speaker's employer in a quotation, the page's own house elsewhere."""
        quoted = '"' in scene.tree.text[first:stop] or bool(scene.topic and scene.is_lead(scene.topic[-1]))
        speaker = self.voice if quoted else self.house
        if speaker is None or self.ontology.fits(speaker.cls, pronoun.classes):
            return speaker
        own = [m for m in self.tied.get(speaker.key, []) if self.ontology.fits(m.cls, pronoun.classes)]
        return own[0] if own else None

    def ranking(self) -> list[tuple[float, Mention, bool]]:
        """What the text has been about, the most salient first: (salience, mention, whether it was near)."""
        seen = [(self.salience(s), s.mention, self.clock - s.sentence <= REACH) for s in self.seen.values()]
        return sorted(seen, key=lambda x: (-x[0], x[1].key))

    def note(self, m: Mention, weight: float) -> None:
        old = self.seen.get(m.key)
        if old is None:
            self.seen[m.key] = Seen(m, self.clock, weight)
            return
        old.weight = max(weight, old.weight) if old.sentence == self.clock else weight
        old.sentence, old.mention = self.clock, m
        old.count += 1

    def stand(self, scene: Scene, t: int, found: Mention | None, kind: str) -> None:
        if found is None:
            return
        tree = scene.tree
        first = min((c for c in (t, *tree.of_dep(t, "det", "amod", "compound")) if c <= t), default=t) if kind == "nominal" else t
        anchor = Anchor(tree.start[first], tree.end[t], self.text[tree.start[first] : tree.end[t]])
        made = Mention(found.name, found.cls, anchor, "pronoun" if kind == "pronoun" else "nominal", f"coreference:{kind}", found.known)
        scene.stands[t] = made
        self.note(made, role_weight(tree, t))

    # -- pronouns

    def of_pronoun(self, scene: Scene, t: int, pronoun: Pronoun) -> Mention | None:
        tree = scene.tree
        if tree.lower[t] == "it" and is_expletive(tree, t):
            return None
        fitting = [s for s in self.seen.values() if self.ontology.fits(s.mention.cls, pronoun.classes) and self.clock - s.sentence <= REACH]
        if pronoun.number == "plural":
            fitting = [s for s in fitting if self.clock - s.sentence <= 1]
        bearer = apposition_owner(scene, t)
        if bearer is not None and self.ontology.fits(bearer.cls, pronoun.classes):
            return bearer
        speaker = self.reporting_subject(scene, t)
        if speaker is not None and self.ontology.fits(speaker.cls, pronoun.classes):
            return speaker
        owner = self.clause_subject(scene, t)
        if owner is not None and self.ontology.fits(owner.cls, pronoun.classes):
            return owner
        return self.best(fitting)

    def fitting(self, pronoun: Pronoun) -> list[tuple[float, Mention]]:
        """All that a pronoun might stand for, the likeliest first."""
        seen = [s for s in self.seen.values() if self.ontology.fits(s.mention.cls, pronoun.classes) and self.clock - s.sentence <= 1]
        return sorted(((self.salience(s), s.mention) for s in seen), key=lambda x: (-x[0], x[1].key))

    def reporting_subject(self, scene: Scene, t: int) -> Mention | None:
        """In "X said it had ...", "it" is X."""
        tree = scene.tree
        for v in tree.ancestors(t):
            if tree.dep[v] == "ccomp" and tree.lemma[tree.head[v]].lower() in SPEECH:
                for s in subject(tree, tree.head[v]):
                    if s < t and (m := scene.at.get(s) or scene.stands.get(s)) is not None:
                        return m
        return None

    def clause_subject(self, scene: Scene, t: int) -> Mention | None:
        """A possessive refers to the subject of its own clause: "X cut its prices"; a subject pronoun to that of the clause before it."""
        tree = scene.tree
        chain = tree.ancestors(t)
        for v in chain:
            if tree.pos[v] not in ("VERB", "AUX"):
                continue
            for s in subject(tree, v):
                joined = any(t in tree.subtree(c) for c in tree.of_dep(s, "conj"))
                if s < t and (joined or t not in tree.subtree(s)) and (m := named_by(scene, s)) is not None:
                    return m
        return None

    def best(self, fitting: list[Seen], margin: float = MARGIN) -> Mention | None:
        """The most salient candidate, if it is so by a margin."""
        ranked = sorted(((self.salience(s), s.mention.key, s) for s in fitting), key=lambda x: (-x[0], x[1]))
        if not ranked or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < margin):
            return None
        return ranked[0][2].mention

    def salience(self, s: Seen) -> float:
        return s.weight - 1.1 * (self.clock - s.sentence) + 0.25 * min(s.count, 6)

    # -- descriptions

    def description(self, scene: Scene, t: int) -> None:
        """ "The company", "the Oslo start-up", "this model": an earlier thing of the noun's class."""
        tree = scene.tree
        nouns = [n for n in scene.typer.noun_at(tree, t) if n.anaphor and not n.role]
        if nouns and tree.tag[t] == "NNS":
            self.pair(scene, t, nouns)
            return
        if not nouns or not is_definite(tree, t) or names_itself(scene, t):
            return
        if tree.of_dep(t, "relcl") and tree.dep[t] == "attr":
            return
        longest = max(len(w) for n in nouns for w in (p.split() for p in n.nouns) if w[-1] in (tree.lemma[t].lower(), tree.lower[t]))
        strangers = [c for c in tree.of_dep(t, "compound", "nmod") if c not in scene.at and tree.text[c].islower() and t - c >= longest]
        if strangers:
            return
        self.stand(scene, t, self.of_noun(scene, t, nouns), "nominal")

    def pair(self, scene: Scene, t: int, nouns: list[Noun]) -> None:
        """ "Both companies", "the two firms", "the companies": the two of that class named last, if just two were named together."""
        tree = scene.tree
        words = {tree.lower[c] for c in tree.of_dep(t, "det", "nummod", "predet", "amod")}
        if (
            not words & {"both", "two", "the"}
            or tree.of_dep(t, "compound", "poss", "relcl", "acl")
            or words - {"both", "two", "the", "these", "all"}
        ):
            return
        classes = tuple(n.cls for n in nouns)
        recent = [
            s
            for s in self.seen.values()
            if self.ontology.fits(s.mention.cls, classes) or any(self.ontology.is_a(c, s.mention.cls) for c in classes)
        ]
        last = max((s.sentence for s in recent), default=-REACH)
        together = [s.mention for s in recent if s.sentence == last]
        if self.clock - last <= 2 and len(together) == 2:
            scene.many[t] = together

    def of_noun(self, scene: Scene, t: int, nouns: list[Noun]) -> Mention | None:
        classes = tuple(n.cls for n in nouns)
        fitting = [
            s
            for s in self.seen.values()
            if self.ontology.fits(s.mention.cls, classes) or any(self.ontology.is_a(c, s.mention.cls) for c in classes)
        ]
        inside = {m.key for c in scene.tree.subtree(t) if c != t and (m := scene.at.get(c)) is not None}
        fitting = [s for s in fitting if s.mention.key not in inside]
        margin = MARGIN
        places = [scene.at[c] for c in scene.tree.of_dep(t, "amod", "compound", "nmod") if c in scene.at]
        if places:
            agreed = [s for s in fitting if any(p.key in self.places.get(s.mention.key, set()) for p in places)]
            margin = MARGIN if agreed else PLACED
            kinds = {p.cls for p in places}
            sure = any(n.weight >= 2.5 for n in nouns)
            fitting = agreed or [s for s in fitting if sure and not kinds & {cls for cls, _ in self.places.get(s.mention.key, set())}]
        noun = scene.tree.lemma[t].casefold()
        namesakes = [s for s in fitting if s.mention.name.casefold().split()[-1] == noun]
        if namesakes:
            return self.best(namesakes)
        recent = [s for s in fitting if self.clock - s.sentence <= REACH]
        return self.best(recent, margin) or (fitting[0].mention if len(fitting) == 1 else self.best(fitting, margin))


def named_by(scene: Scene, t: int) -> Mention | None:
    """What a noun phrase names: the name or antecedent at its head, or the name in apposition to it."""
    own = scene.at.get(t) or scene.stands.get(t)
    return own or next((scene.at[c] for c in scene.tree.of_dep(t, "appos") if c in scene.at), None)


def apposition_owner(scene: Scene, t: int) -> Mention | None:
    """In "X, its maker Y says," and "X and its rival Y", "its" is X: the name that the possessive's noun stands beside."""
    tree = scene.tree
    noun = tree.head[t]
    if tree.dep[t] != "poss" or tree.dep[noun] != "appos":
        return None
    return scene.at.get(tree.head[noun])


def role_weight(tree: Tree, t: int) -> float:
    top = tree.first_of_chain(t)
    base = ROLE_WEIGHT.get(tree.dep[top], 0.5)
    return base - (0.3 if top != t else 0.0)


def is_expletive(tree: Tree, t: int) -> bool:
    """ "It is clear that", "it seems": stands for nothing."""
    v = tree.head[t]
    if tree.dep[t] not in ("nsubj", "nsubjpass"):
        return False
    if tree.lemma[v].lower() in ("seem", "appear", "rain", "turn", "take") and tree.of_dep(v, "ccomp", "xcomp"):
        return True
    if tree.lemma[v].lower() == "be" and any(tree.of_dep(a, "relcl") for a in tree.of_dep(v, "attr")) and tree.lower[t] == "it":
        return True
    return tree.lemma[v].lower() == "be" and bool(tree.of_dep(v, "acomp", "attr")) and bool(tree.of_dep(v, "ccomp", "xcomp", "advcl"))


def is_definite(tree: Tree, t: int) -> bool:
    determiners = tree.of_dep(t, "det")
    return bool(determiners) and tree.lower[determiners[0]] in DEFINITE


def names_itself(scene: Scene, t: int) -> bool:
    """A noun that a name stands right beside is that name's: "the start-up X", "the R1 model", "the company, X,"."""
    tree = scene.tree
    if t in scene.at or (tree.dep[t] in ("compound", "nmod", "appos") and (tree.head[t] in scene.at)):
        return True
    if any(c in scene.at for c in tree.of_dep(t, "appos")):
        return True
    classes = [n.cls for n in scene.typer.noun_at(tree, t)]
    for c in tree.of_dep(t, "compound", "nmod"):
        if c in scene.at and any(scene.ontology.is_a(scene.at[c].cls, k) or scene.ontology.is_a(k, scene.at[c].cls) for k in classes):
            return True
    return t + 1 < len(tree) and t + 1 in scene.at and tree.head[t] == t + 1
