"""``kg diff``: what changed between two builds or exports, claim by claim."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from kg.cli.workspaces import add_language, add_workspace, chosen, output, progress
from kg.errors import FINDINGS, FINE


def arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.epilog = (
        "A side is the folder of a build or an export (.ttl .trig .nt .nq .jsonld).\n"
        "One line a claim: + added, - removed, ~ changed (value, rank, evidence); partner edges and\n"
        "simple triples follow from claims and are only counted."
    )
    parser.add_argument("old", metavar="OLD", help="before: folder or file")
    parser.add_argument("new", metavar="NEW", nargs="?", help="after: folder or file (default: the current build)")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="form of the result (default: text)")
    parser.add_argument("--exit-code", action="store_true", help="exit with 1 if there are differences")
    add_workspace(parser)
    add_language(parser)


def run(arguments: argparse.Namespace) -> int:
    """Compare, print a line a change, and sum up on standard error."""
    from kg.diff import difference, read_triples

    workspace = chosen(arguments)
    with progress() as step:
        step("reading")
        old = read_triples(Path(arguments.old))
        new = read_triples(Path(arguments.new) if arguments.new else output(arguments, workspace))
        step("comparing")
        found = difference(old, new, workspace.vocabulary, workspace.base, arguments.lang)
    if arguments.format == "json":
        print(json.dumps([asdict(change) for change in found.changes], ensure_ascii=False, indent=1))
    else:
        for change in found.changes:
            print(change)
    summary = ", ".join(f"{number:,} {name}" for name, number in found.others.items())
    print(f"{len(found.changes)} changes{f' ({summary})' if summary else ''}", file=sys.stderr)
    return FINDINGS if found.changes and arguments.exit_code else FINE
