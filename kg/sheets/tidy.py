"""Sheets in one layout: even indentation and spacing, each claim on one line, comments where they were.

What is written in braces stays in braces, what stands in lines of its own stays so, and every
value keeps its quotes. The result is read again and compared with what was there: a
layout that would change a value or lose a comment is refused.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

import yaml

from kg.errors import KgError
from kg.sheets.tree import Mapping, Node, Scalar, Sequence, decode, parse

# The reader's own loader: the one in Python ends a plain value in braces at a question mark, the one in C does not.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`](?:[^?:#,\[\]{}\n]|:(?!\s|$)|(?<!\s)#)*", re.DOTALL)


def scalar(text: str) -> str:
    """``text`` as a YAML scalar: plain where every reader takes it for this very text, else in quotes.

    >>> print(scalar("7兆ウォン"), scalar("a: b"), scalar('"AI" city'))
    7兆ウォン "a: b" '"AI" city'
    """
    if _PLAIN.fullmatch(text) and text == text.strip():
        return text
    if '"' in text and "\\" not in text and "\n" not in text:
        return "'" + text.replace("'", "''") + "'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment, and whether it has its line for itself."""

    line: int
    column: int
    text: str
    alone: bool


def tidy(data: bytes, file: str) -> bytes:
    """``data``, a sheet, in the one layout.

    Raises:
        SheetError: it cannot be read.
        KgError: it is written in a way that has no such layout.
    """
    root = parse(data, file)
    text = decode(data, file)
    writer = _Writer(text)
    writer.node(root, 0)
    writer.flush(len(text) + 1, None)
    result = ("\n".join(writer.lines).strip("\n") + "\n").encode()
    again = _Writer(decode(result, file))
    same = _plain(parse(result, file)) == _plain(root)
    if not same or Counter(c.text for c in again.comments) != Counter(c.text for c in _Writer(text).comments):
        raise KgError(f"{file}: the layout would change what it says; write long texts in quotes on one line")
    return result


def _plain(node: Node) -> Any:
    """The values of ``node`` without places."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [_plain(item) for item in node.items]
    return [(key.text, _plain(value)) for key, value in node.entries]


class _Writer:
    def __init__(self, text: str) -> None:
        self.text = text
        self.original = text.split("\n")
        self.lines: list[str] = []
        self.raw: dict[tuple[int, int], str] = {}
        self.flow: set[tuple[int, int]] = set()
        self.comments: list[Comment] = []
        self.ends: dict[tuple[int, int], int] = {}
        self.blank = {number for number, line in enumerate(self.original, 1) if not line.strip()}
        self.scan()

    def scan(self) -> None:
        """Note how each value is written, what stands in braces, and every comment (what no token covers)."""
        end = 0
        open_at: list[tuple[int, int]] = []
        for token in yaml.scan(self.text, Loader=_LOADER):
            place = (token.start_mark.line + 1, token.start_mark.column + 1)
            self.gap(end, token.start_mark.index)
            end = max(end, token.end_mark.index)
            if isinstance(token, yaml.ScalarToken):
                self.raw[place] = self.text[token.start_mark.index : token.end_mark.index]
                self.ends[place] = token.end_mark.line + 1
            elif isinstance(token, (yaml.FlowMappingStartToken, yaml.FlowSequenceStartToken)):
                self.flow.add(place)
                open_at.append(place)
            elif isinstance(token, (yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)):
                self.ends[open_at.pop()] = token.end_mark.line + 1
        self.gap(end, len(self.text))
        self.pending = list(self.comments)

    def gap(self, start: int, end: int) -> None:
        offset = start
        for part in self.text[start:end].split("\n"):
            if "#" in part:
                at = offset + part.index("#")
                line = self.text.count("\n", 0, at) + 1
                begin = self.text.rfind("\n", 0, at) + 1
                alone = not self.text[begin:at].strip()
                self.comments.append(Comment(line, at - begin, part[part.index("#") :].rstrip(), alone))
            offset += len(part) + 1

    # --- lines

    def flush(self, before: int, indent: int | None) -> None:
        """Write the comments that stand before line ``before``."""
        while self.pending and self.pending[0].line < before:
            comment = self.pending.pop(0)
            if comment.alone or self.lines == []:
                self.space(comment.line)
                self.lines.append(" " * (comment.column if indent is None else indent) + comment.text)
            else:
                self.lines[-1] += f"  {comment.text}"

    def space(self, line: int) -> None:
        """Keep one empty line where there were some before ``line``."""
        if line - 1 in self.blank and self.lines and self.lines[-1] != "":
            self.lines.append("")

    def emit(self, content: str, indent: int, first: int, last: int) -> None:
        """Write a line that stood in lines ``first`` to ``last``, with the comments in and before these."""
        self.flush(first, indent)
        inner = [c for c in self.pending if c.line < last or (c.line == last and c.alone)]
        for comment in inner:
            self.pending.remove(comment)
            self.lines.append(" " * indent + comment.text)
        self.space(first)
        self.lines.append((" " * indent + content).rstrip())
        self.flush(last + 1, indent)

    # --- nodes

    def value(self, node: Scalar) -> str:
        raw = self.raw.get((node.line, node.column), "")
        return scalar(node.text) if "\n" in raw else raw

    def inline(self, node: Node) -> str:
        """``node`` on one line."""
        if isinstance(node, Scalar):
            return self.value(node)
        if isinstance(node, Sequence):
            return "[" + ", ".join(self.inline(item) for item in node.items) + "]"
        return "{" + ", ".join(f"{self.value(key)}: {self.inline(value)}".rstrip() for key, value in node.entries) + "}"

    def is_inline(self, node: Node) -> bool:
        if isinstance(node, Scalar):
            return True
        empty = not (node.items if isinstance(node, Sequence) else node.entries)
        return empty or (node.line, node.column) in self.flow

    def last_line(self, node: Node) -> int:
        return max(self.ends.get((node.line, node.column), node.line), node.line)

    def node(self, node: Node, indent: int, prefix: str = "") -> None:
        """Write ``node`` in lines of its own; ``prefix`` (``- ``) goes before the first."""
        if self.is_inline(node):
            self.emit(prefix + self.inline(node), indent, node.line, self.last_line(node))
        elif isinstance(node, Sequence):
            for item in node.items:
                self.item(item, indent)
        elif isinstance(node, Mapping):
            for number, (key, value) in enumerate(node.entries):
                self.entry(key, value, indent if number == 0 else indent + len(prefix), "" if number else prefix)

    def item(self, node: Node, indent: int) -> None:
        self.node(node, indent, "- ")

    def entry(self, key: Scalar, value: Node, indent: int, dash: str) -> None:
        name = f"{dash}{self.value(key)}:"
        if self.is_inline(value):
            text = f"{name} {self.inline(value)}".rstrip()
            self.emit(text, indent, key.line, max(self.last_line(value), key.line))
            return
        self.emit(name, indent, key.line, key.line)
        inner = indent + len(dash)
        self.node(value, inner if isinstance(value, Sequence) else inner + 2)
