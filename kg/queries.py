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

A parameter's type is one or more classes (``Agent|Place``), a concept scheme
(``role``), or ``text``, ``date``, ``number``, ``language``. A default in parentheses leaves the
parameter free. The query marks each place of a parameter by ``VALUES ?of { UNDEF }``.

``columns`` are the columns of the answer in their order. A column ``x_label`` that the query does
not make itself is the label of ``x`` in the language asked for; a table shows it in place of ``x``.
``evidence`` names the variables that hold the claims or partnerships behind a row (one IRI, or
several with spaces between them); they are no columns unless listed. Each ``example`` is a line of
arguments that has an answer.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal, NamedNode

from kg.errors import KgError
from kg.names import Names
from kg.namespaces import CONCEPT, KG, SCHEME, XSD
from kg.quantities import canonical_decimal
from kg.spelling import fold, suggestion
from kg.vocabulary import LANGUAGES

_HEADER = re.compile(r"#\+ ([a-z]+): ?(.*)")
_PARAMETER = re.compile(r"(\w+): ([\w|-]+)(?: = (\([^)]*\)|\S+))? — (.+)")
_FIELDS = ("title", "question", "tags", "columns", "evidence", "order", "note")
PLAIN_TYPES = ("text", "date", "number", "language")
_CONCEPTS = "SELECT ?concept ?label { VALUES ?scheme { UNDEF } ?concept skos:inScheme ?scheme ; skos:prefLabel|skos:altLabel ?label }"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a named query; ``default`` None means that a value must be given."""

    name: str
    types: tuple[str, ...]
    default: str | None
    text: str

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
        parameters.append(Parameter(parameter[1], tuple(parameter[2].split("|")), parameter[3], parameter[4]))
    return NamedQuery(
        name=name,
        sparql=text,
        title=_languages(fields.get("title", name)),
        question=_languages(fields.get("question", "")),
        tags=_list(fields.get("tags", "")),
        parameters=tuple(parameters),
        columns=_list(fields.get("columns", "")),
        support=_list(fields.get("evidence", "")),
        order=fields.get("order", ""),
        examples=tuple(examples),
        note=fields.get("note", ""),
        trusted=trusted,
    )


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def assign(query: NamedQuery, words: Collection[str]) -> dict[str, str]:
    """Give each command-line word its parameter: ``name=value``, or a bare value to the first one left.

    Raises:
        KgError: an unknown or repeated parameter, or too many values.
    """
    names = [parameter.name for parameter in query.parameters]
    given: dict[str, str] = {}
    bare = []
    for word in words:
        name, equals, value = word.partition("=")
        if equals and name in names:
            if name in given:
                raise KgError(f"{query.name}: parameter {name!r} is given twice")
            given[name] = value
        elif equals and re.fullmatch(r"\w+", name, re.ASCII):
            raise KgError(
                f"{query.name}: no parameter {name!r}{suggestion(name, names) or f'; it takes {listed(names)}'}"
            )
        else:
            bare.append(word)
    for word in bare:
        free = [name for name in names if name not in given]
        if not free:
            raise KgError(f"{query.name}: no parameter is left for {word!r}; it takes {listed(names)}")
        given[free[0]] = word
    return given


def listed(names: Collection[str]) -> str:
    """``names`` for a message."""
    return ", ".join(names) if names else "no parameters"


def bind(
    query: NamedQuery, given: Mapping[str, str], names: Names, language: str = "en"
) -> dict[str, NamedNode | Literal]:
    """RDF terms for the parameters: given values, defaults; free ones are left out.

    Raises:
        KgError: a value is missing, or none of the parameter's type.
    """
    known = [parameter.name for parameter in query.parameters]
    for name in given:
        if name not in known:
            raise KgError(
                f"{query.name}: no parameter {name!r}{suggestion(name, known) or f'; it takes {listed(known)}'}"
            )
    bound: dict[str, NamedNode | Literal] = {}
    for parameter in query.parameters:
        text = given.get(parameter.name, parameter.default)
        if text is None:
            raise KgError(
                f"{query.name}: give {parameter.name}=… ({parameter.text}); `kg query {query.name} --help` has examples"
            )
        if text == parameter.default and text.startswith("("):
            continue
        bound[parameter.name] = term(parameter, text, names, language)
    return bound


def term(parameter: Parameter, text: str, names: Names, language: str) -> NamedNode | Literal:
    """``text`` as a term of the parameter's type."""
    kind = parameter.types[0]
    if kind == "text":
        return Literal(text)
    if kind == "language":
        if text not in LANGUAGES:
            raise KgError(f"{parameter.name}: {text!r} is no language here; one of {', '.join(LANGUAGES)}")
        return Literal(text)
    if kind == "date":
        try:
            return Literal(date.fromisoformat(text).isoformat(), datatype=NamedNode(XSD + "date"))
        except ValueError:
            raise KgError(f"{parameter.name}: {text!r} is no day; write it like 2026-01-05") from None
    if kind == "number":
        try:
            return Literal(canonical_decimal(text), datatype=NamedNode(XSD + "decimal"))
        except ValueError as error:
            raise KgError(f"{parameter.name}: {error}") from None
    if kind[0].islower():
        return NamedNode(_concept(parameter, text, names))
    return NamedNode(names.resolve(text, [KG + name for name in parameter.types if name != "Entity"], language))


def _concept(parameter: Parameter, text: str, names: Names) -> str:
    by_name: dict[str, str] = {}
    ids: dict[str, str] = {}
    for scheme in parameter.types:
        for row in names.engine.select(_CONCEPTS, scheme=NamedNode(SCHEME + scheme)):
            ids[row.concept.removeprefix(CONCEPT)] = row.concept
            by_name[fold(row.label)] = row.concept
    wanted = text.removeprefix("kgc:").removeprefix("<").removesuffix(">").removeprefix(CONCEPT)
    if found := ids.get(wanted) or by_name.get(fold(wanted)):
        return found
    kind = " or ".join(parameter.types)
    raise KgError(f"{parameter.name}: no {kind} {text!r}{suggestion(text, ids) or f'; one of {listed(sorted(ids))}'}")
