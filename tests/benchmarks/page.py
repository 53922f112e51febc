"""The graph page against stock pyvis on the same graph: making it, opening it, drawing it anew.

    python -m tests.benchmarks.page [DOCUMENTS …]

One run; a fresh browser for each page, in turn. CPU seconds are those of the browser's page process until the first
picture; "redraw" is the script's time for one. Stock pyvis loads nothing from the network here (its own CDN would).
"""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Error, Page, sync_playwright
from pyvis.network import Network

from kg import workspace
from kg.making import build
from kg.page import model
from kg.page.page import render
from tests.benchmarks.graphs import World
from tests.benchmarks.writers import workspace as write
from tests.page.conftest import FLAGS, chromium

LIMIT = 100  # seconds to wait for a picture
DRAWN = {
    "ours": "() => document.documentElement.dataset.ready === 'true'",
    "stock": "() => window.network && (!document.getElementById('loadingBar') || "
    "document.getElementById('loadingBar').style.display === 'none')",
}
REDRAW = """(name) => { const net = name === 'ours' ? graphPage.network() : window.network;
  const times = Array.from({ length: 11 }, () => {
    const start = performance.now(); net.renderer._redraw(); return performance.now() - start; });
  return times.sort((a, b) => a - b)[5] }"""


@dataclass(frozen=True, slots=True)
class Measure:
    """One page, made and opened."""

    name: str
    make: float
    size: int
    cpu: float
    drawn: bool
    redraw: float

    def __str__(self) -> str:
        picture = f"{self.cpu:5.1f}" if self.drawn else f">{self.cpu:4.1f}, none in {LIMIT} s"
        redraw = f"{self.redraw:6.0f}" if self.drawn else "     –"
        return f"{self.name:22} make {self.make:5.1f} CPU s  {self.size / 1e6:5.2f} MB  first picture {picture} CPU s  redraw {redraw} ms"


def stock(found: model.Model, path: Path) -> None:
    """The same nodes and edges as pyvis makes them by itself."""
    network = Network(height="900px", width="100%", cdn_resources="in_line")
    for number, node in enumerate(found.nodes):
        network.add_node(number, label=node["names"][0])
    for edge in found.edges:
        network.add_edge(edge["from"], edge["to"], label=edge["relation"])
    path.write_text(network.generate_html(notebook=False), encoding="utf-8")


def opened(name: str, path: Path, state: str = "") -> tuple[float, bool, float]:
    """CPU seconds to the first picture, whether there was one, milliseconds of script a redraw."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_context(viewport={"width": 1400, "height": 900}, bypass_csp=True).new_page()
        page.route("http*://**", lambda route: route.abort())
        session = browser.new_browser_cdp_session()
        page.goto(f"{path.as_uri()}{state}", wait_until="commit")
        drawn = _wait(page, DRAWN[name.split()[0]])
        processes: list[dict[str, Any]] = session.send("SystemInfo.getProcessInfo")["processInfo"]
        cpu = max((process["cpuTime"] for process in processes if process["type"] == "renderer"), default=0.0)
        redraw = float(page.evaluate(REDRAW, name.split()[0])) if drawn else 0.0
        browser.close()
    return cpu, drawn, redraw


def _wait(page: Page, condition: str) -> bool:
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        try:
            if page.evaluate(condition):
                return True
        except Error:  # the page is busy with its physics and does not answer
            continue
        page.wait_for_timeout(100)
    return False


def measure(documents: int) -> list[Measure]:
    """Our page at its start and whole, and stock pyvis, on a made-up graph told by ``documents``."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write(World(documents), root / "workspace")
        made = workspace.at(str(root / "workspace"))
        store = build.derive(made, build.read(made).triples)
        found = model.read(store, made.vocabulary, made.base)
        print(f"{len(found.nodes)} nodes, {len(found.edges)} edges, {len(found.claims)} claims")
        start = time.process_time()
        ours = root / "ours.html"
        ours.write_text(render(store, made.vocabulary, base=made.base).text, encoding="utf-8", newline="\n")
        make = time.process_time() - start
        results = [
            Measure(f"ours {what}", make, ours.stat().st_size, *opened("ours", ours, state))
            for what, state in (("start", ""), ("everything", "#view=all"))
        ]
        start = time.process_time()
        stock(found, root / "stock.html")
        make = time.process_time() - start
        return [
            *results,
            Measure("stock", make, (root / "stock.html").stat().st_size, *opened("stock", root / "stock.html")),
        ]


if __name__ == "__main__":
    for documents in map(int, sys.argv[1:] or ["60", "600"]):
        for result in measure(documents):
            print(f"  {result}", flush=True)
