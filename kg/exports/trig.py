"""TriG: the default graph, then a named graph a source."""

from __future__ import annotations

from kg.exports.by_source import graphs
from kg.exports.selection import Selection
from kg.rdf.turtle import Terms, blocks, document


def write(selection: Selection, language: str) -> bytes:
    """``selection`` as TriG."""
    terms = Terms(selection.base)
    body: list[str] = []
    for name, triples in graphs(selection).items():
        if name is None:
            body += blocks(triples, terms)
        else:
            inner = "\n".join(blocks(triples, terms, indent="    "))
            body.append(f"GRAPH {terms.iri(name.value)} {{\n{inner}}}\n")
    return document(body, terms)
