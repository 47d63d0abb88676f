"""Clients' connections between requests: kept, dropped by the load balancer, and notification sessions."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Final

from cmgsim.engine.clock import Line, Rank, Term, key
from cmgsim.engine.ports import Held, Onward
from cmgsim.engine.roles.client import Session
from cmgsim.engine.roles.cmg import Instance
from cmgsim.engine.roles.servers import Server
from cmgsim.engine.simulation import Simulation
from cmgsim.engine.work import Attempt, Lost
from cmgsim.facts.limits import LB_IDLE_TIMEOUT
from cmgsim.model.arrivals import PlannedActivity
from cmgsim.model.online import NEVER, Online
from cmgsim.model.scenario import Clients

STEP: Final = key(Rank.STEP, 0)
"""With the order of an attempt, the key of the end of its connection."""
_SILENCE_NS: Final = LB_IDLE_TIMEOUT.ns


class Expiry(Term):
    """A connection kept for the next request of its client, until it has been silent for too long."""

    __slots__ = ("client", "line", "session", "since_ns")

    def __init__(self, client: int, session: Session, since_ns: int, line: Line) -> None:
        self.is_moot = False
        self.client, self.session, self.since_ns, self.line = client, session, since_ns, line


class Sessions:
    """The connections of all clients that no request uses at the moment."""

    def __init__(self, world: Simulation, online: Online) -> None:
        self.world, self.online = world, online
        self.idle: dict[int, Expiry] = {}
        """By client: a connection kept for the next request, and since when it is silent."""
        self._lines: dict[int, Line] = {}
        """By the time that connections are kept: when those of now expire."""
        self._expires: list[Callable[[Any], object]] = [self._expire]
        self.listening: dict[int, tuple[Instance, int]] = {}
        """By client: where its notification session is, and its row there."""
        self.pins: dict[int, Held] = {}
        """By client: the port that its notification session holds at a connection point."""

    def resume(self, client: int) -> Session | None:
        """
        The kept connection of *client*, or None.

        Raises:
            Lost: The load balancer dropped it in silence, and the client learns that only from its deadline.
        """
        kept = self.idle.pop(client, None)
        if kept is None:
            return None
        kept.is_moot, session = True, kept.session
        if not session.is_known:
            self._give_up(session)
            return None
        if self.world.clock.now - kept.since_ns >= _SILENCE_NS:
            self._give_up(session)
            raise Lost
        return session

    def release(self, attempt: Attempt, client: int, session: Session, cohort: Clients, *, kept: bool) -> None:
        """A request no longer uses *session*: keep it for the next, if it is worth keeping, or close it."""
        keep_ns = cohort.keep_alive_ns
        if not kept or not keep_ns or client in self.idle:
            self._close(session)
            return
        attempt.onward = None
        clock, line = self.world.clock, self._lines.get(keep_ns)
        if line is None:
            line = self._lines[keep_ns] = deque()
        expiry = self.idle[client] = Expiry(client, session, clock.now, line)
        expiry.callbacks = self._expires
        clock.fire_in_line(line, expiry, keep_ns, STEP | attempt.order)

    def start_listening(self, activities: Iterable[PlannedActivity]) -> None:
        """Every client that keeps a notification session, and is online, has one when a run begins."""
        instances = self.world.cmg.in_view
        for activity in activities:
            if activity.kind.name != "notification" or activity.reconnects or not instances:
                continue
            table = self.world.streams.table(f"{activity.stream}/session", range(activity.cohort.count))
            servers = self.world.servers[activity.kind.target]
            for member, uniform in enumerate(table[:, 0].tolist()):
                client, instance = activity.first_client + member, instances[int(uniform * len(instances))]
                online = self.online.until(client, self.world.clock.now) >= 0
                if online and self._finds_port(client, instance, servers[member % len(servers)]):
                    self.listen(client, instance)

    def _finds_port(self, client: int, instance: Instance, server: Server) -> bool:
        """Whether a client that has been connected all along holds a port; connection points take turns."""
        if not instance.channels or client in self.pins:
            return True
        point = instance.channels[client % len(instance.channels)].connection_point
        taken = point.ports.take(self.world.clock.now)
        if taken:
            self.pins[client] = Held((point.node.name, server.node.name), point.ports, point.ports.epoch)
        return taken

    def pin(self, client: int, attempt: Attempt, onward: Onward, *, moved: bool) -> None:
        """The client's notification session holds the port that *attempt* took, unless it has one where it is."""
        if client not in self.listening:
            return  # it has gone offline
        pin = self.pins.get(client)
        assert attempt.connection_point is not None
        assert attempt.served_by is not None
        line = attempt.connection_point, attempt.served_by
        if pin is not None and pin.is_held:
            if pin.line == line or not moved:
                return
            pin.close(self.world.network, self.world.clock.now)
        held = onward.hand_over(line)
        if held is None:
            self.pins.pop(client, None)
        else:
            self.pins[client] = held

    def listen(self, client: int, instance: Instance) -> bool:
        """
        The client's notification session is at *instance* from now on: it counts as simultaneously connected.

        Returns whether it was not there before.
        """
        now, known = self.world.clock.now, self.listening.get(client)
        until_ns = self.online.until(client, now)
        if until_ns < now:
            return False
        if known is not None:
            before, row = known
            if before is instance and instance.is_open(row):
                return False
            before.close_session(row, now)
        self.listening[client] = (instance, instance.open_session(now))
        if until_ns < NEVER:
            self.world.clock.call(until_ns - now, key(Rank.OFFLINE, client), partial(self._leave, client))
        return True

    def _leave(self, client: int) -> None:
        """The client goes offline; nothing happens where another event of this instant has ended its session."""
        instance, row = self.listening.pop(client, (None, 0))
        if instance is not None:
            instance.close_session(row, self.world.clock.now)
            if (pin := self.pins.pop(client, None)) is not None:
                pin.close(self.world.network, self.world.clock.now)

    def is_broken(self, client: int) -> bool:
        """Whether the client's notification session went down with its instance."""
        known = self.listening.get(client)
        return known is not None and not known[0].is_open(known[1])

    def _expire(self, kept: Expiry) -> None:
        self.world.clock.advance(kept.line, kept)
        if not kept.is_moot:
            del self.idle[kept.client]
            self._give_up(kept.session)

    def _give_up(self, session: Session) -> None:
        """Nobody uses a connection any more."""
        self._close(session)
        session.onward.close(self.world.network, self.world.clock.now)

    def _close(self, session: Session) -> None:
        self.world.network.close(self.world.clock.now, session.connection, "F3")
        session.instance.close_session(session.row, self.world.clock.now)
