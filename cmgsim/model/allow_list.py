"""What a scenario needs open: the firewall list from its topology, the allow-list from its names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from attrs import evolve

from cmgsim.facts.endpoints import DERIVED_ENDPOINTS, endpoints_for, fill
from cmgsim.facts.ports import PORTS
from cmgsim.facts.roles import zone_of
from cmgsim.facts.rows import Role
from cmgsim.model.names import names_of
from cmgsim.model.scenario import Scenario
from cmgsim.model.topology import HTTPS_PORT, Allowed, Node, Topology, build

NOTE_ON_PROXIES: Final = "N1"
"""The way to a proxy is in no row of the port table; this note is what the page says of one."""
_PART_OF_THE_CMG: Final = (Role.LOAD_BALANCER, Role.INSTANCE)
_OWN_NAME_KINDS: Final = ("service-name", "deployment-name")


def firewall_list(scenario: Scenario) -> list[dict[str, Any]]:
    """
    The connections that the described deployment opens, by rule; nothing leads into `on-premises` from outside.

    Clients of all cohorts stand as one, and so does the CMG behind its load balancer: a firewall knows addresses and
    ports, not instances.

    Example:
        >>> from cmgsim.model.scenario_file import contoso
        >>> [(row["src"], row["first"], row["last"]) for row in firewall_list(contoso()) if row["rule"] == "P3"]
        [('cmg-connection-point-1', 10124, 10125), ('cmg-connection-point-2', 10124, 10125)]
    """
    spans: dict[tuple[str, str, str, str], tuple[Node, Node, Allowed, int, int]] = {}
    for opener, acceptor, allowed in _documented(build(scenario)):
        src, dst = _as_seen_by_a_firewall(opener), _as_seen_by_a_firewall(acceptor)
        place = (allowed.rule or "", src.name, dst.name, str(allowed.protocol))
        _, _, _, first, last = spans.get(place, (src, dst, allowed, allowed.first, allowed.last))
        spans[place] = (src, dst, allowed, min(first, allowed.first), max(last, allowed.last))
    order = {row.rule: place for place, row in enumerate(PORTS)} | {NOTE_ON_PROXIES: 0}
    return [_row(*span) for span in sorted(spans.values(), key=lambda span: order[span[2].rule or ""])]


def firewall_changes(before: Scenario, after: Scenario) -> list[dict[str, Any]]:
    """
    What of the firewall list changes from one scenario to the other: rows added, removed, and with other ports.

    Example:
        >>> from cmgsim.model.scenario_file import contoso
        >>> changes = firewall_changes(
        ...     contoso(["cmg.instances=1", "connection_points[0].count=1"]), contoso(["connection_points[0].count=1"])
        ... )
        >>> [(row["change"], row["rule"], row["first"], row["last"]) for row in changes]
        [('removed', 'P2', 443, 443), ('added', 'P3', 10124, 10125)]
    """
    old, new = ({_place(row): row for row in firewall_list(scenario)} for scenario in (before, after))
    changes = []
    for place in dict.fromkeys((*old, *new)):
        was, is_now = old.get(place), new.get(place)
        if was is None or is_now is None:
            changes.append(
                {"change": "removed" if is_now is None else "added", **(is_now or was or {}), "before": None}
            )
        elif was != is_now:
            changes.append({"change": "changed", **is_now, "before": [was["first"], was["last"]]})
    return changes


def _place(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["rule"], row["src"], row["dst"], row["protocol"]


def _documented(topology: Topology) -> Iterator[tuple[Node, Node, Allowed]]:
    for opener, acceptor, data in topology.graph.edges(data=True):
        for allowed in data["allowed"]:
            if allowed.rule is not None and allowed.rule.startswith("P"):
                yield topology.node(opener), topology.node(acceptor), allowed
            elif topology.node(acceptor).role is Role.PROXY:
                yield topology.node(opener), topology.node(acceptor), evolve(allowed, rule=NOTE_ON_PROXIES)


def _as_seen_by_a_firewall(node: Node) -> Node:
    if node.role in _PART_OF_THE_CMG:
        return Node(str(Role.CMG), Role.CMG)
    return Node(str(Role.CLIENT), Role.CLIENT) if node.role is Role.CLIENT else node


def _row(src: Node, dst: Node, allowed: Allowed, first: int, last: int) -> dict[str, Any]:
    return {
        "rule": allowed.rule,
        "src": src.name,
        "src_role": str(src.role),
        "src_zone": str(zone_of(src.role)),
        "dst": dst.name,
        "dst_role": str(dst.role),
        "dst_zone": str(zone_of(dst.role)),
        "protocol": str(allowed.protocol),
        "first": first,
        "last": last,
        "purpose": allowed.purpose,
    }


def endpoint_list(scenario: Scenario) -> list[dict[str, Any]]:
    """
    The names that each role has to reach, prefix and region filled in.

    Beyond the documented rows (E1 to E4) it names the service name where that is an alias (E5), which both sides ask
    for first, and the sign-in that a deployment needs (F1).

    Example:
        >>> from cmgsim.model.scenario_file import contoso
        >>> [row["fqdn"] for row in endpoint_list(contoso()) if row["rule"] == "E3"][0]
        'GraniteFalls.WestUS.cloudapp.azure.com'
    """
    cmg, names = scenario.cmg, names_of(scenario.cmg)
    rows = []
    derived = (row for row in DERIVED_ENDPOINTS if row.cloud is cmg.cloud)
    for row in (*endpoints_for(cloud=cmg.cloud), *derived):
        own = row.kind in _OWN_NAME_KINDS
        name = names.deployment if own else fill(row.pattern, cmg.prefix, cmg.region)
        if own and names.has_alias:
            rows.append(_endpoint("E5", row.role, names.service, "service-name"))
        rows.append(_endpoint(row.rule, row.role, name, row.kind))
    return rows


def _endpoint(rule: str, role: Role, fqdn: str, kind: str) -> dict[str, Any]:
    return {"rule": rule, "role": str(role), "fqdn": fqdn, "port": HTTPS_PORT, "kind": kind}
