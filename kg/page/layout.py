"""Where nodes stand: arranged by region, each region in an area of its own, no label over another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from kg.page.drawing import MANY, extent, inside
from kg.page.labels import SYMBOL, Box, box
from kg.page.packing import Drawing, Position, pack, turn

__all__ = ["MANY", "Layout", "Panel", "Position", "arrange"]

TITLE = 30  # room for a region's name
MARGIN = 12  # room beside and below what a panel holds
NARROWEST = 130
GAP = 16
STRETCHES = (0.7, 1.2, 1.9)  # width by height that a drawing starts from
TRIED = 2  # panels drawn in all of these
FEW = 120  # nodes up to which they are


@dataclass(frozen=True, slots=True)
class Panel:
    """The area of one region; ``region`` is None for what belongs to several or none."""

    region: int | None
    x: float
    y: float
    width: float
    height: float


@dataclass(slots=True)
class Layout:
    """Positions by node, and the areas of the regions around them."""

    positions: dict[int, Position] = field(default_factory=dict)
    panels: list[Panel] = field(default_factory=list)


def _stretches(place: int, nodes: int) -> tuple[float, ...]:
    """Shapes to try for the panel at ``place``: several for the largest, which decide how well the whole fits."""
    return STRETCHES if place < TRIED and nodes <= FEW else STRETCHES[1:2]


def _panel(found: Drawing, boxes: Mapping[int, Box]) -> tuple[Drawing, tuple[float, float]]:
    """A drawing moved into its panel, and the panel's size."""
    left, top, right, bottom = extent(found, boxes)
    room = max(right - left + 2 * MARGIN, NARROWEST)
    moved = {node: (x - left + (room - right + left) / 2, y - top + TITLE) for node, (x, y) in found.items()}
    return moved, (room, bottom - top + TITLE + MARGIN)


def arrange(
    groups: Mapping[int | None, Sequence[int]],
    edges: Iterable[tuple[int, int]],
    labels: Mapping[int, Sequence[str]],
    aspect: float = 1.6,
) -> Layout:
    """Lay out each group in a panel of its own, pack the panels, and turn each towards what it is linked with."""
    edges = sorted(edges)
    boxes = {node: box(labels[node]) for nodes in groups.values() for node in nodes}
    order = sorted(groups, key=lambda region: (-len(groups[region]), -1 if region is None else region))
    where = {node: place for place, region in enumerate(order) for node in groups[region]}
    across = [(a, b) for a, b in edges if a in where and b in where and where[a] != where[b]]
    links: dict[tuple[int, int], int] = {}
    for a, b in across:
        pair = (min(where[a], where[b]), max(where[a], where[b]))
        links[pair] = links.get(pair, 0) + 1
    shapes = [
        [_panel(drawn, boxes) for drawn in inside(sorted(groups[region]), edges, boxes, _stretches(place, len(where)))]
        for place, region in enumerate(order)
    ]
    chosen = min(
        ((*pack([size for _, size in shape], aspect, GAP, links), shape) for shape in product(*shapes)),
        key=lambda found: found[0],
    )
    _, corners, panels = chosen
    sizes = [size for _, size in panels]
    turned = turn([part for part, _ in panels], sizes, corners, across)
    layout = Layout()
    for region, part, (width, height), (x, y) in zip(order, turned, sizes, corners, strict=True):
        layout.panels.append(Panel(region, round(x), round(y), round(width), round(height)))
        for node, (dx, dy) in part.items():
            # Until here the middle of the box; the symbol stands at its top.
            layout.positions[node] = (round(x + dx), round(y + dy - boxes[node].height / 2 + SYMBOL / 2))
    return layout
