"""One output folder, several builds and readers: one build wins, a reader sees one version, nothing of others is touched."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg.errors import KgError
from kg.store import Generations, open_store
from tests.conftest import MakeWorkspace
from tests.trust.builds import Builds


def wait_for(path: Path) -> None:
    for _ in range(3000):
        if path.exists():
            return
        time.sleep(0.01)
    raise AssertionError(f"{path.name} never came")


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
