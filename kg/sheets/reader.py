"""Fact sheets are YAML-LD: from the bytes of a sheet to triples, with the place of every value.

The keys are terms of the JSON-LD context and the RDF comes out of the JSON-LD
algorithm; this module only checks what JSON-LD would drop or change without
a word, gives each claim a name by its place, and writes down what every sheet would
repeat (the evidence's source, the evidence node of a claim with one evidence).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cached_property
from typing import Any
from urllib.parse import quote

from pyoxigraph import RdfFormat
from pyoxigraph import parse as parse_rdf

from kg.errors import SheetError
from kg.ontology.context import GRAPH, ID, TYPE, Context
from kg.ontology.vocabulary import EVIDENCE, Vocabulary
from kg.rdf.namespaces import KG
from kg.rdf.spelling import suggestion
from kg.sheets.sheet import Reference, Sheet
from kg.sheets.tree import Mapping, Node, Scalar, Sequence, parse
from kg.sheets.values import IDENTIFIER, Values

_EVIDENCE_KEY = KG + "evidence"


class _Reader(Values):
    @cached_property
    def lists(self) -> list[str]:
        """The keys of a sheet's head, each with a list of nodes."""
        return [key for key, term in self.context.terms.items() if term.iri == GRAPH]

    def keyed(self, node: Node, keyword: str) -> tuple[Scalar, Node] | None:
        """The key of ``node`` that stands for ``keyword``, and its value."""
        terms, entries = self.context.terms, node.entries if isinstance(node, Mapping) else ()
        return next(((k, v) for k, v in entries if k.text in terms and terms[k.text].iri == keyword), None)

    def type_of(self, node: Mapping, owner: str) -> str | None:
        """The class IRI of the node's type."""
        if (found := self.keyed(node, TYPE)) is None or (text := self.scalar(found[0].text, found[1], owner)) is None:
            return None
        term = self.context.terms.get(text)
        if term is not None and term.iri in self.vocabulary.classes:
            return term.iri
        names = [key for key, term in self.context.terms.items() if term.iri in self.vocabulary.classes]
        self.refuse(found[1], f"unknown type {text!r}{suggestion(text, names)}", owner)
        return None

    def identify(self, node: Mapping, *, claim: bool) -> str:
        """The IRI of a node: its id, or (claims, evidence) a name by its place."""
        if (found := self.keyed(node, ID)) is not None:
            key, value = found
            if claim:
                self.refuse(key, "a claim has no id of its own; it is named by its content, remove the key")
            elif isinstance(value, Scalar) and IDENTIFIER.fullmatch(value.text):
                return self.context.base + value.text
            else:
                self.refuse(value, "an id is made of small letters, digits and hyphens")
        return f"urn:x-kg:{quote(self.sheet.file)}:{node.line}:{node.column}"

    def node(self, node: Node, cls: str | None, *, parent_key: str = "") -> dict[str, Any] | None:
        """The JSON-LD object of ``node``; ``cls`` is its class where its place decides it."""
        if not isinstance(node, Mapping):
            self.refuse(node, f"{parent_key!r} takes keys and values here, like {{id: …}}")
            return None
        is_claim = cls is not None
        bears_evidence = is_claim and cls != EVIDENCE
        owner = self.identify(node, claim=is_claim)
        self.sheet.nodes.setdefault(owner, self.place(node))
        self.subjects.setdefault(owner, self.place(node))
        result: dict[str, Any] = {"@id": owner}
        if is_claim:
            result["@type"] = cls
            if (typed := self.keyed(node, TYPE)) is not None:
                self.refuse(typed[0], "the place of a claim decides its type; remove the key", owner)
        else:
            cls = self.type_of(node, owner)
            if cls is not None:
                result["@type"] = cls
                self.declare(owner, node)
        support: dict[str, Any] = {}
        evidence: list[dict[str, Any]] = []
        for key, value in node.entries:
            term = self.context.terms.get(key.text)
            if term is None or key.text in self.lists:
                names = [name for name in self.context.terms if name not in self.lists]
                self.refuse(key, f"unknown key {key.text!r}{suggestion(key.text, names)}", owner)
            elif term.iri in (ID, TYPE):
                continue
            elif key.text in self.vocabulary.sheet_keys:
                result[key.text] = self.claims(key, value, is_claim=is_claim)
            elif term.iri == _EVIDENCE_KEY and bears_evidence:
                evidence = self.evidence(key.text, value)
            elif term.iri == _EVIDENCE_KEY:
                self.refuse(key, f"{key.text!r} belongs to a claim; write it under the claim that it supports", owner)
            elif bears_evidence and self.is_support(term.iri):
                converted = self.value(key.text, term, value, owner, EVIDENCE)
                if converted is not None:
                    support[key.text] = converted
            else:
                converted = self.value(key.text, term, value, owner, cls)
                if converted is not None:
                    result[key.text] = converted
        if bears_evidence:
            self.support(node, owner, result, support, evidence)
        return result

    def declare(self, owner: str, node: Node) -> None:
        """Note an entity that has a type here."""
        if (first := self.sheet.declared.setdefault(owner, self.place(node))) != self.place(node):
            name = owner.removeprefix(self.context.base)
            self.refuse(node, f"{name!r} is declared twice (first in line {first[1]})")

    def claims(self, key: Scalar, value: Node, *, is_claim: bool) -> list[dict[str, Any]]:
        cls = self.vocabulary.sheet_keys[key.text]
        if is_claim:
            self.refuse(key, f"{key.text!r} belongs to an entity, not to a claim")
            return []
        if not isinstance(value, Sequence):
            self.refuse(value, f"{key.text!r} takes a list; start each item with '- '")
            return []
        return [n for item in value.items if (n := self.node(item, cls, parent_key=key.text)) is not None]

    def evidence(self, key: str, value: Node) -> list[dict[str, Any]]:
        items = value.items if isinstance(value, Sequence) else (value,)
        return [n for item in items if (n := self.node(item, EVIDENCE, parent_key=key)) is not None]

    def is_support(self, iri: str) -> bool:
        """Whether a claim bears property ``iri`` for its evidence; documents are cited elsewhere too."""
        return iri == KG + "source" or self.vocabulary.domain(iri) == EVIDENCE

    def support(
        self, node: Mapping, owner: str, result: dict[str, Any], support: dict[str, Any], evidence: list[dict[str, Any]]
    ) -> None:
        """Give the claim its evidence nodes: support keys on the claim are their defaults."""
        if not evidence and ("line" in support or "words" in support):
            place = f"{owner}:evidence"
            self.sheet.nodes[place] = self.place(node)
            for written, _ in node.entries:
                term = self.context.terms.get(written.text)
                if term and (owner, term.iri) in self.sheet.values and self.is_support(term.iri):
                    self.sheet.values[place, term.iri] = self.sheet.values[owner, term.iri]
            if owner in self.sheet.tainted:
                self.sheet.tainted.add(place)
            evidence = [{"@id": place, "@type": EVIDENCE}]
        for item in evidence:
            for key, value in support.items():
                item.setdefault(key, value)
            if self.source is not None and "source" not in item:
                item["source"] = self.source
        if evidence:
            result["evidence"] = evidence
        name = self.context.terms.get("name")
        if result["@type"] == self.vocabulary.sheet_keys.get("names") and "name" not in result and name and evidence:
            words = {item["words"] for item in evidence if isinstance(item.get("words"), str)}
            if len(words) == 1:
                result["name"] = words.pop()

    # --- the whole

    def graph(self, root: Node) -> list[dict[str, Any]]:
        if not isinstance(root, Mapping):
            self.refuse(root, f"a sheet starts with one of the keys {', '.join(self.lists)}")
            return []
        source = root.get("source")
        if source is not None:
            self.source = self.reference("source", source, "")
        nodes: list[dict[str, Any]] = []
        for key, value in root.entries:
            if key.text in ("source", "base"):  # the sheet's head; the workspace reads the base
                continue
            if key.text not in self.lists:
                self.refuse(key, f"unknown key {key.text!r}{suggestion(key.text, [*self.lists, 'source'])}")
            elif not isinstance(value, Sequence):
                self.refuse(value, f"{key.text!r} takes a list; start each item with '- '")
            else:
                for item in value.items:
                    if (found := self.node(item, None, parent_key=key.text)) is not None:
                        nodes.append(found)
                        if "@type" not in found and not found["@id"].startswith("urn:"):
                            self.subject(found["@id"], item)
        return nodes

    def subject(self, iri: str, node: Node) -> None:
        """Note an entity that claims are about: declared elsewhere, once in this sheet."""
        first = self.subjects[iri]
        name = iri.removeprefix(self.context.base)
        if first != self.place(node):
            self.refuse(
                node, f"{name!r} stands twice in this sheet (first in line {first[1]}); put its claims together"
            )
        _, identifier = self.keyed(node, ID) or (None, node)
        self.sheet.references.append(Reference(iri, name, self.place(identifier)))


def read_sheet(data: bytes, file: str, context: Context, vocabulary: Vocabulary) -> Sheet:
    """Read one sheet; what is wrong with it is in the result's ``problems``, the rest is read all the same."""
    try:
        return read_trees([parse(data, file)], file, context, vocabulary)
    except SheetError as error:
        return Sheet(file, problems=list(error.problems))


def read_trees(roots: Iterable[Node], file: str, context: Context, vocabulary: Vocabulary) -> Sheet:
    """Read the parts of one file, each a sheet with a head of its own, as ``read_sheet`` does."""
    reader = _Reader(file, context, vocabulary)
    nodes = []
    for root in roots:
        reader.source, reader.subjects = None, {}
        nodes += reader.graph(root)
    document = json.dumps({"@context": context.document, "@graph": nodes}, ensure_ascii=False)
    reader.sheet.triples = [quad.triple for quad in parse_rdf(document.encode(), format=RdfFormat.JSON_LD)]
    return reader.sheet
