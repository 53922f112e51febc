"""``kg query``: the catalogue of named queries, one of them, or any SPARQL."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.answers.engine import MAX_ROWS
from kg.answers.write import FORMATS, write
from kg.cli.workspaces import add_language, add_store, add_workspace, chosen, output
from kg.errors import FINE, KgError
from kg.isolation.worker import GIB, Limits, within

if TYPE_CHECKING:
    from kg.knowledge import KnowledgeGraph
    from kg.sparql.queries import NamedQuery

EPILOG = """\
QUERY is the name of a query (`kg query` lists them, `kg query NAME --help` explains one),
a file FILE.rq, SPARQL text, or - for SPARQL from standard input. The project's
prefixes (kg: kgc: kgd: skos: …) need no declaration.

A value is name=value; a value without a name fills the first parameter that is left.
Entities are given by any label or alias in any language, by id, CURIE or IRI.

Formats: table (for people, at the terminal's width), csv (plain values; a cell that a
spreadsheet would run as a formula begins with an apostrophe), tsv, json and xml (the SPARQL 1.1
formats), md, jsonl; ttl and nt for CONSTRUCT and DESCRIBE.

examples:
  kg query partners SK
  kg query milestones "Ulsan AI Data Center" --evidence
  kg query projects in=울산 --lang ko --format csv
  kg query 'SELECT ?who { ?who kg:builds kgd:ulsan-ai-data-center }'
"""


class _Help(argparse.Action):
    """``--help`` before a query's name explains the command, behind it the query."""

    def __init__(self, **options: Any) -> None:
        super().__init__(nargs=0, **options)

    def __call__(self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, *_: Any) -> None:
        if namespace.query and re.fullmatch(r"[\w-]+", namespace.query):
            namespace.explain = True
        else:
            parser.print_help()
            parser.exit()


def arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.epilog = EPILOG
    parser.add_argument(
        "query", nargs="?", metavar="QUERY", help="name, FILE.rq, SPARQL text or - (default: list the queries)"
    )
    parser.add_argument("values", nargs="*", metavar="VALUE", help="values of its parameters: name=value, or value")
    parser.add_argument("-h", "--help", action=_Help, help="explain the command, or the query named before")
    parser.add_argument("--format", choices=FORMATS, help="form of the answer (default: table, ttl for graphs)")
    parser.add_argument(
        "--evidence", action="store_true", help="say for each row which document, line and words it rests on"
    )
    parser.add_argument("--show-sparql", action="store_true", help="print the SPARQL that would run, and stop")
    add_language(parser)
    add_workspace(parser)
    add_store(parser)
    limits = parser.add_argument_group("limits (the answer is computed in a process of its own)")
    limits.add_argument("--timeout", type=positive, default=30.0, metavar="S", help="seconds at most (default: 30)")
    limits.add_argument("--max-memory", type=positive, default=4.0, metavar="GIB", help="memory at most (default: 4)")
    limits.add_argument("--max-rows", type=int, default=MAX_ROWS, metavar="N", help="rows at most (default: 1000000)")
    parser.set_defaults(explain=False)


def positive(text: str) -> float:
    """A finite number above 0.

    Raises:
        ValueError: ``text`` is none.
    """
    if not 0 < (number := float(text)) < 1e6:
        raise ValueError(text)
    return number


def run(arguments: argparse.Namespace) -> int:
    """List, explain or ask."""
    from kg.answers.catalogue import explained, listing
    from kg.answers.parameters import assign
    from kg.answers.table import width
    from kg.rdf.namespaces import SCHEME

    workspace = chosen(arguments)
    if arguments.query is None:
        sys.stdout.write(listing(workspace.queries, arguments.lang))
        return FINE
    question = _question(arguments.query, workspace.queries)
    if arguments.explain:
        if isinstance(question, str):
            raise KgError(f"{arguments.query!r} is SPARQL text; `kg query --help` explains the command")
        schemes = workspace.vocabulary.concepts
        concepts = {scheme.removeprefix(SCHEME): names for scheme, names in schemes.items()}
        sys.stdout.write(explained(question, arguments.lang, concepts, min(width(sys.stdout), 100)))
        return FINE
    given = {} if isinstance(question, str) else assign(question, arguments.values)
    if isinstance(question, str) and arguments.values:
        raise KgError(f"SPARQL text takes no values, but {arguments.values[0]!r} is given; write it into the query")
    if arguments.show_sparql and isinstance(question, str):
        sys.stdout.write(question.rstrip() + "\n")
        return FINE

    def answer() -> int:
        graph = opened(arguments, arguments.timeout)
        graph.engine.max_rows = arguments.max_rows
        if arguments.show_sparql and not isinstance(question, str):
            sys.stdout.write(standalone(graph.sparql(question, given, arguments.lang), graph.base))
            return FINE
        asked = graph.ask(question, given, language=arguments.lang, evidence=arguments.evidence)
        shown = () if asked.query is None else asked.query.table
        write(asked.answer, arguments.format, graph.base, support=asked.support, shown=shown)
        return FINE

    limits = Limits(seconds=arguments.timeout, memory=int(arguments.max_memory * GIB))
    return within(limits, answer, network=arguments.store is not None)


def opened(arguments: argparse.Namespace, seconds: float | None = None) -> KnowledgeGraph:
    """The build, or the data set on a server, that the arguments mean; a server has ``seconds`` for each answer."""
    from kg.knowledge import served

    if arguments.store is not None:
        if arguments.output is not None:
            raise KgError("--store reads from a server and --output from a build; give one of them")
        return served(arguments.store, arguments.graph, chosen(arguments).queries, seconds=seconds)
    if arguments.graph is not None:
        raise KgError("--graph names a graph on a server; name the server with --store URL")
    return built(arguments)


def built(arguments: argparse.Namespace) -> KnowledgeGraph:
    """The build that the arguments mean."""
    from kg.knowledge import KnowledgeGraph
    from kg.store import Generations, open_store

    workspace = chosen(arguments)
    folder = output(arguments, workspace)
    return KnowledgeGraph(open_store(Generations(folder).current()), workspace.base, workspace.queries)


def standalone(sparql: str, base: str) -> str:
    """``sparql`` without its header and with the prefixes that it uses declared, to run anywhere."""
    from kg.rdf.namespaces import prefixes

    body = "\n".join(line for line in sparql.splitlines() if not line.startswith("#+"))
    declared = set(re.findall(r"^\s*PREFIX\s+([\w-]*):", body, re.IGNORECASE | re.MULTILINE))
    missing = [
        f"PREFIX {name}: <{iri}>"
        for name, iri in prefixes(base).items()
        if name not in declared and re.search(rf"(?<![\w-]){name}:", body)
    ]
    return "\n".join([*missing, body.strip()]) + "\n"


def _question(text: str, queries: dict[str, Path]) -> NamedQuery | str:
    """The named query, the query of a file, or SPARQL text."""
    from kg.rdf.spelling import suggestion
    from kg.sparql.queries import read_query

    if text in queries:
        return read_query(text, queries[text].read_text(encoding="utf-8"))
    if text == "-":
        return _read(sys.stdin.buffer.read(), "standard input")
    path = Path(text)
    if path.suffix in (".rq", ".sparql") or ("/" in text and "{" not in text):
        sparql = _read(path.read_bytes(), text)
        return read_query(path.stem, sparql, trusted=False) if sparql.startswith("#+") else sparql
    if re.fullmatch(r"[\w.-]+", text):
        near = suggestion(text, queries) or "; `kg query` lists them all"
        raise KgError(f"no query is called {text!r}{near}")
    return text


def _read(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise KgError(f"{name}: not UTF-8 at byte {error.start}; save the query as UTF-8") from None
