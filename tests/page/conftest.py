"""Pages of the real data set, of small ones in view of the test, and a browser to open them in."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from pyoxigraph import RdfFormat, Store, parse

from kg import workspace
from kg.making import build
from kg.page.page import render
from kg.workspace import Workspace

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PREFIXES = """
@prefix kg: <https://w3id.org/regional-kg/ontology#> .
@prefix kgc: <https://w3id.org/regional-kg/concept/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <https://example.org/kg/> .
"""
BASE = "https://example.org/kg/"


@dataclass
class Watch:
    """What a page did while it was open."""

    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def project() -> Workspace:
    return workspace.builtin()


@pytest.fixture(scope="session")
def store(project: Workspace) -> Store:
    return build.derive(project, build.read(project).triples)


@pytest.fixture(scope="session")
def real_page(project: Workspace, store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "graph.html"
    path.write_text(render(store, project.vocabulary, base=project.base).text, encoding="utf-8", newline="\n")
    return path


@pytest.fixture(scope="session")
def small(project: Workspace) -> Callable[[str], Store]:
    """A store of the ontology and the Turtle given."""

    def make(turtle: str) -> Store:
        return build.derive(project, [quad.triple for quad in parse(PREFIXES + turtle, format=RdfFormat.TURTLE)])

    return make


def chromium() -> str | None:
    """The system's Chromium, or None: playwright's own is tried then."""
    return next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = chromium()
    with sync_playwright() as playwright:
        if not found and not Path(playwright.chromium.executable_path).exists():
            pytest.skip("no Chromium: install one (Debian: apt-get install chromium fonts-noto-cjk)")
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


Open = Callable[..., Any]


@pytest.fixture
def visit(browser: Browser) -> Open:
    """Open a page and watch it: ``with visit(path, "lang=ko", dark=True) as (page, watch):``."""

    @contextmanager
    def opened(
        path: Path,
        state: str = "",
        *,
        width: int = 1280,
        height: int = 800,
        dark: bool = False,
        bypass_csp: bool = False,
    ) -> Iterator[tuple[Page, Watch]]:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            bypass_csp=bypass_csp,
            reduced_motion="reduce",
            accept_downloads=True,
        )
        page, watch = context.new_page(), Watch()
        page.on("console", lambda message: watch.errors.append(message.text))
        page.on("pageerror", lambda error: watch.errors.append(str(error)))
        page.on("dialog", lambda dialog: (watch.dialogs.append(dialog.message), dialog.dismiss()))
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith(("blob:", "data:")) or request.url.split("#")[0] == path.as_uri()
                else watch.requests.append(request.url)
            ),
        )
        page.goto(f"{path.as_uri()}{'#' + state if state else ''}")
        page.wait_for_selector("html[data-ready=true]", state="attached", timeout=60000)
        page.wait_for_timeout(250)
        yield page, watch
        context.close()

    return opened
