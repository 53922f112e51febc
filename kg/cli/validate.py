"""``kg validate``: what the shapes find, in the workspace or in any Turtle or JSON-LD file."""

from __future__ import annotations

import argparse
import sys

from kg.cli.workspaces import add_language, add_store, add_workspace, chosen, progress
from kg.errors import FINDINGS, FINE, KgError


def arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("paths", nargs="*", metavar="PATH", help="Turtle or JSON-LD files (default: the workspace)")
    parser.add_argument("--format", choices=("text", "json", "sarif", "ttl"), default="text", help="form of the report")
    parser.add_argument("--strict", action="store_true", help="fail at advice too, not only at violations")
    add_workspace(parser)
    add_store(parser)
    add_language(parser)


def run(arguments: argparse.Namespace) -> int:
    """Validate and print the report; nothing is written."""
    from kg.checking.validation import validate_files, validate_store, validate_workspace
    from kg.cli.query import opened

    workspace = chosen(arguments)
    if arguments.paths and arguments.store:
        raise KgError("--store validates what a server holds, PATH what a file holds; give one of them")
    with progress() as step:
        if arguments.store or arguments.graph:
            graph = opened(arguments)
            step("validating")
            report = validate_store(workspace, graph.engine.store, graph.base)
        elif arguments.paths:
            report = validate_files(workspace, arguments.paths)
        else:
            report = validate_workspace(workspace, step)
    sys.stdout.write(report.render(arguments.format, arguments.lang))
    return FINDINGS if report.fails(strict=arguments.strict) else FINE
