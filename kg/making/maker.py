"""One generation made: from nothing, or from the last one and what has changed since.

Both ways give the same bytes. The second is taken where it can be: the ontology, the
rules, the shapes and this program are as they were, few sheets changed, and nothing stands in its way; what
stands in its way is never repaired but leads to the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, Triple

from kg.errors import Problem
from kg.making import crosscheck, phrasing, revalidate
from kg.making.counts import count, recount
from kg.making.facts import Facts
from kg.making.gathering import Kept, compare, gather, program
from kg.making.ledger import STATES, Ledger, at
from kg.making.shelf import Shelf, digest
from kg.rules import rederive
from kg.rules.reach import Changes
from kg.rules.rule import read_rules
from kg.shapes.check import as_shapes
from kg.shapes.check import validate as check
from kg.shapes.findings import Finding
from kg.store import Generations, follow, on_disk, stamps
from kg.workspace import Workspace

# Of so many sheets one may have changed; with more, everything is made anew.
FEW: Final = 10
_LOADED: Final = 4 * 1024 * 1024


class Anew(Exception):  # noqa: N818 — a result, not a failure
    """The last generation is no ground to build on."""


@dataclass(slots=True)
class Made:
    """What was made: the graph, where it belongs, what is wrong with it, and which triples changed (None: all)."""

    generation: Path
    store: Store | None
    ledger: Ledger
    problems: list[Problem] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    changed: set[Triple] | None = None

    def close(self) -> None:
        """Let go of the files, so that they can be published."""
        self.store = None
        self.ledger.close()


@dataclass(frozen=True)
class Maker:
    """Makes a generation of ``workspace``, with the help of the ``shelf``."""

    workspace: Workspace
    generations: Generations
    shelf: Shelf
    progress: Callable[[str], None]

    def made(self, last: Path | None) -> Made:
        """A new generation, or ``last`` itself if it is what would be made.

        Raises:
            Anew: ``last`` is no ground to build on.
        """
        return self.from_nothing() if last is None else self.from_last(last)

    def ledger_of(self, generation: Path) -> Path:
        """Where the ledger of ``generation`` is."""
        return at(generation, self.generations.mark())

    def grounds(self) -> tuple[str, str]:
        """Digests of what reading a sheet rests on, and of all that a generation rests on, but for the sheets."""
        folder = self.workspace.root / "ontology"
        files = sorted(
            path for path in folder.rglob("*") if path.is_file() and path.suffix in (".ttl", ".jsonld", ".rq")
        )
        later = ("rules", "shapes")
        parts = {path: (self.workspace.name(path), path.read_bytes()) for path in files}
        reading = [part for path, found in parts.items() if path.parent.name not in later for part in found]
        rest = [part for path, found in parts.items() if path.parent.name in later for part in found]
        read = digest(program(), self.workspace.base, *reading)
        return read, digest(read, *rest)

    # --- from nothing

    def from_nothing(self) -> Made:
        """Read all sheets, draw all conclusions, validate everything."""
        workspace = self.workspace
        self.shelf.examine()
        reading, everything = self.grounds()
        generation = self.generations.new()
        store = Store()
        store.bulk_extend(Quad(*triple) for triple in workspace.ontology)
        with _or_abandoned(Ledger(self.ledger_of(generation))) as ledger:
            return self._everything(Made(generation, store, ledger), store, reading, everything)

    def _everything(self, made: Made, store: Store, reading: str, everything: str) -> Made:
        workspace, ledger = self.workspace, made.ledger
        tainted: set[str] = set()
        predicates: set[str] = set()
        self.progress("reading sheets")
        waiting: list[bytes] = []
        for kept in gather(workspace, self.shelf, compare(workspace, reading, None), None):
            ledger.add(kept.raw, kept.key, kept.facts)
            made.problems += kept.facts.problems
            tainted.update(kept.facts.tainted)
            predicates.update(kept.facts.predicates)
            waiting.append(kept.facts.triples)
            if sum(map(len, waiting)) > _LOADED:
                _load(store, waiting)
        _load(store, waiting)
        load = _loader(ledger, self.shelf)
        more, bad = crosscheck.problems(ledger, load, workspace.vocabulary, workspace.base, None)
        made.problems += more
        tainted |= bad
        self.progress("applying rules")
        layered = rederive.derive(store, read_rules(workspace.rules), workspace.vocabulary, workspace.base)
        self.progress("validating")
        results = check(store, as_shapes(workspace.shapes))
        try:
            revalidate.enter(results, ledger)
        except revalidate.NotInPieces:
            layered = False
        ground = phrasing.Ground(store, workspace.vocabulary, workspace.base, ledger, load)
        made.findings = phrasing.findings(results, ground, tainted=tainted)
        made.counts = count(store)
        ledger.note("grounds", everything)
        ledger.note("in pieces", layered)
        ledger.note("predicates", sorted(predicates))
        ledger.note("profile", self.profile())
        ledger.note("counts", made.counts)
        return made

    # --- from the last generation

    def from_last(self, last: Path) -> Made:
        """Take what the generation ``last`` holds and work in what has changed.

        Raises:
            Anew: this cannot be done.
        """
        if not self.ledger_of(last).is_file():
            raise Anew
        reading, everything = self.grounds()
        with closing(Ledger(self.ledger_of(last))) as before:
            if before.noted("grounds") != everything or not before.noted("in pieces"):
                raise Anew
            if before.noted("outputs") != stamps(last):
                raise Anew
            sheets = compare(self.workspace, reading, before)
            same = before.noted("profile") == self.profile()
        changed = len(sheets.changed) + len(sheets.removed)
        if changed * FEW > len(sheets.raw) + FEW * 3:
            raise Anew
        if not changed and same:
            return self._same(last)
        self.progress("reading sheets")
        generation = self.generations.new()
        try:
            with _or_abandoned(Ledger.following(self.ledger_of(last), self.ledger_of(generation))) as ledger:
                now = list(gather(self.workspace, self.shelf, sheets, ledger))
                return self._worked_in(last, Made(generation, None, ledger), now, sheets.removed)
        except (rederive.NotLayered, revalidate.NotInPieces) as error:
            raise Anew from error

    def _same(self, last: Path) -> Made:
        """The last generation, as it is."""
        with _or_abandoned(Ledger(self.ledger_of(last))) as ledger:
            store = Store.read_only(on_disk(last / "store"))
            load = _loader(ledger, self.shelf)
            ground = phrasing.Ground(store, self.workspace.vocabulary, self.workspace.base, ledger, load)
            shapes = as_shapes(self.workspace.shapes)
            found = phrasing.findings(revalidate.results(ledger, shapes), ground, changed=())
            return Made(last, store, ledger, findings=found, counts=ledger.noted("counts"))

    def profile(self) -> str:
        """A digest of the file that sets severities."""
        return digest(self.workspace.profile[0] if self.workspace.profile else b"")

    def _worked_in(self, last: Path, made: Made, now: list[Kept], removed: list[str]) -> Made:
        workspace, ledger = self.workspace, made.ledger
        old_load = _loader(ledger, self.shelf)
        files = {kept.facts.file for kept in now}
        before = [old_load(file) for file in sorted((files & ledger.sheets().keys()) | set(removed))]
        for file in {*files, *removed}:
            ledger.remove(file)
        for kept in now:
            ledger.add(kept.raw, kept.key, kept.facts)
        load = _loader(ledger, self.shelf)
        scope = crosscheck.Scope(tuple(kept.facts for kept in now), tuple(before))
        problems, bad = crosscheck.problems(ledger, load, workspace.vocabulary, workspace.base, scope)
        problems += [problem for kept in now for problem in kept.facts.problems]
        tainted = bad.union(*(kept.facts.tainted for kept in now))
        predicates = set(ledger.noted("predicates")).union(*(kept.facts.predicates for kept in now))
        self.progress("applying rules")
        follow(last / "store", made.generation / "store")
        old, new = Store.read_only(on_disk(last / "store")), Store(str(made.generation / "store"))
        stated = _Stated(self.workspace, ledger, load, now, predicates)
        was = {triple for facts in before for triple in facts.parsed()}
        gone = [triple for triple in was - stated.now if not stated(triple)]
        rules = read_rules(workspace.rules)
        change = rederive.Rederivation(old, new, rules, workspace.vocabulary, workspace.base)
        delta = change.run(stated.now - was, gone, stated)
        self.progress("validating")
        shapes = as_shapes(workspace.shapes)
        revalidate.update(old, new, shapes, Changes(delta), ledger)
        nodes = {triple.subject.value for triple in delta if isinstance(triple.subject, NamedNode)}
        nodes.update(triple.object.value for triple in delta if isinstance(triple.object, NamedNode))
        placed = {iri for facts in (*scope.now, *scope.before) for iri in facts.nodes}
        ground = phrasing.Ground(new, workspace.vocabulary, workspace.base, ledger, load)
        found = phrasing.findings(revalidate.results(ledger, shapes), ground, tainted=tainted, changed=nodes | placed)
        counts = recount(ledger.noted("counts"), old, new, nodes)
        ledger.note("predicates", sorted(predicates))
        ledger.note("profile", self.profile())
        ledger.note("counts", counts)
        return replace(made, store=new, problems=problems, findings=found, counts=counts, changed=set(delta))


class _Stated:
    """Whether some sheet states a triple, or the ontology does."""

    def __init__(
        self,
        workspace: Workspace,
        ledger: Ledger,
        load: Callable[[str], Facts],
        now: Iterable[Kept],
        predicates: set[str],
    ) -> None:
        self.now = {triple for kept in now for triple in kept.facts.parsed()}
        self._ontology = set(workspace.ontology)
        self._ledger = ledger
        self._load = load
        self._predicates = predicates
        self._read: dict[str, set[Triple]] = {}

    def __call__(self, triple: Triple) -> bool:
        if triple in self.now or triple in self._ontology:
            return True
        if triple.predicate.value not in self._predicates or not isinstance(triple.subject, NamedNode):
            return False
        return any(triple in self._triples(file) for file in self._ledger.tied(STATES, [triple.subject.value]))

    def _triples(self, file: str) -> set[Triple]:
        if file not in self._read:
            self._read[file] = set(self._load(file).parsed())
        return self._read[file]


@contextmanager
def _or_abandoned(ledger: Ledger) -> Iterator[Ledger]:
    """The ledger, of which nothing is kept if the block fails."""
    try:
        yield ledger
    except BaseException:
        ledger.abandon()
        raise


def _loader(ledger: Ledger, shelf: Shelf) -> Callable[[str], Facts]:
    """The readings of the sheets in ``ledger`` as it is now."""
    keys = {file: key for file, (_, key) in ledger.sheets().items()}

    def load(file: str) -> Facts:
        if (data := shelf.get(keys[file])) is None:
            raise Anew
        return Facts.load(file, data)

    return load


def _load(store: Store, waiting: list[bytes]) -> None:
    store.bulk_load(input=b"".join(waiting), format=RdfFormat.N_TRIPLES)
    waiting.clear()
