"""What a rule reads, and how far a change reaches: never too little, and no further than needed."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, Triple, parse

from kg.rdf.namespaces import KG, kg
from kg.rules import reach
from kg.rules.footprint import of_rule
from kg.rules.rule import Rule, apply, touched
from kg.workspace import builtin

VOCABULARY = builtin().vocabulary
IDENTITY = frozenset({KG + "through", KG + "kind", KG + "partner"})
HEAD = f"PREFIX kg: <{KG}> PREFIX : <urn:x:>\n"


def iri(name: str) -> NamedNode:
    return NamedNode(f"urn:x:{name}")


def graph(text: str) -> Store:
    store = Store()
    store.load(f"@prefix kg: <{KG}> . @prefix : <urn:x:> . {text} .".encode(), format=RdfFormat.TURTLE)
    return store


def triple(text: str) -> Triple:
    return next(
        iter(parse(f"@prefix kg: <{KG}> . @prefix : <urn:x:> . {text} .".encode(), format=RdfFormat.TURTLE))
    ).triple


def reached(query: str, store: Store, *changed: str) -> set[str]:
    known = of_rule(HEAD + query, IDENTITY)
    assert known is not None
    return {
        each.value.removeprefix("urn:x:") for each in reach.anchors(known, reach.Changes(map(triple, changed)), [store])
    }


@pytest.mark.parametrize(
    ("query", "anchor"),
    [
        ("CONSTRUCT { ?a kg:x ?b } WHERE { ?a kg:p ?b }", "?a"),
        ("CONSTRUCT { ?a kg:x ?b } WHERE { ?a kg:p ?c . ?c kg:p ?b . ?b kg:q ?c }", "?b"),
        ("CONSTRUCT { ?a kg:x ?b . ?a kg:y ?c } WHERE { ?a kg:p ?b , ?c }", "?a"),
        ("CONSTRUCT { ?a kg:x ?b . ?c kg:y ?b } WHERE { ?a kg:p ?b . ?c kg:p ?b }", "?b"),
        ("CONSTRUCT { ?a kg:x ?b . ?b kg:x ?a } WHERE { ?a kg:p ?b }", None),
        ("CONSTRUCT { [] kg:through ?a ; kg:partner ?b , ?c } WHERE { ?b kg:p ?a . ?c kg:p ?a }", "?a"),
        ("CONSTRUCT { [] kg:words ?a ; kg:partner ?b , ?c } WHERE { ?b kg:p ?a . ?c kg:p ?a }", None),
        ("CONSTRUCT { [] kg:through ?a . ?a kg:x ?b } WHERE { ?b kg:p ?a }", None),
        ("CONSTRUCT { ?a kg:x 1 } WHERE { ?b kg:p ?c }", None),
    ],
)
def test_an_anchor_stands_in_one_place_of_every_triple_written(query: str, anchor: str | None) -> None:
    known = of_rule(HEAD + query, IDENTITY)

    assert known is not None
    assert known.anchor == anchor


@pytest.mark.parametrize(
    "query",
    [
        "CONSTRUCT { ?a kg:x ?b } WHERE { ?a kg:p ?d { SELECT (COUNT(?c) AS ?b) { ?e kg:p ?c } } }",
        "CONSTRUCT { ?a kg:x ?b } WHERE { { SELECT ?a ?b { ?a kg:p ?b } LIMIT 1 } }",
        "CONSTRUCT { ?a kg:x ?b } WHERE { SERVICE <urn:x> { ?a kg:p ?b } }",
        "CONSTRUCT { ?a kg:x ?b } WHERE { SELECT ?a ?b { ?a kg:p ?b } }",
        "CONSTRUCT { ?a kg:x ?b } WHERE { ?a (kg:p/kg:q)* ?b }",
        "CONSTRUCT { ?a kg:x ?b } WHERE { ?a kg:p ?b } LIMIT 3",
        "CONSTRUCT { ?a kg:x ?b } WHERE { ?a !kg:p ?b }",
        "CONSTRUCT { ?a kg:x ?b } WHERE { GRAPH ?g { ?a kg:p ?b } }",
        "CONSTRUCT WHERE { ?a kg:p ?b }",
    ],
)
def test_what_is_not_worked_out_has_no_footprint_and_is_drawn_all_anew(query: str) -> None:
    assert of_rule(HEAD + query, IDENTITY) is None
    assert touched(Rule("x", HEAD + query), VOCABULARY, reach.Changes([triple(":a kg:p :b")]), [Store()]) is None


CHAIN = graph(":a kg:p :b . :b kg:q :c . :d kg:p :b . :e kg:p :f . :f kg:q :g . :c kg:r :h")


@pytest.mark.parametrize(
    ("query", "changed", "anchors"),
    [
        ("CONSTRUCT { ?x kg:y true } WHERE { ?x kg:p ?m . ?m kg:q ?z }", ":b kg:q :c", {"a", "d"}),
        ("CONSTRUCT { ?x kg:y true } WHERE { ?x kg:p/kg:q ?z }", ":b kg:q :c", {"a", "d"}),
        ("CONSTRUCT { ?x kg:y true } WHERE { ?z ^kg:q/^kg:p ?x }", ":b kg:q :c", {"a", "d"}),
        ("CONSTRUCT { ?x kg:y true } WHERE { ?x kg:p ?m . ?m kg:q ?z }", ":b kg:other :c", set()),
        ("CONSTRUCT { ?x kg:y true } WHERE { ?x kg:p ?m . ?m kg:q :c . ?x kg:p ?z }", ":f kg:q :g", set()),
        ("CONSTRUCT { ?x kg:y true } WHERE { ?x kg:p ?z FILTER NOT EXISTS { ?z kg:q ?c FILTER EXISTS { ?c kg:r ?h } } }", ":c kg:r :h", {"a", "d"}),
        ("CONSTRUCT { ?x kg:y true } WHERE { ?x kg:p ?z MINUS { ?z kg:q ?c } }", ":f kg:q :g", {"e"}),
        ("CONSTRUCT { ?x kg:y true } WHERE { ?x kg:p ?z OPTIONAL { ?z kg:q ?c } }", ":f kg:q :g", {"e"}),
        ("CONSTRUCT { ?x kg:y true } WHERE { { ?x kg:p ?z } UNION { ?z kg:q ?c . ?x kg:p ?z } }", ":b kg:q :c", {"a", "d"}),
        ("CONSTRUCT { ?x kg:y true } WHERE { ?x (kg:p|kg:q)+ ?z }", ":b kg:q :c", {"a", "b", "d"}),
        ("CONSTRUCT { ?x kg:y true } WHERE { ?x ?any ?z }", ":b kg:q :c", {"b"}),
        ("CONSTRUCT { ?x kg:y ?n } WHERE { ?x kg:p ?z { SELECT ?z (COUNT(?c) AS ?n) { ?z kg:q ?c } GROUP BY ?z } }", ":b kg:q :c", {"a", "d"}),
        ("CONSTRUCT { ?x kg:y true } WHERE { ?x kg:p ?z BIND(?z AS ?n) FILTER EXISTS { ?n kg:q ?c } }", ":b kg:q :c", {"a", "d"}),
        ("CONSTRUCT { ?x kg:y true } WHERE { ?x kg:p ?z BIND(?x AS ?n) FILTER EXISTS { ?n kg:p ?c } }", ":a kg:p :b", {"a"}),
        ("CONSTRUCT { ?x kg:y true } WHERE { ?x kg:p 1.50 }", ':x kg:p 1.5', {"x"}),
    ],
)  # fmt: skip
def test_a_change_reaches_the_anchors_along_the_patterns(query: str, changed: str, anchors: set[str]) -> None:
    assert reached(query, CHAIN, changed) == anchors


def test_a_variable_that_a_sub_select_keeps_to_itself_is_another_one_outside() -> None:
    known = of_rule(HEAD + "CONSTRUCT { ?x kg:y true } WHERE { ?x kg:p ?z { SELECT ?z { ?z kg:q ?x } } }", IDENTITY)

    assert known is not None
    assert {each.value for each in reach.anchors(known, reach.Changes([triple(":b kg:q :x")]), [CHAIN])} == {
        "urn:x:a",
        "urn:x:d",
    }


def test_a_change_that_no_pattern_ties_to_the_anchor_reaches_everything() -> None:
    known = of_rule(HEAD + "CONSTRUCT { ?x kg:y true } WHERE { ?x kg:p ?z . ?other kg:q ?one }", IDENTITY)

    assert known is not None
    with pytest.raises(reach.TooFar):
        reach.anchors(known, reach.Changes([triple(":b kg:q :c")]), [CHAIN])


def test_a_rule_that_feeds_itself_runs_to_its_fixed_point() -> None:
    store = graph(":a kg:next :b . :b kg:next :c . :c kg:next :d . :d kg:next :e")
    rule = Rule(
        "x", HEAD + "CONSTRUCT { ?a kg:after ?c } WHERE { { ?a kg:next ?c } UNION { ?a kg:next ?b . ?b kg:after ?c } }"
    )

    added = apply(store, [rule], VOCABULARY, "urn:x:")

    assert len(added) == 10
    assert Quad(iri("a"), kg("after"), iri("e")) in store


def test_a_where_in_a_comment_or_a_text_is_not_where_a_rule_starts() -> None:
    known = of_rule('# WHERE { here\nCONSTRUCT { ?a <urn:x:WHERE> "WHERE {" }\nWHERE { ?a <urn:x:p> ?b }', IDENTITY)

    assert known is not None
    assert known.about([iri("a")]).endswith("WHERE { VALUES ?a { <urn:x:a> }  ?a <urn:x:p> ?b }")
