"""The catalogue in the repository says what the headers say and what the graph answers."""

from __future__ import annotations

import io
import re

from kg.answers.table import write_table
from kg.knowledge import KnowledgeGraph
from tests.conftest import ROOT
from tests.queries.catalogue import PAGE, catalogue
from tests.queries.expected import UPDATE, differences


def test_the_catalogue_is_current(graph: KnowledgeGraph) -> None:
    written = PAGE.read_text(encoding="utf-8").splitlines()

    assert (now := catalogue(graph).splitlines()) == written, (
        "\n".join(differences(["", *written], ["", *now])[:20]) + f"\nif that is right: {UPDATE}"
    )


def test_the_catalogue_has_every_query_once_and_every_link_leads_somewhere(graph: KnowledgeGraph) -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert sorted(re.findall(r"^### (.+)$", page, re.MULTILINE)) == graph.query_names
    headings = {
        line.lower().replace(",", "").replace(" ", "-") for line in re.findall(r"^## (.+)$", page, re.MULTILINE)
    }
    assert set(re.findall(r"\]\(#(.+?)\)", page)) == headings


def test_every_query_file_is_utf_8_without_marks_and_ends_with_one_line_end() -> None:
    for path in sorted((ROOT / "queries").glob("*.rq")):
        content = path.read_bytes()
        assert not content.startswith(b"\xef\xbb\xbf"), path.name
        assert b"\r" not in content, path.name
        assert content.endswith(b"}\n") or re.search(rb"[^\n]\n\Z", content), path.name


def test_the_session_of_the_readme_shows_the_answer_of_now(graph: KnowledgeGraph) -> None:
    stream = io.StringIO()
    answer = graph.query("partners", of="AWS")

    write_table(answer, graph.base, stream, most=100)

    assert stream.getvalue() in (ROOT / "README.md").read_text(encoding="utf-8")
