"""What is measured: for each name our way and the stock way, each run in a process of its own.

    python -m tests.benchmarks.subjects NAME SIDE FOLDER [SECONDS]

prints one line of JSON: seconds of CPU of the task itself, peak memory of the process, and a
digest of the outcome, which must be the same on both sides.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

BASE = "https://example.org/bench/"
QUERY_LIMIT = float(os.environ.get("KG_BENCH_QUERY_SECONDS", "60"))
ROOT = Path(__file__).resolve().parents[2]
Task = Callable[[Path], object]
SIDES: dict[str, dict[str, Task]] = {}


def side(name: str, which: str) -> Callable[[Task], Task]:
    """Register a task as one side of a benchmark."""

    def register(task: Task) -> Task:
        SIDES.setdefault(name, {})[which] = task
        return task

    return register


class Clock:
    """CPU seconds of this process and of the children that it waited for."""

    def __init__(self) -> None:
        self.start = self.now()

    @staticmethod
    def now() -> float:
        """CPU seconds so far."""
        return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))

    def restart(self) -> None:
        """What came before does not count."""
        self.start = self.now()

    @property
    def spent(self) -> float:
        """CPU seconds since the start."""
        return self.now() - self.start


CLOCK = Clock()


def digest(lines: Iterable[str]) -> str:
    """The same for the same set of lines."""
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()[:12]


def _shapes(folder: Path) -> Any:
    from kg import workspace

    return workspace.at(str(folder / "workspace")).shapes


def _store(folder: Path) -> Any:
    from pyoxigraph import Store

    return Store.read_only(str(folder / "workspace" / "build" / "current" / "store"))


def _rdflib(folder: Path) -> Any:
    from rdflib import Graph

    return Graph().parse(folder / "workspace" / "build" / "kg.ttl", format="turtle")


# --- load


@side("Turtle from file to queryable", "ours")
def load(folder: Path) -> object:
    """Bulk load into an empty store."""
    from pyoxigraph import RdfFormat, Store

    CLOCK.restart()
    store = Store()
    store.bulk_load(path=str(folder / "workspace" / "build" / "kg.ttl"), format=RdfFormat.TURTLE)
    return len(store)


@side("Turtle from file to queryable", "stock")
def load_stock(folder: Path) -> object:
    """Parse into rdflib's memory graph."""
    import rdflib  # noqa: F401

    CLOCK.restart()
    return len(_rdflib(folder))


# --- validation


def _results(found: Iterable[Any]) -> str:
    return digest(f"{r.shape} {r.component} {r.focus} {r.path} {r.value}" for r in found)


@side("whole validation", "ours")
def validation(folder: Path) -> object:
    """Compiled constraints on Oxigraph, in memory as pySHACL's graph is; loading does not count."""
    from pyoxigraph import Store

    from kg.shapes.check import violated

    store, shapes = Store(), _shapes(folder)
    store.bulk_extend(_store(folder))
    CLOCK.restart()
    return _results(violated(store, shapes))


@side("whole validation", "stock")
def validation_stock(folder: Path) -> object:
    """pySHACL on rdflib's memory graph; loading the graph does not count."""
    import pyshacl
    from pyoxigraph import Triple
    from rdflib import Graph

    from kg.shapes.check import as_shapes
    from kg.shapes.reference import graph, read_report, triples_of

    data = Graph()
    for triple in graph(triples_of(_store(folder))):
        data.add(triple)
    shapes: list[Triple] = [triple for triples in _shapes(folder).values() for triple in triples]
    CLOCK.restart()
    _, report, _ = pyshacl.validate(data, shacl_graph=graph(shapes), inference="none", advanced=True)
    CLOCK_END.append(CLOCK.spent)
    assert isinstance(report, Graph)
    return _results(read_report(report, as_shapes(_shapes(folder))))


# --- Turtle


@side("sorted, stable Turtle", "ours")
def turtle(folder: Path) -> object:
    """Prefixed, grouped by subject, one order; written to a file from memory, as the build does and rdflib too."""
    from pyoxigraph import Store

    from kg.rdf.turtle_stream import write_turtle

    store = Store()
    store.bulk_extend(_store(folder))
    CLOCK.restart()
    write_turtle(store, BASE, folder / "ours.ttl")
    return None


@side("sorted, stable Turtle", "stock")
def turtle_stock(folder: Path) -> object:
    """rdflib's own Turtle serializer, which sorts too; parsing does not count."""
    graph = _rdflib(folder)
    CLOCK.restart()
    graph.serialize(folder / "stock.ttl", format="turtle", encoding="utf-8")
    return None


# --- building


def _build(folder: Path, output: Path) -> dict[str, float]:
    """Build; the CPU seconds of each stage."""
    from kg import workspace
    from kg.making import build

    found = workspace.at(str(folder / "workspace"))
    stages: dict[str, float] = {}
    before = ["", Clock.now()]

    def stage(name: str) -> None:
        now = Clock.now()
        if before[0]:
            stages[str(before[0])] = round(now - float(before[1]), 3)
        before[:] = [name, now]

    CLOCK.restart()
    build.build(found, output, progress=stage)
    stage("")
    return stages


@side("build from nothing", "ours")
def build_all(folder: Path) -> object:
    """Sheets to outputs in an empty folder."""
    shutil.rmtree(folder / "workspace" / "build", ignore_errors=True)
    return _build(folder, folder / "workspace" / "build")


@side("rebuild after one changed sheet", "ours")
def rebuild(folder: Path) -> object:
    """One figure of one sheet changed; on top of the last build."""
    sheet = sorted((folder / "workspace" / "data" / "facts").iterdir())[7]
    text = sheet.read_text(encoding="utf-8")
    sheet.write_text(
        re.sub(r"value: (\d+)", lambda found: f"value: {int(found[1]) + 1}", text, count=1), encoding="utf-8"
    )
    return _build(folder, folder / "workspace" / "build")


@side("load and validate", "ours")
def loaded_and_validated(folder: Path) -> object:
    """From the Turtle file to all results."""
    from pyoxigraph import RdfFormat, Store

    from kg.shapes.check import violated

    CLOCK.restart()
    store = Store()
    store.bulk_load(path=str(folder / "workspace" / "build" / "kg.ttl"), format=RdfFormat.TURTLE)
    return {"triples": len(store), "results": len(violated(store, _shapes(folder)))}


@side("a page around one of many", "ours")
def page(folder: Path) -> object:
    """What `kg view --focus` draws."""
    from kg import workspace
    from kg.page.page import render

    found = workspace.at(str(folder / "workspace"))
    CLOCK.restart()
    render(_store(folder), found.vocabulary, base=found.base, focus=found.base + "company-0", hops=2)
    return None


# --- queries


def _questions(folder: Path) -> dict[str, str]:
    """Each named query with its needed parameters filled by what has most claims."""
    from kg import open as opened
    from kg.rdf.namespaces import KG
    from kg.rdf.triples import select

    graph = opened(str(folder / "workspace"), str(folder / "workspace" / "build"))
    values = {"date": ["2025-06-30", "2026-06-30"], "number": ["700"], "domain": ["ai"]}

    def busiest(cls: str) -> list[str]:
        about = f"?e a/rdfs:subClassOf* <{KG}{cls}> . ?c kg:subject|kg:who|kg:object|kg:place|kg:source ?e"
        query = f"SELECT ?e {{ {about} }} GROUP BY ?e ORDER BY DESC(COUNT(?c)) ?e LIMIT 2"
        return [row["e"].value for row in select(graph.engine.store, query)]

    def given(query: Any) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for parameter in query.parameters:
            kind = parameter.types[0]
            if parameter.optional or (kind[0].islower() and kind not in values):
                continue
            offered = values.setdefault(kind, busiest(kind) if kind[0].isupper() else values.get(kind, []))
            found[parameter.name] = [
                offered[sum(p.name in found and p.types == parameter.types for p in query.parameters) % len(offered)]
            ]
        return found

    found = {}
    for name in graph.query_names:
        query = graph.named(name)
        found[name] = graph.sparql(query, given(query))
    return found


@side("named queries", "ours")
def queries(folder: Path) -> object:
    """CPU seconds and rows of each, on the store as it was built."""
    store, found = _store(folder), {}
    for name, text in _questions(folder).items():
        times = []
        for _ in range(2):
            start = time.process_time()
            rows = sum(1 for _ in store.query(text))
            times.append(time.process_time() - start)
        found[name] = [min(times), rows]
    return found


@side("named queries", "stock")
def queries_stock(folder: Path) -> object:
    """The same SPARQL in rdflib; one that takes longer than the limit for a query is stopped."""
    import signal

    def late(*_: object) -> None:
        raise TimeoutError

    graph, found = _rdflib(folder), {}
    signal.signal(signal.SIGVTALRM, late)
    for name, text in _questions(folder).items():
        start = time.process_time()
        signal.setitimer(signal.ITIMER_VIRTUAL, QUERY_LIMIT)
        try:
            rows = sum(1 for _ in graph.query(text))
        except TimeoutError:
            rows = -1
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        found[name] = [time.process_time() - start, rows]
    return found


# --- a process of its own


def _whole(*words: str, cwd: Path) -> float:
    """CPU seconds of a whole process, the least of five."""
    times = []
    for _ in range(5):
        start = Clock.now()
        subprocess.run(
            [sys.executable, *words],
            cwd=cwd,
            check=True,
            capture_output=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        times.append(Clock.now() - start)
    return min(times)


@side("start-up", "ours")
def start(_: Path) -> object:
    """The command's help, and a named query on the real graph."""
    with tempfile.TemporaryDirectory() as folder:
        output = ("--output", folder + "/build")
        subprocess.run([sys.executable, "-m", "kg", "build", *output], cwd=ROOT, check=True, capture_output=True)
        return {
            "kg --help": _whole("-m", "kg", "--help", cwd=ROOT),
            "kg query partners SK": _whole("-m", "kg", "query", "partners", "SK", *output, cwd=ROOT),
        }


@side("start-up", "stock")
def start_stock(_: Path) -> object:
    """What importing the stock libraries alone takes."""
    return {
        f"import {name}": _whole("-c", f"import {name}", cwd=ROOT) for name in ("rdflib", "pyshacl", "pyvis.network")
    }


@side("reopen and ask for partners", "ours")
def reopen(folder: Path) -> object:
    """A fresh process on the built store."""
    return {
        "kg query partners": _whole(
            "-m", "kg", "query", "partners", "company-0", "--format", "csv", cwd=folder / "workspace"
        )
    }


CLOCK_END: list[float] = []


def main(name: str, which: str, folder: str, seconds: str = "0") -> None:
    """Run one side and print what it took."""
    if float(seconds):
        resource.setrlimit(resource.RLIMIT_CPU, (int(float(seconds)), int(float(seconds)) + 5))
    started = time.monotonic()
    outcome = SIDES[name][which](Path(folder))
    spent = CLOCK_END[0] if CLOCK_END else CLOCK.spent
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) // 1024
    print(json.dumps({"cpu": spent, "peak": peak, "wall": time.monotonic() - started, "outcome": outcome}))


if __name__ == "__main__":
    main(*sys.argv[1:])
