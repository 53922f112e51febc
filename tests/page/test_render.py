"""The file: one, offline, the same for the same data, with nothing that could run from the data."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

from kg.ontology.vocabulary import LANGUAGES
from kg.page.page import HERE, SCRIPTS, render
from kg.rdf.namespaces import SCHEME
from kg.workspace import Workspace


class Scripts(HTMLParser):
    """Inline scripts and styles of a page, by their type."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[tuple[str, dict[str, str | None], str]] = []
        self._open: tuple[str, dict[str, str | None]] | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open = (tag, dict(attrs)) if tag in ("script", "style", "meta") else None
        if tag == "meta" and self._open:
            self.found.append((*self._open, ""))

    def handle_data(self, data: str) -> None:
        if self._open:
            self.found.append((*self._open, data))
            self._open = None


def test_the_same_data_gives_the_same_bytes_whatever_the_hash_seed(
    real_page: Path, store: Store, project: Workspace, tmp_path: Path
) -> None:
    dump = tmp_path / "store.nt"
    store.dump(str(dump), format=RdfFormat.N_TRIPLES, from_graph=next(iter(store)).graph_name)
    code = (
        "import sys; from pyoxigraph import *; from kg import workspace; from kg.page.page import render\n"
        "store = Store(); store.bulk_load(path=sys.argv[1], format=RdfFormat.N_TRIPLES); w = workspace.builtin()\n"
        "sys.stdout.buffer.write(render(store, w.vocabulary, base=w.base).text.encode())"
    )
    for seed, zone in (("1", "UTC"), ("77", "Asia/Seoul")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(HERE.parents[1])}
        done = subprocess.run([sys.executable, "-c", code, str(dump)], capture_output=True, check=True, env=environment)
        assert hashlib.sha256(done.stdout).hexdigest() == hashlib.sha256(real_page.read_bytes()).hexdigest()


def test_the_page_is_small_and_names_nothing_to_fetch(real_page: Path) -> None:
    page = real_page.read_text(encoding="utf-8")

    assert len(page.encode()) < 1_000_000
    assert not re.findall(r"<(?:script|img|iframe|link)[^>]+(?:src|href)=", page)
    assert "cdn" not in page.split("<script")[0]


def test_the_policy_allows_exactly_the_scripts_and_the_style_of_the_page(real_page: Path) -> None:
    found = Scripts(real_page.read_text(encoding="utf-8")).found
    policy = next(a["content"] for tag, a, _ in found if tag == "meta" and a.get("http-equiv"))
    assert policy
    hashed = set(re.findall(r"sha256-[\w+/=]+", policy))

    inline = [
        text for tag, attributes, text in found if tag == "style" or (tag == "script" and "type" not in attributes)
    ]
    own = {"sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in inline}

    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert own < hashed
    assert len(hashed) == len(own) + 1  # vis-network, which the page unpacks


def test_names_stand_in_the_page_in_three_languages(real_page: Path) -> None:
    found = Scripts(real_page.read_text(encoding="utf-8")).found
    nodes = json.loads(next(text for _, attributes, text in found if attributes.get("id") == "nodes"))

    ulsan = next(node for node in nodes if node["key"] == "ulsan")
    assert ulsan["names"] == ["Ulsan", "울산", "蔚山"]


def test_it_opens_on_the_focus_asked_for(store: Store, project: Workspace) -> None:
    page = render(store, project.vocabulary, base=project.base, focus=project.base + "aws", hops=1, language="ko").text

    start = json.loads(next(text for _, a, text in Scripts(page).found if a.get("id") == "page"))["start"]

    assert start == {"lang": "ko", "view": "focus", "focus": "aws", "hops": 1}
    assert '<html lang="ko">' in page


def test_a_data_set_without_entities_is_a_page_too(project: Workspace) -> None:
    assert "<html" in render(Store(), project.vocabulary, base=project.base).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_that_the_script_asks_for_is_in_the_ontology(project: Workspace, language: str) -> None:
    script = "".join((HERE / f"script/{name}.js").read_text(encoding="utf-8") for name in SCRIPTS)
    template = (HERE / "template.html.j2").read_text(encoding="utf-8")
    concepts = {
        name.removeprefix("ui-"): iri for name, iri in project.vocabulary.concepts[SCHEME + "interface"].items()
    }
    asked = set(re.findall(r"""ui\("([\w-]+)\"""", script)) | set(
        re.findall(r'data-ui(?:-label)?="([\w-]+)"', template)
    )

    assert not asked - set(concepts)
    for iri in concepts.values():
        assert project.vocabulary.label(iri, language) != iri


def test_no_text_of_the_interface_is_left_unused(project: Workspace) -> None:
    script = "".join((HERE / f"script/{name}.js").read_text(encoding="utf-8") for name in SCRIPTS)
    script += (HERE / "template.html.j2").read_text(encoding="utf-8")
    families = ("kind-", "layer-", "style-", "theme-", "export-", "claims-", "bound-", "half-", "quarter-", "time-")
    names = [name.removeprefix("ui-") for name in project.vocabulary.concepts[SCHEME + "interface"]]

    assert not [n for n in names if not n.startswith(families) and f'"{n}"' not in script and f"ui.{n}" not in script]


def test_every_script_is_part_of_the_page() -> None:
    assert sorted(SCRIPTS) == sorted(path.stem for path in (HERE / "script").glob("*.js"))
