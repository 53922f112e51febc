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


def open(  # noqa: A001 — reads as kg.open()
    workspace: str | None = None, output: str | None = None, *, store: str | None = None, graph: str | None = None
) -> KnowledgeGraph:
    """The last build of ``workspace`` (default: the one around the current folder, else the built-in one).

    ``output`` is the folder of the build, where it is not ``build/`` in the workspace. ``store`` is the URL of a
    SPARQL server that holds the data set instead, in its default graph or the one named ``graph`` (IRI).

    Raises:
        KgError: no such workspace, nothing is built yet, or the server does not answer as it should.
    """
    from kg.knowledge import opened

    return opened(workspace, output, store, graph)
