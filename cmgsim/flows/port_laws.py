"""
Connections against the port table and its three notes: who may open which port to whom, and in which order.

The rows of `facts.ports` are asked, never repeated: a connection that no row allows departs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from cmgsim.facts.ports import PORTS, channel_attempts
from cmgsim.facts.rows import Deployment, PortRule, Protocol, Role, Zone
from cmgsim.flows.examination import CMG_FACES, TRACE, Case, Check, Departure, Situation
from cmgsim.trace import Record

_HTTPS_443: Final = (Protocol.HTTPS, 443)
_TCP_TLS_PORTS: Final = range(10140, 10156)

# Connections that the port table has no row for, but the lists of endpoints name (E1 to E4); a proxy is the site's own.
_ENDPOINTS: Final[Mapping[tuple[str, str], str]] = MappingProxyType(
    {
        (Role.CLIENT, Role.ENTRA_ID): "E3",
        (Role.SERVICE_CONNECTION_POINT, Role.MICROSOFT_GRAPH): "E1",
        (Role.CMG_CONNECTION_POINT, Role.BLOB_STORAGE): "E2",
        (Role.CMG_CONNECTION_POINT, Role.TABLE_STORAGE): "E2",
        (Role.CMG_CONNECTION_POINT, Role.KEY_VAULT): "E2",
        (Role.CONSOLE, Role.ENTRA_ID): "E4",
    }
)
_PROXY_LEG: Final = (Protocol.HTTP, 80)

# The page lists the ports of the on-premises roles without saying which are HTTPS; WSUS and IIS set them up like this.
_SPOKEN_ON: Final[Mapping[int, Protocol]] = MappingProxyType(
    {443: Protocol.HTTPS, 8531: Protocol.HTTPS, 80: Protocol.HTTP, 8530: Protocol.HTTP}
)


def instance_number(name: str, role: str) -> int | None:
    """
    Which instance a far end is, counted from 1; the load balancer stands for a single one.

    Example:
        >>> instance_number("instance-12", "instance"), instance_number("load-balancer", "load-balancer")
        (12, 1)
    """
    if role == Role.LOAD_BALANCER:
        return 1
    digits = re.search(r"(\d+)$", name, re.ASCII)
    return int(digits[1]) if digits and role == Role.INSTANCE else None


def is_channel(record: Record) -> bool:
    """Whether *record* is of a connection from a connection point to the CMG."""
    return record.src_role == Role.CMG_CONNECTION_POINT and record.dst_role in CMG_FACES


def connections_follow_the_port_table(case: Case) -> Iterator[Departure]:
    """Each connection is allowed by the row that it names, or by an endpoint rule."""
    for position, record in case.openings():
        if record.src_zone != Zone.ON_PREMISES and record.dst_zone == Zone.ON_PREMISES:
            continue  # a law of its own: nobody connects inwards
        found = channel_fault(record, case.situation) if is_channel(record) else _fault(record, case.situation)
        if found is not None:
            rule, message = found
            what = f"{record.src} opens {record.protocol} {record.port} to {record.dst}"
            yield Departure(position, rule, f"{what}; {message}")


def channel_fault(record: Record, situation: Situation) -> tuple[str, str] | None:
    """The rule that an attempt to build a channel breaks, and what would be right; None when it breaks none."""
    k = instance_number(record.dst, record.dst_role)
    if k is None or k > situation.instances:
        return "F2", f"the CMG has the instances 1 to {situation.instances}"
    tcp_tls = record.protocol == Protocol.TCP_TLS or record.port in _TCP_TLS_PORTS
    if tcp_tls and situation.deployment is Deployment.SCALE_SET:
        return "N2", "a scale set is reached by HTTPS only, never on 10140 to 10155"
    if tcp_tls and situation.proxy:
        return "N1", "TCP-TLS does not run through an internet proxy"
    rows = channel_attempts(situation.deployment, situation.instances, through_proxy=situation.proxy)
    row = next((row for row in rows if record.protocol in row.protocols), None)
    if row is None:
        return "F2", f"a channel speaks {' or '.join(row.protocols[0] for row in rows)}"
    note = "N1" if tcp_tls else "N2" if situation.instances == 1 else "N3"
    far_end = Role.LOAD_BALANCER if row.port_of(k) == 443 else Role.INSTANCE
    if (record.port, record.dst_role) != (row.port_of(k), far_end):
        where = "the load balancer" if far_end is Role.LOAD_BALANCER else f"instance {k} itself"
        return note, f"{row.protocols[0]} {row.port_of(k)} to {where} would be right"
    return None if record.port_rule == row.rule else _wrong_row(record, row)


def _wrong_row(record: Record, row: PortRule) -> tuple[str, str]:
    return row.rule, f"the record names {record.port_rule or 'no row'}; {row.rule} allows the connection"


def _fault(record: Record, situation: Situation) -> tuple[str, str] | None:
    spoken, ends = (record.protocol, record.port), (record.src_role, record.dst_role)
    if record.dst_role == Role.PROXY:
        allowed = situation.proxy and record.src_role == Role.CMG_CONNECTION_POINT and spoken == _PROXY_LEG
        return None if allowed else ("E2", "only connection points use the proxy, by HTTP 80, and only if there is one")
    if ends in _ENDPOINTS:
        allowed = spoken == _HTTPS_443 and record.port_rule is None
        return None if allowed else (_ENDPOINTS[ends], "HTTPS 443 without a row of the port table would be right")
    row = next((row for row in PORTS if row.client == record.src_role and _accepts(row, record)), None)
    if row is None:
        return TRACE, "no documented rule lets these two connect"
    within = any(first <= (record.port or 0) <= last for first, last in row.ports)
    if record.protocol not in row.protocols or not within:
        return row.rule, f"{row.rule} allows {' or '.join(row.protocols)} on {_listed(row)}"
    if len(row.protocols) > 1 and _SPOKEN_ON.get(record.port or 0) != record.protocol:
        return row.rule, f"{_SPOKEN_ON[record.port or 0]} is spoken on {record.port}"
    return None if record.port_rule == row.rule else _wrong_row(record, row)


def _accepts(row: PortRule, record: Record) -> bool:
    if row.server == "azure":
        return record.dst_role in (Role.ENTRA_ID, Role.AZURE_RESOURCE_MANAGER, Role.BLOB_STORAGE, Role.KEY_VAULT)
    return record.dst_role in CMG_FACES if row.server is Role.CMG else record.dst_role == row.server


def _listed(row: PortRule) -> str:
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in row.ports)


PORT_LAWS: Final[tuple[Check, ...]] = (connections_follow_the_port_table,)
