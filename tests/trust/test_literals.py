"""Numbers, days and texts are the same everywhere, byte for byte: minted canonical once, changed by no engine.

An engine rewrites what is not canonical (Oxigraph turns 01.50 into 1.5 and @EN into @en, rdflib turns 007 into 7
and NaN into nan); what reading a sheet mints is what every engine gives back.
"""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

import pytest
import rdflib
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from kg import workspace as workspaces
from kg.exports import write
from kg.exports.selection import Selection
from kg.making.build import read
from kg.rdf import dates
from kg.rdf.namespaces import KG, XSD
from kg.rdf.quantities import canonical_decimal, canonical_integer, comparable, scaled
from kg.rdf.turtle import turtle
from kg.shapes.reference import from_rdflib, to_rdflib
from kg.sheets.tree import Scalar
from kg.sheets.tree import parse as parse_sheet
from kg.workspace import Workspace
from tests.conftest import ROOT

BASE = "https://example.org/kg/"
S, P = NamedNode(BASE + "hall"), NamedNode(BASE + "p")
ROUND_TRIPS = {
    "turtle": (RdfFormat.TURTLE, "turtle"),
    "nt": (RdfFormat.N_TRIPLES, "nt"),
    "nq": (RdfFormat.N_QUADS, "nquads"),
    "trig": (RdfFormat.TRIG, "trig"),
    "rdfxml": (RdfFormat.RDF_XML, "xml"),
}

digits = st.text("0123456789", min_size=1, max_size=20)
decimals = st.builds(lambda sign, whole, rest: f"{sign}{whole}{rest}", st.sampled_from(["", "-", "+"]), digits, st.one_of(st.just(""), st.builds(lambda d: f".{d}", st.text("0123456789", min_size=1, max_size=18))))  # fmt: skip
integers = st.builds(lambda sign, whole: sign + whole, st.sampled_from(["", "-", "+"]), st.text("0123456789", min_size=1, max_size=18))  # fmt: skip
days = st.dates(min_value=date(1, 1, 1)).map(date.isoformat)
# What a sheet lets in: no control, format, surrogate or private-use characters.
texts = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cf", "Co", "Cn")), min_size=1, max_size=60)
languages = st.sampled_from(["en", "ko", "ja", "zh-hant", "sr-latn-rs"])


def typed(value: str, name: str) -> Literal:
    return Literal(value, datatype=NamedNode(XSD + name))


literals = st.one_of(
    decimals.map(lambda text: typed(canonical_decimal(text), "decimal")),
    integers.map(lambda text: typed(canonical_integer(text), "integer")),
    days.map(lambda text: typed(text, "date")),
    st.sampled_from(["true", "false"]).map(lambda text: typed(text, "boolean")),
    texts.map(Literal),
    st.builds(lambda text, language: Literal(text, language=language), texts, languages),
)


@lru_cache
def project() -> Workspace:
    return workspaces.at(str(ROOT))


@given(literals)
@example(Literal("a\u0085b\u2028\"'\\\t"))
@example(typed("-0.000000000000000001", "decimal"))
@example(typed("99999999999999999999.999999999999999999", "decimal"))
@settings(max_examples=300, deadline=None)
def test_the_store_gives_back_what_was_minted(literal: Literal) -> None:
    store = Store()
    store.add(Quad(S, P, literal))

    assert [str(quad.object) for quad in store] == [str(literal)]


@given(literals)
@settings(max_examples=300, deadline=None)
def test_rdflib_gives_back_what_was_minted_also_when_it_normalizes(literal: Literal) -> None:
    assert str(from_rdflib(to_rdflib(literal))) == str(literal)
    if not literal.language:
        datatype = rdflib.URIRef(literal.datatype.value)
        assert str(rdflib.Literal(literal.value, datatype=datatype, normalize=True)) == literal.value


@given(literals)
@settings(max_examples=200, deadline=None)
def test_the_result_of_a_query_is_what_was_minted(literal: Literal) -> None:
    store = Store()
    store.add(Quad(S, P, literal))

    (row,) = store.query("SELECT ?o (?o AS ?same) (MIN(?o) AS ?least) { ?s ?p ?o } GROUP BY ?o")  # type: ignore[misc]

    assert {str(row["o"]), str(row["same"]), str(row["least"])} == {str(literal)}


@pytest.mark.parametrize("name", ROUND_TRIPS)
@given(found=st.lists(literals, min_size=1, max_size=8, unique_by=str))
@settings(max_examples=60, deadline=None)
def test_every_export_reads_back_the_same_bytes(name: str, found: list[Literal]) -> None:
    triples = [Triple(S, P, literal) for literal in found]
    selection = Selection(triples, project().vocabulary, project().context, BASE)
    oxigraph, rdflib_name = ROUND_TRIPS[name]
    data = write(name, selection)[""]

    again = {str(quad.object) for quad in parse(data, oxigraph) if quad.predicate == P}
    graph = rdflib.Dataset(default_union=True) if name in ("trig", "nq") else rdflib.Graph()
    graph.parse(data=data, format=rdflib_name)
    in_rdflib = {str(from_rdflib(o)) for o in graph.objects(rdflib.URIRef(S.value), rdflib.URIRef(P.value))}

    expected = {str(literal) for literal in found}
    assert again == expected
    assert in_rdflib == expected
    assert turtle(triples, BASE) == turtle((q.triple for q in parse(turtle(triples, BASE), RdfFormat.TURTLE)), BASE)


@given(decimals)
@settings(max_examples=500, deadline=None)
def test_a_canonical_decimal_is_a_fixed_point_and_keeps_the_value(text: str) -> None:
    canonical = canonical_decimal(text)

    assert canonical_decimal(canonical) == canonical
    assert Decimal(canonical) == Decimal(text)
    assert not canonical.startswith(("+", "-0.0 ", "00"))


@given(decimals, st.sampled_from(["1", "1000", "0.001", "1000000", "3.305785"]))
@settings(max_examples=500, deadline=None)
def test_scaling_never_rounds_what_fits_and_refuses_the_rest(text: str, factor: str) -> None:
    try:
        result = scaled(canonical_decimal(text), factor)
    except ValueError:
        assert abs(Fraction(text) * Fraction(factor)) >= 10**20
        return
    assert abs(Fraction(result) - Fraction(text) * Fraction(factor)) <= Fraction(1, 2 * 10**12)


@given(decimals, st.sampled_from([None, "about", "at-least", "more-than", "up-to", "by", "exactly"]))
@settings(max_examples=300, deadline=None)
def test_bounds_hold_the_value(text: str, bound: str | None) -> None:
    value = canonical_decimal(text)
    try:
        low, high = comparable(value, None, None, bound)
    except ValueError:  # a tenth more than the longest number
        assert bound == "about"
        return
    assert low is None or Decimal(low) <= Decimal(value)
    assert high is None or Decimal(high) >= Decimal(value)


@given(st.text(max_size=12))
@example("2019-02-29")
@example("[..2029-13]")
@example("2029-13~")
@settings(max_examples=500, deadline=None)
def test_a_date_is_a_fixed_point_or_refused(text: str) -> None:
    try:
        found = dates.when(text)
    except ValueError:
        return
    assert dates.when(found.edtf) == found
    assert found.earliest is None or found.latest is None or found.earliest <= found.latest


@given(texts)
@settings(max_examples=200, deadline=None)
def test_words_reach_the_graph_as_they_stand_in_the_sheet(words: str) -> None:
    node = parse_sheet(json.dumps(words, ensure_ascii=False).encode(), "x.yaml")

    assert isinstance(node, Scalar)
    assert node.text == words


def test_every_literal_of_the_projects_data_is_canonical_in_both_engines() -> None:
    triples = read(project()).triples
    store = Store()
    store.bulk_extend(Quad(*triple) for triple in triples)

    assert {str(quad.triple) for quad in store} == {str(triple) for triple in triples}
    for triple in triples:
        if isinstance(triple.object, Literal) and not triple.object.language:
            datatype = rdflib.URIRef(triple.object.datatype.value)
            assert str(rdflib.Literal(triple.object.value, datatype=datatype)) == triple.object.value


def test_the_sources_own_spelling_lives_on_in_the_words() -> None:
    words = [t.object.value for t in read(project()).triples if t.predicate.value == KG + "words"]  # type: ignore[union-attr]

    assert any(not word.isascii() and any(character.isdigit() for character in word) for word in words)
