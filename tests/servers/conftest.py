"""The real graph on real servers, started on loopback for the tests."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pyoxigraph import Store

from kg.cli import main
from kg.knowledge import KnowledgeGraph
from kg.rdf.turtle_stream import write_turtle
from kg.store import Generations
from tests.conftest import ROOT
from tests.queries.conftest import Said, graph

__all__ = ["graph"]

DATASET = "https://w3id.org/regional-kg/data/dataset"
Run = Callable[..., Said]


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No proxy, password or limit of the developer's own."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name in ("USER", "PASSWORD", "TOKEN"):
        monkeypatch.delenv(f"KG_STORE_{name}", raising=False)
    monkeypatch.setenv("NETRC", str(tmp_path / "no-netrc"))


@pytest.fixture
def tight(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits that a hostile server reaches soon."""
    monkeypatch.setenv("KG_MAX_ANSWER_SECONDS", "1")
    monkeypatch.setenv("KG_MAX_ANSWER_BYTES", "1000000")
    monkeypatch.setattr("kg.remote.endpoint.FIRST_WAIT", 0.02)


@pytest.fixture(scope="session")
def built(graph: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build on disk: store and Turtle."""
    store = graph.engine.store
    assert isinstance(store, Store)
    generations = Generations(tmp_path_factory.mktemp("served") / "build")
    with generations.building():
        generation = generations.new()
        disk = Store(str(generation / "store"))
        disk.bulk_extend(store)
        del disk
        write_turtle(store, graph.base, generation / "kg.ttl")
        generations.publish(generation)
    return generations.folder


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Run:
    """A command in this process, as on a terminal of 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")

    def said(*words: str) -> Said:
        try:
            code = main([*words, "--workspace", str(ROOT)])
        except SystemExit as stop:
            code = int(stop.code or 0)
        printed = capfdbinary.readouterr()
        return Said(printed.out.decode(), printed.err.decode(), code)

    return said


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[bytes], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"{process.args!r} does not listen on {port}")


def oxigraph() -> str:
    """The server's program, which its package puts beside Python."""
    beside = Path(sys.executable).with_name("oxigraph")
    return str(beside) if beside.exists() else shutil.which("oxigraph") or pytest.fail("install the test extra")


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """An Oxigraph server of one's own with nothing in it: the beginning of its URLs."""
    port = free_port()
    command = [oxigraph(), "serve", "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="session")
def published(server: str, built: Path) -> tuple[str, ...]:
    """Options that read the real graph, published into a named graph of the server."""
    done = subprocess.run(
        [sys.executable, "-m", "kg", "publish", f"{server}/store", "--workspace", str(ROOT), "--output", str(built)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return ("--store", f"{server}/query", "--graph", DATASET)
