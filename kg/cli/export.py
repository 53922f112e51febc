"""``kg export``: the data set, or a part of it, in a format that others read."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kg.cli.query import opened
from kg.cli.workspaces import add_language, add_store, add_workspace, chosen, progress
from kg.errors import FINE, KgError
from kg.exports import FORMATS

if TYPE_CHECKING:
    from kg.exports.selection import Dataset, Selection
    from kg.knowledge import KnowledgeGraph


def arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    formats = "\n".join(f"  {name:<9} {form.text}" for name, form in FORMATS.items())
    parser.epilog = (
        f"formats:\n{formats}\n\n"
        "A file is written whole or not at all, with a description (DCAT and VoID) beside it as FILE.dcat.ttl.\n"
        "What is not an export as it was written is replaced only with --force."
    )
    parser.add_argument("format", choices=tuple(FORMATS), metavar="FORMAT", help="one of the formats below")
    parser.add_argument(
        "-o", dest="file", metavar="FILE", help="file or, for csv, folder to write (default: standard output)"
    )
    parser.add_argument("--force", action="store_true", help="replace a symbolic link or a file that is not an export")
    part = parser.add_mutually_exclusive_group()
    part.add_argument("--source", metavar="DOCUMENT", help="only what this document says")
    part.add_argument("--region", metavar="PLACE", help="only this place and what lies within it")
    part.add_argument(
        "--query", nargs="+", metavar=("QUERY", "k=v"), help="only what a named query or a file.rq answers"
    )
    part.add_argument("--focus", metavar="NAME", help="only this entity and its neighbourhood")
    parser.add_argument(
        "--hops", type=int, metavar="N", help="how far the neighbourhood of --focus reaches (default: 1)"
    )
    add_workspace(parser)
    add_store(parser)
    add_language(parser)


def run(arguments: argparse.Namespace) -> int:
    """Select, write in the format asked for, and describe what was written."""
    from kg.exports import write
    from kg.exports.selection import Dataset

    folder = FORMATS[arguments.format].folder
    if folder and not arguments.file:
        raise KgError(f"{arguments.format} is a folder of tables; name it with -o DIR")
    if arguments.hops is not None and not arguments.focus:
        raise KgError("--hops says how far --focus reaches; name an entity with --focus")
    workspace = chosen(arguments)
    graph = opened(arguments)
    data = Dataset(graph.engine.store, workspace.vocabulary, workspace.context, graph.base)
    with progress() as step:
        step("selecting")
        selection = _selected(arguments, data, graph)
        step(f"writing {len(selection.triples):,} triples as {arguments.format}")
        files = write(arguments.format, selection, language=arguments.lang)
        if not arguments.file or arguments.file == "-":
            sys.stdout.flush()
            sys.stdout.buffer.write(files[""])
            return FINE
        _save(arguments, selection, files)
    print(
        f"{arguments.file}: {len(selection.triples):,} triples, {len(selection.entities):,} entities", file=sys.stderr
    )
    return FINE


def _selected(arguments: argparse.Namespace, data: Dataset, graph: KnowledgeGraph) -> Selection:
    from pyoxigraph import NamedNode

    from kg.exports import parts

    def named(text: str, *classes: str) -> NamedNode:
        from kg.rdf.namespaces import KG

        return NamedNode(graph.names.resolve(text, [KG + name for name in classes], arguments.lang))

    if arguments.source:
        return parts.of_source(data, named(arguments.source, "Document"))
    if arguments.region:
        return parts.of_region(data, named(arguments.region, "Place"))
    if arguments.focus:
        hops = 1 if arguments.hops is None else arguments.hops
        return parts.of_neighbourhood(data, named(arguments.focus, "Entity"), hops)
    if arguments.query:
        return _answered(arguments, data, graph)
    return data.whole()


def _answered(arguments: argparse.Namespace, data: Dataset, graph: KnowledgeGraph) -> Selection:
    """What a query names: all columns count, also those of support that its table does not show."""
    from pyoxigraph import Literal, NamedNode

    from kg.answers import Solutions, Triples
    from kg.answers.apart import ask_apart
    from kg.answers.parameters import assign
    from kg.exports import parts
    from kg.sparql.queries import read_query

    name, *words = arguments.query
    if name.endswith(".rq"):
        query = read_query(Path(name).stem, Path(name).read_text(encoding="utf-8"), trusted=False)
    else:
        query = graph.named(name)
    text = graph.sparql(query, assign(query, words), arguments.lang)
    answer = ask_apart(graph.engine, text, trusted=query.trusted)
    title = " ".join(arguments.query)
    if isinstance(answer, Triples):
        return parts.of_triples(data, answer.triples, title)
    if not isinstance(answer, Solutions):
        raise KgError(f"{name}: a yes-or-no question names nothing to export; use a SELECT or CONSTRUCT query")
    terms = {term for row in answer.terms for term in row if isinstance(term, NamedNode)}
    for row in answer.terms:
        for column, term in zip(answer.columns, row, strict=True):
            if column in query.support and isinstance(term, Literal):
                terms |= {NamedNode(iri) for iri in term.value.split()}
    return parts.of_terms(data, terms, title)


def _save(arguments: argparse.Namespace, selection: Selection, files: dict[str, bytes]) -> None:
    from kg.exports.dcat import describe
    from kg.files import DESCRIPTION, save, save_folder

    path = Path(arguments.file).absolute()
    if FORMATS[arguments.format].folder:
        files = {**files, f"dataset{DESCRIPTION}": describe(selection, arguments.format, files)}
        save_folder(path, files, force=arguments.force)
    else:
        data = files[""]
        save(path, data, describe(selection, arguments.format, {path.name: data}), force=arguments.force)
