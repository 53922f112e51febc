"""The partner graph: who is connected to whom through what, who is central, which groups there are, what bridges them.

Measures are computed when they are asked for and shown; they are never stored as facts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any

from pyoxigraph import NamedNode

from kg.answers.engine import Engine
from kg.answers.names import Names
from kg.rdf.namespaces import local

if TYPE_CHECKING:
    import networkx

# Louvain starts from a random order; a fixed seed gives the same groups for the same graph.
SEED = 1

_PARTNERSHIPS = """
SELECT ?partnership ?a ?b ?kind ?through ?planned {
  ?partnership kg:partner ?a , ?b ; kg:kind ?kind ; kg:through ?through .
  FILTER (STR(?a) < STR(?b))
  OPTIONAL { ?partnership kg:planned ?planned }
}
ORDER BY ?a ?b ?kind ?through
"""
_CLASSES = "SELECT ?node ?class { VALUES ?node { UNDEF } ?node a ?class }"


@dataclass(frozen=True, slots=True)
class Partnership:
    """One reason for which two are partners."""

    iri: str
    kind: str
    through: str
    planned: bool


@dataclass(frozen=True, slots=True)
class Path:
    """A chain of partners; ``reasons[i]`` says why ``nodes[i]`` and ``nodes[i + 1]`` are partners."""

    nodes: tuple[str, ...]
    reasons: tuple[tuple[Partnership, ...], ...]

    def __len__(self) -> int:
        return len(self.reasons)


@dataclass(frozen=True, slots=True)
class Measures:
    """How central one partner is; ``bridge``: without it its group falls apart."""

    node: str
    partners: int
    degree: float
    betweenness: float
    community: int
    bridge: bool


def partner_graph(engine: Engine, names: Names, language: str = "en") -> networkx.MultiDiGraph:
    """The partner graph: an edge each way for each partnership (its key), with typed attributes.

    Nodes are IRIs with ``label`` and ``kind`` (class); edges have ``kind``, ``through``, ``through_label`` and
    ``planned``. Centrality, communities and paths of networkx work on it as it is.
    """
    import networkx

    graph = networkx.MultiDiGraph()
    rows = list(engine.select(_PARTNERSHIPS))
    ends = sorted({iri for row in rows for iri in (row.a, row.b)})
    labels = names.labels({*ends, *(row.through for row in rows)}, language)
    classes: dict[str, str] = {}
    if ends:
        for row in engine.select(_CLASSES, node=[NamedNode(iri) for iri in ends]):
            classes[row.node] = max(classes.get(row.node, ""), local(row.class_))
    for iri in ends:
        graph.add_node(iri, label=labels[iri], kind=classes.get(iri, ""))
    for row in rows:
        about: dict[str, Any] = {
            "kind": local(row.kind),
            "through": row.through,
            "through_label": labels[row.through],
            "planned": bool(row.planned),
        }
        graph.add_edge(row.a, row.b, key=row.partnership, **about)
        graph.add_edge(row.b, row.a, key=row.partnership, **about)
    return graph


def paths(graph: networkx.MultiDiGraph, start: str, end: str, *, most: int = 3, longer: int = 1) -> list[Path]:
    """The shortest path and up to ``most`` in all that are at most ``longer`` steps longer; none: no route."""
    import networkx

    simple = _simple(graph)
    if start not in simple or end not in simple or start == end or not networkx.has_path(simple, start, end):
        return []
    found: list[Path] = []
    for nodes in islice(_by_length(simple, start, end), most):
        path = Path(tuple(nodes), tuple(reasons(graph, a, b) for a, b in pairwise(nodes)))
        if found and len(path) > len(found[0]) + longer:
            break
        found.append(path)
    return found


def _by_length(simple: networkx.Graph, start: str, end: str) -> Iterator[list[str]]:
    """Simple paths, the shortest first; among equals in the order of their nodes."""
    import networkx

    batch: list[list[str]] = []
    # Equal lengths come in an order of networkx's own: sort each batch, of at most a hundred.
    for nodes in islice(networkx.shortest_simple_paths(simple, start, end), 100):
        if batch and len(nodes) > len(batch[0]):
            yield from sorted(batch)
            batch = []
        batch.append(nodes)
    yield from sorted(batch)


def reasons(graph: networkx.MultiDiGraph, a: str, b: str) -> tuple[Partnership, ...]:
    """Why ``a`` and ``b`` are partners: facts before plans, then by kind."""
    between = [
        Partnership(key, found["kind"], found["through"], found["planned"])
        for key, found in graph.get_edge_data(a, b, default={}).items()
    ]
    return tuple(sorted(between, key=lambda p: (p.planned, p.kind, p.through)))


def groups(graph: networkx.MultiDiGraph) -> list[list[str]]:
    """Groups of connected partners, the largest first."""
    import networkx

    found = [sorted(group) for group in networkx.connected_components(_simple(graph))]
    return sorted(found, key=lambda group: (-len(group), group))


def communities(graph: networkx.MultiDiGraph) -> list[list[str]]:
    """Communities: parts that are linked more densely inside than outside (Louvain), the largest first."""
    import networkx

    found = networkx.community.louvain_communities(_simple(graph), seed=SEED)
    return sorted((sorted(group) for group in found), key=lambda group: (-len(group), group))


def measures(graph: networkx.MultiDiGraph) -> list[Measures]:
    """Degree and betweenness of every partner, with its community, the most between first."""
    import networkx

    simple = _simple(graph)
    if not simple:
        return []
    degree = networkx.degree_centrality(simple)
    # Exact up to a thousand partners; beyond that from a fixed sample of them.
    sample = None if len(simple) <= 1000 else 500
    between = networkx.betweenness_centrality(simple, k=sample, seed=SEED)
    bridges = set(networkx.articulation_points(simple))
    community = {node: number for number, group in enumerate(communities(graph), 1) for node in group}
    found = [
        Measures(node, simple.degree(node), degree[node], between[node], community[node], node in bridges)
        for node in simple
    ]
    return sorted(found, key=lambda m: (-m.betweenness, -m.partners, m.node))


def _simple(graph: networkx.MultiDiGraph) -> networkx.Graph:
    """One edge a pair, nodes and edges in the order of their IRIs."""
    import networkx

    simple = networkx.Graph()
    simple.add_nodes_from(sorted(graph))
    simple.add_edges_from(sorted({(min(a, b), max(a, b)) for a, b in graph.edges()}))
    return simple
