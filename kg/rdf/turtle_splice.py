"""A changed graph as Turtle, made of the old file: unchanged blocks are copied, changed ones written anew.

The result is what writing everything would give. Blocks stand in the order of their subjects, and a
blank line can only stand between them, so a block is found by halving.
"""

from __future__ import annotations

import mmap
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import IO, Final

from pyoxigraph import Store

from kg.rdf.turtle import Terms
from kg.rdf.turtle_stream import Writer

_GAP: Final = b"\n\n"
_OPAQUE: Final = re.compile(rb'"(?:[^"\\]|\\.)*"|<[^<>\s]*>')
_PREFIX: Final = re.compile(rb"(?<![\w:.-])([A-Za-z][\w.-]*):")
_DECLARED: Final = re.compile(rb"@prefix ([\w.-]+): <([^>]*)> \.\n")

# A stretch of whole blocks of the old file, or a new block.
Piece = tuple[int, int] | bytes


class _File:
    """The old file: where its blocks are, and which prefixes it declares."""

    def __init__(self, data: mmap.mmap) -> None:
        self.data = data
        self.prefixes: dict[bytes, bytes] = {}
        at = 0
        while match := _DECLARED.match(data, at):
            self.prefixes[match[1]] = match[2]
            at = match.end()
        self.start = at + 1 if at else 0

    def block(self, at: int) -> tuple[int, int]:
        """Start and end of the block around the byte ``at``; a gap belongs to the block before it."""
        before = self.data.rfind(_GAP, self.start, at)
        start = self.start if before < 0 else before + 2
        after = self.data.find(_GAP, start)
        return start, len(self.data) if after < 0 else after + 1

    def subject(self, start: int) -> str | None:
        """The IRI of the subject of the block that starts here; None for a blank node, which comes after all IRIs."""
        token = self.data[start : self.data.find(b" ", start)]
        if token.startswith(b"<"):
            return token[1:-1].decode()
        prefix, _, rest = token.partition(b":")
        return None if prefix == b"_" else (self.prefixes[prefix] + rest).decode()

    def find(self, iri: str, low: int) -> tuple[int, int]:
        """Where the block of ``iri`` is, from the byte ``low`` on; where it would be is an empty stretch."""
        high = len(self.data)
        while low < high:
            start, end = self.block((low + high) // 2)
            found = self.subject(start)
            if found == iri:
                return start, end
            if found is not None and found < iri:
                low = min(end + 1, len(self.data))
            else:
                high = start
        return low, low


def splice(old: Path, new: Path, store: Store, base: str, changed: Iterable[str]) -> None:
    """Write ``store`` to ``new``; it differs from what is in ``old`` in the triples of the subjects ``changed`` alone.

    Raises:
        ValueError: one of them has a blank node or a triple among its values; write the whole graph.
    """
    writer = Writer(base)
    blocks = {iri: writer.of(store, iri) for iri in sorted(changed)}
    with old.open("rb") as source, closing(mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ)) as data:
        file = _File(data)
        gone: set[bytes] = set()
        pieces = list(_pieces(file, blocks, gone))
        body = new.with_name(new.name + ".body")
        with body.open("wb") as out:
            _write(out, source, pieces)
        used = _used(file, writer.terms.used, gone, body)
    header = Terms(base)
    header.used = used
    with new.open("wb") as out, body.open("rb") as text:
        out.write(header.header().encode())
        if used and body.stat().st_size:
            out.write(b"\n")
        out.flush()
        _copy(text, out, 0, body.stat().st_size)
    body.unlink()


def _pieces(file: _File, blocks: dict[str, str], gone: set[bytes]) -> Iterator[Piece]:
    """What the new body is made of; the prefixes of blocks that go are added to ``gone``."""
    at, size = file.start, len(file.data)
    for iri, block in blocks.items():
        start, end = file.find(iri, at)
        if start > at:
            yield at, start if start == size else start - 1
        if end > start:
            gone.update(_prefixes(file.data[start:end]))
        if block:
            yield block.encode()
        at = min(end + 1, size) if end > start else start
    if at < size:
        yield at, size


def _prefixes(block: bytes) -> set[bytes]:
    return {match[1] for match in _PREFIX.finditer(_OPAQUE.sub(b" ", block))}


def _used(file: _File, written: set[str], gone: set[bytes], body: Path) -> set[str]:
    """The prefixes of the new file: those of new blocks, and of the old ones those that some block still has."""
    kept = {name.decode() for name in file.prefixes if name not in gone}
    doubtful = {name for name in gone if name in file.prefixes} - {name.encode() for name in written}
    if doubtful and body.stat().st_size:
        with body.open("rb") as source, closing(mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ)) as data:
            kept |= {name.decode() for name in doubtful if _occurs(name, data)}
    return kept | written


def _occurs(name: bytes, data: mmap.mmap) -> bool:
    at = 0
    while (at := data.find(name + b":", at)) >= 0:
        start, after = data.rfind(_GAP, 0, at) + 1, data.find(_GAP, at)
        end = len(data) if after < 0 else after
        if name in _prefixes(data[start:end]):
            return True
        at = end
    return False


def _write(out: IO[bytes], source: IO[bytes], pieces: list[Piece]) -> None:
    first = True
    for piece in pieces:
        if not first:
            out.write(b"\n")
        first = False
        if isinstance(piece, bytes):
            out.write(piece)
        else:
            out.flush()
            _copy(source, out, *piece)


def _copy(source: IO[bytes], out: IO[bytes], start: int, end: int) -> None:
    """Let the kernel copy bytes from one file to the end of the other."""
    while start < end:
        sent = os.sendfile(out.fileno(), source.fileno(), start, end - start)
        if sent == 0:
            raise OSError(f"{source.name}: it became shorter while it was read")
        start += sent
    out.seek(0, os.SEEK_END)
