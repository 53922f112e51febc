"""A build on top of the last one gives, byte for byte, what a build from nothing gives."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg import workspace as workspaces
from kg.errors import KgError
from kg.making import maker
from kg.making.build import Result, build
from kg.page.page import Page
from kg.store import open_store
from tests.conftest import DATASET, ENTITIES, ROOT, SOURCES

MANY = 500 if os.environ.get("KG_TRUST") == "long" else 5
OUTPUTS = ("kg.ttl", "findings.json", "graph.html", "sheet.schema.json")
SUBJECTS = ("hall", "pact", "quay", "annex")
CLAIMS = (
    "participants: {role: builder, who: acme, line: 4, words: Acme}",
    "participants: {role: builder, who: bolt, line: 4, words: Bolt}",
    "participants: {role: builder, who: bolt, line: 55, words: Bolt}",
    "participants: {role: host, who: harbour-city, line: 5, words: city, modality: plan}",
    "participants: {role: party, who: crown, line: 6, words: Crown}",
    "participants: {role: party, who: acme, line: 6, words: Acme}",
    "participants: {role: investor, who: dory, line: 6, words: Dory}",
    "locations: {place: quay, line: 7, words: Quay}",
    "locations: {place: harbour, line: 7, words: Harbour}",
    "partOf: {whole: hall, line: 8, words: hall}",
    "dates: {kind: completion, when: 2029, bound: by, line: 9, words: 2029}",
    "dates: {kind: completion, when: 2031, line: 10, words: 2031}",
    "dates: {kind: groundbreaking, when: 2035, line: 11, words: 2035}",
    "amounts: {kind: total-investment, value: 700, currency: KRW, line: 12, words: 700}",
    "amounts: {kind: total-investment, value: 800, currency: KRW, bound: about, line: 52, words: 800}",
    "quantities: {kind: power-capacity, value: 1, unit: GW, line: 13, words: 1 GW}",
    "names: {line: 14, words: a name}",
    "relations: {relation: uses, object: hall, line: 15, words: uses}",
    "statements: {modality: forecast, speaker: mayor-lee, gist: It grows., line: 16, words: grows}",
)
RULE = ROOT / "ontology" / "rules" / "41-planned.rq"


@dataclass(frozen=True)
class State:
    """A workspace, told in a few choices."""

    paper: tuple[tuple[str, str], ...] = ()
    gazette: tuple[tuple[str, str], ...] = ()
    dory: bool = True
    label: str = "Server Hall"
    alias: str = "ACME Inc."
    teaser: int = 50
    decided: bool = False
    ranked: bool = False
    planned: bool = True


@dataclass(frozen=True)
class Edit:
    """One change of a state: a field set, or one claim more or less in a sheet."""

    field: str
    value: Any

    def of(self, state: State) -> State:
        if self.field not in ("paper", "gazette"):
            return replace(state, **{self.field: self.value})
        found = getattr(state, self.field)
        without = tuple(each for each in found if each != self.value)
        return replace(state, **{self.field: without if without != found else (*found, self.value)})


claims = st.tuples(st.sampled_from(SUBJECTS), st.sampled_from(CLAIMS))
toggles = st.builds(Edit, st.sampled_from(["paper", "gazette"]), claims)
settings_of = {
    "dory": st.booleans(), "decided": st.booleans(),
    "label": st.sampled_from(["Server Hall", "Hall of Servers"]), "alias": st.sampled_from(["ACME Inc.", "Bolt"]),
    "teaser": st.sampled_from([50, 6]), "ranked": st.booleans(), "planned": st.booleans(),
}  # fmt: skip
# Mostly one claim more or less, as people edit; a step may hold several edits, and most leave sheets that are right.
edits = st.one_of(toggles, toggles, toggles, *(st.builds(Edit, st.just(name), of) for name, of in settings_of.items()))
steps = st.lists(edits, min_size=1, max_size=2)


def facts(found: tuple[tuple[str, str], ...]) -> str:
    lines = []
    for subject in dict.fromkeys(subject for subject, _ in found):
        lines.append(f"- id: {subject}")
        own = [claim.split(": ", 1) for each, claim in found if each == subject]
        for key in dict.fromkeys(key for key, _ in own):
            lines.append(f"  {key}:")
            lines += [f"  - {claim}" for each, claim in own if each == key]
    return "\n".join(lines)


def write(root: Path, state: State) -> None:
    """The sheets of ``state`` in the workspace ``root``; what it does not have goes."""
    dory = "- {id: dory, type: Company, label: {en: Dory, ko: 도리, ja: ドリー}}\n" if state.dory else ""
    annex = "- {id: annex, type: Facility, label: {en: Annex, ko: 별관, ja: 別館}, kind: data-center}\n"
    entities = ENTITIES.replace("Server Hall", state.label).replace("ACME Inc.", state.alias)
    catalogue = SOURCES.replace("lines: 9\n", "lines: 60\n").replace("lastLine: 9,", "lastLine: 60,")
    catalogue = catalogue.replace("lastLine: 49", f"lastLine: {state.teaser - 1}").replace(
        "firstLine: 50", f"firstLine: {state.teaser}"
    )
    decided = "- {id: d/one, type: IdentityDecision, verdict: different, entity: [acme, bolt], because: two firms}\n"
    sheets = {
        "dataset.yaml": DATASET,
        "sources.yaml": catalogue,
        "entities/all.yaml": entities,
        "entities/more.yaml": f"entities:\n{annex}{dory}",
        "identity.yaml": f"decisions:\n{decided}" if state.decided else None,
        "facts/paper.yaml": f"source: paper\nfacts:\n{facts(state.paper)}\n" if state.paper else None,
        "facts/gazette.yaml": f"source: gazette\nfacts:\n{facts(state.gazette)}\n" if state.gazette else None,
        "decisions.yaml": f"decisions:\n{ranked(root)}" if state.ranked and ranked(root) else None,
    }
    for name, text in sheets.items():
        path = root / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            path.unlink(missing_ok=True)
        elif not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
    rule = RULE.read_text(encoding="utf-8")
    (root / "ontology" / "rules" / RULE.name).write_text(
        rule if state.planned else rule.replace("kgc:fact", "kgc:plan"), encoding="utf-8"
    )


def ranked(root: Path) -> str:
    """A decision on a claim of the last good build, which may be gone by now."""
    built = root.parent / "incremental" / "kg.ttl"
    if not built.is_file():
        return ""
    lines = [line for line in built.read_text(encoding="utf-8").split("\n") if line.startswith("claim:")]
    if not lines:
        return ""
    claim = lines[len(lines) // 2].split(" ")[0].removeprefix("claim:")
    return f"- {{id: rank/one, type: RankDecision, claim: claim/{claim}, rank: preferred, because: firmer}}\n"


def outcome(root: Path, output: Path) -> tuple[str, dict[str, int]]:
    """The error message of a build, or nothing, and what it counts."""
    try:
        result: Result = build(workspaces.at(str(root)), output)
    except KgError as error:
        return str(error), {}
    return "", result.counts


def content(output: Path) -> dict[str, object]:
    """The bytes of all outputs and the triples of the store."""
    found: dict[str, object] = {name: (output / name).read_bytes() for name in OUTPUTS}
    store = open_store((output / "current").resolve())
    return {**found, "store": set(map(str, store))}


@pytest.fixture
def paths(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which way each build took; the page, which reads the finished graph, is drawn in one test of its own."""
    taken: list[str] = []
    for name in ("from_nothing", "_worked_in", "_same"):
        own = getattr(maker.Maker, name)

        def noted(*args: object, own: object = own, name: str = name) -> object:
            found = own(*args)  # type: ignore[operator]
            taken.append(name)
            return found

        monkeypatch.setattr(maker.Maker, name, noted)
    monkeypatch.setattr("kg.page.page.render", lambda store, vocabulary, base: Page(f"{len(store)} triples\n"))
    return taken


def prepared(folder: str) -> Path:
    root = Path(folder, "workspace")
    for name in ("ontology", "queries"):
        shutil.copytree(ROOT / name, root / name)
    return root


BASE = State(
    paper=(("hall", CLAIMS[0]), ("hall", CLAIMS[1]), ("hall", CLAIMS[7]), ("hall", CLAIMS[10]), ("pact", CLAIMS[4]), ("pact", CLAIMS[5])),
    gazette=(("hall", CLAIMS[0]), ("hall", CLAIMS[11]), ("quay", CLAIMS[8]), ("annex", CLAIMS[9])),
)  # fmt: skip


@settings(max_examples=MANY, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.sampled_from([BASE, State()]), history=st.lists(steps, min_size=2, max_size=6))
def test_any_history_of_edits_ends_in_the_bytes_of_a_build_from_nothing(
    paths: list[str], start: State, history: list[list[Edit]]
) -> None:
    state = start
    with TemporaryDirectory() as folder:
        root = prepared(folder)
        for number, step in enumerate([[], *history]):
            for edit in step:
                state = edit.of(state)
            write(root, state)
            incremental, fresh = Path(folder, "incremental"), Path(folder, f"fresh-{number}")

            told = outcome(root, incremental)

            assert told == outcome(root, fresh)
            if not told[0]:
                assert content(incremental) == content(fresh)


@pytest.mark.parametrize(
    ("change", "way"),
    [
        ({}, "_same"),
        ({"paper": BASE.paper[1:]}, "_worked_in"),
        ({"paper": (*BASE.paper, ("annex", CLAIMS[1]))}, "_worked_in"),
        ({"paper": ()}, "_worked_in"),
        ({"gazette": ()}, "_worked_in"),
        ({"label": "Hall of Servers"}, "_worked_in"),
        ({"teaser": 6}, "_worked_in"),
        ({"ranked": True}, "_worked_in"),
        ({"planned": False}, "from_nothing"),
    ],
)
def test_one_edit_takes_the_short_way_where_it_can(
    paths: list[str], tmp_path: Path, change: dict[str, object], way: str
) -> None:
    root = prepared(str(tmp_path))
    write(root, BASE)
    assert outcome(root, tmp_path / "incremental")[0] == ""
    write(root, replace(BASE, **change))  # type: ignore[arg-type]

    assert outcome(root, tmp_path / "incremental") == outcome(root, tmp_path / "fresh")
    assert paths == ["from_nothing", way, "from_nothing"]
    assert content(tmp_path / "incremental") == content(tmp_path / "fresh")


@pytest.mark.parametrize(("shown", "drawn"), [(True, 2), (False, 1)])
def test_the_page_is_drawn_anew_only_where_it_shows_what_changed(
    paths: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, shown: bool, drawn: int
) -> None:
    pages: list[Page] = []

    def draw(*_: object, **__: object) -> Page:
        pages.append(Page(f"page {len(pages)}", ground=frozenset({"urn:x"}), middle="urn:x"))
        return pages[-1]

    monkeypatch.setattr("kg.page.page.render", draw)
    monkeypatch.setattr("kg.page.scope.affected", lambda ground, middle, changed, store: shown and bool(changed))
    root = prepared(str(tmp_path))
    for state in (BASE, replace(BASE, paper=BASE.paper[1:])):
        write(root, state)
        assert outcome(root, tmp_path / "out")[0] == ""

    assert paths == ["from_nothing", "_worked_in"]
    assert (tmp_path / "out" / "graph.html").read_text() == pages[-1].text
    assert len(pages) == drawn
