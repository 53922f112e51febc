"""Parts of a data set that people ask for: one source, one region, one answer, one neighbourhood."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import NamedNode, Triple

from kg.errors import KgError
from kg.exports.selection import Dataset, Selection
from kg.ontology.vocabulary import CLAIM
from kg.rdf.namespaces import KG, kg

PLACE = KG + "Place"


def of_source(data: Dataset, document: NamedNode) -> Selection:
    """What ``document`` says: the claims that it supports, with its own evidence only."""
    evidence = data.having("source", document)
    data.ahead(evidence, inverse=True)
    claims = {claim for item in evidence for claim in data.having("evidence", item)}
    return data.by_claims(claims, f"what {data_id(data, document)} says", source=document, entities=[document])


def of_region(data: Dataset, place: NamedNode) -> Selection:
    """What is said of ``place``, of all that lies within it and of the governments of these places."""
    inside = {place, *data.having("within", place)}
    data.ahead(inside, inverse=True)
    inside |= {government for each in inside for government in data.having("governs", each)}
    data.ahead(inside, inverse=True)
    claims = {claim for each in inside for claim in data.having("subject", each)}
    return data.by_claims(claims, f"{data_id(data, place)} and what lies within it", entities=inside)


def of_neighbourhood(data: Dataset, focus: NamedNode, hops: int) -> Selection:
    """``focus`` and what claims link it to in at most ``hops`` steps, with the claims among these.

    A place is reached but not passed: otherwise everything in a country would be near.
    """
    if hops < 0:
        raise KgError(f"--hops takes a number from 0, not {hops}")
    near, edge = {focus}, {focus}
    for _ in range(hops):
        data.ahead(edge)
        passable = {each for each in edge if each == focus or not _is_place(data, each)}
        data.ahead(passable, inverse=True)
        claims = {claim for each in passable for claim in _claims_on(data, each)}
        data.ahead(claims)
        edge = {end for claim in claims for end in _ends(data, claim)} - near
        near |= edge
    data.ahead(near, inverse=True)
    about = {claim for each in near for claim in data.having("subject", each)}
    data.ahead(about)
    claims = {claim for claim in about if set(_ends(data, claim)) <= near}
    return data.by_claims(claims, f"{data_id(data, focus)} and what is linked to it in {hops} steps", entities=near)


def of_terms(data: Dataset, terms: Iterable[NamedNode], name: str) -> Selection:
    """What an answer names: its claims, those behind its partnerships, and the claims that link its entities."""
    claims: set[NamedNode] = set()
    entities: set[NamedNode] = set()
    terms = list(terms)
    data.ahead(terms)
    for term in terms:
        classes = data.classes(term)
        if kg("Partnership").value in classes:
            claims |= set(data.values(term, kg("derivedFrom")))
        elif kg("Evidence").value in classes:
            claims |= set(data.having("evidence", term))
        elif any(CLAIM in data.vocabulary.ancestors(cls) for cls in classes):
            claims.add(term)
        elif data.is_entity(term):
            entities.add(term)
    data.ahead(entities, inverse=True)
    for entity in entities:
        for claim in data.having("subject", entity):
            ends = set(_ends(data, claim))
            if len(ends) > 1 and ends <= entities:
                claims.add(claim)
    return data.by_claims(claims, f"the answer to {name}", entities=entities)


def of_triples(data: Dataset, triples: Iterable[Triple], name: str) -> Selection:
    """The triples that a CONSTRUCT or DESCRIBE query returned."""
    return data.select(triples, f"the answer to {name}")


def data_id(data: Dataset, node: NamedNode) -> str:
    """The id of ``node`` below the base."""
    return node.value.removeprefix(data.base)


def _is_place(data: Dataset, node: NamedNode) -> bool:
    return any(PLACE in data.vocabulary.ancestors(cls) for cls in data.classes(node))


def _claims_on(data: Dataset, node: NamedNode) -> set[NamedNode]:
    return {claim for name in data.links for claim in data.having(name, node)}


def _ends(data: Dataset, claim: NamedNode) -> list[NamedNode]:
    """The entities that ``claim`` links."""
    return [end for name in data.links for end in data.values(claim, kg(name))]
