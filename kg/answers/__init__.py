"""Answers: what a query returns, as values of RDF, before any format is chosen."""

from __future__ import annotations

import keyword
from collections import namedtuple
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.rdf.namespaces import XSD

Term = NamedNode | BlankNode | Literal | Triple
Row = tuple[Term | None, ...]

_NUMBERS = {XSD + name: Decimal for name in ("decimal", "double", "float")}
_WHOLE = frozenset(XSD + name for name in ("integer", "int", "long", "nonNegativeInteger"))


def python_value(term: Term | None) -> Any:
    """``term`` as a plain Python value: IRIs and text as ``str``, numbers, days and truth values as such.

    >>> python_value(Literal("103", datatype=NamedNode(XSD + "decimal")))
    Decimal('103')
    """
    if term is None or isinstance(term, Triple):
        return None if term is None else str(term)
    if isinstance(term, Literal):
        datatype = term.datatype.value
        try:
            if datatype in _WHOLE:
                return int(term.value)
            if datatype in _NUMBERS:
                return Decimal(term.value)
            if datatype == XSD + "date":
                return date.fromisoformat(term.value)
        except (ValueError, ArithmeticError):
            return term.value
        if datatype == XSD + "boolean":
            return term.value in ("true", "1")
    return term.value


def _field(name: str) -> str:
    return name + "_" if keyword.iskeyword(name) else name.lstrip("_") or "_"


@dataclass(frozen=True)
class Solutions:
    """The rows of a SELECT; iterating gives named tuples of Python values.

    ``terms`` holds the same rows as RDF terms. Columns that are words of Python
    get an underscore behind (``from_``).
    """

    columns: tuple[str, ...]
    terms: Sequence[Row]

    def __len__(self) -> int:
        return len(self.terms)

    def __iter__(self) -> Iterator[Any]:
        row = namedtuple("Row", [_field(name) for name in self.columns], rename=True)  # type: ignore[misc]
        for terms in self.terms:
            yield row(*map(python_value, terms))

    def column(self, name: str) -> list[Any]:
        """All values of one column, in the order of the rows."""
        index = self.columns.index(name)
        return [python_value(row[index]) for row in self.terms]

    def to_pandas(self) -> Any:
        """The rows as a pandas DataFrame: whole numbers ``Int64``, other numbers ``float64``, truth values ``boolean``.

        Everything else is text, dates too (EDTF has intervals and open ends, which pandas has not). A column
        that mixes numbers with text keeps both; what is missing is missing.

        Raises:
            ImportError: pandas is not installed.
        """
        from kg.answers.frame import frame

        return frame(self)


@dataclass(frozen=True)
class Truth:
    """The answer of an ASK."""

    value: bool

    def __bool__(self) -> bool:
        return self.value


@dataclass(frozen=True)
class Triples:
    """The triples of a CONSTRUCT or DESCRIBE, in one order."""

    triples: Sequence[Triple]

    def __len__(self) -> int:
        return len(self.triples)

    def __iter__(self) -> Iterator[Triple]:
        return iter(self.triples)


Answer = Solutions | Truth | Triples
