"""Bad data: each mistake is one line with file, line, what is wrong and what to do; all in one run; nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import KgError
from kg.making.build import build
from tests.conftest import MakeWorkspace

HALL = "- id: hall\n"
#: name → (facts of the sheet, the line it stands in, what the message says, what it tells to do)
FACTS = {
    "bidirectional control": ("\u202e", "U+202E", "remove"),
    "zero-width space": ("\u200b", "U+200B", "remove"),
    "zero-width joiner": ("\u200d", "U+200D", "remove"),
    "byte order mark inside": ("\ufeff", "U+FEFF", "remove"),
    "private use": ("\ue000", "U+E000", "remove"),
    "unassigned": ("\U000e0fff", "U+E0FFF", "remove"),
    "tag character": ("\U000e0041", "U+E0041", "remove"),
    "decomposed letters": ("\u1112\u1161\u11ab", "normal form C", "composed"),
    "nothing but spaces": ('" "', "no value", "write one or remove"),
}
AMOUNTS = {
    "NaN": ("NaN", "'NaN' is not a plain decimal", "write digits"),
    "INF": ("INF", "'INF' is not a plain decimal", "write digits"),
    "-INF": ("-INF", "'-INF' is not a plain decimal", "write digits"),
    "1e400": ("1e400", "'1e400' is not a plain decimal", "write digits"),
    "1,000": ('"1,000"', "'1,000' is not a plain decimal", "write digits"),
    "Arabic digits": ("\u0661\u0662", "is not a plain decimal", "write digits"),
    "full-width digits": ("\uff11\uff12", "is not a plain decimal", "write digits"),
    "5,000 digits": ("9" * 5000, "is not a plain decimal", "write digits"),
    "21 digits": ("9" * 21, "is not a plain decimal", "write digits"),
    "hexadecimal": ("0x10", "is not a plain decimal", "write digits"),
    "underscore": ("1_000", "is not a plain decimal", "write digits"),
    "negative money": ("-5", "less than nothing", "without its sign"),
    "no": ("no", "'no' is not a plain decimal", "write digits"),
}
DATES = {
    "2025-02-30": ("2025-02-30", "no day of the calendar", "write 2029, 2025-06"),
    "2019-02-29": ("2019-02-29", "no day of the calendar", "write"),
    "month 13": ("2025-13", "no day of the calendar", "write"),
    "year 0": ("0000", "no day of the calendar", "write"),
    "slashes": ("2025/13/45", "is not a", "write"),
    "backwards": ("2026/2025", "ends before it starts", "write"),
    "words": ("next year", "is not a date", "write"),
    "time stamp": ('"2025-06-01T10:00:00Z"', "is not a date", "write"),
    "1:30": ('"1:30"', "is not a date", "write"),
}
REFERENCES = {
    "unknown": ("akme", "unknown entity 'akme'", "did you mean 'acme'"),
    "javascript": ('"javascript:alert(1)"', "neither an id", "http"),
    "data": ('"data:text/html,x"', "neither an id", "http"),
    "file": ('"file:///etc/passwd"', "neither an id", "http"),
    "space in an IRI": ('"https://example.org/a b"', "neither an id", "http"),
    "angle bracket in an IRI": ('"https://example.org/a>b"', "neither an id", "http"),
    "path upward": ("../../etc/passwd", "not an id", "use small letters"),
    "capital letters": ("Acme", "not an id", "use small letters"),
    "look-alike letter": ("\u0430cme", "not an id", "use small letters"),
    "a place that builds money": ("paper", "not one who can take part", "name one that is declared"),
}
CLAIMS = {
    "unit of another kind": (
        "  quantities:\n  - {kind: power-capacity, value: 5, unit: m2, line: 4, words: five}\n",
        5,
        "",
        "",
    ),
    "currency as a unit": (
        "  quantities:\n  - {kind: power-capacity, value: 5, unit: KRW, line: 4, words: five}\n",
        5,
        "",
        "",
    ),
    "unknown unit": (
        "  quantities:\n  - {kind: power-capacity, value: 5, unit: MegaW, line: 4, words: five}\n",
        5,
        "unknown unit 'MegaW'",
        "",
    ),
    "line 0": ("  names:\n  - {line: 0, words: x}\n", 5, "", ""),
    "line after the end": ("  names:\n  - {line: 61, words: x}\n", 5, "", ""),
    "negative line": ("  names:\n  - {line: -1, words: x}\n", 5, "", ""),
    "unknown key": ("  name:\n  - {line: 4, words: x}\n", 5, "'name' takes one value", "not keys"),
    "misspelt key": ("  participants:\n  - {rolle: builder, who: acme, line: 4, words: x}\n", 5, "unknown key 'rolle'", "did you mean 'role'"),
    "two values for one": ("  names:\n  - {line: [4, 5], words: x}\n", 5, "needs exactly one line", "write one line number"),
    "keys for a value": ("  names:\n  - {line: {a: 4}, words: x}\n", 5, "", ""),
    "value for a list": ("  names: x\n", 4, "takes a list", "start each item with '- '"),
    "words too long": (f"  names:\n  - {{line: 4, words: {'x' * 70_000}}}\n", 5, "characters", "shorten"),
    "duplicate key": ("  names:\n  - {line: 4, words: x, line: 5}\n", 5, "stands twice", "merge"),
    "the same entity twice": ("  names:\n  - {line: 4, words: x}\n- id: hall\n", 6, "stands twice", "together"),
    "alias": ("  names:\n  - &a {line: 4, words: x}\n  - *a\n", 5, "anchor", "write the value out"),
    "merge key": ("  names:\n  - {<<: {line: 4}, words: x}\n", 5, "merge key", "write the values out"),
    "tag that runs code": ('  names:\n  - {line: 4, words: !!python/object/apply:os.system ["true"]}\n', 5, "tag", "remove"),
    "forecast without a speaker": ("  dates:\n  - {kind: completion, when: 2029, modality: forecast, line: 4, words: x}\n", 5, "names no speaker", "add the speaker"),
}  # fmt: skip
BYTES = {
    "EUC-KR": ("이름".encode("euc-kr"), 1, "is not UTF-8", "save the file as UTF-8"),
    "Shift-JIS": (b"ok: 1\n" + "名前".encode("shift-jis"), 2, "is not UTF-8", "save the file as UTF-8"),
    "UTF-16": ("source: paper\n".encode("utf-16"), 1, "is not UTF-8", "save the file as UTF-8"),
    "Latin-1": (b"a: caf\xe9\n", 1, "is not UTF-8", "save the file as UTF-8"),
    "lone surrogate": (b"a: \xed\xa0\x80\n", 1, "is not UTF-8", "save the file as UTF-8"),
    "overlong": (b"a: \xc0\xaf\n", 1, "is not UTF-8", "save the file as UTF-8"),
    "byte order mark": (b"\xef\xbb\xbfsource: paper\n", 1, "byte order mark", "without BOM"),
    "CR LF": (b"source: paper\r\nfacts: []\r\n", 1, "CR LF", "LF line ends"),
    "old Mac line ends": (b"source: paper\rfacts: []\r", 1, "CR", "LF line ends"),
    "NUL": (b"source: paper\nfacts: [a\x00b]\n", 2, "U+0000", "remove"),
    "escape sequence": (b"a: \x1b[31m\n", 1, "U+001B", "remove"),
    "tab": (b"a:\n\tb: 1\n", 2, "U+0009", "indent with spaces"),
    "line separator": ("a: x\u2028y\n".encode(), 1, "U+2028", "remove"),
    "no character": ("a: \ufffe\n".encode(), 1, "U+FFFE", "remove"),
    "10,000 brackets": (b"[" * 10_000, 1, "nested deeper", "flatten"),
    "billion laughs": (b"a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n", 1, "anchor", "write the value out"),
    "not YAML": (b"a: [1, 2\nb: 3\n", 2, "not YAML", "check quotes"),
    "two documents": (b"a: 1\n---\na: 2\n", 2, "second YAML document", "file of its own"),
    "empty": (b"", 1, "empty", "write a sheet or delete it"),
    "a list": (b"- a\n", 1, "starts with one of the keys", ""),
    "a text": (b"hello\n", 1, "starts with one of the keys", ""),
}


def problems(workspace_of: MakeWorkspace, tmp_path: Path, **options: object) -> list[str]:
    """The lines that `kg build` prints about a workspace; nothing is published."""
    output = tmp_path / "out"
    with pytest.raises(KgError) as caught:
        build(workspace_of(**options), output)  # type: ignore[arg-type]
    assert not (output / "current").is_symlink()
    assert list((output / "generations").iterdir()) == []
    assert caught.value.exit_code in (1, 2)
    return str(caught.value).splitlines()


def expect(lines: list[str], place: str, what: str, remedy: str) -> None:
    """One of ``lines`` says what and how at ``place``."""
    assert any(line.startswith(place) and what in line and remedy in line for line in lines), "\n".join(lines)
    assert all(len(line) < 600 for line in lines), "a message is short, whatever the value"
    assert not any(character in "".join(lines) for character in "\u202e\u200b\x1b\x00"), "shown escaped"


def label(text: str) -> str:
    return f"- {{id: odd, type: Company, label: {{en: {text}, ko: 이상, ja: 奇}}}}\n"


@pytest.mark.parametrize(("text", "what", "remedy"), FACTS.values(), ids=FACTS)
def test_text_that_hides_something(
    make_workspace: MakeWorkspace, tmp_path: Path, text: str, what: str, remedy: str
) -> None:
    text = text if text.isspace() or '"' in text else f"Odd{text}name"
    lines = problems(make_workspace, tmp_path, files={"entities/odd.yaml": "entities:\n" + label(text)})

    expect(lines, "data/entities/odd.yaml:2:", what, remedy)


@pytest.mark.parametrize(("value", "what", "remedy"), AMOUNTS.values(), ids=AMOUNTS)
def test_numbers_that_are_none(
    make_workspace: MakeWorkspace, tmp_path: Path, value: str, what: str, remedy: str
) -> None:
    claim = f"  amounts:\n  - {{kind: total-investment, currency: KRW, line: 4, words: x,\n     value: {value}}}\n"

    expect(problems(make_workspace, tmp_path, paper=HALL + claim), "data/facts/paper.yaml:", what, remedy)


@pytest.mark.parametrize(("value", "what", "remedy"), DATES.values(), ids=DATES)
def test_days_that_no_calendar_has(
    make_workspace: MakeWorkspace, tmp_path: Path, value: str, what: str, remedy: str
) -> None:
    claim = f"  dates:\n  - {{kind: completion, line: 4, words: x,\n     when: {value}}}\n"

    expect(problems(make_workspace, tmp_path, paper=HALL + claim), "data/facts/paper.yaml:6:", what, remedy)


@pytest.mark.parametrize(("value", "what", "remedy"), REFERENCES.values(), ids=REFERENCES)
def test_names_that_mean_nothing_here(
    make_workspace: MakeWorkspace, tmp_path: Path, value: str, what: str, remedy: str
) -> None:
    claim = f"  participants:\n  - {{role: builder, line: 4, words: x,\n     who: {value}}}\n"

    expect(problems(make_workspace, tmp_path, paper=HALL + claim), "data/facts/paper.yaml:6:", what, remedy)


@pytest.mark.parametrize(("claim", "line", "what", "remedy"), CLAIMS.values(), ids=CLAIMS)
def test_claims_that_do_not_hold_together(
    make_workspace: MakeWorkspace, tmp_path: Path, claim: str, line: int, what: str, remedy: str
) -> None:
    expect(problems(make_workspace, tmp_path, paper=HALL + claim), f"data/facts/paper.yaml:{line}:", what, remedy)


@pytest.mark.parametrize(("data", "line", "what", "remedy"), BYTES.values(), ids=BYTES)
def test_bytes_that_are_no_sheet(
    make_workspace: MakeWorkspace, tmp_path: Path, data: bytes, line: int, what: str, remedy: str
) -> None:
    workspace = make_workspace()
    (workspace.root / "data" / "facts").mkdir(exist_ok=True)
    (workspace.root / "data" / "facts" / "odd.yaml").write_bytes(data)

    expect(problems(lambda: workspace, tmp_path), f"data/facts/odd.yaml:{line}:", what, remedy)  # type: ignore[arg-type]


@pytest.mark.parametrize("tag", ["en_US", "EN", "english language", "e", "-en", "ko-", "<b>", "한국어"])
def test_language_tags_that_are_none(make_workspace: MakeWorkspace, tmp_path: Path, tag: str) -> None:
    sheet = f'entities:\n- {{id: odd, type: Company, label: {{en: Odd, ko: 이상, ja: 奇,\n    "{tag}": x}}}}\n'

    expect(
        problems(make_workspace, tmp_path, files={"entities/odd.yaml": sheet}),
        "data/entities/odd.yaml:3:",
        "is not a language tag",
        "write en, ko, ja",
    )


def test_regions_that_lie_inside_each_other(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    facts = (
        "- id: harbour\n  locations:\n  - {place: quay, line: 4, words: x}\n"
        "- id: quay\n  locations:\n  - {place: harbour, line: 5, words: x}\n"
    )

    expect(problems(make_workspace, tmp_path, paper=facts), "data/facts/paper.yaml:5:", "lies in itself", "remove")


def test_a_number_beyond_the_range_of_python_integers_stops_nothing_else(
    make_workspace: MakeWorkspace, tmp_path: Path
) -> None:
    facts = f"- id: hall\n  names:\n  - {{line: {'9' * 5000}, words: x}}\n  - {{line: zero, words: y}}\n"

    lines = problems(make_workspace, tmp_path, paper=facts)

    expect(lines, "data/facts/paper.yaml:5:", "is not a whole number", "write digits only")
    expect(lines, "data/facts/paper.yaml:6:", "'zero' is not a whole number", "write digits only")


def test_a_sheet_that_is_too_large_is_not_read(
    make_workspace: MakeWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_MAX_SHEET_BYTES", "100000")
    sheet = {"facts/odd.yaml": "#" * 100_001}

    expect(
        problems(make_workspace, tmp_path, files=sheet),
        "data/facts/odd.yaml:1:",
        "more than 100,000 bytes",
        "split it",
    )


def test_all_of_it_is_said_in_one_run(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace = make_workspace(
        paper=HALL + "  amounts:\n  - {kind: total-investment, currency: KRW, line: 4, words: x, value: NaN}\n",
        gazette=HALL + "  dates:\n  - {kind: completion, line: 4, words: x, when: 2025-02-30}\n",
        files={"entities/odd.yaml": "entities:\n" + label("Odd\u202ename"), "facts/odd.yaml": "a: \x07\n"},
    )

    lines = problems(lambda: workspace, tmp_path)  # type: ignore[arg-type]

    for place, what in {
        "data/facts/paper.yaml:5:": "NaN",
        "data/facts/gazette.yaml:5:": "2025-02-30",
        "data/entities/odd.yaml:2:": "U+202E",
        "data/facts/odd.yaml:1:": "U+0007",
    }.items():
        expect(lines, place, what, "")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme", "\u0410\u0441me"),  # Cyrillic letters
        ("Alpha", "\u0391lpha"),  # a Greek capital
        ("AI Lab", "Al Lab"),  # I and l
        ("Data10", "DatalO"),
        ("\u30cb\u30b3\u30e9", "\u4e8c\u30b3\u30e9"),  # katakana NI and the ideograph for two
        ("\u30ab\u30e1\u30e9", "\u529b\u30e1\u30e9"),  # katakana KA and the ideograph for force
        ("\u30a8\u30ea\u30a2", "\u5de5\u30ea\u30a2"),
    ],
)
def test_names_that_look_alike_go_to_review_and_are_not_merged(
    make_workspace: MakeWorkspace, tmp_path: Path, one: str, other: str
) -> None:
    entities = "".join(
        f"- {{id: {name}, type: Company, label: {{en: {text}, ko: {name} 회사, ja: {name}社}}}}\n"
        for name, text in (("first", one), ("second", other))
    )
    lines = problems(make_workspace, tmp_path, files={"entities/odd.yaml": "entities:\n" + entities})

    expect(lines, "data/entities/odd.yaml:3:", "'first' and 'second'", "decide 'different' in data/identity.yaml")
