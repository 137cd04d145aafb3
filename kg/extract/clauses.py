"""The normal form of clauses: who does what to whom, whatever construction says it.

`verb_roles`, `noun_roles` and `adjective_roles` give for a trigger word the heads of the noun phrases that fill its roles:

    agent      who does it: subject of an active verb, by-phrase of a passive one, controller of an infinitive or participle
    patient    to whom it is done: object, subject of a passive, head noun of "built on X", "Y-backed" and the like
    attr       complement of a copula
    self       what a noun denotes: "L, the maker of O", "L is the maker of O", "chipmaker L" -> L
    poss       "L's", "its"
    compound   nouns and names before a noun: "Acme maker", "the L takeover"
    amod       adjectives before a noun (nationalities)
    hyphen     what is hyphenated to a participle: "L-backed", "Oslo-based"
    of by with to in on from under ...   objects of prepositions, by the preposition's name

Passives, relative clauses, participles, control, coordination and light verbs are undone here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.parse import Tree
from kg.extract.words import CAUSES, OBJECT_CONTROL, RELATIONAL, SUPPORT

Roles = dict[str, list[int]]

RELATIVE = {"who", "which", "that", "whom"}
COPULAS = {"be", "become", "remain", "stay"}
OTHERS_DOING = {"despite", "against", "amid", "after", "before", "over", "under", "by", "without", "because", "than"}
"""What is done to the noun phrase behind these is as a rule not the subject's doing: "grew despite efforts to stop it"."""
DEPTH = 6


def is_passive(tree: Tree, v: int) -> bool:
    if tree.child(v, "nsubjpass", "auxpass", "agent") is not None:
        return True
    if tree.tag[v] not in ("VBN", "VBD"):
        return False
    if tree.dep[v] in ("acl", "amod", "advcl"):
        return tree.tag[v] == "VBN" and not any(tree.lower[c] in ("have", "has", "had", "having") for c in tree.of_dep(v, "aux"))
    if tree.dep[v] == "conj" and tree.tag[v] == "VBN" and not tree.of_dep(v, "aux", "nsubj"):
        return is_passive(tree, tree.head[v])
    return False


def particle_lemmas(tree: Tree, v: int) -> list[str]:
    """The lemma of a verb, and with its particle: "take over"."""
    base = tree.lemma[v].lower()
    particles = [tree.lower[c] for c in tree.of_dep(v, "prt")]
    particles += [tree.lower[c] for c in tree.of_dep(v, "advmod") if tree.lower[c] in ("together", "ahead", "forward", "apart", "public")]
    particles += [tree.lower[c] for c in tree.of_dep(v, "prep") if not tree.children[c]]
    return [f"{base} {p}" for p in particles] + [base]


def add(roles: Roles, name: str, token: int) -> None:
    if token not in roles.setdefault(name, []):
        roles[name].append(token)


def prepositions(tree: Tree, i: int, roles: Roles) -> None:
    """Objects of the prepositions that hang on token `i`, by the preposition's name; "out of X" counts as of and out_of."""
    for c in tree.of_dep(i, "prep", "agent", "dative"):
        if tree.dep[c] == "dative" and not tree.of_dep(c, "pobj"):
            add(roles, "to", c)
            continue
        for p in tree.of_dep(c, "pobj"):
            add(roles, tree.lower[c], p)
        for inner in tree.of_dep(c, "prep"):
            for p in tree.of_dep(inner, "pobj"):
                add(roles, tree.lower[inner], p)


def subject(tree: Tree, v: int, depth: int = 0) -> list[int]:
    """The grammatical subject of a verb, found upwards where the verb has none of its own."""
    own = tree.of_dep(v, "nsubj", "nsubjpass")
    if own:
        if len(own) > 1:
            own = own[-1:]
        return antecedent(tree, v, own[0])
    if depth > DEPTH or tree.head[v] == v:
        return []
    return inherited(tree, v, depth)


def antecedent(tree: Tree, v: int, token: int) -> list[int]:
    """A relative pronoun's noun, if `token` is one in a relative clause; else the token itself."""
    if tree.lower[token] in RELATIVE and tree.pos[token] in ("PRON", "DET", "SCONJ"):
        top = tree.first_of_chain(v)
        if tree.dep[top] == "relcl":
            return [tree.head[top]]
    return [token]


def inherited(tree: Tree, v: int, depth: int) -> list[int]:
    """Whose doing an infinitive, participle, gerund or coordinated verb without a subject is."""
    dep, up = tree.dep[v], tree.head[v]
    if dep == "conj":
        return subject(tree, up, depth + 1) if tree.pos[up] in ("VERB", "AUX") else []
    if dep in ("advcl", "ccomp", "parataxis"):
        return subject(tree, up, depth + 1) if tree.pos[up] in ("VERB", "AUX") else []
    if dep == "xcomp":
        if tree.pos[up] == "ADJ":
            return described(tree, up)
        objects = tree.of_dep(up, "dobj")
        return (
            objects if objects and tree.lemma[up].lower() in OBJECT_CONTROL and not is_passive(tree, up) else subject(tree, up, depth + 1)
        )
    if dep == "relcl":
        return [up] if not tree.of_dep(v, "nsubj", "nsubjpass") else []
    if dep == "acl":
        return of_noun(tree, v, up, depth)
    if dep == "amod":
        return [up]
    if dep == "pcomp":
        return of_gerund(tree, up, depth)
    return []


def of_noun(tree: Tree, v: int, noun: int, depth: int) -> list[int]:
    """Subject of a clause that modifies a noun: "chips made by X" (the noun), "X's plan to buy" (the noun's owner)."""
    if tree.tag[v] in ("VBN", "VBG", "VBD"):
        return [noun]
    owner = tree.of_dep(noun, "poss")
    if owner:
        return owner
    up = tree.head[noun]
    if tree.dep[noun] == "pobj" and tree.pos[up] == "ADP":
        if tree.lower[up] in OTHERS_DOING:
            return []
        up = tree.head[up]
    if tree.dep[noun] in ("dobj", "attr", "pobj") and tree.pos[up] in ("VERB", "AUX"):
        return subject(tree, up, depth + 1)
    return []


def of_gerund(tree: Tree, preposition: int, depth: int) -> list[int]:
    """Subject of "by reducing", "capable of rivalling", "despite relying on"; an object's: "kept Acme from buying"."""
    up = tree.head[preposition]
    if tree.pos[up] == "ADP" and tree.head[up] != up:
        up = tree.head[up]
    if tree.pos[up] in ("VERB", "AUX"):
        held = tree.of_dep(up, "dobj") if tree.lower[preposition] in ("of", "from", "into") else []
        return held or subject(tree, up, depth + 1)
    if tree.pos[up] == "ADJ":
        return described(tree, up)
    if tree.pos[up] in ("NOUN", "PROPN"):
        owner = tree.of_dep(up, "poss")
        if owner:
            return owner
        above = tree.head[up]
        if tree.pos[above] in ("VERB", "AUX"):
            return subject(tree, above, depth + 1)
    return []


def described(tree: Tree, adjective: int) -> list[int]:
    """What an adjective is said of: its noun, or the subject of its copula."""
    dep, up = tree.dep[adjective], tree.head[adjective]
    if dep in ("amod", "appos") and up != adjective:
        return [up]
    if dep in ("acomp", "attr", "oprd", "conj", "advcl") and tree.pos[up] in ("VERB", "AUX"):
        return subject(tree, up)
    if dep == "conj" and tree.pos[up] == "ADJ":
        return described(tree, up)
    if dep == "advmod" and tree.pos[up] in ("VERB", "AUX") and tree.of_dep(adjective, "prep"):
        return subject(tree, up)
    return tree.of_dep(adjective, "nsubj")


def objects(tree: Tree, v: int) -> list[int]:
    own = [antecedent(tree, v, t)[0] for t in tree.of_dep(v, "dobj", "obj", "oprd")]
    if (
        not own
        and tree.dep[v] == "conj"
        and tree.pos[tree.head[v]] == "VERB"
        and not tree.of_dep(v, "prep", "attr", "ccomp", "xcomp", "acomp")
    ):
        return []
    return own


def verb_roles(tree: Tree, v: int) -> Roles:
    """Roles of the verb at token `v`."""
    roles: Roles = {}
    passive = is_passive(tree, v)
    for t in subject(tree, v):
        add(roles, "patient" if passive else "agent", t)
    for t in objects(tree, v):
        add(roles, "patient", t)
    for t in tree.of_dep(v, "attr", "acomp"):
        add(roles, "attr", t)
    prepositions(tree, v, roles)
    if passive:
        for t in roles.get("by", []):
            add(roles, "agent", t)
    for t in tree.of_dep(v, "npadvmod", "compound", "nmod"):
        if (t + 1 < len(tree) and tree.text[t + 1] in ("-", "–")) or t + 1 == v:
            add(roles, "hyphen", t)
    stranded(tree, v, roles)
    for t in list(roles.get("patient", [])):
        borrowed(tree, t, roles)
    shared_objects(tree, v, roles)
    for t in roles.get("agent", ()):
        if tree.pos[t] == "NOUN":
            for c in tree.of_dep(t, "poss", "compound", "amod", "nmod"):
                for k in (c, *tree.of_dep(c, "compound", "amod", "nmod")):
                    add(roles, "agent_owner", k)
            for p in tree.of_dep(t, "prep"):
                if tree.lower[p] in ("from", "of", "by"):
                    for o in tree.of_dep(p, "pobj"):
                        add(roles, "agent_owner", o)
    for t in roles.get("patient", ()):
        for o in tree.of_dep(t, "poss"):
            add(roles, "patient_poss", o)
        if tree.pos[t] == "NOUN":
            for o in outward(tree, t, {t}):
                if o not in roles.get("agent", ()):
                    add(roles, "patient_owner", o)
    return roles


def stranded(tree: Tree, v: int, roles: Roles) -> None:
    """Relative clauses without a subject gap: "the chip X uses", "the firm in which X invested"."""
    if tree.dep[v] != "relcl":
        return
    noun = tree.head[v]
    for c in tree.of_dep(v, "prep"):
        for p in tree.of_dep(c, "pobj"):
            if tree.lower[p] in RELATIVE:
                roles[tree.lower[c]] = [noun]
    gap = "patient" not in roles and not any(noun in tokens for tokens in roles.values())
    if gap and tree.of_dep(v, "nsubj") and not is_passive(tree, v):
        add(roles, "patient", noun)


def borrowed(tree: Tree, noun: int, roles: Roles) -> None:
    """Prepositions that the parser hung on the object, although the verb may own them: only roles that the verb lacks."""
    found: Roles = {}
    prepositions(tree, noun, found)
    for name, tokens in found.items():
        roles.setdefault(f"object_{name}", tokens)
        if name not in roles and name not in ("of", "by"):
            roles[name] = tokens


def shared_objects(tree: Tree, v: int, roles: Roles) -> None:
    """ "designs and builds the chip": the first of coordinated verbs shares the object of the next one."""
    if "patient" in roles or is_passive(tree, v):
        return
    for c in tree.of_dep(v, "conj"):
        if (
            tree.pos[c] == "VERB"
            and c - v <= 3
            and not tree.of_dep(c, "nsubj")
            and not tree.of_dep(v, "prep", "ccomp", "xcomp", "attr", "acomp")
        ):
            for t in tree.of_dep(c, "dobj"):
                add(roles, "patient", t)


def noun_roles(tree: Tree, n: int) -> Roles:
    """Roles of the common noun at token `n`."""
    roles: Roles = {}
    for t in identity(tree, n):
        add(roles, "self", t)
    for t in tree.of_dep(n, "poss"):
        add(roles, "poss", t)
    for t in tree.of_dep(n, "compound", "nmod", "npadvmod"):
        add(roles, "compound", t)
    if tree.dep[n] in ("compound", "nmod"):
        for t in tree.of_dep(tree.head[n], "compound", "nmod"):
            if t < n:
                add(roles, "compound", t)
        for t in tree.of_dep(tree.head[n], "poss"):
            add(roles, "poss", t)
    for t in tree.of_dep(n, "amod"):
        add(roles, "amod", t)
    prepositions(tree, n, roles)
    if tree.dep[n] == "attr":
        found: Roles = {}
        prepositions(tree, tree.head[n], found)
        for name, tokens in found.items():
            roles.setdefault(name, tokens)
    for t in outward(tree, n, {n}):
        add(roles, "owner", t)
    bearer(tree, n, roles)
    affected(tree, n, roles)
    if tree.dep[n] == "conj" and "poss" not in roles:
        for t in tree.of_dep(tree.head[n], "poss"):
            add(roles, "poss", t)
    return roles


def identity(tree: Tree, n: int) -> list[int]:
    """The words that name what the noun denotes: appositions either way round, copulas, titles before a name."""
    found = tree.of_dep(n, "appos")
    top = tree.first_of_chain(n)
    dep, up = tree.dep[top], tree.head[top]
    if dep == "appos":
        found.append(up)
    if dep in ("compound", "nmod") and tree.pos[up] == "PROPN" and n < up:
        found.append(up)
    if dep == "attr" and tree.lemma[up] in COPULAS:
        found += subject(tree, up)
    if dep in ("pobj",) and tree.lower[up] == "as":
        over = tree.head[up]
        if tree.pos[over] == "VERB":
            found += tree.of_dep(over, "dobj") or subject(tree, over)
    if dep in ("ROOT", "dep", "npadvmod", "advcl") and not found:
        found += tree.of_dep(n, "nsubj")
    return [t for t in found if t != n]


def affected(tree: Tree, n: int, roles: Roles) -> None:
    """Whom a noun that explains a clause bears on: "chips are capped due to X's controls", "under X's rules it may not ship to Y"."""
    node = n
    if tree.dep[node] != "pobj":
        return
    preposition = tree.head[node]
    while tree.pos[tree.head[preposition]] in ("ADP", "SCONJ") and tree.head[preposition] != preposition:
        preposition = tree.head[preposition]
    if tree.lower[preposition] not in CAUSES:
        return
    verb = next((v for v in tree.ancestors(preposition) if tree.pos[v] in ("VERB", "AUX")), None)
    if verb is None:
        return
    for t in subject(tree, verb) if is_passive(tree, verb) else tree.of_dep(verb, "dobj"):
        add(roles, "affected", t)
    for p in tree.of_dep(verb, "prep"):
        if tree.lower[p] in ("to", "in", "into"):
            for t in tree.of_dep(p, "pobj"):
                add(roles, "affected", t)


def bearer(tree: Tree, n: int, roles: Roles) -> None:
    """Who does what the noun says, where a light verb carries it: "X announced the purchase of Y"."""
    top = tree.first_of_chain(n)
    dep, up = tree.dep[top], tree.head[top]
    if dep == "pobj" and tree.dep[up] == "prep" and tree.pos[tree.head[up]] == "VERB":
        verb = tree.head[up]
    elif dep in ("dobj", "attr", "nsubjpass") and tree.pos[up] in ("VERB", "AUX"):
        verb = up
    else:
        return
    if tree.lemma[verb].lower() not in SUPPORT:
        return
    if is_passive(tree, verb):
        holder: Roles = {}
        prepositions(tree, verb, holder)
        for t in holder.get("by", []):
            add(roles, "agent", t)
    else:
        for t in subject(tree, verb):
            add(roles, "agent", t)
    found: Roles = {}
    prepositions(tree, verb, found)
    for name, tokens in found.items():
        if name not in roles and n not in tokens:
            roles[name] = tokens


def adjective_roles(tree: Tree, a: int) -> Roles:
    """Roles of the adjective at token `a`: "self" is what it is said of."""
    roles: Roles = {}
    for t in described(tree, a):
        add(roles, "self", t)
    prepositions(tree, a, roles)
    for t in tree.of_dep(a, "npadvmod"):
        add(roles, "hyphen", t)
    return roles


def outward(tree: Tree, t: int, skip: set[int]) -> Iterator[int]:
    """From a noun to what it belongs to: its owner, what it is said of, the noun it modifies, the subject of its clause."""
    yield from own_ends(tree, t, skip)
    node = t
    for _ in range(8):
        top = tree.first_of_chain(node)
        if top != node:
            yield from (p for p in tree.of_dep(top, "poss"))
            node = top
        dep, up = tree.dep[node], tree.head[node]
        if up == node:
            return
        if tree.pos[up] in ("VERB", "AUX"):
            for s in subject(tree, up):
                if s != node:
                    yield s
                    yield from owned(tree, s)
            if dep in ("pobj", "prep", "npadvmod", "advmod") or is_passive(tree, up):
                yield from tree.of_dep(up, "dobj")
            if tree.dep[up] in ("relcl", "acl", "amod"):
                yield tree.head[up]
            if tree.dep[up] not in ("xcomp", "conj", "advcl", "ccomp", "acl", "relcl", "pcomp"):
                return
            if tree.dep[up] in ("ccomp", "advcl", "relcl", "conj") and tree.of_dep(up, "nsubj", "nsubjpass"):
                return
            node = up
            continue
        if tree.pos[up] in ("NOUN", "PROPN") and up not in skip:
            yield up
            yield from own_ends(tree, up, skip)
        node = up


def owned(tree: Tree, s: int) -> Iterator[int]:
    """The owner of a thing that acts for it: "Acme's method cut ..." says it of Acme, "Acme's rival cut ..." does not."""
    words = {tree.lemma[k].lower() for k in (s, *tree.of_dep(s, "compound", "amod"))}
    if tree.pos[s] == "NOUN" and not words & RELATIONAL:
        yield from tree.of_dep(s, "poss")


def own_ends(tree: Tree, t: int, skip: set[int]) -> Iterator[int]:
    """Owners within a noun's own phrase."""
    yield from tree.of_dep(t, "poss")
    for p in tree.of_dep(t, "prep"):
        if tree.lower[p] in ("of", "for", "at", "by"):
            yield from (o for o in tree.of_dep(p, "pobj") if o not in skip)
    yield from (c for c in tree.of_dep(t, "compound", "nmod", "amod") if c not in skip)
    yield from identity(tree, t)
