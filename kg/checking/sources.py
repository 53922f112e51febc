"""The documents themselves: checksums, and whether the words of each evidence stand in its line."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import KgError, Problem
from kg.limits import limit
from kg.making.build import Reading
from kg.ontology.vocabulary import index
from kg.rdf.namespaces import DATA, KG


@dataclass(slots=True)
class Report:
    """How many documents and evidences were checked, and which do not hold."""

    documents: int = 0
    evidence: int = 0
    problems: list[Problem] = field(default_factory=list)


def lines_of(data: bytes) -> list[str]:
    """The lines of a document as editors count them: split at LF, CR LF or CR, from line 1 (index 0)."""
    return data.decode("utf-8", errors="replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def read_document(folder: Path, name: str) -> bytes:
    """The bytes of document ``name`` in ``folder``; a name that leaves the folder is refused.

    Raises:
        KgError: no such file, or it is too large.
    """
    path = folder / name
    if Path(name).name != name or not path.is_file():
        raise KgError(f"{path}: no such document; name the folder that holds it with --from")
    if path.stat().st_size > (most := limit("KG_MAX_SHEET_BYTES")):
        raise KgError(f"{path}: larger than {most:,} bytes; split the document")
    return path.read_bytes()


def check(reading: Reading, folder: Path) -> Report:
    """Compare every document's checksum and every evidence's words with the files in ``folder``."""
    table = index(reading.triples)
    report = Report()
    documents: dict[str, list[str]] = {}

    def place(node: str, name: str) -> tuple[str, int, int]:
        values = reading.values.get((node, KG + name))
        return values[0][0] if values else (reading.nodes.get(node) or [(node.removeprefix(DATA), 1, 1)])[0]

    for iri, found in table.items():
        if KG + "sha256" not in found:
            continue
        name = found[KG + "file"][0].value
        try:
            data = read_document(folder, name)
        except KgError as error:
            report.problems.append(Problem(*place(iri, "file"), str(error)))
            continue
        report.documents += 1
        documents[iri] = lines_of(data)
        actual = hashlib.sha256(data).hexdigest()
        if actual != found[KG + "sha256"][0].value:
            report.problems.append(
                Problem(
                    *place(iri, "sha256"),
                    f"{name} has another SHA-256 ({actual}); if the new text is right, correct the checksum and re-read the evidence",
                )
            )
    moved: dict[tuple[str, str], list[int]] = defaultdict(list)
    for iri, found in table.items():
        if KG + "words" not in found or found.get(KG + "source", [None])[0] is None:
            continue
        source = found[KG + "source"][0].value
        if source not in documents:
            continue
        report.evidence += 1
        lines, number, words = documents[source], int(found[KG + "line"][0].value), found[KG + "words"][0].value
        if number <= len(lines) and words in lines[number - 1]:
            continue
        key = (source, words)
        if key not in moved:
            moved[key] = [n for n, text in enumerate(lines, 1) if words in text]
        where = ", ".join(map(str, moved[key][:5]))
        hint = f"they stand in line {where}" if where else "they stand nowhere in the document"
        report.problems.append(
            Problem(*place(iri, "line"), f"the words {words!r} do not stand in line {number}; {hint}")
        )
    report.problems.sort()
    return report
