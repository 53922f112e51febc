"""GraphML and GEXF read back in networkx, Cypher counts right: as many nodes and links as SPARQL finds."""

from __future__ import annotations

import io
import re

import networkx
import pytest
from pyoxigraph import Literal, NamedNode, Triple

from kg.exports import write
from kg.exports.selection import Dataset, Selection
from kg.rdf.namespaces import SKOS
from tests.exports.test_tables import count

READERS = {"graphml": networkx.read_graphml, "gexf": networkx.read_gexf}
ENTITIES = "?x a/rdfs:subClassOf* kg:Entity"
LINKS = """
{ ?x a ?class ; kg:accepted true ; kg:subject ?a ; kg:who|kg:object|kg:place|kg:whole|kg:organization ?b
  VALUES ?class { kg:Participation kg:RelationClaim kg:LocationClaim kg:PartClaim kg:PostClaim } }
UNION { ?x a kg:Partnership }
"""


@pytest.mark.parametrize("name", READERS)
def test_a_network_has_the_nodes_and_links_of_the_graph(name: str, project: Selection) -> None:
    network = READERS[name](io.BytesIO(write(name, project)[""]))

    assert network.number_of_nodes() == count(project, ENTITIES)
    assert network.number_of_edges() == count(project, LINKS)
    assert network.is_directed() and network.is_multigraph()


@pytest.mark.parametrize("name", READERS)
def test_a_link_says_what_it_is_and_where_it_stands(name: str, small: Dataset) -> None:
    network = READERS[name](io.BytesIO(write(name, small.whole(), language="ja")[""]))
    (builds,) = (data for _, _, data in network.out_edges("acme", data=True) if data["predicate"] == "builds")
    (pact,) = (
        data
        for _, _, data in network.edges(data=True)
        if data["predicate"] == "partnersWith" and data["kind"] == "agreement"
    )

    assert network.nodes["hall"]["label"] == "サーバーホール"
    assert network.nodes["hall"]["type"] == "Facility"
    assert builds["evidence"] == "gazette:2 ACME Inc.; paper:4 Acme"
    assert (builds["documents"], builds["planned"], builds["symmetric"]) == (2, False, False)
    assert (pact["planned"], pact["symmetric"], pact["through"]) == (True, True, "pact")


@pytest.mark.parametrize("name", [*READERS, "cypher"])
def test_a_forecast_is_no_link(name: str, small: Dataset) -> None:
    text = write(name, small.whole())[""].decode()

    assert 'source="crown"' not in text
    assert "investsIn" not in text and "INVESTS_IN" not in text


def test_cypher_has_a_statement_for_each_node_and_link(project: Selection) -> None:
    lines = write("cypher", project)[""].decode().splitlines()

    assert all(line.endswith(";") for line in lines)
    assert len([line for line in lines if line.startswith("MERGE (n:Entity")]) == count(project, ENTITIES)
    assert len([line for line in lines if line.startswith("MATCH (a:Entity")]) == count(project, LINKS)


def test_a_hostile_label_stays_inside_its_string_in_cypher(small: Dataset) -> None:
    hostile = "x'}) DETACH DELETE n; // \\' \n MATCH (m) DELETE m;"
    label = Triple(NamedNode(small.base + "acme"), NamedNode(SKOS + "prefLabel"), Literal(hostile, language="ja"))
    triples = [
        t
        for t in small.whole().triples
        if not (t.subject == label.subject and t.object == Literal("アクメ", language="ja"))
    ]

    text = write("cypher", small.select([*triples, label]))[""].decode()

    outside = re.sub(r"'(?:[^'\\\n]|\\.)*'", "''", text)
    assert "DELETE" in text and "DELETE" not in outside
    assert len(text.splitlines()) == len(write("cypher", small.whole())[""].splitlines())
