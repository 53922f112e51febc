"""What a rule reads and writes, taken from its text: from that follows what a change can touch.

A rule's *anchor* is a variable that stands in the same place of every triple the rule writes,
so that each conclusion belongs to one anchor and all conclusions of one anchor can be drawn
anew without the rest. Conditions (FILTER, EXISTS, MINUS …) only ever narrow the rows; leaving
them out of the walk from a changed triple to the anchors finds a few too many, never too few.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from kg.namespaces import PREFIXES

# Terms are kept as SPARQL writes them: "?x" is a variable, everything else a constant.
Pattern = tuple[str, str, str]


class _Opaque(Exception):  # noqa: N818 — control flow of the reader below
    """A construct whose footprint is not worked out."""


@dataclass(frozen=True, slots=True)
class Step:
    """One triple pattern; ``predicates`` None means any, ``closure`` that it is walked any number of times."""

    subject: str
    predicates: tuple[str, ...] | None
    object: str
    closure: bool = False

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables at its ends."""
        return tuple(end for end in (self.subject, self.object) if end.startswith("?"))


@dataclass(frozen=True, slots=True)
class Read:
    """A pattern of a rule with the patterns that hold wherever it is asked."""

    step: Step
    beside: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Footprint:
    """What a rule reads and writes; without an ``anchor`` its conclusions can only be drawn all at once."""

    reads: tuple[Read, ...]
    writes: tuple[Pattern, ...]
    anchor: str | None


@lru_cache(maxsize=256)
def footprint(query: str, identity: frozenset[str]) -> Footprint | None:
    """The footprint of the CONSTRUCT ``query``, or None if it uses what is not worked out here (a sub-select, GRAPH …).

    ``identity`` are the properties whose values decide the IRI of a node that the rule makes.
    """
    from rdflib.plugins.sparql.algebra import translatePath, translatePName, translatePrologue, traverse
    from rdflib.plugins.sparql.parser import parseQuery

    tree = parseQuery(query)
    prologue = translatePrologue(tree[0], None, PREFIXES)
    construct: Any = traverse(tree[1], visitPost=partial(translatePName, prologue=prologue))
    construct = traverse(construct, visitPost=translatePath)
    if construct.name != "ConstructQuery" or construct.template is None:
        return None
    if any(clause in construct for clause in ("groupby", "having", "limitoffset", "datasetClause")):
        return None
    writes = tuple((_text(s), _text(p), _text(o)) for s, p, o in _triples(construct.template))
    try:
        reads = tuple(_Reader().group(construct.where, ()))
    except _Opaque:
        return None
    return Footprint(reads, writes, _anchor(writes, reads, identity))


def _anchor(writes: tuple[Pattern, ...], reads: tuple[Read, ...], identity: frozenset[str]) -> str | None:
    """The variable at one fixed end of every triple written; of a node made by the rule, one among its values."""
    made = {s for s, _, _ in writes if s.startswith("_:")}
    if made:
        # A value that stands alone under a property of the node's identity is the same wherever that node is.
        by_property: dict[str, set[str]] = {}
        for _, predicate, value in writes:
            if predicate[1:-1] in identity:
                by_property.setdefault(predicate, set()).add(value)
        alone = {next(iter(values)) for values in by_property.values() if len(values) == 1}
        candidates = alone if len(made) == 1 and all(s in made for s, _, _ in writes) else set()
    else:
        candidates = set.intersection(*({s} for s, _, _ in writes)) | set.intersection(*({o} for _, _, o in writes))
    asked = Counter(variable for read in reads for variable in read.step.variables)
    subjects = {s for s, _, _ in writes}
    # The more patterns meet in it, the fewer conclusions it has; of equals the subject, which has fewer than an object.
    named = (variable for variable in candidates if variable.startswith("?") and asked[variable])
    return min(named, key=lambda variable: (-asked[variable], variable not in subjects, variable), default=None)


def _triples(parts: Any) -> Iterator[tuple[Any, Any, Any]]:
    for flat in parts or ():
        for index in range(0, len(flat), 3):
            yield flat[index], flat[index + 1], flat[index + 2]


def _text(term: Any) -> str:
    from rdflib import BNode, Variable

    if isinstance(term, Variable):
        return f"?{term}"
    return f"_:{term}" if isinstance(term, BNode) else str(term.n3())


class _Reader:
    """Reads the groups of a query; ``beside`` are the patterns of the groups around."""

    def __init__(self) -> None:
        self.fresh = 0

    def group(self, group: Any, beside: tuple[Step, ...]) -> Iterator[Read]:
        if group.name == "SubSelect":
            raise _Opaque
        own: list[Step] = []
        inner: list[Any] = []
        for part in group.part if "part" in group else ():
            if part.name == "TriplesBlock":
                own += [step for triple in _triples(part.triples) for step in self.steps(*triple)]
            elif part.name in ("Filter", "Bind"):
                inner += _exists(part.expr)
            elif part.name == "GroupOrUnionGraphPattern":
                inner += part.graph
            elif part.name in ("OptionalGraphPattern", "MinusGraphPattern"):
                inner.append(part.graph)
            elif part.name != "InlineData":
                raise _Opaque
        together = (*beside, *own)
        yield from (Read(step, together) for step in own)
        for each in inner:
            yield from self.group(each, together)

    def steps(self, subject: Any, predicate: Any, value: Any) -> Iterator[Step]:
        from rdflib import URIRef, Variable
        from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath

        if isinstance(predicate, Variable):
            yield Step(_term(subject), None, _term(value))
        elif isinstance(predicate, URIRef):
            yield Step(_term(subject), (str(predicate),), _term(value))
        elif isinstance(predicate, InvPath):
            yield from self.steps(value, predicate.arg, subject)
        elif isinstance(predicate, SequencePath):
            self.fresh += 1
            ends = [subject, *(Variable(f"_{self.fresh}_{i}") for i in range(1, len(predicate.args))), value]
            for start, step, end in zip(ends, predicate.args, ends[1:], strict=False):
                yield from self.steps(start, step, end)
        elif isinstance(predicate, AlternativePath):
            yield Step(_term(subject), _names(predicate.args), _term(value))
        elif isinstance(predicate, MulPath):
            inner = predicate.path
            names = _names(inner.args) if isinstance(inner, AlternativePath) else _names([inner])
            yield Step(_term(subject), names, _term(value), closure=True)
        else:
            raise _Opaque


def _names(paths: Any) -> tuple[str, ...]:
    from rdflib import URIRef

    if not all(isinstance(path, URIRef) for path in paths):
        raise _Opaque
    return tuple(str(path) for path in paths)


def _term(term: Any) -> str:
    """A blank node in a pattern is a variable without a name."""
    text = _text(term)
    return "?" + text.replace(":", "") if text.startswith("_:") else text


def _exists(expression: Any) -> list[Any]:
    """The groups asked by EXISTS and NOT EXISTS anywhere in ``expression``."""
    if isinstance(expression, list):
        return [group for each in expression for group in _exists(each)]
    if not hasattr(expression, "name"):
        return []
    if expression.name in ("Builtin_EXISTS", "Builtin_NOTEXISTS"):
        return [expression.graph]
    return [group for each in expression.values() for group in _exists(each)]
