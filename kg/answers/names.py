"""Any name → IRI: labels and aliases in any language, CURIEs, ids and IRIs; and back to labels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import Literal, NamedNode

from kg.answers.engine import Engine
from kg.errors import KgError
from kg.ontology.vocabulary import LANGUAGES
from kg.rdf.namespaces import KG, local, prefixes
from kg.rdf.spelling import fold

# Documents are no entities, but people name them too.
_NAMES = """
SELECT ?entity ?class ?name {
  { ?class rdfs:subClassOf* kg:Entity } UNION { BIND(kg:Document AS ?class) }
  ?entity a ?class ; skos:prefLabel|skos:altLabel|skos:hiddenLabel|kg:file ?name .
}
"""
_NAMED = """
SELECT DISTINCT ?entity ?class {
  VALUES ?name { UNDEF }
  ?entity skos:prefLabel|skos:altLabel|skos:hiddenLabel|kg:file ?name ; a ?class .
  FILTER(?class = kg:Document || EXISTS { ?class rdfs:subClassOf* kg:Entity })
}
"""
_CLASSES = "SELECT ?class { VALUES ?entity { UNDEF } ?entity a ?class }"
_ABOVE = "SELECT ?above { VALUES ?class { UNDEF } ?class rdfs:subClassOf* ?above }"
_GOVERNMENTS = "SELECT ?government { VALUES ?place { UNDEF } ?government kg:governs ?place }"
_PUBLISHED = "SELECT ?document { VALUES ?publisher { UNDEF } ?document a kg:Document ; dcterms:publisher ?publisher }"
_LABELS = """
SELECT ?term ?label {
  VALUES ?term { UNDEF }
  ?term skos:prefLabel|rdfs:label ?label .
}
"""


@dataclass(frozen=True, slots=True)
class Match:
    """An entity that some words may mean: its IRI and class, the name that matched, and how well (0 to 100)."""

    iri: str
    cls: str
    name: str
    score: int


class UnknownName(KgError):  # noqa: N818 — a message to people, not a failure of the program
    """A name that means no entity, or several."""


class Names:
    """All names of a data set; each question reads only what it needs of them."""

    def __init__(self, engine: Engine, base: str) -> None:
        self.engine = engine
        self.base = base
        self._above: dict[str, frozenset[str]] = {}

    @cached_property
    def _all(self) -> dict[str, dict[str, tuple[str, str]]]:
        """(class, name as written) by entity, by folded name; built only where an exact look-up failed."""
        table: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
        for row in self.engine.select(_NAMES):
            table[fold(row.name)][row.entity] = (row.class_, row.name)
        return dict(table)

    def labels(self, iris: Iterable[str], language: str = "en") -> dict[str, str]:
        """Labels of entities, documents, concepts and classes: in ``language``, else English, else any, else the id."""
        wanted = list(dict.fromkeys(iris))
        found: dict[str, dict[str, str]] = defaultdict(dict)
        if wanted:
            for term, label in self.engine.select(_LABELS, term=[NamedNode(iri) for iri in wanted]).terms:
                if isinstance(term, NamedNode) and isinstance(label, Literal):
                    found[term.value][label.language or ""] = label.value
        return {iri: self._chosen(found.get(iri, {}), language) or self.id(iri) for iri in wanted}

    @staticmethod
    def _chosen(labels: dict[str, str], language: str) -> str | None:
        for name in (language, *LANGUAGES, ""):
            if name in labels:
                return labels[name]
        return next((labels[name] for name in sorted(labels)), None)

    def label(self, iri: str, language: str = "en") -> str:
        """The label of ``iri``."""
        return self.labels([iri], language)[iri]

    def id(self, iri: str) -> str:
        """``iri`` as sheets and commands write it: below the base its id, else its local name."""
        return iri.removeprefix(self.base) if iri.startswith(self.base) else local(iri)

    def resolve(self, text: str, classes: Collection[str] = (), language: str = "en") -> str:
        """The IRI of the one entity that ``text`` names, of one of ``classes`` (IRIs; empty: any).

        The name as it is written goes before one that differs in case or width. A place's name stands
        for its government where only an actor makes sense, a publisher's for its document where a document does.

        Raises:
            UnknownName: it names none (near names are suggested) or several (they are listed).
        """
        if (as_iri := self._as_iri(text)) is not None:
            if self._allowed(as_iri, classes):
                return next(iter(as_iri))
            found = as_iri
        else:
            found = self._exact(text)
        allowed = self._meant(found, classes)
        if not allowed and as_iri is None and (folded := self._all.get(fold(text))):
            found = {iri: cls for iri, (cls, _) in folded.items()}
            allowed = self._meant(found, classes)
        if len(allowed) == 1:
            return next(iter(allowed))
        if allowed:
            raise UnknownName(f"{text!r} may mean {self._listed(allowed, language)}; give one of these ids")
        kinds = " or ".join(sorted(self.labels(classes, language).values())) or "entity"
        if found:
            raise UnknownName(f"{text!r} is {self._listed(found, language)}, but here a name of {kinds} is needed")
        also = [KG + "Publisher"] if KG + "Document" in classes else []
        near = {match.iri: match.cls for match in self.find(text, [*classes, *also] if classes else (), limit=3)}
        raise UnknownName(
            f"no {kinds} is called {text!r}{f'; did you mean {self._listed(near, language)}?' if near else ''}"
        )

    def find(self, words: str, classes: Collection[str] = (), *, limit: int = 20, cutoff: int = 70) -> list[Match]:
        """Entities whose names are, contain or resemble ``words``, the best first."""
        from rapidfuzz import fuzz, process

        wanted = fold(words)
        names = [
            name
            for name, bearers in self._all.items()
            if self._allowed({i: c for i, (c, _) in bearers.items()}, classes)
        ]
        best: dict[str, Match] = {}
        for name, score, _ in process.extract(wanted, names, scorer=fuzz.WRatio, limit=200, score_cutoff=cutoff):
            # Every word inside the name is worth more than any resemblance.
            rank = 100 if name == wanted else 99 if wanted in name else min(int(score), 98)
            for iri, (cls, written) in self._all[name].items():
                if self._allowed({iri: cls}, classes) and (iri not in best or best[iri].score < rank):
                    best[iri] = Match(iri, cls, written, rank)
        return sorted(best.values(), key=lambda match: (-match.score, len(match.name), match.iri))[:limit]

    def above(self, cls: str) -> frozenset[str]:
        """The class ``cls`` and all classes above it."""
        if cls not in self._above:
            self._above[cls] = frozenset(self.engine.select(_ABOVE, **{"class": NamedNode(cls)}).column("above")) | {
                cls
            }
        return self._above[cls]

    def _as_iri(self, text: str) -> dict[str, str] | None:
        prefix, colon, rest = text.partition(":")
        namespace = prefixes(self.base).get(prefix) if colon else None
        for iri in (namespace + rest if namespace else text.removeprefix("<").removesuffix(">"), self.base + text):
            try:
                classes = self.engine.select(_CLASSES, entity=NamedNode(iri)).column("class")
            except ValueError:
                continue
            if classes:
                return {iri: classes[0]}
        return None

    def _exact(self, text: str) -> dict[str, str]:
        spellings = [Literal(text), *(Literal(text, language=language) for language in LANGUAGES)]
        return {row.entity: row.class_ for row in self.engine.select(_NAMED, name=spellings)}

    def _meant(self, found: dict[str, str], classes: Collection[str]) -> dict[str, str]:
        """Those of ``found`` that are allowed, with the governments of places and the documents of publishers."""
        allowed = {iri: cls for iri, cls in found.items() if self._allowed({iri: cls}, classes)}
        for iri, cls in found.items():
            if KG + "Place" in self.above(cls):
                for government in self.engine.select(_GOVERNMENTS, place=NamedNode(iri)).column("government"):
                    if self._allowed({government: KG + "Government"}, classes):
                        allowed[government] = KG + "Government"
            if not allowed and KG + "Document" in classes:
                documents = self.engine.select(_PUBLISHED, publisher=NamedNode(iri)).column("document")
                allowed = dict.fromkeys(documents, KG + "Document")
        return allowed

    def _allowed(self, found: dict[str, str], classes: Collection[str]) -> bool:
        return not classes or any(self.above(cls) & set(classes) for cls in found.values())

    def _listed(self, found: dict[str, str], language: str) -> str:
        labels = self.labels([*found, *found.values()], language)
        return " or ".join(f"{self.id(iri)} ({labels[iri]}, {labels[found[iri]]})" for iri in sorted(found))
