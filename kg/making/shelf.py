"""Sheets that were read before, kept under the digest of all that their reading depends on.

The shelf is a convenience: what is missing or damaged is read again, and nothing
on it is ever newer or older than its digest says. Its file bears the mark of the output folder in its name: one that
came from elsewhere, and might hold what no sheet says, is not even opened.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final

_SEAL: Final = 16
# The library reads its own messages as UTF-8, and they may quote the noise.
_BROKEN: Final = (sqlite3.DatabaseError, UnicodeDecodeError)


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
        # What could not be written, for as long as the build needs it.
        self._in_hand: dict[str, bytes] = {}
        connection.execute("CREATE TABLE IF NOT EXISTS reading (key TEXT PRIMARY KEY, data BLOB) WITHOUT ROWID")

    def examine(self) -> None:
        """See whether the file is sound, which takes time by its size: one with noise in it may take a row and lose another."""
        try:
            self.damaged = self._connection.execute("PRAGMA integrity_check(1)").fetchall() != [("ok",)]
        except _BROKEN:
            self.damaged = True

    def get(self, key: str) -> bytes | None:
        """What was put under ``key``, or None."""
        if key in self._in_hand:
            return self._in_hand[key]
        try:
            row = self._connection.execute("SELECT data FROM reading WHERE key = ?", (key,)).fetchone()
        except _BROKEN:
            self.damaged = True
            return None
        sealed = row[0] if row else None
        if not isinstance(sealed, bytes) or _seal(key, sealed[_SEAL:]) != sealed[:_SEAL]:
            self.damaged = self.damaged or row is not None
            return None
        return sealed[_SEAL:]

    def put(self, readings: Iterable[tuple[str, bytes]]) -> None:
        """Keep readings under their keys; a damaged file takes no more, so that what was found in it stays."""
        found = dict(readings)
        if self.damaged:
            self._in_hand.update(found)
            return
        sealed = ((key, _seal(key, data) + data) for key, data in found.items())
        try:
            with self._connection:
                self._connection.executemany("INSERT OR REPLACE INTO reading VALUES (?, ?)", sealed)
        except _BROKEN:
            self.damaged = True
            self._in_hand.update(found)

    def keep_only(self, keys: Collection[str]) -> None:
        """Forget what is not in ``keys``; a damaged file goes as a whole."""
        if self.damaged:
            return
        with suppress(*_BROKEN), self._connection:
            known = {key for (key,) in self._connection.execute("SELECT key FROM reading")}
            self._connection.executemany("DELETE FROM reading WHERE key = ?", ((key,) for key in known - set(keys)))


def _seal(key: str, data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=_SEAL, key=key.encode()[:64]).digest()


@contextmanager
def shelf(folder: Path, mark: str) -> Iterator[Shelf]:
    """The shelf in the output folder ``folder``; one that cannot be read or written is started anew, in memory if need be.

    ``mark`` is what no other folder has; shelves without it go.
    """
    path = folder / f".sheets-{mark}.sqlite"
    for other in folder.glob(".sheets*"):
        if not other.name.startswith(path.name):
            _remove(other)
    connection, found = _opened(str(path)) or _anew(path)
    with closing(connection):
        yield found
    if found.damaged:
        _remove(path)


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink()
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)


def _opened(path: str) -> tuple[sqlite3.Connection, Shelf] | None:
    connection = None
    try:
        connection = sqlite3.connect(path)
        return connection, Shelf(connection)
    except _BROKEN:
        if connection is not None:
            connection.close()
        return None


def _anew(path: Path) -> tuple[sqlite3.Connection, Shelf]:
    _remove(path)
    found = _opened(str(path)) or _opened(":memory:")
    assert found is not None
    return found
