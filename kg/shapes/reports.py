"""Findings as text, JSON, SARIF 2.1.0 and a SHACL validation report in Turtle."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from kg.rdf.namespaces import SH, TYPE, XSD, prefixes
from kg.shapes.check import Result
from kg.shapes.findings import SEVERITIES, Finding, to_json

FORMATS: Final = ("text", "json", "sarif", "ttl")
_LEVELS: Final = {"violation": "error", "warning": "warning", "info": "note"}
_SUMMARY: Final = {
    "en": ("nothing found", "{n} found: {parts}"),
    "ko": ("발견 사항 없음", "발견 사항 {n}건: {parts}"),
    "ja": ("問題は見つかりませんでした", "{n}件見つかりました: {parts}"),
}
_NAMES: Final = {
    "violation": {"en": "violation", "ko": "위반", "ja": "違反"},
    "warning": {"en": "warning", "ko": "경고", "ja": "警告"},
    "info": {"en": "advice", "ko": "조언", "ja": "助言"},
}


def summary(found: Iterable[Finding], language: str = "en") -> str:
    """One line: how many findings of each severity."""
    counts = Counter(finding.severity for finding in found)
    none, some = _SUMMARY.get(language, _SUMMARY["en"])
    parts = ", ".join(f"{counts[s]} {_NAMES[s].get(language, s)}" for s in SEVERITIES if counts[s])
    return some.format(n=sum(counts.values()), parts=parts) if counts else none


def to_text(found: Iterable[Finding], language: str = "en") -> str:
    """One line a finding, by file and line, and a summary."""
    ordered = sorted(found, key=lambda finding: finding.order)
    lines = []
    for finding in ordered:
        file, line, column = finding.place
        where = f"{file}:{line}:{column}: " if file else ""
        words = f" (“{'”, “'.join(finding.words)}”)" if finding.words else ""
        name = _NAMES[finding.severity].get(language, finding.severity)
        lines.append(f"{where}{name}: {finding.message(language)}{words} [{finding.rule}]")
    return "\n".join([*lines, summary(ordered, language)])


def to_sarif(found: Iterable[Finding], language: str = "en", *, version: str = "0") -> dict[str, Any]:
    """The SARIF 2.1.0 log, which code hosts show as annotations."""
    ordered = sorted(found, key=lambda finding: finding.order)
    rules = sorted({finding.rule for finding in ordered})
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "kg", "version": version, "rules": [{"id": rule} for rule in rules]}},
                "columnKind": "unicodeCodePoints",
                "results": [
                    {
                        "ruleId": finding.rule,
                        "ruleIndex": rules.index(finding.rule),
                        "level": _LEVELS[finding.severity],
                        "message": {"text": finding.message(language)},
                        "locations": [_location(finding.place)] if finding.place[0] else [],
                        "relatedLocations": [_location(place) for place in finding.related],
                    }
                    for finding in ordered
                ],
            }
        ],
    }


def _location(place: tuple[str, int, int]) -> dict[str, Any]:
    file, line, column = place
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": file},
            "region": {"startLine": max(line, 1), "startColumn": max(column, 1)},
        }
    }


def to_report(results: Iterable[Result], base: str) -> str:
    """The W3C validation report in Turtle, results in a stable order."""
    report = NamedNode(base + "report")
    ordered = sorted(results, key=lambda result: result.order)
    conforms = Literal("false" if ordered else "true", datatype=NamedNode(XSD + "boolean"))
    triples = [Triple(report, TYPE, _sh("ValidationReport")), Triple(report, _sh("conforms"), conforms)]
    for number, result in enumerate(ordered, 1):
        node = NamedNode(f"{base}report/{number}")
        triples += [
            Triple(report, _sh("result"), node),
            Triple(node, TYPE, _sh("ValidationResult")),
            Triple(node, _sh("focusNode"), result.focus),
            Triple(node, _sh("resultSeverity"), _sh(result.severity.capitalize())),
            Triple(node, _sh("sourceShape"), NamedNode(result.shape)),
            Triple(node, _sh("sourceConstraintComponent"), NamedNode(result.component)),
        ]
        if result.path and not result.path.startswith(("(", "<")):
            triples.append(Triple(node, _sh("resultPath"), NamedNode(result.path)))
        if result.value is not None:
            triples.append(Triple(node, _sh("value"), result.value))
        triples += [
            Triple(node, _sh("resultMessage"), Literal(text, language=lang))
            for lang, text in sorted(result.messages.items())
            if lang
        ]
    return (serialize(triples, format=RdfFormat.TURTLE, prefixes=prefixes(base)) or b"").decode()


def _sh(name: str) -> NamedNode:
    return NamedNode(SH + name)


def to_json_text(found: Iterable[Finding]) -> str:
    """Findings as a JSON document."""
    return json.dumps(to_json(found), ensure_ascii=False, indent=1)
