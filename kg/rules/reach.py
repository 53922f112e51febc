"""How far a change reaches: from changed triples to the anchors of a rule whose conclusions may differ.

The walk goes from a changed triple along the patterns of the rule to its
anchor, by look-ups in an index, so that its cost follows the change and not the graph.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from pyoxigraph import BlankNode, NamedNode, Store, Triple

from kg.rules.footprint import Footprint
from kg.sparql.paths import SAME, Step

# Beyond so many anchors it is cheaper to draw all conclusions of the rule anew.
MANY: Final = 20_000
_NARROW: Final = 40


class TooFar(Exception):  # noqa: N818 — a result, not a failure
    """The change reaches more anchors than are worth following, or some that no walk finds."""


class Changes:
    """Triples added or removed, found by predicate and by predicate and object."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.triples = list(triples)
        self._by_predicate: dict[str, list[Triple]] = defaultdict(list)
        self._by_value: dict[tuple[str, str], list[Triple]] = defaultdict(list)
        for triple in self.triples:
            self._by_predicate[triple.predicate.value].append(triple)
            self._by_value[triple.predicate.value, str(triple.object)].append(triple)

    def matching(self, step: Step) -> list[Triple]:
        """The triples that fit the pattern; along a path only its ends are constant, so every step of it fits."""
        names = self._by_predicate if step.predicates is None else step.predicates
        if step.object.startswith("?") or step.closure:
            hits = [triple for name in names for triple in self._by_predicate.get(name, ())]
        else:
            hits = [triple for name in names for triple in self._by_value.get((name, step.object), ())]
        if step.subject.startswith("?") or step.closure:
            return hits
        return [triple for triple in hits if str(triple.subject) == step.subject]


def anchors(footprint: Footprint, changes: Changes, stores: Sequence[Store]) -> set[Any]:
    """The anchors of a query whose rows ``changes`` may reach, in the graphs before and after.

    Raises:
        TooFar: it is better to ask the whole query anew.
    """
    reached: set[Any] = set()
    for read in footprint.reads:
        step = read.step
        if not (hits := changes.matching(step)):
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


def _walk(known: dict[str, set[Any]], anchor: str, steps: Sequence[Step], stores: Sequence[Store]) -> set[Any]:
    """The values of ``anchor`` that may meet those in ``known``; of all ways there the narrowest is taken, step by step."""
    width = _NARROW
    while anchor not in known:
        open_ways = [
            (start, step, forward, end)
            for step in steps
            for start, end, forward in ((step.subject, step.object, True), (step.object, step.subject, False))
            if start in known and end.startswith("?") and end not in known
        ]
        if not open_ways or width > MANY:
            raise TooFar
        for start, step, forward, end in open_ways:
            if end in known:
                continue
            try:
                known[end] = _follow(known[start], step, forward, stores, width)
            except TooFar:
                continue
            if not known[end]:
                return set()
            break
        else:
            width *= 8
    return known[anchor]


def _follow(values: Iterable[Any], step: Step, forward: bool, stores: Sequence[Store], most: int = MANY) -> set[Any]:
    """Where ``step`` leads from ``values``: to objects if ``forward``, else to subjects; a closure keeps its start."""
    found: set[Any] = set(values) if step.closure else set()
    todo = list(values)
    while todo:
        for neighbour in _neighbours(todo.pop(), step, forward, stores):
            if neighbour not in found:
                found.add(neighbour)
                if step.closure:
                    todo.append(neighbour)
                if len(found) > most:
                    raise TooFar
    return found


def _neighbours(value: Any, step: Step, forward: bool, stores: Sequence[Store]) -> Iterator[Any]:
    if step.predicates == SAME:
        yield value
        return
    if forward and not isinstance(value, (NamedNode, BlankNode)):
        return
    predicates = [None] if step.predicates is None else [NamedNode(name) for name in step.predicates]
    for store in stores:
        for predicate in predicates:
            if forward:
                yield from (quad.object for quad in store.quads_for_pattern(value, predicate, None))
            else:
                yield from (quad.subject for quad in store.quads_for_pattern(None, predicate, value))
