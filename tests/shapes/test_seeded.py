"""Mistakes seeded into a sheet: each is found once, at its line and column, by the rule for it."""

from __future__ import annotations

import pytest

from kg.checking.validation import validate_workspace
from tests.conftest import MakeWorkspace

DEAL = "- {id: deal, type: Agreement, kind: memorandum, label: {en: The deal, ko: 합의, ja: 合意}}\n"
GOOD = """\
- id: hall
  names:
  - {line: 1, words: Hall}
  dates:
  - {kind: groundbreaking, when: 2025-08-29, line: 2, words: 29 August}
"""
# The mistake is marked by the brackets ⟦ ⟧, which are taken out again.
MISTAKES = [
    ("AmountCurrency", "hall", "amounts", "{kind: total-investment, value: 7000000000, currency: ⟦MW⟧, line: 5, words: 7}"),
    ("AmountUnit", "hall", "amounts", "⟦{kind: total-investment, value: 7000000000, line: 5, words: 7}⟧"),
    ("AmountNumber", "hall", "amounts", "⟦{kind: total-investment, currency: KRW, line: 5, words: 7}⟧"),
    ("AmountKind", "hall", "amounts", "⟦{value: 7000000000, currency: KRW, line: 5, words: 7}⟧"),
    ("AmountNotNegative", "hall", "amounts", "{kind: total-investment, value: ⟦-7000000000⟧, currency: KRW, line: 5, words: 7}"),
    ("AmountMagnitude", "hall", "amounts", "{kind: total-investment, value: ⟦7⟧, currency: KRW, line: 5, words: 7}"),
    ("AmountPayerClass", "hall", "amounts", "{kind: total-investment, value: 7000000000, currency: KRW, payer: ⟦quay⟧, line: 5, words: 7}"),
    ("QuantityUnitOfKind", "hall", "quantities", "{kind: power-capacity, value: 103, unit: ⟦households⟧, line: 5, words: 103}"),
    ("NumberOrder", "hall", "quantities", "{kind: power-capacity, low: 104, high: ⟦103⟧, unit: MW, line: 5, words: 103}"),
    ("MilestoneOrder", "hall", "dates", "⟦{kind: completion, when: 2024, line: 5, words: 2024}⟧"),
    ("DayOfOurTime", "hall", "dates", "⟦{kind: completion, when: 2209, line: 5, words: 2209}⟧"),
    ("LocationPlaceClass", "hall", "locations", "{place: ⟦harbour-city⟧, line: 5, words: city}"),
    ("LocationPlaceClass", "hall", "locations", "{place: ⟦acme⟧, line: 5, words: Acme}"),
    ("ParticipationWhoClass", "hall", "participants", "{role: builder, who: ⟦paper⟧, line: 5, words: paper}"),
    ("ParticipationRole", "hall", "participants", "⟦{who: acme, line: 5, words: Acme}⟧"),
    ("CountOfGroup", "hall", "participants", "{role: builder, who: acme, count: ⟦3⟧, line: 5, words: Acme}"),
    ("ClaimSpeakerNamed", "hall", "statements", "⟦{modality: opinion, gist: It is large., line: 5, words: large}⟧"),
    ("ClaimSpeakerNeeded", "hall", "descriptions", "⟦{kind: purpose, gist: It serves., speaker: mayor-lee, line: 5, words: serves}⟧"),
    ("StatementManner", "hall", "statements", "⟦{gist: It is large., line: 5, words: large}⟧"),
    ("EvidenceInDocument", "hall", "statuses", "{status: planned, asOf: 2025, line: ⟦61⟧, words: planned}"),
    ("EvidenceWordsLength", "hall", "statuses", "{status: planned, asOf: 2025, line: 5, words: ⟦words that are copied from a whole sentence⟧}"),
    ("EvidenceInferredNote", "hall", "statuses", "⟦{status: planned, asOf: 2025, basis: inferred, line: 5, words: planned}⟧"),
    ("EvidenceWords", "hall", "statuses", "⟦{status: planned, asOf: 2025, line: 5}⟧"),
    ("NoAddress", "hall", "names", "{line: 5, words: ⟦lee@press.example⟧}"),
    ("PostHolder", "acme", "posts", "⟦{post: mayor, organization: harbour-city, line: 5, words: mayor}⟧"),
    ("PostOrganizationClass", "mayor-lee", "posts", "{post: mayor, organization: ⟦harbour⟧, line: 5, words: mayor}"),
    ("PostOrder", "mayor-lee", "posts", "{post: mayor, organization: harbour-city, since: 2024, until: ⟦2022⟧, line: 5, words: mayor}"),
    ("PartOfNoCycle", "hall", "partOf", "⟦{whole: hall, line: 5, words: hall}⟧"),
    ("ListOpen", "hall", "lists", "⟦{role: builder, line: 5, words: others}⟧"),
    ("RelationObject", "hall", "relations", "⟦{relation: related-to, line: 5, words: others}⟧"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "subject", "key", "claim"), MISTAKES, ids=[f"{m[0]}-{n}" for n, m in enumerate(MISTAKES)]
)
def test_a_mistake_is_found_once_where_it_stands(
    make_workspace: MakeWorkspace, rule: str, subject: str, key: str, claim: str
) -> None:
    sheet = GOOD
    block = f"  {key}:\n  - {claim}\n"
    if subject != "hall":
        block = f"- id: {subject}\n{block}"
    if subject == "hall" and key in ("names", "dates"):
        head, mark, tail = sheet.partition(f"  {key}:\n")
        sheet = f"{head}{mark}  - {claim}\n{tail}"
    else:
        sheet += block
    lines = f"source: paper\nfacts:\n{sheet}".splitlines()
    line, text = next((number, text) for number, text in enumerate(lines, 1) if "⟦" in text)
    workspace = make_workspace(paper=sheet.replace("⟦", "").replace("⟧", ""))

    report = validate_workspace(workspace)

    assert not report.problems
    found = [f for f in report.findings if f.place[0] == "data/facts/paper.yaml"]
    assert [(f.rule, f.place[1:]) for f in found] == [(rule, (line, text.index("⟦") + 1))]
    assert all("{" not in message and "w3id" not in message for message in found[0].messages.values())


def test_an_agreement_with_one_party_is_found_at_the_agreement(make_workspace: MakeWorkspace) -> None:
    facts = "- id: deal\n  participants:\n  - {role: party, who: acme, line: 5, words: Acme}\n"

    report = validate_workspace(make_workspace(entities=DEAL, paper=facts))

    assert [f.rule for f in report.findings if f.severity == "violation"] == ["AgreementParties"]


def test_an_agreement_with_an_unnamed_group_of_two_is_fine(make_workspace: MakeWorkspace) -> None:
    facts = "- id: deal\n  participants:\n  - {role: party, who: local-colleges, count: 2, line: 5, words: colleges}\n"

    report = validate_workspace(make_workspace(entities=DEAL, paper=facts))

    assert [f.rule for f in report.findings if f.severity == "violation"] == []
