"""Boxes packed into an area of a wished shape, linked ones near each other."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import permutations

Position = tuple[float, float]
Size = tuple[float, float]
Drawing = dict[int, Position]

WIDTHS = (1.0, 1.08, 1.16, 1.25, 1.4, 1.6)  # of the area, in parts of the side it would have without gaps
MANY = 30  # boxes above which they are put on shelves, the tallest first, without trying
FEW = 16  # boxes up to which several orders are tried
SHUFFLED = 4  # the largest boxes, whose order is tried out


def pack(
    sizes: Sequence[Size], aspect: float, gap: float, links: Mapping[tuple[int, int], int] | None = None
) -> tuple[float, list[Position]]:
    """The cost and upper left corners of boxes that fill an area of about ``aspect`` (width by height), in the order of ``sizes``.

    ``links`` counts what ties two boxes together: such boxes are placed near each other.
    """
    if len(sizes) > MANY:
        shelved = _shelves(sizes, math.sqrt(sum(width * height for width, height in sizes) * aspect) * 1.1, gap)
        return _cost(sizes, shelved, aspect, links or {}), shelved
    area = sum(width * height for width, height in sizes)
    widest = max(width for width, _ in sizes)
    by_size = sorted(range(len(sizes)), key=lambda index: (-sizes[index][0] * sizes[index][1], index))
    best: tuple[float, list[Position]] | None = None
    heads = permutations(by_size[:SHUFFLED]) if len(sizes) <= FEW else [by_size[:SHUFFLED]]
    for head in heads:
        order = [*head, *by_size[SHUFFLED:]]
        for factor in WIDTHS:
            limit = max(widest, math.sqrt(area * aspect) * factor)
            corners = dict(zip(order, _shelve([sizes[index] for index in order], limit, gap), strict=True))
            placed = [corners[index] for index in range(len(sizes))]
            cost = _cost(sizes, placed, aspect, links or {})
            if best is None or cost < best[0] - 1e-6:
                best = cost, placed
    return best or (0.0, [])


def _cost(
    sizes: Sequence[Size], corners: Sequence[Position], aspect: float, links: Mapping[tuple[int, int], int]
) -> float:
    right = max(x + width for (x, _), (width, _) in zip(corners, sizes, strict=True))
    bottom = max(y + height for (_, y), (_, height) in zip(corners, sizes, strict=True))
    side = max(right, bottom * aspect)
    middles = [(x + w / 2, y + h / 2) for (x, y), (w, h) in zip(corners, sizes, strict=True)]
    total = sum(links.values())
    apart = sum(math.dist(middles[a], middles[b]) * count for (a, b), count in links.items())
    return side + (0.35 * apart / total if total else 0.0)


def _shelve(sizes: Sequence[Size], limit: float, gap: float) -> list[Position]:
    """Each box at the free corner of those before it where it ends highest; none further right than ``limit``."""
    corners: list[Position] = []

    def free(x: float, y: float, width: float, height: float) -> bool:
        return x + width <= limit + 1 and all(
            x >= px + w + gap or px >= x + width + gap or y >= py + h + gap or py >= y + height + gap
            for (px, py), (w, h) in zip(corners, sizes, strict=False)
        )

    for width, height in sizes:
        candidates = [(0.0, 0.0)]
        for (x, y), (w, h) in zip(corners, sizes, strict=False):
            candidates += [(x + w + gap, y), (x, y + h + gap), (0.0, y + h + gap), (x + w + gap, 0.0)]
        found = [corner for corner in candidates if free(*corner, width, height)]
        corners.append(min(found, key=lambda corner: (corner[1] + height, corner[0])))
    return corners


def _shelves(sizes: Sequence[Size], limit: float, gap: float) -> list[Position]:
    corners: dict[int, Position] = {}
    x = y = tallest = 0.0
    for index in sorted(range(len(sizes)), key=lambda index: (-sizes[index][1], index)):
        width, height = sizes[index]
        if x and x + width > limit:
            x, y, tallest = 0.0, y + tallest + gap, 0.0
        corners[index] = (x, y)
        x, tallest = x + width + gap, max(tallest, height)
    return [corners[index] for index in range(len(sizes))]


def turn(
    drawings: Sequence[Drawing], sizes: Sequence[Size], corners: Sequence[Position], edges: Iterable[tuple[int, int]]
) -> list[Drawing]:
    """Mirror each drawing left to right where that shortens the ``edges`` between drawings."""
    where = {node: index for index, drawing in enumerate(drawings) for node in drawing}
    turned = list(drawings)
    edges = list(edges)

    def length(index: int, drawing: Drawing) -> float:
        total = 0.0
        for edge in edges:
            for node, other in (edge, edge[::-1]):
                if where[node] == index:
                    (x, _), (ox, _) = corners[index], corners[where[other]]
                    total += abs(x + drawing[node][0] - ox - turned[where[other]][other][0])
        return total

    for _ in range(2):
        for index, (width, _) in enumerate(sizes):
            mirrored = {node: (width - x, y) for node, (x, y) in turned[index].items()}
            if length(index, mirrored) < length(index, turned[index]) - 1:
                turned[index] = mirrored
    return turned
