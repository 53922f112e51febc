"""Two versions of a small data set, built in turn into one output folder, and which of them a reader sees."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

from kg.making import build as pipeline
from kg.store import OUTPUTS, Generations, open_store
from kg.workspace import Workspace
from tests.trust.zygote import Zygote

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


class NoStore:
    """A store that writes one file: the faults of these tests are at our own writes, not inside RocksDB."""

    def __init__(self, path: str = "") -> None:
        Path(path).mkdir()

    def bulk_load(self, **_: Any) -> None:
        pass

    def optimize(self) -> None:
        pass
