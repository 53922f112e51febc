"""What a query reads and writes, taken from its text: from that follows what a change can touch.

The *anchor* of a rule is a variable that stands in the same place of every triple the rule writes,
so that each conclusion belongs to one anchor and all conclusions of one anchor can be drawn
anew without the rest. Conditions (FILTER, EXISTS, MINUS …) only ever narrow the rows; leaving
them out of the walk from a changed triple to the anchors finds a few too many, never too few.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from kg.rdf.namespaces import PREFIXES
from kg.sparql.paths import Step, UnreadError
from kg.sparql.patterns import Group, Query, read


@dataclass(frozen=True, slots=True)
class Read:
    """A pattern of a query with the patterns that hold wherever it is asked."""

    step: Step
    beside: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Footprint:
    """What ``query`` reads and writes; without an ``anchor`` its rows can only be had all at once."""

    query: str
    start: int
    reads: tuple[Read, ...]
    writes: tuple[Step, ...]
    anchor: str | None

    def about(self, values: Iterable[object]) -> str:
        """The query asked of some values of its anchor only."""
        listed = " ".join(map(str, values))
        return f"{self.query[: self.start]} VALUES {self.anchor} {{ {listed} }} {self.query[self.start :]}"


@lru_cache(maxsize=256)
def of_rule(query: str, identity: frozenset[str]) -> Footprint | None:
    """The footprint of the CONSTRUCT ``query``, or None if it is not worked out (it has a limit, asks a named graph …).

    ``identity`` are the properties whose values decide the IRI of a node that the rule makes.
    """
    found = _read(query, "CONSTRUCT")
    if found is None:
        return None
    reads = tuple(_reads(found.where, ()))
    return Footprint(query, found.start, reads, found.template, _anchor(found.template, reads, identity))


@lru_cache(maxsize=4096)
def of_select(query: str, anchor: str) -> Footprint | None:
    """The footprint of a SELECT whose rows belong to its variable ``anchor``, or None if it is not worked out."""
    found = _read(query, "SELECT")
    return Footprint(query, found.start, tuple(_reads(found.where, ())), (), anchor) if found else None


def _read(query: str, form: str) -> Query | None:
    try:
        found = read(query, PREFIXES)
    except UnreadError:
        return None
    return found if found.form == form else None


def _reads(group: Group, beside: tuple[Step, ...]) -> Iterator[Read]:
    together = (*beside, *group.steps)
    yield from (Read(step, together) for step in group.steps)
    for each in group.inner:
        yield from _reads(each, together)


def _anchor(writes: tuple[Step, ...], reads: tuple[Read, ...], identity: frozenset[str]) -> str | None:
    """The variable at one fixed end of every triple written; of a node made by the rule, one among its values."""
    subjects = {step.subject for step in writes}
    if any(subject.startswith("_:") for subject in subjects):
        # A value that stands alone under a property of the node's identity is the same wherever that node is.
        values: dict[str, set[str]] = {}
        for step in writes:
            if step.predicates and step.predicates[0] in identity:
                values.setdefault(step.predicates[0], set()).add(step.object)
        candidates = {next(iter(each)) for each in values.values() if len(each) == 1} if len(subjects) == 1 else set()
    else:
        objects = {step.object for step in writes}
        candidates = (subjects if len(subjects) == 1 else set()) | (objects if len(objects) == 1 else set())
    asked = Counter(variable for read in reads for variable in read.step.variables)
    # The more patterns meet in it, the fewer conclusions it has; of equals the subject, which has fewer than an object.
    named = (variable for variable in candidates if variable.startswith("?") and asked[variable])
    return min(named, key=lambda variable: (-asked[variable], variable not in subjects, variable), default=None)
