"""``kg docs``: one page, no network, three languages; its examples are true and its links lead somewhere."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store, parse

from kg.cli import main
from kg.docs.diagrams import anchor
from kg.docs.render import render
from kg.ontology.vocabulary import LANGUAGES
from kg.rdf.namespaces import FOLDERS, KG, prefixes
from kg.sheets.claims import Sections, identify
from kg.sheets.reader import read_sheet
from kg.store import Generations
from kg.workspace import Workspace


@pytest.fixture(scope="module")
def page(workspace: Workspace, store: Store) -> str:
    return render(workspace, store)


class _Elements(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.loads: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        self.tags.add(tag)
        if tag not in ("meta", "input", "br", "link", "img"):
            self.open.append(tag)
        self.ids += [found["id"]] if found.get("id") else []  # type: ignore[list-item]
        self.links += [found["href"]] if tag == "a" and found.get("href") else []  # type: ignore[list-item]
        self.loads += [str(found[name]) for name in ("src", "srcset", "action") if name in found]

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("meta", "input", "br", "link", "img"):
            assert self.open.pop() == tag


def test_it_loads_nothing_and_runs_nothing(page: str) -> None:
    elements = _Elements(page)

    assert not elements.tags & {"script", "link", "img", "iframe", "object", "base"}
    assert not elements.loads
    assert "@import" not in page and "url(http" not in page
    assert all(link.startswith("#") for link in elements.links)
    assert not elements.open


def test_every_link_leads_to_one_place(page: str) -> None:
    elements = _Elements(page)

    assert len(elements.ids) == len(set(elements.ids))
    assert {link.removeprefix("#") for link in elements.links} <= set(elements.ids)


def test_every_term_scheme_query_and_message_is_there_in_three_languages(page: str, workspace: Workspace) -> None:
    elements = _Elements(page)
    vocabulary = workspace.vocabulary
    for iri in vocabulary.classes | vocabulary.properties:
        assert anchor(iri) in elements.ids
        for language in LANGUAGES:
            assert html.escape(vocabulary.label(iri, language), quote=False).replace("'", "&#39;") in page
            assert (
                html.escape(vocabulary.definition(iri, language) or "", quote=True)
                .replace("&#x27;", "&#39;")
                .replace("&quot;", "&#34;")
                in page
            )
    for scheme, concepts in vocabulary.concepts.items():
        if scheme.endswith("/interface"):  # the words of the graph page are no vocabulary for data
            continue
        assert {anchor(iri) for iri in concepts.values()} <= set(elements.ids)
    assert {f"q-{name}" for name in workspace.queries} <= set(elements.ids)
    assert page.count('class="en"') == page.count('class="ko"') == page.count('class="ja"')


def examples(page: str, kind: str) -> list[str]:
    return [
        html.unescape(text) for text in re.findall(rf'<pre class="{kind}"><code>(.*?)</code></pre>', page, re.DOTALL)
    ]


def test_the_examples_in_sheets_are_read_as_the_very_claims_of_the_data(
    page: str, workspace: Workspace, store: Store
) -> None:
    sections = Sections.of(quad.triple for quad in store)
    sheets = examples(page, "sheet")
    claims = set()
    for text in sheets:
        sheet = read_sheet(text.encode(), "example", workspace.context, workspace.vocabulary)
        assert not sheet.problems, f"{sheet.problems}\n{text}"
        found = identify(sheet.triples, workspace.vocabulary, sections, workspace.base)
        assert not found.problems
        claims |= {t.subject.value for t in found.triples if "/claim/" in t.subject.value}
    assert len(sheets) > 40
    assert claims
    for iri in claims:
        assert next(store.quads_for_pattern(NamedNode(iri), None, None), None), f"no such claim: {iri}"
    shown = {
        t.object.value
        for iri in claims
        for t in store.quads_for_pattern(
            NamedNode(iri), NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), None
        )
    }
    assert shown == {
        cls
        for cls in workspace.vocabulary.sheet_keys.values()
        if next(store.quads_for_pattern(None, None, NamedNode(cls)), None)
    }


def test_the_examples_in_turtle_are_triples_of_the_data(page: str, workspace: Workspace, store: Store) -> None:
    known = {**prefixes(workspace.base), **{folder: f"{workspace.base}{folder}/" for folder in FOLDERS}}
    header = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in known.items())
    for text in examples(page, "turtle"):
        quads = list(parse((header + text).encode(), format=RdfFormat.TURTLE))
        assert quads
        assert all(quad in store for quad in quads), text


def test_a_hostile_label_is_shown_not_run(workspace: Workspace) -> None:
    from pyoxigraph import Literal, Quad, Triple

    fresh = Workspace(workspace.root)
    hostile = '</code></pre><script>alert(1)</script><b id="x">'
    for predicate in (
        "http://www.w3.org/2000/01/rdf-schema#label",
        "http://www.w3.org/2004/02/skos/core#definition",
        "http://www.w3.org/2004/02/skos/core#scopeNote",
    ):
        fresh.ontology.append(Triple(NamedNode(KG + "Company"), NamedNode(predicate), Literal(hostile, language="ja")))
    node = NamedNode(workspace.base + "x")
    store = Store()
    store.add(Quad(node, NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), NamedNode(KG + "Company")))
    store.add(Quad(node, NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel"), Literal(hostile, language="en")))

    page = render(fresh, store)

    assert "script" not in _Elements(page).tags
    assert "&lt;script&gt;" in page


def test_the_command_writes_its_page_and_not_over_others(
    tmp_path: Path, workspace: Workspace, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    generations = Generations(tmp_path / "build")
    with generations.building():
        generation = generations.new()
        disk = Store(str(generation / "store"))
        disk.bulk_extend(store)
        del disk
        generations.publish(generation)
    place = ["--workspace", str(workspace.root), "--output", str(tmp_path / "build")]
    path = tmp_path / "ontology.html"

    assert main(["docs", "-o", str(path), "--lang", "ko", *place]) == 0
    assert 'id="ko" checked' in path.read_text(encoding="utf-8")
    assert main(["docs", "-o", str(path), *place]) == 0
    path.write_text("mine")
    assert main(["docs", "-o", str(path), *place]) == 2
    assert "--force" in capsys.readouterr().err
    assert path.read_text() == "mine"
