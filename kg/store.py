"""Built data sets on disk: each build is a finished generation folder, one symbolic link names the current one.

A reader resolves the link once and holds a shared lock on its generation;
a build writes a new folder beside it, swaps the link by an atomic rename and clears the
generations that nobody reads. A crash leaves the last good one whole.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

from pyoxigraph import Store

from kg.errors import KgError

CURRENT: Final = "current"
OUTPUTS: Final = ("kg.ttl", "graph.html", "findings.json", "sheet.schema.json")
_MARK: Final = ".kg-build"
_LOCK: Final = ".lock"
# Of a store's files those that a reader may write.
_LOGS: Final = ("LOCK", "LOG")


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
        for path in (self._home, *(self.folder / name for name in (_MARK, _LOCK, ".gitignore"))):
            if path.is_symlink():
                raise KgError(f"{path}: a symbolic link, which no build made; remove it or name another --output")
            if path.exists() and not (path.is_dir() if path == self._home else path.is_file()):
                raise KgError(f"{path}: no build made it; remove it or name another --output")
        for path in (self.folder / CURRENT, *(self.folder / name for name in OUTPUTS)):
            if path.exists() and not path.is_symlink():
                raise KgError(f"{path}: no build made it; move it away or name another --output")
        self.folder.mkdir(parents=True, exist_ok=True)
        if not (self.folder / _MARK).exists():  # its time stays that of the folder's first build
            (self.folder / _MARK).touch()
        self._home.mkdir(exist_ok=True)
        ignore = self.folder / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n", encoding="utf-8")

    def mark(self) -> str:
        """What no other folder has: number and time of birth of a file in it, which the system gives and no archive can.

        What a build leaves for the next bears it in its name, so that what came from elsewhere is not taken up.
        """
        found = (self.folder / _MARK).stat()
        return f"{found.st_ino:x}-{found.st_ctime_ns:x}"

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
        taken = {path.name.removeprefix("tmp-") for path in self._home.iterdir()}
        number = max((int(name) for name in taken if name.isdecimal() and len(name) < 10), default=0) + 1
        while f"{number:06d}" in taken:
            number += 1
        path = self._home / f"tmp-{number:06d}"
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
            link = self.folder / name
            if link.is_symlink() and link.readlink() != Path(CURRENT) / name:
                link.unlink()  # It came from elsewhere and leads there.
            if (generation / name).exists() and not link.is_symlink():
                link.symlink_to(Path(CURRENT) / name)

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
            with suppress(OSError), _lock_file(path) as handle:
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
                file = _lock_file(path)
            except OSError:
                continue
            fcntl.flock(file, fcntl.LOCK_SH)
            with suppress(OSError):
                if os.path.samestat(os.fstat(file.fileno()), (path / _LOCK).stat()) and (path / "store").is_dir():
                    _held.append(file)
                    return path
            file.close()
        raise KgError(f"{self.folder}: nothing is built here yet; run `kg build` first")


# The locks of the generations that this process reads.
_held: list[IO[bytes]] = []


def _lock_file(generation: Path) -> IO[bytes]:
    """The lock of ``generation``, opened; what is no plain file there is not waited for and not followed.

    Raises:
        OSError: there is none.
    """

    def plain(name: str, flags: int) -> int:
        return os.open(name, flags | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, 0o644)

    file = open(generation / _LOCK, "rb", buffering=0, opener=plain)  # noqa: SIM115
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise FileNotFoundError(generation / _LOCK)
    return file


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
        return Store.read_only(on_disk(generation / "store"))
    except (OSError, RuntimeError) as error:
        raise KgError(f"{generation}: the store cannot be opened ({error}); build anew with `kg build`") from None


def on_disk(path: Path) -> str:
    """The text by which the engine opens ``path`` for reading alone: there it takes UTF-8, whatever the locale says.

    Raises:
        KgError: the name is not UTF-8.
    """
    try:
        return os.fsencode(path).decode("utf-8")
    except UnicodeDecodeError:
        raise KgError(f"{path!s}: a name that is not UTF-8; build into a folder with another name") from None


def stamps(generation: Path) -> dict[str, list[int]]:
    """Number, size and times of each output and of the store's files, by which is seen that they are those of the build.

    The time of change cannot be set, so no archive brings it along; the store's tables get another with each link to them.
    """
    paths = [generation / name for name in OUTPUTS]
    paths += [path for path in sorted((generation / "store").iterdir()) if not path.name.startswith(_LOGS)]
    found = {path: path.lstat() for path in paths if path.is_file()}
    return {
        str(path.relative_to(generation)): [
            *(stamp.st_ino, stamp.st_size, stamp.st_mtime_ns),
            *((stamp.st_ctime_ns,) if path.suffix != ".sst" else ()),
        ]
        for path, stamp in found.items()
    }


def follow(old: Path, new: Path) -> None:
    """A copy of a store that shares its tables, which are never changed in place, and has everything else of its own."""
    new.mkdir()
    for path in old.iterdir():
        if path.suffix == ".sst" and _linked(path, new / path.name):
            continue
        if not path.name.startswith(_LOGS):
            shutil.copyfile(path, new / path.name)


def _linked(path: Path, to: Path) -> bool:
    """Whether the file system gave the file a second name."""
    with suppress(OSError):
        to.hardlink_to(path)
    return to.exists()
