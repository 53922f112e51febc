"""What the README says is true: every command is in it, its words run, its figures are the build's."""

from __future__ import annotations

import re
import shlex

import pytest

from kg.cli import COMMANDS, whole_parser
from kg.making.build import derive, read, validate
from kg.making.counts import count
from kg.shapes.reports import summary
from kg.workspace import at
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
LINES = [line for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL) for line in block.splitlines()]


def commands() -> list[str]:
    return [
        part.split("  #")[0].strip()
        for line in LINES
        if line.startswith("$ ")
        for part in line[2:].split(" && ")
        if part.strip().startswith("kg ")
    ]


@pytest.mark.parametrize("command", commands())
def test_each_command_of_the_readme_is_understood(command: str) -> None:
    words = shlex.split(command)[1:]

    whole_parser().parse_known_args([word for word in words if word != "--help"])


def test_the_readme_names_the_commands_that_people_start_with() -> None:
    everyday = {
        "build",
        "query",
        "show",
        "path",
        "conflicts",
        "network",
        "find",
        "view",
        "export",
        "diff",
        "docs",
        "init",
        "sources",
        "validate",
    }

    assert everyday <= COMMANDS.keys()
    assert all(f"kg {name}" in README for name in everyday)


def test_every_link_of_the_readme_leads_to_a_file() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)|src=\"([^\"]+)\"", README)

    assert all((ROOT / (one or other)).exists() for one, other in links)


def test_the_figures_of_the_readme_are_those_of_the_build() -> None:
    workspace = at(str(ROOT))
    reading = read(workspace)
    store = derive(workspace, reading.triples)
    _, found = validate(workspace, store, reading)

    assert ", ".join(f"{number:,} {name}" for name, number in count(store).items()) in LINES
    assert any(line.startswith(f"findings: {summary(found, 'en')} (") for line in LINES)
