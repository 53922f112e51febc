"""Work in a child process that can be killed: no engine has a limit that holds, and a bad query ends its process.

The child is forked before a store is opened, opens it itself, and sends back what it
prints; the parent waits no longer than the limit allows. Its own time (a pager that is read
slowly) is not charged. An engine that crashes is an error message, and the next command works.
"""

from __future__ import annotations

import io
import os
import select
import signal
import struct
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final, NoReturn, TextIO

from kg.errors import INTERNAL, KgError
from kg.isolation import sandbox

GIB: Final = 2**30
_HEAD: Final = struct.Struct(">cQ")
_CHUNK: Final = 1 << 16
_OUT, _ERR, _FAILED, _CODE = b"o", b"e", b"f", b"c"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one question may use. A store on disk alone maps about half a GiB of ``memory``."""

    seconds: float = 30.0
    memory: int = 4 * GIB
    output: int = GIB


class LimitError(KgError):
    """Work that was stopped at one of its limits."""


def within(limits: Limits, task: Callable[[], int], name: str = "query", *, network: bool = False) -> int:
    """Run ``task`` in a child process within ``limits`` and pass on what it prints; its exit code.

    Only a task that asks a server may open sockets (``network``).

    Raises:
        KgError: what ``task`` raises as one, a limit, or a crash of the engine.
    """
    reading, writing = os.pipe()
    sys.stdout.flush()
    if (child := os.fork()) == 0:
        os.close(reading)
        _serve(task, writing, limits, network=network)
    os.close(writing)
    try:
        printed = 0
        for kind, data in _frames(reading, limits, name):
            if kind == _CODE:
                return data[0]
            text = data.decode("utf-8", "surrogatepass")
            if kind == _FAILED:
                raise KgError(text)
            (sys.stdout if kind == _OUT else sys.stderr).write(text)
            printed += len(data)
            if printed > limits.output:
                raise LimitError(f"{name}: it printed more than {limits.output:,} bytes; add LIMIT or narrow it")
        _, status = os.waitpid(child, 0)
        child = 0
        how = f"{signal.Signals(os.WTERMSIG(status)).name}, " if os.WIFSIGNALED(status) else ""
        raise KgError(f"{name}: it broke the engine ({how}out of memory or nested too deep); narrow it or flatten it")
    finally:
        os.close(reading)
        if child:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _frames(reading: int, limits: Limits, name: str) -> Iterator[tuple[bytes, bytes]]:
    """Frames until the child closes its end; waits ``limits.seconds`` in all."""
    waited = 0.0
    buffer = bytearray()
    while True:
        while len(buffer) >= _HEAD.size:
            kind, length = _HEAD.unpack_from(buffer)
            if length > limits.output:
                raise LimitError(f"{name}: it printed more than {limits.output:,} bytes; add LIMIT or narrow it")
            if len(buffer) < _HEAD.size + length:
                break
            frame = bytes(buffer[_HEAD.size : _HEAD.size + length])
            del buffer[: _HEAD.size + length]
            yield kind, frame
        start = time.monotonic()
        ready, _, _ = select.select([reading], [], [], max(0.0, limits.seconds - waited))
        waited += time.monotonic() - start
        if not ready:
            raise LimitError(
                f"{name}: stopped after {limits.seconds:g} s; narrow it or give it more time with --timeout"
            )
        if not (more := os.read(reading, 1 << 20)):
            return
        buffer += more


class _Sender(io.TextIOBase):
    """A text stream whose writes go to the parent; else it answers as the stream that it stands for."""

    def __init__(self, send: Callable[[bytes], None], stands_for: TextIO) -> None:
        self._send = send
        self._stands_for = stands_for
        self._waiting: list[str] = []
        self._size = 0

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """The encoding of the stream in the parent."""
        return self._stands_for.encoding or "utf-8"

    def isatty(self) -> bool:
        """Whether the parent prints to a terminal."""
        return self._stands_for.isatty()

    def fileno(self) -> int:
        """The file descriptor of the stream in the parent."""
        return self._stands_for.fileno()

    def write(self, text: str) -> int:
        """Send ``text`` soon."""
        self._waiting.append(text)
        self._size += len(text)
        if self._size >= _CHUNK:
            self.flush()
        return len(text)

    def flush(self) -> None:
        """Send what waits."""
        if self._waiting:
            self._send("".join(self._waiting).encode("utf-8", "surrogatepass"))
        self._waiting, self._size = [], 0


def _serve(task: Callable[[], int], writing: int, limits: Limits, *, network: bool) -> NoReturn:
    """Run ``task`` and end this process."""

    def send(kind: bytes, data: bytes) -> None:
        with memoryview(_HEAD.pack(kind, len(data)) + data) as view:
            sent = 0
            while sent < len(view):
                sent += os.write(writing, view[sent:])

    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        sys.stdout = out = _Sender(partial(send, _OUT), sys.stdout)
        sys.stderr = err = _Sender(partial(send, _ERR), sys.stderr)
        sandbox.enter(memory=limits.memory, seconds=limits.seconds, network=network)
        failure = ""
        code = INTERNAL
        try:
            code = task()
        except KgError as error:
            failure = str(error)
        except OSError as error:
            failure = (
                f"{error.filename or 'the store'}: {error.strerror or error}; check it, or build anew with `kg build`"
            )
        except MemoryError:
            os.abort()
        except Exception:  # a bug of ours: the traceback is for its report, the exit code says so
            traceback.print_exc()
        out.flush()
        err.flush()
        send(_FAILED, failure.encode("utf-8", "surrogatepass")) if failure else send(_CODE, bytes([code]))
    finally:
        os._exit(INTERNAL)
