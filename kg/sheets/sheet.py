"""A sheet as it was read: its triples, where each node and value stands, what it declares and names, what is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import Literal, Triple

from kg.errors import Problem
from kg.rdf.namespaces import SKOS
from kg.rdf.spelling import suggestion
from kg.rdf.triples import parts

Place = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a sheet names an entity that some sheet must declare."""

    iri: str
    text: str
    place: Place


@dataclass(slots=True)
class Sheet:
    """One sheet read: its triples, where each node and value stands, and what is wrong with it."""

    file: str
    triples: list[Triple] = field(default_factory=list)
    nodes: dict[str, Place] = field(default_factory=dict)
    values: dict[tuple[str, str], list[tuple[Place, str]]] = field(default_factory=dict)
    declared: dict[str, Place] = field(default_factory=dict)
    references: list[Reference] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    tainted: set[str] = field(default_factory=set)


def unresolved(sheets: Iterable[Sheet], declared: Iterable[str], base: str) -> list[tuple[str, Problem]]:
    """References to entities that no sheet declares: (IRI, problem), with near spellings."""
    known = set(declared)
    names = [iri.removeprefix(base) for iri in known]
    found = []
    for sheet in sheets:
        for reference in sheet.references:
            if reference.iri not in known:
                if reference.text.startswith("claim/"):
                    message = (
                        f"no claim {reference.text!r} (any more); `kg conflicts` prints the ids of claims that compete"
                    )
                else:
                    message = f"unknown entity {reference.text!r}{suggestion(reference.text, names)}; a new one is declared in data/entities/"
                found.append((reference.iri, Problem(*reference.place, message)))
    return found


def labels_of(sheet: Sheet) -> Iterable[tuple[str, str, str]]:
    """(entity, language, label or alias) of all names that the sheet declares."""
    named = {SKOS + name for name in ("prefLabel", "altLabel")}
    for triple in sheet.triples:
        subject, predicate, name = parts(triple)
        if predicate in named and isinstance(triple.object, Literal):
            yield subject, triple.object.language or "", name
