"""What a generation was made of: which sheet says something about which node, and what validation found.

A build that follows asks it what a changed sheet has to do with the others. It lies in the
generation itself, so that both are from one build or neither is there. Its name bears the mark of the output folder: a ledger
that came from elsewhere, with a generation that no sheet of ours made, is never opened.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

from kg.making.facts import Facts, Spans
from kg.sheets.sheet import Place

_TABLES: Final = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE sheet (number INTEGER PRIMARY KEY, file TEXT UNIQUE, raw TEXT, key TEXT);
CREATE TABLE tie (kind TEXT, node INTEGER, sheet INTEGER, PRIMARY KEY (kind, node, sheet)) WITHOUT ROWID;
CREATE INDEX tie_of_sheet ON tie (sheet);
CREATE TABLE declared (iri TEXT, sheet INTEGER, line INTEGER, column INTEGER, PRIMARY KEY (iri, sheet)) WITHOUT ROWID;
CREATE INDEX declared_of_sheet ON declared (sheet);
CREATE TABLE section (document TEXT, sheet INTEGER, spans TEXT, PRIMARY KEY (document, sheet)) WITHOUT ROWID;
CREATE TABLE result (constrained TEXT, focus TEXT, path TEXT, value TEXT, PRIMARY KEY (constrained, focus, path, value)) WITHOUT ROWID;
CREATE TABLE finding (problem TEXT PRIMARY KEY, document TEXT) WITHOUT ROWID;
"""


def at(generation: Path, mark: str) -> Path:
    """Where the ledger of ``generation`` is, in the output folder that has this ``mark``."""
    return generation / f"ledger-{mark}.sqlite"


# How a sheet is tied to a node or name: it speaks of it, declares it, refers to it, rests on that claim, gives that name,
# decides who it is, cites it.
STATES, DECLARES, REFERS, RESTS, NAMES, DECIDES, CITES = (
    "states", "declares", "refers", "rests", "names", "decides", "cites",
)  # fmt: skip
_AT_ONCE: Final = 500


def number(text: str) -> int:
    """A whole number that stands for ``text`` in an index."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)


class Ledger:
    """The ledger of one generation."""

    def __init__(self, path: Path) -> None:
        new = not path.exists()
        self._connection = sqlite3.connect(path)
        self._connection.execute(
            "PRAGMA synchronous = OFF"
        )  # The build makes its files durable when it publishes them.
        if new:
            self._connection.executescript(_TABLES)

    @classmethod
    def following(cls, old: Path, path: Path) -> Ledger:
        """A copy of the ledger at ``old``, to be changed."""
        shutil.copyfile(old, path)
        return cls(path)

    def close(self) -> None:
        """Write everything."""
        self._connection.commit()
        self._connection.close()

    def abandon(self) -> None:
        """Let go of the file without writing: a connection that is forgotten would take its successor's journal with it."""
        self._connection.close()

    # --- facts about the build

    def note(self, name: str, value: Any) -> None:
        """Remember ``value`` (of JSON) under ``name``."""
        self._connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, json.dumps(value)))

    def noted(self, name: str) -> Any:
        """What was noted under ``name``, or None."""
        row = self._connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return json.loads(row[0]) if row else None

    # --- sheets

    def sheets(self) -> dict[str, tuple[str, str]]:
        """By file the digest of each sheet, and the key under which its reading is kept."""
        rows = self._connection.execute("SELECT file, raw, key FROM sheet")
        return {file: (raw, key) for file, raw, key in rows}

    def remove(self, file: str) -> None:
        """Forget a sheet."""
        row = self._connection.execute("SELECT number FROM sheet WHERE file = ?", (file,)).fetchone()
        if row:
            for table in ("tie", "declared", "section"):
                self._connection.execute(f"DELETE FROM {table} WHERE sheet = ?", row)  # noqa: S608
            self._connection.execute("DELETE FROM sheet WHERE number = ?", row)

    def add(self, raw: str, key: str, facts: Facts) -> None:
        """Enter a sheet that is not there yet."""
        values = (facts.file, raw, key)
        sheet = self._connection.execute("INSERT INTO sheet (file, raw, key) VALUES (?, ?, ?)", values).lastrowid
        ties = {(kind, number(text), sheet) for kind, text in _ties(facts)}
        self._connection.executemany("INSERT INTO tie VALUES (?, ?, ?)", sorted(ties))
        self._connection.executemany(
            "INSERT INTO declared VALUES (?, ?, ?, ?)",
            ((iri, sheet, *place[1:]) for iri, place in facts.declared.items()),
        )
        self._connection.executemany(
            "INSERT INTO section VALUES (?, ?, ?)",
            ((document, sheet, json.dumps(spans)) for document, spans in facts.sections.items()),
        )

    def tied(self, kind: str, texts: Iterable[str]) -> set[str]:
        """The files of the sheets tied to any of ``texts`` in this way."""
        found: set[str] = set()
        for some in _batches({number(text) for text in texts}):
            marks = ", ".join("?" * len(some))
            query = f"SELECT DISTINCT file FROM tie JOIN sheet ON sheet = number WHERE kind = ? AND node IN ({marks})"  # noqa: S608
            found.update(file for (file,) in self._connection.execute(query, (kind, *some)))
        return found

    def speaking(self, iris: Iterable[str]) -> dict[str, list[str]]:
        """By file, in the order of files, those of ``iris`` of which each sheet speaks."""
        by_number = {number(iri): iri for iri in iris}
        found: dict[str, list[str]] = {}
        for some in _batches(by_number):
            marks = ", ".join("?" * len(some))
            query = f"SELECT file, node FROM tie JOIN sheet ON sheet = number WHERE kind = ? AND node IN ({marks})"  # noqa: S608
            for file, node in self._connection.execute(query, (STATES, *some)):
                found.setdefault(file, []).append(by_number[node])
        return dict(sorted(found.items()))

    def untied(self, kind: str, other: str, texts: Iterable[str] | None = None) -> set[str]:
        """The files of sheets tied in one way to what no sheet is tied to in the ``other``: all, or of ``texts``."""
        query = (
            "SELECT DISTINCT file FROM tie AS one JOIN sheet ON sheet = number WHERE kind = ? AND NOT EXISTS "
            "(SELECT 1 FROM tie AS two WHERE two.kind = ? AND two.node = one.node)"
        )
        if texts is None:
            return {file for (file,) in self._connection.execute(query, (kind, other))}
        found: set[str] = set()
        for some in _batches({number(text) for text in texts}):
            marks = ", ".join("?" * len(some))
            rows = self._connection.execute(f"{query} AND one.node IN ({marks})", (kind, other, *some))
            found.update(file for (file,) in rows)
        return found

    def tied_at_all(self, kind: str) -> set[str]:
        """The files of all sheets tied to anything in this way."""
        query = "SELECT file FROM sheet WHERE EXISTS (SELECT 1 FROM tie WHERE tie.sheet = number AND kind = ?)"
        return {file for (file,) in self._connection.execute(query, (kind,))}

    def declarations(self, iri: str) -> list[Place]:
        """Where ``iri`` is declared, in the order of the sheets."""
        query = "SELECT file, line, column FROM declared JOIN sheet ON sheet = number WHERE iri = ? ORDER BY file"
        return list(self._connection.execute(query, (iri,)))

    def declared(self) -> set[str]:
        """Everything that is declared."""
        return {iri for (iri,) in self._connection.execute("SELECT DISTINCT iri FROM declared")}

    def declared_twice(self) -> list[str]:
        """What more than one sheet declares."""
        return [iri for (iri,) in self._connection.execute("SELECT iri FROM declared GROUP BY iri HAVING COUNT(*) > 1")]

    def sections(self, without: Collection[str] = ()) -> dict[str, Spans]:
        """The sections of all documents, but for what the sheets ``without`` say."""
        found: dict[str, set[tuple[int, int, str]]] = {}
        query = "SELECT file, document, spans FROM section JOIN sheet ON sheet = number"
        for file, document, spans in self._connection.execute(query):
            if file in without:
                continue
            found.setdefault(document, set()).update(
                (first, last, section) for first, last, section in json.loads(spans)
            )
        return {document: tuple(sorted(spans)) for document, spans in found.items()}

    # --- validation

    def forget_results(self, constrained: str, focus: Iterable[str] | None = None) -> None:
        """Forget the results of one constraint: all, or at some nodes."""
        if focus is None:
            self._connection.execute("DELETE FROM result WHERE constrained = ?", (constrained,))
        else:
            query = "DELETE FROM result WHERE constrained = ? AND focus = ?"
            self._connection.executemany(query, ((constrained, each) for each in focus))

    def add_results(self, rows: Iterable[tuple[str, str, str, str]]) -> None:
        """Enter results: constraint, focus node, path and value, each as text."""
        self._connection.executemany("INSERT OR IGNORE INTO result VALUES (?, ?, ?, ?)", rows)

    def results(self) -> Iterator[tuple[str, str, str, str]]:
        """All results."""
        yield from self._connection.execute("SELECT * FROM result")

    def findings(self) -> dict[str, str]:
        """The findings as they were worded last, by problem."""
        return dict(self._connection.execute("SELECT problem, document FROM finding"))

    def set_findings(self, found: Mapping[str, str]) -> None:
        """Remember how findings are worded, and nothing else."""
        known = self.findings()
        gone = known.keys() - found.keys()
        self._connection.executemany("DELETE FROM finding WHERE problem = ?", ((problem,) for problem in gone))
        new = ((problem, text) for problem, text in found.items() if known.get(problem) != text)
        self._connection.executemany("INSERT OR REPLACE INTO finding VALUES (?, ?)", new)


def _batches(numbers: Iterable[int]) -> Iterator[list[int]]:
    rest = sorted(numbers)
    for start in range(0, len(rest), _AT_ONCE):
        yield rest[start : start + _AT_ONCE]


def _ties(facts: Facts) -> Iterator[tuple[str, str]]:
    found = {
        STATES: {*facts.subjects, *facts.nodes},
        DECLARES: facts.declared,
        REFERS: [each.iri for each in facts.references if not each.text.startswith("claim/")],
        RESTS: [each.iri for each in facts.references if each.text.startswith("claim/")],
        NAMES: facts.names,
        DECIDES: facts.decides,
        CITES: facts.cited,
    }
    return ((kind, text) for kind, texts in found.items() for text in texts)
