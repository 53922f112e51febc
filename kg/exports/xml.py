"""Text in XML: what it can hold, written so that every parser gives back the same characters."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from kg.errors import KgError

_IMPOSSIBLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Parsers turn a bare carriage return into a line feed.
_KEPT = {"\r": "&#13;"}


def _checked(value: str) -> str:
    if (found := _IMPOSSIBLE.search(value)) is not None:
        raise KgError(
            f"the text {value[:40]!r} holds U+{ord(found[0]):04X}, which XML cannot; remove it or export turtle"
        )
    return value


def text(value: str) -> str:
    """``value`` as the content of an element.

    Raises:
        KgError: a control character, which XML cannot hold.

    >>> text("a < b")
    'a &lt; b'
    """
    return escape(_checked(value), _KEPT)


def attribute(value: str) -> str:
    """``value`` as an attribute, with its quotes.

    >>> print(attribute('say "AI"'))
    'say "AI"'
    """
    return quoteattr(_checked(value), _KEPT)
