"""Each call gives the answer that was reviewed and written down beside the tests."""

from __future__ import annotations

import pytest

from kg.knowledge import KnowledgeGraph
from tests.queries.expected import UPDATE, Call, calls, differences


@pytest.mark.parametrize("call", calls(), ids=lambda call: call.path.stem)
def test_a_call_gives_its_expected_answer(graph: KnowledgeGraph, call: Call) -> None:
    changed = differences(call.expected(), now) if (now := call.answered(graph)) != call.expected() else []

    if changed:
        pytest.fail(
            f"kg query {' '.join(call.words)}: {len(changed)} changes\n  " + "\n  ".join(changed[:40])
            + f"\nif they are right, write them down with `{UPDATE} {call.path.stem}`", pytrace=False
        )  # fmt: skip


def test_every_query_has_calls_with_answers_and_one_without_rows(graph: KnowledgeGraph) -> None:
    by_query: dict[str, list[int]] = {}
    for call in calls():
        by_query.setdefault(call.query, []).append(len(call.expected()) - 1)

    assert sorted(by_query) == graph.query_names
    assert [name for name, rows in by_query.items() if max(rows) < 1] == []
    # Everything has a name and a claim, and all documents are about one country.
    assert [name for name, rows in by_query.items() if 0 not in rows] == ["claims", "names", "shared"]


def test_every_parameter_is_used_by_some_call(graph: KnowledgeGraph) -> None:
    used = {(call.query, name) for call in calls() for name in call.given(graph)}

    declared = {(name, parameter.name) for name in graph.query_names for parameter in graph.named(name).parameters}
    assert declared - used == set()


def test_every_query_that_returns_claims_is_asked_for_its_evidence(graph: KnowledgeGraph) -> None:
    asked = {call.query for call in calls() if call.evidence}

    assert {name for name in graph.query_names if graph.named(name).support} - asked == set()


def test_a_changed_cell_is_named() -> None:
    before = ["who\trole\tdocuments", "aws\tbuilder\t2", "sk-group\tbuilder\t2"]
    after = ["who\trole\tdocuments", "aws\tbuilder\t1", "posco\tresearch-partner\t1", "sk-group\tbuilder\t2"]

    assert differences(before, after) == [
        "documents was '2', now '1', in ['aws', 'builder', '1']",
        "new: ['posco', 'research-partner', '1']",
    ]


def test_a_row_that_is_gone_is_named() -> None:
    assert differences(["who", "aws", "sk-group"], ["who", "aws"]) == ["gone: ['sk-group']"]
