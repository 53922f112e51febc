"""A process that has everything imported and no engine started: it forks builds and readers, which tests may kill.

An engine's threads do not survive a fork, so the test process, which has used one, cannot fork them itself.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PAGE = "<html>page</html>"
LONG = os.environ.get("KG_TRUST") == "long"


class Zygote:
    """The test's end: start children, wait for them."""

    def __init__(self, root: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.trust.zygote"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=root,
        )

    def _ask(self, *request: object) -> int:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps([str(part) for part in request]) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def start(self, task: str, *arguments: object) -> int:
        """The process that does ``task``: it ends with 0, with 1 after an error that a user can repair, else 2."""
        return self._ask("start", task, *arguments)

    def wait(self, child: int) -> int:
        """How ``child`` ended."""
        return self._ask("wait", child)

    def close(self) -> None:
        """End the zygote."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


# A build that draws no conclusions and validates nothing, so that hundreds of builds are quick; it writes all the same.
WITHOUT_MEANING: dict[str, Callable[..., Any]] = {
    "kg.making.maker.read_rules": lambda _: [],
    "kg.making.maker.check": lambda *_: [],
    "kg.making.revalidate.update": lambda *_: None,
}


def build(root: str, output: str) -> None:
    """The pipeline, but for the page; the whole of it where `make trust` has time."""
    import kg.making.build
    import kg.page.page
    from kg import workspace

    if not LONG:
        for name, without in WITHOUT_MEANING.items():
            setattr(importlib.import_module(name.rpartition(".")[0]), name.rpartition(".")[2], without)
    kg.page.page.render = lambda *_, **__: kg.page.page.Page(PAGE)
    kg.making.build.build(workspace.at(root), Path(output))


def build_with_file_size(root: str, output: str, size: str) -> None:
    """The same, where no file may grow beyond ``size`` bytes."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(size), int(size)))
    build(root, output)


def build_and_hold(root: str, output: str, started: str) -> None:
    """A build that stops under its lock, when it has made the file ``started``."""
    import kg.making.maker

    def hold(*_: Any) -> Any:
        Path(started).touch()
        time.sleep(60)

    kg.making.maker.gather = hold
    build(root, output)


def hold_current(output: str, started: str, stop: str) -> None:
    """A reader of the current generation, which it holds until the file ``stop`` is there."""
    from kg.store import Generations

    Generations(Path(output)).current()
    Path(started).touch()
    while not Path(stop).exists():
        time.sleep(0.01)


def read_until(output: str, stop: str, *versions: str) -> None:
    """Read again and again until ``stop`` is there: all parts of a reading are of one of ``versions``."""
    while not Path(stop).exists():
        if (child := os.fork()) == 0:
            _run(lambda: _read_once(output, [json.loads(version) for version in versions]))
        if os.waitpid(child, 0)[1]:
            raise AssertionError("a reading mixed versions")


def _read_once(output: str, versions: list[dict[str, Any]]) -> None:
    import hashlib

    from kg.store import Generations, open_store

    generation = Generations(Path(output)).current()
    turtle = hashlib.sha256((generation / "kg.ttl").read_bytes()).hexdigest()
    time.sleep(0.02)
    found = {"turtle": turtle, "triples": len(open_store(generation))}
    findings = hashlib.sha256((generation / "findings.json").read_bytes()).hexdigest()
    assert found | {"findings": findings} in versions


TASKS: dict[str, Callable[..., None]] = {
    task.__name__: task for task in (build, build_with_file_size, build_and_hold, hold_current, read_until)
}


def _run(task: Callable[[], None]) -> None:
    from kg.errors import KgError

    code = 2
    try:
        task()
        code = 0
    except (KgError, OSError):
        code = 1
    finally:
        os._exit(code)


def main() -> None:
    """Serve requests until the test is over."""
    import kg.making.build
    import kg.making.outputs
    import kg.page.page  # noqa: F401

    for line in sys.stdin:
        what, *arguments = json.loads(line)
        if what == "wait":
            print(os.waitstatus_to_exitcode(os.waitpid(int(arguments[0]), 0)[1]), flush=True)
            continue
        if (child := os.fork()) == 0:
            os.close(0)
            null = os.open(os.devnull, os.O_RDWR)
            os.dup2(null, 1)
            task = TASKS[arguments[0]]
            _run(lambda: task(*arguments[1:]))  # noqa: B023
        print(child, flush=True)


if __name__ == "__main__":
    main()
