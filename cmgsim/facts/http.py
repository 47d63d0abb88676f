"""
HTTP headers and verbs that every device on the way has to let through (H1 to H5, V1 to V5).

The page gives the list; what is known about it beyond the page stands in the notes, because an allow-list typed from
the page alone can break clients.
"""

from __future__ import annotations

from typing import Final

from attrs import Factory, field, frozen
from attrs.validators import instance_of

from cmgsim.facts.rows import Source
from cmgsim.facts.sources import CLIENT_IMPLEMENTATIONS, DATA_FLOW, IIS_VERBS


@frozen
class Header:
    """An HTTP header that must pass."""

    rule: str
    name: str
    """As documented."""
    source: Source = field(validator=instance_of(Source))
    wire_name: str = field(default=Factory(lambda self: self.name, takes_self=True), kw_only=True)
    """As seen on the wire, where that is known to differ."""
    note: str = field(default="", kw_only=True)


@frozen
class Verb:
    """An HTTP verb that must pass."""

    rule: str
    name: str
    source: Source = field(validator=instance_of(Source))
    note: str = ""


_TRANSLATION_NOTE = (
    "Machine translations of the page turned the name into an ordinary word (French: Gamme); it is Range."
)
_SIGNATURE_NOTE = (
    f"All editions of the page write Timestamps; {CLIENT_IMPLEMENTATIONS.title} send the name without that s, "
    "so an allow-list needs both."
)

HEADERS: Final[tuple[Header, ...]] = (
    Header("H1", "Range", DATA_FLOW, note=_TRANSLATION_NOTE),
    Header("H2", "CCMClientID", DATA_FLOW),
    Header("H3", "CCMClientIDSignature", DATA_FLOW),
    Header("H4", "CCMClientTimestamp", DATA_FLOW),
    Header(
        "H5",
        "CCMClientTimestampsSignature",
        DATA_FLOW,
        wire_name="CCMClientTimestampSignature",
        note=_SIGNATURE_NOTE,
    ),
)
"""In the page's order."""

_POST_NOTE = (
    "The list has no POST, although update scans (SOAP) and client notification use it: "
    "a device that lets through nothing but these five verbs breaks both. "
    f"For the management point's own web server another page does list POST ({IIS_VERBS.title})."
)

VERBS: Final[tuple[Verb, ...]] = (
    Verb("V1", "HEAD", DATA_FLOW),
    Verb("V2", "CCM_POST", DATA_FLOW, _POST_NOTE),
    Verb("V3", "BITS_POST", DATA_FLOW),
    Verb("V4", "GET", DATA_FLOW),
    Verb("V5", "PROPFIND", DATA_FLOW),
)
"""In the page's order."""


def verb_rule(verb: str) -> str | None:
    """
    The rule that lists *verb*; None for a verb that the documentation does not list.

    Example:
        >>> verb_rule("PROPFIND"), verb_rule("POST")
        ('V5', None)
    """
    return next((row.rule for row in VERBS if row.name == verb), None)


def header_rule(name: str) -> str | None:
    """
    The rule that lists this header, under its documented name or the one seen on the wire; None: not listed.

    Example:
        >>> header_rule("ccmclienttimestampsignature")
        'H5'
    """
    wanted = name.lower()
    return next((row.rule for row in HEADERS if wanted in (row.name.lower(), row.wire_name.lower())), None)
