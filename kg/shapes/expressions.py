"""Value constraints as SPARQL expressions: does this node satisfy that constraint, that shape?"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import count

from pyoxigraph import BlankNode, Literal, NamedNode

from kg.rdf.namespaces import RDF, SH, XSD
from kg.shapes.model import Constraint, Shape, Shapes, Term, UnsupportedError

_ORDER = {"minInclusive": ">=", "minExclusive": ">", "maxInclusive": "<=", "maxExclusive": "<"}
_KINDS = {
    "IRI": "isIRI({0})",
    "Literal": "isLiteral({0})",
    "BlankNode": "isBlank({0})",
    "IRIOrLiteral": "(isIRI({0}) || isLiteral({0}))",
    "BlankNodeOrIRI": "(isIRI({0}) || isBlank({0}))",
    "BlankNodeOrLiteral": "(isBlank({0}) || isLiteral({0}))",
}
# Lexical forms on which all engines agree; of any other pySHACL is asked.
_PLAIN = {
    XSD + "decimal": r"^[+-]?[0-9]{1,18}([.][0-9]{1,18})?$",
    XSD + "integer": r"^[+-]?[0-9]{1,18}$",
    XSD + "boolean": r"^(true|false)$",
    XSD + "date": r"^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}$",
}
_TEXT = (XSD + "string", RDF + "langString")
JUDGED = frozenset({*_ORDER, "datatype"})


def odd(term: Term) -> bool:
    """Whether ``term`` is a typed literal that engines may read differently, such as ``"3e4"^^xsd:decimal``."""
    if not isinstance(term, Literal) or term.datatype.value in _TEXT:
        return False
    plain = _PLAIN.get(term.datatype.value)
    return plain is None or re.search(plain, term.value, re.ASCII) is None or term.datatype.value == XSD + "date"


def sparql(term: Term) -> str:
    """``term`` in SPARQL syntax."""
    if isinstance(term, BlankNode):
        raise UnsupportedError("a blank node as a constant")
    return str(term)


class Expressions:
    """Boolean SPARQL expressions for the shapes of one shapes graph."""

    def __init__(self, shapes: Shapes, subclasses: Callable[[str], frozenset[str]]) -> None:
        self.shapes = shapes
        self.subclasses = subclasses
        self._names = count()

    def accepts(self, shape: Shape, constraint: Constraint, node: str) -> str | None:
        """An expression that is true if ``node`` satisfies ``constraint``; None where nothing can fail."""
        name, value = constraint.parameter, constraint.value
        if name in _ORDER:
            return f"COALESCE({node} {_ORDER[name]} {sparql(value)}, false)"
        if name == "class":
            classes = ", ".join(f"<{c}>" for c in sorted(self.subclasses(value.value)))
            kind = f"?k{next(self._names)}"
            return f"EXISTS {{ {node} <{RDF}type> {kind} FILTER({kind} IN ({classes})) }}" if classes else "(false)"
        if name == "datatype":
            return self._datatype(value.value, node)
        if name == "nodeKind":
            return _KINDS[value.value.removeprefix(SH)].format(node)
        if name == "in":
            return "(" + " || ".join(f"sameTerm({node}, {sparql(v)})" for v in self.shapes.members(value)) + ")"
        if name == "languageIn":
            tags = " || ".join(f'LANGMATCHES(LANG({node}), "{v.value}")' for v in self.shapes.members(value))
            return f"COALESCE({tags}, false)"
        if name == "pattern":
            flags = "".join(f", {sparql(f)}" for f in self.shapes.objects(shape.node, "flags"))
            return f"COALESCE(!isBlank({node}) && REGEX(STR({node}), {sparql(Literal(value.value))}{flags}), false)"
        if name in ("minLength", "maxLength"):
            sign = ">=" if name == "minLength" else "<="
            return f"COALESCE(!isBlank({node}) && STRLEN(STR({node})) {sign} {int(value.value)}, false)"
        if name == "node":
            return self.conforms(value, node)
        if name == "not":
            return f"(!{self.conforms(value, node)})"
        if name in ("and", "or"):
            sign = " && " if name == "and" else " || "
            return "(" + sign.join(self.conforms(member, node) for member in self.shapes.members(value)) + ")"
        if name == "xone":
            each = " + ".join(f"IF({self.conforms(member, node)}, 1, 0)" for member in self.shapes.members(value))
            return f"({each} = 1)"
        raise UnsupportedError(name)

    def _datatype(self, datatype: str, node: str) -> str:
        if datatype == RDF + "langString":
            return f"COALESCE(LANG({node}) != '', false)"
        same = f"DATATYPE({node}) = <{datatype}>"
        if datatype == XSD + "string":
            return f"COALESCE({same}, false)"
        plain = _PLAIN.get(datatype)
        if plain is None:
            raise UnsupportedError(f"datatype {datatype}")
        cast = f" && STRLEN(STR(<{datatype}>(STR({node})))) > 0" if datatype == XSD + "date" else ""
        return f"COALESCE({same} && REGEX(STR({node}), '{plain}'){cast}, false)"

    def conforms(self, node: Term, variable: str) -> str:
        """An expression that is true if ``variable`` conforms to the shape at ``node``."""
        if isinstance(node, Literal):
            raise UnsupportedError("a literal as a shape")
        shape = self.shapes.shape(node)
        parts = [self._holds(shape, constraint, variable) for constraint in shape.constraints]
        if shape.path is None:
            parts += [self.conforms(child, variable) for child in shape.properties]
        elif shape.properties:
            raise UnsupportedError("sh:property inside a property shape")
        return "(" + " && ".join(part for part in parts if part) + ")" if any(parts) else "(true)"

    def reaches(self, path: Term, start: str, end: str | None = None, where: Callable[[str], str] | None = None) -> str:
        """An expression that is true if ``path`` leads from ``start`` to ``end``, or to some node for which ``where`` holds.

        Each EXISTS holds one pattern: Oxigraph joins several over the whole graph, once for every focus node.
        """
        if isinstance(path, NamedNode) or not (steps := self.shapes.steps(path)):
            node = end or f"?v{next(self._names)}"
            test = f" FILTER({where(node)})" if where else ""
            return f"EXISTS {{ {start} {self.shapes.path(path)} {node}{test} }}"
        kind, parts = steps
        if kind == "alternative":
            return "(" + " || ".join(self.reaches(part, start, end, where) for part in parts) + ")"
        first, *rest = parts
        if not rest:
            return self.reaches(first, start, end, where)
        return self.reaches(first, start, None, lambda node: self._after(rest, node, end, where))

    def _after(self, rest: list[Term], start: str, end: str | None, where: Callable[[str], str] | None) -> str:
        first, *more = rest
        if not more:
            return self.reaches(first, start, end, where)
        return self.reaches(first, start, None, lambda node: self._after(more, node, end, where))

    def _holds(self, shape: Shape, constraint: Constraint, variable: str) -> str | None:
        if shape.path is None:
            if constraint.parameter == "hasValue":
                return f"sameTerm({variable}, {sparql(constraint.value)})"
            return self.accepts(shape, constraint, variable)
        path = shape.path
        if constraint.parameter == "hasValue":
            return self.reaches(path, variable, sparql(constraint.value))
        if constraint.parameter == "equals":
            other = constraint.value
            missing = self.reaches(path, variable, None, lambda node: f"!{self.reaches(other, variable, node)}")
            surplus = self.reaches(other, variable, None, lambda node: f"!{self.reaches(path, variable, node)}")
            return f"(!{missing} && !{surplus})"
        if constraint.parameter in ("minCount", "maxCount"):
            number = int(constraint.value.value)
            if constraint.parameter == "minCount" and number == 0:
                return None
            if number > 1 or (constraint.parameter == "maxCount" and number == 1):
                raise UnsupportedError(f"{constraint.parameter} {number} in a nested shape")
            some = self.reaches(path, variable)
            return some if constraint.parameter == "minCount" else f"(!{some})"

        def fails(node: str) -> str:
            return f"!{self.accepts(shape, constraint, node)}"

        if self.accepts(shape, constraint, "?any") is None:
            return None
        return f"(!{self.reaches(path, variable, None, fails)})"
