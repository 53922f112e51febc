"""SHACL shapes as values, read from triples: paths, targets, constraints, messages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.rdf.namespaces import RDF, SH, SHAPES

Term = NamedNode | BlankNode | Literal

TARGETS = ("targetClass", "targetSubjectsOf", "targetObjectsOf", "targetNode")
# One constraint component per parameter, but for these, which are read together with another.
COMPANIONS = frozenset({"flags", "ignoredProperties", "qualifiedValueShapesDisjoint"})
COMPONENTS: Mapping[str, str] = {
    name: f"{SH}{name[0].upper()}{name[1:]}ConstraintComponent"
    for name in (
        "class", "datatype", "nodeKind", "minCount", "maxCount", "minExclusive", "minInclusive", "maxExclusive",
        "maxInclusive", "minLength", "maxLength", "pattern", "languageIn", "uniqueLang", "equals", "disjoint",
        "lessThan", "lessThanOrEquals", "not", "and", "or", "xone", "node", "closed", "hasValue", "in",
    )
} | {
    "qualifiedMinCount": SH + "QualifiedMinCountConstraintComponent",
    "qualifiedMaxCount": SH + "QualifiedMaxCountConstraintComponent",
    "sparql": SH + "SPARQLConstraintComponent",
}  # fmt: skip
# Rules about the ontology and the shapes themselves: no business of data.
STYLE = "ontology-style.ttl"
SEVERITIES: Mapping[str, str] = {SH + "Violation": "violation", SH + "Warning": "warning", SH + "Info": "info"}


class UnsupportedError(Exception):
    """A construct that the compiler does not know; pySHACL decides it."""


@dataclass(frozen=True, slots=True)
class Constraint:
    """One constraint of a shape: the parameter's local name (``minCount``) and its value."""

    parameter: str
    value: Term

    @property
    def component(self) -> str:
        """IRI of the constraint component, as a validation report gives it."""
        return COMPONENTS[self.parameter]


@dataclass(frozen=True)
class Shape:
    """One node or property shape.

    ``once``: results that share a node are one problem (``kgsh:reportOnce``).
    ``unless``: nothing is said about a node of which one of these shapes has told the cause (``kgsh:unless``).
    ``expected``: paths from the focus node to the values that would be right (``kgsh:expected``).
    """

    node: NamedNode | BlankNode
    path: Term | None
    targets: tuple[tuple[str, Term], ...]
    constraints: tuple[Constraint, ...]
    properties: tuple[NamedNode | BlankNode, ...]
    severity: str
    messages: Mapping[str, str] = field(compare=False)
    deactivated: bool = False
    once: bool = False
    unless: frozenset[str] = frozenset()
    expected: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The shape's IRI; for an unnamed one its blank node label."""
        return self.node.value


@dataclass(frozen=True)
class Shapes:
    """A shapes graph."""

    triples: tuple[Triple, ...] = field(repr=False)

    @classmethod
    def of(cls, triples: Iterable[Triple] | Mapping[str, Iterable[Triple]]) -> Shapes:
        """The shapes in ``triples``, or in a mapping from file names to triples (the style of the ontology left out)."""
        if isinstance(triples, Mapping):
            return cls(tuple(triple for name, file in triples.items() if not name.endswith(STYLE) for triple in file))
        return cls(tuple(triples))

    @cached_property
    def index(self) -> dict[Term, dict[str, list[Term]]]:
        """Objects by subject and predicate."""
        table: dict[Term, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for triple in self.triples:
            if not isinstance(triple.subject, Triple) and not isinstance(triple.object, Triple):
                table[triple.subject][triple.predicate.value].append(triple.object)
        return {subject: dict(found) for subject, found in table.items()}

    def objects(self, subject: Term, parameter: str) -> list[Term]:
        """The values of ``sh:parameter`` at ``subject``."""
        return self.index.get(subject, {}).get(SH + parameter, [])

    def types(self, node: Term) -> set[str]:
        """The classes of ``node`` in the shapes graph."""
        return {t.value for t in self.index.get(node, {}).get(RDF + "type", []) if isinstance(t, NamedNode)}

    def members(self, head: Term) -> Iterator[Term]:
        """The members of an RDF list."""
        seen = set()
        while head != NamedNode(RDF + "nil") and head not in seen:
            seen.add(head)
            cell = self.index.get(head, {})
            yield from cell.get(RDF + "first", [])[:1]
            head = next(iter(cell.get(RDF + "rest", [])), NamedNode(RDF + "nil"))

    @cached_property
    def shapes(self) -> dict[NamedNode | BlankNode, Shape]:
        """All shapes by node: typed, with a target, or referred to as a property shape; the order is stable."""
        nodes: set[Term] = set()
        for subject, found in self.index.items():
            if self.types(subject) & {SH + "NodeShape", SH + "PropertyShape"} or any(SH + t in found for t in TARGETS):
                nodes.add(subject)
            nodes.update(found.get(SH + "property", []))
        return {node: self.shape(node) for node in sorted(nodes, key=str) if not isinstance(node, Literal)}

    def shape(self, node: NamedNode | BlankNode) -> Shape:
        """The shape at ``node``."""
        found = self.index.get(node, {})
        names = {predicate.removeprefix(SH) for predicate in found if predicate.startswith(SH)}
        said = self.objects(node, "message") or [
            m for s in self.objects(node, "sparql") for m in self.objects(s, "message")
        ]
        messages = {m.language or "": m.value for m in said if isinstance(m, Literal)}
        severity = next((s.value for s in self.objects(node, "severity")), SH + "Violation")
        return Shape(
            node,
            next(iter(self.objects(node, "path")), None),
            tuple((name, value) for name in TARGETS for value in sorted(self.objects(node, name), key=str)),
            tuple(
                Constraint(name, v)
                for name in sorted(names & COMPONENTS.keys())
                for v in sorted(self.objects(node, name), key=str)
            ),
            tuple(p for p in sorted(self.objects(node, "property"), key=str) if not isinstance(p, Literal)),
            SEVERITIES.get(severity, "violation"),
            messages,
            any(d.value == "true" for d in self.objects(node, "deactivated")),
            any(o.value == "true" for o in found.get(SHAPES + "reportOnce", [])),
            frozenset(each.value for each in found.get(SHAPES + "unless", [])),
            tuple(self.path(p) for p in sorted(found.get(SHAPES + "expected", []), key=str)),
        )

    def steps(self, path: Term) -> tuple[str, list[Term]] | None:
        """``("sequence" or "alternative", its paths)``; None for a path of another kind."""
        found = self.index.get(path, {})
        if RDF + "first" in found:
            return "sequence", list(self.members(path))
        if values := found.get(SH + "alternativePath"):
            return "alternative", list(self.members(values[0]))
        return None

    def path(self, path: Term) -> str:
        """A SHACL property path as a SPARQL path."""
        if isinstance(path, NamedNode):
            return f"<{path.value}>"
        found = self.index.get(path, {})
        if RDF + "first" in found:
            return "(" + "/".join(self.path(p) for p in self.members(path)) + ")"
        for name, form in (
            ("inversePath", "^{}"),
            ("zeroOrMorePath", "{}*"),
            ("oneOrMorePath", "{}+"),
            ("zeroOrOnePath", "{}?"),
        ):
            if values := found.get(SH + name):
                return "(" + form.format(self.path(values[0])) + ")"
        if values := found.get(SH + "alternativePath"):
            return "(" + "|".join(self.path(p) for p in self.members(values[0])) + ")"
        raise UnsupportedError(f"path of {path}")
