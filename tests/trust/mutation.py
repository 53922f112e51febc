"""Mutation testing: ``python -m tests.trust.mutation [--sample N] [--seed S] [MODULE …]`` changes one thing at a time and sees whether a test fails.

cosmic-ray says what can be changed. Each mutant is tried in a copy of the project, in a process forked from one that has
imported the libraries but used no engine, whose threads do not survive a fork. (mutmut forks from one that has: every
mutant would hang and count as killed.) Of a large module a sample will do; it is the same for the same seed.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from difflib import unified_diff
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
WANTED = 0.95
_LIBRARIES = ("pytest", "hypothesis", "pyoxigraph", "rdflib", "yaml", "sqlite3", "networkx", "rapidfuzz", "rich")
_FOLDERS = (".git", ".venv*", "build", ".*_cache", ".hypothesis", "__pycache__")
_EDIT = "tests/making/test_incremental.py::test_one_edit_takes_the_short_way_where_it_can"
#: module → the tests that are about it, the quickest first
MODULES = {
    "guard": "tests/trust/test_guard.py",
    "tree": "tests/core/test_tree.py tests/trust/test_limits.py tests/trust/test_bad_data.py",
    "values": "tests/core/test_sheets.py tests/trust/test_bad_data.py",
    "reader": "tests/core/test_sheets.py tests/trust/test_bad_data.py",
    "rules": f"tests/core/test_rules.py tests/trust/test_guard.py {_EDIT}",
    "rederive": f"tests/core/test_rules.py {_EDIT}",
    "turtle": "tests/core/test_turtle_stream.py tests/core/test_turtle_splice.py tests/exports/test_round_trips.py",
    "turtle_stream": "tests/core/test_turtle_stream.py tests/core/test_turtle_splice.py",
    "turtle_splice": "tests/core/test_turtle_splice.py",
    "shapes/findings": "tests/shapes/test_findings.py",
    "shapes/causes": "tests/shapes/test_findings.py",
    "shapes/labels": "tests/shapes/test_findings.py",
    "incoming": "tests/trust/test_incoming.py tests/trust/test_limits.py",
    "store": "tests/trust/test_crashes.py tests/trust/test_generations.py",
}
CONFIG = """\
[cosmic-ray]
module-path = "kg/{module}.py"
timeout = 120.0
excluded-modules = []
test-command = ""

[cosmic-ray.distributor]
name = "local"
"""


def mutants(module: str, folder: Path, sample: int | None, seed: int) -> list[str]:
    """The sources of the mutants of ``module``, those left out that differ in annotations and docstrings only."""
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator
    from cosmic_ray.work_db import use_db

    (folder / "config.toml").write_text(CONFIG.format(module=module), encoding="utf-8")
    session = folder / "session.sqlite"
    subprocess.run(["cosmic-ray", "init", "config.toml", session.name], cwd=folder, check=True)
    with use_db(session) as database:
        work = [mutation for item in database.work_items for mutation in item.mutations]
    session.unlink()
    source = (folder / "kg" / f"{module}.py").read_text(encoding="utf-8")
    meaning = _meaning(source)
    work.sort(key=lambda each: (each.start_pos, each.operator_name, each.occurrence))
    random.Random(seed).shuffle(work)
    found: list[str] = []
    for each in work:
        if sample is not None and len(found) == sample:
            break
        mutant = mutate_code(source, get_operator(each.operator_name)(**each.operator_args), each.occurrence)
        if mutant is not None and _meaning(mutant) not in (None, meaning):
            found.append(mutant)
    return found


def _meaning(source: str) -> str | None:
    """What Python runs of ``source``: annotations are never evaluated here, and docstrings are for people."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant(None)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Module)):
            if isinstance(node, ast.FunctionDef):
                node.returns = None
            if ast.get_docstring(node) is not None:
                node.body = node.body[1:] or [ast.Pass()]
    return ast.dump(tree)


def tried(folder: Path, tests: str, seconds: float) -> bool:
    """Whether the tests pass in ``folder`` within so many seconds."""
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        os.chdir(folder)
        null = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(null, stream)
        sys.path[:] = [str(folder), *(path for path in sys.path if Path(path or ".").resolve() != ROOT)]
        for loaded in [each for each in sys.modules if each.partition(".")[0] in ("kg", "tests")]:
            del sys.modules[loaded]
        import pytest

        os._exit(int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", "--hypothesis-seed=0", *tests.split()])))
    end = time.monotonic() + seconds
    while True:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status) == 0
        if time.monotonic() > end:
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return False
        time.sleep(0.02)


def survivors(module: str, folder: Path, sample: int | None, seed: int) -> tuple[int, list[str]]:
    """How many mutants of ``module`` were tried, and what those that no test noticed changed."""
    path, tests = folder / "kg" / f"{module}.py", MODULES[module]
    source = path.read_text(encoding="utf-8")
    start = time.monotonic()
    if not tried(folder, tests, 1200):
        raise SystemExit(f"kg/{module}.py: its tests fail without any change: {tests}")
    longest = 20 + 4 * (time.monotonic() - start)
    # From here on nobody writes bytecode, so that none of one mutant is taken for another's.
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    sys.dont_write_bytecode = True
    for stale in path.parent.glob(f"__pycache__/{path.stem}.*"):
        stale.unlink()
    alive = []
    todo = mutants(module, folder, sample, seed)
    for mutant in todo:
        path.write_text(mutant, encoding="utf-8")
        if tried(folder, tests, longest):
            lines = unified_diff(source.splitlines(), mutant.splitlines(), lineterm="", n=0)
            alive.append("\n".join(line for line in lines if line[:3] not in ("---", "+++")))
            print(alive[-1], flush=True)
    return len(todo), alive


def main() -> int:
    """Mutate in a copy of the project and report; 1 if too many survive somewhere."""
    parser = argparse.ArgumentParser(description="mutation testing")
    parser.add_argument("--sample", type=int)
    parser.add_argument("--seed", type=int, default=8)
    parser.add_argument("modules", nargs="*", default=list(MODULES))
    arguments = parser.parse_args()
    for name in _LIBRARIES:
        importlib.import_module(name)
    weak = 0
    for module in arguments.modules:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        sys.dont_write_bytecode = False
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name) / "copy"
            shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*_FOLDERS))
            count, alive = survivors(module, folder, arguments.sample, arguments.seed)
        print(f"kg/{module}.py: {count - len(alive)} of {count} mutants killed", flush=True)
        weak += len(alive) > count * (1 - WANTED)
    return 1 if weak else 0


if __name__ == "__main__":
    sys.exit(main())
