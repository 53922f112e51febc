"""The quick reader of patterns sees what rdflib's own parser sees."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from rdflib import BNode, Literal, URIRef, Variable
from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath
from rdflib.plugins.sparql.algebra import translatePath, translatePName, translatePrologue, traverse
from rdflib.plugins.sparql.parser import parseQuery

from kg.rdf.namespaces import PREFIXES
from kg.shapes.check import as_shapes
from kg.shapes.compile import compile_shapes
from kg.sparql.paths import SAME, Step
from kg.sparql.patterns import Group, read
from kg.workspace import builtin

WORKSPACE = builtin()


def ours(group: Group) -> Iterator[Step]:
    yield from (step for step in group.steps if step.predicates != SAME)
    for inner in group.inner:
        yield from ours(inner)


def theirs(node: Any) -> Iterator[Step]:
    """The same from rdflib's parse tree, wherever a triples block stands in it."""
    if isinstance(node, list):
        for each in node:
            yield from theirs(each)
    elif hasattr(node, "name"):
        if node.name == "TriplesBlock":
            for flat in node.triples:
                for index in range(0, len(flat), 3):
                    yield from steps(flat[index], flat[index + 1], flat[index + 2])
        else:
            for each in node.values():
                yield from theirs(each)


def steps(subject: Any, path: Any, value: Any) -> Iterator[Step]:
    if isinstance(path, InvPath):
        yield from steps(value, path.arg, subject)
    elif isinstance(path, SequencePath):
        ends = [subject, *(BNode() for _ in path.args[1:]), value]
        for start, part, end in zip(ends, path.args, ends[1:], strict=False):
            yield from steps(start, part, end)
    else:
        inner = path.path if isinstance(path, MulPath) else path
        names = inner.args if isinstance(inner, AlternativePath) else [inner]
        predicates = None if isinstance(inner, Variable) else tuple(map(str, names))
        yield Step(text(subject), predicates, text(value), isinstance(path, MulPath))


def text(term: Any) -> str:
    if isinstance(term, Variable):
        return f"?{term}"
    if isinstance(term, Literal) and not isinstance(term.value, bool) and term.datatype is not None:
        return "?_"
    return term.n3() if isinstance(term, (URIRef, Literal)) else "?_"


def plain(found: Iterator[Step]) -> Counter[tuple[object, ...]]:
    def end(name: str) -> str:
        # Inside a sub-select names get a number of their own.
        return "?_" if name.startswith("?_") else re.sub(r"(?:_\d+)+$", "", name)

    return Counter((end(s.subject), s.predicates, end(s.object), s.closure) for s in found)


def queries() -> Iterator[tuple[str, str]]:
    yield from WORKSPACE.rules.items()
    for name, path in WORKSPACE.queries.items():
        yield name, path.read_text(encoding="utf-8")
    compiled = compile_shapes(as_shapes(WORKSPACE.shapes), lambda iri: frozenset({iri}))
    for number, query in enumerate(compiled.queries):
        yield f"{query.shape.name}-{number}", query.text


@pytest.mark.parametrize(
    ("name", "query"), list(queries()), ids=lambda value: value.rsplit("#", 1)[-1] if len(value) < 99 else ""
)
def test_every_rule_query_and_compiled_constraint_is_read_as_rdflib_reads_it(name: str, query: str) -> None:
    tree = parseQuery(query)
    prologue = translatePrologue(tree[0], None, PREFIXES)
    parsed = traverse(tree[1], visitPost=partial(translatePName, prologue=prologue))
    parsed = traverse(parsed, visitPost=translatePath)

    assert plain(ours(read(query, PREFIXES).where)) == plain(theirs(parsed.where))
