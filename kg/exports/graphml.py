"""GraphML: entities as nodes, what links them as edges."""

from __future__ import annotations

from kg.exports.network import Value, columns, links, nodes
from kg.exports.selection import Selection
from kg.exports.xml import attribute, text

_TYPES = {str: "string", bool: "boolean", int: "int"}


def write(selection: Selection, language: str) -> bytes:
    """The network of ``selection`` as GraphML; edges of partnerships are marked ``symmetric``."""
    found, edges = list(nodes(selection, language)), list(links(selection, language))
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">']
    keys: dict[tuple[str, str], str] = {}
    said: list[dict[str, Value]] = [{"predicate": edge.predicate, **edge.attributes} for edge in edges]
    for domain, rows in (("node", [node.attributes for node in found]), ("edge", said)):
        for name, kind in columns(rows).items():
            key = keys[domain, name] = f"{domain[0]}_{name}"
            lines.append(f'  <key id="{key}" for="{domain}" attr.name="{name}" attr.type="{_TYPES[kind]}"/>')
    lines.append('  <graph edgedefault="directed">')
    for node in found:
        lines += [f"    <node id={attribute(node.id)}>", *_data(keys, "node", node.attributes), "    </node>"]
    for edge, row in zip(edges, said, strict=True):
        lines.append(
            f"    <edge id={attribute(edge.id)} source={attribute(edge.source)} target={attribute(edge.target)}>"
        )
        lines += [*_data(keys, "edge", row), "    </edge>"]
    return "\n".join([*lines, "  </graph>", "</graphml>", ""]).encode()


def _data(keys: dict[tuple[str, str], str], domain: str, row: dict[str, Value]) -> list[str]:
    return [f'      <data key="{keys[domain, name]}">{text(spelled(value))}</data>' for name, value in row.items()]


def spelled(value: Value) -> str:
    """``value`` as XML Schema spells it.

    >>> spelled(True)
    'true'
    """
    return str(value).lower() if isinstance(value, bool) else str(value)
