"""Triples of named things and texts: the data set holds no triple inside a triple."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolution, Triple

from kg.rdf.namespaces import PREFIXES
from kg.rdf.readable import SOLUTIONS, TRIPLES, Readable

Node = NamedNode | BlankNode
Value = NamedNode | BlankNode | Literal


def parts(triple: Triple) -> tuple[str, str, str]:
    """Subject, predicate and object as text: IRIs, blank node labels, lexical forms."""
    subject, predicate, value = triple
    assert not isinstance(subject, Triple)
    assert not isinstance(value, Triple)
    return subject.value, predicate.value, value.value


def select(store: Readable, sparql: str) -> Iterator[QuerySolution]:
    """The solutions of a SELECT query of our own, with the project's prefixes."""
    solutions = store.query(sparql, prefixes=PREFIXES)
    assert isinstance(solutions, SOLUTIONS)
    return solutions


def construct(store: Readable, sparql: str) -> Iterator[Triple]:
    """The triples of a CONSTRUCT query, with the project's prefixes.

    Raises:
        TypeError: it is another kind of query.
    """
    triples = store.query(sparql, prefixes=PREFIXES)
    if not isinstance(triples, TRIPLES):
        raise TypeError("not a CONSTRUCT query")
    return triples


def ends(store: Readable, node: str, predicate: str) -> set[str]:
    """The IRIs that ``predicate`` leads to from ``node``."""
    quads = store.quads_for_pattern(NamedNode(node), NamedNode(predicate), None)
    return {quad.object.value for quad in quads if isinstance(quad.object, NamedNode)}


def starts(store: Readable, predicate: str, node: str) -> set[str]:
    """The IRIs from which ``predicate`` leads to ``node``."""
    quads = store.quads_for_pattern(None, NamedNode(predicate), NamedNode(node))
    return {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}
