"""Evidence after its document changed: lines that moved are found again, words that are gone are findings.

Words that stand in one line only tell how far the text around them moved;
words that stand in several lines (a short name) go to the one nearest to where their neighbours went.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from kg.checking.sources import lines_of, read_document
from kg.editing.edits import Edit
from kg.errors import Problem
from kg.files import checksum
from kg.making.build import Reading
from kg.ontology.vocabulary import index
from kg.rdf.namespaces import KG


@dataclass(frozen=True, slots=True)
class Quote:
    """An evidence: its IRI, the line it names and the words that should stand there."""

    iri: str
    line: int
    words: str


@dataclass(slots=True)
class Reanchoring:
    """What to change in the sheets, and which words are nowhere to be found."""

    edits: list[Edit] = field(default_factory=list)
    lost: list[Problem] = field(default_factory=list)
    moved: int = 0
    documents: int = 0


@dataclass(frozen=True, slots=True)
class Shifts:
    """How far the text moved: (old line, shift), in the order of the lines."""

    points: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, quotes: Iterable[Quote], lines: list[str]) -> Shifts:
        """From quotes whose words stand in one line only; those that would cross others are left out."""
        where: dict[str, list[int]] = {}
        sure = set()
        for quote in quotes:
            if quote.words not in where:
                where[quote.words] = [number for number, text in enumerate(lines, 1) if quote.words in text]
            if len(where[quote.words]) == 1:
                sure.add((quote.line, where[quote.words][0]))
        return cls(tuple((old, new - old) for old, new in _rising(sorted(sure))))

    def expected(self, line: int) -> int:
        """Where the text of ``line`` should stand now: it moved as its nearest neighbour did."""
        if not self.points:
            return line
        at = bisect_left(self.points, (line, -(10**9)))
        near = [self.points[i] for i in (at - 1, at) if 0 <= i < len(self.points)]
        return line + min(near, key=lambda point: abs(point[0] - line))[1]


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of ``pairs`` (sorted by the first) whose second does not fall."""
    tails: list[tuple[int, int]] = []
    before: dict[tuple[int, int], tuple[int, int] | None] = {}
    ends: list[tuple[int, tuple[int, int]]] = []
    for pair in pairs:
        keys = [end for end, _ in ends]
        at = bisect_left(keys, pair[1] + 1)
        before[pair] = ends[at - 1][1] if at else None
        if at == len(ends):
            ends.append((pair[1], pair))
        else:
            ends[at] = (pair[1], pair)
    current = ends[-1][1] if ends else None
    while current is not None:
        insort(tails, current)
        current = before[current]
    return tails


def new_lines(quotes: list[Quote], lines: list[str]) -> dict[str, int | None]:
    """The line in which each quote's words stand now, by IRI; None where they stand nowhere."""
    shifts = Shifts.of(quotes, lines)
    found: dict[str, int | None] = {}
    for quote in quotes:
        expected = shifts.expected(quote.line)
        candidates = [number for number, text in enumerate(lines, 1) if quote.words in text]
        found[quote.iri] = min(candidates, key=lambda n: (abs(n - expected), n)) if candidates else None
    return found


def reanchor(reading: Reading, folder: Path) -> Reanchoring:
    """Compare all evidence with the documents in ``folder`` whose checksum changed.

    The edits bring line numbers of evidence, sections and omissions, the checksum and the number of lines up to date.
    """
    table = index(reading.triples)
    result = Reanchoring()
    quotes: dict[str, list[Quote]] = defaultdict(list)
    spans: dict[str, list[str]] = defaultdict(list)
    for iri, found in table.items():
        source = found.get(KG + "source", [None])[0]
        if source is not None and KG + "words" in found:
            quotes[source.value].append(Quote(iri, int(found[KG + "line"][0].value), found[KG + "words"][0].value))
        elif source is not None and KG + "firstLine" in found:
            spans[source.value].append(iri)
        for section in found.get(KG + "hasSection", ()):
            spans[iri].append(section.value)
    for document, found in table.items():
        if KG + "sha256" not in found:
            continue
        data = read_document(folder, found[KG + "file"][0].value)
        if checksum(data) == found[KG + "sha256"][0].value:
            continue
        result.documents += 1
        _reanchor_document(reading, document, data, quotes[document], spans[document], result)
    result.lost.sort()
    return result


def _reanchor_document(
    reading: Reading, document: str, data: bytes, quotes: list[Quote], spans: list[str], result: Reanchoring
) -> None:
    lines = lines_of(data)
    count = max(len(lines) - (lines[-1] == ""), 1)
    for quote, line in zip(quotes, new_lines(quotes, lines).values(), strict=True):
        if line is None:
            for place in _places(reading, quote.iri, "words") or reading.nodes.get(quote.iri, []):
                message = f"the words {quote.words!r} stand nowhere in the document any more; cite other words or remove the claim"
                result.lost.append(Problem(*place, message))
        elif line != quote.line:
            result.moved += 1
            edits = _edits(reading, quote.iri, "line", str(line))
            result.edits += edits
            if not edits:
                # The line is written once for several evidences, so each would pull it elsewhere.
                message = f"the words {quote.words!r} now stand in line {line}; write this line with the words, by hand"
                result.lost += [Problem(*place, message) for place in reading.nodes.get(quote.iri, [])]
    shifts = Shifts.of(quotes, lines)
    for node in spans:
        for name in ("firstLine", "lastLine"):
            for _, text in reading.values.get((node, KG + name), ())[:1]:
                expected = min(max(shifts.expected(int(text)), 1), count)
                result.edits += _edits(reading, node, name, str(expected))
    result.edits += _edits(reading, document, "sha256", checksum(data))
    result.edits += _edits(reading, document, "lines", str(count))


def _places(reading: Reading, node: str, name: str) -> list[tuple[str, int, int]]:
    return [place for place, _ in reading.values.get((node, KG + name), ())]


def _edits(reading: Reading, node: str, name: str, new: str) -> list[Edit]:
    values = reading.values.get((node, KG + name), ())
    return [Edit(*place, old, new) for place, old in values if old != new]
