"""Servers that are broken, slow, greedy or hostile: one line, exit code 2, bounded time, and no secret leaves."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from kg.errors import KgError
from kg.isolation.worker import LimitError, Limits, within
from kg.remote.endpoint import RETRIES
from kg.remote.store import RemoteStore
from tests.servers.conftest import Run, free_port
from tests.servers.hostile import (
    CUT_BY_A_TIMEOUT,
    FOUND,
    Hostile,
    cut_in_a_chunk,
    dribbling,
    dribbling_headers,
    endless,
    hang_up,
    nested,
    no_http,
    reply,
    results,
    silent,
)

pytestmark = pytest.mark.usefixtures("tight")

SERVERS: dict[str, tuple[Callable[[BaseHTTPRequestHandler, bytes], None], str]] = {
    "an HTML page": (reply(b"<html><script>alert(1)</script>", media_type="text/html"), "answers with text/html, not"),
    "another media type": (reply(b"d\nx\n", media_type="text/csv"), "answers with text/csv, not"),
    "no media type": (reply(b"d\nx\n", media_type=""), "not application/sparql-results+json"),
    "words instead of JSON": (reply(b"sorry"), "no whole SPARQL result"),
    "nothing": (reply(b""), "no whole SPARQL result"),
    "a yes instead of rows": (reply(b'{"head":{},"boolean":true}'), "another kind of result"),
    "a body cut off": (reply(results(FOUND)[:-4], length=500), "cut off"),
    "a chunk cut off": (cut_in_a_chunk, "cut off"),
    "an error behind a good beginning": (reply(CUT_BY_A_TIMEOUT.encode()), "no whole SPARQL result"),
    "a part that the server calls one": (reply(results(FOUND), X_SQL_State="S1TAT"), "no whole SPARQL result"),
    "a body without end": (endless, "more than 1,000,000 bytes"),
    "a byte now and then": (dribbling, "no whole answer within 1 s"),
    "headers now and then": (dribbling_headers, "no whole answer within 1 s"),
    "silence": (silent, "no whole answer within 1 s"),
    "hanging up": (hang_up, "hangs up"),
    "another protocol": (no_http, "no HTTP that can be understood"),
    "an unknown asker": (reply(status=401, WWW_Authenticate="Basic"), "set KG_STORE_USER and KG_STORE_PASSWORD"),
    "no rights": (reply(status=403), "may not be done here (403)"),
    "not found": (reply(b"no such path", 404, "text/plain"), "answers 404; it says: no such path"),
    "a failure": (reply(b"out of\nmemory \x1b[31m", 500, "text/plain"), "answers 500; it says: out of memory"),
    "a failure as a page": (reply(b"<h1>Oops</h1>", 500, "text/html"), "answers 500; it says: an HTML page"),
    "always busy": (reply(status=503), "the server is busy (503)"),
    "a redirect": (
        reply(status=302, Location="http://127.0.0.1:9/stolen"),
        "leads elsewhere (302 to http://127.0.0.1:9",
    ),
    "a triple in a triple": (reply(nested(50)), "values nested in values"),
    "20,000 triples in a triple": (reply(nested(20_000)), "values nested in values"),
    "no data set": (reply(results()), "holds no data set in its default graph"),
    "several data sets": (reply(results(FOUND, {"d": {"type": "uri", "value": "urn:x"}})), "holds 2 data sets"),
}


@pytest.mark.parametrize("words", [("show", "SK"), ("query", "partners", "SK", "--timeout", "1.5")], ids=" ".join)
@pytest.mark.parametrize("kind", SERVERS)
def test_a_bad_server_is_one_line(run: Run, kind: str, words: tuple[str, ...]) -> None:
    answer, message = SERVERS[kind]
    with Hostile(answer) as server:
        start = time.monotonic()
        said = run(*words, "--store", server.url)

    late = "--timeout" in words and "within 1 s" in message
    assert (message.replace("1 s", "1.5 s") if late else message) in said.err or (late and "stopped after" in said.err)
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
    assert said.err.isprintable() or said.err[:-1].isprintable()
    assert time.monotonic() - start < 4


@pytest.mark.parametrize(
    "words", [("export", "nt"), ("validate",), ("view", "-o", "never.html"), ("stats",)], ids=" ".join
)
def test_a_server_that_fails_later_leaves_nothing_behind(
    run: Run, words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    def answer(handler: BaseHTTPRequestHandler, body: bytes) -> None:
        reply(results(FOUND))(handler, body) if b"Dataset" in body else reply(results(FOUND)[:-9])(handler, body)

    with Hostile(answer) as server:
        said = run(*words, "--store", server.url)

    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
    assert list(tmp_path.iterdir()) == []


def test_an_answer_that_the_server_cuts_at_its_own_limit_is_no_answer() -> None:
    with Hostile(reply(results(*[FOUND] * 3), X_SPARQL_MaxRows="3")) as server:
        rows = RemoteStore(server.url).query("SELECT ?d { ?d ?p ?o }")
        with pytest.raises(KgError, match="cuts every answer at 3 rows"):
            list(rows)  # type: ignore[arg-type]


def test_a_copy_that_lacks_triples_is_refused() -> None:
    whole = {name: {"type": "uri", "value": f"urn:x:{name}"} for name in "spo"}

    def answer(handler: BaseHTTPRequestHandler, body: bytes) -> None:
        number = {"type": "literal", "value": "2", "datatype": "http://www.w3.org/2001/XMLSchema#integer"}
        counted = results({"n": number}, variables=("n",))
        reply(counted if b"COUNT" in body else results(whole, variables=("s", "p", "o")))(handler, body)

    with Hostile(answer) as server, pytest.raises(KgError, match="gave 1 of its 2 triples"):
        list(RemoteStore(server.url))


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"<urn:a> <urn:b> <<( <urn:a> <urn:b> <urn:c> )>> .\n", "triples inside triples"),
        (
            b'# "\n<urn:a> <urn:b> ' + b"<<( <urn:a> <urn:b> " * 50_000 + b"<urn:c>" + b" )>>" * 50_000 + b" .\n",
            "inside",
        ),
        (b'<urn:a> <urn:b> "<<(" .\n<urn:a> <urn:b> "cut', "no whole N-Triples"),
    ],
)
def test_bad_triples_are_refused(body: bytes, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_MAX_ANSWER_BYTES", "10000000")
    with Hostile(reply(body, media_type="application/n-triples")) as server:
        found = RemoteStore(server.url).query("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }")
        with pytest.raises(KgError, match=message):
            list(found)  # type: ignore[arg-type]


def test_brackets_quotes_and_escapes_in_texts_are_no_nesting() -> None:
    text = '{"[[' * 50 + '\\" \\\\ }' * 3000 + "\\"
    rows = [{"d": {"type": "literal", "value": text}}] * 30
    with Hostile(reply(results(*rows))) as server:
        found = [row[0].value for row in RemoteStore(server.url).query("SELECT ?d { ?d ?p ?o }")]  # type: ignore[union-attr]

    assert found == [text] * 30


def test_triples_whose_end_nobody_can_see_are_refused() -> None:
    def answer(handler: BaseHTTPRequestHandler, _: bytes) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "application/n-triples")
        handler.end_headers()
        handler.wfile.write(b"<urn:a> <urn:b> <urn:c> .\n")
        handler.close_connection = True

    with Hostile(answer, version="HTTP/1.0") as server:
        found = RemoteStore(server.url).query("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }")
        with pytest.raises(KgError, match="does not say where its answer ends"):
            list(found)  # type: ignore[arg-type]


def test_triples_cut_off_at_the_end_of_a_line_are_refused() -> None:
    line = b"<urn:a> <urn:b> <urn:c> .\n"
    with Hostile(reply(line, media_type="application/n-triples", length=2 * len(line))) as server:
        found = RemoteStore(server.url).query("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }")
        with pytest.raises(KgError, match="cut off"):
            list(found)  # type: ignore[arg-type]


@pytest.mark.parametrize("trouble", [reply(status=429, Retry_After="0"), reply(status=503), hang_up])
def test_what_passes_is_tried_again(trouble: Callable[[BaseHTTPRequestHandler, bytes], None]) -> None:
    def answer(handler: BaseHTTPRequestHandler, body: bytes) -> None:
        (trouble if len(server.asked) <= RETRIES else reply(results(FOUND)))(handler, body)

    with Hostile(answer) as server:
        assert RemoteStore(server.url).base() == "https://example.org/data/"

    assert len(server.asked) == RETRIES + 1


def test_an_idle_connection_that_the_server_closed_is_no_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.remote.endpoint.RETRIES", 0)

    def answer(handler: BaseHTTPRequestHandler, body: bytes) -> None:
        reply(results(FOUND))(handler, body)
        handler.close_connection = True

    with Hostile(answer) as server:
        store = RemoteStore(server.url)
        for _ in range(3):
            store.base()
            time.sleep(0.05)

    assert len(server.asked) == 3


@pytest.mark.parametrize(
    "query", ["SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }", "SELECT * { ?s ?p }", "DROP ALL"]
)
def test_a_query_is_guarded_and_parsed_before_it_is_sent(run: Run, query: str) -> None:
    with Hostile(reply(results(FOUND))) as server:
        said = run("query", query, "--store", server.url)

    assert (said.code, said.err.startswith("query:1:")) == (2, True)
    assert all(b"Dataset" in body for *_, body in server.asked)


def test_the_sandbox_without_a_server_has_no_network() -> None:
    def connect() -> int:
        socket.socket()
        return 0

    with pytest.raises(KgError, match="Permission denied"):
        within(Limits(seconds=5), connect)
    assert within(Limits(seconds=5), connect, network=True) == 0


def test_a_query_is_killed_even_where_its_client_would_wait(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def wait() -> int:
        time.sleep(30)
        return 0

    with pytest.raises(LimitError):
        within(Limits(seconds=0.3), wait, network=True)


def test_a_parent_and_its_child_share_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_MAX_ANSWER_SECONDS", "5")
    with Hostile(reply(results(FOUND))) as server:
        store = RemoteStore(server.url)
        store.base()
        parent = list(store.endpoint._idle)

        def child() -> int:
            store.base()
            return int(store.endpoint._idle == parent)

        assert within(Limits(seconds=5), child, network=True) == 0
        store.base()
    assert parent


def test_nothing_listens(run: Run) -> None:
    said = run("show", "SK", "--store", f"http://127.0.0.1:{free_port()}/")

    assert (said.code, said.err.count("\n"), "nothing answers there" in said.err) == (2, 1, True)


def test_a_blank_node_of_a_server_is_found_by_nobody() -> None:
    from pyoxigraph import BlankNode

    with Hostile(reply(results(FOUND))) as server:
        store = RemoteStore(server.url)
        assert list(store.quads_for_pattern(BlankNode(), None, None)) == []
        assert list(store.quads_for_pattern(None, NamedNode("urn:x"), BlankNode())) == []
    assert server.asked == []
