"""The questions that the graph must answer, each by a general query with its evidence.

A line is told as ``document:line``, the document by the first three figures of its file.
"""

from __future__ import annotations

from typing import Any

from kg.knowledge import KnowledgeGraph

YONHAP, CITY, HANKYUNG = "000", "001", "003"


class Answer:
    """The rows of a query, and the lines that support each."""

    def __init__(self, graph: KnowledgeGraph, name: str, **given: str | list[str]) -> None:
        words = {key.removesuffix("_"): value if isinstance(value, list) else [value] for key, value in given.items()}
        asked = graph.ask(graph.named(name), words, evidence=bool(graph.named(name).support))
        self.graph = graph
        self.rows: list[Any] = list(asked.answer)  # type: ignore[arg-type]
        self.lines = [{f"{e.source_file[:3]}:{e.line}" for e in items} for items in asked.support or ()]
        self.words = [{e.words for e in items} for items in asked.support or ()]

    def ids(self, *columns: str) -> list[Any]:
        """The cells of some columns, IRIs as ids; one column gives plain cells."""
        rows = [tuple(self._id(getattr(row, name)) for name in columns) for row in self.rows]
        return [row[0] for row in rows] if len(columns) == 1 else rows

    def _id(self, value: Any) -> Any:
        return self.graph.names.id(value) if isinstance(value, str) and value.startswith("https:") else value


def test_01_sk_and_aws_build_the_ulsan_ai_data_center_as_two_documents_say(graph: KnowledgeGraph) -> None:
    found = Answer(graph, "participants", of="Ulsan AI Data Center", role="builder")

    assert found.ids("who", "documents", "held") == [("aws", 2, "fact"), ("sk-group", 2, "fact")]
    assert all({f"{YONHAP}:14", f"{HANKYUNG}:30"} <= lines for lines in found.lines)


def test_02_four_take_part_in_the_underwater_study_which_makes_six_pairs_of_study_partners(
    graph: KnowledgeGraph,
) -> None:
    study = "ulsan-underwater-data-center-study"

    members = Answer(graph, "participants", of=study)
    pairs = Answer(graph, "pairs", through=study)

    assert set(members.ids("who")) == {"ulsan-city", "kiost", "gs-engineering", "posco"}
    assert len(pairs.rows) == 6
    assert set(pairs.ids("kind")) == {"study"}
    assert all(f"{HANKYUNG}:34" in lines for lines in [*members.lines, *pairs.lines])


def test_03_two_are_one_hop_from_aws_and_seven_are_two(graph: KnowledgeGraph) -> None:
    found = Answer(graph, "neighbours", of="AWS")

    by_hops = {hops: {who for at, who in found.ids("hops", "neighbour") if at == hops} for hops in (1, 2)}
    assert by_hops[1] == {"sk-group", "ulsan-city"}
    assert by_hops[2] == {
        "kiost", "gs-engineering", "posco", "ulsan-ict-promotion-agency", "etri", "hyundai-motor", "hd-hyundai-heavy-industries",
    }  # fmt: skip
    assert all(found.lines)


def test_04_gwangju_spent_430_billion_in_phase_1_and_plans_600_billion_for_phase_2(graph: KnowledgeGraph) -> None:
    found = Answer(graph, "money", of="Gwangju AI programme", source="yonhap-2025-08-31")
    total = Answer(graph, "totals", of="Gwangju AI programme")

    assert found.ids("kind", "value", "held", "period") == [
        ("phase-budget", 430_000_000_000, "fact", "2020/2025"),
        ("phase-budget", 600_000_000_000, "plan", "2026/2030"),
    ]
    assert [f"{YONHAP}:27" in found.lines[0], f"{YONHAP}:30" in found.lines[1]] == [True, True]
    # Where they are added up, it is said of how many amounts, and both can be seen behind the sum.
    assert total.ids("kind", "total", "counted") == [("phase-budget", 1_030_000_000_000, 2)]
    assert {f"{YONHAP}:27", f"{YONHAP}:30"} <= total.lines[0]


def test_05_seven_trillion_describes_one_facility_in_two_documents(graph: KnowledgeGraph) -> None:
    found = Answer(graph, "figure", value="7000000000000")

    assert found.ids("subject", "kind", "documents") == [("ulsan-ai-data-center", "total-investment", 2)]
    assert found.lines == [{f"{YONHAP}:15", f"{HANKYUNG}:30"}]


def test_06_the_mayor_forecasts_100_trillion_and_counts_34_and_neither_is_a_budget(graph: KnowledgeGraph) -> None:
    forecast = Answer(graph, "figure", value="100000000000000")
    tally = Answer(graph, "figure", value="34000000000000")

    columns = ("kind", "held", "speaker", "bound")
    assert forecast.ids(*columns) == [("expected-effect", "forecast", "kim-doo-gyeom", "more-than")]
    assert forecast.lines == [{f"{HANKYUNG}:28"}]
    assert tally.ids(*columns) == [("attracted-investment", "tally", "kim-doo-gyeom", None)]
    assert tally.lines == [{f"{HANKYUNG}:38"}]
    # So no sum has them.
    assert not {100_000_000_000_000, 34_000_000_000_000} & set(Answer(graph, "ranking").ids("value"))
    assert all(total < 34_000_000_000_000 for total in Answer(graph, "totals").ids("total"))


def test_07_the_milestones_of_the_ulsan_data_center_and_the_ai_capital_come_in_order(graph: KnowledgeGraph) -> None:
    found = Answer(graph, "milestones", of=["Ulsan AI Data Center", "AI Capital Ulsan"])

    told = list(zip(found.ids("date", "milestone", "what"), found.lines, strict=True))
    wanted = [
        ("2025-06", "launch-ceremony", "ulsan-ai-data-center", f"{YONHAP}:16"),
        ("2025-08-29", "declaration", "ulsan-ai-capital-declaration", f"{YONHAP}:12"),
        ("2025-08-29", "groundbreaking", "ulsan-ai-data-center", f"{YONHAP}:12"),
        ("2026-01-01", "establishment", "ulsan-ai-capital-headquarters", f"{HANKYUNG}:22"),
        ("2026-01-02", "signing", "ulsan-sovereign-ai-cluster-plan", f"{HANKYUNG}:18"),
        ("2026-01-05", "announcement", "ulsan-ai-capital-headquarters", f"{HANKYUNG}:22"),
        ("[2026-01-05..2026-12-31]", "plan-due", "ulsan-ai-cluster-detailed-plan", f"{HANKYUNG}:36"),
        ("[..2029]", "completion", "ulsan-ai-data-center", f"{YONHAP}:15"),
    ]
    places = [[row for row, _ in told].index(row[:3]) for row in wanted]
    assert places == sorted(places)
    assert all(line in told[place][1] for place, (*_, line) in zip(places, wanted, strict=True))


def test_08_how_the_seven_trillion_is_split_is_not_stated(graph: KnowledgeGraph) -> None:
    found = Answer(graph, "split", of="Ulsan AI Data Center")

    assert found.ids("who", "share", "unit") == [("aws", "not stated", None), ("sk-group", "not stated", None)]


def test_09_gwangju_signed_with_four_parties(graph: KnowledgeGraph) -> None:
    found = Answer(graph, "agreements", with_="Gwangju City")

    assert found.ids("party", "date", "kind", "about") == [
        ("hyundai-motor", "2019-01", "production-agreement", "ggm-plant"),
        ("encored", "2019-10", "investment-agreement", "encored-pp"),
        ("national-security-research-institute", "2020-02-17", "establishment-agreement", "nsri-gwangju-office"),
        ("tmaxsoft", "2020-03-05", "business-agreement", "tmaxsoft-gwangju-center"),
    ]
    lines = [f"{CITY}:55", f"{CITY}:173", f"{CITY}:163", f"{CITY}:159"]
    assert all(line in found for line, found in zip(lines, found.lines, strict=True))


def test_10_four_invested_in_encored_the_parent_and_nobody_in_its_gwangju_company(graph: KnowledgeGraph) -> None:
    parent = Answer(graph, "participants", of="ENCORED", role="investor")
    local = Answer(graph, "participants", of="encored-pp", role="investor")

    assert set(parent.ids("who")) == {"qsp", "softbank", "samsung", "lg"}
    assert all(f"{CITY}:179" in lines for lines in parent.lines)
    assert local.rows == []


def test_11_the_interim_cloud_gives_a_tenth_of_computing_and_storage(graph: KnowledgeGraph) -> None:
    found = Answer(graph, "ratio", of="national-ai-data-center-interim-cloud", to="National AI Data Center")

    shares = {kind: tuple(map(float, rest)) for kind, *rest in found.ids("kind", "value", "whole", "share") if rest[2]}
    assert shares == {"computing-power": (8.85, 88.5, 0.1), "storage-capacity": (10.7, 107, 0.1)}
    assert all({f"{CITY}:83", f"{CITY}:89"} <= lines for lines in found.lines[:2])


def test_12_robots_and_workers_are_told_for_two_shops_and_no_plant_total_is_made_up(graph: KnowledgeGraph) -> None:
    found = Answer(graph, "stated", of="GGM plant")

    told = list(zip(found.ids("subject", "kind", "value"), found.lines, strict=True))
    counts = [(row, lines) for row, lines in told if row[1] in ("robot-count", "worker-count")]
    assert [row for row, _ in counts] == [
        ("ggm-assembly-shop", "robot-count", "not stated"),
        ("ggm-assembly-shop", "worker-count", "not stated"),
        ("ggm-body-shop", "robot-count", 118),
        ("ggm-body-shop", "worker-count", 29),
        ("ggm-paint-shop", "robot-count", 38),
        ("ggm-paint-shop", "worker-count", 82),
    ]
    assert [lines for _, lines in counts] == [
        set(), set(), {f"{CITY}:71"}, {f"{CITY}:71"}, {f"{CITY}:73"}, {f"{CITY}:73"}
    ]  # fmt: skip
    # What is stated of the plant itself is told too, in the unit of its source.
    assert ("ggm-plant", "site-area", 183000) in [row for row, _ in told]


def test_13_the_milestones_of_the_ggm_plant_come_in_order(graph: KnowledgeGraph) -> None:
    found = Answer(graph, "milestones", of="GGM plant")

    told = list(zip(found.ids("date", "milestone"), found.lines, strict=True))
    wanted = [
        ("2019-01", "signing", f"{CITY}:55"),
        ("2019-12-26", "groundbreaking", f"{CITY}:77"),
        ("2021-02", "equipment-installation", f"{CITY}:77"),
        ("2021-04-05", "trial-production", f"{CITY}:67"),
        ("2021-04-29", "completion", f"{CITY}:53"),
    ]
    places = [[row for row, _ in told].index(row[:2]) for row in wanted]
    assert places == sorted(places)
    assert all(line in told[place][1] for place, (*_, line) in zip(places, wanted, strict=True))
    # The doubtful year of the text and the vaguer announcement do not stand beside the answer.
    assert "2020-12-26" not in {date for (date, _), _ in told}


def test_14_three_named_facilities_stand_in_the_free_economic_zone(graph: KnowledgeGraph) -> None:
    found = Answer(graph, "projects", in_="Gwangju Free Economic Zone", type="Facility", basis="stated")

    assert set(found.ids("what")) == {"ggm-plant", "national-ai-data-center", "ai-cluster-complex"}
    assert all(any(line.startswith(CITY) for line in lines) for lines in found.lines)


def test_15_hyundai_motor_ties_gwangju_to_ulsan(graph: KnowledgeGraph) -> None:
    found = Answer(graph, "ties", a="Gwangju", b="Ulsan")

    assert set(found.ids("who")) == {"hyundai-motor"}
    assert set(found.ids("side", "kind")) >= {
        ("gwangju-city", "agreement"),
        ("gwangju-city", "joint-venture-partnership"),
        ("ulsan-city", "planning"),
    }
    lines = dict(zip(found.ids("side", "kind"), found.lines, strict=True))
    assert f"{CITY}:127" in lines["gwangju-city", "joint-venture-partnership"]
    assert f"{HANKYUNG}:36" in lines["ulsan-city", "planning"]


def test_16_the_power_of_gwangjus_data_center_is_not_stated_though_ulsans_is(graph: KnowledgeGraph) -> None:
    gwangju = Answer(graph, "stated", of="National AI Data Center", kind="power-capacity")
    ulsan = Answer(graph, "stated", of="Ulsan AI Data Center", kind="power-capacity")

    assert gwangju.ids("value", "unit") == [("not stated", None)]
    assert (103, "MW") in ulsan.ids("value", "unit")
    assert {f"{YONHAP}:15", f"{HANKYUNG}:30"} in ulsan.lines


def test_what_is_in_one_region_never_takes_in_what_stands_in_another(graph: KnowledgeGraph) -> None:
    """The four hub regions share an exemption: a common whole must not place each project in all of them."""
    regions = {
        place: set(Answer(graph, "money", in_=place).ids("subject")) for place in ("Gwangju", "Jeonbuk", "Ulsan")
    }

    assert regions["Jeonbuk"] == {"jeonbuk-physical-ai-hub"}
    assert {"gwangju-ax-valley", "ai-cluster-programme", "ai-healthcare-phase-1"} <= regions["Gwangju"]
    assert not regions["Gwangju"] & (regions["Jeonbuk"] | regions["Ulsan"])


def test_the_words_of_every_evidence_are_few(graph: KnowledgeGraph) -> None:
    """They name a place in a document; they do not repeat it."""
    found = Answer(graph, "claims", of="Ulsan AI Data Center")

    assert found.words
    assert all(0 < len(words) < 30 for behind in found.words for words in behind)
