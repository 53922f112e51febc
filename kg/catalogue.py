"""The catalogue of named queries, made from their headers."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path

from kg.queries import NamedQuery, Parameter, read_query

# The order in which a reader meets the subjects; other tags come behind.
SUBJECTS = (
    "partners",
    "roles",
    "projects",
    "money",
    "quantities",
    "time",
    "agreements",
    "people",
    "said",
    "sources",
    "evidence",
)
TITLES = {
    "partners": "Partners and networks",
    "roles": "Who does what",
    "projects": "Projects and places",
    "money": "Money",
    "quantities": "Capacities and counts",
    "time": "Dates and statuses",
    "agreements": "Agreements",
    "people": "Bodies and persons",
    "said": "Forecasts, opinions, targets",
    "sources": "Documents compared",
    "evidence": "Claims and their evidence",
}


def read_all(files: Mapping[str, Path]) -> list[NamedQuery]:
    """All named queries, by subject and name."""
    queries = [read_query(name, path.read_text(encoding="utf-8")) for name, path in files.items()]
    return sorted(queries, key=lambda query: (_subject(query), query.name))


def _subject(query: NamedQuery) -> int:
    tag = query.tags[0] if query.tags else ""
    return SUBJECTS.index(tag) if tag in SUBJECTS else len(SUBJECTS)


def said(texts: Mapping[str, str], language: str) -> str:
    """``texts`` in ``language``, else in English."""
    return texts.get(language) or texts.get("en", "")


def signature(query: NamedQuery) -> str:
    """How a query is called: ``partners OF [kind=…]``."""
    words = []
    for parameter in query.parameters:
        words.append(f"[{parameter.name}=…]" if parameter.optional else parameter.name.upper())
    return " ".join([query.name, *words])


def listing(files: Mapping[str, Path], language: str = "en") -> str:
    """All queries for a terminal, by subject."""
    queries = read_all(files)
    widest = max((len(query.name) for query in queries), default=0)
    lines = []
    subject = -1
    for query in queries:
        if _subject(query) != subject:
            subject = _subject(query)
            title = TITLES[SUBJECTS[subject]] if subject < len(SUBJECTS) else "More"
            lines += ["", title]
        lines.append(f"  {query.name:<{widest}}  {said(query.title, language)}")
    lines += ["", "kg query NAME [VALUE …] asks one; kg query NAME --help says what it takes.", ""]
    return "\n".join(lines).lstrip("\n")


def takes(parameter: Parameter) -> str:
    """What a parameter takes, in words."""
    kinds = " or ".join(parameter.types)
    if parameter.types[0][0].isupper():
        return f"{kinds}: any name, id or IRI"
    return {"text": "text", "date": "a day like 2026-01-05", "number": "a number", "language": "en, ko or ja"}.get(
        kinds, f"{kinds}: one of the concepts"
    )


def explained(query: NamedQuery, language: str = "en") -> str:
    """All about one query, for a terminal."""
    lines = [f"kg query {signature(query)}", "", said(query.question, language), ""]
    if query.parameters:
        lines.append("parameters:")
        widest = max(len(parameter.name) for parameter in query.parameters)
        for parameter in query.parameters:
            default = f" (default: {parameter.default.strip('()')})" if parameter.default is not None else ""
            lines.append(f"  {parameter.name:<{widest}}  {parameter.text}{default}")
            lines.append(f"  {'':<{widest}}    {takes(parameter)}")
        lines.append("")
    lines.append(f"columns: {', '.join(query.columns)}")
    if query.table:
        lines.append(f"         (a table shows {', '.join(query.table)})")
    if query.order:
        lines.append(f"order:   {query.order}")
    lines.append(f"--evidence: {'yes' if query.support else 'no, its rows rest on no single claims'}")
    if query.note:
        lines += ["", query.note]
    lines += ["", "examples:"]
    lines += [
        f"  kg query {query.name} {' '.join(map(shlex.quote, words))}".rstrip() for words in query.examples or ((),)
    ]
    return "\n".join(lines) + "\n"
