"""A workspace as ``kg init`` makes it, with its document."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg import workspace as workspaces
from kg.cli import main
from kg.workspace import Workspace

BASE = "https://example.org/own/"


@pytest.fixture
def own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Workspace:
    """A new workspace."""
    assert main(["init", str(tmp_path / "own"), "--base", BASE]) == 0
    capsys.readouterr()
    return workspaces.at(str(tmp_path / "own"))


@pytest.fixture
def kg(own: Workspace, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run a command on it: exit code, standard output, standard error."""

    def run(*words: object) -> tuple[int, str, str]:
        code = main([*map(str, words), "--workspace", str(own.root)])
        out, err = capsys.readouterr()
        return code, out, err

    return run


Kg = Callable[..., tuple[int, str, str]]
