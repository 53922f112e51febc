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
    assert scope.scope(store, project.vocabulary, None, 5000) is None


def test_the_nearest_are_kept_with_their_claims_and_places(project: Workspace, store: Store) -> None:
    part = scope.scope(store, project.vocabulary, project.base + "aws", 4)

    assert part is not None
    names = {iri.removeprefix(project.base) for iri in part.entities}
    assert {"aws", "ulsan-ai-data-center", "sk-group", "ulsan"} <= names
    assert len(names) < 30 < part.total
    found = model.read(store, project.vocabulary, project.base, part)
    assert {node["key"] for node in found.nodes} == names
    assert any(edge["layer"] == "partnership" for edge in found.edges)
    assert all(isinstance(number, int) for claim in found.claims for number in claim.get("derivedFrom", ()))


def test_such_a_page_opens_on_the_busiest_and_says_what_it_leaves_out(
    project: Workspace, store: Store, visit: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "MOST", 40)
    path = tmp_path / "part.html"
    path.write_text(page.render(store, project.vocabulary, base=project.base), encoding="utf-8", newline="\n")

    with visit(path) as (opened, watch):
        start = json.loads(opened.locator("#page").text_content() or "")["start"]
        assert start["view"] == "focus"
        assert str(start["total"]) in opened.locator("#notice").inner_text()
        for button in opened.locator("#list [data-thing]").all()[:20]:
            button.evaluate("(found) => found.click()")
        assert opened.evaluate("() => graphPage.turtle()")
        assert watch.errors == []
