"""A Markdown page as a notebook: its ``python`` blocks run in order, the ``text`` block behind one is what it prints.

As in a notebook, a last line that is an expression is shown.
"""

from __future__ import annotations

import ast
import contextlib
import io
import re
from pathlib import Path
from typing import Any

import pytest

import kg
from kg.knowledge import KnowledgeGraph
from tests.conftest import ROOT

PAGE = ROOT / "queries" / "tutorial.md"
_CELL = re.compile(r"```python\n(.*?)```\n(?:\n```text\n.*?```\n)?", re.DOTALL)


def run(page: str, graph: KnowledgeGraph) -> str:
    """``page`` with what its cells print now, where ``kg.open()`` is ``graph``."""
    names: dict[str, Any] = {}

    def cell(match: re.Match[str]) -> str:
        shown = _shown(match[1], names)
        return f"```python\n{match[1]}```\n" + (f"\n```text\n{shown}```\n" if shown else "")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kg, "open", lambda: graph)
        return _CELL.sub(cell, page)


def _shown(code: str, names: dict[str, Any]) -> str:
    tree = ast.parse(code)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, str(PAGE), "exec"), names)
        if (
            last is not None
            and (value := eval(compile(ast.Expression(last.value), str(PAGE), "eval"), names)) is not None
        ):
            print(value)
    return "".join(f"{line.rstrip()}\n" for line in printed.getvalue().splitlines())


def written(path: Path = PAGE) -> str:
    return path.read_text(encoding="utf-8")
