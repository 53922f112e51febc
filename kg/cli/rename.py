"""``kg rename OLD NEW``: another id for an entity, in every sheet that names it."""

from __future__ import annotations

import argparse
import sys

from kg.cli.workspaces import add_workspace, chosen
from kg.errors import FINE


def arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("old", metavar="OLD", help="the id as it is")
    parser.add_argument("new", metavar="NEW", help="the id as it shall be")
    parser.add_argument("--dry-run", action="store_true", help="write nothing; say what would change")
    add_workspace(parser)


def run(arguments: argparse.Namespace) -> int:
    """Rename, and say what changed and what is left to look at."""
    from kg.editing.rename import rename

    done = rename(chosen(arguments), arguments.old, arguments.new, write=not arguments.dry_run)
    for name, number in done.sheets.items():
        print(f"{name}: {number} {'would change' if arguments.dry_run else 'changed'}")
    for name in done.mentions:
        print(f"{name} mentions {arguments.old!r} too; look at it", file=sys.stderr)
    return FINE
