"""The CMG connection point: it opens channels to the CMG (F2) and relays what comes down them (F5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cmgsim.engine.clock import Clock, Process, Rank, key
from cmgsim.engine.connections import Connection, ConnectionFailed
from cmgsim.engine.network import Network
from cmgsim.engine.ports import Held, Onward, Ports
from cmgsim.engine.resolver import NameCache
from cmgsim.engine.roles.cmg import REFUSAL_BYTES, Channel, Cmg, Instance
from cmgsim.engine.station import Station
from cmgsim.engine.work import Answer, Attempt, Lost, Task
from cmgsim.facts.failures import failure, service_status
from cmgsim.facts.limits import CHANNEL_CHECK, SOFTWARE_CENTER_DELAY
from cmgsim.facts.ports import channel_attempts
from cmgsim.facts.rows import PortRule, Protocol, Role
from cmgsim.model.randomness import Streams
from cmgsim.model.topology import Node, uses_proxy
from cmgsim.protocol import channel as life

if TYPE_CHECKING:
    from cmgsim.engine.roles.servers import Server

SERVER_UNREACHABLE: Final = failure("management-point-down")
NO_PORT: Final = service_status("no-dynamic-port")
HTTPS_PORT: Final = 443
HTTPS: Final = Protocol.HTTPS
TCP_TLS: Final = Protocol.TCP_TLS
"""Names, because to find a member of an enumeration takes longer."""
_LONGEST_WAIT_NS: Final = SOFTWARE_CENTER_DELAY.ns


class ConnectionPoint:
    """
    One CMG connection point.

    Args:
        number: Counted from 0 among its kind; it orders simultaneous work.
        servers: Management points and software update points, by role.
    """

    def __init__(
        self,
        clock: Clock,
        network: Network,
        streams: Streams,
        node: Node,
        number: int,
        station: Station,
        cmg: Cmg,
        servers: dict[Role, list[Server]],
        ports: Ports,
    ) -> None:
        self.clock, self.network, self.streams, self.node, self.number = clock, network, streams, node, number
        self.station, self.cmg, self.servers, self.ports = station, cmg, servers, ports
        self.channels: dict[Instance, Channel] = {}
        self.names = NameCache()
        self.failed: ConnectionFailed | None = None
        """What became of its last attempt that failed."""
        self.checks = 0
        """How often it has looked after its channels."""

    @property
    def through_proxy(self) -> bool:
        """Whether its way to the internet leads through a proxy."""
        return uses_proxy(self.network.scenario, self.node) or self.network.conditions.find("proxy") is not None

    @property
    def holds_channel(self) -> bool:
        """Whether at least one instance can reach it."""
        return any(channel.state is life.State.OPEN for channel in self.channels.values())

    def look_after_channels(self) -> Process:
        """Every minute: build what is missing, give up what the documented ports no longer say."""
        interval = CHANNEL_CHECK.ns
        while True:
            yield from self.build_channels()
            yield self.clock.wait(interval - self.clock.now % interval, key(Rank.CHANNEL, self.number))

    def build_channels(self) -> Process:
        """One check: instance by instance, one attempt after the other."""
        if not self.station.up:
            return
        self.checks += 1
        for instance in tuple(self.cmg.instances):
            if instance not in self.cmg.instances:
                continue  # an administrator removed it during this check
            rows = self.attempts()
            channel = self.channels.get(instance)
            if channel is not None and channel.state is life.State.OPEN:
                if channel.row in rows:
                    continue
                channel.lose(life.Event.WITHDRAWN)
            yield from self.build_channel(instance, rows)

    def attempts(self) -> tuple[PortRule, ...]:
        """The rows of the port table to work through, in their order."""
        cmg = self.network.scenario.cmg
        return channel_attempts(cmg.deployment, cmg.instances, through_proxy=self.through_proxy)

    def build_channel(self, instance: Instance, rows: tuple[PortRule, ...]) -> Process:
        """F2: connect to one instance and hold on; the rows are the order of attempts."""
        task = Task(self.streams, "channel", self.number << 8 | instance.number, self.checks % 256)
        self._tell_skipped(instance, rows)
        state = life.State.CLOSED
        for row in rows:
            if row not in self.attempts() or instance not in self.cmg.instances:
                return  # an administrator has changed the number of instances since
            state = life.advance(state, life.Event.CONNECT)
            try:
                connection = self._connect(instance, row, task)
            except ConnectionFailed as failed:
                self.failed = failed
                yield self.clock.wait(failed.at_ns - self.clock.now, key(Rank.CHANNEL, task.entity, task.attempt))
                state = life.advance(state, life.Event.FAILED)
                continue
            yield self.clock.wait(connection.ready_ns - self.clock.now, key(Rank.CHANNEL, task.entity, task.attempt))
            if not (self.station.up and instance.station.up):
                return  # one end went down while the handshake was on its way
            channel = Channel(self, instance, row, connection, life.advance(state, life.Event.ACCEPTED))
            self.channels[instance] = channel
            instance.channels.append(channel)
            instance.channels.sort(key=lambda one: one.connection_point.number)
            if not instance.ready:
                instance.ready = True
                self.cmg.watch(instance)
            self.network.journal.state(
                self.clock.now, self.node, "F2",
                f"channel to {instance.node.name} is open: {row.protocols[0]} {row.port_of(instance.number)}",
            )  # fmt: skip
            return

    def _connect(self, instance: Instance, row: PortRule, task: Task) -> Connection:
        network, port = self.network, row.port_of(instance.number)
        # One instance over HTTPS is reached through the load balancer; several, and TCP-TLS, each by its own port.
        target = self.cmg.load_balancer if port == HTTPS_PORT else instance.node
        at_ns = network.resolver.service(
            self.node, rules=("F2", "F2"), at_ns=self.clock.now, job=task, cache=self.names
        )
        proxy = None
        if self.through_proxy:
            proxy = network.open_through_proxy(self.node, rule="F2", at_ns=at_ns, job=task)
            at_ns = proxy.ready_ns
        return network.open(
            self.node, target, row.protocols[0], port, rule="F2", at_ns=at_ns, job=task,
            names=(network.names.service, network.names.deployment), behind=instance.node, through=proxy,
            certificate=True,
        )  # fmt: skip

    def _tell_skipped(self, instance: Instance, rows: tuple[PortRule, ...]) -> None:
        cmg = self.network.scenario.cmg
        for row in channel_attempts(cmg.deployment, cmg.instances):
            if row not in rows:
                self.network.journal.state(
                    self.clock.now, self.node, "F2",
                    f"{row.protocols[0]} {row.port_of(instance.number)} to {instance.node.name} is not tried: "
                    "it does not run through a proxy",
                )  # fmt: skip

    def channel_delay_ns(self, channel: Channel, attempt: Attempt) -> int:
        """How long a request takes down a channel: over HTTPS it waits until the connection point asks again."""
        connection = channel.connection
        transit_ns = connection.way.transit_ns(attempt, attempt.up_bytes)
        if connection.protocol is TCP_TLS:
            return transit_ns
        trips = self.network.scenario.network.https_channel_round_trips
        return transit_ns + min(2 * trips * connection.way.latency_ns(attempt), _LONGEST_WAIT_NS)

    def relay(self, attempt: Attempt, left_ns: int, onward: Onward) -> Process:
        """F5: on to the management point or software update point; the answer comes back the same way."""
        attempt.connection_point = self.node.name
        visit = self.station.serve(attempt)
        yield visit
        if visit.lost:
            raise Lost
        passed_on_ns, ports = self.clock.now, self.ports
        attempt.connection_point_wait_ns = visit.started_ns - visit.arrived_ns
        attempt.connection_point_service_ns = passed_on_ns - visit.started_ns
        travelled_ns = visit.arrived_ns - left_ns
        among = self.servers[attempt.row.target]
        server = among[attempt.server % len(among)]
        line = self.node.name, server.node.name
        held = onward.held.get(line)
        connection = None if held is None else held.connection
        if connection is None:
            epoch, needs_port = ports.epoch, not onward.covers(line)
            if needs_port and not ports.take(passed_on_ns):
                attempt.channel_ns = travelled_ns
                return Answer(NO_PORT.status, NO_PORT.status_text, "F5", REFUSAL_BYTES)
            try:
                connection = self._reach(server, attempt)
            except ConnectionFailed as failed:
                yield self.clock.wait(failed.at_ns - passed_on_ns, key(Rank.REFUSAL, attempt.entity, attempt.attempt))
                attempt.channel_ns = travelled_ns + self.clock.now - passed_on_ns
                if needs_port:
                    ports.give_back(self.clock.now, epoch)
                return Answer(
                    SERVER_UNREACHABLE.status or 0, SERVER_UNREACHABLE.status_text or "", "F5", REFUSAL_BYTES,
                    failed.obstacle.fault,
                )  # fmt: skip
            onward.held[line] = Held(line, ports, epoch, connection, needs_port)
        return (yield from server.answer(attempt, self.node, connection, travelled_ns))

    def _reach(self, server: Server, attempt: Attempt) -> Connection:
        return self.network.open(
            self.node, server.node, server.protocol, server.port, rule="F5", at_ns=self.clock.now, job=attempt,
            certificate=server.protocol is HTTPS,
        )  # fmt: skip

    def fail(self) -> None:
        """The server goes down: its work, its channels and its connections are gone."""
        self.station.fail()
        self.ports.fail()
        for channel in tuple(self.channels.values()):
            if channel.state is life.State.OPEN:
                channel.lose()
