"""A named graph a source: what each document supports; everything else stays in the default graph.

The graph of a document is named by the document's IRI. It holds the document with
its sections, the evidence that stands there, and what the claims say that this evidence supports; a
claim of two documents stands in both graphs. Entities, ranks and all that rules derived are in the
default graph, so that the union of all graphs is the whole.
"""

from __future__ import annotations

from collections import defaultdict

from pyoxigraph import NamedNode, Triple

from kg.exports.selection import Selection
from kg.rdf.namespaces import KG, TYPE
from kg.rdf.turtle import Term

_SAID = ("selector", "value", "manner")


def graphs(selection: Selection) -> dict[NamedNode | None, list[Triple]]:
    """The triples of each named graph by its name, sorted; those of the default graph under None, first."""
    evidence: dict[str, NamedNode] = {}
    documents: dict[str, set[NamedNode]] = defaultdict(set)
    nodes = selection.nodes
    for iri in selection.of_class(KG + "Evidence"):
        source = nodes[iri].get(KG + "source", [None])[0]
        if isinstance(source, NamedNode):
            evidence[iri] = source
            documents[iri].add(source)
    for iri in selection.of_class(KG + "Document"):
        for node in (NamedNode(iri), *nodes[iri].get(KG + "hasSection", ())):
            documents[node.value].add(NamedNode(iri))
    claims = selection.of_class(KG + "Claim")
    for iri in claims:
        for item in nodes[iri].get(KG + "evidence", ()):
            if item.value in evidence:
                documents[iri].add(evidence[item.value])
        for slot in nodes[iri].get(KG + "slot", ()):
            documents[slot.value] |= documents[iri]
    is_claim = set(claims)
    found: dict[NamedNode | None, list[Triple]] = defaultdict(list)
    for triple in selection.triples:
        subject = _iri(triple.subject)
        homes = documents.get(subject, set())
        if subject in is_claim and homes:
            if triple.predicate.value == KG + "evidence":
                homes = documents.get(_iri(triple.object), set())
            elif not _is_said(triple, selection):
                homes = set()
        for home in homes or (None,):
            found[home].append(triple)
    return {name: found[name] for name in sorted(found, key=lambda name: name.value if name else "")}


def _iri(term: Term) -> str:
    return term.value if isinstance(term, NamedNode) else ""


def _is_said(triple: Triple, selection: Selection) -> bool:
    predicate = triple.predicate.value
    return triple.predicate == TYPE or predicate == KG + "slot" or selection.vocabulary.parts.get(predicate) in _SAID
