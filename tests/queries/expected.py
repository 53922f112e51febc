"""Expected answers: one small file a call, its first line the command, then the answer as tab-separated ids.

A file is a call: to add one, write its first line (``# kg query partners SK``) and let
``python -m tests.queries.update`` fill in the rest. Claims' own IRIs are left out, for they change with
every correction; what they rest on stands in the last column as ``document:line "words"``.
"""

from __future__ import annotations

import difflib
import shlex
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kg.answers import Solutions, Term
from kg.answers.cells import plain
from kg.answers.parameters import assign
from kg.knowledge import Asked, KnowledgeGraph
from kg.rdf.namespaces import PREFIXES

ANSWERS = Path(__file__).resolve().parent / "answers"
UPDATE = "python -m tests.queries.update"
_NAMELESS = ("claim", "slot")


@dataclass(frozen=True)
class Call:
    """One command and the file that holds its answer."""

    path: Path

    @cached_property
    def words(self) -> list[str]:
        first = self.path.read_text(encoding="utf-8").split("\n", 1)[0]
        words = shlex.split(first.removeprefix("#"))
        if words[:2] != ["kg", "query"] or not words[2:]:
            raise ValueError(f"{self.path.name}: the first line is the command, like '# kg query partners SK'")
        return words[2:]

    @property
    def query(self) -> str:
        return self.words[0]

    @property
    def values(self) -> list[str]:
        return [word for word in self.words[1:] if word != "--evidence"]

    @property
    def evidence(self) -> bool:
        return "--evidence" in self.words

    def given(self, graph: KnowledgeGraph) -> dict[str, list[str]]:
        return assign(graph.named(self.query), self.values)

    def ask(self, graph: KnowledgeGraph) -> Asked:
        return graph.ask(graph.named(self.query), self.given(graph), evidence=self.evidence)

    def expected(self) -> list[str]:
        return self.path.read_text(encoding="utf-8").splitlines()[1:]

    def answered(self, graph: KnowledgeGraph) -> list[str]:
        """Headings and rows as the graph answers now."""
        asked = self.ask(graph)
        assert isinstance(asked.answer, Solutions)
        return lines(asked.answer, asked, graph.base)

    def write(self, graph: KnowledgeGraph) -> bool:
        """Write the answer of now; whether it differs from the file."""
        now = "\n".join([self.path.read_text(encoding="utf-8").split("\n", 1)[0], *self.answered(graph), ""])
        if now == self.path.read_text(encoding="utf-8"):
            return False
        self.path.write_text(now, encoding="utf-8", newline="\n")
        return True


def calls() -> list[Call]:
    return [Call(path) for path in sorted(ANSWERS.glob("*.tsv"))]


def lines(answer: Solutions, asked: Asked, base: str) -> list[str]:
    """The columns that have ids or values of their own, and where each row's evidence stands."""
    kept = [
        index
        for index, name in enumerate(answer.columns)
        if name not in _NAMELESS and not (name.endswith("_label") and name.removesuffix("_label") in answer.columns)
    ]
    heading = [answer.columns[index] for index in kept]
    rows = [[_cell(row[index], base) for index in kept] for row in answer.terms]
    if asked.support is not None:
        heading.append("evidence")
        for row, items in zip(rows, asked.support, strict=True):
            places = dict.fromkeys(f"{item.source_file.split('_')[0]}:{item.line} “{item.words}”" for item in items)
            row.append("; ".join(places) or "none")
    return ["\t".join(row) for row in (heading, *rows)]


def _cell(term: Term | None, base: str) -> str:
    text = plain(term)
    for namespace in (base, PREFIXES["kgc"], PREFIXES["kg"]):
        text = text.removeprefix(namespace)
    return text.replace("\t", "\\t").replace("\n", "\\n")


def differences(expected: list[str], now: list[str]) -> list[str]:
    """What changed, cell by cell where a row has a counterpart."""
    if not expected:
        return ["no answer is written down yet"]
    if expected[0] != now[0]:
        return [f"columns were {expected[0].split(chr(9))}, now {now[0].split(chr(9))}"]
    heading, found = now[0].split("\t"), []
    matcher = difflib.SequenceMatcher(a=expected[1:], b=now[1:], autojunk=False)
    for what, first, last, start, end in matcher.get_opcodes():
        if what == "equal":
            continue
        old, new = expected[1:][first:last], now[1:][start:end]
        for was in list(old):
            near = max(new, key=lambda row: _shared(was, row), default="")
            if near and _shared(was, near) * 2 >= len(heading):
                old.remove(was)
                new.remove(near)
                for name, before, after in zip(heading, was.split("\t"), near.split("\t"), strict=True):
                    if before != after:
                        found.append(f"{name} was {before!r}, now {after!r}, in {near.split(chr(9))[:3]}")
        found += [f"gone: {row.split(chr(9))}" for row in old] + [f"new: {row.split(chr(9))}" for row in new]
    return found


def _shared(one: str, other: str) -> int:
    return sum(a == b for a, b in zip(one.split("\t"), other.split("\t"), strict=True))
