"""Answers in the SPARQL 1.1 result formats: JSON and XML."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from pyoxigraph import BlankNode, NamedNode, Triple

from kg.answers import Solutions, Term, Truth
from kg.rdf.namespaces import RDF, XSD

_PLAIN = (XSD + "string", RDF + "langString")
# XML 1.0 has no way to write these characters at all.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _json_term(term: Term) -> dict[str, object]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _json_term(part) for name, part in parts.items()}}
    found: dict[str, object] = {"type": "literal", "value": term.value}
    if term.language:
        found["xml:lang"] = term.language
    elif term.datatype.value not in _PLAIN:
        found["datatype"] = term.datatype.value
    return found


def to_json(answer: Solutions | Truth) -> Iterator[str]:
    """SPARQL 1.1 Query Results JSON Format."""
    if isinstance(answer, Truth):
        yield json.dumps({"head": {}, "boolean": answer.value}) + "\n"
        return
    yield f'{{"head": {json.dumps({"vars": list(answer.columns)})}, "results": {{"bindings": ['
    for number, row in enumerate(answer.terms):
        binding = {name: _json_term(term) for name, term in zip(answer.columns, row, strict=True) if term is not None}
        yield ("," if number else "") + "\n" + json.dumps(binding, ensure_ascii=False)
    yield "\n]}}\n"


def _xml_term(term: Term) -> str:
    if isinstance(term, NamedNode):
        return f"<uri>{_xml(term.value)}</uri>"
    if isinstance(term, BlankNode):
        return f"<bnode>{_xml(term.value)}</bnode>"
    if isinstance(term, Triple):
        return f"<literal>{_xml(str(term))}</literal>"
    kind = ""
    if term.language:
        kind = f' xml:lang="{_xml(term.language)}"'
    elif term.datatype.value not in _PLAIN:
        kind = f' datatype="{_xml(term.datatype.value)}"'
    return f"<literal{kind}>{_xml(term.value)}</literal>"


def _xml(text: str) -> str:
    # xml.sax takes longer to load than most answers; a carriage return would be read back as a line feed.
    for character, reference in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("\r", "&#13;")):
        text = text.replace(character, reference)
    return _NO_XML.sub("\ufffd", text)


def to_xml(answer: Solutions | Truth) -> Iterator[str]:
    """SPARQL Query Results XML Format; characters that XML cannot hold become U+FFFD."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">\n'
    if isinstance(answer, Truth):
        yield f"<head/>\n<boolean>{str(answer.value).lower()}</boolean>\n</sparql>\n"
        return
    variables = "".join(f'<variable name="{_xml(name)}"/>' for name in answer.columns)
    yield f"<head>{variables}</head>\n<results>\n"
    for row in answer.terms:
        bindings = zip(answer.columns, row, strict=True)
        cells = (
            f'<binding name="{_xml(name)}">{_xml_term(term)}</binding>' for name, term in bindings if term is not None
        )
        yield f"<result>{''.join(cells)}</result>\n"
    yield "</results>\n</sparql>\n"
