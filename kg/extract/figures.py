"""What each quantity is a figure of, and of whom: the measures of the lexicon applied to the parse around it.

A quantity hangs on handles: nouns that it measures ("a budget of Q", "Q in revenue", "revenue was Q", "a Q deal") and verbs of which
it is an argument ("raised Q", "sells for Q", "fell by Q"). A measure names the handles; the owner is found from the handle outwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from kg.extract.clauses import Roles, adjective_roles, is_passive, noun_roles, outward, owned, particle_lemmas, subject, verb_roles
from kg.extract.mentions import Wish
from kg.extract.parse import Tree, head_of, token_at
from kg.extract.quantities import Found
from kg.extract.scene import Scene
from kg.extract.words import COMPARED, FORECAST
from kg.lexicon import Measure
from kg.model import Figure, Mention
from kg.ontology import Ontology

CURRENCY = "currency"
GOVERNED = 0.4
"""What it counts that a word which a measure requires is the verb that the quantity hangs on."""
EXPECTED = 0.9
"""Vote of a measure for the classes that may own its figures."""


@dataclass(frozen=True, slots=True)
class Handle:
    """A word that a quantity hangs on. `kind`: noun, verb, degree (an adjective or adverb), counted; `role` the quantity's role."""

    token: int
    kind: str
    role: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure with its property and owner, before stance."""

    measure: Measure
    owner: Mention
    figure: Figure
    found: Found
    trigger: int
    on: str | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """A measure whose word a quantity hangs on and that did not read it."""

    measure: Measure
    handle: Handle
    worded: bool
    """The words around were as they must be, and it has no owner; else the words were not."""


@dataclass(frozen=True)
class Attacher:
    """The measures of an ontology."""

    ontology: Ontology
    by_unit: dict[str, tuple[Measure, ...]] = field(default_factory=dict)
    """The measures that take a unit, of units that were met."""

    @classmethod
    def of(cls, ontology: Ontology) -> Attacher:
        return cls(ontology)

    def readings(self, scene: Scene, found: Sequence[Found]) -> tuple[list[Reading], list[Found]]:
        """The figures of a scene that a property takes, and the quantities that none does."""
        made: list[Reading] = []
        left: list[Found] = []
        for f in found:
            reading = self.reading(scene, f)
            if reading:
                made.append(reading)
            else:
                left.append(f)
        return made, left

    def reading(self, scene: Scene, f: Found, near: list[Unread] | None = None) -> Reading | None:
        """The most specific measure that fits and has an owner. With `near`, measures that almost read it are added to it."""
        tree = scene.tree
        tokens = token_at(tree, f.figure.anchor.start, f.figure.anchor.end)
        if not tokens or (f.in_name and f.figure.unit == "1") or (f.figure.unit == "1" and all(t in scene.at for t in tokens)):
            return None
        head = head_of(tree, tokens)
        if is_others_forecast(tree, head) or is_old_range(tree, f):
            return None
        handles = list(handles_of(tree, tokens, head))
        options = sorted(self.options(f, handles, head, tree, scene, near), key=lambda o: (-o[0], o[1].id))
        for _, measure, handle in options:
            owner = self.owner(scene, measure, handle, set(tokens))
            if owner is not None:
                figure = converted(f.figure, measure, f)
                return Reading(measure, owner, figure, f, handle.token, self.measured_on(scene, measure, handle, owner))
            if near is not None:
                near.append(Unread(measure, handle, worded=True))
        return None

    def options(
        self, f: Found, handles: list[Handle], head: int, tree: Tree, scene: Scene | None = None, near: list[Unread] | None = None
    ) -> Iterator[tuple[float, Measure, Handle]]:
        """Measures whose unit and words fit, with how specific they are."""
        governing = {w for h in handles if h.kind == "verb" for w in (tree.lemma[h.token].lower(), tree.lower[h.token])}
        for measure in self.taking(f.figure.unit):
            if measure.rate and not f.per:
                continue
            if not (measure.verb or measure.noun or measure.counted):
                if not self.conditions(tree, measure, handles[0] if handles else Handle(head, "noun", "alone"), head):
                    continue
                yield 0.5, measure, (handles[0] if handles else Handle(head, "noun", "alone"))
                continue
            for handle in handles:
                score = self.fits(tree, measure, handle) or (scene is not None and self.counts(scene, measure, handle))
                score = score and score + (GOVERNED if governing & set(measure.require) else 0.0)
                if score and self.conditions(tree, measure, handle, head):
                    yield score, measure, handle
                elif score and near is not None:
                    near.append(Unread(measure, handle, worded=False))

    def taking(self, unit: str) -> tuple[Measure, ...]:
        if unit not in self.by_unit:
            kinds = {unit, CURRENCY} if self.ontology.is_currency(unit) else {unit}
            self.by_unit[unit] = tuple(m for m in self.ontology.measures if kinds.intersection(m.units))
        return self.by_unit[unit]

    def fits(self, tree: Tree, measure: Measure, handle: Handle) -> float:
        """How specifically the measure's words name the handle; 0 when they don't."""
        if handle.kind == "verb":
            if measure.verb and (not measure.value or handle.role in measure.value or handle.role == "self"):
                lemmas = particle_lemmas(tree, handle.token)
                best = max((len(v.split()) for v in measure.verb if v in lemmas), default=0)
                return best and 1.5 + 0.2 * best + (0.6 if measure.require else 0.0)
            return 0.0
        words = measure.counted if handle.kind == "counted" else measure.noun
        best = 0
        for phrase in words:
            parts = phrase.split()
            if names(tree, handle.token, parts):
                best = max(best, len(parts))
        if not best:
            return 0.0
        near = {"counted": 1.0, "mod": 0.9, "in": 0.8, "of": 0.8, "attr": 0.8, "degree": 0.9}.get(handle.role, 0.5)
        return 1.0 + best + near + (0.3 if measure.require else 0.0)

    def counts(self, scene: Scene, measure: Measure, handle: Handle) -> float:
        """ "5,000 X300s" counts chips if X300 is one: the measure's noun gives the class of the counted name."""
        m = scene.at.get(handle.token)
        if handle.kind != "counted" or m is None:
            return 0.0
        kinds = {n.cls for word in measure.counted for words, n in scene.typer.heads.get(word.split()[-1], ()) if " ".join(words) == word}
        return 2.0 if any(self.ontology.is_a(m.cls, k) for k in kinds) else 0.0

    def conditions(self, tree: Tree, measure: Measure, handle: Handle, head: int) -> bool:
        if not (measure.require or measure.bar):
            return True
        scope = clause_words(tree, handle.token)
        if measure.require and not scope.intersection(measure.require):
            return False
        return not scope.intersection(measure.bar)

    def expectations(self, tree: Tree, found: Sequence[Found]) -> Iterator[Wish]:
        """What classes measures want their owners to be of: evidence for typing names."""
        for f in found:
            tokens = token_at(tree, f.figure.anchor.start, f.figure.anchor.end)
            if not tokens:
                continue
            head = head_of(tree, tokens)
            options = sorted(self.options(f, list(handles_of(tree, tokens, head)), head, tree), key=lambda o: (-o[0], o[1].id))
            for _, measure, handle in options[:1]:
                for t in list(owner_tokens(tree, measure, handle, set(tokens)))[:3]:
                    if t not in tokens:
                        yield t, handle.token, self.ontology.figures[measure.figure].domain, EXPECTED
                        break

    # -- owners

    def owner(self, scene: Scene, measure: Measure, handle: Handle, quantity: set[int]) -> Mention | None:
        domain = self.ontology.figures[measure.figure].domain
        for t in owner_tokens(scene.tree, measure, handle, quantity):
            if t in quantity or (handle.kind == "counted" and t == handle.token):
                continue
            counted = scene.at.get(handle.token) if handle.kind == "counted" else None
            found = [m for m in scene.denoted(t, domain) if m is not counted]
            if found:
                return self.preferred(scene, measure, handle, found[0]) or found[0]
        headed = scene.headed(scene.tree.sentence[handle.token], domain)
        if headed:
            return headed[0]
        if (
            handle.kind == "verb"
            or handle.role in ("alone", "of")
            or any(tree_possessor(scene, handle.token))
            or is_about_name(scene, handle.token)
        ):
            return None
        return scene.understood(scene.tree.sentence[handle.token], domain)

    def preferred(self, scene: Scene, measure: Measure, handle: Handle, owner: Mention) -> Mention | None:
        """The maker stands for what it made: "Acme spent $5 million to build X" is said of X."""
        if not measure.prefer or self.ontology.is_a(owner.cls, measure.prefer):
            return None
        tree = scene.tree
        verb = next((v for v in (handle.token, *tree.ancestors(handle.token)) if tree.pos[v] in ("VERB", "AUX")), None)
        below = tree.subtree(verb) if verb is not None else []
        inside = {m.key: m for t in below if (m := scene.at.get(t)) is not None and self.ontology.is_a(m.cls, measure.prefer)}
        if inside:
            return next(iter(inside.values())) if len(inside) == 1 else None
        sentence = tree.sentence[handle.token]
        tied = {m.key for m in scene.tied.get(owner.key, [])}
        recent = [
            m for _, m, near in scene.salient.get(sentence, []) if near and self.ontology.is_a(m.cls, measure.prefer) and m.key in tied
        ]
        return recent[0] if len(recent) == 1 and owner.kind != "name" else None

    def measured_on(self, scene: Scene, measure: Measure, handle: Handle, owner: Mention) -> str | None:
        if not measure.on:
            return None
        roles = roles_of(scene.tree, handle)
        for role in measure.on:
            for t in roles.get(role, ()):
                m = scene.at.get(t)
                if m is not None and m.key != owner.key:
                    return m.name
        return None


def is_about_name(scene: Scene, t: int) -> bool:
    """Whether the clause around a word has a name for its subject: then the sentence is about that."""
    tree = scene.tree
    for v in tree.ancestors(t):
        if tree.pos[v] in ("VERB", "AUX"):
            return any(s in scene.at or s in scene.stands for s in subject(tree, v))
    return False


def tree_possessor(scene: Scene, t: int) -> Iterator[bool]:
    """Whether the noun has an owner of its own that is no pronoun: "Acme's price" is nobody else's."""
    yield from (scene.tree.pos[c] != "PRON" for c in scene.tree.of_dep(t, "poss"))


def is_old_range(tree: Tree, f: Found) -> bool:
    """ "up from $35 billion to $40 billion in 2024": the range of the year before, no rise from one to the other."""
    if f.baseline is None:
        return False
    first = token_at(tree, f.baseline.figure.anchor.start, f.baseline.figure.anchor.end)[:1]
    return bool(first) and first[0] > 1 and tree.lower[first[0] - 1] == "from" and tree.lower[first[0] - 2] in ("up", "down")


def is_others_forecast(tree: Tree, head: int) -> bool:
    """ "ahead of the $2 billion analysts expected": a figure to compare with, not one of the subject's."""
    verbs = [v for v in tree.of_dep(head, "relcl", "acl") if tree.lemma[v].lower() in FORECAST]
    return any(tree.of_dep(v, "nsubj", "agent") for v in verbs)


def roles_of(tree: Tree, handle: Handle) -> Roles:
    if tree.pos[handle.token] in ("VERB", "AUX"):
        return verb_roles(tree, handle.token)
    if tree.pos[handle.token] in ("ADJ", "ADV"):
        return adjective_roles(tree, handle.token)
    return noun_roles(tree, handle.token)


def names(tree: Tree, t: int, parts: list[str]) -> bool:
    """Whether the noun at `t` with its modifiers is the phrase: "training cost" names "training costs" and "the cost of training"."""
    if parts[-1] not in (tree.lemma[t].lower(), tree.lower[t]):
        return False
    if len(parts) == 1:
        return True
    around = {
        w
        for c in tree.of_dep(t, "compound", "amod", "nmod", "poss", "advmod")
        for k in tree.subtree(c)
        for w in (tree.lower[k], tree.lemma[k].lower())
    }
    for p in tree.of_dep(t, "prep"):
        if tree.lower[p] in ("of", "for", "in"):
            around |= {w for o in tree.children[p] for w in (tree.lower[o], tree.lemma[o].lower())}
    return all(p in around for p in parts[:-1])


def clause_words(tree: Tree, t: int) -> set[str]:
    """Lemmas of the clause around a word: its verb's subtree without other clauses."""
    node = t
    while tree.head[node] != node and (tree.pos[node] not in ("VERB", "AUX") or tree.dep[node] == "compound"):
        node = tree.head[node]
    words: set[str] = set()
    todo = [node]
    while todo:
        k = todo.pop()
        words |= {tree.lemma[k].lower(), tree.lower[k]}
        todo += [
            c for c in tree.children[k] if not (tree.dep[c] in ("conj", "advcl", "ccomp", "parataxis") and tree.pos[c] in ("VERB", "AUX"))
        ]
    if tree.dep[node] in ("xcomp", "advcl", "pcomp", "acl"):
        words.add(tree.lemma[tree.head[node]].lower())
    return words


def handles_of(tree: Tree, tokens: Sequence[int], head: int) -> Iterator[Handle]:
    """The words that a quantity hangs on, nearest first."""
    inside = set(tokens)
    last = tokens[-1]
    if tree.tag[head].startswith("VB"):
        yield Handle(head, "verb", "self")
        for c in tree.of_dep(head, "dobj", "nsubjpass"):
            yield Handle(c, "noun", "object")
    noun = head
    if tree.pos[head] in ("NOUN", "PROPN"):
        yield Handle(head, "counted", "counted")
    up, dep = tree.head[head], tree.dep[head]
    hops = 0
    while (
        dep in ("nummod", "compound", "quantmod", "nmod", "amod", "npadvmod", "advmod", "det", "predet", "poss", "dep")
        and up not in inside
        and up != noun
        and hops < 3
    ):
        hops += 1
        if tree.pos[up] in ("NOUN", "PROPN"):
            yield Handle(up, "counted", "counted")
            yield Handle(up, "noun", "mod")
            noun = up
        elif tree.pos[up] in ("ADJ", "ADV"):
            yield Handle(up, "noun", "degree")
            noun = up
        elif tree.pos[up] in ("VERB", "AUX"):
            break
        else:
            noun = up
        up, dep = tree.head[noun], tree.dep[noun]
    if last + 1 < len(tree) and tree.pos[last + 1] in ("NOUN", "PROPN") and tree.sentence[last + 1] == tree.sentence[last]:
        yield Handle(last + 1, "counted", "counted")
    if last + 1 < len(tree) and tree.tag[last + 1] in ("JJR", "RBR") and tree.sentence[last + 1] == tree.sentence[last]:
        yield Handle(last + 1, "noun", "degree")
        if tree.dep[last + 1] == "amod":
            yield Handle(tree.head[last + 1], "noun", "mod")
    for base in dict.fromkeys((head, noun)):
        for p in tree.of_dep(base, "prep"):
            if tree.lower[p] in ("in", "of", "for", "on", "to", "from"):
                for o in tree.of_dep(p, "pobj"):
                    if o not in inside:
                        yield Handle(o, "noun", "in")
    yield from above(tree, noun, inside)


def above(tree: Tree, noun: int, inside: set[int]) -> Iterator[Handle]:
    """Handles over the quantity's noun phrase: what it is an argument of."""
    top = tree.first_of_chain(noun)
    dep, up = tree.dep[top], tree.head[top]
    role = dep
    if dep == "pobj":
        role = tree.lower[up]
        if role in COMPARED:
            return
        up = tree.head[up]
        while tree.pos[up] == "ADP" and tree.head[up] != up:
            up = tree.head[up]
    if up in inside:
        return
    if tree.pos[up] in ("NOUN", "PROPN", "NUM"):
        yield Handle(up, "noun", "of" if dep == "pobj" else dep)
        if dep == "pobj" and role in ("for", "at", "to", "by", "with", "in", "of", "on", "from"):
            yield from beyond(tree, up, role)
    elif tree.pos[up] in ("ADJ", "ADV"):
        yield Handle(up, "noun", "degree")
        if tree.head[up] != up and tree.pos[tree.head[up]] in ("VERB", "AUX"):
            yield from of_verb(tree, tree.head[up], noun, role)
    elif tree.pos[up] in ("VERB", "AUX"):
        yield from of_verb(tree, up, noun, role)


def beyond(tree: Tree, noun: int, role: str) -> Iterator[Handle]:
    """The parser may have hung the quantity's preposition on the object; then the verb is a handle too."""
    up = tree.head[noun]
    if tree.dep[noun] in ("dobj", "pobj", "nsubjpass", "attr"):
        if tree.dep[noun] == "pobj":
            up = tree.head[up]
        if tree.pos[up] in ("VERB", "AUX"):
            yield from of_verb(tree, up, noun, role)


def of_verb(tree: Tree, verb: int, noun: int, role: str) -> Iterator[Handle]:
    named = {"dobj": "patient", "nsubj": "agent", "nsubjpass": "patient", "npadvmod": "extent", "advmod": "extent", "oprd": "attr"}.get(
        role, role
    )
    yield Handle(verb, "verb", named)
    for c in tree.of_dep(verb, "nsubj", "nsubjpass"):
        if c != noun:
            yield Handle(c, "noun", "attr" if tree.lemma[verb] == "be" else "subject")
            for p in tree.of_dep(c, "prep"):
                if tree.lower[p] == "of":
                    for o in tree.of_dep(p, "pobj"):
                        yield Handle(o, "noun", "subject")
    for c in tree.of_dep(verb, "dobj"):
        if c != noun and noun not in tree.subtree(c):
            yield Handle(c, "noun", "object")
    for c in tree.of_dep(verb, "acomp"):
        yield Handle(c, "noun", "degree")
    if role not in ("dobj", "attr"):
        for p in tree.of_dep(verb, "prep"):
            for o in tree.of_dep(p, "pobj"):
                if o != noun and tree.lower[p] in ("in", "on"):
                    yield Handle(o, "noun", "beside")


def owner_tokens(tree: Tree, measure: Measure, handle: Handle, quantity: set[int]) -> Iterator[int]:
    """Where the owner may stand, best first."""
    t = handle.token
    if measure.owner:
        roles = roles_of(tree, handle)
        for role in measure.owner:
            if role == "outward":
                yield from outward(tree, t, quantity)
            elif role == "modified":
                if tree.dep[t] in ("compound", "nummod", "nmod", "amod"):
                    yield tree.head[t]
            elif role == "head":
                yield t
            else:
                for o in roles.get(role, ()):
                    yield o
                    if role == "self":
                        yield from owned(tree, o)
        return
    if handle.kind == "verb":
        roles = verb_roles(tree, t)
        yield from roles.get("patient" if is_passive(tree, t) else "agent", ())
        return
    yield from outward(tree, t, quantity)


def converted(figure: Figure, measure: Measure, found: Found) -> Figure:
    """The figure in the property's own terms: sign, factor for a percentage more, reduction for what is left."""
    value = figure.value
    if not isinstance(value, Decimal):
        return figure
    if measure.gives and not measure.convert:
        figure = replace(figure, unit=measure.gives)
    if measure.convert == "increase" and figure.unit == "%":
        return replace(
            figure, value=1 + value / 100, unit=measure.gives, upper=1 + figure.upper / 100 if isinstance(figure.upper, Decimal) else None
        )
    if measure.convert == "remainder" and figure.unit == "%":
        return replace(figure, value=100 - value)
    if measure.sign < 0 and found.change <= 0:  # "the stock, up 40%, fell": the figure says its own direction
        upper = figure.upper
        return replace(figure, value=-abs(value), upper=-abs(upper) if isinstance(upper, Decimal) else None)
    return figure
