"""Turtle in one order: what is written bare, what gets a prefix, and in which order it stands."""

from __future__ import annotations

from itertools import pairwise

import pytest
import rdflib
from pyoxigraph import BaseDirection, BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from kg.rdf.namespaces import CONCEPT, KG, RDF, XSD
from kg.rdf.turtle import Terms, blocks, canonical, document, order, ordered, turtle

BASE = "https://example.org/kg/"
X, P = NamedNode("urn:x"), NamedNode("urn:p")
TYPE = NamedNode(RDF + "type")


def written(text: str) -> list[Triple]:
    return [quad.triple for quad in parse(text.encode(), format=RdfFormat.TURTLE)]


IRIS = {
    BASE + "acme": "kgd:acme",
    BASE + "claim/0f": "claim:0f",
    BASE + "evidence/1": "evidence:1",
    BASE + "partnership/1": "partnership:1",
    BASE + "slot/1": "slot:1",
    KG + "builds": "kg:builds",
    CONCEPT + "ai": "kgc:ai",
    XSD + "date": "xsd:date",
    BASE + "a.b": "kgd:a.b",
    BASE + "a-b_C9": "kgd:a-b_C9",
    BASE + "9": "kgd:9",
    BASE + "_a": "kgd:_a",
    BASE + "a.": f"<{BASE}a.>",
    BASE + ".a": f"<{BASE}.a>",
    BASE + "-a": f"<{BASE}-a>",
    BASE + "a-": "kgd:a-",
    BASE + "é": f"<{BASE}é>",
    BASE + "a/b": f"<{BASE}a/b>",
    BASE + "a#b": f"<{BASE}a#b>",
    BASE: f"<{BASE}>",
    KG: f"<{KG}>",
    "urn:x": "<urn:x>",
    "kg:builds": "<kg:builds>",
}


@pytest.mark.parametrize(("iri", "text"), IRIS.items())
def test_an_iri_has_a_prefix_where_its_name_is_plain(iri: str, text: str) -> None:
    terms = Terms(BASE)

    assert terms.iri(iri) == terms.short(iri) == terms.iri(iri) == text
    assert terms.used == ({text.partition(":")[0]} if text[0] != "<" else set())


LITERALS = {
    ("0", "integer"): "0",
    ("-5", "integer"): "-5",
    ("10", "integer"): "10",
    ("007", "integer"): '"007"^^xsd:integer',
    ("-0", "integer"): '"-0"^^xsd:integer',
    ("+1", "integer"): '"+1"^^xsd:integer',
    ("\u0661", "integer"): '"\u0661"^^xsd:integer',
    ("x", "integer"): '"x"^^xsd:integer',
    ("1.5", "decimal"): "1.5",
    ("-0.05", "decimal"): "-0.05",
    ("1", "decimal"): '"1"^^xsd:decimal',
    ("1.50", "decimal"): '"1.50"^^xsd:decimal',
    ("01.5", "decimal"): '"01.5"^^xsd:decimal',
    (".5", "decimal"): '".5"^^xsd:decimal',
    ("true", "boolean"): "true",
    ("false", "boolean"): "false",
    ("1", "boolean"): '"1"^^xsd:boolean',
    ("True", "boolean"): '"True"^^xsd:boolean',
    ("2025-08-31", "date"): '"2025-08-31"^^xsd:date',
    ("1E3", "double"): '"1E3"^^xsd:double',
    ("7", "string"): '"7"',
}


@pytest.mark.parametrize(("value", "text"), LITERALS.items())
def test_only_canonical_numbers_and_truth_values_stand_bare(value: tuple[str, str], text: str) -> None:
    literal, terms = Literal(value[0], datatype=NamedNode(XSD + value[1])), Terms(BASE)

    assert terms.term(literal) == text
    assert terms.used == ({"xsd"} if "xsd" in text else set())
    [triple] = written(f"{terms.header()}<urn:x> <urn:p> {text} .")
    assert triple.object == literal


def test_terms_of_every_kind_are_written() -> None:
    terms = Terms(BASE)
    inner = Triple(NamedNode(BASE + "a"), TYPE, Literal("x", language="ko"))

    assert terms.term(BlankNode("b")) == "_:b"
    assert terms.term(inner) == '<<( kgd:a rdf:type "x"@ko )>>'
    assert terms.term(Literal("a", datatype=NamedNode("urn:t"))) == '"a"^^<urn:t>'
    assert terms.header() == (
        f"@prefix kgd: <{BASE}> .\n@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"
    )
    assert Terms(BASE).header() == ""


ORDER = [
    X,
    NamedNode("urn:y"),
    BlankNode("a"),
    BlankNode("b"),
    Literal(2),
    Literal("b"),
    Literal("c"),
    Literal("z", language="en"),
    Literal("a", language="ko"),
    Triple(X, P, Literal("x")),
    Triple(X, P, X),
]


def test_terms_are_iris_blank_nodes_literals_by_language_and_triples() -> None:
    assert all(order(one) < order(other) for one, other in pairwise(ORDER))
    assert [order(term)[0] for term in ORDER] == [0, 0, 1, 1, 2, 2, 2, 2, 2, 3, 3]
    assert order(Literal("x", language="ar", direction=BaseDirection.RTL))[1] == "ar"


def test_triples_stand_by_subject_types_first_and_once() -> None:
    given = written(
        "<urn:b> <urn:p> 1 . <urn:a> <urn:p> <urn:y> , <urn:x> ; <http://a/> 2 ; a <urn:z> . <urn:b> <urn:p> 1 ."
    )

    assert [str(triple) for triple in ordered([*given, *given])] == [
        f"<urn:a> <{RDF}type> <urn:z>",
        f'<urn:a> <http://a/> "2"^^<{XSD}integer>',
        "<urn:a> <urn:p> <urn:x>",
        "<urn:a> <urn:p> <urn:y>",
        f'<urn:b> <urn:p> "1"^^<{XSD}integer>',
    ]


def test_blank_nodes_are_named_by_what_they_say() -> None:
    one = canonical(written("<urn:x> <urn:p> _:a . _:a <urn:p> 1 . _:b <urn:p> 2 . <urn:x> <urn:q> <urn:y> ."))
    other = canonical(written("_:z <urn:p> 2 . _:y <urn:p> 1 . <urn:x> <urn:q> <urn:y> . <urn:x> <urn:p> _:y ."))

    assert one == other
    assert len(one) == 4
    assert canonical([Triple(X, P, Triple(X, P, BlankNode("q")))]) == canonical(
        [Triple(X, P, Triple(X, P, BlankNode("r")))]
    )
    assert canonical(iter([])) == []


GRAPH = """\
@prefix kg: <https://w3id.org/regional-kg/ontology#> .
@prefix kgd: <https://example.org/kg/> .

kgd:acme a kg:Company ;
    kg:builds kgd:hall,
        kgd:quay .

kgd:hall kg:name "Hall"@en .
"""


def test_one_value_a_line_one_block_a_subject_and_the_prefixes_that_are_used() -> None:
    assert turtle(reversed(written(GRAPH)), BASE).decode() == GRAPH
    assert turtle([], BASE) == b""
    assert turtle([Triple(X, P, X)], BASE) == b"<urn:x> <urn:p> <urn:x> .\n"
    assert len(rdflib.Graph().parse(data=GRAPH, format="turtle")) == 4


def test_blocks_can_be_indented_and_annotated() -> None:
    triples, terms = ordered(written(GRAPH)), Terms(BASE)

    found = list(blocks(triples, terms, indent="  ", notes={triples[1]: " {| 1 |}"}))

    assert found == [
        "  kgd:acme a kg:Company ;\n      kg:builds kgd:hall {| 1 |},\n          kgd:quay .\n",
        '  kgd:hall kg:name "Hall"@en .\n',
    ]
    assert document(found, terms).decode().startswith("@prefix kg: ")
    assert document([], Terms(BASE)) == b""
