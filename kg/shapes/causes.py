"""Several results, one cause: which results say the same thing twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from kg.rdf.namespaces import SH, SHAPES
from kg.shapes.check import Result

# A value that is no number cannot be a negative one too: the first in this order speaks for all.
_FIRST = (
    "Closed", "Datatype", "NodeKind", "Class", "Or", "Xone", "In", "Pattern", "MinLength", "MaxLength",
    "MinInclusive", "Not", "Node", "MaxCount", "SPARQL",
)  # fmt: skip
_RANK = {
    component: rank
    for rank, component in enumerate(
        [SHAPES + "VocabularyConstraintComponent", *(f"{SH}{name}ConstraintComponent" for name in _FIRST)]
    )
}


def causes(results: Iterable[Result], tainted: Collection[str] = ()) -> list[list[Result]]:
    """``results`` grouped by cause, the most telling one of each group first; nothing about ``tainted`` nodes."""
    told = [r for r in results if r.focus.value not in tainted and (r.value is None or r.value.value not in tainted)]
    said = {(r.focus, r.shape) for r in told}
    clean = [r for r in told if not any((r.focus, shape) in said for shape in r.source.unless)]
    clean.sort(key=lambda r: (_RANK.get(r.component, len(_RANK)), r.order))
    groups: dict[tuple[str, ...], list[Result]] = {}
    linked: dict[str, list[Result]] = defaultdict(list)
    for result in clean:
        if result.source.once:
            linked[result.shape].append(result)
        else:
            groups.setdefault(_cause(result), []).append(result)
    return [*groups.values(), *(group for each in linked.values() for group in _connected(each))]


def _cause(result: Result) -> tuple[str, ...]:
    """Results about the same value of the same node have one cause; those without a value one a shape and path."""
    if result.value is not None and result.value != result.focus:
        return str(result.focus), "value", str(result.value)
    return str(result.focus), result.shape


def _connected(results: Iterable[Result]) -> list[list[Result]]:
    """Results that share a node, directly or through others (a cycle, two entities with two common names)."""
    leader: dict[str, str] = {}

    def find(node: str) -> str:
        while leader.setdefault(node, node) != node:
            leader[node] = leader[leader[node]]
            node = leader[node]
        return node

    everything = list(results)
    for result in everything:
        if result.value is not None:
            leader[find(str(result.value))] = find(str(result.focus))
    groups: dict[str, list[Result]] = {}
    for result in everything:
        groups.setdefault(find(str(result.focus)), []).append(result)
    return list(groups.values())
