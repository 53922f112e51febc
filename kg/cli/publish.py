"""``kg publish``: replace the data set on a SPARQL server by the last build."""

from __future__ import annotations

import argparse
import sys

from kg.cli.query import positive
from kg.cli.workspaces import add_workspace, chosen, output, progress
from kg.errors import FINE

EPILOG = """\
URL is the server's Graph Store endpoint, like http://localhost:7878/store. The build's Turtle is sent
in one request (HTTP PUT) that replaces the graph; afterwards the triples there are counted.

Who asks is read from the environment (KG_STORE_USER and KG_STORE_PASSWORD, or KG_STORE_TOKEN) or
from your netrc file, never from the command line.

examples:
  kg publish http://localhost:7878/store
  kg query partners SK --store http://localhost:7878/query --graph https://w3id.org/regional-kg/data/dataset
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.epilog = EPILOG
    parser.add_argument("url", metavar="URL", help="the Graph Store endpoint of the server")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--graph", metavar="IRI", help="the graph to replace (default: the IRI of the data set)")
    where.add_argument("--default-graph", action="store_true", help="replace the server's default graph")
    parser.add_argument(
        "--timeout", type=positive, default=600.0, metavar="S", help="seconds at most for each request (default: 600)"
    )
    add_workspace(parser)


def run(arguments: argparse.Namespace) -> int:
    """Send, count, and say how to ask it."""
    from kg.publish import default_graph_of, publish
    from kg.rdf.triples import select
    from kg.store import Generations, open_store

    generation = Generations(output(arguments, chosen(arguments))).current()
    store = open_store(generation)
    graph = arguments.graph
    if graph is None and not arguments.default_graph:
        graph = default_graph_of([row["d"].value for row in select(store, "SELECT ?d { ?d a kg:Dataset }")])
    size = len(store)
    with progress() as step:
        publish(arguments.url, generation / "kg.ttl", graph, size, seconds=arguments.timeout, progress=step)
    print(f"{arguments.url}: {size:,} triples in {f'graph {graph}' if graph else 'the default graph'}", file=sys.stderr)
    print(f"ask: kg query --store QUERY_URL{f' --graph {graph}' if graph else ''} partners NAME", file=sys.stderr)
    return FINE
