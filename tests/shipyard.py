"""A small world of yards, ships and sailors for the stages of extraction: its ontology, and parses made by hand.

`trees.txt` holds the parses, one text a line: what the tests below `kg.extract` call by the text itself, with a space between tokens.

    tree("Tarvik built Osprey .")      the parse
    scene("Tarvik built Osprey .")     the parse with its names, each of the class that it has in this world
    read("Tarvik grew . It sank .")    the same, with what pronouns and descriptions stand for
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from kg.extract.blocks import Block, Kind
from kg.extract.coreference import Resolver
from kg.extract.masking import Scan
from kg.extract.mentions import Parsed, Typer
from kg.extract.names import Gazetteer
from kg.extract.parse import Tree
from kg.extract.relations import Matcher
from kg.extract.scene import Scene
from kg.lexicon import Affix, Cue, Frame, Ignored, Label, Measure, Name, Noun, Pronoun, Shape
from kg.model import Anchor, Mention
from kg.ontology import Class, Ontology, Quantity, Relation

TREES = Path(__file__).with_name("trees.txt")
NS = "https://ontology.example/sea#"
WORLD = {
    "Yard": ("Tarvik", "Brask", "Hovland"),
    "Ship": ("Osprey", "Fulmar", "Petrel", "Skua"),
    "Engine": ("Corvo",),
    "Sailor": ("Lind", "Ravn"),
    "Place": ("Oslo", "Bergen", "Norway", "Norwegian"),
}
CLASSES = {name: cls for cls, names in WORLD.items() for name in names}
KNOWN = {"Oslo": "Oslo", "Bergen": "Bergen", "Norway": "Norway", "Norwegian": "Norway"}
"""Names that the lexicon knows; the last is an adjective of one."""


# -- parses


@cache
def parses() -> dict[str, str]:
    """Text, a space between tokens, to the rows that `Tree.of` reads."""
    lines = [line.split() for line in TREES.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return {" ".join(cell.split("/")[0].split("~")[0] for cell in line if cell != "|"): "\n".join(map(row, line)) for line in lines}


def row(cell: str) -> str:
    """ "built~build/VBD/ROOT/1" as a row of `Tree.of`; the lemma is by default the word, in lower case unless it is a name."""
    if cell == "|":
        return ""
    word, tag, dep, head = cell.split("/")
    text, _, lemma = word.partition("~")
    return " ".join((text, lemma or (text if tag.startswith("NNP") else text.lower()), tag, dep, head))


def tree(text: str, offset: int = 0) -> Tree:
    """A fresh tree of one of the texts in trees.txt, as it stands at `offset` of a document."""
    return Tree.of(parses()[text], offset)


def natural(text: str) -> str:
    """A text of trees.txt as people write it: "Tarvik's plan, (HSI)"."""
    return re.sub(r" ('s\b|[.,:?)])|([(]) | (-) ", r"\1\2\3", text)


def laid(text: str) -> Tree:
    """The tree of a text, its tokens where they stand in the natural text."""
    made, at, whole = tree(text), 0, natural(text)
    for t, word in enumerate(made.text):
        made.start[t] = whole.index(word, at)
        made.end[t] = at = made.start[t] + len(word)
    return made


def token(tree: Tree, word: str) -> int:
    """The place of a word; "the~2" is the second "the"."""
    word, _, nth = word.partition("~")
    return [i for i, text in enumerate(tree.text) if text == word][int(nth or 1) - 1]


def words(tree: Tree, tokens: Iterable[int]) -> str:
    """Tokens as text, for tables."""
    return " ".join(tree.text[t] for t in tokens)


# -- scenes


def mention(tree: Tree, t: int, cls: str) -> Mention:
    """A name of one token."""
    name = KNOWN.get(tree.text[t], tree.text[t])
    return Mention(name, cls, Anchor(tree.start[t], tree.end[t], tree.text[t]), "name", "made", KNOWN.get(tree.text[t]))


def scene(text: str, classes: Mapping[str, str] = CLASSES, ontology: Ontology | None = None, offset: int = 0) -> Scene:
    """A parse with its names as mentions. Pronouns and descriptions stand for nothing yet."""
    parsed = tree(text, offset)
    mentions = [mention(parsed, t, classes[word]) for t, word in enumerate(parsed.text) if word in classes]
    return Scene.of(parsed, mentions, Typer.of(ontology or sea()))


def block(text: str, tree: Tree, start: int = 0, kind: Kind = "prose") -> Parsed:
    """A parsed block of a document's text: from `start` to the end of the tree, or of a text without tokens."""
    end = tree.end[-1] if len(tree) else len(text)
    return Parsed(Block(start, end, kind), tree, Scan.of(text, start, end, Gazetteer.of(sea())))


def read(text: str, classes: Mapping[str, str] = CLASSES) -> Scene:
    """A scene with what its pronouns and descriptions stand for."""
    ontology, made = sea(), scene(text, classes)
    resolver = Resolver.of(ontology, text)
    resolver.learn((s.subject, s.object) for s in Matcher.of(ontology).statements(made))
    resolver.run([made])
    return made


# -- the ontology


def sea(**fields: Any) -> Ontology:
    """Six classes, eight relations, six figures and some lexicon lines of every kind; `fields` replace whole fields of it."""
    given: dict[str, Any] = {
        "folder": Path(),
        "prefix": "sea",
        "namespace": NS,
        "sha256": "0" * 64,
        "classes": {name: Class(name, NS + name, parent, name, "") for name, parent in PARENTS.items()},
        "relations": {
            name: Relation(name, NS + name, domain, range_, name, "", symmetric=name == "rivals") for name, (domain, range_) in ENDS.items()
        },
        "figures": {name: Quantity(name, NS + name, ("Yard", "Ship"), units, name, "") for name, units in FIGURES.items()},
        "units": {"USD": "http://qudt.org/vocab/currency/USD", "t": NS + "t", "1": NS + "1", "%": NS + "percent"},
        "queries": {},
        "names": NAMES,
        "affixes": AFFIXES,
        "shapes": SHAPES,
        "nouns": NOUNS,
        "pronouns": PRONOUNS,
        "labels": LABELS,
        "frames": FRAMES,
        "measures": MEASURES,
        "stance": CUES,
        "ignored": (Ignored("days", ("Monday", "May")), Ignored("short", ("AI", "GPS"))),
    }
    return Ontology(**{field.name: () for field in dataclasses.fields(Ontology)} | given | fields)


def frame(id: str, relation: str, subject: str, object: str, **fields: Any) -> Frame:
    """A frame; roles and words are given in one string, with commas between them."""
    for key in ("verb", "noun", "adjective", "preposition"):
        if key in fields:
            fields[key] = tuple(fields[key].split(", "))
    return Frame(id, relation, tuple(subject.split(", ")), tuple(object.split(", ")), (), (), **fields)


def measure(id: str, figure: str, unit: str, **fields: Any) -> Measure:
    """A measure; words are given in one string, with commas between them."""
    for key in ("verb", "noun", "counted", "value", "owner"):
        if key in fields:
            fields[key] = tuple(fields[key].split(", "))
    return Measure(id, figure, (), (), (unit,), **fields)


def cue(effect: str, **fields: str) -> Cue:
    """A stance cue; words are given in one string, with commas between them."""
    lists: dict[str, Any] = {key: tuple(value.split(", ")) for key, value in fields.items()}
    return Cue(f"{effect}-{'-'.join(fields)}", effect, (), **lists)


PARENTS = {"Party": None, "Yard": "Party", "Sailor": None, "Ship": None, "Engine": None, "Place": None}
ENDS = {
    "built": (("Yard",), ("Ship",)),
    "owns": (("Party", "Sailor"), ("Party", "Ship")),
    "basedIn": (("Party",), ("Place",)),
    "commands": (("Sailor",), ("Ship",)),
    "founded": (("Sailor",), ("Yard",)),
    "uses": (("Ship", "Yard"), ("Engine",)),
    "rivals": (("Yard", "Ship"), ("Yard", "Ship")),
    "joined": (("Yard",), ("Ship",)),
}
FIGURES = {
    "price": ("currency",),
    "crew": ("1",),
    "weight": ("t",),
    "growth": ("%",),
    "launched": ("date",),
    "debt": ("currency",),
}
FRAMES = (
    frame("build-v", "built", "agent", "patient", verb="build, design, label"),
    frame("maker-n", "built", "self", "of, compound, poss", noun="maker, builder"),
    frame("thing-of", "built", "poss", "self", possessive=True, weight=0.6),
    frame("buy-v", "owns", "agent", "patient", verb="buy, acquire, own, take over"),
    frame("sell-v", "owns", "agent", "patient", verb="sell", ended=True),
    frame("purchase-n", "owns", "agent, poss, by", "of, compound", noun="purchase, takeover"),
    frame("stake-n", "owns", "agent, poss", "in", noun="stake"),
    frame("owner-n", "owns", "self", "of, poss", noun="owner"),
    frame("reject-v", "owns", "agent", "patient", verb="reject", negated=True),
    frame("based-v", "basedIn", "patient", "hyphen, in", verb="base"),
    frame("nation", "basedIn", "self", "modifier", modifier=True, head=("Yard",), weight=0.5),
    frame("of-place", "basedIn", "self", "object", preposition="of, from", head=("Yard",), weight=0.5),
    frame("place-brackets", "basedIn", "self alone", "appos", apposition=True),
    frame("captain-n", "commands", "self", "of, poss, compound", noun="captain, chief engineer", role=True),
    frame("command-v", "commands", "agent", "patient", verb="command"),
    frame("found-v", "founded", "agent", "patient", verb="found"),
    frame("founder-n", "founded", "self", "of, poss, compound", noun="founder"),
    frame("use-v", "uses", "agent", "patient", verb="use"),
    frame("run-v", "uses", "agent", "on", verb="run", require=("engine",)),
    frame("famous-adj", "uses", "self", "for", adjective="famous"),
    frame("compete-v", "rivals", "agent", "with, agent", verb="compete"),
    frame("rival-v", "rivals", "agent", "patient", verb="rival"),
    frame("rival-n", "rivals", "self", "of, poss, to", noun="rival"),
    frame("similar-adj", "rivals", "self", "to", adjective="similar"),
    frame("part-v", "joined", "agent", "patient", verb="take", require=("part",), implied=True),
)
MEASURES = (
    measure("price-n", "price", "currency", noun="price, fare"),
    measure("cost-v", "price", "currency", verb="cost", value="patient", owner="agent"),
    measure("sell-v", "price", "currency", verb="sell, pay", value="for, patient", owner="patient, for"),
    measure("crew-n", "crew", "1", noun="crew"),
    measure("sailors", "crew", "1", counted="sailor"),
    measure("weight", "weight", "t"),
    measure("rise-v", "growth", "%", verb="rise, fall", value="by, extent"),
    measure("faster", "growth", "%", noun="fast", owner="self"),
    measure("launch-v", "launched", "date", verb="launch", value="in", owner="patient"),
    measure("launch-n", "launched", "date", noun="launch"),
    measure("debt-n", "debt", "currency", noun="debt", verb="borrow"),
)
CUES = (
    cue("reported", verb="say, announce, claim, claim np"),
    cue("hedged", verb="believe, doubt"),
    cue("denied", verb="deny, dispute"),
    cue("negated", verb="fail, refuse"),
    cue("planned", verb="plan, agree, be set"),
    cue("planned", adjective="planned"),
    cue("planned", auxiliary="will"),
    cue("hypothetical", verb="want"),
    cue("hypothetical", auxiliary="would"),
    cue("hypothetical", conjunction="if, whether"),
    cue("hedged", auxiliary="may, could"),
    cue("hedged", adverb="perhaps"),
    cue("hedged", adjective="possible"),
    cue("reported", verb="be say"),
    cue("reported", adverb="reportedly"),
    cue("reported", noun="claim"),
    cue("reported", preposition="according"),
    cue("planned", noun="plan"),
    cue("ended", adjective="former"),
    cue("ended", adverb="once"),
    cue("ended", phrase="used to, no longer"),
    cue("negated", phrase="no evidence, has yet to"),
)
NOUNS = (
    Noun("yard", "Yard", ("yard", "shipbuilder", "yard group"), (), rare=("outfitter",)),
    Noun("ship", "Ship", ("ferry", "ship", "cargo ship"), (), rare=("hydrofoil",)),
    Noun("engine", "Engine", ("engine",), ()),
    Noun("party", "Party", ("company", "government"), (), unique=("government",)),
    Noun("office", "Sailor", ("captain", "chief engineer", "engineer", "founder", "owner"), (), role=True),
)
NAMES = (
    Name("Oslo", "Place"),
    Name("Bergen", "Place"),
    Name("Norway", "Place", adjectives=("Norwegian",)),
    Name("Gull Bay", "Place", aliases=("GB",)),
    Name("Swift", "Ship", ambiguous=True),
    Name("Petrel 3", "Engine"),
    Name("Aldous", "Yard", aliases=("Aldous Marine Group",)),
    Name("tacking", "Engine"),
)
AFFIXES = (
    Affix("yards", "Yard", "last", ("Yards", "Marine", "Inc"), (), drop=True),
    Affix("institute", "Party", "any", ("Institute", "Ministry", "Society"), ()),
    Affix("office-of", "Party", "first", ("Office of",), ()),
    Affix("ms", "Ship", "first", ("MS",), ()),
)
SHAPES = (Shape("engine-number", "Engine", r"[A-Z][a-z]+[- ]\d+(?:\.\d)?", (), ()),)
PRONOUNS = (
    Pronoun(("it", "its"), ("Party", "Ship", "Engine")),
    Pronoun(("he", "him", "his", "she", "her"), ("Sailor",)),
    Pronoun(("they", "their"), ("Party", "Sailor"), number="plural"),
    Pronoun(("we", "our"), ("Party",), number="plural", speaker=True),
)
LABELS = (
    Label("ORG", "Yard", 0.6),
    Label("PERSON", "Sailor", 0.85, most=3),
    Label("GPE", "Place", 0.6),
    Label("GPE", "Place", 0.6, after=("in",)),
    Label("NAME", "Yard", 0.5, most=2),
)
