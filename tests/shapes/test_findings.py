"""Findings that a person can act on: places, labels, languages, words, hints, one a problem."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

import pytest
from pyoxigraph import RdfFormat, Store, parse

from kg.errors import FINDINGS, Problem
from kg.rdf.namespaces import DATA, KG, SH
from kg.shapes.check import Result, validate
from kg.shapes.findings import Finding, FindingsError, findings, to_json
from kg.shapes.reports import summary, to_report, to_sarif, to_text
from tests.shapes.cases import CASES, case
from tests.shapes.graphs import DATA_SHAPES, WORKSPACE, valid

LANGUAGES = ("en", "ko", "ja")
# The part of the SARIF 2.1.0 schema that code hosts rely on.
SARIF = {
    "type": "object",
    "required": ["version", "runs", "$schema"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["tool", "results"],
                "properties": {
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {"driver": {"type": "object", "required": ["name"]}},
                    },
                    "results": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["message", "ruleId", "level", "locations"],
                            "properties": {
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "message": {
                                    "type": "object",
                                    "required": ["text"],
                                    "properties": {"text": {"type": "string", "minLength": 1}},
                                },
                                "locations": {
                                    "type": "array",
                                    "items": {
                                        "type": "object",
                                        "required": ["physicalLocation"],
                                        "properties": {
                                            "physicalLocation": {
                                                "type": "object",
                                                "required": ["artifactLocation", "region"],
                                                "properties": {
                                                    "region": {
                                                        "type": "object",
                                                        "properties": {
                                                            "startLine": {"type": "integer", "minimum": 1},
                                                            "startColumn": {"type": "integer", "minimum": 1},
                                                        },
                                                        "required": ["startLine"],
                                                    }
                                                },
                                            }
                                        },
                                    },
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}


def place(line: int, column: int = 3) -> tuple[str, int, int]:
    return "data/facts/town.yaml", line, column


def told(
    update: str, nodes: dict | None = None, values: dict | None = None, tainted: tuple[str, ...] = ()
) -> list[Finding]:
    store = valid(update)
    return told_of(store, validate(store, DATA_SHAPES), nodes, values, tainted)


def told_of(
    store: Store,
    results: Iterable[Result],
    nodes: dict | None = None,
    values: dict | None = None,
    tainted: tuple[str, ...] = (),
) -> list[Finding]:
    return findings(
        results,
        store,
        WORKSPACE.vocabulary,
        nodes={DATA + node: places for node, places in (nodes or {}).items()},
        values={(DATA + node, KG + path): found for (node, path), found in (values or {}).items()},
        tainted={DATA + node for node in tainted},
        base=DATA,
    )


def one(update: str, **places: dict) -> Finding:
    [finding] = told(update, **places)
    return finding


WRONG_UNIT = CASES["QuantityUnitOfKind sparql"]


def test_a_finding_points_at_the_value_that_is_wrong() -> None:
    finding = one(
        WRONG_UNIT,
        nodes={"power": [place(7)]},
        values={("power", "unit"): [(place(7, 30), "m2")], ("power", "kind"): [(place(7, 5), "power-capacity")]},
    )

    assert finding.place == place(7, 30)


def test_a_finding_about_something_missing_points_at_the_node() -> None:
    assert one(CASES["AmountUnit minCount"], nodes={"cost": [place(5)]}).place == place(5)


def test_a_problem_of_the_evidence_points_at_the_evidence() -> None:
    finding = one(
        CASES["EvidenceInDocument sparql"],
        nodes={"cost": [place(5)], "costSaid": [place(6)]},
        values={("costSaid", "line"): [(place(6, 12), "21")]},
    )

    assert finding.place == place(6, 12)


def test_a_slot_has_the_place_of_its_claims() -> None:
    finding = one(CASES["SlotConflict sparql"], nodes={"cost": [place(5)], "bill": [place(9)]})

    assert finding.place == place(5)
    assert finding.related == (place(9),)


def test_a_partnership_has_the_place_of_the_claims_behind_it() -> None:
    finding = one(CASES["PartnershipKind minCount"], nodes={"masonBuilds": [place(3)], "smithBuilds": [place(4)]})

    assert finding.place == place(3)


def test_a_message_says_labels_and_the_words_of_the_evidence() -> None:
    finding = one("DELETE DATA { :cost kg:unit kgc:KRW } ; INSERT DATA { :cost kg:unit kgc:MW }")

    assert finding.message("en") == (
        "Total investment of Mill is counted in megawatt, which is no currency;"
        " write a currency such as KRW, or move the number to quantities."
    )
    assert "메가와트" in finding.message("ko")
    assert "製粉所" in finding.message("ja")
    assert finding.words == ("7 trillion won",)


@pytest.mark.parametrize("name", CASES)
def test_no_message_has_an_iri_or_an_empty_brace(name: str) -> None:
    for finding in told_of(*case(name)):
        for language in LANGUAGES:
            message = finding.message(language)
            assert not re.search(r"w3id\.org|[{}]|https?://(?!creativecommons)", message), message
            assert message[0] != " "
        assert finding.message("ko") != finding.message("en") != finding.message("ja")


@pytest.mark.parametrize(
    ("update", "hint"),
    [
        (WRONG_UNIT, "Expected: megawatt"),
        (
            "INSERT DATA { :stands kg:place :quater } ; DELETE DATA { :stands kg:place :quarter }",
            "Did you mean 'quarter'",
        ),
        (CASES["LocationPlaceClass or"], "It is: government"),
        (
            "DELETE DATA { :state kg:status kgc:under-construction } ; INSERT DATA { :state kg:status kgc:under-constructoin }",
            "Did you mean 'under-construction'",
        ),
        ("INSERT DATA { :cost kg:payr :council }", "Did you mean 'payer'"),
    ],
)
def test_a_message_ends_with_what_was_probably_meant(update: str, hint: str) -> None:
    assert hint in one(update).message("en")


def test_two_entities_with_two_common_names_are_one_problem() -> None:
    finding = one(
        'INSERT DATA { :mill skos:altLabel "Deal"@en, "합의"@ko }', nodes={"mill": [place(1)], "deal": [place(2)]}
    )

    assert (finding.place, finding.related) == (place(1), (place(2),))


def test_a_cycle_is_one_problem_and_two_cycles_are_two() -> None:
    cycle = ":town kg:partOf :quarter . :quarter kg:partOf :town . "

    assert len(told(f"INSERT DATA {{ {cycle} }}")) == 1
    assert len(told(f"INSERT DATA {{ {cycle} :mason kg:partOf :smith . :smith kg:partOf :mason }}")) == 2


def test_a_value_that_is_no_number_is_not_told_to_be_negative_too() -> None:
    assert [f.rule for f in told('DELETE WHERE { :cost kg:value ?v } ; INSERT DATA { :cost kg:value "many" }')] == [
        "AmountValueNumber"
    ]


def test_nothing_is_said_about_nodes_whose_sheet_is_wrong_in_itself() -> None:
    assert told(CASES["AmountUnit minCount"], tainted=("cost",)) == []
    assert (
        told(
            "DELETE DATA { :stands kg:place :quarter } ; INSERT DATA { :stands kg:place :nowhere }",
            tainted=("nowhere",),
        )
        == []
    )


def test_findings_stand_in_the_order_of_files_and_lines() -> None:
    found = told(
        "DELETE WHERE { :cost kg:unit ?u } ; DELETE WHERE { :power kg:unit ?u } ; DELETE WHERE { :state kg:status ?s }",
        nodes={"cost": [place(9)], "power": [place(2)], "state": [("data/facts/a.yaml", 7, 1)]},
    )

    assert [finding.place for finding in found] == [("data/facts/a.yaml", 7, 1), place(2), place(9)]


def test_text_has_a_line_a_finding_and_a_summary_in_each_language() -> None:
    found = told(CASES["AmountUnit minCount"], nodes={"cost": [place(5)]})

    assert to_text(found, "en").splitlines() == [
        "data/facts/town.yaml:5:3: violation: Total investment of Mill needs exactly one unit; add the currency. (“7 trillion won”) [AmountUnit]",
        "1 found: 1 violation",
    ]
    assert to_text(found, "ko").endswith("발견 사항 1건: 1 위반")
    assert to_text(found, "ja").endswith("1件見つかりました: 1 違反")
    assert summary([], "en") == "nothing found"


def test_sarif_is_what_code_hosts_read() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    found = [*told(CASES["AmountUnit minCount"], nodes={"cost": [place(5)]}), *told(CASES["SlotDiffers sparql"])]

    log = json.loads(json.dumps(to_sarif(found, "ko")))

    jsonschema.validate(log, SARIF)
    results = log["runs"][0]["results"]
    assert {result["level"] for result in results} == {"error", "note"}
    located = [result for result in results if result["locations"]]
    assert located[0]["locations"][0]["physicalLocation"]["region"] == {"startLine": 5, "startColumn": 3}
    assert all(log["runs"][0]["tool"]["driver"]["rules"][r["ruleIndex"]]["id"] == r["ruleId"] for r in results)


def test_json_has_the_message_in_each_language() -> None:
    [value] = to_json(told(CASES["AmountUnit minCount"], nodes={"cost": [place(5)]}))

    assert (value["file"], value["line"], value["severity"], value["rule"]) == (
        "data/facts/town.yaml",
        5,
        "violation",
        "AmountUnit",
    )
    assert set(value["messages"]) == set(LANGUAGES)


def test_the_report_in_turtle_is_a_shacl_validation_report() -> None:
    results = validate(valid(CASES["AmountCurrency node"]), DATA_SHAPES)

    triples = [quad.triple for quad in parse(to_report(results, DATA).encode(), format=RdfFormat.TURTLE)]

    found = {(t.predicate.value.removeprefix(SH), t.object.value) for t in triples}
    assert ("conforms", "false") in found
    assert ("sourceConstraintComponent", SH + "NodeConstraintComponent") in found
    assert ("focusNode", DATA + "cost") in found


def test_an_error_of_findings_ends_with_the_code_for_findings() -> None:
    error = FindingsError(told(CASES["AmountUnit minCount"]), "ja")

    assert error.exit_code == FINDINGS
    assert "通貨" in str(error)


def test_a_finding_is_also_a_problem_with_its_place() -> None:
    finding = one(CASES["AmountUnit minCount"], nodes={"cost": [place(5)]})

    assert isinstance(finding.problem(), Problem)
    assert str(finding.problem("en")).startswith("data/facts/town.yaml:5:3: ")


def test_nothing_is_found_in_nothing() -> None:
    assert findings([], Store(), WORKSPACE.vocabulary, nodes={}, values={}, base=DATA) == []
