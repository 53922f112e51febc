"""Answers as tables on a terminal, as wide as it is; East Asian characters count two columns.

Columns in which nothing stands are left out, numbers and words are never broken, and where a table would
be too narrow to read, each row becomes a block of lines. Evidence stands below its row.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TextIO

from kg.answers import Solutions
from kg.answers.cells import GLUE, for_people, printable

_NATURAL: Final = 100_000
_GAP: Final = "  "
_INDENT: Final = 4
# What is longer than this may be broken anywhere, where it must be.
_LONGEST_WORD: Final = 26
# Lines may break before Han and Kana, though not before what closes; Hangul has words.
_BREAKABLE = "\u3005-\u3007\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_CLOSING = "、。，．・：；！？）」』】〉》ー々ゝヽぁぃぅぇぉっゃゅょァィゥェォッャュョ"
_PIECE = re.compile(f"( *)([{_BREAKABLE}][{_CLOSING}]*|[^ {_BREAKABLE}]+[{_CLOSING}]*)")
_NUMBER = re.compile(r"-?[0-9][0-9,]*(\.[0-9]+)?(–[0-9][0-9,]*(\.[0-9]+)?)?")
_WITH_UNIT = re.compile(r"(?<=\d) (?=[^\W\d])")


def columns_of(text: str) -> int:
    """The columns that ``text`` takes on a terminal.

    >>> columns_of("SK그룹")
    6
    """
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.east_asian_width(character) in "WF":
        return 2
    return 0 if unicodedata.category(character) in ("Mn", "Me", "Cf") else 1


def width(stream: TextIO) -> int:
    """The columns that a table on ``stream`` may take: a terminal's, or ``COLUMNS``, else as many as it needs."""
    if os.environ.get("COLUMNS", "").isdecimal() or stream.isatty():
        return max(40, shutil.get_terminal_size().columns)
    return _NATURAL


def write_table(
    solutions: Solutions,
    base: str,
    stream: TextIO | None = None,
    below: Sequence[Sequence[str]] | None = None,
    shown: Sequence[str] = (),
    most: int | None = None,
) -> None:
    """Write ``solutions`` for people; ``below`` are lines for each row, ``shown`` the columns (default: all)."""
    headings, rows = for_people(solutions, base, shown)
    write_rows(headings, rows, stream, below, most)


def write_rows(
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    stream: TextIO | None = None,
    below: Sequence[Sequence[str]] | None = None,
    most: int | None = None,
) -> None:
    """Write aligned columns, or blocks of lines where columns would be too narrow, at most ``most`` wide."""
    stream = stream or sys.stdout
    if rows:
        kept = [number for number in range(len(headings)) if any(row[number] for row in rows)]
        headings = [headings[number] for number in kept]
        rows = [[row[number] for number in kept] for row in rows]
    bold = stream.isatty() and os.environ.get("TERM", "dumb") != "dumb"
    total = most or width(stream)
    below = below or [()] * len(rows)
    widths = _widths(headings, rows, total)
    table = None if widths is None else list(_table(headings, rows, below, widths, total, bold))
    if table is None or (len(headings) > 1 and _wrapped(widths or [], headings, rows, total)):
        blocks = list(_blocks(headings, rows, below, total, bold))
        table = blocks if table is None or len(blocks) < len(table) else table
    stream.writelines(line.replace(GLUE, " ").rstrip() + "\n" for line in table)
    if not rows:
        stream.write("(no rows)\n")


def _wrapped(widths: Sequence[int], headings: Sequence[str], rows: Sequence[Sequence[str]], total: int) -> bool:
    return sum(widths) + len(_GAP) * (len(widths) - 1) >= total - len(widths) and bool(headings and rows)


def _widths(headings: Sequence[str], rows: Sequence[Sequence[str]], total: int) -> list[int] | None:
    """A width for each column, or None where not even the words fit."""
    natural, least, words = [], [], []
    for number, heading in enumerate(headings):
        cells = {heading, *(row[number] for row in rows)}
        natural.append(max(columns_of(line) for cell in cells for line in cell.split("\n")))
        pieces = {piece for cell in cells for _, piece in _pieces(cell)}
        words.append(max(map(columns_of, pieces), default=1))
        numbers = max((columns_of(piece) for piece in pieces if _number(piece)), default=1)
        least.append(max(numbers, min(words[-1], _LONGEST_WORD)))
    spare = total - len(_GAP) * (len(headings) - 1)
    if sum(natural) <= spare:
        return natural
    if sum(words) <= spare:
        least = words
    if sum(least) > spare:
        return None
    # The rest goes to where it saves most lines, so that no column is much taller than the others.
    widths = list(least)
    for _ in range(spare - sum(least)):
        narrow = [number for number in range(len(widths)) if widths[number] < natural[number]]
        if not narrow:
            break
        widths[max(narrow, key=lambda number: natural[number] / widths[number])] += 1
    return widths


def _numeric(rows: Sequence[Sequence[str]], number: int) -> bool:
    cells = [row[number] for row in rows if row[number]]
    return bool(cells) and all(map(_number, cells))


def _number(text: str) -> bool:
    """Whether ``text`` is a number, or one with its unit and bound."""
    return any(_NUMBER.fullmatch(part) for part in text.split(GLUE))


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """What must stay on one line, each with the spaces before it."""
    for match in _PIECE.finditer(text.replace("\n", " ")):
        yield match[1], match[2]


def wrapped(text: str, most: int) -> list[str]:
    """``text`` in lines of at most ``most`` columns, broken between words where there are any.

    >>> wrapped("Ulsan AI Data Center", 10)
    ['Ulsan AI', 'Data', 'Center']
    >>> wrapped("蔚山AIデータセンター", 10)
    ['蔚山AIデー', 'タセンター']
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line, used = "", 0
        for space, piece in _pieces(paragraph):
            long = columns_of(piece)
            if line and used + len(space) + long > most:
                lines.append(line)
                line, used, space = "", 0, ""
            elif not line:
                space = ""
            while long > most:
                head = _head(piece, most)
                lines.append(head)
                piece = piece[len(head) :]
                long = columns_of(piece)
            line, used = line + space + piece, used + len(space) + long
        lines.append(line)
    return lines


def hanging(text: str, most: int) -> list[str]:
    """The lines of one ``text`` at most ``most`` columns wide, those that follow set in below the first.

    >>> hanging("  member: a consultative body of firms", 30)
    ['  member: a consultative', '    body of firms']
    """
    if columns_of(text) <= most:
        return [text]
    bare = text.lstrip(" ")
    margin = len(text) - len(bare)
    lines = wrapped(_WITH_UNIT.sub(GLUE, bare), max(20, most - margin - 2))
    return [" " * (margin + 2 * bool(number)) + line.replace(GLUE, " ") for number, line in enumerate(lines)]


def write_lines(text: str, stream: TextIO | None = None) -> None:
    """Write the lines of ``text``, those that are too wide for the terminal with what follows set in."""
    stream = stream or sys.stdout
    most = width(stream)
    stream.writelines(f"{line}\n" for whole in text.split("\n") for line in hanging(printable(whole), most))


def _head(text: str, most: int) -> str:
    used = 0
    for number, character in enumerate(text):
        used += _columns(character)
        if used > most:
            return text[: max(1, number)]
    return text


def _table(
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    below: Sequence[Sequence[str]],
    widths: Sequence[int],
    total: int,
    bold: bool,
) -> Iterator[str]:
    numeric = [_numeric(rows, number) for number in range(len(headings))]

    def lines(cells: Sequence[str]) -> Iterator[str]:
        parts = [wrapped(cell, most) for cell, most in zip(cells, widths, strict=True)]
        for level in range(max(map(len, parts), default=0)):
            line = []
            for part, most, right in zip(parts, widths, numeric, strict=True):
                text = part[level] if level < len(part) else ""
                padding = " " * (most - columns_of(text))
                line.append(padding + text if right else text + padding)
            yield _GAP.join(line)

    for line in lines(headings):
        yield _bold(line.rstrip(), bold)
    yield "─" * (sum(widths) + len(_GAP) * (len(widths) - 1))
    for row, notes in zip(rows, below, strict=True):
        yield from lines(row)
        yield from _notes(notes, total)


def _blocks(
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    below: Sequence[Sequence[str]],
    total: int,
    bold: bool,
) -> Iterator[str]:
    """Each row as lines of heading and value, what is empty left out."""
    widest = max(map(columns_of, headings), default=0)
    for number, (row, notes) in enumerate(zip(rows, below, strict=True)):
        if number:
            yield ""
        for heading, cell in zip(headings, row, strict=True):
            if cell:
                first, *rest = wrapped(cell, max(20, total - widest - len(_GAP)))
                yield _bold(heading, bold) + " " * (widest - columns_of(heading)) + _GAP + first
                yield from (" " * widest + _GAP + line for line in rest)
        yield from _notes(notes, total)


def _notes(notes: Iterable[str], total: int) -> Iterator[str]:
    for note in notes:
        for number, line in enumerate(wrapped(note, total - _INDENT - 2)):
            yield " " * (_INDENT + 2 * bool(number)) + line


def _bold(text: str, bold: bool) -> str:
    return f"\x1b[1m{text}\x1b[0m" if bold and text else text
