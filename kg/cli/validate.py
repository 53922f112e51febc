"""``kg validate``: what the shapes find, in the workspace or in any Turtle or JSON-LD file."""

from __future__ import annotations

import argparse
import sys

from kg.cli.workspaces import add_language, add_workspace, chosen, progress
from kg.errors import FINDINGS, FINE


def arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("paths", nargs="*", metavar="PATH", help="Turtle or JSON-LD files (default: the workspace)")
    parser.add_argument("--format", choices=("text", "json", "sarif", "ttl"), default="text", help="form of the report")
    parser.add_argument("--strict", action="store_true", help="fail at advice too, not only at violations")
    add_workspace(parser)
    add_language(parser)


def run(arguments: argparse.Namespace) -> int:
    """Validate and print the report; nothing is written."""
    from kg.validation import validate_files, validate_workspace

    workspace = chosen(arguments)
    with progress() as step:
        report = validate_files(workspace, arguments.paths) if arguments.paths else validate_workspace(workspace, step)
    sys.stdout.write(report.render(arguments.format, arguments.lang))
    return FINDINGS if report.fails(strict=arguments.strict) else FINE
