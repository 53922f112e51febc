"""One region drawn: start positions by networkx, labels pushed apart, the clearest of several tries kept."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any, Final

from kg.page.labels import SYMBOL, Box
from kg.page.packing import Drawing, Position, pack

MANY: Final = 600  # nodes above which regions are filled in rows: force layout costs the square
CAREFUL: Final = 40  # linked nodes up to which several drawings are tried
SIMPLE: Final = 3  # linked nodes that a circle places well enough
SEEDS: Final = (1, 2, 3, 4, 5, 6)
TIGHTNESS: Final = (0.55, 0.42, 0.3)  # how far apart linked nodes start, in parts of the side of their labels' area
LOOSE: Final = 0.7


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
    nodes: Sequence[int], edges: Iterable[tuple[int, int]], boxes: Mapping[int, Box], stretches: Sequence[float]
) -> list[Drawing]:
    """Positions of the nodes of one region for each of ``stretches`` (width by height): linked ones near each other."""
    import networkx

    graph = networkx.Graph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from((a, b) for a, b in edges if a in graph and b in graph and a != b)
    if len(boxes) > MANY:
        walk = [node for part in networkx.connected_components(graph) for node in _walk(graph, min(part))]
        return [rows(walk, boxes, aspect=1.4 * stretch) for stretch in stretches]
    parts = sorted((sorted(part) for part in networkx.connected_components(graph)), key=lambda part: (-len(part), part))
    alone = [part[0] for part in parts if len(part) == 1]
    linked = [(graph.subgraph(part), _starts(graph.subgraph(part), part)) for part in parts if len(part) > 1]
    found = []
    for stretch in stretches:
        drawn = [_clearest(part, starts, boxes, stretch) for part, starts in linked]
        if alone:
            drawn.append(rows(alone, boxes, aspect=1.4 * stretch))
        found.append(_together(drawn, boxes, stretch))
    return found


def _together(drawn: Sequence[Drawing], boxes: Mapping[int, Box], stretch: float) -> Drawing:
    """Separate drawings side by side."""
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


def _starts(graph: Any, nodes: Sequence[int]) -> list[Drawing]:
    """Drawings of linked nodes as points within a square of side 2."""
    import networkx

    if len(nodes) <= SIMPLE:
        layouts = [networkx.circular_layout(nodes)]
    else:
        seeds, rounds = (SEEDS, 200) if len(nodes) <= CAREFUL else (SEEDS[:1], 100)
        apart = 2.2 / math.sqrt(len(nodes))
        layouts = [networkx.spring_layout(graph, seed=seed, iterations=rounds, k=apart) for seed in seeds]
    return [{node: (float(drawn[node][0]), float(drawn[node][1])) for node in nodes} for drawn in layouts]


def _clearest(graph: Any, starts: Sequence[Drawing], boxes: Mapping[int, Box], stretch: float) -> Drawing:
    """The drawing that takes little room and has few edges across each other or across symbols."""
    side = math.sqrt(sum(boxes[node].width * boxes[node].height for node in graph))
    edges = sorted(tuple(sorted(edge)) for edge in graph.edges)
    tries = []
    for start in starts:
        for factor in TIGHTNESS if len(starts) > 1 else (LOOSE,):
            wide, high = side * factor * math.sqrt(stretch), side * factor / math.sqrt(stretch)
            tries.append(separate({node: (x * wide, y * high) for node, (x, y) in start.items()}, boxes))
    if len(tries) == 1:
        return tries[0]
    return min(tries, key=lambda drawn: _cost(drawn, edges, boxes))


def _cost(drawn: Drawing, edges: Sequence[tuple[int, int]], boxes: Mapping[int, Box]) -> float:
    left, top, right, bottom = extent(drawn, boxes)
    at = {node: (x, y - boxes[node].height / 2 + SYMBOL / 2) for node, (x, y) in drawn.items()}
    crossings = sum(
        _cross(at[a], at[b], at[c], at[d]) for (a, b), (c, d) in combinations(edges, 2) if len({a, b, c, d}) == 4
    )
    covered = sum(
        _distance(at[node], at[a], at[b]) < SYMBOL * 0.7 for a, b in edges for node in drawn if node not in (a, b)
    )
    return (right - left) * (bottom - top) * (1 + (0.5 * crossings + 2 * covered) / len(edges))


def _cross(a: Position, b: Position, c: Position, d: Position) -> bool:
    def side(p: Position, q: Position, r: Position) -> bool:
        return (q[0] - p[0]) * (r[1] - p[1]) > (q[1] - p[1]) * (r[0] - p[0])

    return side(a, b, c) != side(a, b, d) and side(c, d, a) != side(c, d, b)


def _distance(point: Position, a: Position, b: Position) -> float:
    """From ``point`` to the line between ``a`` and ``b``."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    along = max(0.0, min(1.0, ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / length)) if length else 0.0
    return math.dist(point, (a[0] + along * dx, a[1] + along * dy))


def extent(found: Mapping[int, Position], boxes: Mapping[int, Box]) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of all boxes."""
    return (
        min(x - boxes[node].width / 2 for node, (x, _) in found.items()),
        min(y - boxes[node].height / 2 for node, (_, y) in found.items()),
        max(x + boxes[node].width / 2 for node, (x, _) in found.items()),
        max(y + boxes[node].height / 2 for node, (_, y) in found.items()),
    )
