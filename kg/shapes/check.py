"""Validation: which constraints does a graph violate?

The whole graph is checked by queries compiled from the shapes; pySHACL decides
what the compiler does not know, checks changed parts, and is the reference in tests.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pyoxigraph import NamedNode, Store, Triple

from kg.rdf.namespaces import RDF, RDFS
from kg.rdf.readable import SOLUTIONS, Readable
from kg.shapes.compile import Query, compile_shapes
from kg.shapes.expressions import odd
from kg.shapes.model import Shape, Shapes, Term

ShapesSource = Iterable[Triple] | Mapping[str, Iterable[Triple]] | Shapes


@dataclass(frozen=True, slots=True)
class Result:
    """One validation result: which constraint, at which node, because of which value.

    ``path`` is the IRI of the property, or a SPARQL path where it is a longer one;
    ``source`` is the shape, with severity and messages.
    """

    shape: str
    component: str
    focus: Term
    path: str | None
    value: Term | None
    source: Shape = field(compare=False)

    @property
    def severity(self) -> str:
        """Violation, warning or info, in small letters."""
        return self.source.severity

    @property
    def messages(self) -> Mapping[str, str]:
        """The shape's messages by language."""
        return self.source.messages

    @property
    def order(self) -> tuple[str, ...]:
        """A total, stable order of results."""
        return str(self.focus), self.shape, self.component, self.path or "", str(self.value)


def as_shapes(shapes: ShapesSource) -> Shapes:
    """``shapes`` in whichever form they come."""
    return shapes if isinstance(shapes, Shapes) else Shapes.of(shapes)


class Subclasses:
    """Which classes that have instances in a store are a given class or below it."""

    def __init__(self, store: Readable) -> None:
        self._store = store
        self._below: dict[str, set[str]] = {}
        for quad in store.quads_for_pattern(None, NamedNode(RDFS + "subClassOf"), None):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                self._below.setdefault(quad.object.value, set()).add(quad.subject.value)
        self._inhabited: dict[str, bool] = {}

    def _has_instances(self, iri: str) -> bool:
        if iri not in self._inhabited:
            found = self._store.quads_for_pattern(None, NamedNode(RDF + "type"), NamedNode(iri))
            self._inhabited[iri] = next(found, None) is not None
        return self._inhabited[iri]

    def __call__(self, iri: str) -> frozenset[str]:
        """The class ``iri`` and those below it, as far as they have instances."""
        reached, todo = {iri}, [iri]
        while todo:
            for below in self._below.get(todo.pop(), ()):
                if below not in reached:
                    reached.add(below)
                    todo.append(below)
        return frozenset(c for c in reached if self._has_instances(c))


def validate(store: Readable, shapes_graph: ShapesSource) -> list[Result]:
    """All results for the whole ``store``, sorted: the constraints, and what no constraint would look at."""
    from kg.shapes.terms import unknown_terms

    shapes = as_shapes(shapes_graph)
    return sorted({*violated(store, shapes), *unknown_terms(store, shapes)}, key=lambda result: result.order)


def violated(store: Readable, shapes_graph: ShapesSource) -> list[Result]:
    """The results of SHACL, sorted: compiled queries, pySHACL for what they do not cover."""
    shapes = as_shapes(shapes_graph)
    compiled = compile_shapes(shapes, Subclasses(store))
    results = {result for query in compiled.queries for result in run(store, query)}
    if compiled.unsupported:
        from kg.shapes.reference import validate_reference

        left = set(compiled.unsupported)
        results |= {r for r in validate_reference(store, shapes) if (r.shape, r.component) in left}
    return sorted(results, key=lambda result: result.order)


def run(store: Readable, query: Query) -> Iterable[Result]:
    """The results of one compiled constraint."""
    solutions = store.query(query.text)
    assert isinstance(solutions, SOLUTIONS)
    names = {variable.value for variable in solutions.variables}
    doubtful: list[Result] = []
    for row in solutions:
        focus = row["this"]
        value = row["value"] if "value" in names else None
        path = row["path"] if "path" in names else None
        if value is None and query.focus_is_value:
            value = focus
        found = Result(
            query.shape.name, query.component, focus, path.value if path is not None else query.path, value, query.shape
        )
        if query.judged and value is not None and odd(value):
            doubtful.append(found)
        else:
            yield found
    if query.judged and doubtful:
        from kg.shapes.reference import violating

        wrong = violating(query.judged, {result.value for result in doubtful})
        yield from (result for result in doubtful if result.value in wrong)


def validate_changed(store: Store, shapes_graph: ShapesSource, focus_nodes: Iterable[str]) -> list[Result]:
    """The results at ``focus_nodes`` (IRIs) alone, by stock pySHACL; the cost follows their number, not the graph."""
    from kg.shapes.changed import validate_changed

    return validate_changed(store, shapes_graph, focus_nodes)
