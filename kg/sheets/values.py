"""The values of a sheet: strings stay as they were written, unless their key asks for a number, a date, a concept or a reference.

What JSON-LD would drop or change without a word is refused here, with its place.
"""

from __future__ import annotations

import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from kg.errors import Problem
from kg.ontology.context import BOOLEAN, DECIMAL, ID, INTEGER, VOCAB, Context, Term
from kg.ontology.vocabulary import Vocabulary
from kg.rdf import dates
from kg.rdf.namespaces import KG
from kg.rdf.quantities import canonical_decimal, canonical_integer
from kg.rdf.spelling import suggestion
from kg.sheets.sheet import Place, Reference, Sheet
from kg.sheets.tree import Mapping, Node, Scalar, Sequence

IDENTIFIER = re.compile(r"[a-z0-9]+(?:[-._/][a-z0-9]+)*", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.ASCII)
_SAFE_IRI = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20]+")
_AS_IN_SOURCE = (KG + "words", KG + "name")


def hidden_character(text: str) -> str | None:
    """The first control, bidirectional or zero-width character of ``text``, as U+XXXX."""
    for character in text:
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn"):
            return f"U+{ord(character):04X}"
    return None


class Values(ABC):
    """Turns what stands behind a key into a value of JSON-LD, or says what is wrong with it and where."""

    def __init__(self, file: str, context: Context, vocabulary: Vocabulary) -> None:
        self.context = context
        self.vocabulary = vocabulary
        self.sheet = Sheet(file)
        self.source: str | None = None
        self.subjects: dict[str, Place] = {}
        self.properties = {term.iri for term in context.terms.values()}

    # --- what is wrong, and where

    def place(self, node: Node) -> Place:
        """File, line and column of ``node``."""
        return self.sheet.file, node.line, node.column

    def refuse(self, node: Node, message: str, owner: str | None = None) -> None:
        """Note a problem at ``node``; its ``owner`` is not whole then."""
        self.sheet.problems.append(Problem(*self.place(node), message))
        if owner:
            self.sheet.tainted.add(owner)

    # --- values

    def scalar(self, key: str, node: Node, owner: str) -> str | None:
        """The text of a single value that is not empty."""
        if not isinstance(node, Scalar):
            self.refuse(node, f"{key!r} takes one value, not a list or keys", owner)
            return None
        if not node.text.strip():
            self.refuse(node, f"{key!r} has no value; write one or remove the key", owner)
            return None
        return node.text

    def text(self, key: str, node: Node, owner: str, *, as_in_source: bool) -> str | None:
        """A text without invisible characters, composed unless it stands so in a document."""
        text = self.scalar(key, node, owner)
        if text is None:
            return None
        if (hidden := hidden_character(text)) is not None:
            self.refuse(node, f"{key!r} holds the invisible character {hidden}; remove it", owner)
            return None
        if not as_in_source and unicodedata.normalize("NFC", text) != text:
            self.refuse(node, f"{key!r} is not in Unicode normal form C; write composed characters", owner)
            return None
        return text

    def canonical(self, convert: Callable[[str], str], key: str, node: Node, owner: str) -> str | None:
        """What ``convert`` makes of the text; its ValueError is the problem."""
        text = self.scalar(key, node, owner)
        try:
            return None if text is None else convert(text)
        except ValueError as error:
            self.refuse(node, f"{key!r}: {error}", owner)
            return None

    def concept(self, key: str, term: Term, node: Node, owner: str, cls: str | None) -> str | None:
        """The IRI of a concept of the scheme that ``term`` takes in ``cls``; of any scheme where none is named."""
        text = self.scalar(key, node, owner)
        if text is None:
            return None
        scheme, schemes = self.vocabulary.scheme(term.iri, cls), self.vocabulary.concepts
        known = schemes.get(scheme, {}) if scheme else {name: each[name] for each in schemes.values() for name in each}
        if text not in known:
            names = f"; one of: {', '.join(sorted(known)[:12])}{' …' if len(known) > 12 else ''}"
            hint = suggestion(text, known) or (names if scheme else "; remove the key")
            self.refuse(node, f"unknown {key} {text!r}{hint}", owner)
            return None
        # The whole IRI: a concept may be called like a key of the context (post: reporter).
        return known[text]

    def reference(self, key: str, node: Node, owner: str) -> str | None:
        """The IRI that an id, a CURIE or an IRI means; ids are noted, as some sheet must declare them."""
        text = self.scalar(key, node, owner)
        if text is None:
            return None
        iri = self.context.resolve(text)
        if iri.startswith(self.context.base):
            if not IDENTIFIER.fullmatch(iri.removeprefix(self.context.base)):
                self.refuse(node, f"{text!r} is not an id; use small letters, digits and hyphens", owner)
                return None
            self.sheet.references.append(Reference(iri, text, self.place(node)))
        elif not _SAFE_IRI.fullmatch(iri):
            self.refuse(node, f"{text!r} is neither an id, a known prefix nor an http(s) IRI", owner)
            return None
        return iri

    def languages(self, key: str, node: Node, owner: str) -> dict[str, Any] | None:
        """Texts by language tag."""
        if not isinstance(node, Mapping):
            self.refuse(node, f"{key!r} takes one text a language, like {{en: …, ko: …, ja: …}}", owner)
            return None
        found: dict[str, Any] = {}
        for language, value in node.entries:
            if not _LANGUAGE.fullmatch(language.text):
                self.refuse(language, f"{language.text!r} is not a language tag; write en, ko, ja …", owner)
                continue
            items = value.items if isinstance(value, Sequence) else (value,)
            texts = [t for item in items if (t := self.text(key, item, owner, as_in_source=False)) is not None]
            found[language.text] = texts
        return found

    def value(self, key: str, term: Term, node: Node, owner: str, cls: str | None) -> Any:
        """The value behind ``key`` in the form that its ``term`` asks for; None if it has none."""
        if "@language" in term.container:
            return self.languages(key, node, owner)
        if isinstance(node, Sequence):
            return [v for item in node.items if (v := self.value(key, term, item, owner, cls)) is not None]
        if isinstance(node, Mapping):
            if term.coercion != ID:
                self.refuse(node, f"{key!r} takes one value, not keys and values", owner)
                return None
            return self.node(node, None, parent_key=key)
        self.sheet.values.setdefault((owner, term.iri), []).append((self.place(node), node.text))
        if term.coercion == ID:
            return self.reference(key, node, owner)
        if term.coercion == VOCAB:
            return self.concept(key, term, node, owner, cls)
        converters: dict[str | None, Callable[[str], str]] = {
            DECIMAL: canonical_decimal,
            INTEGER: canonical_integer,
            BOOLEAN: _boolean,
        }
        if term.iri in self.vocabulary.edtf:
            return self.canonical(_edtf, key, node, owner)
        if term.coercion in converters:
            return self.canonical(converters[term.coercion], key, node, owner)
        return self.text(key, node, owner, as_in_source=term.iri in _AS_IN_SOURCE)

    @abstractmethod
    def node(self, node: Node, cls: str | None, *, parent_key: str = "") -> dict[str, Any] | None:
        """The JSON-LD object of keys and values."""


def _boolean(text: str) -> str:
    if text not in ("true", "false"):
        raise ValueError(f"{text!r} is neither true nor false")
    return text


def _edtf(text: str) -> str:
    return dates.when(text).edtf
