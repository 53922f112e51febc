"""A page of a very large data set says what it rests on: a change beside that leaves it as it is, byte for byte."""

from __future__ import annotations

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from kg.page import page
from kg.page.scope import affected
from kg.rdf.namespaces import DCTERMS, SKOS, TYPE, concept, kg
from kg.workspace import Workspace

BASE = "https://example.org/kg/"


def node(name: str) -> NamedNode:
    return NamedNode(BASE + name)


def names(prefix: str, count: int) -> st.SearchStrategy[NamedNode]:
    return st.integers(0, count - 1).map(lambda number: node(f"{prefix}{number}"))


entities, claims, partnerships = names("e", 9), names("c", 10), names("p", 2)
evidence, documents, sections, decisions = names("v", 4), names("d", 3), names("s", 2), names("i", 2)
words = st.sampled_from(["Ulsan", "울산", "SK"])
LABELS = [NamedNode(SKOS + name) for name in ("prefLabel", "altLabel", "hiddenLabel")]


def triples(
    subject: st.SearchStrategy[NamedNode], predicate: list[NamedNode], value: st.SearchStrategy[NamedNode | Literal]
) -> st.SearchStrategy[Triple]:
    return st.builds(Triple, subject, st.sampled_from(predicate), value)


def types(*names: str) -> st.SearchStrategy[NamedNode]:
    return st.sampled_from([kg(name) for name in names])


# Any of these may come, go or stand alone: the page must make do with whatever is there.
ANY = st.one_of(
    triples(entities, [TYPE], types("Company", "Facility", "Region")),
    triples(st.one_of(entities, documents, sections), LABELS, st.builds(Literal, words, language=st.just("ko"))),
    triples(entities, [kg("within"), kg("governs"), kg("builds")], entities),
    triples(claims, [TYPE], types("Participation", "LocationClaim", "RelationClaim")),
    triples(claims, [kg("who"), kg("subject")], entities),
    triples(claims, [kg("who"), kg("subject")], entities),
    triples(claims, [kg("object"), kg("place"), kg("speaker")], entities),
    triples(claims, [kg("role")], st.sampled_from([concept("builder"), concept("operator")])),
    triples(claims, [kg("evidence")], evidence),
    triples(evidence, [TYPE], types("Evidence")),
    triples(evidence, [kg("source")], documents),
    triples(evidence, [kg("section")], sections),
    triples(evidence, [kg("words")], words.map(Literal)),
    triples(documents, [TYPE], types("Document")),
    triples(documents, [NamedNode(DCTERMS + "publisher")], entities),
    triples(sections, [TYPE], types("Section")),
    triples(decisions, [TYPE], types("IdentityDecision")),
    triples(decisions, [kg("entity")], entities),
    triples(decisions, [kg("claim")], claims),
    triples(st.just(node("set")), [TYPE], types("Dataset")),
    triples(partnerships, [TYPE], types("Partnership")),
    triples(partnerships, [kg("partner"), kg("through")], entities),
)
CHANGED = st.one_of(ANY, triples(claims, [kg("who"), kg("subject"), kg("object"), kg("place")], entities))
# Enough of a graph to have something near and something far; e0 is linked with e3 to e5, more than a page holds.
BONES = [
    *(Triple(node(f"e{number}"), TYPE, kg("Company")) for number in range(7)),
    *(Triple(node(f"c{number}"), TYPE, kg("Participation")) for number in range(6)),
    *(Triple(node(f"c{number}"), kg("who"), node(f"e{number // 3}")) for number in range(6)),
    *(Triple(node(f"c{number}"), kg("subject"), node(f"e{number + 3}")) for number in range(6)),
    *(Triple(node(f"p{number}"), TYPE, kg("Partnership")) for number in range(2)),
    *(Triple(node(f"p{number}"), kg("partner"), node(f"e{end}")) for number in range(2) for end in (0, 3)),
    Triple(node("p0"), kg("through"), node("e4")),
    *(Triple(node(f"c{number}"), kg("evidence"), node(f"v{number % 2}")) for number in (0, 4)),
    *(Triple(node(f"v{number}"), TYPE, kg("Evidence")) for number in range(2)),
    *(Triple(node(f"v{number}"), kg("source"), node(f"d{number}")) for number in range(2)),
    *(Triple(node(f"v{number}"), kg("section"), node(f"s{number}")) for number in range(2)),
    *(Triple(node(f"d{number}"), TYPE, kg("Document")) for number in range(2)),
    *(Triple(node(f"s{number}"), TYPE, kg("Section")) for number in range(2)),
    *(Triple(node(f"i{number}"), TYPE, kg("IdentityDecision")) for number in range(2)),
    Triple(node("i0"), kg("entity"), node("e0")),
]


@pytest.fixture(autouse=True, scope="module")
def little() -> Iterator[None]:
    """Few are very many here, and what never differs is left out of the text."""
    with (
        patch.object(page, "MOST", 3),
        patch.object(page, "HELD", 3),
        patch.object(page, "_packed", lambda text: text),
        patch.object(page, "_vis", lambda: ""),
    ):
        yield


def held(found: set[Triple]) -> Store:
    store = Store()
    store.extend(Quad(*triple) for triple in found)
    return store


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sets(ANY, max_size=25), st.sets(CHANGED, max_size=3), st.sets(st.sampled_from(BONES), max_size=2))
def test_a_page_that_is_not_affected_is_the_same(
    project: Workspace, more: set[Triple], put: set[Triple], taken: set[Triple]
) -> None:
    before = set(BONES) | more
    after = before - taken ^ put
    assume(before != after)
    old = page.render(held(before), project.vocabulary, base=BASE)

    touched = affected(old.ground, old.middle, before ^ after, held(after))

    event(f"affected: {touched}")
    if not touched:
        assert page.render(held(after), project.vocabulary, base=BASE) == old


FAR = [
    *(Triple(node(name), TYPE, kg("Company")) for name in ("far1", "far2")),
    Triple(node("far"), TYPE, kg("Participation")),
    Triple(node("far"), kg("who"), node("far1")),
    Triple(node("far"), kg("subject"), node("far2")),
]


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        ([Triple(node("far"), kg("period"), Literal("2030"))], False),
        ([Triple(node("new"), kg("subject"), node("far2")), Triple(node("new"), kg("who"), node("far1"))], False),
        ([Triple(node("paper"), TYPE, kg("Document")), Triple(node("paper"), LABELS[0], Literal("News"))], False),
        ([Triple(node("e0"), kg("glossed"), Literal("ko"))], True),
        ([Triple(node("new"), kg("subject"), node("e0"))], True),
        ([Triple(node("c2"), kg("subject"), node("e1"))], True),
        ([Triple(node("p1"), kg("through"), node("e4"))], True),
        ([Triple(node("v0"), kg("words"), Literal("SK"))], True),
        ([Triple(node("d0"), LABELS[0], Literal("News"))], True),
        ([Triple(node("s0"), LABELS[0], Literal("Body"))], True),
        ([Triple(node("i0"), kg("verdict"), concept("same"))], True),
        ([Triple(node("i1"), kg("claim"), node("c0"))], True),
        ([Triple(node("set"), TYPE, kg("Dataset"))], True),
        ([Triple(node("far2"), LABELS[1], Literal("alias", language="ko"))], True),
        ([Triple(node("new"), TYPE, kg("Facility"))], True),
        ([Triple(node(f"new{number}"), kg("who"), node("far1")) for number in range(2)], False),
        ([Triple(node(f"new{number}"), kg("who"), node("far1")) for number in range(3)], True),
    ],
    ids=[
        "far claim",
        "new claim",
        "document",
        "near entity",
        "near claim",
        "claim at the border",
        "partnership",
        "words",
        "document shown",
        "section",
        "decision",
        "decision on a claim",
        "data set",
        "any name",
        "new entity",
        "ties",
        "busier",
    ],
)
def test_what_is_near_or_named_or_busier_affects_a_page(project: Workspace, change: list[Triple], seen: bool) -> None:
    before = {*BONES, *FAR}
    old = page.render(held(before), project.vocabulary, base=BASE)
    assert old.middle == BASE + "e0"
    assert old.ground is not None

    assert affected(old.ground, old.middle, change, held(before | set(change))) is seen
    assert (page.render(held(before | set(change)), project.vocabulary, base=BASE) != old) is seen


def test_a_page_of_everything_is_affected_by_anything(project: Workspace) -> None:
    assert affected(None, "", FAR[:1], Store())
    assert not affected(None, "", [], Store())
