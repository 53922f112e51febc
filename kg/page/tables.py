"""Property tables read from a store by SPARQL, and RDF terms in the short form that the page carries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from pyoxigraph import Literal, NamedNode

from kg.namespaces import PREFIXES, XSD

Term = NamedNode | Literal
Row = dict[str, list[Term]]
Table = dict[str, Row]
Json = str | int | list["Json"]


class Queryable(Protocol):
    """Whatever answers SPARQL the way ``pyoxigraph.Store`` does."""

    def query(self, query: str, *, prefixes: dict[str, str] | None = ...) -> Any:
        """Solutions or triples."""


def select(store: Queryable, query: str) -> Iterator[tuple[Term, ...]]:
    """The solutions of ``query`` as tuples; those with a blank or unbound term are left out."""
    for solution in store.query(query, prefixes=PREFIXES):
        terms = tuple(solution)
        if all(isinstance(term, (NamedNode, Literal)) for term in terms):
            yield terms


def table(store: Queryable, classes: Iterable[str]) -> Table:
    """All properties of the instances of ``classes``, subjects, predicates and values in a fixed order."""
    found: dict[str, dict[str, set[Term]]] = defaultdict(lambda: defaultdict(set))
    values = " ".join(f"<{iri}>" for iri in sorted(classes))
    for subject, predicate, value in select(store, f"SELECT ?s ?p ?o {{ VALUES ?c {{ {values} }} ?s a ?c ; ?p ?o }}"):
        found[subject.value][predicate.value].add(value)
    return {
        subject: {predicate: sorted(terms, key=str) for predicate, terms in sorted(row.items())}
        for subject, row in sorted(found.items())
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
