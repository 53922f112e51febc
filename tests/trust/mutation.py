"""Mutation testing: ``python -m tests.trust.mutation [--sample N] [--seed S] [MODULE …]`` changes one thing at a time and sees whether a test fails.

The tests of a module run once as it is; coverage.py notes which of them reach which line, and which branches none takes.
Each mutant then meets the tests that reach the statement changed, the quickest first, until one fails.
All this in a copy of the project, each time in a process forked from one that has imported the libraries
but used no engine, whose threads do not survive a fork. (mutmut forks from one that has: every
mutant would hang and count as killed.) Of a large module a sample will do; it is the same for the same seed.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import json
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings

from tests.trust.mutants import mutants

ROOT = Path(__file__).resolve().parent.parent.parent
WANTED = 0.95
#: no mutant may fill the memory of the machine
_MEMORY = 8 << 30
_LIBRARIES = ("coverage", "hypothesis", "pyoxigraph", "rdflib", "yaml", "sqlite3", "networkx", "rapidfuzz", "rich")
_FOLDERS = (".git", ".venv*", "build", ".*_cache", ".hypothesis", "__pycache__")
#: module → the tests that are about it
MODULES = {
    "sparql/guard": "tests/trust/test_guard.py",
    "sheets/reader": "tests/core/test_reader.py tests/core/test_sheets.py",
    "sheets/values": "tests/core/test_reader.py tests/core/test_sheets.py",
    "sheets/tree": "tests/core/test_tree.py tests/trust/test_limits.py",
    "rules/rule": "tests/core/test_rederive.py tests/core/test_footprint.py tests/core/test_rules.py "
    "tests/trust/test_guard.py::test_a_rule_may_not_leave_the_data_set",
    "shapes/findings": "tests/shapes/test_places.py",
    "shapes/causes": "tests/shapes/test_causes.py",
    "shapes/labels": "tests/shapes/test_labels.py",
    "rdf/turtle": "tests/core/test_turtle.py tests/core/test_turtle_stream.py",
    "rdf/turtle_stream": "tests/core/test_turtle_stream.py tests/core/test_turtle_splice.py",
    "rdf/turtle_splice": "tests/core/test_turtle_splice.py",
    "rules/rederive": "tests/core/test_rederive.py",
    "incoming/rdf": "tests/trust/test_incoming.py tests/trust/test_limits.py",
    "store": "tests/trust/test_crashes.py tests/trust/test_generations.py",
}


@dataclass(frozen=True)
class Known:
    """What the tests of a module do while nothing is changed."""

    seconds: dict[str, float]
    #: line → the tests that reach it; None where it runs on import
    reached: dict[int, list[str] | None]
    covered: str

    def reaching(self, lines: range) -> list[str]:
        """The tests that reach one of ``lines``, the quickest first; all for what runs on import."""
        found: set[str] = set()
        for line in lines:
            tests = self.reached.get(line, [])
            found.update(self.seconds if tests is None else tests)
        return sorted(found, key=lambda test: (self.seconds[test], test))


class _Watch:
    """Notes which test reaches what, and how long each takes."""

    def __init__(self, coverage: Any) -> None:
        self.coverage = coverage
        self.seconds: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        self.coverage.switch_context(item.nodeid)
        start = time.process_time()
        result = yield
        self.seconds[item.nodeid] = time.process_time() - start
        self.coverage.switch_context("")
        return result


class _Chosen:
    """Runs these tests alone, in this order."""

    def __init__(self, tests: list[str]) -> None:
        self.rank = {test: number for number, test in enumerate(tests)}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted((item for item in items if item.nodeid in self.rank), key=lambda item: self.rank[item.nodeid])


def forked(folder: Path, work: Callable[[], int], seconds: float) -> int | None:
    """What ``work`` returns in a process of its own, whose project is ``folder``; None if it takes longer on a processor.

    A machine that has other work makes nothing late, unless it is ten times as slow.
    """
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        os.chdir(folder)
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
        null = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(null, stream)
        sys.path[:] = [str(folder), *(path for path in sys.path if Path(path or ".").resolve() != ROOT)]
        for loaded in [each for each in sys.modules if each.partition(".")[0] in ("kg", "tests")]:
            del sys.modules[loaded]
        code = 1
        try:
            code = work()
        finally:  # an error on import too
            os._exit(code)
    end = time.monotonic() + 10 * seconds
    while time.monotonic() < end:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            code = os.waitstatus_to_exitcode(status)
            return None if code in (-signal.SIGXCPU, -signal.SIGKILL) else code
        time.sleep(0.01)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def tested(module: str, tests: list[str], plugin: object) -> int:
    """Import ``module`` and run ``tests`` until one fails; the exit code of pytest."""
    importlib.import_module("kg." + module.replace("/", "."))
    # A mutant is killed by any failure, not by the smallest; nor is it by a machine that has other work.
    settings.register_profile("mutation", deadline=None, database=None, phases=[Phase.explicit, Phase.generate])
    settings.load_profile("mutation")
    options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "_hypothesis_pytestplugin", "--hypothesis-seed=0"]
    return int(pytest.main([*options, *tests], plugins=[plugin]))


def _run(module: str, tests: list[str]) -> Callable[[], int]:
    files = list(dict.fromkeys(test.partition("::")[0] for test in tests))
    return lambda: tested(module, files, _Chosen(tests))


def known(module: str, folder: Path) -> Known:
    """Run the tests of ``module`` as it is, and watch them."""

    def work() -> int:
        import coverage

        watched = str(folder / "kg" / f"{module}.py")
        measure = coverage.Coverage(branch=True, include=[watched], data_file=None, config_file=False)
        watch = _Watch(measure)
        measure.start()
        code = tested(module, MODULES[module].split(), watch)
        measure.stop()
        measure.json_report(outfile="coverage.json")
        lines = measure.get_data().contexts_by_lineno(watched)
        Path("known.json").write_text(json.dumps([watch.seconds, lines]), encoding="utf-8")
        return code

    if forked(folder, work, 1800) != 0:
        raise SystemExit(f"kg/{module}.py: its tests fail without any change: {MODULES[module]}")
    seconds, lines = json.loads((folder / "known.json").read_text(encoding="utf-8"))
    [report] = json.loads((folder / "coverage.json").read_text(encoding="utf-8"))["files"].values()
    reached = {int(line): None if "" in tests else tests for line, tests in lines.items()}
    totals, missing = report["summary"], [*report["missing_lines"], *report["missing_branches"]]
    covered = f"{totals['covered_branches']} of {totals['num_branches']} branches covered; not: {missing}"
    return Known(seconds, reached, covered)


def survivors(module: str, folder: Path, sample: int | None, seed: int) -> Iterator[tuple[str, str]]:
    """How each mutant of ``module`` ended (killed, late, survived, unreached), and what it changed."""
    path = folder / "kg" / f"{module}.py"
    source = path.read_text(encoding="utf-8")
    facts = known(module, folder)
    print(f"kg/{module}.py: {len(facts.seconds)} tests, {facts.covered}", flush=True)
    everything = sorted(facts.seconds, key=lambda test: facts.seconds[test])
    if forked(folder, _run(module, everything), 1800) != 0:
        raise SystemExit(f"kg/{module}.py: its tests fail in another order without any change")
    # From here on nobody writes bytecode, so that none of one mutant is taken for another's.
    sys.dont_write_bytecode = True
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    for stale in path.parent.glob(f"__pycache__/{path.stem}.*"):
        stale.unlink()
    for mutant in mutants(source, sample, seed):
        lines = unified_diff(source.splitlines(), mutant.source.splitlines(), lineterm="", n=0)
        change = "\n".join(line for line in lines if line[:3] not in ("---", "+++"))
        tests = facts.reaching(mutant.lines)
        if not tests:
            yield "unreached", change
            continue
        path.write_text(mutant.source, encoding="utf-8")
        limit = 5 + 3 * sum(facts.seconds[test] for test in tests)
        code = forked(folder, _run(module, tests), limit)
        if code in (4, 5):
            raise SystemExit(f"kg/{module}.py: pytest finds none of its tests with this change:\n{change}")
        yield "late" if code is None else "killed" if code else "survived", change


def main() -> int:
    """Mutate in a copy of the project and report; 1 if too many survive somewhere."""
    parser = argparse.ArgumentParser(description="mutation testing")
    parser.add_argument("--sample", type=int)
    parser.add_argument("--seed", type=int, default=8)
    parser.add_argument("modules", nargs="*", default=list(MODULES))
    arguments = parser.parse_args()
    for name in _LIBRARIES:
        importlib.import_module(name)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    gc.freeze()
    weak = 0
    for module in arguments.modules:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        sys.dont_write_bytecode = False
        start, ends = time.monotonic(), Counter[str]()
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name).resolve() / "copy"
            shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*_FOLDERS))
            for end, change in survivors(module, folder, arguments.sample, arguments.seed):
                ends[end] += 1
                if end in ("survived", "unreached"):
                    print(f"{end}:\n{change}", flush=True)
        dead = ends["killed"] + ends["late"]
        took = time.monotonic() - start
        print(
            f"kg/{module}.py: {dead} of {ends.total()} mutants killed, {ends['late']} by time; {took:.0f} s", flush=True
        )
        weak += dead < ends.total() * WANTED
    return 1 if weak else 0


if __name__ == "__main__":
    sys.exit(main())
