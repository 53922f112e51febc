"""The one place where query text meets a SPARQL engine: it passes the guard, runs, and errors say where.

The guard reads all text but our own look-ups (``select``). Named queries may be longer than
what a user types (``trusted``), for their parameters may have many values; nothing else is allowed to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Protocol, TypeVar

from pyoxigraph import Literal, NamedNode, QueryBoolean

from kg.answers import Answer, Row, Solutions, Triples, Truth
from kg.errors import KgError
from kg.rdf.namespaces import prefixes
from kg.rdf.readable import SOLUTIONS, Readable
from kg.sparql.guard import check_query

T = TypeVar("T")

MAX_ROWS: Final = 1_000_000
MAX_TRUSTED: Final = 1024 * 1024

_AT = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_NOISE = re.compile(r"\[[^\]]*\](?:\s*\|[^,]*)?|\"'\"|Prefix not found")


def fill(sparql: str, values: Mapping[str, NamedNode | Literal | Sequence[NamedNode | Literal]]) -> str:
    r"""``sparql`` with the given parameters bound; those without a value are free.

    A query marks a parameter by ``VALUES ?name { UNDEF }`` wherever it is used, which is
    valid SPARQL, also for ``initBindings`` of rdflib. The terms are written by the engine's own
    serializer, so a value stays one term whatever it holds. (Oxigraph's own
    substitutions ignore variables that only filters use.)

    >>> fill("SELECT * { VALUES ?of { UNDEF } ?of ?p ?o }", {"of": Literal('"} #')})
    'SELECT * { VALUES ?of { "\\"} #" } ?of ?p ?o }'
    """

    def bound(match: re.Match[str]) -> str:
        value = values.get(match[1])
        if value is None:
            return ""
        terms = [value] if isinstance(value, (NamedNode, Literal)) else value
        return f"VALUES ?{match[1]} {{ {' '.join(map(str, terms))} }}"

    return re.sub(r"VALUES \?(\w+) \{ UNDEF \}", bound, sparql)


class Engine(Protocol):
    """Whatever answers SPARQL."""

    def ask(self, text: str, *, trusted: bool = False) -> Answer:
        """The answer to ``text``, whose prefixes may be the project's."""

    def select(self, text: str, **values: NamedNode | Literal | Sequence[NamedNode | Literal]) -> Solutions:
        """The rows of a SELECT of our own, its parameters filled."""


class LocalEngine:
    """A store of Oxigraph in this process, or what stands for one."""

    def __init__(self, store: Readable, base: str) -> None:
        self.store = store
        self.prefixes = prefixes(base)
        self.max_rows = MAX_ROWS

    def ask(self, text: str, *, trusted: bool = False) -> Answer:
        """The answer to ``text``.

        Raises:
            KgError: refused by the guard, or a syntax error, with line, column and the offending text.
        """
        check_query(text, max_text=MAX_TRUSTED if trusted else None)
        return self._ask(text)

    def _ask(self, text: str) -> Answer:
        try:
            return self._answer(self.store.query(text, prefixes=self.prefixes))
        except SyntaxError as error:
            raise KgError(_explained(str(error), text)) from None
        except (OSError, RuntimeError) as error:
            raise KgError(f"query: the engine failed ({error}); if this stays, build anew with `kg build`") from None

    def _answer(self, found: Any) -> Answer:
        if isinstance(found, QueryBoolean):
            return Truth(bool(found))
        if isinstance(found, SOLUTIONS):
            columns = tuple(variable.value for variable in found.variables)
            rows: list[Row] = [tuple(solution) for solution in self._bounded(found)]
            return Solutions(columns, rows)
        return Triples(sorted(set(self._bounded(found)), key=str))

    def _bounded(self, found: Iterable[T]) -> Iterator[T]:
        for number, each in enumerate(found):
            if number >= self.max_rows:
                raise KgError(f"query: more than {self.max_rows:,} rows; add LIMIT, narrow it, or raise --max-rows")
            yield each

    def select(self, text: str, **values: NamedNode | Literal | Sequence[NamedNode | Literal]) -> Solutions:
        """The rows of a SELECT of our own, its parameters filled."""
        answer = self._ask(fill(text, values))
        if not isinstance(answer, Solutions):
            raise TypeError("select() takes a SELECT query")
        return answer


def _explained(message: str, text: str) -> str:
    """A parser's message with the line it is about and a mark under the offending text."""
    match = _AT.search(message)
    if match is None:
        return f"query: {message}"
    line, column = int(match[1]), int(match[2])
    expected = match[3]
    if "Prefix not found" in expected:
        what = "this prefix is not declared; the project's prefixes are " + ", ".join(prefixes())
    elif "is unbound" in expected:
        what = "the SELECT names a variable that the query does not bind or group by"
    else:
        words = re.findall(r"[A-Z][A-Z ]+\b|\"[^\"]+\"", _NOISE.sub("", expected))
        wanted = list(dict.fromkeys(word.strip() for word in words))[:6]
        what = "not SPARQL here" + (f"; expected {' or '.join(wanted)}" if wanted else "")
    lines = text.splitlines() or [""]
    source = lines[line - 1] if line <= len(lines) else ""
    if not source[column - 1 :].strip() or source[column - 1].isspace():
        # The parser stopped behind a word that it could not go on from: that word is meant.
        column = len(source[: column - 1].rstrip()) - len((source[: column - 1].split() or [""])[-1]) + 1
    near = (source[column - 1 :].split() or ["the end"])[0][:40]
    return f"query:{line}:{column}: {what}, at {near!r}\n  {source}\n  {' ' * (column - 1)}^"
