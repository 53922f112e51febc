"""One answer, any format: which formats suit which kind of answer."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TextIO

from kg.answers import Answer, Solutions, Triples, Truth
from kg.answers.evidence import Evidence, exploded
from kg.errors import KgError

ROWS = ("table", "csv", "tsv", "json", "xml", "md", "jsonl")
GRAPHS = ("ttl", "nt")
FORMATS = (*ROWS, *GRAPHS)


def write(
    answer: Answer,
    form: str | None,
    base: str,
    *,
    support: Iterable[Iterable[Evidence]] | None = None,
    shown: Sequence[str] = (),
    stream: TextIO | None = None,
) -> None:
    """Write ``answer`` in ``form`` (None: the usual one of its kind) to ``stream``.

    What people read (a table, Markdown) has only the columns ``shown``, if they are given.

    Raises:
        KgError: the form does not suit this kind of answer.
    """
    stream = stream or sys.stdout
    if isinstance(answer, Triples):
        _write_graph(answer, form or "ttl", base, stream)
    elif form in GRAPHS:
        raise KgError(f"--format {form} is for graphs (CONSTRUCT, DESCRIBE); rows are written as {', '.join(ROWS)}")
    elif isinstance(answer, Truth):
        _write_truth(answer, form or "table", stream)
    else:
        _write_rows(answer, form or "table", base, support, shown, stream)


def _write_rows(
    answer: Solutions,
    form: str,
    base: str,
    support: Iterable[Iterable[Evidence]] | None,
    shown: Sequence[str],
    stream: TextIO,
) -> None:
    if form == "table":
        from kg.answers.table import write_table

        behind = None if support is None else [list(dict.fromkeys(map(str, items))) or ["none"] for items in support]
        write_table(answer, base, stream, behind, shown)
        return
    if support is not None:
        answer = exploded(answer, [list(items) for items in support])
    if form in ("json", "xml"):
        from kg.answers import standard

        stream.writelines(standard.to_json(answer) if form == "json" else standard.to_xml(answer))
        return
    from kg.answers import text

    writers = {"csv": text.to_csv, "tsv": text.to_tsv, "jsonl": text.to_json_lines}
    stream.writelines(text.to_markdown(answer, base, shown) if form == "md" else writers[form](answer))


def _write_truth(answer: Truth, form: str, stream: TextIO) -> None:
    from kg.answers import standard

    if form in ("json", "xml"):
        stream.writelines(standard.to_json(answer) if form == "json" else standard.to_xml(answer))
    elif form == "table":
        stream.write("yes\n" if answer.value else "no\n")
    else:
        stream.write("true\n" if answer.value else "false\n")


def _write_graph(answer: Triples, form: str, base: str, stream: TextIO) -> None:
    if form == "ttl":
        from kg.rdf.turtle import turtle

        stream.write(turtle(answer.triples, base).decode("utf-8"))
    elif form == "nt":
        stream.writelines(f"{triple} .\n" for triple in answer.triples)
    else:
        raise KgError(f"--format {form} is for rows; a graph is written as {' or '.join(GRAPHS)}")
