"""What people call the nodes of a graph, and the words that stand behind them."""

from __future__ import annotations

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from kg.namespaces import CONCEPT, DATA, KG, RDF, SKOS
from kg.shapes.labels import Labels
from kg.shapes.model import Term
from tests.shapes.graphs import WORKSPACE, valid

LANGUAGES = ("en", "ko", "ja")


def labels(update: str = "") -> Labels:
    return Labels(valid(update), WORKSPACE.vocabulary)


def node(name: str) -> NamedNode:
    return NamedNode(DATA + name)


NAMES = {
    "mill": "Mill / 제분소 / 製粉所",
    "cost": "Total investment of Mill / 제분소의 총투자액 / 製粉所の総投資額",
    "masonBuilds": "builder of Mill / 제분소의 건설 주체 / 製粉所の建設主体",
    "state": "under construction of Mill / 제분소의 건설 중 / 製粉所の建設中",
    "rules": "mayor of Ann / 앤의 시장 / アンの市長",
    "stands": "location of Mill / 제분소의 위치 / 製粉所の所在地",
    "costSaid": "the evidence “7 trillion won” for Total investment of Mill",
    "costSlot": "Total investment of Mill",
    "pair": "partnership of Mason and Smith",
    "misprint": "rank decision misprint",
}


@pytest.mark.parametrize("name", NAMES)
def test_every_kind_of_node_has_a_name(name: str) -> None:
    texts = labels().of(node(name))

    assert set(texts) == set(LANGUAGES)
    assert " / ".join(texts.values()).lower().startswith(NAMES[name].lower())
    assert len(set(texts.values())) == 3 or name == "misprint"


def test_a_literal_and_a_concept_and_what_is_unknown() -> None:
    found = labels()

    assert set(found.of(Literal("7")).values()) == {"7"}
    assert found.of(NamedNode(CONCEPT + "MW"))["ko"] == "메가와트"
    assert set(found.of(node("nobody")).values()) == {"nobody"}
    assert found.of(BlankNode("b"))["en"] == "a node without a name"
