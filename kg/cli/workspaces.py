"""Options that commands share: which workspace, which output folder, which language."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kg import workspace as workspaces
from kg.ontology.vocabulary import LANGUAGES
from kg.workspace import Workspace


def version() -> str:
    """The version of the installed package."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed("regional-kg")
    except PackageNotFoundError:
        return "(not installed)"


def add_workspace(parser: argparse.ArgumentParser) -> None:
    """``--workspace`` and ``--output``."""
    parser.add_argument(
        "--workspace", metavar="DIR", help="folder with ontology/ data/ queries/ (default: found upward)"
    )
    parser.add_argument("--output", metavar="DIR", help="folder of the build (default: build/ in the workspace)")


def add_store(parser: argparse.ArgumentParser) -> None:
    """``--store`` and ``--graph``."""
    server = parser.add_argument_group("a SPARQL 1.1 server in place of a build")
    server.add_argument("--store", metavar="URL", help="where it answers queries, like http://localhost:7878/query")
    server.add_argument("--graph", metavar="IRI", help="the graph that holds the data set (default: its default graph)")


def add_language(parser: argparse.ArgumentParser) -> None:
    """``--lang``."""
    parser.add_argument("--lang", choices=LANGUAGES, default="en", help="language of labels and messages (default: en)")


def chosen(arguments: argparse.Namespace) -> Workspace:
    """The workspace asked for, or the one around the current folder, or the built-in one (said so)."""
    if arguments.workspace:
        return workspaces.at(arguments.workspace)
    found = workspaces.find(Path.cwd())
    if found.builtin and found.root != Path.cwd():
        print(
            "using the built-in data set (no ontology/ data/ queries/ here; `kg init DIR` starts your own)",
            file=sys.stderr,
        )
    return found


def output(arguments: argparse.Namespace, workspace: Workspace) -> Path:
    """The output folder: as asked for, else ``build/`` in the workspace (in the current folder for the built-in one)."""
    if arguments.output:
        return Path(arguments.output).absolute()
    return (Path.cwd() if workspace.builtin else workspace.root) / "build"


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """A spinner with the stage on a terminal, nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda stage: None
        return
    from rich.console import Console

    with Console(stderr=True).status("starting") as status:
        yield lambda stage: status.update(stage)
