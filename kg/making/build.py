"""The pipeline: sheets → quads → store → rules → SHACL → outputs, each build a generation of its own."""

from __future__ import annotations

import errno
import json
import sqlite3
import zlib
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Quad, Store, Triple

from kg.errors import Problem, SheetError
from kg.incoming.bulk import read_input
from kg.making.maker import Anew, Maker
from kg.rdf.namespaces import local
from kg.rdf.readable import Readable
from kg.rules import rule
from kg.sheets import identity
from kg.sheets.claims import Sections, identify
from kg.sheets.sheet import Place, Sheet, unresolved
from kg.store import Generations, stamps
from kg.workspace import Workspace

if TYPE_CHECKING:
    from kg.shapes.check import Result as ValidationResult
    from kg.shapes.findings import Finding

Progress = Callable[[str], None]
# How a damaged ledger, shelf or store shows itself, whoever reads it first.
_DAMAGED = (
    sqlite3.DatabaseError, zlib.error, RuntimeError, ValueError, LookupError, TypeError, AttributeError, AssertionError, SyntaxError,
    FileNotFoundError,
)  # fmt: skip


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
    rule.apply(store, rule.read_rules(workspace.rules), workspace.vocabulary, workspace.base)
    return store


def validate(
    workspace: Workspace, store: Readable, reading: Reading, base: str | None = None
) -> tuple[list[ValidationResult], list[Finding]]:
    """What the shapes find in ``store``: the results, and the findings at their places in the sheets."""
    from kg.shapes.check import as_shapes
    from kg.shapes.check import validate as check
    from kg.shapes.findings import findings

    results = check(store, as_shapes(workspace.shapes))
    found = findings(
        results,
        store,
        workspace.vocabulary,
        nodes=reading.nodes,
        values=reading.values,
        tainted=reading.tainted,
        base=base or workspace.base,
    )
    return results, profiled(workspace, found)


def profiled(workspace: Workspace, found: list[Finding]) -> list[Finding]:
    """``found`` with the severities that the workspace's profile sets, if it has one."""
    from kg.shapes.check import as_shapes
    from kg.shapes.profile import applied, read_profile

    if workspace.profile is None:
        return found
    shapes = as_shapes(workspace.shapes)
    severities = {local(shape.name): shape.severity for shape in shapes.shapes.values()}
    return applied(found, read_profile(*workspace.profile, severities))


def build(
    workspace: Workspace,
    output: Path,
    *,
    strict: bool = False,
    language: str = "en",
    progress: Progress = _silent,
    fresh: bool = False,
) -> Result:
    """Build ``workspace`` into ``output``; the last good build stays if anything is wrong.

    What the last build holds is used as far as nothing changed, unless ``fresh``; the outputs are the same. Where it
    turns out to be damaged, everything is built from nothing.

    Raises:
        SheetError: sheets that cannot be read.
        FindingsError: findings at or above the severity asked for.
        OSError: the output folder cannot be written.
    """
    from kg.making.shelf import shelf

    generations = Generations(output)
    try:
        with generations.building(), shelf(output, generations.mark()) as readings:
            if fresh:
                readings.keep_only(())
            maker = Maker(workspace, generations, readings, progress)
            if not fresh and (last := generations.last()):
                try:
                    return _built(maker, last, strict=strict, language=language)
                except (Anew, *_DAMAGED):
                    pass
                except OSError as error:
                    if error.errno is not None:  # the engine's own have no number
                        raise
            return _built(maker, None, strict=strict, language=language)
    except sqlite3.Error as error:  # of the ledger: the disk is full or fails
        raise OSError(errno.EIO, str(error), str(output)) from error


def _built(maker: Maker, last: Path | None, *, strict: bool, language: str) -> Result:
    from kg.making.outputs import write
    from kg.shapes.findings import FindingsError, to_json

    workspace, output = maker.workspace, maker.generations.folder
    with closing(maker.made(last)) as made:
        found = profiled(workspace, made.findings)
        if made.problems:
            raise SheetError([*made.problems, *(f.problem(language) for f in found if f.severity == "violation")])
        if any(f.severity == "violation" or strict for f in found):
            raise FindingsError(found, language)
        if made.generation == last:
            maker.generations.keep(last)
            return Result(output, made.counts, found)
        write(workspace, made, last, maker.progress)
        (made.generation / "findings.json").write_text(
            json.dumps(to_json(found), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
        made.store = None  # Closed, so that its files are as they will stay.
        made.ledger.note("outputs", stamps(made.generation))
        keys = [key for keys in made.ledger.sheets().values() for key in keys]
    maker.progress("publishing")
    maker.generations.publish(made.generation)
    maker.shelf.keep_only(keys)
    return Result(output, made.counts, found)
