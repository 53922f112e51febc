"""The same data give the same bytes, whatever the hash seed, locale, time zone, folder and order of the input.

`make trust` tries 20 hash seeds instead of 3.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kg.store import OUTPUTS
from tests.conftest import ROOT

SEEDS = range(20 if os.environ.get("KG_TRUST") == "long" else 3)
SURROUNDINGS = (
    {"LC_ALL": "C", "TZ": "Pacific/Kiritimati"},
    {"LC_ALL": "C.UTF-8", "TZ": "America/St_Johns", "LANG": "ko_KR.UTF-8"},
    {"LC_ALL": "POSIX", "TZ": "UTC", "PYTHONUTF8": "0", "COLUMNS": "20", "NO_COLOR": "1"},
)


def built(
    workspace: Path,
    output: Path,
    cwd: Path,
    environment: dict[str, str],
    *options: str,
    prefix: tuple[str, ...] = (),
) -> dict[str, bytes]:
    """All outputs of `kg build`, by name; ``prefix`` is a command that runs it."""
    cwd.mkdir(parents=True, exist_ok=True)
    words = [
        "build",
        "--workspace",
        os.path.relpath(workspace, cwd),
        "--output",
        os.path.relpath(output, cwd),
        *options,
    ]
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "TZ"))}
    done = subprocess.run(
        [*prefix, sys.executable, "-m", "kg", *words],
        cwd=cwd, env={**plain, "PYTHONPATH": str(ROOT), **environment}, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    generation = (output / "current").resolve()
    return {name: (generation / name).read_bytes() for name in OUTPUTS}


def copy(folder: Path) -> Path:
    for name in ("ontology", "data", "queries"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("expected")
    return built(ROOT, folder / "out", folder, {"PYTHONHASHSEED": "7"})


@pytest.mark.parametrize("seed", SEEDS)
def test_hash_seed_locale_time_zone_and_folder_change_nothing(
    expected: dict[str, bytes], tmp_path: Path, seed: int
) -> None:
    environment = {"PYTHONHASHSEED": str(seed), **SURROUNDINGS[seed % len(SURROUNDINGS)]}

    found = built(ROOT, tmp_path / "a folder" / "출력", tmp_path / "elsewhere" / "x", environment)

    assert [name for name in expected if found.get(name) != expected[name]] == []


def shuffled(text: str, dice: random.Random) -> str:
    """A sheet with its items in another order, and the claims of an item where each has a line of its own."""
    head, *items = re.split(r"^(?=- )", text, flags=re.MULTILINE)
    dice.shuffle(items)

    def mixed(match: re.Match[str]) -> str:
        lines = match[0].splitlines(keepends=True)
        dice.shuffle(lines)
        return "".join(lines)

    return head + "".join(re.sub(r"(?:^  - \{[^\n]*\}\n)+", mixed, item, flags=re.MULTILINE) for item in items)


def test_the_order_of_files_items_and_claims_changes_no_output(expected: dict[str, bytes], tmp_path: Path) -> None:
    workspace = copy(tmp_path / "shuffled")
    dice = random.Random(5)
    for path in sorted((workspace / "data").rglob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        changed = shuffled(text, dice) if path.name != "dataset.yaml" else text
        path.unlink()
        name = path.name if path.name == "dataset.yaml" else f"{dice.randrange(10**6)}-{path.name}"
        path.with_name(name).write_text(changed if changed.endswith("\n") else changed + "\n", encoding="utf-8")

    found = built(workspace, tmp_path / "out", tmp_path, {"PYTHONHASHSEED": "3"})

    # Findings and schema name lines and files; the graph does not.
    assert [name for name in ("kg.ttl", "graph.html") if found[name] != expected[name]] == []


def test_a_second_build_over_the_first_gives_the_same_bytes(expected: dict[str, bytes], tmp_path: Path) -> None:
    for options in ((), (), ("--fresh",)):
        found = built(ROOT, tmp_path / "out", tmp_path, {}, *options)

        assert found == expected


def test_a_build_needs_no_network(expected: dict[str, bytes], tmp_path: Path) -> None:
    alone = ("unshare", "-rn")
    if shutil.which("unshare") is None or subprocess.run([*alone, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this system lets nobody leave the network")

    assert built(ROOT, tmp_path / "out", tmp_path, {}, prefix=alone) == expected
