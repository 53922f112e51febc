from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import SheetError
from kg.tree import Mapping, Scalar, Sequence, parse


def test_every_scalar_stays_what_was_written() -> None:
    root = parse(b"a: no\nb: 012\nc: 1:30\nd: 3.10\ne: ~\nf: 2025-02-30\n", "x.yaml")

    assert isinstance(root, Mapping)
    assert [node.text for _, node in root.entries if isinstance(node, Scalar)] == [
        "no",
        "012",
        "1:30",
        "3.10",
        "~",
        "2025-02-30",
    ]


def test_every_node_knows_its_line_and_column() -> None:
    root = parse("이름:\n- {a: 1,\n   b: 2}\n".encode(), "x.yaml")

    assert isinstance(root, Mapping)
    items = root.get("이름")
    assert isinstance(items, Sequence)
    item = items.items[0]
    assert isinstance(item, Mapping)
    value = item.get("b")
    assert isinstance(value, Scalar)
    assert (value.line, value.column) == (3, 7)


@pytest.mark.parametrize(
    ("data", "line", "word"),
    [
        (b"a: 1\na: 2\n", 2, "twice"),
        (b"a: &x 1\n", 1, "anchor"),
        (b"a: 1\nb: *x\n", 2, "alias"),
        (b"<<: {a: 1}\n", 1, "merge"),
        (b"a: !!python/object:os.system x\n", 1, "tag"),
        (b"a: 1\n---\nb: 2\n", 2, "second YAML document"),
        (b"a: [1, 2\n", 2, "not YAML"),
        (b"a: 1\nb: \xff\n", 2, "UTF-8"),
        (b"\xef\xbb\xbfa: 1\n", 1, "byte order mark"),
        (b"a: 1\r\nb: 2\r\n", 1, "LF"),
        (b"a: 1\n\tb: 2\n", 2, "control character"),
        (b"a: x\x00y\n", 1, "control character"),
        (b"", 1, "empty"),
        (b"? [a]\n: 1\n", 1, "a plain word"),
        (b"[" * 40 + b"]" * 40, 1, "deeper"),
    ],
)
def test_what_yaml_would_bend_or_hide_is_refused_with_its_line(data: bytes, line: int, word: str) -> None:
    with pytest.raises(SheetError) as caught:
        parse(data, "data/x.yaml")

    problem = caught.value.problems[0]
    assert (problem.file, problem.line) == ("data/x.yaml", line)
    assert word in problem.message


@pytest.mark.parametrize("data", [b"[" * 1_000_000, b"{" * 1_000_000, b"{? " * 40 + b"a" + b": b}" * 40])
def test_a_deep_bomb_is_refused_at_once(data: bytes) -> None:
    with pytest.raises(SheetError, match="deeper"):
        parse(data, "x.yaml")


def test_all_that_is_wrong_is_said_in_one_run() -> None:
    with pytest.raises(SheetError) as caught:
        parse(b"a: &x 1\nb: *x\na: 3\n", "x.yaml")

    assert [problem.line for problem in caught.value.problems] == [1, 2, 3]


@given(st.binary(max_size=200))
def test_any_bytes_are_a_tree_or_a_sheet_error(data: bytes) -> None:
    try:
        parse(data, "x.yaml")
    except SheetError as error:
        assert error.problems
