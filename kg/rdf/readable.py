"""What can be asked for triples: a store in this process, or one on a server."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, Protocol, runtime_checkable

from pyoxigraph import NamedNode, Quad, QuerySolution, QuerySolutions, QueryTriples, Triple, Variable


class Readable(Protocol):
    """The part of ``pyoxigraph.Store`` that readers use."""

    def query(self, query: str, *, prefixes: dict[str, str] | None = ...) -> Any:
        """Solutions, triples, or a truth value."""

    def quads_for_pattern(self, subject: Any, predicate: Any, object: Any, /) -> Iterator[Quad]:  # noqa: A002 — as in pyoxigraph
        """The triples with these terms; None stands for any."""

    def __contains__(self, quad: Quad, /) -> bool: ...

    def __iter__(self) -> Iterator[Quad]: ...

    def __len__(self) -> int: ...


@runtime_checkable
class ReadsAhead(Protocol):
    """A store for which one question about many nodes is much cheaper than many questions."""

    def ahead(self, nodes: Iterable[NamedNode], *, inverse: bool = False) -> None:
        """Read the triples of ``nodes``, or (``inverse``) those that have them as their object."""


class ArrivingSolutions:
    """The solutions of a SELECT as a server sends them; used like ``pyoxigraph.QuerySolutions``."""

    def __init__(self, variables: Sequence[Variable], rows: Iterator[QuerySolution]) -> None:
        self.variables = list(variables)
        self._rows = rows

    def __iter__(self) -> Iterator[QuerySolution]:
        return self

    def __next__(self) -> QuerySolution:
        return next(self._rows)


class ArrivingTriples:
    """The triples of a CONSTRUCT as a server sends them; used like ``pyoxigraph.QueryTriples``."""

    def __init__(self, triples: Iterator[Triple]) -> None:
        self._triples = triples

    def __iter__(self) -> Iterator[Triple]:
        return self

    def __next__(self) -> Triple:
        return next(self._triples)


SOLUTIONS: Final = (QuerySolutions, ArrivingSolutions)
TRIPLES: Final = (QueryTriples, ArrivingTriples)
