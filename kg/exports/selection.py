"""What to export: the whole graph, or a part of it that can be read on its own.

A part is decided by its claims: they come with their evidence, the entities they
mention, the labels of their concepts, the documents they cite, and of what rules derived only
what follows from these claims alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import permutations

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg.ontology.context import Context
from kg.ontology.vocabulary import ENTITY, Index, Vocabulary, index
from kg.rdf.namespaces import CONCEPT, KG, RDF, RDFS, SKOS, TYPE, kg
from kg.rdf.readable import Readable, ReadsAhead
from kg.rdf.turtle import Term, canonical

_CONCEPT_PROPERTIES = {RDF + "type", SKOS + "prefLabel", SKOS + "inScheme", SKOS + "notation"}
# Simple triples written from one claim each: the properties at its two ends, the one whose concept names the
# predicate, or the predicate.
_SIMPLE = {
    KG + "Participation": ("who", "subject", "role", ""),
    KG + "RelationClaim": ("subject", "object", "relation", ""),
    KG + "LocationClaim": ("subject", "place", "", "locatedIn"),
    KG + "PartClaim": ("subject", "whole", "", "partOf"),
}


@dataclass(frozen=True)
class Selection:
    """Triples in canonical order; ``part`` says in words which part of the data set they are (empty: all of it)."""

    triples: list[Triple] = field(repr=False)
    vocabulary: Vocabulary = field(repr=False)
    context: Context = field(repr=False)
    base: str
    part: str = ""

    @cached_property
    def nodes(self) -> Index:
        """The triples by subject and predicate."""
        return index(self.triples)

    def of_class(self, cls: str) -> list[str]:
        """The nodes of class ``cls`` (IRI) or of one below it, sorted."""
        wanted = self.vocabulary.subclasses(cls)
        return [iri for iri, found in self.nodes.items() if any(t.value in wanted for t in found.get(RDF + "type", ()))]

    @cached_property
    def entities(self) -> list[str]:
        """All entities, sorted."""
        return self.of_class(ENTITY)

    def class_of(self, iri: str) -> str:
        """The class of the node ``iri``: of several the one with most classes above it."""
        types = [t.value for t in self.nodes.get(iri, {}).get(RDF + "type", ())]
        return max(types, key=lambda cls: (len(self.vocabulary.ancestors(cls)), cls), default="")

    def one(self, iri: str, name: str) -> str | None:
        """The first value of the project's property ``name`` at ``iri``, as text."""
        values = self.nodes.get(iri, {}).get(KG + name)
        return values[0].value if values else None

    def label(self, iri: str, language: str) -> str:
        """The preferred label of an entity or a term in ``language``, else in English, else its id."""
        found = {
            v.language: v.value for v in self.nodes.get(iri, {}).get(SKOS + "prefLabel", ()) if isinstance(v, Literal)
        }
        return found.get(language) or found.get("en") or self.short(self.vocabulary.label(iri, language))

    def short(self, iri: str) -> str:
        """``iri`` without the base of the data set or of the concepts."""
        return iri.removeprefix(self.base).removeprefix(CONCEPT)


@dataclass(frozen=True)
class Dataset:
    """A data set to select from."""

    store: Readable
    vocabulary: Vocabulary
    context: Context
    base: str

    def select(self, triples: Iterable[Triple], part: str = "") -> Selection:
        """A selection of exactly ``triples``."""
        return Selection(canonical(triples), self.vocabulary, self.context, self.base, part)

    def whole(self) -> Selection:
        """Everything."""
        return self.select(quad.triple for quad in self.store)

    def ahead(self, nodes: Iterable[NamedNode], *, inverse: bool = False) -> None:
        """Say which nodes are asked for next, for a store that is far away."""
        if isinstance(self.store, ReadsAhead):
            self.store.ahead(nodes, inverse=inverse)

    def about(self, node: NamedNode) -> list[Triple]:
        """The triples of which ``node`` is the subject."""
        return [quad.triple for quad in self.store.quads_for_pattern(node, None, None)]

    def having(self, predicate: str, node: NamedNode) -> list[NamedNode]:
        """The nodes that have ``node`` as their value of the project's property ``predicate``."""
        found = self.store.quads_for_pattern(None, kg(predicate), node)
        return [quad.subject for quad in found if isinstance(quad.subject, NamedNode)]

    def classes(self, node: NamedNode) -> set[str]:
        """The classes of ``node``."""
        return {cls.value for cls in self.values(node, TYPE)}

    def values(self, node: NamedNode, predicate: NamedNode) -> list[NamedNode]:
        """The IRIs that ``node`` has as values of ``predicate``."""
        found = self.store.quads_for_pattern(node, predicate, None)
        return [quad.object for quad in found if isinstance(quad.object, NamedNode)]

    def instances(self, cls: str) -> list[NamedNode]:
        """The nodes of exactly the project's class ``cls``."""
        found = self.store.quads_for_pattern(None, TYPE, kg(cls))
        return [quad.subject for quad in found if isinstance(quad.subject, NamedNode)]

    def is_entity(self, node: NamedNode) -> bool:
        """Whether ``node`` is an entity."""
        return any(ENTITY in self.vocabulary.ancestors(cls) for cls in self.classes(node))

    @cached_property
    def links(self) -> list[str]:
        """The claim properties (local names) whose values are entities, ``subject`` among them."""
        found = []
        for iri in sorted(self.vocabulary.properties):
            selects = self.vocabulary.parts.get(iri) in ("selector", "value")
            reaches = ENTITY in self.vocabulary.ancestors(self.vocabulary.value(iri, RDFS + "range") or "")
            if selects and reaches and "Partnership" not in (self.vocabulary.domain(iri) or ""):
                found.append(iri.removeprefix(KG))
        return found

    def by_claims(
        self,
        claims: Iterable[NamedNode],
        part: str,
        *,
        source: NamedNode | None = None,
        entities: Iterable[NamedNode] = (),
    ) -> Selection:
        """The part that ``claims`` decide; with ``source``, only the evidence that stands there."""
        return self.select(_Gathering(self, set(claims), source).gather(set(entities)), part)


class _Gathering:
    """Collects the triples of one part."""

    def __init__(self, data: Dataset, claims: set[NamedNode], source: NamedNode | None) -> None:
        self.data = data
        self.claims = claims
        self.source = source
        self.found: set[Triple] = set()
        self.mentioned: set[NamedNode] = set()
        self.partnerships: list[NamedNode] = []

    def gather(self, entities: set[NamedNode]) -> set[Triple]:
        self.mentioned |= entities
        self.data.ahead(self.claims)
        self.data.ahead(self.claims, inverse=True)
        self.data.ahead(n for c in self.claims for name in ("evidence", "slot") for n in self.data.values(c, kg(name)))
        for claim in self.claims:
            self.claim(claim)
        self.data.ahead(self.mentioned)
        for dataset in self.data.instances("Dataset"):
            self.add(dataset)
        for claim in self.claims:
            for decision in self.data.having("claim", claim):
                self.add(decision)
        for partnership in {p for claim in self.claims for p in self.data.having("derivedFrom", claim)}:
            if self.claims.issuperset(self.data.values(partnership, kg("derivedFrom"))):
                self.partnerships.append(partnership)
                self.add(partnership)
        for node in self.closed(lambda node: kg("Document").value in self.data.classes(node)):
            self.document(node)
        simple = self.simple()
        self.data.ahead(self.mentioned)
        present = set(self.closed(self.data.is_entity))
        for node in present:
            self.entity(node, present)
        for node in self.mentioned:
            if node.value.startswith(CONCEPT):
                self.found |= {t for t in self.data.about(node) if t.predicate.value in _CONCEPT_PROPERTIES}
        return self.found | simple

    def closed(self, wanted: Callable[[NamedNode], bool]) -> list[NamedNode]:
        return [node for node in sorted(self.mentioned, key=str) if wanted(node)]

    def take(self, triples: Iterable[Triple]) -> None:
        for triple in triples:
            self.found.add(triple)
            if isinstance(triple.object, NamedNode) and triple.predicate != TYPE:
                self.mentioned.add(triple.object)

    def add(self, node: NamedNode) -> None:
        self.take(self.data.about(node))

    def claim(self, claim: NamedNode) -> None:
        for triple in self.data.about(claim):
            value = triple.object
            if triple.predicate == kg("evidence") and isinstance(value, NamedNode):
                if self.source is not None and self.source not in self.data.values(value, kg("source")):
                    continue
                self.add(value)
            elif triple.predicate == kg("slot") and isinstance(value, NamedNode):
                self.add(value)
            self.take([triple])

    def document(self, node: NamedNode) -> None:
        self.add(node)
        for section in self.data.values(node, kg("hasSection")):
            self.add(section)

    def entity(self, node: NamedNode, present: set[NamedNode]) -> None:
        """Names, class, kind and what it governs; simple triples are left to the claims that they follow from."""
        for triple in self.data.about(node):
            value = triple.object
            if not isinstance(value, NamedNode) or triple.predicate == TYPE or not self.data.is_entity(value):
                self.take([triple])
            elif triple.predicate == kg("governs") and value in present:
                self.found.add(triple)

    def simple(self) -> set[Triple]:
        """The simple triples that follow from the claims taken, as far as the rules wrote them."""
        found = {t for claim in self.claims for t in simple_triples(self.data, claim)}
        for partnership in self.partnerships:
            for one, other in permutations(self.data.values(partnership, kg("partner")), 2):
                found.add(Triple(one, kg("partnersWith"), other))
        above: dict[Term, set[Term]] = {}
        for triple in found:
            if triple.predicate in (kg("locatedIn"), kg("partOf")):
                above.setdefault(triple.subject, set()).add(triple.object)
        for inner in list(above):
            outer: set[Term] = set()
            todo: list[Term] = [inner]
            while todo:
                new = above.get(todo.pop(), set()) - outer
                outer |= new
                todo += new
            if isinstance(inner, NamedNode):
                found |= {Triple(inner, kg("within"), node) for node in outer}
        self.mentioned |= {end for t in found for end in (t.subject, t.object) if isinstance(end, NamedNode)}
        return {triple for triple in found if Quad(*triple) in self.data.store}


def simple_triples(data: Dataset, claim: NamedNode) -> list[Triple]:
    """The simple triples that rules write from ``claim`` alone; none if it may not answer questions."""
    if not any(data.store.quads_for_pattern(claim, kg("accepted"), None)):
        return []
    found = []
    for cls in data.classes(claim) & _SIMPLE.keys():
        start, end, concept, name = _SIMPLE[cls]
        names = [kg(name)] if name else []
        for said in data.values(claim, kg(concept)) if concept else []:
            names += [NamedNode(iri) for iri in data.vocabulary.values(said.value, KG + "shortcut")]
        for one in data.values(claim, kg(start)):
            found += [Triple(one, how, other) for other in data.values(claim, kg(end)) for how in names]
    return found
