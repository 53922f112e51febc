"""What a user can repair: one line each, with file, line and remedy."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

FINE = 0
FINDINGS = 1
UNUSABLE = 2
INTERNAL = 3


LONGEST = 500


def visible(text: str) -> str:
    r"""``text`` for a terminal: what is invisible, turns the writing direction or steers a terminal becomes U+XXXX.

    Line breaks stay; of a very long line the middle goes.

    >>> visible("a\u202eb\x1b[31m")
    'a<U+202E>b<U+001B>[31m'
    """
    lines = []
    for line in text.split("\n"):
        short = _cut(line)
        lines.append(short if short.isprintable() else _cut("".join(map(_shown, short))))
    return "\n".join(lines)


def _cut(line: str) -> str:
    half = LONGEST // 2 - 2
    return line if len(line) <= LONGEST else f"{line[:half]} … {line[-half:]}"


def _shown(character: str) -> str:
    hides = unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    return f"<U+{ord(character):04X}>" if hides else character


class KgError(Exception):
    """A problem that the user can repair; the message says what is wrong and what to do."""

    exit_code = UNUSABLE


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong in one place of a file; ``line`` and ``column`` count from 1."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return visible(f"{self.file}:{self.line}:{self.column}: {self.message}".replace("\n", "<U+000A>"))


class SheetError(KgError):
    """All that is wrong in the files read, in the order of files and lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))
