"""The built graph as a graph of rdflib, whose queries many threads may ask."""

from __future__ import annotations

import threading
from typing import Any

from rdflib import Graph
from rdflib.plugins.sparql import prepareQuery

from kg.rdf.namespaces import prefixes
from kg.rdf.readable import Readable
from kg.shapes.reference import to_rdflib

# The parser of SPARQL learns how its functions are called while it parses: two threads at once break it for good (rdflib#1282).
_PARSER = threading.Lock()


class SharedGraph(Graph):
    """A graph of rdflib that parses one query at a time."""

    def query(self, query_object: Any, *args: Any, **options: Any) -> Any:
        """The result of a query; as ``rdflib.Graph.query``."""
        if isinstance(query_object, str):
            namespaces = options.get("initNs") or dict(self.namespaces())
            with _PARSER:
                query_object = prepareQuery(query_object, initNs=namespaces, base=options.pop("base", None))
        return super().query(query_object, *args, **options)


def rdflib_graph(store: Readable, base: str) -> SharedGraph:
    """The triples of ``store``, with the prefixes of the project bound."""
    graph = SharedGraph()
    for prefix, namespace in prefixes(base).items():
        graph.bind(prefix, namespace, replace=True)
    for quad in store:
        graph.add((to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)))
    return graph
