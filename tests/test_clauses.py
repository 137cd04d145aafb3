"""Constructions to roles: whatever the syntax, the same heads fill the same roles."""

from __future__ import annotations

import pytest
from shipyard import token, tree, words

from kg.extract.clauses import Roles, adjective_roles, identity, noun_roles, outward, particle_lemmas, subject, verb_roles
from kg.extract.parse import Tree

GRAMMATICAL = {"agent", "patient", "attr", "self", "poss", "compound", "amod", "hyphen", "to"}
"""What the tables list, with the text's prepositions (by only where it is not the agent); other roles repeat these."""

VERBS = [
    ("active", "Tarvik built Osprey .", "built", "agent Tarvik, patient Osprey"),
    ("perfect", "Tarvik has built Osprey .", "built", "agent Tarvik, patient Osprey"),
    ("question", "Did Tarvik build Osprey ?", "build", "agent Tarvik, patient Osprey"),
    ("passive", "Osprey was built by Tarvik .", "built", "patient Osprey, agent Tarvik"),
    ("perfect passive", "Osprey has been bought by Brask .", "bought", "patient Osprey, agent Brask"),
    ("agentless passive", "Osprey was built in Oslo .", "built", "patient Osprey, in Oslo"),
    ("passive with place", "Tarvik was founded in Oslo by Lind .", "founded", "patient Tarvik, agent Lind, in Oslo"),
    ("passive of a particle verb", "Tarvik was taken over by Brask .", "taken", "patient Tarvik, agent Brask"),
    ("preposition first", "In Oslo , Tarvik built Osprey .", "built", "agent Tarvik, patient Osprey, in Oslo"),
    ("double preposition", "Tarvik operates out of Oslo .", "operates", "agent Tarvik, of Oslo"),
    ("relative clause, subject gap", "Tarvik , which built Osprey , grew .", "built", "agent Tarvik, patient Osprey"),
    ("relative clause, object gap", "The ship that Tarvik built sank .", "built", "agent Tarvik, patient ship"),
    ("relative clause, whom", "Lind , whom Tarvik hired , left .", "hired", "agent Tarvik, patient Lind"),
    ("relative clause, no pronoun", "The ship Tarvik built sank .", "built", "agent Tarvik, patient ship"),
    ("relative clause, passive", "Osprey , which was built by Tarvik , sank .", "built", "patient Osprey, agent Tarvik"),
    ("relative clause, preposition gap", "The yard in which Lind invested grew .", "invested", "agent Lind, in yard"),
    ("the same beside an object", "The yard to which Tarvik sold Osprey grew .", "sold", "agent Tarvik, patient Osprey, to yard"),
    ("the same without object", "The port from which Osprey sails grew .", "sails", "agent Osprey, from port"),
    ("stranded preposition", "Brask , which Tarvik works with , grew .", "works", "agent Tarvik, with Brask"),
    ("main verb around a relative clause", "Tarvik , which built Osprey , grew .", "grew", "agent Tarvik"),
    ("cleft", "It was Tarvik that built Osprey .", "built", "agent Tarvik, patient Osprey"),
    ("reduced relative", "A ship built by Tarvik sank .", "built", "patient ship, agent Tarvik"),
    ("reduced relative in commas", "Osprey , built in Oslo , sank .", "built", "patient Osprey, in Oslo"),
    ("reduced relative in a prepositional phrase", "Osprey runs on engines made by Corvo .", "made", "patient engines, agent Corvo"),
    ("active participle on a noun", "A yard building ferries grew .", "building", "agent yard, patient ferries"),
    ("participle first, passive", "Founded by Lind , Tarvik builds ships .", "Founded", "patient Tarvik, agent Lind"),
    ("participle last, active", "Tarvik grew , building Osprey in Oslo .", "building", "agent Tarvik, patient Osprey, in Oslo"),
    ("perfect participle", "Tarvik , having bought Brask , grew .", "bought", "agent Tarvik, patient Brask"),
    ("infinitive, subject control", "Tarvik plans to build Osprey .", "build", "agent Tarvik, patient Osprey"),
    ("infinitive, object control", "Lind asked Tarvik to build Osprey .", "build", "agent Tarvik, patient Osprey"),
    ("infinitive under a passive", "Tarvik was asked to build Osprey .", "build", "agent Tarvik, patient Osprey"),
    ("infinitive with its own subject", "Tarvik wants Brask to sell Osprey .", "sell", "agent Brask, patient Osprey"),
    ("bare infinitive", "Tarvik let Brask use Osprey .", "use", "agent Brask, patient Osprey"),
    ("infinitive on an owned noun", "Tarvik 's plan to build Osprey failed .", "build", "agent Tarvik, patient Osprey"),
    ("infinitive on an object", "Tarvik announced a plan to build Osprey .", "build", "agent Tarvik, patient Osprey"),
    ("gerund as complement", "Tarvik began selling Osprey .", "selling", "agent Tarvik, patient Osprey"),
    ("gerund after a preposition", "Tarvik grew by building Osprey .", "building", "agent Tarvik, patient Osprey"),
    ("gerund after a preposition, first", "After buying Brask , Tarvik grew .", "buying", "agent Tarvik, patient Brask"),
    ("gerund after an adjective", "Tarvik is capable of building Osprey .", "building", "agent Tarvik, patient Osprey"),
    ("gerund after an owned noun", "Tarvik 's way of building ships changed .", "building", "agent Tarvik, patient ships"),
    ("finite complement", "Lind said Tarvik built Osprey .", "built", "agent Tarvik, patient Osprey"),
    ("passive complement", "Lind said that Osprey was built by Tarvik .", "built", "patient Osprey, agent Tarvik"),
    ("adverbial clause", "Tarvik grew because it built Osprey .", "built", "agent it, patient Osprey"),
    ("verbs with one subject", "Tarvik designed Osprey and built Fulmar .", "built", "agent Tarvik, patient Fulmar"),
    ("progressive verbs with one subject", "Tarvik is building Osprey and selling Fulmar .", "selling", "agent Tarvik, patient Fulmar"),
    ("verbs with one object", "Tarvik designs and builds Osprey .", "designs", "agent Tarvik, patient Osprey"),
    ("infinitives with one object", "Tarvik failed to build or buy Osprey .", "build", "agent Tarvik, patient Osprey"),
    ("clauses with two subjects", "Tarvik makes ships and Brask makes engines .", "makes~2", "agent Brask, patient engines"),
    ("passives with one subject", "Osprey was designed and built by Tarvik .", "built", "patient Osprey, agent Tarvik"),
    ("passives with two agents", "The ships were bought by Brask and sold by Tarvik .", "bought", "patient ships, agent Brask"),
    ("the second of them", "The ships were bought by Brask and sold by Tarvik .", "sold", "patient ships, agent Tarvik"),
    ("particle verb", "Brask took over Tarvik .", "took", "agent Brask, patient Tarvik"),
    ("dative", "Tarvik sold Brask a ship .", "sold", "agent Tarvik, patient ship, to Brask"),
    ("dative with to", "Tarvik sells the ferry to Brask .", "sells", "agent Tarvik, patient ferry, to Brask"),
    ("object with a preposition", "Tarvik sold Osprey to Brask .", "sold", "agent Tarvik, patient Osprey, to Brask"),
    ("the object's preposition", "Tarvik used engines from Brask .", "used", "agent Tarvik, patient engines, from Brask"),
    ("name and participle", "Oslo - based Tarvik grew .", "based", "patient Tarvik, hyphen Oslo"),
    ("backer and participle", "The Lind - backed yard grew .", "backed", "patient yard, hyphen Lind"),
    ("copula", "Osprey is a ferry .", "is", "agent Osprey, attr ferry"),
]  # fmt: skip

NOUNS = [
    ("apposition", "Tarvik , the maker of Osprey , grew .", "maker", "self Tarvik, of Osprey"),
    ("apposition, the noun first", "The maker of Osprey , Tarvik , grew .", "maker", "self Tarvik, of Osprey"),
    ("copula", "Tarvik is the maker of Osprey .", "maker", "self Tarvik, of Osprey"),
    ("become", "Lind became captain of Osprey .", "captain", "self Lind, of Osprey"),
    ("title with a compound", "Osprey maker Tarvik grew .", "maker", "self Tarvik, compound Osprey"),
    ("title", "Shipbuilder Tarvik grew .", "Shipbuilder", "self Tarvik"),
    ("owned title", "Tarvik 's rival Brask grew .", "rival", "self Brask, poss Tarvik"),
    ("owner and apposition", "Tarvik 's rival , Brask , grew .", "rival", "self Brask, poss Tarvik"),
    ("pronoun", "Its captain left .", "captain", "poss Its"),
    ("light verb", "Tarvik announced the purchase of Brask .", "purchase", "agent Tarvik, of Brask"),
    ("passive light verb", "The purchase of Brask was completed by Tarvik .", "purchase", "agent Tarvik, of Brask"),
    ("have", "Tarvik has a stake in Brask .", "stake", "agent Tarvik, in Brask"),
    ("light verb with a preposition", "Tarvik entered into a partnership with Brask .", "partnership", "agent Tarvik, with Brask"),
    ("nominalisation with owner", "Tarvik 's purchase of Brask failed .", "purchase", "poss Tarvik, of Brask"),
    ("nominalisation with agent", "The takeover of Brask by Tarvik failed .", "takeover", "of Brask, by Tarvik"),
    ("nominalisation with compound", "The Tarvik takeover failed .", "takeover", "compound Tarvik"),
    ("as after a verb without object", "Lind serves as captain of Osprey .", "captain", "self Lind, of Osprey"),
    ("as after an object", "Tarvik named Lind as captain of Osprey .", "captain", "self Lind, of Osprey"),
    ("coordinated complements", "Lind is founder and captain of Osprey .", "founder", "self Lind"),
    ("the second of them", "Lind is founder and captain of Osprey .", "captain", "self Lind, of Osprey"),
    ("coordinated appositions", "Lind , founder and owner of Tarvik , left .", "owner", "self Lind, of Tarvik"),
    ("adjective", "The Norwegian maker of Osprey grew .", "maker", "amod Norwegian, of Osprey"),
    ("complement with to", "Brask is a rival to Tarvik .", "rival", "self Brask, to Tarvik"),
]  # fmt: skip

ADJECTIVES = [
    ("copula", "Osprey is similar to Fulmar .", "similar", "self Osprey, to Fulmar"),
    ("behind a noun", "A yard famous for Osprey grew .", "famous", "self yard, for Osprey"),
    ("in commas", "Tarvik , famous for Osprey , grew .", "famous", "self Tarvik, for Osprey"),
    ("small clause", "Lind considers Osprey similar to Fulmar .", "similar", "self Osprey, to Fulmar"),
    ("before a noun", "The dear and slow Osprey sank .", "dear", "self Osprey"),
    ("coordinated", "The dear and slow Osprey sank .", "slow", "self Osprey"),
]


def shown(tree: Tree, roles: Roles) -> list[str]:
    """Roles as the tables write them."""
    prepositions = {tree.lower[t] for t in range(len(tree)) if tree.dep[t] in ("prep", "agent", "dative")}
    named = {name: words(tree, tokens) for name, tokens in roles.items() if name in GRAMMATICAL | prepositions}
    return sorted(f"{name} {found}" for name, found in named.items() if name != "by" or found != named.get("agent"))


@pytest.mark.parametrize(("text", "trigger", "roles"), [row[1:] for row in VERBS], ids=[row[0] for row in VERBS])
def test_roles_of_a_verb(text: str, trigger: str, roles: str) -> None:
    parsed = tree(text)
    assert shown(parsed, verb_roles(parsed, token(parsed, trigger))) == sorted(roles.split(", "))


@pytest.mark.parametrize(("text", "trigger", "roles"), [row[1:] for row in NOUNS], ids=[row[0] for row in NOUNS])
def test_roles_of_a_noun(text: str, trigger: str, roles: str) -> None:
    parsed = tree(text)
    assert shown(parsed, noun_roles(parsed, token(parsed, trigger))) == sorted(roles.split(", "))


@pytest.mark.parametrize(("text", "trigger", "roles"), [row[1:] for row in ADJECTIVES], ids=[row[0] for row in ADJECTIVES])
def test_roles_of_an_adjective(text: str, trigger: str, roles: str) -> None:
    parsed = tree(text)
    assert shown(parsed, adjective_roles(parsed, token(parsed, trigger))) == sorted(roles.split(", "))


@pytest.mark.parametrize(
    ("text", "verb", "lemmas"),
    [
        ("Brask took over Tarvik .", "took", ["take over", "take"]),
        ("Tarvik teamed up with Brask .", "teamed", ["team up", "team"]),
        ("Tarvik built Osprey .", "built", ["build"]),
    ],
)
def test_particles_belong_to_the_verb(text: str, verb: str, lemmas: list[str]) -> None:
    parsed = tree(text)
    assert particle_lemmas(parsed, token(parsed, verb)) == lemmas


def test_an_object_keeps_its_own_prepositions() -> None:
    parsed = tree("Tarvik announced the purchase of Brask .")
    roles = verb_roles(parsed, token(parsed, "announced"))
    assert words(parsed, roles["object_of"]) == "Brask"
    assert "of" not in roles


@pytest.mark.parametrize(
    ("text", "noun", "denoted"),
    [
        ("Tarvik , a yard , grew .", "yard", "Tarvik"),
        ("Tarvik , a yard , grew .", "Tarvik", "yard"),
        ("Osprey is a ferry .", "ferry", "Osprey"),
        ("Shipbuilder Tarvik grew .", "Shipbuilder", "Tarvik"),
        ("The cost of Osprey rose .", "cost", ""),
    ],
)
def test_identity(text: str, noun: str, denoted: str) -> None:
    parsed = tree(text)
    assert words(parsed, identity(parsed, token(parsed, noun))) == denoted


@pytest.mark.parametrize(
    ("text", "noun", "first"),
    [
        ("The cost of Osprey rose .", "cost", "Osprey"),
        ("Osprey 's price is 9 dollars .", "price", "Osprey"),
        ("Osprey has a crew of 9 .", "crew", "Osprey"),
        ("Ferries with a crew of nine sank .", "crew", "Ferries"),
        ("With a crew of 9 , Osprey sank .", "crew", "Osprey"),
        ("Osprey , with a weight of 9 tonnes , sank .", "weight", "Osprey"),
    ],
)
def test_outward_from_a_measured_noun(text: str, noun: str, first: str) -> None:
    parsed = tree(text)
    quantity = {t for t in range(len(parsed)) if parsed.text[t] in ("9", "nine", "dollars", "tonnes")}
    found = [t for t in outward(parsed, token(parsed, noun), quantity) if t not in quantity]
    assert parsed.text[found[0]] == first


def test_a_circle_of_heads_ends() -> None:
    parsed = Tree.of("to to TO aux 1\nbuild build VB xcomp 2\nplan plan VB xcomp 1")
    assert subject(parsed, 1) == []
