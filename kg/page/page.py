"""The graph page: one offline HTML file, made by pyvis from its own data with our template."""

from __future__ import annotations

import base64
import gc
import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pyoxigraph import Triple

from kg.ontology.vocabulary import LANGUAGES, Vocabulary
from kg.page import layout, model, restriction
from kg.page.evidence import Record
from kg.page.labels import wrap
from kg.page.looks import GROUPS
from kg.page.scope import HELD, MOST, scope
from kg.page.tables import Queryable
from kg.rdf.namespaces import CONCEPT, KG, SCHEME

HERE: Final = Path(__file__).resolve().parent
SCRIPTS: Final = (
    "data", "words", "state", "graph", "arrange", "symbols", "canvas", "paint", "parts", "card", "list", "filters", "search",
    "time", "export", "main",
)  # fmt: skip
INTERFACE: Final = SCHEME + "interface"
LIMIT: Final = 150  # nodes shown at once without being asked for

OPTIONS: Final[dict[str, Any]] = {
    "autoResize": True,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False, "randomSeed": 1},
    "interaction": {
        "hover": True,
        "hoverConnectedEdges": False,
        "selectConnectedEdges": False,
        "keyboard": False,
        "multiselect": False,
        "tooltipDelay": 100000,
    },
    "nodes": {"shape": "custom", "scaling": {"label": {"drawThreshold": 1000000}}, "chosen": False},
    "edges": {
        "smooth": False,
        "chosen": False,
        "selectionWidth": 0,
        "hoverWidth": 0,
        "arrows": {"to": {"enabled": False, "scaleFactor": 0.45}},
    },
}


@dataclass(frozen=True, slots=True)
class Page:
    """A page as HTML text, and what of the data set it rests on, so that one can tell whether a change shows in it.

    ``ground`` holds the IRIs that ``scope.affected`` asks for: the subjects that were read or looked for; None if the
    page holds everything. ``middle`` is the entity around which it is, or nothing.
    """

    text: str
    ground: frozenset[str] | None = None
    middle: str = ""


def render(
    store: Queryable,
    vocabulary: Vocabulary,
    *,
    base: str,
    focus: str | None = None,
    hops: int = 2,
    language: str = "en",
    query_result: Iterable[Triple] | Iterable[str] | None = None,
) -> Page:
    """The page of the data set in ``store``: the same text for the same data.

    ``focus`` is the IRI of an entity: the page opens on what lies within ``hops`` of it. ``query_result`` (the triples
    of a CONSTRUCT, or the IRIs of claims and entities that a query returned) leaves only what it names.
    """
    with _uncollected():
        part = scope(store, vocabulary, focus, MOST, HELD) if query_result is None else None
        found = model.read(store, vocabulary, base, part)
    if query_result is not None:
        restriction.restrict(found, query_result, base)
    start = _start(
        found,
        base,
        focus or (part.middle if part else None),
        hops if focus else 1,
        language,
        whole=query_result is not None,
    )
    if part:
        start |= {"total": len(part.everything)}
    panels = _place(found)
    text = _fill(found, vocabulary, base, language, start, panels)
    return Page(text, found.ground, part.middle if part else "")


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without Python's search for cycles: a model has none, and searching it again and again took half of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _start(found: model.Model, base: str, focus: str | None, hops: int, language: str, *, whole: bool) -> Record:
    """What the page opens on: the focus asked for, else partners and their projects if they fit, else one of them."""
    start: Record = {"lang": language, "view": "all" if whole else "partners"}
    middle = found.node(focus, base) if focus else None
    core = [index for index, node in enumerate(found.nodes) if node.get("core")]
    if middle is None and not whole and (len(core) > LIMIT or not core) and len(found.nodes) > LIMIT:
        degree = dict.fromkeys(core or range(len(found.nodes)), 0)
        for edge in found.edges:
            for end in (edge["from"], edge["to"]):
                if end in degree:
                    degree[end] += 1
        middle, hops = max(degree, key=lambda index: (degree[index], -index)), 1
        start["cut"] = 1
    elif middle is None and not core:
        start["view"] = "all"
    if middle is not None:
        start |= {"view": "focus", "focus": found.nodes[middle]["key"], "hops": max(1, min(hops, 3))}
    return start


def _place(found: model.Model) -> Record:
    """Give each node its label and places in the two arrangements; return the areas of the regions in each."""
    labels: dict[int, list[str]] = {}
    for index, node in enumerate(found.nodes):
        labels[index] = [wrap(name) for name in node["names"]]
        node["labels"] = labels[index]
    ends = [(edge["from"], edge["to"]) for edge in found.edges]
    panels: Record = {}
    for view, chosen in (
        ("partners", [index for index, node in enumerate(found.nodes) if node.get("core")]),
        ("all", [index for index, node in enumerate(found.nodes) if "out" not in node]),
    ):
        groups: dict[int | None, list[int]] = {}
        for index in chosen:
            groups.setdefault(found.nodes[index].get("region"), []).append(index)
        if not groups or (view == "partners" and len(chosen) > layout.MANY):
            continue
        drawn = layout.arrange(groups, ends, labels)
        for index, place in drawn.positions.items():
            found.nodes[index][view] = place
        panels[view] = [[panel.region, panel.x, panel.y, panel.width, panel.height] for panel in drawn.panels]
    return panels


def _terms(value: Any) -> Iterator[str]:
    """All CURIEs of ontology terms and concepts in a JSON value."""
    todo = [value]
    while todo:
        match todo.pop():
            case str(text) if text.startswith(("kg:", "kgc:")):
                yield text
            case dict(inner):
                todo += inner.values()
            case list(inner):
                todo += inner


def _expected(vocabulary: Vocabulary, classes: Iterable[str]) -> dict[str, list[str]]:
    """What a reader of a class of entities expects to be told, by class, so that "not stated" can be said."""
    found = {}
    for curie in sorted(classes):
        above = vocabulary.ancestors(KG + curie.removeprefix("kg:"))
        concepts = {concept for cls in above for concept in vocabulary.values(cls, KG + "expects")}
        if concepts:
            found[curie] = sorted("kgc:" + concept.removeprefix(CONCEPT) for concept in concepts)
    return found


def _interface(vocabulary: Vocabulary) -> dict[str, list[str]]:
    """The interface's texts in the three languages, by the end of their concept's name."""
    return {
        name.removeprefix("ui-"): [vocabulary.label(iri, language) for language in LANGUAGES]
        for name, iri in sorted(vocabulary.concepts.get(INTERFACE, {}).items())
    }


def _fill(found: model.Model, vocabulary: Vocabulary, base: str, language: str, start: Record, panels: Record) -> str:
    from jinja2 import Environment
    from pyvis.network import Network

    details: Record = {
        "claims": found.claims,
        "evidence": found.evidence,
        "documents": found.documents,
        "sections": found.sections,
        "decisions": found.decisions,
        "conflicts": found.conflicts,
        "datatypes": found.datatypes,
    }
    used = set(_terms([found.nodes, found.edges, list(details.values())]))
    details["elsewhere"] = found.elsewhere
    used |= {cls for cls, _ in found.elsewhere.get("classes", ())}
    used |= {"kg:" + name for name in (*found.datatypes, *(claim["class"] for claim in found.claims))}
    expected = _expected(vocabulary, {node["class"] for node in found.nodes})
    used |= {concept for concepts in expected.values() for concept in concepts}
    names = {"kg": KG, "kgc": CONCEPT}
    terms = {}
    for curie in sorted(used):
        prefix, _, name = curie.partition(":")
        terms[curie] = [vocabulary.label(names[prefix] + name, language) for language in LANGUAGES]
    orders = {curie: vocabulary.value(CONCEPT + curie[4:], KG + "order") for curie in terms if curie.startswith("kgc:")}
    interface = _interface(vocabulary)
    page = {
        "base": base,
        "title": found.title,
        "languages": LANGUAGES,
        "start": start,
        "limit": LIMIT,
        "most": MOST,
        "groups": [{"id": group.id, "shape": group.shape, "colour": group.colour} for group in GROUPS],
        "panels": panels,
        "regions": found.regions,
        "terms": terms,
        "expects": expected,
        "orders": {curie: int(order) for curie, order in orders.items() if order},
        "ui": interface,
    }
    script = "".join(f"// {name}.js\n{_read(f'script/{name}.js')}\n" for name in SCRIPTS)
    script = f'(() => {{\n"use strict";\n{script}}})();\n'
    style = _read("page.css")
    vis = _vis()

    network = Network()
    network.set_template_dir(str(HERE), "template.html.j2")
    environment: Environment = network.templateEnv
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    index = LANGUAGES.index(language) if language in LANGUAGES else 0
    network.nodes = [{"id": number, "label": n["labels"][index], **n} for number, n in enumerate(found.nodes)]
    environment.globals.update(
        page=page,
        lang=LANGUAGES[index],
        title=found.title.get(language) or found.title.get("en") or "",
        ui={name: texts[index] for name, texts in interface.items()},
        details=_packed(json.dumps(details, ensure_ascii=False, separators=(",", ":"))),
        vis=_packed(vis),
        script=script,
        style=style,
        policy=(
            f"default-src 'none'; script-src {_hash(vis)} {_hash(script)}; style-src {_hash(style)}; "
            "img-src data: blob:; base-uri 'none'; form-action 'none'"
        ),
    )
    network.node_ids = [node["id"] for node in network.nodes]
    network.edges = [{**edge, "id": number} for number, edge in enumerate(found.edges)]
    network.options = OPTIONS
    return str(network.generate_html(notebook=False))


def _vis() -> str:
    """vis-network, as pyvis brings it along."""
    from pyvis import __file__ as pyvis_file

    return (Path(pyvis_file).parent / "templates/lib/vis-9.1.2/vis-network.min.js").read_text(encoding="utf-8")


def _read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def _packed(text: str) -> str:
    """``text`` as gzip in base64, the same bytes for the same text."""
    return base64.b64encode(gzip.compress(text.encode(), 9, mtime=0)).decode()


def _hash(text: str) -> str:
    """How a Content-Security-Policy names an inline script or style."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
