"""The built data set onto a server: one PUT of the Graph Store Protocol, and a look whether it arrived."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from kg.errors import KgError
from kg.remote.endpoint import Endpoint
from kg.remote.store import N_TRIPLES, arriving, checked_graph

_CHUNK: Final = 1 << 18

Progress = Callable[[str], None]


def publish(
    url: str, turtle: Path, graph: str | None, size: int, *, seconds: float, progress: Progress = lambda stage: None
) -> None:
    """Let the graph ``graph`` (None: the default graph) of the Graph Store at ``url`` hold ``turtle`` and nothing else.

    The PUT is one request, so a server that runs it as one transaction shows the old data set or the new one.
    ``size`` is the number of triples that must be there afterwards.

    Raises:
        KgError: the server did not take it, or holds another number of triples.
    """
    endpoint = Endpoint(url, seconds=seconds)
    where = urlencode({"graph": checked_graph(graph)}) if graph is not None else "default"
    length = turtle.stat().st_size

    def body() -> Iterator[bytes]:
        sent = 0
        with turtle.open("rb") as file:
            while data := file.read(_CHUNK):
                yield data
                sent += len(data)
                progress(f"sending, {100 * sent // length} %" if sent < length else "waiting for the server")

    progress("connecting")
    reply = endpoint.send(
        "PUT",
        headers={"Content-Type": "text/turtle", "Content-Length": str(length)},
        body=body,
        query=where,
        wanted=(200, 201, 202, 204),
    )
    while reply.read():
        pass
    progress("checking what arrived")
    reply = endpoint.send("GET", headers={"Accept": N_TRIPLES}, query=where)
    if reply.media_type not in (N_TRIPLES, "text/plain"):
        raise endpoint.error(f"took the data set, but shows it as {reply.media_type}, so it cannot be counted")
    found = sum(1 for _ in arriving(reply, endpoint))
    if found != size:
        raise endpoint.error(
            f"shows {found:,} triples now, but {size:,} were sent; raise its limit of rows if it has one, or publish"
            " again if somebody else writes there"
        )


def default_graph_of(datasets: list[str]) -> str:
    """The graph that a data set is published to if nobody says otherwise: the one called like the data set itself.

    Raises:
        KgError: there is no one data set.
    """
    if len(datasets) != 1:
        raise KgError("the build describes no one data set; name the graph with --graph IRI")
    return datasets[0]
