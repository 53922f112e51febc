"""What people call the nodes of a graph: labels for entities, short phrases for claims and evidence."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.ontology.vocabulary import LANGUAGES, Vocabulary
from kg.rdf.namespaces import CONCEPT, KG, RDF, SKOS, local
from kg.rdf.readable import SOLUTIONS, Readable
from kg.shapes.model import Term

Texts = dict[str, str]

_OF = {"en": "{what} of {whom}", "ko": "{whom}의 {what}", "ja": "{whom}の{what}"}
_EVIDENCE = {
    "en": "the evidence “{words}” for {claim}",
    "ko": "{claim}의 근거 “{words}”",
    "ja": "{claim}の根拠「{words}」",
}
_AND = {"en": "{what} of {a} and {b}", "ko": "{a}, {b}의 {what}", "ja": "{a}と{b}の{what}"}
_NAMELESS = {"en": "a node without a name", "ko": "이름 없는 노드", "ja": "名前のないノード"}
_NAMING = ("kind", "role", "relation", "post", "incentive", "status")


class Labels:
    """Labels and phrases in each language for the nodes of ``store``."""

    def __init__(self, store: Readable, vocabulary: Vocabulary) -> None:
        self._store = store
        self._vocabulary = vocabulary
        self._known: dict[Term, Texts] = {}
        self._ids: list[str] | None = None

    def values(self, node: Term, predicate: str) -> list[Term]:
        """The objects of ``predicate`` at ``node``, sorted."""
        if isinstance(node, Literal):
            return []
        quads = self._store.quads_for_pattern(node, NamedNode(predicate), None)
        return sorted((q.object for q in quads if not isinstance(q.object, Triple)), key=str)

    def subjects(self, predicate: str, node: Term) -> list[NamedNode | BlankNode]:
        """The subjects with ``node`` as the object of ``predicate``, sorted."""
        quads = self._store.quads_for_pattern(None, NamedNode(predicate), node)
        return sorted((q.subject for q in quads if not isinstance(q.subject, Triple)), key=str)

    def mentions(self, node: Term) -> list[tuple[NamedNode | BlankNode, str]]:
        """(subject, predicate) of all triples with ``node`` as the object."""
        quads = self._store.quads_for_pattern(None, None, node)
        return [(q.subject, q.predicate.value) for q in quads if not isinstance(q.subject, Triple)]

    def follow(self, node: Term, path: str) -> list[Term]:
        """The nodes that the SPARQL path ``path`` reaches from ``node``, sorted."""
        if not isinstance(node, NamedNode):
            return []
        solutions = self._store.query(f"SELECT DISTINCT ?value WHERE {{ {node} {path} ?value }}")
        return sorted((row["value"] for row in solutions), key=str) if isinstance(solutions, SOLUTIONS) else []

    def declared(self, base: str) -> list[str]:
        """The ids of all labelled nodes under ``base``."""
        if self._ids is None:
            quads = self._store.quads_for_pattern(None, NamedNode(SKOS + "prefLabel"), None)
            subjects = {q.subject.value for q in quads if isinstance(q.subject, NamedNode)}
            self._ids = sorted(iri.removeprefix(base) for iri in subjects if iri.startswith(base))
        return self._ids

    def classes(self, node: Term) -> list[str]:
        """The project's own classes of ``node``."""
        return [c.value for c in self.values(node, RDF + "type") if c.value in self._vocabulary.classes]

    def of(self, node: Term) -> Texts:
        """What people call ``node``, by language; never an IRI of the project."""
        if node not in self._known:
            self._known[node] = self._name(node)
        return self._known[node]

    def term(self, iri: str) -> Texts:
        """The label of an ontology term or concept, by language."""
        return {language: self._vocabulary.label(iri, language) for language in LANGUAGES}

    def property(self, iri: str) -> Texts:
        """The label of a property; where a sheet's key differs from it, with the key."""
        key = local(iri)
        return {
            lang: text if text.lower() == key.lower() else f"{text} ({key})" for lang, text in self.term(iri).items()
        }

    def _name(self, node: Term) -> Texts:
        if isinstance(node, Literal):
            return dict.fromkeys(LANGUAGES, node.value)
        if node.value.startswith(CONCEPT):
            return self.term(node.value)
        labels = {v.language or "": v.value for v in self.values(node, SKOS + "prefLabel") if isinstance(v, Literal)}
        if labels:
            fallback = labels.get("en") or next(iter(labels.values()))
            return {language: labels.get(language, fallback) for language in LANGUAGES}
        classes = self.classes(node)
        if isinstance(node, BlankNode) and not classes:
            return _NAMELESS
        if KG + "Evidence" in classes:
            return self._evidence(node)
        if KG + "Slot" in classes:
            return self._first(self.subjects(KG + "slot", node), node)
        if KG + "Partnership" in classes:
            return self._partnership(node)
        if classes and self._vocabulary.ancestors(classes[0]) & {KG + "Claim"}:
            return self._claim(node, classes[0])
        if classes:
            text = self.term(classes[0])
            name = "" if isinstance(node, BlankNode) else f" {local(node.value)}"
            return {language: f"{text[language]}{name}" for language in LANGUAGES}
        return dict.fromkeys(LANGUAGES, local(node.value))

    def _first(self, nodes: Iterable[Term], default: Term) -> Texts:
        found = next(iter(nodes), None)
        return self.of(found) if found is not None else dict.fromkeys(LANGUAGES, local(default.value))

    def _claim(self, node: Term, cls: str) -> Texts:
        kinds = (value for name in _NAMING for value in self.values(node, KG + name))
        kind = next(kinds, None)
        what = self.of(kind) if kind is not None else self.term(cls)
        whom = self._first(self.values(node, KG + "subject"), node)
        return {language: form.format(what=what[language], whom=whom[language]) for language, form in _OF.items()}

    def _evidence(self, node: Term) -> Texts:
        words = next((w.value for w in self.values(node, KG + "words")), "…")
        claim = self._first(self.subjects(KG + "evidence", node), node)
        return {language: form.format(words=words, claim=claim[language]) for language, form in _EVIDENCE.items()}

    def _partnership(self, node: Term) -> Texts:
        what = self.term(KG + "Partnership")
        partners = [self.of(partner) for partner in self.values(node, KG + "partner")]
        if len(partners) != 2:
            return what
        a, b = partners
        return {
            language: form.format(what=what[language], a=a[language], b=b[language]) for language, form in _AND.items()
        }

    def words(self, node: Term) -> list[str]:
        """The words of the evidence that ``node`` is, has or rests on."""
        evidence = [node] if KG + "Evidence" in self.classes(node) else self.values(node, KG + "evidence")
        if KG + "Slot" in self.classes(node):
            evidence = [e for claim in self.subjects(KG + "slot", node) for e in self.values(claim, KG + "evidence")]
        return sorted({w.value for e in evidence for w in self.values(e, KG + "words")})
