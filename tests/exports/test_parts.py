"""A part of the data set can be read on its own and says nothing that its claims do not carry."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode

from kg.exports import parts
from kg.exports.selection import Dataset, Selection
from kg.rdf.namespaces import KG, OWL, RDF, RDFS, SKOS


def node(data: Dataset, name: str) -> NamedNode:
    return NamedNode(data.base + name)


def said(selection: Selection) -> set[tuple[str, str, str]]:
    """Simple triples and partnerships, by local names."""
    entities = set(selection.entities)
    return {
        (
            t.subject.value.removeprefix(selection.base),
            t.predicate.value.removeprefix(KG),
            t.object.value.removeprefix(selection.base),
        )
        for t in selection.triples
        if t.subject.value in entities and isinstance(t.object, NamedNode) and t.object.value in entities
    }


def names(selection: Selection) -> set[str]:
    return {iri.removeprefix(selection.base) for iri in selection.entities}


def evidence(selection: Selection) -> set[str]:
    return {selection.one(iri, "source").removeprefix(selection.base) for iri in selection.of_class(KG + "Evidence")}  # type: ignore[union-attr]


def test_a_source_says_what_it_says_and_no_more(small: Dataset) -> None:
    gazette = parts.of_source(small, node(small, "gazette"))

    assert said(gazette) == {("acme", "builds", "hall")}
    assert evidence(gazette) == {"gazette"}
    assert gazette.of_class(KG + "Document") == [small.base + "gazette"]


def test_a_region_has_what_lies_inside_and_its_government(small: Dataset) -> None:
    harbour = parts.of_region(small, node(small, "harbour"))

    assert {("hall", "within", "harbour"), ("acme", "builds", "hall"), ("harbour-city", "governs", "harbour")} <= said(
        harbour
    )
    assert small.base + "pact" not in harbour.entities


def test_a_neighbourhood_grows_by_hops_and_does_not_pass_through_places(small: Dataset) -> None:
    here, near, far = (parts.of_neighbourhood(small, node(small, "bolt"), hops) for hops in (0, 1, 2))

    publisher = {"press"}  # of the document that is cited
    assert names(here) == {"bolt"}
    assert names(near) == {"bolt", "hall"} | publisher
    assert {"acme", "quay", "crown"} <= names(far)
    assert "harbour" not in names(parts.of_neighbourhood(small, node(small, "bolt"), 3))
    assert "harbour" in names(parts.of_neighbourhood(small, node(small, "quay"), 1)), "a place in focus is passed"


def test_an_answer_brings_the_claims_behind_its_partnerships(small: Dataset) -> None:
    partnership = NamedNode(small.whole().of_class(KG + "Partnership")[0])

    selection = parts.of_terms(small, [partnership], "a query")

    assert partnership.value in selection.of_class(KG + "Partnership")
    assert len(selection.of_class(KG + "Participation")) == 2


@pytest.mark.parametrize("part", ["source", "region", "neighbourhood"])
def test_a_part_is_a_subset_that_explains_itself(small: Dataset, part: str) -> None:
    selection = {
        "source": lambda: parts.of_source(small, node(small, "paper")),
        "region": lambda: parts.of_region(small, node(small, "harbour")),
        "neighbourhood": lambda: parts.of_neighbourhood(small, node(small, "acme"), 2),
    }[part]()

    assert set(selection.triples) <= set(small.whole().triples)
    assert selection.of_class(KG + "Dataset"), "the licence goes with every part"
    vocabulary = (OWL, RDF, RDFS, KG, SKOS)
    for triple in selection.triples:
        value = triple.object
        if isinstance(value, NamedNode) and value.value.startswith(
            (small.base, "https://w3id.org/regional-kg/concept/")
        ):
            assert value.value in selection.nodes, f"{triple} leads nowhere"
        assert triple.subject.value not in vocabulary
    for claim in selection.of_class(KG + "Claim"):
        assert selection.nodes[claim].get(KG + "evidence"), "every claim of a part has its evidence"
