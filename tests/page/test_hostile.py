"""Hostile text in every field of the data: shown as text, never run, with the page's policy and without it."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch
from urllib.parse import quote

import pytest
from pyoxigraph import RdfFormat, Store, parse

from kg.page import page as page_module
from kg.page.page import render
from kg.workspace import Workspace
from tests.page.conftest import BASE, Open

PAYLOADS = [
    "</script><script>window.hacked=1;alert(1)</script>",
    '"><img src=x onerror="window.hacked=1;alert(2)">',
    "<!--<script>window.hacked=1</script>",
    "<a href='javascript:window.hacked=1'>href</a>",
    "${window.hacked=1}{{constructor.constructor('alert(3)')()}}{% raw %}",
    "\u2028window.hacked=1;\u2029alert(4)\u202egnp.exe\u2066",
    "=HYPERLINK(\"http://evil.example/\",\"x\")",
    "'); window.hacked=1; ('",
    "]]></style><svg onload=window.hacked=1>",
]  # fmt: skip


def literal(text: str, tail: str = "") -> str:
    return json.dumps(text) + tail


def hostile(text: str) -> str:
    """A small graph with ``text`` wherever RDF lets it stand."""
    words = literal(text)
    names = ", ".join(literal(f"{text}{code}", f"@{code}") for code in ("en", "ko", "ja"))
    return f"""
<it's-onmouseover=alert(1)//> a kg:Company .
<it's-onmouseover=alert(1)//> skos:prefLabel {names} ; skos:altLabel {literal(text + "alias", "@en")} ;
  skos:hiddenLabel {literal(text + "hidden", "@ja")} ; skos:scopeNote {literal(text + "note", "@en")} ; kg:glossed {words} ;
  kg:kind <javascript:window.hacked=1> .
<b> a kg:Company ; skos:prefLabel {names} .
<~c,d!e> a kg:Facility ; skos:prefLabel {names} .
<f1> a kg:Participation ; kg:subject <~c,d!e> ; kg:who <it's-onmouseover=alert(1)//> ; kg:role kgc:builder ;
  kg:manner kgc:asserted ; kg:period {words} ; kg:reason {words} ; kg:evidence <e1> .
<f2> a kg:Participation ; kg:subject <~c,d!e> ; kg:who <b> ; kg:role kgc:builder ; kg:manner kgc:asserted ; kg:evidence <e2> .
<f3> a kg:AmountClaim ; kg:subject <~c,d!e> ; kg:kind <{BASE}javascript:alert(1)> ; kg:value {words} ; kg:unit <x:y> ;
  kg:manner kgc:forecast ; kg:speaker <b> ; kg:evidence <e3> .
<f4> a kg:Description ; kg:subject <b> ; kg:gist {words} ; kg:manner kgc:asserted ; kg:evidence <e4> .
<f5> a kg:NameClaim ; kg:subject <b> ; kg:name {words} ; kg:manner kgc:asserted ; kg:evidence <e5> .
<f6> a kg:DateClaim ; kg:subject <~c,d!e> ; kg:kind kgc:completion ; kg:when {words} ; kg:manner kgc:asserted ; kg:evidence <e6> .
""" + "".join(
        f"""<e{number}> a kg:Evidence ; kg:source <paper> ; kg:section <paper/body> ; kg:line 1 ; kg:words {words} ;
  kg:note {words} ; kg:asOf {words} ; kg:anchor {words} ; kg:basis <javascript:1> ; kg:modality kgc:fact ; kg:reporter <b> .
"""
        for number in range(1, 7)
    ) + f"""
<paper> a kg:Document ; skos:prefLabel {names} ; kg:file {words} ; dcterms:issued {words} ; dcterms:language {words} ;
  dcterms:publisher <b> ; dcterms:source {literal("javascript:window.hacked=1//" + text)} .
<paper/body> a kg:Section ; skos:prefLabel {names} ; kg:reference {words} .
<set> a kg:Dataset ; skos:prefLabel {names} .
"""  # fmt: skip


@pytest.mark.parametrize("policy", [True, False], ids=["with policy", "without policy"])
@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_runs(
    visit: Open, small: Callable[[str], Store], project: Workspace, tmp_path: Path, payload: str, policy: bool
) -> None:
    page_text = render(small(hostile(payload)), project.vocabulary, base=BASE).text
    if not policy:
        page_text, removed = re.subn(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page_text)
        assert removed == 1
    path = tmp_path / "hostile.html"
    path.write_text(page_text, encoding="utf-8", newline="\n")

    with visit(path, "view=all&side=list") as (page, watch):
        assert len(page.evaluate("() => graphPage.shown().nodes")) == 3
        for button in page.locator("#list [data-thing]").all():
            button.click()
            for summary in page.locator("#card details summary").all():
                summary.click()
        for language in ("ko", "ja"):
            page.locator("#language").select_option(language)
        page.locator("#find").fill(payload[:40])
        page.mouse.move(640, 420)
        page.mouse.click(640, 420)
        page.locator("#find").fill("")
        turtle = page.evaluate("() => graphPage.turtle()")
        table = page.evaluate("() => graphPage.csv()")
        drawing = page.evaluate("() => graphPage.svg()")
        page.wait_for_timeout(100)

        assert page.evaluate("() => window.hacked") is None
        assert watch.dialogs == []
        assert watch.requests == []
        assert watch.errors == []
        assert page.locator("a[href^='javascript']").count() == 0
        assert page.locator("main script, main img, main svg[onload]").count() == 0

    assert list(parse(turtle, format=RdfFormat.TURTLE))
    assert not any(cell[:1] in "=+-@" for row in csv.reader(io.StringIO(table)) for cell in row if cell)
    assert "<script" not in drawing
    assert "<img" not in drawing


@pytest.mark.parametrize("payload", PAYLOADS[:2])
def test_what_a_page_does_not_hold_runs_nothing_either_not_even_in_a_shell(
    visit: Open, small: Callable[[str], Store], project: Workspace, tmp_path: Path, payload: str
) -> None:
    path = tmp_path / "part.html"
    with patch.object(page_module, "MOST", 1), patch.object(page_module, "HELD", 1):
        drawn = render(small(hostile(payload)), project.vocabulary, base=BASE, focus=BASE + "b")
    path.write_text(drawn.text, encoding="utf-8", newline="\n")

    for key, focus in (("it's-onmouseover=alert(1)//",) * 2, ("~c,d!e", "kgd:~c,d!e")):
        with visit(path, f"side=card&sel={quote('n.' + key)}", bypass_csp=True) as (page, watch):
            page.locator("#find").fill(payload[:40])
            assert shlex.split(page.locator("#card code").inner_text()) == ["kg", "view", "--focus", focus]
            assert page.evaluate("() => window.hacked") is None
            assert (watch.dialogs, watch.requests, watch.errors) == ([], [], [])


def test_a_link_of_a_document_is_offered_only_to_the_web(
    visit: Open, small: Callable[[str], Store], project: Workspace, tmp_path: Path
) -> None:
    turtle = hostile("plain").replace('"javascript:window.hacked=1//plain"', '"https://example.org/article"')
    path = tmp_path / "linked.html"
    path.write_text(render(small(turtle), project.vocabulary, base=BASE).text, encoding="utf-8", newline="\n")

    with visit(path, "view=all&sel=n.b&side=card") as (page, _):
        links = page.locator("#card a").evaluate_all("found => found.map((link) => [link.href, link.rel])")

        assert set(map(tuple, links)) == {("https://example.org/article", "noopener noreferrer")}
