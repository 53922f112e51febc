"""What a finding says of its results: place, words, names, in each language."""

from __future__ import annotations

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from kg.errors import FINDINGS
from kg.rdf.namespaces import DATA, KG, SHAPES
from kg.shapes.check import Result
from kg.shapes.findings import NOWHERE, Finding, FindingsError, Place, findings, to_json, wording
from kg.shapes.model import Shape, Term
from tests.shapes.graphs import WORKSPACE, valid

FILE = "data/facts/town.yaml"


def at(line: int, column: int = 3) -> Place:
    return FILE, line, column


def node(name: str) -> NamedNode:
    return NamedNode(DATA + name)


def result(
    focus: str | Term,
    path: str | None = "value",
    value: Term | None = None,
    *,
    messages: dict[str, str] | None = None,
    severity: str = "violation",
    once: bool = False,
) -> Result:
    shape = Shape(NamedNode(SHAPES + "Rule"), None, (), (), (), severity, messages or {}, once=once)
    where = KG + path if path and path[0] != "(" else path
    return Result(
        SHAPES + "Rule", "urn:component", node(focus) if isinstance(focus, str) else focus, where, value, shape
    )


def told(
    *group: Result,
    update: str = "",
    nodes: dict[str, list[Place]] | None = None,
    values: dict[tuple[str, str], list[tuple[Place, str]]] | None = None,
) -> Finding:
    """The finding about results of one cause, in the graph of ``valid.ttl`` changed by ``update``."""
    return wording(
        valid(update),
        WORKSPACE.vocabulary,
        nodes={DATA + name: places for name, places in (nodes or {}).items()},
        values={(DATA + name, KG + path): found for (name, path), found in (values or {}).items()},
        base=DATA,
    )(list(group))


def places(finding: Finding) -> list[Place]:
    return [] if finding.place == NOWHERE else [finding.place, *finding.related]


# --- where


@pytest.mark.parametrize(
    ("value", "written"),
    [(Literal("7"), "7"), (node("mill"), "mill"), (NamedNode(KG + "Mill"), "Mill"), (NamedNode("urn:x"), "urn:x"), (node("a/b"), "a/b")],
)  # fmt: skip
def test_a_value_is_found_as_it_is_written(value: Term, written: str) -> None:
    finding = told(
        result("cost", "value", value),
        nodes={"cost": [at(1)]},
        values={("cost", "value"): [(at(9), "other"), (at(3), written), (at(2), written)], ("cost", "unit"): [(at(4), written)]},
    )  # fmt: skip

    assert places(finding) == [at(2), at(3)]


def test_a_value_that_is_written_otherwise_has_the_places_of_its_property() -> None:
    values = {("cost", "value"): [(at(5), "7.0"), (at(4), "8.0")], ("cost", "unit"): [(at(1), "7")]}

    assert places(told(result("cost", "value", Literal("7")), values=values)) == [at(4), at(5)]
    assert places(told(result("cost", "value"), values=values)) == [at(4), at(5)]


@pytest.mark.parametrize("path", [None, "(kg:a/kg:b)"])
def test_a_value_without_a_property_of_its_own_is_looked_for_in_all_of_the_node(path: str | None) -> None:
    values = {
        ("cost", "value"): [(at(5), "8")],
        ("cost", "unit"): [(at(4), "7"), (at(3), "x")],
        ("cost", "kind"): [(at(2), "7")],
        ("bill", "unit"): [(at(1), "7")],
    }

    assert places(told(result("cost", path, Literal("7")), values=values)) == [at(2), at(4)]
    assert places(told(result("cost", path, Literal("9")), values=values, nodes={"cost": [at(8)]})) == [at(8)]
    assert places(told(result("cost", path), values=values, nodes={"cost": [at(8)]})) == [at(8)]


def test_what_is_missing_is_missing_at_the_node() -> None:
    assert places(told(result("cost"), nodes={"cost": [at(6), at(5)]})) == [at(5), at(6)]


def test_the_links_of_a_cycle_stand_where_the_claims_are_that_make_them() -> None:
    link = result("wing", "partOf", node("mill"))

    assert places(told(link, nodes={"belongs": [at(7)], "wing": [at(1)], "mill": [at(2)]})) == [at(7)]
    assert places(told(link, nodes={"wing": [at(1)], "cost": [at(2)], "follows": [at(3)]})) == [at(1)]
    assert places(told(result("deal", None, node("mill")), nodes={"follows": [at(7)], "deal": [at(1)]})) == [at(7)]
    assert places(told(result("wing", None, node("wing")), nodes={"belongs": [at(7)], "wing": [at(1)]})) == [at(1)]
    assert places(told(result("wing", "partOf"), nodes={"belongs": [at(7)], "wing": [at(1)]})) == [at(1)]
    assert places(told(result("cost", None, node("mill")), nodes={"cost": [at(1)]})) == [at(1)]


def test_a_text_that_a_claim_happens_to_hold_is_no_link() -> None:
    finding = told(result("town", None, Literal("Toun")), nodes={"ranked": [at(7)], "town": [at(1)]})

    assert places(finding) == [at(1)]


@pytest.mark.parametrize(
    ("focus", "behind"),
    [("pair", "smithBuilds"), ("costSlot", "cost"), ("wing", "belongs"), ("costSaid", "cost")],
)
def test_what_has_no_place_has_that_of_the_claims_around_it(focus: str, behind: str) -> None:
    assert places(told(result(focus), nodes={behind: [at(9), at(4)], "deal": [at(1)]})) == [at(4), at(9)]


def test_the_places_of_a_group_follow_each_other_once() -> None:
    group = (result("cost"), result("bill"), result("cost", "unit"))
    nodes = {"cost": [at(9)], "bill": [at(5)]}

    assert places(told(*group, nodes=nodes)) == [at(9), at(5)]
    assert places(told(result("cost", once=True), result("bill", once=True), nodes=nodes)) == [at(5), at(9)]


def test_what_stands_nowhere_says_so() -> None:
    assert told(result("cost")).place == NOWHERE == ("", 0, 0)
    assert told(result("cost")).related == ()


# --- what


def test_a_message_names_node_property_and_value() -> None:
    forms = {"en": "{focus} has {path} {value}.", "ko": "{focus} {path} {value}", "ja": "{focus}、{path}、{value}"}

    finding = told(result("mill", "unit", node("council"), messages=forms))

    assert finding.messages["en"] == "Mill has unit Town Council."
    assert finding.messages["ko"].startswith("제분소 ") and finding.messages["ko"].endswith(" 마을 의회")
    assert finding.messages["ja"].startswith("製粉所、") and finding.messages["ja"].endswith("、町役場")


def test_braces_stay_where_nothing_fills_them() -> None:
    form = {"en": "{path} {value}"}

    assert told(result("mill", None, messages=form)).message() == "{path} {value}"
    assert told(result("mill", "(kg:a/kg:b)", messages=form)).message() == "{path} {value}"


def test_a_message_begins_with_a_capital() -> None:
    assert told(result("cost", messages={"en": "{focus} is wrong."})).message() == "Total investment of Mill is wrong."
    assert told(result("cost", messages={"en": "x"})).message() == "X"


@pytest.mark.parametrize(
    ("messages", "said"),
    [
        ({"en": "A", "ko": "B", "ja": "C"}, ["A", "B", "C"]),
        ({"en": "A"}, ["A", "A", "A"]),
        ({"": "A"}, ["A", "A", "A"]),
        ({"": "X", "en": "A", "ja": "C"}, ["A", "A", "C"]),
    ],
)
def test_a_shape_need_not_speak_all_languages(messages: dict[str, str], said: list[str]) -> None:
    finding = told(result("mill", messages=messages))

    assert [finding.message(language) for language in ("en", "ko", "ja")] == said
    assert finding.message("de") == said[0]


def test_a_shape_without_a_message_is_reported_all_the_same() -> None:
    assert dict(told(result("mill")).messages) == {
        "en": "Mill breaks this rule; look at its definition.",
        "ko": "제분소 항목이 이 규칙을 어깁니다. 규칙의 정의를 보십시오.",
        "ja": "製粉所がこの規則に反します。規則の定義を見てください。",
    }
    assert Finding("violation", "Rule", NOWHERE, {}).message() == "Rule"


def test_a_finding_names_its_rule_node_path_and_value_shortly() -> None:
    finding = told(result("cost", "unit", node("mill"), severity="info"))

    assert (finding.severity, finding.rule, finding.focus, finding.path, finding.value) == (
        "info", "Rule", "kgd:cost", "kg:unit", "kgd:mill",
    )  # fmt: skip
    assert told(result("cost", "(kg:a/kg:b)", Literal("7"))).path == "(kg:a/kg:b)"
    assert told(result("cost", "unit", Literal("7"))).value == "7"
    assert told(result("cost", None)).path is None
    assert told(result("cost", None)).value is None
    assert told(result(BlankNode("b"), "unit", BlankNode("c"))).focus == "_:b"


def test_the_first_of_a_group_speaks_for_it() -> None:
    finding = told(result("cost", "unit", Literal("7")), result("power", "value", severity="info"))

    assert (finding.focus, finding.path, finding.value, finding.severity) == ("kgd:cost", "kg:unit", "7", "violation")


def test_up_to_three_words_of_the_evidence_are_quoted() -> None:
    more = "INSERT DATA { :costSaid kg:words 'a', 'b', 'c' }"

    assert told(result("cost")).words == ("7 trillion won",)
    assert told(result("cost"), update=more).words == ("7 trillion won", "a", "b")


def test_a_finding_as_a_line() -> None:
    finding = Finding("violation", "Rule", at(4), {"en": "Wrong."}, ("one", "two"))

    assert str(finding.problem()) == f"{FILE}:4:3: Wrong. (“one”, “two”) [Rule]"
    assert str(Finding("violation", "Rule", at(4), {"en": "Wrong."}).problem("ko")) == f"{FILE}:4:3: Wrong. [Rule]"


def test_findings_as_an_error_have_a_line_each_and_an_exit_code_of_their_own() -> None:
    error = FindingsError(iter([Finding("violation", "Rule", at(4), {"en": "Wrong.", "ko": "틀림."})]), "ko")

    assert error.exit_code == FINDINGS
    assert str(error).splitlines()[0] == f"{FILE}:4:3: 위반: 틀림. [Rule]"
    assert len(error.findings) == 1


def test_findings_stand_by_place_and_gravity_then_by_what_they_say() -> None:
    def of(
        severity: str = "info", rule: str = "A", line: int = 1, focus: str = "", path: str | None = None, value: str | None = None
    ) -> Finding:  # fmt: skip
        return Finding(severity, rule, at(line), {}, (), focus, path, value)

    wanted = [
        of("violation", "Z"), of("warning", "Z"), of(), of(value="a"), of(value="b"), of(path="a"), of(path="b"), of(focus="x"), of(rule="B"), of(line=2),
    ]  # fmt: skip

    mixed = wanted[::-1]
    assert sorted(mixed, key=lambda finding: finding.order) == wanted


def test_the_same_finding_is_told_once() -> None:
    found = findings(
        [result("cost", "unit"), result("bill", "unit"), result("cost", "unit")],
        valid(), WORKSPACE.vocabulary, nodes={}, values={}, base=DATA,
    )  # fmt: skip

    assert [finding.focus for finding in found] == ["kgd:bill", "kgd:cost"]


def test_a_finding_as_json() -> None:
    finding = Finding("info", "Rule", at(4), {"en": "Wrong."}, ("x",), "kgd:a", "kg:p", "7", (at(5, 6),))

    assert to_json([finding]) == [
        {
            "severity": "info", "rule": "Rule", "file": FILE, "line": 4, "column": 3, "messages": {"en": "Wrong."},
            "words": ["x"], "focus": "kgd:a", "path": "kg:p", "value": "7",
            "related": [{"file": FILE, "line": 5, "column": 6}],
        }
    ]  # fmt: skip
