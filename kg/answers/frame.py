"""Answers as pandas DataFrames, each column of the type that people compute with."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kg.answers import Solutions, python_value

if TYPE_CHECKING:
    import pandas


def frame(solutions: Solutions) -> pandas.DataFrame:
    """``solutions`` as a DataFrame; see ``Solutions.to_pandas``."""
    try:
        import pandas
    except ImportError as error:
        raise ImportError("to_pandas() needs pandas; install it with `pip install pandas`") from error

    columns = {
        name: [_cell(python_value(row[index])) for row in solutions.terms]
        for index, name in enumerate(solutions.columns)
    }
    return pandas.DataFrame(
        {name: pandas.Series(values, dtype=_dtype(values)) for name, values in columns.items()},
        columns=list(solutions.columns),
    )


def _cell(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value


def _dtype(values: list[Any]) -> str | None:
    """The dtype of a column; None lets pandas choose its own for text."""
    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool}:
        return "boolean"
    if kinds == {int} and all(value is None or abs(value) < 2**63 for value in values):
        return "Int64"
    if kinds and kinds <= {int, float}:
        return "float64"
    return None if kinds == {str} else "object"
