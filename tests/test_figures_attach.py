"""What a quantity hangs on, and whose figure it is: handles for every construction, then measures, owners and conversions."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from shipyard import CLASSES, measure, read, scene, sea, token, tree

from kg.extract.figures import Attacher, Reading, handles_of
from kg.extract.parse import Tree, head_of, token_at
from kg.extract.quantities import Found
from kg.extract.scene import Scene
from kg.model import Anchor, Figure

UNITS = {"dollars": "USD", "dollar": "USD", "percent": "%", "tonnes": "t", "tonne": "t"}

HANDLES = [
    ("a noun of it", "Osprey has a price of 9 dollars .", "noun price of"),
    ("a bare number of it", "Osprey has a crew of 9 .", "noun crew of"),
    ("subject of the copula", "The price of Osprey was 9 dollars .", "noun price attr"),
    ("owned subject of the copula", "Osprey 's price is 9 dollars .", "noun price attr"),
    ("object", "Osprey cost 9 dollars .", "verb cost patient"),
    ("object of a relative clause", "Osprey , which cost 9 dollars , sank .", "verb cost patient"),
    ("object in a complement", "Lind said Osprey cost 9 dollars .", "verb cost patient"),
    ("for, in a passive", "Osprey was sold for 9 dollars .", "verb sold for"),
    ("for, beside an object", "Tarvik sold Osprey for 9 dollars .", "verb sold for"),
    ("for, in a relative clause", "The ferry that Tarvik sold for 9 dollars sank .", "verb sold for"),
    ("by, of a change", "Osprey rose by 9 percent in 1999 .", "verb rose by"),
    ("extent of a change", "Fares fell 9 percent .", "verb fell extent"),
    ("where a change ends", "Fares rose to 9 dollars .", "verb rose to"),
    ("what changed", "Fares rose to 9 dollars .", "noun Fares subject"),
    ("what it is in", "Tarvik raised 9 dollars in debt .", "noun debt in"),
    ("degree of an adjective", "Osprey is 9 percent faster than Fulmar .", "noun faster degree"),
    ("degree of a dimension", "Osprey is 9 metres long .", "noun long degree"),
    ("what is counted", "Osprey employs 9 sailors .", "counted sailors counted"),
    ("what is counted, of two", "Osprey carries 9 sailors and 3 cooks .", "counted sailors counted"),
    ("what is counted, hyphenated", "A 9 - sailor ferry sank .", "counted sailor counted"),
    ("modified noun", "A 9 dollar fare sank Osprey .", "noun fare mod"),
    ("modified noun, a date", "The 1999 launch of Osprey failed .", "noun launch mod"),
    ("date of an event", "Osprey was launched in 1999 .", "verb launched in"),
    ("date on a participle", "Osprey , launched in 1999 , sank .", "verb launched in"),
    ("noun in a phrase of its own", "With a crew of 9 , Osprey sank .", "noun crew of"),
    ("paid to somebody", "Tarvik paid Brask 9 dollars for Osprey .", "verb paid patient"),
]

NO_HANDLE = [
    ("the other side of a comparison", "Osprey carries more sailors than the 9 of Fulmar .", "sailors"),
    ("another item's count", "Osprey carries 9 sailors and 3 cooks .", "cooks"),
]

READ = [
    ("price of its subject's possessor", "Osprey 's price is 9 dollars .", "Osprey price 9 USD"),
    ("price of what it is of", "The price of Osprey was 9 dollars .", "Osprey price 9 USD"),
    ("price had", "Osprey has a price of 9 dollars .", "Osprey price 9 USD"),
    ("price in a phrase of its own", "At a price of 9 dollars , Osprey sold well .", "Osprey price 9 USD"),
    ("cost", "Osprey cost 9 dollars .", "Osprey price 9 USD"),
    ("cost in a relative clause", "Osprey , which cost 9 dollars , sank .", "Osprey price 9 USD"),
    ("cost, of one of two", "Osprey cost 9 dollars and Fulmar cost 3 dollars .", "Osprey price 9 USD; Fulmar price 3 USD"),
    ("cost, said", "Lind said Osprey cost 9 dollars .", "Osprey price 9 USD"),
    ("sold, of what is sold", "Osprey was sold for 9 dollars .", "Osprey price 9 USD"),
    ("sold, not of who sells", "Tarvik sold Osprey for 9 dollars .", "Osprey price 9 USD"),
    ("sold, not of who buys", "Osprey was sold to Brask for 9 dollars by Tarvik .", "Osprey price 9 USD"),
    ("paid, of what is paid for", "Tarvik paid Brask 9 dollars for Osprey .", "Osprey price 9 USD"),
    ("another noun, another property", "Tarvik raised 9 dollars in debt .", "Tarvik debt 9 USD"),
    ("a crew had", "Osprey has a crew of 9 .", "Osprey crew 9 1"),
    ("a crew, first", "With a crew of 9 , Osprey sank .", "Osprey crew 9 1"),
    ("people counted", "Osprey employs 9 sailors .", "Osprey crew 9 1"),
    ("people counted beside others", "Osprey carries 9 sailors and 3 cooks .", "Osprey crew 9 1"),
    ("a unit that says it all", "Osprey weighs 9 tonnes .", "Osprey weight 9 t"),
    ("the same in a phrase", "Osprey , with a weight of 9 tonnes , sank .", "Osprey weight 9 t"),
    ("the same before the name", "The 9 tonne Osprey sank .", "Osprey weight 9 t"),
    ("a rise", "Osprey rose by 9 percent in 1999 .", "Osprey growth 9 %"),
    ("a comparison", "Osprey is 9 percent faster than Fulmar .", "Osprey growth 9 %"),
    ("a date", "Osprey was launched in 1999 .", "Osprey launched 1999 date"),
    ("a date, of what was launched", "Tarvik launched Osprey in 1999 .", "Osprey launched 1999 date"),
    ("a date on a participle", "Osprey , launched in 1999 , sank .", "Osprey launched 1999 date"),
    ("a date of a noun", "The 1999 launch of Osprey failed .", "Osprey launched 1999 date"),
    ("an owner in the sentence", "Brask grew . Tarvik 's price was 9 dollars .", "Tarvik price 9 USD"),
    ("a fare without a ship", "Fares rose to 9 dollars .", ""),
    ("a verb that measures nothing", "Tarvik spent 9 dollars on Osprey .", ""),
    ("nothing named", "The price is 9 dollars .", ""),
    ("a count of a thing that is not asked for", "Tarvik bought 9 Fulmars .", ""),
    ("the other side of a comparison", "Osprey carries more sailors than the 9 of Fulmar .", ""),
]


def quantities(tree: Tree) -> list[Found]:
    """The numbers of a tree, with the unit that stands behind them; four digits are a year."""
    found = []
    for t, text in enumerate(tree.text):
        if text.isdigit():
            behind = t + (2 if tree.text[t + 1] == "-" else 1)
            behind = behind if tree.text[behind] in UNITS else t
            unit = "date" if len(text) == 4 else UNITS.get(tree.text[behind], "1")
            anchor = Anchor(tree.start[t], tree.end[behind], " ".join(tree.text[t : behind + 1]))
            figure = Figure(text if unit == "date" else Decimal(text), unit, anchor)
            found.append(Found(figure, "date" if unit == "date" else "unit", anchor.start, anchor.end))
    return found


def handles(tree: Tree) -> list[str]:
    """The handles of a tree's first quantity as the table writes them."""
    anchor = quantities(tree)[0].figure.anchor
    tokens = token_at(tree, anchor.start, anchor.end)
    return [f"{h.kind} {tree.text[h.token]} {h.role}" for h in handles_of(tree, tokens, head_of(tree, tokens))]


def readings(made: Scene, attacher: Attacher | None = None) -> list[Reading]:
    return (attacher or Attacher.of(sea())).readings(made, quantities(made.tree))[0]


def shown(reading: Reading) -> str:
    return f"{reading.owner.name} {reading.measure.figure} {reading.figure.value} {reading.figure.unit}"


@pytest.mark.parametrize(("text", "handle"), [row[1:] for row in HANDLES], ids=[row[0] for row in HANDLES])
def test_a_quantity_hangs_on(text: str, handle: str) -> None:
    assert handle in handles(tree(text))


@pytest.mark.parametrize(("text", "word"), [row[1:] for row in NO_HANDLE], ids=[row[0] for row in NO_HANDLE])
def test_a_quantity_hangs_not_on(text: str, word: str) -> None:
    assert [h for h in handles(tree(text)) if h.split()[1] == word] == []


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in READ], ids=[row[0] for row in READ])
def test_readings(text: str, expected: str) -> None:
    assert [shown(r) for r in readings(scene(text))] == [row for row in expected.split("; ") if row]


def test_what_no_property_takes_is_left() -> None:
    made = scene("Osprey carries 9 sailors and 3 cooks .")
    taken, left = Attacher.of(sea()).readings(made, quantities(made.tree))
    assert [str(r.found.figure.value) for r in taken] == ["9"]
    assert [str(f.figure.value) for f in left] == ["3"]


def test_an_owner_may_be_understood() -> None:
    [found] = readings(read("Tarvik launched Osprey . The price was 9 dollars .", {"Osprey": "Ship"}))
    assert shown(found) == "Osprey price 9 USD"


def test_a_number_that_is_part_of_a_name_measures_nothing() -> None:
    made = scene("Osprey employs 9 sailors .")
    inside = [replace(f, in_name=True) for f in quantities(made.tree)]
    assert Attacher.of(sea()).readings(made, inside) == ([], inside)


def test_an_owner_is_of_the_property_s_domain() -> None:
    assert readings(scene("Osprey cost 9 dollars .", {**CLASSES, "Osprey": "Place"})) == []


def test_a_unit_must_fit() -> None:
    assert readings(scene("Osprey cost 9 dollars ."), Attacher.of(sea(units={}))) == [], "no currency without the code"


@pytest.mark.parametrize(
    ("fields", "value", "unit"),
    [
        ({}, "9", "%"),
        ({"sign": -1}, "-9", "%"),
        ({"convert": "increase", "gives": "×"}, "1.09", "×"),
        ({"convert": "remainder"}, "91", "%"),
        ({"gives": "points"}, "9", "points"),
    ],
)
def test_figures_are_converted_to_the_property_s_terms(fields: dict[str, object], value: str, unit: str) -> None:
    line = measure("rise-v", "growth", "%", verb="rise", value="by", **fields)
    [found] = readings(scene("Osprey rose by 9 percent in 1999 ."), Attacher.of(sea(measures=(line,))))
    assert (found.figure.value, found.figure.unit) == (Decimal(value), unit)


def test_ranges_are_converted_at_both_ends() -> None:
    made = scene("Osprey rose by 9 percent in 1999 .")
    found = quantities(made.tree)[0]
    wide = replace(found, figure=replace(found.figure, upper=Decimal(12)))
    line = measure("rise-v", "growth", "%", verb="rise", value="by", convert="increase", gives="×")
    [reading], _ = Attacher.of(sea(measures=(line,))).readings(made, [wide])
    assert (reading.figure.value, reading.figure.upper) == (Decimal("1.09"), Decimal("1.12"))


def test_the_more_specific_words_win() -> None:
    lines = (measure("any", "price", "currency"), measure("cost-v", "debt", "currency", verb="cost", value="patient", owner="agent"))
    [found] = readings(scene("Osprey cost 9 dollars ."), Attacher.of(sea(measures=lines)))
    assert found.measure.id == "cost-v"


@pytest.mark.parametrize(("words", "found"), [({"require": ("fulmar",)}, 1), ({"require": ("oslo",)}, 0), ({"bar": ("fulmar",)}, 0)])
def test_words_that_must_or_must_not_stand_in_the_clause(words: dict[str, object], found: int) -> None:
    line = measure("faster", "growth", "%", noun="fast", owner="self", **words)
    assert len(readings(scene("Osprey is 9 percent faster than Fulmar ."), Attacher.of(sea(measures=(line,))))) == found


def test_what_it_was_measured_on() -> None:
    line = measure("sell-v", "price", "currency", verb="sell", value="for", owner="patient", on=("to",))
    [found] = readings(scene("Osprey was sold to Brask for 9 dollars by Tarvik ."), Attacher.of(sea(measures=(line,))))
    assert found.on == "Brask"


def test_the_maker_stands_for_what_it_made() -> None:
    """A figure of money spent to make a thing is the thing's, if the property says that it would rather be."""
    line = measure("cost-v", "price", "currency", verb="sell", value="for", owner="agent", prefer="Ship")
    [found] = readings(scene("Tarvik sold Osprey for 9 dollars ."), Attacher.of(sea(measures=(line,))))
    assert found.owner.name == "Osprey"


def test_measures_wish_for_the_classes_of_their_owners() -> None:
    made = tree("Osprey cost 9 dollars .")
    [(owner, trigger, classes, weight)] = Attacher.of(sea()).expectations(made, quantities(made))
    assert (made.text[owner], made.text[trigger], classes) == ("Osprey", "cost", ("Yard", "Ship"))
    assert weight > 0


def test_a_class_is_counted_by_its_names() -> None:
    """ "9 Fulmars" counts ships."""
    line = measure("fleet", "crew", "1", counted="ship")
    made = scene("Tarvik bought 9 Fulmars .", {"Tarvik": "Yard", "Fulmars": "Ship"})
    found = readings(made, Attacher.of(sea(measures=(line,))))
    assert [made.tree.text[r.trigger] for r in found] == ["Fulmars"]
    assert token(made.tree, "Fulmars") == found[0].trigger
