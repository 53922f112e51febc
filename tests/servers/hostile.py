"""Servers on loopback that are broken, slow, greedy or hostile."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

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
