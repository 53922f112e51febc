"""N-Triples: one triple a line, sorted."""

from __future__ import annotations

from kg.exports.selection import Selection


def write(selection: Selection, language: str) -> bytes:
    """``selection`` as N-Triples."""
    return "".join(sorted(f"{triple} .\n" for triple in selection.triples)).encode()
