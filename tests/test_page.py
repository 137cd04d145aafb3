"""kg.publish.html: the page, as text and as a person meets it in a browser.

In the browser every console error, every uncaught error, every dialog and every request beyond the file itself fails the test.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import unescape
from importlib.resources import files
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from faking import bare_ontology
from making import claim, document, extraction, figure, mention

from kg.model import Claim, Conflict, Entity, Extraction, Mention, Resolution, claim_id
from kg.naming import kebab, slug
from kg.ontology import Ontology, load
from kg.publish.html import render
from kg.publish.legend import HUES, SHAPES, looks
from kg.publish.picture import Dot, Line, draw, ranks

# ---------------------------------------------------------------------------------------------------------------- what is on the page


def first_document() -> Extraction:
    doc = document(
        "🛰 Brackwater, based in Porto, built Heron-5 for just $4 million. Its rival Ostrava Labs says the price was $9 million. "
        "Heron-5 does not outperform Tern. Lumo may have built Tern. Vesna Kral works for Brackwater.",
        "first.txt",
        title="What a heron costs",
        publisher="The Estuary",
        date="2031-04-02",
        url="https://example.org/heron?a=1&b=2",
    )
    maker, model = mention(doc, "Brackwater", "Company"), mention(doc, "Heron-5", "Model")
    again, rival = mention(doc, "Heron-5", "Model", nth=1), mention(doc, "Ostrava Labs", "Company")
    tern, late = mention(doc, "Tern", "Model"), mention(doc, "Tern", "Model", nth=1)
    claims = [
        claim(doc, maker, "developed", model, rule="build-v", confidence=0.87),
        claim(doc, maker, "locatedIn", mention(doc, "Porto", "Place")),
        claim(doc, model, "trainingCost", figure(doc, "$4 million", 4_000_000)),
        claim(doc, model, "trainingCost", figure(doc, "$9 million", 9_000_000), speaker=rival, modality="reported", scope="document"),
        claim(doc, maker, "competesWith", rival),
        claim(doc, again, "outperforms", tern, negated=True),
        claim(doc, mention(doc, "Lumo", "Company"), "developed", late, modality="hedged"),
        claim(doc, mention(doc, "Vesna Kral", "Person"), "worksFor", mention(doc, "Brackwater", "Company", nth=1), role="chief engineer"),
    ]
    return extraction(doc, [mention(doc, "Brackwater", "Company")], claims)


def second_document() -> Extraction:
    doc = document("Grey Heron by Brackwater cost $4 million. A spokesman of Nowhere Ltd was not to be reached.", "second.txt", date="2031")
    model = mention(doc, "Grey Heron", "Model")
    return extraction(
        doc,
        [mention(doc, "Nowhere Ltd", "Company")],
        [
            claim(doc, model, "trainingCost", figure(doc, "$4 million", 4_000_000), speaker="a spokesman"),
            claim(doc, mention(doc, "Brackwater", "Company"), "developed", model),
        ],
    )


SAME = {"Grey Heron": "Heron-5"}


def resolved(extractions: list[Extraction], same: dict[str, str] = SAME) -> Resolution:
    """Mentions of one class and name are one entity, and so are the names that `same` joins."""
    members: dict[tuple[str, str], set[tuple[str, str, str]]] = defaultdict(set)
    for each in extractions:
        for found in each.mentions:
            members[found.cls, same.get(found.name, found.name)].add((each.document.name, found.cls, found.name))
    entities, of = [], {}
    for (cls, name), group in sorted(members.items()):
        identity = f"{kebab(cls)}/{slug(name)}"
        names = tuple(sorted({member[2] for member in group} - {name}))
        entities.append(Entity(identity, cls, name, names, tuple(sorted(group)), tuple(f"{other} is {name}" for other in names)))
        of.update(dict.fromkeys(group, identity))
    return Resolution(tuple(entities), of)


def contested(extractions: list[Extraction]) -> tuple[Conflict, ...]:
    ids = [claim_id(each.document.name, found) for each in extractions for found in each.claims if found.predicate == "trainingCost"]
    return (Conflict("c1", "contradiction", "model/heron-5", "trainingCost", tuple(sorted(ids)), "The values differ by 125 %."),)


@pytest.fixture(scope="module")
def ontology(tmp_path_factory: pytest.TempPathFactory) -> Ontology:
    """The shipped vocabulary; the page has no use for a lexicon."""
    return load(bare_ontology(tmp_path_factory.mktemp("ontology")))


@pytest.fixture(scope="module")
def extractions() -> list[Extraction]:
    return [first_document(), second_document()]


@pytest.fixture(scope="module")
def html(extractions: list[Extraction], ontology: Ontology) -> str:
    return render(extractions, resolved(extractions), contested(extractions), ontology, "Herons & co")


def data_of(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)
    assert found is not None
    return json.loads(found.group(1))  # type: ignore[no-any-return]


# ------------------------------------------------------------------------------------------------------------------------ the text


def test_same_values_same_characters_in_any_order(extractions: list[Extraction], ontology: Ontology, html: str) -> None:
    backwards = list(reversed(extractions))
    assert render(iter(backwards), resolved(backwards), contested(backwards), ontology, "Herons & co") == html


def test_policy_allows_exactly_the_texts_in_the_page(html: str) -> None:
    policy = unescape(re.search(r'http-equiv="Content-Security-Policy" content="(.*?)"', html)[1])  # type: ignore[index]
    rules = {name: values for name, *values in (rule.split() for rule in policy.split(";"))}
    inline = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    styles = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == ["'none'"]
    assert rules["img-src"] == ["data:"]
    assert sorted(rules["script-src"]) == sorted(hashed(text) for text in inline)
    assert sorted(rules["style-src"]) == sorted(hashed(text) for text in styles)
    assert len(inline) == 2


def hashed(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_script_never_makes_markup_out_of_text() -> None:
    own = "".join(part.read_text("utf-8") for part in files("kg.publish").joinpath("page").iterdir() if part.name.endswith(".js"))
    assert re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\b|new Function|srcdoc|\.cssText", own) == []


def test_nodes_and_edges_come_from_pyvis_with_places(html: str) -> None:
    data = data_of(html)
    assert len(data["nodes"]) == len(data["entities"]) == 8
    assert all(isinstance(node["x"], int) and isinstance(node["y"], int) for node in data["nodes"])
    assert {node["group"] for node in data["nodes"]} == {"Company", "Model", "Person", "Place"}


def test_claims_of_one_subject_predicate_and_object_are_one_edge(html: str) -> None:
    data = data_of(html)
    names = [entity["name"] for entity in data["entities"]]
    kinds = [each["id"] for each in data["properties"]]
    edges = {(names[e["from"]], names[e["to"]]): e for e in data["edges"]}
    of = defaultdict(list)
    for each in data["claims"]:
        if "edge" in each:
            of[each["edge"]].append((names[each["s"]], kinds[each["p"]], names[each["o"]]))
    assert all(len(set(group)) == 1 for group in of.values())
    assert len(of[edges["Brackwater", "Heron-5"]["id"]]) == 2
    assert {pair: edge["dashes"] for pair, edge in edges.items() if edge["dashes"]} == {
        ("Heron-5", "Tern"): True,
        ("Lumo", "Tern"): True,
    }
    assert edges["Brackwater", "Ostrava Labs"]["arrows"] == ""
    assert edges["Brackwater", "Heron-5"]["arrows"] == "to"


def test_figures_are_values_of_their_owner_and_no_nodes(html: str) -> None:
    data = data_of(html)
    assert sorted(each["figure"]["label"] for each in data["claims"] if "figure" in each) == [
        "US$4 million",
        "US$4 million",
        "US$9 million",
    ]
    assert not any("million" in node["label"] for node in data["nodes"])


def test_sentences_are_kept_once_and_marks_count_as_browsers_do(html: str) -> None:
    data = data_of(html)
    texts = [sentence["text"] for sentence in data["sentences"]]
    assert len(texts) == len(set(texts))
    first = next(each for each in data["claims"] if each["rule"] == "build-v")
    sentence = texts[first["in"]].encode("utf-16-le")
    assert [sentence[2 * start : 2 * end].decode("utf-16-le") for start, end in (first["sAt"], first["oAt"])] == ["Brackwater", "Heron-5"]


def test_an_end_outside_the_sentence_is_not_marked(html: str) -> None:
    told = next(each for each in data_of(html)["claims"] if each.get("figure", {}).get("label") == "US$9 million")
    assert "sAt" not in told
    assert "oAt" in told


def test_best_connected_come_first_and_unconnected_last(html: str) -> None:
    names = [entity["name"] for entity in data_of(html)["entities"]]
    assert names[0] == "Brackwater"
    assert names[-1] == "Nowhere Ltd"


def test_half_a_character_in_the_title_can_be_written(ontology: Ontology) -> None:
    html = render([], Resolution((), {}), (), ontology, "half \ud83d")
    assert data_of(html.encode("utf-8").decode("utf-8"))["title"] == "half \ud83d"


def test_an_empty_graph_is_a_page_too(ontology: Ontology) -> None:
    data = data_of(render([], Resolution((), {}), (), ontology, ""))
    assert data["nodes"] == data["edges"] == data["claims"] == []


# --------------------------------------------------------------------------------------------------------------- looks and picture


def test_no_two_classes_look_the_same(ontology: Ontology) -> None:
    found = looks(ontology)
    assert set(found) == set(ontology.classes)
    assert len(set(found.values())) == len(found)
    assert all(0 <= look.hue < HUES and look.shape in SHAPES for look in found.values())


def test_a_class_shares_the_hue_of_its_superclass(ontology: Ontology) -> None:
    found = looks(ontology)
    assert {found[cls].hue == found[top].hue for cls in found for top in ontology.ancestors(cls)} == {True}


BLINDNESS = {
    "none": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
"""What a dichromat sees of linear RGB: Machado, Oliveira and Fernandes 2009, full severity."""


def palettes() -> dict[str, tuple[list[str], str]]:
    """The hues and the paper of light and of dark pages, out of page.css."""
    css = files("kg.publish").joinpath("page", "page.css").read_text("utf-8")
    papers = re.findall(r"--paper: (#\w{6})", css)
    hues = [colour for _, colour in re.findall(r"--hue-(\d): (#\w{6})", css)]
    assert len(hues) == 2 * HUES
    return {"light": (hues[:HUES], papers[0]), "dark": (hues[HUES:], papers[1])}


def linear(colour: str) -> list[float]:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def oklab(rgb: list[float]) -> list[float]:
    to_cones = (
        (0.4122214708, 0.5363325363, 0.0514459929),
        (0.2119034982, 0.6806995451, 0.1073969566),
        (0.0883024619, 0.2817188376, 0.6299787005),
    )
    to_lab = (
        (0.2104542553, 0.793617785, -0.0040720468),
        (1.9779984951, -2.428592205, 0.4505937099),
        (0.0259040371, 0.7827717662, -0.808675766),
    )
    cones = [sum(k * value for k, value in zip(row, rgb, strict=True)) ** (1 / 3) for row in to_cones]
    return [sum(k * value for k, value in zip(row, cones, strict=True)) for row in to_lab]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("sight", BLINDNESS)
def test_hues_can_be_told_apart_by_colour_blind_readers(theme: str, sight: str) -> None:
    hues, _ = palettes()[theme]
    seen = [oklab([max(0.0, sum(k * v for k, v in zip(row, linear(hue), strict=True))) for row in BLINDNESS[sight]]) for hue in hues]
    nearest = min(sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5 for one, other in combinations(seen, 2))
    assert nearest > 0.07


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_hues_stand_out_from_the_paper(theme: str) -> None:
    hues, paper = palettes()[theme]
    light = {colour: sum(k * v for k, v in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True)) + 0.05 for colour in [*hues, paper]}
    assert min(max(light[hue], light[paper]) / min(light[hue], light[paper]) for hue in hues) >= 3


def test_ranks_add_up_and_favour_the_linked() -> None:
    found = ranks(5, [(0, 1), (0, 2), (0, 3)])
    assert sum(found) == pytest.approx(1)
    assert found[0] > found[1] == found[2] == found[3] > found[4]
    assert ranks(0, []) == []


def test_lines_between_the_same_dots_bend_apart() -> None:
    dots = [Dot(name, "any", "dot", 1.0) for name in "ab"]
    _, edges = draw(dots, [Line(0, 1, 1, True, True), Line(1, 0, 1, True, True), Line(0, 1, 9, True, False)])
    bends = [(edge["smooth"]["type"], edge["smooth"]["roundness"]) if edge["smooth"] else None for edge in edges]
    assert bends[1] is None
    assert bends[0] != bends[2]
    assert edges[2]["dashes"] is True
    assert edges[2]["width"] > edges[0]["width"]


# ---------------------------------------------------------------------------------------------------------------------- in a browser

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"]
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
Page = Any
Open = Callable[..., Page]


def unavailable(reason: str) -> None:
    if os.environ.get("KG_REQUIRE_BROWSER") == "1":
        pytest.fail(f"KG_REQUIRE_BROWSER=1, but {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    chromium = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
    if chromium is None:
        unavailable("there is no Chromium on the PATH; install Debian's chromium to test the page")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        unavailable("playwright is not installed; install kg's test extra to test the page")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Any, tmp_path: Path) -> Iterator[Open]:
    """Open a page's text; afterwards nothing may have been requested, logged as an error, thrown or asked."""
    complaints: list[str] = []
    contexts = []

    def opened(html: str, hash: str = "", viewport: dict[str, int] = WIDE, **options: Any) -> Page:
        path = tmp_path / "graph.html"
        path.write_text(html, encoding="utf-8", newline="")
        context = browser.new_context(viewport=viewport, reduced_motion="reduce", **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: complaints.append(request.url) if not request.url.startswith((path.as_uri(), "data:")) else None)
        page.on("dialog", lambda dialog: complaints.append(dialog.message) or dialog.dismiss())  # type: ignore[func-returns-value]
        page.goto(path.as_uri() + hash)
        page.wait_for_selector("#details h2")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def has_heading(page: Page, text: str) -> None:
    """Wait for the text beside the map to be about this: the address changes a moment before the page does."""
    headed = r"text => document.querySelector('#details h2')?.textContent.replace(/\s+/g, ' ').trim() === text"
    page.wait_for_function(headed, arg=text)


def located(page: Page, identity: str) -> tuple[float, float]:
    spot = page.evaluate("id => document.getElementById('map').locate(id)", identity)
    return spot["x"], spot["y"]


@pytest.mark.browser
def test_start_explains_itself(visit: Open, html: str) -> None:
    page = visit(html)
    assert page.title() == "Herons & co"
    assert page.inner_text("#counts") == "2 sources · 8 names · 7 relation claims · 3 figures · 1 disagreement"
    assert page.inner_text("#status") == "Showing 7 of 7 names, 6 links"
    assert page.locator(".top .name").first.inner_text().startswith("Brackwater")
    assert page.locator(".conflicts .badge").all_inner_texts() == ["Contradiction"]
    assert page.locator(".conflicts .values").inner_text() == "US$4 million / US$9 million"


@pytest.mark.browser
def test_search_by_alias_with_the_keyboard_and_back(visit: Open, html: str) -> None:
    page = visit(html)
    page.keyboard.press("/")
    page.keyboard.type("gREY  her")
    assert page.locator("#suggestions li .name").all_inner_texts() == ["Heron-5"]
    assert page.locator("#suggestions li .aside").all_inner_texts() == ["also Grey Heron"]
    assert page.get_attribute("#search", "aria-activedescendant") == "suggestion-0"
    page.keyboard.press("Enter")
    has_heading(page, "Heron-5")
    assert page.evaluate("location.hash") == "#model/heron-5"
    assert page.evaluate("document.activeElement.tagName") == "H2"
    assert "Also written Grey Heron" in page.inner_text("#details")
    page.go_back()
    has_heading(page, "Who says what about whom")


@pytest.mark.browser
def test_arrows_walk_through_suggestions_and_escape_closes_them(visit: Open, html: str) -> None:
    page = visit(html)
    page.fill("#search", "r")
    options = page.locator("#suggestions li .name").all_inner_texts()
    assert len(options) > 2
    page.keyboard.press("ArrowDown")
    assert page.locator('#suggestions [aria-selected="true"] .name').inner_text() == options[1]
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.locator('#suggestions [aria-selected="true"] .name').inner_text() == options[-1]
    page.keyboard.press("Escape")
    assert page.locator("#suggestions").is_hidden()
    page.fill("#search", "no such thing")
    assert page.inner_text("#suggestions") == "No such name"


@pytest.mark.browser
def test_click_on_a_dot_opens_the_entity(visit: Open, html: str) -> None:
    page = visit(html)
    page.mouse.click(*located(page, "company/brackwater"))
    page.wait_for_url("**#company/brackwater")
    has_heading(page, "Brackwater")
    assert page.locator("#details h4").all_inner_texts() == [
        "Brackwater developed …",
        "Brackwater located in …",
        "Brackwater competes with …",
        "… works for Brackwater",
    ]


@pytest.mark.browser
def test_click_on_a_line_opens_its_claims_with_both_ends_marked(visit: Open, html: str) -> None:
    page = visit(html)
    (x1, y1), (x2, y2) = located(page, "company/brackwater"), located(page, "model/heron-5")
    page.mouse.click((x1 + x2) / 2, (y1 + y2) / 2)
    page.wait_for_function("location.hash.startsWith('#claim/')")
    has_heading(page, "Brackwater developed Heron-5")
    assert page.locator("mark.s").all_inner_texts() == ["Brackwater", "Brackwater"]
    assert page.locator("mark.o").all_inner_texts() == ["Heron-5", "Grey Heron"]
    first = page.locator(".claim").first
    assert first.locator("blockquote").inner_text().startswith("🛰 Brackwater, based in Porto")
    caption = first.locator("figcaption").inner_text()
    assert "What a heron costs · The Estuary · 2 April 2031" in caption
    assert "In the source’s own words" in caption
    assert "Rule build-v · confidence 0.87" in caption
    assert first.locator("a").get_attribute("href") == "https://example.org/heron?a=1&b=2"


@pytest.mark.browser
def test_figures_stand_by_value_with_sources_and_disagreement(visit: Open, html: str) -> None:
    page = visit(html, "#model/heron-5")
    table = page.locator("table.figures")
    assert table.locator("th[scope=colgroup]").inner_text().startswith("Training cost")
    assert table.locator("th .badge").all_inner_texts() == ["Contradiction"]
    assert [" ".join(text.split()) for text in table.locator("td.value").all_inner_texts()] == ["US$4 million", "US$9 million Reported"]
    assert table.locator("td.from").first.inner_text().split("\n") == ["The Estuary", "second.txt"]
    more = table.get_by_role("button", name="2 quotes: US$4 million")
    assert more.get_attribute("aria-expanded") == "false"
    more.click()
    assert more.get_attribute("aria-expanded") == "true"
    assert table.locator("blockquote:visible").count() == 2
    assert "Said by “a spokesman”" in table.inner_text()


@pytest.mark.browser
def test_a_disagreement_is_shown_side_by_side(visit: Open, html: str) -> None:
    page = visit(html)
    page.locator(".conflicts a").click()
    assert page.evaluate("location.hash") == "#conflict/c1"
    assert page.inner_text("#details .eyebrow") == "Contradiction"
    assert "The values differ by 125 %." in page.inner_text("#details")
    assert page.locator(".versus h3").all_inner_texts() == ["US$4 million", "US$9 million"]
    left, right = (page.locator(".versus section").nth(at).bounding_box() for at in (0, 1))
    assert left["y"] == right["y"]
    said = page.locator(".versus section").nth(1)
    assert "Said by Ostrava Labs" in said.inner_text()
    said.get_by_role("link", name="Ostrava Labs").click()
    has_heading(page, "Ostrava Labs")
    assert "What Ostrava Labs says" in page.inner_text("#details")


@pytest.mark.browser
def test_stance_is_told_in_words(visit: Open, html: str) -> None:
    page = visit(html, "#model/tern")
    assert set(page.locator("#details .line .badge").all_inner_texts()) == {"Denied", "Hedged"}
    page.goto(page.url.partition("#")[0] + "#person/vesna-kral")
    has_heading(page, "Vesna Kral")
    assert "As chief engineer" in page.inner_text("#details")


FILTERS: list[tuple[str, str, str, str]] = [
    ("Relations and figures", "Developed", "uncheck", "Showing 6 of 7 names, 4 links"),
    ("Sources", "second.txt", "uncheck", "Showing 7 of 7 names, 6 links"),
    ("Sources", "What a heron costs", "uncheck", "Showing 2 of 7 names, 1 link"),
    ("Certainty", "Stated", "uncheck", "Showing 3 of 7 names, 1 link"),
]


@pytest.mark.browser
@pytest.mark.parametrize(("menu", "choice", "action", "expected"), FILTERS)
def test_filters_leave_what_matches_and_can_be_cleared(visit: Open, html: str, menu: str, choice: str, action: str, expected: str) -> None:
    page = visit(html)
    page.locator("summary", has_text=menu).click()
    getattr(page.get_by_role("checkbox", name=re.compile(rf"^{choice}")), action)()
    assert page.inner_text("#status") == expected
    page.keyboard.press("Escape")
    page.locator("#filters .plain").click()
    assert page.inner_text("#status") == "Showing 7 of 7 names, 6 links"


@pytest.mark.browser
def test_contested_only_unconnected_names_and_nothing_left(visit: Open, html: str) -> None:
    page = visit(html)
    page.get_by_label("Contested only").check()
    assert page.inner_text("#status") == "Showing 1 of 7 names, 0 links"
    page.get_by_label("Contested only").uncheck()
    page.get_by_label("1 unconnected name").check()
    assert page.inner_text("#status") == "Showing 8 of 8 names, 6 links"
    page.locator("summary", has_text="Certainty").click()
    page.get_by_role("button", name="None").locator("visible=true").click()
    assert page.get_by_text("Nothing matches these filters.").is_visible()
    page.keyboard.press("Escape")
    page.locator("#again").click()
    assert page.inner_text("#status") == "Showing 8 of 8 names, 6 links"


@pytest.mark.browser
def test_the_legend_filters_by_class(visit: Open, html: str) -> None:
    page = visit(html)
    company = page.locator("#legend").get_by_role("button", name=re.compile("^Company"))
    assert company.get_attribute("aria-pressed") == "true"
    company.click()
    assert company.get_attribute("aria-pressed") == "false"
    assert page.inner_text("#status") == "Showing 4 of 7 names, 1 link"


@pytest.mark.browser
def test_filters_hide_claims_in_the_text_and_say_so(visit: Open, html: str) -> None:
    page = visit(html, "#model/heron-5")
    page.locator("summary", has_text="Certainty").click()
    page.get_by_role("checkbox", name=re.compile("^Reported")).uncheck()
    assert "The filters hide 1 claim." in page.inner_text("#details")
    assert "US$9 million" not in page.inner_text("#details .figures")


@pytest.mark.browser
def test_what_has_no_claims_is_found_by_search_all_the_same(visit: Open, html: str) -> None:
    page = visit(html)
    page.fill("#search", "nowhere")
    page.keyboard.press("Enter")
    has_heading(page, "Nowhere Ltd")
    assert "say nothing of it" in page.inner_text("#details")
    assert page.inner_text("#status").startswith("Showing 8 of")


@pytest.mark.browser
@pytest.mark.parametrize(
    "hash", ["#%E0%A4%A", "#__proto__", "#claim/none", "#conflict/constructor", "#<img src=x onerror=alert(1)>", "#company/"]
)
def test_unknown_addresses_lead_to_the_start(visit: Open, html: str, hash: str) -> None:
    has_heading(visit(html, hash), "Who says what about whom")


@pytest.mark.browser
def test_keyboard_alone_reaches_an_entity(visit: Open, html: str) -> None:
    page = visit(html)
    page.focus(".top a")
    page.keyboard.press("Enter")
    has_heading(page, "Brackwater")
    page.focus("#map")
    before = located(page, "company/brackwater")
    page.keyboard.press("ArrowRight")
    assert located(page, "company/brackwater")[0] == pytest.approx(before[0] - 60, abs=2)


@pytest.mark.browser
@pytest.mark.parametrize("hash", ["", "#model/heron-5", "#conflict/c1", "#company/brackwater"])
def test_a_phone_needs_no_sideways_scroll_and_the_sheet_opens(visit: Open, html: str, hash: str) -> None:
    page = visit(html, hash, PHONE, has_touch=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.evaluate("document.getElementById('details').scrollWidth <= document.getElementById('details').clientWidth")
    low = page.locator("#panel").bounding_box()
    page.locator("#handle").tap()
    assert page.locator("#panel").bounding_box()["height"] > 1.5 * low["height"]
    assert page.get_attribute("#handle", "aria-expanded") == "true"


@pytest.mark.browser
def test_dark_readers_get_a_dark_page_even_when_it_changes_while_open(visit: Open, html: str) -> None:
    page = visit(html)
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(paper) != light


# ------------------------------------------------------------------------------------------------------------- texts that mean harm

HOSTILE = [
    "</script><script>window.ran = 1</script>",
    "<img src=x onerror='window.ran = 1'>",
    "\"' onmouseover=window.ran=1 x='",
    "<!--<script>",
    "javascript:window.ran=1",
    "see href here <b>bold</b>",
    "\u202eesrever\u202c name",
    "{{data}} {{script}}",
    "line\u2028separator",
    "W" * 10_000,
    "__proto__",
]


def hostile_page(ontology: Ontology) -> str:
    """Every hostile text as a name, an alias, in a quote, as a title, a file name, a rule, a speaker, a role and an address."""
    found = []
    for at, text in enumerate(HOSTILE):
        name = f"{at}-{text[:60]}.txt"
        doc = document(f"{text} met {text} at noon.", name, title=text, author=text, publisher=text, url=f"javascript:{text}", date=text)
        one, other = mention(doc, text, "Company"), mention(doc, text, "Person", nth=1)
        claims = [claim(doc, other, "worksFor", one, rule=text, speaker=text, role=text, modality="reported")]
        found.append(extraction(doc, claims=claims))
    resolution = resolved(found)
    because = tuple(replace(entity, because=HOSTILE_LINES, same_as=("javascript:window.ran=1",)) for entity in resolution.entities)
    first = claim_id(found[0].document.name, found[0].claims[0])
    second = claim_id(found[1].document.name, found[1].claims[0])
    conflicts = (Conflict("<b>", "tension", resolution.entities[0].id, "worksFor", tuple(sorted((first, second))), HOSTILE[1]),)
    return render(found, Resolution(because, resolution.of), conflicts, ontology, HOSTILE[0])


HOSTILE_LINES = tuple(HOSTILE[:3])


def test_hostile_texts_do_not_leave_the_data_block(ontology: Ontology) -> None:
    html = hostile_page(ontology)
    html.encode("utf-8")
    bare = re.sub(r"(<script>).*?(</script>)", r"\1\2", html, flags=re.DOTALL).lower()
    assert bare.count("<script") == bare.count("</script") == 3
    assert html.lower().count("</script") == 3
    assert html.count("<!--") == 0
    names = {entity["name"] for entity in data_of(html)["entities"]}
    assert names == set(HOSTILE)


@pytest.mark.browser
def test_hostile_texts_stay_text_and_nothing_runs(visit: Open, ontology: Ontology) -> None:
    html = hostile_page(ontology)
    page = visit(html)
    assert page.inner_text("h1") == HOSTILE[0]
    shown = "wanted => ['h2', '.eyebrow'].every((part, at) => document.querySelector('#details ' + part).textContent === wanted[at])"
    for entity in data_of(html)["entities"]:
        page.evaluate("id => { location.hash = '#' + encodeURI(id); }", entity["id"])
        name, cls = entity["name"], ontology.classes[entity["cls"]].label
        wanted = [name if len(name) <= 200 else name[:199] + "…", cls[0].upper() + cls[1:]]
        page.wait_for_function(shown, arg=wanted)
        assert page.locator("#details img, #details script, #details b, #details iframe").count() == 0
        assert page.locator('a[href^="javascript"]').count() == 0
    page.evaluate("location.hash = ''")
    page.fill("#search", "script")
    page.mouse.move(400, 400)
    page.wait_for_timeout(50)
    assert page.evaluate("window.ran") is None
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDE["width"]


@pytest.mark.browser
def test_policy_stops_what_would_slip_in_anyway(browser: Any, html: str, tmp_path: Path) -> None:
    """Were markup ever to get into the page, neither it nor a request would run."""
    path = tmp_path / "graph.html"
    path.write_text(html, encoding="utf-8")
    page = browser.new_page()
    requests: list[str] = []
    page.on("requestfinished", lambda request: requests.append(request.url))
    page.goto(path.as_uri())
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.ran=1\"><iframe src=\"https://example.org/\"></iframe>')"
    )
    page.evaluate("() => { const s = document.createElement('script'); s.text = 'window.ran = 1'; document.body.append(s); }")
    page.wait_for_timeout(200)
    ran = page.evaluate("window.ran")
    page.close()
    assert ran is None
    assert [url for url in requests if not url.startswith((path.as_uri(), "data:"))] == []


@pytest.mark.browser
def test_a_big_graph_starts_from_the_top(visit: Open, ontology: Ontology) -> None:
    """Beyond the best 300 the page shows what is asked for, with its neighbours."""
    lines = [f"Maker{at} built Thing{at}. Hub built Thing{at}." for at in range(400)]
    doc = document("\n".join(lines), "big.txt")
    claims: list[Claim] = []
    for at in range(400):
        thing: Mention = mention(doc, f"Thing{at}.", "Model", f"Thing{at}")
        claims.append(claim(doc, mention(doc, f"Maker{at} ", "Company", f"Maker{at}"), "developed", thing))
        claims.append(
            claim(doc, mention(doc, "Hub", "Company", nth=at), "developed", mention(doc, f"Thing{at}.", "Model", f"Thing{at}", nth=1))
        )
    found = [extraction(doc, claims=claims)]
    page = visit(render(found, resolved(found), (), ontology, "Big"))
    assert page.inner_text("#status").startswith("Showing 300 of 801 names")
    page.fill("#search", "Maker399")
    page.keyboard.press("Enter")
    has_heading(page, "Maker399")
    shown = int(re.findall(r"\d+", page.inner_text("#status"))[0])
    assert 300 < shown <= 302
