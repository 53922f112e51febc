"""No term without a use, no term without a definition, and the context says what the ontology says."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from kg.docs.uses import terms_in, unused, uses
from kg.ontology.context import BOOLEAN, DATE, DECIMAL, GRAPH, ID, INTEGER, TYPE, VOCAB
from kg.ontology.vocabulary import LANGUAGES
from kg.rdf.namespaces import BASE, CONCEPT, KG, OWL, PREFIXES, RDF, RDFS, SCHEME, SKOS, XSD, local
from kg.workspace import Workspace

FOREIGN = tuple(
    PREFIXES[name]
    for name in ("dcterms", "org", "oa", "qudt", "unit", "schema", "prov", "skos", "owl", "rdf", "rdfs", "xsd", "sh")
)


def test_every_term_is_used_by_data_shape_rule_or_query(workspace: Workspace, data: list[Triple]) -> None:
    found = sorted(local(iri) for iri in unused(workspace, data))

    assert not found, f"unused: {found}; use them, or deprecate and remove them"


def test_a_new_term_without_a_use_is_found(workspace: Workspace, data: list[Triple]) -> None:
    from kg.workspace import Workspace as Fresh

    fresh = Fresh(workspace.root)
    new = NamedNode(KG + "idle")
    fresh.ontology.extend(
        [
            Triple(new, NamedNode(RDF + "type"), NamedNode(OWL + "ObjectProperty")),
            Triple(new, NamedNode(RDFS + "label"), Literal("idle", language="en")),
        ]
    )

    assert KG + "idle" in unused(fresh, data)


def test_every_term_of_the_project_that_anything_names_is_declared(workspace: Workspace, data: list[Triple]) -> None:
    ours = tuple(BASE + part for part in ("ontology#", "concept/", "scheme/"))
    declared = set(workspace.vocabulary.terms)
    named = {iri for iri in uses(workspace, data) if iri.startswith(ours)}
    named |= {n.value for t in workspace.ontology for n in t if isinstance(n, NamedNode) and n.value.startswith(ours)}
    named |= {term.iri for term in workspace.context.terms.values() if term.iri.startswith(ours)}

    undefined = {
        iri for iri in named - declared if iri.rstrip("#/") + "/" not in ours and iri not in (KG, CONCEPT, SCHEME)
    }
    assert not undefined


def test_every_property_in_the_data_is_declared_or_borrowed(workspace: Workspace, data: list[Triple]) -> None:
    used = {triple.predicate.value for triple in data}
    borrowed = {iri for iri in used if iri.startswith(FOREIGN)}

    assert used - borrowed <= workspace.vocabulary.properties


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_has_one_label_and_one_definition_in_each_language(workspace: Workspace, language: str) -> None:
    vocabulary = workspace.vocabulary
    for iri in vocabulary.classes | vocabulary.properties:
        for predicate in (RDFS + "label", SKOS + "definition"):
            texts = [
                v for v in vocabulary.terms[iri].get(predicate, ()) if isinstance(v, Literal) and v.language == language
            ]
            assert len(texts) == 1, f"{local(iri)}: {local(predicate)} in {language}"


def test_domains_and_ranges_are_classes_that_exist(workspace: Workspace) -> None:
    vocabulary = workspace.vocabulary
    for iri in vocabulary.properties:
        for predicate in (RDFS + "domain", RDFS + "range"):
            for value in vocabulary.values(iri, predicate):
                known = value in vocabulary.classes or value.startswith((XSD, SKOS + "Concept", RDFS))
                assert known, f"{local(iri)} {local(predicate)} {value}"


def test_the_coercions_of_the_context_agree_with_the_ranges(workspace: Workspace) -> None:
    vocabulary = workspace.vocabulary
    plain = {
        XSD + "string": None,
        XSD + "decimal": DECIMAL,
        XSD + "integer": INTEGER,
        XSD + "boolean": BOOLEAN,
        XSD + "date": DATE,
    }
    for key, term in workspace.context.terms.items():
        ranges = vocabulary.values(term.iri, RDFS + "range")
        if term.reverse or term.iri in (ID, TYPE, GRAPH) or not ranges or not term.iri.startswith(KG):
            continue
        for found in ranges:
            wanted = plain[found] if found in plain else (VOCAB if found == SKOS + "Concept" else ID)
            assert term.coercion == wanted, f"{key}: {term.coercion}, but the range of {local(term.iri)} is {found}"


def test_modules_import_each_other_without_a_cycle_and_bear_a_version(workspace: Workspace) -> None:
    imports: dict[str, set[str]] = {}
    versions = set()
    for triple in workspace.ontology:
        subject = getattr(triple.subject, "value", "")
        if triple.predicate.value == RDF + "type" and triple.object == NamedNode(OWL + "Ontology"):
            imports.setdefault(subject, set())
        elif triple.predicate.value == OWL + "imports":
            imports.setdefault(subject, set()).add(triple.object.value)  # type: ignore[union-attr]
        elif triple.predicate.value == OWL + "versionIRI":
            versions.add(subject)
    assert set(imports) == versions
    while leaves := {module for module, needed in imports.items() if not needed & imports.keys()}:
        imports = {module: needed for module, needed in imports.items() if module not in leaves}
    assert not imports, f"a cycle among {sorted(imports)}"


def test_the_alignment_covers_the_vocabularies_that_others_use(workspace: Workspace) -> None:
    matches = {
        triple.object.value
        for triple in workspace.ontology
        if triple.predicate.value in (SKOS + "closeMatch", SKOS + "exactMatch") and isinstance(triple.object, NamedNode)
    }
    for name in ("org", "prov", "schema", "qudt", "unit", "dcterms", "dcat"):
        assert any(iri.startswith(PREFIXES[name]) for iri in matches), f"no alignment to {name}"


def test_comments_and_texts_of_a_query_use_no_term() -> None:
    text = "PREFIX kg: <https://w3id.org/regional-kg/ontology#> # kg:a\nSELECT * { ?x kg:b <https://w3id.org/regional-kg/ontology#c> , 'kg:d', \"kg:e\" }"

    assert {local(iri) for iri in terms_in(text)} - {""} == {"b", "c"}
