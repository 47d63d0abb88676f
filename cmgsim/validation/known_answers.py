"""The known answers: for each a scenario, what is measured in it, and what theory says that it is."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import exp
from typing import Any, Final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from cmgsim.model.arrivals import expected_requests
from cmgsim.model.scenario import Scenario
from cmgsim.request_log import NONE, Outcome, RunLog
from cmgsim.results.stations import station_statistics
from cmgsim.theory import general, hashing, loss, markov, renewal
from cmgsim.validation.queues import asking, queue, quiet

_NS_PER_S: Final = 1_000_000_000
Statistic = Callable[[RunLog], float]
Floats = NDArray[np.float64]


@frozen
class KnownAnswer:
    """One number that theory knows, and how a run estimates it."""

    id: str
    model: str
    """In the notation of queueing theory, with its parameters in seconds and arrivals a second."""
    quantity: str
    unit: str
    truth: float = field(converter=float)
    formula: str
    """Where the truth comes from."""
    scenario: Callable[[], Scenario]
    statistic: Statistic
    """Its mean over replications estimates the truth."""
    replications: int = 30


def wait_s(log: RunLog, stage: str = "instance") -> Floats:
    """Seconds that requests created after the warm-up, and served in the run, waited at the stations of *stage*."""
    chosen = (log.requests["created_ns"] >= log.warm_up_ns) & (log.requests["done_ns"] != NONE)
    return np.asarray(log.requests[f"{stage}_wait_ns"][chosen] / _NS_PER_S)


def stay_s(log: RunLog) -> Floats:
    """Seconds from creation to the end, of requests created after the warm-up that ended in the run."""
    created, done = log.requests["created_ns"], log.requests["done_ns"]
    chosen = (created >= log.warm_up_ns) & (done != NONE)
    return np.asarray((done - created)[chosen] / _NS_PER_S)


def present(log: RunLog, name: str = "instance-1") -> float:
    """Time average of the number at a station: its queue and its busy workers."""
    station = next(each for each in log.stations if each.name == name)
    numbers = station_statistics(log, station)
    return float((numbers["mean_queue"] or 0.0) + (numbers["utilisation"] or 0.0) * station.workers)


def fullest(log: RunLog) -> float:
    """The largest share of an instance when every client has connected once: its number of connections."""
    return float(np.bincount(log.requests["instance"], minlength=4).max())


def _mean_wait(stage: str = "instance") -> Statistic:
    return lambda log: float(wait_s(log, stage).mean())


def _waiting(log: RunLog) -> float:
    return float((wait_s(log) > 0).mean())


def _in_flight(log: RunLog) -> float:
    return float(np.count_nonzero(log.requests["outcome"] == Outcome.IN_FLIGHT))


@cache
def _mm1() -> Scenario:
    return queue("cmg", service="exponential(500 ms)", rate="1.4/s", warm_up=100, seconds=1_500)


@cache
def _mm4() -> Scenario:
    return queue("cmg", workers=4, service="exponential(500 ms)", rate="6/s", warm_up=60, seconds=600)


def _dealt(station: str, **more: object) -> Scenario:
    one: Any = {"workers": 1, "service_time": "exponential(500 ms)", **more}
    return quiet(**{station: one}, cohort=asking(rate="6/s"), warm_up=100, seconds=800)


def _single(service: str, rate: str, seconds: int) -> Scenario:
    return queue("cmg", service=service, rate=rate, warm_up=seconds // 10, seconds=seconds)


_POLLACZEK: Final = "Pollaczek and Khinchine: rho E[S] (1 + c²) / (2 (1 - rho))"
_MM1_P95: Final = markov.mm1_sojourn_percentile(1.4, 2.0, 0.95)
# fmt: off
KNOWN_ANSWERS: Final = (
    KnownAnswer("mm1-number", "M/M/1, 1.4 arrivals, 0.5 s", "mean number in the system", "requests",
                markov.mm1_mean_number(1.4, 2.0), "rho / (1 - rho)", _mm1, present),
    KnownAnswer("mm1-wait", "M/M/1, 1.4 arrivals, 0.5 s", "mean wait", "s",
                markov.mmc_mean_wait(1, 1.4, 2.0), "rho / (mu - lambda)", _mm1, _mean_wait()),
    KnownAnswer("mm1-p95", "M/M/1, 1.4 arrivals, 0.5 s", f"stays longer than {_MM1_P95:.4f} s, the 95th percentile",
                "share", 0.05, "-ln(0.05) / (mu - lambda)", _mm1, lambda log: float((stay_s(log) > _MM1_P95).mean())),
    KnownAnswer("mm4-busy", "M/M/4, 6 arrivals, 0.5 s", "probability of waiting", "share",
                markov.erlang_c(4, 3.0), "Erlang C", _mm4, _waiting),
    KnownAnswer("mm4-wait", "M/M/4, 6 arrivals, 0.5 s", "mean wait", "s",
                markov.mmc_mean_wait(4, 6.0, 2.0), "Erlang C / (c mu - lambda)", _mm4, _mean_wait()),
    KnownAnswer("hash-wait", "four M/M/1 behind a hash, 6 arrivals, 0.5 s", "mean wait", "s",
                markov.mmc_mean_wait(1, 1.5, 2.0), "rho / (mu - lambda), each with a quarter of the load",
                lambda: _dealt("cmg", instances=4), _mean_wait()),
    KnownAnswer("turns-wait", "four E4/M/1 that take turns, 6 arrivals, 0.5 s", "mean wait", "s",
                renewal.ekm1(4, 1.5, 2.0).mean_wait, "GI/M/1: sigma / (mu (1 - sigma))",
                lambda: _dealt("connection_points", count=4), _mean_wait("connection_point")),
    KnownAnswer("md1-wait", "M/D/1, 0.8 arrivals, 1 s", "mean wait", "s",
                general.mg1_mean_wait(0.8, 1.0, 0.0), _POLLACZEK, lambda: _single("1 s", "0.8/s", 2_000), _mean_wait()),
    KnownAnswer("mg1-lognormal", "M/G/1, lognormal with c² = 4, 0.5 arrivals, 1 s", "mean wait", "s",
                general.mg1_mean_wait(0.5, 1.0, 4.0), _POLLACZEK,
                lambda: _single("lognormal(1 s, 2)", "0.5/s", 5_000), _mean_wait()),
    KnownAnswer("mg1-erlang", "M/G/1, Erlang with two stages, 0.5 arrivals, 1 s", "mean wait", "s",
                general.mg1_mean_wait(0.5, 1.0, 0.5), _POLLACZEK,
                lambda: _single("erlang(1 s, 2)", "0.5/s", 2_000), _mean_wait()),
    KnownAnswer("mg1-hyper", "M/G/1, hyperexponential with c² = 4, 0.7 arrivals, 1 s", "mean wait", "s",
                general.mg1_mean_wait(0.7, 1.0, 4.0), _POLLACZEK,
                lambda: _single("hyperexponential(1 s, 2)", "0.7/s", 4_000), _mean_wait()),
    KnownAnswer("dm1-wait", "D/M/1, one arrival each 1.25 s, 1 s", "mean wait", "s",
                renewal.dm1(0.8, 1.0).mean_wait, "GI/M/1 with a constant time between arrivals",
                lambda: queue("cmg", service="exponential(1 s)", count=1, every="1250 ms", warm_up=200, seconds=2_000),
                _mean_wait()),
    KnownAnswer("mginf-number", "M/G/inf from empty, 100 arrivals an hour, exponential stay of 30 min",
                "number present after 30 min", "requests",
                loss.mginf_mean_number(100.0, 0.5) * (1 - exp(-1.0)), "lambda E[S] (1 - exp(-t / E[S]))",
                lambda: queue("cmg", workers=1_000, service="exponential(30 min)", rate="100/h", seconds=1_800),
                _in_flight, replications=200),
    KnownAnswer("tandem-stay", "M/M/1 to M/M/1, 0.6 arrivals, 1 s and 1.25 s", "mean time end to end", "s",
                1 / (1.0 - 0.6) + 1 / (0.8 - 0.6), "Burke: the two stations as if alone",
                lambda: quiet(cmg={"service_time": "exponential(1 s)"},
                              connection_points={"service_time": "exponential(1250 ms)"},
                              cohort=asking(rate="0.6/s"), warm_up=400, seconds=3_000),
                lambda log: float(stay_s(log).mean())),
    KnownAnswer("hash-fullest", "100 connections hashed to 4 instances", "expected number on the fullest",
                "connections", hashing.fullest_bin_mean(100, 4), "balls in bins, exact",
                lambda: quiet(cmg={"instances": 4}, cohort=asking(100, at=["0 s"]), seconds=1), fullest,
                replications=200),
)
"""Each row is a claim that can fail: a station that serves a twentieth too slowly is found out by the first three."""
# fmt: on


def quickest(most: int) -> list[KnownAnswer]:
    """
    The known answers that take the fewest requests each, as many as come to at most so many; in their order.

    Answers about one scenario share its runs.

    Example:
        >>> [answer.id for answer in quickest(100_000)]
        ['mm1-number', 'mm1-wait', 'mm1-p95', 'mginf-number', 'hash-fullest']
    """
    of = {
        answer.scenario: [each for each in KNOWN_ANSWERS if each.scenario == answer.scenario]
        for answer in KNOWN_ANSWERS
    }
    costs = {scenario: expected_requests(scenario()) * rows[0].replications for scenario, rows in of.items()}
    taken, total = set(), 0
    for scenario, cost in sorted(costs.items(), key=lambda item: item[1] / len(of[item[0]])):
        if total + cost <= most:
            taken.add(scenario)
            total += cost
    return [answer for answer in KNOWN_ANSWERS if answer.scenario in taken]
