"""Many at once: the first query of a process from 64 threads, and 16 processes together, all get the right answer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kg.making import build as pipeline
from kg.page.page import Page
from tests.conftest import ROOT, MakeWorkspace
from tests.trust.zygote import PAGE

PROGRAM = """
import json, sys, threading
import kg
how, workspace, output = sys.argv[1:]
SPARQL = 'SELECT ?s { ?s skos:prefLabel "Acme"@en }'
PREFIX = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
shared = kg.open(workspace, output) if how.startswith("shared") else None
barrier, answers, errors = threading.Barrier(64), [], []

def ask():
    barrier.wait()
    try:
        graph = shared or kg.open(workspace, output)
        if how.endswith("named"):
            answers.append(sorted(graph.query("partners", of="acme").column("partner_label")))
        elif how.endswith("sparql"):
            answers.append(graph.query(SPARQL).column("s"))
        else:
            answers.append([str(row.s) for row in graph.graph.query(PREFIX + SPARQL)])
    except BaseException as error:
        errors.append(repr(error))

threads = [threading.Thread(target=ask) for _ in range(64)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(json.dumps({"answers": answers, "errors": errors}))
"""
FACTS = """\
- id: hall
  participants:
  - {role: builder, who: acme, line: 4, words: Acme}
  - {role: builder, who: bolt, line: 4, words: Bolt}
- id: pact
  participants:
  - {role: party, who: acme, line: 5, words: Acme}
  - {role: party, who: crown, line: 5, words: Crown}
"""


@pytest.fixture
def place(make_workspace: MakeWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A small data set, built: its workspace and its output folder."""
    workspace = make_workspace(paper=FACTS)
    monkeypatch.setattr("kg.making.maker.check", lambda *_: [])
    monkeypatch.setattr("kg.page.page.render", lambda *_, **__: Page(PAGE))
    pipeline.build(workspace, tmp_path / "out")
    return [str(workspace.root), str(tmp_path / "out")]


@pytest.mark.parametrize("how", ["named", "sparql", "rdflib", "shared named", "shared sparql", "shared rdflib"])
def test_64_threads_ask_the_first_query_of_a_process(place: list[str], how: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, how, *place],
        capture_output=True, text=True, check=False, timeout=300, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["errors"] == []
    expected = ["Bolt", "Crown"] if how.endswith("named") else ["https://example.org/kg/acme"]
    assert found["answers"] == [expected] * 64


def test_16_processes_ask_at_once(place: list[str]) -> None:
    workspace, output = place
    words = ["query", "partners", "acme", "--format", "csv", "--workspace", workspace, "--output", output]
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "kg", *words], cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for _ in range(16)
    ]
    results = [process.communicate(timeout=120) for process in processes]

    assert [process.returncode for process in processes] == [0] * 16, results
    assert len(set(results)) == 1
    assert "Bolt" in results[0][0]
    assert "Crown" in results[0][0]
