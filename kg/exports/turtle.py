"""Turtle: grouped by subject, one value a line."""

from __future__ import annotations

from kg.exports.selection import Selection
from kg.rdf.turtle import turtle


def write(selection: Selection, language: str) -> bytes:
    """``selection`` as Turtle."""
    return turtle(selection.triples, selection.base)
