"""
Required ports, row for row and in the order of the documentation (P1 to P11).

The rows carry everything that depends on them: the edges of the topology, the attempts of a CMG connection point and
their order, the firewall list, the documentation's table. A missing row means that the connection is forbidden.
"""

from __future__ import annotations

from typing import Final

from cmgsim.facts.rows import Deployment, PortRule, Protocol, Role
from cmgsim.facts.sources import DATA_FLOW, DATA_FLOW_NEWER

HTTPS, TCP_TLS = (Protocol.HTTPS,), (Protocol.TCP_TLS,)
EITHER = (Protocol.HTTPS, Protocol.HTTP)

_AZURE_NOTE = "The page names no service: Entra ID for the sign-in and Azure Resource Manager for the rest (E1)."
_ONE_NOTE = "The far end is the load balancer (N2). A scale set never speaks TCP-TLS."
_MANY_NOTE = (
    "One port for each instance, the first one included, which answers on 10124 and no more on 443 (N3): "
    "growing from one instance to two needs a new firewall rule first."
)
_TCP_TLS_NOTE = "One port for each instance; best performance, but no internet proxy (N1)."
_CONTENT_NOTE = "Only where the CMG gives out content; the download does not pass the instances."
_MP_NOTE = (
    "443 goes with HTTPS and 80 with HTTP. The page still offers HTTP; from version 2403 on a management point speaks "
    "HTTPS or enhanced HTTP."
)
_SUP_NOTE = (
    "The page lists the ports without saying which are HTTPS; "
    "443 and 8531 are taken as HTTPS and 80 and 8530 as HTTP, as WSUS sets them up."
)

# fmt: off
PORTS: Final[tuple[PortRule, ...]] = (
    PortRule("P1", Role.SERVICE_CONNECTION_POINT, HTTPS, ((443, 443),), "azure", "deploy the CMG", DATA_FLOW,
             note=_AZURE_NOTE),
    PortRule("P2", Role.CMG_CONNECTION_POINT, HTTPS, ((443, 443),), Role.CMG, "channel to a single VM instance",
             DATA_FLOW, Deployment.SCALE_SET, "1", note=_ONE_NOTE),
    PortRule("P3", Role.CMG_CONNECTION_POINT, HTTPS, ((10124, 10139),), Role.CMG,
             "channel to two or more VM instances", DATA_FLOW, Deployment.SCALE_SET, "2-16", note=_MANY_NOTE),
    PortRule("P4", Role.CMG_CONNECTION_POINT, TCP_TLS, ((10140, 10155),), Role.CMG, "channel, preferred protocol",
             DATA_FLOW, Deployment.CLASSIC, None, "preferred", _TCP_TLS_NOTE),
    PortRule("P5", Role.CMG_CONNECTION_POINT, HTTPS, ((443, 443),), Role.CMG,
             "channel to a single VM instance when TCP-TLS fails", DATA_FLOW, Deployment.CLASSIC, "1", "fallback",
             "The far end is the load balancer (N2)."),
    PortRule("P6", Role.CMG_CONNECTION_POINT, HTTPS, ((10124, 10139),), Role.CMG,
             "channel to two or more VM instances when TCP-TLS fails", DATA_FLOW, Deployment.CLASSIC, "2-16",
             "fallback", "One port for each instance, the first one included (N3)."),
    PortRule("P7", Role.CLIENT, HTTPS, ((443, 443),), Role.CMG, "client communication", DATA_FLOW),
    PortRule("P8", Role.CLIENT, HTTPS, ((443, 443),), Role.BLOB_STORAGE, "download content", DATA_FLOW,
             note=_CONTENT_NOTE),
    PortRule("P9", Role.CMG_CONNECTION_POINT, EITHER, ((443, 443), (80, 80)), Role.MANAGEMENT_POINT,
             "on-premises leg; the port follows the management point's configuration", DATA_FLOW,
             note=_MP_NOTE),
    PortRule("P10", Role.CMG_CONNECTION_POINT, EITHER, ((443, 443), (80, 80), (8530, 8530), (8531, 8531)),
             Role.SOFTWARE_UPDATE_POINT, "on-premises leg; the port follows the software update point's configuration",
             DATA_FLOW, note=_SUP_NOTE),
    PortRule("P11", Role.SITE_SERVER, HTTPS, ((443, 443),), Role.BLOB_STORAGE, "distribute content to the CMG",
             DATA_FLOW_NEWER, note="Only in the newer English text; the April 2022 text and its translations lack it."),
)
# fmt: on


def channel_attempts(deployment: Deployment, instances: int, *, through_proxy: bool = False) -> tuple[PortRule, ...]:
    """
    The rows a CMG connection point works through for each instance, in order (F2, N1 to N3).

    Args:
        deployment: How the CMG stands in Azure.
        instances: Its number of VM instances, 1 to 16.
        through_proxy: Whether an internet proxy stands between; TCP-TLS does not run through one (N1).

    Example:
        >>> [(row.rule, row.port_of(1)) for row in channel_attempts(Deployment.CLASSIC, 1)]
        [('P4', 10140), ('P5', 443)]
        >>> [(row.rule, row.port_of(3)) for row in channel_attempts(Deployment.SCALE_SET, 3)]
        [('P3', 10126)]
    """
    return tuple(
        row
        for row in PORTS
        if row.client is Role.CMG_CONNECTION_POINT
        and row.server is Role.CMG
        and row.applies(deployment, instances)
        and not (through_proxy and TCP_TLS == row.protocols)
    )
