"""What is fuzzed: each target takes any bytes, and does its work or raises what a user can repair; all else is a bug."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Store, parse

from kg import workspace as workspaces
from kg.answers.engine import LocalEngine
from kg.answers.names import Names
from kg.answers.parameters import assign, bind
from kg.errors import KgError, Problem, visible
from kg.incoming.bulk import read_input
from kg.incoming.rdf import parse_rdf
from kg.making.build import assemble, derive
from kg.rdf.turtle import turtle
from kg.sheets.reader import read_sheet
from kg.sparql.guard import check_query
from kg.sparql.queries import NamedQuery, read_query
from kg.workspace import Workspace

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
QUERY = """\
#+ title: All kinds of parameters
#+ params: of: Agent|Place = (any) — an entity
#+ params: kind: partnership-kind = (any) — a concept
#+ params: day: date = (any) — a day
#+ params: number: number = (any) — a number
#+ params: words: text = (any) — words
#+ columns: s
SELECT ?s { VALUES ?of { UNDEF } VALUES ?kind { UNDEF } VALUES ?day { UNDEF } VALUES ?words { UNDEF } ?s ?p ?of }
"""


@lru_cache
def workspace() -> Workspace:
    """The project's own."""
    return workspaces.at(str(ROOT))


@lru_cache
def engine() -> LocalEngine:
    """The ontology, asked in this process."""
    return LocalEngine(derive(workspace(), ()), workspace().base)


@lru_cache
def query() -> NamedQuery:
    """A query with a parameter of each type."""
    return read_query("fuzz", QUERY)


def _told(problems: list[Problem]) -> None:
    """Each problem is one printable line with a place."""
    for problem in problems:
        line = str(problem)
        assert visible(line) == line, line
        assert "\n" not in line, line
        assert problem.line > 0, line
        assert problem.column > 0, line


def sheet(data: bytes) -> None:
    """A fact sheet: read, its claims named, its references and names checked; all problems have places."""
    found = read_sheet(data, "data/facts/fuzz.yaml", workspace().context, workspace().vocabulary)
    reading = assemble([found], workspace())
    _told(reading.problems)
    if not reading.problems:
        store = Store()
        store.extend(Quad(*triple) for triple in reading.triples)
        assert {str(quad.triple) for quad in store} == {str(triple) for triple in reading.triples}, "not canonical"


def bulk(suffix: str) -> Callable[[bytes], None]:
    """Data of another form in ``data/``: read as a sheet is."""

    def target(data: bytes) -> None:
        found = read_input(data, f"data/fuzz{suffix}", workspace().context, workspace().vocabulary)
        _told(assemble([found], workspace()).problems)

    return target


def guard(data: bytes) -> None:
    """A query: refused, or harmless to Oxigraph."""
    text = data.decode("utf-8", "replace")
    try:
        check_query(text)
    except KgError:
        return
    with contextlib.suppress(SyntaxError):
        Store().query(text)


def parameters(data: bytes) -> None:
    """Words of a command line for a query with a parameter of each type."""
    words = data.decode("utf-8", "replace").split("\n")[:8]
    with contextlib.suppress(KgError):
        bind(query(), assign(query(), words), Names(engine(), workspace().base))


def rdf(form: RdfFormat) -> Callable[[bytes], None]:
    """RDF of one format: refused with places, or read and written back the same."""

    def target(data: bytes) -> None:
        try:
            found = parse_rdf(data, form, "fuzz").triples
        except KgError as error:
            _told(list(getattr(error, "problems", [])))
            return
        written = turtle(found, workspace().base)
        again = [quad.triple for quad in parse(written, RdfFormat.TURTLE)]
        assert turtle(again, workspace().base) == written

    return target


TARGETS: dict[str, Callable[[bytes], None]] = {
    "sheet": sheet,
    "jsonl": bulk(".jsonl"),
    "bulk": bulk(".jsonld"),
    "ntriples": bulk(".nt"),
    "guard": guard,
    "parameters": parameters,
    "turtle": rdf(RdfFormat.TURTLE),
    "jsonld": rdf(RdfFormat.JSON_LD),
}


def corpus(name: str) -> list[Path]:
    """The kept inputs of a target: seeds, and every input that once broke it."""
    return sorted(path for path in (HERE / "corpus" / name).iterdir() if path.is_file())
