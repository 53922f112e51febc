"""CSV: a folder with a table for each kind of node, described by CSVW metadata.

The columns are the properties that the nodes of a table have. Texts in several
languages have a column a language; columns that name entities have a column of labels behind them, to be read by
people. Several values stand in one cell, separated by ``|`` (or, where a value holds that, by the next of ``SEPARATORS``;
the metadata names it).
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from kg.exports.selection import Selection
from kg.ontology.vocabulary import LANGUAGES
from kg.rdf.namespaces import CONCEPT, KG, SKOS, XSD, local

SEPARATORS: Final = ("|", "¦", "␞")
METADATA: Final = "csv-metadata.json"
_TYPES = {XSD + "decimal": "decimal", XSD + "integer": "integer", XSD + "boolean": "boolean", XSD + "date": "date"}
_NAMES = {SKOS + "prefLabel": "label", SKOS + "altLabel": "alias", SKOS + "hiddenLabel": "hidden"}
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_FIRST = ("type", "label", "subject", "claim", "role", "relation", "kind", "status", "who", "object", "place", "whole")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the property it holds, in one language if it is text in several."""

    name: str
    predicate: str
    language: str | None = None
    separator: str = ""
    of_labels: bool = False


def neutral(text: str) -> str:
    """``text`` as a cell that no spreadsheet runs: a quote goes before ``= + - @`` and control characters.

    A reader takes one quote away where quotes stand before such a character (``plain``).

    >>> neutral("=1+1"), neutral("SK"), plain(neutral("'=x"))
    ("'=1+1", 'SK', "'=x")
    """
    return "'" + text if _FORMULA.match(text) else text


def plain(cell: str) -> str:
    """The text of a neutral cell."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def write(selection: Selection, language: str) -> dict[str, bytes]:
    """The files of the folder by name: the tables, their rows in the order of their ids, and ``csv-metadata.json``."""
    tables = _Tables(selection, language)
    files, described = {}, []
    for name, iris in tables.kinds().items():
        columns = tables.columns(iris)
        rows = [[tables.cell(iri, column) for column in columns] for iri in iris]
        files[f"{name}.csv"] = _csv(
            ["id", *(column.name for column in columns)], zip(map(selection.short, iris), rows, strict=True)
        )
        described.append(tables.metadata(f"{name}.csv", iris, columns))
    files["links.csv"] = _csv(["subject", "subject_label", "predicate", "object", "object_label"], tables.links())
    described.append(_LINKS)
    metadata = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:description": "A quote before = + - @ or a control character keeps spreadsheets from running a cell; take it away.",
        "dialect": {"encoding": "utf-8", "header": True, "lineTerminators": ["\n"]},
        "tables": described,
    }
    files[METADATA] = (json.dumps(metadata, ensure_ascii=False, indent=1) + "\n").encode()
    return dict(sorted(files.items()))


_LINKS = {
    "url": "links.csv",
    "dc:title": "what links entities: the simple triples that rules write from accepted claims, and who governs what",
    "tableSchema": {
        "columns": [
            {"name": name, "titles": name.replace("_", " "), "datatype": "string"}
            for name in ("subject", "subject_label", "predicate", "object", "object_label")
        ]
    },
}


class _Tables:
    def __init__(self, selection: Selection, language: str) -> None:
        self.selection = selection
        self.language = language
        self.entities = frozenset(selection.entities)

    def kinds(self) -> dict[str, list[str]]:
        """The nodes of each table by its name."""
        selection = self.selection
        kinds = {"entities": selection.entities}
        for key, cls in sorted(selection.vocabulary.sheet_keys.items()):
            kinds[_dashed(key)] = [iri for iri in selection.of_class(cls) if selection.class_of(iri) == cls]
        for name in ("Evidence", "Document", "Section", "Partnership", "IdentityDecision", "RankDecision"):
            kinds[_dashed(name) + ("s" if name != "Evidence" else "")] = selection.of_class(KG + name)
        kinds["concepts"] = selection.of_class(SKOS + "Concept")
        return {name: iris for name, iris in kinds.items() if iris or name == "entities"}

    def linked(self, iri: str, predicate: str) -> list[str]:
        """The entities that the entity ``iri`` is linked to by ``predicate``."""
        if iri not in self.entities or not predicate.startswith(KG):
            return []
        return [
            v.value
            for v in self.selection.nodes[iri][predicate]
            if isinstance(v, NamedNode) and v.value in self.entities
        ]

    def links(self) -> Iterator[tuple[str, list[str]]]:
        """The rows of the table of links."""
        short, label = self.selection.short, self.selection.label
        for iri in self.selection.entities:
            for predicate in self.selection.nodes[iri]:
                for other in sorted(self.linked(iri, predicate)):
                    names = [label(iri, self.language), local(predicate), short(other), label(other, self.language)]
                    yield short(iri), [neutral(name) for name in names]

    def columns(self, iris: list[str]) -> list[Column]:
        """The columns behind ``id``: what the nodes ``iris`` have."""
        found: dict[tuple[str, str | None], Column] = {}
        labelled = set()
        for iri in iris:
            for predicate, values in self.selection.nodes[iri].items():
                if self.linked(iri, predicate):
                    continue
                tags = Counter(value.language if isinstance(value, Literal) else None for value in values)
                for tag, number in tags.items():
                    if number > 1 or (predicate, tag) not in found:
                        found[predicate, tag] = Column(
                            _named(predicate, tag), predicate, tag, SEPARATORS[0] if number > 1 else ""
                        )
                if any(isinstance(value, NamedNode) and value.value in self.entities for value in values):
                    labelled.add(predicate)
        columns = []
        for column in sorted(found.values(), key=_position):
            columns.append(self.separated(iris, column))
            if column.predicate in labelled:
                labels = Column(f"{column.name}_label", column.predicate, None, column.separator, of_labels=True)
                columns.append(self.separated(iris, labels))
        return columns

    def separated(self, iris: list[str], column: Column) -> Column:
        """``column`` with a separator that none of its values holds."""
        if not column.separator:
            return column
        held = {character for iri in iris for text in self.texts(iri, column) for character in text}
        return replace(column, separator=next((s for s in SEPARATORS if s not in held), SEPARATORS[-1]))

    def cell(self, iri: str, column: Column) -> str:
        """The values of ``column`` at ``iri`` as one cell; numbers may start with a sign."""
        cell = column.separator.join(self.texts(iri, column))
        return cell if self.datatype([iri], column) in ("decimal", "integer") else neutral(cell)

    def texts(self, iri: str, column: Column) -> list[str]:
        """The values of ``column`` at ``iri``."""
        texts = []
        for value in self.selection.nodes[iri].get(column.predicate, ()):
            if isinstance(value, Literal):
                if value.language == column.language:
                    texts.append(value.value)
            elif column.of_labels:
                texts.append(self.selection.label(value.value, self.language))
            else:
                texts.append(
                    local(value.value) if value.value.startswith((KG, CONCEPT)) else self.selection.short(value.value)
                )
        return texts

    def datatype(self, iris: Iterable[str], column: Column) -> str:
        """The CSVW datatype of ``column``."""
        values = [value for iri in iris for value in self.selection.nodes[iri].get(column.predicate, ())]
        found = {
            _TYPES.get(value.datatype.value, "string") if isinstance(value, Literal) else "string" for value in values
        }
        return found.pop() if len(found) == 1 and not column.of_labels else "string"

    def metadata(self, url: str, iris: list[str], columns: list[Column]) -> dict[str, Any]:
        """The CSVW description of one table: its columns, what they mean, how they become RDF again."""
        base = self.selection.base
        schema: dict[str, Any] = {
            "columns": [{"name": "id", "titles": "id", "datatype": "string", "required": True}],
            "primaryKey": "id",
        }
        if all(iri.startswith(base) for iri in iris):
            schema["aboutUrl"] = base + "{+id}"
        elif all(iri.startswith(CONCEPT) for iri in iris):
            schema["aboutUrl"] = CONCEPT + "{+id}"
        schema["columns"] += [self.column_metadata(iris, column) for column in columns]
        keys = [c.name for c in columns if not c.separator and not c.of_labels and self.all_entities(iris, c)]
        if keys:
            schema["foreignKeys"] = [
                {"columnReference": name, "reference": {"resource": "entities.csv", "columnReference": "id"}}
                for name in keys
            ]
        return {"url": url, "tableSchema": schema}

    def all_entities(self, iris: list[str], column: Column) -> bool:
        """Whether each value of ``column`` is an entity of this export."""
        values = [value for iri in iris for value in self.selection.nodes[iri].get(column.predicate, ())]
        return all(isinstance(value, NamedNode) and value.value in self.entities for value in values)

    def column_metadata(self, iris: list[str], column: Column) -> dict[str, Any]:
        """The CSVW description of one column."""
        vocabulary = self.selection.vocabulary
        found: dict[str, Any] = {"name": column.name, "datatype": self.datatype(iris, column)}
        titles = {
            tag: vocabulary.label(column.predicate, tag) for tag in LANGUAGES if column.predicate in vocabulary.terms
        }
        if column.of_labels:
            return found | {"titles": column.name.replace("_", " "), "suppressOutput": True}
        found["titles"] = {tag: [column.name, title] for tag, title in titles.items()} or column.name
        if definition := vocabulary.definition(column.predicate):
            found["dc:description"] = definition
        if column.separator:
            found["separator"] = column.separator
        if column.language:
            found["lang"] = column.language
        found["propertyUrl"] = column.predicate
        values = [value for iri in iris for value in self.selection.nodes[iri].get(column.predicate, ())]
        for namespace in (self.selection.base, CONCEPT, KG):
            if values and all(isinstance(value, NamedNode) and value.value.startswith(namespace) for value in values):
                found["valueUrl"] = f"{namespace}{{+{column.name}}}"
        return found


def _csv(header: list[str], rows: Iterable[tuple[str, list[str]]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([neutral(first), *rest] for first, rest in rows)
    return text.getvalue().encode()


def _dashed(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()


def _named(predicate: str, tag: str | None) -> str:
    name = _NAMES.get(predicate) or re.sub(r"[^A-Za-z0-9]", "_", local(predicate))
    return f"{name}_{tag.replace('-', '_')}" if tag else name


def _position(column: Column) -> tuple[int, str]:
    name = column.name.partition("_")[0]
    return (_FIRST.index(name) if name in _FIRST else len(_FIRST)), column.name
