"""Every limit on what is read can be set, up to where a parser would break."""

from __future__ import annotations

import subprocess
import sys

import pytest
from pyoxigraph import RdfFormat, Store

from kg.errors import KgError
from kg.incoming.rdf import parse_rdf
from kg.limits import LIMITS, limit
from kg.sheets.tree import parse
from kg.sparql.guard import check_query
from tests.conftest import ROOT

OVER = {
    "KG_MAX_SHEET_BYTES": lambda: parse(b"a: 12345", "x.yaml"),
    "KG_MAX_SHEET_DEPTH": lambda: parse(b"[" * 6 + b"]" * 6, "x.yaml"),
    "KG_MAX_SHEET_TEXT": lambda: parse(b"a: 123456", "x.yaml"),
    "KG_MAX_RDF_BYTES": lambda: parse_rdf(b"<urn:a> <urn:b> 1 .", RdfFormat.TURTLE, "x.ttl"),
    "KG_MAX_RDF_DEPTH": lambda: parse_rdf(b'{"urn:a":' * 6 + b"1" + b"}" * 6, RdfFormat.JSON_LD, "x.jsonld"),
    "KG_MAX_RDF_TEXT": lambda: parse_rdf(b"<urn:a> <urn:b> '123456' .", RdfFormat.TURTLE, "x.ttl"),
    "KG_MAX_QUERY_BYTES": lambda: check_query("ASK {}"),
    "KG_MAX_QUERY_DEPTH": lambda: check_query("{" * 6 + "}" * 6),
}


def test_every_limit_is_tried() -> None:
    # Those on answers need a server: tests/servers/test_hostile_servers.py sets both.
    assert {*OVER, "KG_MAX_ANSWER_BYTES", "KG_MAX_ANSWER_SECONDS"} == set(LIMITS)


@pytest.mark.parametrize("name", OVER)
def test_a_limit_holds_and_can_be_set(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    OVER[name]()
    monkeypatch.setenv(name, "5")
    with pytest.raises(KgError, match=r"more than 5|deeper than 5"):
        OVER[name]()


@pytest.mark.parametrize("name", LIMITS)
@pytest.mark.parametrize("text", ["", "0", "-1", "1e3", "many", "\u0661", "9" * 30])
def test_what_is_no_limit_is_refused_by_name(name: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, text)
    with pytest.raises(KgError, match=f"{name}=.*write a whole number from 1 to {LIMITS[name][1]}"):
        limit(name)


def test_no_limit_can_be_set_to_where_a_parser_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, (usual, most) in LIMITS.items():
        assert usual <= most
        monkeypatch.setenv(name, str(most))
    sheet, rdf, query = (LIMITS[f"KG_MAX_{what}_DEPTH"][1] for what in ("SHEET", "RDF", "QUERY"))

    parse(b"[" * sheet + b"]" * sheet, "x.yaml")
    assert parse_rdf(b'{"urn:a":' * rdf + b"1" + b"}" * rdf, RdfFormat.JSON_LD, "x.jsonld").triples
    for opening, closing in (("{", "}"), ("(", ")")):
        text = f"SELECT * {{ FILTER({opening * (query - 3)}1{closing * (query - 3)}) }}"
        check_query(text)
        code = "import pyoxigraph, sys\ntry: pyoxigraph.Store().query(sys.argv[1])\nexcept SyntaxError: pass"
        assert subprocess.run([sys.executable, "-c", code, text], cwd=ROOT, check=False).returncode == 0
    assert Store().query("ASK { FILTER(" + "(" * (query - 3) + "1=1" + ")" * (query - 3) + ") }")
