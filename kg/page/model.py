"""What the page shows, read from a built data set: nodes, edges, and the claims and evidence behind them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from kg.ontology.vocabulary import ENTITY, LANGUAGES, Vocabulary
from kg.page import places
from kg.page.evidence import Claims, Record
from kg.page.looks import group_of
from kg.page.scope import NAMES, Scope
from kg.page.tables import Queryable, Row, Shortener, Table, every, first, table, texts
from kg.rdf.namespaces import KG, RDF, SKOS

# Claim class → layer of the edge it draws, the properties at its ends, and what names the relation.
LINKS = {
    "Participation": ("role", "who", "subject", "role"),
    "RelationClaim": ("relation", "subject", "object", "relation"),
    "LocationClaim": ("place", "subject", "place", "locatedIn"),
    "PartClaim": ("part", "subject", "whole", "partOf"),
    "PostClaim": ("post", "subject", "organization", "post"),
}
# What is read of an entity where not everything is.
_OWN = (*NAMES, *(KG + name for name in ("glossed", "kind", "governs", "iso")), SKOS + "scopeNote", RDF + "type")
# Layer, from, relation, to, through.
EdgeKey = tuple[str, str, str, str, str]


@dataclass(slots=True)
class Model:
    """Everything the page knows, as JSON values; nodes, claims and evidence refer to each other by index."""

    nodes: list[Record] = field(default_factory=list)
    edges: list[Record] = field(default_factory=list)
    claims: list[Record] = field(default_factory=list)
    evidence: list[Record] = field(default_factory=list)
    documents: list[Record] = field(default_factory=list)
    sections: list[Record] = field(default_factory=list)
    decisions: list[Record] = field(default_factory=list)
    conflicts: list[list[int]] = field(default_factory=list)
    regions: list[int] = field(default_factory=list)
    datatypes: dict[str, str] = field(default_factory=dict)
    title: dict[str, str] = field(default_factory=dict)
    elsewhere: Record = field(default_factory=dict)
    ground: frozenset[str] | None = None

    def node(self, iri: str, base: str) -> int | None:
        """The index of the node of entity ``iri``, or None."""
        wanted = iri.removeprefix(base)
        return next((index for index, node in enumerate(self.nodes) if node["key"] == wanted), None)


def read(store: Queryable, vocabulary: Vocabulary, base: str, part: Scope | None = None) -> Model:
    """The data set in ``store``, or ``part`` of it, as the page shows it."""
    short = Shortener(base)
    claims = Claims(store, vocabulary, short, part)
    entities = table(store, vocabulary.subclasses(ENTITY), part.entities if part else None, _OWN)
    index = {iri: number for number, iri in enumerate(entities)}
    edges = _edges(claims, entities, vocabulary)
    keys = sorted(key for key in edges if key[1] in index and key[3] in index)
    model = Model(
        nodes=_nodes(entities, keys, claims, vocabulary),
        edges=[_edge(key, edges[key], claims, index) for key in keys],
        claims=claims.records(index),
        evidence=claims.evidence_records(index),
        documents=claims.document_records(index),
        sections=claims.section_records(index),
        decisions=claims.decision_records(index),
        conflicts=[[claims.index[iri] for iri in group] for group in claims.conflicts],
    )
    model.regions = [index[iri] for iri in _regions(entities, vocabulary)]
    model.datatypes = dict(sorted(short.datatypes.items()))
    datasets = table(store, [KG + "Dataset"])
    for row in datasets.values():
        model.title = texts(row, SKOS + "prefLabel")
    if part:
        model.elsewhere = _elsewhere(store, vocabulary, part, short)
        model.ground = claims.ground.union(part.met, part.entities, datasets, [KG + "Dataset"])
    return model


def _elsewhere(store: Queryable, vocabulary: Vocabulary, part: Scope, short: Shortener) -> Record:
    """The entities that the page does not hold, for search: key, index of the class, three names, then aliases."""
    rows = table(store, vocabulary.subclasses(ENTITY), part.everything - part.entities, (*NAMES, RDF + "type"))
    looks: dict[str, int] = {}
    found = []
    for iri, row in rows.items():
        node = _node(iri, row, short, vocabulary)
        looks.setdefault(node["class"], node["look"])
        others = [*node.get("aliases", {}).values(), *node.get("hidden", {}).values()]
        aliases = dict.fromkeys(alias for names in others for alias in names)
        found.append([node["key"], list(looks).index(node["class"]), *node["names"], *aliases])
    return {"classes": list(looks.items()), "entities": found}


def _edges(claims: Claims, entities: Table, vocabulary: Vocabulary) -> dict[EdgeKey, list[str]]:
    """All edges with the claims that draw them."""
    found: dict[EdgeKey, list[str]] = defaultdict(list)
    for iri, row in claims.rows.items():
        cls = claims.cls(iri)
        partners = sorted(term.value for term in row.get(KG + "partner", ()))
        if cls == "Partnership" and len(partners) == 2:
            through = first(row, KG + "through") or ""
            found["partnership", partners[0], first(row, KG + "kind") or "", partners[1], through].append(iri)
        if cls in LINKS:
            layer, source, target, relation = LINKS[cls]
            start, end = first(row, KG + source) or "", first(row, KG + target) or ""
            found[layer, start, _relation(row, relation, vocabulary), end, ""].append(iri)
        if speaker := first(row, KG + "speaker"):
            found["statement", speaker, KG + "speaker", first(row, KG + "subject") or "", ""].append(iri)
    for iri, row in entities.items():
        for term in row.get(KG + "governs", ()):
            found["governs", iri, KG + "governs", term.value, ""] = []
    return found


def _relation(row: Row, name: str, vocabulary: Vocabulary) -> str:
    """What names a relation: the shortcut of its role or relation concept, else that concept, else a property."""
    named = first(row, KG + name)
    if named is None:
        return KG + name
    return vocabulary.value(named, KG + "shortcut") or named


def _edge(key: EdgeKey, drawn: list[str], claims: Claims, index: dict[str, int]) -> Record:
    layer, start, relation, end, through = key
    found: Record = {"from": index[start], "to": index[end], "layer": layer, "relation": claims.short.iri(relation)}
    planned = any(first(claims.rows[iri], KG + "planned") == "true" for iri in drawn)
    style = "plan" if planned else claims.style(drawn)
    roles = {role for iri in claims.behind(drawn) if (role := first(claims.rows[iri], KG + "role"))}
    optional = {
        "claims": [claims.index[iri] for iri in drawn],
        "style": style if style != "fact" else "",
        "through": index.get(through),
        "roles": sorted(claims.short.iri(role) for role in roles) if layer in ("role", "partnership") else (),
    }
    return found | {name: value for name, value in optional.items() if value not in ("", None, (), [])}


def _nodes(entities: Table, keys: Iterable[EdgeKey], claims: Claims, vocabulary: Vocabulary) -> list[Record]:
    index = {iri: number for number, iri in enumerate(entities)}
    above: dict[str, set[str]] = defaultdict(set)
    near: dict[str, list[str]] = defaultdict(list)
    core: set[str] = set()
    for layer, start, _, end, through in keys:
        if layer in ("place", "part", "governs"):
            above[start].add(end)
        if layer == "partnership":
            core |= {start, end, through}
        if layer != "statement":
            near[start].append(end)
            near[end].append(start)
    within = places.closure(above)
    region = places.assign(entities, set(_regions(entities, vocabulary)), within, near)
    disputed = {first(claims.rows[iri], KG + "subject") for iri in claims.contradicted}
    found = []
    for iri, row in entities.items():
        node = _node(iri, row, claims.short, vocabulary)
        if iri in region:
            node["region"] = index[region[iri]]
        optional = {
            "within": sorted(index[place] for place in within.get(iri, ())),
            "core": iri in core,
            "conflict": iri in disputed,
        }
        found.append(node | {name: value for name, value in optional.items() if value})
    return found


def _regions(entities: Table, vocabulary: Vocabulary) -> list[str]:
    """First-level regions: those with an ISO code, else all."""
    regions = [iri for iri, row in entities.items() if _class(row, vocabulary) == KG + "Region"]
    return [iri for iri in regions if KG + "iso" in entities[iri]] or regions


def _class(row: Row, vocabulary: Vocabulary) -> str:
    """The most specific class of an entity."""
    known = [term.value for term in row.get(RDF + "type", ()) if term.value in vocabulary.classes]
    return max(known, key=lambda iri: (len(vocabulary.ancestors(iri)), iri), default=ENTITY)


def _node(iri: str, row: Row, short: Shortener, vocabulary: Vocabulary) -> Record:
    labels = texts(row, SKOS + "prefLabel")
    name = labels.get("en") or next(iter(labels.values()), None) or iri.removeprefix(short.base)
    cls = _class(row, vocabulary)
    found: Record = {
        "key": iri.removeprefix(short.base),
        "names": [labels.get(language, name) for language in LANGUAGES],
        "class": short.iri(cls),
        "look": group_of(cls, vocabulary),
    }
    optional = {
        "aliases": every(row, SKOS + "altLabel"),
        "hidden": every(row, SKOS + "hiddenLabel"),
        "glossed": sorted(term.value for term in row.get(KG + "glossed", ())),
        "kind": [short.iri(term.value) for term in row.get(KG + "kind", ())],
        "note": texts(row, SKOS + "scopeNote"),
    }
    return found | {key: value for key, value in optional.items() if value}
