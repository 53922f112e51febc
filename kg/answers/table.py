"""Answers as tables on a terminal, as wide as it is; East Asian characters count two columns."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from typing import TextIO

from kg.answers import Solutions
from kg.answers.cells import for_people

_NATURAL = 100_000


def width(stream: TextIO) -> int:
    """The columns that a table on ``stream`` may take: a terminal's, or ``COLUMNS``, else as many as it needs."""
    if os.environ.get("COLUMNS", "").isdecimal() or stream.isatty():
        return max(40, shutil.get_terminal_size().columns)
    return _NATURAL


def write_table(
    solutions: Solutions, base: str, stream: TextIO | None = None, behind: Sequence[str] | None = None
) -> None:
    """Write ``solutions`` for people; ``behind`` is the evidence of each row, for a column of its own."""
    headings, rows = for_people(solutions, base)
    if behind is not None:
        headings = [*headings, "evidence"]
        rows = [[*row, text] for row, text in zip(rows, behind, strict=True)]
    write_rows(headings, rows, stream)


def write_rows(headings: Sequence[str], rows: Sequence[Sequence[str]], stream: TextIO | None = None) -> None:
    """Write aligned columns; numbers to the right."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    stream = stream or sys.stdout
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    for number, heading in enumerate(headings):
        column = [row[number] for row in rows]
        numeric = any(column) and all(_number(cell) for cell in column)
        table.add_column(Text(heading), justify="right" if numeric else "left", overflow="fold", no_wrap=False)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console = Console(file=stream, width=width(stream), highlight=False, markup=False, emoji=False, soft_wrap=False)
    console.print(table)
    if not rows:
        print("(no rows)", file=stream)  # noqa: T201


def _number(cell: str) -> bool:
    return not cell or cell.replace(",", "").replace(".", "", 1).lstrip("-").isdecimal()
