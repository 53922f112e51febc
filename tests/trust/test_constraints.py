"""What CI installs is pinned by version and hash, and names no server."""

from __future__ import annotations

import re
import tomllib

from tests.conftest import ROOT

LOCKED = (ROOT / ".ci" / "constraints.txt").read_text(encoding="utf-8")
ENTRY = re.compile(r"^([a-z0-9.-]+)==(\S+) \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE)


def test_every_entry_is_a_version_with_hashes_and_nothing_else() -> None:
    rest = ENTRY.sub("", LOCKED)

    assert all(line.startswith("#") for line in rest.splitlines()), rest
    assert "://" not in LOCKED
    assert len(ENTRY.findall(LOCKED)) > 40


def test_all_that_the_project_needs_is_locked_at_a_version_it_allows() -> None:
    from packaging.requirements import Requirement

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    needed = [
        *project["build-system"]["requires"],
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["test"],
    ]
    versions = {name: version for name, version, _ in ENTRY.findall(LOCKED)}
    for requirement in map(Requirement, needed):
        name = requirement.name.lower().replace("_", "-")
        assert name in versions, f"{name} is not locked: run `python .ci/lock.py`"
        assert requirement.specifier.contains(versions[name]), f"{name}: run `python .ci/lock.py`"


def test_ci_installs_what_is_locked_and_no_more() -> None:
    assert "make locked" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    recipe = re.search(r"^locked:\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert recipe
    installs = [line for line in recipe[1].splitlines() if "pip install" in line]
    assert [bool(re.search(r"--require-hashes -r|--no-deps --no-build-isolation -e", line)) for line in installs] == [
        True
    ] * 2
