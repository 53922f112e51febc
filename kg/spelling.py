"""How people spell names and words: what counts as the same, and what a near miss may have meant."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable


def fold(name: str) -> str:
    """``name`` as people compare it: compatibility forms, case and spaces folded.

    >>> fold("ＳＫ Group") == fold("sk  group")
    True
    """
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def suggestion(word: str, candidates: Iterable[str]) -> str:
    """``"; did you mean 'x'?"`` for the nearest candidates, or nothing.

    >>> suggestion("bilder", ["builder", "host"])
    "; did you mean 'builder'?"
    """
    import difflib

    near = difflib.get_close_matches(word, sorted(set(candidates)), n=2, cutoff=0.6)
    return f"; did you mean {' or '.join(repr(name) for name in near)}?" if near else ""
