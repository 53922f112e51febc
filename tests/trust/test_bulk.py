"""Data beside the sheets, as JSON-LD, JSON Lines or triples: refused as strictly as a sheet."""

from __future__ import annotations

from functools import lru_cache

import pytest

from kg import workspace as workspaces
from kg.incoming.bulk import read_input
from kg.making.build import assemble
from kg.rdf.namespaces import KG, XSD
from kg.workspace import Workspace
from tests.conftest import ROOT

BAD = {
    "a text": (".jsonld", '"@id"', 1, "object in braces"),
    "a number": (".jsonld", "1", 1, "object in braces"),
    "nothing": (".jsonld", "null", 1, "object in braces"),
    "not JSON": (".jsonld", '{"facts": [', 1, "not JSON"),
    "deep": (".jsonld", '{"a":' * 5000, 1, "nested deeper than 64"),
    "deep list": (".jsonld", "[" * 100_000, 1, "nested deeper than 64"),
    "duplicate key": (".jsonld", '{"id": "a", "id": "b"}', 1, "'id' stands twice"),
    "lone surrogate": (".jsonld", '{"urn:p": "\\ud800"}', 1, ""),
    "5,000 digits": (".jsonld", f'{{"urn:p": {"9" * 5000}}}', 1, ""),
    "not UTF-8": (".jsonld", '{"urn:p": "\udcff"}', 1, ""),
    "remote context": (".jsonld", '{"@context": "http://127.0.0.1:1/context.jsonld"}', 1, "nothing is fetched"),
    "a line that is a list": (".jsonl", "{}\n[]\n", 2, "one item in braces"),
    "deep line": (".jsonl", "[" * 5000, 1, "nested deeper than 32"),
    "duplicate key in a line": (".jsonl", '{"id": "ulsan", "id": "b"}\n', 1, "stands twice"),
    "script": (".nt", "<urn:a> <urn:b> <javascript:x> .\n", 1, "scheme that is not allowed"),
    "a line that is a node": (".nt", f"<urn:x:a> <{KG}firstLine> <urn:x:b> .\n", 1, "takes a number of the type"),
    "a line that is blank": (".jsonld", f'{{"{KG}lastLine": {{"urn:p": "x"}}}}', 1, "takes a number of the type"),
    "a line that is a text": (".nt", f'<urn:x:a> <{KG}line> "seven" .\n', 1, "takes a number of the type"),
    "half a line": (".nt", f'<urn:x:a> <{KG}line> "7.5"^^<{XSD}integer> .\n', 1, "is not a whole number"),
    "an amount in words": (".nt", f'<urn:x:a> <{KG}value> "7 won" .\n', 1, "takes a number of the type"),
    "a source that is a text": (".nt", f'<urn:x:a> <{KG}source> "paper" .\n', 1, "takes an IRI"),
    "a unit that is a text": (".nt", f'<urn:x:a> <{KG}unit> "k W" .\n', 1, "takes an IRI"),
    "bad triples": (".nq", "<urn:a> <urn:b> .\n", 1, "correct the file here"),
}


@lru_cache
def project() -> Workspace:
    return workspaces.at(str(ROOT))


@pytest.mark.parametrize(("suffix", "text", "line", "message"), BAD.values(), ids=BAD)
def test_bad_files_are_problems_with_places(suffix: str, text: str, line: int, message: str) -> None:
    data = text.encode("utf-8", "surrogateescape")

    sheet = read_input(data, f"data/x{suffix}", project().context, project().vocabulary)

    assert [problem.line for problem in sheet.problems][:1] == [line]
    assert any(message in problem.message for problem in sheet.problems)
    assert sheet.triples == [] or suffix == ".jsonl" or text.startswith('{"https:')
    assert assemble([sheet], project()).problems, "and who names claims and sections is not upset"


def test_the_context_is_put_in_without_a_change_to_the_text() -> None:
    text = '{\n"@graph": [\n{"@id": "urn:x:a", "@type": "urn:x:T"},\n{"@id": "urn:x:b",\n "urn:x:p": "007"}\n]}'

    sheet = read_input(text.encode(), "data/x.jsonld", project().context, project().vocabulary)

    assert {triple.object.value for triple in sheet.triples} >= {"007"}  # type: ignore[union-attr]
