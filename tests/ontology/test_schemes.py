"""SKOS integrity: the conditions S9, S13, S14, S27 and S46 of its reference, and no broken hierarchy."""

from __future__ import annotations

from collections import Counter, defaultdict

from pyoxigraph import Literal, NamedNode

from kg.ontology.vocabulary import LANGUAGES
from kg.rdf.namespaces import CONCEPT, KG, RDF, SCHEME, SKOS
from kg.workspace import Workspace


def objects(workspace: Workspace, name: str) -> dict[str, set[str]]:
    """The IRIs that each node has for a SKOS property."""
    found: dict[str, set[str]] = defaultdict(set)
    for triple in workspace.ontology:
        if triple.predicate.value == SKOS + name and isinstance(triple.object, NamedNode):
            found[triple.subject.value].add(triple.object.value)  # type: ignore[union-attr]
    return found


def of_type(workspace: Workspace, name: str) -> set[str]:
    return {
        t.subject.value  # type: ignore[union-attr]
        for t in workspace.ontology
        if t.predicate.value == RDF + "type" and t.object == NamedNode(SKOS + name)
    }


def test_no_scheme_is_a_concept(workspace: Workspace) -> None:
    assert not of_type(workspace, "Concept") & of_type(workspace, "ConceptScheme")


def test_every_concept_is_in_one_scheme_that_exists(workspace: Workspace) -> None:
    schemes, inside = of_type(workspace, "ConceptScheme"), objects(workspace, "inScheme")
    for concept in of_type(workspace, "Concept"):
        assert concept.startswith(CONCEPT)
        assert len(inside[concept]) == 1, concept
        assert inside[concept] <= schemes
    assert {iri for iri in schemes if iri.startswith(SCHEME)} == schemes


def test_concepts_and_schemes_have_one_preferred_label_a_language_and_no_label_is_of_two_sorts(
    workspace: Workspace,
) -> None:
    labels: dict[str, dict[str, list[Literal]]] = defaultdict(lambda: defaultdict(list))
    for triple in workspace.ontology:
        if triple.predicate.value.startswith(SKOS) and isinstance(triple.object, Literal):
            labels[triple.subject.value][triple.predicate.value.removeprefix(SKOS)].append(triple.object)  # type: ignore[union-attr]
    for iri in of_type(workspace, "Concept") | of_type(workspace, "ConceptScheme"):
        preferred = Counter(label.language for label in labels[iri]["prefLabel"])
        assert preferred == dict.fromkeys(LANGUAGES, 1), iri
        if not iri.startswith(CONCEPT + "ui-"):  # the words of the graph page mean what they say
            assert {d.language for d in labels[iri]["definition"]} >= set(LANGUAGES), iri
        sorts = [set(labels[iri][name]) for name in ("prefLabel", "altLabel", "hiddenLabel")]
        assert not (sorts[0] & sorts[1] or sorts[0] & sorts[2] or sorts[1] & sorts[2]), iri


def test_no_two_concepts_of_a_scheme_share_a_preferred_label(workspace: Workspace) -> None:
    for scheme, concepts in workspace.vocabulary.concepts.items():
        if scheme == SCHEME + "interface":
            continue
        for language in LANGUAGES:
            names = Counter(workspace.vocabulary.label(iri, language) for iri in concepts.values())
            assert not [name for name, number in names.items() if number > 1], f"{scheme} {language}"


def test_the_hierarchy_stays_within_a_scheme_has_no_cycle_and_is_not_mixed_with_related(workspace: Workspace) -> None:
    broader, related, inside = (objects(workspace, name) for name in ("broader", "related", "inScheme"))
    tops = objects(workspace, "topConceptOf")
    for concept in of_type(workspace, "Concept"):
        above, todo = set(), set(broader[concept])
        while todo:
            above |= todo
            todo = {each for one in todo for each in broader[one]} - above
        assert concept not in above, f"{concept} is above itself"
        assert not above & related[concept]
        assert all(inside[each] == inside[concept] for each in above)
        if inside[concept] == {SCHEME + "interface"}:
            continue
        assert bool(tops[concept]) != bool(broader[concept]), f"{concept} is either a top concept or has a broader one"


def test_mappings_are_exact_or_close_but_not_both(workspace: Workspace) -> None:
    exact, close = objects(workspace, "exactMatch"), objects(workspace, "closeMatch")
    for iri in exact:
        assert not exact[iri] & close[iri], iri


def test_every_scheme_that_a_property_or_class_names_exists_and_every_scheme_is_named(workspace: Workspace) -> None:
    named = {
        triple.object.value
        for triple in workspace.ontology
        if triple.predicate.value in (KG + "conceptScheme", KG + "kindScheme") and isinstance(triple.object, NamedNode)
    }
    schemes = of_type(workspace, "ConceptScheme")

    assert named <= schemes
    # The words of the graph page are a scheme that no property takes.
    assert schemes - named <= {SCHEME + "interface"}


def test_each_unit_leads_to_a_canonical_unit_that_stands_for_itself(workspace: Workspace) -> None:
    vocabulary = workspace.vocabulary
    for unit in vocabulary.concepts[SCHEME + "unit"].values():
        canonical, factor = vocabulary.canonical_unit(unit)
        again, one = vocabulary.canonical_unit(canonical)
        assert (again, float(one)) == (canonical, 1), unit
        assert float(factor) > 0
        assert (float(factor) == 1) or canonical != unit
