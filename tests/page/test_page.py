"""The page in a browser: quiet, reachable, and showing what it says."""

from __future__ import annotations

import csv
import io
import json
from itertools import combinations
from pathlib import Path
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from pyoxigraph import RdfFormat, parse

from kg.ontology.vocabulary import LANGUAGES
from kg.page.notebook import Frame
from kg.rdf.namespaces import KG
from tests.page.conftest import Open

PARTNERS = "e.partnership~aws~kgc:co-building~sk-group~ulsan-ai-data-center"
STATES = {
    "start": "",
    "everything": "view=all",
    "a node": "sel=n.ulsan-ai-data-center&side=card",
    "an edge": f"sel={quote(PARTNERS)}&side=card",
    "the list": "side=list",
    "a focus": "view=focus&focus=sk-group&hops=2",
    "a path": "view=path&path=aws%2Cgwangju-city&side=card",
}


def shown(page: Page) -> dict[str, list[str]]:
    return dict(page.evaluate("() => graphPage.shown()"))


def labels(page: Page) -> list[dict[str, float]]:
    return list(page.evaluate("() => graphPage.labels()"))


def overlapping(found: list[dict[str, float]]) -> list[tuple[object, object]]:
    return [
        (a["text"], b["text"])
        for a, b in combinations(found, 2)
        if a["left"] < b["right"] - 0.5
        and b["left"] < a["right"] - 0.5
        and a["top"] < b["bottom"] - 0.5
        and b["top"] < a["bottom"] - 0.5
    ]


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_nothing_is_requested_and_nothing_goes_wrong(visit: Open, real_page: Path, state: str) -> None:
    with visit(real_page, state) as (page, watch):
        page.mouse.click(700, 400)
        page.keyboard.press("Escape")
        page.wait_for_timeout(100)

        assert watch.requests == []
        assert watch.errors == []  # a violation of the policy is told on the console too


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(visit: Open, real_page: Path, language: str, dark: bool) -> None:
    for state in STATES.values():
        with visit(real_page, f"lang={language}&{state}", dark=dark, bypass_csp=True) as (page, _):
            found = Axe().run(page).response["violations"]
            assert [(v["id"], [n["html"] for n in v["nodes"]][:3]) for v in found] == [], state


def test_axe_finds_nothing_on_a_narrow_screen(visit: Open, real_page: Path) -> None:
    with visit(real_page, STATES["a node"], width=360, height=740, bypass_csp=True) as (page, _):
        assert Axe().run(page).response["violations"] == []
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("width", "height"), [(360, 740), (1280, 800), (1920, 1080), (3840, 2160)])
def test_no_label_covers_another_and_all_can_be_read(
    visit: Open, real_page: Path, language: str, width: int, height: int
) -> None:
    with visit(real_page, f"lang={language}", width=width, height=height) as (page, _):
        found = labels(page)

        assert overlapping(found) == []
        assert min(label["size"] for label in found) >= 11
        if width >= 1280:
            assert len(found) >= 0.9 * len(shown(page)["nodes"])


@pytest.mark.parametrize("view", ["partners", "all"])
def test_planned_places_leave_room_for_every_label_as_the_browser_measures_it(
    visit: Open, real_page: Path, view: str
) -> None:
    for language in LANGUAGES:
        with visit(real_page, f"lang={language}&view={view}&at=0,0,1000") as (page, _):
            boxes = page.evaluate("""() => graphPage.boxes()""")
            assert len(boxes) <= 150 or view == "all"
            assert overlapping(boxes) == []


def test_the_legend_counts_what_is_shown(visit: Open, real_page: Path) -> None:
    with visit(real_page, "view=all") as (page, _):
        nodes = json.loads(page.locator("#nodes").text_content() or "")
        boxes = page.locator("#filters fieldset").first.locator("label")
        counts = {
            boxes.nth(i).locator("span").first.text_content(): int(boxes.nth(i).locator(".count").text_content() or 0)
            for i in range(boxes.count())
        }

        assert sum(counts.values()) == len(nodes)
        assert counts["Places"] == len([n for n in nodes if n["class"] in ("kg:Region", "kg:Zone", "kg:Site")])
        assert len(shown(page)["nodes"]) == len(nodes)


def test_unticking_a_kind_hides_it_everywhere(visit: Open, real_page: Path) -> None:
    with visit(real_page, "side=list") as (page, _):
        before = page.locator("#entities tbody tr").count()
        page.get_by_label("Companies and funds").uncheck()

        assert page.locator("#entities tbody tr").count() < before
        assert "looks=companies" in page.url
        assert "sk-group" not in shown(page)["nodes"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [("蔚山", "ulsan"), ("ＡＷＳ", "aws"), ("에스케이", "sk-group"), ("hyundai mot", "hyundai-motor")],
)
def test_search_finds_any_name_in_any_language(visit: Open, real_page: Path, typed: str, found: str) -> None:
    with visit(real_page, "lang=ko") as (page, _):
        page.locator("#find").fill(typed)
        options = page.locator("#find-list [role=option]")
        options.first.wait_for()
        names = options.all_text_contents()
        page.keyboard.press("Enter")

        if typed == "蔚山":
            assert names[0].startswith("울산")
        assert page.evaluate("() => graphPage.state.sel") == f"n.{found}"
        assert found in shown(page)["nodes"]


def test_an_edge_shows_its_evidence(visit: Open, real_page: Path) -> None:
    with visit(real_page, STATES["an edge"]) as (page, _):
        card = page.locator("#card").inner_text()

        assert "Amazon Web Services — SK Group" in card
        assert {"SK", "AWS"} <= set(page.locator("#card q").all_text_contents())
        assert "line 14" in card
        assert "Yonhap News Agency" in card
        assert "7 trillion" in card
        assert "inferred" in card


def test_a_click_on_a_symbol_a_label_or_a_line_opens_its_card(visit: Open, real_page: Path) -> None:
    with visit(real_page) as (page, _):
        place = page.evaluate("() => graphPage.position('aws')")
        area = page.locator("#canvas").bounding_box()
        assert area
        page.mouse.click(area["x"] + place["x"], area["y"] + place["y"])
        page.wait_for_timeout(500)

        assert page.locator("#card h2").inner_text().strip() == "Amazon Web Services"


def test_the_hash_holds_the_whole_state(visit: Open, real_page: Path) -> None:
    with visit(real_page) as (page, _):
        page.locator("#language").select_option("ja")
        page.get_by_label("企業・ファンド").uncheck()
        page.locator("#filters select").first.select_option("ulsan")
        page.get_by_role("button", name="拡大").click()
        page.wait_for_timeout(200)
        state, seen, url = page.evaluate("() => graphPage.state"), shown(page), page.url

    with visit(real_page, url.split("#", 1)[1]) as (page, _):
        assert page.evaluate("() => graphPage.state") == state
        assert shown(page) == seen


def test_undo_takes_back_the_last_step(visit: Open, real_page: Path) -> None:
    with visit(real_page) as (page, _):
        start = shown(page)
        page.get_by_role("button", name="Everything").click()
        assert len(shown(page)["nodes"]) > len(start["nodes"])
        page.get_by_role("button", name="Undo").click()
        page.wait_for_timeout(200)

        assert shown(page) == start
        assert page.get_by_role("button", name="Undo").is_disabled()


def test_a_path_gives_the_reason_of_each_step(visit: Open, real_page: Path) -> None:
    with visit(real_page) as (page, _):
        page.locator("#path-from").fill("AWS")
        page.keyboard.press("Enter")
        page.locator("#path-to").fill("光州市")
        page.keyboard.press("Enter")
        page.wait_for_timeout(200)
        card = page.locator("#card").inner_text()

        assert "How Amazon Web Services and Gwangju City are connected" in card
        assert page.locator("#card .steps > li").count() == 3
        assert {"aws", "sk-group", "hyundai-motor", "gwangju-city"} <= set(shown(page)["nodes"])
        assert page.locator("#card .evidence q").count() >= 3


def test_a_region_keeps_what_lies_inside_and_who_takes_part(visit: Open, real_page: Path) -> None:
    with visit(real_page, "region=ulsan&view=all") as (page, _):
        nodes = shown(page)["nodes"]

        assert {"ulsan", "ulsan-ai-data-center", "sk-group"} <= set(nodes)
        assert "ggm-plant" not in nodes


def test_time_hides_what_no_source_dates_in_it(visit: Open, real_page: Path) -> None:
    with visit(real_page, f"view=all&until={2019 * 12 + 11}") as (page, _):
        nodes = shown(page)["nodes"]

        assert 0 < len(nodes) < 100
        assert "ulsan-ai-data-center" not in nodes


def test_play_moves_time_forward_and_stops(visit: Open, real_page: Path) -> None:
    with visit(real_page, "view=all") as (page, _):
        page.get_by_role("button", name="Play").click()
        page.wait_for_timeout(400)
        early = len(shown(page)["nodes"])
        page.wait_for_timeout(3500)
        later = len(shown(page)["nodes"])
        page.get_by_role("button", name="Pause").click()

        assert early < later


def test_everything_can_be_done_by_keyboard(visit: Open, real_page: Path) -> None:
    with visit(real_page) as (page, _):
        page.keyboard.press("Tab")
        assert page.evaluate("() => document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        page.wait_for_timeout(300)
        assert page.evaluate("() => document.activeElement.id") == "list"
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_timeout(300)
        chosen = page.evaluate("() => graphPage.state.sel")
        assert chosen.startswith("n.")
        assert page.evaluate("() => document.activeElement.dataset.thing") == chosen
        assert page.locator("#status").inner_text().startswith("Selected:")

        page.locator("#canvas").focus()
        before = page.evaluate("() => graphPage.network().getScale()")
        page.keyboard.press("+")
        assert page.evaluate("() => graphPage.network().getScale()") > before
        page.keyboard.press("Escape")
        assert page.evaluate("() => graphPage.state.sel") == ""


def test_every_control_shows_that_it_has_the_focus(visit: Open, real_page: Path) -> None:
    with visit(real_page, "side=list") as (page, _):
        for _ in range(25):
            page.keyboard.press("Tab")
            style = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
            assert style != "none"


def test_what_is_shown_leaves_as_turtle_csv_and_pictures(visit: Open, real_page: Path, tmp_path: Path) -> None:
    with visit(real_page) as (page, _):
        triples = list(parse(page.evaluate("() => graphPage.turtle()"), format=RdfFormat.TURTLE))
        rows = list(csv.DictReader(io.StringIO(page.evaluate("() => graphPage.csv()"))))
        drawing = page.evaluate("() => graphPage.svg()")
        page.locator("#export summary").click()
        with page.expect_download() as download:
            page.get_by_role("button", name="Picture (PNG)").click()
        download.value.save_as(tmp_path / "graph.png")
        edges = shown(page)["edges"]

    assert {t.predicate.value for t in triples} >= {KG + "evidence", KG + "words", KG + "builds", KG + "partner"}
    assert len({(row["from"], row["relation"], row["to"], row["through"]) for row in rows}) <= len(edges)
    assert all(row["line"].isdecimal() for row in rows if row["source_file"])
    assert drawing.startswith("<svg")
    assert "<script" not in drawing
    assert (tmp_path / "graph.png").read_bytes().startswith(b"\x89PNG")


def test_exported_turtle_is_part_of_the_data_set(visit: Open, real_page: Path, store: object) -> None:
    from pyoxigraph import Quad, Store

    assert isinstance(store, Store)
    with visit(real_page, "view=all") as (page, _):
        triples = [quad.triple for quad in parse(page.evaluate("() => graphPage.turtle()"), format=RdfFormat.TURTLE)]

    # Edges of claims that may not answer questions are drawn, as claimed; the data set has no simple triple for them.
    simple = {"<" + KG}
    missing = [t for t in triples if Quad(*t) not in store and not str(t.predicate).startswith(tuple(simple))]
    assert missing == []
    assert len(triples) > 10_000


def test_the_printed_page_holds_the_list(visit: Open, real_page: Path) -> None:
    with visit(real_page) as (page, _):
        page.emulate_media(media="print")
        assert page.locator("#entities").is_visible()
        assert not page.locator("#filters").is_visible()


@pytest.mark.parametrize("first", ["sel", "side", "view"])
def test_symbols_are_drawn_wherever_one_looks(visit: Open, real_page: Path, first: str) -> None:
    changes = {
        "sel": {"sel": PARTNERS, "side": "card"},
        "side": {"side": "list"},
        "view": {"view": "focus", "focus": "sk-group", "hops": 2},
    }[first]
    with visit(real_page) as (page, _):
        page.evaluate("(changes) => graphPage.go(changes)", changes)
        page.wait_for_timeout(500)
        pixel = page.evaluate(
            """() => { const at = graphPage.position("aws"), canvas = document.querySelector("#canvas canvas");
                return [...canvas.getContext("2d").getImageData(at.x, at.y, 1, 1).data].slice(0, 3) }"""
        )

        assert pixel == [0x00, 0x72, 0xB2]


def test_a_notebook_shows_the_page_in_a_frame(visit: Open, real_page: Path, browser: Browser, tmp_path: Path) -> None:
    outer = tmp_path / "notebook.html"
    frame = Frame(real_page.read_text(encoding="utf-8"))._repr_html_()
    outer.write_text(f"<!DOCTYPE html><meta charset='utf-8'>{frame}", encoding="utf-8")
    page = browser.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text))
    page.goto(outer.as_uri())
    inner = page.frame_locator("iframe")
    inner.locator("html[data-ready=true]").wait_for(state="attached")

    inner.get_by_role("button", name="Everything").click()
    many = inner.locator("#counts").inner_text()
    inner.get_by_role("button", name="Undo").click()

    assert inner.locator("#counts").inner_text() != many
    assert inner.get_by_role("button", name="Undo").is_disabled()
    assert errors == []
    page.close()
