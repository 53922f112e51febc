"""Each constraint of the shapes: a graph that keeps it, and one that breaks exactly that one."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from pyoxigraph import NamedNode, Store

from kg.rdf.namespaces import SH, SHAPES
from kg.shapes.causes import causes
from kg.shapes.check import Result, Subclasses, run, validate
from kg.shapes.compile import compile_shapes
from kg.shapes.model import COMPONENTS, Constraint, Shape, Shapes
from tests.shapes.cases import CASES, FINE, case, constraints
from tests.shapes.graphs import DATA_SHAPES, FILES, ontology, valid
from tests.shapes.style_cases import STYLE_CASES

STYLE = FILES["ontology-style"]


def rule(name: str) -> tuple[str, str]:
    """(shape, component) that a case is about."""
    shape, parameter = name.split()[:2]
    return SHAPES + shape, COMPONENTS[parameter]


def told(results: Iterable[Result]) -> list[tuple[str, str]]:
    """(shape, component) of each problem that is told."""
    return [(group[0].shape, group[0].component) for group in causes(results)]


def test_the_valid_graph_breaks_no_rule_and_needs_no_advice() -> None:
    assert validate(valid(), DATA_SHAPES) == []


def test_the_ontology_and_the_shapes_have_style() -> None:
    assert validate(ontology(), STYLE) == []


@pytest.mark.parametrize("name", CASES)
def test_a_case_breaks_exactly_its_rule(name: str) -> None:
    assert told(case(name)[1]) == [rule(name)]


@pytest.mark.parametrize("name", FINE)
def test_an_edit_that_is_fine_breaks_nothing(name: str) -> None:
    assert told(validate(valid(FINE[name]), DATA_SHAPES)) == []


@pytest.mark.parametrize("name", STYLE_CASES)
def test_a_style_case_breaks_exactly_its_rule(name: str) -> None:
    assert told(validate(ontology(STYLE_CASES[name]), STYLE)) == [rule(name)]


@pytest.mark.parametrize("file", ["obligations", "advice", "ontology-style"])
def test_every_constraint_has_a_case(file: str) -> None:
    cases = {" ".join(name.split()[:2]) for name in {**CASES, **STYLE_CASES}}

    # A deactivated shape only words what kg checks by itself.
    wanted = {name for name, shape, _ in constraints(file) if not shape.deactivated}

    assert wanted - cases == set()


def without(shapes: Shapes, shape: Shape, constraint: Constraint) -> Shapes:
    """``shapes`` without one constraint."""
    predicate = NamedNode(SH + constraint.parameter)
    return Shapes(
        tuple(
            t for t in shapes.triples if (t.subject, t.predicate, t.object) != (shape.node, predicate, constraint.value)
        )
    )


@pytest.mark.parametrize("file", ["obligations", "advice", "ontology-style"])
def test_without_any_one_constraint_a_case_passes_unseen(file: str) -> None:
    def store(each: str) -> Store:
        return ontology(STYLE_CASES[each]) if file == "ontology-style" else case(each)[0]

    cases = STYLE_CASES if file == "ontology-style" else CASES
    unmissed = []
    for name, shape, constraint in constraints(file):
        mutant = without(FILES[file], shape, constraint)
        if all(
            any((r.shape, r.component) == rule(name) for r in found(store(each), mutant, shape))
            for each in cases
            if each.split()[:2] == name.split()
        ):
            unmissed.append(name)
    assert unmissed == []


def found(store: Store, shapes: Shapes, shape: Shape) -> list[Result]:
    """The results of one shape alone."""
    queries = compile_shapes(shapes, Subclasses(store)).queries
    return [result for query in queries if query.shape.name == shape.name for result in run(store, query)]
