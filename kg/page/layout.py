"""Where nodes stand: arranged by region, start positions by networkx, labels pushed apart until none overlap."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kg.page.labels import SYMBOL, Box, box

TITLE = 30  # room for a region's name
FORCE_LIMIT = 250  # above this many nodes a region is laid out in rows: force layout costs the square

Position = tuple[float, float]


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


def separate(points: dict[int, Position], boxes: Mapping[int, Box], rounds: int = 400) -> dict[int, Position]:
    """Push boxes apart along the shorter way until none overlap; the same input gives the same result."""
    x = {key: point[0] for key, point in points.items()}
    y = {key: point[1] for key, point in points.items()}
    for _ in range(rounds):
        moved = False
        order = sorted(points, key=lambda key: (x[key] - boxes[key].width / 2, key))
        for place, a in enumerate(order):
            right = x[a] + boxes[a].width / 2
            for b in order[place + 1 :]:
                if x[b] - boxes[b].width / 2 >= right:
                    break
                dx = (boxes[a].width + boxes[b].width) / 2 - abs(x[b] - x[a])
                dy = (boxes[a].height + boxes[b].height) / 2 - abs(y[b] - y[a])
                if dx <= 0.01 or dy <= 0.01:
                    continue
                moved = True
                if dx < dy:
                    step = (dx / 2 + 0.5) * (1 if x[b] >= x[a] else -1)
                    x[a], x[b] = x[a] - step, x[b] + step
                else:
                    step = (dy / 2 + 0.5) * (1 if y[b] >= y[a] else -1)
                    y[a], y[b] = y[a] - step, y[b] + step
        if not moved:
            break
    else:
        return rows(sorted(points, key=lambda key: (y[key], x[key], key)), boxes)
    return {key: (x[key], y[key]) for key in points}


def rows(order: Sequence[int], boxes: Mapping[int, Box], aspect: float = 1.5) -> dict[int, Position]:
    """Boxes side by side in rows, in ``order``."""
    limit = math.sqrt(sum(boxes[key].width * boxes[key].height for key in order) * aspect)
    found: dict[int, Position] = {}
    x = y = tallest = 0.0
    for key in order:
        if x and x + boxes[key].width > limit:
            x, y, tallest = 0.0, y + tallest, 0.0
        found[key] = (x + boxes[key].width / 2, y + boxes[key].height / 2)
        x, tallest = x + boxes[key].width, max(tallest, boxes[key].height)
    return found


def inside(nodes: Sequence[int], edges: Iterable[tuple[int, int]], boxes: Mapping[int, Box]) -> dict[int, Position]:
    """Positions of the nodes of one region: linked ones near each other, unlinked ones in rows below."""
    import networkx

    graph = networkx.Graph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from((a, b) for a, b in edges if a in graph and b in graph and a != b)
    parts = sorted((sorted(part) for part in networkx.connected_components(graph)), key=lambda part: (-len(part), part))
    drawn = [_part(graph.subgraph(part), part, boxes) for part in parts if len(part) > 1]
    alone = [part[0] for part in parts if len(part) == 1]
    if alone:
        drawn.append(rows(alone, boxes, aspect=2.5))
    extents = [_extent(part, boxes) for part in drawn]
    corners = _pack([(right - left, bottom - top) for left, top, right, bottom in extents], 1.4, 6)
    return {
        node: (x - left + corner[0], y - top + corner[1])
        for part, (left, top, _, _), corner in zip(drawn, extents, corners, strict=True)
        for node, (x, y) in part.items()
    }


def _part(graph: Any, nodes: Sequence[int], boxes: Mapping[int, Box]) -> dict[int, Position]:
    """Positions of linked nodes."""
    import networkx

    if len(nodes) > FORCE_LIMIT:
        return rows([node for _, node in networkx.bfs_edges(graph, nodes[0])] + [nodes[0]], boxes)
    drawn = networkx.spring_layout(
        graph, pos=networkx.circular_layout(nodes), seed=7, iterations=300, k=2.2 / math.sqrt(len(nodes))
    )
    side = math.sqrt(sum(boxes[node].width * boxes[node].height for node in nodes)) * 0.62
    # Wide labels leave more room between rows than between columns.
    return separate(
        {node: (float(drawn[node][0]) * side * 1.25, float(drawn[node][1]) * side * 0.8) for node in nodes}, boxes
    )


def _extent(found: Mapping[int, Position], boxes: Mapping[int, Box]) -> tuple[float, float, float, float]:
    return (
        min(x - boxes[node].width / 2 for node, (x, _) in found.items()),
        min(y - boxes[node].height / 2 for node, (_, y) in found.items()),
        max(x + boxes[node].width / 2 for node, (x, _) in found.items()),
        max(y + boxes[node].height / 2 for node, (_, y) in found.items()),
    )


def arrange(
    groups: Mapping[int | None, Sequence[int]],
    edges: Iterable[tuple[int, int]],
    labels: Mapping[int, Sequence[str]],
    aspect: float = 1.45,
) -> Layout:
    """Lay out each group in a panel of its own and pack the panels; the shared group stands between the largest two."""
    edges = sorted(edges)
    boxes = {node: box(labels[node]) for nodes in groups.values() for node in nodes}
    drawn: dict[int | None, dict[int, Position]] = {}
    sizes: dict[int | None, tuple[float, float]] = {}
    for region, nodes in groups.items():
        found = inside(sorted(nodes), edges, boxes)
        left, top, right, bottom = _extent(found, boxes)
        drawn[region] = {node: (x - left + 16, y - top + TITLE) for node, (x, y) in found.items()}
        sizes[region] = (max(right - left + 32, 150.0), bottom - top + TITLE + 12)
    order = sorted(sizes, key=lambda region: (-sizes[region][0] * sizes[region][1], -1 if region is None else region))
    if None in order and len(order) > 2:
        order.remove(None)
        order.insert(1, None)
    layout = Layout()
    corners = _pack([sizes[region] for region in order], aspect, 18)
    for region, (x, y) in zip(order, corners, strict=True):
        layout.panels.append(Panel(region, round(x), round(y), round(sizes[region][0]), round(sizes[region][1])))
        for node, (dx, dy) in drawn[region].items():
            # Until here the middle of the box; the symbol stands at its top.
            layout.positions[node] = (round(x + dx), round(y + dy - boxes[node].height / 2 + SYMBOL / 2))
    return layout


def _pack(sizes: Sequence[tuple[float, float]], aspect: float, gap: float) -> list[Position]:
    """Upper left corners of boxes that fill an area of about ``aspect`` (width by height)."""
    widest = max(width for width, _ in sizes)
    area = sum(width * height for width, height in sizes)
    found: list[tuple[float, list[Position]]] = []
    for factor in (1.0, 1.1, 1.2, 1.3, 1.45, 1.6):
        corners = _shelve(sizes, max(widest, math.sqrt(area * aspect) * factor), gap)
        right = max(x + width for (x, _), (width, _) in zip(corners, sizes, strict=True))
        bottom = max(y + height for (_, y), (_, height) in zip(corners, sizes, strict=True))
        found.append((max(right, bottom * aspect), corners))
    return min(found, key=lambda pair: pair[0])[1]


def _shelve(sizes: Sequence[tuple[float, float]], limit: float, gap: float) -> list[Position]:
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
