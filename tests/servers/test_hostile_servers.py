"""Servers that are broken, slow, greedy or hostile: one line, exit code 2, bounded time, and no secret leaves."""

from __future__ import annotations

import base64
import json
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode

from kg.endpoint import RETRIES, Endpoint
from kg.errors import KgError
from kg.remote import RemoteStore
from kg.worker import LimitError, Limits, within
from tests.servers.conftest import Run, free_port

JSON = "application/sparql-results+json"
FOUND = {"d": {"type": "uri", "value": "https://example.org/data/dataset"}}
CUT_BY_A_TIMEOUT = json.dumps({"head": {"vars": ["d"]}, "results": {"bindings": [FOUND]}})[:-3] + " Timeout exceeded"


def results(*rows: Any, variables: tuple[str, ...] = ("d",)) -> bytes:
    return json.dumps({"head": {"vars": variables}, "results": {"bindings": rows}}).encode()


def nested(depth: int) -> bytes:
    """A triple in a triple in a triple …: a parser in C or Rust may end the process on it."""
    uri = '{"type":"uri","value":"urn:x"}'
    begin = f'{{"type":"triple","value":{{"subject":{uri},"predicate":{uri},"object":'
    return (
        b'{"head":{"vars":["d"]},"results":{"bindings":[{"d":' + (begin * depth + uri + "}}" * depth).encode() + b"}]}}"
    )


@dataclass
class Hostile:
    """A server on loopback that does what ``answer`` does, and remembers who asked for what."""

    answer: Callable[[BaseHTTPRequestHandler, bytes], None]
    version: str = "HTTP/1.1"
    asked: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/query"

    def __enter__(self) -> Hostile:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = outer.version

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                outer.asked.append((self.command, self.path, dict(self.headers), body))
                try:
                    outer.answer(self, body)
                except OSError:
                    self.close_connection = True

            do_GET = do_PUT = do_CONNECT = do_POST  # noqa: N815 — names of the standard library

            def log_message(self, *_: Any) -> None:
                pass

        class Quiet(ThreadingHTTPServer):
            def handle_error(self, *_: Any) -> None:
                """A client that left is no news."""

        self._server = Quiet(("127.0.0.1", self.port), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def reply(
    body: bytes = b"", status: int = 200, media_type: str = JSON, length: int | None = None, **headers: str
) -> Callable[[BaseHTTPRequestHandler, bytes], None]:
    def answer(handler: BaseHTTPRequestHandler, _: bytes) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", media_type)
        handler.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)
        if length is not None:
            handler.close_connection = True

    return answer


def begin(handler: BaseHTTPRequestHandler, media_type: str = JSON) -> None:
    """Chunks, and no end in sight."""
    handler.send_response(200)
    handler.send_header("Content-Type", media_type)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()


def chunk(handler: BaseHTTPRequestHandler, data: bytes) -> None:
    handler.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))


def cut_in_a_chunk(handler: BaseHTTPRequestHandler, _: bytes) -> None:
    begin(handler)
    chunk(handler, results(FOUND)[:-4])
    handler.wfile.write(b"4\r\n")
    handler.close_connection = True


def endless(handler: BaseHTTPRequestHandler, _: bytes) -> None:
    begin(handler)
    chunk(handler, results(FOUND)[:-3])
    row = b"," + json.dumps(FOUND).encode()
    while True:
        chunk(handler, row * 1000)


def dribbling(handler: BaseHTTPRequestHandler, _: bytes) -> None:
    begin(handler)
    while True:
        chunk(handler, b" ")
        time.sleep(0.05)


def dribbling_headers(handler: BaseHTTPRequestHandler, _: bytes) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while True:
        handler.wfile.write(b"x")
        time.sleep(0.05)


def silent(handler: BaseHTTPRequestHandler, _: bytes) -> None:
    time.sleep(30)


def hang_up(handler: BaseHTTPRequestHandler, _: bytes) -> None:
    handler.close_connection = True


def no_http(handler: BaseHTTPRequestHandler, _: bytes) -> None:
    handler.wfile.write(b"220 mail.example.org ESMTP\r\n" * 3)
    handler.close_connection = True


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


@pytest.fixture(autouse=True)
def tight(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_MAX_ANSWER_SECONDS", "1")
    monkeypatch.setenv("KG_MAX_ANSWER_BYTES", "1000000")
    monkeypatch.setattr("kg.endpoint.FIRST_WAIT", 0.02)


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
    monkeypatch.setattr("kg.endpoint.RETRIES", 0)

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


def test_a_redirect_is_not_followed_and_takes_no_password_along(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_STORE_TOKEN", "secret-token")
    with Hostile(reply(results(FOUND))) as other, Hostile(reply(status=307, Location=other.url)) as server:
        said = run("show", "SK", "--store", server.url)

    assert (said.code, other.asked) == (2, [])
    assert "secret" not in said.err + said.out


def authorization(server: Hostile) -> str | None:
    return server.asked[-1][2].get("Authorization")


def test_who_asks_comes_from_the_environment_or_netrc(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    netrc = tmp_path / "netrc"
    with Hostile(reply(results(FOUND))) as server:
        RemoteStore(server.url).base()
        assert authorization(server) is None
        netrc.write_text("machine 127.0.0.1 login ann password from-file\n", encoding="utf-8")
        netrc.chmod(0o600)
        monkeypatch.setenv("NETRC", str(netrc))
        RemoteStore(server.url).base()
        assert authorization(server) == "Basic " + base64.b64encode(b"ann:from-file").decode()
        monkeypatch.setenv("KG_STORE_USER", "bob")
        monkeypatch.setenv("KG_STORE_PASSWORD", "s3cret")
        RemoteStore(server.url).base()
        assert authorization(server) == "Basic " + base64.b64encode(b"bob:s3cret").decode()
        monkeypatch.setenv("KG_STORE_TOKEN", "t0ken")
        RemoteStore(server.url).base()
        assert authorization(server) == "Bearer t0ken"


def test_a_secret_goes_over_no_open_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_STORE_TOKEN", "t0ken")

    with pytest.raises(KgError, match="over https only"):
        RemoteStore("http://example.org/query").base()
    with Hostile(reply(results(FOUND))) as proxy:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.port}")
        with pytest.raises(KgError, match="over https only"):
            RemoteStore("http://127.0.0.1:9/query").base()
        assert proxy.asked == []


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://ann:s3cret@example.org/", "no user or password in the URL"),
        ("file:///etc/passwd", "no http or https URL"),
        ("ftp://example.org/", "no http or https URL"),
        ("http://", "no http or https URL"),
        ("localhost:7878", "no http or https URL"),
        ("http://example.org:99999999/", "no URL"),
        ("http://example.org/a b", "holds a space"),
        ("http://example.org/\r\nX-Evil: 1", "holds a space or another"),
        ("http://한국.example/", "percent-encode"),
    ],
)
def test_what_is_no_url_is_refused(run: Run, url: str, message: str) -> None:
    said = run("show", "SK", "--store", url)

    assert (said.code, said.err.count("\n"), message in said.err) == (2, 1, True), said.err
    assert "s3cret" not in said.err


def test_a_bad_token_cannot_make_headers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_STORE_TOKEN", "t0ken\r\nX-Evil: 1")

    with pytest.raises(KgError, match="KG_STORE_TOKEN: holds characters"):
        RemoteStore("http://127.0.0.1:9/").base()


def test_a_proxy_of_the_environment_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with Hostile(reply(results(FOUND))) as proxy:
        monkeypatch.setenv("http_proxy", f"http://me:pw@127.0.0.1:{proxy.port}")
        RemoteStore("http://kg.invalid/query?x=1").base()
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{proxy.port}")
        with pytest.raises(KgError):
            RemoteStore("https://kg.invalid/query").base()

    (_, path, headers, _), tunnel = proxy.asked[0], proxy.asked[-1]
    assert path == "http://kg.invalid/query?x=1"
    assert headers["Proxy-Authorization"] == "Basic " + base64.b64encode(b"me:pw").decode()
    assert tunnel[:2] == ("CONNECT", "kg.invalid:443")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key with a certificate for 127.0.0.1 that nobody trusts."""
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(path), "-out", f"{path}.crt"]
    made += ["-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    try:
        subprocess.run(made, check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("openssl is not installed")
    path.write_bytes(path.read_bytes() + Path(f"{path}.crt").read_bytes())
    return path


def test_a_certificate_is_checked(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_STORE_TOKEN", "t0ken")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with Hostile(reply(results(FOUND))) as server:
        server._server.socket = context.wrap_socket(server._server.socket, server_side=True)
        url = server.url.replace("http:", "https:")
        with pytest.raises(KgError, match="certificate cannot be trusted"):
            RemoteStore(url).base()
        assert server.asked == []
        monkeypatch.setenv("SSL_CERT_FILE", f"{certificate}.crt")
        store = RemoteStore(url)
        assert (store.base(), store.base()) == ("https://example.org/data/",) * 2
        assert authorization(server) == "Bearer t0ken"


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


PUBLISHED: dict[str, tuple[Callable[[BaseHTTPRequestHandler, bytes], None], str]] = {
    "fewer triples than sent": (
        reply(b"<urn:a> <urn:b> <urn:c> .\n", media_type="application/n-triples"),
        "shows 1 tri",
    ),
    "triples as a page": (reply(b"<html>", media_type="text/html"), "shows it as text/html"),
    "refused": (reply(b"read only", 403, "text/plain"), "may not be done here (403)"),
    "not found": (reply(b"no store", 404, "text/plain"), "answers 404; it says: no store"),
    "silence": (silent, "within 1 s"),
}


@pytest.mark.parametrize("kind", PUBLISHED)
def test_a_server_that_does_not_take_the_data_set_is_told_of(run: Run, built: Path, kind: str) -> None:
    answer, message = PUBLISHED[kind]
    with Hostile(answer) as server:
        said = run("publish", server.url, "--timeout", "1", "--output", str(built))

    assert (said.code, said.out, said.err.count("\n"), message in said.err) == (2, "", 1, True), said.err


def test_a_refusal_before_the_whole_body_was_read_is_heard(run: Run, built: Path) -> None:
    listener = socket.create_server(("127.0.0.1", 0))

    def refuse() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            connection.recv(1000)
            connection.sendall(b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            connection.shutdown(socket.SHUT_WR)
            time.sleep(0.2)
            connection.close()

    threading.Thread(target=refuse, daemon=True).start()
    with listener:
        said = run("publish", f"http://127.0.0.1:{listener.getsockname()[1]}/store", "--output", str(built))

    assert (said.code, said.err.count("\n")) == (2, 1), said.err


def test_publishing_is_one_put_that_is_repeated_whole(run: Run, built: Path) -> None:
    turtle = (built / "current" / "kg.ttl").read_bytes()
    bodies: list[bytes] = []

    def answer(handler: BaseHTTPRequestHandler, body: bytes) -> None:
        bodies.append(body)
        reply(b"", 503 if len(bodies) == 1 else 204 if handler.command == "PUT" else 500)(handler, body)

    with Hostile(answer) as server:
        said = run("publish", server.url + "?key=1", "--output", str(built))

    assert [command for command, *_ in server.asked] == ["PUT", "PUT", "GET"]
    assert bodies[:2] == [turtle, turtle]
    assert server.asked[0][1].startswith("/query?key=1&graph=https%3A%2F%2Fw3id.org")
    assert said.code == 2


def test_an_endpoint_is_named_without_its_keys() -> None:
    assert Endpoint("https://example.org/query?apikey=s3cret").name == "https://example.org/query"


def test_a_blank_node_of_a_server_is_found_by_nobody() -> None:
    from pyoxigraph import BlankNode

    with Hostile(reply(results(FOUND))) as server:
        store = RemoteStore(server.url)
        assert list(store.quads_for_pattern(BlankNode(), None, None)) == []
        assert list(store.quads_for_pattern(None, NamedNode("urn:x"), BlankNode())) == []
    assert server.asked == []
