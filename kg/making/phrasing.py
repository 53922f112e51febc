"""Findings from results, worded anew only where something they speak of may have changed.

Places are looked up for the nodes in question alone, each sheet once.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode, Store

from kg.making.facts import Facts
from kg.making.ledger import Ledger
from kg.ontology.vocabulary import Vocabulary
from kg.rdf.namespaces import KG, SH
from kg.rdf.triples import ends, starts
from kg.shapes.causes import causes
from kg.shapes.check import Result
from kg.shapes.findings import Finding, Place, to_json, wording

# Whoever names a wrong class of thing is told near names out of all there are.
_NEAR = tuple(f"{SH}{name}ConstraintComponent" for name in ("Class", "Or", "Not"))


@dataclass(frozen=True, slots=True)
class Ground:
    """What findings are worded from: the graph, and the sheets behind it."""

    store: Store
    vocabulary: Vocabulary
    base: str
    ledger: Ledger
    load: Callable[[str], Facts]


def findings(
    results: Iterable[Result], ground: Ground, *, tainted: Collection[str] = (), changed: Collection[str] | None = None
) -> list[Finding]:
    """The findings behind ``results``, by file and line; ``changed`` are the nodes since the last time (None: all)."""
    kept = ground.ledger.findings() if changed is not None else {}
    touched = neighbours(ground.store, changed) if changed is not None else set()
    groups = {problem(group): group for group in causes(results, tainted)}
    anew = [
        group
        for name, group in groups.items()
        if name not in kept or any(_speaks_of(result, touched) for result in group)
    ]
    nodes, values = _places(ground, anew)
    word = wording(ground.store, ground.vocabulary, nodes=nodes, values=values, base=ground.base)
    worded = {problem(group): word(group) for group in anew}
    found = {name: worded.get(name) or _from_json(kept[name]) for name in groups}
    new = {name: json.dumps(to_json([finding])[0], ensure_ascii=False) for name, finding in worded.items()}
    ground.ledger.set_findings({name: new.get(name) or kept[name] for name in groups})
    return sorted(dict.fromkeys(found.values()), key=lambda finding: finding.order)


def problem(group: Iterable[Result]) -> str:
    """What stands for the problem behind a group of results."""
    rows = ([r.shape, r.component, str(r.focus), r.path, str(r.value)] for r in group)
    return json.dumps(sorted(rows, key=str), ensure_ascii=False)


def _speaks_of(result: Result, touched: Collection[str]) -> bool:
    if result.focus.value in touched or (result.value is not None and result.value.value in touched):
        return True
    return bool(result.source.expected) or result.component in _NEAR


def neighbours(store: Store, nodes: Iterable[str]) -> set[str]:
    """``nodes``, and those that are spoken of with them: claims about them, their evidence, slots, what follows …"""
    found = set(nodes)
    for iri in list(found):
        found |= starts(store, KG + "subject", iri) | starts(store, KG + "partner", iri)
    for iri in list(found):
        for name in ("evidence", "slot", "subject"):
            found |= ends(store, iri, KG + name)
        for claim in starts(store, KG + "evidence", iri) | starts(store, KG + "derivedFrom", iri):
            found |= {claim} | ends(store, claim, KG + "slot")
    return found


def _places(
    ground: Ground, groups: Iterable[list[Result]]
) -> tuple[dict[str, list[Place]], dict[tuple[str, str], list[tuple[Place, str]]]]:
    """The places of the nodes that ``groups`` are about, and of those around them."""
    store = ground.store
    wanted: set[str] = set()
    for iri in {result.focus.value for group in groups for result in group if isinstance(result.focus, NamedNode)}:
        wanted.add(iri)
        wanted |= ends(store, iri, KG + "derivedFrom")
        for name in ("slot", "subject", "evidence"):
            wanted |= starts(store, KG + name, iri)
    nodes: dict[str, list[Place]] = defaultdict(list)
    values: dict[tuple[str, str], list[tuple[Place, str]]] = defaultdict(list)
    for file, iris in ground.ledger.speaking(wanted).items():
        facts = ground.load(file)
        for iri in iris:
            nodes[iri] += facts.nodes.get(iri, [])
            for name, places in facts.values.get(iri, {}).items():
                values[iri, name] += places
    return dict(nodes), dict(values)


def _from_json(text: str) -> Finding:
    found: dict[str, Any] = json.loads(text)
    place = found["file"], found["line"], found["column"]
    related = tuple((each["file"], each["line"], each["column"]) for each in found["related"])
    names = ("severity", "rule", "messages", "focus", "path", "value")
    return Finding(**{name: found[name] for name in names}, place=place, words=tuple(found["words"]), related=related)
