"""JSON-LD in the project's own context: each entity with its claims, each claim with its evidence inside.

It is framed as the sheets are written, so a web developer reads
``entity.participants[0].who`` without knowing RDF. Every value keeps its very characters: decimals
are strings, and what the context cannot say shortly stands in expanded form.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.errors import KgError
from kg.exports.selection import Selection
from kg.ontology.context import BOOLEAN, ID, INTEGER, VOCAB, Term
from kg.rdf.namespaces import KG, PREFIXES, RDF, XSD, local

Value = NamedNode | BlankNode | Literal | Triple

_RELATIVE = re.compile(r"[A-Za-z0-9_][^:?#\\\s]*")
_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,14}", re.ASCII)
_SUBJECT, _EVIDENCE, _SLOT, _SECTION = (KG + name for name in ("subject", "evidence", "slot", "hasSection"))


def write(selection: Selection, language: str) -> bytes:
    """``selection`` as one JSON-LD document."""
    document = _Document(selection).write()
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def framed(selection: Selection, iri: str) -> dict[str, Any]:
    """The node ``iri`` as it stands in the document, with what belongs inside it."""
    document = _Document(selection)
    document.by_subject = {}
    return document.node(iri, within=_SUBJECT)


class _Document:
    def __init__(self, selection: Selection) -> None:
        self.selection = selection
        self.terms = selection.context.terms
        self.nodes: dict[str, dict[str, list[Value]]] = defaultdict(lambda: defaultdict(list))
        for triple in selection.triples:
            if isinstance(triple.subject, Triple) or isinstance(triple.object, Triple):
                raise KgError("JSON-LD 1.1 has no triple terms; export rdf12")
            self.nodes[_id(triple.subject)][triple.predicate.value].append(triple.object)
        self.context = self._context()
        self.keys: dict[str, list[str]] = defaultdict(list)
        for key, term in self.terms.items():
            if not term.reverse and not term.iri.startswith("@"):
                self.keys[term.iri].append(key)
        for iri, keys in self.keys.items():
            keys.sort(key=lambda key: key != local(iri))  # unit before its other name, currency
        self.sheet_keys = {cls: key for key, cls in selection.vocabulary.sheet_keys.items() if self._is_reverse(key)}
        self.done: set[str] = set()
        self.by_subject: dict[str, list[str]] = defaultdict(list)

    def _is_reverse(self, key: str) -> bool:
        term = self.terms.get(key)
        return term is not None and term.reverse and term.iri == _SUBJECT

    def _context(self) -> dict[str, Any]:
        """The project's context, with the prefixes and the IRI-valued properties that sheets do not write."""
        context = dict(self.selection.context.document)
        context |= {prefix: iri for prefix, iri in PREFIXES.items() if prefix not in context}
        self.prefixes = {iri: key for key, iri in context.items() if _is_namespace(iri) and not key.startswith("@")}
        known = {term.iri for term in self.terms.values() if not term.reverse}
        values: dict[str, set[str]] = defaultdict(set)
        for triple in self.selection.triples:
            if triple.predicate.value not in known and triple.predicate.value != RDF + "type":
                values[triple.predicate.value].add(_form(triple.object))
        for predicate, forms in sorted(values.items()):
            if (name := self.curie(predicate)) != predicate and len(forms) == 1:
                (form,) = forms
                if form != XSD + "string":
                    how = {"@container": form} if form == "@language" else {"@type": form}
                    context[name] = {"@id": predicate, **how}
        return context

    # --- names

    def curie(self, iri: str) -> str:
        """``iri`` by a prefix of the context, or whole."""
        cut = max(iri.rfind("#"), iri.rfind("/")) + 1
        prefix = self.prefixes.get(iri[:cut])
        return f"{prefix}:{iri[cut:]}" if prefix and iri[cut:] else iri

    def ref(self, node: Value) -> str:
        iri = _id(node)
        rest = iri.removeprefix(self.selection.base)
        # A relative IRI that is also an alias of a keyword would be taken for the keyword.
        if (
            rest != iri
            and _RELATIVE.fullmatch(rest)
            and "/." not in rest
            and "//" not in rest
            and rest not in self.terms
        ):
            return rest
        return self.curie(iri)

    def word(self, iri: str) -> str:
        """``iri`` where a term or a concept is expected."""
        for key, term in self.terms.items():
            if term.iri == iri and not term.reverse:
                return key
        return self.concept(iri)

    def concept(self, iri: str) -> str:
        rest = iri.removeprefix(self.selection.context.vocab)
        return rest if rest != iri and _RELATIVE.fullmatch(rest) and rest not in self.context else self.curie(iri)

    # --- values

    def expanded(self, value: Value) -> dict[str, Any]:
        if not isinstance(value, Literal):
            return {"@id": self.ref(value)}
        if value.language:
            return {"@value": value.value, "@language": value.language}
        plain = value.datatype.value == XSD + "string"
        return {"@value": value.value} if plain else {"@value": value.value, "@type": self.curie(value.datatype.value)}

    def short(self, term: Term, value: Value) -> Any:
        """``value`` as the coercion of ``term`` lets it be written, or None."""
        coercion = term.coercion
        if isinstance(value, Literal):
            datatype = value.datatype.value
            if value.language or datatype != (coercion or XSD + "string"):
                return None
            if datatype == INTEGER and _WHOLE.fullmatch(value.value):
                return int(value.value)
            if datatype == BOOLEAN and value.value in ("true", "false"):
                return value.value == "true"
            return value.value
        if coercion == ID:
            return self.ref(value)
        if coercion == VOCAB and isinstance(value, NamedNode):
            return self.concept(value.value)
        return None

    def language_map(self, values: list[Value]) -> dict[str, Any] | None:
        found: dict[str, list[str]] = defaultdict(list)
        for value in values:
            if not isinstance(value, Literal) or not value.language:
                return None
            found[value.language].append(value.value)
        return {tag: texts[0] if len(texts) == 1 else texts for tag, texts in sorted(found.items())}

    def property(self, predicate: str, values: list[Value], result: dict[str, Any]) -> None:
        for key in self.keys.get(predicate, ()):
            term = self.terms[key]
            if "@language" in term.container:
                if (texts := self.language_map(values)) is not None:
                    result[key] = texts
                    return
                continue
            shorts = [self.short(term, value) for value in values]
            if all(short is not None for short in shorts):
                result[key] = shorts if len(shorts) > 1 or "@set" in term.container else shorts[0]
                return
        name = self.curie(predicate)
        coercion = self.context.get(name, {}).get("@type") if isinstance(self.context.get(name), dict) else None
        if coercion:
            shorts = [self.short(Term(predicate, coercion), value) for value in values]
            result[name] = shorts if len(shorts) > 1 else shorts[0]
        elif name in self.context and (texts := self.language_map(values)) is not None:
            result[name] = texts
        else:
            longs = [self.expanded(value) for value in values]
            result[name] = longs if len(longs) > 1 else longs[0]

    # --- nodes

    def node(self, iri: str, *, within: str = "") -> dict[str, Any]:
        """The node ``iri`` with what belongs inside it; ``within`` is the property that leads here from outside."""
        self.done.add(iri)
        found = self.nodes[iri]
        result: dict[str, Any] = {"id": self.ref(NamedNode(iri)) if not iri.startswith("_:") else iri}
        if types := found.get(RDF + "type"):
            words = [self.word(_id(value)) for value in types]
            result["type"] = words[0] if len(words) == 1 else words
        for predicate in sorted(found, key=self.position):
            values = found[predicate]
            if predicate == RDF + "type" or (within == _SUBJECT and predicate == _SUBJECT):
                continue
            if predicate in _INSIDE:
                key = next(iter(self.keys[predicate]), self.curie(predicate))
                result[key] = [self.inside(_id(value), predicate) for value in values]
            else:
                self.property(predicate, values, result)
        for key, claims in self.claims_of(iri).items():
            result[key] = claims
        return result

    def inside(self, iri: str, predicate: str) -> Any:
        if iri not in self.nodes or (iri in self.done and predicate != _SLOT):
            return {"id": self.ref(NamedNode(iri))}
        return self.node(iri, within=predicate)

    def position(self, predicate: str) -> tuple[int, str]:
        keys = list(self.terms)
        at = [keys.index(key) for key in self.keys.get(predicate, ())]
        return (min(at) if at else len(keys)), predicate

    def claims_of(self, subject: str) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for iri in self.by_subject.get(subject, ()):
            if iri not in self.done:
                found[self.sheet_keys[self.selection.class_of(iri)]].append(self.node(iri, within=_SUBJECT))
        keys = sorted(found, key=list(self.terms).index)
        return {key: sorted(found[key], key=lambda claim: (_sorting(claim), claim["id"])) for key in keys}

    def write(self) -> dict[str, Any]:
        """Data set, documents, entities with their claims, then the rest."""
        for cls, _ in sorted(self.sheet_keys.items()):
            for iri in self.selection.of_class(cls):
                subjects = self.nodes[iri].get(_SUBJECT, [])
                if len(subjects) == 1 and self.selection.class_of(iri) == cls and _id(subjects[0]) in self.nodes:
                    self.by_subject[_id(subjects[0])].append(iri)
        first = [
            *self.selection.of_class(KG + "Dataset"),
            *self.selection.of_class(KG + "Document"),
            *self.selection.entities,
        ]
        top = [self.node(iri) for iri in first if iri not in self.done]
        # Evidence and slots of claims that stand alone still come inside these.
        rest = sorted(self.nodes, key=lambda iri: (self.selection.class_of(iri) in _INNER, iri))
        top += [self.node(iri) for iri in rest if iri not in self.done]
        return {"@context": self.context, "@graph": top}


_INSIDE = (_EVIDENCE, _SECTION, _SLOT)
_INNER = (KG + "Evidence", KG + "Slot", KG + "Section")


def _is_namespace(iri: Any) -> bool:
    return isinstance(iri, str) and iri.endswith(("/", "#"))


def _form(value: Value) -> str:
    if not isinstance(value, Literal):
        return "@id"
    return "@language" if value.language else value.datatype.value


def _sorting(claim: dict[str, Any]) -> str:
    return json.dumps({key: value for key, value in claim.items() if key not in ("id", "evidence")}, ensure_ascii=False)


def _id(node: Value) -> str:
    return node.value if isinstance(node, (NamedNode, Literal)) else str(node)
