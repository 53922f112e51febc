"""Facts from programs: the same claims, whichever form they come in, and as strictly read as a sheet."""

from __future__ import annotations

import json

import pytest
from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, parse, serialize

from kg.making.build import read
from kg.rdf.namespaces import KG
from tests.conftest import ROOT, MakeWorkspace

SHEET = """\
- id: hall
  names:
  - {line: 3, words: the hall}
  participants:
  - {role: builder, who: acme, line: 4, words: Acme, modality: plan}
  - {role: host, who: harbour-city, evidence: [{line: 4, words: city}, {line: 5, words: the city, basis: inferred, note: it is}]}
  amounts:
  - {kind: total-investment, value: 7000.50, currency: KRW, bound: about, line: 5, words: 7000}
  dates:
  - {kind: completion, when: 2029, bound: by, line: 6, words: 2029}
  lists:
  - {role: builder, open: true, line: 7, words: others}
"""
ITEM = {
    "source": "paper",
    "id": "hall",
    "names": [{"line": 3, "words": "the hall"}],
    "participants": [
        {"role": "builder", "who": "acme", "line": 4, "words": "Acme", "modality": "plan"},
        {
            "role": "host",
            "who": "harbour-city",
            "evidence": [
                {"line": 4, "words": "city"},
                {"line": 5, "words": "the city", "basis": "inferred", "note": "it is"},
            ],
        },
    ],
    "amounts": [
        {"kind": "total-investment", "value": 7000.50, "currency": "KRW", "bound": "about", "line": 5, "words": "7000"}
    ],
    "dates": [{"kind": "completion", "when": "2029", "bound": "by", "line": 6, "words": "2029"}],
    "lists": [{"role": "builder", "open": True, "line": 7, "words": "others"}],
}


def stated(make: MakeWorkspace, **sheets: str) -> set[str]:
    reading = read(make("made", **sheets))  # type: ignore[arg-type]
    assert reading.problems == []
    return set(map(str, reading.triples))


def test_json_lines_json_ld_n_quads_and_sheets_make_the_same_claims(make_workspace: MakeWorkspace) -> None:
    sheet = make_workspace("sheet", paper=SHEET)
    expected = set(map(str, read(sheet).triples))
    lines = make_workspace("lines", files={"facts/all.jsonl": json.dumps(ITEM) + "\n"})
    linked = make_workspace("linked", files={"facts/all.jsonld": linked_data(ITEM)})
    quads = make_workspace("quads", files={"facts/all.nq": with_blank_nodes(sheet)})

    for workspace in (lines, linked, quads):
        reading = read(workspace)
        assert reading.problems == []
        assert set(map(str, reading.triples)) == expected


def linked_data(item: dict[str, object]) -> str:
    """What another program would write: evidence and types said, no context but the project's."""
    types = {
        "names": "NameClaim",
        "participants": "Participation",
        "amounts": "AmountClaim",
        "dates": "DateClaim",
        "lists": "ListClaim",
    }

    def claim(key: str, found: dict[str, object]) -> dict[str, object]:
        own = {name: found.pop(name) for name in ("line", "words", "modality") if name in found}
        evidence = found.pop("evidence", [own])
        assert isinstance(evidence, list)
        if key == "names":
            found["name"] = own["words"]
        return {
            **found,
            "type": types[key],
            "evidence": [{**each, "type": "Evidence", "source": "paper"} for each in evidence],
        }

    copied = json.loads(json.dumps(item))
    claims = {key: [claim(key, each) for each in value] for key, value in copied.items() if isinstance(value, list)}
    claims["amounts"][0]["value"] = "07000.50"
    return json.dumps({"@context": "ontology/context.jsonld", "@graph": [{"id": "hall", **claims}]})


def with_blank_nodes(workspace: object) -> str:
    """The facts of a workspace as N-Quads, each claim and evidence a blank node."""
    from kg.workspace import Workspace

    assert isinstance(workspace, Workspace)
    found = read(workspace).triples
    made = {
        t.subject
        for t in found
        if str(t.subject.value).startswith((f"{workspace.base}claim/", f"{workspace.base}evidence/"))
    }
    derived = {
        KG + name
        for name in ("slot", "section", "earliest", "latest", "statedUnit", "statedValue", "low", "high", "manner")
    }

    def node(term: object) -> object:
        return BlankNode(f"b{abs(hash(term))}") if term in made else term

    quads = [
        Quad(node(t.subject), t.predicate, node(t.object), NamedNode("urn:x:graph"))  # type: ignore[arg-type]
        for t in found
        if t.subject in made and t.predicate.value not in derived
    ]
    return (serialize(quads, format=RdfFormat.N_QUADS) or b"").decode()


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.jsonl", '{"id": "hall", "participant": []}', "all/a.jsonl:1:16: unknown key 'participant'; did you mean 'participants'"),
        ("a.jsonl", '{"id": "hall",\n', "a.jsonl:1:15: "),
        ("a.jsonl", '\n{"id": "hall", "id": "pact"}', "a.jsonl:2:16: key 'id' stands twice"),
        ("a.jsonl", '{"id": "hall", "names": null}', "null is no value"),
        ("a.jsonl", "[1]", "a line holds one item in braces"),
        ("a.jsonl", '{"id": "hall"} {"id": "pact"}', "something follows the object"),
        ("a.jsonl", "[" * 40 + "]" * 40, "nested deeper than 32 levels"),
        ("a.jsonl", '{"source": "paper", "id": "hal", "names": [{"line": 1, "words": "x"}]}', "unknown entity 'hal'; did you mean 'hall'"),
        ("a.jsonl", '{"source": "paper", "id": "hall", "dates": [{"kind": "completion", "when": "2029-02-30", "line": 1, "words": "x"}]}', "no day of the calendar"),
        ("a.nq", "<https://example.org/kg/hall> <urn:p> .", "a.nq:1:"),
        ("a.nq", f'_:x <{KG}words> "x" .\n_:x <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{KG}Company> .', "a.nq:1:1: a node without a name that is no claim"),
        ("a.nq", f'_:x <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{KG}NameClaim> .\n_:x <{KG}subject> <https://example.org/kg/hal> .', "unknown entity 'hal'"),
        ("a.nq", f'_:x <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{KG}Evidence> .\n_:x <{KG}line> "4x"^^<http://www.w3.org/2001/XMLSchema#integer> .', "not a whole number"),
        ("a.nq", f'_:x <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{KG}Evidence> .\n_:x <{KG}words> "a\u200bb" .', "the invisible character U+200B"),
        ("a.jsonld", '{"@context": "https://example.org/context.jsonld", "@id": "hall"}', "nothing is fetched"),
        ("a.jsonld", '{"@context": ', "not JSON"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line(make_workspace: MakeWorkspace, name: str, text: str, message: str) -> None:
    problems = read(make_workspace(files={f"all/{name}": text})).problems

    assert message in "\n".join(map(str, problems))


def test_an_entity_may_have_facts_from_several_sources_in_one_file(make_workspace: MakeWorkspace) -> None:
    other = {**ITEM, "source": "gazette", "names": [{"line": 3, "words": "hall"}]}

    reading = read(make_workspace(files={"facts/all.jsonl": f"{json.dumps(ITEM)}\n{json.dumps(other)}\n"}))

    assert reading.problems == []


def test_the_recipes_of_the_readme_are_understood(make_workspace: MakeWorkspace) -> None:
    readme = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    line = readme.split("```json\n")[1].split("```")[0]
    mapping = readme.split("```turtle\n")[1].split("```")[0]
    terms = {
        t.value
        for triple in parse(mapping.encode(), RdfFormat.TURTLE, base_iri="urn:x")
        for t in triple
        if isinstance(t, NamedNode)
    }
    vocabulary = make_workspace("readme").vocabulary

    assert set(json.loads(line)) == {"source", "id", "participants"}
    assert {term for term in terms if term.startswith(KG)} <= {*vocabulary.classes, *vocabulary.properties}
