"""Turtle in one order: sorted by subject and predicate, prefixed, the same bytes for the same graph.

One object a line, so that a diff shows what changed and nothing else. Blank
nodes get the labels of RDF Dataset Canonicalization, which do not depend on how a graph was read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Final

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad, Triple

from kg.rdf.namespaces import FOLDERS, RDF, XSD, prefixes

TYPE: Final = RDF + "type"
# Nodes named by their content; a prefix a folder keeps their lines short.
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?", re.ASCII)
# Only canonical forms stand bare: rdflib reads a bare 007 as 7.
_SHORT = {
    XSD + "integer": re.compile(r"0|-?[1-9][0-9]*", re.ASCII),
    XSD + "decimal": re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]*[1-9]", re.ASCII),
    XSD + "boolean": re.compile(r"true|false"),
}

Subject = NamedNode | BlankNode | Triple
Term = Subject | Literal


def order(term: Term) -> tuple[int, str, str]:
    """What terms are sorted by: IRIs, blank nodes, literals by language and text, triple terms."""
    if isinstance(term, NamedNode):
        return 0, term.value, ""
    if isinstance(term, BlankNode):
        return 1, term.value, ""
    if isinstance(term, Literal):
        return 2, term.language or "", str(term)
    return 3, str(term), ""


def ordered(triples: Iterable[Triple]) -> list[Triple]:
    """``triples`` without repetition, by subject, types first, then predicates and objects."""
    return sorted(set(triples), key=_key)


def _key(triple: Triple) -> tuple[tuple[int, str, str], str, tuple[int, str, str]]:
    predicate = triple.predicate.value
    return order(triple.subject), "" if predicate == TYPE else predicate, order(triple.object)


def canonical(triples: Iterable[Triple]) -> list[Triple]:
    """``triples`` in order, their blank nodes named by what they say (RDFC-1.0)."""
    plain, blank = set(), Dataset()
    for triple in triples:
        if isinstance(triple.subject, NamedNode) and not isinstance(triple.object, (BlankNode, Triple)):
            plain.add(triple)
        else:
            blank.add(Quad(*triple))
    if len(blank):  # its truth value is the wrong way round in pyoxigraph 0.5
        blank.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        plain.update(quad.triple for quad in blank)
    return ordered(plain)


class Terms:
    """Terms in Turtle's short forms; ``used`` holds the prefixes that were needed."""

    def __init__(self, base: str) -> None:
        self._prefixes = {**prefixes(base), **{folder: f"{base}{folder}/" for folder in FOLDERS}}
        self._by_namespace = {namespace: prefix for prefix, namespace in self._prefixes.items()}
        self._known: dict[str, str] = {}
        self.used: set[str] = set()

    def iri(self, iri: str) -> str:
        """``iri`` as a prefixed name, or in angle brackets."""
        if (known := self._known.get(iri)) is None:
            known = self._known[iri] = self.short(iri)
        return known

    def short(self, iri: str) -> str:
        """The same, not remembered: for names that come once."""
        cut = max(iri.rfind("#"), iri.rfind("/")) + 1
        prefix = self._by_namespace.get(iri[:cut])
        if prefix is None or not _LOCAL.fullmatch(iri, cut):
            return str(NamedNode(iri))
        self.used.add(prefix)
        return f"{prefix}:{iri[cut:]}"

    def literal(self, literal: Literal) -> str:
        """``literal`` with its datatype shortened; numbers and truth values bare where Turtle allows it."""
        return self.typed(literal.value, literal.datatype.value, str(literal))

    def typed(self, value: str, datatype: str, text: str) -> str:
        """A literal in Turtle from its lexical form, its datatype and how N-Triples writes it."""
        if (short := _SHORT.get(datatype)) is not None and short.fullmatch(value):
            return value
        suffix = f"^^<{datatype}>"
        return f"{text.removesuffix(suffix)}^^{self.iri(datatype)}" if text.endswith(suffix) else text

    def term(self, term: Term) -> str:
        """``term`` in Turtle."""
        if isinstance(term, NamedNode):
            return self.iri(term.value)
        if isinstance(term, Literal):
            return self.literal(term)
        if isinstance(term, BlankNode):
            return str(term)
        return f"<<( {self.term(term.subject)} {self.iri(term.predicate.value)} {self.term(term.object)} )>>"

    def header(self) -> str:
        """Declarations of the prefixes used, sorted."""
        return "".join(f"@prefix {prefix}: <{self._prefixes[prefix]}> .\n" for prefix in sorted(self.used))


def blocks(
    triples: Iterable[Triple], terms: Terms, *, indent: str = "", notes: Mapping[Triple, str] | None = None
) -> Iterator[str]:
    """One block of Turtle for each subject of ``triples``, which are in order; ``notes`` follow their triple's object."""
    for subject, of_subject in groupby(triples, key=lambda triple: triple.subject):
        parts = []
        for predicate, same in groupby(of_subject, key=lambda triple: triple.predicate):
            name = "a" if predicate.value == TYPE else terms.iri(predicate.value)
            objects = [terms.term(t.object) + (notes.get(t, "") if notes else "") for t in same]
            parts.append(f"{name} " + f",\n{indent}        ".join(objects))
        yield f"{indent}{terms.term(subject)} " + f" ;\n{indent}    ".join(parts) + " .\n"


def document(body: Iterable[str], terms: Terms) -> bytes:
    """A Turtle document: prefixes, then ``body`` with a blank line between its blocks."""
    text = "\n".join(body)
    header = terms.header()
    return "\n".join(part for part in (header, text) if part).encode()


def turtle(triples: Iterable[Triple], base: str) -> bytes:
    """``triples`` as Turtle with a blank line between subjects."""
    terms = Terms(base)
    return document(blocks(canonical(triples), terms), terms)
