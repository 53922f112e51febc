"""``kg docs``: the ontology as a page, in three languages."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kg.cli.workspaces import add_language, add_workspace, chosen, output, progress
from kg.errors import FINE


def arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("-o", dest="file", metavar="FILE", help="file to write (default: standard output)")
    parser.add_argument("--force", action="store_true", help="replace a file that this command did not write")
    add_workspace(parser)
    add_language(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write the page of the current build's ontology."""
    from kg.docs.render import MARK, render
    from kg.files import save_marked
    from kg.store import Generations, open_store

    workspace = chosen(arguments)
    store = open_store(Generations(output(arguments, workspace)).current())
    with progress() as step:
        step("writing the page")
        html = render(workspace, store, arguments.lang)
    if not arguments.file or arguments.file == "-":
        sys.stdout.write(html)
        return FINE
    save_marked(Path(arguments.file).absolute(), html.encode(), MARK, force=arguments.force)
    print(f"{arguments.file}: open it in a browser", file=sys.stderr)
    return FINE
