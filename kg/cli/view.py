"""``kg view``: the graph page, whole or around something; opens the browser on a desktop."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kg.cli.query import opened
from kg.cli.workspaces import add_language, add_store, add_workspace, chosen, output
from kg.errors import FINE, KgError

if TYPE_CHECKING:
    from pyoxigraph import Triple

    from kg.knowledge import KnowledgeGraph

MARK = b'<meta name="generator" content="kg">'
EPILOG = """\
examples:
  kg view                                  the page of the build
  kg view --focus Ulsan --hops 2           around an entity
  kg view --query partners SK -o sk.html   what a query names
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.epilog = EPILOG
    part = parser.add_mutually_exclusive_group()
    part.add_argument("--focus", metavar="NAME", help="open on this entity and what is around it")
    part.add_argument(
        "--query", nargs="+", metavar=("QUERY", "VALUE"), help="only what a named query or a file.rq names"
    )
    parser.add_argument("--hops", type=int, choices=(1, 2, 3), default=2, help="how far around the focus (default: 2)")
    parser.add_argument(
        "-o",
        dest="file",
        metavar="FILE",
        help="file to write (default: view.html in the output folder, with --store in the current one)",
    )
    parser.add_argument("--force", action="store_true", help="replace a symbolic link or a file that is not ours")
    parser.add_argument("--no-browser", action="store_true", help="only say where the page is")
    add_language(parser)
    add_workspace(parser)
    add_store(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write the page asked for, say where it is and open it where there is a desktop."""
    workspace = chosen(arguments)
    folder = output(arguments, workspace) if arguments.store is None else Path()
    asked = arguments.focus or arguments.query or arguments.file or arguments.store
    plain = not asked and arguments.lang == "en"
    graph = opened(arguments)
    if plain:
        page = folder / "graph.html"
    else:
        from kg.files import write_atomically
        from kg.page.page import render

        focus = graph.names.resolve(arguments.focus, (), arguments.lang) if arguments.focus else None
        drawn = render(
            graph.engine.store,
            workspace.vocabulary,
            base=graph.base,
            focus=focus,
            hops=arguments.hops,
            language=arguments.lang,
            query_result=_named(graph, arguments.query, arguments.lang) if arguments.query else None,
        )
        page = Path(arguments.file) if arguments.file else folder / "view.html"
        if (arguments.file or arguments.store) and not arguments.force:
            _refuse_others(page)
        write_atomically(page, drawn.text.encode())
    print(os.path.relpath(page))
    if not arguments.no_browser and sys.stdout.isatty() and (os.environ.get("DISPLAY") or sys.platform == "darwin"):
        import webbrowser

        webbrowser.open(page.absolute().as_uri())
    return FINE


def _refuse_others(page: Path) -> None:
    """Refuse to replace a symbolic link, or a file that is no page of ours.

    Raises:
        KgError: with the remedy.
    """
    if page.is_symlink():
        raise KgError(f"{page}: a symbolic link; name the file itself, or replace the link with --force")
    if page.exists() and MARK not in page.read_bytes()[:4096]:
        raise KgError(f"{page}: exists and is no graph page; name another file, or replace it with --force")


def _named(graph: KnowledgeGraph, words: list[str], language: str) -> list[Triple] | list[str]:
    """The triples of a CONSTRUCT, or the IRIs in all columns of a SELECT, claims among them."""
    from pyoxigraph import Literal, NamedNode

    from kg.answers import Solutions, Triples
    from kg.answers.apart import ask_apart
    from kg.answers.parameters import assign
    from kg.sparql.queries import read_query

    name = words[0]
    query = read_query(name, Path(name).read_text(encoding="utf-8")) if name.endswith(".rq") else graph.named(name)
    answer = ask_apart(graph.engine, graph.sparql(query, assign(query, words[1:]), language))
    if isinstance(answer, Triples):
        return list(answer.triples)
    if not isinstance(answer, Solutions):
        raise KgError(f"{name} answers yes or no; draw a query that returns claims, entities or triples")
    found: set[str] = set()
    for row in answer.terms:
        for term in row:
            if isinstance(term, NamedNode):
                found.add(term.value)
            elif isinstance(term, Literal):
                found.update(word for word in term.value.split() if word.startswith(graph.base))
    if not found:
        raise KgError(f"{name} names nothing to draw; try other values")
    return sorted(found)
