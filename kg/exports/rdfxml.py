"""RDF/XML: one description a subject."""

from __future__ import annotations

import re
from itertools import groupby

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.errors import KgError
from kg.exports.selection import Selection
from kg.exports.xml import attribute, text
from kg.rdf.namespaces import PREFIXES, XSD

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*$", re.ASCII)


def write(selection: Selection, language: str) -> bytes:
    """``selection`` as RDF/XML.

    Raises:
        KgError: a predicate that is no XML name, a character or a term that XML cannot hold.
    """
    prefixes = {namespace: prefix for prefix, namespace in PREFIXES.items()}
    used: dict[str, str] = {}
    names = {}
    for predicate in sorted({triple.predicate.value for triple in selection.triples}):
        match = _NAME.search(predicate)
        if match is None:
            raise KgError(f"<{predicate}> cannot be an XML element; export turtle")
        namespace = predicate[: match.start()]
        prefix = used.setdefault(namespace, prefixes.get(namespace) or f"ns{len(used)}")
        names[predicate] = f"{prefix}:{match[0]}"
    used.setdefault(PREFIXES["rdf"], "rdf")
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<rdf:RDF"]
    lines += [
        f"    xmlns:{prefix}={attribute(namespace)}"
        for namespace, prefix in sorted(used.items(), key=lambda item: item[1])
    ]
    lines[-1] += ">"
    for subject, triples in groupby(selection.triples, key=lambda triple: triple.subject):
        lines.append(f"  <rdf:Description {_about(subject, 'rdf:about')}>")
        lines += [f"    {_property(names[triple.predicate.value], triple)}" for triple in triples]
        lines.append("  </rdf:Description>")
    return "\n".join([*lines, "</rdf:RDF>", ""]).encode()


def _about(node: NamedNode | BlankNode | Triple, name: str) -> str:
    if isinstance(node, BlankNode):
        return f"rdf:nodeID={attribute(node.value)}"
    if isinstance(node, NamedNode):
        return f"{name}={attribute(node.value)}"
    raise KgError("RDF/XML 1.0 has no triple terms; export rdf12")


def _property(name: str, triple: Triple) -> str:
    value = triple.object
    if not isinstance(value, Literal):
        return f"<{name} {_about(value, 'rdf:resource')}/>"
    more = ""
    if value.language:
        more = f" xml:lang={attribute(value.language)}"
    elif value.datatype.value != XSD + "string":
        more = f" rdf:datatype={attribute(value.datatype.value)}"
    return f"<{name}{more}>{text(value.value)}</{name}>"
