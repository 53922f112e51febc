"""Knowledge graphs of regional industry that people can trust.

>>> import kg
>>> graph = kg.open()  # doctest: +SKIP
>>> graph.query("partners", of="SK").column("partner_label")  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.knowledge import KnowledgeGraph

__all__ = ["open"]


def open(workspace: str | None = None, output: str | None = None) -> KnowledgeGraph:  # noqa: A001 — reads as kg.open()
    """The last build of ``workspace`` (default: the one around the current folder, else the built-in one).

    ``output`` is the folder of the build, where it is not ``build/`` in the workspace.

    Raises:
        KgError: no such workspace, or nothing is built yet.
    """
    from kg.knowledge import opened

    return opened(workspace, output)
