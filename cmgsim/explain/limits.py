"""Every documented limit beside what the scenario asks for, and the documented sizing rule beside its numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, Literal

from attrs import frozen

from cmgsim.explain.connections import Connections
from cmgsim.explain.demand import Demand
from cmgsim.facts import limits as documented
from cmgsim.facts import sources
from cmgsim.facts.rows import UNIT_NS, Limit, Role
from cmgsim.model.scenario import Scenario

CLOSE: Final = 0.9
"""From this share of a limit on it counts as reached for planning: little is left for a busier day."""

ROLE_LIMITS: Final[Mapping[Role, Limit]] = MappingProxyType(
    {
        Role.CMG_CONNECTION_POINT: documented.DYNAMIC_PORTS,
        Role.MANAGEMENT_POINT: documented.MANAGEMENT_POINT_CLIENTS,
        Role.SOFTWARE_UPDATE_POINT: documented.DEDICATED_SUP_CLIENTS,
    }
)
"""How many clients one site system of a role is documented for."""

State = Literal["ok", "at-limit", "exceeded", "short"]


@frozen
class Check:
    """One documented number and what the scenario has."""

    id: str
    """Name of the limit, as `cmgsim facts limits` prints it, or one of the tables of VM sizes."""
    value: float
    limit: float
    unit: str
    source: str
    state: State
    advice: bool = False
    """Whether it is a recommendation: missing it is worth a word, and breaks nothing."""
    grows: bool = True
    """Whether the value grows with the number of clients and requests."""
    rule: str | None = None
    """Port note that goes with it."""

    @property
    def ratio(self) -> float:
        """The value as a share of the limit."""
        return self.value / self.limit if self.limit else 0.0

    def as_row(self) -> dict[str, Any]:
        """One row of the section `limits`."""
        return {
            "id": self.id,
            "value": self.value,
            "limit": self.limit,
            "unit": self.unit,
            "ratio": None if self.advice and not self.grows else self.ratio,
            "state": self.state,
            "advice": self.advice,
            "rule": self.rule,
            "source": self.source,
        }


def checks(
    scenario: Scenario,
    these: Sequence[Demand],
    held: Connections,
    traffic: Mapping[str, Mapping[str, Any]],
) -> tuple[Check, ...]:
    """
    All limits that concern *scenario*, in the order of the way.

    Args:
        these: What clients ask for.
        held: Connections of the instances.
        traffic: The sections `egress`, `content` and `network` of the explanation.
    """
    return (
        *_of_instances(scenario, held, traffic["network"]),
        *_of_connection_points(scenario, these),
        *_of_site(scenario, these),
        *_of_storage(traffic["egress"], traffic["content"]),
        *_of_clients(scenario),
    )


def _of_instances(scenario: Scenario, held: Connections, network: Mapping[str, Any]) -> Iterator[Check]:
    size = documented.VM_SIZES[scenario.cmg.vm_size]
    state: State = _state(held.mean, held.limit)
    if state == "ok" and held.fullest > held.limit:
        state = "at-limit"
    yield Check("connections-per-instance", held.mean, held.limit, "connections", str(size.source), state)
    if held.burst:
        most_held = held.mean + held.burst / held.instances
        yield Check(
            "connections-in-a-burst", most_held, held.limit, "connections", str(size.source),
            _state(most_held, held.limit),
        )  # fmt: skip
    if network["limit_mbps"] is not None:
        sent, most = network["sent_mbps_per_instance"], float(network["limit_mbps"])
        yield Check("network-of-vm-size", sent, most, "Mbit/s", str(sources.AV2_SERIES), _state(sent, most))
    yield _count(documented.INSTANCES_PER_CMG, scenario.cmg.instances)
    yield _at_least(documented.INSTANCES_FOR_AVAILABILITY, scenario.cmg.instances)


def _of_connection_points(scenario: Scenario, these: Sequence[Demand]) -> Iterator[Check]:
    points = sum(table.count for table in scenario.connection_points)
    yield _share(documented.DYNAMIC_PORTS, clients_asking(these, Role.CMG_CONNECTION_POINT) / points)
    per_point = documented.INSTANCES_PER_CONNECTION_POINT
    yield _count(per_point, scenario.cmg.instances / points)
    yield _at_least(documented.CONNECTION_POINTS_FOR_AVAILABILITY, points)


def _of_site(scenario: Scenario, these: Sequence[Demand]) -> Iterator[Check]:
    management, updates = (
        sum(table.count for table in tables) for tables in (scenario.management_points, scenario.software_update_points)
    )
    yield _share(documented.MANAGEMENT_POINT_CLIENTS, clients_asking(these, Role.MANAGEMENT_POINT) / management)
    yield _count(documented.MANAGEMENT_POINTS_PER_SITE, management)
    scanning = clients_asking(these, Role.SOFTWARE_UPDATE_POINT) / updates
    yield _share(documented.SHARED_SUP_CLIENTS, scanning, advice=True)
    yield _share(documented.DEDICATED_SUP_CLIENTS, scanning)
    yield _share(documented.SITE_CLIENTS, clients_of(scenario))
    yield _share(documented.HIERARCHY_CLIENTS, clients_of(scenario))


def _of_storage(egress: Mapping[str, Any], content: Mapping[str, Any]) -> Iterator[Check]:
    yield _share(documented.EGRESS_THRESHOLD, egress["gb_per_14_days"])
    yield _share(documented.BLOB_REQUESTS, content["busiest_hour_per_s"])


def _of_clients(scenario: Scenario) -> Iterator[Check]:
    """A connection that is kept for longer is dropped in silence, and the client learns it only from its deadline."""
    limit = documented.LB_IDLE_TIMEOUT
    kept = max(cohort.keep_alive_ns for cohort in scenario.clients) / UNIT_NS[limit.figure.unit]
    state = _state(kept, float(limit.value))
    yield Check(
        limit.name, kept, float(limit.value), limit.figure.unit, str(limit.figure.source), state, grows=False
    )  # fmt: skip


def clients_asking(these: Iterable[Demand], role: Role) -> int:
    """Devices of the cohorts that ask something of *role*; a connection point relays what is not for storage."""
    cohorts = {
        each.planned.cohort_number: each.clients
        for each in these
        if (each.target is not Role.BLOB_STORAGE if role is Role.CMG_CONNECTION_POINT else each.target is role)
    }
    return sum(cohorts.values())


def clients_of(scenario: Scenario) -> int:
    """Devices of all cohorts."""
    return sum(cohort.count for cohort in scenario.clients)


def _state(value: float, limit: float) -> State:
    if value > limit:
        return "exceeded"
    return "at-limit" if value >= CLOSE * limit else "ok"


def _share(limit: Limit, value: float, *, advice: bool = False) -> Check:
    """A limit that clients fill up."""
    most, figure = float(limit.value), limit.figure
    return Check(limit.name, value, most, figure.unit, str(figure.source), _state(value, most), advice)


def _count(limit: Limit, value: float) -> Check:
    """A limit of how many there may be: reached only by having as many."""
    most, figure = float(limit.value), limit.figure
    state: State = "exceeded" if value > most else "at-limit" if value == most else "ok"
    return Check(limit.name, value, most, figure.unit, str(figure.source), state, grows=False)


def _at_least(limit: Limit, value: float) -> Check:
    """A recommendation of how many there should be."""
    least, figure = float(limit.value), limit.figure
    state: State = "ok" if value >= least else "short"
    return Check(limit.name, value, least, figure.unit, str(figure.source), state, advice=True, grows=False)


def documented_rule(scenario: Scenario) -> dict[str, Any]:
    """
    The section `documented_rule`: what the pages' own arithmetic gives, every device taken as connected at once.

    Example:
        >>> from cmgsim.model.scenario import Clients
        >>> rule = documented_rule(Scenario(clients=(Clients(count=25_000),)))
        >>> rule["instances"], rule["connection_points"], rule["management_points"]
        (5, 2, 1)
    """
    clients, size = clients_of(scenario), documented.VM_SIZES[scenario.cmg.vm_size]
    instances = math.ceil(clients / size.clients)
    by_instances = math.ceil(instances / documented.INSTANCES_PER_CONNECTION_POINT.value)
    by_ports = math.ceil(clients / documented.DYNAMIC_PORTS.value)
    return {
        "clients": clients,
        "instances": instances,
        "connection_points": max(by_instances, by_ports),
        "connection_points_by_instances": by_instances,
        "connection_points_by_ports": by_ports,
        "management_points": math.ceil(clients / documented.MANAGEMENT_POINT_CLIENTS.value),
        "cmgs": math.ceil(instances / documented.INSTANCES_PER_CMG.value),
        "scenario": {
            "instances": scenario.cmg.instances,
            "connection_points": sum(table.count for table in scenario.connection_points),
            "management_points": sum(table.count for table in scenario.management_points),
        },
    }
