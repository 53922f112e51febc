"""``queries/README.md`` as the headers and the graph of now make it."""

from __future__ import annotations

import io
from collections.abc import Sequence

from kg import workspace as workspaces
from kg.answers import Solutions
from kg.answers.catalogue import handbook
from kg.answers.parameters import assign
from kg.answers.table import write_table
from kg.knowledge import KnowledgeGraph
from kg.sparql.queries import NamedQuery
from tests.conftest import ROOT
from tests.queries.expected import UPDATE

PAGE = ROOT / "queries" / "README.md"
ROWS = 4


def catalogue(graph: KnowledgeGraph) -> str:
    def sample(query: NamedQuery, words: Sequence[str]) -> str:
        answer = graph.ask(query, assign(query, words)).answer
        assert isinstance(answer, Solutions)
        stream = io.StringIO()
        few = Solutions(answer.columns, answer.terms[:ROWS])
        write_table(few, graph.base, stream, shown=query.table, most=100)
        left = len(answer) - len(few)
        return stream.getvalue() + (f"… {left} more row{'s' if left > 1 else ''}\n" if left else "")

    return handbook(workspaces.at(str(ROOT)).queries, sample, UPDATE)
