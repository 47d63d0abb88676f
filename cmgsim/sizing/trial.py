"""One run of one layout in one state of the service, and whether the targets were met in it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, Literal

import numpy as np
from attrs import define, evolve, field, frozen
from numpy.typing import NDArray

from cmgsim.api.engine_choice import Engine, choose
from cmgsim.api.simulate import simulate
from cmgsim.model.arrivals import expected_requests
from cmgsim.model.scenario import Scenario
from cmgsim.request_log import Outcome, RunLog
from cmgsim.results.stations import connection_statistics, station_statistics
from cmgsim.sizing.layout import Layout, unit_down, with_layout
from cmgsim.sizing.needs import SECOND, Needs, latency_id
from cmgsim.sizing.progress import Doing, Kind
from cmgsim.sizing.window import Window

SHOWN: Final = (50.0, 95.0, 99.0)
"""Percentiles of the latency that every run is asked for."""


@frozen
class Trial:
    """What one run of a layout showed."""

    state: str
    replication: int
    judged: int
    """Requests created in the window."""
    answered: int
    """Of these, answered by the end of the run."""
    on_the_way: int
    """Of these, still in their first attempt when the run ended: nobody knows how they will end."""
    latency_s: Mapping[float, float | None]
    """By percentile over all judged requests; None: so many had no answer that it is not known."""
    utilisation: Mapping[str, float]
    """By role, of its busiest station."""
    mean_utilisation: Mapping[str, float]
    """By role, over its stations."""
    mean_wait_s: Mapping[str, float]
    """By role, over all who were served there; a role whose waits have no mean is left out."""
    busiest: str
    """The station with the highest utilisation."""
    peak_connections: int
    """Of the fullest instance."""
    retries: float
    """Attempts beyond the first, a judged request."""
    mean_connections: float
    """Of an instance, over those in service."""
    engine: str
    fingerprint: str
    requests: int
    """Created in the whole run."""

    @property
    def success(self) -> float:
        """Share of the judged requests that were answered, of those whose end is known."""
        known = self.judged - self.on_the_way
        return self.answered / known if known else 1.0

    @property
    def busiest_share(self) -> float:
        """Utilisation of the busiest station."""
        return max(self.utilisation.values(), default=0.0)

    def of_target(self, target: str) -> float | None:
        """What a target of this id is compared with; None where a latency is not known."""
        if target == "success":
            return self.success
        if target == "utilisation":
            return self.busiest_share
        return next(took for percent, took in self.latency_s.items() if latency_id(percent) == target)

    def missed(self, needs: Needs) -> tuple[str, ...]:
        """The targets that were not met, by id."""
        return tuple(self._missed(needs))

    def _missed(self, needs: Needs) -> Iterator[str]:
        for percent, longest in needs.latency_ns:
            took = self.latency_s[percent]
            if self.judged and (took is None or took > longest / SECOND):
                yield latency_id(percent)
        if needs.success is not None and self.success < needs.success:
            yield "success"
        if needs.utilisation is not None and self.busiest_share > needs.utilisation:
            yield "utilisation"


@define(eq=False, slots=False)
class Laboratory:
    """Runs layouts of one scenario over one window, each run once: equal numbers draw equal random numbers."""

    scenario: Scenario
    needs: Needs
    window: Window
    seed: int
    engine: Literal["fast", "simpy"]
    notice: str = ""
    """What people should know about the engine."""
    runs: int = field(default=0, init=False)
    simulated_ns: int = field(default=0, init=False)
    """Simulated time of all runs so far."""
    planned_ns: int = field(default=0, init=False)
    """Simulated time of all runs that were thought to be needed when each part of the work began."""
    _before_ns: int = field(default=0, init=False)
    """Simulated time when the present phase began."""
    _known: dict[tuple[Layout, str, int], Trial] = field(factory=dict, init=False)

    @classmethod
    def opened(
        cls, scenario: Scenario, needs: Needs, window: Window, *, seed: int | None, engine: Engine, runs: int
    ) -> Laboratory:
        """
        A laboratory on the engine that suits about so many *runs*.

        Raises:
            Unsupported: The engine that is asked for cannot do it.
        """
        chosen = choose(engine, window.of(scenario), replications=runs)
        first = scenario.general.seed if seed is None else seed
        return cls(scenario, needs, window, first, chosen.engine, chosen.why)

    def trial(self, layout: Layout, state: str, replication: int) -> Trial:
        """Run *layout* with nothing or one unit down; replication *r* has the seed + r, for every layout alike."""
        known = (layout, state, replication)
        if known not in self._known:
            log = self.log(self.scenario_of(layout, state), replication)
            self._known[known] = measured(log, self.window, self.needs, state, replication)
        return self._known[known]

    def scenario_of(self, layout: Layout, state: str) -> Scenario:
        """What is simulated for a layout in a state."""
        scenario = self.window.of(with_layout(self.scenario, layout))
        return scenario if state == "none" else evolve(scenario, faults=(unit_down(scenario, state),))

    def log(self, scenario: Scenario, replication: int) -> RunLog:
        """Run *scenario* once."""
        self.runs += 1
        self.simulated_ns += scenario.general.duration_ns - scenario.general.requests_from_ns
        run = simulate(scenario, seed=self.seed + replication, replications=1, engine=self.engine)
        return evolve(run.logs[0], replication=replication)

    def plan(self, runs: int = 0, more_ns: int = 0) -> None:
        """So many *runs* of the window will come, and runs of *more_ns* in all beside them."""
        self.planned_ns += runs * (self.window.end_ns - self.window.start_ns) + more_ns

    @property
    def asked(self) -> bool:
        """Whether any request of any run was judged."""
        return any(trial.judged for trial in self._known.values())

    def new_phase(self) -> None:
        """From here on shares of what is planned are those of other work."""
        self._before_ns = self.planned_ns = self.simulated_ns

    def doing(self, kind: Kind, of: Layout | str = "") -> Doing:
        """What is begun now, with the share of the phase's work that is done."""
        planned, done = self.planned_ns - self._before_ns, self.simulated_ns - self._before_ns
        return Doing(kind, of, min(1.0, done / planned) if planned > 0 else 0.0)

    @property
    def requests(self) -> int:
        """How many requests one run has on average, in window, warm-up and drain; where none was made, by formula."""
        made = [trial.requests for trial in self._known.values()]
        if made:
            return round(sum(made) / len(made))
        general = evolve(self.scenario.general, duration_ns=self.window.end_ns - self.window.start_ns)
        return expected_requests(evolve(self.scenario, general=general))


def measured(log: RunLog, window: Window, needs: Needs, state: str, replication: int) -> Trial:
    """What a run shows of the window."""
    first, last = window.judged
    created = log.requests["created_ns"]
    rows = np.flatnonzero((created >= first) & (created < last))
    outcomes = log.requests["outcome"][rows]
    answered = rows[outcomes == Outcome.OK]
    on_the_way = np.count_nonzero((outcomes == Outcome.IN_FLIGHT) & (log.requests["attempts"][rows] <= 1))
    took = np.sort(log.requests["done_ns"][answered] - created[answered])
    percents = dict.fromkeys((*SHOWN, *(percent for percent, _ in needs.latency_ns)))
    stations = {station.name: (station.role, station_statistics(log, station)) for station in log.stations}
    used = {name: row["utilisation"] for name, (_, row) in stations.items() if row["utilisation"] is not None}
    shares: dict[str, list[float]] = {}
    for name, share in used.items():
        shares.setdefault(stations[name][0], []).append(share)
    held = [connection_statistics(log, occupancy) for occupancy in log.connections.values()]
    open_at_all = [row["mean"] for row in held if row["mean"]]
    return Trial(
        state=state, replication=replication, judged=len(rows), answered=len(answered),
        on_the_way=int(on_the_way),
        latency_s={percent: _percentile(took, len(rows), percent) for percent in percents},
        utilisation={role: max(each) for role, each in shares.items()},
        mean_utilisation={role: math.fsum(each) / len(each) for role, each in shares.items()},
        mean_wait_s=_mean_waits(stations.values()), busiest=max(used, key=lambda name: used[name], default=""),
        retries=_retries(log.requests["attempts"][rows]),
        peak_connections=max((row["peak"] for row in held), default=0),
        mean_connections=math.fsum(open_at_all) / len(open_at_all) if open_at_all else 0.0,
        engine=log.engine, fingerprint=log.requests.fingerprint(), requests=len(created),
    )  # fmt: skip


def _mean_waits(stations: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[str, float]:
    """By role, each station with as much weight as it served."""
    found: dict[str, list[tuple[float, int]]] = {}
    unknown = set()
    for role, row in stations:
        if row["mean_wait_s"] is not None:
            found.setdefault(role, []).append((row["mean_wait_s"], row["served"]))
        elif row["served"]:
            unknown.add(role)
    return {
        role: math.fsum(wait * served for wait, served in rows) / sum(served for _, served in rows)
        for role, rows in found.items()
        if role not in unknown and any(served for _, served in rows)
    }


def _retries(attempts: NDArray[np.int64]) -> float:
    """
    How many attempts beyond the first were made, over the requests.

    Example:
        >>> _retries(np.array([1, 1, 3, 0])), _retries(np.array([], np.int64))
        (0.5, 0.0)
    """
    return int(np.maximum(attempts - 1, 0).sum()) / len(attempts) if len(attempts) else 0.0


def _percentile(took: NDArray[np.int64], judged: int, percent: float) -> float | None:
    """The order statistic over all *judged*, those without an answer being the slowest."""
    place = math.ceil(judged * percent / 100 - 1e-9) - 1
    return float(took[place]) / SECOND if 0 <= place < len(took) else None


def as_row(trial: Trial) -> dict[str, Any]:
    """A trial as JSON holds it."""
    return {
        "state": trial.state, "replication": trial.replication, "judged": trial.judged, "answered": trial.answered,
        "on_the_way": trial.on_the_way,
        "p50_s": trial.latency_s[50.0], "p95_s": trial.latency_s[95.0], "p99_s": trial.latency_s[99.0],
        "utilisation": dict(trial.utilisation), "busiest": trial.busiest, "peak_connections": trial.peak_connections,
        "mean_connections": trial.mean_connections, "retries": trial.retries, "fingerprint": trial.fingerprint,
    }  # fmt: skip
