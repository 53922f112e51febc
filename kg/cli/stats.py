"""``kg stats``: how much there is, by kind and by document."""

from __future__ import annotations

import argparse

from kg.cli.query import opened
from kg.cli.workspaces import add_language, add_store, add_workspace
from kg.errors import FINE

_BY_CLASS = """
SELECT ?kind ?class (COUNT(DISTINCT ?node) AS ?count) {
  { ?class rdfs:subClassOf* kg:Entity BIND("entities" AS ?kind) } UNION { ?class rdfs:subClassOf* kg:Claim BIND("claims" AS ?kind) }
  ?node a ?class .
}
GROUP BY ?kind ?class
ORDER BY DESC(?kind) DESC(?count) ?class
"""
_BY_DOCUMENT = """
SELECT ?document (COUNT(DISTINCT ?claim) AS ?claims) (COUNT(DISTINCT ?evidence) AS ?evidences) {
  ?claim kg:evidence ?evidence .
  ?evidence kg:source ?document .
}
GROUP BY ?document
ORDER BY ?document
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("--format", choices=("table", "csv", "tsv", "json", "md", "jsonl"), default="table")
    add_language(parser)
    add_workspace(parser)
    add_store(parser)


def run(arguments: argparse.Namespace) -> int:
    """Count and print."""
    from pyoxigraph import Literal, NamedNode

    from kg.answers import Solutions
    from kg.answers.write import write
    from kg.making.counts import count
    from kg.rdf.namespaces import XSD

    graph = opened(arguments)
    classes = list(graph.engine.select(_BY_CLASS))
    documents = list(graph.engine.select(_BY_DOCUMENT))
    labels = graph.names.labels({row.class_ for row in classes} | {row.document for row in documents}, arguments.lang)

    def row(part: str, what: str, number: int) -> tuple[Literal, Literal, Literal]:
        return Literal(part), Literal(what), Literal(str(number), datatype=NamedNode(XSD + "integer"))

    rows = [row("all", name, number) for name, number in count(graph.engine.store).items()]
    rows += [row(each.kind, labels[each.class_], each.count) for each in classes]
    for each in documents:
        rows.append(row("claims by document", labels[each.document], each.claims))
        rows.append(row("evidence by document", labels[each.document], each.evidences))
    write(Solutions(("part", "what", "number"), rows), arguments.format, graph.base)
    return FINE
