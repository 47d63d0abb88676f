"""Lines that fit a box, without a browser to measure them; names of hosts are parted at their dots."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from cmgsim.flows.nouns import printable

_LONGEST: Final = 200
_NARROW, _USUAL, _CAPITAL, _BROAD, _SQUARE = 0.34, 0.62, 0.76, 1.0, 1.05
"""Widths in font sizes: those of DejaVu Sans, the widest of the usual fonts, rounded up."""
_BREAK: Final = re.compile(r"(?<=[ .@_/-])")
_ELLIPSIS: Final = "…"


def width(text: str, font: float) -> float:
    """
    How wide *text* may become.

    Example:
        >>> width("iii", 10) < width("nnn", 10) < width("WWW", 10)
        True
    """
    return font * sum(_em(sign) for sign in text)


def _em(sign: str) -> float:
    if sign in "iljtf.,:;'|! ()[]-r":
        return _NARROW if sign not in "tfr-()[]" else 0.42
    if sign in "mwMWQO@%…":
        return _BROAD
    if unicodedata.east_asian_width(sign) in "WF" or (not sign.isascii() and not sign.isalpha()):
        return _SQUARE
    return _CAPITAL if sign.isupper() else _USUAL if sign.isascii() or unicodedata.category(sign) == "Ll" else _BROAD


def fitted(text: str, room: float, font: float, lines: int) -> tuple[str, ...]:
    """
    *text* in at most *lines* lines no wider than *room*; what has no room becomes an ellipsis.

    Example:
        >>> fitted("login.microsoftonline.com", 150, 13, 2)
        ('login.microsoftonline.', 'com')
        >>> fitted("x" * 50, 60, 13, 1)
        ('xxxxx…',)
    """
    rows = [""]
    for piece in (part for word in _BREAK.split(printable(text, _LONGEST)) for part in _parts(word, room, font)):
        if rows[-1] and width((rows[-1] + piece).rstrip(), font) > room:
            rows.append("")
        rows[-1] += piece
    told = [row.strip() for row in rows]
    if len(told) <= lines:
        return tuple(told)
    return (*told[: lines - 1], _cut(told[lines - 1], room, font))


def _parts(word: str, room: float, font: float) -> list[str]:
    """*word*, in pieces where it is wider than a line."""
    parts = [""]
    for sign in word:
        if parts[-1] and width((parts[-1] + sign).rstrip(), font) > room:
            parts.append("")
        parts[-1] += sign
    return parts


def _cut(row: str, room: float, font: float) -> str:
    while row and width(row + _ELLIPSIS, font) > room:
        row = row[:-1]
    return row + _ELLIPSIS
