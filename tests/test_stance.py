"""How a statement is meant, read off the clauses over its trigger: the construction, the trigger, and what is left of plain assertion."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shipyard import cue, scene, sea, token

from kg.extract.stance import ORDER, RANK, Cues, Stance, stance_of
from kg.model import Mention

PLAIN = [
    ("a plain sentence", "Tarvik built Osprey .", "built"),
    ("a perfect", "Tarvik has built Osprey .", "built"),
    ("a relative clause of a speaker", "Lind , who founded Tarvik , said fares rose .", "founded"),
    ("a participle inside what is said", "Lind said Osprey , built by Tarvik , sank .", "built"),
    ("an apposition inside what is said", "Tarvik 's captain , Ravn , left . He built Osprey .", "captain"),
    ("a clause beside a speaker's", "Tarvik did not say so , but Brask built Osprey .", "built"),
    ("the main clause of a relative one", "Tarvik , which Lind says is old , built Osprey .", "built"),
    ("a clause of time", "Tarvik built Osprey after it bought Brask .", "bought"),
    ("another is denied it", "Tarvik , not Brask , built Osprey .", "built"),
    ("an object control", "Lind helped Tarvik build Osprey .", "build"),
    ("a beginning", "Tarvik began selling Osprey .", "selling"),
]

WEAKER = [
    # negation
    ("not", "Tarvik did not build Osprey .", "build", "negated"),
    ("cannot", "Tarvik can not build Osprey .", "build", "negated"),
    ("never", "Tarvik never built Osprey .", "built", "negated"),
    ("not, passive", "Tarvik was not founded by Lind .", "founded", "negated"),
    ("no before the noun", "Tarvik has no stake in Brask .", "stake", "negated"),
    ("a verb of failing", "Tarvik failed to build Osprey .", "build", "negated"),
    ("a verb of failing over two", "Tarvik failed to build or buy Osprey .", "buy", "negated"),
    ("a verb of refusing", "Tarvik refused to sell Osprey .", "sell", "negated"),
    ("a set phrase", "There is no evidence that Tarvik built Osprey .", "built", "negated"),
    ("yet to", "Tarvik has yet to build Osprey .", "build", "negated"),
    # auxiliaries
    ("may", "Tarvik may build Osprey .", "build", "hedged"),
    ("may, over two verbs, the first", "Tarvik may design or build Osprey .", "design", "hedged"),
    ("may, over two verbs, the second", "Tarvik may design or build Osprey .", "build", "hedged"),
    ("could have", "Tarvik could have built Osprey .", "built", "hedged"),
    ("will", "Tarvik will build Osprey .", "build", "planned"),
    ("would", "Tarvik would build Osprey .", "build", "hypothetical"),
    # conditions and questions
    ("if, first", "If Tarvik builds Osprey , fares rise .", "builds", "hypothetical"),
    ("if, last", "Fares rise if Tarvik builds Osprey .", "builds", "hypothetical"),
    ("inverted condition", "Had Tarvik built Osprey , fares would rise .", "built", "hypothetical"),
    ("whether, as subject", "Whether Tarvik built Osprey is unknown .", "built", "hypothetical"),
    ("whether, asked", "Tarvik asked whether Brask built Osprey .", "built", "hypothetical"),
    ("question", "Did Tarvik build Osprey ?", "build", "question"),
    ("question about the future", "Will Tarvik build Osprey ?", "build", "question planned"),
    # speech
    ("said that", "Lind said that Tarvik built Osprey .", "built", "reported by Lind"),
    ("said", "Lind said Tarvik built Osprey .", "built", "reported by Lind"),
    ("said, last", "Tarvik built Osprey , Lind said .", "built", "reported by Lind"),
    ("said, of a passive", "Lind said that Osprey was built by Tarvik .", "built", "reported by Lind"),
    ("it was said by", "It was said by Lind that Tarvik built Osprey .", "built", "reported by Lind"),
    ("said by an unnamed one", "An engineer said Tarvik built Osprey .", "built", "reported by An engineer"),
    ("said by sources", "Sources said Tarvik built Osprey .", "built", "reported by Sources"),
    ("said by he", "He said Tarvik built Osprey .", "built", "reported"),
    ("according to", "According to Lind , Tarvik built Osprey .", "built", "reported by Lind"),
    ("according to a report by", "According to a report by Lind , Tarvik built Osprey .", "built", "reported by Lind"),
    ("according to, last", "Tarvik built Osprey , according to an engineer .", "built", "reported by an engineer"),
    ("is said to", "Tarvik is said to own Osprey .", "own", "reported"),
    ("reportedly", "Tarvik reportedly built Osprey .", "built", "reported"),
    ("claims a thing", "Lind claims a stake in Brask .", "stake", "reported by Lind"),
    ("the speaker's plan", "Tarvik said it will build Osprey .", "build", "reported planned by Tarvik"),
    # belief and denial
    ("believes", "Lind believes Tarvik built Osprey .", "built", "hedged by Lind"),
    ("doubts", "Lind doubts that Tarvik built Osprey .", "built", "hedged by Lind"),
    ("said that one believes", "Lind said Ravn believes Tarvik built Osprey .", "built", "hedged by Ravn"),
    ("perhaps", "Perhaps Tarvik built Osprey .", "built", "hedged"),
    ("denied", "Lind denied that Tarvik built Osprey .", "built", "reported negated by Lind"),
    ("did not deny", "Lind did not deny that Tarvik built Osprey .", "built", "reported by Lind"),
    # plans and ends
    ("a plan to", "Tarvik 's plan to build Osprey is old .", "build", "planned"),
    ("plans to", "Tarvik plans to build Osprey .", "build", "planned"),
    ("does not plan to", "Tarvik does not plan to build Osprey .", "build", "planned negated"),
    ("agreed to two things", "Tarvik agreed to buy Brask and sell Osprey .", "sell", "planned"),
    ("is set to", "Tarvik is set to build Osprey .", "build", "planned"),
    ("a planned event", "Tarvik 's planned purchase of Brask failed .", "purchase", "planned"),
    ("wants to", "Tarvik wants to build Osprey .", "build", "hypothetical"),
    ("wants another to", "Tarvik wants Brask to sell Osprey .", "sell", "hypothetical"),
    ("former", "Tarvik 's former captain , Ravn , left .", "captain", "ended"),
    ("once", "Tarvik once owned Osprey .", "owned", "ended"),
    ("used to", "Tarvik used to own Osprey .", "own", "ended"),
    ("no longer", "Tarvik no longer owns Osprey .", "owns", "ended"),
]

CUES = Cues.of(sea().stance)


def shown(stance: Stance) -> str:
    """A stance as the tables write it; nothing for a plain assertion."""
    flags = [name for name in ("planned", "negated", "ended") if getattr(stance, name)]
    speaker = stance.speaker.name if isinstance(stance.speaker, Mention) else stance.speaker
    modality = [] if stance.modality == "asserted" else [stance.modality]
    return " ".join([*modality, *sorted(flags, reverse=True), *(["by", speaker] if speaker else [])])


@pytest.mark.parametrize(("text", "trigger"), [row[1:] for row in PLAIN], ids=[row[0] for row in PLAIN])
def test_what_is_said_plainly(text: str, trigger: str) -> None:
    made = scene(text)
    assert shown(stance_of(made, token(made.tree, trigger), CUES)) == ""


@pytest.mark.parametrize(("text", "trigger", "stance"), [row[1:] for row in WEAKER], ids=[row[0] for row in WEAKER])
def test_what_is_not(text: str, trigger: str, stance: str) -> None:
    made = scene(text)
    assert shown(stance_of(made, token(made.tree, trigger), CUES)) == stance


def test_a_speaker_with_a_name_is_a_mention() -> None:
    made = scene("Lind said Tarvik built Osprey .")
    assert stance_of(made, token(made.tree, "built"), CUES).speaker is made.at[0]


def test_the_words_come_from_the_lexicon() -> None:
    made = scene("Lind said Tarvik built Osprey .")
    assert stance_of(made, token(made.tree, "built"), Cues.of(())) == Stance()
    assert stance_of(made, token(made.tree, "built"), Cues.of((cue("hypothetical", verb="say"),))).modality == "hypothetical"


@settings(deadline=None)
@given(st.lists(st.sampled_from(ORDER)))
def test_a_stance_only_ever_weakens(steps: list[str]) -> None:
    stance = Stance()
    for step in steps:
        weaker = stance.weaker(step)
        assert RANK[weaker.modality] == max(RANK[stance.modality], RANK[step])
        stance = weaker
    assert RANK[stance.modality] == max([RANK[s] for s in steps], default=0)
