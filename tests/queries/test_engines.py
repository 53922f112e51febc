"""Each query is plain SPARQL: rdflib's own engine gives the same rows, and the plan has no accidental cross product."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any

import pytest
from pyoxigraph import Literal, NamedNode

from kg.answers import Solutions
from kg.cli.query import standalone
from kg.knowledge import KnowledgeGraph
from kg.sparql.queries import NamedQuery
from tests.queries.expected import Call, calls

if TYPE_CHECKING:
    import rdflib

ANSWERED = [call for call in calls() if len(call.expected()) > 1]
# rdflib joins the paths of these one row at a time: seconds, not milliseconds.
SLOW = ("compare", "evidence", "names", "new", "projects", "said", "shared", "totals")
LIMIT = 0.1 * (5 if os.environ.get("CI") else 1)


def marked() -> list[Any]:
    seen: set[str] = set()
    cases = []
    for call in ANSWERED:
        if call.query in SLOW and call.query in seen:
            continue
        seen.add(call.query)
        marks = [pytest.mark.slow] if call.query in SLOW else []
        cases.append(pytest.param(call, id=call.path.stem, marks=marks))
    return cases


def text(graph: KnowledgeGraph, call: Call) -> str:
    return standalone(graph.sparql(graph.named(call.query), call.given(graph)), graph.base)


def rows(query: NamedQuery, columns: tuple[str, ...], found: Any) -> list[tuple[Any, ...]]:
    """The rows in their order; the claims behind a row have none."""
    return [
        tuple(
            None if term is None else frozenset(str(term).split()) if name in query.support else str(term)
            for name, term in zip(columns, row, strict=True)
        )
        for row in found
    ]


@pytest.mark.parametrize("call", marked())
def test_rdflib_gives_the_same_rows_in_the_same_order(
    graph: KnowledgeGraph, in_rdflib: rdflib.Graph, call: Call
) -> None:
    query, sparql = graph.named(call.query), text(graph, call)
    answer = graph.engine.ask(sparql, trusted=True)
    assert isinstance(answer, Solutions)

    ours = [[term.value if isinstance(term, (NamedNode, Literal)) else term for term in row] for row in answer.terms]
    theirs = in_rdflib.query(sparql)

    assert rows(query, answer.columns, theirs) == rows(query, answer.columns, ours)


@pytest.mark.parametrize("call", calls(), ids=lambda call: call.path.stem)
def test_every_query_answers_within_a_tenth_of_a_second(graph: KnowledgeGraph, call: Call) -> None:
    query, given = graph.named(call.query), call.given(graph)

    def seconds() -> float:
        start = time.process_time()
        graph.ask(query, given, evidence=call.evidence)
        return time.process_time() - start

    # The best of a few: what else the machine does is not the query's fault.
    assert any(seconds() < LIMIT for _ in range(3))


def test_a_query_that_needs_no_value_answers_for_everything_within_a_tenth_of_a_second(graph: KnowledgeGraph) -> None:
    def seconds(text: str) -> float:
        start = time.process_time()
        graph.engine.ask(text, trusted=True)
        return time.process_time() - start

    def with_evidence(query: NamedQuery) -> float:
        start = time.process_time()
        graph.ask(query, {}, evidence=bool(query.support))
        return time.process_time() - start

    queries = [graph.named(name) for name in graph.query_names]
    whole = [query for query in queries if all(parameter.optional for parameter in query.parameters)]
    assert {"evidence", "money", "pairs", "roles", "statuses"} <= {query.name for query in whole}
    assert [q.name for q in whole if not any(seconds(graph.sparql(q, {})) < LIMIT for _ in range(5))] == []
    # The evidence of two thousand rows is looked up at once, not row by row.
    assert [q.name for q in whole if not any(with_evidence(q) < 4 * LIMIT for _ in range(3))] == []


@pytest.mark.parametrize("call", [c for c in ANSWERED if c.path.stem.count(".") == 1], ids=lambda call: call.path.stem)
def test_an_answer_is_in_one_order_however_the_store_was_filled(
    graph: KnowledgeGraph, shuffled: KnowledgeGraph, call: Call
) -> None:
    assert call.answered(shuffled) == call.answered(graph)
