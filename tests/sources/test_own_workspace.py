"""``kg init``: from nothing to a page of one's own facts."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from kg.cli import main
from kg.making.build import read
from kg.workspace import Workspace
from tests.sources.conftest import BASE, Kg


def test_a_new_workspace_builds_at_once_without_its_document_and_without_a_finding(own: Workspace, kg: Kg) -> None:
    shutil.rmtree(own.root / "documents")

    code, out, err = kg("build", "--strict")

    assert (code, err) == (0, "")
    assert "findings: nothing found" in out
    for name in ("kg.ttl", "graph.html", "sheet.schema.json"):
        assert (own.root / "build" / name).is_file()


def test_the_base_stands_in_one_place_and_every_entity_lives_under_it(own: Workspace) -> None:
    files = [path for path in own.root.glob("data/**/*") if path.is_file() and BASE in path.read_text(encoding="utf-8")]

    assert [path.name for path in files] == ["dataset.yaml"]
    assert all(node.startswith(BASE) for node in read(own).nodes)


def test_the_example_says_what_its_document_says(kg: Kg, own: Workspace) -> None:
    code, out, _ = kg("sources", "check", "--from", own.root / "documents")

    assert code == 0
    assert "0 do not hold" in out


def test_the_example_shows_every_kind_of_claim_that_has_many(own: Workspace) -> None:
    text = (own.root / "data" / "facts" / "example-gazette.yaml").read_text(encoding="utf-8")

    for key in own.vocabulary.sheet_keys:
        if key not in ("lists", "domains", "incentives", "descriptions", "partOf"):
            assert f"{key}:" in text, key


def test_each_sheet_names_the_schema_that_a_build_writes(own: Workspace) -> None:
    for path in own.root.glob("data/**/*.yaml"):
        first = path.read_text(encoding="utf-8").split("\n", 1)[0]
        assert first.startswith("# yaml-language-server: $schema=")
        named = Path(os.path.normpath(path.parent / first.partition("=")[2]))
        assert named == own.root / "build" / "sheet.schema.json"


def test_a_new_document_is_catalogued_found_in_and_built(own: Workspace, kg: Kg, tmp_path: Path) -> None:
    document = tmp_path / "Sunrise opens plant.txt"
    document.write_text("Sunrise opens plant\n\nSunrise opened a plant in Harbour on 5 May 2026.\nSunrise is proud.\n")

    code, out, _ = kg("sources", "add", document, "--publisher", "The Daily", "--issued", "2026-05-06")
    assert code == 0
    assert "data/facts/sunrise-opens-plant.yaml" in out
    assert (own.root / "data/facts/sunrise-opens-plant.yaml").is_file()

    code, out, _ = kg("sources", "find", "sunrise", "--from", tmp_path)
    assert out.splitlines()[2:] == [
        "sunrise-opens-plant:3:1  body  …Sunrise opened a plant in Harbo…",
        "  {line: 3, words: Sunrise}",
        "sunrise-opens-plant:4:1  body  …Sunrise is proud.…",
        "  {line: 4, words: Sunrise}",
    ]

    sheet = own.root / "data/facts/sunrise-opens-plant.yaml"
    text = sheet.read_text(encoding="utf-8").replace(
        "facts: []", "facts:\n- id: sunrise\n  names:\n  - {line: 3, words: Sunrise}"
    )
    sheet.write_text(text, encoding="utf-8")
    entities = own.root / "data/entities/example.yaml"
    entities.write_text(
        entities.read_text() + "- {id: sunrise, type: Company, label: {en: Sunrise, ko: 선라이즈, ja: サンライズ}}\n"
    )
    assert kg("build")[0] == 0
    assert kg("sources", "check", "--from", tmp_path)[0] == 1  # the example's own document is not there
    assert "선라이즈" in (own.root / "build" / "kg.ttl").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (("documents/example-gazette.txt", "--publisher", "x"), "catalogued already, as example-gazette"),
        (("nothing.txt", "--publisher", "x"), "no such file"),
        (("binary.txt", "--publisher", "x"), "UTF-8"),
        (("empty.txt", "--publisher", "x"), "holds no text"),
        (("new.txt", "--publisher", "x", "--issued", "May 2026"), "--issued"),
        (("new.txt", "--publisher", "x", "--id", "data-hall"), "is taken"),
        (("new.txt", "--publisher", "x", "--id", "Not An Id"), "small letters"),
    ],
)
def test_a_document_that_cannot_be_catalogued_leaves_the_sheets_as_they_are(
    own: Workspace, kg: Kg, words: tuple[str, ...], remedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(own.root)
    Path("binary.txt").write_bytes(b"\xff\xfe\x00")
    Path("empty.txt").write_bytes(b"\n")
    Path("new.txt").write_bytes(b"new words\n")
    before = {path: path.read_bytes() for path in own.root.glob("data/**/*") if path.is_file()}

    code, _, err = kg("sources", "add", *words)

    assert code == 2
    assert remedy in err
    assert {path: path.read_bytes() for path in own.root.glob("data/**/*") if path.is_file()} == before


def test_a_known_publisher_is_found_by_its_label_and_not_made_again(own: Workspace, kg: Kg, tmp_path: Path) -> None:
    (tmp_path / "new.txt").write_text("new words\n")

    kg("sources", "add", tmp_path / "new.txt", "--publisher", "예시 언론")

    assert "publisher: example-press" in (own.root / "data/sources.yaml").read_text().split("id: new")[1]
    assert not (own.root / "data/entities/publishers.yaml").exists()


def test_a_folder_that_holds_something_is_not_taken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "thesis.txt").write_text("precious")

    assert main(["init", str(tmp_path / "own")]) == 2
    assert "not empty" in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "own").iterdir()] == ["thesis.txt"]
    assert main(["init", str(tmp_path / "other"), "--base", "no base"]) == 2
    assert not (tmp_path / "other").exists()


def test_an_empty_current_folder_becomes_the_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")

    assert main(["init", "."]) == 0
    assert main(["build"]) == 0
    assert (tmp_path / "here" / "build" / "kg.ttl").is_file()
