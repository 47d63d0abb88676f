"""From a plan, its world and its arrivals to the arrays of the kernel; and larger arrays when they are full."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from attrs import define
from numpy.typing import NDArray

from cmgsim.facts.limits import THRESHOLD_CHECK
from cmgsim.facts.rows import Role
from cmgsim.fast import fields as f
from cmgsim.fast import tables
from cmgsim.fast.lanes import Lanes
from cmgsim.fast.registers import departure, registers_of
from cmgsim.model.online import Online
from cmgsim.model.plan import AUTHENTICATIONS, FAILURES, Plan, rotates, signs_in
from cmgsim.model.plan_world import World
from cmgsim.model.randomness import Streams
from cmgsim.request_log import BINS, Names

NEVER: Final = -(2**62)
FIRST_SIZE: Final = 1_024
_GROWING: Final = {
    f.MORE_HEAP: "heap",
    f.MORE_ATTEMPTS: "attempts",
    f.MORE_SESSIONS: "sessions",
    f.MORE_VISITS: "visits",
    f.MORE_CONNECTIONS: "connections",
    f.MORE_OPENINGS: "openings",
}
Integers = NDArray[np.int64]
_LANE_ROOM: Final = 4 * FIRST_SIZE
_BUFFER: Final = 1 << 15
"""Rows of visits and connections at first."""
_WAITS: Final = 1 << 12
"""Waits of a station that the kernel hands over at once: few enough to stay in the cache."""


@define(eq=False)
class Machine:
    """The registers, and the tables whose places they hold."""

    registers: Integers
    tables: dict[str, NDArray[Any]]

    def __attrs_post_init__(self) -> None:
        for name, table in self.tables.items():
            self.place(name, table)

    def place(self, name: str, table: NDArray[Any]) -> None:
        """Put a table in the place of the one of that name."""
        assert table.flags.c_contiguous
        self.tables[name] = table
        for what, number in (
            (tables.ADDRESS, table.ctypes.data),
            (tables.WIDTH, table.shape[1] if table.ndim > 1 else 1),
            (tables.LENGTH, len(table)),
        ):
            self.registers[tables.register(name, what)] = number

    def grow(self, full: int) -> None:
        """Make room in the table that is full."""
        if full == f.MORE_LANES:
            self._lengthen_lanes()
            return
        name = _GROWING[full]
        before = self.tables[name]
        needed = int(max(self.registers[f.ATTEMPTS], self.registers[f.SESSIONS])) + 4 * f.MARGIN
        after = np.zeros((2 * max(len(before), needed), before.shape[1]), np.int64)
        after[: len(before)] = before
        self.place(name, after)

    def _lengthen_lanes(self) -> None:
        before, registers = self.tables["lanes"], self.registers
        size = before.shape[1] // 4
        after = np.zeros((len(before), 2 * before.shape[1]), np.int64)
        for lane in range(len(before)):
            places = np.arange(registers[f.LANE_HEAD + lane], registers[f.LANE_TAIL + lane])
            after[lane].reshape(-1, 4)[places % (2 * size)] = before[lane].reshape(-1, 4)[places % size]
        self.place("lanes", after)


def build(
    plan: Plan, world: World, names: Names, streams: Streams, who: Online, *, visits: bool, requests: bool
) -> Machine:
    """The machine at the start of a run, before anybody has asked."""
    lanes = Lanes.of(plan.scenario.clients)
    pairs = plan.connection_points * len(plan.servers)
    ports = _ports(plan)
    listeners = _listeners(plan, world, streams, who)
    registers = registers_of(plan, world, names, streams, lanes, visits=visits)
    registers[f.KEEPS_REQUESTS] = requests
    counted = 0 if requests else BINS
    arrays: dict[str, NDArray[Any]] = {
        "stations": _stations(plan, names),
        "attempts": np.zeros((FIRST_SIZE, f.ATTEMPT_FIELDS), np.int64),
        "sessions": np.zeros((len(listeners) + FIRST_SIZE, f.S_ONWARD + 2 * ((pairs + 31) // 32)), np.int64),
        "clients": _clients(who),
        "heap": np.zeros((4 * FIRST_SIZE + len(listeners), 3), np.int64),
        "lanes": np.zeros((lanes.count, _LANE_ROOM), np.int64),
        "visits": np.empty((_BUFFER, f.VISIT_FIELDS), np.int64),
        "connections": np.empty((_BUFFER + len(listeners), f.CONNECTION_FIELDS), np.int64),
        "listeners": listeners,
        "activities": _activities(plan, names, lanes),
        "retries": plan.retries,
        "storage": np.array(world.answers.storage, np.int64),
        "laws": plan.laws.integers,
        "parameters": plan.laws.parameters,
        "values": plan.laws.values,
        "cumulative": plan.laws.cumulative,
        "keys": plan.keys,
        "incoming": np.zeros((5, 1), np.int64),
        "waits": np.empty((len(plan.stations), _WAITS), np.int64),
        "wait_bins": np.zeros((len(plan.stations), counted), np.int64),
        "totals": np.zeros((len(names.activities), f.TOTAL_FIELDS), np.int64),
        "latencies": np.zeros((len(names.activities), counted), np.int64),
        "openings": np.zeros((FIRST_SIZE + 3 * len(listeners), 1), np.int64),
        "world": world.rows,
        "conditions": world.conditions,
        "rotations": _rotations(plan),
        "stints": np.stack([who.starts, who.ends], axis=1),
        "ports": ports,
        "egress": np.zeros((-(-plan.scenario.general.duration_ns // THRESHOLD_CHECK.ns), 2), np.int64),
        "resting": np.zeros((len(ports), 1 << int(ports[:, f.PORT_LIMIT].max() - 1).bit_length()), np.int64),
    }
    return Machine(registers, arrays)


def _stations(plan: Plan, names: Names) -> Integers:
    rows = np.zeros((len(plan.stations), f.STATION_FIELDS), np.int64)
    tables = {Role.INSTANCE: names.instances, Role.CMG_CONNECTION_POINT: names.connection_points}
    for row, station in zip(rows, plan.stations, strict=True):
        row[[f.FIRST, f.LAST]] = f.NONE
        row[f.WORKERS], row[f.SERVICE], row[f.TRIPS] = station.workers, station.service, station.handshake_trips
        row[f.RANK] = departure(station.role)
        row[f.CODE] = tables.get(station.role, names.servers).index(station.name)
        row[f.SETTLED] = row[f.OPEN_SETTLED] = plan.scenario.general.warm_up_ns
    return rows


def _clients(who: Online) -> Integers:
    rows = _aligned(len(who.first), int(f.CLIENT_FIELDS))
    rows[:, f.STINT] = who.first
    rows[:, [f.ALIAS_UNTIL, f.ADDRESS_UNTIL]] = NEVER
    rows[:, [f.IDLE, f.LISTENS, f.PIN]] = f.NONE
    return rows


def _ports(plan: Plan) -> Integers:
    rows = np.zeros((plan.connection_points, f.PORT_FIELDS), np.int64)
    rows[:, [f.PORT_LIMIT, f.REST]] = plan.ports
    return rows


def _rotations(plan: Plan) -> Integers:
    """No client has turned anywhere yet; of nobody there need be a row where there is nowhere to turn to."""
    _, points = plan.first_server(Role.MANAGEMENT_POINT)
    clients = sum(cohort.count for cohort in plan.scenario.clients)
    rows = np.full((clients if points > 1 else 1, f.FAILED + FAILURES), NEVER, np.int64)
    rows[:, f.CHOSEN] = f.NONE
    return rows


def _aligned(rows: int, columns: int) -> Integers:
    """Rows of nothing that begin where lines of the processor's cache do."""
    room = np.zeros(rows * columns + 8, np.int64)
    first = -room.ctypes.data // 8 % 8
    return room[first : first + rows * columns].reshape(rows, columns)


def _listeners(plan: Plan, world: World, streams: Streams, who: Online) -> Integers:
    """Who has a notification session at the start, and which of the instances in view it is with."""
    started = world.rows[world.rows[:, world.shape.START] == 1]
    in_view = int(started[0, world.shape.SEEN]) if len(started) and started[0, world.shape.IN_VIEW] else 0
    began_ns, parts = plan.scenario.general.requests_from_ns, [np.empty((0, 3), np.int64)]
    for activity in plan.activities:
        if activity.kind.name == "notification" and in_view and not activity.reconnects:
            members, present = np.arange(activity.cohort.count), who.cohorts[activity.cohort_number]
            if present is not None:
                members = members[present.is_online(members, np.full_like(members, began_ns))]
            uniforms = streams.table(f"{activity.stream}/session", members)[:, 0]
            first, servers = plan.first_server(activity.kind.target)
            server = first - plan.instances - plan.connection_points + members % servers
            seen = (uniforms * in_view).astype(np.int64)
            parts.append(np.stack([members + activity.first_client, seen, server], axis=1))
    return np.concatenate(parts)


def _activities(plan: Plan, names: Names, lanes: Lanes) -> Integers:
    rows = np.zeros((len(plan.activities), f.ACTIVITY_FIELDS), np.int64)
    for row, activity in zip(rows, plan.activities, strict=True):
        cohort, kind = activity.cohort, activity.kind
        row[f.A_COHORT], row[f.A_CODE] = activity.cohort_number, names.activities.index(kind.name)
        row[f.A_KIND], row[f.A_FIRST_CLIENT] = plan.kinds.index(kind), activity.first_client
        row[[f.A_UP, f.A_DOWN, f.A_TIMEOUT]] = plan.activity_laws[activity.number]
        row[[f.A_RETRY, f.A_RETRIES]] = plan.retry_slices[activity.number]
        row[f.A_CONTENT] = kind.target is Role.BLOB_STORAGE
        row[[f.A_SERVER, f.A_SERVERS]] = plan.first_server(kind.target)
        row[f.A_NOTIFICATION], row[f.A_KEEP_ALIVE] = kind.name == "notification", cohort.keep_alive_ns
        deadline = int(cohort.timeout.parameters[0]) if cohort.timeout.is_constant else None
        row[f.A_ROTATES] = rotates(kind) and row[f.A_SERVERS] > 1
        row[f.A_SIGNS_IN] = signs_in(kind, cohort.authentication)
        row[f.A_RECONNECTS] = activity.reconnects
        row[f.A_LANE_TIMEOUT] = lanes.number(deadline)
        row[f.A_LANE_KEEP] = lanes.number(cohort.keep_alive_ns)
        row[f.A_TOKEN] = AUTHENTICATIONS.index(cohort.authentication)
    return rows
