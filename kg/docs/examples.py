"""An example for each class, out of the data itself: as a sheet says it, and as the graph holds it."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import replace
from typing import Any

from pyoxigraph import NamedNode, Triple

from kg.exports.jsonld import framed
from kg.exports.selection import Selection
from kg.ontology.vocabulary import CLAIM
from kg.rdf.namespaces import KG
from kg.rdf.turtle import Terms, blocks, canonical
from kg.sheets.tidy import scalar

# The reader works these out, or takes them from the sheet's head.
_WORKED_OUT = {
    "id",
    "type",
    "subject",
    "manner",
    "earliest",
    "latest",
    "rank",
    "derivedFrom",
    "rule",
    "section",
    "source",
}
_STATED = {"statedValue": "value", "statedLow": "low", "statedHigh": "high", "statedUnit": "unit"}
_DEFAULTS = {"basis": "stated", "modality": "fact"}


class Examples:
    """The nodes of a data set, to choose examples from."""

    def __init__(self, selection: Selection) -> None:
        self.selection = selection
        self.entities = frozenset(selection.entities)
        self.about: dict[str, list[Triple]] = defaultdict(list)
        self.instances: dict[str, list[str]] = defaultdict(list)
        for triple in selection.triples:
            if isinstance(triple.subject, NamedNode):
                self.about[triple.subject.value].append(triple)
        for iri in selection.nodes:
            self.instances[selection.class_of(iri)].append(iri)

    def of(self, cls: str) -> str | None:
        """The IRI of the node of exactly class ``cls`` that shows it with least: accepted, one evidence, few values."""
        is_claim = CLAIM in self.selection.vocabulary.ancestors(cls)
        candidates = []
        for iri in self.instances[cls]:
            found = self.selection.nodes[iri]
            if not is_claim or len(found.get(KG + "evidence", ())) == 1:
                candidates.append((KG + "accepted" not in found, len(self.about[iri]), iri))
        return min(candidates)[2] if candidates else None

    def turtle(self, iri: str) -> str:
        """The node ``iri`` in Turtle, with its evidence if it is a claim."""
        return "\n".join(blocks(self._part(iri).triples, Terms(self.selection.base)))

    def sheet(self, iri: str) -> str | None:
        """The claim or entity ``iri`` as a sheet says it, or None where sheets say it in another way."""
        vocabulary = self.selection.vocabulary
        node = framed(self._part(iri), iri)
        if iri in self.entities:
            keep = {
                key: value
                for key, value in node.items()
                if not key.startswith("kg:") and key not in vocabulary.sheet_keys
            }
            return f"entities:\n- {_flow(keep)}\n"
        cls = self.selection.class_of(iri)
        key = next((key for key, found in vocabulary.sheet_keys.items() if found == cls), None)
        subject = self.selection.one(iri, "subject")
        evidence = node.pop("evidence", [])
        if key is None or subject is None or len(evidence) != 1:
            return None
        claim = {name: value for name, value in node.items() if name not in _WORKED_OUT and not name.startswith("kg:")}
        if "value" in claim:
            claim = {name: value for name, value in claim.items() if name not in ("low", "high")}
        support = {
            name: value
            for name, value in evidence[0].items()
            if name not in _WORKED_OUT and _DEFAULTS.get(name) != value
        }
        for name, meant in _STATED.items():
            if name in support:
                claim[meant] = support.pop(name)
        if cls == KG + "AmountClaim" and "unit" in claim:
            claim = {"currency" if name == "unit" else name: value for name, value in claim.items()}
        head = f"source: {evidence[0].get('source', '')}\nfacts:\n- id: {self.selection.short(subject)}\n  {key}:\n  - "
        return head + _flow(claim | support) + "\n"

    def _part(self, iri: str) -> Selection:
        """The node with its evidence alone; links between entities are left to their claims."""
        nodes = [iri, *(value.value for value in self.selection.nodes[iri].get(KG + "evidence", ()))]
        triples = [t for node in nodes for t in self.about[node] if not self._is_link(t)]
        return replace(self.selection, triples=canonical(triples))

    def _is_link(self, triple: Triple) -> bool:
        ends = {getattr(triple.subject, "value", ""), getattr(triple.object, "value", "")}
        return ends <= self.entities and triple.predicate != NamedNode(KG + "governs")


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return scalar(value) if isinstance(value, str) else json.dumps(value)
