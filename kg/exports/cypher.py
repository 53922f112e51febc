"""Cypher: statements that write the network into a property graph database, one a line, to run twice without harm."""

from __future__ import annotations

import re

from kg.exports.network import Value, links, nodes
from kg.exports.selection import Selection

_ESCAPES = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ESCAPED = re.compile("[\\\\'\x00-\x1f\x7f-\x9f\u2028\u2029]")


def write(selection: Selection, language: str) -> bytes:
    """The network of ``selection`` as Cypher: nodes carry their class and all above it as labels."""
    lines = ["CREATE CONSTRAINT entity_id IF NOT EXISTS FOR (n:Entity) REQUIRE n.id IS UNIQUE;"]
    for node in nodes(selection, language):
        labels = "".join(f":{_name(name)}" for name in node.classes if name != "Entity")
        lines.append(
            f"MERGE (n:Entity {{id: {_text(node.id)}}}) SET n{labels or ':Entity'}, n += {_map(node.attributes)};"
        )
    for link in links(selection, language):
        kind = _name(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", link.predicate.replace("-", "_")).upper())
        ends = f"MATCH (a:Entity {{id: {_text(link.source)}}}), (b:Entity {{id: {_text(link.target)}}})"
        lines.append(f"{ends} MERGE (a)-[r:{kind} {{id: {_text(link.id)}}}]->(b) SET r += {_map(link.attributes)};")
    return "\n".join([*lines, ""]).encode()


def _name(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) else "`" + name.replace("`", "``") + "`"


def _text(value: str) -> str:
    r"""``value`` as a string of Cypher.

    >>> print(_text("o'clock"))
    'o\'clock'
    """
    return "'" + _ESCAPED.sub(lambda found: _ESCAPES.get(found[0]) or f"\\u{ord(found[0]):04x}", value) + "'"


def _map(row: dict[str, Value]) -> str:
    values = {name: _text(value) if isinstance(value, str) else str(value).lower() for name, value in row.items()}
    return "{" + ", ".join(f"{name}: {value}" for name, value in values.items()) + "}"
