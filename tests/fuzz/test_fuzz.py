"""The short tier of fuzzing: the kept corpus, and inputs made of the pieces that each language is made of."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.errors import KgError
from kg.sparql.guard import check_query
from tests.fuzz.targets import TARGETS, corpus

EXAMPLES = 20_000 if os.environ.get("KG_TRUST") == "long" else 200
PIECES = {
    "sheet": [
        "source: gwangju-city-page\n", "source: x\n", "facts:\n", "entities:\n", "- id: ulsan\n", "- {id: new-one, type: Company,",
        "type: Region", "  participants:\n", "  amounts:\n", "  quantities:\n", "  dates:\n", "  names:\n", "  locations:\n", "  - {", "}", "}\n",
        "role: builder", "who: sk-group", "who: [a, b]", "line: 4", "line: -1", "line: 99999999999999999999", "words: x", "words: 이름",
        "kind: total-investment", "kind: power-capacity", "value: 5", "value: 99999999999999999999", "value: -0.5", "low: 1", "high: 3",
        "currency: KRW", "unit: km2", "unit: MW", "bound: about", "bound: by", "when: 2029", "when: 2025-02-30", "period: 2026/2025", "at: x",
        "modality: plan", "modality: forecast", "speaker: sk-group", "basis: inferred", "evidence: [", "]", "label: {en: A, ko: 가, ja: ア}",
        ", ", ", ", ", ", ": ", "\n", "  ", "- ", '"', "'", "&a ", "*a", "<<: ", "!!int ", "? ", "| \n", "{", "[", "\u202e", "\t", "#", "---\n",
    ],
    "guard": [
        "SELECT * ", "{ ", "} ", "?a ", "?b ?c ", ". ", "SERVICE ", "service", "SILENT ", "FROM ", "NAMED ", "LOAD ", "INSERT ", "<urn:x> ", "<urn:x#",
        "<", ">", "<=", "'", '"', "'''", '"""', "\\", "\\u0053", "\\u0022", "#", "\n", "\r", "x:", ":x ", "PREFIX x: <urn:x> ", "FILTER(", ")", "(", "@en ",
        "1", "1e", ".", "true", "BIND(", " AS ?y) ", "OPTIONAL ", "UNION ", "_:b ", "||", "&&", "/", "^", "*", "$this ", "<<", ">>", "\u017f", "\u00a0",
    ],
    "parameters": ["of=", "kind=", "day=", "number=", "words=", "SK", "kg:", "kgc:", "<", ">", "http://", "2026-01-05", "1e9", "NaN", "\n", "\n", "=", "'", '"', "} #", "이", "\x00", " ", "-", "region"],
    "turtle": [
        "@prefix x: <urn:x> .\n", "<urn:a> ", "<urn:b> ", "x:a ", "[ ", "] ", "( ", ") ", ". ", "; ", ", ", '"', "'''", '"""', "\\u0000", "\\uD800", "\\n", "@en", "@en--ltr",
        "^^<http://www.w3.org/2001/XMLSchema#integer> ", "007 ", "1e400 ", "-.5 ", "true ", "a ", "_:b ", "<javascript:x> ", "<< ", ">> ", "<<( ", ")>> ", "#", "\n", "\ufffe", "이",
    ],
    "jsonld": ["{", "}", "[", "]", ":", ",", '"', '"@id"', '"@context"', '"@type"', '"@value"', '"@language"', '"@list"', '"@graph"', '"@reverse"', '"urn:a"', '"urn:b"', "1", "1e400", "null", "true", "\\u0000", '"@import"', '"http://127.0.0.1:1/"'],
}  # fmt: skip
PIECES["bulk"] = PIECES["jsonld"] + [
    '"facts"',
    '"id"',
    '"entities"',
    '"names"',
    '"line"',
    '"words"',
    '"type"',
    '"Company"',
]
PIECES["jsonl"] = PIECES["bulk"] + [
    '{"source":"x","id":"ulsan",',
    '"names":[{"line":4,"words":"x"}]',
    "}\n",
    "\n",
    "\r\n",
]
PIECES["ntriples"] = PIECES["turtle"]


@pytest.mark.parametrize(
    "path", [path for name in TARGETS for path in corpus(name)], ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_every_kept_input_is_handled(path: Path) -> None:
    TARGETS[path.parent.name](path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
@given(st.data())
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_inputs_made_of_pieces_are_handled(name: str, data: st.DataObject) -> None:
    pieces = data.draw(st.lists(st.sampled_from(PIECES[name]) | st.text(max_size=3), max_size=40))

    TARGETS[name]("".join(pieces).encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("name", TARGETS)
@given(st.data())
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_kept_inputs_with_changes_are_handled(name: str, data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from(corpus(name))).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content)))
        until = at + data.draw(st.integers(0, 12))
        content[at:until] = data.draw(st.sampled_from(PIECES[name]).map(str.encode) | st.binary(max_size=4))

    TARGETS[name](bytes(content))


@given(st.lists(st.sampled_from(PIECES["guard"]), max_size=16), st.sampled_from(["SERVICE", "SERVICE SILENT", "service", "SERVICE#\n"]), st.lists(st.sampled_from(PIECES["guard"]), max_size=16))  # fmt: skip
@settings(max_examples=EXAMPLES * 5, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_query_that_passes_the_guard_reaches_a_server(
    listener: tuple[str, list[str]], before: list[str], service: str, behind: list[str]
) -> None:
    url, connections = listener
    text = f"SELECT * {{ ?s ?p ?o {''.join(before)} {service}<{url}>{{ ?x ?y ?z }} {''.join(behind)} }}"
    store = Store()
    store.add(Quad(NamedNode("urn:a"), NamedNode("urn:b"), Literal("c")))
    try:
        check_query(text)
    except KgError:
        return

    with contextlib.suppress(SyntaxError, RuntimeError, OSError):
        list(store.query(text))
    assert connections == []
