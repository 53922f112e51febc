"""What people call the nodes of a graph, and the words that stand behind them."""

from __future__ import annotations

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from kg.rdf.namespaces import CONCEPT, DATA, KG
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
    "cost": "total investment of Mill / 제분소의 총투자액 / 製粉所の総投資額",
    "masonBuilds": "builder of Mill / 제분소의 건설자 / 製粉所の建設者",
    "state": "under construction of Mill / 제분소의 건설 중 / 製粉所の建設中",
    "rules": "mayor of Ann / 앤의 시장 / アンの市長",
    "stands": "location claim of Mill / 제분소의 위치 주장 / 製粉所の所在の主張",
    "costSaid": "the evidence “7 trillion won” for total investment of Mill"
    " / 제분소의 총투자액의 근거 “7 trillion won” / 製粉所の総投資額の根拠「7 trillion won」",
    "costSlot": "total investment of Mill / 제분소의 총투자액 / 製粉所の総投資額",
    "pair": "partnership of Mason and Smith / 메이슨, 스미스의 협력 관계 / メイソンとスミスの連携関係",
    "misprint": "rank decision misprint / 등급 결정 misprint / ランクの決定 misprint",
    "nobody": "nobody / nobody / nobody",
}


@pytest.mark.parametrize(("name", "text"), NAMES.items())
def test_every_kind_of_node_has_a_name(name: str, text: str) -> None:
    texts = labels().of(node(name))

    assert tuple(texts) == LANGUAGES
    assert " / ".join(texts.values()) == text


@pytest.mark.parametrize(
    ("update", "text"),
    [
        (":x a kg:Evidence", "the evidence “…” for x / x의 근거 “…” / xの根拠「…」"),
        (":x a kg:Slot", "x / x / x"),
        (":x a kg:DateClaim", "date claim of x / x의 날짜 주장 / xの日付の主張"),
        (":x a kg:Partnership ; kg:partner :mason", "partnership / 협력 관계 / 連携関係"),
        (":x a kg:Partnership ; kg:partner :mason, :smith, :ann", "partnership / 협력 관계 / 連携関係"),
        (":x a kg:Company", "company x / 기업 x / 企業 x"),
        (":x a kg:Zone, kg:DateClaim", "date claim of x / x의 날짜 주장 / xの日付の主張"),
        (":x a kg:Shop, kg:Company", "company x / 기업 x / 企業 x"),
        (":x a owl:Class", "x / x / x"),
        (':x skos:prefLabel "nur"@de', "nur / nur / nur"),
        (':x skos:prefLabel "b"@ko, "c"@de, "a"@en', "a / b / a"),
        (':x skos:prefLabel <urn:no-text>', "x / x / x"),
    ],
)  # fmt: skip
def test_what_is_not_said_is_left_out_of_a_name(update: str, text: str) -> None:
    assert " / ".join(labels(f"INSERT DATA {{ {update} }}").of(node("x")).values()) == text


def test_literals_concepts_and_blank_nodes_have_names_too() -> None:
    found = labels("INSERT DATA { [] a kg:Company . [] a kg:Slot . [] kg:name 'x' . [] skos:prefLabel 'Named'@en }")
    store = found._store
    blank = sorted(
        {q.subject for q in store.quads_for_pattern(None, None, None) if isinstance(q.subject, BlankNode)}, key=str
    )

    assert set(found.of(Literal("7")).values()) == {"7"}
    assert found.of(NamedNode(CONCEPT + "MW")) == {"en": "megawatt", "ko": "메가와트", "ja": "メガワット"}
    names = [found.of(each)["en"] for each in blank]
    assert {"company", "a node without a name", "Named"} < set(names)


def test_a_property_is_named_by_its_label_and_by_its_key_where_that_differs() -> None:
    found = labels()

    assert found.property(KG + "unit")["en"] == "unit"
    assert found.property(KG + "unit")["ko"] == f"{found.term(KG + 'unit')['ko']} (unit)"
    assert found.property(KG + "at")["en"] == "at time (at)"


def test_the_words_of_a_node_are_those_of_its_evidence() -> None:
    more = labels(
        "INSERT DATA { :bill kg:slot :costSlot ; kg:evidence :billSaid . :billSaid kg:words '8 trillion', 'a bill'."
        " :cost kg:evidence :again . :again kg:words '7 trillion won' }"
    )

    assert more.words(node("costSaid")) == ["7 trillion won"]
    assert more.words(node("cost")) == ["7 trillion won"]
    assert more.words(node("costSlot")) == ["7 trillion won", "8 trillion", "a bill"]
    assert more.words(node("mill")) == []


def test_what_is_found_in_a_graph_is_sorted() -> None:
    quoted = Triple(node("a"), NamedNode(KG + "p"), node("b"))
    found = labels("INSERT DATA { :x kg:p :z, :y, 'lit' . :w kg:p :y }")
    store = found._store
    store.add(Quad(node("x"), NamedNode(KG + "p"), quoted))  # type: ignore[attr-defined]

    def names(terms: list[Term]) -> list[str]:
        return [term.value.removeprefix(DATA) for term in terms]

    assert names(found.values(node("x"), KG + "p")) == ["lit", "y", "z"]
    assert found.values(Literal("x"), KG + "p") == []
    assert names(list(found.subjects(KG + "p", node("y")))) == ["w", "x"]
    assert sorted(found.mentions(node("y")), key=str) == [(node("w"), KG + "p"), (node("x"), KG + "p")]
    assert names(found.follow(node("mason"), f"<{KG}builds>/<{KG}locatedIn>")) == ["quarter"]
    assert names(found.follow(node("mason"), f"<{KG}builds>?")) == ["mason", "mill"]
    assert found.follow(BlankNode("b"), f"<{KG}p>") == []
    assert found.classes(node("mill")) == [KG + "Facility"]


def test_the_ids_that_are_declared_are_those_with_a_label_under_the_base() -> None:
    found = labels("INSERT DATA { <urn:x> skos:prefLabel 'x' . [] skos:prefLabel 'y' }").declared(DATA)

    assert found == sorted(found)
    assert {"mill", "town", "dataset"} < set(found)
    assert not {"urn:x", "cost"} & set(found)


def test_a_name_is_made_once() -> None:
    found = labels()

    assert found.of(node("cost")) is found.of(node("cost"))
    assert found.declared(DATA) is found.declared(DATA)
