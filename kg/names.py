"""Any name → IRI: labels and aliases in any language, CURIEs, ids and IRIs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from pyoxigraph import Store

from kg.errors import KgError
from kg.spelling import fold
from kg.namespaces import PREFIXES, prefixes
from kg.vocabulary import Vocabulary

_ALL = """
SELECT ?entity ?class ?name ?preferred {
  ?entity a ?class .
  ?class rdfs:subClassOf* kg:Entity .
  { ?entity skos:prefLabel ?name BIND(true AS ?preferred) }
  UNION { ?entity skos:altLabel|skos:hiddenLabel ?name BIND(false AS ?preferred) }
}
"""
_GOVERNS = "SELECT ?government ?place { ?government kg:governs ?place }"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that a name may mean."""

    iri: str
    cls: str
    label: str


class UnknownName(KgError):
    """A name that means no entity, or several."""


class Names:
    """All names of a data set, folded, with the class of what they name."""

    def __init__(self, store: Store, vocabulary: Vocabulary, base: str) -> None:
        self.base = base
        self.vocabulary = vocabulary
        self.by_name: dict[str, set[str]] = defaultdict(set)
        self.classes: dict[str, str] = {}
        self.labels: dict[str, dict[str, str]] = defaultdict(dict)
        for row in store.query(_ALL, prefixes=PREFIXES):
            entity, name = row["entity"].value, row["name"]
            self.classes[entity] = row["class"].value
            self.by_name[fold(name.value)].add(entity)
            if row["preferred"].value == "true":
                self.labels[entity][name.language or ""] = name.value
        self.governments: dict[str, set[str]] = defaultdict(set)
        for row in store.query(_GOVERNS, prefixes=PREFIXES):
            self.governments[row["place"].value].add(row["government"].value)

    def label(self, iri: str, language: str = "en") -> str:
        """The preferred label of ``iri`` in ``language``, else in English, else any, else its id."""
        labels = self.labels.get(iri, {})
        return labels.get(language) or labels.get("en") or next(iter(labels.values()), iri.removeprefix(self.base))

    def resolve(self, text: str, classes: Collection[str] = (), language: str = "en") -> str:
        """The IRI of the one entity that ``text`` names, of one of ``classes`` (IRIs; empty: any).

        Raises:
            KgError: it names none (near names are suggested) or several (they are listed).
        """
        if (iri := self._as_iri(text)) is not None:
            return iri
        found = self.by_name.get(fold(text), set())
        allowed = {iri for iri in found if self._allowed(iri, classes)}
        if not allowed:
            # A city's name stands for its government where only an actor makes sense.
            allowed = {g for iri in found for g in self.governments.get(iri, ()) if self._allowed(g, classes)}
        if len(allowed) == 1:
            return allowed.pop()
        if allowed:
            raise UnknownName(f"{text!r} may mean {self._listed(allowed, language)}; give one of these ids")
        kinds = " or ".join(sorted(self.vocabulary.label(cls, language) for cls in classes)) or "entity"
        if found:
            raise UnknownName(f"{text!r} is {self._listed(found, language)}, but here a name of {kinds} is needed")
        near = self._near(text, classes, language)
        raise UnknownName(f"no {kinds} is called {text!r}{f'; did you mean {near}?' if near else ''}")

    def _as_iri(self, text: str) -> str | None:
        if self.base + text in self.classes:
            return self.base + text
        if text in self.classes:
            return text
        prefix, colon, rest = text.partition(":")
        namespace = prefixes(self.base).get(prefix) if colon else None
        iri = namespace + rest if namespace else text.strip("<>")
        return iri if iri in self.classes else None

    def _allowed(self, iri: str, classes: Collection[str]) -> bool:
        return not classes or bool(self.vocabulary.ancestors(self.classes[iri]) & set(classes))

    def _listed(self, iris: Iterable[str], language: str) -> str:
        return " or ".join(
            f"{iri.removeprefix(self.base)} ({self.label(iri, language)}, {self.vocabulary.label(self.classes[iri], language)})"
            for iri in sorted(iris)
        )

    def _near(self, text: str, classes: Collection[str], language: str) -> str:
        from rapidfuzz import fuzz, process

        names = [name for name, iris in self.by_name.items() if any(self._allowed(iri, classes) for iri in iris)]
        best = process.extract(fold(text), names, scorer=fuzz.WRatio, limit=5, score_cutoff=70)
        iris = dict.fromkeys(iri for name, _, _ in best for iri in sorted(self.by_name[name]) if self._allowed(iri, classes))
        return self._listed(list(iris)[:3], language)
