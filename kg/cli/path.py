"""``kg path``: the shortest partnership path between two, and alternatives, each step with its reasons and evidence."""

from __future__ import annotations

import argparse
from itertools import pairwise
from typing import TYPE_CHECKING

from kg.cli.query import opened
from kg.cli.workspaces import add_language, add_store, add_workspace
from kg.errors import FINE

if TYPE_CHECKING:
    import networkx

    from kg.knowledge import KnowledgeGraph
    from kg.network.partners import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.epilog = "examples:\n  kg path AWS POSCO\n  kg path 울산시 광주시 --lang ko\n"
    parser.add_argument("a", metavar="A", help="one agent: any name, id or IRI")
    parser.add_argument("b", metavar="B", help="the other")
    parser.add_argument("--most", type=int, default=3, metavar="N", help="how many paths at most (default: 3)")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="form of the answer (default: text)")
    add_language(parser)
    add_workspace(parser)
    add_store(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the paths; that there is none is an answer too."""
    from kg.answers.evidence import evidence_of
    from kg.network.partners import paths
    from kg.rdf.namespaces import KG

    graph = opened(arguments)
    start, end = (graph.names.resolve(name, [KG + "Agent"], arguments.lang) for name in (arguments.a, arguments.b))
    network = graph.network(arguments.lang)
    found = paths(network, start, end, most=max(1, arguments.most))
    support = evidence_of(
        graph.engine, {r.iri for path in found for step in path.reasons for r in step}, arguments.lang
    )
    evidence = {iri: list(dict.fromkeys(map(str, items))) for iri, items in support.items()}
    if arguments.format == "json":
        _print_json(graph, found, evidence, arguments.lang)
    elif found:
        _print_text(graph, network, found, evidence, arguments.lang)
    else:
        _say_none(graph, network, start, end, arguments.lang)
    return FINE


def _print_text(
    graph: KnowledgeGraph,
    network: networkx.MultiDiGraph,
    found: list[Path],
    evidence: dict[str, list[str]],
    language: str,
) -> None:
    from kg.answers.table import write_lines
    from kg.rdf.namespaces import CONCEPT

    told: set[str] = set()
    kinds = {r.kind for path in found for step in path.reasons for r in step}
    labels = graph.names.labels({CONCEPT + kind for kind in kinds}, language)
    for number, path in enumerate(found, 1):
        steps = f"{len(path)} step{'s' if len(path) > 1 else ''}"
        write_lines(f"path {number} ({steps}): " + " – ".join(network.nodes[node]["label"] for node in path.nodes))
        for (a, b), between in zip(pairwise(path.nodes), path.reasons, strict=True):
            write_lines(f"  {network.nodes[a]['label']} – {network.nodes[b]['label']}")
            for reason in between:
                through = network.edges[a, b, reason.iri]["through_label"]
                write_lines(f"    {labels[CONCEPT + reason.kind]}{' (planned)' if reason.planned else ''}: {through}")
                if reason.iri in told:
                    write_lines("      (evidence above)")
                    continue
                told.add(reason.iri)
                for line in evidence.get(reason.iri, []):
                    write_lines(f"      {line}")


def _print_json(graph: KnowledgeGraph, found: list[Path], evidence: dict[str, list[str]], language: str) -> None:
    import json

    labels = graph.names.labels({node for path in found for node in path.nodes}, language)
    value = [
        {
            "nodes": [{"iri": node, "label": labels[node]} for node in path.nodes],
            "steps": [
                [
                    {
                        "partnership": r.iri,
                        "kind": r.kind,
                        "through": r.through,
                        "planned": r.planned,
                        "evidence": evidence.get(r.iri, []),
                    }
                    for r in step
                ]
                for step in path.reasons
            ],
        }
        for path in found
    ]
    print(json.dumps(value, ensure_ascii=False, indent=1))


def _say_none(graph: KnowledgeGraph, network: networkx.MultiDiGraph, start: str, end: str, language: str) -> None:
    from kg.answers.table import write_lines
    from kg.network.partners import groups

    one, other = graph.names.label(start, language), graph.names.label(end, language)
    if start == end:
        write_lines(f"{one} is both ends; give two agents")
        return
    write_lines(f"no partnership path leads from {one} to {other}")
    of = {node: group for group in groups(network) for node in group}
    for iri, label in ((start, one), (end, other)):
        rest = [network.nodes[node]["label"] for node in of.get(iri, ()) if node != iri]
        listed = ", ".join(rest[:10]) + (f" and {len(rest) - 10} more" if len(rest) > 10 else "")
        write_lines(f"  {label}: {f'in a group of {len(rest) + 1}, with {listed}' if rest else 'partners with nobody'}")
    _print_chain(graph, start, end, language)


def _print_chain(graph: KnowledgeGraph, start: str, end: str, language: str) -> None:
    from kg.answers.evidence import evidence_of
    from kg.answers.table import write_lines
    from kg.network.chains import chain

    links = chain(graph.engine, start, end)
    if not links:
        write_lines("no claims link them either")
        return
    support = evidence_of(graph.engine, [link.claim for link in links], language)
    labels = graph.names.labels([iri for link in links for iri in (link.start, link.end, link.what)], language)
    write_lines(f"what is said links them all the same, in {len(links)} step{'s' if len(links) > 1 else ''}:")
    for link in links:
        write_lines(f"  {labels[link.start]} – {labels[link.end]}: {labels[link.what]}")
        for line in dict.fromkeys(map(str, support.get(link.claim, []))):
            write_lines(f"      {line}")
