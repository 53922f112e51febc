"""``kg sources``: do the words of each evidence still stand in the documents?"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kg.cli.workspaces import add_workspace, chosen
from kg.errors import FINDINGS, FINE


def arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, title="actions")
    check = actions.add_parser("check", help="line and words of every evidence against the documents")
    check.add_argument("--from", dest="documents", metavar="DIR", required=True, help="folder with the documents")
    add_workspace(check)


def run(arguments: argparse.Namespace) -> int:
    """Check all evidence; one line for each that does not hold."""
    from kg.build import read
    from kg.errors import SheetError
    from kg.sources import check

    workspace = chosen(arguments)
    reading = read(workspace)
    if reading.problems:
        raise SheetError(reading.problems)
    report = check(reading, Path(arguments.documents))
    for problem in report.problems:
        print(problem, file=sys.stderr)
    print(f"{report.documents} documents, {report.evidence} evidences checked, {len(report.problems)} do not hold")
    return FINDINGS if report.problems else FINE
