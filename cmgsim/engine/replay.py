"""
The documented flows, played once by the same roles that a run uses.

Each flow is a generator that tells the story in the documented order; `Stopped` ends it where something is broken.
"""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Any, Final, NoReturn

from simpy import AllOf

from cmgsim.engine.clock import Process, Rank, key
from cmgsim.engine.connections import ConnectionFailed
from cmgsim.engine.draws import NOTHING, RequestDraws, Stream
from cmgsim.engine.ending import broken, overhearing, teller
from cmgsim.engine.roles.client import Session
from cmgsim.engine.roles.connection_point import ConnectionPoint
from cmgsim.engine.roles.site import ServiceConnectionPoint, SiteServer
from cmgsim.engine.simulation import Simulation
from cmgsim.engine.work import Answer, Attempt, Stopped, Task
from cmgsim.facts.activities import CATALOGUE, REPLAY_REQUESTS
from cmgsim.facts.limits import CHANNEL_CHECK
from cmgsim.facts.rows import RequestKind, Role
from cmgsim.model.scenario import Fault
from cmgsim.protocol.session import CREDENTIALS
from cmgsim.trace import Record

MESSAGES: Final = (
    CATALOGUE["policy"], REPLAY_REQUESTS["policy-body"], CATALOGUE["hardware-inventory"], CATALOGUE["scan"],
)  # fmt: skip
"""What the one client asks: each of the two roles behind the connection point, and the documented verbs of messages."""
DOWNLOAD: Final = (REPLAY_REQUESTS["content-head"], REPLAY_REQUESTS["content-range"])


class Replay:
    """One client, one of everything it needs, and the flows that it takes part in."""

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation
        self.requests = 0
        self.channels_built = False
        self.passing: tuple[Fault, ...] = ()
        """Faults that are over when the connection points look after their channels again."""

    def deployment(self) -> Process:
        """F1."""
        world = self.simulation
        node = world.network.topology.node(Role.SERVICE_CONNECTION_POINT)
        yield from ServiceConnectionPoint(world.clock, world.network, node, self._task("deployment")).deploy()
        return "F1", "the service connection point has deployed the CMG"

    def channel(self) -> Process:
        """F2: every connection point builds its channels; each has to hold one in the end."""
        yield from self._build_channels()
        idle = [point for point in self.simulation.connection_points if not point.holds_channel]
        if idle:
            self._stop_at_channel(idle)
        return "F2", "each connection point holds a channel"

    def communication(self) -> Process:
        """F3 to F5: the client asks a management point and a software update point."""
        yield from self._need_a_channel()
        credential = CREDENTIALS[self.simulation.scenario.clients[0].authentication]
        kinds = (CATALOGUE["token"], *MESSAGES) if credential.exchanges_token else MESSAGES
        attempts = [self._attempt(kind) for kind in kinds]
        try:
            yield from self.simulation.devices.sign_in(attempts[0])
        except ConnectionFailed as failed:
            yield from self._give_up(attempts[0], failed, "F3", "cannot reach Entra ID")
        session = yield from self._connect(attempts[0], ("F3", "F3", "F3"))
        for attempt in attempts:
            yield from self._ask(attempt, session)
        self._close(session, "F3")
        return (
            "F5",
            f"{attempts[0].client.name} has its answers from the management point and the software update point",
        )

    def content(self) -> Process:
        """C1 to C6: where the content is, then the content itself, straight from storage."""
        yield from self._need_a_channel()
        # The client has asked before and still holds its token: a Configuration Manager token lasts eight hours.
        location = self._attempt(CATALOGUE["location"])
        session = yield from self._connect(location, ("F3", "F3", "F3"))
        yield from self._ask(location, session)
        self._close(session, "C2")
        world, manifest = self.simulation, self._attempt(REPLAY_REQUESTS["content-manifest"])
        if not world.network.names.has_alias:
            text = f"{world.network.names.service} is Azure's own name: no alias is needed"
            world.network.journal.state(world.clock.now, manifest.client, "C2", text)
        session = yield from self._connect(manifest, ("C2", "C3", "C4"))
        _expect(manifest, (yield from world.devices.list_content(manifest, session)))
        self._close(session, "C5")
        yield from self._download()
        return "C6", f"{manifest.client.name} has downloaded the content from blob storage"

    def content_distribution(self) -> Process:
        """D1 to D4."""
        world = self.simulation
        node = world.network.topology.node(Role.SITE_SERVER)
        yield from SiteServer(world.clock, world.network, node, self._task("content-distribution")).distribute()
        return "D4", "the content is in the storage of the CMG"

    def everything(self) -> Process:
        """All five in one trace, until one stops."""
        ending = ("F1", "")
        for name, flow in FLOWS.items():
            if name != "all":
                ending = yield from flow(self)
        return ending

    def _build_channels(self) -> Process:
        world = self.simulation
        for point in world.connection_points:
            if not point.station.up:
                world.network.journal.state(
                    world.clock.now, point.node, "F2", f"{point.node.name} is down and opens nothing"
                )
        yield from self._check_channels()
        if self.passing:
            interval = CHANNEL_CHECK.ns
            yield world.clock.wait(interval - world.clock.now % interval, key(Rank.CHANNEL, 0))
            for fault in self.passing:
                world.end(fault)
            yield from self._check_channels()
        self.channels_built = True

    def _check_channels(self) -> Process:
        world = self.simulation
        builders = [world.clock.start(point.build_channels()) for point in world.connection_points]
        yield AllOf(world.clock.env, builders)

    def _need_a_channel(self) -> Process:
        if not self.channels_built:
            yield from self._build_channels()
        points = self.simulation.connection_points
        if not any(point.holds_channel for point in points):
            self._stop_at_channel(points)

    def _stop_at_channel(self, idle: list[ConnectionPoint]) -> NoReturn:
        """Say who holds no channel, and why the first of them does not."""
        names, first = [point.node.name for point in idle], idle[0]
        who = f"{names[0]} holds" if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]} hold"
        what, failed = f"{who} no channel to the CMG", first.failed
        if failed is None:
            down = self.simulation.conditions.find("connection-point-down", names[0])
            raise Stopped("F2", f"{what}: {'it' if len(names) == 1 else names[0]} is down", None, down)
        raise Stopped("F2", f"{what}: {failed.reason}", failed.status, failed.obstacle.fault)

    def _connect(self, attempt: Attempt, rules: tuple[str, str, str]) -> Process:
        try:
            return self.simulation.devices.connect(attempt, rules=rules)
        except ConnectionFailed as failed:
            yield from self._give_up(attempt, failed, rules[2], "cannot connect to the CMG")

    def _ask(self, attempt: Attempt, session: Session) -> Process:
        _expect(attempt, (yield from self.simulation.devices.ask(attempt, session)))

    def _download(self) -> Process:
        world, attempts = self.simulation, [self._attempt(kind) for kind in DOWNLOAD]
        try:
            connection = world.devices.connect_storage(attempts[0])
        except ConnectionFailed as failed:
            yield from self._give_up(attempts[0], failed, "C6", "cannot reach blob storage")
        for attempt in attempts:
            _expect(attempt, (yield from world.devices.fetch(attempt, connection)))
        world.network.close(world.clock.now, connection, "C6")

    def _give_up(self, attempt: Attempt, failed: ConnectionFailed, rule: str, what: str) -> Process:
        """Wait until the client knows; then stop, always."""
        clock = self.simulation.clock
        yield clock.wait(failed.at_ns - clock.now, key(Rank.REFUSAL, attempt.entity, attempt.attempt))
        raise Stopped(rule, f"{attempt.client.name} {what}: {failed.reason}", failed.status, failed.obstacle.fault)

    def _close(self, session: Session, rule: str) -> None:
        world = self.simulation
        world.network.close(world.clock.now, session.connection, rule)
        session.instance.close_session(session.row, world.clock.now)

    def _task(self, stream: str) -> Task:
        return Task(self.simulation.streams, stream, 0)

    def _attempt(self, kind: RequestKind) -> Attempt:
        world = self.simulation
        cohort, number = world.scenario.clients[0], self.requests
        self.requests += 1
        return Attempt(
            number, 0, world.network.topology.node(cohort.name), kind, kind.up_bytes, kind.down_bytes,
            cohort.authentication, RequestDraws(NOTHING, 0, Stream(world.streams.key, "replay"), number, 0, 0),
        )  # fmt: skip


def _expect(attempt: Attempt, answer: Answer) -> None:
    """A flow stops at an answer that refuses."""
    if not answer.ok:
        what = answer.text if answer.status is None else f"{answer.status} {answer.text}"
        text = f"{attempt.client.name} gets {what} for {attempt.row.name}"
        raise Stopped(answer.rule, text, answer.status, answer.fault)


FLOWS: Final = MappingProxyType(
    {
        "deployment": Replay.deployment,
        "channel": Replay.channel,
        "communication": Replay.communication,
        "content": Replay.content,
        "content-distribution": Replay.content_distribution,
        "all": Replay.everything,
    }
)
"""By the names of the command line."""


def play(simulation: Simulation, name: str, passing: tuple[Fault, ...] = ()) -> Stopped | None:
    """
    Play a flow to its end, which becomes the trace's last record; what stopped it, or None.

    Args:
        simulation: Its faults have begun.
        name: The flow.
        passing: Those that are over when the connection points look after their channels again, a minute later.

    Raises:
        KeyError: There is no such flow.
    """
    stopped: list[Stopped] = []
    flow: Callable[[Replay], Process] = FLOWS[name]
    replay, journal, heard = Replay(simulation), simulation.network.journal, list[Record]()
    replay.passing = passing
    if journal.write is not None:
        journal.write = overhearing(journal.write, heard)

    def story() -> Process:
        details: dict[str, Any] = {}
        try:
            rule, text = yield from flow(replay)
        except Stopped as stop:
            stopped.append(stop)
            rule, text = stop.rule, f"stopped at {stop.rule}: {stop.text}"
            rules, details["port_rule"] = broken(simulation, heard, stop, text)
            text = f"{text} (breaks {', '.join(rules)})" if rules else text
            details["status"] = stop.status
        journal.state(simulation.clock.now, teller(simulation, rule), rule, text, **details)

    simulation.clock.start(story())
    simulation.clock.run()
    return stopped[0] if stopped else None
