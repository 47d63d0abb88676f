"""
The world without its clients, run ahead: when channels stand, what is down, what a message would meet.

No client has a say in any of it. So an engine that knows only requests can replay these rows, and still there is one
description of faults, channels and changes: the roles themselves, who are asked here what they would answer.
"""

from __future__ import annotations

# ruff: noqa: SLF001  # the roles are asked for what they answer to each other
from collections.abc import Iterator
from typing import Final

import numpy as np

from cmgsim.engine.administration import refuse_unsupported
from cmgsim.engine.conditions import Obstacle, Opening
from cmgsim.engine.draws import NOTHING as NO_DRAWS
from cmgsim.engine.draws import RequestDraws, Stream
from cmgsim.engine.egress import Egress, Watch
from cmgsim.engine.network import SECURE_FAILURE
from cmgsim.engine.resolver import NXDOMAIN
from cmgsim.engine.roles.client import FOUND, OK, PARTIAL, RANGE, STORAGE_BUSY
from cmgsim.engine.roles.cmg import NO_CONNECTOR, REFUSAL_BYTES
from cmgsim.engine.roles.connection_point import NO_PORT, SERVER_UNREACHABLE
from cmgsim.engine.schedule import schedule
from cmgsim.engine.simulation import SERVER_ROLES, Simulation
from cmgsim.engine.work import Answer, Attempt
from cmgsim.facts.failures import failure
from cmgsim.facts.limits import CHANNEL_CHECK
from cmgsim.facts.rows import Authentication, Protocol, RequestKind, Role
from cmgsim.model.plan import AUTHENTICATIONS, Plan
from cmgsim.model.plan_world import (
    NOTHING,
    REFUSAL,
    REFUSED_CONNECTION,
    SILENCE,
    SUCCESS,
    Answers,
    World,
    WorldShape,
)
from cmgsim.protocol import channel as life
from cmgsim.protocol.handshake import HELLO, TCP

NO_STATUS: Final = -1


def timeline(plan: Plan, *, seed: int, replication: int, egress: Egress | None = None) -> World:
    """
    Run the world of *plan* without its clients, and note every change.

    Args:
        egress: What the site sees leave where it watches a threshold, and may stop the service for; None: nothing.

    Raises:
        Unsupported: The scenario changes something that cannot change while a run goes on.
    """
    refuse_unsupported(plan.scenario.changes)
    world = Simulation(plan, seed=seed, replication=replication, start_ns=-CHANNEL_CHECK.ns)
    if egress is not None:
        world.network.egress = egress
    notes, watch = _Notes(plan, world), Watch(world)
    schedule(world, notes.start)
    for point in world.connection_points:
        world.clock.start(point.look_after_channels())
    skipped = _run(world, notes)
    return World(
        shape=notes.shape,
        rows=np.array(notes.rows, np.int64),
        conditions=np.array(list(notes.conditions), np.int64),
        answers=_answers(plan),
        capacity=tuple(_capacity(plan, world)),
        alerts=tuple(watch.alerts),
        breaks=tuple(dict.fromkeys(at_ns for at_ns in world.breaks if at_ns >= 0)),
        events=world.clock.events + skipped + (plan.scenario.general.warm_up_ns > 0),  # one event ends the warm-up
    )


def _run(world: Simulation, notes: _Notes) -> int:
    """
    Step through the events; the last state of an instant is what holds after it.

    Returns how many events were left out at the end, because nothing would have come of them.
    """
    clock, end_ns, points = world.clock, world.scenario.general.duration_ns, world.connection_points
    while (next_ns := clock.next_ns) < end_ns:
        if next_ns > clock.now:
            notes.write()
            if clock.now >= 0 and clock.waiting == len(points) and notes.is_settled():
                checks = (end_ns - 1) // CHANNEL_CHECK.ns - clock.now // CHANNEL_CHECK.ns
                return checks * len(points)  # each waits for its next check, and nothing else is to come
        clock.step()
    notes.write()
    return 0


def _capacity(plan: Plan, world: Simulation) -> Iterator[tuple[tuple[int, int], ...] | None]:
    later = plan.instances - len(world.cmg.ever)
    for number, (_, station) in enumerate(world.stations()):
        if number == len(world.cmg.ever):
            yield from [None] * later
        yield tuple(station.capacity)


def _answers(plan: Plan) -> Answers:
    return Answers(
        served=OK,
        found=FOUND,
        storage=tuple(PARTIAL if RANGE.rule in kind.headers else OK for kind in plan.kinds),
        no_channel=(_status(NO_CONNECTOR.status), REFUSAL_BYTES),
        busy_storage=(STORAGE_BUSY.status, REFUSAL_BYTES),
        no_port=(NO_PORT.status, REFUSAL_BYTES),
        no_server=(SERVER_UNREACHABLE.status or 0, REFUSAL_BYTES),
    )


def _status(status: int | None) -> int:
    return NO_STATUS if status is None else status


class _Notes:
    """The rows written so far; stands in the place of the clients when they would start."""

    def __init__(self, plan: Plan, world: Simulation) -> None:
        self.plan, self.world = plan, world
        self.shape = WorldShape(
            plan.instances, plan.connection_points, len(plan.servers), len(plan.kinds), len(AUTHENTICATIONS)
        )
        self.rows: list[list[int]] = []
        self.conditions: dict[tuple[int, ...], int] = {}
        self._known: tuple[object, ...] = ()
        self._code = 0

    def start(self) -> None:
        """The clients start here, in the middle of an instant."""
        self.write(start=1)

    def write(self, *, start: int = 0) -> None:
        """Note the state as it stands, if it is another one than before."""
        meets = (tuple(self.world.conditions.active), len(self.world.cmg.ever))
        if meets != self._known:
            self._known = meets
            self._code = self.conditions.setdefault(tuple(self._conditions()), len(self.conditions))
        row = [self._code, *self._state()]
        if start or not self.rows or self.rows[-1][2:] != row:
            self.rows.append([self.world.clock.now, start, *row])

    def is_settled(self) -> bool:
        """Whether nothing will change any more: every connection point that is up holds all its channels."""
        return all(
            (channel := point.channels.get(instance)) is not None
            and channel.state is life.State.OPEN
            and channel.row in point.attempts()
            for point in self.world.connection_points
            if point.station.up
            for instance in self.world.cmg.instances
        )

    def _state(self) -> Iterator[int]:
        cmg, shape = self.world.cmg, self.shape
        among = cmg.in_view or cmg.instances
        yield cmg.certificate
        yield from (int(bool(cmg.in_view)), len(among))
        seen = [instance.number - 1 for instance in among]
        yield from (*seen, *[0] * (shape.instances - len(seen)))
        stations = [station for _, station in self.world.stations()]
        for number in range(shape.stations):
            later = shape.instances - len(cmg.ever)  # instances that are still to come
            place = number if number < len(cmg.ever) else number - later
            absent = len(cmg.ever) <= number < shape.instances
            yield from (0, 0) if absent else (int(stations[place].up), stations[place].epoch)
        for number in range(shape.instances):
            yield from self._channel_block(number)

    def _channel_block(self, number: int) -> Iterator[int]:
        width, cmg = self.shape.connection_points, self.world.cmg
        channels = cmg.ever[number].channels if number < len(cmg.ever) else []
        points, serials, asks = [0] * width, [0] * width, [0] * width
        for place, channel in enumerate(channels):
            point = channel.connection_point.number
            points[place], serials[point] = point, channel.connection.number
            asks[point] = int(channel.connection.protocol is not Protocol.TCP_TLS)
        yield from (len(channels), *points, *serials, *asks)

    def _conditions(self) -> Iterator[int]:
        """What the roles would say now, in the order of `WorldShape`."""
        world, plan = self.world, self.plan
        find, devices, network = world.conditions.find, world.devices, world.network
        yield 1 if find("cname-missing") else 2 if find("cname-wrong") else 0
        yield NXDOMAIN
        probes = [self._probe(kind) for kind in plan.kinds]
        yield from self._content_token()
        client = probes[0].client
        blob = network.topology.node(Role.BLOB_STORAGE)
        yield from self._obstacle(Opening(client, blob, 443, (network.names.blob,)))
        yield from self._obstacle(devices.opening_of_entra(client))
        signed = [self._probe(plan.kinds[0], authentication) for authentication in AUTHENTICATIONS]
        yield from (n for probe in signed for n in _answer(world.cmg.instances[0].check_token(probe)))
        names = (network.names.service, network.names.deployment)
        for number in range(plan.instances):
            if number < len(world.cmg.ever):
                node = world.cmg.ever[number].node
                yield from self._obstacle(Opening(client, world.cmg.load_balancer, 443, names, node))
            else:
                yield from (NOTHING, 0, 0)
        yield from (n for kind in plan.kinds for n in _answer(devices._blocked_verb(kind, "F3")))
        yield from (n for kind in plan.kinds for n in _answer(devices._stripped_range(kind)))
        servers = [server for role in SERVER_ROLES for server in world.servers[role]]
        for point in world.connection_points:
            for server in servers:
                yield from self._obstacle(Opening(point.node, server.node, server.port, ()))
        yield from (n for server in servers for probe in probes for n in _answer(server._refusal(probe)))

    def _content_token(self) -> tuple[int, int, int]:
        fault = self.world.conditions.find("content-token-expired")
        if fault is None:
            return NOTHING, 0, 0
        row = failure(fault.kind)
        return _answer(Answer(row.status or 0, row.status_text or "", "C5", REFUSAL_BYTES, fault))

    def _obstacle(self, opening: Opening) -> tuple[int, int, int]:
        at_once = self.world.conditions.at_the_connection(opening)
        later = None if at_once is not None else self.world.conditions.in_the_handshake(opening)
        obstacle: Obstacle | None = at_once or later
        if obstacle is None:
            return NOTHING, 0, 0
        if obstacle.answer == "silence":
            return SILENCE, 0, NO_STATUS
        from_client = opening.opener.role is Role.CLIENT
        status = SECURE_FAILURE if later is not None and from_client else NO_STATUS
        return REFUSED_CONNECTION, TCP if later is None else TCP + HELLO, status

    def _probe(self, kind: RequestKind, authentication: Authentication = Authentication.ENTRA) -> Attempt:
        """An attempt that is never made: to ask a role what it would answer."""
        node = self.world.network.topology.node(self.plan.scenario.clients[0].name)
        return Attempt(0, 0, node, kind, 0, 0, authentication, RequestDraws(NO_DRAWS, 0, Stream(0, ""), 0, 0, 0))


def _answer(answer: Answer | None) -> tuple[int, int, int]:
    if answer is None:
        return NOTHING, 0, 0
    return SUCCESS if answer.ok else REFUSAL, _status(answer.status), answer.size_bytes
