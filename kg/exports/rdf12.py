"""RDF 1.2 Turtle: the whole graph, each simple triple annotated with the claims that it follows from.

``kgd:sk-group kg:builds kgd:hall ~ claim:1a2b {| kg:evidence evidence:3c4d |}`` says the
simple triple and names the claim as what reifies it, with the claim's evidence.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import permutations

from pyoxigraph import NamedNode, Quad, Store, Triple

from kg.exports.selection import Dataset, Selection, simple_triples
from kg.rdf.namespaces import KG, kg
from kg.rdf.turtle import Terms, blocks, document


def reified(selection: Selection) -> dict[Triple, list[NamedNode]]:
    """The claims and partnerships that each simple triple of ``selection`` follows from, sorted."""
    store = Store()
    store.bulk_extend(Quad(*triple) for triple in selection.triples)
    data = Dataset(store, selection.vocabulary, selection.context, selection.base)
    there = set(selection.triples)
    found: dict[Triple, list[NamedNode]] = defaultdict(list)
    for iri in selection.of_class(KG + "Claim"):
        for triple in simple_triples(data, NamedNode(iri)):
            found[triple].append(NamedNode(iri))
    for iri in selection.of_class(KG + "Partnership"):
        for one, other in permutations(data.values(NamedNode(iri), kg("partner")), 2):
            found[Triple(one, kg("partnersWith"), other)].append(NamedNode(iri))
    return {triple: claims for triple, claims in found.items() if triple in there}


def write(selection: Selection, language: str) -> bytes:
    """``selection`` as Turtle of RDF 1.2."""
    terms = Terms(selection.base)
    notes = {}
    for triple, claims in reified(selection).items():
        parts = []
        for claim in claims:
            support = selection.nodes[claim.value]
            name = "evidence" if KG + "evidence" in support else "derivedFrom"
            values = ", ".join(terms.iri(value.value) for value in support.get(KG + name, ()))
            parts.append(
                f" ~ {terms.iri(claim.value)}" + (f" {{| {terms.iri(KG + name)} {values} |}}" if values else "")
            )
        notes[triple] = "".join(parts)
    return document(blocks(selection.triples, terms, notes=notes), terms)
