"""What a fact sheet says as triples, where each value stands, and each mistake with its line and column."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, Triple

from kg.ontology.vocabulary import Vocabulary
from kg.rdf.namespaces import CONCEPT, KG, RDF, SKOS
from kg.sheets.reader import read_sheet, read_trees
from kg.sheets.sheet import Sheet
from kg.sheets.tree import parse
from kg.workspace import at
from tests.conftest import ROOT

BASE = "https://example.org/kg/"
WORKSPACE = at(str(ROOT))
CONTEXT = WORKSPACE.context.with_base(BASE)
FILE = "data/x.yaml"
SHORT = {BASE: "", KG: "", CONCEPT: "", RDF: "", SKOS: "", f"urn:x-kg:{FILE}:": "@"}


def sheet(text: str) -> Sheet:
    return read_sheet(text.encode(), FILE, CONTEXT, WORKSPACE.vocabulary)


def said(text: str) -> list[str]:
    """What is wrong with a sheet, as line:column and message."""
    return [str(problem).removeprefix(f"{FILE}:") for problem in sheet(text).problems]


def short(iri: str) -> str:
    namespace = next((each for each in SHORT if iri.startswith(each)), "")
    return SHORT.get(namespace, "") + iri.removeprefix(namespace)


def triples(text: str) -> set[str]:
    """The triples of a sheet that is right, IRIs without their namespaces; @4:5 is the node at line 4, column 5."""
    read = sheet(text)
    assert read.problems == []
    assert read.tainted == set()
    terms = ((t.subject, t.predicate, t.object) for t in read.triples)
    return {" ".join(short(term.value) for term in each) for each in terms}  # type: ignore[union-attr]


def claim(written: str, key: str = "participants") -> str:
    """A sheet with one claim, written from line 5, column 6 on."""
    return f"source: paper\nfacts:\n- id: hall\n  {key}:\n  - {{{written}}}\n"


def entity(written: str) -> str:
    """A sheet with one entity, written from line 2, column 4 on."""
    return f"entities:\n- {{{written}}}\n"


# --- what a sheet says


def test_an_entity_is_its_id_its_type_and_its_names_by_language() -> None:
    text = entity("id: acme, type: Company, label: {en: Acme}, alias: {en: [A, B], ko: C}")

    assert triples(text) == {
        "acme type Company",
        "acme prefLabel Acme",
        "acme altLabel A",
        "acme altLabel B",
        "acme altLabel C",
    }
    assert sheet(text).declared == {BASE + "acme": (FILE, 2, 3)}
    assert sheet(text).references == []


def test_an_entity_without_an_id_is_named_by_its_place() -> None:
    assert triples("entities:\n- {type: Company}\n") == {"@2:3 type Company"}


def test_nodes_may_stand_in_nodes() -> None:
    text = (
        "sources:\n- {id: paper, type: Document, publisher: {id: press, type: Publisher}, sections: [{id: paper/body, type: Section, firstLine: 1}],"
        " lines: [1, 2]}"
    )

    assert {triple for triple in triples(text) if not triple.startswith("paper http")} == {
        "paper type Document",
        "press type Publisher",
        "paper hasSection paper/body",
        "paper/body type Section",
        "paper/body firstLine 1",
        "paper lines 1",
        "paper lines 2",
    }
    assert list(sheet(text).declared) == [BASE + name for name in ("paper", "press", "paper/body")]


def test_a_claim_is_named_by_its_place_and_bears_one_evidence_in_the_source_of_the_sheet() -> None:
    assert triples(claim("role: builder, who: acme, line: 4, words: Acme")) == {
        "@5:5 type Participation",
        "@5:5 subject hall",
        "@5:5 role builder",
        "@5:5 who acme",
        "@5:5 evidence @5:5:evidence",
        "@5:5:evidence type Evidence",
        "@5:5:evidence source paper",
        "@5:5:evidence line 4",
        "@5:5:evidence words Acme",
    }


@pytest.mark.parametrize("support", ["line: 4", "words: Acme"])
def test_a_line_or_words_alone_are_an_evidence(support: str) -> None:
    key, _, value = support.partition(": ")

    assert f"@5:5:evidence {key} {value}" in triples(claim(f"role: builder, {support}"))


@pytest.mark.parametrize("key", ["amounts", "participants", "names"])
def test_claims_of_all_kinds_bear_evidence(key: str) -> None:
    found = triples(claim("evidence: [{line: 4}, {line: 5}]", key))

    assert {"@5:5 evidence @5:17", "@5:5 evidence @5:28", "@5:17 line 4", "@5:28 line 5"} <= found


def test_what_is_said_about_evidence_makes_none() -> None:
    assert triples(claim("role: builder, modality: plan")) == {
        "@5:5 type Participation",
        "@5:5 subject hall",
        "@5:5 role builder",
    }


def test_a_claim_may_name_another_source_for_all_or_one_of_its_evidences() -> None:
    written = "role: builder, source: gazette, evidence: [{line: 4}, {line: 5, source: press}]"

    found = {each.split(" ", 1)[1] for each in triples(claim(written)) if " source " in each or " line " in each}

    assert found == {"line 4", "source gazette", "line 5", "source press"}


def test_a_sheet_without_a_source_adds_none() -> None:
    assert not any(
        " source " in each for each in triples(claim("role: builder, line: 4").replace("source: paper\n", ""))
    )


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("line: 4, words: Acme", {"Acme"}),
        ("evidence: {line: 4, words: Acme}", {"Acme"}),
        ("evidence: [{line: 4, words: Acme}, {line: 5, words: Acme}]", {"Acme"}),
        ("evidence: [{line: 4, words: Acme}, {line: 5, words: ACME}]", set()),
        ("evidence: [{line: 4, words: Acme}, {line: 5}]", {"Acme"}),
        ("name: Own, line: 4, words: Acme", {"Own"}),
        ("line: 4", set()),
        ("evidence: []", set()),
    ],
)
def test_a_name_is_the_words_of_its_evidence_where_these_agree(written: str, names: set[str]) -> None:
    found = {each.split(" ", 2)[2] for each in triples(claim(written, "names")) if each.startswith("@5:5 name ")}

    assert found == names


@pytest.mark.parametrize("key", ["participants", "amounts"])
def test_other_claims_have_no_name(key: str) -> None:
    assert not any(" name " in each for each in triples(claim("line: 4, words: Acme", key)))


def test_numbers_are_canonical_and_dates_and_words_are_as_written() -> None:
    money = triples(claim('kind: total-investment, value: "007.50", currency: KRW, line: 012', "amounts"))
    date = triples(claim("kind: completion, when: 2025-02, bound: by, words: '  2025 '", "dates"))
    lists = triples(claim("role: builder, open: false", "lists"))

    assert {"@5:5 value 7.5", "@5:5:evidence line 12"} <= money
    assert {"@5:5 when 2025-02", "@5:5 bound by", "@5:5:evidence words   2025 "} <= date
    assert "@5:5 open false" in lists


def test_the_concepts_of_a_key_depend_on_what_it_is_said_of() -> None:
    assert "od type Facility" in triples(entity("id: od, type: Facility, kind: data-center"))
    assert said(claim("kind: data-center, value: 1", "amounts"))[0].startswith("5:12: unknown kind 'data-center'")
    assert "press kind data-center" in triples(entity("id: press, type: Publisher, kind: data-center"))


def test_a_reference_is_an_id_a_curie_or_an_iri() -> None:
    text = entity('id: od, type: Government, governs: [harbour, "kg:Claim", "https://example.com/x?y=1"]')

    governs = {each.split(" ")[2] for each in triples(text) if " governs " in each}
    assert governs == {"harbour", "Claim", "https://example.com/x?y=1"}
    assert [(r.iri, r.text, r.place) for r in sheet(text).references] == [(BASE + "harbour", "harbour", (FILE, 2, 40))]


def test_letters_stay_decomposed_in_words_and_in_names_alone() -> None:
    apart = "\u1100\u1161"

    assert f"@5:5 name {apart}" in triples(claim(f"name: {apart}, words: {apart}, line: 4", "names"))
    assert said(claim(f"gist: {apart}", "statements")) == [
        "5:12: 'gist' is not in Unicode normal form C; write composed characters"
    ]


# --- where it says so


def test_each_value_has_its_place_and_the_evidence_has_those_of_its_keys() -> None:
    read = sheet(claim("role: builder, who: acme, line: 4, words: Acme"))
    node = f"urn:x-kg:{FILE}:5:5"

    assert read.nodes == {
        BASE + "hall": (FILE, 3, 3),
        node: (FILE, 5, 5),
        f"{node}:evidence": (FILE, 5, 5),
    }
    assert read.values == {
        (node, KG + "role"): [((FILE, 5, 12), "builder")],
        (node, KG + "who"): [((FILE, 5, 26), "acme")],
        (node, KG + "line"): [((FILE, 5, 38), "4")],
        (node, KG + "words"): [((FILE, 5, 48), "Acme")],
        (f"{node}:evidence", KG + "line"): [((FILE, 5, 38), "4")],
        (f"{node}:evidence", KG + "words"): [((FILE, 5, 48), "Acme")],
    }


def test_the_id_of_a_subject_has_its_place_wherever_it_stands() -> None:
    assert [r.place for r in sheet("facts:\n- {dates: [], id: hall, names: []}").references] == [(FILE, 2, 19)]


@pytest.mark.parametrize("text", ["facts:\n- {id: Acme}", "facts:\n- {names: []}", entity("id: a, type: Company")])
def test_a_node_without_an_id_and_one_with_a_type_are_no_reference(text: str) -> None:
    assert sheet(text).references == []


def test_several_values_have_several_places() -> None:
    [places] = sheet(entity("id: od, iso: [a, b]")).values.values()

    assert places == [((FILE, 2, 18), "a"), ((FILE, 2, 21), "b")]


def test_what_a_sheet_names_must_be_declared_somewhere() -> None:
    read = sheet(claim("role: builder, who: acme"))

    assert [(r.text, r.place) for r in read.references] == [
        ("paper", (FILE, 1, 9)),
        ("acme", (FILE, 5, 26)),
        ("hall", (FILE, 3, 7)),
    ]
    assert read.declared == {}


def test_parts_of_a_file_are_sheets_with_heads_of_their_own() -> None:
    parts = [
        parse(text.encode(), FILE)
        for text in (
            claim("role: builder, line: 4"),
            "\n" * 9 + claim("role: builder, line: 4").replace("source: paper\n", ""),
        )
    ]

    read = read_trees(parts, FILE, CONTEXT, WORKSPACE.vocabulary)

    assert read.problems == []
    assert [t.subject.value[-len("5:5:evidence") :] for t in read.triples if t.predicate.value == KG + "source"] == [  # type: ignore[union-attr]
        "5:5:evidence"
    ]


# --- what is wrong

HEADS = {
    "text": "1:1: a sheet starts with one of the keys entities, facts, sources, decisions, dataset, omissions",
    "fact: []": "1:1: unknown key 'fact'; did you mean 'facts'?",
    "sauce: x": "1:1: unknown key 'sauce'; did you mean 'source' or 'sources'?",
    "role: x": "1:1: unknown key 'role'",
    "facts: x": "1:8: 'facts' takes a list; start each item with '- '",
    "source: [a]": "1:9: 'source' takes one value, not a list or keys",
    "facts:\n- x": "2:3: 'facts' takes keys and values here, like {id: …}",
    "facts:\n- {id: a}\n- {id: b}\n- {id: a}": "4:3: 'a' stands twice in this sheet (first in line 2); put its claims together",
    "facts: [": "2:1: not YAML: while parsing a flow node did not find expected node content; check quotes, brackets and indentation here",
}
ENTITIES = {
    "id: acme, type: Compny": "2:20: unknown type 'Compny'; did you mean 'Company'?",
    "id: acme, type: Xyz": "2:20: unknown type 'Xyz'",
    "id: acme, type: role": "2:20: unknown type 'role'",
    "id: acme, type: [Company]": "2:20: 'type' takes one value, not a list or keys",
    "id: acme, type: ''": "2:20: 'type' has no value; write one or remove the key",
    "id: Acme": "2:8: an id is made of small letters, digits and hyphens",
    "id: [a]": "2:8: an id is made of small letters, digits and hyphens",
    "id: a, xyzzy: 1": "2:11: unknown key 'xyzzy'",
    "id: a, facts: []": "2:11: unknown key 'facts'; did you mean 'dates'?",
    "id: a, evidence: {line: 4}": "2:11: 'evidence' belongs to a claim; write it under the claim that it supports",
    "id: a, type: Company, kind: datacenter": "2:32: unknown kind 'datacenter'; did you mean 'data-center' or 'startup-center'?",
    "id: a, type: Company, kind: '_:b'": "2:32: unknown kind '_:b'; remove the key",
    "id: a, label: x": "2:18: 'label' takes one text a language, like {en: …, ko: …, ja: …}",
    "id: a, label: {EN: x}": "2:19: 'EN' is not a language tag; write en, ko, ja …",
    "id: a, label: {en: {a: b}}": "2:23: 'label' takes one value, not a list or keys",
    "id: a, label: {en: ' '}": "2:23: 'label' has no value; write one or remove the key",
    "id: a, label: {en: 'a\u200bb'}": "2:23: 'label' holds the invisible character U+200B; remove it",
    "id: a, label: {en: '\u2126'}": "2:23: 'label' is not in Unicode normal form C; write composed characters",
    "id: a, iso: {en: x}": "2:16: 'iso' takes one value, not keys and values",
    "id: a, governs: Harbour": "2:20: 'Harbour' is not an id; use small letters, digits and hyphens",
    "id: a, governs: 'zz:q'": "2:20: 'zz:q' is neither an id, a known prefix nor an http(s) IRI",
    "id: a, governs: {id: B}": "2:25: an id is made of small letters, digits and hyphens",
}
CLAIMS = {
    "id: mine, role: builder": "5:6: a claim has no id of its own; it is named by its content, remove the key",
    "type: Participation": "5:6: the place of a claim decides its type; remove the key",
    "role: builder, dates: []": "5:21: 'dates' belongs to an entity, not to a claim",
    "role: bilder": "5:12: unknown role 'bilder'; did you mean 'builder'?",
    "role: ''": "5:12: 'role' has no value; write one or remove the key",
    "role: {a: b}": "5:12: 'role' takes one value, not keys and values",
    "count: many": "5:13: 'count': 'many' is not a whole number; write digits only, like 14",
    "evidence: [{line: 4, evidence: {line: 5}}]": "5:27: 'evidence' belongs to a claim; write it under the claim that it supports",
    "evidence: x": "5:16: 'evidence' takes keys and values here, like {id: …}",
    "evidence: {id: x}": "5:17: a claim has no id of its own; it is named by its content, remove the key",
}


@pytest.mark.parametrize(("text", "message"), HEADS.items())
def test_a_sheet_is_lists_of_nodes_under_its_keys(text: str, message: str) -> None:
    assert said(text) == [message]


@pytest.mark.parametrize(("written", "message"), ENTITIES.items())
def test_what_is_wrong_with_an_entity(written: str, message: str) -> None:
    assert said(entity(written)) == [message]


@pytest.mark.parametrize(("written", "message"), CLAIMS.items())
def test_what_is_wrong_with_a_claim(written: str, message: str) -> None:
    assert said(claim(written)) == [message]


def test_each_language_is_read_even_if_another_is_wrong() -> None:
    assert said(entity("id: a, label: {EN: x, en: ' '}")) == [
        "2:19: 'EN' is not a language tag; write en, ko, ja …",
        "2:30: 'label' has no value; write one or remove the key",
    ]


def test_a_letter_that_has_no_composed_form_is_fine() -> None:
    assert "a prefLabel x\u0301" in triples(entity("id: a, label: {en: x\u0301}"))


def test_claims_stand_in_a_list_of_keys_and_values() -> None:
    assert said("facts:\n- {id: hall, participants: acme}") == [
        "2:28: 'participants' takes a list; start each item with '- '"
    ]
    assert said("facts:\n- {id: hall, participants: [acme]}") == [
        "2:29: 'participants' takes keys and values here, like {id: …}"
    ]


def test_an_entity_is_declared_once_in_a_sheet() -> None:
    text = "entities:\n- {id: a, type: Company}\n- {id: b, type: Company}\n- {id: a, type: Region}\n"

    assert said(text) == ["4:3: 'a' is declared twice (first in line 2)"]


@pytest.mark.parametrize(("more", "end"), [(0, "target"), (4, "x3"), (5, "x3 …")])
def test_up_to_twelve_concepts_are_listed(more: int, end: str) -> None:
    [scheme] = WORKSPACE.vocabulary.values(KG + "modality", KG + "conceptScheme")
    assert len(WORKSPACE.vocabulary.concepts[scheme]) == 8
    triples = [
        Triple(NamedNode(f"{CONCEPT}x{number}"), NamedNode(predicate), NamedNode(value))
        for number in range(more)
        for predicate, value in ((RDF + "type", SKOS + "Concept"), (SKOS + "inScheme", scheme))
    ]
    vocabulary = Vocabulary.of([*WORKSPACE.ontology, *triples])

    [problem] = read_sheet(claim("modality: qqq").encode(), FILE, CONTEXT, vocabulary).problems

    assert problem.message.startswith("unknown modality 'qqq'; one of: asserted, fact, forecast, ")
    assert problem.message.endswith(f", {end}")


def test_a_node_with_a_mistake_is_not_whole_and_the_others_are() -> None:
    wrong = sheet(claim("role: builder, line: four, words: x") + "  - {role: builder, line: 4, words: x}\n")

    node = f"urn:x-kg:{FILE}:5:5"
    assert wrong.tainted == {node, f"{node}:evidence"}
    assert [t.object.value for t in wrong.triples if t.predicate.value == KG + "line"] == ["4"]  # type: ignore[union-attr]
