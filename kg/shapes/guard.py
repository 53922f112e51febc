"""What a shapes graph may hold before an engine sees it: SHACL and its SPARQL constraints, nothing that runs code."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, Triple

from kg.errors import KgError
from kg.rdf.namespaces import SH
from kg.sparql.guard import check_query

MAX_TEXT = 64 * 1024
# Advanced SHACL: each can hold SPARQL or script that an engine runs outside the constraint's own limits.
_REFUSED = frozenset(
    SH + name
    for name in (
        *("target", "SPARQLTarget", "SPARQLTargetType", "JSTarget"),
        *("rule", "Rule", "SPARQLRule", "JSRule", "construct", "update", "expression"),
        *("Function", "SPARQLFunction", "JSFunction", "js", "JSConstraint", "jsLibrary", "jsLibraryURL"),
        *("shapesGraph", "suggestedShapesGraph"),
    )
)
_QUERIES = frozenset(SH + name for name in ("select", "ask"))


def check_shapes(triples: Iterable[Triple], file: str = "shapes") -> None:
    """Refuse advanced SHACL, scripts, and SPARQL constraints that would leave the graph.

    Raises:
        KgError: the construct, the node that has it, and what to do.
    """
    for triple in triples:
        predicate, value = triple.predicate.value, triple.object
        refused = value.value if isinstance(value, NamedNode) and value.value in _REFUSED else predicate
        if refused in _REFUSED:
            raise KgError(
                f"{file}: sh:{refused.removeprefix(SH)} on {triple.subject} is not run here;"
                " write the constraint as SHACL core or sh:sparql"
            )
        if predicate in _QUERIES and isinstance(value, Literal):
            check_query(value.value, f"{file}: {predicate.removeprefix(SH)} of {triple.subject}", max_text=MAX_TEXT)
