"""Every RDF export reads back as the graph it was written from, in two libraries that share no code."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse
from rdflib.compare import isomorphic

from kg.errors import KgError
from kg.exports import write
from kg.exports.selection import Dataset, Selection
from kg.rdf.namespaces import SKOS, XSD
from kg.rdf.turtle import canonical

TRIPLES = {"turtle": ("turtle", RdfFormat.TURTLE), "nt": ("nt", RdfFormat.N_TRIPLES)}
TRIPLES |= {"jsonld": ("json-ld", RdfFormat.JSON_LD), "rdfxml": ("xml", RdfFormat.RDF_XML)}
QUADS = {"trig": ("trig", RdfFormat.TRIG), "nq": ("nquads", RdfFormat.N_QUADS)}
REIFIES = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies")

HARD = [
    "plain",
    "",
    " spaces at both ends ",
    'quotes " and \' and """ and \\ and \\n',
    "lines\nof\r\nevery\rkind\tand tabs",
    "<b>&amp;</b> ]]> <![CDATA[",
    "蔚山 울산 ㎿ 😀 e\u0301 ﾊﾝｶｸ",
    "invisible \u200b\u202e\u0085\u2028\ufeff",
    "@id",
    "_:b0",
    "kg:builds",
    "https://example.org/",
]
NUMBERS = [("007", "integer"), ("-5", "integer"), ("+1", "integer"), ("0.50", "decimal"), ("7000000000000", "decimal")]
NUMBERS += [
    (".5", "decimal"),
    ("1E3", "double"),
    ("true", "boolean"),
    ("1", "boolean"),
    ("2025-08-31", "date"),
    ("x", "integer"),
]


@pytest.fixture(autouse=True)
def _literals_as_written(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """rdflib rewrites 007 to 7 on reading; here every character counts."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    yield


@pytest.fixture
def hard(small: Dataset) -> Selection:
    """A graph of what serializers get wrong: text, numbers, blank nodes, strange IRIs."""
    x = NamedNode(small.base + "x")
    triples = [Triple(x, NamedNode(f"https://example.org/p#t{n}"), Literal(text)) for n, text in enumerate(HARD)]
    triples += [
        Triple(x, NamedNode(SKOS + "altLabel"), Literal(text, language=tag))
        for text in HARD
        for tag in ("en", "zh-hant")
    ]
    triples += [
        Triple(x, NamedNode("https://example.org/p/n"), Literal(t, datatype=NamedNode(XSD + d))) for t, d in NUMBERS
    ]
    one, two = BlankNode(), BlankNode()
    triples += [
        Triple(x, NamedNode(SKOS + "related"), one),
        Triple(one, NamedNode(SKOS + "related"), two),
        Triple(two, NamedNode(SKOS + "note"), Literal("b")),
    ]
    for iri in ("dataset", "a%20b", "a/b?c#d", "9.5", "a.", "-", "á", "x/../y", "https://[::1]/"):
        node = NamedNode(iri if iri.startswith("https:") else small.base + iri)
        triples += [Triple(node, NamedNode(SKOS + "related"), x), Triple(x, NamedNode(SKOS + "related"), node)]
    return small.select([*triples, *small.whole().triples])


def rdflib_graph(selection: Selection) -> rdflib.Graph:
    return rdflib.Graph().parse(data="".join(f"{t} .\n" for t in selection.triples), format="nt")


@pytest.mark.parametrize("name", TRIPLES)
def test_an_export_is_equal_in_oxigraph(name: str, hard: Selection, project: Selection) -> None:
    for selection in (hard, project):
        quads = parse(write(name, selection)[""], format=TRIPLES[name][1])

        assert canonical(quad.triple for quad in quads) == selection.triples


@pytest.mark.parametrize("name", TRIPLES)
def test_an_export_is_isomorphic_in_rdflib(name: str, hard: Selection, project: Selection) -> None:
    read = rdflib.Graph().parse(data=write(name, hard)[""], format=TRIPLES[name][0])
    assert isomorphic(read, rdflib_graph(hard))

    whole = rdflib.Graph().parse(data=write(name, project)[""], format=TRIPLES[name][0])
    assert set(whole) == set(rdflib_graph(project))  # no blank nodes here: equal is isomorphic


@pytest.mark.parametrize("name", QUADS)
def test_the_union_of_the_graphs_is_the_whole(name: str, hard: Selection, project: Selection) -> None:
    for selection in (hard, project):
        quads = list(parse(write(name, selection)[""], format=QUADS[name][1]))

        assert canonical(quad.triple for quad in quads) == selection.triples

    read = rdflib.Dataset().parse(data=write(name, project)[""], format=QUADS[name][0])
    assert {quad[:3] for quad in read.quads()} == set(rdflib_graph(project))


@pytest.mark.parametrize("name", QUADS)
def test_a_named_graph_is_a_source_and_holds_the_evidence_that_stands_there(name: str, small: Dataset) -> None:
    quads = list(parse(write(name, small.whole())[""], format=QUADS[name][1]))
    lines = [q for q in quads if q.predicate.value.endswith("#words")]

    assert {q.graph_name.value.removeprefix(small.base) for q in lines} == {"paper", "gazette"}
    homes = {q.subject: q.graph_name for q in lines}
    links = [q for q in quads if q.predicate.value.endswith("#evidence")]
    assert all(homes[q.object] == q.graph_name for q in links), "evidence is linked in the graph in which it stands"
    acme = [q.graph_name for q in quads if q.predicate.value.endswith("#who") and q.object.value.endswith("/acme")]
    assert sorted(g.value.rpartition("/")[2] for g in acme) == ["gazette", "paper", "paper"]
    assert not [q for q in quads if q.predicate.value.endswith("#builds") and isinstance(q.graph_name, NamedNode)]


def test_rdf_1_2_annotates_each_simple_triple_with_its_claims(
    small: Dataset, hard: Selection, project: Selection
) -> None:
    for selection in (hard, project):
        read = [quad.triple for quad in parse(write("rdf12", selection)[""], format=RdfFormat.TURTLE)]
        assert canonical(t for t in read if t.predicate != REIFIES) == selection.triples
        assert all(t.object in set(selection.triples) for t in read if t.predicate == REIFIES)

    read = [quad.triple for quad in parse(write("rdf12", small.whole())[""], format=RdfFormat.TURTLE)]
    said = {t.object for t in read if t.predicate == REIFIES}
    names = ("builds", "partyTo", "locatedIn", "partOf", "partnersWith")
    simple = {t for t in small.whole().triples if t.predicate.value.rpartition("#")[2] in names}
    assert said == simple


def test_the_same_graph_gives_the_same_bytes_however_it_was_read(hard: Selection, small: Dataset) -> None:
    def renamed(term: object) -> object:
        return BlankNode(term.value + "x") if isinstance(term, BlankNode) else term

    shuffled = [Triple(renamed(t.subject), t.predicate, renamed(t.object)) for t in hard.triples]  # type: ignore[arg-type]
    random.Random(1).shuffle(shuffled)
    again = small.select(shuffled)

    for name in ("turtle", "trig", "nt", "nq", "jsonld", "rdfxml", "rdf12", "csv", "graphml", "gexf", "cypher", "dcat"):
        assert write(name, again) == write(name, hard), name


def test_turtle_has_one_value_a_line_so_that_one_change_is_one_line(small: Dataset) -> None:
    selection = small.whole()
    changed = [
        Triple(t.subject, t.predicate, Literal("ACME", language="en"))
        if t.object == Literal("Acme", language="en")
        else t
        for t in selection.triples
    ]

    before = write("turtle", selection)[""].decode().splitlines()
    after = write("turtle", small.select(changed))[""].decode().splitlines()

    assert len([1 for one, other in zip(before, after, strict=True) if one != other]) == 1
    assert "kgd" not in write("turtle", small.select([]))[""].decode()


@pytest.mark.parametrize("name", ["rdfxml", "graphml", "gexf"])
def test_a_character_that_xml_cannot_hold_is_refused_with_a_remedy(name: str, small: Dataset) -> None:
    label = Triple(NamedNode(small.base + "acme"), NamedNode(SKOS + "prefLabel"), Literal("A\x01", language="en"))
    triples = [t for t in small.whole().triples if (t.subject, t.predicate) != (label.subject, label.predicate)]

    with pytest.raises(KgError, match=r"U\+0001.*export turtle"):
        write(name, small.select([*triples, label]))


def test_json_ld_reads_like_the_sheets(small: Dataset) -> None:
    import json

    document = json.loads(write("jsonld", small.whole())[""])
    hall = next(node for node in document["@graph"] if node["id"] == "hall")

    assert hall["type"] == "Facility"
    assert hall["label"]["ko"] == "서버홀"
    assert [p["who"] for p in hall["participants"] if p["role"] == "builder"] == ["acme", "bolt"]
    assert hall["amounts"][0]["value"] == "7000000000000"
    evidence = [item for p in hall["participants"] if p["who"] == "acme" for item in p["evidence"]]
    assert {(item["source"], item["line"], item["words"]) for item in evidence} == {
        ("paper", 4, "Acme"),
        ("gazette", 2, "ACME Inc."),
    }
