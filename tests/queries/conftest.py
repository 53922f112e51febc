"""The real graph: built once in memory, once on disk for the command line, once read by rdflib."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import Store

from kg import workspace as workspaces
from kg.cli import main
from kg.knowledge import KnowledgeGraph
from kg.making.build import derive, read
from kg.rdf.turtle import turtle
from kg.store import Generations
from tests.conftest import ROOT

if TYPE_CHECKING:
    import rdflib


def real_graph() -> KnowledgeGraph:
    workspace = workspaces.at(str(ROOT))
    return KnowledgeGraph(derive(workspace, read(workspace).triples), workspace.base, workspace.queries)


@pytest.fixture(scope="session")
def graph() -> KnowledgeGraph:
    """The project's own data set, its rules applied."""
    return real_graph()


@pytest.fixture(scope="session")
def shuffled(graph: KnowledgeGraph) -> KnowledgeGraph:
    """The same graph, its triples added backwards one by one, so that nothing comes in the usual order."""
    store = Store()
    for quad in reversed(list(graph.engine.store)):
        store.add(quad)
    return KnowledgeGraph(store, graph.base, workspaces.at(str(ROOT)).queries)


@pytest.fixture(scope="session")
def in_rdflib(graph: KnowledgeGraph) -> rdflib.Graph:
    """What ``kg.ttl`` holds, read by rdflib alone."""
    import rdflib

    return rdflib.Graph().parse(data=turtle((quad.triple for quad in graph.engine.store), graph.base), format="turtle")


@pytest.fixture(scope="session")
def output(graph: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build on disk: the store only, for that is all that questions read."""
    generations = Generations(tmp_path_factory.mktemp("real") / "build")
    with generations.building():
        generation = generations.new()
        store = Store(str(generation / "store"))
        store.bulk_extend(graph.engine.store)
        del store
        generations.publish(generation)
    return generations.folder


@dataclass(frozen=True)
class Said:
    """What a command printed, and how it ended."""

    out: str
    err: str
    code: int


Kg = Callable[..., Said]


@pytest.fixture
def kg(output: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Kg:
    """``kg query`` on the build on disk, as on a terminal of 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")

    def run(*words: str) -> Said:
        try:
            code = main(["query", *words, "--workspace", str(ROOT), "--output", str(output)])
        except SystemExit as stop:
            code = int(stop.code or 0)
        printed = capsys.readouterr()
        return Said(printed.out, printed.err, code)

    return run
