"""A whole store as Turtle, subject by subject: the bytes of ``kg.turtle`` without a second copy of the graph.

Oxigraph writes the store as N-Triples, mostly all lines of a subject together; here they are sorted, their
terms shortened, and the blocks put in the order of their subjects. Only the names of the subjects are held at once.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterable
from contextlib import closing
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path
from typing import IO, Final, cast

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store, parse, serialize

from kg.namespaces import RDF
from kg.turtle import Terms, blocks, canonical

_AT_ONCE: Final = 1 << 20
_KEPT: Final = 100_000
_TYPE: Final = f"<{RDF}type>"
_LINE: Final = re.compile(r"([^ ]+) ([^ ]+) (.+) \.\n")
Line = tuple[str, str, str]


class _Predicates(dict[str, tuple[str, str]]):
    """By what a predicate is sorted, and how it is written."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms

    def __missing__(self, token: str) -> tuple[str, str]:
        self[token] = found = ("", "a") if token == _TYPE else (token[1:-1], self.terms.short(token[1:-1]))
        return found


class _Objects(dict[str, str]):
    """How an object is written; ``odd`` is set by those that lines of N-Triples cannot order."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.odd = False

    def __missing__(self, token: str) -> str:
        if token[0] == '"':
            if token[-1] != ">":
                return token
            end = token.rindex('"') + 1
            found = self.terms.typed(token[1 : end - 1], token[end + 3 : -1], token)
        elif token[0] == "<" and token[1] != "<":
            found = self.terms.short(token[1:-1])
        else:
            self.odd = True
            return ""
        if len(self) >= _KEPT:
            self.clear()
        self[token] = found
        return found


def _order(token: str) -> tuple[int, str, str]:
    """By what an object is sorted, as ``kg.turtle.order`` does."""
    if token[0] != '"':
        return 0, token[1:-1], ""
    # A base direction follows the language, and plays no part in the order.
    suffix = token[token.rindex('"') + 1 :]
    return 2, suffix[1:].partition("--")[0] if suffix[:1] == "@" else "", token


class Writer:
    """Blocks of Turtle from lines of N-Triples; ``terms.used`` holds the prefixes that were needed."""

    def __init__(self, base: str) -> None:
        self.terms = Terms(base)
        self._predicates = _Predicates(self.terms)
        self._objects = _Objects(self.terms)

    def block(self, subject: str, lines: Iterable[Line]) -> str | None:
        """The block of a subject (an IRI); None if a value is a blank node or a triple."""
        predicates, objects = self._predicates, self._objects
        rows: dict[tuple[str, str], list[str]] = {}
        for _, predicate, value in lines:
            rows.setdefault(predicates[predicate], []).append(value)
        parts = []
        for key in sorted(rows):
            values = rows[key]
            if len(values) > 1:
                values.sort(key=_order)
            parts.append(f"{key[1]} " + ",\n        ".join([objects[value] for value in values]))
        if objects.odd:
            objects.odd = False
            return None
        return f"{self.terms.short(subject)} " + " ;\n    ".join(parts) + " .\n"

    def of(self, store: Store, subject: str) -> str | None:
        """The same, of a subject in ``store``; empty if nothing is said of it."""
        quads = store.quads_for_pattern(NamedNode(subject), None, None)
        text = (serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES) or b"").decode()
        return self.block(subject, _LINE.findall(text)) if text else ""


class _Body:
    """A file that takes N-Triples and writes blocks to ``out`` as they come; ``places`` says where each subject's is."""

    def __init__(self, writer: Writer, out: IO[bytes]) -> None:
        self.writer = writer
        self.places: dict[str, tuple[int, int]] = {}
        self._out = out
        self._at = 0
        self._came: list[bytes] = []
        self._size = 0
        self._rest: list[Line] = []
        # Subjects (IRIs) whose lines came in several places, and those with blank nodes or triples among their values.
        self._scattered: set[str] = set()
        self._odd: set[str] = set()
        self._blank: list[Line] = []

    def write(self, data: bytes) -> int:
        """Take some bytes of N-Triples."""
        self._came.append(data)
        self._size += len(data)
        if self._size >= _AT_ONCE:
            self._take()
        return len(data)

    def flush(self) -> None:
        """What has come may end in the middle of a line, so nothing can be done here."""

    def _take(self) -> None:
        data = b"".join(self._came)
        end = data.rfind(b"\n") + 1
        self._came, self._size = [data[end:]], len(data) - end
        lines = chain(self._rest, _LINE.findall(data[:end].decode()))
        groups = [list(same) for _, same in groupby(lines, key=itemgetter(0))]
        # More lines of the last subject may follow.
        self._rest = groups.pop() if groups else []
        for group in groups:
            self._put(group)

    def _put(self, lines: list[Line]) -> None:
        subject = lines[0][0][1:-1]
        if lines[0][0][0] == "_":
            self._blank += lines
        elif subject in self.places:
            self._scattered.add(subject)
        elif (block := self.writer.block(subject, lines)) is None:
            self._odd.add(subject)
        else:
            self._add(subject, block)

    def _add(self, subject: str, block: str) -> None:
        data = block.encode()
        self._out.write(data)
        self.places[subject] = self._at, self._at + len(data)
        self._at += len(data)

    def end(self, store: Store) -> list[str]:
        """All lines of ``store`` have come: the blocks of blank nodes, which follow all others.

        Blank nodes are named by what they say, as ``kg.turtle.canonical`` does.
        """
        self._take()
        if self._rest:
            self._put(self._rest)
        for subject in self._scattered:
            if (block := self.writer.of(store, subject)) is None:
                self._odd.add(subject)
            else:
                self._add(subject, block)
        text = "".join(f"{subject} {predicate} {value} .\n" for subject, predicate, value in self._blank)
        of_blank = (quad.triple for quad in parse(text, format=RdfFormat.N_TRIPLES))
        of_odd = (quad.triple for iri in self._odd for quad in store.quads_for_pattern(NamedNode(iri), None, None))
        last = []
        for subject, some in groupby(canonical(chain(of_blank, of_odd)), key=lambda triple: triple.subject):
            block = "".join(blocks(some, self.writer.terms))
            if isinstance(subject, NamedNode):
                self._add(subject.value, block)
            else:
                last.append(block)
        return last


def write_turtle(store: Store, base: str, path: Path) -> set[str]:
    """Write the default graph of ``store`` to ``path``, the same bytes as ``kg.turtle.turtle``; the prefixes used."""
    writer = Writer(base)
    unsorted = path.with_name(path.name + ".body")
    with unsorted.open("wb") as out:
        body = _Body(writer, out)
        store.dump(cast("IO[bytes]", body), format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
        last = body.end(store)
    with path.open("wb") as out, unsorted.open("rb") as source:
        out.write(writer.terms.header().encode())
        gap = b"\n" if writer.terms.used else b""
        if body.places:
            with closing(mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ)) as data:
                for subject in sorted(body.places):
                    start, end = body.places[subject]
                    out.write(gap)
                    out.write(data[start:end])
                    gap = b"\n"
        for block in last:
            out.write(gap + block.encode())
            gap = b"\n"
    unsorted.unlink()
    return writer.terms.used
