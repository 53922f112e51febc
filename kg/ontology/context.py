"""The JSON-LD context of the sheets: which key means which term, and of what form its value is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kg.errors import KgError
from kg.rdf.namespaces import XSD

ID, VOCAB, TYPE, GRAPH = "@id", "@vocab", "@type", "@graph"


@dataclass(frozen=True, slots=True)
class Term:
    """One key: the IRI or keyword it stands for, the form of its value (``coercion``)."""

    iri: str
    coercion: str | None = None
    container: frozenset[str] = frozenset()
    reverse: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """The context as a value: ``terms`` by key, and the document to embed when parsing."""

    base: str
    vocab: str
    terms: Mapping[str, Term]
    document: Mapping[str, Any] = field(compare=False)

    def with_base(self, base: str) -> Context:
        """The same context for a data set whose ids live under ``base``."""
        return Context(base, self.vocab, self.terms, {**self.document, "@base": base})

    def resolve(self, name: str) -> str:
        """The IRI of the entity ``name``: an id relative to the base, a CURIE or an IRI."""
        prefix, colon, rest = name.partition(":")
        if not colon or rest.startswith("//"):
            return name if colon else self.base + name
        namespace = self.document.get(prefix)
        return namespace + rest if isinstance(namespace, str) else name


def read_context(text: str, file: str) -> Context:
    """Read the context document ``text``.

    Raises:
        KgError: not JSON, no ``@context``, or a remote context (never fetched).
    """
    try:
        document = json.loads(text)["@context"]
    except (ValueError, KeyError, TypeError) as error:
        raise KgError(f"{file}: not a JSON-LD context document: {error}") from None
    if not isinstance(document, dict):
        raise KgError(f"{file}: the context must be one inline object; remote contexts are never fetched")

    def expand(iri: str) -> str:
        prefix, colon, rest = iri.partition(":")
        if colon and not rest.startswith("//") and isinstance(document.get(prefix), str):
            return str(document[prefix]) + rest
        return iri if colon or iri.startswith("@") else str(document.get("@vocab", "")) + iri

    terms = {}
    for key, value in document.items():
        if key.startswith("@"):
            continue
        if isinstance(value, str):
            if not value.endswith(("/", "#")):
                terms[key] = Term(expand(value))
            continue
        reverse = "@reverse" in value
        container = value.get("@container", ())
        coercion = value.get("@type")
        terms[key] = Term(
            expand(value["@reverse" if reverse else "@id"]),
            expand(coercion) if coercion else None,
            frozenset([container] if isinstance(container, str) else container),
            reverse,
        )
    return Context(str(document["@base"]), str(document.get("@vocab", "")), terms, document)


DECIMAL, INTEGER, BOOLEAN, DATE = (XSD + name for name in ("decimal", "integer", "boolean", "date"))
