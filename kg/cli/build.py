"""``kg build``: sheets → validated data set, Turtle and page."""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

from kg.cli.workspaces import add_language, add_workspace, chosen, output, progress
from kg.errors import FINE


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
    from kg.build import build
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
    print("try:    kg query partners SK")
    return FINE
