"""The tokens of a query, taken one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NoReturn

from kg.sparql.paths import UnreadError

_TOKEN: Final = re.compile(
    r"""(?P<space>\s+|\#[^\n]*)
      | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
      | (?P<text>'''(?:'{0,2}(?:[^'\\]|\\.))*'''|\"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3}|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")
      | (?P<variable>[?$]\w+)
      | (?P<blank>_:[\w.-]*\w)
      | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
      | (?P<name>(?:[^\W\d_](?:[\w.-]*[\w-])?)?:(?:[\w:](?:[\w.:-]*[\w:-])?)?)
      | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
      | (?P<word>[A-Za-z_]\w*)
      | (?P<mark>\^\^|&&|\|\||!=|<=|>=|[{}()\[\].,;/|^*+?!=<>-])""",
    re.VERBOSE | re.DOTALL,
)


class Tokens:
    """The tokens of ``text`` but for space and comments; each with its kind, its text and its place."""

    def __init__(self, text: str) -> None:
        self.tokens = list(_tokens(text))
        self.at = 0

    @property
    def kind(self) -> str:
        """The kind of the next token; "end" after the last."""
        return self.tokens[self.at][0]

    @property
    def value(self) -> str:
        """The text of the next token."""
        return self.tokens[self.at][1]

    def next(self) -> str:
        """Take the next token."""
        self.at += 1
        return self.tokens[self.at - 1][1]

    def word(self, *words: str) -> bool:
        """Whether the next token is one of these keywords; if so it is taken."""
        taken = self.kind == "word" and self.value.upper() in words
        self.at += taken
        return taken

    def sees(self, marks: str) -> bool:
        """Whether the next token is one of ``marks``, or none is left."""
        return self.kind == "end" or (self.kind == "mark" and self.value in marks)

    def mark(self, mark: str) -> bool:
        """Whether the next token is this mark; if so it is taken."""
        taken = self.kind == "mark" and self.value == mark
        self.at += taken
        return taken

    def expect(self, mark: str) -> None:
        """Take this mark.

        Raises:
            UnreadError: another token stands here.
        """
        if not self.mark(mark):
            self.unread()

    def unread(self) -> NoReturn:
        """Refuse what stands here."""
        raise UnreadError(f"not read: {self.value!r}")


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise UnreadError(f"not read: {text[at : at + 20]!r}")
        if match.lastgroup != "space":
            yield str(match.lastgroup), match[0], at
        at = match.end()
    yield "end", "", at
