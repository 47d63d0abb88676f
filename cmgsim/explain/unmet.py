"""Faults of a scenario that nothing in a run of it can meet: they change no number, and their author should know."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from attrs import evolve

from cmgsim.explain.demand import Demand
from cmgsim.explain.latency import MANIFEST
from cmgsim.facts.failures import parse_ports
from cmgsim.facts.http import header_rule
from cmgsim.facts.rows import Authentication, Deployment, Protocol, RequestKind, Role, Zone
from cmgsim.model.allow_list import endpoint_list, firewall_list
from cmgsim.model.names import names_of
from cmgsim.model.scenario import Fault, Scenario
from cmgsim.model.topology import instance_name

ON_PREMISES: Final = str(Zone.ON_PREMISES)

Needs = Callable[[Fault, Scenario, Sequence[Demand]], bool]
"""Whether something in the scenario can meet the fault."""


def unmet(scenario: Scenario, these: Sequence[Demand]) -> Iterator[dict[str, Any]]:
    """
    Caveats about faults that change nothing: the key of each sentence, and the faults that it speaks of.

    Only what can be told for certain is named; other faults may turn out to meet nothing as well.

    Args:
        these: What clients ask for.
    """
    reasons: dict[str, list[str]] = {}
    for fault in scenario.faults:
        reason, met = _NEEDS.get(fault.kind, ("", _always))
        if not met(fault, scenario, these):
            reasons.setdefault(reason, []).append(str(fault))
    yield from ({"key": f"unmet {reason}", "of": list(dict.fromkeys(of))} for reason, of in reasons.items())


def _always(_fault: Fault, _scenario: Scenario, _these: Sequence[Demand]) -> bool:
    return True


def _never(_fault: Fault, _scenario: Scenario, _these: Sequence[Demand]) -> bool:
    return False


def _administered(_fault: Fault, scenario: Scenario, _these: Sequence[Demand]) -> bool:
    """The service connection point has something to do."""
    return bool(scenario.changes) or scenario.cmg.egress_threshold is not None


def _signed_in(fault: Fault, scenario: Scenario, these: Sequence[Demand]) -> bool:
    """It has, or a client exchanges a token of Entra ID."""
    entra = (each for each in these if each.planned.cohort.authentication is Authentication.ENTRA)
    return _administered(fault, scenario, these) or any(each.planned.kind.name == "token" for each in entra)


def _with_tokens(_fault: Fault, _scenario: Scenario, these: Sequence[Demand]) -> bool:
    return any(
        each.planned.cohort.authentication is not Authentication.CERTIFICATE
        for each in these
        if each.target is not Role.BLOB_STORAGE
    )


def _downloads(_fault: Fault, _scenario: Scenario, these: Sequence[Demand]) -> bool:
    return any(each.target is Role.BLOB_STORAGE for each in these)


def _kinds(these: Sequence[Demand]) -> Iterator[RequestKind]:
    """What is asked for, with what a download asks for first."""
    for each in these:
        yield each.planned.kind
        if each.target is Role.BLOB_STORAGE:
            yield MANIFEST


def _verb(fault: Fault, _scenario: Scenario, these: Sequence[Demand]) -> bool:
    return any(kind.verb == fault.value for kind in _kinds(these))


def _header(fault: Fault, _scenario: Scenario, these: Sequence[Demand]) -> bool:
    rule = header_rule(fault.value or "")
    return any(rule in kind.headers for kind in _kinds(these))


def _https(_fault: Fault, scenario: Scenario, _these: Sequence[Demand]) -> bool:
    return any(each.protocol == "https" for each in scenario.management_points)


def _layouts(scenario: Scenario) -> Iterator[Scenario]:
    """The scenario with each number of instances that it comes to have."""
    yield scenario
    for change in scenario.changes:
        for path, value in change.set:
            if path == "cmg.instances":
                yield evolve(scenario, cmg=evolve(scenario.cmg, instances=value))


def _ports(fault: Fault, scenario: Scenario, these: Sequence[Demand]) -> bool:
    """A connection point opens one of the ports, or the service connection point, which has something to do."""
    asking = {str(Role.CMG_CONNECTION_POINT), str(Role.PROXY)}
    if _administered(fault, scenario, these):
        asking.add(str(Role.SERVICE_CONNECTION_POINT))
    spans = parse_ports(fault.value or "")
    rows = [row for each in _layouts(scenario) for row in firewall_list(each)]
    if _tcp_tls(fault, scenario, these) and not _alone(fault, scenario, these):
        rows = [row for row in rows if row["protocol"] != Protocol.HTTPS or not _is_fallback(row)]
    if not _relayed(fault, scenario, these):
        asking.discard(str(Role.CMG_CONNECTION_POINT))
    return any(
        first <= row["last"] and row["first"] <= last
        for row in rows
        if row["src_role"] in asking and (row["dst_zone"] != ON_PREMISES or row["dst_role"] == Role.PROXY)
        for first, last in spans
    )


def _is_fallback(row: Mapping[str, Any]) -> bool:
    """Whether a row is that of a channel by HTTPS, which TCP-TLS comes before."""
    return bool(row["src_role"] == Role.CMG_CONNECTION_POINT)


def _relayed(_fault: Fault, _scenario: Scenario, these: Sequence[Demand]) -> bool:
    """Something is asked of a server of the site."""
    return any(each.target is not Role.BLOB_STORAGE for each in these)


def _relayed_by_https(fault: Fault, scenario: Scenario, these: Sequence[Demand]) -> bool:
    return _relayed(fault, scenario, these) and _https(fault, scenario, these)


def _tcp_tls(_fault: Fault, scenario: Scenario, _these: Sequence[Demand]) -> bool:
    """A channel is of TCP-TLS, which no proxy lets pass."""
    direct = any(not table.proxy for table in scenario.connection_points)
    return scenario.cmg.deployment is Deployment.CLASSIC and direct


def _alias(_fault: Fault, scenario: Scenario, _these: Sequence[Demand]) -> bool:
    return names_of(scenario.cmg).has_alias


def _name(fault: Fault, scenario: Scenario, _these: Sequence[Demand]) -> bool:
    return (fault.value or "").lower() in {row["fqdn"].lower() for row in endpoint_list(scenario)}


def _alone(fault: Fault, scenario: Scenario, _these: Sequence[Demand]) -> bool:
    """Something else breaks channels, so that new ones are built and meet it."""
    return bool(scenario.changes) or any(other is not fault for other in scenario.faults)


def _stands(fault: Fault, scenario: Scenario, _these: Sequence[Demand]) -> bool:
    """The instance is there at some time while the fault lasts."""
    end_ns = scenario.general.duration_ns if fault.lasts_ns is None else fault.at_ns + fault.lasts_ns
    numbers = [scenario.cmg.instances]
    for change in sorted(scenario.changes, key=lambda each: each.at_ns):
        later = [value for path, value in change.set if path == "cmg.instances"]
        if change.at_ns < end_ns:
            numbers = [*(numbers if change.at_ns > fault.at_ns else ()), *later] if later else numbers
    return any(fault.value == instance_name(number) for most in numbers for number in range(1, most + 1))


_NEEDS: Final[Mapping[str, tuple[str, Needs]]] = MappingProxyType({
    "name-taken": ("deployment", _never),
    "service-connection-point-offline": ("administration", _administered),
    "app-secret-expired": ("administration", _administered),
    "entra-unreachable": ("request", _signed_in),
    "blob-blocked": ("request", _downloads),
    "content-token-expired": ("request", _downloads),
    "verb-blocked": ("request", _verb),
    "header-blocked": ("header", _header),
    "token-expired": ("token", _with_tokens),
    "ports-blocked": ("ports", _ports),
    "ports-dropped": ("ports", _ports),
    "proxy": ("proxy", _tcp_tls),
    "tls-inspection": ("channels", _alone),
    "cname-missing": ("alias", _alias),
    "cname-wrong": ("alias", _alias),
    "endpoint-blocked": ("name", _name),
    "instance-down": ("instance", _stands),
    "connection-point-certificate-missing": ("http", _relayed_by_https),
    "management-point-binding-wrong": ("http", _relayed_by_https),
    "connection-point-down": ("relayed", _relayed),
    "management-point-down": ("relayed", _relayed),
    "internet-down": ("relayed", _relayed),
})  # fmt: skip
"""By kind of fault: the sentence that says why nothing meets it, and what would."""
