"""Validation after a change: each constraint is asked again only at the focus nodes that the change can reach.

Results are kept in the ledger as text, and so are the findings made of them; a finding is worded
again only if something that it speaks of may have changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Store, Triple, parse

from kg.making.ledger import Ledger
from kg.rdf.namespaces import KG, OWL, SHAPES, TYPE
from kg.rdf.triples import ends
from kg.rules.footprint import of_select
from kg.rules.reach import Changes, TooFar, anchors
from kg.shapes.check import Result, Subclasses, run
from kg.shapes.compile import Query, compile_shapes
from kg.shapes.model import Shapes, Term
from kg.shapes.terms import COMPONENT

_AT_ONCE: Final = 500


class NotInPieces(Exception):  # noqa: N818 — a result, not a failure
    """Some constraint can only be asked of the whole graph."""


def enter(results: Iterable[Result], ledger: Ledger) -> None:
    """Write down the results of a whole validation.

    Raises:
        NotInPieces: one is about a blank node, which has no name that lasts.
    """
    ledger.add_results(_row(result) for result in results)


def update(before: Store, after: Store, shapes: Shapes, changes: Changes, ledger: Ledger) -> None:
    """Bring the results in ``ledger`` from the graph ``before`` to that ``after`` the changes.

    Raises:
        NotInPieces: there are constraints that only pySHACL knows.
    """
    below = (Subclasses(before), Subclasses(after))
    compiled = compile_shapes(shapes, lambda iri: below[0](iri) | below[1](iri))
    if compiled.unsupported:
        raise NotInPieces
    groups: dict[str, list[Query]] = defaultdict(list)
    for query in compiled.queries:
        groups[_constrained(query.shape.name, query.component)].append(query)
    for constrained, queries in groups.items():
        _again(constrained, queries, before, after, changes, ledger)
    _unknown_terms(after, shapes, changes, ledger)


def _again(
    constrained: str, queries: list[Query], before: Store, after: Store, changes: Changes, ledger: Ledger
) -> None:
    focus: set[Any] | None = set()
    for query in queries:
        known = of_select(query.text, "?this")
        try:
            focus = focus | anchors(known, changes, [before, after]) if known and focus is not None else None
        except TooFar:
            focus = None
    if focus == set():
        return
    if focus is None or any(isinstance(node, BlankNode) for node in focus):
        ledger.forget_results(constrained)
        ledger.add_results(_row(result) for query in queries for result in run(after, query))
        return
    nodes = sorted(map(str, focus))
    ledger.forget_results(constrained, nodes)
    for query in queries:
        known = of_select(query.text, "?this")
        assert known is not None
        for start in range(0, len(nodes), _AT_ONCE):
            about = replace(query, text=known.about(nodes[start : start + _AT_ONCE]))
            ledger.add_results(_row(result) for result in run(after, about))


def _unknown_terms(after: Store, shapes: Shapes, changes: Changes, ledger: Ledger) -> None:
    """Undeclared terms at the changed nodes; the rest of what ``kg.shapes.terms`` looks for no sheet can change."""
    subjects = {triple.subject for triple in changes.triples if isinstance(triple.subject, NamedNode)}
    for name, position in (("UnknownClass", 2), ("UnknownProperty", 1)):
        if (shape := shapes.shapes.get(NamedNode(SHAPES + name))) is None:
            continue
        ledger.forget_results(_constrained(shape.name, COMPONENT), map(str, subjects))
        for subject in subjects:
            for _, predicate, value, _ in after.quads_for_pattern(subject, TYPE if position == 2 else None, None):
                term = (subject, predicate, value)[position]
                if isinstance(term, NamedNode) and term.value.startswith(KG) and not _declared(after, term):
                    assert not isinstance(value, Triple)
                    ledger.add_results([_row(Result(shape.name, COMPONENT, subject, predicate.value, value, shape))])


def _declared(store: Store, term: NamedNode) -> bool:
    return any(cls.startswith(OWL) for cls in ends(store, term.value, TYPE.value))


def results(ledger: Ledger, shapes: Shapes) -> list[Result]:
    """All results in ``ledger``, sorted."""
    found = []
    for constrained, focus, path, value in ledger.results():
        shape, component = constrained.split(" ")
        source = shapes.shapes[NamedNode(shape)]
        found.append(Result(shape, component, _term(focus), path or None, _term(value) if value else None, source))
    return sorted(found, key=lambda result: result.order)


def _constrained(shape: str, component: str) -> str:
    return f"{shape} {component}"


def _row(result: Result) -> tuple[str, str, str, str]:
    if isinstance(result.focus, BlankNode) or isinstance(result.value, BlankNode):
        raise NotInPieces
    value = "" if result.value is None else str(result.value)
    return _constrained(result.shape, result.component), str(result.focus), result.path or "", value


def _term(text: str) -> Term:
    if text.startswith("<"):
        return NamedNode(text[1:-1])
    quad = next(iter(parse(f"<x:x> <x:x> {text} .".encode(), format=RdfFormat.N_TRIPLES)))
    assert isinstance(quad.object, Literal)
    return quad.object
