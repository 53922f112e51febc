"""``kg show``: the card of one entity; with ``--cite``, lines to paste into an article."""

from __future__ import annotations

import argparse
import sys

from kg.cli.query import opened
from kg.cli.workspaces import add_language, add_store, add_workspace
from kg.errors import FINE


def arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.epilog = """\
[1:14,15] is document 1 (listed at the end), lines 14 and 15.

examples:
  kg show SK
  kg show 울산시 --lang ko
  kg show "Ulsan AI Data Center" --cite
"""
    parser.add_argument("name", metavar="NAME", help="any label or alias in any language, id, CURIE or IRI")
    parser.add_argument("--cite", action="store_true", help="one citation for each evidence, to paste into an article")
    add_language(parser)
    add_workspace(parser)
    add_store(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the card or the citations."""
    from kg.answers.table import write_lines

    graph = opened(arguments)
    if not arguments.cite:
        write_lines(str(graph.show(arguments.name, arguments.lang)))
        return FINE
    iri = graph.names.resolve(arguments.name, (), arguments.lang)
    asked = graph.ask(graph.named("claims"), {"of": [iri]}, language=arguments.lang, evidence=True)
    citations = sorted({item.citation() for items in asked.support or () for item in items})
    sys.stdout.writelines(f"{citation}\n" for citation in citations)
    return FINE
