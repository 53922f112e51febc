"""The pipeline: sheets → quads → store → rules → SHACL → outputs, each build a generation of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Quad, Store, Triple

from kg import identity, rules
from kg.bulk import read_input
from kg.claims import Sections, identify
from kg.errors import Problem, SheetError
from kg.namespaces import local
from kg.sheets import Place, Sheet, unresolved
from kg.store import Generations
from kg.triples import select
from kg.turtle_stream import write_turtle
from kg.workspace import Workspace

if TYPE_CHECKING:
    from kg.shapes.check import Result as ValidationResult
    from kg.shapes.findings import Finding

Progress = Callable[[str], None]


def _silent(stage: str) -> None:
    pass


@dataclass(slots=True)
class Reading:
    """All sheets of a workspace as one data set, with the place of every node and value."""

    triples: list[Triple] = field(default_factory=list)
    nodes: dict[str, list[Place]] = field(default_factory=dict)
    values: dict[tuple[str, str], list[tuple[Place, str]]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    tainted: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Result:
    """A finished build: where it is, what it holds and what the shapes found."""

    folder: Path
    counts: dict[str, int]
    findings: list[Finding]


def read(workspace: Workspace) -> Reading:
    """Read all sheets; what cannot be read is in ``problems``, the rest is complete."""
    sheets = [
        read_input(workspace.content(path), workspace.name(path), workspace.context, workspace.vocabulary)
        for path in workspace.inputs
    ]
    return assemble(sheets, workspace)


def assemble(sheets: Iterable[Sheet], workspace: Workspace) -> Reading:
    """Join sheets: name the claims, resolve the references, decide who is who."""
    sheets = list(sheets)
    reading = Reading(problems=[problem for sheet in sheets for problem in sheet.problems])
    sections = Sections.of(triple for sheet in sheets for triple in sheet.triples)
    declared: dict[str, Place] = {}
    for sheet in sheets:
        for iri, place in sheet.declared.items():
            if iri in declared:
                name, (file, line, _) = iri.removeprefix(workspace.base), declared[iri]
                reading.problems.append(
                    Problem(*place, f"{name!r} is declared twice (first in {file}:{line}); merge the two")
                )
            declared.setdefault(iri, place)
    reading.problems += identity.undecided(sheets, workspace.vocabulary, workspace.base)
    found: dict[Triple, None] = {}
    for sheet in sheets:
        named = identify(sheet.triples, workspace.vocabulary, sections, workspace.base)
        found.update(dict.fromkeys(named.triples))
        for node, place in sheet.nodes.items():
            reading.nodes.setdefault(named.names.get(node, node), []).append(place)
        for (node, prop), places in sheet.values.items():
            reading.values.setdefault((named.names.get(node, node), prop), []).extend(places)
        reading.tainted.update(named.names.get(node, node) for node in sheet.tainted)
        for node, prop, message in named.problems:
            where = sheet.values.get((node, prop))
            reading.problems.append(
                Problem(*(where[0][0] if where else sheet.nodes.get(node, (sheet.file, 1, 1))), message)
            )
    reading.triples = list(found)
    known = {
        *declared,
        *(iri for iri in reading.nodes if iri.startswith(f"{workspace.base}claim/")),
    }
    for iri, problem in unresolved(sheets, known, workspace.base):
        reading.problems.append(problem)
        reading.tainted.add(iri)
    return reading


def derive(workspace: Workspace, stated: Iterable[Triple]) -> Store:
    """A store of the ontology, what is stated and what the rules derive from it."""
    store = Store()
    store.bulk_extend(Quad(*triple) for triples in (workspace.ontology, stated) for triple in triples)
    rules.apply(store, rules.read_rules(workspace.rules), workspace.vocabulary, workspace.base)
    return store


COUNTS = {
    "entities": "SELECT (COUNT(DISTINCT ?e) AS ?n) { ?e a/rdfs:subClassOf* kg:Entity }",
    "claims": "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?c kg:evidence ?e }",
    "evidence": "SELECT (COUNT(?e) AS ?n) { ?e a kg:Evidence }",
    "documents": "SELECT (COUNT(DISTINCT ?d) AS ?n) { ?d a kg:Document }",
    "partner pairs": "SELECT (COUNT(*) AS ?n) { ?a kg:partnersWith ?b FILTER(STR(?a) < STR(?b)) }",
}


def count(store: Store) -> dict[str, int]:
    """How much a store holds, by kind."""
    return {name: int(next(select(store, text))["n"].value) for name, text in COUNTS.items()}


def validate(workspace: Workspace, store: Store, reading: Reading) -> tuple[list[ValidationResult], list[Finding]]:
    """What the shapes find in ``store``: the results, and the findings at their places in the sheets."""
    from kg.shapes.check import as_shapes
    from kg.shapes.check import validate as check
    from kg.shapes.findings import findings
    from kg.shapes.profile import applied, read_profile

    shapes = as_shapes(workspace.shapes)
    results = check(store, shapes)
    found = findings(
        results,
        store,
        workspace.vocabulary,
        nodes=reading.nodes,
        values=reading.values,
        tainted=reading.tainted,
        base=workspace.base,
    )
    if workspace.profile is not None:
        severities = {local(shape.name): shape.severity for shape in shapes.shapes.values()}
        found = applied(found, read_profile(*workspace.profile, severities))
    return results, found


def build(
    workspace: Workspace, output: Path, *, strict: bool = False, language: str = "en", progress: Progress = _silent
) -> Result:
    """Build ``workspace`` into ``output``; the last good build stays if anything is wrong.

    Raises:
        SheetError: sheets that cannot be read.
        FindingsError: findings at or above the severity asked for.
    """
    from kg.shapes.findings import FindingsError, to_json

    generations = Generations(output)
    with generations.building():
        progress("reading sheets")
        reading = read(workspace)
        progress("applying rules")
        store = derive(workspace, reading.triples)
        progress("validating")
        _, found = validate(workspace, store, reading)
        if reading.problems:
            raise SheetError([*reading.problems, *(f.problem(language) for f in found if f.severity == "violation")])
        if any(f.severity == "violation" or strict for f in found):
            raise FindingsError(found, language)
        progress("writing outputs")
        generation = generations.new()
        write(generation, workspace, store)
        (generation / "findings.json").write_text(
            json.dumps(to_json(found), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
        progress("publishing")
        generations.publish(generation)
    return Result(output, count(store), found)


def write(generation: Path, workspace: Workspace, store: Store) -> None:
    """Write store, Turtle, page and the schema for editors of one generation."""
    from kg.page.page import render
    from kg.schema import sheet_schema

    disk = Store(str(generation / "store"))
    disk.bulk_extend(store)
    disk.optimize()
    del disk
    write_turtle(store, workspace.base, generation / "kg.ttl")
    page = render(store, workspace.vocabulary, base=workspace.base)
    (generation / "graph.html").write_text(page.text, encoding="utf-8", newline="\n")
    schema = json.dumps(sheet_schema(workspace, store), ensure_ascii=False, indent=1)
    (generation / "sheet.schema.json").write_text(schema + "\n", encoding="utf-8")
