"""What the reader may have meant: near spellings, allowed values, what the thing really is."""

from __future__ import annotations

import difflib

from pyoxigraph import NamedNode

from kg.ontology.vocabulary import LANGUAGES, Vocabulary
from kg.rdf.namespaces import CONCEPT, KG, RDF, SH, SHAPES, local
from kg.shapes.check import Result
from kg.shapes.labels import Labels, Texts

_MEANT = {"en": " Did you mean {names}?", "ko": " 혹시 {names}인가요?", "ja": " もしかして{names}ですか。"}
_IS = {"en": " It is: {names}.", "ko": " 이 항목의 유형: {names}.", "ja": " 実際の型: {names}。"}
_EXPECTED = {"en": " Expected: {names}.", "ko": " 알맞은 값: {names}.", "ja": " 正しい値: {names}。"}
_CLASS = tuple(f"{SH}{name}ConstraintComponent" for name in ("Class", "Or", "Not"))
_CLOSED, _VOCABULARY = SH + "ClosedConstraintComponent", SHAPES + "VocabularyConstraintComponent"


def near(word: str, candidates: list[str]) -> list[str]:
    """The two candidates spelt most like ``word``."""
    return difflib.get_close_matches(word, sorted(set(candidates)), n=2, cutoff=0.6)


def _say(form: dict[str, str], names: list[Texts]) -> Texts:
    if not names:
        return {}
    return {lang: form[lang].format(names=", ".join(dict.fromkeys(n[lang] for n in names))) for lang in LANGUAGES}


def _same(names: list[str]) -> list[Texts]:
    return [dict.fromkeys(LANGUAGES, f"'{name}'") for name in names]


def hints(result: Result, labels: Labels, vocabulary: Vocabulary, base: str) -> Texts:
    """A sentence by language to add to the message of ``result``; empty if nothing helps."""
    if result.component in (_CLOSED, _VOCABULARY) and result.path and result.path != RDF + "type":
        own = local(result.path)
        return _say(
            _MEANT, _same([name for name in near(own, [local(p) for p in vocabulary.properties]) if name != own])
        )
    if result.component == _VOCABULARY and result.value is not None:
        return _say(_MEANT, _same(near(local(result.value.value), [local(c) for c in vocabulary.classes])))
    if result.source.expected:
        found = [v for path in result.source.expected for v in labels.follow(result.focus, path)]
        return _say(_EXPECTED, [labels.of(v) for v in found[:6]])
    value = result.value
    if not isinstance(value, NamedNode):
        return {}
    if result.component in _CLASS:
        if classes := labels.classes(value):
            return _say(_IS, [labels.term(c) for c in classes])
        return _say(_MEANT, _same(near(value.value.removeprefix(base), labels.declared(base))))
    if value.value.startswith(CONCEPT) and (scheme := _scheme(result, labels, vocabulary)):
        names = vocabulary.concepts.get(scheme, {})
        return {} if local(value.value) in names else _say(_MEANT, _same(near(local(value.value), list(names))))
    return {}


def _scheme(result: Result, labels: Labels, vocabulary: Vocabulary) -> str | None:
    owner = next(iter(labels.classes(result.focus)), None)
    return vocabulary.scheme(result.path or KG + "kind", owner)
