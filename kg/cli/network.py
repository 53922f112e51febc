"""``kg network``: who is central, which groups, what bridges them."""

from __future__ import annotations

import argparse
import sys

from kg.cli.query import opened
from kg.cli.workspaces import add_language, add_store, add_workspace
from kg.errors import FINE

EPILOG = """\
partners     how many others this one partners with
degree       partners, as a share of all that it could have
betweenness  share of the shortest paths between all others that run through it
community    a part that is linked more densely inside than outside (Louvain, fixed seed)
bridge       yes: without it, its group of connected partners falls apart

The measures are computed from the partner graph when asked for; they are no facts of the data set.
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.epilog = EPILOG
    parser.add_argument("--top", type=int, default=15, metavar="N", help="how many to show (default: 15; 0: all)")
    parser.add_argument("--format", choices=("table", "csv", "tsv", "json", "md", "jsonl"), default="table")
    add_language(parser)
    add_workspace(parser)
    add_store(parser)


def run(arguments: argparse.Namespace) -> int:
    """Measure and print; groups and what the measures mean go to standard error."""
    from pyoxigraph import Literal, NamedNode

    from kg.answers import Solutions
    from kg.answers.write import write
    from kg.network.partners import groups, measures
    from kg.rdf.namespaces import XSD

    graph = opened(arguments)
    network = graph.network(arguments.lang)
    found = measures(network)
    shown = found[: arguments.top] if arguments.top > 0 else found

    def number(value: float, kind: str = "decimal") -> Literal:
        return Literal(str(value) if kind == "integer" else f"{value:.3f}", datatype=NamedNode(XSD + kind))

    rows = [
        (
            NamedNode(m.node),
            Literal(network.nodes[m.node]["label"]),
            number(m.partners, "integer"),
            number(m.degree),
            number(m.betweenness),
            number(m.community, "integer"),
            Literal("yes" if m.bridge else "no"),
        )
        for m in shown
    ]
    columns = ("partner", "partner_label", "partners", "degree", "betweenness", "community", "bridge")
    write(Solutions(columns, rows), arguments.format, graph.base)
    if len(shown) < len(found):
        print(f"… {len(found) - len(shown)} more; --top 0 shows all", file=sys.stderr)
    for number_of, group in enumerate(groups(network), 1):
        labels = [network.nodes[node]["label"] for node in group]
        listed = ", ".join(labels[:8]) + (f" and {len(labels) - 8} more" if len(labels) > 8 else "")
        print(f"group {number_of} ({len(labels)}): {listed}", file=sys.stderr)
    return FINE
