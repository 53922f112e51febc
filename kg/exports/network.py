"""Entities and what links them, as a property graph: what GraphML, GEXF and Cypher share.

A link is an accepted claim that joins two entities (who builds what, what stands where,
who presides over what), from the claim's own side, or a derived partnership, which has no direction
and is written once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal

from kg.exports.selection import Selection
from kg.ontology.vocabulary import LANGUAGES
from kg.rdf.namespaces import KG, SKOS, local

Value = str | bool | int

# Class of the claim: the properties at its two ends, the one whose concept says what the link is, and the link's
# name where that concept has no property of its own.
_LINKS = {
    KG + "Participation": ("who", "subject", "role", None),
    KG + "RelationClaim": ("subject", "object", "relation", None),
    KG + "LocationClaim": ("subject", "place", None, "locatedIn"),
    KG + "PartClaim": ("subject", "whole", None, "partOf"),
    KG + "PostClaim": ("subject", "organization", "post", "holdsPost"),
}


@dataclass(frozen=True, slots=True)
class Node:
    """An entity: its id below the base (or its IRI), its class and those above it, what is known of it."""

    id: str
    classes: tuple[str, ...]
    attributes: dict[str, Value]


@dataclass(frozen=True, slots=True)
class Link:
    """A link between two entities: the id of its claim or partnership, what it says, what is known of it."""

    id: str
    source: str
    target: str
    predicate: str
    attributes: dict[str, Value]


def nodes(selection: Selection, language: str) -> Iterator[Node]:
    """All entities, in the order of their IRIs."""
    vocabulary = selection.vocabulary
    for iri in selection.entities:
        cls = selection.class_of(iri)
        found = selection.nodes[iri]
        labels = {v.language: v.value for v in found.get(SKOS + "prefLabel", ()) if isinstance(v, Literal)}
        kind = selection.one(iri, "kind")
        attributes: dict[str, Value] = {
            "label": selection.label(iri, language),
            **{f"label_{tag}": labels[tag] for tag in LANGUAGES if tag in labels},
            "iri": iri,
            "type": local(cls),
            "type_label": vocabulary.label(cls, language),
        }
        if kind:
            attributes |= {"kind": local(kind), "kind_label": vocabulary.label(kind, language)}
        above = sorted(vocabulary.ancestors(cls), key=lambda each: (len(vocabulary.ancestors(each)), each))
        yield Node(selection.short(iri), tuple(local(each) for each in above), attributes)


def links(selection: Selection, language: str) -> Iterator[Link]:
    """All links whose two ends are in the selection: claims, then partnerships, each in the order of their IRIs."""
    present = set(selection.entities)
    for iri in selection.of_class(KG + "Claim"):
        shape = _LINKS.get(selection.class_of(iri))
        if shape is None or selection.one(iri, "accepted") != "true":
            continue
        start, end, concept, name = shape
        one, other = selection.one(iri, start), selection.one(iri, end)
        said = selection.one(iri, concept) if concept else f"{KG}{name}"
        if one not in present or other not in present or said is None:
            continue
        predicate = name or selection.vocabulary.value(said, KG + "shortcut") or said
        yield _link(selection, iri, one, other, predicate, said, language)
    for iri in selection.of_class(KG + "Partnership"):
        ends = sorted(value.value for value in selection.nodes[iri].get(KG + "partner", ()))
        if len(ends) == 2 and present.issuperset(ends):
            kind = selection.one(iri, "kind") or KG + "partnersWith"
            yield _link(selection, iri, ends[0], ends[1], KG + "partnersWith", kind, language)


def _link(selection: Selection, iri: str, one: str, other: str, predicate: str, said: str, language: str) -> Link:
    partnership = selection.class_of(iri) == KG + "Partnership"
    behind = [value.value for value in selection.nodes[iri].get(KG + "derivedFrom", ())] if partnership else [iri]
    evidence = sorted(
        {
            item.value
            for claim in behind
            for item in selection.nodes.get(claim, {}).get(KG + "evidence", ())
            if item.value in selection.nodes
        },
        key=lambda item: _place(selection, item),
    )
    attributes: dict[str, Value] = {
        "label": selection.vocabulary.label(said, language),
        "kind": local(said),
        "symmetric": partnership,
        "planned": _planned(selection, iri, evidence, partnership=partnership),
        "documents": len({selection.one(item, "source") for item in evidence}),
        "evidence": "; ".join(_quoted(selection, item) for item in evidence),
        "iri": iri,
    }
    if through := selection.one(iri, "through"):
        attributes |= {"through": selection.short(through), "through_label": selection.label(through, language)}
    return Link(selection.short(iri), selection.short(one), selection.short(other), local(predicate), attributes)


def _planned(selection: Selection, iri: str, evidence: list[str], *, partnership: bool) -> bool:
    if partnership:
        return selection.one(iri, "planned") == "true"
    return bool(evidence) and not any(local(selection.one(item, "modality") or "fact") == "fact" for item in evidence)


def _place(selection: Selection, item: str) -> tuple[str, int, str]:
    return (
        selection.one(item, "source") or "",
        int(selection.one(item, "line") or 0),
        selection.one(item, "words") or "",
    )


def _quoted(selection: Selection, item: str) -> str:
    source, line, words = _place(selection, item)
    return f"{selection.short(source)}:{line} {words}"


def columns(rows: list[dict[str, Value]]) -> dict[str, type]:
    """The attributes that ``rows`` have, with the type of their values, in the order of their first use.

    >>> columns([{"label": "SK"}, {"label": "AWS", "documents": 2}])
    {'label': <class 'str'>, 'documents': <class 'int'>}
    """
    found: dict[str, type] = {}
    for row in rows:
        for name, value in row.items():
            found.setdefault(name, type(value))
    return found
