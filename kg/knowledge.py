"""A built knowledge graph, open for questions: what ``kg.open()`` returns and what each command asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode

from kg.answers import Answer, Row, Solutions
from kg.answers.engine import LocalEngine, fill
from kg.answers.evidence import Evidence, evidence_of, exploded
from kg.answers.names import Names
from kg.answers.parameters import bind
from kg.errors import KgError
from kg.rdf.readable import Readable
from kg.rdf.spelling import suggestion
from kg.sparql.queries import NamedQuery, read_query

if TYPE_CHECKING:
    import networkx
    import rdflib

    from kg.network.card import Card
    from kg.network.chains import Link
    from kg.network.partners import Path as PartnerPath

_LABEL = "_label"


@dataclass(frozen=True)
class Asked:
    """A question with its answer: the SPARQL that ran, and the evidence of each row where it was asked for."""

    sparql: str
    answer: Answer
    query: NamedQuery | None = None
    support: tuple[tuple[Evidence, ...], ...] | None = None

    def table(self) -> Answer:
        """The answer with the evidence, where there is any, in columns of its own."""
        if self.support is None or not isinstance(self.answer, Solutions):
            return self.answer
        return exploded(self.answer, self.support)


class KnowledgeGraph:
    """The facts of one build; reading never changes them."""

    def __init__(self, store: Readable, base: str, queries: Mapping[str, Path]) -> None:
        self.base = base
        self.engine = LocalEngine(store, base)
        self.names = Names(self.engine, base)
        self._files = queries

    @property
    def query_names(self) -> list[str]:
        """The names of all named queries."""
        return sorted(self._files)

    def named(self, name: str) -> NamedQuery:
        """The named query ``name``.

        Raises:
            KgError: there is none; near names are suggested.
        """
        if name not in self._files:
            near = suggestion(name, self._files) or "; `kg query` lists them all"
            raise KgError(f"no query is called {name!r}{near}")
        return read_query(name, self._files[name].read_text(encoding="utf-8"))

    def query(self, question: str, *, language: str = "en", evidence: bool = False, **parameters: object) -> Any:
        """The answer to a named query or to any SPARQL text.

        Parameters of named queries are labels, aliases, ids or IRIs, as on the command line; those
        that are words of Python are given with an underscore behind (``in_="울산"``).
        """
        given = {name.removesuffix("_"): _texts(value) for name, value in parameters.items()}
        if question in self._files:
            return self.ask(self.named(question), given, language=language, evidence=evidence).table()
        if not any(character in question for character in "{ \n"):
            self.named(question)
        return self.ask(question, given, language=language, evidence=evidence).table()

    def sparql(self, query: NamedQuery, given: Mapping[str, Sequence[str]], language: str = "en") -> str:
        """The SPARQL of ``query`` with its parameters filled."""
        return fill(query.sparql, bind(query, given, self.names, language))

    def ask(
        self,
        question: NamedQuery | str,
        given: Mapping[str, Sequence[str]] | None = None,
        *,
        language: str = "en",
        evidence: bool = False,
    ) -> Asked:
        """Ask a named query, or SPARQL text that a user wrote."""
        if isinstance(question, str):
            if given:
                raise KgError(
                    f"SPARQL text takes no parameters, but {next(iter(given))!r} is given; write the value into the query"
                )
            if evidence:
                raise KgError("--evidence needs a named query; in your own SPARQL follow kg:evidence from the claim")
            return Asked(question, self.engine.ask(question))
        text = self.sparql(question, given or {}, language)
        answer = self.engine.ask(text, trusted=question.trusted)
        if not isinstance(answer, Solutions) or not question.columns:
            return Asked(text, answer, question)
        if evidence and not question.support:
            raise KgError(
                f"{question.name}: its rows rest on no single claims, so there is no evidence to show; leave --evidence out"
            )
        shaped, behind = self._shape(question, answer, language)
        support = None
        if evidence:
            found = evidence_of(self.engine, (iri for iris in behind for iri in iris), language)
            support = tuple(tuple(sorted({item for iri in iris for item in found.get(iri, [])})) for iris in behind)
        return Asked(text, shaped, question, support)

    def _shape(self, query: NamedQuery, answer: Solutions, language: str) -> tuple[Solutions, list[list[str]]]:
        """The columns that the query promises, equal rows once, and the claims behind each row."""
        place = {name: index for index, name in enumerate(answer.columns)}
        shown = [name for name in query.columns if name in place]
        merged: dict[Row, dict[str, None]] = {}
        for terms in answer.terms:
            row = tuple(terms[place[name]] for name in shown)
            behind = merged.setdefault(row, {})
            for name in query.support:
                term = terms[place[name]]
                if isinstance(term, (NamedNode, Literal)):
                    behind.update(dict.fromkeys(term.value.split()))
        labelled = {
            name: name.removesuffix(_LABEL) for name in query.columns if name not in place and name.endswith(_LABEL)
        }
        at = {name: index for index, name in enumerate(shown)}
        iris = {
            term.value for row in merged for base in labelled.values() if isinstance(term := row[at[base]], NamedNode)
        }
        labels = self.names.labels(iris, language)

        def value(row: Row, name: str) -> Any:
            if name in at:
                return row[at[name]]
            term = row[at[labelled[name]]]
            return Literal(labels[term.value]) if isinstance(term, NamedNode) else None

        rows = [tuple(value(row, name) for name in query.columns) for row in merged]
        return Solutions(query.columns, rows), [sorted(behind) for behind in merged.values()]

    @cached_property
    def graph(self) -> rdflib.Graph:
        """The whole graph as an rdflib Graph of its own, prefixes bound."""
        from kg.answers.rdflib_graph import rdflib_graph

        return rdflib_graph(self.engine.store, self.base)

    def network(self, language: str = "en") -> networkx.MultiDiGraph:
        """The partner graph; see ``kg.network.partners.partner_graph``."""
        from kg.network.partners import partner_graph

        return partner_graph(self.engine, self.names, language)

    def path(self, a: str, b: str, *, most: int = 3, language: str = "en") -> list[PartnerPath]:
        """The shortest partner path between two named agents, and alternatives; an empty list if there is none."""
        from kg.network.partners import paths
        from kg.rdf.namespaces import KG

        ends = [self.names.resolve(name, [KG + "Agent"], language) for name in (a, b)]
        return paths(self.network(language), *ends, most=most)

    def chain(self, a: str, b: str, *, language: str = "en") -> tuple[Link, ...]:
        """The shortest chain of claims between two named entities, whatever they say; see ``kg.network.chains``."""
        from kg.network.chains import chain

        return chain(self.engine, *(self.names.resolve(name, (), language) for name in (a, b)))

    def show(self, name: str, language: str = "en") -> Card:
        """The card of the entity ``name``; printing it gives the text of ``kg show``."""
        from kg.network.card import card

        return card(self, self.names.resolve(name, (), language), language)


def _texts(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, (list, tuple)) else [str(value)]


def opened(
    workspace: str | None = None, output: str | None = None, store: str | None = None, graph: str | None = None
) -> KnowledgeGraph:
    """The last build of a workspace, or the data set on a server; see ``kg.open``."""
    from kg import workspace as workspaces
    from kg.store import Generations, open_store

    found = workspaces.at(workspace) if workspace else workspaces.find(Path.cwd())
    if store is not None:
        if output is not None:
            raise KgError("a server (store) and a build (output) are two places; name one")
        return served(store, graph, found.queries)
    if graph is not None:
        raise KgError("graph names a graph on a server; name the server with store")
    folder = Path(output).absolute() if output else (Path.cwd() if found.builtin else found.root) / "build"
    return KnowledgeGraph(open_store(Generations(folder).current()), found.base, found.queries)


def served(url: str, graph: str | None, queries: Mapping[str, Path], *, seconds: float | None = None) -> KnowledgeGraph:
    """The data set on the SPARQL server at ``url``; its base IRI is the one that it has there."""
    from kg.remote.store import RemoteStore

    store = RemoteStore(url, graph, seconds=seconds)
    return KnowledgeGraph(store, store.base(), queries)
