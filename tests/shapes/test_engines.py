"""Compiled queries and stock pySHACL say the same of every graph, focus node by focus node."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from kg.rdf.namespaces import DATA, XSD
from kg.shapes.changed import validate_changed
from kg.shapes.check import Subclasses, violated
from kg.shapes.compile import compile_shapes
from kg.shapes.model import Shapes
from kg.shapes.reference import validate_reference
from tests.shapes.cases import CASES
from tests.shapes.graphs import DATA_SHAPES, FILES, edit, ontology, turtle, valid
from tests.shapes.style_cases import STYLE_CASES

BATCH = 18
NAMES = sorted(CASES, key=lambda name: name[::-1])
BATCHES = [NAMES[i : i + BATCH] for i in range(0, len(NAMES), BATCH)]
DATA_TRIPLES = sorted((q.triple for q in valid() if q.subject.value.startswith(DATA)), key=str)
NODES = sorted({triple.subject for triple in DATA_TRIPLES}, key=str)
ODD = [
    *(Literal(text) for text in ("", "text", "2025", "2024-01-01", "7", "KR-1", "ann@example.org")),
    *(Literal(text, datatype=NamedNode(XSD + kind)) for kind in ("decimal", "integer") for text in ("3e4", "7_000", "７", " 7 ", "-7", "+7", "07", "x", "1" * 30)),
    *(Literal(text, datatype=NamedNode(XSD + "date")) for text in ("2025-02-30", "2025", "0001-01-01", "12025-01-01", "2025-01-01Z", "2025-1-1")),
    *(Literal(text, datatype=NamedNode(XSD + "boolean")) for text in ("true", "1", "yes", "TRUE")),
    *(Literal("text", language=tag) for tag in ("en", "EN", "ko-KR")),
    *(NamedNode(iri) for iri in ("https://w3id.org/regional-kg/concept/builder", "https://w3id.org/regional-kg/concept/MW", "urn:x")),
]  # fmt: skip


def test_every_constraint_of_our_shapes_is_compiled() -> None:
    for name, shapes in FILES.items():
        store = ontology() if name == "ontology-style" else valid()
        assert compile_shapes(shapes, Subclasses(store)).unsupported == ()


@pytest.mark.parametrize("names", BATCHES, ids=lambda names: names[0])
def test_both_engines_agree_on_graphs_that_break_many_rules(names: list[str]) -> None:
    store = valid()
    for name in names:
        edit(store, CASES[name])

    assert violated(store, DATA_SHAPES) == validate_reference(store, DATA_SHAPES)


def test_both_engines_agree_on_the_style_of_a_broken_ontology() -> None:
    store = ontology()
    for name in sorted(STYLE_CASES)[::2]:
        edit(store, STYLE_CASES[name])

    compiled, reference = (
        [r for r in engine(store, FILES["ontology-style"]) if isinstance(r.focus, NamedNode)]
        for engine in (violated, validate_reference)
    )

    assert compiled == reference


def mutated(choices: list[tuple[str, int, int]]) -> Store:
    """The valid graph with triples removed, changed and added at random."""
    store = valid()
    for kind, first, second in choices:
        triple = DATA_TRIPLES[first % len(DATA_TRIPLES)]
        other = DATA_TRIPLES[second % len(DATA_TRIPLES)]
        if kind in ("remove", "odd", "swap"):
            store.remove(Quad(*triple))
        if kind == "odd":
            store.add(Quad(triple.subject, triple.predicate, ODD[second % len(ODD)]))
        elif kind == "swap":
            store.add(Quad(triple.subject, triple.predicate, other.object))
        elif kind == "add":
            store.add(Quad(triple.subject, other.predicate, other.object))
        elif kind == "node":
            store.add(Quad(triple.subject, triple.predicate, NODES[second % len(NODES)]))
    return store


edits = st.lists(
    st.tuples(st.sampled_from(["remove", "odd", "swap", "add", "node"]), st.integers(0, 9999), st.integers(0, 9999)),
    min_size=1,
    max_size=25,
)
# Shrinking would run pySHACL hundreds of times; the edits of a failure are few enough to read.
few = settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@few
@given(edits)
def test_both_engines_agree_on_any_graph(choices: list[tuple[str, int, int]]) -> None:
    store = mutated(choices)

    assert violated(store, DATA_SHAPES) == validate_reference(store, DATA_SHAPES)


@few
@given(edits, st.integers(0, 2**16))
def test_the_changed_part_has_the_results_that_the_whole_has_there(
    choices: list[tuple[str, int, int]], seed: int
) -> None:
    store = mutated(choices)
    focus = {node.value for node in random.Random(seed).sample(NODES, 12)}

    whole = [result for result in violated(store, DATA_SHAPES) if result.focus.value in focus]

    assert validate_changed(store, DATA_SHAPES, focus) == whole


@pytest.mark.parametrize("literal", [term for term in ODD if isinstance(term, Literal)], ids=str)
def test_engines_agree_on_odd_spellings_of_values(literal: Literal) -> None:
    shapes = Shapes(
        tuple(
            turtle(
                " ".join(
                    f"kgsh:S{kind} a sh:PropertyShape ; sh:targetSubjectsOf kg:value ; sh:path kg:value ; sh:datatype {kind.replace('_', ':')} ."
                    for kind in (
                        "xsd_decimal",
                        "xsd_integer",
                        "xsd_boolean",
                        "xsd_date",
                        "xsd_string",
                        "rdf_langString",
                    )
                )
            )
        )
    )
    store = Store()
    store.add(Quad(NamedNode("urn:a"), NamedNode("https://w3id.org/regional-kg/ontology#value"), literal))

    assert violated(store, shapes) == validate_reference(store, shapes)


def test_a_constraint_that_the_compiler_does_not_know_is_left_to_pyshacl() -> None:
    shapes = Shapes(
        tuple(
            turtle(
                "kgsh:S a sh:PropertyShape ; sh:targetSubjectsOf kg:low ; sh:path kg:low ; sh:lessThan kg:high ; sh:maxCount 1 ."
            )
        )
    )
    store = Store()
    store.extend(Quad(*triple) for triple in turtle(":a kg:low 3.0 ; kg:high 2.0 . :b kg:low 1.0, 2.0 ; kg:high 3.0 ."))

    compiled = compile_shapes(shapes, Subclasses(store))

    assert len(compiled.unsupported) == 1
    assert len(violated(store, shapes)) == 2
    assert violated(store, shapes) == validate_reference(store, shapes)


def test_a_triple_store_and_a_list_of_triples_are_the_same_to_the_reference() -> None:
    store = valid(CASES["AmountUnit minCount"])
    triples: list[Triple] = [quad.triple for quad in store]

    assert validate_reference(triples, DATA_SHAPES) == validate_reference(store, DATA_SHAPES) != []


@pytest.mark.parametrize(
    "shapes",
    [
        "kg:Mill a sh:NodeShape, rdfs:Class ; sh:property [ sh:path kg:kind ; sh:minCount 1 ] .",
        "kgsh:S a sh:NodeShape ; sh:targetClass kg:Mill ; sh:property [ sh:path kg:who ; sh:property [ sh:path kg:kind ; sh:minCount 1 ] ] .",
        "kgsh:S a sh:NodeShape ; sh:targetNode :a, :none ; sh:property [ sh:path kg:kind ; sh:minCount 2 ; sh:nodeKind sh:IRI ] .",
        "kgsh:S a sh:NodeShape ; sh:targetObjectsOf kg:who ; sh:closed true ; sh:ignoredProperties ( rdf:type ) .",
        "kgsh:S a sh:NodeShape ; sh:targetClass kg:Mill ; sh:and ( [ sh:class kg:Mill ] [ sh:path kg:who ; sh:minCount 1 ] ) ; sh:not [ sh:path kg:low ; sh:maxExclusive 5 ] .",
        "kgsh:S a sh:NodeShape ; sh:targetClass kg:Mill ; sh:property [ sh:path ( kg:who [ sh:zeroOrMorePath kg:part ] ) ; sh:maxCount 1 ; sh:hasValue :b ] .",
        "kgsh:S a sh:NodeShape ; sh:targetClass kg:Mill ; sh:property [ sh:path [ sh:inversePath kg:who ] ; sh:qualifiedValueShape [ sh:class kg:Mill ] ; sh:qualifiedMaxCount 0 ; sh:qualifiedMinCount 0 ] .",
        'kgsh:S a sh:NodeShape ; sh:targetSubjectsOf kg:low ; sh:property [ sh:path kg:low ; sh:maxInclusive 2 ; sh:minExclusive 2 ; sh:maxLength 1 ; sh:minLength 2 ; sh:equals kg:high ; sh:languageIn ( "en" ) ] .',
    ],
)
def test_engines_agree_on_components_and_paths_that_other_shapes_use(shapes: str) -> None:
    data = turtle(
        ":a a kg:Mill ; kg:who :b, :c ; kg:low 1, 2, 7 ; kg:high 2 . :b a kg:Mill ; kg:kind :k, :l . :c kg:part :d ; kg:who :a . :d kg:part :c ."
    )
    store = Store()
    store.extend(Quad(*triple) for triple in data)
    read = Shapes(tuple(turtle(shapes)))

    assert violated(store, read) == validate_reference(store, read) != []
