"""The answer to a query that somebody wrote, computed in a process of its own and handed back as a value."""

from __future__ import annotations

import io
from contextlib import redirect_stdout

from pyoxigraph import QueryBoolean, QueryResultsFormat, RdfFormat, Store, parse, parse_query_results

from kg.answers import Answer, Solutions, Triples, Truth
from kg.answers.engine import LocalEngine
from kg.answers.write import write
from kg.isolation.worker import Limits, within


def ask_apart(engine: LocalEngine, text: str, *, trusted: bool = False, limits: Limits | None = None) -> Answer:
    """As ``engine.ask``, but stopped at ``limits``; a crash of the engine is an error.

    Raises:
        KgError: refused, no SPARQL, stopped at a limit, or the engine broke.
    """

    def task() -> int:
        answer = engine.ask(text, trusted=trusted)
        write(answer, "nt" if isinstance(answer, Triples) else "json", "")
        return int(isinstance(answer, Triples))

    printed = io.StringIO()
    with redirect_stdout(printed):
        triples = within(limits or Limits(), task, network=not isinstance(engine.store, Store))
    data = printed.getvalue().encode()
    if triples:
        return Triples([quad.triple for quad in parse(data, RdfFormat.N_TRIPLES)])
    found = parse_query_results(data, QueryResultsFormat.JSON)
    if isinstance(found, QueryBoolean):
        return Truth(bool(found))
    return Solutions(tuple(variable.value for variable in found.variables), [tuple(solution) for solution in found])
