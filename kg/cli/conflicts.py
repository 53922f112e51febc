"""``kg conflicts``: competing claims side by side, which one answers and why, each with its evidence."""

from __future__ import annotations

import argparse
from itertools import groupby
from typing import TYPE_CHECKING, Any

from kg.cli.query import opened
from kg.cli.workspaces import add_language, add_store, add_workspace
from kg.errors import FINE

if TYPE_CHECKING:
    from kg.knowledge import KnowledgeGraph

EPILOG = """\
contradict   their bounds do not meet: at most one is true
compatible   they overlap, like "more than 400" and 430
several      no numbers or dates to compare

To choose which one answers, add a decision to data/decisions.yaml with the id printed in
brackets; both claims keep their evidence.
"""
_REASONS = "SELECT ?claim ?reason { VALUES ?claim { UNDEF } ?claim kg:reason ?reason }"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.epilog = EPILOG
    parser.add_argument("of", nargs="?", metavar="NAME", help="only about this entity")
    parser.add_argument("--verdict", choices=("contradict", "compatible", "several"), help="only these")
    parser.add_argument("--format", choices=("text", "table", "csv", "tsv", "json", "md", "jsonl"), default="text")
    add_language(parser)
    add_workspace(parser)
    add_store(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the conflicts; that there are some is no failure."""
    from kg.answers.table import write_lines

    graph = opened(arguments)
    given = {name: [value] for name in ("of", "verdict") if (value := getattr(arguments, name))}
    query = graph.named("conflicts")
    if arguments.format != "text":
        from kg.answers.write import write

        asked = graph.ask(query, given, language=arguments.lang, evidence=True)
        write(asked.answer, arguments.format, graph.base, support=asked.support)
        return FINE
    write_lines("\n".join(told(graph, given, arguments.lang)))
    return FINE


def told(graph: KnowledgeGraph, given: dict[str, list[str]], language: str) -> list[str]:
    """The lines of the report."""
    from pyoxigraph import NamedNode

    asked = graph.ask(graph.named("conflicts"), given, language=language, evidence=True)
    rows = list(zip(asked.answer, asked.support or (), strict=True))  # type: ignore[arg-type]
    claims = [NamedNode(row.claim) for row, _ in rows]
    reasons = {row.claim: row.reason for row in graph.engine.select(_REASONS, claim=claims)} if claims else {}
    lines: list[str] = []
    slots = 0
    for _, group in groupby(rows, key=lambda pair: pair[0].slot):
        competing = list(group)
        first: Any = competing[0][0]
        slots += 1
        lines.append(f"{first.subject_label} – {first.what_label}: {first.verdict}")
        for row, evidence in sorted(
            competing, key=lambda pair: (pair[0].rank_label != "preferred", str(pair[0].value))
        ):
            value = " ".join(str(part) for part in (row.bound_label, row.value, row.unit_label) if part is not None)
            speaker = f", says {row.speaker_label}" if row.speaker_label else ""
            lines.append(f"  {value}{speaker}  ({row.rank_label}) [{row.claim.removeprefix(graph.base)}]")
            if row.claim in reasons:
                lines.append(f"    why: {reasons[row.claim]}")
            lines += [f"    {line}" for line in dict.fromkeys(map(str, evidence))]
    lines.append(f"{slots} question{'s' if slots != 1 else ''} with competing claims")
    return lines
