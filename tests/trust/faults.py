"""Faults at our own writes: the nth call that changes a disk fails, as a full or broken disk lets it fail."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ERRORS = (errno.ENOSPC, errno.EIO, errno.EFBIG)
_CALLS = ("fsync", "rename", "replace", "symlink", "link", "mkdir", "unlink", "write", "sendfile")
_WRITES = ("write_bytes", "write_text", "touch")


class Faults:
    """Counts the calls that change a disk, and lets the ``at``-th fail; ``happened`` names it then."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.count = 0
        self.happened = ""

    def strikes(self, name: str) -> bool:
        self.count += 1
        if self.count == self.at:
            self.happened = name
        return self.count == self.at

    def error(self) -> OSError:
        number = ERRORS[self.at % len(ERRORS)]
        return OSError(number, os.strerror(number))


class _HalfWritten:
    """A file whose first write is one of the faults: half of it arrives."""

    def __init__(self, file: Any, faults: Faults, name: str) -> None:
        self._file, self._faults, self._name, self._first = file, faults, name, True

    def write(self, data: Any) -> int:
        if self._first and self._faults.strikes(f"stream {self._name}"):
            self._file.write(data[: len(data) // 2])
            raise self._faults.error()
        self._first = False
        return int(self._file.write(data))

    def __enter__(self) -> _HalfWritten:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


@contextmanager
def fault(at: int) -> Iterator[Faults]:
    """Within the block the ``at``-th write, fsync, rename, link or folder of this process fails."""
    faults = Faults(at)
    real = {name: getattr(os, name) for name in _CALLS}
    real_open = Path.open
    real_writes = {name: getattr(Path, name) for name in _WRITES}

    def failing(name: str) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            if faults.strikes(name):
                raise faults.error()
            return real[name](*args, **options)

        return call

    def half_written(name: str) -> Callable[..., Any]:
        def call(path: Path, *args: Any, **options: Any) -> Any:
            if not faults.strikes(f"{name} {path.name}"):
                return real_writes[name](path, *args, **options)
            if args and name != "touch":
                real_writes[name](path, args[0][: len(args[0]) // 2], *args[1:], **options)
            raise faults.error()

        return call

    def opened(path: Path, mode: str = "r", *args: Any, **options: Any) -> Any:
        file = real_open(path, mode, *args, **options)
        return _HalfWritten(file, faults, path.name) if set(mode) & set("wax+") else file

    try:
        for name in _CALLS:
            setattr(os, name, failing(name))
        Path.open = opened  # type: ignore[method-assign, assignment]
        for name in _WRITES:
            setattr(Path, name, half_written(name))
        yield faults
    finally:
        for name in _CALLS:
            setattr(os, name, real[name])
        Path.open = real_open  # type: ignore[method-assign]
        for name in _WRITES:
            setattr(Path, name, real_writes[name])
