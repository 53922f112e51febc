"""A page of a very large data set holds what lies nearest to where it opens, and says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pyoxigraph import Store

from kg.page import model, page, scope
from kg.workspace import Workspace
from tests.page.conftest import Open


def test_a_data_set_that_fits_is_shown_whole(project: Workspace, store: Store) -> None:
    assert scope.scope(store, project.vocabulary, None, 5000, 1000) is None


def test_the_nearest_are_kept_with_their_claims_and_places(project: Workspace, store: Store) -> None:
    part = scope.scope(store, project.vocabulary, project.base + "aws", 4, 4)

    assert part is not None
    names = {iri.removeprefix(project.base) for iri in part.entities}
    assert {"aws", "ulsan-ai-data-center", "sk-group", "ulsan"} <= names
    assert len(names) < 30 < len(part.everything)
    found = model.read(store, project.vocabulary, project.base, part)
    assert {node["key"] for node in found.nodes} == names
    assert any(edge["layer"] == "partnership" for edge in found.edges)
    assert all(isinstance(number, int) for claim in found.claims for number in claim.get("derivedFrom", ()))


def test_such_a_page_opens_on_the_busiest_and_says_what_it_leaves_out(
    project: Workspace, store: Store, visit: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "MOST", 40)
    monkeypatch.setattr(page, "HELD", 40)
    path = tmp_path / "part.html"
    path.write_text(page.render(store, project.vocabulary, base=project.base).text, encoding="utf-8", newline="\n")

    with visit(path) as (opened, watch):
        start = json.loads(opened.locator("#page").text_content() or "")["start"]
        assert start["view"] == "focus"
        assert str(start["total"]) in opened.locator("#notice").inner_text()
        for button in opened.locator("#list [data-thing]").all()[:20]:
            button.evaluate("(found) => found.click()")
        assert opened.evaluate("() => graphPage.turtle()")
        assert watch.errors == []


def test_search_finds_what_the_page_does_not_hold_and_says_how_to_draw_it(
    project: Workspace, store: Store, visit: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "MOST", 5)
    monkeypatch.setattr(page, "HELD", 5)
    path = tmp_path / "part.html"
    path.write_text(
        page.render(store, project.vocabulary, base=project.base, focus=project.base + "aws").text,
        encoding="utf-8",
        newline="\n",
    )

    with visit(path, "lang=ja") as (opened, watch):
        opened.locator("#find").fill("현대자동차")
        assert "このページにはありません" in opened.locator("#find-list [role=option]").first.inner_text()
        opened.keyboard.press("Enter")
        card = opened.locator("#card")
        card.wait_for()

        assert card.locator("code").inner_text() == "kg view --focus hyundai-motor"
        assert "hyundai-motor" not in opened.evaluate("() => graphPage.shown().nodes")
        opened.context.grant_permissions(["clipboard-read", "clipboard-write"])
        card.get_by_role("button", name="コピー").click()
        opened.wait_for_timeout(100)
        assert opened.evaluate("() => navigator.clipboard.readText()") == "kg view --focus hyundai-motor"
        url = opened.url
        assert watch.errors == []

    with visit(path, url.split("#", 1)[1]) as (opened, _):
        assert opened.locator("#card code").is_visible()


def test_the_publisher_of_a_document_is_named_though_the_page_does_not_hold_it(
    project: Workspace, store: Store, visit: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "MOST", 5)
    monkeypatch.setattr(page, "HELD", 5)
    path = tmp_path / "part.html"
    drawn = page.render(store, project.vocabulary, base=project.base, focus=project.base + "aws")
    path.write_text(drawn.text, encoding="utf-8", newline="\n")

    with visit(path, "sel=n.ulsan-ai-data-center&side=card") as (opened, _):
        assert "Yonhap News Agency" in (opened.locator("#card").text_content() or "")
