"""What a generation hands out: store, Turtle, page and the schema for editors; taken from the last one where nothing changed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, Store

from kg.making.maker import Made
from kg.rdf.namespaces import TYPE, is_content
from kg.rdf.turtle_splice import splice
from kg.rdf.turtle_stream import write_turtle
from kg.workspace import Workspace


def write(workspace: Workspace, made: Made, last: Path | None, progress: Callable[[str], None]) -> None:
    """Write store, Turtle, page and the schema for editors of one generation; the graph is given up for it."""
    generation, store = made.generation, made.store
    assert store is not None
    turtle = generation / "kg.ttl"
    progress("drawing the page")
    _write_page(workspace, made, store, last)
    _write_schema(workspace, made, store, last)
    progress("writing the graph")
    if made.changed is not None and last is not None:
        subjects = {triple.subject.value for triple in made.changed if isinstance(triple.subject, NamedNode)}
        splice(last / "kg.ttl", turtle, store, workspace.base, subjects)
        store.flush()
        return
    write_turtle(store, workspace.base, turtle)
    # Two copies of the graph at once are more than needed.
    made.store = None
    del store
    disk = Store(str(generation / "store"))
    disk.bulk_load(path=str(turtle), format=RdfFormat.TURTLE)
    disk.optimize()


def _write_page(workspace: Workspace, made: Made, store: Store, last: Path | None) -> None:
    """The page stays where nothing that it shows has changed; what it shows is noted in the ledger."""
    from kg.page.page import render
    from kg.page.scope import affected

    path = made.generation / "graph.html"
    known = made.ledger.noted("page")
    if last is not None and made.changed is not None and known is not None:
        ground = None if known["ground"] is None else frozenset(known["ground"])
        if not affected(ground, known["middle"], made.changed, store):
            shutil.copyfile(last / path.name, path)
            return
    page = render(store, workspace.vocabulary, base=workspace.base)
    path.write_text(page.text, encoding="utf-8", newline="\n")
    rests = None if page.ground is None else sorted(page.ground)
    made.ledger.note("page", {"ground": rests, "middle": page.middle})


def _write_schema(workspace: Workspace, made: Made, store: Store, last: Path | None) -> None:
    """The schema offers the ids of what is declared, so it stays where no node came, went or changed its class."""
    from kg.schema import sheet_schema

    path = made.generation / "sheet.schema.json"
    typed = (t.subject for t in made.changed or () if t.predicate == TYPE)
    offered = (node for node in typed if isinstance(node, NamedNode) and not is_content(node.value, workspace.base))
    if last is not None and made.changed is not None and next(offered, None) is None and (last / path.name).is_file():
        shutil.copyfile(last / path.name, path)
        return
    schema = json.dumps(sheet_schema(workspace, store), ensure_ascii=False, indent=1)
    path.write_text(schema + "\n", encoding="utf-8")
