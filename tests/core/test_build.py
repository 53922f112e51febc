"""``kg build``: one finished generation at a time; bad input changes no existing output."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import RdfFormat, Store, parse
from rdflib.compare import isomorphic

from kg.cli import main
from tests.conftest import ROOT, MakeWorkspace

GOOD = """\
- id: hall
  participants:
  - {role: builder, who: acme, line: 4, words: Acme}
  - {role: builder, who: bolt, line: 4, words: Bolt}
  amounts:
  - {kind: total-investment, value: 7000, currency: KRW, line: 5, words: 7000}
  dates:
  - {kind: completion, when: 2029, bound: by, modality: plan, line: 5, words: 2029}
"""


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_build_writes_store_turtle_and_page_and_says_where(
    make_workspace: MakeWorkspace, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_workspace(paper=GOOD).root

    assert main(["build", "--workspace", str(root)]) == 0

    said = capsys.readouterr()
    assert "1 partner pairs" in said.out
    assert "graph.html" in said.out
    assert "kg.ttl" in said.out
    assert said.err == ""
    assert (root / "build" / "kg.ttl").read_text(encoding="utf-8").startswith("@prefix")
    assert (root / "build" / "graph.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_the_same_sheets_give_the_same_bytes_whatever_their_files_are_called(make_workspace: MakeWorkspace) -> None:
    one = make_workspace(
        "one", paper=GOOD, gazette="- id: hall\n  statuses:\n  - {status: planned, line: 1, words: x}\n"
    ).root
    two = make_workspace(
        "two",
        files={
            "facts/z.yaml": f"source: paper\nfacts:\n{GOOD}",
            "facts/a.yaml": "source: gazette\nfacts:\n- id: hall\n  statuses:\n  - {status: planned, line: 1, words: x}\n",
        },
    ).root

    assert main(["build", "--workspace", str(one)]) == main(["build", "--workspace", str(two)]) == 0

    for name in ("kg.ttl", "graph.html"):
        assert digest(one / "build" / name) == digest(two / "build" / name)


def test_turtle_read_by_rdflib_alone_is_what_was_built(make_workspace: MakeWorkspace) -> None:
    root = make_workspace(paper=GOOD).root
    main(["build", "--workspace", str(root)])

    built = rdflib.Graph()
    store = Store.read_only(str((root / "build" / "current").resolve() / "store"))
    built.parse(data=store.dump(format=RdfFormat.N_TRIPLES, from_graph=next(iter(store)).graph_name), format="nt")

    assert isomorphic(rdflib.Graph().parse(root / "build" / "kg.ttl"), built)


@pytest.mark.parametrize(
    ("written", "instead", "code", "line", "words"),
    [
        ("role: builder, who: acme", "rolle: builder, who: acme", 2, 5, "unknown key 'rolle'; did you mean 'role'"),
        ("who: acme", "who: acmee", 2, 5, "unknown entity 'acmee'; did you mean 'acme'?"),
        ("when: 2029", "when: 2025-02-30", 2, 10, "no day of the calendar"),
        ("value: 7000", "value: -7000", 1, 8, "negative"),
        (", line: 4, words: Acme", "", 1, 5, "evidence"),
        (
            "role: builder, who: acme",
            "role: bulider, who: acme",
            2,
            5,
            "unknown role 'bulider'; did you mean 'builder'",
        ),
    ],
)
def test_a_mistake_is_one_clear_line_and_leaves_the_last_good_build(
    make_workspace: MakeWorkspace,
    capsys: pytest.CaptureFixture[str],
    written: str,
    instead: str,
    code: int,
    line: int,
    words: str,
) -> None:
    root = make_workspace(paper=GOOD).root
    main(["build", "--workspace", str(root)])
    before = {name: digest(root / "build" / name) for name in ("kg.ttl", "graph.html")}
    sheet = root / "data" / "facts" / "paper.yaml"
    sheet.write_text(sheet.read_text(encoding="utf-8").replace(written, instead, 1), encoding="utf-8")
    capsys.readouterr()

    assert main(["build", "--workspace", str(root)]) == code

    said = capsys.readouterr()
    pointed = [text for text in said.err.splitlines() if text.startswith(f"data/facts/paper.yaml:{line}:")]
    assert len(pointed) == 1, said.err
    assert words in pointed[0].lower() or words in pointed[0]
    assert "Traceback" not in said.err
    assert {name: digest(root / "build" / name) for name in before} == before


def test_a_folder_that_holds_something_else_is_left_alone(
    make_workspace: MakeWorkspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work", encoding="utf-8")

    assert main(["build", "--workspace", str(make_workspace().root), "--output", str(tmp_path / "mine")]) == 2

    assert "no build made" in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


def test_the_real_data_set_has_no_violation() -> None:
    assert main(["validate", "--workspace", str(ROOT)]) == 0


def test_the_ontology_is_in_the_turtle(make_workspace: MakeWorkspace) -> None:
    root = make_workspace(paper=GOOD).root
    main(["build", "--workspace", str(root)])

    subjects = {str(quad.subject) for quad in parse(path=str(root / "build" / "kg.ttl"))}
    assert "<https://w3id.org/regional-kg/ontology#builds>" in subjects
