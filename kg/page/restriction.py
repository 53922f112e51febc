"""Leave in a model only what the result of a query names."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import NamedNode, Triple

from kg.page.evidence import Record
from kg.page.looks import GROUPS
from kg.page.model import Model
from kg.page.tables import Shortener
from kg.rdf.namespaces import TYPE, local


def restrict(model: Model, result: Iterable[Triple] | Iterable[str], base: str) -> None:
    """Keep the edges and nodes of ``model`` that ``result`` names: triples, or IRIs of claims and entities."""
    short = Shortener(base)
    triples: list[Triple] = []
    iris: set[str] = set()
    for item in result:
        if isinstance(item, Triple):
            triples.append(item)
        else:
            iris.add(item)
    nodes = {number for number, node in enumerate(model.nodes) if _iri(node["key"], base) in iris}
    claims = {number for number, claim in enumerate(model.claims) if _long(claim["id"], base) in iris}
    edges = [edge for edge in model.edges if claims.intersection(edge.get("claims", ()))]
    if not claims and nodes:
        edges += [edge for edge in model.edges if edge["from"] in nodes and edge["to"] in nodes]
    nodes |= {model.claims[claim]["subject"] for claim in claims if isinstance(model.claims[claim].get("subject"), int)}
    edges += _drawn(model, triples, short)
    # A partnership is understood by what the two do in the thing between them.
    inputs = {claim for edge in edges for number in edge.get("claims", ()) for claim in _inputs(model, number)}
    edges += [edge for edge in model.edges if edge not in edges and inputs.intersection(edge.get("claims", ()))]
    for edge in edges:
        nodes |= {edge[key] for key in ("from", "to", "through") if key in edge}
    _keep(model, nodes, edges)


def _inputs(model: Model, claim: int) -> list[int]:
    found: list[int] = model.claims[claim].get("derivedFrom", [])
    return found


def _iri(identifier: str, base: str) -> str:
    return identifier if "://" in identifier else base + identifier


def _long(curie: str, base: str) -> str:
    return base + curie.removeprefix("kgd:") if curie.startswith("kgd:") else curie.strip("<>")


def _drawn(model: Model, triples: Iterable[Triple], short: Shortener) -> list[Record]:
    """One edge a triple between resources: the model's own where it has it, with its claims, else a bare one."""
    known = {(edge["from"], edge["relation"], edge["to"]): edge for edge in model.edges}
    index = {node["key"]: number for number, node in enumerate(model.nodes)}
    found = []
    for triple in triples:
        if (
            not isinstance(triple.subject, NamedNode)
            or not isinstance(triple.object, NamedNode)
            or triple.predicate == TYPE
        ):
            continue
        ends = []
        for term in (triple.subject, triple.object):
            identifier = term.value.removeprefix(short.base)
            if identifier not in index:
                index[identifier] = len(model.nodes)
                name = local(term.value) or term.value
                model.nodes.append(
                    {"key": identifier, "names": [name] * 3, "class": "kg:Entity", "look": len(GROUPS) - 1}
                )
            ends.append(index[identifier])
        relation = short.iri(triple.predicate.value)
        edge = known.get((ends[0], relation, ends[1]))
        found.append(edge or {"from": ends[0], "to": ends[1], "layer": "relation", "relation": relation})
    return found


def _keep(model: Model, nodes: set[int], edges: list[Record]) -> None:
    """Mark as out what goes: cards may still name it, but it is never drawn."""
    for number, node in enumerate(model.nodes):
        node.pop("core", None)
        if number not in nodes:
            node["out"] = True
    model.edges = list({id(edge): edge for edge in edges}.values())
