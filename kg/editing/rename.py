"""Another id for an entity (or a document), in every sheet that names it.

Claims are named by what they say, so those on the entity get new names;
decisions that cite them by name move along.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.editing.edits import Edit, apply
from kg.errors import KgError, SheetError
from kg.files import write_atomically
from kg.making.build import Reading, assemble
from kg.ontology.context import ID, Context
from kg.rdf.spelling import suggestion
from kg.sheets.reader import read_sheet
from kg.sheets.tree import Mapping, Node, Scalar, Sequence, parse
from kg.workspace import Workspace

_ID = re.compile(r"[a-z0-9]+(?:[-._/][a-z0-9]+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Renaming:
    """What a renaming changed: values by sheet; and other files of the workspace that still say the old id."""

    sheets: dict[str, int]
    mentions: tuple[str, ...]


def identifiers(node: Node, context: Context) -> Iterator[Scalar]:
    """The values in a sheet that name a node: ids, and what properties point at."""
    if isinstance(node, Sequence):
        for item in node.items:
            yield from identifiers(item, context)
    elif isinstance(node, Mapping):
        for key, value in node.entries:
            term = context.terms.get(key.text)
            if term is not None and (term.iri == ID or term.coercion == ID):
                yield from _scalars(value)
            yield from identifiers(value, context)


def _scalars(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Sequence):
        for item in node.items:
            if isinstance(item, Scalar):
                yield item


def rename(workspace: Workspace, old: str, new: str, *, write: bool = True) -> Renaming:
    """Rename the entity ``old`` to ``new`` in all sheets, all or none.

    Raises:
        KgError: no such entity, ``new`` is taken or no id, or the sheets cannot be read.
    """
    if not _ID.fullmatch(new):
        raise KgError(f"{new!r} is not an id; use small letters, digits and hyphens")
    texts = {workspace.name(path): path.read_bytes().decode("utf-8") for path in workspace.sheets}
    before = _read(workspace, texts)
    known = sorted({iri.removeprefix(workspace.base) for iri in before.nodes if iri.startswith(workspace.base)})
    if old not in known:
        raise KgError(f"no entity has the id {old!r}{suggestion(old, known) or '; `kg find` looks names up'}")
    if new in known or any(name.startswith(f"{new}/") for name in known):
        raise KgError(f"{new!r} is taken; give another id, or merge the two by hand")
    renamed = {old: new} | {name: new + name.removeprefix(old) for name in known if name.startswith(f"{old}/")}
    edits = list(_edits(workspace, texts, renamed))
    first = _applied(texts, edits)
    claims = _renamed_claims(before, _read(workspace, first, allow=True), workspace.base)
    more = list(_edits(workspace, first, claims))
    final = _applied(first, more)
    _read(workspace, final)
    changed = {name: text for name, text in final.items() if text != texts[name]}
    if write:
        for name, text in changed.items():
            write_atomically(workspace.root / name, text.encode())
    counts = {name: sum(1 for edit in (*edits, *more) if edit.file == name) for name in sorted(changed)}
    return Renaming(counts, tuple(_mentions(workspace, old)))


def _read(workspace: Workspace, texts: dict[str, str], *, allow: bool = False) -> Reading:
    sheets = [read_sheet(text.encode(), name, workspace.context, workspace.vocabulary) for name, text in texts.items()]
    reading = assemble(sheets, workspace)
    if reading.problems and not allow:
        raise SheetError(reading.problems)
    return reading


def _edits(workspace: Workspace, texts: dict[str, str], names: dict[str, str]) -> Iterator[Edit]:
    by_iri = {workspace.base + old: new for old, new in names.items()}
    for file, text in texts.items():
        for value in identifiers(parse(text.encode(), file), workspace.context):
            if (new := by_iri.get(workspace.context.resolve(value.text))) is not None:
                yield Edit(file, value.line, value.column, value.text, new)


def _applied(texts: dict[str, str], edits: Iterable[Edit]) -> dict[str, str]:
    everything = list(edits)
    return {name: apply(text, [edit for edit in everything if edit.file == name]) for name, text in texts.items()}


def _renamed_claims(before: Reading, after: Reading, base: str) -> dict[str, str]:
    """New names of claims and evidence by old ones: the nodes of a sheet keep their order."""
    found = {}
    for (_, one), (_, other) in zip(_in_order(before), _in_order(after), strict=True):
        if one != other and one.startswith(base) and other.startswith(base):
            found[one.removeprefix(base)] = other.removeprefix(base)
    return found


def _in_order(reading: Reading) -> list[tuple[tuple[str, int, int, int], str]]:
    """All nodes by place; a claim before its own evidence where both stand at one place."""
    rows = []
    for iri, places in reading.nodes.items():
        rows += [((*place, "/evidence/" in iri), iri) for place in places]
    return sorted(rows)


def _mentions(workspace: Workspace, name: str) -> Iterator[str]:
    pattern = re.compile(rf"(?<![\w/-]){re.escape(name)}(?![\w-])")
    for path in workspace.queries.values():
        if pattern.search(path.read_text(encoding="utf-8")):
            yield workspace.name(path)
