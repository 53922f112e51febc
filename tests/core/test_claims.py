"""The identity of claims on the hard cases: what meets, what stays apart, what competes."""

from __future__ import annotations

from collections import defaultdict

import pytest
from pyoxigraph import BlankNode, NamedNode, Triple

from kg.making.build import read
from kg.rdf.namespaces import KG, TYPE
from kg.sheets.claims import Sections, identify
from tests.conftest import MakeWorkspace


def claims(
    make_workspace: MakeWorkspace, one: str, other: str = "", *, subject: str = "hall"
) -> dict[str, dict[str, list[str]]]:
    """Properties of each claim, where the paper and the gazette each make one."""
    facts = {"paper": f"- id: {subject}\n  {one}\n"} | ({"gazette": f"- id: {subject}\n  {other}\n"} if other else {})
    reading = read(make_workspace(**facts))
    assert reading.problems == []
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for triple in reading.triples:
        if "/claim/" in triple.subject.value:
            found[triple.subject.value][triple.predicate.value.removeprefix(KG)].append(triple.object.value)
    return found


def amount(kind: str = "total-investment", value: str = "7000000000000", more: str = "", line: int = 4) -> str:
    return f"amounts:\n  - {{kind: {kind}, value: {value}, currency: KRW, {more}line: {line}, words: x}}"


def quantity(value: str, unit: str, more: str = "", line: int = 4) -> str:
    return f"quantities:\n  - {{kind: power-capacity, value: {value}, unit: {unit}, {more}line: {line}, words: x}}"


def test_two_sources_that_say_the_same_meet_in_one_claim(make_workspace: MakeWorkspace) -> None:
    found = claims(make_workspace, amount(), amount(value="7000000000000.00", line=5))

    assert len(found) == 1
    assert [len(c["evidence"]) for c in found.values()] == [2]


def test_one_fact_in_another_unit_is_the_same_claim_and_each_source_keeps_its_spelling(
    make_workspace: MakeWorkspace,
) -> None:
    reading = read(
        make_workspace(
            paper=f"- id: hall\n  {quantity('103', 'MW')}\n", gazette=f"- id: hall\n  {quantity('0.103', 'GW')}\n"
        )
    )

    values = {t.object.value for t in reading.triples if t.predicate.value == KG + "value"}
    stated = sorted(t.object.value for t in reading.triples if t.predicate.value == KG + "statedValue")
    assert values == {"103"}
    assert stated == ["0.103", "103"]


def test_different_values_are_two_claims_in_one_slot(make_workspace: MakeWorkspace) -> None:
    found = claims(make_workspace, amount(), amount(value="8000000000000"))

    assert len(found) == 2
    assert len({c["slot"][0] for c in found.values()}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (quantity("103", "MW"), quantity("1", "GW", "stage: expansion, modality: plan, ")),
        (amount(), amount("fund-size")),
        (amount(), amount(more="modality: forecast, speaker: mayor-lee, ")),
        (amount(), amount(more="payer: acme, ")),
        (amount(), amount(more="per: per-firm, ")),
        (
            "dates:\n  - {kind: completion, when: 2029, line: 4, words: x}",
            "dates:\n  - {kind: groundbreaking, when: 2029, line: 4, words: x}",
        ),
    ],
)
def test_different_questions_are_different_slots(make_workspace: MakeWorkspace, one: str, other: str) -> None:
    found = claims(make_workspace, one, other)

    assert len({c["slot"][0] for c in found.values()}) == 2


def test_plan_and_fact_of_one_value_are_one_claim(make_workspace: MakeWorkspace) -> None:
    assert len(claims(make_workspace, amount(), amount(more="modality: plan, "))) == 1


def test_plan_and_fact_of_two_values_compete(make_workspace: MakeWorkspace) -> None:
    found = claims(
        make_workspace,
        amount("phase-budget", "430000000000"),
        amount("phase-budget", "400000000000", "bound: more-than, modality: plan, "),
    )

    assert len({c["slot"][0] for c in found.values()}) == 1
    assert sorted(c.get("high", ["open"])[0] for c in found.values()) == ["430000000000", "open"]


def test_a_forecast_never_meets_a_fact(make_workspace: MakeWorkspace) -> None:
    found = claims(make_workspace, amount(), amount(more="modality: forecast, speaker: mayor-lee, "))

    assert sorted(c["manner"][0].rsplit("/", 1)[1] for c in found.values()) == ["asserted", "forecast"]


@pytest.mark.parametrize(
    "claim",
    [
        "participants:\n  - {role: builder, who: acme, line: 4, words: x}\n  - {role: builder, who: bolt, line: 4, words: x}",
        "statuses:\n  - {status: planned, line: 4, words: x}\n  - {status: under-construction, line: 5, words: x}",
        "locations:\n  - {place: harbour, line: 4, words: x}\n  - {place: quay, line: 4, words: x}",
    ],
)
def test_what_may_have_many_answers_has_no_slot(make_workspace: MakeWorkspace, claim: str) -> None:
    found = claims(make_workspace, claim)

    assert len(found) == 2
    assert all("slot" not in c for c in found.values())


def test_evidence_note_basis_and_line_are_no_part_of_the_identity(make_workspace: MakeWorkspace) -> None:
    one, other = (
        amount(line=4),
        amount(line=9, more="basis: inferred, note: from the total, reporter: harbour-city, asOf: 2025-08, "),
    )

    assert len(claims(make_workspace, one, other)) == 1


def test_one_evidence_place_under_two_claims_is_two_evidence_nodes(make_workspace: MakeWorkspace) -> None:
    found = claims(
        make_workspace,
        "participants:\n  - {role: builder, who: acme, line: 4, words: x}\n  - {role: operator, who: acme, line: 4, words: x, basis: inferred, note: y}",
    )

    assert len({c["evidence"][0] for c in found.values()}) == 2


def test_doubtful_date_and_its_correction_contradict_in_one_slot(make_workspace: MakeWorkspace) -> None:
    found = claims(
        make_workspace,
        "dates:\n  - {kind: groundbreaking, when: 2019-12-26, line: 4, words: x}\n  - {kind: groundbreaking, when: 2020-12-26, basis: inferred, note: last year, line: 4, words: x}",
    )

    assert len({c["slot"][0] for c in found.values()}) == 1
    assert max(c["earliest"][0] for c in found.values()) > min(c["latest"][0] for c in found.values())


def test_names_do_not_depend_on_order_or_on_how_nodes_were_called(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(paper=f"- id: hall\n  {amount()}\n")
    built = read(workspace).triples
    blanks = {
        t.subject: BlankNode()
        for t in built
        if any(part in t.subject.value for part in ("/claim/", "/evidence/", "/slot/"))
    }

    def blank(term: NamedNode) -> NamedNode | BlankNode:
        return blanks.get(term, term)

    renamed = [
        Triple(blank(t.subject), t.predicate, blank(t.object)) for t in reversed(built) if t.object.value != KG + "Slot"
    ]
    sections = Sections.of(built)

    again = identify(renamed, workspace.vocabulary, sections, workspace.base).triples

    assert sorted(map(str, again)) == sorted(map(str, built))


def test_a_claim_property_without_a_part_stops_the_build(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace()
    claim, odd = BlankNode(), NamedNode(KG + "odd")

    found = identify(
        [Triple(claim, TYPE, NamedNode(KG + "StatusClaim")), Triple(claim, odd, odd)],
        workspace.vocabulary,
        Sections({}),
        workspace.base,
    )

    assert ["kg:part" in message for _, _, message in found.problems] == [True]


def test_evidence_knows_its_section(make_workspace: MakeWorkspace) -> None:
    reading = read(make_workspace(paper=f"- id: hall\n  {amount(line=55)}\n"))

    sections = [t.object.value for t in reading.triples if t.predicate.value == KG + "section"]
    assert sections == ["https://example.org/kg/paper/teaser"]
