"""The contract of ``kg query evidence``: one row for each atomic proposition and each place that states it."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from typing import Any

import pytest

from kg.answers import Solutions
from kg.knowledge import KnowledgeGraph
from kg.rdf import dates
from kg.rdf.namespaces import CONCEPT, KG
from tests.queries.conftest import Kg

COLUMNS = (
    "claim,subject,subject_label,predicate,value,value_label,unit,kind,bound,date,"
    "source_file,line,words,basis,modality,claimant,rank,section"
)


@pytest.fixture(scope="module")
def rows(graph: KnowledgeGraph) -> list[Any]:
    return list(graph.query("evidence"))


def by_class(graph: KnowledgeGraph) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    answer = graph.query("SELECT ?claim ?class { ?claim kg:evidence ?evidence ; a ?class }")
    for claim, cls in answer:
        found[cls].add(claim)
    return found


def test_the_columns_are_those_of_the_contract(kg: Kg) -> None:
    said = kg("evidence", "--format", "csv", "source=hankyung-2026-01-05", "to=12")

    table = list(csv.reader(io.StringIO(said.out)))
    assert ",".join(table[0]) == COLUMNS
    assert {len(row) for row in table} == {18}
    assert said.code == 0


def test_every_claim_of_every_class_stands_in_the_answer(graph: KnowledgeGraph, rows: list[Any]) -> None:
    answered = {row.claim for row in rows}

    left_out = {cls.removeprefix(KG): len(claims - answered) for cls, claims in by_class(graph).items()}
    assert {cls for cls, number in left_out.items() if number} == set()
    declared = graph.query("SELECT ?class { ?class rdfs:subClassOf+ kg:Claim ; kg:sheetKey ?key }").column("class")
    # A class that gets its first claims some day must be known to the query too.
    assert {cls for cls in declared if f"(kg:{cls.removeprefix(KG)} " not in graph.named("evidence").sparql} == set()


def test_every_evidence_of_every_claim_has_a_row(graph: KnowledgeGraph, rows: list[Any]) -> None:
    places = graph.query(
        "SELECT ?claim ?file ?line ?words "
        "{ ?claim kg:evidence ?e . ?e kg:source/kg:file ?file ; kg:line ?line ; kg:words ?words }"
    )

    assert set(map(tuple, places)) == {(row.claim, row.source_file, row.line, row.words) for row in rows}


def test_no_cell_that_is_promised_is_empty(rows: list[Any]) -> None:
    always = ("claim", "subject", "subject_label", "predicate", "source_file", "words", "basis", "modality", "rank")

    assert [row for row in rows if not all(getattr(row, name) for name in always)] == []
    assert [row for row in rows if row.value in (None, "")] == []
    assert all(isinstance(row.line, int) and row.line > 0 for row in rows)
    assert {row.rank for row in rows} <= {"preferred", "normal", "deprecated"}


def test_concepts_are_local_names_and_entities_are_iris(graph: KnowledgeGraph, rows: list[Any]) -> None:
    local = ("unit", "kind", "bound", "basis", "modality", "rank", "predicate")

    assert {
        getattr(row, name) for row in rows for name in local if re.search(r"[:/#]", getattr(row, name) or "")
    } == set()
    assert all(row.subject.startswith(graph.base) for row in rows)
    assert {row.value.startswith(CONCEPT) for row in rows if row.predicate in ("status", "domain", "incentive")} == {
        True
    }


def test_numbers_are_the_sources_own(rows: list[Any]) -> None:
    stated = {(row.predicate, row.value, row.unit) for row in rows if row.predicate in ("amount", "quantity")}

    assert {("amount", "7000000000000", "KRW"), ("quantity", "103", "MW"), ("quantity", "1", "GW")} <= stated
    assert {("quantity", "183000", "pyeong"), ("quantity", "3..4", "stations")} <= stated
    assert [value for _, value, _ in stated if not re.fullmatch(r"\d+(\.\d+)?(\.\.\d+(\.\d+)?)?", value)] == []
    assert all(unit for *_, unit in stated)


def test_dates_are_edtf_in_both_columns(rows: list[Any]) -> None:
    dated = [row for row in rows if row.predicate == "date"]

    assert dated
    assert [row for row in dated if row.date != row.value] == []
    for text in {row.date for row in rows if row.date}:
        dates.when(text)


def test_a_participation_leads_from_who_to_what(graph: KnowledgeGraph, rows: list[Any]) -> None:
    builds = {(row.subject, row.value, row.kind) for row in rows if row.predicate == "builds"}

    base = graph.base
    assert {(base + who, base + "ulsan-ai-data-center", "builder") for who in ("sk-group", "aws")} <= builds


def test_what_people_say_is_named_for_its_manner_with_its_speaker(rows: list[Any]) -> None:
    said = [row for row in rows if row.predicate in ("forecast", "opinion", "target", "tally", "superlative")]

    assert {row.predicate for row in said} >= {"forecast", "opinion", "target", "superlative"}
    assert [row for row in said if row.predicate in ("forecast", "opinion", "tally") and not row.claimant] == []


def test_the_document_and_the_lines_narrow_it(graph: KnowledgeGraph, rows: list[Any]) -> None:
    narrowed = graph.query("evidence", source="yonhap-2025-08-31", from_=14, to=15)

    wanted = [row for row in rows if row.source_file.startswith("000_") and 14 <= row.line <= 15]
    assert isinstance(narrowed, Solutions)
    assert [row.claim for row in narrowed] == [row.claim for row in wanted] != []
