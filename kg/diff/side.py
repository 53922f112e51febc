"""One of the two data sets of a comparison: its claims, entities and evidence, in words."""

from __future__ import annotations

from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from kg.ontology.vocabulary import CLAIM, ENTITY, Index, Vocabulary
from kg.rdf.namespaces import KG, RDF, SKOS, concept

# Worked out from other properties of the same claim, so never news by themselves.
_WORKED_OUT = {KG + name for name in ("low", "high", "earliest", "latest")}
_FIRST = [KG + name for name in ("role", "relation", "kind", "status", "name", "post")]


@dataclass(frozen=True)
class Side:
    """One of the two data sets."""

    nodes: Index
    vocabulary: Vocabulary
    base: str
    language: str
    claims: dict[str, str] = field(init=False)
    kinds: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        claim_classes, entity_classes = self.vocabulary.subclasses(CLAIM), self.vocabulary.subclasses(ENTITY)
        claims, kinds = {}, {}
        for iri, found in self.nodes.items():
            for value in found.get(RDF + "type", ()):
                # What rules derived follows from what is stated and is not a change of its own.
                if value.value in claim_classes and KG + "evidence" in found:
                    claims[iri] = value.value
                elif value.value in entity_classes:
                    kinds[iri] = value.value
        object.__setattr__(self, "claims", claims)
        object.__setattr__(self, "kinds", kinds)

    def values(self, iri: str, predicate: str) -> list[str]:
        """All values of ``predicate`` at ``iri``, as text, sorted."""
        return sorted(value.value for value in self.nodes.get(iri, {}).get(predicate, ()))

    def one(self, iri: str, name: str) -> str | None:
        """The first value of the project's property ``name`` at ``iri``."""
        return next(iter(self.values(iri, KG + name)), None)

    def label(self, value: NamedNode | Literal) -> str:
        """``value`` in words: a text itself, a node by its label, else by its id."""
        if isinstance(value, Literal):
            return value.value
        found = {
            v.language: v.value
            for v in self.nodes.get(value.value, {}).get(SKOS + "prefLabel", ())
            if isinstance(v, Literal)
        }
        known = value.value in self.vocabulary.terms
        fallback = self.vocabulary.label(value.value, self.language) if known else value.value.removeprefix(self.base)
        return found.get(self.language) or found.get("en") or fallback

    def subject(self, claim: str) -> str:
        """The IRI of what the claim is about."""
        return self.one(claim, "subject") or ""

    def said(self, claim: str, *parts: str) -> list[tuple[str, str]]:
        """(property, text) of the claim's properties of these parts, what it is about left out."""
        found = [
            (predicate, self.label(value))
            for predicate, values in self.nodes[claim].items()
            if self.vocabulary.parts.get(predicate) in parts
            and predicate not in _WORKED_OUT
            and predicate != KG + "subject"
            for value in values
        ]
        return sorted(
            found, key=lambda item: (item[0] not in _FIRST, _FIRST.index(item[0]) if item[0] in _FIRST else 0)
        )

    def question(self, claim: str) -> str:
        """What the claim answers, in words."""
        selectors = [text for _, text in self.said(claim, "selector")]
        if not selectors:
            selectors = [self.vocabulary.label(p, self.language) for p, _ in self.said(claim, "value")[:1]]
        manner = self.one(claim, "manner")
        if manner and manner != concept("asserted").value:
            selectors.append(f"({self.label(NamedNode(manner))})")
        return " ".join(selectors)

    def answer(self, claim: str) -> str:
        """What the claim says, in words; the number before its unit."""
        values = self.said(claim, "value")
        unit = [text for predicate, text in values if predicate == KG + "unit"]
        return " ".join([text for predicate, text in values if predicate != KG + "unit"] + unit)

    def text(self, claim: str) -> str:
        """Question and answer of the claim, in words."""
        return " ".join(part for part in (self.question(claim), self.answer(claim)) if part)

    def evidence(self, claim: str) -> dict[str, tuple[str, int, str]]:
        """Source, line and words by evidence."""
        return {
            item: (self.one(item, "source") or "", int(self.one(item, "line") or 0), self.one(item, "words") or "")
            for item in self.values(claim, KG + "evidence")
        }

    def quoted(self, place: tuple[str, int, str]) -> str:
        """Source, line and words as people read them."""
        source, line, words = place
        return f"{source.removeprefix(self.base)}:{line} “{words}”"

    def where(self, claim: str) -> str:
        """All evidence of the claim, quoted."""
        return "; ".join(self.quoted(place) for place in sorted(self.evidence(claim).values()))
