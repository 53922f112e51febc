"""``kg find``: entities by any name, in any language, near spellings too."""

from __future__ import annotations

import argparse
import sys

from kg.cli.query import opened
from kg.cli.workspaces import add_language, add_store, add_workspace
from kg.errors import FINE


def arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.epilog = "examples:\n  kg find 울산\n  kg find data center --class Facility\n"
    parser.add_argument("words", nargs="+", metavar="WORD", help="words of a name, in any language")
    parser.add_argument(
        "--class", dest="classes", action="append", default=[], metavar="CLASS", help="only this class, like Company"
    )
    parser.add_argument("--limit", type=int, default=20, metavar="N", help="how many at most (default: 20)")
    parser.add_argument("--format", choices=("table", "csv", "tsv", "json", "md", "jsonl"), default="table")
    add_language(parser)
    add_workspace(parser)
    add_store(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print what is called so or nearly so, the best match first."""
    from pyoxigraph import Literal, NamedNode

    from kg.answers import Solutions
    from kg.answers.write import write
    from kg.rdf.namespaces import KG

    graph = opened(arguments)
    found = graph.names.find(
        " ".join(arguments.words), [KG + name for name in arguments.classes], limit=arguments.limit
    )
    labels = graph.names.labels([each.iri for each in found] + [each.cls for each in found], arguments.lang)
    rows = [
        (
            Literal(graph.names.id(each.iri)),
            NamedNode(each.iri),
            Literal(labels[each.iri]),
            Literal(labels[each.cls]),
            Literal(each.name),
        )
        for each in found
    ]
    write(Solutions(("id", "entity", "entity_label", "class", "found_as"), rows), arguments.format, graph.base)
    if not found:
        print("nothing is called so; `kg query claims`, `kg sources find` look into what is said", file=sys.stderr)
    return FINE
