"""How a statement is meant: who says so, how sure, denied, planned, over. Read off the clause that carries it and the clauses above.

The words are in `lexicon/stance.jsonl`; the syntax of their scope is here. Scope follows Saurí and Pustejovsky (2009), "FactBank":
a predicate's factuality is what the predicates that embed it leave of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from kg.extract.clauses import is_passive, subject
from kg.extract.parse import Tree
from kg.extract.scene import Scene
from kg.extract.words import WRITINGS
from kg.lexicon import Cue
from kg.model import Mention, Modality

RANK: dict[str, int] = {"asserted": 0, "reported": 1, "hedged": 2, "question": 3, "hypothetical": 4}
ORDER: tuple[Modality, ...] = ("asserted", "reported", "hedged", "question", "hypothetical")
MERELY = {"merely", "only", "just", "simply", "solely", "necessarily"}
"""After "not": "not merely a rival" is a rival."""
UNTIL = {"until", "till"}
"""What was so until then is over; what was not so until then has come to be."""
MULTIPLES = {"double", "triple", "treble", "quadruple", "halve"}
"""An adverb with these says how much: revenue that "nearly doubled to $5 million" is $5 million."""
LONGEST_SPEAKER = 7
"""Words of a speaker, and of a time or place behind the verb, in a clause of saying that commas part off."""
EMBEDDED = ("ccomp", "xcomp", "advcl", "acl", "pcomp", "csubj", "parataxis", "relcl", "conj")


@dataclass(frozen=True, slots=True)
class Stance:
    """What the text makes of a statement."""

    modality: Modality = "asserted"
    negated: bool = False
    planned: bool = False
    ended: bool = False
    speaker: Mention | str | None = None

    def weaker(self, modality: str) -> Stance:
        """The same, at most as sure as `modality`."""
        return replace(self, modality=ORDER[RANK[modality]]) if RANK[modality] > RANK[self.modality] else self


@dataclass(slots=True)
class Cues:
    """The stance words of an ontology by kind: word to effects."""

    words: dict[str, dict[str, list[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    phrases: list[tuple[tuple[str, ...], str]] = field(default_factory=list)

    @classmethod
    def of(cls, lines: Iterable[Cue]) -> Cues:
        it = cls()
        for cue in lines:
            for kind in ("verb", "noun", "adjective", "adverb", "auxiliary", "preposition", "conjunction"):
                for word in getattr(cue, kind):
                    it.words[kind][word].append(cue.effect)
            it.phrases += [(tuple(p.lower().split()), cue.effect) for p in cue.phrase]
        return it

    def effects(self, kind: str, *words: str) -> list[str]:
        found: list[str] = []
        for w in words:
            found += self.words[kind].get(w, [])
        return found


def stance_of(scene: Scene, trigger: int, cues: Cues) -> Stance:
    """The stance of the statement that the word at `trigger` makes."""
    tree = scene.tree
    stance = Stance()
    node = predicate_of(tree, trigger)
    if node != trigger:
        stance = on_noun(tree, trigger, stance, cues)
        stance = on_object(scene, trigger, node, stance, cues)
    top = node
    below = node
    climbing = True
    while climbing:
        stance = on_clause(scene, top, below, stance, cues)
        up = tree.head[top]
        if up == top:
            break
        below, top = top, up
        if tree.dep[below] == "conj" and tree.pos[below] in ("VERB", "AUX"):
            stance = shared_auxiliaries(tree, top, below, stance, cues)
            first = tree.first_of_chain(below)
            below, top = first, tree.head[first]
            if top == first:
                break
        climbing = tree.dep[below] in EMBEDDED or tree.dep[below] in (
            "prep",
            "pobj",
            "dobj",
            "nsubj",
            "nsubjpass",
            "attr",
            "appos",
            "amod",
            "poss",
            "compound",
            "acomp",
            "nmod",
            "agent",
            "npadvmod",
            "dep",
        )
        if climbing and presupposed(tree, below, cues):
            break
    return reporting_frame(scene, trigger, in_sentence(scene, trigger, neither(tree, node, stance), cues), cues)


def neither(tree: Tree, verb: int, stance: Stance) -> Stance:
    """ "Neither A nor B bought C" denies it of both."""
    subjects = tree.of_dep(verb, "nsubj", "nsubjpass")
    none = any(tree.lower[c] == "neither" for s in subjects for c in (s, *tree.of_dep(s, "preconj", "cc", "det")))
    return replace(stance, negated=not stance.negated) if none else stance


def predicate_of(tree: Tree, t: int) -> int:
    """The verb that carries a noun, adjective or preposition, or the word itself."""
    if tree.pos[t] in ("VERB", "AUX"):
        return t
    node = t
    while tree.head[node] != node and tree.pos[node] not in ("VERB", "AUX"):
        if tree.dep[node] in ("appos", "relcl", "acl"):
            return t
        node = tree.head[node]
    return node if tree.pos[node] in ("VERB", "AUX") else t


def presupposed(tree: Tree, below: int, cues: Cues) -> bool:
    """What a possessive, apposition or modifier says inside a noun phrase is taken for granted, whatever the clause around it.

    The content of "the denial that it bought Zeta" is none, though the parser often takes it for a relative clause.
    """
    if tree.dep[below] == "acl":
        return tree.tag[below] in ("VBN", "VBG", "VBD") and not tree.of_dep(below, "mark", "nsubj", "nsubjpass")
    if tree.dep[below] == "relcl":
        content = tree.lemma[tree.head[below]].lower() in cues.words["noun"]
        return not (content and any(tree.lower[c] == "that" for c in tree.children[below]))
    return tree.dep[below] in ("appos", "amod")


def on_noun(tree: Tree, t: int, stance: Stance, cues: Cues) -> Stance:
    """Effects inside the trigger's own noun phrase: "no stake", "a planned merger", "former chief"."""
    for c in tree.children[t]:
        if tree.dep[c] in ("det", "neg") and tree.lower[c] in ("no", "neither", "not", "nor"):
            stance = replace(stance, negated=not stance.negated)
        for effect in cues.effects("adjective", tree.lower[c]):
            stance = apply(stance, effect)
    return stance


def on_object(scene: Scene, t: int, verb: int, stance: Stance, cues: Cues) -> Stance:
    """Effects of the verb that has the trigger's noun for its object: "weighs a takeover", "blocked the sale"."""
    tree = scene.tree
    if tree.dep[tree.first_of_chain(t)] not in ("dobj", "nsubjpass") or tree.head[tree.first_of_chain(t)] != verb:
        return stance
    return governed(scene, verb, f"{tree.lemma[verb].lower()} np", stance, cues)


def on_clause(scene: Scene, node: int, below: int, stance: Stance, cues: Cues) -> Stance:
    """Effects of one word above (or at) the statement: its negation and auxiliaries, and what it does to the clause below it."""
    tree = scene.tree
    ground = is_ground(tree, node, below)
    for c in tree.children[node]:
        if c == below:
            continue
        dep, word = tree.dep[c], tree.lower[c]
        if dep == "prep" and word in cues.words["preposition"]:
            stance = by_preposition(scene, c, stance, cues)
        if ground:
            continue
        if dep == "neg" and ((c + 1 < len(tree) and tree.lower[c + 1] in MERELY) or until(tree, node)):
            continue
        if node == below and dep == "prep" and word in UNTIL and tree.tag[node] == "VBD" and not tree.of_dep(node, "neg"):
            stance = replace(stance, ended=True)
        if dep == "neg" or (dep in ("advmod", "preconj", "cc") and word in ("never", "neither", "nor", "hardly", "no")):
            stance = replace(stance, negated=not stance.negated)
        elif dep == "aux":
            for effect in cues.effects("auxiliary", word):
                stance = apply(stance, "planned" if is_future_in_past(tree, node, word) else effect)
        elif dep in ("advmod", "acomp", "amod", "npadvmod"):
            for effect in cues.effects("adverb", word) if tree.lemma[node] not in MULTIPLES else ():
                stance = apply(stance, effect)
            if dep == "acomp" and node != below and any(tree.lower[k] == "it" for k in tree.of_dep(node, "nsubj", "expl")):
                for effect in cues.effects("adjective", word):
                    stance = apply(stance, effect)
        elif dep in ("mark", "advmod", "prep"):
            for effect in cues.effects("conjunction", word):
                stance = apply(stance, effect)
    if node == below:
        return headline_infinitive(scene, node, stance)
    return embedding(scene, node, below, stance, cues)


def is_ground(tree: Tree, node: int, below: int) -> bool:
    """Whether a clause is a full one beside the clause above: "Because A bought B, prices may fall" leaves the purchase certain."""
    return node != below and tree.dep[below] == "advcl" and any(tree.lower[c] != "to" for c in tree.of_dep(below, "mark"))


def until(tree: Tree, verb: int) -> bool:
    return any(tree.lower[c] in UNTIL for c in tree.of_dep(verb, "prep"))


def is_future_in_past(tree: Tree, verb: int, auxiliary: str) -> bool:
    """ "said that it would buy": will, told in the past; no condition."""
    return auxiliary == "would" and tree.dep[verb] == "ccomp" and tree.tag[tree.head[verb]] == "VBD"


def headline_infinitive(scene: Scene, verb: int, stance: Stance) -> Stance:
    """ "Acme to buy Zeta": in a headline the infinitive is a plan."""
    tree = scene.tree
    if tree.tag[verb] != "VB" or not any(tree.lower[c] == "to" for c in tree.of_dep(verb, "aux")):
        return stance
    root = tree.dep[verb] == "ROOT" and bool(tree.of_dep(verb, "nsubj"))
    hung = tree.dep[verb] in ("acl", "relcl") and tree.head[verb] in scene.at and tree.head[verb] < verb
    return replace(stance, planned=True) if root or hung else stance


def embedding(scene: Scene, node: int, below: int, stance: Stance, cues: Cues) -> Stance:
    """What a verb, noun or adjective does to the clause that it governs: "said that", "plans to", "evidence that"."""
    tree = scene.tree
    lemma, dep = tree.lemma[node].lower(), tree.dep[below]
    if tree.pos[node] in ("VERB", "AUX"):
        if dep in ("ccomp", "xcomp", "parataxis") or (dep == "pcomp"):
            if not self_contained(tree, node, below):
                stance = governed(scene, node, lemma, stance, cues, () if dep == "xcomp" else ("reported", "denied", "hedged"))
            if dep == "xcomp" and is_passive(tree, node):
                for effect in cues.effects("verb", f"be {lemma}"):
                    stance = apply(stance, effect)
        elif dep in ("dobj", "nsubjpass") or (dep == "prep" and tree.of_dep(below, "pcomp")):
            stance = governed(scene, node, f"{lemma} {tree.lower[below] if dep == 'prep' else 'np'}", stance, cues)
    elif tree.pos[node] in ("NOUN", "PROPN") and dep in ("acl", "ccomp", "relcl", "pcomp"):
        for effect in cues.effects("noun", lemma):
            stance = apply(stance, effect)
    elif tree.pos[node] == "ADJ" and dep in ("xcomp", "ccomp", "pcomp"):
        for effect in cues.effects("adjective", tree.lower[node]):
            stance = apply(stance, effect)
    return stance


def governed(scene: Scene, verb: int, cue: str, stance: Stance, cues: Cues, spoken: tuple[str, ...] = ("reported", "denied")) -> Stance:
    """What a verb does to what it governs; its subject is the speaker where the effect is one of `spoken`."""
    for effect in cues.effects("verb", cue):
        stance = apply(stance, effect)
        if effect in spoken and stance.speaker is None:
            stance = replace(stance, speaker=who(scene, verb))
    return stance


def self_contained(tree: Tree, verb: int, clause: int) -> bool:
    """Two sentences joined by a semicolon, or a verb with an object of its own: "A pays; B adds $5 million" reports nothing."""
    first, last = min(verb, clause), max(verb, clause)
    if any(tree.text[k] == ";" for k in range(first, last)):
        return True
    return any(tree.pos[o] in ("NUM", "SYM") or tree.tag[o] == "CD" for o in tree.of_dep(verb, "dobj"))


def apply(stance: Stance, effect: str) -> Stance:
    if effect in RANK:
        return stance.weaker(effect)
    if effect == "negated":
        return replace(stance, negated=not stance.negated)
    if effect == "denied":
        return replace(stance.weaker("reported"), negated=not stance.negated)
    if effect == "planned":
        return replace(stance, planned=True)
    if effect == "ended":
        return replace(stance, ended=True)
    return stance


def shared_auxiliaries(tree: Tree, first: int, second: int, stance: Stance, cues: Cues) -> Stance:
    """A coordinated verb without a subject of its own shares the first verb's auxiliaries: "may buy or lease"."""
    if tree.of_dep(second, "nsubj", "nsubjpass", "aux"):
        return stance
    for c in tree.of_dep(first, "aux"):
        for effect in cues.effects("auxiliary", tree.lower[c]):
            if tree.tag[second] in ("VB", "VBN", "VBP"):
                stance = apply(stance, effect)
    return stance


def by_preposition(scene: Scene, p: int, stance: Stance, cues: Cues) -> Stance:
    """ "According to X": said by X."""
    tree = scene.tree
    for effect in cues.effects("preposition", tree.lower[p]):
        stance = apply(stance, effect)
        if effect == "reported" and stance.speaker is None:
            objects = tree.of_dep(p, "pobj") or [o for c in tree.of_dep(p, "prep") for o in tree.of_dep(c, "pobj")]
            if objects:
                stance = replace(stance, speaker=named(scene, objects[0]))
    return stance


def who(scene: Scene, verb: int) -> Mention | str | None:
    """The subject of a verb of saying."""
    tree = scene.tree
    if is_passive(tree, verb):
        agents = [o for c in tree.of_dep(verb, "agent") for o in tree.of_dep(c, "pobj")]
        return named(scene, agents[0]) if agents else None
    subjects = subject(tree, verb)
    return named(scene, subjects[0]) if subjects else None


def named(scene: Scene, t: int) -> Mention | str | None:
    """The thing that a noun phrase names, by its name, its apposition or an outlet's report; else its words."""
    tree = scene.tree
    m = scene.at.get(t) or scene.stands.get(t)
    if m is not None:
        return m
    for c in tree.of_dep(t, "appos"):
        if c in scene.at:
            return scene.at[c]
    if tree.lemma[t].lower() in WRITINGS:
        for c in tree.of_dep(t, "poss", "compound", "nmod"):
            if c in scene.at:
                return scene.at[c]
        for c in tree.of_dep(t, "prep"):
            if tree.lower[c] in ("by", "from", "in", "of", "on"):
                for p in tree.of_dep(c, "pobj"):
                    if (m := scene.at.get(p) or next((scene.at[k] for k in tree.of_dep(p, "appos") if k in scene.at), None)) is not None:
                        return m
    if tree.pos[t] == "PRON" or not speaks(scene, t):
        return None
    words = [k for k in tree.subtree(t) if tree.dep[k] not in ("punct",)]
    return " ".join(tree.text[k] for k in words[:8]) if words else None


def speaks(scene: Scene, t: int) -> bool:
    """Whether a common noun is one for people, organisations or what they write: numbers "show", but say nothing."""
    tree = scene.tree
    if tree.lemma[t].lower() in WRITINGS | {
        "people",
        "person",
        "source",
        "insider",
        "critic",
        "observer",
        "colleague",
        "friend",
        "neighbour",
        "rival",
    }:
        return True
    return any(n.role or scene.ontology.fits(n.cls, scene.typer.speaking) for n in scene.typer.noun_at(tree, t))


def in_sentence(scene: Scene, trigger: int, stance: Stance, cues: Cues) -> Stance:
    """Effects of the sentence as a whole: a question mark; set phrases."""
    tree = scene.tree
    first, stop = tree.spans[tree.sentence[trigger]]
    closing = [t for t in range(first, stop) if tree.text[t] in ("?", ".", "!")]
    if closing and tree.text[closing[-1]] == "?":
        stance = stance.weaker("question")
    words = tree.lower[first:stop]
    for phrase, effect in cues.phrases:
        n = len(phrase)
        for k in range(len(words) - n + 1):
            if tuple(words[k : k + n]) == phrase and clause_holds(tree, first + k, trigger):
                stance = apply(stance, effect)
                break
    return stance


def reporting_frame(scene: Scene, trigger: int, stance: Stance, cues: Cues) -> Stance:
    """What makes a sentence somebody's words, wherever the parser hangs it: "..., the firm said on Monday", "According to X, ..."."""
    tree = scene.tree
    if stance.modality != "asserted" or tree.dep[trigger] in ("amod", "appos", "compound", "nmod", "poss"):
        return stance
    first, stop = tree.spans[tree.sentence[trigger]]
    for v in range(first, stop):
        speaker: int | None = None
        if tree.pos[v] == "VERB" and "reported" in cues.effects("verb", tree.lemma[v].lower()):
            speaker = parenthetic_speaker(tree, v, first, stop, trigger)
        elif tree.lower[v] == "according" and v + 2 < stop and tree.lower[v + 1] == "to":
            opens, closes = v == first, not any(tree.text[k] == "," for k in range(v, stop))
            if opens or closes or (tree.text[v - 1] == "," and v < trigger):
                objects = [o for k in (v, v + 1) for o in tree.of_dep(k, "pobj")]
                speaker = objects[0] if objects else None
        if speaker is not None and speaker != trigger:
            return replace(stance.weaker("reported"), speaker=stance.speaker or named(scene, speaker))
    return stance


def parenthetic_speaker(tree: Tree, verb: int, first: int, stop: int, trigger: int) -> int | None:
    """The subject of a clause of saying that commas part from the rest: "..., she says, ...", "..., the firm said on Monday."."""
    subjects = tree.of_dep(verb, "nsubj")
    if not subjects or subjects[0] > verb or trigger in (verb, subjects[0]):
        return None
    start = min(tree.subtree(subjects[0]))
    if start <= first or tree.text[start - 1] not in (",", "—", "–") or verb - start > LONGEST_SPEAKER or start <= trigger <= verb:
        return None
    after = next((k for k in range(verb + 1, stop) if tree.text[k] in (",", ".", "—", ";") or k == stop - 1), stop - 1)
    said_after = any(c > verb for c in tree.of_dep(verb, "ccomp", "dobj", "xcomp"))
    return subjects[0] if after - verb <= LONGEST_SPEAKER and not said_after else None


def clause_holds(tree: Tree, word: int, trigger: int) -> bool:
    """Whether a phrase stands in the trigger's own clause or in one above it."""
    above = {trigger, *tree.ancestors(trigger)}
    node = word
    for _ in range(30):
        if node in above:
            return True
        if tree.head[node] == node or (tree.dep[node] in ("ccomp", "advcl", "relcl", "conj") and tree.pos[node] == "VERB"):
            return False
        node = tree.head[node]
    return False
