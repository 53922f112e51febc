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
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from pyoxigraph import Store

from kg.errors import KgError

CURRENT: Final = "current"
OUTPUTS: Final = ("kg.ttl", "graph.html", "findings.json", "sheet.schema.json")
_MARK: Final = ".kg-build"
_LOCK: Final = ".lock"


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
            KgError: the folder is not ours, or something in it leads elsewhere.
        """
        if self.folder.is_symlink() or (self.folder.exists() and not self.folder.is_dir()):
            raise KgError(f"{self.folder}: not a plain folder; name another with --output")
        if self.folder.is_dir() and any(self.folder.iterdir()) and not (self.folder / _MARK).is_file():
            raise KgError(f"{self.folder}: holds files that no build made; name another folder with --output")
        # What a build clears and replaces must be its own: a folder that came from elsewhere may hold anything.
        for path in (self._home, self.folder / _MARK, self.folder / _LOCK):
            if path.is_symlink():
                raise KgError(f"{path}: a symbolic link, which no build made; remove it or name another --output")
        for path in (self.folder / CURRENT, *(self.folder / name for name in OUTPUTS)):
            if path.exists() and not path.is_symlink():
                raise KgError(f"{path}: no build made it; move it away or name another --output")
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / _MARK).touch()
        self._home.mkdir(exist_ok=True)
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
        with (self.folder / _LOCK).open("a+", encoding="utf-8") as handle:
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
            self._sweep()
            try:
                yield
            finally:
                self._sweep()

    def _sweep(self) -> None:
        """Remove what unfinished builds left, as far as it can be removed."""
        with suppress(OSError):
            for link in self.folder.glob(f".{CURRENT}-*"):
                link.unlink()
            for stale in self._home.glob("tmp-*"):
                shutil.rmtree(stale, ignore_errors=True)

    def new(self) -> Path:
        """An empty folder for a generation that is not current yet."""
        numbers = [int(path.name) for path in self._home.iterdir() if path.name.isdecimal()]
        path = self._home / f"tmp-{max(numbers, default=0) + 1:06d}"
        if path.exists():  # begun and given up by this very build
            shutil.rmtree(path)
        path.mkdir()
        (path / _LOCK).touch()
        return path

    def publish(self, generation: Path) -> Path:
        """Make ``generation`` the current one, in one step; if that fails, the old one stays current.

        Raises:
            OSError: it could not be made durable.
        """
        for path in sorted(generation.rglob("*")):
            _sync(path)
        _sync(generation)
        final = generation.with_name(generation.name.removeprefix("tmp-"))
        generation.rename(final)
        _sync(self._home)
        self._link(final)
        current = self.folder / CURRENT
        before = current.readlink() if current.is_symlink() else None
        self._point(Path("generations") / final.name)
        try:
            _sync(self.folder)
        except OSError:
            if before is None:
                current.unlink()
            else:
                self._point(before)
            raise
        self._clear(final)
        return final

    def keep(self, generation: Path) -> None:
        """Let the current ``generation`` stay: it is what would be built."""
        self._link(generation)
        self._clear(generation)

    def _link(self, generation: Path) -> None:
        """Let each output be reached through the output folder."""
        for name in OUTPUTS:
            if (generation / name).exists() and not (self.folder / name).is_symlink():
                (self.folder / name).symlink_to(Path(CURRENT) / name)

    def _point(self, target: Path) -> None:
        """Let the link name ``target``: a new link beside it, renamed over it."""
        link = self.folder / f".{CURRENT}-{os.getpid()}"
        link.unlink(missing_ok=True)
        link.symlink_to(target, target_is_directory=True)
        link.rename(self.folder / CURRENT)

    def _clear(self, keep: Path) -> None:
        """Remove the generations that nobody reads; what cannot be removed now goes after a later build."""
        for path in self._home.iterdir():
            if path == keep or not path.name.isdecimal() or path.is_symlink():
                continue
            with suppress(OSError), (path / _LOCK).open("a", encoding="utf-8") as handle:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                # A reader that comes now finds no generation of this name, rather than half of one.
                stale = path.with_name(f"tmp-{path.name}")
                path.rename(stale)
                shutil.rmtree(stale, ignore_errors=True)

    def last(self) -> Path | None:
        """The generation that a build may build on; only for who holds the build lock, as nobody else clears any."""
        path = self.folder / CURRENT
        if not path.is_symlink() or not (path / "store").is_dir():
            return None
        found = path.resolve()
        return found if found.parent == self._home.resolve() else None

    def current(self) -> Path:
        """The current generation's folder, locked against clearing until this process ends.

        Raises:
            KgError: nothing is built yet.
        """
        for _ in range(20):
            try:
                path = (self.folder / CURRENT).resolve(strict=True)
                handle = os.open(path / _LOCK, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
            except OSError:
                continue
            fcntl.flock(handle, fcntl.LOCK_SH)
            with suppress(OSError):
                if os.path.samestat(os.fstat(handle), (path / _LOCK).stat()) and (path / "store").is_dir():
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
    """The store of a finished generation, read-only.

    Raises:
        KgError: it is damaged.
    """
    try:
        return Store.read_only(str(generation / "store"))
    except (OSError, RuntimeError) as error:
        raise KgError(f"{generation}: the store cannot be opened ({error}); build anew with `kg build`") from None


def stamps(generation: Path) -> dict[str, list[int]]:
    """Size and time of each output, by which is seen that nobody wrote to it since."""
    found = {name: (generation / name).stat() for name in OUTPUTS if (generation / name).is_file()}
    return {name: [stat.st_size, stat.st_mtime_ns] for name, stat in found.items()}


def follow(old: Path, new: Path) -> None:
    """A copy of a store that shares its tables, which are never changed in place, and has everything else of its own."""
    new.mkdir()
    for path in old.iterdir():
        if path.suffix == ".sst" and _linked(path, new / path.name):
            continue
        if path.name != "LOCK" and not path.name.startswith("LOG"):
            shutil.copyfile(path, new / path.name)


def _linked(path: Path, to: Path) -> bool:
    """Whether the file system gave the file a second name."""
    with suppress(OSError):
        to.hardlink_to(path)
    return to.exists()
