"""Property tables read from a store by SPARQL, and RDF terms in the short form that the page carries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Protocol

from pyoxigraph import BlankNode, Literal, NamedNode

from kg.rdf.namespaces import PREFIXES, RDF, XSD

Term = NamedNode | Literal
Row = dict[str, list[Term]]
Table = dict[str, Row]


class Queryable(Protocol):
    """Whatever answers SPARQL the way ``pyoxigraph.Store`` does."""

    def query(self, query: str, *, prefixes: dict[str, str] | None = ...) -> Any:
        """Solutions or triples."""


def select(store: Queryable, query: str) -> Iterator[tuple[Term, ...]]:
    """The solutions of ``query`` as tuples; those with a blank node are left out."""
    for solution in store.query(query, prefixes=PREFIXES):
        terms = tuple(solution)
        if BlankNode not in map(type, terms):
            yield terms


def batches(iris: Iterable[str], size: int = 2000) -> Iterator[str]:
    """``iris`` as the inside of VALUES blocks, ``size`` at a time."""
    rest = iter(iris)
    while batch := list(islice(rest, size)):
        yield " ".join(f"<{iri}>" for iri in batch)


def table(
    store: Queryable,
    classes: Iterable[str],
    among: Collection[str] | None = None,
    properties: Iterable[str] | None = None,
) -> Table:
    """The properties (all, or some) of the instances of ``classes`` (of those ``among`` them), in a fixed order."""
    found: dict[str, dict[str, list[Term]]] = {}
    classes = set(classes)
    wanted = " ".join(f"<{iri}>" for iri in sorted(classes))
    queries = [f"SELECT ?s ?p ?o {{ VALUES ?c {{ {wanted} }} ?s a ?c ; ?p ?o }}"]
    if among is not None:
        # One query a property: Oxigraph reads everything of everything where both stand in VALUES.
        some = [("?p", "?p")] if properties is None else [(f"(<{iri}> AS ?p)", f"<{iri}>") for iri in properties]
        queries = [
            f"SELECT ?s {column} ?o {{ VALUES ?s {{ {batch} }} ?s {predicate} ?o }}"
            for batch in batches(sorted(among))
            for column, predicate in some
        ]
    for query in queries:
        for subject, predicate, value in select(store, query):
            found.setdefault(subject.value, {}).setdefault(predicate.value, []).append(value)
    # An instance of two of the classes comes twice; of most properties there is one value, which needs no sorting.
    return {
        subject: {
            predicate: terms if len(terms) == 1 else sorted(set(terms), key=str)
            for predicate, terms in sorted(found[subject].items())
        }
        for subject in sorted(found)
        if among is None or any(term.value in classes for term in found[subject].get(RDF + "type", ()))
    }


def first(row: Row, predicate: str) -> str | None:
    """The first value of ``predicate`` as text, or None."""
    return next((term.value for term in row.get(predicate, ())), None)


def texts(row: Row, predicate: str) -> dict[str, str]:
    """The values of ``predicate`` by language; the first in each."""
    found: dict[str, str] = {}
    for term in row.get(predicate, ()):
        if isinstance(term, Literal):
            found.setdefault(term.language or "", term.value)
    return found


def every(row: Row, predicate: str) -> dict[str, list[str]]:
    """All values of ``predicate`` by language."""
    found: dict[str, list[str]] = defaultdict(list)
    for term in row.get(predicate, ()):
        if isinstance(term, Literal):
            found[term.language or ""].append(term.value)
    return dict(found)


@dataclass(slots=True)
class Shortener:
    """IRIs as CURIEs, and which properties hold which datatype, so that a value needs no mark of its own."""

    base: str
    datatypes: dict[str, str] = field(default_factory=dict)

    def iri(self, iri: str) -> str:
        """``iri`` with a prefix of the project, else the whole IRI in angle brackets."""
        for prefix, namespace in (("kgd", self.base), ("kg", PREFIXES["kg"]), ("kgc", PREFIXES["kgc"])):
            if iri.startswith(namespace):
                return f"{prefix}:{iri[len(namespace) :]}"
        return f"<{iri}>"

    def value(self, name: str, term: Term) -> str:
        """``term`` as a string; the datatype of the property ``name`` is noted once."""
        if isinstance(term, NamedNode):
            self.datatypes.setdefault(name, "iri")
            return self.iri(term.value)
        datatype = term.datatype.value
        self.datatypes.setdefault(name, datatype.removeprefix(XSD) if datatype.startswith(XSD) else "string")
        return term.value
