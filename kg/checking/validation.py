"""Validation without a build: of the workspace's sheets, or of any RDF file against the shapes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Quad, Store

from kg.errors import Problem, SheetError
from kg.incoming.rdf import read_rdf
from kg.making.build import Reading, derive, read, validate
from kg.rdf.readable import Readable
from kg.shapes.check import Result
from kg.shapes.check import validate as check
from kg.shapes.findings import Finding, findings, to_json
from kg.shapes.reports import to_report, to_sarif, to_text
from kg.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Report:
    """What was found, and what could not be read at all."""

    results: tuple[Result, ...]
    findings: tuple[Finding, ...]
    base: str
    problems: tuple[Problem, ...] = ()

    def fails(self, *, strict: bool) -> bool:
        """Whether something is at or above the severity asked for."""
        return any(strict or finding.severity == "violation" for finding in self.findings)

    def render(self, form: str, language: str) -> str:
        """The report as ``text``, ``json``, ``sarif`` or ``ttl``.

        Raises:
            SheetError: sheets that could not be read, told together with what was found in the rest.
        """
        if self.problems:
            raise SheetError([*self.problems, *(finding.problem(language) for finding in self.findings)])
        if form == "json":
            return json.dumps(to_json(self.findings), ensure_ascii=False, indent=1) + "\n"
        if form == "sarif":
            return json.dumps(to_sarif(self.findings, language), ensure_ascii=False, indent=1) + "\n"
        if form == "ttl":
            return to_report(self.results, self.base)
        return to_text(self.findings, language) + "\n"


def validate_workspace(workspace: Workspace, progress: Callable[[str], None] = lambda stage: None) -> Report:
    """Read, derive and validate the sheets of ``workspace``; nothing is written."""
    progress("reading sheets")
    reading = read(workspace)
    progress("applying rules")
    store = derive(workspace, reading.triples)
    progress("validating")
    results, found = validate(workspace, store, reading)
    return Report(tuple(results), tuple(found), workspace.base, tuple(reading.problems))


def validate_store(workspace: Workspace, store: Readable, base: str) -> Report:
    """Validate a finished data set against the shapes and the vocabulary of ``workspace``; it has no sheets to point at."""
    results, found = validate(workspace, store, Reading(), base)
    return Report(tuple(results), tuple(found), base)


def validate_files(workspace: Workspace, paths: Iterable[str]) -> Report:
    """Validate RDF files together, as they are, against the shapes and the vocabulary of ``workspace``.

    Raises:
        KgError: a file that cannot be read, with all that is wrong in it.
    """
    store = Store()
    store.bulk_extend(Quad(*triple) for triple in workspace.ontology)
    nodes: dict[str, list[tuple[str, int, int]]] = {}
    problems: list[Problem] = []
    for path in paths:
        try:
            incoming = read_rdf(Path(path))
        except SheetError as error:
            problems += error.problems
            continue
        store.extend(Quad(*triple) for triple in incoming.triples)
        for node, line in incoming.lines.items():
            if isinstance(node, NamedNode):
                nodes.setdefault(node.value, []).append((path, line, 1))
    results = check(store, workspace.shapes)
    found = findings(results, store, workspace.vocabulary, nodes=nodes, values={}, base=workspace.base)
    return Report(tuple(results), tuple(found), workspace.base, tuple(problems))
