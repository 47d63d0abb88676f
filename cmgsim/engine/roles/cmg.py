"""
The CMG: its load balancer, its VM instances, and what an instance does with a client's request (F3, F4).

An instance never opens a connection towards the site. It hands a request down a channel that a connection point opened
earlier, and the answer comes back the same way.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Final

from attrs import define, field

from cmgsim.engine.clock import Clock, Process, Rank, key
from cmgsim.engine.columns import UNKNOWN, Columns
from cmgsim.engine.connections import Connection, transmission_ns
from cmgsim.engine.network import Network
from cmgsim.engine.ports import Onward
from cmgsim.engine.station import Station, Visit
from cmgsim.engine.work import Answer, Attempt, Lost
from cmgsim.facts.failures import failure, service_status
from cmgsim.facts.limits import LB_PROBE_INTERVAL
from cmgsim.facts.rows import PortRule, Role
from cmgsim.model.distributions import LARGEST
from cmgsim.model.topology import Node
from cmgsim.protocol import channel as life
from cmgsim.protocol.session import CREDENTIALS
from cmgsim.request_log import Occupancy

if TYPE_CHECKING:
    from cmgsim.engine.roles.connection_point import ConnectionPoint

NO_CONNECTOR: Final = service_status("no-connection-point")
REFUSAL_BYTES: Final = 500
"""Size of an answer that refuses; a published refusal had a body of 5 kB, most have none."""
OPEN: Final = life.State.OPEN
AT_CONNECTION_POINT: Final = key(Rank.CONNECTION_POINT_ARRIVAL, 0)
"""With the order of an attempt, the key of its arrival there."""


@define(eq=False)
class Channel:
    """A channel from a connection point to an instance: opened from the site, used from Azure."""

    connection_point: ConnectionPoint
    instance: Instance
    row: PortRule
    """Row of the port table that it was built by."""
    connection: Connection
    state: life.State = life.State.OPEN

    def lose(self, event: life.Event = life.Event.LOST) -> None:
        """The channel ends: the instance no longer uses it, the connection point finds out at its next check."""
        self.state = life.advance(self.state, event)
        point = self.connection_point
        point.network.close(point.clock.now, self.connection, "F2", broken=event is life.Event.LOST)
        if self in self.instance.channels:
            self.instance.channels.remove(self)


@define(eq=False)
class Instance:
    """One VM of the CMG."""

    node: Node
    number: int
    """Counted from 1; it decides the port."""
    clock: Clock
    network: Network
    station: Station
    connection_limit: int
    """Documented number of simultaneous client connections; beyond it answers take longer, none is refused."""
    bandwidth_bps: int | None = None
    """What its size of VM sends; None: not documented, and then sending takes no time."""
    queued_from: float = field(init=False)
    """Messages of more bytes wait for others at the network card."""
    channels: list[Channel] = field(factory=list)
    turn: int = 0
    ready: bool = True
    """Whether it has held a channel yet; a new one is given clients only from then on."""
    sending_until_ns: int = 0
    """When its network card will have sent all long messages so far."""
    open: dict[int, int] = field(factory=dict)
    """The client connections and notification sessions that stand: row and time of opening."""
    _times: Columns = field(factory=lambda: Columns(2))
    """When each was opened and closed; written when it closes."""

    def __attrs_post_init__(self) -> None:
        self.queued_from = inf if self.bandwidth_bps is None else self.network.scenario.cmg.queued_from

    def open_session(self, at_ns: int) -> int:
        """A client connects; the number of its row."""
        row = self._times.add()
        self.open[row] = at_ns
        return row

    def close_session(self, row: int, at_ns: int) -> None:
        """It disconnects; nothing happens if the instance has gone down since."""
        opened_ns = self.open.pop(row, None)
        if opened_ns is not None:
            times = self._times
            times.write(times.rows, row * times.row_bytes, opened_ns, max(opened_ns, at_ns))

    def is_open(self, row: int) -> bool:
        """Whether that connection still stands."""
        return row in self.open

    def stood_after(self, row: int, at_ns: int) -> bool:
        """Whether that connection outlived the instant."""
        return row in self.open or self._times.element(row, 1) > at_ns

    @property
    def connected(self) -> int:
        """How many clients are connected."""
        return len(self.open)

    def occupancy(self, end_ns: int) -> Occupancy:
        """All connections of a run that stood before its end; a handshake that ends later does not count."""
        times = self._times
        for row, opened_ns in self.open.items():
            times.write(times.rows, row * times.row_bytes, opened_ns, UNKNOWN)
        opened, closed = times.read()
        if len(opened) and opened.max() >= end_ns:
            stood = opened < end_ns
            opened, closed = opened[stood], closed[stood]
        return Occupancy(opened, closed, self.connection_limit)

    def sent_ns(self, size_bytes: int) -> int:
        """When the network card will have sent a message, so long that it waits for others, that comes to it now."""
        assert self.bandwidth_bps is not None
        begins_ns = max(self.clock.now, self.sending_until_ns)
        self.sending_until_ns = min(begins_ns + transmission_ns(size_bytes, self.bandwidth_bps), LARGEST)
        return self.sending_until_ns

    def next_channel(self) -> Channel | None:
        """Connection points take turns, request by request."""
        channels = self.channels
        if not channels:
            return None
        self.turn = turn = (self.turn + 1) % len(channels)
        return channels[turn - 1]

    def answer(self, attempt: Attempt, onward: Onward) -> Process:
        """Serve one request of a client; its answer, on the way back."""
        attempt.instance = self
        visit = self.station.serve(attempt)
        yield visit
        self.has_worked(visit, attempt)
        if self.network.conditions.active and (refusal := self.check_token(attempt)) is not None:
            return refusal
        # F4: down a channel that a connection point opened earlier; connection points take turns.
        channel = self.next_channel()
        if channel is None:
            return Answer(NO_CONNECTOR.status, NO_CONNECTOR.status_text, "F4", REFUSAL_BYTES)
        return (yield from self.forward(attempt, channel, onward))

    def has_worked(self, visit: Visit, attempt: Attempt) -> None:
        """A visit has ended; Lost if it ended because the instance went down."""
        if visit.lost:
            raise Lost
        attempt.instance_wait_ns = visit.started_ns - visit.arrived_ns
        attempt.instance_service_ns = self.clock.now - visit.started_ns

    def check_token(self, attempt: Attempt) -> Answer | None:
        """F3: whoever shows a token shows a valid one, or is refused here without bothering the site."""
        fault = self.network.conditions.find("token-expired")
        if fault is None or not CREDENTIALS[attempt.authentication].shows_token:
            return None
        row = failure(fault.kind)
        return Answer(row.status or 0, row.status_text or "", "F3", REFUSAL_BYTES, fault)

    def forward(self, attempt: Attempt, channel: Channel, onward: Onward) -> Process:
        """F4, there and back."""
        network, clock, point, up_bytes = self.network, self.clock, channel.connection_point, attempt.up_bytes
        left_ns = clock.now
        if network.tracing:
            network.journal.request(left_ns, self.node, point.node, channel.connection, "F4", attempt)
        network.egress.leaves(up_bytes, left_ns)
        delay_ns = point.channel_delay_ns(channel, attempt)
        if up_bytes > self.queued_from:
            delay_ns += self.sent_ns(up_bytes) - left_ns
        yield clock.wait(delay_ns, AT_CONNECTION_POINT | attempt.order)
        if channel.state is not OPEN:
            raise Lost  # it broke with the request on it
        answer: Answer = yield from point.relay(attempt, left_ns, onward)
        if channel.state is not OPEN:
            raise Lost  # it broke before the answer could take it
        if network.tracing:
            network.journal.response(
                clock.now + attempt.back_ns, point.node, self.node, channel.connection,
                attempt.step_of(answer, "F4"), attempt, answer,
            )  # fmt: skip
        attempt.back_ns += channel.connection.way.transit_ns(attempt, answer.size_bytes)
        return answer

    def fail(self) -> None:
        """The VM goes down: its work, its queue, its connections and its channels are gone."""
        self.station.fail()
        self.sending_until_ns = 0
        for row in tuple(self.open):
            self.close_session(row, self.clock.now)
        for channel in tuple(self.channels):
            channel.lose()

    def slowed(self, duration_ns: int) -> int:
        """How long work takes now: beyond the documented number of connections, longer in proportion."""
        connected = len(self.open)
        if connected <= self.connection_limit:
            return duration_ns
        return duration_ns * connected // self.connection_limit


class Cmg:
    """
    The service behind its load balancer.

    The load balancer spreads new connections over the instances that its probes found healthy: a hash of the five
    values of a connection, which for a new source port is as good as a uniform draw.
    """

    def __init__(self, clock: Clock, network: Network, node: Node, instances: list[Instance]) -> None:
        self.clock, self.network, self.node, self.instances = clock, network, node, instances
        self.load_balancer = network.topology.node(Role.LOAD_BALANCER)
        """The node that accepts clients."""
        self.ever = list(instances)
        """Every instance that ever was, by number; those past the current count are switched off."""
        self.in_view = list(instances)
        """What the load balancer takes for healthy, in the order of their numbers."""
        self.certificate = 1
        """Number of its server authentication certificate: how many it has had."""

    def pick(self, attempt: Attempt) -> Instance:
        """The instance that gets a new connection; with none healthy in view, one that will not answer."""
        among = self.in_view or self.instances
        return among[int(attempt.draws.load_balancer() * len(among))]

    def watch(self, instance: Instance) -> None:
        """The next probe sees whether *instance* is up."""
        interval = LB_PROBE_INTERVAL.ns
        self.clock.call(interval - self.clock.now % interval, key(Rank.VIEW, instance.number), self._update_view)

    def _update_view(self) -> None:
        self.in_view = [each for each in self.instances if each.station.up and each.ready]
