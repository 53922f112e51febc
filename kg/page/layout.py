"""Where nodes stand: arranged by region, start positions by networkx, labels pushed apart until none overlap."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from kg.page.labels import SYMBOL, Box, box
from kg.page.packing import Drawing, Position, pack, turn

TITLE = 30  # room for a region's name
MARGIN = 12  # room beside and below what a panel holds
NARROWEST = 130
GAP = 16
STRETCHES = (0.7, 1.2, 1.9)  # width by height that a drawing starts from
TRIED = 2  # panels drawn in all of these
TIGHTNESS = (0.62, 0.5, 0.4, 0.3)  # how far apart linked nodes start; the tightest that fits wins
LOOSE = (0.7,)
SIMPLE = 3  # nodes that a circle places well enough
CAREFUL = 40  # nodes of a panel up to which several are tried
MANY = 1000  # nodes above which regions are filled in rows: force layout costs the square


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

    positions: Drawing = field(default_factory=dict)
    panels: list[Panel] = field(default_factory=list)


def separate(points: Mapping[int, Position], boxes: Mapping[int, Box], rounds: int = 600) -> Drawing:
    """Push boxes apart along the shorter way until none overlap; the same input gives the same result."""
    keys = list(points)
    x, y = [points[key][0] for key in keys], [points[key][1] for key in keys]
    wide, high = [boxes[key].width / 2 for key in keys], [boxes[key].height / 2 for key in keys]
    for attempt in range(1, rounds):
        moved = False
        if attempt % 100 == 0:  # too crowded: give all more room
            x, y = [value * 1.15 for value in x], [value * 1.15 for value in y]
        order = sorted(range(len(keys)), key=lambda i: x[i] - wide[i])
        for place, a in enumerate(order):
            right, middle, half = x[a] + wide[a], y[a], high[a]
            for b in order[place + 1 :]:
                if x[b] - wide[b] >= right:
                    break
                dy = half + high[b] - abs(y[b] - middle)
                dx = wide[a] + wide[b] - abs(x[b] - x[a])
                if dy <= 0.01 or dx <= 0.01:
                    continue
                moved = True
                if dx < dy:
                    step = (dx / 2 + 0.5) * (1 if x[b] >= x[a] else -1)
                    x[a], x[b] = x[a] - step, x[b] + step
                    right = x[a] + wide[a]
                else:
                    step = (dy / 2 + 0.5) * (1 if y[b] >= y[a] else -1)
                    y[a], y[b] = y[a] - step, y[b] + step
                    middle = y[a]
        if not moved:
            return {key: (x[i], y[i]) for i, key in enumerate(keys)}
    return rows([keys[i] for i in sorted(range(len(keys)), key=lambda i: (y[i], x[i]))], boxes)


def rows(order: Sequence[int], boxes: Mapping[int, Box], aspect: float = 1.5) -> Drawing:
    """Boxes side by side in rows, in ``order``."""
    limit = math.sqrt(sum(boxes[key].width * boxes[key].height for key in order) * aspect)
    found: Drawing = {}
    x = y = tallest = 0.0
    for key in order:
        if x and x + boxes[key].width > limit:
            x, y, tallest = 0.0, y + tallest, 0.0
        found[key] = (x + boxes[key].width / 2, y + boxes[key].height / 2)
        x, tallest = x + boxes[key].width, max(tallest, boxes[key].height)
    return found


def inside(
    nodes: Sequence[int], edges: Iterable[tuple[int, int]], boxes: Mapping[int, Box], stretch: float = 1.2
) -> Drawing:
    """Positions of the nodes of one region: linked ones near each other, unlinked ones in rows; ``stretch`` widens."""
    import networkx

    graph = networkx.Graph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from((a, b) for a, b in edges if a in graph and b in graph and a != b)
    if len(boxes) > MANY:
        walk = [node for part in networkx.connected_components(graph) for node in _walk(graph, min(part))]
        return rows(walk, boxes, aspect=1.4 * stretch)
    parts = sorted((sorted(part) for part in networkx.connected_components(graph)), key=lambda part: (-len(part), part))
    drawn = [_part(graph.subgraph(part), part, boxes, stretch) for part in parts if len(part) > 1]
    alone = [part[0] for part in parts if len(part) == 1]
    if alone:
        drawn.append(rows(alone, boxes, aspect=1.4 * stretch))
    extents = [extent(part, boxes) for part in drawn]
    _, corners = pack([(right - left, bottom - top) for left, top, right, bottom in extents], 1.1 * stretch, 2)
    return {
        node: (x - left + corner[0], y - top + corner[1])
        for part, (left, top, _, _), corner in zip(drawn, extents, corners, strict=True)
        for node, (x, y) in part.items()
    }


def _walk(graph: Any, start: int) -> list[int]:
    """``start`` and what it leads to, nearest first."""
    import networkx

    return [start, *(node for _, node in networkx.bfs_edges(graph, start, sort_neighbors=sorted))]


def _part(graph: Any, nodes: Sequence[int], boxes: Mapping[int, Box], stretch: float) -> Drawing:
    """Positions of linked nodes, as close together as their labels allow."""
    import networkx

    drawn = networkx.circular_layout(nodes)
    if len(nodes) > SIMPLE:
        rounds = 300 if len(nodes) <= CAREFUL else 100
        drawn = networkx.spring_layout(graph, pos=drawn, seed=7, iterations=rounds, k=2.2 / math.sqrt(len(nodes)))
    side = math.sqrt(sum(boxes[node].width * boxes[node].height for node in nodes))

    def at(factor: float) -> Drawing:
        wide, high = side * factor * math.sqrt(stretch), side * factor / math.sqrt(stretch)
        spread = {node: (float(drawn[node][0]) * wide, float(drawn[node][1]) * high) for node in nodes}
        return separate(spread, boxes)

    def area(found: Drawing) -> float:
        left, top, right, bottom = extent(found, boxes)
        return (right - left) * (bottom - top)

    return min((at(factor) for factor in (TIGHTNESS if len(nodes) <= CAREFUL else LOOSE)), key=area)


def extent(found: Mapping[int, Position], boxes: Mapping[int, Box]) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of all boxes."""
    return (
        min(x - boxes[node].width / 2 for node, (x, _) in found.items()),
        min(y - boxes[node].height / 2 for node, (_, y) in found.items()),
        max(x + boxes[node].width / 2 for node, (x, _) in found.items()),
        max(y + boxes[node].height / 2 for node, (_, y) in found.items()),
    )


def _stretches(place: int, nodes: int, panels: int) -> tuple[float, ...]:
    """Shapes to try for the panel at ``place``: several for the largest, which decide how well the whole fits."""
    return STRETCHES if place < TRIED and panels > 1 and nodes <= 3 * CAREFUL else STRETCHES[1:2]


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
        [
            _panel(inside(sorted(groups[region]), edges, boxes, stretch), boxes)
            for stretch in _stretches(place, len(where), len(order))
        ]
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
