"""Every form of an answer can be read back, and none of them runs anything."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from decimal import Decimal

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode
from rdflib.query import Result

from kg.answers import Answer, Solutions, Truth
from kg.answers.evidence import COLUMNS as EVIDENCE
from kg.answers.write import FORMATS, GRAPHS, ROWS, write
from kg.errors import KgError
from kg.knowledge import KnowledgeGraph
from kg.rdf.namespaces import DATA, XSD
from tests.queries.conftest import Kg
from tests.queries.expected import calls

NAMED = Solutions(
    ("who", "name", "count", "missing"),
    [
        (NamedNode(DATA + "sk-group"), Literal("SK그룹", language="ko"), Literal("7", datatype=NamedNode(XSD + "integer")), None),
        (NamedNode(DATA + "kiost"), Literal('a "b"\t\n<c> & d\\'), Literal("1.50", datatype=NamedNode(XSD + "decimal")), None),
    ],
)  # fmt: skip
FORMULAS = ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1"]


def written(answer: Answer, form: str | None) -> str:
    stream = io.StringIO()
    write(answer, form, DATA, stream=stream)
    return stream.getvalue()


@pytest.mark.parametrize(("form", "reader"), [("json", "json"), ("xml", "xml"), ("tsv", "tsv")])
def test_the_standard_formats_are_read_by_rdflib(form: str, reader: str) -> None:
    result = Result.parse(io.BytesIO(written(NAMED, form).encode()), format=reader)

    assert [str(name) for name in result.vars or ()] == list(NAMED.columns)
    first, second = list(result)
    assert first == (rdflib.URIRef(DATA + "sk-group"), rdflib.Literal("SK그룹", lang="ko"), rdflib.Literal(7), None)
    assert second[1:3] == (rdflib.Literal('a "b"\t\n<c> & d\\'), rdflib.Literal(Decimal("1.50")))


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_yes_or_no_is_read_by_rdflib_too(form: str) -> None:
    assert Result.parse(io.BytesIO(written(Truth(True), form).encode()), format=form).askAnswer is True


def test_csv_has_plain_values_that_a_csv_reader_returns() -> None:
    rows = list(csv.reader(io.StringIO(written(NAMED, "csv"))))

    assert rows[0] == ["who", "name", "count", "missing"]
    assert rows[1] == [DATA + "sk-group", "SK그룹", "7", ""]
    assert rows[2][1] == 'a "b"\t\n<c> & d\\'


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_a_csv_file_is_a_formula(text: str) -> None:
    answer = Solutions(("cell",), [(Literal(text),)])

    assert list(csv.reader(io.StringIO(written(answer, "csv"), newline="")))[1][0] == "'" + text


def test_a_negative_number_in_csv_stays_a_number() -> None:
    answer = Solutions(("n",), [(Literal("-5", datatype=NamedNode(XSD + "decimal")),)])

    assert written(answer, "csv") == "n\n-5\n"


def test_json_lines_are_one_object_a_row() -> None:
    rows = [json.loads(line) for line in written(NAMED, "jsonl").splitlines()]

    assert rows[0] == {"who": DATA + "sk-group", "name": "SK그룹", "count": 7}
    assert rows[1]["count"] == "1.50"


def test_markdown_cells_hold_no_markup_of_their_own() -> None:
    lines = written(Solutions(("a",), [(Literal("x | [y](javascript:z) <b>\n*w*"),)]), "md").splitlines()

    assert lines == ["| a |", "|---|", "| x \\| \\[y\\](javascript:z) \\<b\\><br>\\*w\\* |"]


def test_a_terminal_is_never_steered_by_a_value() -> None:
    text = written(Solutions(("a",), [(Literal("\x1b[31mred\x07\u202e"),)]), "table")

    assert "\x1b" not in text
    assert "\x07" not in text
    assert "\u202e" not in text


def test_forms_that_do_not_suit_are_refused() -> None:
    for form in GRAPHS:
        with pytest.raises(KgError, match="is for graphs"):
            written(NAMED, form)


def test_a_graph_is_turtle_that_rdflib_reads(kg: Kg) -> None:
    question = "CONSTRUCT { ?a kg:partnersWith ?b } WHERE { ?a kg:partnersWith ?b }"

    turtle = rdflib.Graph().parse(data=kg(question).out, format="turtle")
    triples = rdflib.Graph().parse(data=kg(question, "--format", "nt").out, format="nt")

    assert len(turtle) > 50
    assert set(turtle) == set(triples)


@pytest.mark.parametrize("form", ROWS)
def test_every_form_works_with_and_without_rows_and_with_evidence(kg: Kg, form: str) -> None:
    for words in (("partners", "SK"), ("partners", "SK", "--evidence"), ("partners", "George Soros", "--evidence")):
        said = kg(*words, "--format", form)

        assert said.code == 0
        assert said.err == ""
        assert bool(said.out) is (form != "jsonl" or "SK" in words)


def test_evidence_is_columns_in_formats_for_machines(kg: Kg) -> None:
    rows = list(csv.DictReader(io.StringIO(kg("partners", "SK", "--evidence", "--format", "csv").out)))

    assert set(EVIDENCE) <= rows[0].keys()
    assert all(row["line"].isdecimal() and row["words"] for row in rows)
    assert {row["partner_label"] for row in rows} >= {"Amazon Web Services", "Ulsan City"}


def wide(text: str) -> int:
    return sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in text)


@pytest.mark.parametrize("language", ["en", "ko", "ja"])
@pytest.mark.parametrize("call", [c for c in calls() if len(c.expected()) > 1], ids=lambda call: call.path.stem)
def test_no_table_is_wider_than_the_terminal_and_no_number_is_broken(
    graph: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch, call: object, language: str
) -> None:
    from tests.queries.expected import Call

    assert isinstance(call, Call)
    query = graph.named(call.query)
    asked = graph.ask(query, call.given(graph), language=language, evidence=call.evidence)
    for columns in (80, 100, 132):
        monkeypatch.setenv("COLUMNS", str(columns))
        stream = io.StringIO()

        write(asked.answer, "table", graph.base, support=asked.support, shown=query.table, stream=stream)

        lines = stream.getvalue().splitlines()
        assert max(map(wide, lines)) <= columns
        for row in asked.answer.terms:  # type: ignore[union-attr]
            for name, term in zip(query.columns, row, strict=True):
                shown = not query.table or name in query.table
                if shown and isinstance(term, Literal) and term.datatype.value == XSD + "decimal":
                    whole, point, rest = term.value.partition(".")
                    assert any(f"{int(whole):,}{point}{rest}" in line for line in lines)


def test_wide_characters_take_two_columns(kg: Kg) -> None:
    heading, rule, *rows = kg("partners", "AWS", "--lang", "ko").out.splitlines()

    at = wide(heading[: heading.index("through")])
    for row in rows:
        before = next(row[:n] for n in range(len(row) + 1) if wide(row[:n]) == at)
        assert before.endswith("  ")
        assert row[len(before) :].startswith("울산")
    assert wide(rule) == wide(heading)


def test_an_id_to_copy_is_broken_only_where_nothing_else_helps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    columns = ("id", "what")
    long = "a-long-id-of-more-than-twenty-six-characters"
    answer = Solutions(columns, [(Literal(long), Literal("words that can be broken " * 5))])

    assert long in written(answer, "table")


def test_bounds_stand_before_numbers_in_english_and_apart_in_other_languages(kg: Kg) -> None:
    assert "more than 100,000,000,000,000 KRW" in kg("figure", "100000000000000").out
    assert "100,000,000,000,000 KRW (초과)" in kg("figure", "100000000000000", "--lang", "ko").out


def test_columns_in_which_nothing_stands_are_left_out_of_tables_only(kg: Kg) -> None:
    assert "speaker" not in kg("figure", "7000000000000").out
    assert "speaker" in kg("figure", "7000000000000", "--format", "csv").out


def test_a_table_too_narrow_to_read_becomes_blocks_of_lines(kg: Kg, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")

    lines = kg("figure", "100000000000000").out.splitlines()

    assert lines[0] == "subject    Ulsan AI Data Center"
    assert any(line == "value      more than" for line in lines) or "100,000,000,000,000 KRW" in "\n".join(lines)


def test_no_form_is_left_untested() -> None:
    assert set(FORMATS) == {*ROWS, *GRAPHS} == {"table", "csv", "tsv", "json", "xml", "md", "jsonl", "ttl", "nt"}
