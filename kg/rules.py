"""Rules: SPARQL CONSTRUCT files that write what follows from claims, run in the order of their names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import BlankNode, Quad, Store, Triple

from kg.claims import Sections, identify
from kg.errors import KgError
from kg.guard import check_query
from kg.triples import construct
from kg.vocabulary import Vocabulary

MAX_TEXT = 64 * 1024


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: the name of its file and its CONSTRUCT query."""

    name: str
    query: str


def read_rules(files: Mapping[str, str]) -> list[Rule]:
    """The rules in ``files`` (name → text), in the order of their names.

    Raises:
        KgError: a rule that would leave the data set or change it.
    """
    for name, text in files.items():
        check_query(text, f"ontology/rules/{name}", max_text=MAX_TEXT)
    return [Rule(name, files[name]) for name in sorted(files)]


def apply(store: Store, rules: Iterable[Rule], vocabulary: Vocabulary, base: str) -> list[Triple]:
    """Run each rule to its fixed point, in order, and add what follows to ``store``.

    Nodes that a rule makes get their IRI from their content, as stated claims do.
    Returns all new triples.

    Raises:
        KgError: a rule is not a CONSTRUCT query.
    """
    added: list[Triple] = []
    for rule in rules:
        while new := _consequences(store, rule, vocabulary, base):
            store.extend(Quad(*triple) for triple in new)
            added += new
    return added


def _consequences(store: Store, rule: Rule, vocabulary: Vocabulary, base: str) -> list[Triple]:
    try:
        found = set(construct(store, rule.query))
    except (SyntaxError, TypeError) as error:
        raise KgError(f"ontology/rules/{rule.name}: {error}; a rule is a CONSTRUCT query") from None
    if any(isinstance(triple.subject, BlankNode) for triple in found):
        found = set(identify(found, vocabulary, Sections({}), base).triples)
    return sorted((t for t in found if Quad(*t) not in store), key=str)
