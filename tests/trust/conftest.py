"""Witnesses: a server that counts connections, a file that knows whether it was opened, a store to ask."""

from __future__ import annotations

import ctypes
import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

from kg.page.page import Page
from kg.store import Generations
from tests.conftest import ROOT, MakeWorkspace
from tests.trust.builds import PACT, Builds, NoStore
from tests.trust.zygote import LONG, PAGE, WITHOUT_MEANING, Zygote


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """The URL of a loopback server, and the connections that it got."""
    got: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                got.append("connected")
                connection.close()

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/", got
        server.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def canary(tmp_path: Path) -> Iterator[tuple[Path, Callable[[], bool]]]:
    """A Turtle file with a secret, and whether any process has opened it (asked of the kernel)."""
    path = tmp_path / "canary.ttl"
    path.write_text('<urn:x-canary> <urn:x-says> "secret" .\n', encoding="utf-8")
    libc = ctypes.CDLL(None, use_errno=True)
    handle = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
    assert libc.inotify_add_watch(handle, str(path).encode(), 0x20) > 0  # IN_OPEN

    def opened() -> bool:
        try:
            return bool(os.read(handle, 4096))
        except BlockingIOError:
            return False

    yield path, opened
    os.close(handle)


@pytest.fixture(scope="session")
def store_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store on disk with 400 triples in a ring, and three people who know each other in a circle."""
    folder = tmp_path_factory.mktemp("stores") / "store"
    ring = "".join(f"<urn:x:n{i}> <urn:x:next> <urn:x:n{(i + 1) % 400}> .\n" for i in range(400))
    store = Store(str(folder))
    store.load(ring + "<urn:x:n1> <urn:x:label> 'one'@en .", format=RdfFormat.TURTLE)
    store.flush()
    del store
    return folder


@pytest.fixture
def built(make_workspace: MakeWorkspace, tmp_path: Path, store_folder: Path) -> Callable[[], list[str]]:
    """The options that name a workspace and, as its build, the store above."""

    def options() -> list[str]:
        workspace = make_workspace()
        generation = tmp_path / "build" / "generations" / "000001"
        shutil.copytree(store_folder, generation / "store")
        (generation / ".lock").touch()
        (tmp_path / "build" / "current").symlink_to("generations/000001")
        return ["--workspace", str(workspace.root), "--output", str(tmp_path / "build")]

    return options


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    zygote = Zygote(ROOT)
    yield zygote
    zygote.close()


@pytest.fixture
def builds(make_workspace: MakeWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zygote: Zygote) -> Builds:
    """Two versions of a small data set."""
    versions = [make_workspace(name, paper=PACT % f"words-{name}") for name in "ab"]
    if not LONG:
        for name, without in WITHOUT_MEANING.items():
            monkeypatch.setattr(name, without)
    monkeypatch.setattr("kg.page.page.render", lambda *_, **__: Page(PAGE))
    return Builds(versions[0], versions[1], tmp_path, zygote)


@pytest.fixture
def quick(builds: Builds, monkeypatch: pytest.MonkeyPatch) -> Builds:
    """The same two versions, built from nothing and without a real store."""
    monkeypatch.setattr("kg.making.outputs.Store", NoStore)
    monkeypatch.setattr(Generations, "last", lambda _: None)
    monkeypatch.setattr("tests.trust.builds.open_store", lambda _: builds.outputs)
    builds.triples = {"a": 2, "b": 2}
    return builds
