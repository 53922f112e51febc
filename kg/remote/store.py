"""A data set on a SPARQL 1.1 server, read like a store of our own.

A query is parsed here before it is sent, so mistakes read the same wherever the data are. Answers
are parsed as they arrive; nothing is taken for whole that could be cut. Triples inside triples, which no
data set of ours holds and which nested deep enough end the process, are refused before a parser sees them.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import Any, Final
from urllib.parse import urlencode

from pyoxigraph import (
    BlankNode,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    parse,
    parse_query_results,
)

from kg.errors import KgError
from kg.rdf.namespaces import PREFIXES
from kg.rdf.readable import ArrivingSolutions, ArrivingTriples
from kg.remote.endpoint import Endpoint, Reply

JSON: Final = "application/sparql-results+json"
N_TRIPLES: Final = "application/n-triples"
# How Virtuoso says that an answer has no more rows than it allows, and that it stopped before the end.
_MOST_ROWS: Final = "X-SPARQL-MaxRows"
_STOPPED: Final = ("X-SQL-State", "S1TAT")
_KEPT: Final = 50_000
_AT_ONCE: Final = 300
Read = OrderedDict[NamedNode, list[Quad]]


class Shallow:
    """Reads JSON results for a parser that would break on deep nesting."""

    MOST: Final = 12
    # A whole text, which goes, or the beginning of one at the end, of which the quote and half an escape stay.
    _TEXT: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|(")[^"\\]*+(?:\\.[^"\\]*+)*+(\\?)\Z', re.DOTALL)
    _OTHERS: Final = bytes(set(range(256)) - set(b"{}[]"))

    def __init__(self, reply: Reply, endpoint: Endpoint) -> None:
        self._reply, self._endpoint = reply, endpoint
        self._open = b""
        self._inside = b""

    def read(self, size: int = -1) -> bytes:
        """At most ``size`` bytes.

        Raises:
            KgError: nested deeper than any result is.
        """
        data = self._reply.read(size)
        bare, begun, escape = self._TEXT.sub(rb"\1\2", self._inside + data).partition(b'"')
        self._inside = begun + escape
        brackets = self._open + bare.translate(None, self._OTHERS)
        for _ in range(self.MOST):
            brackets = brackets.replace(b"{}", b"").replace(b"[]", b"")
        if len(brackets) > self.MOST:
            raise self._endpoint.error("answers with values nested in values, which no data set of ours holds")
        self._open = brackets
        return data


class Flat:
    """Reads N-Triples, line by line, for a parser that would break on deep nesting."""

    MOST: Final = 16 * 1024 * 1024
    _PLAIN: Final = re.compile(rb'"[^"\\\r\n]*+(?:\\.[^"\\\r\n]*+)*+"|<[^<>\s]*+>|#[^\r\n]*+')

    def __init__(self, reply: Reply, endpoint: Endpoint) -> None:
        self._reply, self._endpoint = reply, endpoint
        self._waiting = b""
        self._ready = b""

    def read(self, size: int = -1) -> bytes:
        """At most ``size`` bytes, whole lines as far as the server sends them.

        Raises:
            KgError: a triple inside a triple, or a line without end.
        """
        while not self._ready:
            if not (more := self._reply.read(1 << 16)):
                self._ready, self._waiting = self._checked(self._waiting), b""
                break
            lines, end, rest = (self._waiting + more).rpartition(b"\n")
            self._ready, self._waiting = self._checked(lines + end), rest
            if len(rest) > self.MOST:
                raise self._endpoint.error("answers with a line of more than 16 MiB, which no data set of ours holds")
        size = len(self._ready) if size < 0 else size
        data, self._ready = self._ready[:size], self._ready[size:]
        return data

    def _checked(self, lines: bytes) -> bytes:
        if b"<<" in lines and b"<<" in self._PLAIN.sub(b"", lines):
            raise self._endpoint.error("answers with triples inside triples, which no data set of ours holds")
        return lines


class RemoteStore:
    """The default graph of a server, or its graph ``graph``."""

    def __init__(self, url: str, graph: str | None = None, *, seconds: float | None = None) -> None:
        self.endpoint = Endpoint(url, seconds=seconds)
        self.graph = checked_graph(graph) if graph is not None else None
        self._nothing = Store()
        # The triples that have a node as their subject, and as their object, as far as they were read.
        self._about: Read = OrderedDict()
        self._naming: Read = OrderedDict()

    def query(
        self, query: str, *, prefixes: dict[str, str] | None = None
    ) -> QueryBoolean | ArrivingSolutions | ArrivingTriples:
        """What the server answers; as ``pyoxigraph.Store.query``.

        Raises:
            SyntaxError: it is no query.
            KgError: the server did not answer as it should.
        """
        # An empty store tells what form the answer has, and what is wrong with the query.
        form = self._nothing.query(query, prefixes=prefixes)
        triples = isinstance(form, QueryTriples)
        declared = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in (prefixes or {}).items() if f"{name}:" in query)
        fields = {"query": declared + query} | ({"default-graph-uri": self.graph} if self.graph else {})
        media_type = N_TRIPLES if triples else JSON
        reply = self.endpoint.send(
            "POST",
            headers={"Accept": media_type, "Content-Type": "application/x-www-form-urlencoded"},
            body=urlencode(fields).encode(),
        )
        if reply.media_type != media_type:
            kind = reply.media_type or "something without a type"
            reply.done()
            raise self.endpoint.error(f"answers with {kind}, not {media_type}; is this the URL of its SPARQL endpoint?")
        if triples:
            return ArrivingTriples(arriving(reply, self.endpoint))
        found = self._solutions(reply)
        if isinstance(found, QueryBoolean) is not isinstance(form, QueryBoolean):
            raise self.endpoint.error("answers with another kind of result than was asked for; it cannot be used")
        return found

    def _solutions(self, reply: Reply) -> QueryBoolean | ArrivingSolutions:
        try:
            found = parse_query_results(self._shallow(reply), QueryResultsFormat.JSON)
        except SyntaxError:
            raise self._spoilt() from None
        if isinstance(found, QueryBoolean):
            return found
        limited = reply.header(_MOST_ROWS)
        if reply.header(_STOPPED[0]) == _STOPPED[1]:
            raise self._spoilt()

        def rows() -> Iterator[Any]:
            number = 0
            try:
                for row in found:
                    number += 1
                    yield row
            except SyntaxError:
                raise self._spoilt() from None
            if limited and str(number) == limited:
                raise self.endpoint.error(f"cuts every answer at {limited} rows; raise its limit, or narrow the query")

        return ArrivingSolutions(found.variables, rows())

    def _shallow(self, reply: Reply) -> Any:
        return Shallow(reply, self.endpoint)

    def _rows(self, query: str) -> ArrivingSolutions:
        """The solutions of a SELECT of our own."""
        found = self.query(query, prefixes=PREFIXES)
        assert isinstance(found, ArrivingSolutions)
        return found

    def _spoilt(self) -> KgError:
        return self.endpoint.error(
            "its answer is no whole SPARQL result: cut off, or stopped by the server; narrow the query, or raise its limits"
        )

    def quads_for_pattern(self, subject: Any, predicate: Any, object: Any, /) -> Iterator[Quad]:  # noqa: A002 — as in pyoxigraph
        """The triples with these terms; blank nodes have no name outside their server, so none are found."""
        if isinstance(subject, NamedNode):
            self.ahead([subject])
        known = self._naming.get(object) if subject is None else self._about.get(subject)
        if known is not None:
            for quad in known:
                if (predicate is None or quad.predicate == predicate) and (object is None or quad.object == object):
                    yield quad
            return
        if subject is not None or isinstance(object, (BlankNode, Triple)):
            return
        given = {"?s": None, "?p": predicate, "?o": object}
        terms = [name if term is None else str(term) for name, term in given.items()]
        free = [name for name, term in given.items() if term is None]
        for row in self._rows(f"SELECT {' '.join(free)} {{ {' '.join(terms)} }}"):
            found = given | dict(zip(free, row, strict=True))
            yield Quad(found["?s"], found["?p"], found["?o"])

    def ahead(self, nodes: Iterable[NamedNode], *, inverse: bool = False) -> None:
        """Read the triples of many ``nodes`` (``inverse``: those that name them) in few requests, before each is asked for."""
        read, variable = (self._naming, "?o") if inverse else (self._about, "?s")
        wanted = [node for node in dict.fromkeys(nodes) if node not in read]
        for start in range(0, len(wanted), _AT_ONCE):
            batch = wanted[start : start + _AT_ONCE]
            found: dict[NamedNode, list[Quad]] = {node: [] for node in batch}
            values = f"VALUES {variable} {{ {' '.join(map(str, batch))} }}"
            for row in self._rows(f"SELECT ?s ?p ?o {{ {values} ?s ?p ?o }}"):
                found[row[2] if inverse else row[0]].append(Quad(row[0], row[1], row[2]))
            read.update(found)
        while len(read) > max(_KEPT, len(wanted)):
            read.popitem(last=False)

    def __contains__(self, quad: Quad, /) -> bool:
        return any(quad == each for each in self.quads_for_pattern(*quad.triple))

    def __len__(self) -> int:
        (row,) = self._rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
        return int(row[0].value)

    def __iter__(self) -> Iterator[Quad]:
        """All triples.

        Raises:
            KgError: the server gave fewer than it has.
        """
        size, number = len(self), 0
        for row in self._rows("SELECT ?s ?p ?o { ?s ?p ?o }"):
            number += 1
            yield Quad(*row)
        if number != size:
            raise self.endpoint.error(
                f"gave {number:,} of its {size:,} triples; raise its limit of rows, or try again if it was just changed"
            )

    def base(self) -> str:
        """The base IRI of the data set that is there.

        Raises:
            KgError: there is none, or several.
        """
        found = sorted({row[0].value for row in self._rows("SELECT ?d { ?d a kg:Dataset }")})
        if len(found) == 1:
            return re.split(r"[^/#]*\Z", found[0])[0]
        if found:
            raise self.endpoint.error(
                f"holds {len(found)} data sets in one graph; name the graph of one with --graph IRI"
            )
        where = "this graph" if self.graph else "its default graph"
        rows = self._rows("SELECT DISTINCT ?g { GRAPH ?g { ?d a kg:Dataset } } LIMIT 10")
        named = sorted(row[0].value for row in rows if isinstance(row[0], NamedNode))
        hint = f"--graph {named[0]} has one" if named else "`kg publish` puts one on a server"
        raise self.endpoint.error(f"holds no data set in {where}; {hint}")


def arriving(reply: Reply, endpoint: Endpoint) -> Iterator[Triple]:
    """The triples of an answer in N-Triples.

    Raises:
        KgError: it is none, or nobody could see if it were cut.
    """
    if not reply.delimited:
        raise endpoint.error("does not say where its answer ends, so a part could pass for the whole; use HTTP/1.1")
    lines: Any = Flat(reply, endpoint)
    try:
        for quad in parse(lines, RdfFormat.N_TRIPLES):
            yield quad.triple
    except SyntaxError:
        raise endpoint.error("its answer is no whole N-Triples: cut off, or stopped by the server") from None


def checked_graph(iri: str) -> str:
    """``iri``.

    Raises:
        KgError: it is no absolute IRI.
    """
    try:
        return NamedNode(iri).value
    except ValueError:
        raise KgError(f"--graph {iri!r}: no IRI; write it whole, like https://example.org/graph") from None
