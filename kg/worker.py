"""Queries in a process of their own that can be killed: no engine has a limit that holds, and a bad query ends it.

The child is forked before the store is opened, opens it itself and
streams the answer back; the parent waits no longer than the limit allows. A caller that
reads slowly is not charged for its own time.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import struct
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NoReturn

from pyoxigraph import (
    BaseDirection,
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    Store,
    Triple,
    Variable,
)

from kg import guard, sandbox
from kg.errors import KgError
from kg.namespaces import PREFIXES

Term = NamedNode | BlankNode | Literal | Triple
Row = tuple[Term | None, ...]
Question = tuple[str, Mapping[str, Term]]

_HEAD: Final = struct.Struct(">I")
_BATCH: Final = 500
_BATCH_SECONDS: Final = 0.05
GIB: Final = 2**30


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may use; the store itself needs about half a GiB of address space."""

    seconds: float = 30.0
    memory: int = 4 * GIB
    rows: int = 1_000_000
    size: int = GIB // 4
    text: int = guard.MAX_TEXT
    depth: int = guard.MAX_DEPTH


class LimitError(KgError):
    """A query that was stopped at one of its limits."""


class Answer:
    """A query's answer: ``variables`` for SELECT, ``boolean`` for ASK, else triples; iterate over it once.

    The child ends with the iteration, with ``close`` or with the ``with`` block.
    """

    def __init__(self, frames: Iterator[Any]) -> None:
        self._frames = frames
        head = next(frames)
        self.kind: str = head["kind"]
        self.variables: tuple[str, ...] = tuple(head.get("variables", ()))
        self.boolean: bool | None = head.get("boolean")

    def __iter__(self) -> Iterator[Row]:
        for batch in self._frames:
            for row in batch:
                yield tuple(None if term is None else _term(term) for term in row)

    def triples(self) -> Iterator[Triple]:
        """The triples of a CONSTRUCT or DESCRIBE answer."""
        return (Triple(subject, predicate, object_) for subject, predicate, object_ in self)  # type: ignore[arg-type]

    def close(self) -> None:
        """End the child now."""
        self._frames.close()  # type: ignore[attr-defined]

    def __enter__(self) -> Answer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def run(
    store: Path | Callable[[], Store],
    question: str | Callable[[Store], Question],
    substitutions: Mapping[str, Term] | None = None,
    *,
    limits: Limits | None = None,
    name: str = "query",
) -> Answer:
    """Ask ``question`` of ``store`` in a process of its own, within ``limits``.

    ``store`` is the folder of a store on disk, or what opens one; ``question`` is SPARQL, or what makes
    SPARQL and substitutions of the open store. Both run in the child.

    Raises:
        KgError: refused by the guard, no SPARQL, stopped at a limit, or the engine failed; also while iterating.
    """
    limits = limits or Limits()
    if isinstance(question, str):
        guard.check_query(question, name, max_text=limits.text, max_depth=limits.depth)

    def frames() -> Iterator[Any]:
        opened = Store.read_only(str(store)) if isinstance(store, Path) else store()
        sparql, values = (question, substitutions or {}) if isinstance(question, str) else question(opened)
        guard.check_query(sparql, name, max_text=limits.text, max_depth=limits.depth)
        given = {Variable(key): value for key, value in values.items()}
        try:
            yield from _answer(opened.query(sparql, prefixes=PREFIXES, substitutions=given), limits)
        except SyntaxError as error:
            raise KgError(f"{name}: {error.msg}; correct the SPARQL here") from None

    return Answer(_watched(frames, limits, name))


def _answer(result: Any, limits: Limits) -> Iterator[Any]:
    if isinstance(result, QueryBoolean):
        yield {"kind": "boolean", "boolean": bool(result)}
        return
    if isinstance(result, QuerySolutions):
        variables = [variable.value for variable in result.variables]
        yield {"kind": "solutions", "variables": variables}
    else:
        yield {"kind": "triples"}
    batch: list[Any] = []
    due = time.monotonic() + _BATCH_SECONDS
    for number, row in enumerate(result, 1):
        if number > limits.rows:
            yield batch
            raise LimitError(f"more than {limits.rows:,} rows; add LIMIT, narrow the query or raise the limit")
        batch.append([None if term is None else _plain(term) for term in row])
        if len(batch) >= _BATCH or time.monotonic() > due:
            yield batch
            batch, due = [], time.monotonic() + _BATCH_SECONDS
    yield batch


def _plain(term: Term) -> list[Any]:
    if isinstance(term, NamedNode):
        return [0, term.value]
    if isinstance(term, BlankNode):
        return [1, term.value]
    if isinstance(term, Triple):
        return [4, *(_plain(part) for part in term)]
    if term.language:
        return [3, term.value, term.language, term.direction and term.direction.value]
    return [2, term.value, term.datatype.value]


def _term(plain: list[Any]) -> Term:
    kind, value, *rest = plain
    if kind == 0:
        return NamedNode(value)
    if kind == 1:
        return BlankNode(value)
    if kind == 4:
        subject, predicate, object_ = (_term(part) for part in plain[1:])
        return Triple(subject, predicate, object_)  # type: ignore[arg-type]
    if kind == 2:
        return Literal(value, datatype=NamedNode(rest[0]))
    return Literal(value, language=rest[0], direction=BaseDirection(rest[1]) if rest[1] else None)


def _watched(frames: Callable[[], Iterator[Any]], limits: Limits, name: str) -> Iterator[Any]:
    """What ``frames`` yields in a child, waiting for it ``limits.seconds`` in all."""
    reading, writing = os.pipe()
    if (child := os.fork()) == 0:
        os.close(reading)
        _serve(frames, writing, limits, name)
    os.close(writing)
    waited, size = 0.0, 0

    def read(count: int) -> bytes:
        nonlocal waited
        data = b""
        while len(data) < count:
            start = time.monotonic()
            ready, _, _ = select.select([reading], [], [], max(0.0, limits.seconds - waited))
            waited += time.monotonic() - start
            if not ready:
                raise LimitError(f"{name}: stopped after {limits.seconds:g} s; narrow it or raise the limit")
            if not (more := os.read(reading, min(count - len(data), 1 << 20))):
                _, status = os.waitpid(child, 0)
                raise _ended(name, status)
            data += more
        return data

    ended = False
    try:
        while True:
            (length,) = _HEAD.unpack(read(_HEAD.size))
            if length == 0:
                return
            size += length
            if size > limits.size:
                raise LimitError(f"{name}: an answer of more than {limits.size:,} bytes; add LIMIT or raise the limit")
            frame = json.loads(read(length))
            if isinstance(frame, dict) and "error" in frame:
                raise (LimitError if frame["limit"] else KgError)(frame["error"])
            yield frame
    except _EngineError as error:
        ended = True
        raise KgError(str(error)) from None
    finally:
        os.close(reading)
        if not ended:
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)


class _EngineError(Exception):
    pass


def _ended(name: str, status: int) -> _EngineError:
    how = signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else f"exit code {os.WEXITSTATUS(status)}"
    return _EngineError(f"{name}: it broke the query engine ({how}): out of memory or too deep; narrow or flatten it")


def _serve(frames: Callable[[], Iterator[Any]], writing: int, limits: Limits, name: str) -> NoReturn:
    """Write frames, each behind its length, and end this process; length 0 says that all went well."""

    def send(frame: Any) -> None:
        data = json.dumps(frame).encode()
        with memoryview(_HEAD.pack(len(data)) + data) as view:
            sent = 0
            while sent < len(view):
                sent += os.write(writing, view[sent:])

    code = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        sandbox.silence()
        sandbox.enter(memory=limits.memory, seconds=limits.seconds)
        try:
            for frame in frames():
                send(frame)
        except KgError as error:
            send({"error": str(error), "limit": isinstance(error, LimitError)})
        except (OSError, ValueError, RuntimeError, MemoryError) as error:
            send(
                {
                    "error": f"{name}: the engine failed: {error}; if this stays, build anew with `kg build`",
                    "limit": False,
                }
            )
        else:
            os.write(writing, _HEAD.pack(0))
        code = 0
    finally:
        os._exit(code)
