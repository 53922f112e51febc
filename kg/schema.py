"""A JSON Schema of the sheets, for editors: completion, hover texts and red lines while one writes.

Made from the context (which keys there are), the ontology (what they mean, which concepts
they take) and the shapes (which keys a claim of a class takes and which it needs). It helps; what is
valid is decided by ``kg validate``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from pyoxigraph import Literal, NamedNode, Store, Triple

from kg.ontology.context import BOOLEAN, DECIMAL, GRAPH, ID, INTEGER, TYPE, VOCAB, Term
from kg.ontology.vocabulary import ENTITY, EVIDENCE, LANGUAGES, Vocabulary
from kg.rdf.namespaces import KG, RDF, RDFS, SH, SKOS, is_content
from kg.rdf.turtle import Term as Node
from kg.workspace import Workspace

_ANY = ["string", "number", "boolean"]
_LISTED = (ENTITY, KG + "Document", KG + "Dataset", KG + "IdentityDecision", KG + "RankDecision", KG + "Omission")
# The reader writes these, or takes them from the words of the evidence.
_WRITTEN = {
    KG + name for name in ("subject", "name", "manner", "evidence", "source", "line", "words", "basis", "modality")
}


def sheet_schema(workspace: Workspace, store: Store) -> dict[str, Any]:
    """The schema for the sheets of ``workspace``; the entities in ``store`` are offered where one is to be named."""
    return _Schema(workspace, store).write()


class _Schema:
    def __init__(self, workspace: Workspace, store: Store) -> None:
        self.terms: Mapping[str, Term] = workspace.context.terms
        self.vocabulary: Vocabulary = workspace.vocabulary
        self.base = workspace.base
        self.allowed, self.needed = _closed(triple for triples in workspace.shapes.values() for triple in triples)
        self.ids = self._ids(store)
        self.definitions: dict[str, Any] = {}

    def _ids(self, store: Store) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for cls in self.vocabulary.classes:
            for quad in store.quads_for_pattern(None, NamedNode(RDF + "type"), NamedNode(cls)):
                subject = quad.subject.value if isinstance(quad.subject, NamedNode) else ""
                if subject.startswith(self.base) and not is_content(subject, self.base):
                    for above in self.vocabulary.ancestors(cls):
                        found[above].add(subject.removeprefix(self.base))
        return found

    def write(self) -> dict[str, Any]:
        lists = {
            key: {"type": "array", "items": {"$ref": "#/definitions/node"}, "description": f"{key}, one item each"}
            for key, term in self.terms.items()
            if term.iri == GRAPH
        }
        for key, cls in sorted(self.vocabulary.sheet_keys.items()):
            self.definitions[key] = self.claim(cls)
        self.definitions["evidence"] = self.object(self.keys_of(EVIDENCE), EVIDENCE)
        self.definitions["section"] = self.typed(KG + "Section")
        self.definitions["node"] = self.node()
        return {
            "$schema": "http://json-schema.org/draft-07/schema#",
            "$id": f"{self.base}sheet.schema.json",
            "title": "Fact sheet",
            "type": "object",
            "properties": {
                "base": {"type": "string", "description": "the base IRI of this data set's own entities"},
                "source": self.value("source", None),
                **lists,
            },
            "additionalProperties": False,
            "definitions": dict(sorted(self.definitions.items())),
        }

    # --- which keys

    def keys_of(self, cls: str) -> list[str]:
        """The keys that a node of ``cls`` takes: by its closed shape, else by the domains of the properties."""
        above = self.vocabulary.ancestors(cls)
        closed = [self.allowed[c] for c in above if c in self.allowed]
        found = []
        for key, term in self.terms.items():
            if term.reverse or not term.iri.startswith("http") or term.iri in self.vocabulary.classes:
                continue
            if closed:
                taken = any(term.iri in properties for properties in closed)
            elif term.iri == KG + "kind":
                taken = self.vocabulary.scheme(term.iri, cls) is not None
            else:
                domain = self.vocabulary.domain(term.iri)
                taken = domain in above or (domain is None and term.iri not in self.vocabulary.parts)
            if taken:
                found.append(key)
        return found

    def claim(self, cls: str) -> dict[str, Any]:
        """A list of claims: keys of the class, and those of evidence, which a claim may bear itself."""
        keys = dict.fromkeys([*self.keys_of(cls), *self.keys_of(EVIDENCE), "evidence"])
        keys = {k: None for k in keys if k in self.terms and self.terms[k].iri != KG + "subject"}
        item = self.object(list(keys), cls)
        own = [key for key in self.keys_of(cls) if self.terms[key].iri in self.needed.get(cls, ())]
        several = {
            iri for iri in (self.terms[key].iri for key in own) if [self.terms[k].iri for k in own].count(iri) > 1
        }
        needed = [key for key in own if self.terms[key].iri not in _WRITTEN | several]
        if needed:
            item["required"] = needed
        return {"type": "array", "items": item, "description": self.vocabulary.definition(cls) or ""}

    def typed(self, cls: str) -> dict[str, Any]:
        """A node that names its own class."""
        return self.object(["id", "type", *self.keys_of(cls)], cls)

    def node(self) -> dict[str, Any]:
        """An item of a sheet: with a type it declares, without it bears claims on what is declared elsewhere."""
        branches = []
        types = []
        claims = {
            key: {"$ref": f"#/definitions/{key}"} for key in sorted(self.vocabulary.sheet_keys) if key in self.terms
        }
        for name, term in self.terms.items():
            if term.iri in self.vocabulary.classes and any(
                cls in self.vocabulary.ancestors(term.iri) for cls in _LISTED
            ):
                types.append((name, self.vocabulary.definition(term.iri) or ""))
                described = self.typed(term.iri)
                if ENTITY in self.vocabulary.ancestors(term.iri):
                    described["properties"] |= claims
                    described["required"] = ["label"]
                self.definitions[name] = described
                is_it = {"properties": {"type": {"const": name}}, "required": ["type"]}
                branches.append({"if": is_it, "then": {"$ref": f"#/definitions/{name}"}})
        names, texts = zip(*sorted(types), strict=True)
        about = {"properties": {"id": self.identifier([ENTITY]), **claims}, "additionalProperties": False}
        return {
            "type": "object",
            "required": ["id"],
            "properties": {"id": {"type": "string"}, "type": {"enum": list(names), "enumDescriptions": list(texts)}},
            "allOf": [*branches, {"if": {"required": ["type"]}, "else": about}],
        }

    def object(self, keys: Iterable[str], cls: str) -> dict[str, Any]:
        properties = {key: self.value(key, cls) for key in keys}
        closed = any(above in self.allowed for above in self.vocabulary.ancestors(cls))
        return {"type": "object", "properties": properties, **({"additionalProperties": False} if closed else {})}

    # --- values

    def value(self, key: str, cls: str | None) -> dict[str, Any]:
        """What stands behind ``key`` in a node of ``cls``."""
        term = self.terms.get(key)
        if term is None or term.iri in (ID, TYPE):
            return {"type": "string"}
        text = self.vocabulary.definition(term.iri)
        about = {"description": text} if text else {}
        if key == "evidence":
            ref = {"$ref": "#/definitions/evidence"}
            return {"anyOf": [ref, {"type": "array", "items": ref}], **about}
        if term.iri == KG + "hasSection":
            return {"type": "array", "items": {"$ref": "#/definitions/section"}, **about}
        if "@language" in term.container:
            return {**self.languages(needed=term.iri == SKOS + "prefLabel"), **about}
        if term.coercion == ID:
            return {
                **self.identifier(self.vocabulary.values(term.iri, RDFS + "range"), several="@set" in term.container),
                **about,
            }
        if term.coercion == VOCAB:
            return {**self.concept(term.iri, cls), **about}
        if term.coercion in (DECIMAL, INTEGER):
            return {"type": ["integer" if term.coercion == INTEGER else "number", "string"], **about}
        if term.coercion == BOOLEAN:
            return {"enum": [True, False, "true", "false"], **about}
        one = {"type": _ANY}
        return {"anyOf": [one, {"type": "array", "items": one}], **about}

    def languages(self, *, needed: bool) -> dict[str, Any]:
        texts = {"anyOf": [{"type": _ANY}, {"type": "array", "items": {"type": _ANY}}]}
        found: dict[str, Any] = {
            "type": "object",
            "properties": dict.fromkeys(LANGUAGES, texts),
            "additionalProperties": texts,
        }
        return {**found, "required": list(LANGUAGES)} if needed else found

    def identifier(self, ranges: Iterable[str], *, several: bool = False) -> dict[str, Any]:
        """An id: those known are offered, a new one is not refused."""
        known = sorted(set().union(*(self.ids.get(cls, set()) for cls in ranges)))
        name = "ids-" + "-".join(sorted(cls.removeprefix(KG) for cls in ranges if cls.startswith(KG)))
        if known:
            self.definitions.setdefault(name, {"anyOf": [{"enum": known}, {"type": "string"}]})
        one: dict[str, Any] = {"$ref": f"#/definitions/{name}"} if known else {"type": "string"}
        # Beside a $ref other keywords are ignored in this draft.
        return {"anyOf": [one, {"type": "array", "items": one}]} if several else {"allOf": [one]}

    def concept(self, iri: str, cls: str | None) -> dict[str, Any]:
        scheme = self.vocabulary.scheme(iri, cls)
        known = self.vocabulary.concepts.get(scheme or "", {})
        if not known:
            return {"type": "string"}
        name = "concepts-" + (scheme or "").rpartition("/")[2]
        ids = sorted(known)
        texts = [f"{self.vocabulary.label(known[i])}: {self.vocabulary.definition(known[i]) or ''}" for i in ids]
        self.definitions.setdefault(name, {"enum": ids, "enumDescriptions": texts})
        return {"allOf": [{"$ref": f"#/definitions/{name}"}]}


def _closed(triples: Iterable[Triple]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """By class with a closed shape: the properties that it takes, and those that it needs."""
    table: dict[Node, dict[str, list[Node]]] = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        table[triple.subject][triple.predicate.value].append(triple.object)
    allowed: dict[str, set[str]] = defaultdict(set)
    needed: dict[str, set[str]] = defaultdict(set)
    for found in list(table.values()):
        if not any(isinstance(v, Literal) and v.value == "true" for v in found.get(SH + "closed", ())):
            continue
        for cls in found.get(SH + "targetClass", ()):
            if not isinstance(cls, NamedNode):
                continue
            for head in found.get(SH + "ignoredProperties", ()):
                allowed[cls.value] |= {node.value for node in _items(table, head) if isinstance(node, NamedNode)}
            for shape in found.get(SH + "property", ()):
                for path in table[shape].get(SH + "path", ()):
                    if isinstance(path, NamedNode):
                        allowed[cls.value].add(path.value)
                        if any(
                            isinstance(v, Literal) and int(v.value) > 0 for v in table[shape].get(SH + "minCount", ())
                        ):
                            needed[cls.value].add(path.value)
    return dict(allowed), dict(needed)


def _items(table: Mapping[Node, Mapping[str, list[Node]]], head: Node) -> list[Node]:
    """The items of an RDF list."""
    items = []
    while head in table and RDF + "first" in table[head]:
        items += table[head][RDF + "first"]
        head = next(iter(table[head].get(RDF + "rest", ())), NamedNode(RDF + "nil"))
    return items
