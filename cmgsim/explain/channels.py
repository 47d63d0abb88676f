"""Which ports the connection points' channels use, and which they will need when the CMG grows by one instance."""

from __future__ import annotations

from typing import Any

from cmgsim.facts.limits import INSTANCES_PER_CMG
from cmgsim.facts.ports import channel_attempts
from cmgsim.facts.rows import PortRule, Role
from cmgsim.model.scenario import Scenario
from cmgsim.model.topology import HTTPS_PORT, numbered

Span = tuple[str, int, int]
"""Protocol, first and last port."""


def channel_table(scenario: Scenario) -> list[dict[str, Any]]:
    """
    The section `channels`: by kind of connection point, the rows of the port table in the order of attempts.

    Example:
        >>> from cmgsim.model.scenario_file import contoso
        >>> row = channel_table(contoso())[0]
        >>> row["rule"], row["protocol"], row["first"], row["last"], row["accepts"]
        ('P3', 'HTTPS', 10124, 10125, 'instance')
    """
    names = iter(numbered(Role.CMG_CONNECTION_POINT, scenario.connection_points))
    by_way: dict[bool, list[str]] = {}
    for table in scenario.connection_points:
        by_way.setdefault(table.proxy, []).extend(next(names) for _ in range(table.count))
    return [
        _row(row, points, scenario.cmg.instances, proxy=proxy)
        for proxy, points in by_way.items()
        for row in _attempts(scenario, scenario.cmg.instances, proxy=proxy)
    ]


def growth(scenario: Scenario) -> dict[str, Any] | None:
    """What one more instance changes at the firewall; None where there can be none."""
    now = scenario.cmg.instances
    if now >= INSTANCES_PER_CMG.value:
        return None
    before, after = (_spans(scenario, instances) for instances in (now, now + 1))
    last_before = {span[:2]: span[2] for span in before}
    opens = [(protocol, max(first, last_before.get((protocol, first), 0) + 1), last) for protocol, first, last in after]
    kept = {span[:2] for span in after}
    return {
        "instances": now + 1,
        "opens": [_span(span) for span in opens],
        "no_longer_used": [_span(span) for span in before if span[:2] not in kept],
        "rule": "N3",
    }


def _spans(scenario: Scenario, instances: int) -> list[Span]:
    proxies = dict.fromkeys(table.proxy for table in scenario.connection_points)
    rows = (row for proxy in proxies for row in _attempts(scenario, instances, proxy=proxy))
    return list(dict.fromkeys((str(row.protocols[0]), row.port_of(1), row.port_of(instances)) for row in rows))


def _attempts(scenario: Scenario, instances: int, *, proxy: bool) -> tuple[PortRule, ...]:
    return channel_attempts(scenario.cmg.deployment, instances, through_proxy=proxy)


def _row(row: PortRule, points: list[str], instances: int, *, proxy: bool) -> dict[str, Any]:
    first, last = row.port_of(1), row.port_of(instances)
    return {
        "connection_points": points,
        "proxy": proxy,
        "rule": row.rule,
        "preference": row.preference,
        "protocol": str(row.protocols[0]),
        "first": first,
        "last": last,
        "accepts": str(Role.LOAD_BALANCER if first == HTTPS_PORT else Role.INSTANCE),
    }


def _span(span: Span) -> dict[str, Any]:
    protocol, first, last = span
    return {"protocol": protocol, "first": first, "last": last}
