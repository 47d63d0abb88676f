"""
A fleet of clients: they ask when their schedules say, wait, give up and try again.

There is no process for each client: one process walks through the merged arrivals, and every attempt at a request is
a process of its own. An attempt that its client has given up goes on in the servers, as real work does, and its answer
is thrown away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

import numpy as np
from attrs import define, evolve, field

from cmgsim.engine.clock import Errand, Process, Rank, Term, key, order
from cmgsim.engine.connections import ConnectionFailed
from cmgsim.engine.draws import RequestDraws, first_attempts
from cmgsim.engine.habits import Habit, activity_names, habits
from cmgsim.engine.ports import Onward
from cmgsim.engine.resolver import NameCache
from cmgsim.engine.roles.client import Session
from cmgsim.engine.rotation import Rotation
from cmgsim.engine.sessions import Sessions
from cmgsim.engine.simulation import Simulation
from cmgsim.engine.work import Answer, Attempt, Lost
from cmgsim.facts.activities import REPLAY_REQUESTS
from cmgsim.facts.rows import Role
from cmgsim.model.arrivals import Arrivals, arrival_chunks
from cmgsim.model.online import Online, online
from cmgsim.model.plan import Plan
from cmgsim.model.reconnecting import at_breaks
from cmgsim.model.topology import Node
from cmgsim.request_log import NONE, Names, Outcome, RequestLog, RequestLogBuilder

CHUNK: Final = 1 << 12
"""Arrivals whose draws are made at once: enough for NumPy to be quick, few enough to take little room."""
OK: Final = Outcome.OK  # to find a member of an enumeration takes longer than to find a name
MANIFEST: Final = REPLAY_REQUESTS["content-manifest"]
ATTEMPT: Final = key(Rank.ATTEMPT, 0)
TIMEOUT: Final = key(Rank.TIMEOUT, 0)
REFUSAL: Final = key(Rank.REFUSAL, 0)
"""With the order of an attempt, the keys of its events."""
MESSAGE_STEPS: Final = ("F3", "F3", "F3")
CONTENT_STEPS: Final = ("C2", "C3", "C4")
"""What looking up the alias, looking up the address and connecting carry out."""


@define(eq=False)
class Request:
    """A client's wish, over all attempts at it."""

    number: int
    habit: Habit
    client: int
    node: Node
    draws: RequestDraws
    attempts: int = 0
    current: Attempt | None = None
    """The attempt that the client waits for; None between attempts and when the request has ended."""
    session: Session | None = None
    deadline: Deadline | None = None
    """Of the current attempt."""
    lost: bool = False
    """Whether the current attempt vanished with the machine that held it."""


class Deadline(Term):
    """When a client gives an attempt up; moot once the attempt has ended."""

    __slots__ = ("line", "request")

    def __init__(self, request: Request, give_up: list[Callable[[Any], object]]) -> None:
        self.callbacks, self.is_moot = give_up, False
        self.request: Request | None = request
        """Forgotten when it is moot: a deadline stands in line for long, and its request need not."""
        self.line = request.habit.deadlines


@define(eq=False)
class Fleet:
    """The clients of a scenario, in one simulation."""

    world: Simulation
    plan: Plan
    names: Names
    """Tables of the nodes that may serve; cohorts and activities are added here."""
    breaks: tuple[int, ...] = ()
    """Instants at which notification sessions may break."""
    habits: tuple[Habit, ...] = field(init=False)
    online: Online = field(init=False)
    log: RequestLogBuilder = field(init=False)
    codes: dict[str | None, int] = field(init=False)
    pending: dict[int, Request] = field(factory=dict)
    caches: dict[int, NameCache] = field(factory=dict)
    sessions: Sessions = field(init=False)
    rotation: Rotation = field(init=False)
    _chunks: Iterator[tuple[int, Arrivals]] = field(init=False)
    _gives_up: list[Callable[[Any], object]] = field(init=False)
    """What every deadline calls."""

    def __attrs_post_init__(self) -> None:
        scenario, streams = self.world.scenario, self.world.streams
        self.online = online(scenario, streams)
        self.sessions = Sessions(self.world, self.online)
        self._gives_up = [self._give_up]
        self.rotation = Rotation(len(self.world.servers[Role.MANAGEMENT_POINT]))
        activities = at_breaks(self.plan.activities, self.breaks)
        self.habits = habits(self.world, self.plan, activities)
        self._chunks = self._numbered(arrival_chunks(scenario, activities, streams, who=self.online))
        self.codes = {
            name: code
            for table in (self.names.instances, self.names.connection_points, self.names.servers)
            for code, name in enumerate(table)
        }
        self.codes[None] = NONE
        cohorts = tuple(cohort.name for cohort in scenario.clients)
        self.log = RequestLogBuilder(evolve(self.names, cohorts=cohorts, activities=activity_names(activities)))

    def plan_ahead(self) -> None:
        """Let all arrivals have their numbers now, before anybody else asks for one."""
        self._chunks = iter(list(self._chunks))

    def start(self) -> None:
        """Let the clients of notification sessions be connected, and walk through the arrivals."""
        self.sessions.start_listening(habit.activity for habit in self.habits)
        Errand(self._arrive())

    def rows(self) -> RequestLog:
        """The request log, without the requests of clients whose session did not break."""
        log = self.log.build()
        return log.where(log["attempts"] > 0) if self.breaks else log

    def finish(self) -> None:
        """Write down what is still in flight when the observation ends."""
        for request in self.pending.values():
            self._record(request, request.current, NONE, Outcome.IN_FLIGHT, None)

    def _arrive(self) -> Process:
        clock, habits = self.world.clock, self.habits
        activities = [habit.activity for habit in habits]
        variates = [habit.first_attempt for habit in habits]
        for number, arrivals in self._chunks:
            chunk = first_attempts(arrivals, activities, variates, self.world.streams)
            columns = [column.tolist() for column in arrivals.in_order]
            for index, (created_ns, activity, client, member, occurrence) in enumerate(zip(*columns, strict=True)):
                yield clock.wait(created_ns - clock.now, ATTEMPT | order(number + index, 0))
                habit = habits[activity]
                if habit.reconnects and not self.sessions.is_broken(client):
                    continue
                self.ask(number + index, habit, client, RequestDraws(chunk, index, habit.stream, member, occurrence, 0))

    def _numbered(self, chunks: Iterator[Arrivals]) -> Iterator[tuple[int, Arrivals]]:
        """Each chunk with the number of its first request; all of them have their rows in the log."""
        cohorts = np.array([habit.activity.cohort_number for habit in self.habits], np.int64)
        codes = np.array([habit.code for habit in self.habits], np.int64)
        for chunk in chunks:
            for begin in range(0, len(chunk), CHUNK):
                part = Arrivals(*(column[begin : begin + CHUNK].copy() for column in chunk.in_order))
                of = part.activity
                yield self.log.add_many(part.client, cohorts[of], codes[of], part.created_ns), part
            del chunk  # while the next is laid out, this one need not be there

    def ask(self, number: int, habit: Habit, client: int, draws: RequestDraws) -> None:
        """A client makes request *number*, which has its row in the log already."""
        node = self._node(habit, client) if self.world.network.tracing else habit.node
        request = Request(number, habit, client, node, draws)
        self.pending[number] = request
        Errand(self._attempt(request))

    def _attempt(self, request: Request) -> Process:
        """One attempt: ask, and be given up at the deadline if no answer has come."""
        clock, habit, number = self.world.clock, request.habit, request.attempts
        draws = request.draws if number == 0 else request.draws.retried(number)
        server = request.client - habit.first_client
        if habit.rotates:
            server = self.rotation.chosen.get(request.client, server)
        attempt = Attempt(
            request.number, number, request.node, habit.kind, draws.value(habit.up), draws.value(habit.down),
            habit.authentication, draws, server,
        )  # fmt: skip
        request.current, request.lost, request.attempts = attempt, False, number + 1
        request.deadline = deadline = Deadline(request, self._gives_up)
        clock.fire_in_line(deadline.line, deadline, draws.value(habit.timeout), TIMEOUT | attempt.order)
        try:
            answer: Answer = yield from self._ask(request, attempt)
        except ConnectionFailed as failed:
            yield clock.wait(failed.at_ns - clock.now, REFUSAL | attempt.order)
            outcome = Outcome.TIMED_OUT if failed.outcome == "timed-out" else Outcome.REFUSED
            self._end(request, attempt, outcome, failed.status)
        except Lost:
            if request.current is attempt:
                request.lost = True
                return
        else:
            self._end(request, attempt, OK if answer.ok else Outcome.REFUSED, answer.status)
        if attempt.onward is not None:
            self._is_over(attempt.onward)

    def _is_over(self, onward: Onward) -> None:
        """Nothing of an attempt is on its way any more that used this last."""
        onward.close(self.world.network, self.world.clock.now)

    def _ask(self, request: Request, attempt: Attempt) -> Process:
        """The conversation of an attempt, once its client is connected; ConnectionFailed or Lost if it never is."""
        devices, habit = self.world.devices, request.habit
        if habit.signs_in:
            devices.renew(attempt)
        session = None if habit.is_content else self.sessions.resume(request.client)
        if session is None:
            session = self._connect(request, attempt)
        request.session, attempt.onward = session, session.onward
        if habit.is_content:
            return self._download(attempt, session)
        return devices.ask(attempt, session)

    def _connect(self, request: Request, attempt: Attempt) -> Session:
        """A new connection of the client, with what it remembers of earlier ones."""
        cache = self.caches.get(request.client)
        if cache is None:
            cache = self.caches[request.client] = NameCache()
        certificate = self.world.cmg.certificate
        resumed = cache.certificate == certificate and self.world.scenario.network.tls_resumption
        rules = CONTENT_STEPS if request.habit.is_content else MESSAGE_STEPS
        onward = Onward(self.sessions.pins, request.client)
        session = self.world.devices.connect(attempt, rules=rules, cache=cache, resumed=resumed, onward=onward)
        cache.certificate = certificate
        return session

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

    def _give_up(self, deadline: Deadline) -> None:
        """The deadline of an attempt; too late if it has ended."""
        self.world.clock.advance(deadline.line, deadline)
        request = deadline.request
        if request is not None and (attempt := request.current) is not None:
            lost = request.lost
            self._end(request, attempt, Outcome.LOST if lost else Outcome.TIMED_OUT, None)
            if lost and attempt.onward is not None:
                self._is_over(attempt.onward)

    def _end(self, request: Request, attempt: Attempt, outcome: Outcome, status: int | None) -> None:
        """An attempt has ended for its client: note it, or try again later."""
        if request.current is not attempt:
            return
        habit, session, deadline = request.habit, request.session, request.deadline
        if deadline is not None:
            deadline.is_moot, deadline.request, request.deadline = True, None, None
        if session is not None:
            self.sessions.release(attempt, request.client, session, habit.activity.cohort, kept=outcome is OK)
            if outcome is OK and habit.listens:
                moved = self.sessions.listen(request.client, session.instance)
                self.sessions.pin(request.client, attempt, session.onward, moved=moved)
        request.current = request.session = None
        if outcome is not OK and habit.rotates:
            self._count_failure(request, attempt)
        if outcome is OK or attempt.attempt >= len(habit.retry):
            del self.pending[request.number]
            self._record(request, attempt, self.world.clock.now, outcome, status)
            return
        now = self.world.clock.now
        wait_ns = self.online.awake(request.client, now + attempt.draw(habit.retry[attempt.attempt])) - now
        again = ATTEMPT | order(request.number, request.attempts)
        self.world.clock.call(wait_ns, again, lambda: Errand(self._attempt(request)))

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

    def _node(self, habit: Habit, client: int) -> Node:
        cohort = habit.node.name
        return Node(f"{cohort}-{client - habit.activity.first_client + 1}", Role.CLIENT, cohort)
