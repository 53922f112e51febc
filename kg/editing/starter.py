"""A workspace of one's own: ontology and queries ready, an annotated example, the base IRI in one place."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import Final

from kg.errors import KgError
from kg.files import checksum
from kg.workspace import FOLDERS, builtin

EXAMPLE_BASE: Final = "https://example.org/kg/"
SCHEMA: Final = Path("build") / "sheet.schema.json"
_BASE = re.compile(r"https?://[^\s<>\"{}|\\^`?#]+[/#]")
_TEMPLATES = Path(__file__).resolve().parent / "start"


def modeline(sheet: Path, root: Path) -> str:
    """The first line of ``sheet``, by which an editor finds the schema that a build of ``root`` writes."""
    return f"# yaml-language-server: $schema={Path(os.path.relpath(root / SCHEMA, sheet.parent)).as_posix()}\n"


def start(folder: Path, base: str = EXAMPLE_BASE) -> list[Path]:
    """Make ``folder`` a workspace whose entities live under ``base``; the files of its data, in order.

    Raises:
        KgError: the folder holds something already, or ``base`` is no base.
    """
    if not _BASE.fullmatch(base):
        raise KgError(f"{base!r} is no base IRI; give one that ends with / or #, like {EXAMPLE_BASE}")
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise KgError(f"{folder}: not a plain folder; name a new one")
    if folder.is_dir() and any(folder.iterdir()):
        raise KgError(f"{folder}: not empty; name a new folder")
    origin = builtin().root
    temporary = folder.with_name(f".{folder.name or 'workspace'}.{os.getpid()}.tmp")
    try:
        for name in FOLDERS:
            if name != "data":
                shutil.copytree(origin / name, temporary / name, ignore=shutil.ignore_patterns(".*"))
        document = (_TEMPLATES / "documents" / "example-gazette.txt").read_bytes()
        values = {"$BASE": base, "$SHA256": checksum(document)}
        for path in sorted(_TEMPLATES.rglob("*")):
            if path.is_file():
                _copy(path, temporary, values)
        _publish(temporary, folder)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
    return sorted(folder.glob("data/**/*.yaml"))


def _copy(path: Path, root: Path, values: dict[str, str]) -> None:
    name = path.relative_to(_TEMPLATES)
    target = root / (name.with_name(".gitignore") if name.name == "gitignore" else name)
    target.parent.mkdir(parents=True, exist_ok=True)
    text = path.read_bytes().decode()
    if target.suffix == ".yaml":
        for key, value in values.items():
            text = text.replace(key, value)
        text = modeline(target, root) + text
    target.write_bytes(text.encode())


def _publish(temporary: Path, folder: Path) -> None:
    if folder.exists():  # empty, maybe the current folder of a shell: it stays the same folder
        for path in temporary.iterdir():
            path.rename(folder / path.name)
        temporary.rmdir()
    else:
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary.rename(folder)
