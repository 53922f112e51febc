"""Why an answer says so: document, section, line and words behind claims and partnerships."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg.answers import Row, Solutions, Term
from kg.answers.engine import Engine
from kg.rdf.namespaces import XSD, local

_EVIDENCE = """
SELECT DISTINCT ?claim ?document ?section ?line ?words ?basis ?modality {
  VALUES ?claim { UNDEF }
  ?claim kg:evidence ?evidence .
  ?evidence kg:source ?document ; kg:line ?line ; kg:words ?words ; kg:basis ?basis ; kg:modality ?modality .
  OPTIONAL { ?evidence kg:section ?section }
}
"""
_BEHIND = "SELECT DISTINCT ?node ?claim { VALUES ?node { UNDEF } ?node kg:derivedFrom ?claim }"
_DOCUMENTS = """
SELECT ?document ?file ?publisher ?published {
  VALUES ?document { UNDEF }
  ?document kg:file ?file .
  OPTIONAL { ?document dcterms:publisher ?publisher }
  OPTIONAL { ?document dcterms:issued ?published }
}
"""
_LABELS = """
SELECT ?term ?label { VALUES ?term { UNDEF } ?term skos:prefLabel ?label }
"""
COLUMNS = ("source_file", "document", "publisher", "published", "section", "line", "words", "basis", "modality")


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """One place of a document that states a claim; ``published`` is EDTF, or empty where the document has no date."""

    published: str
    source_file: str
    line: int
    words: str
    document: str
    publisher: str
    section: str
    basis: str
    modality: str
    claim: str

    def terms(self) -> Row:
        """The values of ``COLUMNS``."""
        whole = NamedNode(XSD + "integer")
        values = {name: getattr(self, name) for name in COLUMNS}
        return tuple(
            Literal(str(value), datatype=whole) if name == "line" else Literal(value) for name, value in values.items()
        )

    def __str__(self) -> str:
        """Publisher, date, line and words: ``Yonhap News Agency, 2025-08-31, line 14: “SK”``."""
        held = ", ".join(name for name in (self.basis, self.modality) if name not in ("stated", "fact"))
        date = self.published or "undated"
        return f"{self.publisher or self.source_file}, {date}, line {self.line}: “{self.words}”" + (
            f" ({held})" if held else ""
        )

    def citation(self) -> str:
        """A reference to paste into an article: document, publisher, date, file and line, the words, the claim's IRI."""
        date = self.published or "undated"
        return f"{self.publisher}, “{self.document}” ({date}), {self.source_file}, line {self.line}: “{self.words}”. <{self.claim}>"


def evidence_of(engine: Engine, nodes: Iterable[str], language: str = "en") -> dict[str, list[Evidence]]:
    """The evidence of each claim, or of the claims behind each derived node, in the order of dates and lines."""
    behind = _behind(engine, dict.fromkeys(nodes))
    claims = sorted({claim for found in behind.values() for claim in found})
    if not claims:
        return {}
    rows = list(engine.select(_EVIDENCE, claim=[NamedNode(iri) for iri in claims]))
    cited = [NamedNode(iri) for iri in sorted({row.document for row in rows})]
    documents = {row.document: row for row in sorted(engine.select(_DOCUMENTS, document=cited), key=repr)}
    rows = [row for row in rows if row.document in documents]
    named = {iri for row in rows for iri in (row.document, documents[row.document].publisher, row.section) if iri}
    labels = _labels(engine, named, language)
    by_claim: dict[str, set[Evidence]] = defaultdict(set)
    for row in rows:
        document = documents[row.document]
        by_claim[row.claim].add(
            Evidence(
                published=document.published or "",
                source_file=document.file,
                line=row.line,
                words=row.words,
                document=labels.get(row.document, ""),
                publisher=labels.get(document.publisher, ""),
                section=labels.get(row.section, ""),
                basis=local(row.basis),
                modality=local(row.modality),
                claim=row.claim,
            )
        )
    found = {node: sorted({item for claim in claims for item in by_claim[claim]}) for node, claims in behind.items()}
    return {node: items for node, items in found.items() if items}


def _behind(engine: Engine, nodes: Iterable[str]) -> dict[str, set[str]]:
    """Each node with all that it is derived from, at any distance."""
    behind = {node: {node} for node in nodes}
    parents: dict[str, set[str]] = defaultdict(set)
    frontier = sorted(behind)
    while frontier:
        for row in engine.select(_BEHIND, node=[NamedNode(iri) for iri in frontier]):
            parents[row.node].add(row.claim)
        frontier = sorted({claim for node in frontier for claim in parents[node]} - parents.keys())
        parents.update((node, set()) for node in frontier)
    for node, reached in behind.items():
        todo = set(parents[node])
        while todo:
            reached |= todo
            todo = {claim for each in todo for claim in parents[each]} - reached
    return behind


def _labels(engine: Engine, iris: Iterable[str], language: str) -> dict[str, str]:
    chosen: dict[str, str] = {}
    for term, label in sorted(engine.select(_LABELS, term=[NamedNode(iri) for iri in sorted(iris)]).terms, key=str):
        if isinstance(term, NamedNode) and isinstance(label, Literal):
            if label.language == language or (label.language == "en" and term.value not in chosen):
                chosen[term.value] = label.value
            chosen.setdefault(term.value, label.value)
    return chosen


def exploded(solutions: Solutions, support: Sequence[Sequence[Evidence]]) -> Solutions:
    """One row for each row and evidence, the evidence in columns of its own; columns that are there already stay."""
    added = [index for index, name in enumerate(COLUMNS) if name not in solutions.columns]
    rows: list[Row] = []
    nothing: tuple[Term | None, ...] = (None,) * len(COLUMNS)
    for row, items in zip(solutions.terms, support, strict=True):
        for terms in [item.terms() for item in items] or [nothing]:
            rows.append((*row, *(terms[index] for index in added)))
    return Solutions((*solutions.columns, *(COLUMNS[index] for index in added)), rows)
