"""What follows from claims: each rule with an example and a counter-example."""

from __future__ import annotations

import pytest
from pyoxigraph import Store

from kg.errors import KgError
from kg.making.build import derive, read
from kg.rdf.namespaces import PREFIXES
from kg.rules.rule import Rule, apply
from kg.workspace import Workspace
from tests.conftest import MakeWorkspace


def derived(workspace: Workspace) -> Store:
    reading = read(workspace)
    assert reading.problems == []
    return derive(workspace, reading.triples)


def ask(store: Store, pattern: str) -> bool:
    return bool(store.query(f"PREFIX : <https://example.org/kg/> ASK {{ {pattern} }}", prefixes=PREFIXES))


def takes_part(*pairs: str, more: str = "", subject: str = "hall") -> str:
    items = [
        f"  - {{role: {role}, who: {who}, line: 4, words: x{more}}}\n"
        for role, who in (pair.split(":") for pair in pairs)
    ]
    return f"- id: {subject}\n  participants:\n{''.join(items)}"


def test_a_participation_becomes_one_simple_triple(make_workspace: MakeWorkspace) -> None:
    store = derived(make_workspace(paper=takes_part("builder:acme")))

    assert ask(store, ":acme kg:builds :hall")
    assert not ask(store, ":acme kg:operates ?x")


@pytest.mark.parametrize(
    "text",
    [
        takes_part("builder:acme", more=", modality: forecast, speaker: mayor-lee"),
        takes_part("builder:acme", more=", modality: target, speaker: mayor-lee"),
        takes_part("builder:acme").replace("line: 4", "line: 55"),
    ],
)
def test_a_forecast_a_target_and_a_teaser_make_no_simple_triple(make_workspace: MakeWorkspace, text: str) -> None:
    store = derived(make_workspace(paper=text))

    assert not ask(store, ":acme kg:builds :hall")
    assert not ask(store, "?claim a kg:Participation ; kg:accepted true")


def test_a_plan_makes_a_simple_triple_and_a_planned_partnership(make_workspace: MakeWorkspace) -> None:
    store = derived(make_workspace(paper=takes_part("builder:acme", "builder:bolt", more=", modality: plan")))

    assert ask(store, ":acme kg:builds :hall ; kg:partnersWith :bolt")
    assert ask(store, "?p a kg:Partnership ; kg:planned true")


@pytest.mark.parametrize(
    ("one", "other", "kind", "subject"),
    [
        ("builder", "builder", "co-building", "hall"),
        ("party", "party", "agreement", "pact"),
        ("research-partner", "research-partner", "study", "hall"),
        ("builder", "host", "hosting", "hall"),
        ("lead", "planner", "planning", "hall"),
        ("joint-owner", "joint-owner", "joint-venture-partnership", "crown"),
        ("technology-provider", "promoter", "technical-support", "hall"),
        ("member", "member", "membership", "crown"),
    ],
)
def test_roles_that_pair_make_partners_of_their_kind(
    make_workspace: MakeWorkspace, one: str, other: str, kind: str, subject: str
) -> None:
    store = derived(make_workspace(paper=takes_part(f"{one}:acme", f"{other}:bolt", subject=subject)))

    assert ask(store, f"?p a kg:Partnership ; kg:partner :acme , :bolt ; kg:kind kgc:{kind} ; kg:through :{subject}")
    assert ask(store, ":acme kg:partnersWith :bolt . :bolt kg:partnersWith :acme")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("attendee", "attendee"),
        ("investor", "investor"),
        ("designee", "designee"),
        ("planner", "planner"),
        ("beneficiary", "host"),
        ("attendee", "organizer"),
    ],
)
def test_roles_that_only_meet_make_no_partners(make_workspace: MakeWorkspace, one: str, other: str) -> None:
    store = derived(make_workspace(paper=takes_part(f"{one}:acme", f"{other}:bolt")))

    assert not ask(store, "?a kg:partnersWith ?b")


def test_unnamed_groups_and_places_are_parties_but_make_no_edges(make_workspace: MakeWorkspace) -> None:
    store = derived(
        make_workspace(paper=takes_part("party:acme", "party:local-colleges", "party:quay", subject="pact"))
    )

    assert ask(store, ":local-colleges kg:partyTo :pact")
    assert not ask(store, "?a kg:partnersWith ?b")


def test_two_joint_projects_of_one_pair_are_two_partnerships(make_workspace: MakeWorkspace) -> None:
    both = takes_part("builder:acme", "builder:bolt") + takes_part("party:acme", "party:bolt", subject="pact")
    store = derived(make_workspace(paper=both))

    edges = list(store.query("SELECT ?p { ?p a kg:Partnership }", prefixes=PREFIXES))
    assert len(edges) == 2


def test_a_partnership_stated_by_two_sources_is_one_edge_on_the_same_claims(make_workspace: MakeWorkspace) -> None:
    text = takes_part("builder:acme", "builder:bolt")
    store = derived(make_workspace(paper=text, gazette=text))

    counts = next(
        iter(
            store.query(
                "SELECT (COUNT(DISTINCT ?p) AS ?p_) (COUNT(DISTINCT ?c) AS ?c_) { ?p a kg:Partnership ; kg:derivedFrom ?c }",
                prefixes=PREFIXES,
            )
        )
    )
    assert (counts["p_"].value, counts["c_"].value) == ("1", "2")


def test_what_stands_in_a_complex_lies_within_its_city_and_its_parts_too(make_workspace: MakeWorkspace) -> None:
    text = (
        "- id: quay\n  locations:\n  - {place: harbour, line: 1, words: x}\n"
        "- id: hall\n  locations:\n  - {place: quay, line: 1, words: x}\n"
        "- id: shop\n  partOf:\n  - {whole: hall, line: 1, words: x}\n"
    )
    shop = "- {id: shop, type: Shop, label: {en: Shop, ko: 작업장, ja: 作業場}}\n"
    store = derived(make_workspace(entities=shop, paper=text))

    assert ask(store, ":shop kg:within :harbour , :quay , :hall . :hall kg:within :harbour")
    assert not ask(store, ":harbour kg:within ?x")


def test_the_preferred_claim_of_a_slot_silences_the_rest_and_both_keep_their_evidence(
    make_workspace: MakeWorkspace,
) -> None:
    dates = "- id: hall\n  dates:\n  - {kind: completion, when: 2029, line: 4, words: x}\n  - {kind: completion, when: 2030, line: 5, words: y}\n"
    workspace = make_workspace(paper=dates)
    claim = next(t.subject.value for t in read(workspace).triples if t.object.value == "2029")
    decision = f"decisions:\n- {{id: rank/hall, type: RankDecision, claim: {claim.removeprefix('https://example.org/kg/')}, rank: preferred, because: firmer}}\n"
    store = derived(make_workspace("ranked", paper=dates, files={"decisions.yaml": decision}))

    assert ask(store, f"<{claim}> kg:accepted true ; kg:rank kgc:preferred ; kg:reason 'firmer'")
    assert not ask(store, "?c kg:when '2030' ; kg:accepted true")
    assert ask(store, "?c kg:when '2030' ; kg:evidence ?e")


def test_a_decision_on_a_claim_that_is_gone_is_an_error(make_workspace: MakeWorkspace) -> None:
    decision = "decisions:\n- {id: rank/hall, type: RankDecision, claim: claim/00000000000000000000, rank: preferred, because: x}\n"

    problems = read(make_workspace(files={"decisions.yaml": decision})).problems

    assert ["no claim 'claim/00000000000000000000'" in p.message for p in problems] == [True]


@pytest.mark.parametrize("query", ["ASK { ?s ?p ?o }", "SELECT * { ?s ?p ?o }", "CONSTRUCT {"])
def test_what_is_no_construct_query_is_refused_by_its_name(make_workspace: MakeWorkspace, query: str) -> None:
    workspace = make_workspace()

    with pytest.raises(KgError, match=r"(?s)ontology/rules/99-x\.rq: .*; a rule is a CONSTRUCT query"):
        apply(Store(), [Rule("99-x.rq", query)], workspace.vocabulary, workspace.base)
