"""``kg rename``: another id, in every sheet, and nothing else changes."""

from __future__ import annotations

import pytest

from kg import workspace as workspaces
from kg.making.build import read
from kg.rdf.namespaces import KG
from kg.workspace import Workspace
from tests.sources.conftest import BASE, Kg


def texts(own: Workspace) -> dict[str, str]:
    return {own.name(path): path.read_text(encoding="utf-8") for path in sorted(own.root.glob("data/**/*.yaml"))}


def test_an_entity_is_renamed_wherever_it_is_named_and_other_words_stay(own: Workspace, kg: Kg) -> None:
    entities = own.root / "data/entities/example.yaml"
    entities.write_text(
        entities.read_text()
        + "- {id: northern-steel-shop, type: Shop, label: {en: northern-steel, ko: 북방, ja: 北方}}\n"
    )
    before = texts(own)

    code, out, _ = kg("rename", "northern-steel", "polar-steel")

    after = texts(own)
    assert code == 0
    assert "data/entities/example.yaml: 1 changed" in out
    assert "id: polar-steel," in after["data/entities/example.yaml"]
    assert "{id: northern-steel-shop, type: Shop, label: {en: northern-steel," in after["data/entities/example.yaml"]
    changed = {name: text for name, text in after.items() if text != before[name]}
    assert all(
        text
        == before[name]
        .replace("who: northern-steel,", "who: polar-steel,")
        .replace("reporter: northern-steel,", "reporter: polar-steel,")
        .replace("- id: northern-steel\n", "- id: polar-steel\n")
        .replace("{id: northern-steel,", "{id: polar-steel,")
        for name, text in changed.items()
    )
    assert not read(own).problems


def test_renaming_back_gives_the_very_same_sheets(own: Workspace, kg: Kg) -> None:
    before = texts(own)

    kg("rename", "data-hall", "quay-hall")
    assert texts(own) != before
    kg("rename", "quay-hall", "data-hall")

    assert texts(own) == before


def test_a_document_takes_its_sections_along(own: Workspace, kg: Kg) -> None:
    kg("rename", "example-gazette", "gazette")

    text = texts(own)["data/sources.yaml"]
    assert "{id: gazette/body," in text and "example-gazette/" not in text
    assert texts(own)["data/facts/example-gazette.yaml"].count("source: gazette\n") == 1


def test_a_decision_on_a_claim_of_the_entity_moves_along(own: Workspace, kg: Kg) -> None:
    reading = read(own)
    claim = next(t.subject.value for t in reading.triples if t.object.value == KG + "AmountClaim").removeprefix(BASE)
    decision = own.root / "data/decisions.yaml"
    decision.write_text(
        f"decisions:\n- {{id: rank/one, type: RankDecision, claim: {claim}, rank: deprecated, because: it was withdrawn}}\n"
    )
    own = workspaces.at(str(own.root))
    assert not read(own).problems

    assert kg("rename", "data-hall", "quay-hall")[0] == 0

    after = read(workspaces.at(str(own.root)))
    assert not after.problems
    assert claim not in decision.read_text()
    assert any(t.predicate.value == KG + "claim" for t in after.triples)


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (("data-hal", "x"), "'data-hall'"),
        (("data-hall", "old-quay"), "taken"),
        (("data-hall", "Quay Hall"), "small letters"),
    ],
)
def test_a_renaming_that_cannot_be_says_why_and_changes_nothing(
    own: Workspace, kg: Kg, words: tuple[str, str], remedy: str
) -> None:
    before = texts(own)

    code, _, err = kg("rename", *words)

    assert code == 2
    assert remedy in err
    assert texts(own) == before


def test_a_dry_run_writes_nothing_and_queries_that_name_the_entity_are_told(own: Workspace, kg: Kg) -> None:
    (own.root / "queries" / "hall.rq").write_text("#+ title: x\nSELECT ?x { kgd:data-hall kg:locatedIn ?x }\n")
    before = texts(own)

    code, out, err = kg("rename", "data-hall", "quay-hall", "--dry-run")

    assert code == 0
    assert "would change" in out
    assert "queries/hall.rq mentions 'data-hall' too" in err
    assert texts(own) == before
