"""The JSON Schema for editors knows every sheet of the project and the mistakes that people make."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
import yaml

from kg import workspace as workspaces
from kg.making.build import derive, read
from kg.schema import sheet_schema
from tests.conftest import ROOT, MakeWorkspace


class _Loader(yaml.SafeLoader):
    """YAML as editors read it for a schema: numbers and truth values are such, dates are text."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    workspace = workspaces.at(str(ROOT))
    return sheet_schema(workspace, derive(workspace, read(workspace).triples))


def mistakes(schema: dict[str, Any], text: str) -> list[str]:
    found = jsonschema.Draft7Validator(schema).iter_errors(yaml.load(text, Loader=_Loader))
    return [".".join(map(str, error.absolute_path)) + " " + error.message for error in found]


def test_it_is_a_schema_and_every_sheet_of_the_project_conforms(schema: dict[str, Any]) -> None:
    jsonschema.Draft7Validator.check_schema(schema)
    for path in (ROOT / "data").rglob("*.yaml"):
        assert mistakes(schema, path.read_text(encoding="utf-8")) == [], path


@pytest.mark.parametrize(
    ("claims", "mistake"),
    [
        ("participants: [{role: bilder, who: sk-group, line: 1, words: x}]", "'bilder'"),
        ("participants: [{rol: builder, who: sk-group, line: 1, words: x}]", "'rol'"),
        ("participants: [{role: builder, line: 1, words: x}]", "'who' is a required"),
        ("amounts: [{kind: power-capacity, value: 1, currency: KRW, line: 1, words: x}]", "'power-capacity'"),
        ("amounts: [{kind: fund-size, value: 1, currency: KRW, who: sk-group, line: 1, words: x}]", "'who'"),
        ("amounts: [{kind: fund-size, value: 1, currency: KRW, line: one, words: x}]", ""),
        ("dates: [{kind: signing, line: 1, words: x}]", "'when' is a required"),
        ("statuses: [{status: planed, line: 1, words: x}]", "'planed'"),
        ("locations: {place: ulsan, line: 1, words: x}", "is not of type 'array'"),
        ("participant: []", "'participant'"),
        ("names: [{line: 1, words: x, evidence: [{line: 1, word: x}]}]", "x"),
    ],
)
def test_a_mistake_in_a_claim_is_marked(schema: dict[str, Any], claims: str, mistake: str) -> None:
    found = mistakes(schema, f"source: yonhap-2025-08-31\nfacts:\n- id: ulsan\n  {claims}\n")

    if mistake:
        assert any(mistake in each for each in found), found


@pytest.mark.parametrize(
    ("entity", "mistake"),
    [
        ("{id: x, type: Compny, label: {en: x, ko: x, ja: x}}", "'Compny'"),
        ("{id: x, type: Company, label: {en: x, ko: x}}", "'ja' is a required"),
        ("{id: x, type: Company}", "'label' is a required"),
        ("{type: Company, label: {en: x, ko: x, ja: x}}", "'id' is a required"),
        ("{id: x, type: Facility, kind: memorandum, label: {en: x, ko: x, ja: x}}", "'memorandum'"),
    ],
)
def test_a_mistake_in_an_entity_is_marked(schema: dict[str, Any], entity: str, mistake: str) -> None:
    assert any(mistake in each for each in mistakes(schema, f"entities:\n- {entity}\n"))


def test_completion_offers_concepts_with_their_meaning_and_the_ids_that_there_are(schema: dict[str, Any]) -> None:
    roles = schema["definitions"]["concepts-role"]
    assert "builder" in roles["enum"]
    assert len(roles["enum"]) == len(roles["enumDescriptions"])
    assert roles["enumDescriptions"][roles["enum"].index("builder")].startswith("builder: ")
    agents = schema["definitions"]["ids-Agent"]["anyOf"][0]["enum"]
    assert "sk-group" in agents and "ulsan" not in agents
    assert "yonhap-2025-08-31" in str(schema["properties"]["source"]) or "ids-Document" in schema["definitions"]


def test_the_keys_of_the_schema_are_those_that_the_reader_takes(
    make_workspace: MakeWorkspace, schema: dict[str, Any]
) -> None:
    known = set(workspaces.at(str(ROOT)).context.terms)
    for name, definition in schema["definitions"].items():
        item = definition.get("items", definition) if isinstance(definition, dict) else {}
        assert set(item.get("properties", {})) <= known, name
