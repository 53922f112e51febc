"""After a document changed its lines are found again, and words that are gone are findings."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.editing.anchors import Quote, new_lines
from kg.files import checksum
from kg.making.build import read
from kg.workspace import Workspace
from tests.sources.conftest import Kg


@pytest.fixture
def document(own: Workspace) -> Path:
    return own.root / "documents" / "example-gazette.txt"


def test_moved_lines_are_found_again_with_their_sections_and_the_checksum(
    own: Workspace, kg: Kg, document: Path
) -> None:
    lines = document.read_text().split("\n")
    document.write_text("\n".join(["A banner", "", *lines[:4], "An inserted line.", *lines[4:]]))
    folder = document.parent
    assert kg("sources", "check", "--from", folder)[0] == 1
    comments = [line for line in (own.root / "data/facts/example-gazette.yaml").read_text().split("\n") if "#" in line]

    code, out, err = kg("sources", "re-anchor", "--from", folder)
    assert (code, err) == (0, "")
    assert kg("sources", "check", "--from", folder)[0] == 1, "nothing was written yet"

    code, out, _ = kg("sources", "re-anchor", "--from", folder, "--write")
    assert code == 0
    assert "1 documents changed, 27 evidences moved, 0 need a look" in out
    assert kg("sources", "check", "--from", folder)[0] == 0
    assert kg("sources", "re-anchor", "--from", folder)[1].startswith("0 documents changed")
    text = (own.root / "data/sources.yaml").read_text()
    assert checksum(document.read_bytes()) in text
    assert "lines: 10" in text
    assert "firstLine: 5, lastLine: 10" in text
    after = [line for line in (own.root / "data/facts/example-gazette.yaml").read_text().split("\n") if "#" in line]
    assert after == comments


def test_lost_words_are_findings_at_their_place_and_the_rest_still_moves(
    own: Workspace, kg: Kg, document: Path
) -> None:
    document.write_text("\n" + document.read_text().replace("120 billion won", "a fortune"))

    code, out, err = kg("sources", "re-anchor", "--from", document.parent, "--write")

    assert code == 1
    line = (own.root / "data/facts/example-gazette.yaml").read_text().split("120 billion")[0].count("\n") + 1
    assert err.startswith(f"data/facts/example-gazette.yaml:{line}:")
    assert "'120 billion won' stand nowhere" in err
    assert "1 need a look" in out
    assert len(read(own).problems) == 0


def test_a_name_that_stands_in_many_lines_goes_where_its_neighbours_went() -> None:
    old = ["SK one", "alpha", "SK two", "beta", "SK three", "gamma"]
    new = ["SK zero", "SK zero again", *old]
    quotes = [Quote(f"q{n}", n, "SK" if n % 2 else old[n - 1]) for n in range(1, 7)]

    assert list(new_lines(quotes, new).values()) == [3, 4, 5, 6, 7, 8]


def test_words_that_still_stand_in_the_old_line_move_when_their_text_did() -> None:
    lines = ["AI first", "AI second", "a unique word", "AI third"]
    shifted = ["AI new", *lines]
    quotes = [Quote("one", 2, "AI"), Quote("two", 3, "unique")]

    assert new_lines(quotes, shifted) == {"one": 3, "two": 4}


@settings(deadline=None)
@given(st.integers(0, 2**32), st.integers(0, 8), st.integers(0, 5))
def test_words_that_stand_once_are_always_found_where_they_went(seed: int, inserted: int, removed: int) -> None:
    rng = random.Random(seed)
    lines = [f"line {n} unique{n}x" for n in range(1, 30)]
    quotes = [Quote(str(n), n, f"unique{n}x") for n in range(1, 30)]
    changed = list(lines)
    for _ in range(inserted):
        changed.insert(rng.randrange(len(changed) + 1), "something new")
    for _ in range(removed):
        changed.pop(rng.randrange(len(changed)))

    for quote, line in zip(quotes, new_lines(quotes, changed).values(), strict=True):
        expected = next((n for n, text in enumerate(changed, 1) if quote.words in text), None)
        assert line == expected
