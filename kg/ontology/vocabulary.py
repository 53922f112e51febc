"""The ontology as values: classes, properties, concepts, units and their labels.

Nothing here is written down a second time: what a key means, which part of
a claim's identity a property is, which concepts a property takes, all of it is
read from the triples in ``ontology/``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pyoxigraph import Literal, NamedNode, Triple

from kg.rdf.namespaces import CONCEPT, KG, OWL, RDF, RDFS, SKOS, local

LANGUAGES = ("en", "ko", "ja")
CLAIM, EVIDENCE, PARTNERSHIP, ENTITY = (KG + name for name in ("Claim", "Evidence", "Partnership", "Entity"))
PARTS = ("selector", "value", "manner", "support")

Index = Mapping[str, Mapping[str, list[NamedNode | Literal]]]


def index(triples: Iterable[Triple]) -> dict[str, dict[str, list[NamedNode | Literal]]]:
    """``triples`` by subject and predicate; blank nodes are left out."""
    table: dict[str, dict[str, list[NamedNode | Literal]]] = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        if isinstance(triple.subject, NamedNode) and isinstance(triple.object, (NamedNode, Literal)):
            table[triple.subject.value][triple.predicate.value].append(triple.object)
    return {subject: dict(sorted(found.items())) for subject, found in sorted(table.items())}


@dataclass(frozen=True)
class Vocabulary:
    """What the ontology says, looked up by IRI."""

    terms: Index = field(repr=False)
    _asked: dict[tuple[str, str], list[str]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, triples: Iterable[Triple]) -> Vocabulary:
        """The vocabulary that ``triples`` (of the ontology) declare."""
        return cls(index(triples))

    def values(self, iri: str, predicate: str) -> list[str]:
        """All values of ``predicate`` at the term ``iri``, as text, sorted."""
        if (known := self._asked.get((iri, predicate))) is None:
            known = sorted(value.value for value in self.terms.get(iri, {}).get(predicate, ()))
            self._asked[iri, predicate] = known
        return known

    def value(self, iri: str, predicate: str) -> str | None:
        """The first value of ``predicate`` at ``iri``, or None."""
        return next(iter(self.values(iri, predicate)), None)

    def label(self, iri: str, language: str = "en") -> str:
        """The label of a term or concept in ``language``, else in English, else its local name."""
        found = {}
        for predicate in (RDFS + "label", SKOS + "prefLabel"):
            for value in self.terms.get(iri, {}).get(predicate, ()):
                if isinstance(value, Literal):
                    found[value.language or ""] = value.value
        return found.get(language) or found.get("en") or local(iri)

    def definition(self, iri: str, language: str = "en") -> str | None:
        """The definition of a term or concept in ``language``, or None."""
        values = self.terms.get(iri, {}).get(SKOS + "definition", ())
        return next((v.value for v in values if isinstance(v, Literal) and v.language == language), None)

    def _of_type(self, kind: str) -> list[str]:
        return [iri for iri in self.terms if kind in self.values(iri, RDF + "type")]

    @cached_property
    def classes(self) -> frozenset[str]:
        """All OWL classes of the project's namespace."""
        return frozenset(iri for iri in self._of_type(OWL + "Class") if iri.startswith(KG))

    @cached_property
    def properties(self) -> frozenset[str]:
        """All object, datatype and annotation properties of the project's namespace."""
        kinds = ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")
        return frozenset(iri for kind in kinds for iri in self._of_type(OWL + kind) if iri.startswith(KG))

    @cached_property
    def _ancestors(self) -> dict[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}

        def of(iri: str, path: tuple[str, ...]) -> frozenset[str]:
            if iri not in found:
                parents = [p for p in self.values(iri, RDFS + "subClassOf") if p not in path]
                found[iri] = frozenset({iri}.union(*(of(p, (*path, iri)) for p in parents)))
            return found[iri]

        for iri in self.classes:
            of(iri, ())
        return found

    def ancestors(self, iri: str) -> frozenset[str]:
        """The class ``iri`` and all classes above it."""
        return self._ancestors.get(iri, frozenset({iri}))

    def subclasses(self, iri: str) -> frozenset[str]:
        """The class ``iri`` and all classes below it."""
        return frozenset({iri, *(c for c in self.classes if iri in self.ancestors(c))})

    @cached_property
    def claim_classes(self) -> frozenset[str]:
        """Classes whose nodes get their IRI from their content: claims and derived partnerships."""
        return self.subclasses(CLAIM) | {PARTNERSHIP}

    @cached_property
    def sheet_keys(self) -> dict[str, str]:
        """Claim class by the key under which a sheet lists its claims."""
        return {key: c for c in sorted(self.claim_classes) for key in self.values(c, KG + "sheetKey")}

    @cached_property
    def functional(self) -> frozenset[str]:
        """Claim classes whose claims compete for one answer, so that they have slots."""
        return frozenset(c for c in self.claim_classes if self.value(c, KG + "functional") == "true")

    @cached_property
    def parts(self) -> dict[str, str]:
        """Part of a claim's identity (selector, value, manner, support) by property."""
        return {p: part for p in self.properties if (part := self.value(p, KG + "part"))}

    @cached_property
    def edtf(self) -> frozenset[str]:
        """Properties whose values are EDTF text."""
        return frozenset(p for p in self.terms if self.value(p, KG + "syntax") == "EDTF")

    def domain(self, iri: str) -> str | None:
        """The one class whose nodes carry property ``iri``, where the ontology names one."""
        return self.value(iri, RDFS + "domain")

    @cached_property
    def concepts(self) -> dict[str, dict[str, str]]:
        """Concept IRIs by scheme and local name."""
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for iri in self._of_type(SKOS + "Concept"):
            for scheme in self.values(iri, SKOS + "inScheme"):
                found[scheme][iri.removeprefix(CONCEPT)] = iri
        return dict(found)

    def scheme(self, iri: str, owner: str | None = None) -> str | None:
        """The scheme from which property ``iri`` on a node of class ``owner`` takes its concept."""
        if iri != KG + "kind":
            return self.value(iri, KG + "conceptScheme")
        for above in sorted(self.ancestors(owner or ""), key=lambda c: -len(self.ancestors(c))):
            if scheme := self.value(above, KG + "kindScheme"):
                return scheme
        return None

    def canonical_unit(self, unit: str) -> tuple[str, str]:
        """The canonical unit of the dimension of ``unit``, and the factor to reach it."""
        return self.value(unit, KG + "canonicalUnit") or unit, self.value(unit, KG + "factor") or "1"
