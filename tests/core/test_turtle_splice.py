"""A changed graph spliced from the old file is the file that writing everything gives."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple

from kg.namespaces import CONCEPT, KG, RDF, XSD
from kg.turtle_splice import splice
from kg.turtle_stream import write_turtle

BASE = "https://example.org/kg/"
iris = st.sampled_from(
    [
        BASE + "a",
        BASE + "a/b",
        BASE + "b",
        BASE + "claim/0",
        BASE + "claim/1",
        CONCEPT + "ai",
        KG + "name",
        RDF + "type",
        "urn:x",
        "urn:z",
    ]
).map(NamedNode)
literals = st.sampled_from(["", "a kg:b", 'skos:x "y" kgc:z', "a .\n\nb", "<kgd:x>"]).map(Literal) | st.sampled_from(
    [Literal("1", datatype=NamedNode(XSD + "integer")), Literal("2029-01-01", datatype=NamedNode(XSD + "date"))]
)
triples = st.builds(Triple, iris, iris, iris | literals)
BLANK = Triple(NamedNode("urn:onto"), NamedNode("urn:p"), BlankNode("x"))
LEAF = Triple(BlankNode("x"), NamedNode("urn:p"), Literal("leaf"))


@settings(max_examples=400, deadline=None)
@given(st.lists(triples, max_size=12), st.lists(triples, max_size=6), st.lists(triples, max_size=6), st.booleans())
def test_splicing_gives_the_bytes_of_writing_all(
    old: list[Triple], added: list[Triple], removed: list[Triple], blank: bool
) -> None:
    # The subject of the ontology always stands there, so the old file is never empty.
    fixed = [Triple(NamedNode("urn:onto"), NamedNode("urn:p"), Literal("x")), *([BLANK, LEAF] if blank else [])]
    store = Store()
    store.extend(Quad(*triple) for triple in [*fixed, *old])
    with TemporaryDirectory() as folder:
        before, spliced, whole = (Path(folder, name) for name in ("before.ttl", "spliced.ttl", "whole.ttl"))
        write_turtle(store, BASE, before)
        for triple in removed:
            store.remove(Quad(*triple))
        store.extend(Quad(*triple) for triple in added)

        splice(
            before,
            spliced,
            store,
            BASE,
            {t.subject.value for t in [*added, *removed] if isinstance(t.subject, NamedNode)},
        )
        write_turtle(store, BASE, whole)

        assert spliced.read_text() == whole.read_text()
        assert sorted(each.name for each in Path(folder).iterdir()) == ["before.ttl", "spliced.ttl", "whole.ttl"]


def test_a_file_that_becomes_shorter_while_it_is_read_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store()
    store.extend(Quad(NamedNode(BASE + name), NamedNode("urn:p"), Literal("x")) for name in "abc")
    write_turtle(store, BASE, tmp_path / "before.ttl")
    monkeypatch.setattr("kg.turtle_splice.os.sendfile", lambda *_: 0)

    with pytest.raises(OSError, match="it became shorter while it was read"):
        splice(tmp_path / "before.ttl", tmp_path / "after.ttl", store, BASE, [BASE + "b"])


def test_a_blank_node_among_the_values_is_no_matter_for_a_part(tmp_path: Path) -> None:
    store = Store()
    write_turtle(store, BASE, tmp_path / "before.ttl")
    store.add(Quad(NamedNode("urn:x"), NamedNode("urn:p"), BlankNode("y")))

    with pytest.raises(ValueError, match="<urn:x> has a blank node or a triple among its values"):
        splice(tmp_path / "before.ttl", tmp_path / "after.ttl", store, BASE, ["urn:x"])
