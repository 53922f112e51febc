"""Publishing to servers that refuse, forget or hang: one line, and one PUT that is repeated whole."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from tests.servers.conftest import Run
from tests.servers.hostile import (
    Hostile,
    reply,
    silent,
)

pytestmark = pytest.mark.usefixtures("tight")


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
