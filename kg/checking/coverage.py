"""Which lines of the documents bear no claim, and whether someone wrote down why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Triple

from kg.checking.sources import lines_of, read_document
from kg.ontology.vocabulary import index
from kg.rdf.namespaces import KG
from kg.sheets.claims import Sections


@dataclass(frozen=True, slots=True)
class Gap:
    """A run of lines without a claim; ``reason`` is None where nobody gave one."""

    document: str
    section: str
    first: int
    last: int
    reason: str | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """What one document's lines bear."""

    document: str
    lines: int
    cited: int
    gaps: tuple[Gap, ...]

    @property
    def unexplained(self) -> int:
        """How many lines have neither claim nor reason."""
        return sum(gap.last - gap.first + 1 for gap in self.gaps if gap.reason is None)


def coverage(triples: Iterable[Triple], folder: Path) -> list[Coverage]:
    """Compare all lines with text of each document in ``folder`` with the evidence in ``triples``.

    Raises:
        KgError: a document is not there.
    """
    everything = list(triples)
    table = index(everything)
    sections = Sections.of(everything)
    cited: dict[str, set[int]] = defaultdict(set)
    reasons: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for found in table.values():
        if KG + "words" in found and KG + "line" in found and KG + "source" in found:
            cited[found[KG + "source"][0].value].add(int(found[KG + "line"][0].value))
        elif KG + "firstLine" in found and KG + "source" in found and KG + "reason" in found:
            first, last = (int(found[KG + name][0].value) for name in ("firstLine", "lastLine"))
            reasons[found[KG + "source"][0].value].append((first, last, found[KG + "reason"][0].value))
    result = []
    for iri, found in table.items():
        if KG + "sha256" not in found:
            continue
        name = found[KG + "file"][0].value
        text = [number for number, line in enumerate(lines_of(read_document(folder, name)), 1) if line.strip()]
        gaps: list[Gap] = []
        for number in text:
            if number in cited[iri]:
                continue
            section = (sections.at(iri, number) or "").removeprefix(iri).lstrip("/")
            reason = next((why for first, last, why in reasons[iri] if first <= number <= last), None)
            if gaps and (gaps[-1].section, gaps[-1].reason) == (section, reason):
                between = [n for n in text if gaps[-1].last < n < number]
                if not between:
                    gaps[-1] = Gap(name, section, gaps[-1].first, number, reason)
                    continue
            gaps.append(Gap(name, section, number, number, reason))
        result.append(Coverage(name, len(text), len(cited[iri] & set(text)), tuple(gaps)))
    return sorted(result, key=lambda each: each.document)
