"""Claims and what supports them, read from the store: how firm each is, when it holds, what contradicts it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final

from pyoxigraph import NamedNode

from kg.ontology.vocabulary import CLAIM, EVIDENCE, PARTNERSHIP, Vocabulary
from kg.page import times
from kg.page.scope import Scope
from kg.page.tables import Queryable, Row, Shortener, Term, first, table, texts
from kg.rdf.namespaces import DCTERMS, KG, RDF, SKOS, concept, local

Record = dict[str, Any]

DECISIONS: Final = (KG + "IdentityDecision", KG + "RankDecision")
ASSERTED, PLAN, DEPRECATED = concept("asserted"), concept("plan"), concept("deprecated")
# Properties of a claim that stay lists although they hold one value.
_MANY: Final = ("evidence", "derivedFrom", "partner", "entity")


@cache
def _told(predicate: str) -> str | None:
    """The name under which the page carries ``predicate``; None where it does not."""
    name = local(predicate)
    return name if predicate.startswith(KG) and name not in ("slot", "repeats") else None


class Claims:
    """The claims of a store with their evidence, documents and sections; each is known by its index."""

    def __init__(self, store: Queryable, vocabulary: Vocabulary, short: Shortener, part: Scope | None = None) -> None:
        self.short, self.vocabulary = short, vocabulary
        among = part.claims if part else None
        self.rows = table(store, vocabulary.subclasses(CLAIM) | {PARTNERSHIP}, among)
        cited = {term.value for row in self.rows.values() for term in row.get(KG + "evidence", ())}
        self.evidence = table(store, [EVIDENCE], None if among is None else cited)
        documents = {term.value for row in self.evidence.values() for term in row.get(KG + "source", ())}
        sections = {term.value for row in self.evidence.values() for term in row.get(KG + "section", ())}
        decisions = set() if part is None else set(part.decisions(store))
        self.documents = table(store, [KG + "Document"], None if part is None else documents)
        self.sections = table(store, [KG + "Section"], None if part is None else sections)
        self.decisions = table(store, DECISIONS, None if part is None else decisions)
        # Everything that was asked for, whether there was anything to read or not.
        self.ground = frozenset(set().union(among or (), cited, documents, sections, decisions))
        self.index = {iri: number for number, iri in enumerate(self.rows)}
        self._indexes: dict[str, dict[str, int]] = {
            "derivedFrom": self.index,
            "claim": self.index,
            "evidence": {iri: number for number, iri in enumerate(self.evidence)},
            "source": {iri: number for number, iri in enumerate(self.documents)},
            "section": {iri: number for number, iri in enumerate(self.sections)},
        }
        self.conflicts = self._conflicts()
        self.contradicted = {iri for group in self.conflicts for iri in group}

    def cls(self, iri: str) -> str:
        """The local name of a claim's class."""
        return next(local(t.value) for t in self.rows[iri][RDF + "type"] if t.value in self.vocabulary.claim_classes)

    def supports(self, iri: str) -> list[Row]:
        """The evidence of a claim."""
        return [self.evidence.get(term.value, {}) for term in self.rows[iri].get(KG + "evidence", ())]

    def behind(self, claims: Iterable[str]) -> list[str]:
        """``claims``, derived ones replaced by those they follow from."""
        found: list[str] = []
        for iri in claims:
            inputs = [term.value for term in self.rows[iri].get(KG + "derivedFrom", ()) if term.value in self.rows]
            found += inputs or [iri]
        return list(dict.fromkeys(found))

    def span(self, iri: str) -> times.Span | None:
        """When a claim holds: as it says itself, else when its evidence speaks."""
        if span := times.stated(self.rows[iri]):
            return span
        found = []
        for row in self.supports(iri):
            section = self.sections.get(first(row, KG + "section") or "", {})
            document = self.documents.get(first(row, KG + "source") or "", {})
            known = (first(row, KG + "asOf"), first(section, KG + "reference"), first(document, DCTERMS + "issued"))
            found += [span for text in known if (span := times.edtf(text))][:1]
        return min(found, default=None)

    def _conflicts(self) -> list[list[str]]:
        """Groups of claims that compete for one slot with bounds that do not meet."""
        slots: dict[str, list[str]] = defaultdict(list)
        for iri, row in self.rows.items():
            if slot := first(row, KG + "slot"):
                slots[slot].append(iri)
        groups = sorted(iris for iris in slots.values() if len(iris) > 1)
        return [group for group in groups if self._apart(group)]

    def _apart(self, group: list[str]) -> bool:
        def bounds(name: str) -> list[str]:
            return [value for iri in group if (value := first(self.rows[iri], KG + name))]

        lows, highs = [float(v) for v in bounds("low")], [float(v) for v in bounds("high")]
        days, ends = bounds("earliest"), bounds("latest")
        return bool(lows and highs and max(lows) > min(highs)) or bool(days and ends and max(days) > min(ends))

    def style(self, claims: Iterable[str]) -> str:
        """How firm a link is: contradicted or outranked, only claimed, planned, or reported as fact."""
        behind = self.behind(claims)
        rows = [self.rows[iri] for iri in behind]
        if any(iri in self.contradicted for iri in behind) or any(DEPRECATED in r.get(KG + "rank", ()) for r in rows):
            return "conflict"
        if rows and all(ASSERTED not in row.get(KG + "manner", ()) for row in rows):
            return "claim"
        held = {first(row, KG + "modality") for iri in behind for row in self.supports(iri)}
        return "plan" if held == {PLAN.value} else "fact"

    def records(self, nodes: Mapping[str, int]) -> list[Record]:
        """All claims as JSON values; ``nodes`` gives the index of each entity."""
        found = []
        for iri, row in self.rows.items():
            record = {"id": self.short.iri(iri), "class": self.cls(iri), **self._record(row, nodes)}
            if span := self.span(iri):
                record["span"] = span
            found.append(record)
        return found

    def evidence_records(self, nodes: Mapping[str, int]) -> list[Record]:
        """All evidence as JSON values."""
        return [{"id": self.short.iri(iri), **self._record(row, nodes)} for iri, row in self.evidence.items()]

    def section_records(self, nodes: Mapping[str, int]) -> list[Record]:
        """All sections of documents as JSON values."""
        return [
            {"id": self.short.iri(iri), "label": texts(row, SKOS + "prefLabel"), **self._record(row, nodes)}
            for iri, row in self.sections.items()
        ]

    def decision_records(self, nodes: Mapping[str, int]) -> list[Record]:
        """All reviewed decisions on who is who, and on which claim answers, as JSON values."""
        return [{"id": self.short.iri(iri), **self._record(row, nodes)} for iri, row in self.decisions.items()]

    def document_records(self, nodes: Mapping[str, int]) -> list[Record]:
        """All documents as JSON values."""
        plain = {"issued": DCTERMS + "issued", "language": DCTERMS + "language", "file": KG + "file"}
        return [
            {
                "id": self.short.iri(iri),
                "label": texts(row, SKOS + "prefLabel"),
                "publisher": self._publisher(row, nodes),
                "link": first(row, DCTERMS + "source"),
                **{name: first(row, predicate) for name, predicate in plain.items()},
            }
            for iri, row in self.documents.items()
        ]

    def _publisher(self, row: Row, nodes: Mapping[str, int]) -> int | str | None:
        iri = first(row, DCTERMS + "publisher")
        return None if iri is None else nodes.get(iri, self.short.iri(iri))

    def _record(self, row: Row, nodes: Mapping[str, int]) -> Record:
        found: Record = {}
        for predicate, terms in row.items():
            if name := _told(predicate):
                values = [self._value(name, term, nodes) for term in terms]
                found[name] = values if len(values) > 1 or name in _MANY else values[0]
        return found

    def _value(self, name: str, term: Term, nodes: Mapping[str, int]) -> str | int:
        index = self._indexes.get(name, nodes)
        if isinstance(term, NamedNode) and term.value in index:
            self.short.datatypes[name] = name if name in self._indexes else "node"
            return index[term.value]
        return self.short.value(name, term)
