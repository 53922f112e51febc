"""Built data sets on disk: each build is a finished generation folder, one symbolic link names the current one.

A reader resolves the link once and holds a shared lock on its generation;
a build writes a new folder beside it, swaps the link by an atomic rename and clears the
generations that nobody reads. A crash leaves the last good one whole.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pyoxigraph import Store

from kg.errors import KgError

CURRENT: Final = "current"
OUTPUTS: Final = ("kg.ttl", "graph.html", "findings.json", "sheet.schema.json")
_MARK: Final = ".kg-build"


class Generations:
    """The generations of one output folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def _home(self) -> Path:
        return self.folder / "generations"

    def prepare(self) -> None:
        """Create the folder, or refuse one that holds something else.

        Raises:
            KgError: the folder is not ours, or is no folder.
        """
        if self.folder.is_symlink() or (self.folder.exists() and not self.folder.is_dir()):
            raise KgError(f"{self.folder}: not a plain folder; name another with --output")
        if self.folder.is_dir() and any(self.folder.iterdir()) and not (self.folder / _MARK).exists():
            raise KgError(f"{self.folder}: holds files that no build made; name another folder with --output")
        self._home.mkdir(parents=True, exist_ok=True)
        (self.folder / _MARK).touch()
        ignore = self.folder / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n", encoding="utf-8")

    @contextmanager
    def building(self) -> Iterator[None]:
        """Hold the build lock; the kernel releases it when the process ends, however it ends.

        Raises:
            KgError: another build holds it.
        """
        self.prepare()
        with (self.folder / ".lock").open("a+", encoding="utf-8") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                handle.seek(0)
                holder = handle.read().strip() or "another process"
                raise KgError(
                    f"{self.folder}: a build is under way ({holder}); wait for it or name another --output"
                ) from None
            handle.truncate(0)
            handle.write(f"process {os.getpid()}")
            handle.flush()
            yield

    def new(self) -> Path:
        """An empty folder for a generation that is not current yet; leftovers of crashed builds go."""
        for stale in self._home.glob("tmp-*"):
            shutil.rmtree(stale, ignore_errors=True)
        numbers = [int(path.name) for path in self._home.iterdir() if path.name.isdecimal()]
        path = self._home / f"tmp-{max(numbers, default=0) + 1:06d}"
        path.mkdir()
        return path

    def publish(self, generation: Path) -> Path:
        """Make ``generation`` the current one, atomically, and clear what nobody reads."""
        for path in sorted(generation.rglob("*")):
            if path.is_file():
                _sync(path)
        final = generation.with_name(generation.name.removeprefix("tmp-"))
        generation.rename(final)
        _sync(self._home)
        link = self.folder / f".{CURRENT}-{os.getpid()}"
        link.unlink(missing_ok=True)
        link.symlink_to(Path("generations") / final.name, target_is_directory=True)
        link.rename(self.folder / CURRENT)
        for name in OUTPUTS:
            output = self.folder / name
            if (final / name).exists() and not output.is_symlink():
                output.symlink_to(Path(CURRENT) / name)
        _sync(self.folder)
        self._clear(final)
        return final

    def _clear(self, keep: Path) -> None:
        for path in self._home.iterdir():
            if path == keep:
                continue
            with (path / ".lock").open("a", encoding="utf-8") as handle:
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except OSError:
                    continue
                shutil.rmtree(path, ignore_errors=True)

    def current(self) -> Path:
        """The current generation's folder, locked against clearing until this process ends.

        Raises:
            KgError: nothing is built yet.
        """
        for _ in range(5):
            try:
                path = (self.folder / CURRENT).resolve(strict=True)
                handle = os.open(path / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            except OSError:
                continue
            fcntl.flock(handle, fcntl.LOCK_SH)
            if path.is_dir() and (path / "store").is_dir():
                return path
            os.close(handle)
        raise KgError(f"{self.folder}: nothing is built here yet; run `kg build` first")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def open_store(generation: Path) -> Store:
    """The store of a finished generation, read-only."""
    return Store.read_only(str(generation / "store"))
