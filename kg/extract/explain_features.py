"""Features of the trained models in words: what `kg.extract.learned` writes as "LT:buy", people read as: they meet at “buy”."""

from __future__ import annotations

import re

WORDED = {
    "1": ("in any case", ""),
    "K": ("ends: {0}", "d"),
    "C": ("classes: {0}", "d"),
    "CJ": ("listed with others: {0}", "d"),
    "P": ("path {0}", "d"),
    "PN": ("path of {0} steps", "d"),
    "PT": ("they meet at a {0} {1}", "d:d"),
    "L": ("on the path {0}", "w"),
    "LT": ("they meet at {0}", "w"),
    "LTD": ("they meet at {0} as {1}, {2}", "w:d:d"),
    "E": ("{0} on the path", "d"),
    "LX": ("on the path just {0} ({1})", "w:d"),
    "DD": ("they are {0}", "d"),
    "PV": ("they are {1} of a verb, passive {0}", "d:d"),
    "LV": ("they meet at the verb {0}, passive {1}", "w:d"),
    "SV": ("in one clause: {0}", "d"),
    "VA": ("clause of the first: {0}", "w"),
    "VB": ("clause of the second: {0}", "w"),
    "N#": ("{0} names between", "d"),
    "N": ("roles {0}", "d"),
    "NW": ("roles {1} of {0}", "w:d"),
    "D": ("{0} words between", "d"),
    "B": ("between {0}", "w"),
    "BB": ("between {0}", "w"),
    "BX": ("between just {0}", "w"),
    "NA": ("{0} between of the first's class", "d"),
    "NB": ("{0} between of the second's class", "d"),
    "G": ("between {0}", "w"),
    "A1": ("before the first {0}", "w"),
    "B1": ("behind the second {0}", "w"),
    "I1": ("behind the first {0}", "w"),
    "J1": ("before the second {0}", "w"),
    "HA": ("the first is {1} of {0}", "w:d"),
    "HB": ("the second is {1} of {0}", "w:d"),
    "HA2": ("the first after {0} of {1}", "w:w"),
    "HB2": ("the second after {0} of {1}", "w:w"),
    "R#": ("in the sentence {0} of the first's class, {1} of the second's", "d:d"),
    # Of what the sentence leaves unsaid.
    "~1": ("one end unsaid", ""),
    "~K": ("ends: {0}", "d"),
    "~C": ("classes: {0}", "d"),
    "~F": ("{0} others here fit the unsaid {1}", "d:d"),
    "~Z": ("unsaid {2}: listed {0}, clause {1}", "d:d:d"),
    "~RV": ("sentence of {0}", "w"),
    "~RS": ("its subject is {0}, unsaid {1}", "d:d"),
    "~RW": ("its subject is {0}", "w"),
    "~RD": ("its subject has {0}, {1}", "w:d"),
    "~V": ("{1} in the clause of {0}", "w:d"),
    "~D": ("it is {0}", "d"),
    "~H": ("it hangs on {0}", "w"),
    "~A": ("before it {0}", "w"),
    "~B": ("behind it {0}", "w"),
    "~L": ("length of the sentence {0}", "d"),
    "~P": ("place in the sentence {0}", "d"),
    "~S": ("near the start {0}", "w"),
    "~G": ("in the sentence {0}", "w"),
    "~U": ("{0} stands for nothing yet, {1}, fits {2}", "w:d:d"),
    "~UR": ("{0} that stands for nothing yet, path {1}, fits {2}", "d:d:d"),
    "~UN": ("what stands for nothing yet has roles {0}, fits {1}", "d:d"),
    "~UW": ("what stands for nothing yet is {1} of {0}, fits {2}", "w:d:d"),
    "~UF": ("something that fits stands for nothing yet: {0}, unsaid {1}", "d:d"),
    # Of a property's own words.
    "F": ("a line of the lexicon says it {0}", "d"),
    "T": ("the property's own words: {0}", "d"),
    "R": ("the property's {0} by {1}", "d:d"),
    "RW": ("the property's {0} by {1}", "w:d"),
    "RI": ("the property's {0} to the first by {1}", "d:d"),
    "RJ": ("the property's {0} to the second by {1}", "d:d"),
    "TN": ("roles {1} of the property's {0}", "d:d"),
    "TNW": ("roles {1} of the property's {0}", "w:d"),
    # Of quantities.
    "U": ("unit {0}", "d"),
    "M": ("unit {0}, size 10^{1}", "d:d"),
    "per": ("per {0}", "w"),
    "hyphenated": ("hyphenated", ""),
    "H": ("hangs on {0}", "w"),
    "H#": ("hangs on {2}, {0} {1}", "d:d:w"),
    "W-": ("close before {0}", "w"),
    "W+": ("close behind {0}", "w"),
    "S": ("in the sentence {0}", "w"),
    "Q": ("read by a measure: {0}", "d"),
    "Q:": ("read by a measure {2} as this property: {0}, with this owner: {1}", "d:d:d"),
    "~Q": ("owner unsaid: {0}", "d"),
    "Q#": ("as many owners as figures {0}, same rank {1}", "d:d"),
    "Q<": ("owner before it {0}, {1} nearer ones", "d:d"),
    "Q1": ("{0} owners, {1} figures alike", "d:d"),
    "V": ("taken as {0}", "d"),
}
"""Prefix to a phrase and what fills it: w a word, d what stays as it is. A prefix that ends in # or : is told from its like by its form."""
OWNER = "O"
"""Before the features of a quantity and its owner that pairs of names have as well."""
ALWAYS = frozenset({"1", OWNER + "1"})
"""Features that are there for every two names, or every figure and owner that the sentence names."""
PLACE = re.compile(r"(W[+-])(?:\d:)?(.+)", re.DOTALL)


def worded(feature: str) -> str:
    """A feature for people; as it is where no words are known for it."""
    prefix, rest = split(feature)
    if prefix not in WORDED:
        return feature
    phrase, layout = WORDED[prefix]
    return " ".join(phrase.format(*filled(layout, rest)).split())


def split(feature: str) -> tuple[str, str]:
    """What kind of feature it is, and of what."""
    if place := PLACE.fullmatch(feature):
        return place[1], place[2]
    prefix, _, rest = feature.removeprefix(OWNER).partition(":")
    if prefix in ("C", "~C"):
        rest = "|".join(end or "figure" for end in rest.split("|"))
    if (prefix in ("N", "R") and rest[:1].isdigit()) or (prefix == "H" and rest.count(":") > 1):
        prefix += "#"
    if prefix == "Q" and ":" in rest:
        prefix += ":"
    return prefix, rest


def filled(layout: str, rest: str) -> list[str]:
    """The rest of a feature cut into fields; a word that holds a colon keeps it."""
    kinds = layout.split(":") if layout else []
    parts = rest.rsplit(":", max(len(kinds) - 1, 0)) if kinds[:1] == ["w"] else rest.split(":", max(len(kinds) - 1, 0))
    parts += [""] * (len(kinds) - len(parts))
    return [quoted(p) if kind == "w" else plain(p) for kind, p in zip(kinds, parts, strict=False)]


def quoted(word: str) -> str:
    if word.startswith("<") and word.endswith(">") and "_" not in word:
        return f"a {word[1:-1]}"
    return {"": "nothing", "#": "the sentence's edge"}.get(word, f"“{word.replace('_', ' ')}”")


def plain(rest: str) -> str:
    return re.sub(r"\bTrue\b", "yes", re.sub(r"\bFalse\b", "no", rest)).replace("|", " and ")
