"""``kg completion``: a completion script for your shell."""

from __future__ import annotations

import argparse
import sys

from kg.errors import FINE

EPILOG = """\
examples:
  bash: kg completion bash > ~/.local/share/bash-completion/completions/kg
  zsh:  kg completion zsh > "${fpath[1]}/_kg"
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.epilog = EPILOG
    parser.add_argument("shell", choices=("bash", "zsh", "tcsh"), help="which shell")


def run(arguments: argparse.Namespace) -> int:
    """Print the script, made from the arguments of all commands."""
    import shtab

    from kg.cli import whole_parser

    sys.stdout.write(shtab.complete(whole_parser(), arguments.shell).rstrip() + "\n")
    return FINE
