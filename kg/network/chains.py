"""How any two entities hang together: the shortest chain of claims from one to the other.

A partnership needs a reason that the rules know; a chain does not: each claim that names two entities links
them. So a chain is no partnership, but it says where to look.
"""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from kg.answers.engine import Engine

_LINKS = """
SELECT DISTINCT ?near ?claim ?far ?what {
  VALUES ?near { UNDEF }
  ?claim kg:subject|kg:who|kg:object|kg:place|kg:whole|kg:organization|kg:payer ?near ; a ?class ;
    kg:subject|kg:who|kg:object|kg:place|kg:whole|kg:organization|kg:payer ?far .
  FILTER (?far != ?near)
  OPTIONAL { ?claim kg:role|kg:relation|kg:post ?kind }
  BIND(COALESCE(?kind, ?class) AS ?what)
}
"""


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """One step of a chain: the claim that names both ends, and what it is (a role, relation, post, or its class)."""

    start: str
    end: str
    what: str
    claim: str


def chain(engine: Engine, start: str, end: str, *, most: int = 6) -> tuple[Link, ...]:
    """The shortest chain from ``start`` to ``end``, of at most ``most`` steps; empty if there is none.

    Of several the one whose steps come first in order of their IRIs, so that the answer stays the same.
    """
    to: dict[str, Link] = {}
    frontier = [start]
    for _ in range(most):
        links = sorted(
            Link(row.near, row.far, row.what, row.claim)
            for row in engine.select(_LINKS, near=[NamedNode(iri) for iri in frontier])
        )
        for link in links:
            if link.end != start:
                to.setdefault(link.end, link)
        if end in to or not links:
            break
        frontier = sorted({link.end for link in links if to.get(link.end) == link})
        if not frontier:
            break
    steps: list[Link] = []
    while end != start and end in to:
        steps.append(to[end])
        end = steps[-1].start
    return tuple(reversed(steps))
