"""Repairs of parses that are certain: mistakes that the stock parser makes regularly and that the words around give away.

Each function takes the lists of a tree under construction and changes labels and heads in place; `repair` runs them all.
"""

from __future__ import annotations

from kg.extract.parse import Tree

VERBAL = ("VERB", "AUX")
NOMINAL = ("NOUN", "PROPN", "NUM")


def repair(tree: Tree, verbs: frozenset[str] = frozenset(), titles: frozenset[str] = frozenset()) -> Tree:
    """The tree with certain mistakes mended; a new one where anything changed. `verbs` are verbs and never nouns, `titles` offices."""
    rules = (
        plural_taken_for_verb,
        list_taken_for_apposition,
        conjunct_hung_on_verb,
        dash_list_hung_too_high,
        name_cut_from_its_noun,
        gap_taken_for_list,
    )
    changed = [rule(tree) for rule in rules] + [
        verb_taken_for_plural(tree, verbs),
        titles_coordinated(tree, titles),
        title_taken_for_verb(tree, titles),
    ]
    if not any(changed):
        return tree
    return Tree(tree.text, tree.lemma, tree.pos, tree.tag, tree.dep, tree.head, tree.start, tree.end, tree.sentence, tree.entity)


def plural_taken_for_verb(tree: Tree) -> bool:
    """ "Acme downloads for its app exceeded ...": two finite verbs and one subject, so the first is a noun."""
    changed = False
    for r in range(len(tree)):
        if tree.dep[r] != "ROOT" or tree.tag[r] not in ("VBZ", "VBP") or tree.pos[r] != "VERB":
            continue
        for w in tree.children[r]:
            if w < r or tree.tag[w] not in ("VBD", "VBZ") or tree.dep[w] not in ("advcl", "ccomp", "conj", "dep", "relcl"):
                continue
            if tree.of_dep(w, "nsubj", "nsubjpass", "mark", "aux") or any(
                tree.pos[k] in ("PUNCT", "CCONJ", "SCONJ") for k in range(r + 1, w)
            ):
                continue
            if any(tree.dep[k] == "dobj" for k in tree.children[r]):
                continue
            for s in tree.of_dep(r, "nsubj"):
                tree.dep[s] = "compound"
            tree.tag[r], tree.pos[r], tree.dep[r], tree.head[r] = "NNS", "NOUN", "nsubj", w
            tree.lemma[r] = tree.lower[r].removesuffix("s")
            tree.dep[w], tree.head[w] = "ROOT", w
            changed = True
            break
    return changed


def list_taken_for_apposition(tree: Tree) -> bool:
    """ "beat A's X, B's Y, and C's Z": a name with an owner of its own beside another name is the next item of a list."""
    changed = False
    for a in range(len(tree)):
        h = tree.head[a]
        if tree.dep[a] != "appos" or tree.pos[a] != "PROPN" or tree.pos[h] != "PROPN" or not tree.child(a, "poss"):
            continue
        first = min(tree.subtree(a))
        if first > 0 and tree.text[first - 1] == "," and tree.child(h, "poss") is not None:
            tree.dep[a] = "conj"
            changed = True
    return changed


def dash_list_hung_too_high(tree: Tree) -> bool:
    """ "the release of its models - notably A and B -": the names after a dash list the plural before it."""
    changed = False
    for a in range(len(tree)):
        h = tree.head[a]
        if tree.dep[a] != "appos" or not tree.of_dep(a, "conj"):
            continue
        dash = next((k for k in range(a - 1, max(h, a - 5), -1) if tree.text[k] in ("—", "–", ":")), None)
        if dash is None or dash == 0:
            continue
        n = dash - 1
        if n != h and tree.tag[n] == "NNS" and h in tree.ancestors(n):
            tree.head[a] = n
            changed = True
    return changed


def name_cut_from_its_noun(tree: Tree) -> bool:
    """ "A and the Oslo-based fund B": a name right behind a common noun names that noun, not what stands before it."""
    changed = False
    for a in range(len(tree)):
        if tree.dep[a] != "appos" or tree.pos[a] != "PROPN":
            continue
        first = min(tree.subtree(a))
        n = first - 1
        if n >= 0 and tree.pos[n] == "NOUN" and n != tree.head[a] and tree.dep[n] == "conj" and tree.head[n] == tree.head[a]:
            tree.head[a] = n
            changed = True
    return changed


def gap_taken_for_list(tree: Tree) -> bool:
    """ "A puts $5 million into chips and B $8 million into fibre": B begins a clause without its verb, it is no item of a list."""
    changed = False
    for c in range(len(tree) - 1):
        if tree.dep[c] == "conj" and tree.pos[c] == "PROPN" and (tree.tag[c + 1] == "$" or tree.text[c + 1] in ("$", "€", "£", "¥")):
            tree.dep[c] = "dep"
            changed = True
    return changed


def titles_coordinated(tree: Tree, titles: frozenset[str]) -> bool:
    """ "co-founder and chief executive Ada Lind": both offices are the name's, though the parser coordinates the name with the first."""
    changed = False
    for name in range(2, len(tree)):
        first = tree.head[name]
        if tree.dep[name] != "conj" or tree.pos[name] != "PROPN" or first >= name or tree.lemma[first].lower() not in titles:
            continue
        between = range(first + 1, name)
        second = [c for c in tree.of_dep(name, "compound", "nmod", "amod") if c > first and {tree.lower[c], tree.lemma[c].lower()} & titles]
        if not second or any(tree.text[k] == "," for k in between) or "and" not in tree.lower[first:name]:
            continue
        root = tree.head[first] == first
        tree.dep[name], tree.head[name] = tree.dep[first], name if root else tree.head[first]
        tree.dep[first], tree.head[first] = "compound", name
        changed = True
    return changed


def title_taken_for_verb(tree: Tree, titles: frozenset[str]) -> bool:
    """ "founded by chemist Ada Lind and engineer Bo Berg": an office that is spelled like a verb, with a name for its object."""
    changed = False
    for w in range(2, len(tree) - 1):
        if (
            tree.pos[w] != "VERB"
            or tree.lower[w] not in titles
            or tree.lower[w - 1] not in ("and", ",", "or")
            or tree.pos[w + 1] != "PROPN"
        ):
            continue
        names = [o for o in tree.of_dep(w, "dobj") if tree.pos[o] == "PROPN"]
        before = next((k for k in range(w - 1, max(0, w - 8), -1) if tree.pos[k] == "PROPN"), None)
        if not names or before is None or tree.of_dep(w, "nsubj", "aux", "det") or tree.sentence[before] != tree.sentence[w]:
            continue
        name = names[0]
        tree.tag[w], tree.pos[w], tree.dep[w], tree.head[w] = "NN", "NOUN", "compound", name
        tree.dep[name], tree.head[name] = "conj", before
        changed = True
    return changed


def verb_taken_for_plural(tree: Tree, verbs: frozenset[str]) -> bool:
    """ "is a customer and trains on X", "came out in May and competes with Y": a bare plural of a word that is only a verb."""
    changed = False
    for w in range(1, len(tree) - 1):
        if tree.tag[w] != "NNS" or tree.dep[w] != "conj" or tree.lemma[w].lower() not in verbs or tree.pos[w + 1] != "ADP":
            continue
        if tree.lower[w - 1] not in ("and", "but", "or") or tree.of_dep(w, "det", "amod", "compound", "poss", "nummod"):
            continue
        verb = next((v for v in tree.ancestors(w) if tree.pos[v] in VERBAL), None)
        if verb is None:
            continue
        tree.tag[w], tree.pos[w], tree.head[w] = "VBZ", "VERB", verb
        for p in tree.of_dep(verb, "prep"):
            if p == w + 1:
                tree.head[p] = w
        changed = True
    return changed


def conjunct_hung_on_verb(tree: Tree) -> bool:
    """A noun coordinated with a verb is coordinated with the verb's last object."""
    changed = False
    for c in range(len(tree)):
        v = tree.head[c]
        if tree.dep[c] != "conj" or tree.pos[c] not in NOMINAL or tree.pos[v] not in VERBAL or v >= c:
            continue
        if tree.of_dep(c, "nsubj", "nsubjpass", "cop", "aux") or tree.tag[c].startswith("VB"):
            continue
        objects = [o for o in tree.of_dep(v, "dobj", "attr") if v < o < c]
        objects += [o for p in tree.of_dep(v, "prep", "agent") if v < p < c for o in tree.of_dep(p, "pobj") if o < c]
        if objects:
            tree.head[c] = max(objects)
            changed = True
    return changed
