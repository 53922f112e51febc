"""Where things are: what each node lies within, and the region under which the page arranges it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

Links = Mapping[str, Iterable[str]]


def closure(up: Links) -> dict[str, set[str]]:
    """Everything above each node, however far; cycles end."""
    found: dict[str, set[str]] = {}
    for start in up:
        above: set[str] = set()
        todo = list(up[start])
        while todo:
            node = todo.pop()
            if node not in above and node != start:
                above.add(node)
                todo.extend(up.get(node, ()))
        found[start] = above
    return found


def assign(
    nodes: Iterable[str], regions: set[str], within: Mapping[str, set[str]], neighbours: Links
) -> dict[str, str]:
    """The one of ``regions`` to which each node belongs; a node of several or none is left out.

    A node that lies in one region belongs there. Another, such as a company, belongs where most of what it is
    linked with does; spread over several, it belongs to none. Three rounds carry this to nodes further away.
    """
    todo = sorted(nodes)
    found: dict[str, str] = {}
    for node in todo:
        own = ({node} | within.get(node, set())) & regions
        if len(own) == 1:
            found[node] = own.pop()
    for _ in range(3):
        votes: dict[str, Counter[str]] = defaultdict(Counter)
        for node in todo:
            if node not in found and not (within.get(node, set()) & regions):
                votes[node].update(found[other] for other in neighbours.get(node, ()) if other in found)
        settled = dict(found)
        for node, count in votes.items():
            ranked = sorted(count.items(), key=lambda pair: (-pair[1], pair[0]))
            if ranked and ranked[0][1] >= 0.7 * count.total():
                settled[node] = ranked[0][0]
        if settled == found:
            break
        found = settled
    return found
