"""The project's ontology and data."""

from __future__ import annotations

import pytest
from pyoxigraph import Store, Triple

from kg import workspace as workspaces
from kg.making.build import derive, read
from kg.workspace import Workspace
from tests.conftest import ROOT


@pytest.fixture(scope="session")
def workspace() -> Workspace:
    return workspaces.at(str(ROOT))


@pytest.fixture(scope="session")
def store(workspace: Workspace) -> Store:
    return derive(workspace, read(workspace).triples)


@pytest.fixture(scope="session")
def data(workspace: Workspace, store: Store) -> list[Triple]:
    """What is stated and derived, without the ontology."""
    ontology = set(workspace.ontology)
    return [quad.triple for quad in store if quad.triple not in ontology]
