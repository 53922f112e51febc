"""A made-up region of industry in this project's own terms, of any size and always the same.

Each document tells of one project with its facility, phase, parties, money, dates and statements, and repeats
some of what an earlier document told; companies take part as they do in life (a few in very
much, most in little). Items are written with the keys of the sheets, so that one generator makes sheets, JSON
Lines, JSON-LD and N-Quads.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from tests.benchmarks.words import LANGUAGES, name

Item = dict[str, Any]
Claims = dict[str, list[Item]]

# Documents of each size; about 830 triples come of one.
SIZES: Final = {"S": 13, "M": 130, "L": 1_300, "X": 6_500}
SEED: Final = 20260105
PROVINCES: Final = 17
PLANNED: Final = 0.15
REPEATED: Final = 0.15
CONFLICTING: Final = 0.05
_FACILITY_KINDS = ("data-center", "computing-center", "research-center", "testbed", "power-plant", "car-plant")
_DOMAINS = (
    "ai",
    "big-data",
    "robotics",
    "hydrogen",
    "smart-grid-technology",
    "cloud",
    "manufacturing",
    "mobility",
    "energy",
)


@dataclass(frozen=True, slots=True)
class World:
    """How many of everything there are in a graph of ``documents`` documents."""

    documents: int
    seed: int = SEED

    @property
    def cities(self) -> int:
        return max(2, self.documents // 8)

    @property
    def zones(self) -> int:
        return max(2, self.documents // 4)

    @property
    def companies(self) -> int:
        return self.documents + 5

    @property
    def institutes(self) -> int:
        return self.documents // 5 + 2

    @property
    def persons(self) -> int:
        return self.documents // 3 + 2

    @property
    def groups(self) -> int:
        return self.documents // 4 + 2

    @property
    def programmes(self) -> int:
        return self.documents // 10 + 1

    def random(self, what: str, number: int) -> random.Random:
        """Chance for one thing, whatever else is made before or after it."""
        return random.Random(f"{self.seed}:{what}:{number}")

    def company(self, chance: random.Random) -> str:
        """A company: the nearer to the first, the more often."""
        return f"company-{int(self.companies * chance.random() ** 2.5)}"


def entities(world: World) -> Iterator[Item]:
    """Everything that the documents tell of, as the sheets declare it."""

    def entity(identifier: str, cls: str, named: str, number: int, **more: Any) -> Item:
        labels = name(named, number)
        item: Item = {"id": identifier, "type": cls, "label": labels, **more}
        if world.random(identifier, 0).random() < 0.3:
            item["alias"] = {"en": [labels["en"].upper()]}
        return item

    yield {"id": "land", "type": "Region", "label": {"en": "The Land", "ko": "나라", "ja": "国"}}
    for i in range(10):
        yield entity(f"publisher-{i}", "Publisher", "publisher", i)
    for i in range(PROVINCES):
        yield {
            "id": f"province-{i}", "type": "Region", "iso": f"KR-{11 + i}",
            "label": {"en": f"Province {i}", "ko": f"제{i}도", "ja": f"第{i}道"},
        }  # fmt: skip
    for i in range(world.cities):
        yield entity(f"city-{i}", "Region", "city", i)
        yield entity(f"city-government-{i}", "Government", "city-government", i, governs=f"city-{i}")
    for i in range(world.zones):
        yield entity(f"zone-{i}", "Zone", "zone", i)
    for i in range(world.companies):
        yield entity(f"company-{i}", "Company", "company", i)
    for i in range(world.institutes):
        yield entity(f"institute-{i}", "Institute", "institute", i)
        yield entity(f"university-{i}", "University", "university", i)
    for i in range(world.persons):
        yield entity(f"person-{i}", "Person", "person", i)
    for i in range(world.groups):
        yield entity(f"group-{i}", "UnnamedGroup", "group", i)
    for i in range(world.programmes):
        yield entity(f"programme-{i}", "Programme", "programme", i)
    for i in range(world.documents):
        yield entity(f"facility-{i}", "Facility", "facility", i, kind=_FACILITY_KINDS[i % len(_FACILITY_KINDS)])
        yield entity(f"project-{i}", "Project", "project", i)
        yield entity(f"phase-{i}", "Phase", "phase", i)
        if i % 2 == 0:
            yield entity(f"agreement-{i}", "Agreement", "agreement", i, kind="memorandum")
        if i % 4 == 1:
            yield entity(f"study-{i}", "Study", "study", i)


def sources(world: World) -> Iterator[Item]:
    """The catalogue: each document with a headline, its text and teasers of others."""
    for i in range(world.documents):
        issued = f"{2019 + i % 7}-{1 + i % 12:02d}-{1 + i % 28:02d}"
        labels = name("document", i)

        def section(part: str, kind: str, first: int, last: int, i: int = i, issued: str = issued) -> Item:
            return {
                "id": f"doc-{i}/{part}", "type": "Section", "label": {"en": part, "ko": part, "ja": part}, "kind": kind,
                "firstLine": first, "lastLine": last, "reference": issued, "referenceNote": "The day of the article.",
                "certainty": "certain",
            }  # fmt: skip

        yield {
            "id": f"doc-{i}", "type": "Document", "label": labels, "file": f"doc-{i}.txt", "sha256": f"{i:064x}", "lines": 60,
            "language": LANGUAGES[i % 3], "publisher": f"publisher-{i % 10}", "issued": issued,
            "sections": [section("headline", "headline", 1, 1), section("body", "body", 2, 50), section("teaser", "teaser", 51, 60)],
        }  # fmt: skip


def introduced(world: World, i: int) -> Iterator[tuple[str, int]]:
    """(kind, number) of all that document ``i`` is the first to name, so that every entity is named somewhere."""
    counts = {
        "city": world.cities, "city-government": world.cities, "zone": world.zones, "company": world.companies,
        "institute": world.institutes, "university": world.institutes, "person": world.persons, "group": world.groups,
        "programme": world.programmes, "publisher": 10,
    }  # fmt: skip
    for kind, count in counts.items():
        yield from ((kind, number) for number in range(i, count, world.documents))


def told(world: World, i: int) -> Iterator[tuple[str, str, Item, str]]:
    """What document ``i`` tells first: (subject, key of the claim, its keys without evidence, words)."""
    chance = world.random("told", i)
    city, zone = i % world.cities, i % world.zones
    language = LANGUAGES[i % 3]
    facility, project, phase = f"facility-{i}", f"project-{i}", f"phase-{i}"
    government = f"city-government-{city}"
    year = 2020 + i % 10

    def word(kind: str, number: int) -> str:
        return name(kind, number)[language][:28]

    def party(subject: str, role: str, who: str) -> tuple[str, str, Item, str]:
        kind, _, number = who.rpartition("-")
        return subject, "participants", {"role": role, "who": who}, word(kind, int(number))

    for subject, kind in ((facility, "facility"), (project, "project"), (phase, "phase")):
        yield subject, "names", {}, word(kind, i)
    yield from ((f"{kind}-{n}", "names", {}, word(kind, n)) for kind, n in introduced(world, i))
    builders = dict.fromkeys(world.company(chance) for _ in range(2))
    yield from (party(facility, "builder", who) for who in builders)
    yield party(facility, "host", government)
    yield party(facility, "operator", world.company(chance))
    if chance.random() < 0.4:
        yield party(facility, "technology-provider", f"institute-{chance.randrange(world.institutes)}")
    money = chance.randrange(1, 9000) * 1_000_000_000
    yield facility, "amounts", {"kind": "total-investment", "value": money, "currency": "KRW"}, f"{money // 10**9} bn"
    if chance.random() < CONFLICTING:
        more = money + 10**9
        yield facility, "amounts", {"kind": "total-investment", "value": more, "currency": "KRW"}, f"{more // 10**9} bn"
    power = chance.randrange(10, 2000)
    unit, factor = ("GW", 1000) if power % 5 == 0 else ("MW", 1)
    yield (
        facility,
        "quantities",
        {"kind": "power-capacity", "value": power / factor, "unit": unit},
        f"{power / factor} {unit}",
    )
    area = chance.randrange(1000, 90000)
    yield (
        facility,
        "quantities",
        {"kind": "site-area", "value": area, "unit": "pyeong", "bound": "about"},
        f"{area} pyeong",
    )
    yield (
        facility,
        "dates",
        {"kind": "groundbreaking", "when": f"{year}-{1 + i % 12:02d}-{1 + i % 28:02d}"},
        f"{1 + i % 28}",
    )
    yield (
        facility,
        "dates",
        {"kind": "completion", "when": str(year + 4), "bound": "by", "modality": "plan"},
        str(year + 4),
    )
    yield (
        facility,
        "statuses",
        {"status": ("under-construction", "planned", "completed")[i % 3], "asOf": str(year)},
        "now",
    )
    yield facility, "locations", {"place": f"zone-{zone}"}, word("zone", zone)
    for domain in chance.sample(_DOMAINS, 2):
        yield facility, "domains", {"kind": "domain-served", "domain": domain}, domain
    for kind in ("purpose", "feature"):
        yield (
            facility,
            "descriptions",
            {"kind": kind, "gist": f"It has the {kind} number {chance.randrange(10**6)}."},
            kind,
        )
    yield party(project, "promoter", government)
    yield party(project, "beneficiary", f"group-{chance.randrange(world.groups)}")
    yield party(project, "investor", world.company(chance))
    budget = chance.randrange(1, 900) * 10**9
    yield (
        project,
        "amounts",
        {"kind": "programme-budget", "value": budget, "currency": "KRW", "bound": "more-than"},
        f"{budget // 10**9} bn",
    )
    yield project, "dates", {"kind": "launch", "when": f"{year}-{1 + i % 12:02d}"}, f"{1 + i % 12}"
    yield project, "statuses", {"status": "announced", "asOf": str(year)}, "announced"
    yield project, "relations", {"relation": "uses", "object": facility}, word("facility", i)
    yield project, "partOf", {"whole": f"programme-{i % world.programmes}"}, word("programme", i % world.programmes)
    yield (
        project,
        "descriptions",
        {"kind": "content", "gist": f"It has the content number {chance.randrange(10**6)}."},
        "content",
    )
    speaker = f"person-{chance.randrange(world.persons)}"
    for modality in ("forecast", "opinion"):
        gist = f"The {modality} number {chance.randrange(10**6)} comes true."
        yield project, "statements", {"modality": modality, "speaker": speaker, "gist": gist}, modality
    yield phase, "partOf", {"whole": project}, word("project", i)
    phase_budget = chance.randrange(1, 200) * 10**9
    span = f"{year}/{year + 4}"
    yield (
        phase,
        "amounts",
        {"kind": "phase-budget", "value": phase_budget, "currency": "KRW", "period": span},
        f"{phase_budget // 10**9} bn",
    )
    if i % 2 == 0:
        agreement = f"agreement-{i}"
        yield agreement, "names", {}, word("agreement", i)
        for who in dict.fromkeys(
            [government, world.company(chance), f"institute-{chance.randrange(world.institutes)}"]
        ):
            yield party(agreement, "party", who)
        yield agreement, "dates", {"kind": "signing", "when": f"{year}-{1 + i % 12:02d}"}, f"{1 + i % 12}"
        yield agreement, "relations", {"relation": "related-to", "object": project}, word("project", i)
    if i % 4 == 1:
        study = f"study-{i}"
        partners = [f"university-{chance.randrange(world.institutes)}", *(world.company(chance) for _ in range(3))]
        for who in dict.fromkeys(partners):
            yield party(study, "research-partner", who)
        yield study, "lists", {"role": "research-partner", "open": "true"}, "etc"
    if i % 5 == 0 and i < world.companies - 1:
        yield (
            f"company-{i + 1}",
            "relations",
            {"relation": "local-corporation-of", "object": f"company-{i // 5}"},
            word("company", i // 5),
        )
    yield (
        speaker,
        "posts",
        {"post": "professor", "organization": f"university-{int(speaker[7:]) % world.institutes}"},
        "professor",
    )
    if i < world.zones:
        yield f"zone-{i}", "locations", {"place": f"city-{i % world.cities}"}, word("city", i % world.cities)
    if i < world.cities:
        yield f"city-{i}", "locations", {"place": f"province-{i % PROVINCES}"}, f"Province {i % PROVINCES}"
        yield f"city-{i}", "incentives", {"incentive": "local-tax-reduction"}, "tax"
    if i < PROVINCES:
        yield f"province-{i}", "names", {}, f"Province {i}"
        yield f"province-{i}", "locations", {"place": "land"}, "The Land"
    if i == 0:
        yield "land", "names", {}, "The Land"


def facts(world: World, i: int) -> list[Item]:
    """The items of document ``i``'s sheet: what it tells first, and some of what earlier ones told, with evidence."""
    chance = world.random("evidence", i)
    everything = list(told(world, i))
    for back in (1, 7):
        if i >= back:
            everything += [claim for claim in told(world, i - back) if chance.random() < REPEATED]
    subjects: dict[str, Claims] = {}
    for number, (subject, key, claim, words) in enumerate(everything):
        line = 51 + chance.randrange(10) if chance.random() < 0.04 else 2 + number % 48
        item = {**claim, "line": line, "words": words}
        if "modality" not in item and chance.random() < PLANNED:
            item["modality"] = "plan"
        if chance.random() < 0.05:
            item |= {"basis": "inferred", "note": "It follows from the line before."}
            if key == "dates":
                item["anchor"] = str(2019 + i % 7)
        if chance.random() < 0.1:
            place = {key: item.pop(key) for key in ("line", "words")}
            item["evidence"] = [place, {**place, "line": 2 + (number + 9) % 48}]
        claims = subjects.setdefault(subject, {}).setdefault(key, [])
        if item not in claims:
            claims.append(item)
    return [{"id": subject, **claims} for subject, claims in subjects.items()]
