"""The tutorial prints what it says it prints."""

from __future__ import annotations

import difflib

import pytest

from kg.knowledge import KnowledgeGraph
from tests.queries import notebook
from tests.queries.expected import UPDATE


def test_every_cell_of_the_tutorial_prints_what_stands_below_it(graph: KnowledgeGraph) -> None:
    now, before = notebook.run(notebook.written(), graph), notebook.written()

    if now != before:
        changes = difflib.unified_diff(before.splitlines(), now.splitlines(), "written", "now", lineterm="", n=1)
        pytest.fail("\n".join([*changes, f"if that is right: {UPDATE}"]), pytrace=False)


def test_cells_share_their_names_and_show_their_last_expression(graph: KnowledgeGraph) -> None:
    page = "```python\nx = 1\n```\n\n```python\nprint('a')\nx + 1\n```\n\n```text\nold\n```\n\nEnd.\n"

    assert notebook.run(page, graph) == page.replace("old", "a\n2")
