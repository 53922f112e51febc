"""Crashes and full disks: what was built stays whole, the next build works, a reader sees one version.

`make trust` kills at 500 points instead of 20.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from kg import build as pipeline
from kg.errors import KgError
from kg.page.page import Page
from kg.store import OUTPUTS, Generations, open_store
from kg.workspace import Workspace
from tests.conftest import ROOT, MakeWorkspace
from tests.trust.faults import fault
from tests.trust.zygote import LONG, PAGE, WITHOUT_MEANING, Zygote

POINTS = 500 if LONG else 20
OURS = {".kg-build", ".lock", ".gitignore", "current", "generations", *OUTPUTS}
PACT = "- id: pact\n  participants:\n  - {role: party, who: acme, line: 4, words: %s}\n  - {role: party, who: bolt, line: 4, words: x}\n"


class Builds:
    """Two versions of a small data set, a and b, and an output folder to build them into."""

    def __init__(self, a: Workspace, b: Workspace, folder: Path, zygote: Zygote) -> None:
        self.workspaces = {"a": a, "b": b}
        self.folder = folder / "out"
        self.zygote = zygote
        self.outputs: dict[str, dict[str, bytes]] = {}
        self.triples: dict[str, int] = {}
        for name in "ab":
            self.build(name, folder / f"out-{name}")
            generation = (folder / f"out-{name}" / "current").resolve()
            self.outputs[name] = {f: (generation / f).read_bytes() for f in OUTPUTS if (generation / f).exists()}
            self.triples[name] = len(open_store(generation))
        assert self.outputs["a"]["kg.ttl"] != self.outputs["b"]["kg.ttl"]

    def build(self, name: str, folder: Path | None = None) -> None:
        pipeline.build(self.workspaces[name], folder or self.folder)

    def start(self, name: str, task: str = "build", *arguments: object) -> int:
        """The process that builds version ``name``."""
        return self.zygote.start(task, self.workspaces[name].root, self.folder, *arguments)

    def killed(self, name: str, after: float) -> None:
        """Build version ``name``, but for a kill -9 ``after`` so many seconds."""
        child = self.start(name)
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
        self.zygote.wait(child)

    def seen(self) -> str | None:
        """Which version a reader sees, whole; None before the first."""
        if not (self.folder / "current").exists():
            return None
        generation = (self.folder / "current").resolve()  # without the lock that a reader holds
        found = {name: (self.folder / name).read_bytes() for name in self.outputs["a"]}
        assert found in self.outputs.values(), "an output is neither the old nor the new one"
        name = next(name for name, outputs in self.outputs.items() if outputs == found)
        assert len(open_store(generation)) == self.triples[name]
        return name

    def litter(self) -> set[str]:
        """What a finished build should not leave."""
        generations = [path.name for path in (self.folder / "generations").iterdir()]
        shelf = f".sheets-{Generations(self.folder).mark()}.sqlite"
        return {path.name for path in self.folder.iterdir()} - OURS - {shelf} | set(sorted(generations)[:-1])


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


class NoStore:
    """A store that writes one file: the faults of these tests are at our own writes, not inside RocksDB."""

    def __init__(self, path: str = "") -> None:
        Path(path).mkdir()

    def bulk_load(self, **_: Any) -> None:
        pass

    def optimize(self) -> None:
        pass


@pytest.fixture
def quick(builds: Builds, monkeypatch: pytest.MonkeyPatch) -> Builds:
    """The same two versions, built from nothing and without a real store."""
    monkeypatch.setattr("kg.outputs.Store", NoStore)
    monkeypatch.setattr(Generations, "last", lambda _: None)
    monkeypatch.setattr("tests.trust.test_crashes.open_store", lambda _: builds.outputs)
    builds.triples = {"a": 2, "b": 2}
    return builds


def wait_for(path: Path) -> None:
    for _ in range(3000):
        if path.exists():
            return
        time.sleep(0.01)
    raise AssertionError(f"{path.name} never came")


def test_kill_minus_nine_at_any_moment_leaves_the_old_or_the_new(builds: Builds) -> None:
    start = time.monotonic()
    assert builds.zygote.wait(builds.start("a")) == 0
    longest = (time.monotonic() - start) * 1.2
    moments, seen = random.Random(POINTS), {"a": 0, "b": 0}
    for point in range(POINTS):
        old, new = ("ab", "ba")[point % 2]
        builds.build(old)
        builds.killed(new, longest * (point + moments.random()) / POINTS)
        found = builds.seen()
        seen[found or ""] += 1
        if found == old:
            assert builds.zygote.wait(builds.start(new)) == 0, "the next build works without cleaning"
            assert builds.seen() == new
        else:
            builds.build(old)
        assert builds.litter() == set()
    assert sum(seen.values()) == POINTS


def test_a_kill_during_the_first_build_leaves_nothing_that_looks_finished(builds: Builds) -> None:
    for part in range(10):
        builds.killed("a", 0.06 * part)
        assert builds.seen() in (None, "a")
    builds.build("a")
    assert (builds.seen(), builds.litter()) == ("a", set())


def test_every_write_sync_and_rename_may_fail(quick: Builds) -> None:
    assert {"fsync", "rename", "symlink", "mkdir", "stream", "write_text"} <= faults_of_builds(quick, 1)


def test_every_write_of_a_build_on_top_of_the_last_may_fail(builds: Builds) -> None:
    assert {"fsync", "link"} <= faults_of_builds(builds, 1 if LONG else 3)


def faults_of_builds(builds: Builds, step: int) -> set[str]:
    """Build a and b in turn, each with a fault at a later call; the names of the calls that failed."""
    builds.build("a")
    struck, old, new, done = set(), "a", "b", 0
    for at in count(1, step):
        raised = False
        with fault(at) as faults:
            try:
                builds.build(new)
            except OSError:
                raised = True
        if not faults.happened:
            # A store has some files more or fewer each time, so one build that ends before its fault is not the last.
            old, new, done = new, old, done + 1
            if done == 5:
                break
            continue
        struck.add(faults.happened.split()[0])
        # An error means the old version, byte for byte; a fault while clearing up is no error.
        assert builds.seen() == (old if raised else new), faults.happened
        builds.build(new)
        assert (builds.seen(), builds.litter()) == (new, set()), faults.happened
        old, new = new, old
    assert at > 20
    return struck


def test_every_fault_of_a_first_build_leaves_a_folder_that_builds(quick: Builds) -> None:
    for at in count(1):
        quick.folder = quick.folder.with_name(f"first-{at}")
        with fault(at) as faults:
            try:
                quick.build("a")
            except OSError:
                assert quick.seen() is None
            else:
                assert quick.seen() == "a"
        quick.build("a")
        assert (quick.seen(), quick.litter()) == ("a", set()), faults.happened
        if not faults.happened:
            break
    assert at > 20


@pytest.mark.parametrize("size", [0, 1_000, 20_000, 100_000, 300_000])
def test_a_file_size_limit_also_in_the_store_itself_keeps_the_old_version(builds: Builds, size: int) -> None:
    builds.build("a")

    assert builds.zygote.wait(builds.start("b", "build_with_file_size", size)) != 0

    assert builds.seen() == "a"
    builds.build("b")
    assert (builds.seen(), builds.litter()) == ("b", set())


FULL_DISK = """
import os, sys
from pathlib import Path
from kg import workspace
from kg.build import build
from kg.store import Generations
disk, root, page = Path(sys.argv[1]), sys.argv[2], "<html>page</html>"
import kg.making, kg.page.page
kg.page.page.render = lambda *_, **__: kg.page.page.Page(page)
kg.making.check = lambda *_: []
space = workspace.at(root)
build(space, disk / "out")
old = (disk / "out" / "kg.ttl").read_bytes()
for left in (0, 4, 40, 200, 400, 800, 1200):
    filler = disk / "filler"
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    with filler.open("wb") as handle:
        handle.write(b"x" * max(0, free - left * 1024))
    page = f"<html>{left}</html>"
    try:
        build(space, disk / "out", fresh=True)
        print("built with", left)
    except OSError as error:
        print("refused with", left, error.strerror)
        assert (disk / "out" / "kg.ttl").read_bytes() == old
        assert str(left) not in (disk / "out" / "graph.html").read_text()
    filler.unlink()
    build(space, disk / "out", fresh=True)
    names = [path.name for path in (disk / "out" / "generations").iterdir()]
    assert len(names) == 1, names
"""


def test_a_full_disk_keeps_the_old_version(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = [
        "unshare",
        "-rm",
        "sh",
        "-c",
        'mount -t tmpfs -o size=24m none "$1" && shift && exec "$@"',
        "sh",
        str(disk),
    ]
    if subprocess.run([*mount, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this system lets nobody mount a small disk")
    workspace = make_workspace(paper=PACT % "words")

    done = subprocess.run(
        [*mount, sys.executable, "-c", FULL_DISK, str(disk), str(workspace.root)],
        capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert done.stdout.count("refused with") >= 4, done.stdout


def test_two_builds_at_once_one_wins_and_the_other_says_who_holds_the_lock(builds: Builds, tmp_path: Path) -> None:
    child = builds.start("a", "build_and_hold", tmp_path / "started")
    wait_for(tmp_path / "started")

    with pytest.raises(KgError, match=rf"a build is under way \(process {child}\); wait for it"):
        builds.build("b")

    os.kill(child, signal.SIGKILL)
    builds.zygote.wait(child)
    builds.build("b")
    assert builds.seen() == "b"


def test_six_builds_at_once_leave_one_whole_version(builds: Builds) -> None:
    children = [builds.start("ab"[number % 2]) for number in range(6)]
    codes = [builds.zygote.wait(child) for child in children]

    assert 0 in codes
    assert set(codes) <= {0, 1}
    assert builds.seen() in ("a", "b")
    builds.build("a")
    assert (builds.seen(), builds.litter()) == ("a", set())


def test_a_stale_lock_does_not_block(builds: Builds) -> None:
    builds.build("a")
    (builds.folder / ".lock").write_text("process 1")

    builds.build("b")

    assert builds.seen() == "b"


def test_a_reader_sees_one_version_while_others_are_published(builds: Builds, tmp_path: Path) -> None:
    builds.build("a")
    versions = [
        json.dumps({
            "turtle": hashlib.sha256(outputs["kg.ttl"]).hexdigest(),
            "triples": builds.triples[name],
            "findings": hashlib.sha256(outputs["findings.json"]).hexdigest(),
        })
        for name, outputs in builds.outputs.items()
    ]  # fmt: skip
    readers = [builds.zygote.start("read_until", builds.folder, tmp_path / "stop", *versions) for _ in range(3)]
    for number in range(12):
        builds.build("ba"[number % 2])
    (tmp_path / "stop").touch()

    assert [builds.zygote.wait(child) for child in readers] == [0, 0, 0]
    builds.build("a")
    assert builds.litter() == set()


def test_a_generation_in_use_is_kept_until_its_reader_is_gone(builds: Builds, tmp_path: Path) -> None:
    builds.build("a")
    reader = builds.zygote.start("hold_current", builds.folder, tmp_path / "started", tmp_path / "stop")
    wait_for(tmp_path / "started")

    builds.build("b")
    assert len(list((builds.folder / "generations").iterdir())) == 2
    (tmp_path / "stop").touch()
    builds.zygote.wait(reader)
    builds.build("a")

    assert builds.litter() == set()


def test_no_reader_finds_half_of_a_generation_by_its_name(quick: Builds, monkeypatch: pytest.MonkeyPatch) -> None:
    removed, rmtree = [], shutil.rmtree

    def remove(path: Path, **options: Any) -> None:
        removed.append(path.name)
        rmtree(path, **options)

    quick.build("a")
    monkeypatch.setattr("kg.store.shutil.rmtree", remove)
    quick.build("b")

    assert removed == ["tmp-000001"], "a generation gets another name before it is taken apart"


@pytest.mark.parametrize("name", ["generations", ".kg-build", ".lock"])
def test_a_folder_that_leads_elsewhere_is_not_touched(builds: Builds, tmp_path: Path, name: str) -> None:
    """A data set from a stranger may bring a build folder whose links name yours."""
    precious = tmp_path / "precious"
    (precious / "000001").mkdir(parents=True)
    (precious / "000001" / "thesis.txt").write_text("years of work")
    builds.build("a")
    path = builds.folder / name
    subprocess.run(["rm", "-rf", str(path)], check=True)
    path.symlink_to(precious if name == "generations" else precious / "000001" / "thesis.txt")

    with pytest.raises(KgError, match="symbolic link, which no build made"):
        builds.build("b")

    assert (precious / "000001" / "thesis.txt").read_text() == "years of work"
    assert [path.name for path in precious.iterdir()] == ["000001"]


def test_what_no_build_made_is_not_replaced(builds: Builds, tmp_path: Path) -> None:
    (builds.folder).mkdir()
    (builds.folder / "notes.txt").write_text("mine")
    with pytest.raises(KgError, match="holds files that no build made"):
        builds.build("a")
    (builds.folder / "notes.txt").unlink()
    builds.build("a")
    (builds.folder / "kg.ttl").unlink()
    (builds.folder / "kg.ttl").write_text("mine")

    with pytest.raises(KgError, match="no build made it"):
        builds.build("b")

    assert (builds.folder / "kg.ttl").read_text() == "mine"
    link = tmp_path / "link"
    link.symlink_to(builds.folder)
    with pytest.raises(KgError, match="not a plain folder"):
        builds.build("b", link)


@pytest.mark.parametrize("place", ["data/facts/x.yaml", "ontology/x.ttl", "ontology/rules/99-x.rq", "queries/x.rq"])
def test_a_link_that_leaves_the_workspace_is_not_read(
    make_workspace: MakeWorkspace, canary: tuple[Path, Callable[[], bool]], place: str
) -> None:
    secret, opened = canary
    workspace = make_workspace()
    path = workspace.root / place
    path.parent.mkdir(exist_ok=True)
    path.symlink_to(secret)

    with pytest.raises(KgError, match="symbolic link that leaves the workspace"):
        _ = (workspace.sheets, workspace.ontology, workspace.rules, workspace.queries)

    assert not opened()


def test_a_store_that_was_cut_off_is_one_line(builds: Builds) -> None:
    builds.build("a")
    generation = Generations(builds.folder).current()
    for path in (generation / "store").glob("*.sst"):
        path.write_bytes(path.read_bytes()[:100])

    with pytest.raises(KgError, match=r"the store cannot be opened .*; build anew with `kg build`"):
        open_store(generation)
