"""JSON Lines as a tree of strings with positions, as ``kg.sheets.tree`` makes of YAML: one item of a sheet a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Final

from kg.errors import Problem, SheetError
from kg.limits import limit
from kg.sheets.tree import Mapping, Node, Scalar, Sequence, decode

_SPACE: Final = re.compile(r"[ \t]*")
_PLAIN: Final = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false", re.ASCII)


def items(data: bytes, file: str) -> Iterator[tuple[Mapping | None, list[Problem]]]:
    """The object on each line, or what is wrong with the line; numbers stay the text that was written.

    Raises:
        SheetError: the file is no UTF-8 text of lines.
    """
    for number, text in enumerate(decode(data, file).split("\n"), 1):
        if not text.strip():
            continue
        line = _Line(file, number, text)
        try:
            node = line.whole()
        except SheetError as error:
            yield None, list(error.problems)
        else:
            yield (node if isinstance(node, Mapping) else None), line.problems


class _Line:
    def __init__(self, file: str, number: int, text: str) -> None:
        self.file = file
        self.number = number
        self.text = text
        self.problems: list[Problem] = []
        self.depth = limit("KG_MAX_SHEET_DEPTH")
        self.longest = limit("KG_MAX_SHEET_TEXT")

    def problem(self, at: int, message: str) -> Problem:
        return Problem(self.file, self.number, at + 1, message)

    def fail(self, at: int, message: str) -> SheetError:
        return SheetError([*self.problems, self.problem(at, message)])

    def skip(self, at: int) -> int:
        match = _SPACE.match(self.text, at)
        return match.end() if match else at

    def whole(self) -> Node:
        node, at = self.node(self.skip(0), 1)
        if self.skip(at) != len(self.text):
            raise self.fail(at, "something follows the object; put each item on a line of its own")
        if not isinstance(node, Mapping):
            self.problems.append(self.problem(0, 'a line holds one item in braces, like {"id": …}'))
        return node

    def node(self, at: int, depth: int) -> tuple[Node, int]:
        if depth > self.depth:
            raise self.fail(at, f"nested deeper than {self.depth} levels; flatten it")
        mark = self.text[at : at + 1]
        if mark == '"':
            text, end = self.string(at)
            return Scalar(text, self.number, at + 1), end
        if mark == "{":
            return self.mapping(at, depth)
        if mark == "[":
            return self.sequence(at, depth)
        if match := _PLAIN.match(self.text, at):
            return Scalar(match[0], self.number, at + 1), match.end()
        raise self.fail(at, "not JSON here; check quotes, commas and brackets (null is no value, leave the key out)")

    def string(self, at: int) -> tuple[str, int]:
        try:
            text, end = scanstring(self.text, at + 1, True)
        except ValueError as error:
            raise self.fail(at, f"not JSON: {error}; check the quotes here") from None
        if len(text) > self.longest:
            self.problems.append(
                self.problem(at, f"a text of {len(text)} characters, more than {self.longest}; shorten it")
            )
        return text, end

    def mapping(self, start: int, depth: int) -> tuple[Mapping, int]:
        entries: list[tuple[Scalar, Node]] = []
        seen: set[str] = set()
        for at in self.parts(start, "}"):
            if self.text[at : at + 1] != '"':
                raise self.fail(at, "a key in double quotes belongs here")
            key, end = self.string(at)
            end = self.skip(end)
            if self.text[end : end + 1] != ":":
                raise self.fail(end, "a colon belongs after the key")
            value, self.at = self.node(self.skip(end + 1), depth + 1)
            if key in seen:
                self.problems.append(self.problem(at, f"key {key!r} stands twice; merge the two or remove one"))
            else:
                seen.add(key)
                entries.append((Scalar(key, self.number, at + 1), value))
        return Mapping(tuple(entries), self.number, start + 1), self.at

    def sequence(self, start: int, depth: int) -> tuple[Sequence, int]:
        found: list[Node] = []
        for at in self.parts(start, "]"):
            node, self.at = self.node(at, depth + 1)
            found.append(node)
        return Sequence(tuple(found), self.number, start + 1), self.at

    def parts(self, start: int, closing: str) -> Iterator[int]:
        """Where each part between brackets starts; whoever takes it sets ``self.at`` to where it ends."""
        at = self.skip(start + 1)
        if self.text[at : at + 1] == closing:
            self.at = at + 1
            return
        while True:
            yield at
            at = self.skip(self.at)
            mark = self.text[at : at + 1]
            if mark == closing:
                self.at = at + 1
                return
            if mark != ",":
                raise self.fail(at, f"a comma or {closing!r} belongs here")
            at = self.skip(at + 1)
