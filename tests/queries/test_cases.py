"""What the real documents do not happen to hold: differing documents, stated shares, ranges, sums with gaps."""

from __future__ import annotations

import io
from typing import Any

import pytest

from kg.answers.write import write
from kg.knowledge import KnowledgeGraph
from kg.making.build import derive, read
from tests.conftest import MakeWorkspace

ENTITIES = """\
- {id: annex, type: Facility, label: {en: Annex, ko: 별관, ja: 別館}, kind: data-center}
- {id: depot, type: Facility, label: {en: Depot, ko: 창고, ja: 倉庫}, kind: data-center}
- {id: wing, type: Facility, label: {en: Wing, ko: 날개, ja: 翼}, kind: data-center}
- {id: growth, type: Fund, label: {en: Growth, ko: 성장, ja: 成長}}
"""
PAPER = """\
- id: hall
  participants:
  - {role: builder, who: acme, line: 4, words: Acme}
  - {role: builder, who: bolt, line: 4, words: Bolt}
  amounts:
  - {kind: total-investment, value: 7000, currency: KRW, line: 5, words: 7000}
  - {kind: total-investment, payer: acme, value: 5000, currency: KRW, line: 5, words: 5000}
  - {kind: total-investment, payer: bolt, low: 1000, high: 2000, currency: KRW, line: 5, words: 1000 to 2000}
  - {kind: expected-effect, low: 10, high: 20, currency: KRW, modality: forecast, speaker: mayor-lee, line: 9, words: 10 to 20}
  - {kind: facility-cost, value: 300, currency: USD, line: 5, words: 300 dollars}
  dates:
  - {kind: completion, when: 2029, line: 6, words: 2029}
  statuses:
  - {status: planned, line: 6, words: planned}
  locations:
  - {place: quay, line: 3, words: Quay}
- id: wing
  partOf:
  - {whole: hall, line: 3, words: wing}
  amounts:
  - {kind: total-investment, value: 400, currency: KRW, line: 7, words: 400}
- id: annex
  amounts:
  - {kind: total-investment, low: 100, bound: at-least, currency: KRW, line: 7, words: 100}
  - {kind: total-investment, per: per-firm, value: 3, currency: KRW, line: 7, words: 3}
  quantities:
  - {kind: power-capacity, value: 5, unit: MW, line: 7, words: 5 MW}
  locations:
  - {place: quay, line: 3, words: Quay}
- id: depot
  quantities:
  - {kind: power-capacity, value: 20, unit: MW, line: 7, words: 20 MW}
  - {kind: power-capacity, per: per-firm, value: 2, unit: MW, line: 7, words: 2 MW}
  - {kind: power-capacity, at: 2030, modality: target, speaker: harbour-city, low: 30, high: 40, unit: MW, line: 8, words: 30}
  locations:
  - {place: quay, line: 3, words: Quay}
- id: quay
  locations:
  - {place: harbour, line: 3, words: in Harbour}
- id: pact
  statements:
  - {modality: opinion, speaker: mayor-lee, gist: It will be good., line: 9, words: good}
  - {modality: opinion, speaker: mayor-lee, gist: Read on., line: 55, words: read}
"""
GAZETTE = """\
- id: hall
  participants:
  - {role: builder, who: acme, line: 2, words: ACME Inc.}
  amounts:
  - {kind: total-investment, value: 9000, currency: KRW, line: 2, words: 9000}
  dates:
  - {kind: completion, when: 2031, bound: about, line: 3, words: about 2031}
  statuses:
  - {status: under-construction, line: 4, words: built}
"""


@pytest.fixture
def graph(make_workspace: MakeWorkspace) -> KnowledgeGraph:
    workspace = make_workspace(entities=ENTITIES, paper=PAPER, gazette=GAZETTE)
    reading = read(workspace)
    assert reading.problems == []
    return KnowledgeGraph(derive(workspace, reading.triples), workspace.base, workspace.queries)


def table(graph: KnowledgeGraph, name: str, **given: list[str]) -> str:
    stream = io.StringIO()
    asked = graph.ask(graph.named(name), given)
    write(asked.answer, "table", graph.base, shown=graph.named(name).table, stream=stream)
    return stream.getvalue()


def ids(graph: KnowledgeGraph, query: str, *columns: str, **given: Any) -> list[Any]:
    """Cells as text, IRIs as ids."""
    rows = graph.query(query, **given)
    cells = [
        tuple("" if (value := getattr(row, name)) is None else graph.names.id(str(value)) for name in columns)
        for row in rows
    ]
    return [cell[0] for cell in cells] if len(columns) == 1 else cells


def test_two_documents_agree_on_a_claim_and_differ_on_a_date_and_an_amount(graph: KnowledgeGraph) -> None:
    found = ids(graph, "compare", "verdict", "what", "in_a", "in_b", a="paper", b="gazette")

    assert ("agree", "builder", "acme", "acme") in found
    assert ("differ", "total-investment", "7000", "9000") in found
    assert ("differ", "completion", "2029", "2031~") in found
    assert not [row for row in found if row[1] == "builder" and "bolt" in row]


def test_competing_amounts_stand_with_unit_and_dates_with_bound(graph: KnowledgeGraph) -> None:
    found = ids(graph, "conflicts", "verdict", "what", "value", "unit", "bound", of="hall")

    assert ("contradict", "total-investment", "7000", "KRW", "") in found
    assert ("contradict", "total-investment", "9000", "KRW", "") in found
    assert ("contradict", "completion", "2031~", "", "about") in found


def test_a_stated_share_is_told_and_a_range_stays_a_range(graph: KnowledgeGraph) -> None:
    assert ids(graph, "split", "who", "share", "unit", "kind", of="hall") == [
        ("acme", "5000", "KRW", "total-investment"),
        ("bolt", "1000..2000", "KRW", "total-investment"),
    ]


def test_each_payers_amount_is_a_row_of_its_own_and_a_forecast_range_is_told(graph: KnowledgeGraph) -> None:
    found = ids(graph, "money", "kind", "value", "payer", "held", "speaker", of="hall")

    assert ("total-investment", "5000", "acme", "fact", "") in found
    assert ("total-investment", "1000..2000", "bolt", "fact", "") in found
    assert ("expected-effect", "10..20", "", "forecast", "mayor-lee") in found


def test_ranking_keeps_to_one_currency_and_ranks_a_range_by_its_lower_end(graph: KnowledgeGraph) -> None:
    dollars = ids(graph, "ranking", "subject", "value", "unit", kind="facility-cost", unit="USD")

    assert dollars == [("hall", "300", "USD")]
    assert ids(graph, "ranking", "value", kind="facility-cost") == []
    assert ("annex", "100", "at-least") in ids(graph, "ranking", "subject", "value", "bound")


def test_a_sum_leaves_out_parts_and_per_firm_amounts_and_marks_its_gaps(graph: KnowledgeGraph) -> None:
    everywhere = ids(graph, "totals", "kind", "mark", "total", "unit", "counted", "not_stated", in_="harbour")
    part = ids(graph, "totals", "mark", "total", of="wing", kind="total-investment")

    # The hall's lower claim and the annex's lower bound; the depot has none, the wing and the payers are in the hall's.
    assert ("total-investment", "at least", "7100", "KRW", "2", "1") in everywhere
    assert ("facility-cost", "at least", "300", "USD", "1", "3") in everywhere
    assert part == [("exactly", "400")]


def test_a_share_is_of_exact_numbers_of_the_same_kind_only(graph: KnowledgeGraph) -> None:
    assert ids(graph, "ranking", "subject", "value") == [
        ("hall", "9000"), ("hall", "7000"), ("wing", "400"), ("annex", "100"),
    ]  # fmt: skip
    assert ids(graph, "ratio", "kind", "value", "whole", "share", of="annex", to="depot") == [
        ("power-capacity", "5", "20", "0.25")
    ]


def test_a_status_counts_from_the_day_on_which_it_was_told(graph: KnowledgeGraph) -> None:
    def on(day: str) -> list[Any]:
        return ids(graph, "statuses", "what", "status", "as_of", on=day)

    assert on("2025-08-30") == []
    assert on("2025-09-30") == [("hall", "planned", "2025-08-31")]
    assert on("2026-01-05") == [("hall", "under-construction", "2026-01-05")]


def test_what_is_said_in_a_teaser_is_not_said(graph: KnowledgeGraph) -> None:
    assert ids(graph, "said", "said", by="mayor-lee", about="pact") == ["It will be good."]
    assert ("target", "30..40") in ids(graph, "said", "manner", "said", by="harbour-city")


def test_what_is_stated_of_a_thing_has_its_bound_and_leaves_targets_out(graph: KnowledgeGraph) -> None:
    assert ids(graph, "stated", "value", "unit", "bound", "per", of="annex", kind="total-investment") == [
        ("100..", "KRW", "at-least", ""),
        ("3", "KRW", "", "per-firm"),
    ]
    assert ids(graph, "stated", "value", "bound", of="hall", kind="completion")[:2] == [
        ("2029", ""),
        ("2031~", "about"),
    ]
    assert ids(graph, "stated", "value", of="growth") == ["not stated"]
    assert "30..40" not in ids(graph, "stated", "value", of="depot", kind="power-capacity")
    # It answers with its speaker where nothing firmer does: "not stated" would be false.
    forecast = ids(graph, "stated", "subject", "value", "manner", "speaker", of="hall", kind="expected-effect")
    assert ("hall", "10..20", "forecast", "mayor-lee") in forecast
    assert ids(graph, "stated", "value", of="hall", kind="builder") == ["acme", "bolt", "not stated"]


def test_a_table_says_a_range_and_a_lower_bound_with_their_unit(graph: KnowledgeGraph) -> None:
    assert " 10–20 KRW " in table(graph, "money", of=["hall"])
    assert " at least 100 KRW " in table(graph, "money", of=["annex"])
