"""Crashes and full disks: what was built stays whole, and the next build works.

`make trust` kills at 500 points instead of 20.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from itertools import count
from pathlib import Path

import pytest

from tests.conftest import ROOT, MakeWorkspace
from tests.trust.builds import PACT, Builds
from tests.trust.faults import fault
from tests.trust.zygote import LONG

POINTS = 500 if LONG else 20


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
from kg.making.build import build
from kg.store import Generations
disk, root, page = Path(sys.argv[1]), sys.argv[2], "<html>page</html>"
import kg.making.maker, kg.page.page
kg.page.page.render = lambda *_, **__: kg.page.page.Page(page)
kg.making.maker.check = lambda *_: []
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
