"""Answers as lines of text: CSV, TSV, Markdown, JSON lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence

from pyoxigraph import Literal

from kg.answers import Solutions, python_value
from kg.answers.cells import GLUE, for_people, neutral


def to_csv(solutions: Solutions) -> Iterator[str]:
    r"""RFC 4180 with plain values and ``\n`` at line ends; text that a spreadsheet would run gets an apostrophe before it."""
    for row in (solutions.columns, *([neutral(term) for term in row] for row in solutions.terms)):
        line = io.StringIO()
        # The module quotes what stands in its line end; a bare carriage return must be quoted too.
        csv.writer(line, lineterminator="\r\n").writerow(row)
        yield line.getvalue().removesuffix("\r\n") + "\n"


def to_tsv(solutions: Solutions) -> Iterator[str]:
    """SPARQL 1.1 TSV: full RDF terms, tabs between them."""
    yield "\t".join("?" + name for name in solutions.columns) + "\n"
    for row in solutions.terms:
        yield "\t".join("" if term is None else _term(str(term)) for term in row) + "\n"


def _term(text: str) -> str:
    return text.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def to_markdown(solutions: Solutions, base: str, shown: Sequence[str] = ()) -> Iterator[str]:
    """A Markdown table for people: labels in place of IRIs."""
    headings, rows = for_people(solutions, base, shown)
    yield f"| {' | '.join(headings)} |\n"
    yield f"|{'---|' * len(headings)}\n"
    for cells in rows:
        yield f"| {' | '.join(_escaped(cell) for cell in cells)} |\n"


def _escaped(cell: str) -> str:
    for character in "\\|<>[]*_`":
        cell = cell.replace(character, "\\" + character)
    return cell.replace("\n", "<br>").replace(GLUE, " ")


def to_json_lines(solutions: Solutions) -> Iterator[str]:
    """One JSON object a row: whole numbers and truth values as such, decimals and all else as text."""
    for row in solutions.terms:
        values = {name: _json(term) for name, term in zip(solutions.columns, row, strict=True) if term is not None}
        yield json.dumps(values, ensure_ascii=False) + "\n"


def _json(term: object) -> object:
    value = python_value(term) if isinstance(term, Literal) else None
    if isinstance(value, (bool, int)):
        return value
    return term.value if hasattr(term, "value") else str(term)
