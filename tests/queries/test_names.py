"""Whatever something is called, the answer is the same; where a name is not enough, the message says what is."""

from __future__ import annotations

import pytest

from kg.answers.names import UnknownName
from kg.errors import KgError
from kg.knowledge import KnowledgeGraph
from kg.making.build import derive, read
from tests.conftest import MakeWorkspace
from tests.queries.conftest import Kg


@pytest.mark.parametrize(
    "name",
    [
        "SK", "SK Group", "SK그룹", "에스케이", "SKグループ", "sk group", "ＳＫ", "sk-group", "kgd:sk-group",
        "https://w3id.org/regional-kg/data/sk-group", "<https://w3id.org/regional-kg/data/sk-group>",
    ],
)  # fmt: skip
def test_every_name_of_sk_gives_the_same_partners(graph: KnowledgeGraph, name: str) -> None:
    assert graph.query("partners", of=name).terms == graph.query("partners", of="sk-group").terms
    assert len(graph.query("partners", of=name)) == 7


@pytest.mark.parametrize("name", ["한국해양과학기술원", "KIOST", "kiost"])
def test_a_name_may_be_in_any_language_whatever_the_language_of_the_answer(graph: KnowledgeGraph, name: str) -> None:
    assert set(graph.query("partners", language="ja", of=name).column("partner")) == set(
        graph.query("partners", language="ko", of="kiost").column("partner")
    )


def test_ulsan_is_its_government_where_an_actor_is_meant_and_the_place_where_a_place_is(graph: KnowledgeGraph) -> None:
    assert graph.query("partners", of="울산").terms == graph.query("partners", of="ulsan-city").terms
    assert graph.query("projects", in_="울산").terms == graph.query("projects", in_="ulsan").terms
    assert graph.query("ties", a="광주", b="울산").terms == graph.query("ties", a="gwangju-city", b="ulsan-city").terms


def test_ulsan_is_ambiguous_only_where_both_make_sense(graph: KnowledgeGraph) -> None:
    with pytest.raises(
        UnknownName,
        match=r"^'울산' may mean ulsan \(울산, 행정 지역\) or ulsan-city \(울산시, 정부\); give one of these ids$",
    ):
        graph.query("claims", of="울산", language="ko")


@pytest.mark.parametrize("name", ["Yonhap", "연합뉴스", "聯合ニュース", "yonhap", "YONHAP NEWS AGENCY"])
def test_a_publisher_stands_for_its_only_document(graph: KnowledgeGraph, name: str) -> None:
    assert graph.query("evidence", source=name).terms == graph.query("evidence", source="yonhap-2025-08-31").terms
    assert len(graph.query("evidence", source=name))


def test_a_publisher_of_several_documents_is_asked_which_one(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace()
    graph = KnowledgeGraph(derive(workspace, read(workspace).triples), workspace.base, workspace.queries)

    with pytest.raises(UnknownName, match=r"^'The Press' may mean gazette \(A gazette, document\) or paper \("):
        graph.query("evidence", source="The Press")
    assert len(graph.query("evidence", source="A paper")) == 0


def test_a_near_miss_of_a_publisher_is_told_what_may_be_meant(graph: KnowledgeGraph) -> None:
    with pytest.raises(UnknownName, match=r"no document is called 'Korea Economic Daily'; did you mean hankyung \("):
        graph.query("evidence", source="Korea Economic Daily")
    with pytest.raises(UnknownName, match=r"^'SK' is sk-group .*, but here a name of document is needed"):
        graph.query("evidence", source="SK")


def test_a_near_miss_is_told_what_may_be_meant(graph: KnowledgeGraph) -> None:
    with pytest.raises(UnknownName, match=r"no agent is called 'Hyundia Motor'; did you mean hyundai-motor \("):
        graph.query("partners", of="Hyundia Motor")


def test_a_name_of_something_else_is_told_what_is_needed(graph: KnowledgeGraph) -> None:
    with pytest.raises(
        UnknownName, match=r"^'GGM plant' is ggm-plant \(.*, facility\), but here a name of agent is needed$"
    ):
        graph.query("partners", of="GGM plant")


@pytest.mark.parametrize(
    ("query", "given", "message"),
    [
        ("partners", {}, r"partners: give of=… \(whose partners\); `kg query partners --help` has examples"),
        ("partners", {"off": "SK"}, r"partners: no parameter 'off'; did you mean 'of'\?"),
        ("partners", {"of": ["SK", "AWS"]}, "parameter 'of' takes one value"),
        ("partners", {"of": "SK", "kind": "studdy"}, r"kind: no partnership-kind is called 'studdy'; did you mean 'study'"),
        ("period", {"from": "2026-02-30", "to": "2026-12-31"}, "from: '2026-02-30' is no day; write it like 2026-01-05"),
        ("period", {"from": "2026", "to": "2026-12-31"}, "from: '2026' is no day"),
        ("figure", {"value": "seven"}, "value: "),
        ("projects", {"in": "Ulsan", "type": "Facilty"}, r"type: no class is called 'Facilty'; did you mean 'Facility'"),
        ("partnerz", {}, r"no query is called 'partnerz'; did you mean 'partners'"),
    ],
)  # fmt: skip
def test_a_wrong_call_is_told_what_to_do(
    graph: KnowledgeGraph, query: str, given: dict[str, object], message: str
) -> None:
    with pytest.raises(KgError, match=message):
        graph.query(query, **given)


def test_concepts_are_named_by_id_curie_or_label_in_any_language(graph: KnowledgeGraph) -> None:
    study = graph.query("partners", of="kiost", kind="study").terms

    assert study
    for name in ("kgc:study", "joint study", "공동 연구", "共同研究"):
        assert graph.query("partners", of="kiost", kind=name).terms == study


def test_a_value_is_one_term_whatever_it_holds(graph: KnowledgeGraph) -> None:
    for name in ('SK"} ?s ?p ?o . #', "SK' OR 1=1", "} UNION { ?a ?b ?c", "SK\\", "\N{RIGHT-TO-LEFT OVERRIDE}SK"):
        with pytest.raises(UnknownName, match=r"no agent is called"):
            graph.query("partners", of=name)
    assert len(graph.query("conflicts", verdict='"} ?s ?p ?o . { #')) == 0


def test_defaults_hold_everywhere(graph: KnowledgeGraph, kg: Kg) -> None:
    assert graph.query("ranking").terms == graph.query("ranking", kind="total-investment", unit="KRW").terms
    assert graph.query("projects", in_="Ulsan").terms == graph.query("projects", in_="Ulsan", type="Undertaking").terms
    assert kg("ranking", "--format", "csv").out == kg("ranking", "total-investment", "--format", "csv").out


def test_labels_fall_back_to_english_and_then_to_the_id(graph: KnowledgeGraph) -> None:
    korean = graph.query("partners", of="AWS", language="ko")

    assert korean.column("partner_label") == ["SK그룹", "울산시"]
    assert graph.names.label("https://w3id.org/regional-kg/data/no-such-thing", "ko") == "no-such-thing"
