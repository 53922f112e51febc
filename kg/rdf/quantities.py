"""Numbers with units: canonical decimals, and the bounds by which claims compare."""

from __future__ import annotations

import re
from decimal import Context, Decimal

# Oxigraph's decimals overflow at 1e21 with 18 fractional digits; longer numbers are refused, not rounded.
_DECIMAL = re.compile(r"([+-]?)(\d{1,20})(?:\.(\d{1,18}))?", re.ASCII)
_INTEGER = re.compile(r"[+-]?\d{1,18}", re.ASCII)

# "About" has no edges in the sources; a tenth either way decides whether two claims can both be true.
ABOUT = Decimal("0.1")
# The usual 28 digits fail on long numbers; these never round what canonical_decimal lets in.
_EXACT = Context(prec=80)
_LAST = Decimal("1.000000000000")


def canonical_decimal(text: str) -> str:
    """The one lexical form of the decimal ``text``: ``01.50`` is ``1.5``.

    Raises:
        ValueError: not plain ASCII digits (``1,000``, ``3e4``, ``NaN``), or longer than engines keep.

    >>> canonical_decimal("7000000000000.00")
    '7000000000000'
    """
    match = _DECIMAL.fullmatch(text)
    if match is None:
        raise ValueError(
            f"{text!r} is not a plain decimal number; write digits, magnitudes written out, like 7000000000000 or 4.371"
        )
    sign, whole, fraction = match[1], match[2].lstrip("0") or "0", (match[3] or "").rstrip("0")
    number = f"{whole}.{fraction}" if fraction else whole
    return f"-{number}" if sign == "-" and number != "0" else number


def canonical_integer(text: str) -> str:
    """The one lexical form of the whole number ``text``.

    Raises:
        ValueError: anything but up to 18 ASCII digits with a sign.
    """
    if _INTEGER.fullmatch(text) is None:
        raise ValueError(f"{text!r} is not a whole number; write digits only, like 14")
    return str(int(text))


def scaled(text: str, factor: str) -> str:
    """``text`` times ``factor``, canonical, kept to 12 fractional digits.

    >>> scaled("1", "1000")
    '1000'
    """
    product = _EXACT.multiply(Decimal(text), Decimal(factor)).quantize(_LAST, context=_EXACT)
    return canonical_decimal(f"{product:f}")


def comparable(
    value: str | None, low: str | None, high: str | None, bound: str | None
) -> tuple[str | None, str | None]:
    """The lowest and highest number that a claim allows (None: open).

    >>> comparable("400", None, None, "more-than")
    ('400', None)
    >>> comparable("170000", None, None, "about")
    ('153000', '187000')
    """
    if value is None:
        return low, high
    if bound in ("at-least", "more-than", "from", "after"):
        return value, None
    if bound in ("up-to", "by", "before"):
        return None, value
    if bound == "about":
        number = Decimal(value)
        spread = _EXACT.multiply(_EXACT.abs(number), ABOUT)
        least, most = _EXACT.subtract(number, spread), _EXACT.add(number, spread)
        return canonical_decimal(f"{least:f}"), canonical_decimal(f"{most:f}")
    return value, value
