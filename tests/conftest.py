"""Workspaces to try things on: the project's own ontology, with small sheets in view of the test."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kg import workspace as workspaces
from kg.workspace import Workspace

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = ROOT.parent / "shared" / "sources"

DATASET = """\
base: https://example.org/kg/
dataset:
- {id: dataset, type: Dataset, label: {en: Test data, ko: 시험 자료, ja: 試験データ}, version: 0.0.1, license: "https://creativecommons.org/licenses/by/4.0/"}
"""
SOURCES = """\
sources:
- id: paper
  type: Document
  label: {en: A paper, ko: 신문, ja: 新聞}
  file: paper.txt
  sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
  lines: 60
  language: en
  publisher: press
  issued: 2025-08-31
  sections:
  - {id: paper/body, type: Section, label: {en: text, ko: 본문, ja: 本文}, kind: body, firstLine: 1, lastLine: 49, reference: 2025-08-31, certainty: certain, referenceNote: its date}
  - {id: paper/teaser, type: Section, label: {en: teasers, ko: 예고, ja: 予告}, kind: teaser, firstLine: 50, lastLine: 60, reference: 2025-08-31, certainty: certain, referenceNote: its date}
- id: gazette
  type: Document
  label: {en: A gazette, ko: 관보, ja: 官報}
  file: gazette.txt
  sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
  lines: 9
  language: en
  publisher: press
  issued: 2026-01-05
  sections:
  - {id: gazette/body, type: Section, label: {en: whole, ko: 전문, ja: 全文}, kind: body, firstLine: 1, lastLine: 9, reference: 2026-01-05, certainty: certain, referenceNote: its date}
"""
ENTITIES = """\
entities:
- {id: press, type: Publisher, label: {en: The Press, ko: 언론사, ja: 新聞社}}
- {id: acme, type: Company, label: {en: Acme, ko: 애크미, ja: アクメ}, alias: {en: [ACME Inc.]}}
- {id: bolt, type: Company, label: {en: Bolt, ko: 볼트, ja: ボルト}}
- {id: crown, type: Company, label: {en: Crown, ko: 크라운, ja: クラウン}}
- {id: harbour, type: Region, label: {en: Harbour, ko: 항구, ja: 港}}
- {id: harbour-city, type: Government, label: {en: Harbour City, ko: 항구시, ja: 港市}, governs: harbour}
- {id: quay, type: Zone, label: {en: Quay, ko: 부두, ja: 埠頭}}
- {id: mayor-lee, type: Person, label: {en: Lee, ko: 이, ja: 李}}
- {id: local-colleges, type: UnnamedGroup, label: {en: local colleges, ko: 지역 대학, ja: 地域の大学}}
- {id: hall, type: Facility, label: {en: Server Hall, ko: 서버홀, ja: サーバーホール}, kind: data-center}
- {id: pact, type: Event, label: {en: The pact, ko: 협정, ja: 協定}, kind: signing-event}
"""

MakeWorkspace = Callable[..., Workspace]


@pytest.fixture
def make_workspace(tmp_path: Path) -> MakeWorkspace:
    """A workspace with the standing sheets above and the given facts: ``make(paper="…", gazette="…")``."""

    def make(
        folder: str = "workspace", *, entities: str = "", files: dict[str, str] | None = None, **facts: str
    ) -> Workspace:
        root = tmp_path / folder
        for name in ("ontology", "queries"):
            shutil.copytree(ROOT / name, root / name, dirs_exist_ok=True)
        sheets = {"dataset.yaml": DATASET, "sources.yaml": SOURCES, "entities/all.yaml": ENTITIES + entities}
        sheets |= {f"facts/{source}.yaml": f"source: {source}\nfacts:\n{text}" for source, text in facts.items()}
        for name, text in (sheets | (files or {})).items():
            path = root / "data" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return workspaces.at(str(root))

    return make
