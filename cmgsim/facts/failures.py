"""
The fault catalogue: everything that can break, one vocabulary for scenario files, commands, player and notebooks.

A row says which documented rules a fault breaks and where each flow stops; a flow that a row does not name goes on to
its end. Flows that begin by building the channel (`communication`, `content`) stop there too.
"""

from __future__ import annotations

from typing import Final

from cmgsim.facts.failure_rows import Case, Failure
from cmgsim.facts.rows import Role

__all__ = ["FAILURES", "Case", "Failure", "failure", "parse_fault", "parse_ports"]

_CHANNEL: Final = {"channel": "F2", "communication": "F2", "content": "F2"}
_EDGE: Final = {"deployment": "F1", **_CHANNEL, "content-distribution": "D4"}
_CLIENT: Final = {"communication": "F3", "content": "F3"}
_SERVER: Final = {"communication": "F5", "content": "F5"}
_EDGE_RULES: Final = ("N1", "N2", "N3", "P1", "P2", "P3", "P4", "P5", "P6", "P11")

FAILURES: Final[tuple[Failure, ...]] = (
    Failure(kind="ports-blocked", parameter="ports", breaks=_EDGE_RULES, stops=_EDGE, answer="refusal"),
    Failure(kind="ports-dropped", parameter="ports", breaks=_EDGE_RULES, stops=_EDGE, answer="silence"),
    Failure(kind="proxy", breaks=("N1",)),
    Failure(kind="tls-inspection", breaks=("F2",), stops=_CHANNEL, answer="refusal"),
    Failure(
        kind="verb-blocked",
        parameter="verb",
        breaks=("V1", "V2", "V3", "V4", "V5"),
        stops=_CLIENT,
        answer="status",
        status=405,
        status_text="Method Not Allowed",
        cases=(
            Case("HEAD", ("V1",), {"content": "C6"}, 405, "Method Not Allowed"),
            Case("CCM_POST", ("V2",), _CLIENT, 405, "Method Not Allowed"),
            Case("BITS_POST", ("V3",), {"communication": "F3"}, 405, "Method Not Allowed"),
            Case("GET", ("V4",), {"communication": "F3", "content": "C6"}, 405, "Method Not Allowed"),
            Case("PROPFIND", ("V5",), {"content": "C4"}, 405, "Method Not Allowed"),
        ),
    ),
    Failure(
        kind="header-blocked",
        parameter="header",
        breaks=("H1", "H2", "H3", "H4", "H5"),
        stops={"communication": "F5", "content": "C6"},
        answer="status",
        status=403,
        status_text="Forbidden",
        cases=(
            Case("Range", ("H1",), {"content": "C6"}),
            Case("CCMClientID", ("H2",), {"communication": "F5"}, 403, "Forbidden"),
            Case("CCMClientIDSignature", ("H3",), {"communication": "F5"}, 403, "Forbidden"),
            Case("CCMClientTimestamp", ("H4",), {"communication": "F5"}, 403, "Forbidden"),
            Case("CCMClientTimestampsSignature", ("H5",), {"communication": "F5"}, 403, "Forbidden"),
        ),
    ),
    Failure(
        kind="token-expired",
        breaks=("F3",),
        stops=_CLIENT,
        answer="status",
        status=401,
        status_text="CMGService_Invalid_Token",
    ),
    Failure(
        kind="content-token-expired",
        breaks=("C5",),
        stops={"content": "C5"},
        answer="status",
        status=401,
        status_text="Unauthorized",
    ),
    *(
        Failure(
            kind=kind,
            breaks=("F3", "C6"),
            stops=_CLIENT,
            answer="refusal",
            status=12175,
            status_text="ERROR_WINHTTP_SECURE_FAILURE",
        )
        for kind in (
            "untrusted-certificate",
            "certificate-name-mismatch",
            "server-certificate-expired",
            "crl-unreachable",
        )
    ),
    Failure(
        kind="cname-missing",
        breaks=("C2",),
        stops=_CHANNEL,
        answer="status",
        status=3,
        status_text="NXDOMAIN",
    ),
    Failure(kind="cname-wrong", breaks=("C2",), stops=_CHANNEL, answer="refusal"),
    Failure(
        kind="connection-point-certificate-missing",
        breaks=("F5",),
        stops=_SERVER,
        answer="status",
        status=403,
        status_text="CMGConnector_Clientcertificaterequired",
    ),
    Failure(
        kind="management-point-binding-wrong",
        breaks=("F5",),
        stops=_SERVER,
        answer="status",
        status=403,
        status_text="CMGConnector_Forbidden",
    ),
    Failure(
        kind="instance-down",
        parameter="node",
        role=Role.INSTANCE,
        default="instance-1",
        breaks=("F2",),
        stops=_CHANNEL,
        answer="silence",
    ),
    Failure(
        kind="connection-point-down",
        parameter="node",
        role=Role.CMG_CONNECTION_POINT,
        default="cmg-connection-point-1",
        breaks=("F2",),
        stops=_CHANNEL,
    ),
    Failure(
        kind="management-point-down",
        parameter="node",
        role=Role.MANAGEMENT_POINT,
        default="management-point-1",
        breaks=("F5",),
        stops=_SERVER,
        answer="silence",
        status=503,
        status_text="CMGConnector_ServiceUnavailable",
    ),
    Failure(kind="service-connection-point-offline", breaks=("F1",), stops={"deployment": "F1"}),
    Failure(kind="entra-unreachable", breaks=("F1", "F3"), stops={"deployment": "F1", **_CLIENT}, answer="silence"),
    Failure(
        kind="app-secret-expired",
        breaks=("F1",),
        stops={"deployment": "F1"},
        answer="status",
        status=401,
        status_text="AADSTS7000222",
    ),
    Failure(kind="name-taken", breaks=("F1", "E5"), stops={"deployment": "F1"}, answer="status", status=409),
    Failure(kind="cmg-stopped", breaks=("F2",), stops=_CHANNEL, answer="silence"),
    Failure(
        kind="blob-blocked",
        breaks=("C6", "D4"),
        stops={"content": "C6", "content-distribution": "D4"},
        answer="refusal",
    ),
    Failure(kind="endpoint-blocked", parameter="fqdn", breaks=("E1", "E2", "E3"), stops=_EDGE, answer="refusal"),
    Failure(kind="internet-down", breaks=("F1", "F2", "D4"), stops=_EDGE, answer="silence"),
)
"""Every kind of the vocabulary, in the order in which the interface lists them."""

_BY_KIND: Final = {row.kind: row for row in FAILURES}


def failure(kind: str) -> Failure:
    """The row of *kind*; KeyError when there is none (whoever reads input checks it first)."""
    return _BY_KIND[kind]


def parse_fault(text: str) -> tuple[str, str | None]:
    """
    The kind and the value in `kind=value`, or the kind alone; ValueError when either side of the sign is empty.

    Example:
        >>> parse_fault("ports-blocked=10124-10139"), parse_fault("proxy")
        (('ports-blocked', '10124-10139'), ('proxy', None))
    """
    kind, sign, value = (part.strip() for part in text.partition("="))
    if not kind:
        raise ValueError(f"a fault is written KIND or KIND=VALUE, not {text!r}")
    if sign and not value:
        raise ValueError(f"a value is missing after {kind}=")
    return kind, value or None


def parse_ports(text: str) -> tuple[tuple[int, int], ...]:
    """
    Ranges of ports, first and last inclusive, in the order given; ValueError says which part is wrong.

    Example:
        >>> parse_ports("10124-10139,443")
        ((10124, 10139), (443, 443))
    """
    return tuple(_port_range(part.strip()) for part in text.split(","))


def _port_range(text: str) -> tuple[int, int]:
    first, sign, last = (part.strip() for part in text.partition("-"))
    begin, end = _port(first, text), _port(last if sign else first, text)
    if begin > end:
        raise ValueError(f"{text!r} begins after it ends (would {end}-{begin} be right?)")
    return begin, end


def _port(digits: str, text: str) -> int:
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError(f"{text!r} is neither a port nor a range of ports such as 10124-10139")
    if not 1 <= (port := int(digits)) <= 65535:
        raise ValueError(f"{digits} in {text!r} is not a port (1 to 65535)")
    return port
