"""RDF files from anywhere: read within limits by one strict parser, or refused with file, line and remedy.

Nothing is fetched: a remote JSON-LD context is refused, ``owl:imports`` is a triple
like any other, and RDF/XML (whose entities and nesting have no bound) is no input format.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from kg.errors import KgError, Problem, SheetError
from kg.limits import limit

SCHEMES: Final = ("http", "https", "urn", "mailto", "tel", "tag", "info", "doi", "ark", "did")
FORMATS: Final = {
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".trig": RdfFormat.TRIG,
    ".nq": RdfFormat.N_QUADS,
    ".jsonld": RdfFormat.JSON_LD,
}
_JSON: Final = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_WHERE: Final = re.compile(
    r"^Parser error (?:at line \d+ (?:between columns? \d+ and \d+|column \d+)|between line \d+ column \d+ and line \d+ column \d+)"
    r"[^:]*: | \(line \d+\)$"
)
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")


@dataclass(slots=True)
class Incoming:
    """The triples of a file, and the first line in which each node is a subject."""

    triples: list[Triple] = field(default_factory=list)
    lines: dict[NamedNode | BlankNode | Triple, int] = field(default_factory=dict)


class _Lines(io.BytesIO):
    """Hands out one line a read, so that the parser is never further than the line it works on."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self._lines = iter(data.splitlines(keepends=True))
        self._rest = b""
        self.number = 0

    def read(self, size: int | None = -1) -> bytes:
        if not self._rest:
            self._rest = next(self._lines, b"")
            self.number += bool(self._rest)
        end = len(self._rest) if size is None or size < 0 else size
        chunk, self._rest = self._rest[:end], self._rest[end:]
        return chunk


def read_rdf(path: Path, name: str | None = None) -> Incoming:
    """Read the RDF file ``path``, which messages call ``name``.

    Raises:
        KgError: no such file, another format, or too large.
        SheetError: all that is wrong inside, by line.
    """
    name = name or str(path)
    if (form := FORMATS.get(path.suffix.lower())) is None:
        raise KgError(
            f"{name}: {path.suffix or 'no suffix'} is not read here; convert it to one of {', '.join(FORMATS)}"
        )
    if not path.is_file():
        raise KgError(f"{name}: no such file; check the path")
    with path.open("rb") as handle:
        data = handle.read(limit("KG_MAX_RDF_BYTES") + 1)
    return parse_rdf(data, form, name)


def parse_rdf(data: bytes, form: RdfFormat, name: str) -> Incoming:
    """The triples of ``data``; for a data set of graphs, the union of all of them.

    Raises:
        KgError: too large.
        SheetError: all that is wrong inside, by line.
    """
    if len(data) > (most := limit("KG_MAX_RDF_BYTES")):
        raise KgError(f"{name}: more than {most:,} bytes; split the file")
    if form == RdfFormat.JSON_LD:
        check_depth(data, name)
    found = Incoming()
    problems: list[Problem] = []
    source = _Lines(data)
    max_text = limit("KG_MAX_RDF_TEXT")
    try:
        for quad in parse(input=source, format=form):
            triple = quad.triple
            found.triples.append(triple)
            found.lines.setdefault(triple.subject, source.number)
            problems += (Problem(name, source.number, 1, message) for message in _wrong(triple, max_text))
    except SyntaxError as error:
        problems.append(
            Problem(name, error.lineno or max(1, source.number), error.offset or 1, _explained(str(error.msg)))
        )
    except (MemoryError, ValueError) as error:
        problems.append(Problem(name, max(1, source.number), 1, f"{error}; shorten the text here"))
    if problems:
        raise SheetError(problems)
    return found


def _explained(message: str) -> str:
    if "LoadDocumentCallback" in message:
        return "a remote JSON-LD context; nothing is fetched, write the context into the file"
    what = _WHERE.sub("", message)
    return f"{what}; correct the file here"


def check_depth(data: bytes, name: str) -> None:
    """Refuse deep JSON before a parser sees it: Oxigraph ends the process at some thousand levels."""
    depth, most = 0, limit("KG_MAX_RDF_DEPTH")
    for match in _JSON.finditer(data):
        depth += match[0] in b"[{" if len(match[0]) == 1 else 0
        depth -= match[0] in b"]}" if len(match[0]) == 1 else 0
        if depth > most:
            start = match.start()
            line, column = data.count(b"\n", 0, start) + 1, start - data.rfind(b"\n", 0, start)
            raise SheetError([Problem(name, line, column, f"nested deeper than {most} levels; flatten the JSON-LD")])


def _wrong(triple: Triple, max_text: int) -> Iterator[str]:
    """What the RDF syntax allows and a reader of the graph should not get."""
    for term in triple:
        if isinstance(term, NamedNode):
            if not term.value.startswith(("https://", "http://", "urn:")):
                match = _SCHEME.match(term.value)
                if match is None or match[1].lower() not in SCHEMES:
                    yield f"IRI <{term.value[:80]}> has a scheme that is not allowed; use one of {', '.join(SCHEMES)}"
        elif isinstance(term, Literal):
            if len(term.value) > max_text:
                yield f"a text of {len(term.value):,} characters, more than {max_text:,}; shorten it"
            if not term.value.isprintable() and (match := _CONTROL.search(term.value)):
                yield f"control character U+{ord(match[0]):04X} in a text; remove it"
        elif isinstance(term, Triple):
            yield from _wrong(term, max_text)
