from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import SheetError
from kg.limits import LIMITS
from kg.sheets.tree import Mapping, Scalar, Sequence, parse


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


def test_a_key_may_be_any_word_but_the_one_that_merges() -> None:
    root = parse(b"0: a\n'': b\n<: c\n<<<: d\n", "x.yaml")

    assert isinstance(root, Mapping)
    assert [key.text for key, _ in root.entries] == ["0", "", "<", "<<<"]


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


def test_a_node_is_a_value() -> None:
    one = parse(b"a: [b, {c: d}]", "x.yaml")
    assert isinstance(one, Mapping)
    [(key, items)] = one.entries

    assert one == parse(b"a: [b, {c: d}]", "y.yaml") != parse(b"a: [b, {c: e}]", "x.yaml")
    assert len({one, key, items}) == 3
    assert repr(Mapping((), 1, 1)) == "Mapping(entries=(), line=1, column=1)"


REFUSED = {
    b"a: 1\na: 2\n": "2:1: key 'a' stands twice (first in line 1); merge the two or remove one",
    b"a: &x 1\n": "1:4: anchor '&x'; write the value out wherever it is needed",
    b"a: 1\nb: *x\n": "2:4: alias '*x'; write the value out",
    b"<<: {a: 1}\n": "1:1: merge key '<<'; write the values out",
    b"a: !!python/object:os.system x\n": "1:4: tag 'tag:yaml.org,2002:python/object:os.system'; values are plain text here, remove the tag",
    b"a: 1\n---\nb: 2\n---\nc: 3\n": "2:1: a second YAML document; put it into a file of its own",
    b"a: [1, 2\n": "2:1: not YAML: while parsing a flow sequence did not find expected ',' or ']'; check quotes, brackets and indentation here",
    b"a: 1\nb: c: d\n": "2:5: not YAML: mapping values are not allowed in this context; check quotes, brackets and indentation here",
    b"\na: 1\nb: 2\nc: \xff\n": "4:1: byte 0xff is not UTF-8; save the file as UTF-8",
    b"\xef\xbb\xbfa: 1\n": "1:1: the file starts with a byte order mark; save it as UTF-8 without BOM",
    b"a: 1\nb: 2\r\nc: 3\r\n": "2:5: the line ends with CR LF; save the file with LF line ends",
    b"a: 1\n\tb: 2\n": "2:1: control character U+0009; remove it (indent with spaces)",
    b"a: x\x00y\n": "1:5: control character U+0000; remove it (indent with spaces)",
    b"": "1:1: the file is empty; write a sheet or delete it",
    b"? [a]\n: 1\n": "1:3: a key must be a plain word",
    b"a: [" + b"[" * 40: "1:35: nested deeper than 32 levels; flatten it",
}


@pytest.mark.parametrize(("data", "message"), REFUSED.items())
def test_what_yaml_would_bend_or_hide_is_refused_with_its_place(data: bytes, message: str) -> None:
    with pytest.raises(SheetError) as caught:
        parse(data, "data/x.yaml")

    assert [str(problem) for problem in caught.value.problems] == [f"data/x.yaml:{message}"]


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ("{a: ", "}"), ("{? ", ": b}")])
def test_lists_values_and_keys_nest_up_to_the_limit(opening: str, closing: str) -> None:
    most = LIMITS["KG_MAX_SHEET_DEPTH"][0] - 1

    def too_deep(levels: int) -> bool:
        try:
            parse(f"{opening * levels}x{closing * levels}".encode(), "x.yaml")
        except SheetError as error:  # a key of several values is wrong in any depth
            return "nested deeper than 32 levels" in str(error)
        return False

    assert not too_deep(most)
    assert too_deep(most + 1)


def test_what_was_wrong_before_the_reading_ended_is_said_too() -> None:
    with pytest.raises(SheetError) as deep:
        parse(b"a: &x 1\nb: " + b"[" * 40, "x.yaml")
    with pytest.raises(SheetError) as broken:
        parse(b"a: &x 1\nb: c: d", "x.yaml")

    assert [problem.line for problem in deep.value.problems] == [1, 2]
    assert [problem.line for problem in broken.value.problems] == [1, 2]


def test_a_file_or_a_text_that_is_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_MAX_SHEET_BYTES", "1200")
    monkeypatch.setenv("KG_MAX_SHEET_TEXT", "5")

    parse(b"a: 12345 #" + b" " * 1190, "x.yaml")
    with pytest.raises(SheetError, match=r"^x.yaml:1:1: the file has more than 1,200 bytes; split it$"):
        parse(b"a: 12345 #" + b" " * 1191, "x.yaml")
    with pytest.raises(SheetError, match=r"^x.yaml:1:4: a text of 6 characters, more than 5; shorten it$"):
        parse(b"a: 123456", "x.yaml")


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
