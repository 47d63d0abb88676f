"""How messages speak of what they found in an input: short, safe to print, and with a guess at what was meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from numbers import Integral, Real


def shown(text: str, longest: int = 40) -> str:
    r"""
    *text* as it may be printed: control and direction characters made visible, cut after *longest* characters.

    Example:
        >>> shown("a\x1b[31m")
        'a\\x1b[31m'
    """
    cut = text if len(text) <= longest else text[:longest] + "…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in cut)


def describe(raw: object) -> str:
    """
    A value of a file in words.

    Example:
        >>> describe(True), describe(60), describe("a"), describe([1, 2])
        ('true', 'the bare number 60', '"a"', 'a list')
    """
    if isinstance(raw, bool):
        return str(raw).lower()
    if isinstance(raw, Integral):
        digits = int(raw).bit_length() * 302 // 1_000
        return f"the bare number {int(raw)}" if digits < 40 else f"a number of about {digits} digits"
    if isinstance(raw, Real):
        return f"the bare number {float(raw)!r}"
    if isinstance(raw, str):
        return f'"{shown(raw)}"'
    if isinstance(raw, Mapping):
        return "a table"
    return "a list" if isinstance(raw, Sequence) else f"a {type(raw).__name__}"


def guess(word: str, known: Iterable[str]) -> str | None:
    """
    The one of *known* that *word* was probably meant to be; None when none is near.

    Example:
        >>> guess("Instnaces", ["instances", "workers"])
        'instances'
    """
    by_lower = {each.lower(): each for each in known}
    close = get_close_matches(word[:100].lower(), by_lower, n=1)
    return by_lower[close[0]] if close else None


def cure(word: str, known: Sequence[str]) -> str:
    """
    What would be right instead of *word*: the near one, or the list.

    Example:
        >>> cure("htps", ["https", "http"]), cure("ftp", ["on", "off"])
        ('did you mean `https`?', 'one of on, off')
    """
    near = guess(word, known)
    return f"did you mean `{near}`?" if near else f"one of {', '.join(known)}"
