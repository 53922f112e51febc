"""What the page knows equals what the data set holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from pyoxigraph import NamedNode, Store, Triple

from kg.page import model, restriction
from kg.rdf.namespaces import KG, PREFIXES
from kg.workspace import Workspace
from tests.page.conftest import BASE


@pytest.fixture(scope="module")
def real(project: Workspace, store: Store) -> model.Model:
    return model.read(store, project.vocabulary, project.base)


def count(store: Store, query: str) -> dict[str, int]:
    return {row[0].value: int(row[1].value) for row in store.query(query, prefixes=PREFIXES)}


def test_every_entity_is_a_node_of_its_class(project: Workspace, store: Store, real: model.Model) -> None:
    expected = count(
        store,
        """SELECT ?class (COUNT(DISTINCT ?e) AS ?n) { ?e a ?class . ?class rdfs:subClassOf* kg:Entity } GROUP BY ?class""",
    )

    shown = Counter(node["class"].replace("kg:", KG) for node in real.nodes)

    assert shown == expected


def test_every_partnership_is_an_edge_of_its_kind(store: Store, real: model.Model) -> None:
    expected = count(store, "SELECT ?kind (COUNT(?p) AS ?n) { ?p a kg:Partnership ; kg:kind ?kind } GROUP BY ?kind")

    edges = [edge for edge in real.edges if edge["layer"] == "partnership"]

    assert Counter(edge["relation"].replace("kgc:", PREFIXES["kgc"]) for edge in edges) == expected
    assert all("through" in edge for edge in edges)


@pytest.mark.parametrize(
    ("layer", "pattern"),
    [
        ("role", "?c a kg:Participation ; kg:who ?a ; kg:role ?r ; kg:subject ?b"),
        ("relation", "?c a kg:RelationClaim ; kg:subject ?a ; kg:relation ?r ; kg:object ?b"),
        ("place", "?c a kg:LocationClaim ; kg:subject ?a ; kg:place ?b BIND(1 AS ?r)"),
        ("part", "?c a kg:PartClaim ; kg:subject ?a ; kg:whole ?b BIND(1 AS ?r)"),
        ("post", "?c a kg:PostClaim ; kg:subject ?a ; kg:post ?r ; kg:organization ?b"),
        ("statement", "?c kg:speaker ?a ; kg:subject ?b BIND(1 AS ?r)"),
        ("governs", "?a kg:governs ?b BIND(1 AS ?r)"),
    ],
)
def test_every_relation_is_an_edge(store: Store, real: model.Model, layer: str, pattern: str) -> None:
    rows = store.query(f"SELECT DISTINCT ?a ?r ?b {{ {pattern} }}", prefixes=PREFIXES)

    assert len([edge for edge in real.edges if edge["layer"] == layer]) == len(list(rows))


def test_every_simple_triple_of_a_relation_is_an_edge(project: Workspace, store: Store, real: model.Model) -> None:
    keys = [project.base + node["key"] for node in real.nodes]
    drawn = {(keys[e["from"]], e["relation"].replace("kg:", KG), keys[e["to"]]) for e in real.edges}
    derived = {"within", "partnersWith"}
    rows = store.query(
        "SELECT ?s ?p ?o { ?s a/rdfs:subClassOf* kg:Entity ; ?p ?o . ?o a/rdfs:subClassOf* kg:Entity "
        "FILTER(STRSTARTS(STR(?p), STR(kg:))) }",
        prefixes=PREFIXES,
    )

    missing = {(s.value, p.value, o.value) for s, p, o in rows if p.value.removeprefix(KG) not in derived} - drawn

    assert not missing


def test_every_edge_from_a_claim_leads_to_evidence(real: model.Model) -> None:
    for edge in real.edges:
        claims = [real.claims[number] for number in edge.get("claims", ())]
        behind = [real.claims[n] for claim in claims for n in claim.get("derivedFrom", ())] or claims
        assert edge["layer"] == "governs" or any(claim.get("evidence") for claim in behind)


TWO = """
<acme> a kg:Company ; skos:prefLabel "Acme"@en, "애크미"@ko, "アクメ"@ja .
<hall> a kg:Facility ; skos:prefLabel "Hall"@en, "홀"@ko, "ホール"@ja .
<c1> a kg:AmountClaim ; kg:subject <hall> ; kg:kind kgc:total-investment ; kg:value 7 ; kg:low 7.0 ; kg:high 7.0 ;
  kg:manner kgc:asserted ; kg:slot <slot> ; kg:evidence <e1> .
<c2> a kg:AmountClaim ; kg:subject <hall> ; kg:kind kgc:total-investment ; kg:value 9 ; kg:low 9.0 ; kg:high 9.0 ;
  kg:manner kgc:asserted ; kg:slot <slot> ; kg:evidence <e2> .
<c3> a kg:Participation ; kg:subject <hall> ; kg:who <acme> ; kg:role kgc:builder ; kg:manner kgc:asserted ; kg:evidence <e3> .
<e1> a kg:Evidence ; kg:source <paper> ; kg:line 1 ; kg:words "7" ; kg:modality kgc:fact .
<e2> a kg:Evidence ; kg:source <paper> ; kg:line 2 ; kg:words "9" ; kg:modality kgc:fact .
<e3> a kg:Evidence ; kg:source <paper> ; kg:line 3 ; kg:words "Acme" ; kg:modality kgc:plan ; kg:asOf "2025-06" .
<paper> a kg:Document ; skos:prefLabel "Paper"@en ; kg:file "paper.txt" .
"""


def test_claims_whose_bounds_do_not_meet_are_a_conflict(small: Callable[[str], Store], project: Workspace) -> None:
    found = model.read(small(TWO), project.vocabulary, BASE)

    assert [[found.claims[number]["value"] for number in group] for group in found.conflicts] == [["7", "9"]]
    assert [node["key"] for node in found.nodes if node.get("conflict")] == ["hall"]


def test_an_edge_on_plans_alone_is_planned_and_dated_by_its_evidence(
    small: Callable[[str], Store], project: Workspace
) -> None:
    found = model.read(small(TWO), project.vocabulary, BASE)

    (edge,) = found.edges
    assert edge["style"] == "plan"
    assert edge["relation"] == "kg:builds"
    assert found.claims[edge["claims"][0]]["span"] == (2025 * 12 + 5, 2025 * 12 + 5)


def test_a_claim_of_a_query_leaves_its_edge_alone(project: Workspace, store: Store) -> None:
    found = model.read(store, project.vocabulary, project.base)
    wanted = next(edge for edge in found.edges if edge["layer"] == "role")
    claim = found.claims[wanted["claims"][0]]["id"].replace("kgd:", project.base)

    restriction.restrict(found, [claim], project.base)

    assert found.edges == [wanted]
    assert {n for n, node in enumerate(found.nodes) if "out" not in node} == {wanted["from"], wanted["to"]}


def test_a_construct_is_drawn_with_its_own_resources(project: Workspace, store: Store) -> None:
    found = model.read(store, project.vocabulary, project.base)
    knows = Triple(
        NamedNode(project.base + "aws"),
        NamedNode("https://example.org/knows"),
        NamedNode("https://example.org/someone"),
    )

    restriction.restrict(found, [knows], project.base)

    (edge,) = found.edges
    assert found.nodes[edge["to"]]["names"] == ["someone"] * 3
    assert edge["relation"] == "<https://example.org/knows>"
