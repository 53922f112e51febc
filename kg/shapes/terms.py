"""Nothing passes by accident: terms of our namespace that nobody declared, and data without anything to check."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode, Triple

from kg.rdf.namespaces import KG, OWL, RDF, SHAPES
from kg.rdf.readable import SOLUTIONS, Readable, ReadsAhead
from kg.shapes.check import Result
from kg.shapes.model import Shape, Shapes

COMPONENT = SHAPES + "VocabularyConstraintComponent"
_TYPE = NamedNode(RDF + "type")
# Instances of these are part of the ontology and no data.
_OF_ONTOLOGY = frozenset({KG + "Pairing"})


def unknown_terms(store: Readable, shapes: Shapes) -> list[Result]:
    """A result for each node with an undeclared class or property of our namespace, and one for empty data.

    The shapes UnknownClass, UnknownProperty and EmptyData give severity and messages; without them nothing is looked for.
    """
    results: list[Result] = []
    classes = [
        term for term in _distinct(store, f"SELECT DISTINCT ?term WHERE {{ ?node {_TYPE} ?term }}") if _ours(term)
    ]
    properties = [
        term for term in _distinct(store, "SELECT DISTINCT ?term WHERE { ?node ?term ?value }") if _ours(term)
    ]
    if isinstance(store, ReadsAhead):
        store.ahead([*classes, *properties])
    unknown = [
        *(("UnknownClass", _TYPE, term) for term in classes if not _declared(store, term)),
        *(("UnknownProperty", term, None) for term in properties if not _declared(store, term)),
    ]
    for name, predicate, value in unknown:
        if shape := _shape(shapes, name):
            for subject, _, found, _ in store.quads_for_pattern(None, predicate, value):
                if not isinstance(subject, Triple) and not isinstance(found, Triple):
                    results.append(Result(shape.name, COMPONENT, subject, predicate.value, found, shape))
    if (shape := _shape(shapes, "EmptyData")) and {term.value for term in classes} <= _OF_ONTOLOGY:
        results.append(Result(shape.name, COMPONENT, NamedNode(KG), None, None, shape))
    return sorted(results, key=lambda result: result.order)


def _ours(term: NamedNode) -> bool:
    return term.value.startswith(KG)


def _shape(shapes: Shapes, name: str) -> Shape | None:
    return shapes.shapes.get(NamedNode(SHAPES + name))


def _declared(store: Readable, term: NamedNode) -> bool:
    kinds = {
        quad.object.value for quad in store.quads_for_pattern(term, _TYPE, None) if isinstance(quad.object, NamedNode)
    }
    return any(kind.startswith(OWL) for kind in kinds)


def _distinct(store: Readable, query: str) -> Iterator[NamedNode]:
    solutions = store.query(query)
    assert isinstance(solutions, SOLUTIONS)
    return (row["term"] for row in solutions if isinstance(row["term"], NamedNode))
