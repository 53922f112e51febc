"""``kg init DIR``: a workspace of one's own."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from kg.errors import FINE


def arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("folder", metavar="DIR", help="a new or empty folder")
    parser.add_argument("--base", metavar="IRI", help="base IRI of your entities (default: https://example.org/kg/)")


def run(arguments: argparse.Namespace) -> int:
    """Make the workspace and say what to do next."""
    from kg.editing.starter import EXAMPLE_BASE, start

    folder = Path(arguments.folder).expanduser().absolute()
    sheets = start(folder, arguments.base or EXAMPLE_BASE)
    print(
        f"{arguments.folder}: a workspace with {len(sheets)} sheets, the ontology and the queries; base {arguments.base or EXAMPLE_BASE}"
    )
    if Path.cwd() != folder:
        print(f"next:  cd {os.path.relpath(folder)}")
    print("       kg build                                 # builds the invented example at once")
    print("       kg query partners 'Northern Steel'       # asks it")
    print("       kg sources add FILE --publisher NAME     # then a document of your own; see README.md")
    return FINE
