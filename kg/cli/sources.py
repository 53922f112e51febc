"""``kg sources``: do the words of each evidence still stand in the documents?"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kg.cli.workspaces import add_workspace, chosen
from kg.errors import FINDINGS, FINE

if TYPE_CHECKING:
    from kg.build import Reading


def arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, title="actions")
    check = actions.add_parser("check", help="line and words of every evidence against the documents")
    check.add_argument("--from", dest="documents", metavar="DIR", required=True, help="folder with the documents")
    add_workspace(check)
    cover = actions.add_parser("coverage", help="lines of the documents that bear no claim, and why")
    cover.add_argument("--from", dest="documents", metavar="DIR", required=True, help="folder with the documents")
    add_workspace(cover)


def run(arguments: argparse.Namespace) -> int:
    """Read the sheets and compare them with the documents."""
    from kg.build import read
    from kg.errors import SheetError

    workspace = chosen(arguments)
    reading = read(workspace)
    if reading.problems:
        raise SheetError(reading.problems)
    return {"check": _check, "coverage": _coverage}[arguments.action](arguments, reading)


def _check(arguments: argparse.Namespace, reading: Reading) -> int:
    """One line for each evidence that does not hold."""
    from kg.sources import check

    report = check(reading, Path(arguments.documents))
    for problem in report.problems:
        print(problem, file=sys.stderr)
    print(f"{report.documents} documents, {report.evidence} evidences checked, {len(report.problems)} do not hold")
    return FINDINGS if report.problems else FINE


def _coverage(arguments: argparse.Namespace, reading: Reading) -> int:
    """One line for each run of lines without a claim; fails if one has no reason either."""
    from kg.coverage import coverage

    unexplained = 0
    for document in coverage(reading.triples, Path(arguments.documents)):
        print(f"{document.document}: {document.cited} of {document.lines} lines with text bear claims")
        for gap in document.gaps:
            lines = f"{gap.first}" if gap.first == gap.last else f"{gap.first}-{gap.last}"
            print(f"  {lines:>9}  {gap.section:<22} {gap.reason or 'NO CLAIM AND NO REASON'}")
        unexplained += document.unexplained
    print(f"{unexplained} lines without claim or reason")
    return FINDINGS if unexplained else FINE
