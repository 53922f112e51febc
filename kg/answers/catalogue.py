"""The catalogue of named queries, made from their headers."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

from kg.answers.table import wrapped
from kg.sparql.queries import NamedQuery, Parameter, read_query

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


def _heading(query: NamedQuery) -> str:
    number = _subject(query)
    return TITLES[SUBJECTS[number]] if number < len(SUBJECTS) else "More"


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
    subject = ""
    for query in queries:
        if _heading(query) != subject:
            subject = _heading(query)
            lines += ["", subject]
        lines.append(f"  {query.name:<{widest}}  {said(query.title, language)}")
    lines += ["", "kg query NAME [VALUE …] asks one; kg query NAME --help says what it takes.", ""]
    return "\n".join(lines).lstrip("\n")


def takes(parameter: Parameter) -> str:
    """What a parameter takes, in words."""
    kinds = " or ".join(parameter.types)
    if parameter.types == ("Document",):
        return "Document: any name, id, file or IRI, or its publisher's name"
    if parameter.types[0][0].isupper():
        return f"{kinds}: any name, id or IRI"
    return {"text": "text", "date": "a day like 2026-01-05", "number": "a number", "language": "en, ko or ja"}.get(
        kinds, f"{kinds}: one of the concepts"
    )


def explained(
    query: NamedQuery, language: str = "en", concepts: Mapping[str, Collection[str]] | None = None, most: int = 100
) -> str:
    """All about one query, for a terminal ``most`` columns wide; ``concepts`` are the ids that each scheme offers."""
    lines = [f"kg query {signature(query)}", "", said(query.question, language), ""]
    if query.parameters:
        lines.append("parameters:")
        widest = max(len(parameter.name) for parameter in query.parameters)
        for parameter in query.parameters:
            default = f" (default: {parameter.default.strip('()')})" if parameter.default is not None else ""
            lines.append(f"  {parameter.name:<{widest}}  {parameter.text}{default}")
            lines.append(f"  {'':<{widest}}    {takes(parameter)}")
            offered = sorted({name for scheme in parameter.types for name in (concepts or {}).get(scheme, ())})
            lines += [f"  {'':<{widest}}    {line}" for line in wrapped(", ".join(offered), most - widest - 6) if line]
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


_HEAD = """\
# Queries

Each file here is one question, named for it: plain SPARQL below a header that says what it asks, takes and returns (`kg/sparql/queries.py` explains the header). A new file is a new query; nothing else needs to know of it. `kg query` lists them, `kg query NAME --help` explains one, `--evidence` says for each row which document, line and words it rests on, `--lang ko` or `ja` changes the labels, `--format csv` and others carry every column.

This catalogue is made from the headers, its answers from the graph: `{command}` writes it anew.
"""


def handbook(files: Mapping[str, Path], sample: Callable[[NamedQuery, Sequence[str]], str], command: str) -> str:
    """``queries/README.md``: each query in three languages, with the answer that ``sample`` gives to its first example."""
    queries = read_all(files)
    titles = dict.fromkeys(map(_heading, queries))
    parts = [_HEAD.format(command=command)]
    parts += [f"- [{title}](#{_anchor(title)})" for title in titles]
    for title in titles:
        parts.append(f"\n## {title}")
        parts += [_entry(query, sample) for query in queries if _heading(query) == title]
    return "\n".join(parts) + "\n"


def _anchor(title: str) -> str:
    return title.lower().replace(",", "").replace(" ", "-")


def _entry(query: NamedQuery, sample: Callable[[NamedQuery, Sequence[str]], str]) -> str:
    lines = [f"\n### {query.name}\n", f"**{said(query.title, 'en')}** – {said(query.question, 'en')}\n"]
    lines += [f"- {query.title[language]} – {query.question[language]}" for language in ("ko", "ja")]
    if query.parameters:
        lines += ["", "| parameter | takes | default | |", "|---|---|---|---|"]
        for parameter in query.parameters:
            default = "must be given" if parameter.default is None else parameter.default.strip("()")
            several = ", several" if parameter.several else ""
            lines.append(f"| `{parameter.name}` | {takes(parameter)}{several} | {default} | {parameter.text} |")
    lines.append(f"\nColumns: {', '.join(f'`{name}`' for name in query.columns)}")
    if query.note:
        lines.append(f"\n{query.note}")
    words = query.examples[0] if query.examples else ()
    lines += ["\n```console", f"$ kg query {query.name} {' '.join(map(shlex.quote, words))}".rstrip()]
    lines += [sample(query, words).rstrip("\n"), "```"]
    return "\n".join(lines)
