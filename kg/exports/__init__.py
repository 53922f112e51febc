"""Exports: one short module a format, each a function from a selection to bytes that are the same for the same graph."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from kg.exports.selection import Selection


@dataclass(frozen=True, slots=True)
class Format:
    """A format: what people call it, the media type of its files; ``folder`` if it is a folder of files."""

    text: str
    media_type: str
    folder: bool = False


FORMATS: Final = {
    "turtle": Format("Turtle, grouped by subject, one value a line", "text/turtle"),
    "trig": Format("TriG with a named graph a source", "application/trig"),
    "nt": Format("N-Triples, sorted", "application/n-triples"),
    "nq": Format("N-Quads with a named graph a source, sorted", "application/n-quads"),
    "jsonld": Format("JSON-LD: each entity with its claims and their evidence inside", "application/ld+json"),
    "rdfxml": Format("RDF/XML", "application/rdf+xml"),
    "rdf12": Format("RDF 1.2 Turtle: each simple triple annotated with its claims", "text/turtle;version=1.2"),
    "csv": Format("a folder with a table a kind and CSVW metadata", "text/csv", folder=True),
    "graphml": Format("GraphML: entities and what links them", "application/graphml+xml"),
    "gexf": Format("GEXF 1.3 for Gephi", "application/gexf+xml"),
    "cypher": Format("Cypher statements for a property graph database", "application/x-cypher-query"),
    "dcat": Format("the description alone: DCAT and VoID with counts, licence and sources", "text/turtle"),
}
_MODULES = {"csv": "tables"}


def write(name: str, selection: Selection, *, language: str = "en") -> dict[str, bytes]:
    """``selection`` in the format ``name``: the files of a folder by name, or one file under the name ``""``."""
    module = importlib.import_module(f"kg.exports.{_MODULES.get(name, name)}")
    found = module.write(selection, language)
    return dict(found) if FORMATS[name].folder else {"": found}
