"""Diagrams as inline SVG, drawn from the ontology: the tree of its classes, and how a claim hangs together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape

from kg.ontology.vocabulary import LANGUAGES, Vocabulary
from kg.rdf.namespaces import KG, RDFS, local

_ROW, _STEP = 26, 26


def anchor(iri: str) -> str:
    """The id of a term's place on the page.

    >>> anchor(KG + "builds")
    'kg-builds'
    """
    return ("kg-" if iri.startswith(KG) else "c-") + local(iri)


def words(texts: Mapping[str, str]) -> str:
    """One text in all languages, of which the page shows one."""
    return "".join(
        f'<tspan class="{tag}" lang="{tag}">{escape(texts[tag])}</tspan>' for tag in LANGUAGES if tag in texts
    )


def labels(vocabulary: Vocabulary, iri: str) -> dict[str, str]:
    """The labels of a term by language."""
    return {tag: vocabulary.label(iri, tag) for tag in LANGUAGES}


def tree(vocabulary: Vocabulary, root: str) -> str:
    """The classes below ``root``, one a row, each a link to its place."""
    rows = list(_rows(vocabulary, root, 0))
    width = max(depth for _, depth in rows) * _STEP + 360
    parts = []
    last: dict[int, int] = {}
    for number, (iri, depth) in enumerate(rows):
        x, y = depth * _STEP, number * _ROW + _ROW // 2
        if depth:
            parts.append(f'<path d="M{x - _STEP + 6} {last[depth - 1] + 6} V{y} H{x - 4}"/>')
        last[depth] = y
        text = words(labels(vocabulary, iri))
        parts.append(
            f'<a href="#{anchor(iri)}"><circle cx="{x + 4}" cy="{y}" r="4"/><text x="{x + 14}" y="{y + 5}">{text}</text></a>'
        )
    name = words(labels(vocabulary, root))
    return f'<svg class="tree" role="img" viewBox="-4 0 {width} {len(rows) * _ROW}" width="{width}"><title>{_plain(name)}</title>{"".join(parts)}</svg>'


def _plain(tspans: str) -> str:
    return tspans.partition('lang="en">')[2].partition("<")[0]


def _rows(vocabulary: Vocabulary, iri: str, depth: int) -> Iterator[tuple[str, int]]:
    yield iri, depth
    below = [c for c in vocabulary.classes if iri in vocabulary.values(c, RDFS + "subClassOf")]
    for child in sorted(below, key=lambda c: vocabulary.label(c)):
        yield from _rows(vocabulary, child, depth + 1)


def roots(vocabulary: Vocabulary) -> list[str]:
    """Classes without a class of the project above them, those with the most below them first."""
    tops = [c for c in vocabulary.classes if vocabulary.ancestors(c) & vocabulary.classes == {c}]
    return sorted(tops, key=lambda c: (-len(vocabulary.subclasses(c)), c))


def claim_model(vocabulary: Vocabulary) -> str:
    """How a claim stands between its subject, its value and its evidence."""
    boxes = {
        "Entity": (10, 20),
        "Claim": (280, 20),
        "Slot": (280, 170),
        "Evidence": (550, 20),
        "Document": (820, 20),
        "Section": (820, 170),
    }
    arrows: Iterable[tuple[str, str, str]] = (
        ("Claim", "Entity", "subject"),
        ("Claim", "Slot", "slot"),
        ("Claim", "Evidence", "evidence"),
        ("Evidence", "Document", "source"),
        ("Evidence", "Section", "section"),
        ("Document", "Section", "hasSection"),
    )
    parts = []
    for start, end, name in arrows:
        (x1, y1), (x2, y2) = boxes[start], boxes[end]
        if y1 == y2:
            ends = (x1 + 150, y1 + 25, x2, y2 + 25) if x1 < x2 else (x1, y1 + 25, x2 + 150, y2 + 25)
        else:
            ends = (x1 + 75, y1 + 50, x2 + 75 if x1 == x2 else x2, y2 if x1 == x2 else y2 + 25)
        middle = ((ends[0] + ends[2]) // 2, (ends[1] + ends[3]) // 2 - 6)
        parts.append(f'<path class="arrow" marker-end="url(#tip)" d="M{ends[0]} {ends[1]} L{ends[2]} {ends[3]}"/>')
        text = words(labels(vocabulary, KG + name))
        parts.append(
            f'<a href="#{anchor(KG + name)}"><text class="edge" text-anchor="middle" x="{middle[0]}" y="{middle[1]}">{text}</text></a>'
        )
    for name, (x, y) in boxes.items():
        text = words(labels(vocabulary, KG + name))
        parts.append(
            f'<a href="#{anchor(KG + name)}"><rect x="{x}" y="{y}" width="150" height="50" rx="6"/>'
            f'<text text-anchor="middle" x="{x + 75}" y="{y + 30}">{text}</text></a>'
        )
    tip = '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 L8 4 L0 8z"/></marker></defs>'
    return f'<svg class="model" role="img" viewBox="0 0 980 230"><title>claim</title>{tip}{"".join(parts)}</svg>'
