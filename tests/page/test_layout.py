"""Places of nodes: no label over another, the same for the same graph."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from kg.ontology.vocabulary import LANGUAGES
from kg.page import layout
from kg.page.labels import SYMBOL, Box, box, em, wrap

WORDS = (
    "데이터센터",
    "蔚山",
    "AI",
    "Institute of",
    "산업단지 조성사업",
    "アマゾンウェブサービス",
    "HD Hyundai",
    "연구소",
)


def graph(count: int) -> tuple[dict[int | None, list[int]], list[tuple[int, int]], dict[int, list[str]]]:
    choose = random.Random(count)
    groups: dict[int | None, list[int]] = {}
    for node in range(count):
        groups.setdefault(choose.choice([None, 0, 0, 0, 1, 1, 2]), []).append(node)
    edges = [(node, choose.randrange(node)) for node in range(1, count)]
    edges += [tuple(sorted(choose.sample(range(count), 2))) for _ in range(count // 2)]
    labels = {
        n: [wrap(" ".join(choose.choices(WORDS, k=choose.randint(1, 4)))) for _ in LANGUAGES] for n in range(count)
    }
    return groups, edges, labels


def overlaps(places: dict[int, layout.Position], boxes: dict[int, Box]) -> list[tuple[int, int]]:
    def apart(a: int, b: int) -> bool:
        (ax, ay), (bx, by) = places[a], places[b]
        tops = (ay - SYMBOL / 2, by - SYMBOL / 2)
        return (
            abs(ax - bx) >= (boxes[a].width + boxes[b].width) / 2 - 1
            or tops[0] + boxes[a].height <= tops[1] + 1
            or tops[1] + boxes[b].height <= tops[0] + 1
        )

    return [(a, b) for a, b in combinations(places, 2) if not apart(a, b)]


@pytest.mark.parametrize("count", [1, 2, 10, 60, 150, 400])
def test_no_label_lies_over_another_in_the_widest_language(count: int) -> None:
    groups, edges, labels = graph(count)

    found = layout.arrange(groups, edges, labels)

    assert set(found.positions) == set(range(count))
    assert not overlaps(found.positions, {node: box(labels[node]) for node in labels})


def test_panels_do_not_overlap_and_hold_their_nodes() -> None:
    groups, edges, labels = graph(90)

    found = layout.arrange(groups, edges, labels)

    for a, b in combinations(found.panels, 2):
        assert a.x + a.width <= b.x or b.x + b.width <= a.x or a.y + a.height <= b.y or b.y + b.height <= a.y
    for panel in found.panels:
        for node in groups[panel.region]:
            x, y = found.positions[node]
            assert panel.x < x < panel.x + panel.width
            assert panel.y < y < panel.y + panel.height


def test_the_order_of_nodes_and_edges_does_not_matter() -> None:
    groups, edges, labels = graph(50)
    other = {region: list(reversed(nodes)) for region, nodes in reversed(groups.items())}

    assert layout.arrange(other, list(reversed(edges)), labels) == layout.arrange(groups, edges, labels)


def test_five_thousand_nodes_are_placed_in_rows_by_region() -> None:
    groups = {0: list(range(3000)), 1: list(range(3000, 5000))}
    edges = [(node, node // 2) for node in range(1, 5000)]
    labels = {node: [f"node {node}"] * 3 for node in range(5000)}

    found = layout.arrange(groups, edges, labels)

    assert len(set(found.positions.values())) == 5000


@pytest.mark.parametrize(
    "name",
    ["인공지능 중심 산업융합 집적단지 조성사업", "ネイバークラウド", "Korea Institute of Ocean Science and Technology"],
)
def test_a_wrapped_name_keeps_its_characters_and_its_lines_are_of_about_one_length(name: str) -> None:
    lines = wrap(name).split("\n")

    assert "".join(lines).replace(" ", "") == name.replace(" ", "")
    assert max(map(em, lines)) <= 2.2 * min(map(em, lines))


def test_a_line_starts_with_no_mark_that_belongs_to_the_one_before() -> None:
    for name in (
        "データセンター・コンピューティングセンター",
        "(株)アマゾンウェブサービスコリア",
        "AI(인공지능)산업융합집적단지조성사업",
    ):
        assert not any(line[0] in "ー・)」" or line[-1] in "(「" for line in wrap(name).split("\n"))
