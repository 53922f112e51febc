"""What one sheet says, every node named: a value that can be kept, so that a sheet is read once.

Naming claims needs one thing of other sheets, the sections of the documents
cited; ``cited`` remembers which were used, so that it is known when they no longer hold.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pyoxigraph import RdfFormat, Triple, parse, serialize

from kg.errors import Problem
from kg.ontology.vocabulary import Vocabulary
from kg.rdf.namespaces import KG
from kg.rdf.spelling import skeleton
from kg.rdf.triples import parts
from kg.sheets.claims import Sections, identify
from kg.sheets.sheet import Place, Reference, Sheet, labels_of

Spans = tuple[tuple[int, int, str], ...]


@dataclass(slots=True)
class Facts:
    """One sheet read: like ``Sheet``, but with the final names of claims and evidence, and its triples as N-Triples."""

    file: str
    triples: bytes = b""
    nodes: dict[str, list[Place]] = field(default_factory=dict)
    values: dict[str, dict[str, list[tuple[Place, str]]]] = field(default_factory=dict)
    declared: dict[str, Place] = field(default_factory=dict)
    references: list[Reference] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    tainted: list[str] = field(default_factory=list)
    sections: dict[str, Spans] = field(default_factory=dict)
    cited: dict[str, Spans] = field(default_factory=dict)
    subjects: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    decides: list[str] = field(default_factory=list)
    predicates: list[str] = field(default_factory=list)

    def parsed(self) -> list[Triple]:
        """The triples."""
        return [quad.triple for quad in parse(self.triples, format=RdfFormat.N_TRIPLES)]

    def sheet(self) -> Sheet:
        """The same as a sheet, for what is asked of sheets side by side."""
        places = {node: found[0] for node, found in self.nodes.items()}
        return Sheet(self.file, self.parsed(), places, declared=self.declared, references=self.references)

    def dump(self) -> bytes:
        """All of it as compressed bytes."""
        document = {
            "triples": self.triples.decode(),
            "nodes": _without_file(self.nodes),
            "values": {
                node: {name: [[*place[1:], text] for place, text in each] for name, each in found.items()}
                for node, found in self.values.items()
            },
            "declared": {iri: place[1:] for iri, place in self.declared.items()},
            "references": [[each.iri, each.text, *each.place[1:]] for each in self.references],
            "problems": [[each.line, each.column, each.message] for each in self.problems],
            "tainted": self.tainted,
            "sections": self.sections,
            "cited": self.cited,
            "subjects": self.subjects,
            "names": self.names,
            "decides": self.decides,
            "predicates": self.predicates,
        }
        return zlib.compress(json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode(), 1)

    @classmethod
    def load(cls, file: str, data: bytes) -> Facts:
        """What ``dump`` made, for a sheet that is called ``file``."""
        document: dict[str, Any] = json.loads(zlib.decompress(data))

        def spans(found: Mapping[str, Any]) -> dict[str, Spans]:
            return {iri: tuple((first, last, section) for first, last, section in each) for iri, each in found.items()}

        return cls(
            file,
            document["triples"].encode(),
            {node: [(file, *place) for place in found] for node, found in document["nodes"].items()},
            {
                node: {
                    name: [((file, line, column), text) for line, column, text in each] for name, each in found.items()
                }
                for node, found in document["values"].items()
            },
            {iri: (file, *place) for iri, place in document["declared"].items()},
            [Reference(iri, text, (file, line, column)) for iri, text, line, column in document["references"]],
            [Problem(file, *each) for each in document["problems"]],
            document["tainted"],
            spans(document["sections"]),
            spans(document["cited"]),
            document["subjects"],
            document["names"],
            document["decides"],
            document["predicates"],
        )


def _without_file(nodes: Mapping[str, Iterable[Place]]) -> dict[str, list[tuple[int, int]]]:
    return {node: [(line, column) for _, line, column in places] for node, places in nodes.items()}


class _Watched(dict[str, Spans]):
    """The sections of documents, remembering which documents were asked for."""

    def __init__(self, spans: Mapping[str, Spans]) -> None:
        super().__init__()
        self.everything = spans

    def get(self, document: str, default: Any = ()) -> Any:
        return self.setdefault(document, self.everything.get(document, default))


def named(sheet: Sheet, vocabulary: Vocabulary, sections: Mapping[str, Spans], base: str) -> Facts:
    """``sheet`` with its claims named; ``sections`` are those of all documents."""
    watched = _Watched(sections)
    found = identify(sheet.triples, vocabulary, Sections(watched), base)
    facts = Facts(sheet.file, serialize(found.triples, format=RdfFormat.N_TRIPLES) or b"")
    for node, place in sheet.nodes.items():
        facts.nodes.setdefault(found.names.get(node, node), []).append(place)
    for (node, name), places in sheet.values.items():
        facts.values.setdefault(found.names.get(node, node), {}).setdefault(name, []).extend(places)
    facts.declared = sheet.declared
    facts.references = sheet.references
    facts.problems = list(sheet.problems)
    for node, name, message in found.problems:
        where = sheet.values.get((node, name))
        place = where[0][0] if where else sheet.nodes.get(node, (sheet.file, 1, 1))
        facts.problems.append(Problem(*place, message))
    facts.tainted = sorted({found.names.get(node, node) for node in sheet.tainted})
    facts.sections = dict(Sections.of(sheet.triples).spans)
    facts.cited = dict(watched)
    facts.subjects = sorted({text for text, _, _ in map(parts, found.triples)})
    facts.names = sorted({f"{language} {skeleton(name)}" for _, language, name in labels_of(sheet)})
    facts.predicates = sorted({predicate for _, predicate, _ in map(parts, found.triples)})
    facts.decides = sorted({value for _, predicate, value in map(parts, sheet.triples) if predicate == KG + "entity"})
    return facts
