"""One value in one cell: how terms read to people, and what a terminal or spreadsheet must not be given."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from pyoxigraph import Literal, NamedNode

from kg.answers import Solutions, Term
from kg.rdf.namespaces import XSD, curie, local

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMERIC = frozenset(XSD + name for name in ("decimal", "integer", "double", "float"))
LABEL = "_label"
_RANGE = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?)?\.\.(-?[0-9]+(?:\.[0-9]+)?)?")
# Between a number and its unit: a line never breaks there.
GLUE = "\u00a0"
_UNITS = ("unit", "shown", "canonical_unit")
_AMOUNTS = ("value", "high", "whole", "total", "said")
_CANONICAL = ("canonical",)


def plain(term: Term | None) -> str:
    """The value of ``term`` alone: an IRI in full, a literal without language or datatype.

    >>> plain(None), plain(Literal("SK", language="en"))
    ('', 'SK')
    """
    if term is None:
        return ""
    if isinstance(term, NamedNode | Literal):
        return term.value
    return str(term)


def printable(text: str) -> str:
    r"""``text`` without what steers a terminal: control and format characters are shown as U+FFFD.

    >>> printable("a\x1b[31mb")
    'a�[31mb'
    """
    return "".join(
        "\ufffd" if unicodedata.category(c) in ("Cc", "Cf", "Cs") and c not in "\n\u200c\u200d" else c for c in text
    )


def readable(term: Term | None, base: str) -> str:
    """``term`` for people: IRIs as CURIEs, numbers with groups of three, the rest as it is.

    >>> readable(Literal("7000000000000", datatype=NamedNode(XSD + "decimal")), "")
    '7,000,000,000,000'
    """
    if isinstance(term, NamedNode):
        return printable(curie(term.value, base))
    if isinstance(term, Literal) and term.datatype.value in _NUMERIC:
        return _grouped(term.value)
    if isinstance(term, Literal) and term.datatype.value == XSD + "boolean":
        return "yes" if term.value in ("true", "1") else "no"
    return printable(plain(term))


def _grouped(number: str) -> str:
    whole, point, fraction = number.partition(".")
    return f"{int(whole):,}{point}{fraction}" if whole.lstrip("-").isdecimal() else printable(number)


def neutral(term: Term | None) -> str:
    """The value for a spreadsheet: text that it would run as a formula gets an apostrophe before it.

    >>> neutral(Literal("=1+1")), neutral(Literal("-5", datatype=NamedNode(XSD + "decimal")))
    ("'=1+1", '-5')
    """
    text = plain(term)
    return "'" + text if text.startswith(_FORMULA) and not _is_number(term) else text


def symbol(unit: str, label: str) -> str:
    """How a number's unit is written behind it: a sign of its own (``MW``), else its label.

    >>> symbol("https://w3id.org/regional-kg/concept/MW", "megawatt"), symbol("…/concept/people", "명")
    ('MW', '명')
    """
    name = local(unit)
    return label if name.islower() and name.isalpha() else name


def for_people(solutions: Solutions, base: str, shown: Sequence[str] = ()) -> tuple[list[str], list[list[str]]]:
    """Headings and cells for reading, of the columns ``shown`` (empty: all but claims' IRIs).

    A label stands in place of the IRI beside it; unit and bound stand with their number
    (``at least 7,000 KRW``), held together by ``GLUE``.
    """
    names = {name.removesuffix(LABEL): index for index, name in enumerate(solutions.columns)}
    if shown:
        names = {name: names[name] for name in shown}
    elif len(solutions.columns) > 1:
        names = {name: index for name, index in names.items() if name not in ("claim", "slot")}
    place = {name: index for index, name in enumerate(solutions.columns)}
    cells = {
        # Where there is no label (a number, a date), the value itself is read.
        name: [
            readable(row[index] if row[index] is not None else row[place.get(name, index)], base)
            for row in solutions.terms
        ]
        for name, index in names.items()
    }
    _gather(solutions, cells, place)
    return list(cells), [list(row) for row in zip(*cells.values(), strict=True)]


def _gather(solutions: Solutions, cells: dict[str, list[str]], place: dict[str, int]) -> None:
    """Put units behind and bounds before the numbers that they belong to."""
    nothing = [""] * len(solutions.terms)
    for unit in [name for name in _UNITS if name in cells]:
        amounts = [name for name in cells if name in (_CANONICAL if unit == "canonical_unit" else _AMOUNTS)]
        if not amounts:
            continue
        units, bound = cells.pop(unit), nothing if amounts == list(_CANONICAL) else cells.pop("bound", nothing)
        bounds = {name: cells.pop(f"{name}_bound", bound) for name in amounts}
        for row, terms in enumerate(solutions.terms):
            term = terms[place[unit]]
            sign = symbol(term.value, units[row]) if isinstance(term, NamedNode) else ""
            for name in amounts:
                amount = cells[name][row]
                if span := _RANGE.fullmatch(amount):
                    amount = "–".join(_grouped(number) for number in span.groups() if number)
                if amount and (span or _is_number(terms[place[name]])):
                    cells[name][row] = _bounded(amount, sign, bounds[name][row])


def _bounded(amount: str, sign: str, bound: str) -> str:
    """English says "at least 7 MW"; Korean and Japanese put some bounds before and some behind, so theirs stand apart."""
    before, behind = (bound, "") if bound.isascii() else ("", f"({bound})")
    return GLUE.join(filter(None, (before, amount, sign, behind)))


def _is_number(term: Term | None) -> bool:
    return isinstance(term, Literal) and term.datatype.value in _NUMERIC
