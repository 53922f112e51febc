"""Who is who: two entities may share a name only where a reviewed decision says that they differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations

from kg.errors import Problem
from kg.ontology.vocabulary import ENTITY, Vocabulary
from kg.rdf.namespaces import KG, TYPE, concept
from kg.rdf.spelling import fold, skeleton
from kg.rdf.triples import parts
from kg.sheets.sheet import Sheet, labels_of

_APART = (concept("different").value, concept("unsure").value)


def decided_apart(sheets: Iterable[Sheet]) -> set[frozenset[str]]:
    """Pairs of entities that an identity decision keeps apart (different, or unsure)."""
    verdicts: dict[str, str] = {}
    entities: dict[str, set[str]] = defaultdict(set)
    for sheet in sheets:
        for subject, predicate, value in map(parts, sheet.triples):
            if predicate == KG + "verdict":
                verdicts[subject] = value
            elif predicate == KG + "entity":
                entities[subject].add(value)
    return {
        frozenset(pair)
        for decision, verdict in verdicts.items()
        if verdict in _APART
        for pair in combinations(sorted(entities[decision]), 2)
    }


def undecided(sheets: Iterable[Sheet], vocabulary: Vocabulary, base: str) -> list[Problem]:
    """One problem for each name that two entities share in one language without a decision."""
    everything = list(sheets)
    kinds = vocabulary.subclasses(ENTITY)
    entities_of = {
        subject
        for sheet in everything
        for subject, predicate, value in map(parts, sheet.triples)
        if predicate == TYPE.value and value in kinds
    }
    bearers: dict[tuple[str, str], dict[str, tuple[str, Sheet]]] = defaultdict(dict)
    for sheet in everything:
        for entity, language, name in labels_of(sheet):
            if entity in entities_of:
                bearers[language, skeleton(name)].setdefault(entity, (name, sheet))
    apart = decided_apart(everything)
    problems = []
    for (language, _), entities in sorted(bearers.items()):
        for first, second in combinations(sorted(entities), 2):
            if frozenset((first, second)) in apart:
                continue
            (other, _), (name, sheet) = entities[first], entities[second]
            place = sheet.nodes.get(second, (sheet.file, 1, 1))
            one, two = first.removeprefix(base), second.removeprefix(base)
            same = fold(other) == fold(name)
            what = f"share the {language} name {name!r}" if same else f"look alike in {language}: {other!r}, {name!r}"
            remedy = "rename one, merge them, or decide 'different' in data/identity.yaml"
            problems.append(Problem(*place, f"{one!r} and {two!r} {what}; {remedy}"))
    return problems
