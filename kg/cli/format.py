"""``kg format``: sheets in one layout, comments kept."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kg.cli.workspaces import add_workspace, chosen
from kg.errors import FINDINGS, FINE, KgError, SheetError


def arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("paths", nargs="*", metavar="SHEET", help="sheets to format (default: all of the workspace)")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if a sheet would change")
    add_workspace(parser)


def run(arguments: argparse.Namespace) -> int:
    """Format each sheet; say which changed."""
    from kg.files import write_atomically
    from kg.sheets.tidy import tidy

    paths = [Path(name) for name in arguments.paths] or chosen(arguments).sheets
    problems, changed = [], 0
    for path in paths:
        if path.is_symlink() or not path.is_file():
            raise KgError(f"{path}: no plain file; name a sheet (*.yaml)")
        data = path.read_bytes()
        try:
            result = tidy(data, str(path))
        except SheetError as error:
            problems += error.problems
            continue
        if result != data:
            changed += 1
            print(f"{path}: {'would change' if arguments.check else 'formatted'}")
            if not arguments.check:
                write_atomically(path, result)
    if problems:
        raise SheetError(problems)
    print(f"{len(paths)} sheets, {changed} {'to format' if arguments.check else 'formatted'}", file=sys.stderr)
    return FINDINGS if arguments.check and changed else FINE
