"""The same answers from a real server as from a build: every named query, and every command byte for byte."""

from __future__ import annotations

import urllib.request
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad

import kg
from kg import workspace as workspaces
from kg.answers import Solutions
from kg.checking.validation import validate_store
from kg.knowledge import KnowledgeGraph, served
from kg.remote.store import RemoteStore
from kg.sparql.queries import NamedQuery
from tests.conftest import ROOT
from tests.queries.expected import Call, calls
from tests.queries.test_engines import rows, text
from tests.servers.conftest import DATASET, Run

FILES = [("query", "partners", "SK"), ("query", "projects", "울산", "--lang", "ko", "--format", "csv", "--evidence")]
FILES += [("query", "ASK { ?s a kg:Company }"), ("query", "DESCRIBE kgd:aws"), ("show", "SK"), ("show", "SK", "--cite")]
FILES += [
    ("path", "AWS", "POSCO"),
    ("path", "AWS", "POSCO", "--format", "json"),
    ("conflicts",),
    ("network",),
    ("stats",),
]
FILES += [("find", "data", "center"), ("find", "울산", "--lang", "ko"), ("export", "turtle"), ("export", "jsonld")]
FILES += [("export", "nt", "--focus", "SK"), ("export", "trig", "--region", "ulsan"), ("export", "dcat")]
FILES += [("export", "nt", "--source", "yonhap-2025-08-31"), ("export", "nt", "--query", "partners", "SK")]


@pytest.fixture
def there(graph: KnowledgeGraph, published: tuple[str, ...]) -> KnowledgeGraph:
    """The real graph on the server."""
    return served(published[1], DATASET, workspaces.at(str(ROOT)).queries)


def values(query: NamedQuery, answer: Any) -> list[Any]:
    assert isinstance(answer, Solutions)
    found = [[term.value if isinstance(term, (NamedNode, Literal)) else term for term in row] for row in answer.terms]
    return rows(query, answer.columns, found)


@pytest.mark.parametrize("call", calls(), ids=lambda call: call.path.stem)
def test_a_named_query_has_the_same_rows_in_the_same_order(
    graph: KnowledgeGraph, there: KnowledgeGraph, call: Call
) -> None:
    query, sparql = graph.named(call.query), text(graph, call)

    found = there.engine.ask(sparql, trusted=True)

    assert values(query, found) == values(query, graph.engine.ask(sparql, trusted=True))


@pytest.mark.parametrize(
    "call", [c for c in calls() if c.path.stem.endswith((".sk", ".ulsan"))], ids=lambda c: c.path.stem
)
def test_names_labels_and_evidence_are_read_from_the_server_too(
    graph: KnowledgeGraph, there: KnowledgeGraph, call: Call
) -> None:
    assert call.answered(there) == call.answered(graph)


@pytest.mark.parametrize("words", FILES, ids=" ".join)
def test_a_command_prints_the_same_bytes(
    run: Run, built: Path, published: tuple[str, ...], words: tuple[str, ...]
) -> None:
    here, there = run(*words, "--output", str(built)), run(*words, *published)

    assert (here.code, there.code) == (0, 0), there.err
    assert there.out == here.out
    assert there.out


@pytest.mark.parametrize("words", [(), ("--focus", "ulsan"), ("--query", "partners", "SK")], ids=" ".join)
def test_a_page_has_the_same_bytes(
    run: Run, built: Path, published: tuple[str, ...], tmp_path: Path, words: tuple[str, ...]
) -> None:
    here, there = tmp_path / "here.html", tmp_path / "there.html"

    assert run("view", *words, "-o", str(here), "--output", str(built)).code == 0
    assert run("view", *words, "-o", str(there), *published).code == 0

    assert there.read_bytes() == here.read_bytes()


def test_validation_finds_the_same(graph: KnowledgeGraph, published: tuple[str, ...], run: Run) -> None:
    workspace = workspaces.at(str(ROOT))
    here = validate_store(workspace, graph.engine.store, graph.base)

    there = run("validate", *published)

    assert there.out == here.render("text", "en")
    assert len(here.findings) > 5
    assert there.code == 0


def test_validation_finds_what_is_wrong_on_the_server(server: str, graph: KnowledgeGraph) -> None:
    bad = NamedNode("https://w3id.org/regional-kg/data/claim/bad")
    remote = RemoteStore(f"{server}/query", "urn:x:bad")
    turtle = "".join(f"{quad.triple} .\n" for quad in graph.engine.store)
    turtle += f'{bad} a <https://w3id.org/regional-kg/ontology#Participation> ; <urn:x:p> "x" .\n'
    put(server, "graph=urn:x:bad", turtle)

    report = validate_store(workspaces.at(str(ROOT)), remote, remote.base())

    assert report.fails(strict=False)
    assert {f.focus for f in report.findings if f.severity == "violation"} == {"kgd:claim/bad"}


def test_python_reads_a_server_as_it_reads_a_build(graph: KnowledgeGraph, published: tuple[str, ...]) -> None:
    there = kg.open(str(ROOT), store=published[1], graph=DATASET)

    assert there.base == graph.base
    assert there.query("partners", of="SK").terms == graph.query("partners", of="SK").terms
    assert len(there.graph) == len(graph.graph)
    assert str(there.show("SK")) == str(graph.show("SK"))


def test_a_store_there_answers_as_a_store_here(graph: KnowledgeGraph, published: tuple[str, ...]) -> None:
    here, there = graph.engine.store, RemoteStore(published[1], DATASET)
    kind, sk = NamedNode("https://w3id.org/regional-kg/ontology#kind"), NamedNode(graph.base + "sk-group")
    some = next(here.quads_for_pattern(None, kind, None))

    assert len(there) == len(here)
    assert set(there) == set(here)
    for pattern in [
        (sk, None, None),
        (None, None, sk),
        (None, kind, None),
        (None, kind, some.object),
        tuple(some.triple),
    ]:
        assert set(there.quads_for_pattern(*pattern)) == set(here.quads_for_pattern(*pattern))
    there.ahead([sk], inverse=True)
    for pattern in [(None, None, sk), (None, kind, sk), (sk, kind, sk)]:
        assert set(there.quads_for_pattern(*pattern)) == set(here.quads_for_pattern(*pattern))
    assert some in there
    assert Quad(sk, kind, sk) not in there


def put(server: str, where: str, turtle: str) -> None:
    request = urllib.request.Request(
        f"{server}/store?{where}", turtle.encode(), {"Content-Type": "text/turtle"}, method="PUT"
    )
    with urllib.request.urlopen(request) as reply:
        reply.read()


def test_publishing_replaces_one_graph_and_no_other(run: Run, built: Path, server: str) -> None:
    put(server, "graph=urn:x:mine", "<urn:x:a> <urn:x:b> <urn:x:old> .")
    put(server, "graph=urn:x:other", "<urn:x:a> <urn:x:b> <urn:x:other> .")

    said = run("publish", f"{server}/store", "--graph", "urn:x:mine", "--output", str(built))

    assert said.code == 0, said.err
    assert "triples in graph urn:x:mine" in said.err
    mine, other = (RemoteStore(f"{server}/query", f"urn:x:{name}") for name in ("mine", "other"))
    assert Counter(quad.object == NamedNode("urn:x:old") for quad in mine)[True] == 0
    assert len(mine) > 30_000
    assert len(other) == 1


def test_the_default_graph_needs_no_name(run: Run, built: Path, server: str) -> None:
    put(server, "default", "")
    missing = run("query", "partners", "SK", "--store", f"{server}/query")

    said = run("publish", f"{server}/store", "--default-graph", "--output", str(built))
    asked = run("query", "partners", "SK", "--store", f"{server}/query")

    assert missing.code == 2
    assert "holds no data set in its default graph; --graph " in missing.err
    assert said.code == 0, said.err
    assert (asked.code, "Amazon Web Services" in asked.out) == (0, True)
    put(server, "default", "")


def test_two_places_at_once_are_refused(run: Run, built: Path) -> None:
    for words in [
        ("show", "SK", "--store", "http://127.0.0.1:9/", "--output", str(built)),
        ("show", "SK", "--graph", "urn:x:g"),
        ("validate", "some.ttl", "--store", "http://127.0.0.1:9/"),
        ("publish", "http://127.0.0.1:9/", "--graph", "no iri", "--output", str(built)),
    ]:
        said = run(*words)
        assert (said.code, said.err.count("\n")) == (2, 1), said.err
