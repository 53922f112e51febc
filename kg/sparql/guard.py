"""What a SPARQL text may hold before an engine sees it: no network, no foreign graph, no update, bounded depth.

The text is read token by token, so that a refused word inside a string, an
IRI, a name or a comment is harmless. Parsers disagree about a few places: ``<``
opens an IRI or compares, ``SERVICE:x`` is a name or a keyword and a name. There *every*
reading is followed, and one refused word in any of them refuses the text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from heapq import heappop, heappush
from typing import Final

from kg.errors import KgError
from kg.limits import limit

_UPDATE: Final = frozenset(
    ("ADD", "CLEAR", "COPY", "CREATE", "DATA", "DELETE", "DROP", "INSERT", "INTO", "MOVE", "USING", "WITH")
)
# A parser without word boundaries reads SERVICE:x as SERVICE :x, and trueSERVICE as two (measured: Oxigraph connects).
_GLUED: Final = re.compile(r"SERVICE|SILENT|LOAD|FROM")
_GLUED_PREFIX: Final = re.compile(r"(?:SERVICE|SILENT|LOAD|FROM|NAMED)$")

_NAME: Final = r"[\w\-.\u00b7\u0300-\u036f\u203f\u2040]"
_END: Final = r"[\w\-\u00b7\u0300-\u036f\u203f\u2040]"
_ESCAPED: Final = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_LOCAL: Final = rf"(?:(?:[:]|{_NAME}|{_ESCAPED})*(?:[:]|{_END}|{_ESCAPED}))?"
_IRI: Final = re.compile(r"<((?:[^<>\"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*)>")
_LONG: Final = re.compile(
    r'"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""' r"|'''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''", re.DOTALL
)
_TOKEN: Final = re.compile(
    rf"""(?P<space>[ \t\r\n]+|\#[^\r\n]*)
    | (?P<string>"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')
    | (?P<variable>[?$]\w[\w\u00b7\u0300-\u036f\u203f\u2040]*)
    | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--(?:ltr|rtl))?)
    | (?P<blank>_:\w(?:{_NAME}*{_END})?)
    | (?P<name>(?P<prefix>(?:[^\W\d_](?:{_NAME}{{0,255}}{_END})?)?):(?:(?:[\w:]|{_ESCAPED}){_LOCAL})?)
    | (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    | (?P<word>[^\W\d]\w*)
    | (?P<open>[(\[{{])
    | (?P<close>[)\]}}])
    | (?P<sign><<|<=|[-+*/|^!=<>&.,;?~@])""",
    re.VERBOSE,
)
# Up to U+10FFFF: beyond it there is no character.
_CODEPOINT: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U(00(?:0[0-9A-Fa-f]|10)[0-9A-Fa-f]{4})")


class RefusedError(KgError):
    """A query that may not run; the message names the construct, its line and its column."""


def check_query(
    text: str,
    name: str = "query",
    *,
    graphs: Collection[str] = (),
    max_text: int | None = None,
    max_depth: int | None = None,
) -> None:
    """Refuse ``text`` if it could leave the data set, change it, or crash a parser.

    ``graphs`` are the IRIs of the named graphs that ``FROM`` may name.

    Raises:
        RefusedError: SERVICE, LOAD, an update, another graph, too long, too deep, or no SPARQL token at all.

    >>> check_query("SELECT ?s { ?s rdfs:label 'SERVICE' } # LOAD")
    >>> check_query("ASK { SERVICE <http://example.org/> {} }")
    Traceback (most recent call last):
    kg.sparql.guard.RefusedError: query:1:7: SERVICE would ask another server; queries stay inside this data set, remove it
    """
    max_text = max_text or limit("KG_MAX_QUERY_BYTES")
    max_depth = max_depth or limit("KG_MAX_QUERY_DEPTH")
    if (size := len(text.encode("utf-8", "surrogatepass"))) > max_text:
        raise RefusedError(f"{name}: {size:,} bytes, more than {max_text:,}; shorten it or raise the limit")
    _Reader(text, name, graphs, max_depth).read()
    # Some parsers expand \\uXXXX before anything else, so the text must be harmless in that form too.
    if (expanded := _CODEPOINT.sub(_character, text)) != text:
        _Reader(expanded, name, graphs, max_depth).read()


def _character(match: re.Match[str]) -> str:
    return chr(int(match[1] or match[2], 16))


class _Reader:
    """Follows every way in which ``text`` splits into tokens; positions only grow, so one pass suffices."""

    def __init__(self, text: str, name: str, graphs: Collection[str], max_depth: int) -> None:
        self.text = text
        self.name = name
        self.graphs = graphs
        self.max_depth = max_depth

    def refusal(self, position: int, message: str) -> RefusedError:
        line = self.text.count("\n", 0, position) + 1
        column = position - self.text.rfind("\n", 0, position)
        return RefusedError(f"{self.name}:{line}:{column}: {message}")

    def read(self) -> None:
        depths = {0: 0}
        waiting = [0]
        while waiting:
            position = heappop(waiting)
            if position == len(self.text):
                return
            for end, step in self.tokens(position):
                depth = max(0, depths[position] + step)
                if depth > self.max_depth:
                    raise self.refusal(
                        position, f"nested deeper than {self.max_depth} levels; flatten the query or raise the limit"
                    )
                if end not in depths:
                    heappush(waiting, end)
                depths[end] = max(depth, depths.get(end, depth))
        raise self.refusal(
            position, f"{self.text[position]!r} starts no token of SPARQL; check quotes, brackets and spelling here"
        )

    def tokens(self, position: int) -> Iterator[tuple[int, int]]:
        """End and change of depth of each token that may start at ``position``."""
        if match := _IRI.match(self.text, position):
            yield match.end(), 0
            # No comparison reads on behind '://', so such an IRI is nothing else.
            if re.match(r"[A-Za-z][A-Za-z0-9+.\-]*://", match[1]):
                return
        if match := _LONG.match(self.text, position):
            yield match.end(), 0
            return
        if (match := _TOKEN.match(self.text, position)) is None:
            return
        kind, found = match.lastgroup, match[0]
        if kind == "word":
            self.word(found.upper(), position, match.end())
        elif kind == "name" and (glued := _GLUED_PREFIX.search(match["prefix"].upper())):
            raise self.refusal(
                position, f"prefix {match['prefix']!r} can be read as {glued[0]}; call it something else"
            )
        yield match.end(), 1 if kind == "open" or found == "<<" else -1 if kind == "close" else 0

    def word(self, word: str, start: int, end: int) -> None:
        if word == "FROM":
            self.graph(start, end)
        elif glued := _GLUED.search(word):
            why = "would ask another server; queries stay inside this data set, remove it"
            raise self.refusal(start, f"{word if word == glued[0] else f'{glued[0]} in {word!r}'} {why}")
        elif word in _UPDATE:
            raise self.refusal(
                start, f"{word} belongs to an update; the data set is read-only, edit the sheets instead"
            )

    def graph(self, start: int, position: int) -> None:
        """Refuse FROM unless the very next token is the IRI of one of the graphs in the store."""
        while (match := _TOKEN.match(self.text, position)) and (match["space"] or match[0].upper() == "NAMED"):
            position = match.end()
        iri = _IRI.match(self.text, position)
        if iri is None or iri[1] not in self.graphs:
            shown = iri[0] if iri else match[0] if match else ""
            raise self.refusal(start, f"FROM {shown} names no graph here; remove it, the default graph has all triples")
