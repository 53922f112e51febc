"""``kg export`` writes whole files, never over what is not its own, and describes what it wrote."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store, parse

from kg.exports import FORMATS
from kg.rdf.namespaces import PREFIXES

Export = Callable[..., int]


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_written_and_described(name: str, kg_export: Export, tmp_path: Path) -> None:
    path = tmp_path / "out"
    assert kg_export(name, "-o", path) == 0

    store = Store()
    store.load(
        path=str(path / "dataset.dcat.ttl" if FORMATS[name].folder else tmp_path / "out.dcat.ttl"),
        format=RdfFormat.TURTLE,
    )
    rows = list(
        store.query(
            "SELECT ?file ?sum ?size { ?d dcterms:title ?file ; dcat:byteSize ?size ; spdx:checksum/spdx:checksumValue ?sum }",
            prefixes=PREFIXES,
        )
    )
    assert rows
    for row in rows:
        data = (path / row["file"].value if FORMATS[name].folder else path).read_bytes()
        assert (hashlib.sha256(data).hexdigest(), str(len(data))) == (row["sum"].value, row["size"].value)


def test_the_description_has_counts_licence_version_and_sources(kg_export: Export, tmp_path: Path) -> None:
    kg_export("nt", "-o", tmp_path / "all.nt")
    store = Store()
    store.load(path=str(tmp_path / "all.nt.dcat.ttl"), format=RdfFormat.TURTLE)
    query = "SELECT * { ?d a dcat:Dataset, void:Dataset ; dcterms:license ?licence ; dcat:version ?version ; void:triples ?triples ; void:entities ?entities }"
    (row,) = store.query(query, prefixes=PREFIXES)  # type: ignore[misc]

    assert row["licence"].value == "https://creativecommons.org/licenses/by/4.0/"
    assert row["version"].value == "0.0.1"
    assert int(row["triples"].value) == len((tmp_path / "all.nt").read_text().splitlines())
    assert int(row["entities"].value) == 11
    sources = {
        r["s"].value.rpartition("/")[2] for r in store.query("SELECT ?s { ?d dcterms:source ?s }", prefixes=PREFIXES)
    }
    assert sources == {"paper", "gazette"}


def test_an_export_replaces_itself_but_not_what_somebody_changed(
    kg_export: Export, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "all.ttl"
    assert kg_export("turtle", "-o", path) == 0
    assert kg_export("turtle", "-o", path) == 0
    path.write_text(path.read_text() + "# mine\n")

    assert kg_export("turtle", "-o", path) == 2
    assert "--force" in capsys.readouterr().err
    assert path.read_text().endswith("# mine\n")
    assert kg_export("turtle", "-o", path, "--force") == 0
    assert not path.read_text().endswith("# mine\n")


def test_a_symbolic_link_needs_force_and_what_it_pointed_at_stays(kg_export: Export, tmp_path: Path) -> None:
    target, link = tmp_path / "precious", tmp_path / "all.nt"
    target.write_text("precious")
    link.symlink_to(target)

    assert kg_export("nt", "-o", link) == 2
    ours = tmp_path / "ours.nt"
    assert kg_export("nt", "-o", ours) == 0
    alias = tmp_path / "alias.nt"
    alias.symlink_to(ours)
    (tmp_path / "alias.nt.dcat.ttl").write_bytes((tmp_path / "ours.nt.dcat.ttl").read_bytes())
    assert kg_export("nt", "-o", alias) == 2, "a link to what we wrote is still a link"
    assert kg_export("nt", "-o", link, "--force") == 0
    assert target.read_text() == "precious"
    assert not link.is_symlink()


def test_a_folder_of_tables_never_takes_away_what_others_put_there(kg_export: Export, tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    assert kg_export("csv", "-o", folder) == 0
    assert kg_export("csv", "-o", folder) == 0
    (folder / "notes.txt").write_text("mine")

    assert kg_export("csv", "-o", folder) == 2
    assert kg_export("csv", "-o", folder, "--force") == 0
    assert (folder / "notes.txt").read_text() == "mine"
    assert (folder / "entities.csv").exists()


def test_a_failed_write_leaves_the_old_file_and_no_litter(
    kg_export: Export, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "out" / "all.nt"
    path.parent.mkdir()
    kg_export("nt", "-o", path)
    before = path.read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    assert kg_export("turtle", "-o", path, "--force") == 2
    assert path.read_bytes() == before
    assert sorted(p.name for p in path.parent.iterdir()) == ["all.nt", "all.nt.dcat.ttl"]


def test_standard_output_gets_the_bytes_and_nothing_else(
    kg_export: Export, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert kg_export("nt", "--focus", "ACME Inc.", "--hops", "1") == 0

    out, err = capfdbinary.readouterr()
    assert len(list(parse(out, format=RdfFormat.N_TRIPLES))) > 50
    assert err == b""


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (("csv",), "-o DIR"),
        (("turtle", "--hops", "2"), "--focus"),
        (("turtle", "--focus", "nobody"), "'nobody'"),
        (("turtle", "--source", "papper"), "paper"),
        (("turtle", "--region", "acme"), "place"),
        (("turtle", "--focus", "acme", "--hops", "-1"), "from 0"),
    ],
)
def test_what_cannot_be_done_says_what_to_do(
    words: tuple[str, ...], remedy: str, kg_export: Export, capsys: pytest.CaptureFixture[str]
) -> None:
    assert kg_export(*words) == 2
    assert remedy in capsys.readouterr().err


def test_the_answer_of_a_query_file_is_exported_with_what_it_names(
    kg_export: Export, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    query = tmp_path / "builders.rq"
    query.write_text("#+ title: Builders\nSELECT ?who ?what { ?who kg:builds ?what }\n")

    assert kg_export("nt", "--query", query) == 0

    text = capfdbinary.readouterr().out.decode()
    assert text.count("#Participation>") == 2
    assert "#AmountClaim>" not in text
