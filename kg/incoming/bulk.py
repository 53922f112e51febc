"""Whole files of facts from programs, beside the sheets that people write: JSON Lines, JSON-LD, N-Quads, N-Triples.

JSON Lines hold one item of a sheet a line, with the source of its claims under ``source``, and are
read as strictly as sheets. The RDF forms hold the triples themselves; claims and evidence may be blank nodes, as
they are named by their content wherever they come from, and values are brought to the one form that sheets give them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator
from pathlib import PurePosixPath
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from kg.errors import KgError, Problem, SheetError
from kg.incoming import jsonlines
from kg.incoming.rdf import check_depth, parse_rdf
from kg.ontology.context import DECIMAL, ID, INTEGER, VOCAB, Context
from kg.ontology.vocabulary import EVIDENCE, Vocabulary
from kg.rdf import dates
from kg.rdf.namespaces import KG, TYPE
from kg.rdf.quantities import canonical_decimal, canonical_integer
from kg.sheets.reader import read_sheet, read_trees
from kg.sheets.sheet import Place, Reference, Sheet
from kg.sheets.tree import Mapping, Scalar, Sequence
from kg.sheets.values import hidden_character

FORMATS: Final = {".jsonld": RdfFormat.JSON_LD, ".nq": RdfFormat.N_QUADS, ".nt": RdfFormat.N_TRIPLES}
SUFFIXES: Final = (".yaml", ".jsonl", *FORMATS)
_CONVERSIONS: Final[dict[str, Callable[[str], str]]] = {
    DECIMAL: canonical_decimal,
    INTEGER: canonical_integer,
}
_NUMBERS: Final[dict[str | None, tuple[str, ...]]] = {DECIMAL: (DECIMAL, INTEGER), INTEGER: (INTEGER,)}


def read_input(data: bytes, file: str, context: Context, vocabulary: Vocabulary) -> Sheet:
    """Read one file of ``data/`` by the form that its name tells."""
    suffix = PurePosixPath(file).suffix
    try:
        if suffix == ".jsonl":
            return _lines(data, file, context, vocabulary)
        if suffix in FORMATS:
            return _rdf(data, file, context, vocabulary)
    except SheetError as error:
        return Sheet(file, problems=list(error.problems))
    except KgError as error:
        return Sheet(file, problems=[Problem(file, 1, 1, str(error).removeprefix(f"{file}: "))])
    return read_sheet(data, file, context, vocabulary)


def _lines(data: bytes, file: str, context: Context, vocabulary: Vocabulary) -> Sheet:
    """The items of all lines, those of one source together as in a sheet of its own."""
    by_source: dict[str, tuple[Scalar | None, list[Mapping]]] = {}
    problems: list[Problem] = []
    for item, wrong in jsonlines.items(data, file):
        problems += wrong
        if item is None:
            continue
        source = item.get("source")
        is_catalogue = isinstance(item.get("type"), Scalar)
        head = source if isinstance(source, Scalar) and not is_catalogue else None
        rest = Mapping(tuple((k, v) for k, v in item.entries if head is None or v is not head), item.line, item.column)
        by_source.setdefault(head.text if head else "", (head, []))[1].append(rest)
    trees = []
    for head, found in by_source.values():
        first = found[0]
        entries: list[tuple[Scalar, Scalar | Sequence]] = []
        if head is not None:
            entries.append((Scalar("source", head.line, head.column), head))
        entries.append((Scalar("facts", first.line, 1), Sequence(tuple(found), first.line, 1)))
        trees.append(Mapping(tuple(entries), first.line, 1))
    sheet = read_trees(trees, file, context, vocabulary)
    sheet.problems = [*problems, *sheet.problems]
    return sheet


def _rdf(data: bytes, file: str, context: Context, vocabulary: Vocabulary) -> Sheet:
    form = FORMATS[PurePosixPath(file).suffix]
    found = parse_rdf(_with_context(data, file, context) if form == RdfFormat.JSON_LD else data, form, file)
    sheet = Sheet(file)
    forms = {term.iri: term.coercion for term in context.terms.values() if not term.reverse}
    linking = {iri for iri, form in forms.items() if form == ID} | {KG + "subject"}
    named = {t.subject for t in found.triples if t.predicate == TYPE and _is_named(t, vocabulary)}
    for triple in found.triples:
        place = (file, found.lines.get(triple.subject, 1), 1)
        subject = triple.subject
        if isinstance(subject, Triple) or isinstance(triple.object, Triple):
            sheet.problems.append(Problem(*place, "a triple inside a triple; write a claim with its evidence instead"))
            continue
        sheet.nodes.setdefault(subject.value, place)
        for message in _blank(triple, named):
            sheet.problems.append(Problem(*place, message))
        try:
            _of_form(triple.object, forms.get(triple.predicate.value))
            triple = _canonical(triple, vocabulary)
        except ValueError as error:
            # Left out: whoever names claims and sections reads numbers as numbers.
            sheet.problems.append(Problem(*place, f"{triple.predicate.value}: {error}"))
            sheet.tainted.add(subject.value)
            continue
        sheet.triples.append(triple)
        _declare(triple, place, sheet, vocabulary)
        if triple.predicate.value in linking and isinstance(triple.object, NamedNode):
            _refer(triple.object.value, place, sheet, context)
    return sheet


def _with_context(data: bytes, file: str, context: Context) -> bytes:
    """JSON-LD that names the project's context by its file name, or none at all, with that context inside."""
    check_depth(data, file)
    try:
        document = json.loads(data, object_pairs_hook=_once)
    except ValueError as error:
        raise SheetError([Problem(file, 1, 1, f"not JSON: {error}; correct the file here")]) from None
    if isinstance(document, list):
        return data
    if not isinstance(document, dict):
        raise SheetError([Problem(file, 1, 1, "JSON-LD is an object in braces, or a list of them; correct the file")])
    own = document.get("@context", "context.jsonld")
    if not isinstance(own, str) or PurePosixPath(own).name != "context.jsonld" or "://" in own:
        return data
    # Put in as text on the same line, so that line numbers and numbers stay as they are written.
    inline = json.dumps(context.document).encode()
    if "@context" not in document:
        return data.replace(b"{", b'{"@context":' + inline + (b"," if document else b""), 1)
    return re.sub(rb'("@context"\s*:\s*)"[^"]*"', lambda match: match[1] + inline, data, count=1)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"key {next(key for key in keys if keys.count(key) > 1)!r} stands twice")
    return found


def _is_named(triple: Triple, vocabulary: Vocabulary) -> bool:
    """Whether the node gets its IRI from its content."""
    cls = triple.object.value if isinstance(triple.object, NamedNode) else ""
    return cls == EVIDENCE or cls in vocabulary.claim_classes


def _blank(triple: Triple, named: Collection[object]) -> Iterator[str]:
    if isinstance(triple.subject, BlankNode) and triple.subject not in named and triple.predicate == TYPE:
        yield "a node without a name that is no claim and no evidence; give it an IRI"
    if isinstance(triple.object, BlankNode) and triple.object not in named:
        yield f"{triple.predicate.value} leads to a node without a name and class; give it an IRI"


def _of_form(value: object, form: str | None) -> None:
    """Refuse a value that is not of the ``form`` that the context gives its property.

    Raises:
        ValueError: it is of another form.
    """
    if form in (ID, VOCAB) and isinstance(value, Literal):
        raise ValueError(f"takes an IRI, not the text {value.value!r}; name the node itself")
    if form in _NUMBERS and not (isinstance(value, Literal) and value.datatype.value in _NUMBERS[form]):
        raise ValueError(f"takes a number of the type {form}; write one")


def _canonical(triple: Triple, vocabulary: Vocabulary) -> Triple:
    """``triple`` with its value in the form that sheets give it.

    Raises:
        ValueError: the value has no such form.
    """
    value = triple.object
    if not isinstance(value, Literal):
        return triple
    if (hidden := hidden_character(value.value)) is not None:
        raise ValueError(f"the text holds the invisible character {hidden}; remove it")
    if convert := _CONVERSIONS.get(value.datatype.value):
        return Triple(triple.subject, triple.predicate, Literal(convert(value.value), datatype=value.datatype))
    if triple.predicate.value in vocabulary.edtf and triple.predicate.value != KG + "when":
        return Triple(triple.subject, triple.predicate, Literal(dates.when(value.value).edtf))
    return triple


def _declare(triple: Triple, place: Place, sheet: Sheet, vocabulary: Vocabulary) -> None:
    if triple.predicate != TYPE or not isinstance(triple.subject, NamedNode) or _is_named(triple, vocabulary):
        return
    if isinstance(triple.object, NamedNode) and triple.object.value in vocabulary.classes:
        sheet.declared.setdefault(triple.subject.value, place)


def _refer(iri: str, place: Place, sheet: Sheet, context: Context) -> None:
    if iri.startswith(context.base) and not iri.startswith(f"{context.base}evidence/"):
        sheet.references.append(Reference(iri, iri.removeprefix(context.base), place))
