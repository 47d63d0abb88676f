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
        self.events = 0
        """Keyed events scheduled so far."""

    @property
    def now(self) -> int:
        """Nanoseconds since the start; negative while channels are built before a run begins."""
        return self.env._now  # type: ignore[return-value]  # SimPy types its clock as float; ours only ever sees int

    def wait(self, delay_ns: int, order: int, value: Any = None) -> Event:
        """An event *delay_ns* from now, at its place in the order of its instant."""
        return self.fire(Event(self.env), delay_ns, order, value)

    def fire(self, event: Event, delay_ns: int, order: int, value: Any = None) -> Event:
        """Let *event* happen *delay_ns* from now."""
        if type(delay_ns) is not int or delay_ns < 0:
            raise AssertionError(f"a wait takes a whole number of nanoseconds from 0, not {delay_ns!r}")
        event._ok, event._value = True, value
        self.events += 1
        self.env.schedule(event, priority=order, delay=delay_ns)  # type: ignore[arg-type]  # any int orders SimPy's heap
        return event

    def call(self, delay_ns: int, order: int, action: Callable[[], object]) -> None:
        """Call *action* after *delay_ns*, without a process of its own."""

        def act(_event: Event) -> None:
            action()

        self.wait(delay_ns, order).callbacks.append(act)

    def start(self, process: Process) -> Event:
        """Start *process* now, before anything keyed of this instant goes on."""
        return self.env.process(process)

    def run(self, until_ns: int | None = None) -> None:
        """Run until nothing is left, or until every event before *until_ns* has happened."""
        self.env.run(until_ns)
