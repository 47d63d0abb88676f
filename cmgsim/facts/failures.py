"""
The fault catalogue: everything that can break, one vocabulary for scenario files, commands, player and notebooks.

A row says which documented rules a fault breaks, where each flow stops, what client and administrator see, and the
fix. A flow that a row does not name goes on to its end. The rows stand by theme in `failures_on_the_way`,
`failures_of_trust`, `failures_of_parts` and `failures_of_services`; here they are one table, with what reads it.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Final

from attrs import evolve

from cmgsim.facts import sources as src
from cmgsim.facts.failure_rows import (
    PROVENANCE,
    SLOTS,
    Bilingual,
    Case,
    Failure,
    LogLine,
    ServiceStatus,
    fill,
)
from cmgsim.facts.failures_of_parts import FAILURES_OF_PARTS
from cmgsim.facts.failures_of_services import FAILURES_OF_SERVICES
from cmgsim.facts.failures_of_trust import FAILURES_OF_TRUST
from cmgsim.facts.failures_on_the_way import FAILURES_ON_THE_WAY
from cmgsim.facts.fault_text import parse_fault, parse_ports
from cmgsim.facts.http import header_rule
from cmgsim.facts.ports import PORTS
from cmgsim.facts.rules import rule

__all__ = [
    "FAILURES",
    "PROVENANCE",
    "SLOTS",
    "STATUSES",
    "Bilingual",
    "Case",
    "Failure",
    "LogLine",
    "ServiceStatus",
    "facts_failures",
    "failure",
    "fill",
    "parse_fault",
    "parse_ports",
    "service_status",
]

FAILURES: Final[tuple[Failure, ...]] = (
    *FAILURES_ON_THE_WAY,
    *FAILURES_OF_TRUST,
    *FAILURES_OF_PARTS,
    *FAILURES_OF_SERVICES,
)
"""Every kind of the vocabulary, in the order in which the interface lists them."""

STATUSES: Final[tuple[ServiceStatus, ...]] = (
    ServiceStatus(
        "no-connection-point",
        503,
        "CMGService_NoConnector",
        Bilingual(
            "The instance that received the request holds no channel to a CMG connection point.",
            "L'instance qui a reçu la requête ne tient aucun canal vers un point de connexion de passerelle de gestion "
            "cloud.",
        ),
        src.ASSUMED,
    ),
    ServiceStatus(
        "no-dynamic-port",
        503,
        "CMGConnector_NoDynamicPort",
        Bilingual(
            "The CMG connection point has no dynamic port left for another connection to the server.",
            "Le point de connexion de passerelle de gestion cloud n'a plus de port dynamique pour une autre connexion "
            "au serveur.",
        ),
        src.ASSUMED,
    ),
    ServiceStatus(
        "storage-busy",
        503,
        "Server Busy",
        Bilingual(
            "More requests a second have come for one file than blob storage answers.",
            "Il est venu plus de requêtes par seconde pour un même fichier que le stockage d'objets blob n'en sert.",
        ),
        src.ASSUMED,
    ),
    ServiceStatus(
        "unmapped-url",
        404,
        "Not Found",
        Bilingual(
            "The address asked for is not among those that the site has published to the CMG.",
            "L'adresse demandée n'est pas de celles que le site a publiées sur la passerelle de gestion cloud.",
        ),
        src.ASSUMED,
    ),
    ServiceStatus(
        "unknown-name",
        3,
        "NXDOMAIN",
        Bilingual("DNS knows no such name.", "Le DNS ne connaît pas ce nom."),
        src.DNS_STANDARD,
    ),
)
"""What the service refuses without a fault, by name."""

_BY_KIND: Final = MappingProxyType({row.kind: row for row in FAILURES})
_BY_NAME: Final = MappingProxyType({row.name: row for row in STATUSES})
_PORT_NOTES: Final = MappingProxyType({row.rule: note for note in ("N1", "N2", "N3") for row in rule(note).rows[1:]})
"""Row of the port table to the port note that explains it."""


def failure(kind: str, value: str | None = None) -> Failure:
    """
    The row of *kind*; with a *value*, what it breaks and stops for that value.

    Raises KeyError when there is no such kind, ValueError when ports cannot be read (whoever reads input checks both).

    Example:
        >>> failure("ports-blocked", "10124-10139").breaks
        ('N3', 'P3', 'P6')
        >>> dict(failure("verb-blocked", "PROPFIND").stops)
        {'content': 'C4'}
    """
    row = _BY_KIND[kind]
    if value is None:
        return row
    if row.parameter == "ports":
        return _narrowed_to_ports(row, value)
    for case in row.cases:
        listed = row.parameter == "header" and header_rule(value) in case.breaks
        if listed or case.value.lower() == value.lower():
            return evolve(
                row,
                breaks=case.breaks,
                stops=case.stops,
                answer_source=case.answer_source,
                status=case.status,
                status_text=case.status_text,
            )
    return row


def _narrowed_to_ports(row: Failure, value: str) -> Failure:
    """Only the port table's rows that the ports hit, their notes, and the flows that need them."""
    blocked = parse_ports(value)
    hit = [
        port_row.rule
        for port_row in PORTS
        if port_row.rule in row.breaks
        and any(first <= top and low <= last for first, last in blocked for low, top in port_row.ports)
    ]
    notes = sorted({_PORT_NOTES[name] for name in hit if name in _PORT_NOTES})
    # P4 alone stops nothing: a classic deployment falls back to HTTPS.
    needs = {"deployment": {"P1"}, "content-distribution": {"P11"}}
    channel = {"P2", "P3", "P5", "P6"}
    stops = {flow: step for flow, step in row.stops.items() if needs.get(flow, channel) & set(hit)}
    return evolve(row, breaks=(*notes, *hit), stops=stops)


def service_status(name: str) -> ServiceStatus:
    """
    The row of `STATUSES` with this name; KeyError when there is none.

    Example:
        >>> service_status("no-connection-point").status
        503
    """
    return _BY_NAME[name]


def facts_failures() -> list[dict[str, Any]]:
    """
    The catalogue as the `facts failures` table: one object a kind, texts in English.

    `log_file` and `log_line` are the log to open first; `evidence` is that of the status.
    """
    return [
        {
            "kind": row.kind,
            "parameter": row.parameter,
            "breaks": list(row.breaks),
            "stops": dict(row.stops),
            "status": row.status,
            "status_text": row.status_text,
            "evidence": row.evidence.value,
            "log_file": row.logs[0].file,
            "log_line": row.logs[0].text,
            "fix": row.fix.en,
            "source": str(row.source),
        }
        for row in FAILURES
    ]
