"""Everything of the data set that should be seen is on the page: its counts are those of SPARQL."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import Store

from kg.page.tables import select
from tests.page.conftest import Open

ENTITIES = (
    "SELECT ?class (COUNT(DISTINCT ?e) AS ?n) { ?e a ?class . ?class rdfs:subClassOf* kg:Entity } GROUP BY ?class"
)
# What draws an edge, each by the query that a reader of the ontology would write.
EDGES = {
    "partnership": "?c a kg:Partnership ; kg:kind ?r ; kg:through ?t ; kg:partner ?a , ?b FILTER(STR(?a) < STR(?b))",
    "role": "?c a kg:Participation ; kg:who ?a ; kg:role ?x ; kg:subject ?b OPTIONAL { ?x kg:shortcut ?s } BIND(COALESCE(?s, ?x) AS ?r)",
    "relation": "?c a kg:RelationClaim ; kg:subject ?a ; kg:relation ?x ; kg:object ?b"
    " OPTIONAL { ?x kg:shortcut ?s } BIND(COALESCE(?s, ?x) AS ?r)",
    "place": "?c a kg:LocationClaim ; kg:subject ?a ; kg:place ?b",
    "part": "?c a kg:PartClaim ; kg:subject ?a ; kg:whole ?b",
    "post": "?c a kg:PostClaim ; kg:subject ?a ; kg:organization ?b ; kg:post ?r",
    "statement": "?c kg:speaker ?a ; kg:subject ?b",
    "governs": "?a kg:governs ?b",
}


def test_nodes_and_edges_are_those_of_the_data_set_kind_by_kind(visit: Open, real_page: Path, store: Store) -> None:
    entities = {cls.value.rsplit("#", 1)[1]: int(count.value) for cls, count in select(store, ENTITIES)}
    edges = {
        layer: len(set(select(store, f"SELECT DISTINCT ?a ?r ?b ?t {{ {pattern} }}")))
        for layer, pattern in EDGES.items()
    }

    with visit(real_page, "view=all") as (page, _):
        shown = page.evaluate("() => graphPage.shown()")
        nodes = page.evaluate("() => JSON.parse(document.getElementById('nodes').textContent)")
        drawn = page.evaluate("() => JSON.parse(document.getElementById('edges').textContent).length")

    assert {key: len([n for n in nodes if n["class"] == f"kg:{key}"]) for key in entities} == entities
    assert len(shown["nodes"]) == sum(entities.values())
    assert {layer: len([e for e in shown["edges"] if e.startswith(f"{layer}~")]) for layer in edges} == edges
    assert drawn == len(shown["edges"]) == sum(edges.values())
