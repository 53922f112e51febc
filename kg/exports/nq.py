"""N-Quads: one quad a line, sorted, with a named graph a source."""

from __future__ import annotations

from pyoxigraph import Quad

from kg.exports.by_source import graphs
from kg.exports.selection import Selection


def write(selection: Selection, language: str) -> bytes:
    """``selection`` as N-Quads."""
    lines = [
        f"{Quad(t.subject, t.predicate, t.object, name)} .\n" if name else f"{t} .\n"
        for name, triples in graphs(selection).items()
        for t in triples
    ]
    return "".join(sorted(lines)).encode()
