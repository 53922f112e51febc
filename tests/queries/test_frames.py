"""``to_pandas()``: numbers are numbers, dates are text, what is missing is missing."""

from __future__ import annotations

import sys

import pandas
import pytest
from pyoxigraph import Literal, NamedNode

from kg.answers import Solutions
from kg.knowledge import KnowledgeGraph
from kg.rdf.namespaces import XSD


def column(*terms: Literal | None) -> pandas.Series:
    return Solutions(("x",), [(term,) for term in terms]).to_pandas()["x"]


def literal(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD + datatype))


@pytest.mark.parametrize(
    ("terms", "dtype", "values"),
    [
        ([literal("7", "integer"), None], "Int64", [7, pandas.NA]),
        ([literal("7000000000000", "decimal"), None], "float64", [7e12, float("nan")]),
        ([literal("7", "integer"), literal("1.5", "decimal")], "float64", [7.0, 1.5]),
        ([literal("true", "boolean"), None], "boolean", [True, pandas.NA]),
        ([literal("1.5", "decimal"), Literal("3..4")], "object", [1.5, "3..4"]),
        ([None, None], "object", [None, None]),
        ([literal("9" * 20, "integer")], "float64", [1e20]),
    ],
)
def test_a_column_has_the_type_that_people_compute_with(
    terms: list[Literal | None], dtype: str, values: list[object]
) -> None:
    found = column(*terms)

    assert found.dtype == dtype
    pandas.testing.assert_series_equal(found, pandas.Series(values, dtype=dtype, name="x"))


def test_days_and_edtf_stay_text() -> None:
    assert list(column(literal("2029-01-31", "date"))) == ["2029-01-31"]
    assert list(column(Literal("[..2029]"), None).dropna()) == ["[..2029]"]
    assert pandas.api.types.is_string_dtype(column(Literal("SK그룹", language="ko")))


def test_an_answer_without_rows_has_its_columns(graph: KnowledgeGraph) -> None:
    assert list(graph.query("partners", of="NHN").to_pandas().columns) == list(graph.query("partners", of="SK").columns)


def test_amounts_can_be_added_and_lines_counted(graph: KnowledgeGraph) -> None:
    money = graph.query("money", kind="total-investment").to_pandas()
    evidence = graph.query("evidence", source="Yonhap").to_pandas()

    assert money["value"].dtype == "float64"
    assert money["value"].max() == 7_000_000_000_000
    assert evidence["line"].dtype == "Int64"
    assert evidence.groupby("line").size().sum() == len(evidence)


def test_without_pandas_one_is_told_what_to_install(graph: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)

    with pytest.raises(ImportError, match="pip install pandas"):
        graph.query("partners", of="SK").to_pandas()
