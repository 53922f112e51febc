"""From SHACL shapes to SPARQL: one SELECT a constraint, over the whole graph at once.

Each query yields ``?this`` and, where the component reports them, ``?value`` and
``?path``. What the compiler does not know raises ``UnsupportedError``; pySHACL decides it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from kg.rdf.namespaces import RDF, RDFS, SH
from kg.shapes.expressions import JUDGED, Expressions, sparql
from kg.shapes.model import Constraint, Shape, Shapes, UnsupportedError

Subclasses = Callable[[str], frozenset[str]]
Targets = tuple[tuple[str, str], ...]

# A node shape that is also a class targets its own instances.
_CLASSES = frozenset({RDFS + "Class"})
_WHERE = re.compile(r"\bWHERE\s*\{", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Query:
    """One constraint as SPARQL; ``path`` is that of results which bind no ``?path``.

    ``judged``: of values in an unusual lexical form, on which engines differ, pySHACL is asked
    whether they violate this constraint.
    """

    shape: Shape
    component: str
    path: str | None
    text: str
    focus_is_value: bool = False
    judged: Constraint | None = None


@dataclass(frozen=True, slots=True)
class Compiled:
    """All constraints of a shapes graph; those in ``unsupported`` (shape, component) are left to pySHACL."""

    queries: tuple[Query, ...]
    unsupported: tuple[tuple[str, str], ...]


def targets(shapes: Shapes) -> dict[str, Targets]:
    """The targets (kind, term) of each shape; a property shape has those of the node shapes it belongs to."""
    found: dict[str, set[tuple[str, str]]] = {shape.name: set() for shape in shapes.shapes.values()}
    for shape in shapes.shapes.values():
        own = {(kind, sparql(value)) for kind, value in shape.targets}
        if shapes.types(shape.node) & _CLASSES:
            own.add(("targetClass", sparql(shape.node)))
        found[shape.name] |= own
        if shape.path is None and not shape.deactivated:
            for child in shape.properties:
                found[child.value] |= own
    return {name: tuple(sorted(each)) for name, each in found.items()}


def target_pattern(found: Iterable[tuple[str, str]], subclasses: Subclasses) -> str | None:
    """A graph pattern that binds ``?this`` to all focus nodes; None if there can be none."""
    classes: set[str] = set()
    branches: list[str] = []
    for kind, term in found:
        if kind == "targetClass":
            classes |= subclasses(term[1:-1])
        elif kind == "targetSubjectsOf":
            branches.append(f"?this {term} ?any .")
        elif kind == "targetObjectsOf":
            branches.append(f"?any {term} ?this .")
        else:
            branches.append(f"BIND({term} AS ?this)")
    branches += [f"?this <{RDF}type> <{name}> ." for name in sorted(classes)]
    if not branches:
        return None
    return branches[0] if len(branches) == 1 else " UNION ".join(f"{{ {branch} }}" for branch in branches)


def compile_shapes(shapes: Shapes, subclasses: Subclasses) -> Compiled:
    """Compile all constraints that can have a focus node; ``subclasses`` gives the classes in use below a class."""
    queries: list[Query] = []
    unsupported: list[tuple[str, str]] = []
    found = targets(shapes)
    expressions = Expressions(shapes, subclasses)
    for shape in shapes.shapes.values():
        pattern = target_pattern(found[shape.name], subclasses)
        if shape.deactivated or pattern is None:
            continue
        for constraint in shape.constraints:
            try:
                query = _Compiler(shapes, expressions, shape, pattern).query(constraint)
            except UnsupportedError:
                unsupported.append((shape.name, constraint.component))
            else:
                queries += [query] if query else []
        if shape.path is not None:
            unsupported += _below(shapes, shape)
    return Compiled(tuple(queries), tuple(unsupported))


def _below(shapes: Shapes, shape: Shape) -> list[tuple[str, str]]:
    """All constraints of the property shapes inside a property shape: their focus nodes are its values."""
    children = [shapes.shapes[child] for child in shape.properties]
    own = [(child.name, constraint.component) for child in children for constraint in child.constraints]
    return own + [each for child in children for each in _below(shapes, child)]


class _Compiler:
    """The constraints of one shape whose focus nodes match ``target``."""

    def __init__(self, shapes: Shapes, expressions: Expressions, shape: Shape, target: str) -> None:
        self.shapes = shapes
        self.expressions = expressions
        self.shape = shape
        self.target = target
        self.path = shapes.path(shape.path) if shape.path is not None else None
        self.steps = f"?this {self.path} ?value ." if self.path else "BIND(?this AS ?value)"

    def query(self, constraint: Constraint) -> Query | None:
        """The query for ``constraint``; None where nothing can violate it."""
        text = self._SPECIAL.get(constraint.parameter, _Compiler._values)(self, constraint)
        if text is None:
            return None
        path = self.shape.path.value if isinstance(self.shape.path, NamedNode) else self.path
        return Query(
            self.shape,
            constraint.component,
            path,
            text,
            focus_is_value=constraint.parameter == "sparql" and path is None,
            judged=constraint if constraint.parameter in JUDGED else None,
        )

    def _values(self, constraint: Constraint) -> str | None:
        accepts = self.expressions.accepts(self.shape, constraint, "?value")
        if accepts is None:
            return None
        return f"SELECT DISTINCT ?this ?value WHERE {{ {self.target} {self.steps} FILTER(!{accepts}) }}"

    def _fewer(self, least: int, where: Callable[[str], str] | None = None) -> str | None:
        """Focus nodes with fewer than ``least`` values (for which ``where`` holds)."""
        if least == 0 or self.shape.path is None:
            return None
        if least == 1:
            some = self.expressions.reaches(self.shape.path, "?this", None, where)
            return f"SELECT DISTINCT ?this WHERE {{ {self.target} FILTER(!{some}) }}"
        steps = f"{self.steps} FILTER({where('?value')})" if where else self.steps
        enough = (
            f"SELECT ?this WHERE {{ {self.target} {steps} }} GROUP BY ?this HAVING (COUNT(DISTINCT ?value) >= {least})"
        )
        return f"SELECT DISTINCT ?this WHERE {{ {self.target} MINUS {{ {enough} }} }}"

    def _more(self, most: int, steps: str) -> str:
        if most == 0:
            return f"SELECT DISTINCT ?this WHERE {{ {self.target} {steps} }}"
        return f"SELECT ?this WHERE {{ {self.target} {steps} }} GROUP BY ?this HAVING (COUNT(DISTINCT ?value) > {most})"

    def _min_count(self, constraint: Constraint) -> str | None:
        return self._fewer(int(constraint.value.value))

    def _max_count(self, constraint: Constraint) -> str:
        return self._more(int(constraint.value.value), self.steps)

    def _qualified(self) -> Callable[[str], str]:
        if self.shapes.objects(self.shape.node, "qualifiedValueShapesDisjoint"):
            raise UnsupportedError("qualifiedValueShapesDisjoint")
        inner = self.shapes.objects(self.shape.node, "qualifiedValueShape")
        return lambda node: self.expressions.conforms(inner[0], node)

    def _qualified_min_count(self, constraint: Constraint) -> str | None:
        return self._fewer(int(constraint.value.value), self._qualified())

    def _qualified_max_count(self, constraint: Constraint) -> str:
        return self._more(int(constraint.value.value), f"{self.steps} FILTER({self._qualified()('?value')})")

    def _has_value(self, constraint: Constraint) -> str:
        value = sparql(constraint.value)
        path = self.shape.path
        holds = self.expressions.reaches(path, "?this", value) if path is not None else f"sameTerm(?this, {value})"
        return f"SELECT DISTINCT ?this WHERE {{ {self.target} FILTER(!{holds}) }}"

    def _unique_lang(self, constraint: Constraint) -> str | None:
        if constraint.value.value != "true":
            return None
        tag = "BIND(LCASE(LANG(?value)) AS ?tag) FILTER(?tag != '')"
        count = "GROUP BY ?this ?tag HAVING (COUNT(DISTINCT ?value) > 1)"
        return f"SELECT ?this WHERE {{ {self.target} {self.steps} {tag} }} {count}"

    def _equals(self, constraint: Constraint) -> str:
        other = f"?this {sparql(constraint.value)} ?value"
        here = f"{{ {self.steps} FILTER NOT EXISTS {{ {other} }} }}"
        there = f"{{ {other} FILTER NOT EXISTS {{ {self.steps} }} }}"
        return f"SELECT DISTINCT ?this ?value WHERE {{ {self.target} {here} UNION {there} }}"

    def _disjoint(self, constraint: Constraint) -> str:
        return f"SELECT DISTINCT ?this ?value WHERE {{ {self.target} {self.steps} ?this {sparql(constraint.value)} ?value }}"

    def _closed(self, constraint: Constraint) -> str | None:
        if constraint.value.value != "true":
            return None
        heads = self.shapes.objects(self.shape.node, "ignoredProperties")
        steps = [self.shapes.shapes[child].path for child in self.shape.properties]
        allowed = {sparql(p) for head in heads for p in self.shapes.members(head)} | {
            sparql(p) for p in steps if isinstance(p, NamedNode)
        }
        names = ", ".join(sorted(allowed)) or f"<{SH}none>"
        return f"SELECT DISTINCT ?this ?path ?value WHERE {{ {self.target} ?this ?path ?value FILTER(?path NOT IN ({names})) }}"

    def _sparql(self, constraint: Constraint) -> str | None:
        """The SELECT of a SPARQL constraint for all focus nodes at once: the target takes the place of the pre-binding."""
        if any(d.value == "true" for d in self.shapes.objects(constraint.value, "deactivated")):
            return None
        select = self.shapes.objects(constraint.value, "select")
        text = select[0].value.replace("$this", "?this") if len(select) == 1 else ""
        match = _WHERE.search(text)
        if match is None or "$PATH" in text or "$currentShape" in text:
            raise UnsupportedError("a SELECT of another form")
        prologue = "".join(
            f"PREFIX {prefix.value}: <{namespace.value}>\n"
            for head in self.shapes.objects(constraint.value, "prefixes")
            for declared in self.shapes.objects(head, "declare")
            for prefix in self.shapes.objects(declared, "prefix")
            for namespace in self.shapes.objects(declared, "namespace")
        )
        return f"{prologue}{text[: match.end()]} {{ {self.target} }} {text[match.end() :]}"

    _SPECIAL: Mapping[str, Callable[[_Compiler, Constraint], str | None]] = {
        "minCount": _min_count,
        "maxCount": _max_count,
        "qualifiedMinCount": _qualified_min_count,
        "qualifiedMaxCount": _qualified_max_count,
        "hasValue": _has_value,
        "uniqueLang": _unique_lang,
        "equals": _equals,
        "disjoint": _disjoint,
        "closed": _closed,
        "sparql": _sparql,
    }
