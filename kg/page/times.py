"""When claims hold, in months, so that the page can compare them without a calendar."""

from __future__ import annotations

from datetime import date

from kg.page.tables import Row, first
from kg.rdf import dates
from kg.rdf.namespaces import KG

Span = tuple[int, int]


def month(day: date) -> int:
    """Months since the year 0.

    >>> month(date(2025, 6, 30)) - month(date(2024, 12, 1))
    6
    """
    return day.year * 12 + day.month - 1


def _span(earliest: date | None, latest: date | None) -> Span | None:
    ends = [month(day) for day in (earliest, latest) if day is not None]
    return (ends[0], ends[-1]) if ends else None


def edtf(text: str | None) -> Span | None:
    """First and last month of EDTF ``text``; None if there is none or it cannot be read."""
    if text is None:
        return None
    try:
        found = dates.when(text)
    except ValueError:
        return None
    return _span(found.earliest, found.latest)


def stated(claim: Row) -> Span | None:
    """The span that a claim gives itself."""
    days = [date.fromisoformat(text) if (text := first(claim, KG + name)) else None for name in ("earliest", "latest")]
    if span := _span(*days):
        return span
    since, until = edtf(first(claim, KG + "since")), edtf(first(claim, KG + "until"))
    ends = [end for span in (since, until) if span for end in span]
    return (min(ends), max(ends)) if ends else None
