"""How much of what people hand in is read: one table, each limit settable by an environment variable of its name.

Depths have an end, behind which a parser would break instead of refusing.
"""

from __future__ import annotations

import os
from typing import Final

from kg.errors import KgError

KIB: Final = 1024
MIB: Final = 1024 * KIB
GIB: Final = 1024 * MIB

#: name → usual value, and the most that can be set
LIMITS: Final = {
    "KG_MAX_SHEET_BYTES": (64 * MIB, GIB),
    "KG_MAX_SHEET_DEPTH": (32, 200),
    "KG_MAX_SHEET_TEXT": (64 * KIB, 16 * MIB),
    "KG_MAX_RDF_BYTES": (256 * MIB, 16 * GIB),
    "KG_MAX_RDF_DEPTH": (64, 500),
    "KG_MAX_RDF_TEXT": (MIB, 16 * MIB),
    "KG_MAX_QUERY_BYTES": (16 * KIB, MIB),
    "KG_MAX_QUERY_DEPTH": (64, 200),
    "KG_MAX_ANSWER_BYTES": (GIB, 64 * GIB),
    "KG_MAX_ANSWER_SECONDS": (60, 86400),
}


def limit(name: str) -> int:
    """The limit ``name``: from the environment, else the usual one.

    Raises:
        KgError: the environment holds something that is no such limit.

    >>> limit("KG_MAX_QUERY_DEPTH")
    64
    """
    usual, most = LIMITS[name]
    text = os.environ.get(name, str(usual))
    if not (text.isascii() and text.isdigit() and len(text) < 15 and 0 < int(text) <= most):
        raise KgError(f"{name}={text!r}: write a whole number from 1 to {most}, or unset it ({usual})")
    return int(text)
