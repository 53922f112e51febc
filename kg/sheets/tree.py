"""YAML as a tree of strings with positions: nothing is guessed, nothing is dropped.

Every scalar stays the text that was written (``no``, ``012``, ``3.10``);
anchors, aliases, merge keys, tags and duplicate keys are refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from kg.errors import Problem, SheetError
from kg.limits import limit

# All that could be refused: one look at the whole text, and a closer one only where it finds something.
_CONTROL: Final = re.compile("[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Scalar:
    """One string as written."""

    text: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    items: tuple[Node, ...]
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and their nodes in the order written; no key stands twice."""

    entries: tuple[tuple[Scalar, Node], ...]
    line: int
    column: int
    _by_key: dict[str, Node] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_key", {key.text: node for key, node in self.entries})

    def get(self, key: str) -> Node | None:
        """The node under ``key``, or None."""
        return self._by_key.get(key)


Node = Scalar | Sequence | Mapping


def decode(data: bytes, file: str) -> str:
    """The text of ``data``, which must be UTF-8 with LF line ends, without a byte order mark.

    Raises:
        SheetError: another encoding, a control character or too many bytes.
    """
    if len(data) > (most := limit("KG_MAX_SHEET_BYTES")):
        raise SheetError([Problem(file, 1, 1, f"the file has more than {most:,} bytes; split it")])
    if data.startswith(b"\xef\xbb\xbf"):
        raise SheetError([Problem(file, 1, 1, "the file starts with a byte order mark; save it as UTF-8 without BOM")])
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SheetError(
            [Problem(file, line, 1, f"byte 0x{data[error.start]:02x} is not UTF-8; save the file as UTF-8")]
        ) from None
    if _CONTROL.search(text) is None:
        return text
    problems = []
    for number, line_text in enumerate(text.split("\n"), 1):
        if line_text.endswith("\r"):
            problems.append(
                Problem(file, number, len(line_text), "the line ends with CR LF; save the file with LF line ends")
            )
            break
        for column, character in enumerate(line_text, 1):
            if unicodedata.category(character) in ("Cc", "Cs") or character in "\u2028\u2029\ufffe\uffff":
                problems.append(
                    Problem(
                        file,
                        number,
                        column,
                        f"control character U+{ord(character):04X}; remove it (indent with spaces)",
                    )
                )
    raise SheetError(problems)


def _place(mark: Any) -> tuple[int, int]:
    return mark.line + 1, mark.column + 1


class _Builder:
    """Builds one tree from parser events and collects what is wrong on the way."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.max_depth = limit("KG_MAX_SHEET_DEPTH")
        self.max_text = limit("KG_MAX_SHEET_TEXT")

    def refuse(self, event: Any, message: str) -> None:
        line, column = _place(event.start_mark)
        self.problems.append(Problem(self.file, line, column, message))

    def check(self, event: Any) -> None:
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor is not None:
            self.refuse(event, f"anchor '&{anchor}'; write the value out wherever it is needed")
        if tag is not None:
            self.refuse(event, f"tag {tag!r}; values are plain text here, remove the tag")

    def node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        line, column = _place(event.start_mark)
        if depth > self.max_depth:
            raise SheetError(
                [
                    *self.problems,
                    Problem(self.file, line, column, f"nested deeper than {self.max_depth} levels; flatten it"),
                ]
            )
        if isinstance(event, yaml.AliasEvent):
            self.refuse(event, f"alias '*{event.anchor}'; write the value out")
            return Scalar("", line, column)
        self.check(event)
        if isinstance(event, yaml.ScalarEvent):
            if len(event.value) > self.max_text:
                self.refuse(event, f"a text of {len(event.value)} characters, more than {self.max_text}; shorten it")
            return Scalar(event.value, line, column)
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(inner := next(events), yaml.SequenceEndEvent):
                items.append(self.node(inner, events, depth + 1))
            return Sequence(tuple(items), line, column)
        return self.mapping(event, events, depth)

    def mapping(self, event: Any, events: Iterator[Any], depth: int) -> Mapping:
        line, column = _place(event.start_mark)
        entries: list[tuple[Scalar, Node]] = []
        seen: dict[str, int] = {}
        while not isinstance(inner := next(events), yaml.MappingEndEvent):
            key = self.node(inner, events, depth + 1)
            value = self.node(next(events), events, depth + 1)
            if not isinstance(key, Scalar):
                self.refuse(inner, "a key must be a plain word")
            elif key.text == "<<":
                self.refuse(inner, "merge key '<<'; write the values out")
            elif key.text in seen:
                self.refuse(
                    inner,
                    f"key {key.text!r} stands twice (first in line {seen[key.text]}); merge the two or remove one",
                )
            else:
                seen[key.text] = key.line
                entries.append((key, value))
        return Mapping(tuple(entries), line, column)


def parse(data: bytes, file: str) -> Node:
    """The tree of one YAML document.

    Raises:
        SheetError: everything that is wrong with its form, as far as it could be read.
    """
    text = decode(data, file)
    builder = _Builder(file)
    try:
        events = iter(yaml.parse(text, Loader=_LOADER))
        root: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    builder.refuse(event, "a second YAML document; put it into a file of its own")
                    break
                root = builder.node(next(events), events, 1)
    except yaml.MarkedYAMLError as error:
        line, column = _place(error.problem_mark)
        what = " ".join(part for part in (error.context, error.problem) if part)
        raise SheetError(
            [
                *builder.problems,
                Problem(file, line, column, f"not YAML: {what}; check quotes, brackets and indentation here"),
            ]
        ) from None
    if builder.problems:
        raise SheetError(builder.problems)
    if root is None:
        raise SheetError([Problem(file, 1, 1, "the file is empty; write a sheet or delete it")])
    return root
