"""Turtle in one order: sorted by subject and predicate, prefixed, the same bytes for the same graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import RdfFormat, Triple, serialize

from kg.namespaces import RDF, prefixes

_TYPE = RDF + "type"


def ordered(triples: Iterable[Triple]) -> Iterator[Triple]:
    """``triples`` by subject, types first, then predicates and objects."""
    return iter(sorted(triples, key=_key))


def _key(triple: Triple) -> tuple[str, str, str]:
    predicate = triple.predicate.value
    return str(triple.subject), "" if predicate == _TYPE else predicate, str(triple.object)


def turtle(triples: Iterable[Triple], base: str) -> bytes:
    """``triples`` as Turtle with a blank line between subjects."""
    return serialize(ordered(triples), format=RdfFormat.TURTLE, prefixes=prefixes(base)) or b""
