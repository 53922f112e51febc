"""Named queries: valid SPARQL with a ``#+`` header that says what they ask, take and return.

Header lines, in this order; English, Korean and Japanese separated by `` / ``::

    #+ title: Partners of X / X의 협력 상대 / Xの提携先
    #+ question: Who partners with X? / … / …
    #+ tags: partners
    #+ params: of: Agent — whose partners
    #+ params: kind: partnership-kind = (any) — only partnerships of this kind
    #+ columns: partner, partner_label, kind, kind_label, through, through_label
    #+ evidence: partnership
    #+ order: partner, kind
    #+ example: SK

A parameter's type is one or more classes (``Agent|Place``), one or more concept schemes
(``role``), or ``text``, ``date``, ``number``, ``language``, ``class`` (a class of the ontology). A ``+`` behind
it takes several values. A default in parentheses leaves the parameter free. The query marks each place of a parameter by ``VALUES ?of { UNDEF }``.

``columns`` are the columns of the answer in their order. A column ``x_label`` that the query does
not make itself is the label of ``x`` in the language asked for; a table shows it in place of ``x``.
``table`` names the columns that people need to see (default: all); other formats have every column.
``evidence`` names the variables that hold the claims or partnerships behind a row (one IRI, or
several with spaces between them); they are no columns unless listed. Each ``example`` is a line of
arguments that has an answer.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass

from kg.errors import KgError
from kg.ontology.vocabulary import LANGUAGES
from kg.rdf.spelling import suggestion

_HEADER = re.compile(r"#\+ ([a-z]+): ?(.*)")
_PARAMETER = re.compile(r"(\w+): ([\w|-]+)(\+)?(?: = (\([^)]*\)|\S+))? — (.+)")
_FIELDS = ("title", "question", "tags", "columns", "table", "evidence", "order", "note")
PLAIN_TYPES = ("text", "date", "number", "language", "class")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a named query; ``default`` None means that a value must be given."""

    name: str
    types: tuple[str, ...]
    default: str | None
    text: str
    several: bool = False

    @property
    def optional(self) -> bool:
        """Whether the query runs without a value."""
        return self.default is not None


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query file: its header and its SPARQL; one that is not ``trusted`` passes the guard."""

    name: str
    sparql: str
    title: Mapping[str, str]
    question: Mapping[str, str]
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    columns: tuple[str, ...]
    table: tuple[str, ...]
    support: tuple[str, ...]
    order: str
    examples: tuple[tuple[str, ...], ...]
    note: str = ""
    trusted: bool = True


def _languages(text: str) -> dict[str, str]:
    parts = [part.strip() for part in text.split(" / ")]
    return dict(zip(LANGUAGES, parts, strict=False))


def read_query(name: str, text: str, *, trusted: bool = True) -> NamedQuery:
    """Read a query file.

    Raises:
        KgError: a header line that is not understood, with its line number.
    """
    fields: dict[str, str] = {}
    parameters, examples = [], []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#+"):
            continue
        match = _HEADER.fullmatch(line)
        if match is None:
            raise KgError(f"queries/{name}.rq:{number}: header lines look like '#+ key: text'")
        if match[1] == "example":
            examples.append(tuple(shlex.split(match[2])))
            continue
        if match[1] != "params":
            if match[1] not in _FIELDS:
                raise KgError(f"queries/{name}.rq:{number}: no header key {match[1]!r}{suggestion(match[1], _FIELDS)}")
            fields[match[1]] = match[2]
            continue
        parameter = _PARAMETER.fullmatch(match[2])
        if parameter is None:
            raise KgError(
                f"queries/{name}.rq:{number}: a parameter looks like '#+ params: of: Agent = (any) — what it is'"
            )
        parameters.append(
            Parameter(parameter[1], tuple(parameter[2].split("|")), parameter[4], parameter[5], parameter[3] == "+")
        )
    return NamedQuery(
        name=name,
        sparql=text,
        title=_languages(fields.get("title", name)),
        question=_languages(fields.get("question", "")),
        tags=_list(fields.get("tags", "")),
        parameters=tuple(parameters),
        columns=_list(fields.get("columns", "")),
        table=_list(fields.get("table", "")),
        support=_list(fields.get("evidence", "")),
        order=fields.get("order", ""),
        examples=tuple(examples),
        note=fields.get("note", ""),
        trusted=trusted,
    )


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
