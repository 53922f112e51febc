"""A workspace: the folder that holds ``ontology/ data/ queries/``, found upward or built in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Triple

from kg.errors import KgError
from kg.incoming.rdf import read_rdf
from kg.limits import limit
from kg.ontology.vocabulary import Vocabulary
from kg.rdf.namespaces import OWL, TYPE

if TYPE_CHECKING:
    from kg.ontology.context import Context

FOLDERS = ("ontology", "data", "queries")
_PLAIN_BASE = re.compile(rb"^base: (https?://[!-~]+/)$", re.MULTILINE)
_ONTOLOGY, _IMPORTS = NamedNode(OWL + "Ontology"), NamedNode(OWL + "imports")


@dataclass(frozen=True)
class Workspace:
    """A workspace on disk; ``builtin`` if it is the one that the package carries."""

    root: Path
    builtin: bool = False

    def name(self, path: Path) -> str:
        """``path`` as messages name it: relative to the workspace, with slashes."""
        return path.relative_to(self.root).as_posix()

    def _files(self, folder: str, pattern: str) -> list[Path]:
        base = self.root / folder
        found = [path for path in base.rglob(pattern) if path.is_file() and not path.name.startswith(".")]
        home = self.root.resolve()
        for path in found:
            if not path.resolve().is_relative_to(home):
                raise KgError(f"{self.name(path)}: a symbolic link that leaves the workspace; put the file itself here")
        return sorted(found, key=self.name)

    def content(self, path: Path) -> bytes:
        """The bytes of ``path``, no more than a sheet may have and one."""
        with path.open("rb") as handle:
            return handle.read(limit("KG_MAX_SHEET_BYTES") + 1)

    def text(self, path: Path) -> str:
        """The text of ``path``.

        Raises:
            KgError: it is not UTF-8.
        """
        try:
            return self.content(path).decode("utf-8")
        except UnicodeDecodeError as error:
            raise KgError(f"{self.name(path)}: not UTF-8 at byte {error.start}; save the file as UTF-8") from None

    @cached_property
    def sheets(self) -> list[Path]:
        """All sheets under ``data/``, in the order of their names."""
        found = self._files("data", "*.yaml")
        if not found:
            raise KgError(f"{self.root / 'data'}: no sheet (*.yaml) here; `kg init DIR` starts a workspace with one")
        return found

    @cached_property
    def inputs(self) -> list[Path]:
        """All files of facts under ``data/``: the sheets, and what programs wrote; in the order of their names."""
        from kg.incoming.bulk import SUFFIXES

        found = [path for suffix in SUFFIXES if suffix != ".yaml" for path in self._files("data", f"*{suffix}")]
        return sorted([*self.sheets, *found], key=self.name)

    @cached_property
    def ontology(self) -> list[Triple]:
        """The triples of all Turtle files of the ontology, shapes left out."""
        found = [
            t for path in self._files("ontology", "*.ttl") if path.parent.name != "shapes" for t in self._turtle(path)
        ]
        modules = {t.subject for t in found if t.predicate == TYPE and t.object == _ONTOLOGY}
        for triple in found:
            if triple.predicate == _IMPORTS and triple.object not in modules:
                raise KgError(
                    f"ontology/: {triple.subject} imports {triple.object}, which no file here declares; "
                    "nothing is fetched: put that file into ontology/ or remove the owl:imports"
                )
        return found

    @cached_property
    def profile(self) -> tuple[bytes, str] | None:
        """Bytes and name of the file that sets severities, if there is one."""
        path = self.root / "ontology" / "shapes" / "profile.yaml"
        return (path.read_bytes(), self.name(path)) if path.is_file() else None

    @cached_property
    def shapes(self) -> dict[str, list[Triple]]:
        """The triples of each shapes file, by file name."""
        from kg.shapes.guard import check_shapes

        found = {self.name(path): self._turtle(path) for path in self._files("ontology/shapes", "*.ttl")}
        for file, triples in found.items():
            check_shapes(triples, file)
        return found

    def _turtle(self, path: Path) -> list[Triple]:
        return read_rdf(path, self.name(path)).triples

    @cached_property
    def rules(self) -> dict[str, str]:
        """The text of each rule by file name."""
        return {path.name: self.text(path) for path in self._files("ontology/rules", "*.rq")}

    @cached_property
    def queries(self) -> dict[str, Path]:
        """The file of each named query by name."""
        return {path.stem: path for path in self._files("queries", "*.rq")}

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The ontology as a value."""
        return Vocabulary.of(self.ontology)

    @cached_property
    def context(self) -> Context:
        """The JSON-LD context of the sheets, with this workspace's base IRI."""
        from kg.ontology.context import read_context

        path = self.root / "ontology" / "context.jsonld"
        if not path.is_file():
            raise KgError(f"{self.name(path)} is missing; copy it from the project or start anew with `kg init DIR`")
        return read_context(self.text(path), self.name(path)).with_base(self.base)

    @cached_property
    def base(self) -> str:
        """The base IRI of the workspace's own entities: ``base`` in ``data/dataset.yaml``."""
        path = self.root / "data" / "dataset.yaml"
        if not path.is_file():
            raise KgError(
                f"{self.name(path)} is missing; write one with the line 'base: https://…/' and a 'dataset:' entry"
            )
        content = self.content(path)
        # A question needs no more of this sheet, and loading YAML takes longer than most answers.
        if len(plain := _PLAIN_BASE.findall(content)) == 1:
            return str(plain[0], "ascii")
        from kg.sheets.tree import Mapping, Scalar, parse

        root = parse(content, self.name(path))
        base = root.get("base") if isinstance(root, Mapping) else None
        if (
            not isinstance(base, Scalar)
            or not base.text.startswith(("https://", "http://"))
            or base.text[-1] not in "/#"
        ):
            raise KgError(
                f"{self.name(path)}:1: 'base' must be an http(s) IRI that ends with / or #, like https://example.org/kg/"
            )
        return base.text


def builtin() -> Workspace:
    """The workspace that the package carries: beside it in a checkout, inside it in a wheel."""
    package = Path(__file__).resolve().parent
    for root in (package / "workspace", package.parent):
        if all((root / folder).is_dir() for folder in FOLDERS):
            return Workspace(root, builtin=True)
    raise KgError("this installation carries no data set; name a workspace with --workspace DIR")


def find(start: Path) -> Workspace:
    """The workspace that ``start`` lies in, else the built-in one."""
    for folder in (start, *start.parents):
        if all((folder / name).is_dir() for name in FOLDERS):
            return Workspace(folder)
    return builtin()


def at(path: str) -> Workspace:
    """The workspace at ``path``.

    Raises:
        KgError: it lacks one of the folders.
    """
    root = Path(path).expanduser().absolute()
    missing = [name for name in FOLDERS if not (root / name).is_dir()]
    if missing:
        raise KgError(
            f"{path}: no workspace, it lacks {', '.join(name + '/' for name in missing)}; `kg init {path}` makes one"
        )
    return Workspace(root)
