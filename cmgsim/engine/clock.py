"""
Simulated time: integer nanoseconds, and an order of simultaneous events that does not depend on who scheduled first.

SimPy orders its events by (time, priority, serial number). Whatever takes time here is scheduled with a priority made
of what the event is (its rank), whom it concerns and at which attempt, so that events of one instant come in an order
that any other engine can compute. SimPy's own bookkeeping (a process starts, a process ends) keeps its smaller
priorities and therefore runs at once, before anything keyed.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from enum import IntEnum
from heapq import heappop, heappush
from typing import Any, Final

from simpy import Environment, Event

Process = Generator[Event, Any, Any]
"""What a role's method is: a generator that yields events."""


class Rank(IntEnum):
    """
    What comes first among simultaneous events.

    The world changes first; a departure frees its worker before an arrival of the same instant looks; a response at
    the very deadline wins over the timeout.
    """

    FAULT = 1
    VIEW = 2
    """The load balancer sees that an instance went or came."""
    SCALING = 3
    CHANNEL = 4
    INSTANCE_DEPARTURE = 5
    CONNECTION_POINT_DEPARTURE = 6
    SERVER_DEPARTURE = 7
    RESPONSE = 8
    REFUSAL = 9
    TIMEOUT = 10
    ATTEMPT = 11
    INSTANCE_ARRIVAL = 12
    CONNECTION_POINT_ARRIVAL = 13
    SERVER_ARRIVAL = 14
    STEP = 15
    """A wait of a role that concerns no client request."""
    OFFLINE = 16
    """A device goes offline, and its notification session ends."""


_ATTEMPT_BITS: Final = 8
_RANK_SHIFT: Final = 56
MAX_ATTEMPTS: Final = 1 << _ATTEMPT_BITS
MAX_ENTITIES: Final = 1 << (_RANK_SHIFT - _ATTEMPT_BITS)


def key(rank: Rank, entity: int, attempt: int = 0) -> int:
    """
    The order of an event among those of its instant, as one integer.

    Example:
        >>> key(Rank.FAULT, 99) < key(Rank.TIMEOUT, 0, 1) < key(Rank.TIMEOUT, 1, 0)
        True
    """
    return rank << _RANK_SHIFT | entity << _ATTEMPT_BITS | attempt


class Moment(Event):
    """An event that is sure to happen: triggered from the start."""

    _ok = True
    _value = None

    def __init__(self, env: Environment) -> None:
        self.env = env
        self.callbacks = []


_BEGINNING: Final = Moment(Environment())
"""What a process is resumed with for the first time."""


class Errand:
    """
    A process that nobody waits for, driven without SimPy's events for its start and its end.

    It starts inside the event that begins it and yields events that succeed; what it raises comes out of the run.
    There is one for every attempt of every client, which is why two events less are worth a class.
    """

    __slots__ = ("_send",)

    def __init__(self, process: Process) -> None:
        self._send = process.send
        self.go_on(_BEGINNING)

    def go_on(self, event: Event) -> None:
        """Resume after *event*, up to the next one."""
        try:
            awaited = self._send(event._value)
        except StopIteration:
            return
        awaited.callbacks.append(self.go_on)


class Clock:
    """
    The one way to let time pass.

    Example:
        >>> clock = Clock()
        >>> log = []
        >>> def say(word, rank):
        ...     yield clock.wait(5, key(rank, 0))
        ...     log.append((clock.now, word))
        >>> _ = clock.start(say("arrival", Rank.INSTANCE_ARRIVAL)), clock.start(say("departure", Rank.SERVER_DEPARTURE))
        >>> clock.run()
        >>> log
        [(5, 'departure'), (5, 'arrival')]
    """

    def __init__(self, start_ns: int = 0) -> None:
        self.env = Environment(initial_time=start_ns)
        self.now = start_ns
        """Nanoseconds since the start; negative while channels are built before a run begins."""
        self.events = 0
        """Keyed events scheduled so far."""

    @property
    def waiting(self) -> int:
        """How many events are still to come."""
        return len(self.env._queue)

    def wait(self, delay_ns: int, order: int, value: Any = None) -> Event:
        """An event *delay_ns* from now, at its place in the order of its instant."""
        event = Moment(self.env)
        if value is not None:
            event._value = value
        return self.fire(event, delay_ns, order)

    def fire(self, event: Moment, delay_ns: int, order: int) -> Moment:
        """Let *event* happen *delay_ns* from now."""
        if type(delay_ns) is not int or delay_ns < 0:
            raise AssertionError(f"a wait takes a whole number of nanoseconds from 0, not {delay_ns!r}")
        self.events += 1
        env = self.env
        # What `Environment.schedule` does, without its call: this line runs a dozen times a request.
        heappush(env._queue, (self.now + delay_ns, order, next(env._eid), event))  # type: ignore[misc]
        return event

    def call(self, delay_ns: int, order: int, action: Callable[[], object]) -> None:
        """Call *action* after *delay_ns*, without a process of its own."""

        def act(_event: Event) -> None:
            action()

        self.wait(delay_ns, order).callbacks.append(act)

    def start(self, process: Process) -> Event:
        """Start *process* now, before anything keyed of this instant goes on; the event is its end."""
        return self.env.process(process)

    @property
    def next_ns(self) -> float:
        """When the next event happens; infinite if there is none."""
        return self.env.peek()

    def step(self) -> None:
        """Let the next event happen: `Environment.step`, without its care for simulations that are stopped midway."""
        env = self.env
        now, _, _, event = heappop(env._queue)
        self.now = env._now = now  # type: ignore[assignment]  # SimPy types its clock as float; ours only sees int
        callbacks, event.callbacks = event.callbacks, None  # type: ignore[assignment]  # as SimPy marks the past
        for callback in callbacks:
            callback(event)
        if not event._ok and not hasattr(event, "_defused"):
            raise event._value

    def run(self, until_ns: int | None = None) -> None:
        """Run until nothing is left, or until every event before *until_ns* has happened."""
        queue, step = self.env._queue, self.step
        while queue and (until_ns is None or queue[0][0] < until_ns):
            step()
        if until_ns is not None:
            self.now = self.env._now = until_ns
