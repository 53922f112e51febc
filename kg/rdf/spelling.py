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


# Letters of other alphabets and signs that most typefaces draw alike, each to one of them; folded letters.
_ALIKE = str.maketrans(
    "авекмнорстухіѕјԁһӏαβεζηικμνορτυχi1|0ニカエロハトタチミオヘ",
    "abekmhopctyxlsjdhlabezhlkmnoptyxlllo二力工口八卜夕千三才へ",
)


def skeleton(name: str) -> str:
    """``name`` as it looks: names of one skeleton can be taken for each other.

    >>> skeleton("Асme") == skeleton("Acme")  # the first begins with two Cyrillic letters
    True
    """
    return fold(name).translate(_ALIKE)


def suggestion(word: str, candidates: Iterable[str]) -> str:
    """``"; did you mean 'x'?"`` for the nearest candidates, or nothing.

    >>> suggestion("bilder", ["builder", "host"])
    "; did you mean 'builder'?"
    """
    import difflib

    near = difflib.get_close_matches(word, sorted(set(candidates)), n=2, cutoff=0.6)
    return f"; did you mean {' or '.join(repr(name) for name in near)}?" if near else ""
