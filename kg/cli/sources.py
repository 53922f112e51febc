"""``kg sources``: documents of one's own, and whether the sheets still say what the documents say."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kg.cli.workspaces import add_workspace, chosen
from kg.errors import FINDINGS, FINE

if TYPE_CHECKING:
    from kg.making.build import Reading


def arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, title="actions")
    check = actions.add_parser("check", help="line and words of every evidence against the documents")
    cover = actions.add_parser("coverage", help="lines of the documents that bear no claim, and why")
    again = actions.add_parser("re-anchor", help="find the lines of evidence again after a document changed")
    again.add_argument("--write", action="store_true", help="change the sheets (default: say what would change)")
    find = actions.add_parser("find", help="where words stand: document, line, evidence ready to paste")
    find.add_argument("words", metavar="WORDS", help="a name or a figure; exact, else but for case, width and spaces")
    find.add_argument("--source", metavar="ID", help="only in this document")
    for action in (check, cover, again, find):
        action.add_argument("--from", dest="documents", metavar="DIR", required=True, help="folder with the documents")
    add = actions.add_parser("add", help="catalogue a document and start its sheet")
    add.add_argument("file", metavar="FILE", help="the document: plain text in UTF-8")
    add.add_argument("--publisher", metavar="NAME", required=True, help="who published it: id, label, or a new name")
    add.add_argument("--issued", metavar="DATE", help="when, like 2026-01-05 or 2026-01")
    add.add_argument("--id", dest="identifier", metavar="ID", help="its id (default: made from the file's name)")
    add.add_argument("--label", metavar="TEXT", help="what to call it (default: the file's name)")
    add.add_argument("--language", metavar="TAG", help="its language (default: by its letters: ko, ja, else en)")
    for action in (check, cover, again, find, add):
        add_workspace(action)


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked for; all but ``add`` and ``find`` need sheets without problems."""
    from kg.errors import SheetError
    from kg.making.build import read

    if arguments.action == "add":
        return _add(arguments)
    reading = read(chosen(arguments))
    if reading.problems and arguments.action != "find":
        raise SheetError(reading.problems)
    actions = {"check": _check, "coverage": _coverage, "re-anchor": _reanchor, "find": _find}
    return actions[arguments.action](arguments, reading)


def _check(arguments: argparse.Namespace, reading: Reading) -> int:
    """One line for each evidence that does not hold."""
    from kg.checking.sources import check

    report = check(reading, Path(arguments.documents))
    for problem in report.problems:
        print(problem, file=sys.stderr)
    print(f"{report.documents} documents, {report.evidence} evidences checked, {len(report.problems)} do not hold")
    return FINDINGS if report.problems else FINE


def _coverage(arguments: argparse.Namespace, reading: Reading) -> int:
    """One line for each run of lines without a claim; fails if one has no reason either."""
    from kg.checking.coverage import coverage

    unexplained = 0
    for document in coverage(reading.triples, Path(arguments.documents)):
        print(f"{document.document}: {document.cited} of {document.lines} lines with text bear claims")
        for gap in document.gaps:
            lines = f"{gap.first}" if gap.first == gap.last else f"{gap.first}-{gap.last}"
            print(f"  {lines:>9}  {gap.section:<22} {gap.reason or 'NO CLAIM AND NO REASON'}")
        unexplained += document.unexplained
    print(f"{unexplained} lines without claim or reason")
    return FINDINGS if unexplained else FINE


def _reanchor(arguments: argparse.Namespace, reading: Reading) -> int:
    """One line for each value that changes; fails if words are lost."""
    from kg.editing.anchors import reanchor
    from kg.editing.edits import write

    result = reanchor(reading, Path(arguments.documents))
    for edit in sorted(set(result.edits)):
        print(f"{edit.file}:{edit.line}: {edit.old} → {edit.new}")
    for problem in result.lost:
        print(problem, file=sys.stderr)
    if arguments.write:
        write(chosen(arguments), result.edits)
    changed = "moved" if arguments.write else "would move"
    print(f"{result.documents} documents changed, {result.moved} evidences {changed}, {len(result.lost)} need a look")
    return FINDINGS if result.lost else FINE


def _find(arguments: argparse.Namespace, reading: Reading) -> int:
    """Two lines for each place: where it is, and the evidence to paste."""
    from kg.editing.documents import find
    from kg.sheets.tidy import scalar

    place = None
    for place in find(reading, Path(arguments.documents), arguments.words, chosen(arguments).base, arguments.source):
        which = f"  occurrence {place.number} of {place.of} in the line" if place.of > 1 else ""
        print(f"{place.document}:{place.line}:{place.column}  {place.section or 'no section'}{which}  …{place.around}…")
        print(f"  {{line: {place.line}, words: {scalar(place.words)}}}")
    if place is None:
        print(f"{arguments.words!r} stands in no document; try fewer words", file=sys.stderr)
    return FINE


def _add(arguments: argparse.Namespace) -> int:
    """Write the entry and the sheet, and say where."""
    from kg.editing.accession import add

    written = add(
        chosen(arguments),
        Path(arguments.file),
        publisher=arguments.publisher,
        issued=arguments.issued,
        identifier=arguments.identifier,
        label=arguments.label,
        language=arguments.language,
    )
    for name, what in written.items():
        print(f"{name}: {what}")
    print("next: kg sources find WORDS --from DIR, claims into the sheet, kg build")
    return FINE
