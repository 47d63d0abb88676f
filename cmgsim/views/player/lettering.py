"""
Lettering: names on the map, wrapped into lines that fit, without a browser to measure them.

Widths are estimated for DejaVu Sans, the widest of the usual fonts, so that what fits here fits everywhere.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

from cmgsim.facts.failure_rows import Bilingual
from cmgsim.facts.roles import ROLES
from cmgsim.facts.rows import Role
from cmgsim.flows.nouns import printable

FONT: Final = 19
SMALL: Final = 16
LINE: Final = 23
_EM: Final = 0.62
"""Mean width of a character of the widest usual font, in font sizes."""
_WIDE_EM: Final = 1.0
"""Width of a character of a script with square letters."""
_PADDING: Final = 4
_ELLIPSIS: Final = "…"

# fmt: off
_NAMES: Final = MappingProxyType({
    Role.CLIENT: Bilingual("Client", "Client"),
    Role.INSTANCE: Bilingual("VM instance", "Instance de VM"),
    Role.CMG: Bilingual("Cloud management gateway", "Passerelle de gestion cloud"),
    Role.CONSOLE: Bilingual("Console", "Console"),
})
"""What stands in a box where the full name is too long for one."""
_INSTANCES: Final = Bilingual("Instances", "Instances")
_SHORT: Final = MappingProxyType({
    Role.SERVICE_CONNECTION_POINT: Bilingual("SCP", "PC service"),
    Role.CMG_CONNECTION_POINT: Bilingual("CMG CP", "PC CMG"),
    Role.CMG: Bilingual("CMG", "CMG"),
    Role.LOAD_BALANCER: Bilingual("Balancer", "Équilibreur"),
    Role.INSTANCE: Bilingual("VM", "VM"),
    Role.CLIENT: Bilingual("Client", "Client"),
    Role.MANAGEMENT_POINT: Bilingual("MP", "PG"),
    Role.SOFTWARE_UPDATE_POINT: Bilingual("SUP", "PML"),
    Role.BLOB_STORAGE: Bilingual("Blob", "Blob"),
    Role.TABLE_STORAGE: Bilingual("Table", "Table"),
    Role.KEY_VAULT: Bilingual("Key vault", "Coffre"),
    Role.ENTRA_ID: Bilingual("Entra ID", "Entra ID"),
    Role.AZURE_RESOURCE_MANAGER: Bilingual("ARM", "ARM"),
    Role.MICROSOFT_GRAPH: Bilingual("Graph", "Graph"),
    Role.PUBLIC_DNS: Bilingual("Public DNS", "DNS public"),
    Role.AZURE_DNS: Bilingual("Azure DNS", "DNS d'Azure"),
    Role.SITE_SERVER: Bilingual("Site server", "Serveur site"),
    Role.CONSOLE: Bilingual("Console", "Console"),
    Role.PROXY: Bilingual("Proxy", "Proxy"),
    Role.FIREWALL: Bilingual("Firewall", "Pare-feu"),
})
# fmt: on
_LONGEST_SHORT: Final = 12


def role_names(role: Role, *, several: bool = False) -> Bilingual:
    """What a box of this role is called, before its number; *several* nodes may share it."""
    if several and role is Role.INSTANCE:
        return _INSTANCES
    row = next(row for row in ROLES if row.role is role)
    return _NAMES.get(
        role, Bilingual(row.english[:1].upper() + row.english[1:], row.french[:1].upper() + row.french[1:])
    )


def short_names(role: Role) -> Bilingual:
    """The same in a few letters, for the heads of lifelines."""
    return _SHORT[role]


def short(text: str) -> str:
    """
    *text* in at most twelve characters.

    Example:
        >>> short("MP-PARIS-EAST-01")
        'MP-PARIS-EA…'
    """
    return text if len(text) <= _LONGEST_SHORT else text[: _LONGEST_SHORT - 1] + _ELLIPSIS


def width(text: str, font: int = FONT) -> float:
    """How wide *text* may become, in the units of the map."""
    return sum(_WIDE_EM if unicodedata.east_asian_width(sign) in "WF" else _EM for sign in text) * font


def wrapped(text: str, box_width: int, lines: int) -> list[str]:
    """
    *text* in at most *lines* lines that fit a box; a word that is too long is cut, and what is left over is `…`.

    Example:
        >>> wrapped("Software update point", 140, 3), wrapped("x" * 63, 140, 1)
        (['Software', 'update', 'point'], ['xxxxxxxxxx…'])
    """
    room = box_width - _PADDING
    rows: list[str] = []
    for word in _pieces(printable(text, 200).split(" "), room):
        if rows and width(f"{rows[-1]} {word}") <= room:
            rows[-1] += f" {word}"
        else:
            rows.append(word)
    if len(rows) <= lines:
        return rows
    return [*rows[: lines - 1], _cut(rows[lines - 1], room)]


def _pieces(words: Sequence[str], room: float) -> list[str]:
    """Words, those that are too long for a line in pieces."""
    pieces = []
    for word in words:
        rest = word
        while width(rest) > room:
            fits = next(n for n in range(len(rest), 0, -1) if n == 1 or width(rest[:n]) <= room)
            pieces.append(rest[:fits])
            rest = rest[fits:]
        pieces.append(rest)
    return pieces


def _cut(row: str, room: float) -> str:
    while row and width(row + _ELLIPSIS) > room:
        row = row[:-1]
    return row + _ELLIPSIS
