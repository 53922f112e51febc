"""What follows anew from a change is what follows from everything, drawn from as little as the change can reach."""

from __future__ import annotations

from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from kg.errors import KgError
from kg.rdf.namespaces import CONCEPT, KG
from kg.rules import reach, rederive
from kg.rules import rule as rules
from kg.rules.rederive import Delta, NotLayered, Rederivation, derive
from kg.rules.rule import Rule, apply, conclusions, drawn, read_rules
from kg.sparql.paths import Step
from kg.workspace import builtin

VOCABULARY = builtin().vocabulary
BASE = "urn:x:"
HEAD = f"PREFIX kg: <{KG}> PREFIX kgc: <{CONCEPT}> PREFIX : <urn:x:>\n"


def rule(name: str, query: str) -> Rule:
    return Rule(name, HEAD + query)


#: no anchor, conclusions of conclusions, what is absent, two ways to one conclusion, a node that is made, an anchor at the end
LAYERS = [
    rule("05", "CONSTRUCT { ?x kg:beside ?z . ?z kg:beside ?x } WHERE { ?x kg:away ?z }"),
    rule("10", "CONSTRUCT { ?x kg:in ?z } WHERE { ?x kg:at ?y . ?y kg:at ?z }"),
    rule("20", "CONSTRUCT { ?x kg:far true } WHERE { ?x kg:in ?z FILTER NOT EXISTS { ?x kg:near ?z } }"),
    rule("21", "CONSTRUCT { ?x kg:far true . ?x kg:free true } WHERE { ?x kg:away ?z }"),
    rule("22", "CONSTRUCT { ?x kg:partner ?z } WHERE { ?x kg:away ?z }"),
    rule(
        "30",
        "CONSTRUCT { [] a kg:Partnership ; kg:through ?z ; kg:kind kgc:study ; kg:partner ?a , ?b }"
        " WHERE { ?a kg:near ?z . ?b kg:near ?z FILTER(STR(?a) < STR(?b)) }",
    ),
    rule("31", "CONSTRUCT { ?a kg:partner ?z } WHERE { ?a kg:near ?b . ?b kg:at ?z . ?z kg:at ?c }"),
    rule("35", "CONSTRUCT { ?x kg:beside ?z } WHERE { ?x kg:near ?z }"),
    rule("40", "CONSTRUCT { ?z kg:count ?n } WHERE { { SELECT ?z (COUNT(?x) AS ?n) { ?x kg:near ?z } GROUP BY ?z } }"),
]

AWAY, PARTNERS = LAYERS[4], LAYERS[5:6]
#: what it reads is not worked out
LIMITED = rule("50", "CONSTRUCT { ?x kg:near ?z } WHERE { ?x kg:at ?z } LIMIT 9")


def triples(text: str) -> list[Triple]:
    data = f"@prefix kg: <{KG}> . @prefix : <urn:x:> . {text}{' .' if text else ''}"
    return [quad.triple for quad in parse(data.encode(), format=RdfFormat.TURTLE)]


def store(found: list[Triple]) -> Store:
    made = Store()
    made.extend(Quad(*triple) for triple in found)
    return made


def shown(found: Store) -> set[str]:
    return {str(quad.triple) for quad in found}


def whole(stated: list[Triple], layers: list[Rule]) -> Store:
    """What follows from ``stated``, drawn from nothing."""
    made = store(stated)
    derive(made, layers, VOCABULARY, BASE)
    return made


def worked_in(
    stated: list[Triple], added: list[Triple], removed: list[Triple], layers: list[Rule]
) -> tuple[Store, Delta]:
    """The graph of ``stated`` after a change, and all that the change did to it."""
    before, after = whole(stated, layers), whole(stated, layers)
    left = [*(triple for triple in stated if triple not in removed), *added]
    delta = Rederivation(before, after, layers, VOCABULARY, BASE).run(added, removed, set(left).__contains__)
    assert shown(before) == shown(whole(stated, layers)), "the graph before stays as it was"
    return after, delta


nodes = st.sampled_from("abcd").map(lambda name: NamedNode(BASE + name))
predicates = st.sampled_from(["at", "at", "near", "away", "in", "far"]).map(lambda name: NamedNode(KG + name))
statements = st.lists(st.builds(Triple, nodes, predicates, nodes | st.just(Literal(True))), max_size=8)


@settings(max_examples=150, deadline=None)
@given(
    statements, statements, st.sets(st.integers(0, 7)), st.sampled_from([LAYERS, LAYERS[:1], LAYERS[:4], LAYERS[5:]])
)
def test_a_change_worked_in_gives_what_follows_from_everything(
    stated: list[Triple], added: list[Triple], gone: set[int], layers: list[Rule]
) -> None:
    removed = [triple for number, triple in enumerate(stated) if number in gone and triple not in added]
    left = [*(triple for triple in stated if triple not in removed), *added]
    try:
        after, delta = worked_in(stated, added, removed, layers)
    except NotLayered:  # a sheet states what a rule both reads and concludes
        return

    old, new = shown(whole(stated, layers)), shown(whole(left, layers))
    assert shown(after) == new
    assert {str(triple) for triple in delta.added} == new - old
    assert {str(triple) for triple in delta.removed} == old - new


CHANGES = {
    "a conclusion comes": (":a kg:at :b", ":b kg:at :c", "", {":a in :c", ":a far true", ":b at :c"}, set()),
    "a conclusion goes": (":a kg:at :b . :b kg:at :c", "", ":b kg:at :c", set(), {":a in :c", ":a far true", ":b at :c"}),
    "it follows in another way": (
        ":a kg:at :b . :b kg:at :d . :a kg:at :c . :c kg:at :d", "", ":b kg:at :d", set(), {":b at :d"},
    ),
    "it follows by an earlier rule": (
        ":a kg:at :b . :b kg:at :c . :a kg:away :c", "", ":a kg:away :c", set(), {":a away :c", ":a partner :c", ":a beside :c", ":c beside :a", ":a free true"},
    ),
    "it follows by a later rule": (
        ":a kg:at :b . :b kg:at :c . :a kg:away :c", "", ":b kg:at :c", set(), {":b at :c", ":a in :c"},
    ),
    "a sheet states it": (":a kg:away :b . :a kg:partner :b", "", ":a kg:away :b", set(), {":a away :b", ":a far true", ":a free true", ":a beside :b", ":b beside :a"}),
    "a sheet stated it": (":a kg:away :b . :a kg:partner :b", "", ":a kg:partner :b", set(), set()),
    "a sheet stated the second of two": (":a kg:away :b . :a kg:free true", "", ":a kg:free true", set(), set()),
    "a sheet stated what has its anchor at the end": (
        ":a kg:near :b . :b kg:at :c . :c kg:at :d . :a kg:partner :c", "", ":a kg:partner :c", set(), set(),
    ),
    "nothing new": (":a kg:away :b", ":a kg:away :b", "", set(), set()),
    "nothing old": (":a kg:away :b", "", ":c kg:away :b", set(), set()),
    "a condition fails now": (
        ":a kg:at :b . :b kg:at :c", ":a kg:near :c", "", {":a near :c", ":c count 1", ":a beside :c"}, {":a far true"},
    ),
    "it follows from all that there is": (
        ":a kg:near :b . :c kg:away :a . :a kg:away :b", "", ":a kg:near :b", set(), {":a near :b", ":b count 1"},
    ),
    "what follows in two ways goes in both": (
        ":a kg:near :b . :a kg:away :b", "", ":a kg:near :b . :a kg:away :b", set(),
        {":a near :b", ":a away :b", ":b count 1", ":a beside :b", ":b beside :a", ":a far true", ":a free true", ":a partner :b"},
    ),
}  # fmt: skip


def short(found: set[Triple]) -> set[str]:
    ends = ((t.subject.value, t.predicate.value, t.object.value) for t in found)  # type: ignore[union-attr]
    return {" ".join(each.replace(KG, "").replace(BASE, ":") for each in three) for three in ends}


@pytest.mark.parametrize(("stated", "added", "removed", "came", "went"), CHANGES.values(), ids=CHANGES)
def test_what_comes_and_goes_with_a_change(
    stated: str, added: str, removed: str, came: set[str], went: set[str]
) -> None:
    _, delta = worked_in(triples(stated), triples(added), triples(removed), LAYERS)

    assert short(delta.added) == came
    assert short(delta.removed) == went
    assert set(delta) == delta.added | delta.removed


def test_a_node_that_a_rule_makes_comes_and_goes_whole() -> None:
    stated = triples(":a kg:near :z . :b kg:near :z . :c kg:near :y")

    less, gone = worked_in(stated, [], triples(":b kg:near :z"), PARTNERS)
    more, came = worked_in(stated, triples(":a kg:near :y"), [], PARTNERS)

    assert shown(less) == shown(store(triples(":a kg:near :z . :c kg:near :y")))
    assert len(gone.removed) == 1 + 5
    assert len(came.added) == 1 + 5
    assert not any(isinstance(quad.subject, BlankNode) for quad in more)


def test_a_node_that_a_sheet_states_and_a_rule_makes_stays_while_one_of_them_does() -> None:
    near = triples(":a kg:near :z . :b kg:near :z")
    made = [quad.triple for quad in whole(near, PARTNERS) if quad.triple not in near]
    assert len(made) == 5

    for stated in made:
        after, delta = worked_in([*near, *made], [], [stated], PARTNERS)
        assert shown(after) == shown(store([*near, *made]))
        assert list(delta) == []
    after, _ = worked_in([*near, *made[:2]], [], near[:1], PARTNERS)
    assert shown(after) == shown(store([*near[1:], *made[:2]]))


@pytest.mark.parametrize(
    ("removed", "anchors"),
    [
        # 21 might conclude too what is gone: that :d is far.
        (":e kg:at :f", ["05", "10 d e", "20 d", "21 d", "22", "30", "31 e f", "35", "40"]),
        # 20 might conclude something of what 21 no longer does.
        (":g kg:away :f", ["05", "10", "20", "21 g", "20 g", "22 g", "30", "31 f", "35 f g", "40"]),
    ],
)
def test_only_what_a_change_reaches_is_drawn_again(
    monkeypatch: pytest.MonkeyPatch, removed: str, anchors: list[str]
) -> None:
    stated = triples(":a kg:at :b . :b kg:at :c . :d kg:at :e . :e kg:at :f . :a kg:near :f . :g kg:away :f")
    asked: list[str] = []

    def watched(graph: Store, of: Rule, *rest: object) -> set[Triple]:
        values = rest[2] or ()
        asked.append(" ".join([of.name, *sorted(each.value.removeprefix(BASE) for each in values)]))  # type: ignore[attr-defined]
        return conclusions(graph, of, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(rederive, "conclusions", watched)
    after, _ = worked_in(stated, [], triples(removed), LAYERS)

    assert shown(after) == shown(whole([each for each in stated if each not in triples(removed)], LAYERS))
    # Each is asked of the graph before and of that after.
    assert [name for name, _ in groupby(asked)] == anchors


def test_a_change_that_reaches_too_far_draws_all_that_a_rule_concludes(monkeypatch: pytest.MonkeyPatch) -> None:
    stated = triples(":a kg:at :b . :d kg:at :b . :b kg:at :c")
    monkeypatch.setattr(reach, "MANY", 1)

    after, delta = worked_in(stated, [], stated[2:], LAYERS[1:2])

    assert shown(after) == shown(store(stated[:2]))
    assert short(delta.removed) == {":b at :c", ":a in :c", ":d in :c"}


@pytest.mark.parametrize(("value", "fits"), [("b", True), ("a", False), ("c", False), ("bb", False)])
def test_a_triple_fits_what_a_rule_writes_in_predicate_and_constant(value: str, fits: bool) -> None:
    written = Step("?x", ("urn:p",), '"b"')
    triple = Triple(NamedNode("urn:x"), NamedNode("urn:p"), Literal(value))

    assert rederive._fits(written, triple) is fits
    assert rederive._fits(Step("?x", ("urn:q", "urn:p"), "?y"), triple)
    assert rederive._fits(Step("?x", None, "_:y"), triple)
    assert not rederive._fits(Step("?x", ("urn:q",), "?y"), triple)


@pytest.mark.parametrize(
    ("layers", "is_layered"),
    [
        (LAYERS, True),
        ([], True),
        ([LAYERS[1], rule("20", "CONSTRUCT { ?x kg:at ?z } WHERE { ?x kg:in ?z }")], False),
        ([rule("10", "CONSTRUCT { ?x kg:at ?z } WHERE { ?x kg:at ?y . ?y kg:at ?z }")], False),
        ([AWAY, rule("10", "CONSTRUCT { ?x kg:at ?z } WHERE { ?x kg:at ?y . ?y kg:at ?z }")], False),
        ([rule("10", "CONSTRUCT { ?x kg:in ?z } WHERE { ?x !kg:y ?z }"), LAYERS[1]], False),
    ],
)
def test_rules_are_layered_where_no_conclusion_reaches_what_an_earlier_rule_reads(
    layers: list[Rule], is_layered: bool
) -> None:
    stated = triples(":a kg:at :b . :b kg:at :c . :c kg:at :d . :d kg:at :e")

    assert derive(store(stated), layers, VOCABULARY, BASE) is is_layered
    if not is_layered:
        with pytest.raises(NotLayered):
            worked_in(stated, triples(":e kg:at :f . :f kg:at :g"), [], layers)


def test_a_triple_that_comes_and_goes_again_is_no_change() -> None:
    [one] = triples(":a kg:at :b")
    delta = Delta()

    delta.add(one)
    assert (delta.added, delta.removed) == ({one}, set())
    delta.remove(one)
    assert list(delta) == []
    delta.remove(one)
    assert (delta.added, delta.removed) == (set(), {one})
    delta.add(one)
    assert list(delta) == []


# --- drawing


def test_rules_are_read_in_the_order_of_their_names() -> None:
    texts = {"20-b.rq": "CONSTRUCT {} WHERE {}", "10-a.rq": "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"}

    found = read_rules(texts)

    assert found == [Rule("10-a.rq", texts["10-a.rq"]), Rule("20-b.rq", texts["20-b.rq"])]
    assert len({*found, *read_rules(texts)}) == 2, "a rule is a value"


def test_a_rule_may_have_64_kibibytes() -> None:
    read_rules({"x.rq": "#" * 65_536})
    with pytest.raises(KgError, match=r"ontology/rules/x.rq: 65,537 bytes, more than 65,536"):
        read_rules({"x.rq": "#" * 65_537})


@pytest.mark.parametrize("count", [0, 1, 499, 500, 501, 1001])
def test_anchors_are_asked_five_hundred_at_a_time(count: int) -> None:
    all_of_them = [NamedNode(f"{BASE}n{number}") for number in range(count)]
    graph = store([Triple(node, NamedNode(KG + "away"), node) for node in [*all_of_them, NamedNode("urn:other")]])

    found = conclusions(graph, AWAY, VOCABULARY, BASE, iter(all_of_them))

    assert {triple.subject for triple in found} == set(all_of_them)
    assert len(list(rules._questions(AWAY, VOCABULARY, all_of_them))) == -(-count // 500)


def test_what_has_no_anchors_or_blank_ones_is_asked_as_a_whole() -> None:
    named, blank = NamedNode(BASE + "a"), BlankNode("b")

    def asked(of: Rule, anchors: list[NamedNode | BlankNode] | None) -> list[str]:
        return list(rules._questions(of, VOCABULARY, anchors))

    assert asked(AWAY, None) == [AWAY.query]
    assert asked(AWAY, [named, blank]) == [AWAY.query]
    assert asked(LIMITED, [named]) == [LIMITED.query]
    assert "VALUES ?x { <urn:x:a> }" in asked(AWAY, [named])[0]


def test_what_each_rule_added_is_told_with_what_that_reaches_of_its_own() -> None:
    graph = store(triples(":a kg:at :b . :b kg:at :c . :c kg:at :d"))
    grows = rule("10", "CONSTRUCT { ?x kg:at ?z } WHERE { ?x kg:at ?y . ?y kg:at ?z }")

    found = [(number, short(set(new))) for number, new, _ in drawn(graph, [AWAY, grows], VOCABULARY, BASE)]

    assert found == [(1, {":a at :c", ":b at :d"}), (1, {":a at :d"})]
    assert [own for _, _, own in drawn(store(triples(":a kg:away :b")), [AWAY], VOCABULARY, BASE)] == [set()]


def test_a_change_that_reaches_too_far_is_a_change_of_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = store(triples(":a kg:at :b . :b kg:at :c . :d kg:at :b"))
    changes = reach.Changes(triples(":b kg:at :c"))
    assert rules.touched(LAYERS[1], VOCABULARY, changes, [graph]) == {NamedNode(BASE + name) for name in "abd"}

    monkeypatch.setattr(reach, "MANY", 1)

    assert rules.touched(LAYERS[1], VOCABULARY, changes, [graph]) is None


def test_nodes_that_a_rule_makes_are_named_by_their_content() -> None:
    stated = triples(":a kg:near :z . :b kg:near :z")
    graph, again = store(stated), store(stated)

    made = apply(graph, PARTNERS, VOCABULARY, BASE)

    assert len({triple.subject for triple in made}) == 1
    assert str(made[0].subject).startswith("<urn:x:partnership/")
    assert set(made) == set(apply(again, PARTNERS, VOCABULARY, BASE))
