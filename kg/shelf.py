"""Sheets that were read before, kept under the digest of all that their reading depends on.

The shelf is a convenience: what is missing or damaged is read again, and nothing
on it is ever newer or older than its digest says.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

_NAME: Final = ".sheets.sqlite"


def digest(*parts: bytes | str) -> str:
    """A digest of ``parts``, each with its length, so that no two lists of parts look alike."""
    found = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        found.update(len(data).to_bytes(8, "big") + data)
    return found.hexdigest()


class Shelf:
    """The readings kept beside the generations of one output folder."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.damaged = False
        connection.execute("CREATE TABLE IF NOT EXISTS reading (key TEXT PRIMARY KEY, data BLOB) WITHOUT ROWID")

    def get(self, key: str) -> bytes | None:
        """What was put under ``key``, or None."""
        try:
            row = self._connection.execute("SELECT data FROM reading WHERE key = ?", (key,)).fetchone()
        except sqlite3.DatabaseError:
            self.damaged = True
            return None
        return row[0] if row else None

    def put(self, readings: Iterable[tuple[str, bytes]]) -> None:
        """Keep readings under their keys."""
        with suppress(sqlite3.DatabaseError), self._connection:
            self._connection.executemany("INSERT OR REPLACE INTO reading VALUES (?, ?)", readings)

    def keep_only(self, keys: Collection[str]) -> None:
        """Forget what is not in ``keys``."""
        with suppress(sqlite3.DatabaseError), self._connection:
            known = {key for (key,) in self._connection.execute("SELECT key FROM reading")}
            self._connection.executemany("DELETE FROM reading WHERE key = ?", ((key,) for key in known - set(keys)))


@contextmanager
def shelf(folder: Path) -> Iterator[Shelf]:
    """The shelf in the output folder ``folder``; one that cannot be read or written is started anew, in memory if need be."""
    path = folder / _NAME
    if path.is_symlink():
        path.unlink()
    connection, found = _opened(str(path)) or _anew(path)
    try:
        yield found
    finally:
        connection.close()
        if found.damaged:
            path.unlink(missing_ok=True)


def _opened(path: str) -> tuple[sqlite3.Connection, Shelf] | None:
    connection = sqlite3.connect(path)
    try:
        return connection, Shelf(connection)
    except sqlite3.DatabaseError:
        connection.close()
        return None


def _anew(path: Path) -> tuple[sqlite3.Connection, Shelf]:
    with suppress(OSError):
        path.unlink()
    found = _opened(str(path)) or _opened(":memory:")
    assert found is not None
    return found
