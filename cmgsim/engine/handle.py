"""
What a researcher's own process sees of a run: the clock, the state, and a few things to do.

A process is a generator function `f(simulation)`. It yields `simulation.wait(…)`, reads, changes and asks; that is how
an experiment is written that no scenario file can describe.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simpy import Event

from cmgsim.engine.administration import refuse_unsupported
from cmgsim.engine.clock import Process, Rank, key
from cmgsim.engine.draws import NOTHING, RequestDraws, Stream
from cmgsim.engine.fleet import Fleet
from cmgsim.engine.habits import Habit
from cmgsim.facts.failures import failure, parse_fault
from cmgsim.model.scenario import Change, Fault, Scenario
from cmgsim.model.units import duration_ns

UserProcess = Callable[["Handle"], Process]


class Handle:
    """
    One process's view of a run.

    Example:
        >>> from cmgsim import contoso, simulate
        >>> def watch(simulation):
        ...     yield simulation.wait("1 min")
        ...     seen.append((simulation.now_ns, simulation.channels()["instance-1"]))
        >>> seen = []
        >>> small = contoso(["clients[0].count=5", "clients[1].count=5", "scenario.duration='2 min'"])
        >>> _ = simulate(small, processes=[watch])
        >>> seen
        [(60000000000, ('cmg-connection-point-1', 'cmg-connection-point-2'))]
    """

    def __init__(self, fleet: Fleet, number: int) -> None:
        self._fleet, self._world, self._number = fleet, fleet.world, number
        self._asked = 0

    @property
    def now_ns(self) -> int:
        """Nanoseconds since the start of the run."""
        return self._world.clock.now

    @property
    def scenario(self) -> Scenario:
        """The scenario as it stands now."""
        return self._world.scenario

    def wait(self, delay: int | str) -> Event:
        """An event to yield: *delay* from now, in nanoseconds or as `"90 s"`."""
        delay_ns = duration_ns(delay) if isinstance(delay, str) else delay
        return self._world.clock.event(delay_ns, key(Rank.STEP, self._number))

    def queues(self) -> dict[str, int]:
        """By station: how many requests are there, waiting or served."""
        return {station.name: station.busy + len(station.queue) for _, station in self._world.stations()}

    def connections(self) -> dict[str, int]:
        """By instance: how many clients are connected."""
        return {instance.node.name: instance.connected for instance in self._world.cmg.instances}

    def channels(self) -> dict[str, tuple[str, ...]]:
        """By instance: the connection points that hold a channel to it."""
        return {
            instance.node.name: tuple(channel.connection_point.node.name for channel in instance.channels)
            for instance in self._world.cmg.instances
        }

    def begin(self, fault: str) -> Fault:
        """
        Break something, as `"instance-down=instance-2"`; what it returns ends it.

        Nobody knew of it beforehand, so clients whose session breaks come back with their next keep-alive only.
        """
        kind, value = parse_fault(fault)
        begun = Fault(kind=kind, value=value if value is not None else failure(kind).default, at_ns=self.now_ns)
        self._world.begin(begun)
        return begun

    def end(self, fault: Fault) -> None:
        """What `begin` broke works again."""
        self._world.end(fault)

    def set_instances(self, count: int) -> None:
        """An administrator sets the number of VM instances, as `[[changes]]` does."""
        self.change("cmg.instances", count)

    def change(self, path: str, value: Any) -> None:
        """
        An administrator changes one of the keys that can be changed while a run goes on.

        Raises:
            Unsupported: It is none of them.
        """
        change = Change(at_ns=self.now_ns, set=((path, value),))
        refuse_unsupported((change,))
        self._world.administration.ask(self._number, change)

    def ask(self, cohort: str, request: str, client: int = 1) -> int:
        """
        Let a client ask, as it would by its schedule: client number *client* of *cohort*, counted from 1.

        Returns the number of the request, which is its row in the request log. KeyError if the cohort does not make
        such requests.
        """
        habit = self._habit(cohort, request)
        activity = habit.activity
        whom = activity.first_client + client - 1
        number = self._fleet.log.add(whom, activity.cohort_number, habit.code, self.now_ns)
        stream = Stream(self._world.streams.key, f"{activity.stream}/process-{self._number}")
        draws = RequestDraws(NOTHING, 0, stream, self._asked, 0, 0)
        self._asked += 1
        self._fleet.ask(number, habit, whom, draws)
        return number

    def _habit(self, cohort: str, request: str) -> Habit:
        for habit in self._fleet.habits:
            if (habit.activity.cohort.name, habit.activity.kind.name) == (cohort, request):
                return habit
        raise KeyError(f"no cohort {cohort!r} that asks for {request!r}")


def start(fleet: Fleet, processes: tuple[UserProcess, ...]) -> None:
    """Start the researcher's processes; they begin with the run, after the faults of its first instant."""
    for number, process in enumerate(processes):
        fleet.world.clock.start(_from_the_start(fleet, process, number))


def _from_the_start(fleet: Fleet, process: UserProcess, number: int) -> Process:
    clock = fleet.world.clock
    yield clock.wait(-clock.now, key(Rank.SCALING, number))
    result: Any = yield from process(Handle(fleet, number))
    return result
