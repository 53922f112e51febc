"""What the page says of each term, gathered from ontology, context, shapes, rules, queries and data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Store, Triple

from kg.docs.diagrams import anchor
from kg.docs.examples import Examples
from kg.docs.uses import Uses, uses
from kg.exports.selection import Dataset, Selection
from kg.ontology.vocabulary import LANGUAGES, Vocabulary
from kg.rdf.namespaces import CONCEPT, KG, OWL, RDFS, SCHEME, SH, SKOS, curie
from kg.sparql.queries import read_query
from kg.workspace import Workspace

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of facts on a term: its name (a key of the page's words) and links or words."""

    name: str
    links: tuple[tuple[str, str], ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A class, property or concept as the page shows it."""

    iri: str
    anchor: str
    curie: str
    labels: Texts
    definitions: Texts
    notes: tuple[str, ...]
    deprecated: bool
    rows: tuple[Row, ...]
    number: int
    sheet: str | None = None
    turtle: str | None = None


@dataclass(frozen=True, slots=True)
class Scheme:
    """A concept scheme with its concepts."""

    iri: str
    anchor: str
    labels: Texts
    definitions: Texts
    concepts: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """A constraint: what it is called, how grave it is, what it says."""

    name: str
    severity: str
    messages: Texts
    file: str


@dataclass(frozen=True, slots=True)
class Query:
    """A named query: its question and the terms it uses."""

    name: str
    questions: Texts
    terms: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything on the page."""

    classes: tuple[Term, ...]
    properties: tuple[Term, ...]
    schemes: tuple[Scheme, ...]
    shapes: tuple[Shape, ...]
    queries: tuple[Query, ...]


def page(workspace: Workspace, store: Store) -> Page:
    """The page of the ontology of ``workspace``, with examples and counts from ``store``."""
    return _Gathering(workspace, store).page()


class _Gathering:
    def __init__(self, workspace: Workspace, store: Store) -> None:
        self.workspace = workspace
        self.vocabulary: Vocabulary = workspace.vocabulary
        ontology = set(workspace.ontology)
        self.data: Selection = Dataset(store, workspace.vocabulary, workspace.context, workspace.base).whole()
        self.uses = uses(workspace, (t for t in self.data.triples if t not in ontology))
        self.examples = Examples(self.data)
        self.counts: dict[str, int] = {}
        for iri in self.data.nodes:
            cls = self.data.class_of(iri)
            for above in self.vocabulary.ancestors(cls):
                self.counts[above] = self.counts.get(above, 0) + 1

    def page(self) -> Page:
        classes = tuple(
            self.term(iri, self.class_rows(iri), example=True) for iri in self.sorted(self.vocabulary.classes)
        )
        properties = tuple(self.term(iri, self.property_rows(iri)) for iri in self.sorted(self.vocabulary.properties))
        named = {
            s
            for iri in self.vocabulary.terms
            for p in ("conceptScheme", "kindScheme")
            for s in self.vocabulary.values(iri, KG + p)
        }
        schemes = tuple(self.scheme(iri) for iri in sorted(named & self.vocabulary.concepts.keys()))
        return Page(classes, properties, schemes, tuple(self.shapes()), tuple(self.queries()))

    def sorted(self, iris: frozenset[str]) -> list[str]:
        return sorted(
            (iri for iri in iris if iri.startswith(KG)), key=lambda iri: (self.vocabulary.label(iri).lower(), iri)
        )

    def texts(self, iri: str, predicate: str) -> dict[str, str]:
        values = self.vocabulary.terms.get(iri, {}).get(predicate, ())
        found = {v.language: v.value for v in values if isinstance(v, Literal) and v.language}
        return {tag: found[tag] for tag in LANGUAGES if tag in found}

    def term(self, iri: str, rows: list[Row], *, example: bool = False) -> Term:
        node = self.examples.of(iri) if example else None
        notes = self.vocabulary.terms.get(iri, {}).get(SKOS + "scopeNote", ())
        return Term(
            iri=iri,
            anchor=anchor(iri),
            curie=curie(iri),
            labels=self.texts(iri, RDFS + "label") or self.texts(iri, SKOS + "prefLabel"),
            definitions=self.texts(iri, SKOS + "definition"),
            notes=tuple(sorted(note.value for note in notes)),
            deprecated=self.vocabulary.value(iri, OWL + "deprecated") == "true",
            rows=tuple(row for row in rows if row.links or row.text),
            number=self.counts.get(iri, 0) if iri in self.vocabulary.classes else self.uses.get(iri, Uses()).data,
            sheet=self.examples.sheet(node) if node else None,
            turtle=self.examples.turtle(node) if node else None,
        )

    # --- rows

    def links(self, iris: list[str]) -> tuple[tuple[str, str], ...]:
        found = []
        for iri in iris:
            here = iri.startswith((KG, CONCEPT, SCHEME)) and iri in self.vocabulary.terms
            place = f"#{'s' if iri.startswith(SCHEME) else ''}{anchor(iri) if not iri.startswith(SCHEME) else '-' + iri.removeprefix(SCHEME)}"
            found.append((place if here else "", curie(iri)))
        return tuple(found)

    def used_by(self, iri: str) -> list[Row]:
        found = self.uses.get(iri, Uses())
        return [
            Row("queries", tuple((f"#q-{name}", name) for name in sorted(found.queries))),
            Row("rules", text=", ".join(sorted(found.rules))),
            Row("shapes", text=", ".join(sorted(found.shapes))),
            Row(
                "matches",
                self.links(
                    [
                        *self.vocabulary.values(iri, SKOS + "exactMatch"),
                        *self.vocabulary.values(iri, SKOS + "closeMatch"),
                    ]
                ),
            ),
        ]

    def class_rows(self, iri: str) -> list[Row]:
        vocabulary = self.vocabulary
        below = [c for c in self.sorted(vocabulary.classes) if iri in vocabulary.values(c, RDFS + "subClassOf")]
        own = [p for p in self.sorted(vocabulary.properties) if vocabulary.domain(p) == iri]
        return [
            Row("parents", self.links(vocabulary.values(iri, RDFS + "subClassOf"))),
            Row("children", self.links(below)),
            Row("properties", self.links(own)),
            Row("key", text=vocabulary.value(iri, KG + "sheetKey") or ""),
            Row("kinds", self.links(vocabulary.values(iri, KG + "kindScheme"))),
            Row("expects", self.links(vocabulary.values(iri, KG + "expects"))),
            *self.used_by(iri),
        ]

    def property_rows(self, iri: str) -> list[Row]:
        vocabulary = self.vocabulary
        keys = [key for key, term in self.workspace.context.terms.items() if term.iri == iri and not term.reverse]
        written = [c for c in sorted(vocabulary.terms) if iri in vocabulary.values(c, KG + "shortcut")]
        return [
            Row("domain", self.links(vocabulary.values(iri, RDFS + "domain"))),
            Row("range", self.links(vocabulary.values(iri, RDFS + "range"))),
            Row("key", text=", ".join(keys)),
            Row("part", text=vocabulary.parts.get(iri, "")),
            Row("kinds", self.links(vocabulary.values(iri, KG + "conceptScheme"))),
            Row("written", self.links(written)),
            Row("parents", self.links(vocabulary.values(iri, RDFS + "subPropertyOf"))),
            *self.used_by(iri),
        ]

    def scheme(self, iri: str) -> Scheme:
        concepts = sorted(self.vocabulary.concepts[iri].values())
        rows = {
            c: [
                Row("shortcut", self.links(self.vocabulary.values(c, KG + "shortcut"))),
                Row("broader", self.links(self.vocabulary.values(c, SKOS + "broader"))),
                Row("matches", self.links(self.vocabulary.values(c, SKOS + "exactMatch"))),
            ]
            for c in concepts
        }
        return Scheme(
            iri,
            f"s-{iri.removeprefix(SCHEME)}",
            self.texts(iri, SKOS + "prefLabel"),
            self.texts(iri, SKOS + "definition"),
            tuple(self.term(c, rows[c]) for c in concepts),
        )

    # --- shapes and queries

    def shapes(self) -> list[Shape]:
        found = []
        for file, triples in self.workspace.shapes.items():
            messages: dict[str, dict[str, str]] = {}
            severity: dict[str, str] = {}
            for triple in triples:
                self.shape_triple(triple, messages, severity)
            for iri, texts in sorted(messages.items()):
                name = iri.rpartition("#")[2]
                found.append(
                    Shape(name, severity.get(iri, "violation"), texts, file.rpartition("/")[2].removesuffix(".ttl"))
                )
        return found

    @staticmethod
    def shape_triple(triple: Triple, messages: dict[str, dict[str, str]], severity: dict[str, str]) -> None:
        if not isinstance(triple.subject, NamedNode):
            return
        if triple.predicate.value == SH + "message" and isinstance(triple.object, Literal) and triple.object.language:
            messages.setdefault(triple.subject.value, {})[triple.object.language] = triple.object.value
        elif triple.predicate.value == SH + "severity" and isinstance(triple.object, NamedNode):
            severity[triple.subject.value] = triple.object.value.rpartition("#")[2].lower()

    def queries(self) -> list[Query]:
        found = []
        for name, path in self.workspace.queries.items():
            query = read_query(name, path.read_text(encoding="utf-8"))
            terms = [iri for iri, use in sorted(self.uses.items()) if name in use.queries and iri.startswith(KG)]
            found.append(Query(name, query.question, self.links(terms)))
        return found
