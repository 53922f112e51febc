"""Changes of single values in sheets: the text at a known place is replaced, all else stays as somebody wrote it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kg.errors import KgError
from kg.files import write_atomically
from kg.sheets.tidy import scalar
from kg.workspace import Workspace


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Replace the value ``old`` at a place of a sheet (line and column from 1) by ``new``."""

    file: str
    line: int
    column: int
    old: str
    new: str


def apply(text: str, edits: Iterable[Edit]) -> str:
    """``text`` after ``edits``, all of one file.

    Raises:
        KgError: another text stands at a place.
    """
    lines = text.split("\n")
    for edit in sorted(set(edits), reverse=True):
        line = lines[edit.line - 1]
        start = edit.column - 1
        for written in (edit.old, f'"{edit.old}"', "'" + edit.old.replace("'", "''") + "'"):
            if line.startswith(written, start):
                lines[edit.line - 1] = line[:start] + scalar(edit.new) + line[start + len(written) :]
                break
        else:
            raise KgError(
                f"{edit.file}:{edit.line}:{edit.column}: {edit.old!r} is not written here on one line; change it by hand"
            )
    return "\n".join(lines)


def write(workspace: Workspace, edits: Iterable[Edit]) -> list[str]:
    """Apply ``edits`` to the sheets of ``workspace``, all or none; the names of the files changed.

    Raises:
        KgError: another text stands at a place; nothing was written.
    """
    by_file: dict[str, list[Edit]] = defaultdict(list)
    for edit in edits:
        by_file[edit.file].append(edit)
    changed = {}
    for name, found in sorted(by_file.items()):
        path = workspace.root / name
        changed[path] = apply(path.read_bytes().decode("utf-8"), found)
    for path, text in changed.items():
        write_atomically(path, text.encode())
    return sorted(by_file)
