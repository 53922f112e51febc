"""GEXF 1.3, which Gephi and Gephi Lite read."""

from __future__ import annotations

from kg.exports.graphml import spelled
from kg.exports.network import Value, columns, links, nodes
from kg.exports.selection import Selection
from kg.exports.xml import attribute

_TYPES = {str: "string", bool: "boolean", int: "integer"}


def write(selection: Selection, language: str) -> bytes:
    """The network of ``selection`` as GEXF; edges of partnerships are marked ``symmetric``."""
    found, edges = list(nodes(selection, language)), list(links(selection, language))
    said: list[dict[str, Value]] = [{"predicate": edge.predicate, **edge.attributes} for edge in edges]
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<gexf xmlns="http://gexf.net/1.3" version="1.3">',
        '  <graph mode="static" defaultedgetype="directed">',
    ]
    for domain, rows in (("node", [node.attributes for node in found]), ("edge", said)):
        lines.append(f'    <attributes class="{domain}">')
        for name, kind in columns(rows).items():
            if name != "label":
                lines.append(f'      <attribute id="{name}" title="{name}" type="{_TYPES[kind]}"/>')
        lines.append("    </attributes>")
    lines.append("    <nodes>")
    for node in found:
        lines.append(f"      <node id={attribute(node.id)} label={_label(node.attributes)}>")
        lines += [*_values(node.attributes), "      </node>"]
    lines += ["    </nodes>", "    <edges>"]
    for edge, row in zip(edges, said, strict=True):
        ends = f"source={attribute(edge.source)} target={attribute(edge.target)}"
        lines.append(f"      <edge id={attribute(edge.id)} {ends} label={_label(row)}>")
        lines += [*_values(row), "      </edge>"]
    return "\n".join([*lines, "    </edges>", "  </graph>", "</gexf>", ""]).encode()


def _label(row: dict[str, Value]) -> str:
    return attribute(spelled(row["label"]))


def _values(row: dict[str, Value]) -> list[str]:
    values = [
        f'<attvalue for="{name}" value={attribute(spelled(value))}/>' for name, value in row.items() if name != "label"
    ]
    return ["        <attvalues>", *(f"          {value}" for value in values), "        </attvalues>"]
