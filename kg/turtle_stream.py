"""A whole store as Turtle, subject by subject: the bytes of ``kg.turtle`` without a second copy of the graph.

Oxigraph writes the triples of some subjects as N-Triples; here their lines are sorted and their terms
shortened. Only the names of the subjects are held at once.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, groupby, islice
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Store, Triple, serialize

from kg.namespaces import RDF
from kg.triples import construct, select
from kg.turtle import Terms, blocks, canonical, ordered

_AT_ONCE: Final = 500
_KEPT: Final = 100_000
_TYPE: Final = f"<{RDF}type>"
_ODD: Final = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(isBlank(?o) || isTriple(?o)) }"
# By what a predicate and an object are sorted, each with how it is written.
Row = tuple[tuple[str, str], tuple[tuple[int, str, str], str]]


class Writer:
    """The blocks of a store's subjects; ``terms.used`` holds the prefixes that were needed."""

    def __init__(self, store: Store, base: str) -> None:
        self.store = store
        self.terms = Terms(base)
        self._predicates: dict[str, tuple[str, str]] = {}
        self._objects: dict[str, tuple[tuple[int, str, str], str]] = {}

    def _predicate(self, token: str) -> tuple[str, str]:
        found = ("", "a") if token == _TYPE else (token[1:-1], self.terms.iri(token[1:-1]))
        self._predicates[token] = found
        return found

    def _object(self, token: str) -> tuple[tuple[int, str, str], str]:
        # The order is that of ``kg.turtle.order``.
        if token[0] == "<":
            iri = token[1:-1]
            found = (0, iri, ""), self.terms.iri(iri)
        else:
            end = token.rindex('"') + 1
            if token.startswith("^^", end):
                found = (2, "", token), self.terms.typed(token[1 : end - 1], token[end + 3 : -1], token)
            else:
                # A base direction follows the language, and plays no part in the order.
                found = (2, token[end + 1 :].partition("--")[0], token), token
        if len(self._objects) >= _KEPT:
            self._objects.clear()
        self._objects[token] = found
        return found

    def _block(self, subject: str, rows: list[Row]) -> str:
        rows.sort()
        lines: list[str] = []
        last = None
        for (_, predicate), (_, value) in rows:
            if predicate == last:
                lines[-1] += f",\n        {value}"
            else:
                lines.append(f"{predicate} {value}")
                last = predicate
        return f"{self.terms.iri(subject)} " + " ;\n    ".join(lines) + " .\n"

    def blocks(self, subjects: Iterable[str]) -> Iterator[str]:
        """The blocks of ``subjects`` (IRIs) that have triples, in the order given."""
        rest = iter(subjects)
        predicates, objects = self._predicates, self._objects
        while some := [NamedNode(iri) for iri in islice(rest, _AT_ONCE)]:
            quads = chain.from_iterable(self.store.quads_for_pattern(subject, None, None) for subject in some)
            text = (serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES) or b"").decode()
            current = ""
            rows: list[Row] = []
            for line in text.split(" .\n")[:-1]:
                subject, predicate, value = line.split(" ", 2)
                if subject != current:
                    if rows:
                        yield self._block(current[1:-1], rows)
                    current, rows = subject, []
                rows.append(
                    (predicates.get(predicate) or self._predicate(predicate), objects.get(value) or self._object(value))
                )
            if rows:
                yield self._block(current[1:-1], rows)

    def merged(self, subjects: Iterable[str], odd: Mapping[str, list[Triple]]) -> Iterator[str]:
        """The blocks of ``subjects``, those of ``odd`` from the triples given."""
        for is_odd, some in groupby(subjects, key=odd.__contains__):
            if is_odd:
                yield from (block for subject in some for block in blocks(odd[subject], self.terms))
            else:
                yield from self.blocks(some)


def _odd(store: Store) -> tuple[dict[str, list[Triple]], list[Triple]]:
    """What N-Triples lines cannot order: subjects (IRIs) with blank nodes or triples among their values, and blank subjects.

    Blank nodes are named by what they say, as ``kg.turtle.canonical`` does.
    """
    found = set(construct(store, _ODD))
    nodes = {row["s"] for row in select(store, "SELECT DISTINCT ?s { ?s ?p ?o FILTER(isBlank(?s)) }")}
    found.update(quad.triple for node in nodes for quad in store.quads_for_pattern(node, None, None))
    of_iri: dict[str, list[Triple]] = {}
    of_blank: list[Triple] = []
    for triple in canonical(found):
        if isinstance(triple.subject, NamedNode):
            of_iri.setdefault(triple.subject.value, []).append(triple)
        else:
            of_blank.append(triple)
    for iri, triples in of_iri.items():
        plain = (quad.triple for quad in store.quads_for_pattern(NamedNode(iri), None, None))
        of_iri[iri] = ordered([*triples, *(t for t in plain if not isinstance(t.object, (BlankNode, Triple)))])
    return of_iri, of_blank


def subjects(store: Store) -> list[str]:
    """The IRIs that are subjects in ``store``, sorted."""
    rows = select(store, "SELECT DISTINCT ?s { ?s ?p ?o FILTER(isIRI(?s)) }")
    return sorted(row["s"].value for row in rows)


def write_turtle(store: Store, base: str, path: Path) -> set[str]:
    """Write ``store`` to ``path``, the same bytes as ``kg.turtle.turtle``; the prefixes used."""
    writer = Writer(store, base)
    odd, blank = _odd(store)
    body = path.with_name(path.name + ".body")
    with body.open("w", encoding="utf-8", newline="\n") as out:
        first = True
        for block in chain(writer.merged(subjects(store), odd), blocks(blank, writer.terms)):
            out.write(block if first else f"\n{block}")
            first = False
    with path.open("wb") as out, body.open("rb") as text:
        out.write(writer.terms.header().encode())
        if writer.terms.used and not first:
            out.write(b"\n")
        shutil.copyfileobj(text, out, 1 << 20)
    body.unlink()
    return writer.terms.used
