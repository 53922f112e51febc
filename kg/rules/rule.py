"""Rules: SPARQL CONSTRUCT files that write what follows from claims, run in the order of their names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import BlankNode, Quad, Store, Triple

from kg.errors import KgError
from kg.ontology.vocabulary import Vocabulary
from kg.rdf.triples import Value, construct
from kg.rules import footprint, reach
from kg.rules.footprint import Footprint
from kg.sheets.claims import IDENTITY, Sections, identify
from kg.sparql.guard import check_query

MAX_TEXT = 64 * 1024
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: the name of its file and its CONSTRUCT query."""

    name: str
    query: str

    def footprint(self, vocabulary: Vocabulary) -> Footprint | None:
        """What the rule reads and writes; None if that is not known."""
        return footprint.of_rule(self.query, frozenset(p for p, part in vocabulary.parts.items() if part in IDENTITY))


def read_rules(files: Mapping[str, str]) -> list[Rule]:
    """The rules in ``files`` (name → text), in the order of their names.

    Raises:
        KgError: a rule that would leave the data set or change it.
    """
    for name, text in files.items():
        check_query(text, f"ontology/rules/{name}", max_text=MAX_TEXT)
    return [Rule(name, files[name]) for name in sorted(files)]


def apply(store: Store, rules: Sequence[Rule], vocabulary: Vocabulary, base: str) -> list[Triple]:
    """Run each rule to its fixed point, in order, and add what follows to ``store``; all new triples.

    Nodes that a rule makes get their IRI from their content, as stated claims do.

    Raises:
        KgError: a rule is not a CONSTRUCT query.
    """
    return [triple for _, new, _ in drawn(store, rules, vocabulary, base) for triple in new]


def drawn(
    store: Store, rules: Sequence[Rule], vocabulary: Vocabulary, base: str
) -> Iterator[tuple[int, list[Triple], set[Value] | None]]:
    """Each time that a rule ran: its number, what it added to ``store``, and the anchors of its own that this reaches.

    A rule runs again only for what its own conclusions reach.
    """
    for number, rule in enumerate(rules):
        found = conclusions(store, rule, vocabulary, base)
        while new := [triple for triple in found if Quad(*triple) not in store]:
            store.extend(Quad(*triple) for triple in new)
            again = touched(rule, vocabulary, reach.Changes(new), [store])
            yield number, new, again
            found = conclusions(store, rule, vocabulary, base, again)


def touched(rule: Rule, vocabulary: Vocabulary, changes: reach.Changes, stores: list[Store]) -> set[Value] | None:
    """The anchors of ``rule`` whose conclusions ``changes`` may change; None means all."""
    known = rule.footprint(vocabulary)
    if known is None:
        return None
    try:
        return reach.anchors(known, changes, stores)
    except reach.TooFar:
        return None


def _questions(rule: Rule, vocabulary: Vocabulary, anchors: Iterable[Value] | None) -> Iterator[str]:
    """The queries that draw the conclusions of ``anchors``, a few hundred at once; blank nodes cannot be named in one."""
    known = rule.footprint(vocabulary) if anchors is not None else None
    about = [] if anchors is None else sorted(anchors, key=str)
    if known is None or known.anchor is None or any(isinstance(anchor, BlankNode) for anchor in about):
        yield rule.query
        return
    for start in range(0, len(about), _AT_ONCE):
        yield known.about(about[start : start + _AT_ONCE])


def conclusions(
    store: Store, rule: Rule, vocabulary: Vocabulary, base: str, anchors: Iterable[Value] | None = None
) -> set[Triple]:
    """What follows by ``rule`` in ``store``: everything, or what belongs to ``anchors``.

    Raises:
        KgError: the rule is not a CONSTRUCT query.
    """
    found: set[Triple] = set()
    try:
        for query in _questions(rule, vocabulary, anchors):
            found.update(construct(store, query))
    except (SyntaxError, TypeError) as error:
        raise KgError(f"ontology/rules/{rule.name}: {error}; a rule is a CONSTRUCT query") from None
    if any(isinstance(triple.subject, BlankNode) for triple in found):
        found = set(identify(found, vocabulary, Sections({}), base).triples)
    return found
