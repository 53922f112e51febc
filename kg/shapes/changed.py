"""Stock pySHACL on the changed part: it reads from the store what it asks for, so the cost follows the change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode, Store

from kg.rdf.namespaces import RDF
from kg.shapes.check import Result, ShapesSource, Subclasses, as_shapes
from kg.shapes.compile import Targets, targets
from kg.shapes.model import Shapes
from kg.shapes.reference import from_rdflib, graph, graph_class, read_report, to_rdflib

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.store import Store as RdflibStore


@lru_cache(maxsize=1)
def _view_class() -> Callable[[Store], RdflibStore]:
    from rdflib.store import Store as RdflibStore

    class View(RdflibStore):
        """Reads an Oxigraph store, term by term as rdflib has them; plain strings stay plain."""

        context_aware = True  # pySHACL wraps every graph in a data set.
        graph_aware = True

        def __init__(self, source: Store) -> None:
            super().__init__()
            self.source = source

        def triples(self, triple_pattern: Any, context: Any = None) -> Iterator[Any]:
            subject, predicate, value = (None if t is None else from_rdflib(t) for t in triple_pattern)
            if isinstance(subject, Literal) or not (predicate is None or isinstance(predicate, NamedNode)):
                return
            for quad in self.source.quads_for_pattern(subject, predicate, value):
                yield (to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)), iter((context,))

        def __len__(self, context: Any = None) -> int:
            return len(self.source)

    return View


def view(store: Store) -> Graph:
    """A read-only rdflib graph over ``store`` that copies nothing."""
    return graph_class()(store=_view_class()(store), bind_namespaces="none")


def validate_changed(store: Store, shapes_graph: ShapesSource, focus_nodes: Iterable[str]) -> list[Result]:
    """The results of stock pySHACL at the nodes with the IRIs ``focus_nodes``, sorted."""
    from pyshacl import validate

    shapes = as_shapes(shapes_graph)
    rdflib_shapes = _shapes_graph(shapes)
    results: set[Result] = set()
    for names, nodes in _buckets(store, shapes, focus_nodes).items():
        _, report, text = validate(
            view(store),
            shacl_graph=rdflib_shapes,
            inference="none",
            inplace=True,
            use_shapes=list(names),
            focus_nodes=nodes,
        )
        if isinstance(report, (str, bytes, Exception)):
            raise ValueError(text)
        results.update(read_report(report, shapes))
    return sorted(results, key=lambda result: result.order)


@lru_cache(maxsize=4)
def _shapes_graph(shapes: Shapes) -> Graph:
    return graph(shapes.triples)


def _buckets(store: Store, shapes: Shapes, focus_nodes: Iterable[str]) -> dict[tuple[str, ...], list[str]]:
    """Focus nodes by the shapes that target them."""
    below = Subclasses(store)
    found = targets(shapes)
    buckets: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for iri in sorted(set(focus_nodes)):
        node = NamedNode(iri)
        classes = {
            quad.object.value
            for quad in store.quads_for_pattern(node, NamedNode(RDF + "type"), None)
            if isinstance(quad.object, NamedNode)
        }
        names = tuple(
            shape.name
            for shape in shapes.shapes.values()
            if not shape.deactivated and shape.constraints and _targeted(store, node, classes, found[shape.name], below)
        )
        if names:
            buckets[names].append(iri)
    return dict(buckets)


def _targeted(store: Store, node: NamedNode, classes: set[str], found: Targets, below: Subclasses) -> bool:
    for kind, term in found:
        iri = NamedNode(term[1:-1]) if term.startswith("<") else None
        if kind == "targetClass" and iri is not None and classes & below(iri.value):
            return True
        if kind == "targetSubjectsOf" and iri is not None and _some(store.quads_for_pattern(node, iri, None)):
            return True
        if kind == "targetObjectsOf" and iri is not None and _some(store.quads_for_pattern(None, iri, node)):
            return True
        if kind == "targetNode" and iri == node:
            return True
    return False


def _some(found: Iterator[Any]) -> bool:
    return next(found, None) is not None
