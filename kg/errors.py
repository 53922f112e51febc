"""What a user can repair: one line each, with file, line and remedy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

FINE = 0
FINDINGS = 1
UNUSABLE = 2
INTERNAL = 3


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
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class SheetError(KgError):
    """All that is wrong in the files read, in the order of files and lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))
