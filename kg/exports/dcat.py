"""The description of a data set: DCAT and VoID, with counts, licence, version, sources and the files written.

It bears no time of its own, so the same data give the same description.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from pyoxigraph import Literal, NamedNode, Triple

from kg.exports import FORMATS
from kg.exports.selection import Selection
from kg.files import checksum
from kg.ontology.vocabulary import LANGUAGES
from kg.rdf.namespaces import DCAT, DCTERMS, KG, OWL, RDF, SKOS, SPDX, TYPE, VOID, XSD
from kg.rdf.turtle import turtle

_MEDIA_TYPE = "https://www.iana.org/assignments/media-types/"


def write(selection: Selection, language: str) -> bytes:
    """The description of ``selection`` alone."""
    return describe(selection, "dcat", {})


def describe(selection: Selection, name: str, files: Mapping[str, bytes]) -> bytes:
    """The description of ``selection``, exported in the format ``name`` as ``files`` (contents by file name)."""
    triples = _dataset(selection) + _partitions(selection)
    for file, data in sorted(files.items()):
        triples += _distribution(selection, name, file, data)
    return turtle(triples, selection.base)


def dataset_of(selection: Selection) -> NamedNode:
    """The IRI of the data set described, or of the part of it that was selected."""
    found = selection.of_class(KG + "Dataset")
    whole = found[0] if found else f"{selection.base}dataset"
    return NamedNode(f"{whole}/{checksum(selection.part.encode())[:12]}" if selection.part else whole)


def _dataset(selection: Selection) -> list[Triple]:
    node = dataset_of(selection)
    triples = [Triple(node, TYPE, NamedNode(DCAT + "Dataset")), Triple(node, TYPE, NamedNode(VOID + "Dataset"))]
    add = triples.append
    for iri in selection.of_class(KG + "Dataset"):
        found = selection.nodes[iri]
        for value in found.get(SKOS + "prefLabel", ()):
            add(Triple(node, NamedNode(DCTERMS + "title"), value))
        for name in ("license", "publisher", "creator", "issued", "description"):
            for value in found.get(DCTERMS + name, ()):
                add(Triple(node, NamedNode(DCTERMS + name), value))
        for value in found.get(OWL + "versionInfo", ()):
            add(Triple(node, NamedNode(DCAT + "version"), value))
        if selection.part:
            add(Triple(node, NamedNode(DCTERMS + "isPartOf"), NamedNode(iri)))
            add(Triple(node, NamedNode(DCTERMS + "description"), Literal(selection.part, language="en")))
    for tag in LANGUAGES:
        add(Triple(node, NamedNode(DCTERMS + "language"), Literal(tag)))
    for iri in selection.of_class(KG + "Document"):
        source = NamedNode(iri)
        add(Triple(node, NamedNode(DCTERMS + "source"), source))
        for name in (
            SKOS + "prefLabel",
            DCTERMS + "issued",
            DCTERMS + "language",
            DCTERMS + "publisher",
            KG + "sha256",
        ):
            triples += [Triple(source, NamedNode(name), value) for value in selection.nodes[iri].get(name, ())]
    add(Triple(node, NamedNode(VOID + "vocabulary"), NamedNode(KG)))
    add(Triple(node, NamedNode(DCTERMS + "conformsTo"), NamedNode(KG.removesuffix("#"))))
    add(Triple(node, NamedNode(VOID + "uriSpace"), Literal(selection.base)))
    return triples


def _partitions(selection: Selection) -> list[Triple]:
    """Counts: triples, nodes, properties, and how many nodes each class has."""
    node = dataset_of(selection)
    classes = Counter(value for found in selection.nodes.values() for value in found.get(RDF + "type", ()))
    counts = {
        "triples": len(selection.triples),
        "entities": len(selection.entities),
        "distinctSubjects": len({triple.subject for triple in selection.triples}),
        "distinctObjects": len({triple.object for triple in selection.triples}),
        "properties": len({triple.predicate for triple in selection.triples}),
        "classes": len(classes),
        "documents": len(selection.of_class(KG + "Document")),
    }
    triples = [Triple(node, NamedNode(VOID + name), _number(count)) for name, count in counts.items()]
    for cls, count in classes.items():
        if cls.value.startswith(KG):
            part = NamedNode(f"{node.value}/class/{cls.value.removeprefix(KG)}")
            triples += [
                Triple(node, NamedNode(VOID + "classPartition"), part),
                Triple(part, NamedNode(VOID + "class"), NamedNode(cls.value)),
                Triple(part, NamedNode(VOID + "entities"), _number(count)),
            ]
    return triples


def _distribution(selection: Selection, name: str, file: str, data: bytes) -> list[Triple]:
    node = NamedNode(f"{dataset_of(selection).value}/distribution/{checksum(f'{name} {file}'.encode())[:12]}")
    sum_ = NamedNode(node.value + "/checksum")
    media = FORMATS[name].media_type if not file.endswith(".json") else "application/csvm+json"
    return [
        Triple(dataset_of(selection), NamedNode(DCAT + "distribution"), node),
        Triple(node, TYPE, NamedNode(DCAT + "Distribution")),
        Triple(node, NamedNode(DCTERMS + "title"), Literal(file)),
        Triple(node, NamedNode(DCAT + "mediaType"), NamedNode(_MEDIA_TYPE + media.partition(";")[0])),
        Triple(
            node, NamedNode(DCAT + "byteSize"), Literal(str(len(data)), datatype=NamedNode(XSD + "nonNegativeInteger"))
        ),
        Triple(node, NamedNode(SPDX + "checksum"), sum_),
        Triple(sum_, TYPE, NamedNode(SPDX + "Checksum")),
        Triple(sum_, NamedNode(SPDX + "algorithm"), NamedNode(SPDX + "checksumAlgorithm_sha256")),
        Triple(sum_, NamedNode(SPDX + "checksumValue"), Literal(checksum(data), datatype=NamedNode(XSD + "hexBinary"))),
    ]


def _number(value: int) -> Literal:
    return Literal(str(value), datatype=NamedNode(XSD + "integer"))
