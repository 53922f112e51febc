from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from kg.checking.coverage import coverage
from kg.checking.sources import check
from kg.cli import main
from kg.making.build import read
from tests.conftest import DOCUMENTS, ROOT, SOURCES, MakeWorkspace

TEXT = "\n".join(f"line {number}" for number in range(1, 61))
FACT = "- id: hall\n  participants:\n  - {{role: builder, who: acme, line: {line}, words: {words}}}\n"


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "paper.txt").write_text(TEXT, encoding="utf-8")
    (folder / "gazette.txt").write_text("", encoding="utf-8")
    return folder


def sources(documents: Path) -> dict[str, str]:
    digest = hashlib.sha256((documents / "paper.txt").read_bytes()).hexdigest()
    return {
        "sources.yaml": SOURCES.replace("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", digest, 1)
    }


def test_words_that_stand_in_their_line_hold(make_workspace: MakeWorkspace, documents: Path) -> None:
    reading = read(make_workspace(paper=FACT.format(line=4, words="line 4"), files=sources(documents)))

    report = check(reading, documents)

    assert (report.documents, report.evidence, report.problems) == (2, 1, [])


def test_words_that_moved_are_found_again(make_workspace: MakeWorkspace, documents: Path) -> None:
    reading = read(make_workspace(paper=FACT.format(line=4, words="line 37"), files=sources(documents)))

    problems = check(reading, documents).problems

    assert [str(p) for p in problems] == [
        "data/facts/paper.yaml:5:38: the words 'line 37' do not stand in line 4; they stand in line 37"
    ]


def test_a_changed_document_is_noticed_by_its_checksum(make_workspace: MakeWorkspace, documents: Path) -> None:
    reading = read(make_workspace(paper=FACT.format(line=4, words="line 4"), files=sources(documents)))
    (documents / "paper.txt").write_text(TEXT + "\nmore", encoding="utf-8")

    assert ["SHA-256" in p.message for p in check(reading, documents).problems] == [True]


def test_a_missing_document_is_one_problem(make_workspace: MakeWorkspace, documents: Path) -> None:
    (documents / "gazette.txt").unlink()
    reading = read(make_workspace(files=sources(documents)))

    assert ["no such document" in p.message for p in check(reading, documents).problems] == [True]


def test_lines_without_a_claim_need_a_reason(make_workspace: MakeWorkspace, documents: Path) -> None:
    why = "omissions:\n- {id: uncovered/a, type: Omission, source: paper, firstLine: 1, lastLine: 3, because: greetings}\n"
    facts = FACT.format(line=4, words="line 4")
    workspace = make_workspace(paper=facts, files=sources(documents) | {"uncovered.yaml": why})

    paper = next(c for c in coverage(read(workspace).triples, documents) if c.document == "paper.txt")

    assert [(gap.section, gap.first, gap.last, gap.reason) for gap in paper.gaps] == [
        ("body", 1, 3, "greetings"),
        ("body", 5, 49, None),
        ("teaser", 50, 60, None),
    ]
    assert paper.unexplained == 56


@pytest.mark.skipif(not DOCUMENTS.is_dir(), reason="the documents are not beside the project")
@pytest.mark.parametrize("action", ["check", "coverage"])
def test_every_evidence_of_the_real_data_set_holds_and_no_line_is_unexplained(action: str) -> None:
    assert main(["sources", action, "--from", str(DOCUMENTS), "--workspace", str(ROOT)]) == 0
