"""The profile: which findings a workspace takes more or less gravely, and which advice it turns off, each with a reason.

``ontology/shapes/profile.yaml`` lists rules by the name that ends a finding's line::

    profile:
    - {rule: GlossedName, severity: "off", because: our sources give no official names}
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from kg.errors import Problem, SheetError
from kg.rdf.spelling import suggestion
from kg.shapes.findings import SEVERITIES, Finding
from kg.sheets.tree import Mapping as Keys
from kg.sheets.tree import Scalar, Sequence, parse

OFF = "off"
_KEYS = ("rule", "severity", "because")


def read_profile(data: bytes, file: str, rules: Mapping[str, str]) -> dict[str, str]:
    """Severity, or ``off``, by rule; ``rules`` gives the severity that each rule's shape has.

    Raises:
        SheetError: an unknown rule or severity, a missing reason, or a violation turned off.
    """
    root = parse(data, file)
    items = root.get("profile") if isinstance(root, Keys) else None
    if not isinstance(items, Sequence):
        raise SheetError([Problem(file, 1, 1, "a profile is a list under the key 'profile'")])
    problems: list[Problem] = []
    found: dict[str, str] = {}
    for item in items.items:
        values = _values(item)
        if values is None:
            problems.append(
                Problem(
                    file,
                    item.line,
                    item.column,
                    f"write {{rule: …, severity: …, because: …}}, only these: {', '.join(_KEYS)}",
                )
            )
            continue
        rule, severity = values["rule"], values["severity"]
        if message := _wrong(rule, severity, rules):
            problems.append(Problem(file, item.line, item.column, message))
        found[rule] = severity
    if problems:
        raise SheetError(problems)
    return found


def _values(item: object) -> dict[str, str] | None:
    if not isinstance(item, Keys):
        return None
    values = {key.text: node.text.strip() for key, node in item.entries if isinstance(node, Scalar)}
    return values if set(values) == set(_KEYS) and all(values.values()) else None


def _wrong(rule: str, severity: str, rules: Mapping[str, str]) -> str | None:
    if rule not in rules:
        return f"unknown rule {rule!r}{suggestion(rule, rules)}; a finding's line ends with its rule"
    if severity not in (*SEVERITIES, OFF):
        return f"unknown severity {severity!r}; one of {', '.join((*SEVERITIES, OFF))}"
    if severity == OFF and rules[rule] == "violation":
        return f"{rule!r} is an obligation and cannot be turned off; set another severity if need be"
    return None


def applied(found: Iterable[Finding], profile: Mapping[str, str]) -> list[Finding]:
    """``found`` with the severities of ``profile``, without what it turns off, in order."""
    kept = [
        replace(finding, severity=profile.get(finding.rule, finding.severity))
        for finding in found
        if profile.get(finding.rule) != OFF
    ]
    return sorted(kept, key=lambda finding: finding.order)
