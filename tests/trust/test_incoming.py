"""RDF files from anywhere: refused before a parser breaks, nothing fetched, each mistake with its line."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat

from kg.errors import LONGEST, KgError, Problem, visible
from kg.incoming.rdf import parse_rdf, read_rdf
from kg.limits import limit
from kg.ontology.context import read_context

P = "<urn:x:a> <urn:x:p>"
TURTLE = {
    "syntax": (f"{P} 1 .\n{P} 2 ;;; oops .\n", 2, "correct the file here"),
    "not UTF-8": (f"{P} 1 .\n{P} '\udcff' .\n", 2, "UTF-8"),
    "lone surrogate": (f"{P} '\\uD800' .\n", 1, "not a valid unicode character"),
    "NUL": (f"{P} '\\u0000' .\n", 1, "control character U+0000"),
    "escape sequence": (f"{P} 1 .\n{P} '\\u001B[31m' .\n", 2, "control character U+001B"),
    "no character": (f"{P} '\\uFFFE' .\n", 1, "control character U+FFFE"),
    "javascript": (f"{P} <javascript:alert(1)> .\n", 1, "scheme that is not allowed"),
    "data": (f"{P} <data:text/html,x> .\n", 1, "scheme that is not allowed"),
    "file": (f"{P} <file:///etc/passwd> .\n", 1, "scheme that is not allowed"),
    "scheme in capitals": (f"{P} <JavaScript:alert(1)> .\n", 1, "scheme that is not allowed"),
    "predicate": ("<urn:x:a> <javascript:p> 1 .\n", 1, "scheme that is not allowed"),
    "subject": ("<javascript:a> <urn:x:p> 1 .\n", 1, "scheme that is not allowed"),
    "inside a triple term": (f"{P} <<( <urn:x:a> <urn:x:b> <javascript:x> )>> .\n", 1, "scheme that is not allowed"),
    "percent": (f"{P} <urn:x:%zz> .\n", 1, "percent"),
    "relative IRI": (f"{P} <b> .\n", 1, "No scheme"),
    "space in an IRI": (f"{P} <urn:x:a b> .\n", 1, "IRI"),
    "newline in an IRI": (f"{P} <urn:x:a\nb> .\n", 1, ""),
    "language tag": (f"{P} 'x'@en_US .\n", 1, "correct"),
    "long literal": (f"{P} '{'x' * (1024 * 1024 + 1)}' .\n", 1, "shorten"),
    "literal beyond the parser": (f"{P} '{'x' * 17_000_000}' .\n", 1, "shorten"),
}
JSON = {
    "remote context": ('{"@context": "%s", "p": 1}', "nothing is fetched"),
    "remote context in a list": ('{"@context": [{}, "%s"], "p": 1}', "nothing is fetched"),
    "imported context": ('{"@context": {"@import": "%s"}, "p": 1}', "nothing is fetched"),
    "context of a term": (
        '{"@context": {"p": {"@id": "urn:x:p", "@context": "%s"}}, "p": {"p": 1}}',
        "nothing is fetched",
    ),
}


@pytest.mark.parametrize(("text", "line", "message"), TURTLE.values(), ids=TURTLE)
def test_bad_turtle_is_one_line_with_its_place(tmp_path: Path, text: str, line: int, message: str) -> None:
    path = tmp_path / "bad.ttl"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))

    with pytest.raises(KgError) as caught:
        read_rdf(path, "bad.ttl")

    (only,) = str(caught.value).splitlines()
    assert only.startswith(f"bad.ttl:{line}:")
    assert message in only
    assert visible(only) == only


def test_a_problem_is_one_line_that_a_terminal_holds() -> None:
    line = str(Problem("x.ttl", 1, 1, "\x02\n" * 400))

    assert visible(line) == line
    assert len(line) <= LONGEST
    assert "\n" not in line


def test_all_bad_terms_are_said_in_one_run() -> None:
    text = f"{P} <javascript:1> .\n{P} <file:///x> .\n{P} '\\u0007' .\n"

    with pytest.raises(KgError) as caught:
        parse_rdf(text.encode(), RdfFormat.TURTLE, "x.ttl")

    assert [line.split(":")[1] for line in str(caught.value).splitlines()] == ["1", "2", "3"]


@pytest.mark.parametrize(("text", "message"), JSON.values(), ids=JSON)
@pytest.mark.parametrize("where", ["server", "file"])
def test_json_ld_never_fetches_a_context(
    text: str, message: str, where: str, listener: tuple[str, list[str]], canary: tuple[Path, Callable[[], bool]]
) -> None:
    url, connections = listener
    path, opened = canary

    with pytest.raises(KgError, match=message):
        parse_rdf((text % (url if where == "server" else path.as_uri())).encode(), RdfFormat.JSON_LD, "x.jsonld")

    assert not connections
    assert not opened()


def test_the_canary_tells_an_open(canary: tuple[Path, Callable[[], bool]]) -> None:
    path, opened = canary
    assert not opened()
    path.read_bytes()
    assert opened()


@pytest.mark.parametrize("opening", ['{"a":', "["])
def test_deep_json_ld_is_refused_before_the_parser_that_it_would_kill(opening: str) -> None:
    with pytest.raises(KgError, match=r"x\.jsonld:\d+:\d+: nested deeper than 64 levels; flatten"):
        parse_rdf(opening.encode() * 5000, RdfFormat.JSON_LD, "x.jsonld")

    # The reason: the bare parser ends its process.
    code = (
        f"import pyoxigraph as o; list(o.parse(({opening!r} * 5000 + '1' + '}}' * 5000).encode(), o.RdfFormat.JSON_LD))"
    )
    if opening.startswith("{"):
        assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode < 0


def test_brackets_inside_json_strings_do_not_count() -> None:
    text = '{"urn:x:p": "' + "[" * 100 + ' \\" ' + "{" * 100 + '"}'

    assert len(parse_rdf(text.encode(), RdfFormat.JSON_LD, "x.jsonld").triples) == 1


def test_nesting_up_to_the_limit_is_read() -> None:
    most = limit("KG_MAX_RDF_DEPTH")
    text = '{"urn:x:p":' * (most - 1) + '{"urn:x:p":1}' + "}" * (most - 1)

    assert len(parse_rdf(text.encode(), RdfFormat.JSON_LD, "x.jsonld").triples) == most


@pytest.mark.parametrize(
    "name", ["bomb.rdf", "bomb.owl", "bomb.xml", "bomb.zip", "bomb.ttl.gz", "bomb.pickle", "bomb", "bomb.html"]
)
def test_other_formats_are_refused_unread(tmp_path: Path, name: str) -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    (tmp_path / name).write_text(laughs, encoding="utf-8")

    with pytest.raises(KgError, match=r"is not read here; convert it to one of \.ttl"):
        read_rdf(tmp_path / name)


def test_rdf_xml_under_another_name_is_a_syntax_error(tmp_path: Path) -> None:
    (tmp_path / "x.ttl").write_text(
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
    )

    with pytest.raises(KgError, match=r"x\.ttl:1:"):
        read_rdf(tmp_path / "x.ttl", "x.ttl")


def test_size_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_MAX_RDF_BYTES", "1000")
    (tmp_path / "x.ttl").write_text("#" * 1001)

    with pytest.raises(KgError, match="more than 1,000 bytes; split the file"):
        read_rdf(tmp_path / "x.ttl")


def test_a_missing_file_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(KgError, match="no such file; check the path"):
        read_rdf(tmp_path / "x.ttl")


def test_every_subject_has_its_line_and_every_lexical_form_stays() -> None:
    text = "<urn:x:a> <urn:x:p> 007 ,\n  'x'@ko .\n\n<urn:x:b> <urn:x:p> '''one\ntwo''' .\n"

    found = parse_rdf(text.encode(), RdfFormat.TURTLE, "x.ttl")

    assert found.lines == {NamedNode("urn:x:a"): 1, NamedNode("urn:x:b"): 5}
    assert [triple.object.value for triple in found.triples] == ["007", "x", "one\ntwo"]  # type: ignore[union-attr]
    assert found.triples[1].object == Literal("x", language="ko")


def test_a_data_set_of_graphs_is_read_as_their_union(tmp_path: Path) -> None:
    (tmp_path / "x.nq").write_text("<urn:x:a> <urn:x:p> <urn:x:b> <urn:x:g> .\n<urn:x:c> <urn:x:p> <urn:x:d> .\n")

    assert len(read_rdf(tmp_path / "x.nq").triples) == 2


@pytest.mark.parametrize("context", ['"https://example.org/c"', "[]", "null", '["https://example.org/c"]'])
def test_the_context_of_the_sheets_is_inline(context: str) -> None:
    with pytest.raises(KgError, match=r"remote contexts are never fetched"):
        read_context(f'{{"@context": {context}}}', "ontology/context.jsonld")
