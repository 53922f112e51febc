"""Which part of a very large data set one page holds: what lies nearest to where it opens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.page.tables import Queryable, batches, select
from kg.vocabulary import ENTITY, Vocabulary

# Who takes part in what, and what is related: a region, where thousands of things stand, is reached but leads nowhere.
_NEAR = """SELECT DISTINCT ?b {{ VALUES ?a {{ {} }}
  {{ ?c kg:who ?a ; kg:subject ?b }} UNION {{ ?c kg:subject ?a ; kg:who|kg:object ?b }} UNION {{ ?c kg:object ?a ; kg:subject ?b }} }}"""
_AROUND = "SELECT DISTINCT ?b {{ VALUES ?a {{ {} }} ?c kg:subject ?a ; kg:place|kg:whole|kg:organization ?b }}"
_ABOVE = "SELECT DISTINCT ?b {{ VALUES ?a {{ {} }} ?a kg:within|kg:governs ?b }}"
_CLAIMS = "SELECT DISTINCT ?c {{ VALUES ?e {{ {} }} ?c kg:subject ?e }}"
_PARTNERS = "SELECT ?c ?a ?b ?t {{ VALUES ?a {{ {} }} ?c kg:partner ?a , ?b ; kg:through ?t FILTER(?a != ?b) }}"
_BUSIEST = "SELECT ?e { ?c kg:who ?e } GROUP BY ?e ORDER BY DESC(COUNT(?c)) ?e LIMIT 1"


@dataclass(frozen=True, slots=True)
class Scope:
    """The entities and claims that a page holds, around ``middle``, of ``total`` entities."""

    middle: str
    entities: frozenset[str]
    claims: frozenset[str]
    total: int


def scope(store: Queryable, vocabulary: Vocabulary, focus: str | None, most: int) -> Scope | None:
    """The nearest ``most`` entities to ``focus`` (or to who takes part in most), or None where all fit."""
    classes = " ".join(f"<{iri}>" for iri in sorted(vocabulary.subclasses(ENTITY)))
    everything = {
        term.value for (term,) in select(store, f"SELECT DISTINCT ?e {{ VALUES ?c {{ {classes} }} ?e a ?c }}")
    }
    middle = focus or next((term.value for (term,) in select(store, _BUSIEST)), None)
    if len(everything) <= most or middle not in everything:
        return None
    chosen = {middle}
    edge = [middle]
    while edge and len(chosen) < most:
        found = sorted(set(_ends(store, _NEAR, edge)) & everything - chosen)
        edge = found[: most - len(chosen)]
        chosen.update(edge)
    around = set(_ends(store, _AROUND, sorted(chosen))) & everything
    chosen |= around | set(_ends(store, _ABOVE, sorted(chosen | around))) & everything
    claims = set(_ends(store, _CLAIMS, sorted(chosen)))
    for batch in batches(sorted(chosen)):
        for claim, _, other, through in select(store, _PARTNERS.format(batch)):
            if other.value in chosen and through.value in chosen:
                claims.add(claim.value)
    return Scope(middle, frozenset(chosen), frozenset(claims), len(everything))


def _ends(store: Queryable, query: str, starts: Iterable[str]) -> Iterator[str]:
    for batch in batches(starts):
        for (term,) in select(store, query.format(batch)):
            yield term.value
