"""show, path, conflicts, network, find and stats: what an analyst asks without SPARQL."""

from __future__ import annotations

import json
import shlex

import pytest

import kg
from kg.answers.table import columns_of
from kg.cli import main
from kg.knowledge import KnowledgeGraph
from tests.conftest import MakeWorkspace

FACTS = """\
- id: hall
  names:
  - {line: 3, words: Server Hall}
  participants:
  - {role: builder, who: acme, line: 4, words: Acme}
  - {role: builder, who: bolt, line: 4, words: Bolt}
  amounts:
  - {kind: total-investment, value: 7000, currency: KRW, payer: acme, line: 5, words: 7000}
  quantities:
  - {kind: power-capacity, value: 1.5, unit: GW, stage: final, line: 6, words: 1.5 GW}
  - {kind: site-area, value: 2, unit: m2, per: per-year, line: 6, words: 2 m2}
  dates:
  - {kind: completion, when: 2029, line: 5, words: 2029}
  - {kind: completion, when: 2031, modality: plan, line: 6, words: 2031}
- id: pact
  participants:
  - {role: party, who: bolt, line: 7, words: Bolt}
  - {role: party, who: crown, line: 7, words: Crown}
"""


@pytest.fixture
def built(make_workspace: MakeWorkspace, capsys: pytest.CaptureFixture[str]) -> str:
    root = str(make_workspace(paper=FACTS).root)
    assert main(["build", "--workspace", root]) == 0
    capsys.readouterr()
    return root


@pytest.fixture
def graph(built: str) -> KnowledgeGraph:
    return kg.open(built)


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(list(words)) == 0
    return capsys.readouterr().out


def test_a_card_groups_what_is_said_with_the_lines_that_say_it(built: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "show", "서버홀", "--workspace", built)

    assert text.startswith("Server Hall  (hall)")
    assert "builder: Acme  [1:4]" in text
    assert "7,000" in text
    assert "2 competing claims: kg conflicts hall" in text
    assert "[1] A paper, The Press, 2025-08-31 (paper.txt)" in text
    assert len(text.splitlines()) < 40


def test_a_card_gives_the_figure_of_the_source_and_the_canonical_one_where_it_differs(
    built: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = said(capsys, "show", "hall", "--workspace", built)

    assert "power capacity, final stage: 1.5 GW (1,500 MW)  [1:6]" in text
    assert "site area: 2 m2 per year  [1:6]" in text
    assert "total investment: 7,000 KRW (Acme)  [1:5]" in text


def test_a_card_is_in_one_language_and_as_wide_as_the_terminal(
    built: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    lines = said(capsys, "show", "hall", "--lang", "ko", "--workspace", built).splitlines()

    assert max(map(columns_of, lines)) <= 40
    assert "  전력 용량, 최종 단계: 1.5 GW" in lines
    assert "    (1,500 MW)  [1:6]" in lines
    assert "  완공: 2031 (계획)  [1:6]" in lines


def test_claims_give_the_figure_of_the_source_and_the_canonical_one_where_it_differs(
    built: str, graph: KnowledgeGraph, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [row for row in graph.query("claims", of="hall") if row.unit]

    assert [(float(row.value), row.unit_label, row.canonical, row.canonical_unit_label) for row in rows] == [
        (7000, "South Korean won", None, None),
        (1.5, "gigawatt", 1500, "megawatt"),
        (2, "square metre", None, None),
    ]
    assert "1.5 GW" in (text := said(capsys, "query", "claims", "hall", "--format", "md", "--workspace", built))
    assert "| 1,500 MW |" in text


def test_a_card_of_an_agent_lists_partners_with_their_reasons(built: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "show", "Bolt", "--workspace", built)

    assert "Acme – co-building: Server Hall  [1:4]" in text
    assert "Crown – agreement: The pact  [1:7]" in text


def test_citations_can_be_pasted(built: str, capsys: pytest.CaptureFixture[str]) -> None:
    lines = said(capsys, "show", "hall", "--cite", "--workspace", built).splitlines()

    assert any(
        "The Press, “A paper” (2025-08-31), paper.txt, line 5: “7000”. <https://example.org/kg/claim/" in x
        for x in lines
    )


def test_a_path_gives_kind_reason_and_evidence_of_each_step(built: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "path", "Acme", "Crown", "--workspace", built)

    assert text.splitlines()[0] == "path 1 (2 steps): Acme – Bolt – Crown"
    assert "co-building: Server Hall" in text
    assert "The Press, 2025-08-31, line 7: “Crown”" in text


def test_that_there_is_no_path_is_an_answer_and_names_the_groups(
    built: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = said(capsys, "path", "Acme", "Harbour City", "--workspace", built)

    assert "no partnership path leads from Acme to Harbour City" in text
    assert "Acme: in a group of 3, with Bolt, Crown" in text
    assert "Harbour City: partners with nobody" in text


def test_where_there_is_no_path_the_shortest_chain_of_claims_is_told(
    make_workspace: MakeWorkspace, capsys: pytest.CaptureFixture[str]
) -> None:
    hosted = "- id: hall\n  participants:\n  - {role: operator, who: bolt, line: 3, words: Bolt}\n"
    placed = "  locations:\n  - {place: quay, line: 4, words: Quay}\n"
    governed = "- id: quay\n  participants:\n  - {role: operator, who: crown, line: 5, words: Crown}\n"
    root = str(make_workspace(paper=hosted + placed + governed).root)
    said(capsys, "build", "--workspace", root)

    text = said(capsys, "path", "Bolt", "Crown", "--workspace", root)

    assert text.splitlines()[-7:] == [
        "what is said links them all the same, in 3 steps:",
        "  Bolt – Server Hall: operator",
        "      The Press, 2025-08-31, line 3: “Bolt”",
        "  Server Hall – Quay: location claim",
        "      The Press, 2025-08-31, line 4: “Quay”",
        "  Quay – Crown: operator",
        "      The Press, 2025-08-31, line 5: “Crown”",
    ]
    assert "no claims link them either" in said(capsys, "path", "Acme", "Crown", "--workspace", root)
    assert [link.end.rsplit("/", 1)[1] for link in kg.open(root).chain("Bolt", "Crown")] == ["hall", "quay", "crown"]


def test_a_path_is_data_too(built: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(said(capsys, "path", "Acme", "Crown", "--format", "json", "--workspace", built))

    assert [node["label"] for node in found[0]["nodes"]] == ["Acme", "Bolt", "Crown"]
    assert found[0]["steps"][0][0]["kind"] == "co-building"


def test_competing_claims_stand_side_by_side(built: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "conflicts", "--workspace", built)

    assert "Server Hall – completion: contradict" in text
    assert "2029" in text
    assert "line 6: “2031”" in text
    assert "1 question with competing claims" in text


def test_measures_of_the_network_are_those_of_networkx(graph: KnowledgeGraph) -> None:
    import networkx

    from kg.network.partners import groups, measures

    network = graph.network()
    found = {network.nodes[m.node]["label"]: m for m in measures(network)}

    assert (found["Bolt"].partners, found["Bolt"].bridge, found["Bolt"].betweenness) == (2, True, 1.0)
    assert not found["Acme"].bridge
    assert [len(group) for group in groups(network)] == [3]
    assert networkx.shortest_path_length(network, "https://example.org/kg/acme", "https://example.org/kg/crown") == 2
    assert {data["kind"] for _, _, data in network.edges(data=True)} == {"co-building", "agreement"}


def test_measures_are_never_stored(built: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = said(capsys, "stats", "--format", "csv", "--workspace", built)
    text = said(capsys, "network", "--workspace", built)

    assert "Bolt" in text
    assert said(capsys, "stats", "--format", "csv", "--workspace", built) == before


def test_entities_are_found_by_any_name(built: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "acme" in said(capsys, "find", "애크미", "--format", "csv", "--workspace", built)
    assert "acme" in said(capsys, "find", "acme inc", "--format", "csv", "--workspace", built)


def test_the_python_side_answers_the_same(graph: KnowledgeGraph) -> None:
    assert graph.query("partners", of="Acme").column("partner_label") == ["Bolt"]
    assert str(graph.show("Acme")).startswith("Acme  (acme)")
    assert [len(path) for path in graph.path("Acme", "Crown")] == [2]
    assert (None, None, None) in graph.graph


def test_completion_knows_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    from kg.cli import COMMANDS

    script = said(capsys, "completion", "bash")

    assert f"_shtab_kg_subparsers=({' '.join(COMMANDS)})" in script


@pytest.mark.parametrize(
    ("facts", "question"),
    [
        ({"paper": FACTS}, "kg query partners Bolt"),
        ({"paper": "- id: hall\n  names:\n  - {line: 3, words: Server Hall}\n"}, "kg show 'Server Hall'"),
        ({}, "kg query"),
    ],
)
def test_a_build_ends_with_a_question_that_its_own_data_answer(
    make_workspace: MakeWorkspace, capsys: pytest.CaptureFixture[str], facts: dict[str, str], question: str
) -> None:
    root = str(make_workspace(**facts).root)

    assert said(capsys, "build", "--workspace", root).splitlines()[-1] == f"try:    {question}"
    answer = said(capsys, *shlex.split(question)[1:], "--workspace", root)
    assert "(no rows)" not in answer
