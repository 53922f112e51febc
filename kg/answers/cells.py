"""One value in one cell: how terms read to people, and what a terminal or spreadsheet must not be given."""

from __future__ import annotations

import unicodedata

from pyoxigraph import Literal, NamedNode

from kg.answers import Solutions, Term
from kg.namespaces import XSD, curie

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMERIC = frozenset(XSD + name for name in ("decimal", "integer", "double", "float"))
LABEL = "_label"


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
    """``text`` without what steers a terminal: control and format characters are shown as U+FFFD.

    >>> printable("a\\x1b[31mb")
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
        whole, point, fraction = term.value.partition(".")
        if whole.lstrip("-").isdecimal():
            return f"{int(whole):,}{point}{fraction}"
    if isinstance(term, Literal) and term.datatype.value == XSD + "boolean":
        return "yes" if term.value in ("true", "1") else "no"
    return printable(plain(term))


def neutral(term: Term | None) -> str:
    """The value for a spreadsheet: text that it would run as a formula gets an apostrophe before it.

    >>> neutral(Literal("=1+1")), neutral(Literal("-5", datatype=NamedNode(XSD + "decimal")))
    ("'=1+1", '-5')
    """
    text = plain(term)
    numeric = isinstance(term, Literal) and term.datatype.value in _NUMERIC
    return "'" + text if text.startswith(_FORMULA) and not numeric else text


def for_people(solutions: Solutions, base: str) -> tuple[list[str], list[list[str]]]:
    """Headings and cells for reading: a label stands in place of the IRI beside it, claims' IRIs are left out."""
    labelled = {name.removesuffix(LABEL) for name in solutions.columns if name.endswith(LABEL)}
    hidden = {
        name for name in solutions.columns if name in labelled or (name == "claim" and len(solutions.columns) > 1)
    }
    headings, cells = [], [[] for _ in solutions.terms]  # type: tuple[list[str], list[list[str]]]
    for index, name in enumerate(solutions.columns):
        if name in hidden:
            continue
        headings.append(name.removesuffix(LABEL))
        beside = solutions.columns.index(name.removesuffix(LABEL)) if name.endswith(LABEL) else index
        for row, out in zip(solutions.terms, cells, strict=True):
            # Where there is no label (a number, a date), the value itself is read.
            out.append(readable(row[index] if row[index] is not None else row[beside], base))
    return headings, cells
