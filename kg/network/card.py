"""The card of one entity: its names, what is said of it grouped and dated, its partners, its conflicts, the evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pyoxigraph import NamedNode

from kg.answers.cells import symbol
from kg.rdf.namespaces import CONCEPT, KG, local

if TYPE_CHECKING:
    from kg.answers.evidence import Evidence
    from kg.knowledge import KnowledgeGraph

# What a reader looks for first; everything else follows in the order of its class.
FIRST = ("Participation", "AmountClaim", "QuantityClaim", "DateClaim", "StatusClaim", "LocationClaim", "PartClaim")

_ABOUT = """
SELECT ?class ?kind ?place ?government ?iso {
  VALUES ?of { UNDEF }
  ?of a ?class .
  OPTIONAL { ?of kg:kind ?kind }
  OPTIONAL { ?of kg:iso ?iso }
  OPTIONAL { ?of kg:locatedIn|kg:governs|kg:partOf ?place }
  OPTIONAL { ?government kg:governs ?of }
}
"""
_NAMES = "SELECT ?property ?name { VALUES ?of { UNDEF } ?of ?property ?name . FILTER (LANG(?name) != '') }"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said: text, and where it stands as (number of the document, lines)."""

    text: str
    places: tuple[tuple[int, tuple[int, ...]], ...] = ()

    def __str__(self) -> str:
        places = " ".join(f"[{number}:{','.join(map(str, lines))}]" for number, lines in self.places)
        return f"{self.text}  {places}".rstrip()


@dataclass(frozen=True, slots=True)
class Card:
    """What is known of one entity; ``str(card)`` is the text that ``kg show`` prints."""

    iri: str
    id: str
    label: str
    names: tuple[str, ...]
    facts: tuple[str, ...]
    groups: tuple[tuple[str, tuple[Line, ...]], ...]
    conflicts: int
    documents: tuple[str, ...]

    def __str__(self) -> str:
        lines = [f"{self.label}  ({self.id})"]
        if self.names:
            lines.append("  " + " · ".join(self.names))
        if self.facts:
            lines.append("  " + " · ".join(self.facts))
        for title, members in self.groups:
            lines.append(f"\n{title}")
            lines += [f"  {member}" for member in members]
        if self.conflicts:
            lines.append(f"\n{self.conflicts} competing claims: kg conflicts {self.id}")
        if self.documents:
            lines.append("")
            lines += [f"[{number}] {document}" for number, document in enumerate(self.documents, 1)]
        return "\n".join(lines)


class _Places:
    """Numbers the documents as they are cited."""

    def __init__(self) -> None:
        self.documents: dict[str, int] = {}

    def of(self, evidence: tuple[Evidence, ...]) -> tuple[tuple[int, tuple[int, ...]], ...]:
        lines: dict[int, set[int]] = defaultdict(set)
        for item in evidence:
            name = f"{item.document}, {item.publisher}, {item.published or 'undated'} ({item.source_file})"
            lines[self.documents.setdefault(name, len(self.documents) + 1)].add(item.line)
        return tuple((number, tuple(sorted(found))) for number, found in sorted(lines.items()))


def card(graph: KnowledgeGraph, iri: str, language: str = "en") -> Card:
    """The card of the entity ``iri``."""
    places = _Places()
    groups = _said(graph, iri, language, places)
    partners = _partners(graph, iri, language, places)
    if partners:
        title = graph.names.label(KG + "Partnership", language)
        groups.insert(1 if groups else 0, (title[:1].upper() + title[1:], partners))
    conflicts = graph.ask(graph.named("conflicts"), {"of": [iri]}, language=language)
    return Card(
        iri,
        graph.names.id(iri),
        graph.names.label(iri, language),
        _names(graph, iri, language),
        _facts(graph, iri, language),
        tuple(groups),
        len(conflicts.answer) if hasattr(conflicts.answer, "__len__") else 0,
        tuple(places.documents),
    )


def _names(graph: KnowledgeGraph, iri: str, language: str) -> tuple[str, ...]:
    shown = graph.names.label(iri, language)
    rows = graph.engine.select(_NAMES, of=NamedNode(iri))
    ranked = sorted(
        {
            (row.property.endswith("altLabel"), row.name)
            for row in rows
            if not row.property.endswith(("hiddenLabel", "scopeNote"))
        }
    )
    return tuple(dict.fromkeys(name for _, name in ranked if name != shown))


def _facts(graph: KnowledgeGraph, iri: str, language: str) -> tuple[str, ...]:
    rows = list(graph.engine.select(_ABOUT, of=NamedNode(iri)))
    iris = dict.fromkeys(
        value for name in ("class_", "kind", "place", "government") for row in rows if (value := getattr(row, name))
    )
    labels = graph.names.labels(iris, language)
    codes = dict.fromkeys(row.iso for row in rows if row.iso)
    return (*(labels[value] for value in iris), *codes)


def _partners(graph: KnowledgeGraph, iri: str, language: str, places: _Places) -> tuple[Line, ...]:
    if KG + "Agent" not in {
        above for row in graph.engine.select(_ABOUT, of=NamedNode(iri)) for above in graph.names.above(row.class_)
    }:
        return ()
    asked = graph.ask(graph.named("partners"), {"of": [iri]}, language=language, evidence=True)
    planned = f" ({graph.names.label(CONCEPT + 'plan', language)})"
    return tuple(
        Line(
            f"{row.partner_label} – {row.kind_label}: {row.through_label}{planned if row.planned else ''}",
            places.of(evidence),
        )
        for row, evidence in zip(asked.answer, asked.support or (), strict=True)  # type: ignore[arg-type]
    )


def _said(graph: KnowledgeGraph, iri: str, language: str, places: _Places) -> list[tuple[str, tuple[Line, ...]]]:
    asked = graph.ask(graph.named("claims"), {"of": [iri]}, language=language, evidence=True)
    found: dict[tuple[int, str, str], list[Line]] = defaultdict(list)
    manners = graph.names.labels([CONCEPT + row.held for row in asked.answer], language)  # type: ignore[union-attr]
    for row, evidence in zip(asked.answer, asked.support or (), strict=True):  # type: ignore[arg-type]
        name = local(row.class_)
        if name == "NameClaim":
            continue
        order = FIRST.index(name) if name in FIRST else len(FIRST)
        found[order, name, row.class_label].append(Line(_text(row, iri, manners), places.of(evidence)))
    return [(title[:1].upper() + title[1:], tuple(lines)) for (_, _, title), lines in sorted(found.items())]


def _text(row: Any, iri: str, manners: Mapping[str, str]) -> str:
    """One claim in a line: kind, the other side or the value, and how it is meant."""
    amount = " ".join(filter(None, (row.bound_label, _amount(row.value_label or row.value, row.unit, row.unit_label))))
    if row.canonical is not None:
        amount += f" ({_amount(row.canonical, row.canonical_unit, row.canonical_unit_label)})"
    amount = " ".join(str(part) for part in (amount, row.per_label) if part is not None)
    text = amount if row.subject == iri else f"{row.subject_label} → {amount}"
    if row.subject != iri and row.value == iri:
        text = str(row.subject_label)
    date = row.date if row.date and str(row.date) not in text else None
    held = manners[CONCEPT + row.held] if row.held != "fact" else None
    about = ", ".join(str(part) for part in (row.count, date, held, row.payer_label, row.speaker_label) if part)
    kind = ", ".join(filter(None, (row.kind_label, row.stage_label)))
    kind = f"{kind}: " if kind else ""
    return f"{kind}{text}{f' ({about})' if about else ''}"


def _amount(value: Any, unit: str | None, label: str | None) -> str:
    """A value with its unit, numbers with groups of three."""
    text = f"{value:,}" if isinstance(value, Decimal) else str(value)
    return f"{text} {symbol(unit, label or '')}" if unit else text
