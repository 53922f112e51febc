"""``kg build``: sheets → validated data set, Turtle and page."""

from __future__ import annotations

import argparse
import os
import shlex
import time
from pathlib import Path
from typing import TYPE_CHECKING

from kg.cli.query import built
from kg.cli.workspaces import add_language, add_workspace, chosen, output, progress
from kg.errors import FINE

if TYPE_CHECKING:
    from kg.knowledge import KnowledgeGraph

# What a user may ask first, if anything answers.
_FIRST = {
    "SELECT ?of { ?of kg:partnersWith ?with } GROUP BY ?of ORDER BY DESC(COUNT(?with)) ?of LIMIT 1": "kg query partners",
    "SELECT ?of { ?claim kg:evidence ?e ; kg:subject|kg:who ?of } GROUP BY ?of ORDER BY DESC(COUNT(?claim)) ?of LIMIT 1": "kg show",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    add_workspace(parser)
    add_language(parser)
    parser.add_argument("--strict", action="store_true", help="fail at advice too, not only at violations")
    parser.add_argument(
        "--fresh", action="store_true", help="use nothing of the last build, not even what did not change"
    )


def run(arguments: argparse.Namespace) -> int:
    """Build, then say what there is and where."""
    from kg.making.build import build
    from kg.shapes.reports import summary

    start = time.monotonic()
    workspace = chosen(arguments)
    with progress() as step:
        result = build(
            workspace,
            output(arguments, workspace),
            strict=arguments.strict,
            language=arguments.lang,
            progress=step,
            fresh=arguments.fresh,
        )
    folder = Path(os.path.relpath(result.folder))
    print(", ".join(f"{number:,} {name}" for name, number in result.counts.items()))
    hint = " (`kg validate` lists them)" if result.findings else ""
    print(f"findings: {summary(result.findings, arguments.lang)}{hint}; built in {time.monotonic() - start:.1f} s")
    print(f"page:   {folder / 'graph.html'}")
    print(f"Turtle: {folder / 'kg.ttl'}")
    print(f"try:    {_question(built(arguments), arguments.lang)}")
    return FINE


def _question(graph: KnowledgeGraph, language: str) -> str:
    """A first question that has an answer in ``graph``: about who has most partners, else about what most is said of."""
    from kg.errors import KgError

    for asked, command in _FIRST.items():
        for row in graph.engine.select(asked):
            name = graph.names.label(row.of, language)
            try:
                clear = graph.names.resolve(name, [], language) == row.of
            except KgError:
                clear = False
            return f"{command} {shlex.quote(name if clear and name.isprintable() else graph.names.id(row.of))}"
    return "kg query"
