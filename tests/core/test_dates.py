from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.rdf.dates import when


@pytest.mark.parametrize(
    ("text", "bound", "edtf", "earliest", "latest"),
    [
        ("2029", None, "2029", "2029-01-01", "2029-12-31"),
        ("2029", "by", "[..2029]", None, "2029-12-31"),
        ("2023", "from", "[2023..]", "2023-01-01", None),
        ("2021-05", "about", "2021-05~", "2021-05-01", "2021-05-31"),
        ("2024-02", None, "2024-02", "2024-02-01", "2024-02-29"),
        ("2021-41", None, "2021-41", "2021-07-01", "2021-12-31"),
        ("[2021-05-31,2021-06-30]", None, "[2021-05-31,2021-06-30]", "2021-05-31", "2021-06-30"),
        ("[2026-01-05..2026-12-31]", None, "[2026-01-05..2026-12-31]", "2026-01-05", "2026-12-31"),
        ("2026/2030", None, "2026/2030", "2026-01-01", "2030-12-31"),
        ("../2029", None, "../2029", None, "2029-12-31"),
    ],
)
def test_words_of_time_become_first_and_last_day(
    text: str, bound: str | None, edtf: str, earliest: str | None, latest: str | None
) -> None:
    found = when(text, bound)

    assert found.edtf == edtf
    assert (str(found.earliest) if found.earliest else None) == earliest
    assert (str(found.latest) if found.latest else None) == latest


@pytest.mark.parametrize(
    "text", ["2025-02-30", "2019-02-29", "2025-13", "202", "2025-1-1", "next year", "[..]", "2030/2026", "２０２５", ""]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"write 2029|is not|is no"):
        when(text)


@given(st.dates(min_value=date(1000, 1, 1)), st.dates(min_value=date(1000, 1, 1)))
def test_a_span_reaches_from_its_first_to_its_last_day(one: date, two: date) -> None:
    first, last = sorted((one, two))

    found = when(f"{first}/{last}")

    assert (found.earliest, found.latest) == (first, last)
    assert when(found.edtf) == found


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused_with_a_value_error(text: str) -> None:
    try:
        found = when(text)
    except ValueError:
        return
    assert found.earliest or found.latest
