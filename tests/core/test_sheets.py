from __future__ import annotations

import pytest

from kg.making.build import read
from kg.rdf.namespaces import KG
from tests.conftest import MakeWorkspace

CLAIM = "- id: hall\n  participants:\n  - {role: builder, who: acme, line: 4, words: Acme}\n"


def problems(make_workspace: MakeWorkspace, facts: str, **more: str) -> list[str]:
    return [str(problem) for problem in read(make_workspace(paper=facts, **more)).problems]


def test_a_good_sheet_has_no_problems(make_workspace: MakeWorkspace) -> None:
    assert problems(make_workspace, CLAIM) == []


@pytest.mark.parametrize(
    ("written", "instead", "place", "words"),
    [
        ("role: builder", "rolle: builder", "5:6", ["unknown key 'rolle'", "'role'"]),
        ("role: builder", "role: bilder", "5:12", ["unknown role 'bilder'", "'builder'"]),
        ("who: acme", "who: acne", "5:26", ["unknown entity 'acne'", "'acme'", "data/entities/"]),
        ("- id: hall", "- id: hal", "3:7", ["unknown entity 'hal'", "'hall'"]),
        ("who: acme", "who: Acme Inc", "5:26", ["not an id"]),
        ("line: 4", "line: four", "5:38", ["'line'", "whole number"]),
        ("words: Acme", 'words: ""', "5:48", ["'words' has no value"]),
        ("role: builder", "id: mine, role: builder", "5:6", ["no id of its own"]),
        ("words: Acme", "words: Acme, modality: maybe", "5:64", ["unknown modality 'maybe'"]),
        ("participants:", "particpants:", "4:3", ["unknown key 'particpants'", "'participants'"]),
    ],
)
def test_a_mistake_names_its_place_and_the_remedy(
    make_workspace: MakeWorkspace, written: str, instead: str, place: str, words: list[str]
) -> None:
    found = problems(make_workspace, CLAIM.replace(written, instead))

    assert len(found) == 1, found
    assert found[0].startswith(f"data/facts/paper.yaml:{place}: ")
    assert all(word in found[0] for word in words)


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        ("amounts:\n  - {kind: total-investment, value: '1,000', currency: KRW, line: 4, words: x}", "plain decimal"),
        (
            "amounts:\n  - {kind: total-investment, value: 1000, currency: WON, line: 4, words: x}",
            "unknown currency 'WON'",
        ),
        (
            "amounts:\n  - {kind: power-capacity, value: 1000, currency: KRW, line: 4, words: x}",
            "unknown kind 'power-capacity'",
        ),
        ("dates:\n  - {kind: completion, when: 2025-02-30, line: 4, words: x}", "no day of the calendar"),
        ("dates:\n  - {kind: completion, when: soon, line: 4, words: x}", "is not a date"),
        ("lists:\n  - {role: builder, open: maybe, line: 4, words: x}", "neither true nor false"),
    ],
)
def test_a_value_of_the_wrong_form_is_refused(make_workspace: MakeWorkspace, claim: str, words: str) -> None:
    found = problems(make_workspace, f"- id: hall\n  {claim}\n")

    assert len(found) == 1, found
    assert words in found[0]


def test_all_mistakes_of_all_sheets_are_said_in_one_run(make_workspace: MakeWorkspace) -> None:
    found = problems(make_workspace, CLAIM.replace("builder", "bilder"), gazette=CLAIM.replace("acme", "acne"))

    assert [line.split(":")[0] for line in found] == ["data/facts/paper.yaml", "data/facts/gazette.yaml"] or sorted(
        line.split(":")[0] for line in found
    ) == ["data/facts/gazette.yaml", "data/facts/paper.yaml"]


def test_an_invisible_character_in_a_label_is_shown_by_its_code(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(entities='- {id: odd, type: Company, label: {en: "A\u202eB", ko: 가, ja: あ}}\n')

    assert [p.message for p in read(workspace).problems] == ["'label' holds the invisible character U+202E; remove it"]


def test_decomposed_letters_are_refused_in_labels_but_kept_in_words(make_workspace: MakeWorkspace) -> None:
    decomposed = "\u1100\u1161"
    workspace = make_workspace(
        entities=f"- {{id: odd, type: Company, label: {{en: Odd, ko: {decomposed}, ja: あ}}}}\n",
        paper=CLAIM.replace("words: Acme", f"words: {decomposed}"),
    )

    assert ["form C" in p.message for p in read(workspace).problems] == [True]


def test_two_entities_share_a_name_only_by_decision(make_workspace: MakeWorkspace) -> None:
    twin = "- {id: acme-two, type: Company, label: {en: acme inc., ko: 둘, ja: 二}}\n"
    decision = {
        "identity.yaml": "decisions:\n- {id: identity/acme, type: IdentityDecision, verdict: different, entity: [acme, acme-two], because: two firms}\n"
    }

    assert ["share the en name" in p.message for p in read(make_workspace(entities=twin)).problems] == [True]
    assert read(make_workspace("decided", entities=twin, files=decision)).problems == []


def test_an_entity_is_declared_once(make_workspace: MakeWorkspace) -> None:
    again = {
        "entities/more.yaml": "entities:\n- {id: acme, type: Company, label: {en: Acme, ko: 애크미, ja: アクメ}}\n"
    }

    found = read(make_workspace(files=again)).problems

    assert ["declared twice" in p.message for p in found] == [True]


def test_support_keys_on_a_claim_are_defaults_for_each_of_its_evidences(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(
        paper="- id: hall\n  participants:\n"
        "  - {role: builder, who: acme, modality: plan, evidence: [{line: 4, words: Acme}, {line: 9, words: firm, modality: fact}]}\n"
    )
    reading = read(workspace)

    held = sorted(t.object.value.rsplit("/", 1)[1] for t in reading.triples if t.predicate.value == KG + "modality")
    lines = sorted(t.object.value for t in reading.triples if t.predicate.value == KG + "line")
    assert (held, lines) == (["fact", "plan"], ["4", "9"])
