"""A changed graph spliced from the old file is the file that writing everything gives."""

from __future__ import annotations

import os
from mmap import ACCESS_READ, mmap
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple

from kg.rdf.namespaces import CONCEPT, KG, RDF, XSD
from kg.rdf.turtle_splice import _File, _pieces, splice
from kg.rdf.turtle_stream import write_turtle

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
    monkeypatch.setattr("kg.rdf.turtle_splice.os.sendfile", lambda *_: 0)

    with pytest.raises(OSError, match="it became shorter while it was read"):
        splice(tmp_path / "before.ttl", tmp_path / "after.ttl", store, BASE, [BASE + "b"])


def test_a_blank_node_among_the_values_is_no_matter_for_a_part(tmp_path: Path) -> None:
    store = Store()
    write_turtle(store, BASE, tmp_path / "before.ttl")
    store.add(Quad(NamedNode("urn:x"), NamedNode("urn:p"), BlankNode("y")))

    with pytest.raises(ValueError, match="<urn:x> has a blank node or a triple among its values"):
        splice(tmp_path / "before.ttl", tmp_path / "after.ttl", store, BASE, ["urn:x"])


NUMBERED = [Triple(NamedNode(f"{BASE}n{number}"), NamedNode(KG + "name"), Literal(number)) for number in range(1, 8)]


def spliced(folder: Path, old: list[Triple], new: list[Triple]) -> tuple[str, str]:
    """A graph spliced from ``old`` to ``new``, and written anew."""
    store, after = Store(), Store()
    store.extend(Quad(*triple) for triple in old)
    after.extend(Quad(*triple) for triple in new)
    write_turtle(store, BASE, folder / "before.ttl")
    splice(folder / "before.ttl", folder / "after.ttl", after, BASE, {t.subject.value for t in set(old) ^ set(new)})  # type: ignore[union-attr]
    write_turtle(after, BASE, folder / "whole.ttl")
    return (folder / "after.ttl").read_text(), (folder / "whole.ttl").read_text()


@pytest.mark.parametrize("place", range(7))
@pytest.mark.parametrize("at_once", [3, 1 << 30])
def test_a_block_that_comes_goes_or_changes_in_any_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: int, at_once: int
) -> None:
    send = os.sendfile
    monkeypatch.setattr(
        "kg.rdf.turtle_splice.os.sendfile", lambda out, to, at, size: send(out, to, at, min(size, at_once))
    )
    without = NUMBERED[:place] + NUMBERED[place + 1 :]
    changed = [*without, Triple(NUMBERED[place].subject, NamedNode("urn:p"), Literal("a\n\nkgd:n9 a"))]

    for old, new in [(NUMBERED, without), (without, NUMBERED), (NUMBERED, changed), (changed, NUMBERED)]:
        after, whole = spliced(tmp_path, old, new)
        assert after == whole


@pytest.mark.parametrize(
    ("old", "new"),
    [(NUMBERED, []), (NUMBERED[:1], NUMBERED[1:2]), (NUMBERED, NUMBERED), (NUMBERED[::2], NUMBERED[1::2]), ([LEAF], [LEAF, *NUMBERED])],
)  # fmt: skip
def test_all_blocks_or_none_may_change(tmp_path: Path, old: list[Triple], new: list[Triple]) -> None:
    after, whole = spliced(tmp_path, old, new)

    assert after == whole


def test_what_did_not_change_is_copied_in_stretches(tmp_path: Path) -> None:
    spliced(tmp_path, NUMBERED, NUMBERED)
    text = (tmp_path / "before.ttl").read_bytes()
    third, fifth = text.index(b"\nkgd:n3"), text.index(b"\nkgd:n5")
    with (tmp_path / "before.ttl").open("rb") as source, mmap(source.fileno(), 0, access=ACCESS_READ) as data:
        file = _File(data)

        pieces = list(_pieces(file, {f"{BASE}n3": "", f"{BASE}n4": "new\n"}, set()))

        assert pieces == [(file.start, third), b"new\n", (fifth + 1, len(text))]
        assert text[: file.start].endswith(b"> .\n\n")
        assert file.find(f"{BASE}n3", file.start) == (third + 1, text.index(b"\nkgd:n4"))
        assert file.find(f"{BASE}n33", file.start) == (text.index(b"\nkgd:n4") + 1,) * 2


def test_a_prefix_stays_while_a_block_has_it(tmp_path: Path) -> None:
    def of(name: str, value: Literal | NamedNode) -> Triple:
        return Triple(NamedNode(BASE + name), NamedNode("urn:p"), value)

    date = Literal("2029-01-01", datatype=NamedNode(XSD + "date"))
    text = Literal("xsd:date")

    for rest, stays in (([of("b", date)], True), ([of("b", text)], False), ([of("b", NamedNode("urn:xsd:x"))], False)):
        after, whole = spliced(tmp_path, [of("a", date), *rest], rest)
        assert after == whole
        assert ("@prefix xsd:" in after) is stays
