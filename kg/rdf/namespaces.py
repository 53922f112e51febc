"""The project's IRIs: every one that Python code names is spelled here.

The base is of the w3id.org kind, to be registered at the first release.
"""

from __future__ import annotations

from typing import Final

from pyoxigraph import NamedNode

BASE: Final = "https://w3id.org/regional-kg/"
KG: Final = BASE + "ontology#"
CONCEPT: Final = BASE + "concept/"
SCHEME: Final = BASE + "scheme/"
SHAPES: Final = BASE + "shapes#"
DATA: Final = BASE + "data/"

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
SH: Final = "http://www.w3.org/ns/shacl#"
DCTERMS: Final = "http://purl.org/dc/terms/"
PROV: Final = "http://www.w3.org/ns/prov#"
DCAT: Final = "http://www.w3.org/ns/dcat#"
VOID: Final = "http://rdfs.org/ns/void#"
SPDX: Final = "http://spdx.org/rdf/terms#"

PREFIXES: Final[dict[str, str]] = {
    "kg": KG,
    "kgc": CONCEPT,
    "kgs": SCHEME,
    "kgsh": SHAPES,
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "xsd": XSD,
    "skos": SKOS,
    "sh": SH,
    "dcterms": DCTERMS,
    "prov": PROV,
    "dcat": DCAT,
    "void": VOID,
    "spdx": SPDX,
    "org": "http://www.w3.org/ns/org#",
    "oa": "http://www.w3.org/ns/oa#",
    "qudt": "http://qudt.org/schema/qudt/",
    "unit": "http://qudt.org/vocab/unit/",
    "schema": "https://schema.org/",
}

TYPE: Final = NamedNode(RDF + "type")
# The folders of IRIs that are made from content: what people declare in sheets lies elsewhere.
FOLDERS: Final = ("claim", "evidence", "partnership", "slot")


def kg(name: str) -> NamedNode:
    """The ontology's term ``name``."""
    return NamedNode(KG + name)


def concept(name: str) -> NamedNode:
    """The SKOS concept ``name``."""
    return NamedNode(CONCEPT + name)


def prefixes(base: str = DATA) -> dict[str, str]:
    """Prefix map for a data set whose entities live under ``base`` (prefix ``kgd``)."""
    return {"kgd": base, **PREFIXES}


def is_content(iri: str, base: str) -> bool:
    """Whether ``iri`` was made from content, as those of claims and evidence are.

    >>> is_content(DATA + "claim/0f3a", DATA)
    True
    """
    return iri.startswith(base) and iri.removeprefix(base).startswith(tuple(f"{folder}/" for folder in FOLDERS))


def curie(iri: str, base: str = DATA) -> str:
    """``iri`` shortened by the project's prefixes, or in angle brackets.

    >>> curie(KG + "builds")
    'kg:builds'
    """
    for prefix, namespace in prefixes(base).items():
        if iri.startswith(namespace) and iri[len(namespace) :]:
            return f"{prefix}:{iri[len(namespace) :]}"
    return f"<{iri}>"


def local(iri: str) -> str:
    """The last part of ``iri``: after ``#`` or the last ``/``.

    >>> local(CONCEPT + "builder")
    'builder'
    """
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]
