"""``kg diff`` tells a curator what changed: one change of a claim is one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.cli import main
from kg.diff import Difference, difference
from kg.exports import write
from kg.making.build import derive, read
from kg.store import Generations
from tests.conftest import MakeWorkspace
from tests.exports.conftest import FACTS, GAZETTE, open_dataset

BOLT = "- {role: builder, who: bolt, line: 4, words: Bolt}"
MONEY = "{kind: total-investment, value: 7000000000000, currency: KRW, line: 5, words: 7 trillion}"


@pytest.fixture
def compare(make_workspace: MakeWorkspace) -> object:
    """The difference after an edit of the sheet ``paper``; more files, entities and the language by name."""

    def run(*edits: tuple[str, str], language: str = "en", **more: object) -> Difference:
        changed = FACTS
        for before, after in edits:
            assert before in changed
            changed = changed.replace(before, after)
        sides = []
        for folder, facts, extra in (("old", FACTS, {}), ("new", changed, more)):
            workspace = make_workspace(folder, paper=facts, gazette=GAZETTE, **extra)
            reading = read(workspace)
            assert not reading.problems
            sides.append([quad.triple for quad in derive(workspace, reading.triples)])
        return difference(*sides, workspace.vocabulary, workspace.base, language)

    return run


@pytest.mark.parametrize(
    ("edit", "line"),
    [
        ((BOLT, BOLT + "\n  - {role: builder, who: crown, line: 8, words: Crown}"), "+ Server Hall: builder Crown  (paper:8 “Crown”)"),
        ((f"  {BOLT}\n", ""), "- Server Hall: builder Bolt  (paper:4 “Bolt”)"),
        ((BOLT, BOLT.replace("builder", "operator")), "~ Server Hall: builder Bolt → operator Bolt  (paper:4 “Bolt”)"),
        ((BOLT, BOLT.replace("who: bolt", "who: crown")), "~ Server Hall: builder Bolt → Crown  (paper:4 “Bolt”)"),
        ((BOLT, "- {role: builder, who: crown, line: 6, words: Crown}"), "~ Server Hall: builder Bolt → Crown  (paper:6 “Crown”)"),
        ((BOLT, BOLT.replace("line: 4", "line: 6")), "~ Server Hall: builder Bolt; evidence moved paper:4 “Bolt” → line 6"),
        ((BOLT, BOLT.replace("words: Bolt", "words: Bolt Co")), "~ Server Hall: builder Bolt; evidence reworded paper:4 “Bolt” → “Bolt Co”"),
        ((BOLT, BOLT.replace("line: 4", "basis: inferred, line: 4")), "~ Server Hall: builder Bolt; paper:4 “Bolt” basis stated → inferred"),
        ((MONEY, MONEY.replace("7000", "8000").replace("words: 7", "words: 8")), "~ Server Hall: total investment 7000000000000 South Korean won → 8000000000000 South Korean won  (paper:5 “8 trillion”)"),
        ((MONEY, MONEY.replace("value: 7000000000000", "low: 3000000000000, high: 4000000000000")), None),
        (("  - {place: quay, line: 3, words: Quay}", "  - {place: harbour, line: 3, words: Quay}"), "~ Server Hall: place of location Quay → Harbour  (paper:3 “Quay”)"),
        (("modality: forecast, speaker: mayor-lee, line: 9", "modality: target, speaker: mayor-lee, line: 9"), None),
        (("who: acme, modality: plan, line: 7", "who: acme, line: 7"), "~ The pact: party Acme; paper:7 “Acme” modality plan → fact"),
    ],
)  # fmt: skip
def test_a_change_of_one_claim_is_one_line(compare, edit: tuple[str, str], line: str | None) -> None:  # type: ignore[no-untyped-def]
    found = compare(edit)

    assert len(found.changes) == 1
    if line is not None:
        assert str(found.changes[0]) == line


def test_a_second_source_is_evidence_gained_and_a_source_gone_is_evidence_lost(compare) -> None:  # type: ignore[no-untyped-def]
    acme = "- {role: builder, who: acme, line: 4, words: Acme}"
    gained = compare((BOLT, "- {role: builder, who: bolt, evidence: [{line: 4, words: Bolt}, {line: 6, words: Bolt}]}"))
    lost = compare((f"  {acme}\n", ""))

    assert [str(change) for change in gained.changes] == ["~ Server Hall: builder Bolt; evidence gained paper:6 “Bolt”"]
    assert [str(change) for change in lost.changes] == ["~ Server Hall: builder Acme; evidence lost paper:4 “Acme”"]


def test_a_changed_rank_is_one_line(compare, make_workspace: MakeWorkspace) -> None:  # type: ignore[no-untyped-def]
    triples = read(make_workspace("first", paper=FACTS)).triples
    claim = next(t.subject.value for t in triples if t.object.value.endswith("#AmountClaim"))
    decision = f"decisions:\n- {{id: rank/one, type: RankDecision, claim: '{claim.removeprefix('https://example.org/kg/')}', rank: deprecated, because: it was withdrawn}}\n"

    found = compare(files={"decisions.yaml": decision})

    assert [str(change) for change in found.changes] == [
        "~ Server Hall: total investment 7000000000000 South Korean won; rank normal → deprecated"
    ]


def test_a_claim_that_goes_to_another_subject_is_one_line(compare) -> None:  # type: ignore[no-untyped-def]
    line = "  - {kind: purpose, gist: \"=cmd|' /C calc'!A0 is what it says\", line: 7, words: calc}\n"
    found = compare(
        ("  descriptions:\n" + line, ""),
        ("- id: quay\n", "- id: quay\n  descriptions:\n" + line),
    )

    assert len(found.changes) == 1
    assert str(found.changes[0]).endswith("moved here from The pact  (paper:7 “calc”)")


def test_new_entities_and_new_names_are_told(compare) -> None:  # type: ignore[no-untyped-def]
    dune = "- {id: dune, type: Company, label: {en: Dune, ko: 듄, ja: デューン}}\n"
    found = compare(language="ko", entities=dune)

    assert [str(change) for change in found.changes] == ["+ 듄: entity 기업 dune"]


def test_what_follows_from_claims_is_counted_not_listed(compare) -> None:  # type: ignore[no-untyped-def]
    found = compare((f"  {BOLT}\n", ""))

    assert len(found.changes) == 1
    assert found.others["partner edges lost"] == 1


def test_equal_data_have_no_difference(compare) -> None:  # type: ignore[no-untyped-def]
    assert compare() == Difference((), {})


def test_builds_and_all_formats_compare_with_each_other(
    make_workspace: MakeWorkspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = (
        open_dataset(make_workspace(name, paper=text))
        for name, text in (("a", FACTS), ("b", FACTS.replace(f"  {BOLT}\n", "")))
    )
    generations = Generations(tmp_path / "build")
    with generations.building():
        generation = generations.new()
        from pyoxigraph import Store

        store = Store(str(generation / "store"))
        store.bulk_extend(old.store)
        del store
        generations.publish(generation)
    place = ["--workspace", str(tmp_path / "a")]
    for suffix, name in {"ttl": "turtle", "trig": "trig", "nt": "nt", "nq": "nq", "jsonld": "jsonld"}.items():
        path = tmp_path / f"new.{suffix}"
        path.write_bytes(write(name, new.whole())[""])

        assert main(["diff", str(tmp_path / "build"), str(path), *place]) == 0
        assert capsys.readouterr().out == "- Server Hall: builder Bolt  (paper:4 “Bolt”)\n", suffix
        assert main(["diff", str(tmp_path / "build"), str(path), "--exit-code", "--format", "json", *place]) == 1
        assert '"kind": "removed"' in capsys.readouterr().out
    assert main(["diff", str(tmp_path / "build"), str(tmp_path / "build"), "--exit-code", *place]) == 0
    assert main(["diff", str(tmp_path / "nothing.ttl"), str(path), *place]) == 2
