"""
A fleet of clients: they ask when their schedules say, wait, give up and try again.

There is no process for each client: one process walks through the merged arrivals, and every attempt at a request is
a process of its own. An attempt that its client has given up goes on in the servers, as real work does, and its answer
is thrown away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from attrs import define, evolve, field
from simpy import Event

from cmgsim.engine.clock import Errand, Process, Rank, key
from cmgsim.engine.connections import ConnectionFailed
from cmgsim.engine.draws import CHUNK, RequestDraws, Rows, first_attempts, needed
from cmgsim.engine.ports import Onward
from cmgsim.engine.resolver import NameCache
from cmgsim.engine.roles.client import Session
from cmgsim.engine.rotation import Rotation
from cmgsim.engine.sessions import Sessions
from cmgsim.engine.simulation import Simulation
from cmgsim.engine.work import Answer, Attempt, Lost
from cmgsim.facts.activities import REPLAY_REQUESTS
from cmgsim.facts.rows import Role
from cmgsim.model.arrivals import Arrivals, PlannedActivity, arrivals, planned_activities
from cmgsim.model.distributions import Distribution
from cmgsim.model.online import Online, online
from cmgsim.model.plan import signs_in
from cmgsim.model.reconnecting import at_breaks, reconnecting
from cmgsim.model.scenario import Clients
from cmgsim.model.topology import Node
from cmgsim.request_log import NONE, Names, Outcome, RequestLog, RequestLogBuilder

MANIFEST = REPLAY_REQUESTS["content-manifest"]


@define(eq=False)
class Request:
    """A client's wish, over all attempts at it."""

    number: int
    activity: PlannedActivity
    client: int
    node: Node
    draws: RequestDraws
    created_ns: int
    attempts: int = 0
    current: Attempt | None = None
    """The attempt that the client waits for; None between attempts and when the request has ended."""
    session: Session | None = None
    lost: bool = False
    """Whether the current attempt vanished with the machine that held it."""

    @property
    def cohort(self) -> Clients:
        """Whose patience it is."""
        return self.activity.cohort


@define(eq=False)
class Fleet:
    """The clients of a scenario, in one simulation."""

    world: Simulation
    names: Names
    """Tables of the nodes that may serve; cohorts and activities are added here."""
    breaks: tuple[int, ...] = ()
    """Instants at which notification sessions may break."""
    activities: tuple[PlannedActivity, ...] = field(init=False)
    arrivals: Arrivals = field(init=False)
    online: Online = field(init=False)
    log: RequestLogBuilder = field(init=False)
    codes: dict[str | None, int] = field(init=False)
    cohort_nodes: dict[str, Node] = field(init=False)
    pending: dict[int, Request] = field(factory=dict)
    caches: dict[int, NameCache] = field(factory=dict)
    sessions: Sessions = field(init=False)
    rotation: Rotation = field(init=False)

    def __attrs_post_init__(self) -> None:
        scenario, streams = self.world.scenario, self.world.streams
        self.online = online(scenario, streams)
        self.sessions = Sessions(self.world, self.online)
        self.rotation = Rotation(len(self.world.servers[Role.MANAGEMENT_POINT]))
        planned = planned_activities(scenario)
        self.activities = at_breaks((*planned, *reconnecting(scenario, planned)), self.breaks)
        self.arrivals = arrivals(scenario, self.activities, streams, self.online)
        cohorts = [activity.cohort_number for activity in self.activities]
        kinds = activity_names(self.activities)
        codes = [kinds.index(activity.kind.name) for activity in self.activities]
        self.codes = {
            name: code
            for table in (self.names.instances, self.names.connection_points, self.names.servers)
            for code, name in enumerate(table)
        }
        self.codes[None] = NONE
        self.cohort_nodes = {cohort.name: self.world.network.topology.node(cohort.name) for cohort in scenario.clients}
        self.log = RequestLogBuilder(
            evolve(self.names, cohorts=tuple(cohort.name for cohort in scenario.clients), activities=kinds)
        )
        of = self.arrivals.activity
        self.log.add_many(
            self.arrivals.client,
            np.array(cohorts, np.int64)[of],
            np.array(codes, np.int64)[of],
            self.arrivals.created_ns,
        )

    def start(self) -> None:
        """Let the clients of notification sessions be connected, and walk through the arrivals."""
        self.sessions.start_listening(self.activities)
        self.world.clock.start(self._arrive())

    def rows(self) -> RequestLog:
        """The request log, without the requests of clients whose session did not break."""
        log = self.log.build()
        return log.where(log["attempts"] > 0) if self.breaks else log

    def finish(self) -> None:
        """Write down what is still in flight when the observation ends."""
        for request in self.pending.values():
            self._record(request, request.current, NONE, Outcome.IN_FLIGHT, None)

    def _arrive(self) -> Process:
        clock, columns = self.world.clock, self.arrivals
        widths = [needed(self._laws(activity)) for activity in self.activities]
        for begin in range(0, len(columns), CHUNK):
            rows = first_attempts(columns, self.activities, widths, self.world.streams, begin)
            chunk = [column[begin : begin + CHUNK].tolist() for column in columns.in_order]
            for index, (created_ns, activity, client, member, occurrence) in enumerate(zip(*chunk, strict=True)):
                number = begin + index
                yield clock.wait(created_ns - clock.now, key(Rank.ATTEMPT, number))
                self._begin(number, self.activities[activity], client, rows, index, member, occurrence)

    def _begin(
        self, number: int, activity: PlannedActivity, client: int, rows: Rows, index: int, member: int, occurrence: int
    ) -> None:
        if activity.reconnects and not self.sessions.is_broken(client):
            return
        self.ask(
            number, activity, client,
            RequestDraws(rows, index, self.world.streams.key, activity.stream, member, occurrence, 0),
        )  # fmt: skip

    def ask(self, number: int, activity: PlannedActivity, client: int, draws: RequestDraws) -> None:
        """A client makes request *number*, which has its row in the log already."""
        request = Request(number, activity, client, self._node(activity, client), draws, self.world.clock.now)
        self.pending[number] = request
        Errand(self._attempt(request))

    def _attempt(self, request: Request) -> Process:
        """One attempt: ask, and be given up at the deadline if no answer has come."""
        clock, activity = self.world.clock, request.activity
        draws = request.draws if request.attempts == 0 else request.draws.retried(request.attempts)
        attempt = Attempt(
            request.number, request.attempts, request.node, activity.kind, 0, 0, request.cohort.authentication, draws,
            server=request.client - activity.first_client,
        )  # fmt: skip
        if self.rotation.concerns(activity.kind):
            attempt.server = self.rotation.chosen.get(request.client, attempt.server)
        attempt.up_bytes, attempt.down_bytes = attempt.draw("up", activity.up), attempt.draw("down", activity.down)
        request.current, request.lost = attempt, False
        request.attempts += 1
        deadline_ns = attempt.draw("timeout", request.cohort.timeout)
        deadline = clock.wait(deadline_ns, key(Rank.TIMEOUT, attempt.entity, attempt.attempt), (request, attempt))
        deadline.callbacks.append(self._give_up)
        try:
            answer: Answer = yield from self._ask(request, attempt)
        except ConnectionFailed as failed:
            yield clock.wait(failed.at_ns - clock.now, key(Rank.REFUSAL, attempt.entity, attempt.attempt))
            outcome = Outcome.TIMED_OUT if failed.outcome == "timed-out" else Outcome.REFUSED
            self._end(request, attempt, outcome, failed.status)
        except Lost:
            if request.current is attempt:
                request.lost = True
                return
        else:
            self._end(request, attempt, Outcome.OK if answer.ok else Outcome.REFUSED, answer.status)
        self._is_over(attempt)

    def _is_over(self, attempt: Attempt) -> None:
        """Nothing of the attempt is on its way any more."""
        if attempt.onward is not None:
            attempt.onward.close(self.world.network, self.world.clock.now)

    def _ask(self, request: Request, attempt: Attempt) -> Process:
        devices = self.world.devices
        content = attempt.row.target is Role.BLOB_STORAGE
        if signs_in(attempt.row, attempt.authentication):
            devices.renew(attempt)
        session = None if content else self.sessions.resume(request.client)
        if session is None:
            rules = ("C2", "C3", "C4") if content else ("F3", "F3", "F3")
            cache = self.caches.setdefault(request.client, NameCache())
            certificate = self.world.cmg.certificate
            resumed = self.world.scenario.network.tls_resumption and cache.certificate == certificate
            session = devices.connect(attempt, rules=rules, cache=cache, resumed=resumed)
            cache.certificate = certificate
            session.onward = Onward(self.sessions.pins, request.client)
        request.session, attempt.onward = session, session.onward
        if content:
            return (yield from self._download(attempt, session))
        return (yield from devices.ask(attempt, session))

    def _download(self, attempt: Attempt, session: Session) -> Process:
        """C4 to C6: the manifest from an instance, the content from storage."""
        row, up_bytes, down_bytes = attempt.row, attempt.up_bytes, attempt.down_bytes
        attempt.row, attempt.up_bytes, attempt.down_bytes = MANIFEST, MANIFEST.up_bytes, MANIFEST.down_bytes
        answer: Answer = yield from self.world.devices.list_content(attempt, session)
        attempt.row, attempt.up_bytes, attempt.down_bytes = row, up_bytes, down_bytes
        if session.connection.closed_ns is not None:
            raise Lost  # the client has given up, and goes on no further
        if answer.ok:
            listed_ns = self.world.clock.now
            connection = self.world.devices.connect_storage(attempt)
            answer = yield from self.world.devices.fetch(attempt, connection)
            attempt.response_ns += self.world.clock.now - listed_ns
        return answer

    def _give_up(self, deadline: Event) -> None:
        """The deadline of an attempt; too late if it has ended."""
        request, attempt = deadline.value  # type: ignore[misc]  # `_attempt` gave it both
        if request.current is attempt:
            lost = request.lost
            self._end(request, attempt, Outcome.LOST if lost else Outcome.TIMED_OUT, None)
            if lost:
                self._is_over(attempt)

    def _end(self, request: Request, attempt: Attempt, outcome: Outcome, status: int | None) -> None:
        """An attempt has ended for its client: note it, or try again later."""
        if request.current is not attempt:
            return
        if request.session is not None:
            self.sessions.release(attempt, request.client, request.session, request.cohort, kept=outcome is Outcome.OK)
            if outcome is Outcome.OK and request.activity.kind.name == "notification":
                moved = self.sessions.listen(request.client, request.session.instance)
                self.sessions.pin(request.client, attempt, request.session.onward, moved=moved)
        request.current = request.session = None
        if outcome is not Outcome.OK and self.rotation.concerns(request.activity.kind):
            self._count_failure(request, attempt)
        waits = request.cohort.retry
        if outcome is Outcome.OK or attempt.attempt >= len(waits):
            del self.pending[request.number]
            self._record(request, attempt, self.world.clock.now, outcome, status)
            return
        now = self.world.clock.now
        delay_ns = self.online.awake(request.client, now + attempt.draw("retry", waits[attempt.attempt])) - now
        order = key(Rank.ATTEMPT, request.number, request.attempts)
        self.world.clock.call(delay_ns, order, lambda: Errand(self._attempt(request)))

    def _count_failure(self, request: Request, attempt: Attempt) -> None:
        now = self.world.clock.now
        if self.rotation.failed(attempt, request.client, now):
            server = self.world.servers[Role.MANAGEMENT_POINT][self.rotation.chosen[request.client]]
            text = f"{attempt.client.name} turns to {server.node.name}"
            self.world.network.journal.state(now, attempt.client, "F3", text)

    def _record(
        self, request: Request, attempt: Attempt | None, done_ns: int, outcome: Outcome, status: int | None
    ) -> None:
        code = self.codes
        if attempt is None:
            self.log.record(request.number, done_ns, outcome, NONE, request.attempts, *[NONE] * 3, *[0] * 10)
            return
        self.log.record(
            request.number, done_ns, outcome, NONE if status is None else status, request.attempts,
            code[attempt.instance.node.name if attempt.instance else None],
            code[attempt.connection_point],
            code[attempt.served_by],
            attempt.dns_ns, attempt.connect_ns, attempt.instance_wait_ns, attempt.instance_service_ns,
            attempt.channel_ns, attempt.connection_point_wait_ns, attempt.connection_point_service_ns,
            attempt.server_wait_ns, attempt.server_service_ns, attempt.response_ns,
        )  # fmt: skip

    def _node(self, activity: PlannedActivity, client: int) -> Node:
        cohort = activity.cohort.name
        if not self.world.network.tracing:
            return self.cohort_nodes[cohort]
        return Node(f"{cohort}-{client - activity.first_client + 1}", Role.CLIENT, cohort)

    def _laws(self, activity: PlannedActivity) -> Iterator[tuple[str, Distribution | None]]:
        """What the first attempt of every request may draw; stations of one kind share a stream."""
        legs = self.world.scenario.network
        yield from ((station.purpose, station.service_time) for _, station in self.world.stations())
        yield "load-balancer", None
        yield "client_azure", legs.client_azure.latency
        yield "azure_connection_point", legs.azure_connection_point.latency
        yield "on_premises", legs.on_premises.latency
        yield from (("up", activity.up), ("down", activity.down), ("timeout", activity.cohort.timeout))


def activity_names(activities: Iterable[PlannedActivity]) -> tuple[str, ...]:
    """The requests that occur, each once, in the order of the scenario."""
    return tuple(dict.fromkeys(activity.kind.name for activity in activities))
