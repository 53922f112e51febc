"""Why an answer says so: document, section, line and words behind claims and partnerships."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg.answers import Row, Solutions, Term
from kg.engine import Engine
from kg.namespaces import XSD, local

# A path, not a UNION of "its own" and "derived": the engine would compute that for the whole graph first.
_EVIDENCE = """
SELECT DISTINCT ?node ?claim ?file ?document ?publisher ?published ?section ?line ?words ?basis ?modality {
  VALUES ?node { UNDEF }
  ?node kg:derivedFrom* ?claim .
  ?claim kg:evidence ?evidence .
  ?evidence kg:source ?document ; kg:line ?line ; kg:words ?words ; kg:basis ?basis ; kg:modality ?modality .
  ?document kg:file ?file .
  OPTIONAL { ?document dcterms:publisher ?publisher }
  OPTIONAL { ?document dcterms:issued ?published }
  OPTIONAL { ?evidence kg:section ?section }
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
    wanted = [NamedNode(iri) for iri in dict.fromkeys(nodes)]
    found: dict[str, set[Evidence]] = defaultdict(set)
    if not wanted:
        return {}
    rows = list(engine.select(_EVIDENCE, node=wanted))
    labels = _labels(
        engine, {iri for row in rows for iri in (row.document, row.publisher, row.section) if iri}, language
    )
    for row in rows:
        found[row.node].add(
            Evidence(
                published=row.published or "",
                source_file=row.file,
                line=row.line,
                words=row.words,
                document=labels.get(row.document, ""),
                publisher=labels.get(row.publisher, ""),
                section=labels.get(row.section, ""),
                basis=local(row.basis),
                modality=local(row.modality),
                claim=row.claim,
            )
        )
    return {node: sorted(items) for node, items in found.items()}


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
