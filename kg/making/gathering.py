"""From the sheets of a workspace to what each says: read once, named, and kept on the shelf.

Reading a sheet depends on its bytes, on the ontology and on this program; naming its claims also on the
sections of the documents that it cites. Both are in the keys, so that a reading is used only where it still holds.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

import pyoxigraph

from kg.incoming.bulk import read_input
from kg.making.facts import Facts, Spans, named
from kg.making.ledger import CITES, Ledger
from kg.making.shelf import Shelf, digest
from kg.workspace import Workspace

# So many bytes of sheets are worth a process of their own.
_WORTH_A_PROCESS: Final = 300_000
_BATCH: Final = 20
_AT_ONCE: Final = 200
# Written out, or behind an escape.
_DECLARES: Final = re.compile(rb"firstLine|\\[xuU]")

Sections = Mapping[str, Spans]


@dataclass(slots=True)
class Kept:
    """A sheet's reading with the digest of what was read and the key under which it is kept."""

    raw: str
    key: str
    facts: Facts


@dataclass(slots=True)
class Sheets:
    """What differs from the last build: the sheets to read, and those that are gone."""

    raw: dict[str, str]
    changed: list[str]
    removed: list[str]
    data: dict[str, bytes] = field(default_factory=dict)


@cache
def program() -> str:
    """A digest of this program and its engine: another version may read a sheet in another way."""
    folder = Path(__file__).parent.parent
    files = sorted(
        path for path in folder.rglob("*") if path.is_file() and path.suffix not in (".pyc", ".ttl", ".yaml")
    )
    return digest(pyoxigraph.__version__, sys.version, *(path.read_bytes() for path in files))


def compare(workspace: Workspace, grounds: str, ledger: Ledger | None) -> Sheets:
    """Which sheets are not as they were when ``ledger`` was written; ``grounds`` is all that reading rests on but the sheets."""
    known = ledger.sheets() if ledger else {}
    raw: dict[str, str] = {}
    data: dict[str, bytes] = {}
    for path in workspace.inputs:
        file = workspace.name(path)
        content = workspace.content(path)
        raw[file] = digest(grounds, file, content)
        if file not in known or known[file][0] != raw[file]:
            data[file] = content
    return Sheets(raw, list(data), sorted(known.keys() - raw.keys()), data)


def gather(workspace: Workspace, shelf: Shelf, sheets: Sheets, ledger: Ledger | None) -> Iterator[Kept]:
    """The readings of all sheets that say something else than in ``ledger``, in no order; each is on the shelf."""
    gone = {*sheets.changed, *sheets.removed}
    before = ledger.sections() if ledger else {}
    sections: Sections = ledger.sections(without=gone) if ledger else {}
    # The sections that a sheet declares do not depend on others, so those sheets go first.
    declaring = [file for file in sheets.changed if _DECLARES.search(sheets.data[file])]
    waiting = {kept.facts.file: kept for kept in _readings(workspace, shelf, sheets, declaring, sections)}
    sections = _joined(sections, (kept.facts.sections for kept in waiting.values()))
    rest = [file for file in sheets.changed if file not in waiting]
    if ledger:
        moved = {document for document in {*before, *sections} if before.get(document) != sections.get(document)}
        for file in sorted(ledger.tied(CITES, moved) - gone):
            sheets.data[file] = workspace.content(workspace.root / file)
            rest.append(file)
    rest += [file for file, kept in waiting.items() if not _holds(kept.facts.cited, sections)]
    yield from (kept for kept in waiting.values() if _holds(kept.facts.cited, sections))
    yield from _readings(workspace, shelf, sheets, rest, sections)


def _joined(sections: Sections, more: Iterable[Sections]) -> Sections:
    found = dict(sections)
    for each in more:
        for document, spans in each.items():
            found[document] = tuple(sorted({*found.get(document, ()), *spans}))
    return found


def _holds(cited: Sections, sections: Sections) -> bool:
    return all(sections.get(document, ()) == spans for document, spans in cited.items())


def _key(raw: str, cited: Sections) -> str:
    return digest(raw, json.dumps(sorted(cited.items())))


def _readings(
    workspace: Workspace, shelf: Shelf, sheets: Sheets, files: list[str], sections: Sections
) -> Iterator[Kept]:
    """The readings of ``files``: from the shelf where they hold, else read now, by several processes where that is worth it."""
    unread = []
    for file in files:
        raw = sheets.raw[file]
        if (cited := shelf.get(raw)) is not None:
            key = _key(raw, {document: sections.get(document, ()) for document in json.loads(cited)})
            if (kept := shelf.get(key)) is not None:
                yield Kept(raw, key, Facts.load(file, kept))
                continue
        unread.append(file)
    for batch in _batches(_read(workspace, sheets, unread, sections)):
        entries = []
        for facts, dump in batch:
            raw = sheets.raw[facts.file]
            key = _key(raw, facts.cited)
            entries += [(raw, json.dumps(sorted(facts.cited)).encode()), (key, dump)]
            yield Kept(raw, key, facts)
        shelf.put(entries)


def _batches(found: Iterator[tuple[Facts, bytes]]) -> Iterator[list[tuple[Facts, bytes]]]:
    batch = []
    for each in found:
        batch.append(each)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    yield batch


# What the processes below share; set before they are forked.
_shared: tuple[Workspace, Sections] | None = None


def _one(file: str, data: bytes) -> tuple[Facts, bytes]:
    assert _shared is not None
    workspace, sections = _shared
    sheet = read_input(data, file, workspace.context, workspace.vocabulary)
    facts = named(sheet, workspace.vocabulary, sections, workspace.base)
    return facts, facts.dump()


def _read(workspace: Workspace, sheets: Sheets, files: list[str], sections: Sections) -> Iterator[tuple[Facts, bytes]]:
    global _shared
    assert workspace.context is not None and workspace.vocabulary is not None
    _shared = workspace, sections
    data = [sheets.data[file] for file in files]
    processes = min(os.cpu_count() or 1, sum(map(len, data)) // _WORTH_A_PROCESS)
    if processes < 2:
        yield from map(_one, files, data)
        return
    with ProcessPoolExecutor(processes, multiprocessing.get_context("fork")) as pool:
        # No more at once than may wait to be used.
        for start in range(0, len(files), _AT_ONCE):
            yield from pool.map(_one, files[start : start + _AT_ONCE], data[start : start + _AT_ONCE], chunksize=4)
