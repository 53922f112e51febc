"""Mutation testing: ``python -m tests.trust.mutation [MODULE …]`` changes one thing at a time and sees whether a test fails.

cosmic-ray starts each mutant in a process of its own. (mutmut forks them from a process that has used a query
engine, whose threads do not survive the fork: every mutant would hang and count as killed.)
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
WANTED = 0.95
#: module → the tests that are about it
MODULES = {
    "guard": "tests/trust/test_guard.py",
    "tree": "tests/core/test_tree.py tests/trust/test_bad_data.py tests/trust/test_limits.py",
    "sheets": "tests/core/test_sheets.py tests/trust/test_bad_data.py",
    "rules": "tests/core/test_rules.py tests/trust/test_guard.py",
    "turtle": "tests/exports/test_round_trips.py tests/trust/test_literals.py",
    "store": "tests/trust/test_crashes.py",
    "incoming": "tests/trust/test_incoming.py tests/trust/test_limits.py",
    "shapes/findings": "tests/shapes/test_findings.py",
}
CONFIG = """\
[cosmic-ray]
module-path = "kg/{module}.py"
timeout = 120.0
excluded-modules = []
test-command = "{python} -m pytest -x -q --no-header -p no:cacheprovider {tests}"

[cosmic-ray.distributor]
name = "local"
"""


def survivors(module: str, folder: Path) -> tuple[int, list[str]]:
    """How many mutants ``module`` has, and what those that no test noticed changed."""
    config, session = folder / "config.toml", folder / f"{module.replace('/', '-')}.sqlite"
    config.write_text(CONFIG.format(module=module, python=sys.executable, tests=MODULES[module]), encoding="utf-8")
    for command in (
        ["baseline", config.name],
        ["init", config.name, session.name],
        ["exec", config.name, session.name],
    ):
        subprocess.run(["cosmic-ray", *command], cwd=folder, check=True)
    show = ["cr-report", "--show-diff", session.name]
    whole = subprocess.run(show, cwd=folder, check=True, capture_output=True, text=True).stdout
    alive = subprocess.run([*show, "--surviving-only"], cwd=folder, check=True, capture_output=True, text=True).stdout
    changes = [line for line in alive.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    return whole.count("\n--- mutation diff ---"), changes


def main() -> int:
    """Mutate in a copy of the project and report; 1 if too many survive somewhere."""
    weak = 0
    for module in sys.argv[1:] or MODULES:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name) / "copy"
            shutil.copytree(
                ROOT, folder, ignore=shutil.ignore_patterns(".git", ".venv", "build", ".*_cache", ".hypothesis")
            )
            count, changes = survivors(module, folder)
        alive = sum(line.startswith("-") for line in changes)
        print(f"kg/{module}.py: {count - alive} of {count} mutants killed", *changes, sep="\n  ", flush=True)
        weak += alive > count * (1 - WANTED)
    return 1 if weak else 0


if __name__ == "__main__":
    sys.exit(main())
