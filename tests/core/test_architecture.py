"""The rooms of the house: a module imports from its left, never from its right."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "kg"

# From values over the pure core and the edge to the outermost; a package counts as one room.
ROOMS = [
    ["errors", "limits", "rdf"],
    ["ontology"],
    ["sheets", "sparql"],
    ["rules"],
    ["shapes"],
    ["incoming", "files", "workspace", "store", "isolation"],
    ["remote"],
    ["answers", "network"],
    ["page", "exports", "schema", "docs"],
    ["making"],
    ["editing", "checking", "diff", "publish", "knowledge"],
    ["__init__", "cli", "__main__"],
]
HEAVY = ("rdflib", "pyshacl", "networkx", "pyvis", "numpy", "rich", "rapidfuzz", "yaml", "jinja2", "pyoxigraph")


def room_of(module: str) -> int | None:
    return next((number for number, names in enumerate(ROOMS) if module in names), None)


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if "workspace" not in path.relative_to(PACKAGE).parts[:-1])


def imports(path: Path) -> set[str]:
    """Top-level rooms of this package that the module at ``path`` imports when it is loaded."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "kg":
            parts = node.module.split(".")
            found |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_imports_from_its_left_only(path: Path) -> None:
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    mine = room_of(own)
    assert mine is not None, f"kg/{own} has no room: give it one in ROOMS"

    right = {name for name in imports(path) if name != own and (room_of(name) or 0) > mine}

    assert not right


def test_the_help_loads_no_heavy_library() -> None:
    code = f"import sys; from kg.cli import main; main([]); print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(PACKAGE.parent)},
    )

    assert done.stdout.splitlines()[-1] == "[]"
