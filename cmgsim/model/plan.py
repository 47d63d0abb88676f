"""
A scenario lowered to flat arrays: what an engine needs while it runs, in the order in which it needs it.

Everything is an integer (times in nanoseconds, sizes in bytes, laws and nodes by their number), except the parameters
of the laws. Nothing is decided here that a role decides: what the world does by itself, faults and channels, comes as
rows of `cmgsim.model.plan_world`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cmgsim.facts.activities import REPLAY_REQUESTS
from cmgsim.facts.limits import BLOB_REQUESTS, LB_IDLE_TIMEOUT, SOFTWARE_CENTER_DELAY, VM_SIZES, bandwidth_of
from cmgsim.facts.rows import Authentication, RequestKind, Role
from cmgsim.facts.schedules import FAILURES_BEFORE_ROTATION, ROTATION_WINDOW
from cmgsim.model.arrivals import PlannedActivity, planned_activities
from cmgsim.model.distributions import Distribution
from cmgsim.model.names import names_of
from cmgsim.model.randomness import digest64
from cmgsim.model.reconnecting import reconnecting
from cmgsim.model.scenario import ConnectionPoints, Leg, ManagementPoints, Scenario, SoftwareUpdatePoints
from cmgsim.model.topology import HTTP_PORT, HTTPS_PORT, HTTPS_SUP_PORTS, instance_name, numbered
from cmgsim.protocol.handshake import TCP, tls_round_trips

Integers = NDArray[np.int64]

PURPOSES: Final = (
    "instance/service", "connection-point/service", "server/service", "load-balancer", "client_azure",
    "azure_connection_point", "on_premises", "up", "down", "timeout", "retry", "connect-timeout",
    "rotation",
)  # fmt: skip
"""What a client's attempt draws for; the number of a purpose is its place here."""
LEGS: Final = ("client_azure", "azure_connection_point", "on_premises")
MANIFEST: Final = REPLAY_REQUESTS["content-manifest"]
AUTHENTICATIONS: Final = tuple(Authentication)
FAILURES: Final = int(FAILURES_BEFORE_ROTATION.value)
"""Failed attempts after which a client turns to another management point, if they come within the documented time."""
TOKEN: Final = "token"
ASSIGNED: Final = "registration"
"""The request that goes to the assigned management point, whatever has failed."""


@frozen(eq=False)
class Laws:
    """Distributions as arrays: law *i* has a code, two parameters, and a slice of the values of all empirical ones."""

    distributions: tuple[Distribution, ...]
    """The same as objects."""
    integers: Integers
    """Columns: code, first value, how many values, the value of a constant."""
    parameters: NDArray[np.float64]
    values: Integers
    cumulative: NDArray[np.float64]


class LawTable:
    """Collects distributions; each gets a number, the same for equal ones."""

    def __init__(self) -> None:
        self._numbers: dict[Distribution, int] = {}

    def number(self, law: Distribution) -> int:
        """The number of *law*."""
        return self._numbers.setdefault(law, len(self._numbers))

    def build(self) -> Laws:
        """All laws so far, in the order of their numbers."""
        rows, parameters, values, cumulative = [], [], list[int](), list[float]()
        for law in self._numbers:
            constant = int(law.parameters[0]) if law.is_constant else 0
            rows.append((int(law.code), len(values), len(law.values), constant))
            parameters.append((*law.parameters, 0.0, 0.0)[:2])
            values += law.values
            cumulative += law.cumulative
        return Laws(
            tuple(self._numbers),
            np.array(rows, np.int64), np.array(parameters, np.float64),
            np.array(values, np.int64), np.array(cumulative, np.float64),
        )  # fmt: skip


@frozen
class PlannedStation:
    """A station as it stands in the plan."""

    name: str
    role: Role
    workers: int
    service: int
    """Number of the law of its service times."""
    port: int = 0
    """Where a server listens; 0 for what no connection point connects to."""
    handshake_trips: int = 0
    """Round trips before a connection point may send to it."""


@frozen(eq=False)
class Plan:
    """One scenario, lowered."""

    scenario: Scenario
    activities: tuple[PlannedActivity, ...]
    kinds: tuple[RequestKind, ...]
    """The requests that occur, and last the one with which a download begins."""
    instances: int
    """How many there ever are."""
    connection_points: int
    stations: tuple[PlannedStation, ...]
    """Instances, then connection points, then management points, then software update points."""
    ports: Integers
    """By connection point: how many dynamic ports it has, and how long one rests."""
    laws: Laws
    keys: NDArray[np.uint64]
    """Second word of the key of the draws, by activity and purpose."""
    activity_laws: Integers
    """By activity: the laws of request size, answer size and deadline."""
    retries: Integers
    """Laws of the waits between attempts, cohort after cohort."""
    retry_slices: Integers
    """By activity: first wait, number of waits."""
    leg_laws: Integers
    bandwidths: Integers
    """By leg; 0: transmission takes no time."""
    connect_timeout: int
    trips: tuple[int, int]
    """Round trips of a client's new connection, and of one that takes up an earlier TLS session."""
    has_alias: bool

    @property
    def servers(self) -> tuple[PlannedStation, ...]:
        """Management points and software update points."""
        return self.stations[self.instances + self.connection_points :]

    @property
    def connection_limit(self) -> int:
        """Documented number of simultaneous connections of one instance."""
        return VM_SIZES[self.scenario.cmg.vm_size].clients

    @property
    def idle_timeout_ns(self) -> int:
        """Silence after which the load balancer drops a connection."""
        return LB_IDLE_TIMEOUT.ns

    @property
    def bandwidth_bps(self) -> int:
        """What the network card of one instance sends; 0: sending takes no time."""
        return bandwidth_of(self.scenario.cmg.vm_size) or 0

    @property
    def blob_limit(self) -> int:
        """Requests a second for one file."""
        return int(BLOB_REQUESTS.value)

    @property
    def rotation_window_ns(self) -> int:
        """Time within which so many failures make a client turn to another management point."""
        return ROTATION_WINDOW.ns

    @property
    def channel_wait_ns(self) -> int:
        """The longest that a request waits at an HTTPS channel."""
        return SOFTWARE_CENTER_DELAY.ns

    def service_time(self, station: PlannedStation) -> Distribution:
        """The law of a station's service times."""
        return self.laws.distributions[station.service]

    def first_server(self, role: Role) -> tuple[int, int]:
        """Number of the first station of *role*, and how many there are."""
        of_role = [number for number, station in enumerate(self.stations) if station.role is role]
        return (of_role[0] if of_role else 0), len(of_role)


def lower(scenario: Scenario) -> Plan:
    """
    The plan of *scenario*.

    Example:
        >>> from cmgsim.model.scenario_file import contoso
        >>> plan = lower(contoso())
        >>> [station.name for station in plan.stations][:3]
        ['instance-1', 'instance-2', 'cmg-connection-point-1']
    """
    laws, planned = LawTable(), planned_activities(scenario)
    activities = (*planned, *reconnecting(scenario, planned))
    stations = tuple(_stations(scenario, laws))
    retries: dict[str, tuple[int, int]] = {}
    waits: list[int] = []
    for cohort in scenario.clients:
        retries[cohort.name] = len(waits), len(cohort.retry)
        waits += [laws.number(wait) for wait in cohort.retry]
    legs: list[Leg] = [getattr(scenario.network, name) for name in LEGS]
    tls = scenario.network.tls
    return Plan(
        scenario=scenario,
        activities=activities,
        kinds=(*dict.fromkeys(activity.kind for activity in activities), MANIFEST),
        instances=_most_instances(scenario),
        connection_points=sum(table.count for table in scenario.connection_points),
        stations=stations,
        ports=_matrix(
            [(each.dynamic_ports, each.port_rest_ns) for each in scenario.connection_points for _ in range(each.count)],
            2,
        ),
        keys=_keys(activities),
        activity_laws=_matrix(
            [[laws.number(law) for law in (each.up, each.down, each.cohort.timeout)] for each in activities], 3
        ),
        retries=np.array(waits, np.int64),
        retry_slices=_matrix([retries[each.cohort.name] for each in activities], 2),
        leg_laws=np.array([laws.number(leg.latency) for leg in legs], np.int64),
        bandwidths=np.array([leg.bandwidth_bps or 0 for leg in legs], np.int64),
        connect_timeout=laws.number(scenario.network.connect_timeout),
        trips=(TCP + tls_round_trips(tls), TCP + tls_round_trips(tls, resumed=True)),
        has_alias=names_of(scenario.cmg).has_alias,
        laws=laws.build(),  # the last: by now every law has its number
    )


def rotates(kind: RequestKind) -> bool:
    """
    Whether failures of this request count, and whether it goes wherever the client has turned to.

    Example:
        >>> from cmgsim.facts.activities import CATALOGUE
        >>> [name for name in CATALOGUE if not rotates(CATALOGUE[name])]
        ['scan', 'registration', 'content']
    """
    return kind.target is Role.MANAGEMENT_POINT and kind.name != ASSIGNED


def signs_in(kind: RequestKind, authentication: Authentication) -> bool:
    """
    Whether this request begins with a sign-in at Entra ID: it exchanges the token that the client gets there.

    Example:
        >>> from cmgsim.facts.activities import CATALOGUE
        >>> [kind.name for kind in CATALOGUE.values() if signs_in(kind, Authentication.ENTRA)]
        ['token']
    """
    return kind.name == TOKEN and authentication is Authentication.ENTRA


def _most_instances(scenario: Scenario) -> int:
    changed = [int(value) for change in scenario.changes for path, value in change.set if path == "cmg.instances"]
    return max(scenario.cmg.instances, *changed, 1)


def _keys(activities: Iterable[PlannedActivity]) -> NDArray[np.uint64]:
    rows = [[digest64(f"{activity.stream}/{purpose}") for purpose in PURPOSES] for activity in activities]
    return np.array(rows, np.uint64).reshape(-1, len(PURPOSES))


def _matrix(rows: Iterable[Iterable[int]], width: int) -> Integers:
    return np.array([list(row) for row in rows], np.int64).reshape(-1, width)


def _stations(scenario: Scenario, laws: LawTable) -> Iterable[PlannedStation]:
    cmg, tls = scenario.cmg, scenario.network.tls
    for number in range(1, _most_instances(scenario) + 1):
        yield PlannedStation(instance_name(number), Role.INSTANCE, cmg.workers, laws.number(cmg.service_time))
    secured = TCP + tls_round_trips(tls, client_certificate=True)
    for role, tables in (
        (Role.CMG_CONNECTION_POINT, scenario.connection_points),
        (Role.MANAGEMENT_POINT, scenario.management_points),
        (Role.SOFTWARE_UPDATE_POINT, scenario.software_update_points),
    ):
        one_each = [table for table in tables for _ in range(table.count)]
        for name, table in zip(numbered(role, tables), one_each, strict=True):
            law, port = laws.number(table.service_time), _port(table)
            trips = 0 if not port else secured if port in HTTPS_SUP_PORTS else TCP
            yield PlannedStation(name, role, table.workers, law, port, trips)


def _port(table: ConnectionPoints | ManagementPoints | SoftwareUpdatePoints) -> int:
    """Where it listens: as given for a software update point, by its protocol for a management point."""
    match table:
        case SoftwareUpdatePoints():
            return table.port
        case ManagementPoints():
            return HTTPS_PORT if table.protocol == "https" else HTTP_PORT
        case _:
            return 0
