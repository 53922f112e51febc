"""The made-up region on disk: as a workspace of YAML sheets, or in one of the forms of bulk input."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

from tests.benchmarks.graphs import Item, World, entities, facts, sources

ROOT = Path(__file__).resolve().parents[2]
BASE = "https://example.org/bench/"
PER_SHEET = 200


def _batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def _flow(value: Any) -> str:
    """``value`` in YAML's flow style."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def yaml(key: str, items: Iterable[Item], source: str | None = None) -> str:
    """A sheet with ``items``, one claim a line."""
    lines = [f"source: {source}"] if source else []
    lines.append(f"{key}:")
    for item in items:
        mark = "- "
        for name, value in item.items():
            if isinstance(value, list) and value and isinstance(value[0], dict):
                lines.append(f"{mark}{name}:")
                lines += [f"  - {_flow(each)}" for each in value]
            else:
                lines.append(f"{mark}{name}: {_flow(value)}")
            mark = "  "
    return "\n".join(lines) + "\n"


def sheets(world: World) -> Iterator[tuple[str, str]]:
    """(path below ``data/``, text) of each sheet."""
    dataset = {
        "id": "dataset",
        "type": "Dataset",
        "label": {"en": "Made up", "ko": "가상", "ja": "架空"},
        "version": "0.0.1",
    }
    dataset["license"] = "https://creativecommons.org/licenses/by/4.0/"
    yield "dataset.yaml", f"base: {BASE}\n" + yaml("dataset", [dataset])
    for number, batch in enumerate(_batches(sources(world), 50)):
        yield f"sources/{number:05d}.yaml", yaml("sources", batch)
    for number, batch in enumerate(_batches(entities(world), PER_SHEET)):
        yield f"entities/{number:05d}.yaml", yaml("entities", batch)
    for i in range(world.documents):
        yield f"facts/doc-{i:05d}.yaml", yaml("facts", facts(world, i), f"doc-{i}")


def workspace(world: World, folder: Path) -> None:
    """A workspace in ``folder`` with this project's ontology and queries and the made-up data as sheets."""
    for name in ("ontology", "queries"):
        shutil.copytree(ROOT / name, folder / name, dirs_exist_ok=True)
    for name, text in sheets(world):
        path = folder / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def items(world: World) -> Iterator[Item]:
    """Everything as items of sheets, each claim with its source, for bulk input."""
    yield from chain(sources(world), entities(world))
    for i in range(world.documents):
        for item in facts(world, i):
            yield {"source": f"doc-{i}", **item}


__all__ = ["BASE", "items", "sheets", "workspace", "yaml"]
