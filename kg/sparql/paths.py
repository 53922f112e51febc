"""Property paths as steps: each step is one triple pattern, whatever way the path was written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final


class UnreadError(ValueError):
    """A construct of SPARQL that is not read here."""


# The predicates of a step that says no more than that two variables are one (BIND of one to the other).
SAME: Final = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One triple pattern; terms as N-Triples writes them, "?x" a variable.

    ``predicates`` None means any; along a ``closure`` the step is taken any number of times.
    """

    subject: str
    predicates: tuple[str, ...] | None
    object: str
    closure: bool = False

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables at its ends."""
        return tuple(end for end in (self.subject, self.object) if end.startswith("?"))


@dataclass(frozen=True, slots=True)
class Inverse:
    """A path walked from its end."""

    inner: Path


@dataclass(frozen=True, slots=True)
class Chain:
    """Paths one after the other."""

    parts: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One path of several."""

    options: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Repeated:
    """A path any number of times."""

    inner: Path


# A property is its IRI; None is a variable in its place.
Path = str | None | Inverse | Chain | Choice | Repeated


def steps(subject: str, path: Path, value: str, fresh: Callable[[], str]) -> Iterator[Step]:
    """The steps from ``subject`` to ``value``; ``fresh`` names the nodes between.

    Raises:
        UnreadError: a repeated or chosen path that is not made of plain properties.
    """
    if path is None or isinstance(path, str):
        yield Step(subject, None if path is None else (path,), value)
    elif isinstance(path, Inverse):
        yield from steps(value, path.inner, subject, fresh)
    elif isinstance(path, Chain):
        ends = [subject, *(fresh() for _ in path.parts[1:]), value]
        for start, part, end in zip(ends, path.parts, ends[1:], strict=False):
            yield from steps(start, part, end, fresh)
    elif isinstance(path, Choice):
        yield Step(subject, _plain(path), value)
    else:
        yield Step(subject, _plain(path.inner), value, closure=True)


def _plain(path: Path) -> tuple[str, ...]:
    options = path.options if isinstance(path, Choice) else (path,)
    names = tuple(option for option in options if isinstance(option, str))
    if len(names) != len(options):
        raise UnreadError("a path of paths is repeated or chosen")
    return names
