"""Whether all have done the same work: the same requests answered, the same mean latency, the same sums."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from comparison import configurations as c
from comparison.outcome import Outcome

TOLERANCE: Final = 1e-7
"""Of a mean, for those whose clocks count seconds in floating point: rounding, and two events that it put in another
order. All have the same draws, so that chance has no other part in it."""


def disagreements(rows: Mapping[str, Outcome]) -> Iterator[str]:
    """What differs between contestants at one size, as sentences; the first that counts nanoseconds is believed."""
    exact = {name: row for name, row in rows.items() if isinstance(row.latency_ns, int)}
    if not exact:
        return
    first, believed = next(iter(exact.items()))
    for name, row in rows.items():
        if (row.requests, row.answered) != (believed.requests, believed.answered):
            yield (
                f"{name} answered {row.answered:,} of {row.requests:,} requests, {first} {believed.answered:,} of "
                f"{believed.requests:,}"
            )
        elif name in exact and row.latency_ns != believed.latency_ns:
            yield f"{name} has latencies of {row.latency_ns:,} ns in all, {first} of {believed.latency_ns:,} ns"
        elif abs(row.mean_s / believed.mean_s - 1) > TOLERANCE:
            yield f"{name} has a mean latency of {row.mean_s:.9f} s, {first} of {believed.mean_s:.9f} s"
    yield from _sums(exact)


def _sums(exact: Mapping[str, Outcome]) -> Iterator[str]:
    known: dict[str, tuple[str, int]] = {}
    for name, row in exact.items():
        for what, value in (row.sums or {}).items():
            other, expected = known.setdefault(what, (name, value))
            if value != expected:
                yield f"{name} adds {what} up to {value:,}, {other} to {expected:,}"


def wait_by_formula(requests: int) -> float:
    """Seconds that a request waits at an instance by Erlang's C formula: arrivals are as good as random there."""
    from cmgsim.theory.markov import mmc_mean_wait

    scenario = c.CONFIGURATIONS[0].scenario(requests)
    mean_s = scenario.cmg.service_time.parameters[0] / 1e9
    return mmc_mean_wait(c.INSTANCE_WORKERS, c.DEVICES / c.PERIOD_S / c.INSTANCES, 1 / mean_s)


def formula_disagrees(requests: int, wait_s: float, half_width_s: float) -> str | None:
    """A sentence, if the wait at the instances is not what the formula says, within what chance allows."""
    expected_s = wait_by_formula(requests)
    if abs(wait_s - expected_s) <= half_width_s:
        return None
    return f"requests wait {wait_s:.4f} s at an instance, ± {half_width_s:.4f} s, and by formula {expected_s:.4f} s"
