"""How much a graph holds, by kind; after a change counted only around what changed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from kg.rdf.readable import Readable
from kg.rdf.triples import select

COUNTS: Final = {
    "entities": "SELECT (COUNT(DISTINCT ?e) AS ?n) { ?e a/rdfs:subClassOf* kg:Entity }",
    "claims": "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?c kg:evidence ?e }",
    "evidence": "SELECT (COUNT(?e) AS ?n) { ?e a kg:Evidence }",
    "documents": "SELECT (COUNT(DISTINCT ?d) AS ?n) { ?d a kg:Document }",
    "partner pairs": "SELECT (COUNT(*) AS ?n) { ?a kg:partnersWith ?b FILTER(STR(?a) < STR(?b)) }",
}


def count(store: Readable) -> dict[str, int]:
    """How much a store holds, by kind."""
    return {name: _number(store, text) for name, text in COUNTS.items()}


def recount(counts: dict[str, int], before: Readable, after: Readable, nodes: Iterable[str]) -> dict[str, int]:
    """``counts`` of the graph ``before``, brought to that ``after`` a change of the triples of ``nodes``."""
    listed = " ".join(f"<{node}>" for node in sorted(nodes))
    found = {}
    for name, text in COUNTS.items():
        variable = re.findall(r"{ (\?\w)", text)[0]
        about = text.replace("{ ", f"{{ VALUES {variable} {{ {listed} }} ", 1)
        found[name] = counts[name] - _number(before, about) + _number(after, about)
    return found


def _number(store: Readable, query: str) -> int:
    return int(next(select(store, query))["n"].value)
