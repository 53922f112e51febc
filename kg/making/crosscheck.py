"""What is wrong between sheets that are each right: declared twice, referred to but nowhere declared, two with one name.

All of it is asked of the ledger; after a change only about what the changed
sheets declare, refer to, name or decide, now or before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kg.errors import Problem
from kg.making.facts import Facts
from kg.making.ledger import DECIDES, DECLARES, NAMES, REFERS, RESTS, STATES, Ledger
from kg.ontology.vocabulary import Vocabulary
from kg.sheets import identity
from kg.sheets.sheet import unresolved

Load = Callable[[str], Facts]


@dataclass(frozen=True, slots=True)
class Scope:
    """The sheets as they are after a change and as they were before, where only these matter."""

    now: tuple[Facts, ...]
    before: tuple[Facts, ...]

    @property
    def everything(self) -> tuple[Facts, ...]:
        """Both."""
        return (*self.now, *self.before)


def problems(
    ledger: Ledger, load: Load, vocabulary: Vocabulary, base: str, scope: Scope | None
) -> tuple[list[Problem], set[str]]:
    """What is wrong between the sheets of ``ledger`` (all, or around ``scope``), and which nodes it taints."""
    found = [*_declared_twice(ledger, base, scope), *_undecided(ledger, load, vocabulary, base, scope)]
    missing = _missing(ledger, scope)
    tainted: set[str] = set()
    if missing:
        known = ledger.declared()
        sheets = [load(file).sheet() for file in sorted(missing)]
        claims = {each.iri for sheet in sheets for each in sheet.references if each.text.startswith("claim/")}
        known |= {iri for iri in claims if ledger.tied(STATES, [iri])}
        for iri, problem in unresolved(sheets, known, base):
            found.append(problem)
            tainted.add(iri)
    return found, tainted


def _declared_twice(ledger: Ledger, base: str, scope: Scope | None) -> list[Problem]:
    iris: Iterable[str] = {iri for facts in scope.now for iri in facts.declared} if scope else ledger.declared_twice()
    found = []
    for iri in sorted(iris):
        first, *others = ledger.declarations(iri)
        where = f"first in {first[0]}:{first[1]}"
        name = iri.removeprefix(base)
        found += [Problem(*place, f"{name!r} is declared twice ({where}); merge the two") for place in others]
    return found


def _missing(ledger: Ledger, scope: Scope | None) -> set[str]:
    """The files that refer to what is not there."""
    if scope is None:
        return ledger.untied(REFERS, DECLARES) | ledger.untied(RESTS, STATES)
    referred = {each.iri for facts in scope.now for each in facts.references}
    gone = {iri for facts in scope.before for iri in facts.declared}
    unsaid = {iri for facts in scope.before for iri in facts.subjects}
    return ledger.untied(REFERS, DECLARES, referred | gone) | ledger.untied(RESTS, STATES, referred | unsaid)


def _undecided(ledger: Ledger, load: Load, vocabulary: Vocabulary, base: str, scope: Scope | None) -> list[Problem]:
    if scope is None:
        files = ledger.tied_at_all(NAMES) | ledger.tied_at_all(DECIDES)
        return identity.undecided((load(file).sheet() for file in sorted(files)), vocabulary, base)
    # The names that changed sheets give, and those of entities on which a decision came, went or changed.
    decided = {iri for facts in scope.everything for iri in facts.decides}
    naming = {file for iri in decided for file, _, _ in ledger.declarations(iri)}
    names = {name for facts in (*scope.now, *map(load, naming)) for name in facts.names}
    files = ledger.tied(NAMES, names) | naming | {facts.file for facts in scope.now if facts.names}
    loaded = {file: load(file) for file in files}
    bearers = {iri for facts in loaded.values() for iri in (*facts.declared, *facts.subjects)}
    for file in ledger.tied(DECIDES, bearers) | ledger.tied(DECLARES, bearers):
        loaded.setdefault(file, load(file))
    return identity.undecided((loaded[file].sheet() for file in sorted(loaded)), vocabulary, base)
