"""The project's own data set and a small one, to export."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Store

from kg import workspace as workspaces
from kg.cli import main
from kg.exports.selection import Dataset, Selection
from kg.making.build import derive, read
from kg.store import Generations
from kg.workspace import Workspace
from tests.conftest import ROOT, MakeWorkspace

FACTS = """\
- id: hall
  names:
  - {line: 3, words: Server Hall}
  participants:
  - {role: builder, who: acme, line: 4, words: Acme}
  - {role: builder, who: bolt, line: 4, words: Bolt}
  - {role: investor, who: crown, modality: forecast, speaker: mayor-lee, line: 9, words: Crown}
  amounts:
  - {kind: total-investment, value: 7000000000000, currency: KRW, line: 5, words: 7 trillion}
  locations:
  - {place: quay, line: 3, words: Quay}
- id: quay
  locations:
  - {place: harbour, line: 3, words: in Harbour}
- id: mayor-lee
  posts:
  - {post: mayor, organization: harbour-city, line: 9, words: mayor}
- id: pact
  participants:
  - {role: party, who: harbour-city, modality: plan, line: 7, words: the city}
  - {role: party, who: acme, modality: plan, line: 7, words: Acme}
  descriptions:
  - {kind: purpose, gist: "=cmd|' /C calc'!A0 is what it says", line: 7, words: calc}
"""
GAZETTE = """\
- id: hall
  participants:
  - {role: builder, who: acme, line: 2, words: ACME Inc.}
"""


def open_dataset(workspace: Workspace) -> Dataset:
    reading = read(workspace)
    return Dataset(derive(workspace, reading.triples), workspace.vocabulary, workspace.context, workspace.base)


@pytest.fixture
def small(make_workspace: MakeWorkspace) -> Dataset:
    """Two documents, one facility, an agreement that is a plan."""
    return open_dataset(make_workspace(paper=FACTS, gazette=GAZETTE))


@pytest.fixture(scope="session")
def project() -> Selection:
    """The whole of the project's own data set."""
    return open_dataset(workspaces.at(str(ROOT))).whole()


@pytest.fixture
def kg_export(make_workspace: MakeWorkspace, tmp_path: Path) -> Callable[..., int]:
    """``kg export`` on a finished build of the small data set."""
    workspace = make_workspace(paper=FACTS, gazette=GAZETTE)
    generations = Generations(tmp_path / "build")
    with generations.building():
        generation = generations.new()
        store = Store(str(generation / "store"))
        store.bulk_extend(open_dataset(workspace).store)
        del store
        generations.publish(generation)
    place = ["--workspace", str(workspace.root), "--output", str(tmp_path / "build")]
    return lambda *words: main(["export", *map(str, words), *place])
