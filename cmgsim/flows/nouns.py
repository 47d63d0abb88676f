"""What a node is called in a sentence: its role with article, declined; its number or its own name where it has one."""

from __future__ import annotations

import re
import unicodedata
from types import MappingProxyType
from typing import Final, Literal, get_args

from attrs import frozen

from cmgsim.facts.failure_rows import typeset_french
from cmgsim.facts.roles import role_row
from cmgsim.facts.rows import Role

Language = Literal["en", "fr"]
LANGUAGES: Final = get_args(Language)

_PROPER_IN_ENGLISH: Final = (
    Role.ENTRA_ID,
    Role.AZURE_RESOURCE_MANAGER,
    Role.MICROSOFT_GRAPH,
    Role.PUBLIC_DNS,
    Role.AZURE_DNS,
    Role.BLOB_STORAGE,
    Role.TABLE_STORAGE,
)
_FRENCH_ARTICLES: Final = MappingProxyType(
    {
        Role.CMG: "la ",
        Role.CONSOLE: "la ",
        Role.INSTANCE: "l’",
        Role.LOAD_BALANCER: "l’",
        Role.ENTRA_ID: "",
        Role.AZURE_RESOURCE_MANAGER: "",
        Role.MICROSOFT_GRAPH: "",
    }
)
"""Of the roles whose article is not `le`."""
_FRENCH_CASES: Final = MappingProxyType(
    {
        "to": {"le ": "au ", "la ": "à la ", "l’": "à l’", "": "à "},
        "of": {"le ": "du ", "la ": "de la ", "l’": "de l’", "": "de "},
    }
)
_SHORT: Final = MappingProxyType({Role.CLIENT: ("client", "client")})
"""In a story one does not say Configuration Manager client in every line."""
LONGEST_NAME: Final = 60
LONGEST_TEXT: Final = 200
"""Characters of a name, or of a record's text, that a sentence shows."""


@frozen
class Name:
    """
    Article and noun of a node.

    Formats: `{:cap}` begins a sentence, `{:of}` and `{:to}` put the preposition before it.

    Example:
        >>> name = Name("le ", "point de gestion", "fr")
        >>> f"{name:cap}, {name:of}, {name:to}"
        'Le point de gestion, du point de gestion, au point de gestion'
    """

    article: str
    noun: str
    language: Language

    def __str__(self) -> str:
        return self.article + self.noun

    def __format__(self, case: str) -> str:
        text = str(self)
        if case == "cap":
            return text[:1].upper() + text[1:]
        if case not in ("of", "to"):
            return text
        if self.language == "en":
            return f"{case} {text}"
        if case == "of" and not self.article and self.noun[:1] in "AEIOU":
            return f"d’{self.noun}"
        return _FRENCH_CASES[case][self.article] + self.noun


def printable(text: str, longest: int = LONGEST_NAME) -> str:
    r"""
    *text* as it may be shown to people: without control and direction characters, on one line, not endless.

    Example:
        >>> printable("MP\x1b[31m\n-1")
        'MP[31m -1'
    """
    if len(text) <= longest and text.isascii() and text.isprintable() and "  " not in text and text == text.strip():
        return text
    kept = "".join(" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c)[0] != "C")
    short = " ".join(kept.split())
    return short if len(short) <= longest else short[: longest - 1] + "…"


def name_of(node: str, role: str, language: Language, *, several: bool = False) -> Name:
    """
    What *node* is called.

    Args:
        node: Its name in the trace.
        role: Its role.
        language: Of the sentence.
        several: Whether there are others of its role, so that it needs its number; an instance always has one.

    Example:
        >>> str(name_of("cmg-connection-point-2", "cmg-connection-point", "en", several=True))
        'CMG connection point 2'
        >>> str(name_of("MP-PARIS", "management-point", "fr"))
        'le point de gestion MP-PARIS'
    """
    if role not in tuple(Role):
        return Name("", printable(node), language)  # a trace may come from a file, and name what it likes
    row = role_row(role)
    english, french = _SHORT.get(row.role, (row.english, typeset_french(row.french)))
    number = re.fullmatch(rf"{row.role}-([0-9]+)", node)
    numbered = number is not None and (several or row.role is Role.INSTANCE)
    own = printable(node) if number is None and node != row.role else ""
    suffix = f" {number[1]}" if number and numbered else f" {own}" if own else ""
    if language == "fr":
        return Name(_FRENCH_ARTICLES.get(row.role, "le "), french + suffix, language)
    article = "" if numbered or row.role in _PROPER_IN_ENGLISH else "the "
    return Name(article, english + suffix, language)
