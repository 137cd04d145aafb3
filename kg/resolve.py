"""Which things of different documents are one: block by name, compare, join, and keep why.

A document's things are its (class, name) pairs. They are joined by
1. the same name, written alike or nearly so, or the same entry of the lexicon, in classes of which one may be the other;
2. an acronym beside its expansion, "(ABC)", in one text;
3. a short form bound to the only long form that it can stand for: the long name without its maker's, when the maker stands in
   the short form's document; a short form that another text uses for it; the first word of an organisation or a person's surname.
Different version numbers, different entries of the lexicon and unrelated classes are never joined; a short form that could stand
for two things stays apart. Nothing depends on the order of the documents.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from kg.model import Claim, Entity, Extraction, Mention, Resolution
from kg.naming import core, kebab, normal, same_version, slug, versions, words
from kg.ontology import Ontology

Key = tuple[str, str, str]
"""(document name, class, name): one thing of one document."""

BRACKETED = re.compile(r"\s*\(\s*[\"“']?")
ORGANISATION_LABELS = ("ORG",)
PERSON_LABELS = ("PERSON", "PER")


@dataclass
class Thing:
    """What one document has of one thing."""

    key: Key
    mentions: int = 0
    surfaces: Counter[str] = field(default_factory=Counter)
    known: str | None = None
    linked: set[Key] = field(default_factory=set)
    """Things of the document that a claim ties it to."""
    maker_of: tuple[Key, Key] | None = None
    """(maker, thing of the long name) when it is a long name without its maker's."""

    @property
    def document(self) -> str:
        return self.key[0]

    @property
    def cls(self) -> str:
        return self.key[1]

    @property
    def names(self) -> tuple[str, ...]:
        """Its full names: as written, and as the lexicon has it."""
        return (self.key[2],) if self.known is None else (self.key[2], self.known)

    @property
    def entry(self) -> str | None:
        """What it is beyond doubt: its entry of the lexicon, else its long name."""
        if self.known:
            return normal(self.known)
        return normal(self.maker_of[1][2]) if self.maker_of else None

    def __str__(self) -> str:
        return f'"{self.key[2]}" ({self.document})'


def resolve(extractions: Iterable[Extraction], ontology: Ontology) -> Resolution:
    """Join the things of all documents into entities. Holds names and counts, no texts; entities come sorted by id."""
    found: dict[Key, Thing] = {}
    acronyms: set[tuple[Key, Key]] = set()
    for extraction in extractions:
        acronyms.update(_collect(extraction, found))
    things = dict(sorted(found.items()))
    kinship = Kinship(ontology)
    joins = Joins(things, kinship)
    _find_makers(things, kinship)
    _join_same_names(joins)
    _join_makers_short_forms(joins)
    for short, long in sorted(acronyms):
        joins.join(short, long, f"acronym beside its expansion: {things[short]}, {things[long]}")
    _join_short_forms(joins)
    return _entities(joins, ontology)


def _collect(extraction: Extraction, things: dict[Key, Thing]) -> Iterator[tuple[Key, Key]]:
    """Add a document's things; yields its (acronym, expansion) pairs."""
    document = extraction.document.name
    mentions = sorted({*extraction.mentions, *_ends(extraction.claims)}, key=lambda m: (m.anchor, m.cls, m.name, m.kind, m.known or ""))
    for mention in mentions:
        thing = things.setdefault((document, *mention.key), Thing((document, *mention.key)))
        thing.mentions += 1
        thing.known = thing.known or mention.known
        if mention.kind == "name":
            thing.surfaces[mention.anchor.quote] += 1
    for claim in extraction.claims:
        if isinstance(claim.object, Mention) and claim.object.key != claim.subject.key:
            one, other = (document, *claim.subject.key), (document, *claim.object.key)
            things[one].linked.add(other)
            things[other].linked.add(one)
    yield from _acronyms(extraction, [m for m in mentions if m.kind == "name"])


def _ends(claims: Iterable[Claim]) -> Iterator[Mention]:
    for claim in claims:
        yield from (end for end in (claim.subject, claim.object, claim.speaker) if isinstance(end, Mention))


def _acronyms(extraction: Extraction, mentions: list[Mention]) -> Iterator[tuple[Key, Key]]:
    """Names of which the second stands in brackets right behind the first, one being the other's initials."""
    document = extraction.document
    for first, second in pairwise(mentions):
        between = document.text[first.anchor.end : second.anchor.start]
        if first.key == second.key or not BRACKETED.fullmatch(between):
            continue
        for short, long in ((second, first), (first, second)):
            if is_acronym(short.anchor.quote, long.anchor.quote):
                yield (document.name, *short.key), (document.name, *long.key)


def is_acronym(short: str, long: str) -> bool:
    """Whether `short` is the initials of `long`, with or without those of its small words.

    >>> is_acronym("OTL", "Office of Tidal Law"), is_acronym("OoTL", "Office of Tidal Law"), is_acronym("Tidal", "Office of Tidal Law")
    (True, True, False)
    """
    parts = re.findall(r"\w+", long)
    every, capital = ("".join(word[0] for word in kept) for kept in (parts, [w for w in parts if w[0].isupper()]))
    letters = "".join(re.findall(r"\w", short)).casefold()
    return len(letters) > 1 and letters in (every.casefold(), capital.casefold())


class Kinship:
    """Which classes may hold one thing: equal ones, a class and its superclass, and those below one parent that is not everything."""

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology
        self._everything = {cls for cls in ontology.classes if all(ontology.is_a(other, cls) for other in ontology.classes)}
        self._known: dict[tuple[str, str], bool] = {}

    def line(self, one: str, other: str) -> bool:
        """Whether one class is the other or an ancestor of it."""
        return self.ontology.is_a(one, other) or self.ontology.is_a(other, one)

    def kin(self, one: str, other: str) -> bool:
        pair = (one, other)
        if pair not in self._known:
            shared = set(self.ontology.ancestors(one)) & set(self.ontology.ancestors(other))
            self._known[pair] = self.line(one, other) or bool(shared - self._everything)
        return self._known[pair]

    def labelled(self, labels: tuple[str, ...]) -> frozenset[str]:
        """Classes akin to the one that the lexicon most of all sees in these labels of an entity recogniser."""
        lines = sorted((-line.weight, line.cls) for line in self.ontology.labels if line.label in labels)
        return frozenset(cls for cls in self.ontology.classes if lines and self.kin(cls, lines[0][1]))


class Joins:
    """Things in disjoint clusters, each known by the key of one of its members, its root."""

    def __init__(self, things: dict[Key, Thing], kinship: Kinship) -> None:
        self.things = things
        self.kinship = kinship
        self.because: list[tuple[Key, str]] = []
        self._root = {key: key for key in things}
        self._members = {key: [key] for key in things}
        self._classes = {key: {thing.cls} for key, thing in things.items()}
        self._entries = {key: {normal(thing.known)} if thing.known else set() for key, thing in things.items()}

    def clusters(self) -> list[tuple[Key, list[Thing]]]:
        """Every cluster's root and its things, sorted."""
        return sorted((root, [self.things[key] for key in sorted(keys)]) for root, keys in self._members.items())

    def root(self, key: Key) -> Key:
        return self._root[key]

    def join(self, one: Key, other: Key, why: str | None = None) -> bool:
        """Join two clusters unless that would put unrelated classes, or two entries of the lexicon, together."""
        first, second = sorted((self._root[one], self._root[other]), key=lambda root: (-len(self._members[root]), root))
        if first == second or not self._compatible(first, second):
            return False
        for key in self._members[second]:
            self._root[key] = first
        self._members[first] += self._members.pop(second)
        self._classes[first] |= self._classes.pop(second)
        self._entries[first] |= self._entries.pop(second)
        if why:
            self.because.append((one, why))
        return True

    def _compatible(self, one: Key, other: Key) -> bool:
        kin = all(self.kinship.kin(a, b) for a in self._classes[one] for b in self._classes[other])
        return kin and len(self._entries[one] | self._entries[other]) < 2


def _find_makers(things: dict[Key, Thing], kinship: Kinship) -> None:
    """Note for each thing the one longer name that is its own behind the name of a maker that its document has, too."""
    cores = {core(thing.key[2]) for thing in things.values()}
    longer: dict[tuple[str, ...], list[tuple[tuple[str, ...], Thing]]] = defaultdict(list)
    forms: dict[tuple[str, tuple[str, ...]], set[Key]] = defaultdict(set)
    for thing in things.values():
        for name in {core(name) for name in thing.names}:
            for cut in range(1, len(name)):
                if name[cut:] in cores:
                    longer[name[cut:]].append((name[:cut], thing))
        for form in {core(form) for form in (*thing.names, *thing.surfaces)}:
            forms[thing.document, form].add(thing.key)
    for thing in things.values():
        if not thing.known:
            thing.maker_of = _maker(thing, longer[core(thing.key[2])], forms, things, kinship)


def _maker(
    thing: Thing,
    longer: list[tuple[tuple[str, ...], Thing]],
    forms: dict[tuple[str, tuple[str, ...]], set[Key]],
    things: dict[Key, Thing],
    kinship: Kinship,
) -> tuple[Key, Key] | None:
    """(maker, long form); with several long forms the one whose maker a claim ties to the thing, and none if that is not one."""
    if not any(character.isalpha() for character in thing.key[2]):
        return None
    candidates: dict[str, set[tuple[Key, Key]]] = defaultdict(set)
    for prefix, long in longer:
        for maker in forms.get((thing.document, prefix), ()):
            stranger = not kinship.kin(things[maker].cls, long.cls)
            if maker not in (thing.key, long.key) and kinship.kin(thing.cls, long.cls) and (stranger or not versions(prefix)):
                candidates[normal(long.key[2])].add((maker, long.key))
    if len(candidates) > 1:
        linked = {name: pairs for name, pairs in candidates.items() if any(maker in thing.linked for maker, _ in pairs)}
        candidates = defaultdict(set, linked)
    return min(pair for pairs in candidates.values() for pair in pairs) if len(candidates) == 1 else None


def _join_same_names(joins: Joins) -> None:
    """Join things of one name; where the name is that of two things, those that are neither for certain stay apart."""
    blocks: dict[str, list[Thing]] = defaultdict(list)
    for thing in joins.things.values():
        for name in sorted({normal(name) for name in thing.names}):
            blocks[name].append(thing)
    for _, block in sorted(blocks.items()):
        for part in _class_parts(block, joins.kinship):
            if len({thing.entry for thing in part if thing.entry}) > 1:
                shares = [[t for t in part if t.entry == entry] for entry in sorted({t.entry or "" for t in part} | {""})]
                shares[0] = [t for t in part if not t.entry]
            else:
                shares = [part]
            for share in shares:
                _join_all(joins, share)


def _join_all(joins: Joins, things: list[Thing]) -> None:
    """One reason for all of them: every way in which the name is written, with the first document that writes it so."""
    if not sum(joins.join(things[0].key, thing.key) for thing in things[1:]):
        return
    first: dict[str, Thing] = {}
    for thing in things:
        first.setdefault(thing.key[2], thing)
    kind = "same name" if len({normal(name) for name in first}) == 1 else "same entry of the lexicon"
    documents = len({thing.document for thing in things})
    count = f"{documents} documents" if documents > 1 else "one document"
    joins.because.append((things[0].key, f"{kind} in {count}: {', '.join(str(thing) for _, thing in sorted(first.items()))}"))


def _class_parts(block: list[Thing], kinship: Kinship) -> list[list[Thing]]:
    """Things of one name, parted by class. Siblings are one thing unless a document has both; a superclass goes with its only heir."""
    per_document: dict[str, set[str]] = defaultdict(set)
    for thing in block:
        per_document[thing.document].add(thing.cls)
    apart = {(a, b) for found in per_document.values() for a in found for b in found if not kinship.line(a, b)}
    parts: list[set[str]] = []
    for cls in sorted({thing.cls for thing in block}, key=lambda c: (-len(kinship.ontology.ancestors(c)), c)):
        homes = [part for part in parts if all(kinship.kin(cls, other) and (cls, other) not in apart for other in part)]
        if len(homes) == 1:
            homes[0].add(cls)
        else:
            parts.append({cls})
    return [[thing for thing in block if thing.cls in part] for part in parts]


def _join_makers_short_forms(joins: Joins) -> None:
    for thing in joins.things.values():
        if thing.maker_of:
            maker, long = (joins.things[key] for key in thing.maker_of)
            joins.join(thing.key, long.key, f"the same but for the maker's name {maker}: {thing}, {long}")


@dataclass(frozen=True)
class Cluster:
    """What a short form is compared with."""

    root: Key
    things: tuple[Thing, ...]
    names: frozenset[tuple[str, ...]]
    """The cores of its full names."""
    forms: frozenset[tuple[str, ...]]
    """The cores of all other words that its documents use for it."""
    documents: frozenset[str]
    known: bool

    @property
    def cls(self) -> str:
        return self.things[0].cls


def _cluster(root: Key, things: list[Thing]) -> Cluster:
    names = frozenset(core(name) for thing in things for name in thing.names)
    surfaces = frozenset(core(surface) for thing in things for surface in thing.surfaces)
    documents = frozenset(thing.document for thing in things)
    return Cluster(root, tuple(things), names, surfaces - names, documents, any(thing.known for thing in things))


def _join_short_forms(joins: Joins) -> None:
    """Join each cluster to the one that its name is a short form of. All are decided before the first is joined."""
    clusters = [_cluster(root, things) for root, things in joins.clusters()]
    makers, persons = (joins.kinship.labelled(labels) for labels in (ORGANISATION_LABELS, PERSON_LABELS))
    used, begun, ended = (defaultdict[tuple[str, ...], list[Cluster]](list) for _ in range(3))
    for cluster in clusters:
        for form in cluster.forms:
            used[form].append(cluster)
        for start in {name[:cut] for name in cluster.names for cut in range(1, len(name)) if cluster.cls in makers}:
            begun[start].append(cluster)
        for end in {name[-1:] for name in cluster.names if len(name) > 1 and cluster.cls in persons}:
            ended[end].append(cluster)
    rules = (("short form in another text", used, True), ("the only name that begins so", begun, False), ("the only surname", ended, False))
    pairs = [pair for cluster in clusters if not cluster.known and (pair := _long_form(cluster, rules, joins.kinship))]
    for short, long, why in pairs:
        joins.join(short.root, long.root, f"{why}: {short.things[0]}, {long.things[0]}")


def _long_form(
    short: Cluster, rules: Iterable[tuple[str, dict[tuple[str, ...], list[Cluster]], bool]], kinship: Kinship
) -> tuple[Cluster, Cluster, str] | None:
    """The one cluster that the first rule with any candidate finds, if none of its documents has both as distinct things."""
    for why, index, sizes in rules:
        found = {
            long.root: long
            for name in short.names
            for long in index.get(name, ())
            if long.root != short.root and kinship.kin(short.cls, long.cls)
        }
        if not found:
            continue
        long = found[min(found)]
        fits = any(same_version(name, other, sizes=sizes) for name in short.names for other in long.names)
        return (short, long, why) if len(found) == 1 and fits and short.documents.isdisjoint(long.documents) else None
    return None


def _entities(joins: Joins, ontology: Ontology) -> Resolution:
    reasons: dict[Key, set[str]] = defaultdict(set)
    for key, why in joins.because:
        reasons[joins.root(key)].add(why)
    drafts = [_draft(things, sorted(reasons[root]), ontology) for root, things in joins.clusters()]
    taken: Counter[str] = Counter()
    entities: list[Entity] = []
    for draft in sorted(drafts, key=lambda e: (e.id, e.name, e.members)):
        taken[draft.id] += 1
        entities.append(replace(draft, id=_free(draft.id, taken)))
    entities.sort(key=lambda e: e.id)
    return Resolution(tuple(entities), {member: entity.id for entity in entities for member in entity.members})


def _free(path: str, taken: Counter[str]) -> str:
    """The path itself for its first bearer, "-2" and so on behind it for the next."""
    if taken[path] == 1:
        return path
    while taken[f"{path}-{taken[path]}"]:
        taken[path] += 1
    numbered = f"{path}-{taken[path]}"
    taken[numbered] += 1
    return numbered


def _draft(things: list[Thing], because: list[str], ontology: Ontology) -> Entity:
    """An entity whose id is not yet checked against the others."""
    cls, choice = _class(things, ontology)
    name = _name(things)
    forms = {" ".join(form.split()) for thing in things for form in (*thing.names, *thing.surfaces)}
    known = {line for line in ontology.names if line.name == name and ontology.is_a(cls, line.cls) and any(t.known for t in things)}
    return Entity(
        id=f"{kebab(cls)}/{slug(name)}",
        cls=cls,
        name=name,
        aliases=tuple(sorted(forms - {name, ""})),
        members=tuple(thing.key for thing in things),
        because=(*because, *choice),
        same_as=tuple(sorted({iri for line in known for iri in line.same_as})),
    )


def _class(things: list[Thing], ontology: Ontology) -> tuple[str, tuple[str, ...]]:
    """The most specific class; among siblings the one of most mentions, first by alphabet, and a line that says so."""
    mentions: Counter[str] = Counter()
    for thing in things:
        mentions[thing.cls] += thing.mentions
    leaves = [cls for cls in mentions if not any(other != cls and ontology.is_a(other, cls) for other in mentions)]
    ranked = sorted(leaves, key=lambda cls: (-mentions[cls], cls))
    tally = ", ".join(f"{cls} {mentions[cls]}" for cls in ranked)
    return ranked[0], (f"class by number of mentions: {tally}",) if len(ranked) > 1 else ()


def _name(things: list[Thing]) -> str:
    """The lexicon's name if it has one, else the longest, without legal form, in its most frequent spelling."""
    known: Counter[str] = Counter()
    written: Counter[str] = Counter()
    for thing in things:
        known[thing.known or ""] += thing.mentions
        written[" ".join(thing.key[2].split())] += thing.mentions
    del known[""]
    if known:
        return min(known, key=lambda name: (-known[name], name))
    return min(written, key=lambda name: (-len(normal(name)), len(words(name)) - len(core(name)), -written[name], len(name), name))
