"""Files that people keep: written beside their place and renamed into it, never over what is not ours.

An export is ours as long as it is as we wrote it: the description beside it
(``NAME.dcat.ttl``) holds its checksum. A file that somebody made or changed, or that is a symbolic link,
is replaced only by force.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from kg.errors import KgError
from kg.rdf.namespaces import SPDX

DESCRIPTION: Final = ".dcat.ttl"


def checksum(data: bytes) -> str:
    """SHA-256 in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def save(path: Path, data: bytes, description: bytes, *, force: bool = False) -> None:
    """Write an export and, beside it, its description; devices and pipes get the data alone.

    Raises:
        KgError: something that is not ours stands there.
    """
    if _is_stream(path):
        path.write_bytes(data)
        return
    beside = path.with_name(path.name + DESCRIPTION)
    known = _described(beside)
    _refuse_others(path, known, force=force)
    if not known:
        _refuse_others(beside, set(), force=force)
    write_atomically(path, data)
    write_atomically(beside, description)


def save_marked(path: Path, data: bytes, mark: bytes, *, force: bool = False) -> None:
    """Write a file that bears its maker's ``mark`` near its start; one without it is replaced only by force.

    Raises:
        KgError: something else stands there.
    """
    if _is_stream(path):
        path.write_bytes(data)
        return
    ours = not path.is_symlink() and path.is_file() and mark in path.read_bytes()[:2048]
    _refuse_others(path, set(), force=force or ours)
    write_atomically(path, data)


def save_folder(path: Path, files: Mapping[str, bytes], *, force: bool = False) -> None:
    """Write an export that is a folder; by force also into a folder that holds other things, which stay.

    Raises:
        KgError: something that is not ours stands there.
    """
    if path.is_symlink():
        if not force:
            raise KgError(f"{path}: a symbolic link; name the folder itself, or replace the link with --force")
        path.unlink()
    if path.exists() and not path.is_dir():
        raise KgError(f"{path}: a file; name a folder")
    inside = sorted(path.iterdir()) if path.exists() else []
    descriptions = [each for each in inside if each.name.endswith(DESCRIPTION)]
    known = {found for each in descriptions for found in _described(each)}
    others = [each.name for each in inside if each not in descriptions and not _is_ours(each, known)]
    if others and not force:
        raise KgError(
            f"{path}: holds {others[0]!r}, which is no export as it was written; name another folder, or use --force"
        )
    if not others:
        _replace_folder(path, files)
        return
    for name, data in files.items():
        write_atomically(path / name, data)


def _is_ours(path: Path, known: set[str]) -> bool:
    return not path.is_symlink() and path.is_file() and checksum(path.read_bytes()) in known


def _described(description: Path) -> set[str]:
    """The checksums that a description names; none if there is no description."""
    from pyoxigraph import RdfFormat, parse

    if description.is_symlink() or not description.is_file():
        return set()
    try:
        quads = list(parse(path=str(description), format=RdfFormat.TURTLE))
    except SyntaxError:
        return set()
    return {quad.object.value for quad in quads if quad.predicate.value == SPDX + "checksumValue"}


def _refuse_others(path: Path, known: set[str], *, force: bool) -> None:
    if path.is_symlink():
        if not force:
            raise KgError(f"{path}: a symbolic link; name the file itself, or replace the link with --force")
    elif path.is_dir():
        raise KgError(f"{path}: a folder; name a file in it")
    elif path.exists() and not force and not _is_ours(path, known):
        raise KgError(
            f"{path}: exists and is no export as it was written; name another file, or replace it with --force"
        )


def write_atomically(path: Path, data: bytes) -> None:
    """Write ``data`` to a file beside ``path``, make it durable and rename it into place."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), 0o666 & ~_umask())
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def _is_stream(path: Path) -> bool:
    with contextlib.suppress(OSError):
        mode = path.stat().st_mode
        return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))
    return False


def _replace_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """Replace the folder ``path`` by one with ``files``; the old one goes only when the new one stands."""
    new = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp"))
    old = new.with_suffix(".old")
    try:
        for name, data in files.items():
            write_atomically(new / name, data)
        new.chmod(0o777 & ~_umask())
        if path.exists():
            path.rename(old)
        try:
            new.rename(path)
        except BaseException:
            if old.exists():
                old.rename(path)
            raise
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    sync_folder(path.parent)
    shutil.rmtree(old, ignore_errors=True)


def sync_folder(path: Path) -> None:
    """Make a rename in ``path`` durable."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
