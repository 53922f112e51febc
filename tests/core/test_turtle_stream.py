"""A store written subject by subject gives the bytes of the graph written at once."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BaseDirection, BlankNode, Literal, NamedNode, Quad, Store, Triple

from kg.rdf.namespaces import CONCEPT, KG, RDF, XSD
from kg.rdf.turtle import turtle
from kg.rdf.turtle_stream import Writer, write_turtle

BASE = "https://example.org/kg/"
names = st.sampled_from(
    [
        BASE + "a",
        BASE + "a/b",
        BASE + "a.b",
        BASE + "claim/0",
        CONCEPT + "ai",
        KG + "name",
        RDF + "type",
        "urn:x",
        "http://e.org/é",
    ]
)
iris = names.map(NamedNode)
blanks = st.sampled_from("xyz").map(BlankNode)
datatypes = st.sampled_from([XSD + name for name in ("integer", "decimal", "boolean", "date", "string")]).map(NamedNode)
texts = st.text(max_size=6) | st.sampled_from(
    ["", "1", "01", "1.0", "true", 'a"b', "a\nb .\n", "\\", "^^<x>", "@en", "\u2028\x85"]
)
literals = (
    texts.map(Literal)
    | st.builds(lambda text, datatype: Literal(text, datatype=datatype), texts, datatypes)
    | st.builds(lambda text, tag: Literal(text, language=tag), texts, st.sampled_from(["en", "ko", "de-ch"]))
    | texts.map(lambda text: Literal(text, language="ar", direction=BaseDirection.RTL))
)
plain = st.builds(Triple, iris, iris, iris | literals)
triples = st.builds(Triple, iris | blanks, iris, iris | blanks | literals | plain)


class Backwards:
    """An engine that writes its lines in another order."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def dump(self, output: Path, **how: Any) -> None:
        lines = (self.store.dump(**how) or b"").splitlines(keepends=True)
        output.write_bytes(b"".join(lines[::2] + lines[1::2]))


@settings(max_examples=300, deadline=None)
@given(st.lists(triples, max_size=25), st.booleans())
def test_the_bytes_are_those_of_the_graph_written_at_once(graph: list[Triple], backwards: bool) -> None:
    store = Store()
    store.extend(Quad(*triple) for triple in graph)

    with TemporaryDirectory() as folder:
        path = Path(folder, "kg.ttl")
        write_turtle(cast(Store, Backwards(store)) if backwards else store, BASE, path)

        assert path.read_bytes() == turtle([quad.triple for quad in store], BASE)
        assert [each.name for each in Path(folder).iterdir()] == ["kg.ttl"]


def test_what_is_remembered_of_values_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    store, writer = Store(), Writer(BASE)
    store.extend(Quad(NamedNode("urn:x"), NamedNode("urn:p"), Literal(number % 5)) for number in range(10))

    monkeypatch.setattr("kg.rdf.turtle_stream._KEPT", 2)
    assert writer.of(store, "urn:x") == "<urn:x> <urn:p> 0,\n        1,\n        2,\n        3,\n        4 .\n"
    assert len(writer._objects) == 1
    monkeypatch.setattr("kg.rdf.turtle_stream._KEPT", 9)
    assert writer.of(store, "urn:x")
    assert len(writer._objects) == 5


def test_values_stand_by_language_then_text_and_iris_before_them() -> None:
    store, writer = Store(), Writer(BASE)
    values = [NamedNode("urn:z"), Literal("z"), Literal("y", language="en"), Literal("ab", language="ko")]
    values += [Literal("cd", language="en"), Literal("b", language="ar", direction=BaseDirection.RTL)]
    store.extend(Quad(NamedNode("urn:x"), NamedNode("urn:p"), value) for value in values)

    listed = [line.strip(" ,.") for line in writer.of(store, "urn:x").removeprefix("<urn:x> <urn:p> ").splitlines()]

    assert listed == ["<urn:z>", '"z"', '"b"@ar--rtl', '"cd"@en', '"y"@en', '"ab"@ko']


def test_a_triple_with_a_blank_node_is_written() -> None:
    text = turtle([Triple(NamedNode("urn:x"), NamedNode("urn:p"), BlankNode("y"))], BASE)

    assert text == b"<urn:x> <urn:p> _:c14n0 .\n"


VALUES = [
    *(NamedNode(iri) for iri in ("urn:x", "urn:x-a", "urn:x/a", "urn:x:a", "urn:y", BASE + "a", KG + "name", "http://e.org/")),
    *(Literal(text) for text in ("", "a", "b", "a-b", 'a"b', "<urn:x>", "@en", "_:b")),
    *(Literal(text, language=tag) for text in "ba" for tag in ("ko", "en", "de-ch")),
    *(Literal(text, language="ar", direction=base) for text in "ba" for base in (BaseDirection.RTL, BaseDirection.LTR)),
    *(Literal(number) for number in (10, 9, 1.5, True, False)),
    Literal("007", datatype=NamedNode(XSD + "integer")),
]  # fmt: skip


@pytest.mark.parametrize("odd", [[], [BlankNode("b")], [Triple(VALUES[0], VALUES[1], VALUES[2])]])  # type: ignore[arg-type]
def test_many_values_of_one_property_stand_in_order(tmp_path: Path, odd: list[BlankNode | Triple]) -> None:
    store = Store()
    for name in ("urn:s", "urn:s-a", BASE + "s", "urn:p"):
        for predicate in ("urn:p", "urn:p-a", "urn:p/a", RDF + "type", "http://a/", KG + "name"):
            values = [*VALUES, *odd] if predicate == "urn:p" else VALUES[:9]
            store.extend(Quad(NamedNode(name), NamedNode(predicate), value) for value in values)

    write_turtle(store, BASE, tmp_path / "kg.ttl")

    assert (tmp_path / "kg.ttl").read_bytes() == turtle([quad.triple for quad in store], BASE)
