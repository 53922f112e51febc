"""A document of one's own: what the catalogue says of it, and where in documents some words stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from kg.checking.sources import lines_of, read_document
from kg.errors import KgError
from kg.files import checksum
from kg.making.build import Reading
from kg.ontology.vocabulary import index
from kg.rdf.namespaces import KG, local
from kg.rdf.spelling import suggestion
from kg.sheets.claims import Sections
from kg.sheets.tidy import scalar

_SENTENCE_END = re.compile(r"[.。!?！？…」』”\"')）]\s*$")
_HEADLINE = 120
_REPEAT = 4


@dataclass(frozen=True, slots=True)
class Part:
    """A section proposed for a document: its name, kind, first and last line, and what it repeats."""

    name: str
    kind: str
    first: int
    last: int
    repeats: str | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """Words in a line: column from 1, which of how many occurrences in this line, the section (its kind)."""

    document: str
    line: int
    column: int
    words: str
    number: int
    of: int
    around: str
    section: str | None


def language_of(lines: list[str]) -> str:
    """``ja`` if there are kana, ``ko`` if there is Hangul (and no more kana), else ``en``.

    >>> language_of(["蔚山のAI"]), language_of(["울산 AI"]), language_of(["Ulsan AI"])
    ('ja', 'ko', 'en')
    """
    text = "".join(lines)
    kana = len(re.findall("[\u3041-\u30ff]", text))
    hangul = len(re.findall("[\uac00-\ud7a3]", text))
    if kana > hangul:
        return "ja"
    return "ko" if hangul else "en"


def parts_of(lines: list[str]) -> list[Part]:
    """The sections to propose: a headline, the text, and a block that is printed twice."""
    written = [number for number, line in enumerate(lines, 1) if line.strip()]
    if not written:
        return []
    first, last = written[0], written[-1]
    parts = []
    headline = lines[first - 1].strip()
    if first != last and len(headline) <= _HEADLINE and not _SENTENCE_END.search(headline):
        parts.append(Part("headline", "headline", first, first))
        first = written[1]
    again = _printed_twice(lines, first, last)
    if again is None:
        return [*parts, Part("body", "body", first, last)]
    start, end = again
    parts += [Part("body", "body", first, start - 1), Part("repeat", "repeat", start, end, "body")]
    rest = [number for number in written if number > end]
    return [*parts, Part("rest", "body", rest[0], last)] if rest else parts


def _printed_twice(lines: list[str], first: int, last: int) -> tuple[int, int] | None:
    """First and last line of the longest block of lines with text that stands once more before, or None."""
    text = {number: lines[number - 1].strip() for number in range(first, last + 1)}
    seen: dict[str, int] = {}
    best: tuple[int, int, int] | None = None
    number = first
    while number <= last:
        start = seen.setdefault(text[number], number) if text[number] else number
        length = 0
        while start + length < number and number + length <= last and text[start + length] == text[number + length]:
            length += 1
        block = [text[number + offset] for offset in range(length) if text[number + offset]]
        if len(block) >= _REPEAT and (best is None or len(block) > best[0]):
            best = (len(block), number, number + length - 1)
        number += max(length, 1) if len(block) >= _REPEAT else 1
    return best[1:] if best else None


def entry(
    identifier: str,
    file: str,
    data: bytes,
    *,
    labels: dict[str, str],
    publisher: str,
    issued: str | None,
    language: str,
) -> str:
    """The catalogue's entry for a document, as YAML to put under ``sources:``."""
    lines = lines_of(data)
    count = len(lines) - (lines[-1] == "")
    texts = ", ".join(f"{tag}: {scalar(text)}" for tag, text in labels.items())
    rows = [
        f"- id: {identifier}",
        "  type: Document",
        f"  label: {{{texts}}}",
        f"  file: {scalar(file)}",
        f"  sha256: {checksum(data)}",
        f"  lines: {max(count, 1)}",
        f"  language: {language}",
        f"  publisher: {publisher}",
    ]
    if issued:
        rows.append(f"  issued: {scalar(issued)}")
    rows += [
        "  # Check the sections: kind is body, headline, caption, teaser, byline, boilerplate or repeat;",
        "  # reference is the time from which the text speaks.",
    ]
    rows.append("  sections:")
    for part in parts_of(lines):
        more = f", repeats: {identifier}/{part.repeats}" if part.repeats else ""
        if issued:
            more += f", reference: {scalar(issued)}, referenceNote: The day of the document., certainty: certain"
        label = ", ".join(f"{tag}: {text}" for tag, text in _PART_NAMES[part.name].items())
        rows.append(
            f"  - {{id: {identifier}/{part.name}, type: Section, label: {{{label}}}, kind: {part.kind}, "
            f"firstLine: {part.first}, lastLine: {part.last}{more}}}"
        )
    return "\n".join(rows) + "\n"


_PART_NAMES = {
    "headline": {"en": "headline", "ko": "제목", "ja": "見出し"},
    "body": {"en": "text", "ko": "본문", "ja": "本文"},
    "repeat": {"en": "the text once more", "ko": "되풀이된 본문", "ja": "本文の繰り返し"},
    "rest": {"en": "rest of the text", "ko": "나머지 본문", "ja": "残りの本文"},
}


def passages(document: str, lines: list[str], words: str, sections: Sections, base: str) -> Iterator[Passage]:
    """Where ``words`` stand in the lines of ``document``, exactly, or else but for case, width and spaces.

    ``words`` of a passage are as they stand in the line, so they can be cited.
    """
    exact = any(words in line for line in lines)
    for number, line in enumerate(lines, 1):
        found = list(_exact(line, words) if exact else _loose(line, words))
        for count, (start, end) in enumerate(found, 1):
            section = sections.at(base + document, number)
            around = line[max(0, start - 24) : end + 24].strip()
            yield Passage(document, number, start + 1, line[start:end], count, len(found), around, section)


def _exact(line: str, words: str) -> Iterator[tuple[int, int]]:
    start = line.find(words)
    while start >= 0:
        yield start, start + len(words)
        start = line.find(words, start + len(words))


def _loose(line: str, words: str) -> Iterator[tuple[int, int]]:
    wanted = "".join(_folded(character) for character in words)
    text, places = "", []
    for place, character in enumerate(line):
        folded = _folded(character)
        text += folded
        places += [place] * len(folded)
    start = text.find(wanted) if wanted else -1
    while start >= 0:
        yield places[start], places[start + len(wanted) - 1] + 1
        start = text.find(wanted, start + len(wanted))


def _folded(character: str) -> str:
    return "".join(unicodedata.normalize("NFKC", character).casefold().split())


def find(reading: Reading, folder: Path, words: str, base: str, source: str | None = None) -> Iterator[Passage]:
    """Where ``words`` stand in the catalogued documents in ``folder`` (in ``source`` alone, where it is given).

    Raises:
        KgError: no such document.
    """
    if not words.strip():
        raise KgError("no words to look for; give a name or a figure")
    table = index(reading.triples)
    documents = {iri.removeprefix(base): found for iri, found in table.items() if KG + "sha256" in found}
    if source is not None and source not in documents:
        raise KgError(
            f"no document has the id {source!r}{suggestion(source, documents) or ''}; known: {', '.join(documents)}"
        )
    sections = Sections.of(reading.triples)
    for document, found in documents.items():
        file = found[KG + "file"][0].value
        # Looking through some of the documents is fine; the one that was asked for must be there.
        if source == document or (source is None and (folder / file).is_file()):
            lines = lines_of(read_document(folder, file))
            for passage in passages(document, lines, words, sections, base):
                kind = table.get(passage.section or "", {}).get(KG + "kind", [None])[0]
                yield replace(passage, section=local(kind.value) if kind is not None else None)
