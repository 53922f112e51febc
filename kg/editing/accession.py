"""A new document in the catalogue: its entry, its publisher where that is new, and an empty sheet for its claims."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from kg.checking.sources import lines_of
from kg.editing.documents import entry, language_of
from kg.editing.starter import modeline
from kg.errors import KgError, SheetError
from kg.files import checksum, write_atomically
from kg.limits import limit
from kg.making.build import Reading, assemble, read
from kg.ontology.vocabulary import LANGUAGES, index
from kg.rdf import dates
from kg.rdf.namespaces import DCTERMS, KG, RDF, SKOS
from kg.rdf.spelling import fold
from kg.sheets.reader import read_sheet
from kg.sheets.tidy import scalar
from kg.sheets.tree import Mapping, Sequence, parse
from kg.workspace import Workspace

_ID = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*", re.ASCII)

SHEET = """\
# Claims of this document, a subject each; data/entities/ declares who and what there is. For example:
# - id: data-hall
#   participants:
#   - {{role: builder, who: northern-steel, line: 3, words: Northern Steel}}
source: {identifier}
facts: []
"""


def add(
    workspace: Workspace,
    path: Path,
    *,
    publisher: str,
    issued: str | None = None,
    identifier: str | None = None,
    label: str | None = None,
    language: str | None = None,
) -> dict[str, str]:
    """Catalogue the document at ``path``; what was written, by file of the workspace.

    Raises:
        KgError: the document or its id is catalogued already, is no text, or the sheets cannot be read.
    """
    if workspace.builtin and workspace.root != Path.cwd():
        raise KgError("the built-in data set takes no documents; start your own with `kg init DIR`")
    data = _text(path)
    reading = read(workspace)
    if reading.problems:
        raise SheetError(reading.problems)
    name = identifier or slug(path.stem)
    _refuse_known(reading, workspace, name, checksum(data), path)
    if issued is not None:
        try:
            dates.when(issued)
        except ValueError as error:
            raise KgError(f"--issued: {error}") from None
    who, new = _publisher(reading, workspace, publisher)
    texts = {}
    if new:
        texts["data/entities/publishers.yaml"] = (
            f"a new publisher, {who} (its name in other languages is for you to correct)",
            "entities",
            new,
        )
    described = entry(
        name,
        path.name,
        data,
        labels=dict.fromkeys(LANGUAGES, label or path.stem),
        publisher=who,
        issued=issued,
        language=language or language_of(lines_of(data)),
    )
    texts["data/sources.yaml"] = f"the entry of {name}", "sources", described
    files = {file: _with(workspace, file, key, block) for file, (_, key, block) in texts.items()}
    told = {file: what for file, (what, _, _) in texts.items()}
    sheet = f"data/facts/{name}.yaml"
    if not (workspace.root / sheet).exists():
        files[sheet] = modeline(workspace.root / sheet, workspace.root) + SHEET.format(identifier=name)
        told[sheet] = "an empty sheet for its claims"
    _refuse_problems(workspace, files)
    for file, text in files.items():
        (workspace.root / file).parent.mkdir(parents=True, exist_ok=True)
        write_atomically(workspace.root / file, text.encode())
    return told


def slug(text: str) -> str:
    """An id made from ``text``.

    >>> slug("My Article (2026)")
    'my-article-2026'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain)) or "document"


def _text(path: Path) -> bytes:
    if not path.is_file():
        raise KgError(f"{path}: no such file; check the path")
    if path.stat().st_size > (most := limit("KG_MAX_SHEET_BYTES")):
        raise KgError(f"{path}: larger than {most:,} bytes; split the document")
    data = path.read_bytes()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise KgError(f"{path}: not UTF-8 at byte {error.start}; save it as plain text in UTF-8") from None
    if not text.strip() or "\0" in text:
        raise KgError(
            f"{path}: {'holds no text' if not text.strip() else 'no plain text'}; save the text of the document as UTF-8"
        )
    return data


def _refuse_known(reading: Reading, workspace: Workspace, name: str, digest: str, path: Path) -> None:
    if not _ID.fullmatch(name):
        raise KgError(f"{name!r} is not an id; use small letters, digits and hyphens")
    table = index(reading.triples)
    for iri, found in table.items():
        if any(value.value == digest for value in found.get(KG + "sha256", ())):
            raise KgError(f"{path}: catalogued already, as {iri.removeprefix(workspace.base)}")
        if any(value.value == path.name for value in found.get(KG + "file", ())):
            known = iri.removeprefix(workspace.base)
            raise KgError(
                f"{path.name}: {known} has a file of this name; if it is a new version of it, use `kg sources re-anchor`"
            )
    if any(iri == workspace.base + name or iri.startswith(f"{workspace.base}{name}/") for iri in table):
        raise KgError(f"{name!r} is taken; give the document another id with --id")


def _publisher(reading: Reading, workspace: Workspace, text: str) -> tuple[str, str]:
    """The id of the publisher that ``text`` names, and its entry if it is new."""
    wanted = fold(text)
    table = index(reading.triples)
    publishers = {value.value for found in table.values() for value in found.get(DCTERMS + "publisher", ())}
    found = set()
    for iri, properties in table.items():
        kinds = {value.value for value in properties.get(RDF + "type", ())}
        if KG + "Publisher" not in kinds and iri not in publishers:
            continue
        names = {fold(v.value) for p in ("prefLabel", "altLabel", "hiddenLabel") for v in properties.get(SKOS + p, ())}
        if wanted in names or iri == workspace.base + text:
            found.add(iri.removeprefix(workspace.base))
    if len(found) > 1:
        raise KgError(f"--publisher {text!r} may mean {' or '.join(sorted(found))}; give the id")
    if found:
        return found.pop(), ""
    name = slug(text)
    if workspace.base + name in table:
        name += "-press"
    labels = ", ".join(f"{tag}: {scalar(text)}" for tag in LANGUAGES)
    return name, f"- {{id: {name}, type: Publisher, label: {{{labels}}}}}\n"


def _with(workspace: Workspace, file: str, key: str, block: str) -> str:
    """The text of ``file`` with ``block`` as the last items of its list ``key``."""
    path = workspace.root / file
    if not path.exists():
        return f"{modeline(path, workspace.root)}{key}:\n{block}"
    text = path.read_bytes().decode("utf-8")
    root = parse(text.encode(), file)
    last, value = root.entries[-1] if isinstance(root, Mapping) and root.entries else (None, None)
    if last is None or last.text != key or not isinstance(value, Sequence) or not value.items:
        raise KgError(f"{file}: the list {key!r} must be the last in this file to take a new item; move it there")
    line = text.split("\n")[value.items[-1].line - 1]
    indent = " " * (len(line) - len(line.lstrip()))
    if not line.lstrip().startswith("-"):
        raise KgError(f"{file}:{value.items[-1].line}: write the list {key!r} with one item a line, then try again")
    return text.rstrip("\n") + "\n" + "".join(f"{indent}{row}\n" for row in block.splitlines())


def _refuse_problems(workspace: Workspace, files: dict[str, str]) -> None:
    """Read everything as it will be; what we are about to write must not be wrong."""
    texts = {workspace.name(path): path.read_bytes() for path in workspace.sheets}
    texts |= {file: text.encode() for file, text in files.items()}
    sheets = [read_sheet(data, file, workspace.context, workspace.vocabulary) for file, data in sorted(texts.items())]
    if problems := assemble(sheets, workspace).problems:
        raise SheetError(problems)
