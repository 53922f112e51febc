"""What follows anew when some stated triples come or go: only conclusions that the change can reach are drawn again.

This holds where the rules are *layered*: no rule's conclusions reach what an earlier rule, or it itself,
reads. Then a conclusion is gone if it followed before and follows no longer. Whether they
are layered is seen from what they conclude, while the graph is built.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pyoxigraph import Quad, Store, Triple

from kg.ontology.vocabulary import Vocabulary
from kg.rdf.triples import Value
from kg.rules.footprint import Footprint
from kg.rules.reach import Changes
from kg.rules.rule import Rule, conclusions, drawn, touched
from kg.sparql.paths import Step

# Whether a sheet states a triple.
Stated = Callable[[Triple], bool]


class NotLayered(Exception):  # noqa: N818 — a result, not a failure
    """The conclusions of a rule reach what an earlier one reads: everything must be drawn anew."""


@dataclass(slots=True)
class Delta:
    """Triples that came to a graph and triples that left it."""

    added: set[Triple] = field(default_factory=set)
    removed: set[Triple] = field(default_factory=set)

    def add(self, triple: Triple) -> None:
        """A triple comes, or is back."""
        if triple in self.removed:
            self.removed.remove(triple)
        else:
            self.added.add(triple)

    def remove(self, triple: Triple) -> None:
        """A triple goes, or was only passing."""
        if triple in self.added:
            self.added.remove(triple)
        else:
            self.removed.add(triple)

    def __iter__(self) -> Iterator[Triple]:
        yield from self.added
        yield from self.removed


def derive(store: Store, rules: Sequence[Rule], vocabulary: Vocabulary, base: str) -> bool:
    """Apply ``rules`` to ``store``, as ``kg.rules.rule.apply`` does; whether they are layered."""
    found = True
    for number, new, own in drawn(store, rules, vocabulary, base):
        found = found and own == set() and layered(rules[:number], new, vocabulary, [store])
    return found


def layered(earlier: Sequence[Rule], concluded: Iterable[Triple], vocabulary: Vocabulary, stores: list[Store]) -> bool:
    """Whether what a rule ``concluded`` reaches none of the ``earlier`` rules."""
    changes = Changes(concluded)
    return all(touched(rule, vocabulary, changes, stores) == set() for rule in earlier)


class Rederivation:
    """One change worked through the rules: ``before`` stays as it was, ``after`` becomes what it should be."""

    def __init__(self, before: Store, after: Store, rules: Sequence[Rule], vocabulary: Vocabulary, base: str) -> None:
        self.before = before
        self.after = after
        self.rules = rules
        self.vocabulary = vocabulary
        self.base = base
        self.delta = Delta()

    def run(self, added: Iterable[Triple], removed: Iterable[Triple], stated: Stated) -> Delta:
        """Work stated triples in and out, then what follows from them.

        Raises:
            NotLayered: this cannot be done in pieces.
        """
        self._apply(added, removed)
        for number, rule in enumerate(self.rules):
            anchors = self._anchors(rule)
            old = conclusions(self.before, rule, self.vocabulary, self.base, anchors)
            new = conclusions(self.after, rule, self.vocabulary, self.base, anchors)
            lost = [t for t in old - new if Quad(*t) in self.after and not stated(t)]
            lost = self._unless_concluded(lost, self.rules[:number])
            came = [triple for triple in new if Quad(*triple) not in self.after]
            self._apply(came, lost)
            if not layered(self.rules[: number + 1], [*came, *lost], self.vocabulary, [self.before, self.after]):
                raise NotLayered
        return self.delta

    def _anchors(self, rule: Rule) -> set[Value] | None:
        """What the change reaches, and what might also conclude a triple that is gone."""
        reached = touched(rule, self.vocabulary, Changes(self.delta), [self.before, self.after])
        known = rule.footprint(self.vocabulary)
        if reached is None or known is None or known.anchor is None:
            return None
        return reached | self._concluding(known, self.delta.removed)

    def _unless_concluded(self, triples: list[Triple], rules: Sequence[Rule]) -> list[Triple]:
        """Those of ``triples`` that do not follow from any of ``rules``."""
        for rule in rules:
            known = rule.footprint(self.vocabulary)
            if known and not any(_fits(step, triple) for step in known.writes for triple in triples):
                continue
            anchors = self._concluding(known, triples) if known and known.anchor else None
            still = conclusions(self.after, rule, self.vocabulary, self.base, anchors)
            triples = [triple for triple in triples if triple not in still]
        return triples

    def _apply(self, added: Iterable[Triple], removed: Iterable[Triple]) -> None:
        gone = [triple for triple in removed if Quad(*triple) in self.after]
        for triple in gone:
            self.after.remove(Quad(*triple))
            self.delta.remove(triple)
        new = [triple for triple in added if Quad(*triple) not in self.after]
        self.after.extend(Quad(*triple) for triple in new)
        for triple in new:
            self.delta.add(triple)

    def _concluding(self, known: Footprint, triples: Iterable[Triple]) -> set[Value]:
        """The anchors of a rule by which it might conclude one of ``triples``."""
        found: set[Value] = set()
        steps = [step for step in known.writes if known.anchor in (step.subject, step.object)]
        for triple in triples:
            for written in known.writes:
                if not _fits(written, triple):
                    continue
                # Of a node that the rule makes the anchor is one of its values; else it is an end of the triple.
                around = self._about(triple, steps) if written.subject.startswith("_:") else [(written, triple)]
                for step, each in around:
                    found.add(each.subject if step.subject == known.anchor else each.object)  # type: ignore[arg-type]
        return found

    def _about(self, triple: Triple, steps: list[Step]) -> list[tuple[Step, Triple]]:
        return [
            (step, quad.triple)
            for step in steps
            for store in (self.before, self.after)
            for quad in store.quads_for_pattern(triple.subject, None, None)
            if _fits(step, quad.triple)
        ]


def _fits(step: Step, triple: Triple) -> bool:
    if step.predicates is not None and triple.predicate.value not in step.predicates:
        return False
    return step.object.startswith(("?", "_:")) or step.object == str(triple.object)
