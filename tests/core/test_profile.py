from __future__ import annotations

import pytest

from kg.cli import main
from kg.workspace import Workspace
from tests.conftest import MakeWorkspace

NO_EVIDENCE = "- id: hall\n  participants:\n  - {role: builder, who: acme}\n"


def with_profile(workspace: Workspace, text: str) -> str:
    (workspace.root / "ontology" / "shapes" / "profile.yaml").write_text(text, encoding="utf-8")
    return str(workspace.root)


def rule_of(capsys: pytest.CaptureFixture[str]) -> str:
    line = next(line for line in capsys.readouterr().out.splitlines() if "violation:" in line)
    return line.rsplit("[", 1)[1].rstrip("]")


def test_a_profile_sets_the_severity_of_a_rule(
    make_workspace: MakeWorkspace, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace = make_workspace(paper=NO_EVIDENCE)
    assert main(["validate", "--workspace", str(workspace.root)]) == 1
    rule = rule_of(capsys)

    root = with_profile(workspace, f"profile:\n- {{rule: {rule}, severity: info, because: drafts}}\n")

    assert main(["validate", "--workspace", root]) == 0
    assert "advice:" in capsys.readouterr().out
    assert main(["validate", "--workspace", root, "--strict"]) == 1


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ("{rule: EnglischLabel, severity: info, because: x}", "did you mean 'EnglishLabel'"),
        ("{rule: EnglishLabel, severity: mild, because: x}", "unknown severity 'mild'"),
        ("{rule: EnglishLabel, severity: info}", "because"),
        ("{rule: EnglishLabel, severity: 'off', because: x}", "cannot be turned off"),
    ],
)
def test_a_profile_that_says_nothing_clear_is_refused(
    make_workspace: MakeWorkspace, capsys: pytest.CaptureFixture[str], item: str, words: str
) -> None:
    root = with_profile(make_workspace(), f"profile:\n- {item}\n")

    assert main(["validate", "--workspace", root]) == 2

    said = capsys.readouterr().err
    assert said.startswith("ontology/shapes/profile.yaml:2:3: ")
    assert words in said
