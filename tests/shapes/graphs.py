"""The valid graph of ``valid.ttl``, beside the ontology, and small edits to it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Store, Triple, parse

from kg.rdf.namespaces import DATA, PREFIXES
from kg.shapes.model import Shapes
from kg.workspace import at

WORKSPACE = at(str(Path(__file__).parents[2]))
FILES = {Path(name).stem: Shapes(tuple(triples)) for name, triples in WORKSPACE.shapes.items()}
DATA_SHAPES = Shapes.of(WORKSPACE.shapes)
PREFIX = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in {"": DATA, **PREFIXES}.items())

# What a build adds to each claim, so that the graph need not say it.
COMPLETE = """
INSERT { ?claim kg:evidence ?evidence . ?evidence a kg:Evidence ; kg:source :article ; kg:section :body ; kg:line 1 ; kg:words "words" ;
  kg:basis kgc:stated ; kg:modality kgc:fact ; kg:asOf "2025" . ?claim kg:manner kgc:asserted }
WHERE { ?claim kg:subject ?subject FILTER NOT EXISTS { ?claim kg:evidence|kg:derivedFrom ?any } BIND(IRI(CONCAT(STR(?claim), "Evidence")) AS ?evidence) } ;
INSERT { ?claim kg:slot ?slot . ?slot a kg:Slot }
WHERE { VALUES ?class { kg:AmountClaim kg:QuantityClaim kg:DateClaim kg:ListClaim } ?claim a ?class BIND(IRI(CONCAT(STR(?claim), "Slot")) AS ?slot) } ;
INSERT { ?claim kg:accepted true } WHERE { ?claim kg:manner kgc:asserted FILTER NOT EXISTS { ?claim kg:rank kgc:deprecated } } ;
INSERT { ?name a kg:NameClaim ; kg:subject ?entity ; kg:name ?label ; kg:manner kgc:asserted ; kg:derivedFrom :lies }
WHERE { ?entity skos:prefLabel ?text ; a/rdfs:subClassOf* kg:Entity FILTER(LANG(?text) = "en") BIND(STR(?text) AS ?label)
  BIND(IRI(CONCAT(STR(?entity), "Name")) AS ?name) }
"""


def edit(store: Store, update: str) -> Store:
    """Change ``store`` by a SPARQL update with the project's prefixes and ``:`` for its data."""
    store.update(PREFIX + update)
    return store


@lru_cache(maxsize=1)
def _valid() -> tuple[Triple, ...]:
    store = Store()
    store.bulk_extend(Quad(*triple) for triple in WORKSPACE.ontology)
    store.load(path=str(Path(__file__).with_name("valid.ttl")), format=RdfFormat.TURTLE)
    edit(store, COMPLETE)
    return tuple(quad.triple for quad in store)


def valid(update: str = "") -> Store:
    """A fresh copy of the valid graph and the ontology, changed by ``update``."""
    store = Store()
    store.extend(Quad(*triple) for triple in _valid())
    return edit(store, update) if update else store


@lru_cache(maxsize=1)
def _ontology() -> tuple[Triple, ...]:
    return (*WORKSPACE.ontology, *(triple for shapes in WORKSPACE.shapes.values() for triple in shapes))


def ontology(update: str = "") -> Store:
    """A fresh copy of the ontology and all shapes, changed by ``update``."""
    store = Store()
    store.extend(Quad(*triple) for triple in _ontology())
    return edit(store, update) if update else store


def turtle(text: str) -> list[Triple]:
    """The triples of ``text`` in Turtle, with the project's prefixes."""
    return [quad.triple for quad in parse((PREFIX + text).encode(), format=RdfFormat.TURTLE)]
