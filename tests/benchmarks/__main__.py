"""Our way against the stock way, at each size asked for: ``python -m tests.benchmarks [--keep] [--limit SECONDS] S M …``.

Each side runs in a fresh process, in turn; times are seconds of CPU of the task itself. One line for each:
``name: ours, stock, ratio, peak memory``. A stock side that takes longer than the limit is stopped, and its
ratio is then a lower bound; a query is stopped after KG_BENCH_QUERY_SECONDS (60). ``--keep`` writes the table to RESULTS.md after each size, with machine and versions.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import math
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.benchmarks.graphs import SIZES, World
from tests.benchmarks.subjects import QUERY_LIMIT, ROOT, SIDES
from tests.benchmarks.writers import workspace

RESULTS = Path(__file__).with_name("RESULTS.md")
FIRST = "build from nothing"  # the others read what it makes
ONCE = ("start-up",)  # does not depend on the size
LARGEST = (
    "build from nothing",
    "load and validate",
    "sorted, stable Turtle",
    "rebuild after one changed sheet",
    "whole validation",
)
GROWING = ("build from nothing", "whole validation", "sorted, stable Turtle")
PACKAGES = ("pyoxigraph", "rdflib", "pyshacl", "pyvis", "networkx")


@dataclass(frozen=True, slots=True)
class Measured:
    """What one side took; ``None`` seconds: stopped at the limit."""

    cpu: float | None
    peak: int
    outcome: Any


@dataclass(slots=True)
class Row:
    """One line of the table."""

    name: str
    size: str
    ours: float
    stock: float | None = None
    peak: int = 0
    stock_peak: int = 0
    stopped: float = 0
    note: str = ""

    @property
    def ratio(self) -> str:
        """Stock by ours."""
        if self.stock is None and not self.stopped:
            return "–"
        return f"{'> ' if self.stock is None else ''}{(self.stock or self.stopped) / self.ours:,.1f}"

    @property
    def cells(self) -> tuple[str, ...]:
        """The row as text."""
        stock = f"{self.stock:,.3f}" if self.stock is not None else f"> {self.stopped:,.0f}" if self.stopped else "–"
        memory = (
            f"{self.peak:,} / {self.stock_peak:,} MB" if self.stock_peak else f"{self.peak:,} MB" if self.peak else ""
        )
        return (self.size, self.name, f"{self.ours:,.3f}", stock, self.ratio, memory, self.note)

    def __str__(self) -> str:
        size, name, ours, stock, ratio, memory, note = self.cells
        return f"{size} {name}: ours {ours} s, stock {stock} s, ratio {ratio}, {memory} {note}".rstrip(" ,")


@dataclass
class Bench:
    """A run: the rows so far."""

    limit: float
    rows: list[Row] = field(default_factory=list)

    def add(self, row: Row) -> None:
        """Print a row and keep it."""
        self.rows.append(row)
        print(row, flush=True)

    def size(self, size: str, folder: Path) -> None:
        """All benchmarks at one size."""
        workspace(World(SIZES[size]), folder / "workspace")
        for name, sides in sorted(SIDES.items(), key=lambda each: each[0] != FIRST):
            if name in ONCE or (size == "X" and name not in LARGEST):
                continue
            ours = side(name, "ours", folder, 0)
            stock = side(name, "stock", folder, self.limit) if "stock" in sides and size != "X" else None
            if name == "named queries":
                self._queries(size, ours, stock)
                continue
            row = Row(name, size, ours.cpu or 0.0, peak=ours.peak)
            if stock:
                row.stock, row.stock_peak, row.stopped = stock.cpu, stock.peak, self.limit
                if stock.cpu is not None and stock.outcome != ours.outcome:
                    row.note = "OUTCOMES DIFFER"
            if isinstance(ours.outcome, dict):
                row.note = ", ".join(
                    f"{key} {value:,.2f}" if isinstance(value, float) else f"{key} {value:,}"
                    for key, value in ours.outcome.items()
                )
            whole = next((r.ours for r in self.rows if (r.name, r.size) == (FIRST, size)), 0.0)
            if name.startswith("rebuild") and whole:
                row.note = f"{row.ours / whole:.2%} of a whole build; {row.note}"
            if name == "reopen and ask for partners":
                row.ours = min(ours.outcome.values())
            self.add(row)
            self._derived(name, size, row, ours)

    def _derived(self, name: str, size: str, row: Row, ours: Measured) -> None:
        if name.startswith("rebuild"):
            self.add(
                Row("validation after one changed sheet", size, ours.outcome["validating"], note="within that rebuild")
            )

    def _queries(self, size: str, ours: Measured, stock: Measured | None) -> None:
        for name, (spent, rows) in ours.outcome.items():
            row = Row(f"query {name}", size, spent, note=f"{rows:,} rows")
            if stock and stock.outcome:
                row.stock, there = stock.outcome[name]
                if there < 0:
                    row.stock, row.stopped = None, QUERY_LIMIT
                elif there != rows:
                    row.note += f", {there:,} IN STOCK"
            self.add(row)

    def once(self) -> None:
        """What does not depend on the size."""
        with tempfile.TemporaryDirectory() as folder:
            for which in ("ours", "stock"):
                for name, spent in side("start-up", which, Path(folder), 0).outcome.items():
                    self.add(Row(name, "–", spent, note="" if which == "ours" else "stock library, for comparison"))

    def growth(self, triples: dict[str, int]) -> Iterator[str]:
        """How times grow with the graph: the exponent between neighbouring sizes."""
        for name in GROWING:
            found = {row.size: row.ours for row in self.rows if row.name == name}
            sizes = [size for size in SIZES if size in found and size in triples]
            for one, two in pairwise(sizes):
                exponent = math.log(found[two] / found[one]) / math.log(triples[two] / triples[one])
                yield f"{name}, {one} to {two}: exponent {exponent:.2f}"


def side(name: str, which: str, folder: Path, limit: float) -> Measured:
    """Run one side in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.subjects", name, which, str(folder), str(limit)],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "1"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode < 0 and limit:
        return Measured(None, 0, None)
    if done.returncode:
        raise SystemExit(f"{name} ({which}) failed:\n{done.stderr[-2000:]}")
    found = json.loads(done.stdout.splitlines()[-1])
    return Measured(found["cpu"], found["peak"], found["outcome"])


def table(bench: Bench, triples: dict[str, int]) -> str:
    """The run as Markdown."""
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES)
    sizes = ", ".join(f"{size} {count:,}" for size, count in triples.items())
    lines = [
        "# The last full run of the benchmarks", "",
        f"Python {platform.python_version()}, {versions}; {os.cpu_count()} cores, {platform.system()} {platform.machine()}.",
        f"Triples (with the ontology): {sizes}. Seconds of CPU of the task itself, each side in a fresh process, in turn;",
        f"stock sides are stopped after {bench.limit:,.0f} s of CPU, queries after {QUERY_LIMIT:,.0f} s (KG_BENCH_QUERY_SECONDS). Run again with `make bench SIZES=\"S M L\"`.",
        "Validation, loading and Turtle work in memory on both sides; named queries read the store on disk, as users do, and rdflib's its memory.",
        "They are asked of what has most claims, so some have no rows.", "",
        "| size | what | ours (s) | stock (s) | ratio | peak memory, ours / stock | |", "|---|---|--:|--:|--:|--:|---|",
        *(f"| {' | '.join(row.cells)} |" for row in bench.rows), "",
        *(f"- {line}" for line in bench.growth(triples)), "",
    ]  # fmt: skip
    return "\n".join(lines)


def main() -> None:
    """Run the benchmarks."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__.split("\n", 1)[0])
    parser.add_argument(
        "sizes", nargs="*", metavar="SIZE", default=["S", "M"], help=f"of {', '.join(SIZES)} (default: S M)"
    )
    parser.add_argument("--limit", type=float, default=900, help="seconds of CPU for a stock side (default: 900)")
    parser.add_argument("--keep", action="store_true", help="write the table to RESULTS.md")
    arguments = parser.parse_args()
    if unknown := [size for size in arguments.sizes if size not in SIZES]:
        parser.error(f"unknown size {unknown[0]!r}; sizes are {', '.join(SIZES)}")
    bench, triples = Bench(arguments.limit), {}
    bench.once()
    for size in arguments.sizes:
        with tempfile.TemporaryDirectory() as folder:
            bench.size(size, Path(folder))
            triples[size] = int(side("load and validate", "ours", Path(folder), 0).outcome["triples"])
        if arguments.keep:
            RESULTS.write_text(table(bench, triples), encoding="utf-8")
    for line in bench.growth(triples):
        print(line)


if __name__ == "__main__":
    main()
