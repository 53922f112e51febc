from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.rdf.namespaces import XSD
from kg.rdf.quantities import canonical_decimal, canonical_integer, comparable, scaled


@pytest.mark.parametrize("text", ["1,000", "3e4", "NaN", "INF", "1e400", "７", "7_000", " 7", "", "1.", ".5", "9" * 21])
def test_a_number_that_engines_read_differently_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="plain decimal"):
        canonical_decimal(text)


@pytest.mark.parametrize("text", ["1.0", "1,000", "", "9" * 5000])
def test_a_whole_number_has_digits_only(text: str) -> None:
    with pytest.raises(ValueError, match="whole number"):
        canonical_integer(text)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**14), max_value=10**14))
def test_the_store_keeps_canonical_decimals_as_they_are(number: Decimal) -> None:
    text = canonical_decimal(f"{number:f}")
    literal = Literal(text, datatype=NamedNode(XSD + "decimal"))
    store = Store()
    node = NamedNode("https://example.org/x")

    store.add(Quad(node, node, literal))

    assert next(iter(store)).object == literal
    assert Decimal(text) == number


def test_gigawatts_and_megawatts_meet() -> None:
    assert scaled("1", "1000") == scaled("1000", "1") == "1000"


@pytest.mark.parametrize(
    ("bound", "low", "high"),
    [
        (None, "400", "400"),
        ("exactly", "400", "400"),
        ("at-least", "400", None),
        ("more-than", "400", None),
        ("up-to", None, "400"),
        ("about", "360", "440"),
    ],
)
def test_a_bound_opens_the_range_it_leaves_open(bound: str | None, low: str | None, high: str | None) -> None:
    assert comparable("400", None, None, bound) == (low, high)
