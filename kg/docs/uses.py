"""Where each term of the ontology is used: in the data, in shapes, rules and named queries, and by other terms."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from pyoxigraph import NamedNode, Triple

from kg.ontology.vocabulary import Vocabulary
from kg.rdf.namespaces import KG, PREFIXES, RDFS
from kg.workspace import Workspace

_NAME = re.compile(r"(?<![\w<])([a-z]+):([A-Za-z0-9_](?:[\w.-]*[\w-])?)|<(https?://[^>\s]+)>")
_NO_TERMS = re.compile(r"#[^\n]*|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'")
# How a term is described is no use of the terms it is described by.
_DESCRIBING = {RDFS + name for name in ("domain", "range", "subClassOf", "isDefinedBy", "subPropertyOf")}


@dataclass(slots=True)
class Uses:
    """Uses of one term: how often in data, and the names of the rest that use it."""

    data: int = 0
    shapes: set[str] = field(default_factory=set)
    rules: set[str] = field(default_factory=set)
    queries: set[str] = field(default_factory=set)
    terms: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.data or self.shapes or self.rules or self.queries or self.terms)


def terms_in(sparql: str) -> set[str]:
    """The IRIs that a query names, prefixed or whole; comments and texts are left out.

    >>> sorted(terms_in("SELECT * { ?x kg:builds ?y } # kg:no"))
    ['https://w3id.org/regional-kg/ontology#builds']
    """
    # IRIs hold # and must not be cut there.
    bare = re.sub(r"<https?://[^>\s]+>|" + _NO_TERMS.pattern, lambda m: m[0] if m[0].startswith("<") else " ", sparql)
    found = set()
    for prefix, name, iri in _NAME.findall(bare):
        if iri:
            found.add(iri)
        elif prefix in PREFIXES:
            found.add(PREFIXES[prefix] + name)
    return found


def uses(workspace: Workspace, data: Iterable[Triple]) -> dict[str, Uses]:
    """Uses by term. ``data`` is what is stated and derived, without the ontology.

    A class counts as used where one below it is. A property that roles or relations name as their
    shortcut counts as used only where the rules wrote it: otherwise nobody chose that role yet.
    """
    found: dict[str, Uses] = defaultdict(Uses)
    counted: Counter[str] = Counter()
    for triple in data:
        counted[triple.predicate.value] += 1
        if isinstance(triple.object, NamedNode):
            counted[triple.object.value] += 1
    for term, number in counted.items():
        found[term].data = number
    for name, triples in workspace.shapes.items():
        for triple in triples:
            for node in triple:
                if isinstance(node, NamedNode):
                    found[node.value].shapes.add(PurePosixPath(name).stem)
    # Shapes hold SPARQL in texts.
    for name, triples in workspace.shapes.items():
        for triple in triples:
            if triple.predicate.value.endswith(("shacl#select", "shacl#ask", "shacl#construct")):
                for iri in terms_in(getattr(triple.object, "value", "")):
                    found[iri].shapes.add(PurePosixPath(name).stem)
    for name, text in workspace.rules.items():
        for iri in terms_in(text):
            found[iri].rules.add(PurePosixPath(name).stem)
    for name, path in workspace.queries.items():
        for iri in terms_in(path.read_text(encoding="utf-8")):
            found[iri].queries.add(name)
    for triple in workspace.ontology:
        if triple.predicate.value not in _DESCRIBING and isinstance(triple.subject, NamedNode):
            found[triple.predicate.value].terms.add(triple.subject.value)
    _through_classes(found, workspace.vocabulary)
    return dict(found)


def _through_classes(found: Mapping[str, Uses], vocabulary: Vocabulary) -> None:
    for cls in vocabulary.classes:
        number = found[cls].data if cls in found else 0
        for above in vocabulary.ancestors(cls) - {cls}:
            if number and above in found:
                found[above].data += number


def unused(workspace: Workspace, data: Iterable[Triple]) -> list[str]:
    """Classes and properties of the ontology that neither data, shape, rule nor query uses, sorted."""
    found = uses(workspace, data)
    terms = workspace.vocabulary.classes | workspace.vocabulary.properties
    return sorted(term for term in terms if term.startswith(KG) and not found.get(term))


def unused_concepts(workspace: Workspace, data: Iterable[Triple]) -> list[str]:
    """Concepts that neither data, shape, rule nor query uses, sorted: choices nobody has made yet."""
    found = uses(workspace, data)
    concepts = {iri for scheme in workspace.vocabulary.concepts.values() for iri in scheme.values()}
    return sorted(iri for iri in concepts if not found.get(iri))
