"""Which part of a very large data set one page holds, what it rests on, and whether a change can be seen in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, Triple

from kg.ontology.vocabulary import ENTITY, Vocabulary
from kg.page.tables import Queryable, batches, select
from kg.rdf.namespaces import KG, RDF, SKOS

MOST: Final = 5000  # entities up to which a page holds everything
HELD: Final = 800  # entities nearest to the middle that it holds of more; with the places around them about 1,200
NAMES: Final = tuple(SKOS + name for name in ("prefLabel", "altLabel", "hiddenLabel"))

# Who takes part in what, and what is related: a region, where thousands of things stand, is reached but leads nowhere.
_TOUCHING = "SELECT DISTINCT ?c {{ VALUES ?a {{ {} }} ?c kg:who|kg:subject|kg:object ?a }}"
_ENDS = "SELECT DISTINCT ?b {{ VALUES ?c {{ {} }} ?c kg:who|kg:subject|kg:object ?b }}"
_AROUND = "SELECT DISTINCT ?b {{ VALUES ?a {{ {} }} ?c kg:subject ?a ; kg:place|kg:whole|kg:organization ?b }}"
_ABOVE = "SELECT DISTINCT ?b {{ VALUES ?a {{ {} }} ?a kg:within|kg:governs ?b }}"
_CLAIMS = "SELECT DISTINCT ?c {{ VALUES ?e {{ {} }} ?c kg:subject ?e }}"
_PARTNERS = "SELECT ?c ?a {{ VALUES ?t {{ {} }} ?c kg:through ?t ; kg:partner ?a }}"
_DECISIONS = "SELECT DISTINCT ?d {{ VALUES ?a {{ {} }} ?d kg:entity|kg:claim ?a }}"
_BUSIEST = "SELECT ?e (COUNT(?c) AS ?n) { ?c kg:who ?e } GROUP BY ?e"
_BUSY = "SELECT ?e (COUNT(?c) AS ?n) {{ VALUES ?e {{ {} }} ?c kg:who ?e }} GROUP BY ?e"
_CLASSES = "SELECT DISTINCT ?class {{ VALUES ?e {{ {} }} ?e a ?class }}"
# Properties whose subjects are looked for by what they lead to; classes are too.
_SOUGHT = {RDF + "type", *(KG + name for name in ("who", "subject", "object", "partner", "through", "entity", "claim"))}


@dataclass(frozen=True, slots=True)
class Scope:
    """The entities and claims that a page holds, around ``middle``, of all ``everything``; ``met`` on the way."""

    middle: str
    entities: frozenset[str]
    claims: frozenset[str]
    everything: frozenset[str]
    met: frozenset[str]

    def decisions(self, store: Queryable) -> Iterator[str]:
        """Who is who among what the page holds, and which of its claims answers."""
        return _terms(store, _DECISIONS, sorted(self.entities | self.claims))


def scope(store: Queryable, vocabulary: Vocabulary, focus: str | None, most: int, held: int) -> Scope | None:
    """The nearest ``held`` entities to ``focus`` (or to who takes part in most), or None if there are up to ``most``."""
    classes = vocabulary.subclasses(ENTITY)
    listed = " ".join(f"<{iri}>" for iri in sorted(classes))
    found = select(store, f"SELECT DISTINCT ?e {{ VALUES ?c {{ {listed} }} ?e a ?c }}")
    everything = frozenset(term.value for (term,) in found)
    if len(everything) <= most or (focus is not None and focus not in everything):
        return None
    middle = focus or _busiest(store, everything)
    chosen, met = {middle}, set(classes)
    edge = [middle]
    while edge and len(chosen) < held:
        claims = sorted(set(_terms(store, _TOUCHING, edge)))
        met.update(claims)
        near = sorted(set(_terms(store, _ENDS, claims)) & everything - chosen)
        edge = near[: held - len(chosen)]
        chosen.update(edge)
    around = set(_terms(store, _AROUND, sorted(chosen))) & everything
    chosen |= around | set(_terms(store, _ABOVE, sorted(chosen | around))) & everything
    inside = set(_terms(store, _CLAIMS, sorted(chosen)))
    partners: dict[str, set[str]] = defaultdict(set)
    for batch in batches(sorted(chosen)):
        for claim, partner in select(store, _PARTNERS.format(batch)):
            partners[claim.value].add(partner.value)
    inside |= {claim for claim, both in partners.items() if len(both & chosen) > 1}
    return Scope(middle, frozenset(chosen), frozenset(inside), everything, frozenset(met))


def affected(ground: Collection[str] | None, middle: str, changed: Iterable[Triple], store: Queryable) -> bool:
    """Whether a page may have become another one by ``changed``: triples that came into ``store`` or left it.

    The page is one without a focus of its own, opened on ``middle``; ``ground`` are the subjects that it rests on.
    What the ontology says is the same as it was.
    """
    if ground is None:
        return next(iter(changed), None) is not None
    named: set[str] = set()
    taking: set[str] = set()
    for triple in changed:
        subject, predicate, value = triple.subject, triple.predicate.value, triple.object
        if isinstance(subject, NamedNode) and subject.value in ground:
            return True
        if predicate in _SOUGHT and isinstance(value, NamedNode) and value.value in ground:
            return True
        if predicate in NAMES and isinstance(subject, NamedNode):
            named.add(subject.value)
        if predicate == KG + "who" and isinstance(value, NamedNode):
            taking.add(value.value)
    # Search finds every entity by every name; the classes of entities are part of the ground.
    if any(cls in ground for cls in _terms(store, _CLASSES, sorted(named))):
        return True
    return bool(taking) and _first(_counted(store, {*taking, middle})) != middle


def _busiest(store: Queryable, everything: Collection[str]) -> str:
    """Who of ``everything`` takes part in most; of several the first by IRI, and of all if none takes part in anything."""
    counts = {term.value: int(count.value) for term, count in select(store, _BUSIEST) if term.value in everything}
    return _first(counts) if counts else min(everything)


def _counted(store: Queryable, entities: Iterable[str]) -> Counter[str]:
    counts = Counter(dict.fromkeys(entities, 0))
    for batch in batches(sorted(counts)):
        counts.update({term.value: int(count.value) for term, count in select(store, _BUSY.format(batch))})
    return counts


def _first(counts: dict[str, int]) -> str:
    return min(counts, key=lambda iri: (-counts[iri], iri))


def _terms(store: Queryable, query: str, starts: Iterable[str]) -> Iterator[str]:
    for batch in batches(starts):
        for (term,) in select(store, query.format(batch)):
            yield term.value
