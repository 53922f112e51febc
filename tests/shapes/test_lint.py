"""Nothing passes by accident: shapes that check nothing, terms that nobody declared, data without anything known."""

from __future__ import annotations

import pytest
from pyoxigraph import Store

from kg.shapes.causes import causes
from kg.shapes.check import validate
from kg.shapes.lint import lint_shapes
from tests.shapes.graphs import DATA_SHAPES, WORKSPACE, turtle, valid

GOOD = "kgsh:S a sh:NodeShape ; sh:targetClass kg:Company ; sh:property kgsh:P . kgsh:P a sh:PropertyShape ; sh:path kg:kind ; sh:minCount 1 ."


def rules(text: str) -> list[str]:
    return [finding.rule for finding in lint_shapes({"mine.ttl": turtle(text)}, WORKSPACE.vocabulary)]


def test_the_projects_own_shapes_check_something() -> None:
    assert lint_shapes(WORKSPACE.shapes, WORKSPACE.vocabulary) == []


def test_a_good_shape_is_left_alone() -> None:
    assert rules(GOOD) == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "ShapesEmpty"),
        (GOOD.replace("sh:minCount", "sh:minCuont") + " kgsh:P sh:maxCount 1 .", "ShapesMisspelt"),
        (GOOD + " kgsh:T a sh:NodeShape ; sh:closed true .", "ShapeTargetsNothing"),
        (GOOD.replace(" ; sh:minCount 1", ""), "ShapeWithoutConstraint"),
        (GOOD.replace("kg:Company", "kg:Compnay"), "ShapesUnknownTerm"),
        (GOOD.replace("kg:kind", "kg:kimd"), "ShapesUnknownTerm"),
        (GOOD + " kgsh:P sh:in ( kgc:biulder ) .", "ShapesUnknownTerm"),
        (GOOD + ' kgsh:S sh:sparql [ sh:select "SELECT $this WHERE { $this kg:hsots ?x }" ] .', "ShapesUnknownTerm"),
    ],
)
def test_a_shape_that_checks_nothing_is_told(text: str, rule: str) -> None:
    assert rules(text) == [rule]


def test_a_misspelt_term_comes_with_the_one_that_was_meant() -> None:
    [finding] = lint_shapes({"mine.ttl": turtle(GOOD.replace("kg:Company", "kg:Compnay"))}, WORKSPACE.vocabulary)

    assert "Did you mean 'Company'" in finding.message("en")
    assert finding.place[0] == "mine.ttl"


@pytest.mark.parametrize(
    ("edit", "rule"),
    [
        ("INSERT DATA { :mill kg:employes 12 }", "UnknownProperty"),
        ("INSERT DATA { :cost kg:valeu 12 }", "UnknownProperty"),
        ('INSERT DATA { :guild a kg:Asociation ; skos:prefLabel "Guild"@en }', "UnknownClass"),
        ('INSERT DATA { :guild skos:prefLabel "Guild"@en }', "TypedOnce"),
    ],
)
def test_terms_that_nobody_declared_are_told_once(edit: str, rule: str) -> None:
    assert [group[0].shape.rsplit("#", 1)[1] for group in causes(validate(valid(edit), DATA_SHAPES))] == [rule]


def test_other_vocabularies_are_left_alone() -> None:
    store = valid("INSERT DATA { :mill <https://schema.org/url> <urn:x> . <urn:x> a <https://schema.org/Thing> }")

    assert validate(store, DATA_SHAPES) == []


@pytest.mark.parametrize("edit", ["", "INSERT DATA { <urn:x> a <https://schema.org/Thing> }"])
def test_data_without_anything_known_is_told(edit: str) -> None:
    store = Store()
    if edit:
        store.update(edit)

    assert [result.shape.rsplit("#", 1)[1] for result in validate(store, DATA_SHAPES)] == ["EmptyData"]


def test_a_blank_node_with_an_undeclared_property_is_told_too() -> None:
    assert [r.shape.rsplit("#", 1)[1] for r in validate(valid("INSERT DATA { [] kg:valeu 3 }"), DATA_SHAPES)] == [
        "UnknownProperty"
    ]
