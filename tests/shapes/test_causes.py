"""Several results, one cause: which of them are told, and which comes first."""

from __future__ import annotations

from itertools import pairwise

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from kg.rdf.namespaces import DATA, KG, SH, SHAPES
from kg.shapes.causes import causes
from kg.shapes.check import Result
from kg.shapes.model import Shape, Term


def result(
    focus: str,
    component: str = "MinCount",
    value: Term | None = None,
    *,
    shape: str = "A",
    path: str | None = "kg:p",
    once: bool = False,
    unless: str = "",
) -> Result:
    """A result about ``focus``: of which shape and constraint, because of which value."""
    source = Shape(
        NamedNode(SHAPES + shape), None, (), (), (), "violation", {}, once=once,
        unless=frozenset(SHAPES + each for each in unless.split()),
    )  # fmt: skip
    prefix = SHAPES if component == "Vocabulary" else SH
    return Result(
        SHAPES + shape, f"{prefix}{component}ConstraintComponent", NamedNode(DATA + focus),
        KG + path.removeprefix("kg:") if path else None, value, source,
    )  # fmt: skip


def node(name: str) -> NamedNode:
    return NamedNode(DATA + name)


def test_each_cause_is_one_group() -> None:
    one, two = result("a"), result("b")

    assert causes([]) == []
    assert causes([two, one]) == [[one], [two]]


@pytest.mark.parametrize("value", [Literal("x"), node("v"), BlankNode("b")])
def test_results_about_the_same_value_of_the_same_node_have_one_cause(value: Term) -> None:
    one = result("a", "Datatype", value, shape="A")
    other = result("a", "MaxCount", value, shape="B", path="kg:q")
    elsewhere = result("b", "Datatype", value)

    assert causes([other, one, elsewhere]) == [[one, other], [elsewhere]]


def test_results_about_other_values_have_other_causes() -> None:
    assert len(causes([result("a", "Datatype", Literal("x")), result("a", "Datatype", Literal("y"))])) == 2


def test_results_about_what_is_missing_have_one_cause_a_shape() -> None:
    one, again, other = result("a"), result("a", "Class"), result("a", shape="B")

    assert causes([one, again, other]) == [[again, one], [other]]


def test_a_value_that_is_the_node_itself_is_no_value() -> None:
    one, other = result("a", "Class", node("a")), result("a", "Class", node("a"), shape="B")

    assert causes([one, other]) == [[one], [other]]


ORDER = (
    "Vocabulary", "Closed", "Datatype", "NodeKind", "Class", "Or", "Xone", "In", "Pattern", "MinLength", "MaxLength",
    "MinInclusive", "Not", "Node", "MaxCount", "SPARQL", "HasValue",
)  # fmt: skip


@pytest.mark.parametrize(("first", "second"), list(pairwise(ORDER)))
def test_the_most_telling_constraint_speaks_for_all(first: str, second: str) -> None:
    # Without the order of constraints the shape would decide: it stands first in the order of results.
    telling, silent = result("a", first, Literal("x"), shape="Z"), result("a", second, Literal("x"), shape="A")

    assert causes([silent, telling]) == [[telling, silent]]


def test_of_equal_constraints_the_order_of_results_decides() -> None:
    one, two = result("a", "Class", Literal("x"), shape="A"), result("a", "Class", Literal("x"), shape="B")

    assert causes([two, one]) == [[one, two]]


def test_nothing_is_said_about_tainted_nodes_and_values() -> None:
    found = [result("a"), result("b", "Class", node("c")), result("d", "Class", Literal("x")), result("e")]

    assert causes(found, [DATA + "a", DATA + "c"]) == [[found[2]], [found[3]]]


def test_a_shape_is_silent_about_a_node_of_which_another_has_told_the_cause() -> None:
    cause, follows = result("a", shape="Cause"), result("a", shape="Follows", unless="Other Cause")
    elsewhere = result("b", shape="Follows", unless="Other Cause")

    assert causes([follows, cause, elsewhere]) == [[cause], [elsewhere]]


def test_a_tainted_cause_silences_nothing() -> None:
    cause, follows = result("a", "Class", node("wrong"), shape="Cause"), result("a", shape="Follows", unless="Cause")

    assert causes([cause, follows], [DATA + "wrong"]) == [[follows]]


def test_results_that_share_a_node_are_one_problem_where_the_shape_says_so() -> None:
    def link(one: str, other: str, shape: str = "Cycle") -> Result:
        return result(one, "SPARQL", node(other), shape=shape, once=True)

    ring = [link("a", "b"), link("b", "c"), link("c", "a")]
    apart = [link("x", "y"), link("y", "x")]
    alone = result("z", "SPARQL", shape="Cycle", once=True)

    assert causes([*apart, *ring, alone]) == [ring, apart, [alone]]
    assert causes([link("a", "b"), link("b", "c", "Twins")]) == [[link("a", "b")], [link("b", "c", "Twins")]]


def test_links_meet_whichever_end_comes_first() -> None:
    def link(one: str, other: str) -> Result:
        return result(one, "SPARQL", node(other), shape="Cycle", once=True)

    assert causes([link("b", "a"), link("a", "c")]) == [[link("a", "c"), link("b", "a")]]


def test_long_chains_meet_in_one_problem_whatever_their_order() -> None:
    def link(one: int, other: int) -> Result:
        return result(f"n{one:02}", "SPARQL", node(f"n{other:02}"), shape="Chain", once=True)

    forward = [link(number, number + 1) for number in range(20)]
    ends = [link(0, 19), link(1, 18), *(link(number, 19 - number) for number in range(2, 9)), link(9, 10), link(0, 9)]

    assert len(causes(forward)) == 1
    assert len(causes(reversed(forward))) == 1
    assert len(causes(ends)) == 9


def test_problems_of_one_cause_stand_before_those_that_are_told_once() -> None:
    once, other = result("a", "SPARQL", node("b"), shape="A", once=True), result("b")

    assert causes([once, other]) == [[other], [once]]
