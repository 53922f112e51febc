"""``kg format`` changes the layout of a sheet, never what it says, and keeps its comments."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import SheetError
from kg.sheets.tidy import _plain, scalar, tidy
from kg.sheets.tree import parse
from kg.workspace import Workspace
from tests.conftest import ROOT
from tests.sources.conftest import Kg

MESSY = """\
# about the sheet


source:   paper   # the source
facts:


  # the hall
  -   id: hall
      # who builds
      participants:   # all of them
          - { role: builder,who: acme ,
              line: 4,   # four
              words: "a: b" }
          -   {role: builder, who: bolt, line: 4, words: 'Bolt'}   # last
      names: [ {line: 1,words: x} ]
# the end
"""
TIDY = """\
# about the sheet

source: paper  # the source
facts:

# the hall
- id: hall
  # who builds
  participants:  # all of them
  # four
  - {role: builder, who: acme, line: 4, words: "a: b"}
  - {role: builder, who: bolt, line: 4, words: 'Bolt'}  # last
  names: [{line: 1, words: x}]
# the end
"""


def test_a_messy_sheet_becomes_tidy() -> None:
    assert tidy(MESSY.encode(), "sheet.yaml").decode() == TIDY


def test_a_tidy_sheet_stays_as_it_is() -> None:
    assert tidy(TIDY.encode(), "sheet.yaml").decode() == TIDY


def test_the_sheets_of_the_project_and_of_a_new_workspace_are_tidy(own: Workspace) -> None:
    for path in [*(ROOT / "data").rglob("*.yaml"), *own.sheets]:
        assert tidy(path.read_bytes(), path.name) == path.read_bytes(), path


def test_a_text_over_several_lines_is_written_on_one(kg: Kg) -> None:
    data = b"facts:\n- id: hall\n  note: >-\n    one\n    two\n  gist: 'three\n    four'\n"

    assert tidy(data, "sheet.yaml").decode() == "facts:\n- id: hall\n  note: one two\n  gist: three four\n"


def test_what_cannot_be_read_is_refused_with_its_line() -> None:
    with pytest.raises(SheetError, match=r"sheet.yaml:2:"):
        tidy(b"facts:\n- {id: x, id: y}\n", "sheet.yaml")


def test_the_command_writes_what_changes_and_check_writes_nothing(own: Workspace, kg: Kg) -> None:
    sheet = own.root / "data" / "facts" / "messy.yaml"
    sheet.write_text(MESSY, encoding="utf-8")

    code, out, _ = kg("format", "--check")
    assert (code, out.strip()) == (1, f"{sheet}: would change")
    assert sheet.read_text(encoding="utf-8") == MESSY
    assert kg("format")[0] == 0
    assert sheet.read_text(encoding="utf-8") == TIDY
    assert kg("format", "--check")[0] == 0


PRINTABLE = st.text(
    st.characters(
        min_codepoint=32,
        max_codepoint=0x2FFF,
        exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cn"),
        exclude_characters="#",
    ),
    min_size=1,
    max_size=12,
)


@given(PRINTABLE)
def test_a_scalar_reads_back_in_lines_and_in_braces(text: str) -> None:
    for sheet in (
        f"key: {scalar(text)}\n",
        f"- {{key: {scalar(text)}, other: [{scalar(text)}]}}\n",
        f"- {scalar(text)}\n",
    ):
        assert text in repr(_plain(parse(sheet.encode(), "x"))) or text in _texts(_plain(parse(sheet.encode(), "x")))


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [text for item in value for text in _texts(item)]


KEYS = st.from_regex(r"[a-z]{1,6}", fullmatch=True)
TREES = st.recursive(
    PRINTABLE,
    lambda inner: st.lists(inner, min_size=1, max_size=3) | st.dictionaries(KEYS, inner, min_size=1, max_size=3),
    max_leaves=8,
)


@st.composite
def written(draw: st.DrawFn, tree: Any = None, indent: int = 0) -> str:
    """A tree in any mixture of styles, with comments and empty lines between."""
    rows: list[str] = []
    for key, value in draw(st.dictionaries(KEYS, TREES, min_size=1, max_size=4)).items():
        rows += draw(st.lists(st.sampled_from(["", "# note", "  # deeper note"]), max_size=2))
        rows.append(
            f"{key}:" + draw(st.sampled_from([" ", "   "])) + _flow(value) + draw(st.sampled_from(["", "  # why", " "]))
        )
    return "\n".join(rows) + "\n"


def _flow(value: Any) -> str:
    if isinstance(value, str):
        return scalar(value)
    if isinstance(value, list):
        return "[" + " ,".join(map(_flow, value)) + "]"
    return "{ " + ",  ".join(f"{key}:  {_flow(inner)}" for key, inner in value.items()) + "}"


@settings(deadline=None)
@given(written())
def test_the_values_and_the_comments_of_any_sheet_stay_and_tidying_twice_is_tidying_once(text: str) -> None:
    once = tidy(text.encode(), "x")

    assert _plain(parse(once, "x")) == _plain(parse(text.encode(), "x"))
    assert tidy(once, "x") == once
    assert once.count(b"# ") == text.count("# ")
