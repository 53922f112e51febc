"""From validation results to findings: one a problem, in words, with its place in a sheet."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode

from kg.errors import FINDINGS, KgError, Problem
from kg.ontology.vocabulary import LANGUAGES, Vocabulary
from kg.rdf.namespaces import KG, curie, local
from kg.rdf.readable import Readable
from kg.shapes.causes import causes
from kg.shapes.check import Result
from kg.shapes.hints import hints
from kg.shapes.labels import Labels, Texts
from kg.shapes.model import Term

Place = tuple[str, int, int]
Nodes = Mapping[str, list[Place]]
Values = Mapping[tuple[str, str], list[tuple[Place, str]]]

NOWHERE: Place = ("", 0, 0)
# For shapes of other people, which need not say anything.
_DEFAULT: Mapping[str, str] = {
    "en": "{focus} breaks this rule; look at its definition.",
    "ko": "{focus} 항목이 이 규칙을 어깁니다. 규칙의 정의를 보십시오.",
    "ja": "{focus}がこの規則に反します。規則の定義を見てください。",
}
SEVERITIES = ("violation", "warning", "info")


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem: how grave, where, what is wrong and what to do, by language."""

    severity: str
    rule: str
    place: Place
    messages: Mapping[str, str] = field(compare=False)
    words: tuple[str, ...] = ()
    focus: str = ""
    path: str | None = None
    value: str | None = None
    related: tuple[Place, ...] = ()

    def message(self, language: str = "en") -> str:
        """What is wrong and what to do."""
        return self.messages.get(language) or self.messages.get("en") or self.rule

    def problem(self, language: str = "en") -> Problem:
        """The finding as a line with file, line and remedy."""
        words = f" (“{'”, “'.join(self.words)}”)" if self.words else ""
        return Problem(*self.place, f"{self.message(language)}{words} [{self.rule}]")

    @property
    def order(self) -> tuple[Any, ...]:
        """By file, line and column, what is gravest first; total."""
        return *self.place, SEVERITIES.index(self.severity), self.rule, self.focus, self.path or "", self.value or ""


class FindingsError(KgError):
    """Findings at or above the severity that was asked for."""

    exit_code = FINDINGS

    def __init__(self, found: Iterable[Finding], language: str = "en") -> None:
        self.findings = list(found)
        from kg.shapes.reports import to_text

        super().__init__(to_text(self.findings, language))


def findings(
    results: Iterable[Result],
    store: Readable,
    vocabulary: Vocabulary,
    *,
    nodes: Nodes,
    values: Values,
    tainted: Collection[str] = (),
    base: str,
) -> list[Finding]:
    """One finding for each problem behind ``results``, by file and line.

    ``nodes`` and ``values`` give the places of nodes and of property values in
    the sheets; nothing is said about ``tainted`` nodes, whose sheet is wrong in itself.
    """
    word = wording(store, vocabulary, nodes=nodes, values=values, base=base)
    found = {word(group) for group in causes(results, tainted)}
    return sorted(found, key=lambda finding: finding.order)


def wording(
    store: Readable, vocabulary: Vocabulary, *, nodes: Nodes, values: Values, base: str
) -> Callable[[list[Result]], Finding]:
    """How the problem behind a group of results is put into words."""
    return _Writer(Labels(store, vocabulary), vocabulary, nodes, values, base).finding


class _Writer:
    def __init__(self, labels: Labels, vocabulary: Vocabulary, nodes: Nodes, values: Values, base: str) -> None:
        self.labels = labels
        self.vocabulary = vocabulary
        self.nodes = nodes
        self.values = values
        self.base = base

    def finding(self, group: list[Result]) -> Finding:
        result = group[0]
        hint = hints(result, self.labels, self.vocabulary, self.base)
        said = result.messages
        messages = {}
        for language in LANGUAGES:
            template = said.get(language) or said.get("en") or said.get("") or _DEFAULT[language]
            messages[language] = self._fill(template, result, language) + hint.get(language, "")
        places = list(dict.fromkeys(place for each in group for place in self.places(each)))
        if result.source.once:
            places.sort()
        return Finding(
            result.severity,
            local(result.shape),
            places[0] if places else NOWHERE,
            messages,
            tuple(self.labels.words(result.focus)[:3]),
            self._text(result.focus),
            curie(result.path, self.base) if result.path and not result.path.startswith("(") else result.path,
            None if result.value is None else self._text(result.value),
            tuple(places[1:]),
        )

    def _text(self, node: Term) -> str:
        return (
            curie(node.value, self.base)
            if isinstance(node, NamedNode)
            else str(node)
            if isinstance(node, BlankNode)
            else node.value
        )

    def _fill(self, template: str, result: Result, language: str) -> str:
        def text(texts: Texts) -> str:
            return texts.get(language) or texts.get("en", "")

        filled = template.replace("{focus}", text(self.labels.of(result.focus)))
        if result.path and not result.path.startswith("("):
            filled = filled.replace("{path}", text(self.labels.property(result.path)))
        if result.value is not None:
            filled = filled.replace("{value}", text(self.labels.of(result.value)))
        return filled[:1].upper() + filled[1:]

    def places(self, result: Result) -> list[Place]:
        """Where the reader should look: the value, else the node, else what it is derived from."""
        return (
            self._value_places(result)
            or self._claim_places(result)
            or self._node_places(result.focus)
            or self._places_around(result.focus)
        )

    def _claim_places(self, result: Result) -> list[Place]:
        """Where the claims stand that tie the focus node to the value, such as the links of a cycle."""
        if result.value is None or isinstance(result.value, Literal):
            return []
        about = set(self.labels.subjects(KG + "subject", result.focus))
        claims = [
            claim for claim, name in self.labels.mentions(result.value) if claim in about and name != KG + "subject"
        ]
        return sorted({place for claim in claims for place in self._node_places(claim)})

    def _places_around(self, node: Term) -> list[Place]:
        """Where the claims stand that make up a slot, support a partnership or are about an entity."""
        around = [*self.labels.values(node, KG + "derivedFrom")]
        for name in ("slot", "subject", "evidence"):
            around += self.labels.subjects(KG + name, node)
        return sorted({place for each in around for place in self._node_places(each)})

    def _node_places(self, node: Term) -> list[Place]:
        return sorted(self.nodes.get(node.value, ()))

    def _value_places(self, result: Result) -> list[Place]:
        own = [result.path] if result.path and not result.path.startswith("(") else []
        paths, written = own, set[str]()
        if result.value is not None:
            paths = own or self._paths.get(result.focus.value, [])
            written = {result.value.value, local(result.value.value), result.value.value.removeprefix(self.base)}
        every = [entry for path in paths for entry in self.values.get((result.focus.value, path), ())]
        exact = sorted(place for place, text in every if text in written)
        return exact or (sorted(place for place, _ in every) if own else [])

    @cached_property
    def _paths(self) -> dict[str, list[str]]:
        """The properties of each node that have values in the sheets."""
        found: dict[str, list[str]] = {}
        for owner, path in self.values:
            found.setdefault(owner, []).append(path)
        return found


def to_json(found: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings as JSON values, messages in all languages."""
    return [
        {
            "severity": f.severity,
            "rule": f.rule,
            "file": f.place[0],
            "line": f.place[1],
            "column": f.place[2],
            "messages": dict(f.messages),
            "words": list(f.words),
            "focus": f.focus,
            "path": f.path,
            "value": f.value,
            "related": [{"file": file, "line": line, "column": column} for file, line, column in f.related],
        }
        for f in found
    ]
