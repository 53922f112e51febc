"""The identity of claims: what a claim says decides its IRI, what it competes for decides its slot.

A claim has four parts (``kg:part`` in the ontology): selector (what is asked),
value (what is answered), manner (asserted, forecast …) and support (evidence,
basis, rank, notes). The IRI is a hash of class, selector, value and manner
over canonical RDF terms, so two sources that say the same meet in one claim;
the slot is a hash of class and selector, so those that differ compete.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.ontology.vocabulary import EVIDENCE, Vocabulary
from kg.rdf import dates
from kg.rdf.namespaces import KG, TYPE, XSD, concept, kg, local
from kg.rdf.quantities import comparable, scaled
from kg.rdf.triples import Node, Value, parts

Properties = dict[str, list[Value]]

ASSERTED = concept("asserted")
_DECIMAL, _DATE = NamedNode(XSD + "decimal"), NamedNode(XSD + "date")
_EVIDENCE = KG + "evidence"
_HELD_AS_ONE = ("fact", "plan")
IDENTITY = ("selector", "value", "manner")
_SLOT, _SLOT_OF, _SUPPORT, _A_SUPPORT = kg("Slot"), kg("slot"), kg("evidence"), kg("Evidence")


@dataclass(slots=True)
class Identified:
    """Triples with every claim named, and how: old name → IRI; what could not be read."""

    triples: list[Triple] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    problems: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sections:
    """Which section of a document a line belongs to: (first line, last line, section) by document."""

    spans: Mapping[str, tuple[tuple[int, int, str], ...]]

    @classmethod
    def of(cls, triples: Iterable[Triple]) -> Sections:
        """The sections that ``triples`` (of the source catalogue) declare."""
        first: dict[str, int] = {}
        last: dict[str, int] = {}
        parent: dict[str, str] = {}
        for subject, predicate, value in map(parts, triples):
            if predicate == KG + "firstLine":
                first[subject] = int(value)
            elif predicate == KG + "lastLine":
                last[subject] = int(value)
            elif predicate == KG + "hasSection":
                parent[value] = subject
        spans: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
        for section, document in parent.items():
            if section in first and section in last:
                spans[document].append((first[section], last[section], section))
        return cls({document: tuple(sorted(found)) for document, found in spans.items()})

    def at(self, document: str, line: int) -> str | None:
        """The section of ``document`` that holds ``line``, or None."""
        return next((s for first, last, s in self.spans.get(document, ()) if first <= line <= last), None)


def digest(*parts: str) -> str:
    """Twenty hexadecimal digits that stand for ``parts``."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:20]


def _one(properties: Properties, name: str) -> Value | None:
    values = properties.get(KG + name)
    return values[0] if values else None


def _text(properties: Properties, name: str) -> str | None:
    value = _one(properties, name)
    return None if value is None or isinstance(value, BlankNode) else value.value


def _set_decimal(properties: Properties, name: str, text: str | None) -> None:
    if text is not None:
        properties[KG + name] = [Literal(text, datatype=_DECIMAL)]


def _complete_number(claim: Properties, evidence: list[Properties], vocabulary: Vocabulary) -> tuple[str, str] | None:
    """Bring number and unit to the canonical unit, the source's own to the evidence; (property, message) if too big."""
    unit = _text(claim, "unit")
    stated = {name: _text(claim, name) for name in ("value", "low", "high")}
    if unit is None or not any(stated.values()):
        return None
    canonical, factor = vocabulary.canonical_unit(unit)
    recomputed = stated["value"] is not None
    for item in evidence:
        if KG + "statedUnit" in item:
            continue
        item[KG + "statedUnit"] = [NamedNode(unit)]
        if recomputed:
            _set_decimal(item, "statedValue", stated["value"])
        else:
            _set_decimal(item, "statedLow", stated["low"])
            _set_decimal(item, "statedHigh", stated["high"])
    bound = _text(claim, "bound")
    try:
        for name, text in stated.items():
            if text is not None:
                _set_decimal(claim, name, scaled(text, factor))
        low, high = comparable(
            _text(claim, "value"), _text(claim, "low"), _text(claim, "high"), local(bound) if bound else None
        )
    except ValueError as error:
        return KG + next(name for name, text in stated.items() if text), f"in {local(canonical)}: {error}"
    claim[KG + "unit"] = [NamedNode(canonical)]
    if recomputed:
        claim.pop(KG + "low", None)
        claim.pop(KG + "high", None)
        _set_decimal(claim, "low", low)
        _set_decimal(claim, "high", high)
    return None


def _ambiguous(claim: Properties) -> tuple[str, str] | None:
    """(property, message) if a value stands twice where what follows is computed from one."""
    for name in ("value", "low", "high", "unit", "bound", "when", "period", "at"):
        if len(claim.get(KG + name, ())) > 1:
            return KG + name, f"{name!r} has more than one value; keep one, or make a claim of each"
    return None


def _complete_dates(claim: Properties) -> tuple[str, str] | None:
    """Write EDTF with its bound, and first and last day; (property, message) if it is none."""
    bound = _text(claim, "bound")
    for name in ("when", "period", "at"):
        text = _text(claim, name)
        if text is None:
            continue
        try:
            found = dates.when(text, local(bound) if bound and name == "when" else None)
        except ValueError as error:
            return KG + name, str(error)
        claim[KG + name] = [Literal(found.edtf)]
        for key, day in (("earliest", found.earliest), ("latest", found.latest)):
            claim.pop(KG + key, None)
            if day is not None:
                claim[KG + key] = [Literal(day.isoformat(), datatype=_DATE)]
        return None
    return None


def _complete_manner(claim: Properties, evidence: list[Properties]) -> tuple[str, str] | None:
    """Set how the claim is meant from how its evidence holds it: fact and plan count as one."""
    manners = {local(held) for item in evidence if (held := _text(item, "modality"))} or {"fact"}
    found = {"asserted" if name in _HELD_AS_ONE else name for name in manners}
    if len(found) > 1:
        return KG + "modality", f"evidence of one claim is held as {' and '.join(sorted(found))}; make two claims"
    if KG + "manner" not in claim or evidence:
        claim[KG + "manner"] = [concept(found.pop())]
    return None


def _complete_evidence(item: Properties, sections: Sections) -> None:
    item.setdefault(KG + "basis", [concept("stated")])
    item.setdefault(KG + "modality", [concept("fact")])
    source, line = _text(item, "source"), _text(item, "line")
    if source and line and (section := sections.at(source, int(line))):
        item[KG + "section"] = [NamedNode(section)]


def _keys(cls: str, properties: Properties, parts: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """What decides the IRI of a claim (class, selectors, values, manner), and what decides its slot (class, selectors)."""
    identity: list[str] = []
    selectors: list[str] = []
    for name, values in properties.items():
        part = parts.get(name)
        if part in IDENTITY:
            texts = [f"{name} {value}" for value in values]
            identity += texts
            if part == "selector":
                selectors += texts
    return [cls, *sorted(identity)], [cls, *sorted(selectors)]


def identify(triples: Iterable[Triple], vocabulary: Vocabulary, sections: Sections, base: str) -> Identified:
    """Complete and name all claims in ``triples``; everything else passes unchanged.

    Claims are nodes of a claim class under any name: a place in a sheet, a blank
    node made by a rule, an IRI of an earlier build. The result is sorted and free of blank
    nodes that stood for claims or evidence.
    """
    nodes: dict[Node, Properties] = defaultdict(dict)
    types: dict[Node, str] = {}
    evidence_nodes: set[Node] = set()
    everything = list(triples)
    for subject, predicate, value in everything:
        if predicate == TYPE and isinstance(value, NamedNode) and not isinstance(subject, Triple):
            if value.value in vocabulary.claim_classes:
                types[subject] = value.value
            elif value.value == EVIDENCE:
                evidence_nodes.add(subject)
    part_of = vocabulary.parts
    result = Identified()
    for triple in everything:
        subject, predicate, value = triple
        if isinstance(subject, Triple) or isinstance(value, Triple):
            result.triples.append(triple)
        elif subject in types or subject in evidence_nodes:
            if predicate != TYPE:
                nodes[subject].setdefault(predicate.value, []).append(value)
        else:
            result.triples.append(triple)
    for node in sorted(types, key=str):
        claim = nodes[node]
        supports = [e for e in claim.get(_EVIDENCE, []) if isinstance(e, (NamedNode, BlankNode))]
        items = [nodes[e] for e in supports]
        for item in items:
            _complete_evidence(item, sections)
        for problem in (
            _ambiguous(claim),
            _complete_number(claim, items, vocabulary),
            _complete_dates(claim),
            _complete_manner(claim, items) if types[node] != KG + "Partnership" else None,
        ):
            if problem:
                result.problems.append((node.value, *problem))
        unassigned = [p for p in claim if p not in part_of and p.startswith(KG)]
        if unassigned:
            result.problems.append(
                (
                    node.value,
                    unassigned[0],
                    f"{local(unassigned[0])} belongs to no part of a claim; give it kg:part in the ontology",
                )
            )
        whole, question = _keys(types[node], claim, part_of)
        iri = f"{base}{_folder(types[node])}/{digest(*whole)}"
        result.names[node.value] = iri
        named = NamedNode(iri)
        claim.pop(_EVIDENCE, None)
        claim.pop(KG + "slot", None)
        result.triples.append(Triple(named, TYPE, _named(types[node])))
        if types[node] in vocabulary.functional:
            slot = NamedNode(f"{base}slot/{digest(*question)}")
            result.triples += [Triple(named, _SLOT_OF, slot), Triple(slot, TYPE, _SLOT)]
        for name, values in claim.items():
            result.triples += [Triple(named, _named(name), value) for value in values]
        for old, item in zip(supports, items, strict=True):
            place = [str(value) for name in ("source", "line", "words") for value in item.get(KG + name, [])]
            evidence = NamedNode(f"{base}evidence/{digest(iri, *place)}")
            result.names[old.value] = evidence.value
            result.triples += [Triple(named, _SUPPORT, evidence), Triple(evidence, TYPE, _A_SUPPORT)]
            for name, values in item.items():
                result.triples += [Triple(evidence, _named(name), value) for value in values]
    result.triples = sorted(set(result.triples), key=str)
    return result


@lru_cache(maxsize=1024)
def _named(iri: str) -> NamedNode:
    return NamedNode(iri)


def _folder(cls: str) -> str:
    return "partnership" if cls == KG + "Partnership" else "claim"
