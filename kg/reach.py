"""How far a change reaches: from changed triples to the anchors of a rule whose conclusions may differ.

The walk goes from a changed triple along the patterns of the rule to its
anchor, by look-ups in an index, so that its cost follows the change and not the graph.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from pyoxigraph import BlankNode, NamedNode, Store, Triple

from kg.footprint import Footprint
from kg.paths import Step

# Beyond so many anchors it is cheaper to draw all conclusions of the rule anew.
MANY: Final = 20_000


class TooFar(Exception):  # noqa: N818 — a result, not a failure
    """The change reaches more anchors than are worth following, or some that no walk finds."""


def anchors(footprint: Footprint, changed: Iterable[Triple], stores: Sequence[Store]) -> set[Any]:
    """The anchors of a rule that ``changed`` triples (added or removed) may reach in the graphs before and after.

    Raises:
        TooFar: it is better to draw the conclusions of the whole rule anew.
    """
    by_predicate: dict[str, list[Triple]] = defaultdict(list)
    for triple in changed:
        by_predicate[triple.predicate.value].append(triple)
    reached: set[Any] = set()
    for read in footprint.reads:
        step = read.step
        names = by_predicate if step.predicates is None else step.predicates
        hits = [triple for name in names for triple in by_predicate.get(name, ()) if _matches(step, triple)]
        if not hits:
            continue
        if footprint.anchor is None:
            raise TooFar
        known: dict[str, set[Any]] = {}
        if step.subject.startswith("?"):
            starts = {triple.subject for triple in hits}
            known[step.subject] = _follow(starts, step, False, stores) if step.closure else starts
        if step.object.startswith("?"):
            ends = {triple.object for triple in hits}
            known[step.object] = _follow(ends, step, True, stores) if step.closure else ends
        reached |= _walk(known, footprint.anchor, read.beside, stores)
        if len(reached) > MANY:
            raise TooFar
    return reached


def _matches(step: Step, triple: Triple) -> bool:
    """Whether the triple fits the constants of the pattern; along a path only its ends are constant."""
    if step.closure:
        return True
    ends = ((step.subject, triple.subject), (step.object, triple.object))
    return all(end.startswith("?") or end == str(term) for end, term in ends)


def _walk(known: dict[str, set[Any]], anchor: str, steps: Sequence[Step], stores: Sequence[Store]) -> set[Any]:
    """The values of ``anchor`` that meet those in ``known`` along the shortest chain of ``steps``."""
    chains: dict[str, tuple[str, list[tuple[Step, bool]]]] = {variable: (variable, []) for variable in known}
    todo = deque(known)
    while todo and anchor not in chains:
        here = todo.popleft()
        origin, chain = chains[here]
        for step in steps:
            for start, end, forward in ((step.subject, step.object, True), (step.object, step.subject, False)):
                if start == here and end.startswith("?") and end not in chains:
                    chains[end] = origin, [*chain, (step, forward)]
                    todo.append(end)
    if anchor not in chains:
        raise TooFar
    origin, chain = chains[anchor]
    values = known[origin]
    for step, forward in chain:
        values = _follow(values, step, forward, stores)
    return values


def _follow(values: Iterable[Any], step: Step, forward: bool, stores: Sequence[Store]) -> set[Any]:
    """Where ``step`` leads from ``values``: to objects if ``forward``, else to subjects; a closure keeps its start."""
    found: set[Any] = set(values) if step.closure else set()
    todo = list(values)
    while todo:
        for neighbour in _neighbours(todo.pop(), step, forward, stores):
            if neighbour not in found:
                found.add(neighbour)
                if step.closure:
                    todo.append(neighbour)
                if len(found) > MANY:
                    raise TooFar
    return found


def _neighbours(value: Any, step: Step, forward: bool, stores: Sequence[Store]) -> Iterator[Any]:
    if forward and not isinstance(value, (NamedNode, BlankNode)):
        return
    predicates = [None] if step.predicates is None else [NamedNode(name) for name in step.predicates]
    for store in stores:
        for predicate in predicates:
            if forward:
                yield from (quad.object for quad in store.quads_for_pattern(value, predicate, None))
            else:
                yield from (quad.subject for quad in store.quads_for_pattern(None, predicate, value))
