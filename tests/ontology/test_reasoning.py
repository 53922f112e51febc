"""The ontology is consistent with the data under OWL 2 RL, and the reasoner would notice if it were not."""

from __future__ import annotations

import owlrl
import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, Store

from kg.docs.examples import Examples
from kg.exports.selection import Dataset, Selection
from kg.rdf.namespaces import DATA, KG, OWL, RDF, RDFS, SKOS, XSD
from kg.workspace import Workspace

ERROR = rdflib.URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")


@pytest.fixture(scope="module")
def axioms(workspace: Workspace) -> str:
    """Classes and properties as N-Triples; labels and other texts say nothing to a reasoner."""
    logical = (RDF, RDFS, OWL)
    return "".join(
        f"{t} .\n"
        for t in workspace.ontology
        if t.predicate.value.startswith(logical) and t.predicate.value not in (RDFS + "isDefinedBy", OWL + "imports", OWL + "versionIRI")
        and not isinstance(t.object, Literal) and not getattr(t.subject, "value", "").startswith(DATA.replace("data/", "concept/"))
        and t.object != NamedNode(SKOS + "Concept")
    )  # fmt: skip


@pytest.fixture(scope="module")
def facts(workspace: Workspace, store: Store) -> str:
    """Each way in which two entities are linked once, and of each class the claim that shows it with least."""
    selection: Selection = Dataset(store, workspace.vocabulary, workspace.context, workspace.base).whole()
    examples = Examples(selection)
    nodes = {examples.of(cls) for cls in workspace.vocabulary.classes} - {None}
    entities = set(selection.entities)
    found, seen = set(), set()
    for triple in selection.triples:
        subject, value = triple.subject.value, getattr(triple.object, "value", "")  # type: ignore[union-attr]
        link = (selection.class_of(subject), triple.predicate.value, selection.class_of(value))
        if subject in nodes and (isinstance(triple.object, Literal) is False or not triple.object.language):
            found.add(triple)
        elif subject in entities and value in entities and link not in seen:
            seen.add(link)
            found.add(triple)
    mentioned = {getattr(node, "value", "") for t in found for node in (t.subject, t.object)}
    found |= {t for t in selection.triples if t.predicate.value == RDF + "type" and t.subject.value in mentioned}  # type: ignore[union-attr]
    return "".join(f"{t} .\n" for t in sorted(found, key=str))


def contradictions(text: str) -> list[str]:
    graph = rdflib.Graph().parse(data=text, format="nt")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return sorted(map(str, graph.objects(None, ERROR)))


def test_the_ontology_is_consistent_and_no_class_is_empty_by_definition(axioms: str, workspace: Workspace) -> None:
    members = "".join(
        f"<urn:x:{n}> <{RDF}type> <{cls}> .\n" for n, cls in enumerate(sorted(workspace.vocabulary.classes))
    )

    assert contradictions(axioms + members) == []


def test_the_data_are_consistent_with_the_ontology(axioms: str, facts: str) -> None:
    assert facts.count("\n") > 500
    assert contradictions(axioms + facts) == []


@pytest.mark.parametrize(
    "mistake",
    [
        f"<urn:x:a> <{RDF}type> <{KG}Company> . <urn:x:a> <{RDF}type> <{KG}Region> .",
        f"<urn:x:a> <{RDF}type> <{KG}Region> . <urn:x:a> <{KG}governs> <urn:x:b> .",
        f"<urn:x:a> <{RDF}type> <{KG}Evidence> . <urn:x:a> <{KG}subject> <urn:x:b> .",
        f'<urn:x:a> <{KG}line> "fourteen"^^<{XSD}integer> .',
    ],
    ids=[
        "a company that is a region",
        "a region that governs",
        "an evidence with a subject",
        "a line that is no number",
    ],
)
def test_the_reasoner_notices_a_mistake(axioms: str, mistake: str) -> None:
    assert contradictions(axioms + mistake.replace(" . ", " .\n") + "\n")
