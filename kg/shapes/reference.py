"""Stock pySHACL on rdflib graphs: the authority on validity.

Terms are made one by one from Oxigraph's: rdflib holds ``"x"`` and
``"x"^^xsd:string`` to be two terms, so plain strings must stay plain, and
lexical forms must stay as they are.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from kg.rdf.namespaces import RDF, SH, XSD
from kg.rdf.readable import Readable
from kg.shapes.model import Constraint, Shapes, Term, UnsupportedError

if TYPE_CHECKING:
    from rdflib import Graph

    from kg.shapes.check import Result, ShapesSource

_PLAIN = (XSD + "string", RDF + "langString")


@lru_cache(maxsize=65536)
def to_rdflib(term: Term) -> Any:
    """The rdflib term for an Oxigraph term, lexical form and all."""
    from rdflib import BNode, URIRef
    from rdflib import Literal as RdflibLiteral

    if isinstance(term, NamedNode):
        return URIRef(term.value)
    if isinstance(term, BlankNode):
        return BNode(term.value)
    if term.language:
        return RdflibLiteral(term.value, lang=term.language)
    if term.datatype.value in _PLAIN:
        return RdflibLiteral(term.value)
    with _unlogged():
        return RdflibLiteral(term.value, datatype=URIRef(term.datatype.value), normalize=False)


@contextmanager
def _unlogged() -> Iterator[None]:
    """Keep rdflib from logging a traceback for each ill-typed literal: they are findings here."""
    logger = logging.getLogger("rdflib.term")
    before, logger.disabled = logger.disabled, True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.disabled = before


def from_rdflib(term: Any) -> Term:
    """The Oxigraph term for an rdflib term."""
    from rdflib import BNode, URIRef

    if isinstance(term, URIRef):
        return NamedNode(str(term))
    if isinstance(term, BNode):
        return BlankNode(str(term))
    if term.language:
        return Literal(str(term), language=term.language)
    return Literal(str(term), datatype=NamedNode(str(term.datatype))) if term.datatype else Literal(str(term))


def violating(constraint: Constraint, values: Iterable[Term | None]) -> set[Term]:
    """Those of ``values`` that violate ``constraint`` on their own, as pySHACL has it."""
    from pyshacl import validate
    from rdflib import Namespace

    node, path, sh = NamedNode("urn:x-kg:node"), NamedNode("urn:x-kg:path"), Namespace(SH)
    shape = [
        Triple(node, NamedNode(SH + name), value)
        for name, value in (("path", path), ("targetNode", node), (constraint.parameter, constraint.value))
    ]
    data = graph(Triple(node, path, value) for value in values if value is not None)
    _, report, _ = validate(data, shacl_graph=graph(shape), inference="none")
    assert not isinstance(report, (str, bytes, Exception))
    return {from_rdflib(value) for value in report.objects(None, sh.value)}


@lru_cache(maxsize=1)
def graph_class() -> type[Graph]:
    """The graph of rdflib, but a query is parsed once: pySHACL asks each for every focus node."""
    from rdflib import Graph
    from rdflib.plugins.sparql import prepareQuery

    prepared = lru_cache(maxsize=1024)(prepareQuery)

    class Prepared(Graph):
        def query(self, query_object: Any, *args: Any, **options: Any) -> Any:
            if isinstance(query_object, str):
                query_object = prepared(query_object)
            return super().query(query_object, *args, **options)

    return Prepared


def graph(triples: Iterable[Triple]) -> Graph:
    """An rdflib graph of ``triples``."""
    made = graph_class()(bind_namespaces="none")
    for triple in triples:
        made.add((to_rdflib(triple.subject), to_rdflib(triple.predicate), to_rdflib(triple.object)))
    return made


def triples_of(source: Readable | Iterable[Triple]) -> Iterable[Triple]:
    """The triples of a store or of an iterable."""
    return (each.triple if isinstance(each, Quad) else each for each in source)


def validate_reference(source: Readable | Iterable[Triple], shapes_graph: ShapesSource) -> list[Result]:
    """All results of stock pySHACL, sorted."""
    from pyshacl import validate

    from kg.shapes.check import as_shapes

    shapes = as_shapes(shapes_graph)
    _, report, text = validate(
        graph(triples_of(source)), shacl_graph=graph(shapes.triples), inference="none", advanced=False
    )
    if not hasattr(report, "triples"):
        raise ValueError(text)
    return read_report(report, shapes)


def read_report(report: Any, shapes: Shapes) -> list[Result]:
    """The top-level results of a pySHACL report graph."""
    from rdflib import Namespace

    from kg.shapes.check import Result

    sh = Namespace(SH)
    found = set()
    for node in {node for _, _, node in report.triples((None, sh.result, None))}:
        source = from_rdflib(report.value(node, sh.sourceShape))
        assert not isinstance(source, Literal)
        shape = shapes.shapes[source]
        path = report.value(node, sh.resultPath)
        value = report.value(node, sh.value)
        found.add(
            Result(
                shape.name,
                str(report.value(node, sh.sourceConstraintComponent)),
                from_rdflib(report.value(node, sh.focusNode)),
                _path(from_rdflib(path) if path is not None else None, shapes, shape.path),
                from_rdflib(value) if value is not None else None,
                shape,
            )
        )
    return sorted(found, key=lambda each: each.order)


def _path(path: Term | None, shapes: Shapes, own: Term | None) -> str | None:
    if isinstance(path, NamedNode):
        return path.value
    try:
        return shapes.path(own) if own is not None else None
    except UnsupportedError:
        return str(own)
