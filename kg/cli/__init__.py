"""The command line: each command is one short module; heavy libraries load only where they are used.

Exit codes: 0 fine, 1 findings at or above the chosen severity, 2 unusable
input or usage, 3 internal error. Results go to standard output, everything else to
standard error.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from types import TracebackType

from kg.errors import INTERNAL, UNUSABLE, KgError, visible

COMMANDS = {
    "build": "sheets → validated data set, Turtle and page",
    "validate": "findings only; also for any Turtle or JSON-LD file",
    "query": "list the named queries, or run one, or any SPARQL",
    "show": "the card of one entity: claims, partners, conflicts, evidence",
    "path": "shortest partnership path between two, with reasons",
    "conflicts": "competing claims side by side",
    "network": "who is central, which groups, what bridges them",
    "find": "entities by any name",
    "stats": "how much there is, by kind and document",
    "view": "the graph page, whole or around something",
    "export": "the data set as Turtle and other formats",
    "diff": "what changed between two builds or exports, claim by claim",
    "docs": "the ontology as a page, in three languages",
    "sources": "catalogue documents, find words in them, check evidence against them",
    "format": "sheets in one layout, comments kept",
    "rename": "another id for an entity, in every sheet",
    "publish": "replace the data set on a SPARQL server",
    "init": "a workspace of your own",
    "completion": "a completion script for your shell",
}


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28)


def whole_parser() -> argparse.ArgumentParser:
    """The parser with the arguments of all commands."""
    return _parser(*COMMANDS)


def _parser(*loaded: str) -> argparse.ArgumentParser:
    """The parser; only the modules of the commands asked for are loaded."""
    parser = argparse.ArgumentParser(
        prog="kg",
        formatter_class=_Formatter,
        description="Build a knowledge graph of regional industry that people can trust, and ask it.",
        epilog="Exit codes: 0 fine, 1 findings, 2 unusable input or usage, 3 internal error.",
    )
    parser.add_argument("--version", action="store_true", help="print the version and exit")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for name, text in COMMANDS.items():
        command = commands.add_parser(
            name,
            help=text,
            description=text[0].upper() + text[1:] + ".",
            formatter_class=_Formatter,
            conflict_handler="resolve",
        )
        if name in loaded:
            importlib.import_module(f"kg.cli.{name}").arguments(command)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; what a user can repair is one line a problem."""
    words = list(sys.argv[1:] if argv is None else argv)
    only = next((word for word in words if not word.startswith("-")), None)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    parser = _parser(*[only] if only in COMMANDS else [])
    arguments, rest = parser.parse_known_args(words)
    if rest and (not hasattr(arguments, "values") or any(word.startswith("-") for word in rest)):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    if rest:
        # argparse gives up on values that stand behind an option; they belong to the ones before it.
        arguments.values = [*arguments.values, *rest]
    if arguments.version:
        from kg.cli.workspaces import version

        print(f"kg {version()}")
        return 0
    if arguments.command is None:
        parser.print_help()
        return 0
    try:
        code = importlib.import_module(f"kg.cli.{arguments.command}").run(arguments)
        sys.stdout.flush()
        return int(code or 0)
    except KgError as error:
        print(visible(str(error)), file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        # The reader (head, less) has seen enough; whatever is still buffered must not fail at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    except OSError as error:
        name = f"{error.filename}: " if error.filename else ""
        print(f"{name}{error.strerror or error}; check the path, its permissions and the free space", file=sys.stderr)
        return UNUSABLE


def _internal(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Say that the fault is ours, in one line; KG_TRACEBACK=1 shows where."""
    if os.environ.get("KG_TRACEBACK"):
        sys.__excepthook__(kind, error, trace)
    print(
        f"internal error: {kind.__name__}: {error}; please report it with the command and KG_TRACEBACK=1",
        file=sys.stderr,
    )
    sys.stderr.flush()
    os._exit(INTERNAL)


def entry() -> None:
    """The console script."""
    sys.excepthook = _internal
    sys.exit(main())


__all__ = ["COMMANDS", "INTERNAL", "entry", "main"]
