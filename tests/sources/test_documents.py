"""What the catalogue says of a new document, and where words stand in it."""

from __future__ import annotations

import pytest

from kg.editing.documents import Part, language_of, parts_of, passages
from kg.sheets.claims import Sections

TEXT = ["A headline", "", "First sentence here.", "Second one.", "Third one.", "Fourth one."]


@pytest.mark.parametrize(
    ("lines", "language"),
    [
        (["울산시는 AI 수도를 향해"], "ko"),
        (["蔚山市はAI首都を目指す"], "ja"),
        (["蔚山広域市はSKグループと", "울산"], "ja"),
        (["Ulsan aims high"], "en"),
        ([], "en"),
    ],
)
def test_the_letters_tell_the_language(lines: list[str], language: str) -> None:
    assert language_of(lines) == language


def test_a_short_first_line_without_a_full_stop_is_the_headline() -> None:
    assert parts_of(TEXT) == [Part("headline", "headline", 1, 1), Part("body", "body", 3, 6)]
    assert parts_of(["One sentence.", "Another."]) == [Part("body", "body", 1, 2)]
    assert parts_of(["", "only a line", ""]) == [Part("body", "body", 2, 2)]
    assert parts_of(["", " "]) == []


def test_a_text_that_is_printed_twice_is_one_body_and_a_repeat() -> None:
    again = [*TEXT, "", *TEXT[2:], "Copyright"]

    assert parts_of(again) == [
        Part("headline", "headline", 1, 1),
        Part("body", "body", 3, 7),
        Part("repeat", "repeat", 8, 11, "body"),
        Part("rest", "body", 12, 12),
    ]


def found(lines: list[str], words: str) -> list[tuple[int, int, str, int, int]]:
    places = passages("d", lines, words, Sections({}), "https://example.org/")
    return [(p.line, p.column, p.words, p.number, p.of) for p in places]


def test_words_are_found_with_line_column_and_which_occurrence() -> None:
    assert found(["nothing", "SK and SK"], "SK") == [(2, 1, "SK", 1, 2), (2, 8, "SK", 2, 2)]


def test_words_that_do_not_stand_exactly_are_found_without_case_width_and_spaces_and_quoted_as_they_stand() -> None:
    assert found(["大きさは １０３㎿ と sk  Group"], "103MW") == [(1, 6, "１０３㎿", 1, 1)]
    assert found(["x sk  Group y"], "SK Group") == [(1, 3, "sk  Group", 1, 1)]
    assert found(["SK", "sk"], "SK") == [(1, 1, "SK", 1, 1)]
