"""Which formula of queueing theory speaks of a station, what it says, how well it fits, or why none does."""

from __future__ import annotations

import math
from typing import Any, Final, Literal

from attrs import evolve, frozen

from cmgsim.explain.stations import Pool
from cmgsim.model.distributions import Code
from cmgsim.theory.general import allen_cunneen_mean_wait, burst_clearing_time, merged_scv
from cmgsim.theory.markov import FiniteSource, erlang_c, mmc_mean_wait, mmc_wait_percentile, wait_percentile
from cmgsim.theory.periodic import nd_mean_wait, nd_wait_percentile, nd_workload_above
from cmgsim.theory.renewal import dm1, ekm1

P95: Final = 0.95
STEEP: Final = 0.7
"""With one worker and random arrivals a request waits rho/(1 - rho) service times: 2.3 at 70 %, 9 at 90 %."""
FEW: Final = 20
"""With fewer periodic sources times (1 - rho)², the formula for random arrivals is more than five per cent high."""
MOST_SOURCES: Final = 500
"""Sources up to which a finite population is computed: at once, and beyond they look like random arrivals."""

Status = Literal["idle", "ok", "busy", "unstable"]
Fit = Literal["exact", "limit", "approximation"]


@frozen
class Estimate:
    """What theory says of the waits at one station; times in seconds, None where it says nothing."""

    status: Status
    formula: str | None
    fit: Fit | None
    """`exact`; `limit`: exact for very many clients, on the safe side for fewer; or `approximation`."""
    why: str
    """Key of the sentence that says why this formula, or why none."""
    waits: float | None = None
    """Probability that a request waits at all."""
    wait_s: float | None = None
    p95_wait_s: float | None = None
    p95_fit: Fit | None = None
    clears_s: float | None = None
    """Where requests come in bursts: how long the workers take for the largest, at the mean time of service."""


def status_of(pool: Pool) -> Status:
    """Whether a station has nothing to do, keeps up easily, keeps up, or cannot keep up."""
    if pool.load == 0:
        return "idle"
    if pool.utilisation >= 1:
        return "unstable"
    return "busy" if pool.utilisation > STEEP else "ok"


def estimate(pool: Pool) -> Estimate:
    """
    What the formula that fits *pool* says; without a formula, why.

    Example:
        >>> from cmgsim.explain.stations import Stream
        >>> from cmgsim.facts.rows import Role
        >>> from cmgsim.model.distributions import exponential
        >>> station = Pool(Role.INSTANCE, ("instance-1",), 4, exponential(500_000_000), Stream(6.0, poisson=True))
        >>> found = estimate(station)
        >>> found.formula, found.fit, round(found.wait_s, 9)
        ('M/M/c', 'exact', 0.254716981)
    """
    status, stream = status_of(pool), pool.stream
    if status == "idle":
        nothing = "no requests" if stream.rate_per_s == 0 else "no service time"
        return Estimate(status, None, None, nothing, 0.0, 0.0, 0.0)
    if status == "unstable":
        return Estimate(status, None, None, "unstable")
    if stream.burst:
        clears = burst_clearing_time(stream.burst, pool.workers, pool.mean_service_s)
        return Estimate(status, None, None, "fixed times", clears_s=clears)
    if stream.dealt > 1:
        return _in_turn(pool, status)
    return _by_the_clock(pool, status) or _few_sources(pool, status) or _at_random(pool, status)


def _by_the_clock(pool: Pool, status: Status) -> Estimate | None:
    """Sources that come once in the same period each: one worker and constant service, or a single source."""
    period = pool.stream.period_s
    sources = round(pool.stream.rate_per_s * period) if period else 0
    if not period or not 0 < sources <= MOST_SOURCES:
        return None
    service = pool.mean_service_s
    if pool.service.scv == 0 and sources <= pool.workers and service <= period:
        return Estimate(status, "nD/D/c", "exact", "enough workers", 0.0, 0.0, 0.0, "exact")
    if pool.workers > 1:
        return None
    if pool.service.scv == 0:
        others = sources - 1
        waits = nd_workload_above(others, period / service, 0.0)
        mean, p95 = nd_mean_wait(sources, period / service), nd_wait_percentile(sources, period / service, P95)
        return Estimate(status, "nD/D/1", "exact", "by the clock", waits, mean * service, p95 * service, "exact")
    if sources == 1 and pool.service.code is Code.EXPONENTIAL:
        found = dm1(1 / period, 1 / service)
        return Estimate(
            status, "D/M/1", "exact", "one source", found.sigma, found.mean_wait, found.wait_percentile(P95), "exact"
        )
    return None


def _few_sources(pool: Pool, status: Status) -> Estimate | None:
    """
    So few periodic clients that it shows: a finite population that is served as often.

    A client of the formula comes again some time after its answer, one of the model by the clock; against simulation
    the wait is within a quarter at 20 clients a station (with 10 a third too low), where the formula for random
    arrivals is too high by half and more.
    """
    sources = round(pool.stream.clients)
    if not pool.stream.periodic or not _few(pool) or not pool.load < sources <= MOST_SOURCES:
        return None
    like = FiniteSource.with_throughput(sources, pool.workers, pool.stream.rate_per_s, 1 / pool.mean_service_s)
    exponential = pool.service.code is Code.EXPONENTIAL
    formula, why = ("M/M/c//N", "finite") if exponential else ("M/G/c//N", "finite, general")
    wait = like.mean_wait * (1.0 + pool.service.scv) / 2
    p95 = wait_percentile(like.waits, like.waits / wait, P95) if wait else 0.0
    return Estimate(status, formula, "approximation", why, like.waits, wait, p95, "approximation")


def _at_random(pool: Pool, status: Status) -> Estimate:
    """Poisson arrivals, or so many periodic clients that they look like it."""
    one, exponential = pool.workers == 1, pool.service.code is Code.EXPONENTIAL
    why = "exponential" if exponential else "one worker" if one else "general"
    if not pool.stream.poisson:
        why += ", few sources" if _few(pool) else ", periodic"
    fit: Fit = "exact" if pool.stream.poisson else "limit"
    if not exponential:
        formula = "M/G/1" if one else "M/G/c"
        return _general(pool, Estimate(status, formula, fit if one else "approximation", why), 1.0)
    rate, speed = pool.stream.rate_per_s, 1 / pool.mean_service_s
    return Estimate(
        status, "M/M/1" if one else "M/M/c", fit, why, erlang_c(pool.workers, pool.load),
        mmc_mean_wait(pool.workers, rate, speed), mmc_wait_percentile(pool.workers, rate, speed, P95), fit,
    )  # fmt: skip


def _in_turn(pool: Pool, status: Status) -> Estimate:
    """Every instance deals its requests out in turn; what reaches a connection point is smoother than random."""
    stream = pool.stream
    if stream.merged == 1 and pool.workers == 1 and pool.service.code is Code.EXPONENTIAL:
        fit: Fit = "exact" if stream.poisson else "limit"
        found = ekm1(stream.dealt, stream.rate_per_s, 1 / pool.mean_service_s)
        return Estimate(
            status, "E_k/M/1", fit, "in turn", found.sigma, found.mean_wait, found.wait_percentile(P95), fit
        )  # fmt: skip
    scv = merged_scv(1 / stream.dealt, stream.merged, pool.utilisation)
    return _general(pool, Estimate(status, "GI/G/c", "approximation", "in turn, merged"), scv)


def _general(pool: Pool, blank: Estimate, arrival_scv: float) -> Estimate:
    """Allen-Cunneen, for one worker Pollaczek-Khinchine; the percentile as if those who wait waited exponentially."""
    wait = allen_cunneen_mean_wait(
        pool.workers, pool.stream.rate_per_s, pool.mean_service_s, arrival_scv, pool.service.scv
    )
    waits = erlang_c(pool.workers, pool.load)
    p95 = wait_percentile(waits, waits / wait, P95) if wait else 0.0
    return evolve(blank, waits=waits, wait_s=wait, p95_wait_s=p95, p95_fit="approximation")


def _few(pool: Pool) -> bool:
    return 0 < pool.stream.clients * (1 - pool.utilisation) ** 2 < FEW


def units_needed(pool: Pool, utilisation: float = STEEP) -> int:
    """
    How many stations of this pool keep the utilisation at or below *utilisation*, the others of the role as they are.

    Slower work above the documented number of connections is left out: enough instances end it.
    """
    stations = len(pool.names) + pool.others
    whole = pool.stream.rate_per_s * stations * pool.service.mean / 1e9
    return max(1, math.ceil(whole / (pool.workers * utilisation) - 1e-9) - pool.others)


def as_row(pool: Pool, found: Estimate) -> dict[str, Any]:
    """The part of a station's row that changes with the number of stations."""
    return {
        "requests_per_s": pool.stream.rate_per_s,
        "load": pool.load,
        "utilisation": pool.utilisation,
        "status": found.status,
        "wait_probability": found.waits,
        "wait_s": found.wait_s,
        "p95_wait_s": found.p95_wait_s,
    }
