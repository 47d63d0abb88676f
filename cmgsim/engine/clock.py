"""
Simulated time: integer nanoseconds, and an order of simultaneous events that does not depend on who scheduled first.

SimPy orders its events by (time, priority, serial number). Whatever takes time here is scheduled with a priority made
of what the event is (its rank), whom it concerns and at which attempt, so that events of one instant come in an order
that any other engine can compute. SimPy's own bookkeeping (a process starts, a process ends) keeps its smaller
priorities and therefore runs at once, before anything keyed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator
from contextlib import suppress
from enum import IntEnum
from heapq import heappop, heappush
from itertools import repeat
from typing import Any, Final

from simpy import Environment, Event

Process = Generator[Any, Any, Any]
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


ATTEMPT_BITS: Final = 8
_RANK_SHIFT: Final = 56
MAX_ATTEMPTS: Final = 1 << ATTEMPT_BITS
MAX_ENTITIES: Final = 1 << (_RANK_SHIFT - ATTEMPT_BITS)
WHOLE_DELAYS: Final = "a wait takes a whole number of nanoseconds from 0, not {!r}"


def key(rank: Rank, entity: int, attempt: int = 0) -> int:
    """
    The order of an event among those of its instant, as one integer.

    Example:
        >>> key(Rank.FAULT, 99) < key(Rank.TIMEOUT, 0, 1) < key(Rank.TIMEOUT, 1, 0)
        True
    """
    return rank << _RANK_SHIFT | order(entity, attempt)


def order(entity: int, attempt: int) -> int:
    """
    The part of a key that says whom an event concerns; together with that of its rank it is the whole key.

    Example:
        >>> key(Rank.RESPONSE, 0) | order(7, 2) == key(Rank.RESPONSE, 7, 2)
        True
    """
    return entity << ATTEMPT_BITS | attempt


class Moment:
    """
    An event that is sure to happen; a process of SimPy's may wait for it like for any other.

    SimPy's loop and processes ask an event for three names, and this has no more: there are nine of these in the life
    of a request, and `simpy.Event` with its dictionary takes longer to make and to throw away.
    """

    __slots__ = ("callbacks",)
    callbacks: list[Callable[[Any], object]]
    """Whom it concerns, in order; whoever makes an event sets them, which takes less time than an `__init__`."""
    _ok = True
    _value = None


class Term(Moment):
    """A moment that may become moot: nothing would come of it any more, and in a line it is passed over."""

    __slots__ = ("is_moot",)
    is_moot: bool


Line = deque[tuple[int, int, int, Term]]
"""
Events that mostly come in the order in which they were set, such as deadlines; only the first stands in the heap.

Deadlines are set by the thousand, far ahead, and hardly any is met: in the heap they lengthen the way of every other
event.
"""

_BEGINNING: Final = Moment()
"""What a process is resumed with for the first time."""
_KEYED: Final = 1 << _RANK_SHIFT
"""No key is less; SimPy's own priorities are."""
_FIRST: Final = -1
"""Before all priorities and keys of an instant."""


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

    def go_on(self, _event: Moment) -> None:
        """Resume after an event, up to the next one."""
        try:
            awaited = self._send(None)
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
        self._queue: list[Any] = self.env._queue
        self.now = start_ns
        """Nanoseconds since the start; negative while channels are built before a run begins."""
        self.events = 0
        """Keyed events scheduled so far, and the serial number of the last."""

    @property
    def waiting(self) -> int:
        """How many events are still to come."""
        return len(self.env._queue)

    def wait(self, delay_ns: int, key: int) -> Moment:
        """An event *delay_ns* from now, at its place in the order of its instant."""
        if type(delay_ns) is not int or delay_ns < 0:
            raise AssertionError(WHOLE_DELAYS.format(delay_ns))
        event = Moment()
        event.callbacks = []
        self.events = serial = self.events + 1
        # What `Environment.schedule` does, without its call: this line runs half a dozen times a request.
        heappush(self._queue, (self.now + delay_ns, key, serial, event))
        return event

    def event(self, delay_ns: int, key: int) -> Event:
        """The same as `wait`, with all that SimPy's events can do, such as `one | other`."""
        event = Event(self.env)
        event._ok, event._value = True, None
        self.fire(event, delay_ns, key)
        return event

    def fire(self, event: Any, delay_ns: int, key: int) -> None:
        """Let *event* happen *delay_ns* from now."""
        if type(delay_ns) is not int or delay_ns < 0:
            raise AssertionError(WHOLE_DELAYS.format(delay_ns))
        self.events = serial = self.events + 1
        heappush(self._queue, (self.now + delay_ns, key, serial, event))

    def fire_in_line(self, line: Line, event: Term, delay_ns: int, key: int) -> None:
        """Let *event* happen *delay_ns* from now; whoever handles it calls `advance`."""
        if type(delay_ns) is not int or delay_ns < 0:
            raise AssertionError(WHOLE_DELAYS.format(delay_ns))
        self.events = serial = self.events + 1
        entry = (self.now + delay_ns, key, serial, event)
        if line and entry > line[-1]:
            line.append(entry)
            return
        if not line:
            line.append(entry)
        heappush(self._queue, entry)  # the first in line, or one that does not come last

    def advance(self, line: Line, event: Term) -> None:
        """The first in *line* has happened, if *event* was that: the next that matters takes its place in the heap."""
        if line and line[0][3] is event:
            line.popleft()
            while line and line[0][3].is_moot:
                line.popleft()
            if line:
                heappush(self._queue, line[0])

    def call(self, delay_ns: int, key: int, action: Callable[[], object]) -> None:
        """Call *action* after *delay_ns*, without a process of its own."""

        def act(_event: Moment) -> None:
            action()

        self.wait(delay_ns, key).callbacks.append(act)

    def start(self, process: Process) -> Event:
        """Start *process* now, before anything keyed of this instant goes on; the event is its end."""
        return self.env.process(process)

    @property
    def next_ns(self) -> float:
        """When the next event happens; infinite if there is none."""
        return self.env.peek()

    def step(self) -> None:
        """Let the next event happen."""
        self._happen(1)

    def run(self, until_ns: int | None = None) -> None:
        """Run until nothing is left, or until every event before *until_ns* has happened."""
        if until_ns is None:
            while self._queue:
                self.step()
            return
        end = Moment()
        end.callbacks = [_stop]
        heappush(self._queue, (until_ns, _FIRST, 0, end))
        with suppress(_TheEnd):
            self._happen()

    def _happen(self, *times: int) -> None:
        """
        What `Environment.step` does, so many times or until the end, without its care for simulations that go on later.

        Whatever has a key succeeds. What SimPy schedules itself, such as the end of a process, may be a failure.
        """
        env, queue = self.env, self._queue
        for _ in repeat(None, *times):
            now, key, _, event = heappop(queue)
            self.now = env._now = now  # `Environment` has a clock of its own, which its processes read
            callbacks, event.callbacks = event.callbacks, None  # as SimPy marks the past
            for callback in callbacks:
                callback(event)
            if key < _KEYED and not event._ok and not hasattr(event, "_defused"):
                raise event._value


class _TheEnd(Exception):
    """Every event before the end of the run has happened."""


def _stop(_event: Moment) -> None:
    raise _TheEnd
