"""Labels in balanced lines, and the room they take in any of the page's languages."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Final

SIZE: Final = 12  # font size of labels, in pixels at a zoom of 1
LINE: Final = 15  # line height
SYMBOL: Final = 26  # height of a symbol
WRAP: Final = 8.5  # wished length of a line, in em
MOST: Final = 4  # lines

_NEVER_FIRST: Final = set("ーぁぃぅぇぉっゃゅょァィゥェォッャュョ、。，．・·)）]」』】〉》”’%々")
_NEVER_LAST: Final = set("(（[「『【〈《“‘")


@dataclass(frozen=True, slots=True)
class Box:
    """The room that a node takes with its label below it."""

    width: float
    height: float


@cache
def _width(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WFA":
        return 1.0
    return 0.72 if character.isupper() or character in "mw&@%" else 0.56


def em(text: str) -> float:
    """The width of ``text`` in em: a generous estimate for the usual sans-serif fonts."""
    return sum(map(_width, text))


@cache
def _script(character: str) -> str:
    name = unicodedata.name(character, "")
    return next((s for s in ("HANGUL", "KATAKANA", "HIRAGANA", "CJK") if name.startswith(s)), "OTHER")


def _cost(text: str, place: int) -> float | None:
    """How bad a line break before ``text[place]`` is; None where there must be none."""
    before, after = text[place - 1], text[place]
    if before == " ":
        return 0.0
    if after == " " or (after in _NEVER_FIRST and after != "(") or before in _NEVER_LAST:
        return None
    left, right = _script(before), _script(after)
    if before in "・·/-–" or after in _NEVER_LAST:
        return 0.05
    if "OTHER" in (left, right):
        return 0.25 if left != right and before != "&" and after != "&" else None
    if left != right:
        return 0.15
    return {"HANGUL": 3.0, "KATAKANA": 3.0, "HIRAGANA": 0.6}.get(left, 0.45)


def wrap(text: str) -> str:
    """``text`` in lines of about equal length, broken where it hurts least.

    >>> wrap("AWS")
    'AWS'
    >>> wrap("Korea Institute of Ocean Science and Technology").split(chr(10))
    ['Korea Institute', 'of Ocean Science', 'and Technology']
    """
    text = " ".join(text.split())
    whole = em(text)
    if whole <= WRAP:
        return text
    wish = whole / min(MOST, max(2, math.ceil(whole / WRAP - 0.3)))
    costs = {place: cost for place in range(1, len(text)) if (cost := _cost(text, place)) is not None}
    breaks = [0, *costs, len(text)]
    reach = [0.0, *accumulate(map(_width, text))]
    # For each place where a line may end: the least cost of the lines up to it, and where the last of them starts.
    best: dict[int, tuple[float, int]] = {0: (0.0, 0)}
    for index, end in enumerate(breaks[1:], 1):
        tail = reach[end - 1] if text[end - 1] == " " else reach[end]
        options = []
        for start in breaks[max(0, index - 40) : index]:
            over = (tail - reach[start]) / wish - 1
            options.append((best[start][0] + 0.15 + over * over * (3 if over > 0 else 1) + costs.get(end, 0.0), start))
        best[end] = min(options)
    lines: list[str] = []
    end = len(text)
    while end:
        start = best[end][1]
        lines.insert(0, text[start:end].strip())
        end = start
    return "\n".join(lines)


def box(labels: Iterable[str]) -> Box:
    """The room for a node under which any of ``labels`` may stand."""
    lines = [label.split("\n") for label in labels]
    width = max((em(line) for label in lines for line in label), default=0.0)
    count = max((len(label) for label in lines), default=1)
    return Box(max(SYMBOL, width * SIZE) + 8, SYMBOL + count * LINE + 6)
