"""A whole store as Turtle, subject by subject: the bytes of ``kg.rdf.turtle`` without a second copy of the graph.

Oxigraph writes the store as lines of N-Triples into a file beside; here they are sorted by subject, and their terms
shortened. Only the names of the subjects are held at once, and where their lines are.
"""

from __future__ import annotations

import mmap
import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store, Triple, parse, serialize

from kg.rdf.namespaces import RDF
from kg.rdf.turtle import Subject, Terms, blocks, canonical, ordered

_KEPT: Final = 100_000
_TYPE: Final = f"<{RDF}type>"
_LINE: Final = re.compile(r"[^ ]+ ([^ ]+) (.+) \.\n")
_RUN: Final = re.compile(rb"^<([^>]*)> .*\n(?:<\1> .*\n)*", re.MULTILINE)
_ODD: Final = re.compile(rb"^(?:_|[^ ]+ [^ ]+ (?:_|<<)).*\n", re.MULTILINE)


class _Predicates(dict[str, tuple[str, str]]):
    """By what a predicate is sorted, and how it is written."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms

    def __missing__(self, token: str) -> tuple[str, str]:
        iri = token.strip("<>")
        self[token] = found = ("", "a") if token == _TYPE else (iri, self.terms.short(iri))
        return found


class _Objects(dict[str, str]):
    """How an IRI or a literal is written."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms

    def __missing__(self, token: str) -> str:
        if token.startswith("<"):
            found = self.terms.short(token.strip("<>"))
        elif token.endswith(">"):
            end = token.rindex('"') + 1
            found = self.terms.typed(token[1 : end - 1], token[end + 3 : -1], token)
        else:
            return token
        if len(self) >= _KEPT:
            self.clear()
        self[token] = found
        return found


def _order(token: str) -> tuple[bool, str, str]:
    """By what an object is sorted, as ``kg.rdf.turtle.order`` does: IRIs before literals."""
    if token.startswith("<"):
        return False, token.strip("<>"), ""
    suffix = token.rpartition('"')[2]
    # A base direction follows the language, and plays no part in the order.
    return True, suffix.partition("--")[0] if suffix.startswith("@") else "", token


class Writer:
    """Blocks of Turtle from lines of N-Triples; ``terms.used`` holds the prefixes that were needed."""

    def __init__(self, base: str) -> None:
        self.terms = Terms(base)
        self._predicates = _Predicates(self.terms)
        self._objects = _Objects(self.terms)

    def block(self, subject: str, lines: str) -> str:
        """The block of a subject (an IRI) whose values are IRIs and literals."""
        predicates, objects = self._predicates, self._objects
        rows: dict[tuple[str, str], list[str]] = {}
        for predicate, value in _LINE.findall(lines):
            rows.setdefault(predicates[predicate], []).append(value)
        parts = []
        for key in sorted(rows):
            values = rows[key]
            if len(values) > 1:
                values.sort(key=_order)
            parts.append(f"{key[1]} " + ",\n        ".join([objects[value] for value in values]))
        return f"{self.terms.short(subject)} " + " ;\n    ".join(parts) + " .\n"

    def of(self, store: Store, subject: str) -> str:
        """The same, of a subject in ``store``; empty if nothing is said of it.

        Raises:
            ValueError: a blank node or a triple is among the values; only of a whole graph can they be named and ordered.
        """
        quads = store.quads_for_pattern(NamedNode(subject), None, None)
        lines = serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES) or b""
        if _ODD.search(lines):
            raise ValueError(f"<{subject}> has a blank node or a triple among its values")
        return self.block(subject, lines.decode()) if lines else ""


def _subjects(data: mmap.mmap) -> Iterator[tuple[str, bytes]]:
    """The IRI of each subject of ``data`` that has one, in order, with its lines, which may stand in several places."""
    runs = sorted((match[1], *match.span()) for match in _RUN.finditer(data))
    for iri, places in groupby(runs, key=itemgetter(0)):
        yield iri.decode(), b"".join([data[start:end] for _, start, end in places])


def _odd(data: mmap.mmap) -> dict[Subject, list[Triple]]:
    """By subject what has blank nodes and triples in it, in order; blank nodes are named by what they say."""
    found = b"".join(match[0] for match in _ODD.finditer(data))
    triples = canonical(_triples(found))
    return {subject: list(some) for subject, some in groupby(triples, key=lambda triple: triple.subject)}


def _triples(lines: bytes) -> list[Triple]:
    return [quad.triple for quad in parse(lines, format=RdfFormat.N_TRIPLES)]


def _blocks(data: mmap.mmap, writer: Writer) -> Iterator[str]:
    """All blocks in order; those of blank nodes follow all others."""
    odd = _odd(data)
    for iri, lines in _subjects(data):
        if odd and (found := odd.pop(NamedNode(iri), None)):
            plain = _triples(_ODD.sub(b"", lines))
            yield from blocks(ordered([*found, *plain]), writer.terms)
        else:
            yield writer.block(iri, lines.decode())
    for found in odd.values():
        yield from blocks(found, writer.terms)


def write_turtle(store: Store, base: str, path: Path) -> set[str]:
    """Write the default graph of ``store`` to ``path``, the same bytes as ``kg.rdf.turtle.turtle``; the prefixes used."""
    writer = Writer(base)
    lines, body = path.with_name(path.name + ".lines"), path.with_name(path.name + ".body")
    store.dump(lines, format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
    with body.open("w", encoding="utf-8", newline="\n") as out, lines.open("rb") as source:
        if lines.stat().st_size:
            with closing(mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ)) as data:
                for number, block in enumerate(_blocks(data, writer)):
                    out.write(f"\n{block}" if number else block)
    lines.unlink()
    with path.open("wb") as whole, body.open("rb") as text:
        whole.write(writer.terms.header().encode())
        if writer.terms.used:
            whole.write(b"\n")
        shutil.copyfileobj(text, whole)
    body.unlink()
    return writer.terms.used
