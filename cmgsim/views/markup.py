"""HTML and SVG out of text: what is not markup already is escaped, in one place, so that nothing can be forgotten."""

from __future__ import annotations

import html
import unicodedata
from typing import Any, Final

_NEVER_SHOWN: Final = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
"""Characters that steer a terminal, turn the direction of a line or are none, by their Unicode category."""
_VOID: Final = ("meta", "wbr")


class Markup(str):
    """Text that is markup: it goes into a page as it stands."""

    __slots__ = ()


def visible(text: str) -> str:
    r"""
    *text* with the characters that nobody would see spelled out.

    Example:
        >>> visible("a\x1b[31m b\u202e")
        'a\\x1b[31m b\\u202e'
    """
    return "".join(
        char if char.isprintable() or unicodedata.category(char) not in _NEVER_SHOWN else _spelled_out(char)
        for char in text
    )


def _spelled_out(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def esc(value: Any) -> Markup:
    """
    *value* as text of a page; markup stays as it is.

    Example:
        >>> esc("<b> & 'c'"), esc(Markup("<b>"))
        ('&lt;b&gt; &amp; &#x27;c&#x27;', '<b>')
    """
    return value if isinstance(value, Markup) else Markup(html.escape(visible(str(value))))


def tag(name: str, /, *content: Any, **attributes: Any) -> Markup:
    """
    An element. Content and attributes are escaped; an attribute that is None is left out.

    `class_` stands for `class`, `text_anchor` for `text-anchor`.

    Example:
        >>> tag("th", "a < b", scope="col", class_=None)
        '<th scope="col">a &lt; b</th>'
    """
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{esc(value)}"' for key, value in attributes.items() if value is not None
    )
    return Markup(f"<{name}{given}>" if name in _VOID else f"<{name}{given}>{join(*content)}</{name}>")


def join(*parts: Any) -> Markup:
    """All *parts*, one after the other; None is nothing."""
    return Markup("".join(esc(part) for part in parts if part is not None))
