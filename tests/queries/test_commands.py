"""``kg query`` at the terminal: the catalogue, help, SPARQL of one's own, its mistakes, and pipes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kg.cli.query import standalone
from kg.knowledge import KnowledgeGraph
from tests.conftest import ROOT
from tests.queries.conftest import Kg

BUILDERS = "SELECT ?who { ?who kg:builds kgd:ulsan-ai-data-center } ORDER BY ?who"
ANSWER = "who\nhttps://w3id.org/regional-kg/data/aws\nhttps://w3id.org/regional-kg/data/sk-group\n"


def test_without_arguments_it_lists_every_query_by_subject(kg: Kg, graph: KnowledgeGraph) -> None:
    said = kg()

    assert all(f"\n  {name} " in said.out for name in graph.query_names)
    assert said.out.splitlines()[0] == "Partners and networks"
    assert "Partners of X, with reasons" in said.out
    assert "X의 협력 상대와 그 근거" in kg("--lang", "ko").out


def test_help_behind_a_name_explains_the_query(kg: Kg, graph: KnowledgeGraph) -> None:
    for name in graph.query_names:
        said = kg(name, "--help")

        assert said.code == 0
        assert said.out.startswith(f"kg query {name}")
        assert "examples:\n  kg query " in said.out
        assert all(f"  {parameter.name} " in said.out for parameter in graph.named(name).parameters)


def test_help_lists_what_may_be_chosen(kg: Kg) -> None:
    lines = kg("partners", "--help").out.splitlines()

    assert "          agreement, co-building, cooperation, hosting, investment," in lines
    assert max(map(len, lines[:12])) <= 80


def test_every_example_of_every_help_has_an_answer(graph: KnowledgeGraph) -> None:
    from kg.answers.parameters import assign

    for name in graph.query_names:
        query = graph.named(name)
        assert query.examples, name
        for words in query.examples:
            assert len(graph.ask(query, assign(query, words)).answer), f"{name} {words}"  # type: ignore[arg-type]


def test_every_header_is_whole_in_three_languages(graph: KnowledgeGraph) -> None:
    for name in graph.query_names:
        query = graph.named(name)
        assert set(query.title) == set(query.question) == {"en", "ko", "ja"}, name
        assert query.order, name
        assert query.tags, name
        assert set(query.table) <= set(query.columns), name


def test_sparql_may_be_an_argument_a_file_or_standard_input(
    kg: Kg, tmp_path: Path, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine.rq").write_text(BUILDERS, encoding="utf-8")
    piped = subprocess.run(
        [sys.executable, "-m", "kg", "query", "-", "--format", "csv", "--workspace", str(ROOT), "--output", str(output)],
        input=BUILDERS, capture_output=True, text=True, check=True, cwd=ROOT, timeout=60,
    )  # fmt: skip

    assert kg(BUILDERS, "--format", "csv").out == ANSWER
    assert kg(str(tmp_path / "mine.rq"), "--format", "csv").out == ANSWER
    assert piped.stdout == ANSWER


def test_a_file_with_a_header_takes_parameters_like_our_own(kg: Kg, tmp_path: Path) -> None:
    path = tmp_path / "who-builds.rq"
    path.write_text(
        "#+ title: Builders\n#+ params: of: Entity — what\n#+ columns: who, who_label\n"
        "SELECT ?who { VALUES ?of { UNDEF } ?who kg:builds ?of } ORDER BY ?who",
        encoding="utf-8",
    )

    said = kg(str(path), "Ulsan AI Data Center", "--lang", "ko")

    assert said.out.splitlines()[-1] == "SK그룹"


@pytest.mark.parametrize(
    ("sparql", "out"),
    [
        ("ASK { kgd:aws kg:builds kgd:ulsan-ai-data-center }", "yes\n"),
        ("ASK { kgd:aws kg:builds kgd:ggm-plant }", "no\n"),
        (
            "CONSTRUCT { ?who kg:builds ?what } WHERE { ?who kg:builds ?what FILTER(?who = kgd:aws) }",
            "kgd:aws kg:builds kgd:ulsan-ai-data-center .\n",
        ),
        ("DESCRIBE kgd:aws", "kgd:aws a kg:Company"),
    ],
)
def test_ask_construct_and_describe_are_answered_in_their_own_forms(kg: Kg, sparql: str, out: str) -> None:
    said = kg(sparql)

    assert said.code == 0
    assert out in said.out


@pytest.mark.parametrize(
    ("sparql", "message"),
    [
        ("SELECT * {\n  ?s ?p ?o\n  FILTR(?o > 1)\n}", "query:3:"),
        ("SELECT * { ?s nope:thing ?o }", "this prefix is not declared; the project's prefixes are kgd, "),
        ("SELECT ?x (COUNT(?y) AS ?n) { ?x ?p ?y }", "query:"),
        ("INSERT DATA { kgd:a kg:builds kgd:b }", ""),
        ("DELETE WHERE { ?s ?p ?o }", ""),
        ("DROP ALL", ""),
        ("LOAD <file:///etc/passwd>", ""),
        ("SELECT * { SERVICE <http://127.0.0.1:9/sparql> { ?s ?p ?o } }", "SERVICE"),
        ("SELECT * FROM <http://127.0.0.1/x> { ?s ?p ?o }", "FROM"),
        ("", ""),
        ("SELEC", "no query is called 'SELEC'"),
    ],
)
def test_what_is_no_question_is_refused_in_a_few_lines_with_exit_code_2(kg: Kg, sparql: str, message: str) -> None:
    said = kg(sparql)

    assert said.code == 2
    assert said.out == ""
    assert message in said.err
    assert "Traceback" not in said.err
    assert 0 < len(said.err.splitlines()) <= 3


def test_a_syntax_error_shows_its_line_and_points_at_the_text(kg: Kg) -> None:
    said = kg("SELECT * {\n  ?s ?p ?o .\n  FILTR(?o > 1)\n}")

    first, source, mark = said.err.splitlines()
    assert first.startswith("query:3:3: ")
    assert first.endswith("at 'FILTR(?o'")
    assert source.strip() == "FILTR(?o > 1)"
    assert source[mark.index("^") :].startswith("FILTR")


@pytest.mark.parametrize("name", ["partners", "money", "statuses", "milestones"])
def test_shown_sparql_runs_elsewhere_with_nothing_added(kg: Kg, graph: KnowledgeGraph, name: str) -> None:
    words = graph.named(name).examples[0]

    text = kg(name, *words, "--show-sparql").out

    assert "#+" not in text
    assert "UNDEF" not in text
    # No prefix is known to this store but those that the text declares.
    assert list(graph.engine.store.query(text))


def test_shown_sparql_declares_each_prefix_once() -> None:
    text = standalone("#+ title: x\nPREFIX kg: <urn:x>\nSELECT * { ?s kg:p skos:x }", "https://example.org/")

    assert text.count("PREFIX kg:") == 1
    assert text.count("PREFIX skos:") == 1


@pytest.mark.parametrize("tail", ["head -1", "true"])
def test_a_reader_that_stops_early_is_no_error(output: Path, tail: str) -> None:
    command = f"{sys.executable} -m kg query evidence --format csv --workspace {ROOT} --output {output} | {tail}"

    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, cwd=ROOT, timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip

    assert done.returncode == 0
    assert done.stderr == ""


def test_evidence_is_refused_where_rows_rest_on_no_claims(kg: Kg) -> None:
    said = kg("group", "AWS", "--evidence")

    assert said.code == 2
    assert "group: its rows rest on no single claims" in said.err


def test_evidence_stands_below_its_row(kg: Kg) -> None:
    said = kg("participants", "Ulsan AI Data Center", "role=builder", "--evidence")

    lines = said.out.splitlines()
    row = next(number for number, line in enumerate(lines) if line.startswith("SK Group"))
    assert "    Yonhap News Agency, 2025-08-31, line 14: “SK”" in lines[row:]
    assert any("line 15" in line and "(inferred)" in line for line in lines[row:])
