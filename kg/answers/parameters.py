"""From what a user types to the RDF terms of a query's parameters: names, concepts, days, numbers."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from pyoxigraph import Literal, NamedNode

from kg.answers.names import Names
from kg.errors import KgError
from kg.ontology.vocabulary import LANGUAGES
from kg.rdf.namespaces import CONCEPT, KG, SCHEME, XSD
from kg.rdf.quantities import canonical_decimal
from kg.rdf.spelling import fold, suggestion
from kg.sparql.queries import NamedQuery, Parameter

Terms = list[NamedNode | Literal]

_CONCEPTS = """
SELECT ?term ?label {
  VALUES ?scheme { UNDEF }
  ?term skos:inScheme ?scheme ; skos:prefLabel|skos:altLabel ?label .
}
"""
_CLASSES = """
SELECT ?term ?label { ?term rdfs:subClassOf* kg:Entity ; rdfs:label ?label }
"""


def assign(query: NamedQuery, words: Collection[str]) -> dict[str, list[str]]:
    """Give each command-line word its parameter: ``name=value``, or a bare value to the first one left.

    Raises:
        KgError: an unknown or repeated parameter, or too many values.
    """
    several = {parameter.name: parameter.several for parameter in query.parameters}
    given: dict[str, list[str]] = {}
    bare = []
    for word in words:
        name, equals, value = word.partition("=")
        if equals and name in several:
            if name in given and not several[name]:
                raise KgError(f"{query.name}: parameter {name!r} is given twice; it takes one value")
            given.setdefault(name, []).append(value)
        elif equals and re.fullmatch(r"\w+", name, re.ASCII):
            raise KgError(_unknown(query, name))
        else:
            bare.append(word)
    for word in bare:
        free = [name for name in several if name not in given or several[name]]
        if not free:
            raise KgError(f"{query.name}: no parameter is left for {word!r}; it takes {listed(several)}")
        given.setdefault(free[0], []).append(word)
    return given


def listed(names: Collection[str]) -> str:
    """``names`` for a message."""
    return ", ".join(names) if names else "no parameters"


def _unknown(query: NamedQuery, name: str) -> str:
    known = [parameter.name for parameter in query.parameters]
    return f"{query.name}: no parameter {name!r}{suggestion(name, known) or f'; it takes {listed(known)}'}"


def bind(query: NamedQuery, given: Mapping[str, Sequence[str]], names: Names, language: str = "en") -> dict[str, Terms]:
    """RDF terms for the parameters: given values, defaults; free ones are left out.

    Raises:
        KgError: a value is missing, or none of the parameter's type.
    """
    for name in given:
        if name not in {parameter.name for parameter in query.parameters}:
            raise KgError(_unknown(query, name))
    bound: dict[str, Terms] = {}
    for parameter in query.parameters:
        texts = given.get(parameter.name) or ([] if parameter.default is None else [parameter.default])
        if not texts:
            raise KgError(
                f"{query.name}: give {parameter.name}=… ({parameter.text}); `kg query {query.name} --help` has examples"
            )
        if len(texts) > 1 and not parameter.several:
            raise KgError(f"{query.name}: parameter {parameter.name!r} takes one value")
        if list(texts) == [parameter.default] and texts[0].startswith("("):
            continue
        bound[parameter.name] = [term(parameter, text, names, language) for text in texts]
    return bound


def term(parameter: Parameter, text: str, names: Names, language: str = "en") -> NamedNode | Literal:
    """``text`` as a term of the parameter's type.

    Raises:
        KgError: it is none.
    """
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
    if kind == "class":
        return NamedNode(_chosen(parameter, text, names, KG, "kg:", _CLASSES))
    if kind[0].islower():
        schemes = [NamedNode(SCHEME + name) for name in parameter.types]
        return NamedNode(_chosen(parameter, text, names, CONCEPT, "kgc:", _CONCEPTS, scheme=schemes))
    return NamedNode(names.resolve(text, [KG + name for name in parameter.types if name != "Entity"], language))


def _chosen(
    parameter: Parameter,
    text: str,
    names: Names,
    namespace: str,
    prefix: str,
    question: str,
    **values: Sequence[NamedNode],
) -> str:
    """The term of the ontology that ``text`` means: its id, CURIE, IRI, or a label in any language."""
    ids: dict[str, str] = {}
    by_label: dict[str, str] = {}
    for row in names.engine.select(question, **values):
        ids[row.term.removeprefix(namespace)] = row.term
        by_label[fold(row.label)] = row.term
    wanted = text.removeprefix(prefix).removeprefix("<").removesuffix(">").removeprefix(namespace)
    if found := ids.get(wanted) or by_label.get(fold(wanted)):
        return found
    kind = " or ".join(parameter.types)
    near = suggestion(text, ids) or f"; one of {listed(sorted(ids))}"
    raise KgError(f"{parameter.name}: no {kind} is called {text!r}{near}")
