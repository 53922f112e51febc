"""Shapes that would let everything pass: empty, misspelt, without a target, about terms that do not exist."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.ontology.vocabulary import Vocabulary
from kg.rdf.namespaces import CONCEPT, KG, PREFIXES, RDF, SCHEME, SH, SHAPES, curie, local
from kg.shapes.findings import Finding
from kg.shapes.hints import near
from kg.shapes.model import COMPONENTS, TARGETS, Shapes

_TERMS: Final = frozenset(
    {
        *COMPONENTS, *TARGETS, "NodeShape", "PropertyShape", "Shape", "property", "path", "message", "severity", "Violation", "Warning",
        "Info", "deactivated", "flags", "ignoredProperties", "qualifiedValueShape", "qualifiedValueShapesDisjoint", "select", "prefixes",
        "declare", "prefix", "namespace", "PrefixDeclaration", "SPARQLConstraint", "IRI", "Literal", "BlankNode", "IRIOrLiteral",
        "BlankNodeOrIRI", "BlankNodeOrLiteral", "inversePath", "alternativePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath",
        "name", "description", "order", "group", "defaultValue", "PropertyGroup",
    }
)  # fmt: skip
_OWN: Final = frozenset({"reportOnce", "unless", "expected"})
_CURIE: Final = re.compile(r"(?<![\w<:/])(kg|kgc|kgs|kgsh):([A-Za-z][\w-]*)")
_MESSAGES: Final[Mapping[str, tuple[str, str, str]]] = {
    "ShapesEmpty": (
        "The file holds no shape, so that nothing is checked; add shapes or delete it.",
        "파일에 셰이프가 없어 아무것도 검사하지 않습니다. 셰이프를 넣거나 파일을 지우십시오.",
        "ファイルにシェイプがなく、何も検査しません。シェイプを加えるか、ファイルを消してください。",
    ),
    "ShapesMisspelt": (
        "{0} is no term of SHACL, so that engines ignore it; correct the spelling.",
        "{0} 항목은 SHACL에 없는 말이라 무시됩니다. 철자를 고치십시오.",
        "{0}はSHACLにない語なので無視されます。綴りを直してください。",
    ),
    "ShapeTargetsNothing": (
        "{0} has no target and no other shape uses it, so that it checks nothing; add a target or remove it.",
        "{0} 셰이프에 대상이 없고 쓰는 곳도 없어 아무것도 검사하지 않습니다. 대상을 적거나 지우십시오.",
        "{0}は対象がなく、どこからも使われないので何も検査しません。対象を書くか消してください。",
    ),
    "ShapeWithoutConstraint": (
        "{0} says nothing that could fail; add a constraint or remove it.",
        "{0} 셰이프에 어길 수 있는 조건이 없습니다. 조건을 적거나 지우십시오.",
        "{0}に破られうる制約がありません。制約を書くか消してください。",
    ),
    "ShapesUnknownTerm": (
        "{0} names {1}, which the ontology does not know; correct the spelling or declare it.",
        "{0}에 온톨로지에 없는 {1} 항목이 있습니다. 철자를 고치거나 선언하십시오.",
        "{0}にオントロジーにない{1}があります。綴りを直すか宣言してください。",
    ),
}
_MEANT: Final = (" Did you mean {}?", " 혹시 {}인가요?", " もしかして{}ですか。")


def lint_shapes(files: Mapping[str, Iterable[Triple]], vocabulary: Vocabulary) -> list[Finding]:
    """What is wrong with shapes themselves, by file; all files together are one shapes graph."""
    read = {name: Shapes(tuple(triples)) for name, triples in files.items()}
    everything = Shapes(tuple(triple for shapes in read.values() for triple in shapes.triples))
    return [finding for name, shapes in sorted(read.items()) for finding in _lint(name, shapes, everything, vocabulary)]


def _lint(file: str, shapes: Shapes, everything: Shapes, vocabulary: Vocabulary) -> Iterator[Finding]:
    if not shapes.shapes:
        yield _finding(file, "ShapesEmpty")
    for term in sorted({iri for triple in shapes.triples for iri in _iris(triple) if iri.startswith(SH)}):
        if local(term) not in _TERMS:
            yield _finding(
                file, "ShapesMisspelt", curie(term), hint=[f"sh:{n}" for n in near(local(term), list(_TERMS))]
            )
    used = _used(everything)
    for shape in shapes.shapes.values():
        if shape.deactivated or isinstance(shape.node, BlankNode):
            continue
        if not shape.targets and shape.node not in used:
            yield _finding(file, "ShapeTargetsNothing", curie(shape.name))
        if not shape.constraints and not shape.properties:
            yield _finding(file, "ShapeWithoutConstraint", curie(shape.name))
    known = _known(vocabulary, everything)
    for subject, term in sorted(_mentioned(shapes)):
        if term not in known:
            names = near(
                local(term), [local(k) for k in known if k[: len(term) - len(local(term))] == term[: -len(local(term))]]
            )
            yield _finding(file, "ShapesUnknownTerm", subject, curie(term), hint=names)


def _finding(file: str, rule: str, *terms: str, hint: Iterable[str] = ()) -> Finding:
    names = ", ".join(f"'{name}'" for name in hint)
    texts = [
        text.format(*terms) + (meant.format(names) if names else "")
        for text, meant in zip(_MESSAGES[rule], _MEANT, strict=True)
    ]
    return Finding(
        "violation", rule, (file, 1, 1), dict(zip(("en", "ko", "ja"), texts, strict=True)), focus=" ".join(terms)
    )


def _iris(triple: Triple) -> Iterator[str]:
    return (term.value for term in triple if isinstance(term, NamedNode))


def _used(shapes: Shapes) -> set[object]:
    """Nodes that a shape refers to as shapes: directly, or as members of a list."""
    return {
        triple.object
        for triple in shapes.triples
        if triple.predicate.value.startswith(SH) or triple.predicate.value == RDF + "first"
    }


def _known(vocabulary: Vocabulary, shapes: Shapes) -> set[str]:
    nodes = {shape.name for shape in shapes.shapes.values()} | {
        node.value for node in shapes.index if isinstance(node, NamedNode)
    }
    return set(vocabulary.terms) | nodes | {SHAPES + name for name in _OWN}


def _mentioned(shapes: Shapes) -> set[tuple[str, str]]:
    """(shape or part of one, term of the project's namespaces) for every term in triples and queries."""
    found = set()
    for triple in shapes.triples:
        subject = curie(triple.subject.value) if isinstance(triple.subject, NamedNode) else "a nameless node"
        for iri in _iris(triple):
            if iri.startswith((KG, CONCEPT, SCHEME, SHAPES)) and local(iri):
                found.add((subject, iri))
        if triple.predicate.value == SH + "select" and isinstance(triple.object, Literal):
            found.update((subject, PREFIXES[prefix] + name) for prefix, name in _CURIE.findall(triple.object.value))
    return found
