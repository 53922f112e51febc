"""What changed between two builds or exports, claim by claim, in words that a curator reads.

Claims are named by what they say, so a changed value is a claim gone and another come. The
two are one change if they compete for one slot, rest on the same words of a source, or are the only ones
of their subject that answer the same question.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from kg.diff.side import Side
from kg.ontology.vocabulary import PARTNERSHIP, Vocabulary, index
from kg.rdf.namespaces import KG, RDF, SKOS, concept

_SIGNS = {"added": "+", "removed": "-", "changed": "~"}
_NAMES = {
    SKOS + "prefLabel": "label",
    SKOS + "altLabel": "alias",
    SKOS + "hiddenLabel": "hidden name",
    KG + "kind": "kind",
}
_NORMAL = concept("normal").value


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """One change: of which entity, which claim or claims (IRIs; None on the side where there is none), and how."""

    subject: str
    what: str
    kind: str
    old: str | None = field(default=None, compare=False)
    new: str | None = field(default=None, compare=False)
    where: str = ""

    def __str__(self) -> str:
        return f"{_SIGNS[self.kind]} {self.subject}: {self.what}" + (f"  ({self.where})" if self.where else "")


@dataclass(frozen=True, slots=True)
class Difference:
    """All changes, sorted by subject; and what follows from them or is no claim, as numbers by name."""

    changes: tuple[Change, ...]
    others: dict[str, int]


def read_triples(path: Path) -> list[Triple]:
    """The triples of a build's folder or of an export (Turtle, TriG, N-Triples, N-Quads or JSON-LD).

    Raises:
        KgError: neither, or not readable.
    """
    from kg.incoming.rdf import read_rdf
    from kg.store import Generations, open_store

    if path.is_dir():
        generation = path if (path / "store").is_dir() else Generations(path).current()
        return [quad.triple for quad in open_store(generation)]
    return read_rdf(path).triples


def difference(
    old: Iterable[Triple], new: Iterable[Triple], vocabulary: Vocabulary, base: str, language: str = "en"
) -> Difference:
    """What changed from ``old`` to ``new``."""
    before, after = set(old), set(new)
    sides = tuple(Side(index(triples), vocabulary, base, language) for triples in (before, after))
    comparison = _Comparison(*sides)
    changes = comparison.claims() + comparison.entities()
    return Difference(tuple(sorted(changes)), comparison.others(before, after))


class _Comparison:
    def __init__(self, old: Side, new: Side) -> None:
        self.old = old
        self.new = new

    # --- claims

    def claims(self) -> list[Change]:
        gone, come = self.old.claims.keys() - self.new.claims.keys(), self.new.claims.keys() - self.old.claims.keys()
        pairs = self.pairs(gone, come)
        changes = [self.changed(one, other) for one, other in pairs]
        changes += [self.single("removed", self.old, iri) for iri in gone - {one for one, _ in pairs}]
        changes += [self.single("added", self.new, iri) for iri in come - {other for _, other in pairs}]
        for iri in self.old.claims.keys() & self.new.claims.keys():
            if parts := self.support(iri):
                text = "; ".join([self.new.text(iri), *parts])
                changes.append(Change(self.name(iri), text, "changed", iri, iri))
        return changes

    def pairs(self, gone: Iterable[str], come: Iterable[str]) -> list[tuple[str, str]]:
        """Claims gone and come that are one change; the surest sign first, each claim once."""
        left, right, found = set(gone), set(come), []

        def by_slot(side: Side, iri: str) -> Hashable:
            return side.one(iri, "slot")

        def by_words(side: Side, iri: str) -> Hashable:
            return side.claims[iri], side.subject(iri), frozenset(side.evidence(iri).values())

        def by_question(side: Side, iri: str) -> Hashable:
            return side.claims[iri], side.subject(iri), side.question(iri)

        def elsewhere(side: Side, iri: str) -> Hashable:
            return side.claims[iri], side.text(iri), frozenset(side.evidence(iri).values())

        signs: list[Callable[[Side, str], Hashable]] = [by_slot, by_words, by_question, elsewhere]
        for sign in signs:
            one, other = self.grouped(self.old, left, sign), self.grouped(self.new, right, sign)
            for key in one.keys() & other.keys():
                if len(one[key]) == len(other[key]) == 1:
                    found.append((one[key][0], other[key][0]))
                    left.discard(one[key][0])
                    right.discard(other[key][0])
        return found

    @staticmethod
    def grouped(side: Side, claims: set[str], sign: Callable[[Side, str], Hashable]) -> dict[Hashable, list[str]]:
        groups: dict[Hashable, list[str]] = defaultdict(list)
        for iri in claims:
            if (key := sign(side, iri)) is not None:
                groups[key].append(iri)
        return groups

    def name(self, claim: str) -> str:
        side = self.new if claim in self.new.claims else self.old
        return side.label(NamedNode(side.subject(claim)))

    def single(self, kind: str, side: Side, iri: str) -> Change:
        old, new = (iri, None) if kind == "removed" else (None, iri)
        return Change(self.name(iri), side.text(iri), kind, old, new, side.where(iri))

    def changed(self, one: str, other: str) -> Change:
        subject = self.name(other)
        if self.old.subject(one) != self.new.subject(other):
            what = f"{self.new.text(other)}; moved here from {self.name(one)}"
        elif self.old.question(one) == self.new.question(other):
            what = f"{self.new.question(other)} {self.old.answer(one)} → {self.new.answer(other)}"
        else:
            what = f"{self.old.text(one)} → {self.new.text(other)}"
        if rank := self.rank(one, other):
            what += f"; {rank}"
        return Change(subject, what, "changed", one, other, self.new.where(other))

    # --- what supports a claim that stayed

    def rank(self, one: str, other: str) -> str | None:
        ranks = [side.one(iri, "rank") or _NORMAL for side, iri in ((self.old, one), (self.new, other))]
        if ranks[0] == ranks[1]:
            return None
        before, after = (self.new.label(NamedNode(rank)) for rank in ranks)
        return f"rank {before} → {after}"

    def support(self, iri: str) -> list[str]:
        """How rank and evidence of a claim changed, in words."""
        parts = [rank] if (rank := self.rank(iri, iri)) else []
        before, after = self.old.evidence(iri), self.new.evidence(iri)
        lost = [before[item] for item in before.keys() - after.keys()]
        gained = [after[item] for item in after.keys() - before.keys()]
        for place in sorted(lost):
            source, line, words = place
            moved = [p for p in gained if (p[0], p[2]) == (source, words)]
            reworded = [p for p in gained if (p[0], p[1]) == (source, line)]
            if moved:
                parts.append(f"evidence moved {self.old.quoted(place)} → line {moved[0][1]}")
            elif reworded:
                parts.append(f"evidence reworded {self.old.quoted(place)} → “{reworded[0][2]}”")
            else:
                parts.append(f"evidence lost {self.old.quoted(place)}")
            if moved or reworded:
                gained.remove((moved or reworded)[0])
        parts += [f"evidence gained {self.new.quoted(place)}" for place in sorted(gained)]
        for item in sorted(before.keys() & after.keys()):
            if details := self.details(item):
                parts.append(f"{self.new.quoted(after[item])} {', '.join(details)}")
        return parts

    def details(self, item: str) -> list[str]:
        """How the same words are held differently: basis, modality, note …; the section goes with its line."""
        old, new = self.old.nodes.get(item, {}), self.new.nodes.get(item, {})
        found = []
        for predicate in sorted((old.keys() | new.keys()) - {RDF + "type", KG + "section"}):
            one = " ".join(self.old.label(v) for v in old.get(predicate, ()))
            other = " ".join(self.new.label(v) for v in new.get(predicate, ()))
            if one != other:
                name = self.new.vocabulary.label(predicate, self.new.language)
                found.append(f"{name} {one or '–'} → {other or '–'}")
        return found

    # --- entities and the rest

    def entities(self) -> list[Change]:
        changes = []
        for iri in self.old.kinds.keys() | self.new.kinds.keys():
            side = self.new if iri in self.new.kinds else self.old
            name = side.label(NamedNode(iri))
            if iri in self.old.kinds and iri in self.new.kinds:
                if parts := self.renamed(iri):
                    changes.append(Change(name, "; ".join(parts), "changed", iri, iri))
            else:
                kind = "added" if iri in self.new.kinds else "removed"
                what = f"entity {side.vocabulary.label(side.kinds[iri], side.language)} {iri.removeprefix(side.base)}"
                changes.append(Change(name, what, kind))
        return changes

    def renamed(self, iri: str) -> list[str]:
        """How names, kind and class of an entity changed, in words."""
        parts = []
        if self.old.kinds[iri] != self.new.kinds[iri]:
            before, after = (side.vocabulary.label(side.kinds[iri], side.language) for side in (self.old, self.new))
            parts.append(f"class {before} → {after}")
        for predicate, name in _NAMES.items():
            old, new = (set(side.nodes[iri].get(predicate, ())) for side in (self.old, self.new))
            lost, gained = sorted(old - new, key=str), sorted(new - old, key=str)
            for value in list(lost):
                tag = value.language if isinstance(value, Literal) else None
                others = [v for v in gained if isinstance(v, NamedNode) or v.language == tag]
                if len(others) == 1 and len([v for v in lost if isinstance(v, NamedNode) or v.language == tag]) == 1:
                    parts.append(f"{_tagged(name, value)} “{self.old.label(value)}” → “{self.new.label(others[0])}”")
                    lost.remove(value)
                    gained.remove(others[0])
            parts += [f"{_tagged(name, value)} lost “{self.old.label(value)}”" for value in lost]
            parts += [f"{_tagged(name, value)} gained “{self.new.label(value)}”" for value in gained]
        return parts

    def others(self, before: set[Triple], after: set[Triple]) -> dict[str, int]:
        """Numbers of what follows from the changes: partner edges and triples."""
        edges = []
        for side in (self.old, self.new):
            edges.append(
                {
                    iri
                    for iri, found in side.nodes.items()
                    if PARTNERSHIP in {v.value for v in found.get(RDF + "type", ())}
                }
            )
        found = Counter(
            {
                "partner edges gained": len(edges[1] - edges[0]),
                "partner edges lost": len(edges[0] - edges[1]),
                "triples gained": len(after - before),
                "triples lost": len(before - after),
            }
        )
        return {name: number for name, number in found.items() if number}


def _tagged(name: str, value: NamedNode | Literal) -> str:
    return f"{name} {value.language}" if isinstance(value, Literal) and value.language else name
