"""Theory beside the simulation of the recommended layout: loads and waits of its stations, and why they differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from cmgsim.explain.formulas import Estimate, estimate
from cmgsim.explain.stations import Pool
from cmgsim.results.intervals import interval_over
from cmgsim.sizing.layout import Layout
from cmgsim.sizing.trial import Trial

if TYPE_CHECKING:
    from cmgsim.sizing.answer import Answer

APART: Final = 0.2
"""Share of the formula's value by which the simulation may differ without a word."""
NEGLIGIBLE: Final = 0.01
"""Share of a service time below which a wait is none, and of a worker's time below which a difference is none."""


def crosscheck(answer: Answer, layout: Layout, trials: Sequence[Trial]) -> Iterator[dict[str, Any]]:
    """
    One row for each pool of stations alike that has work, with nothing down.

    `verdict` says `agrees`, `no wait` where both say that hardly anybody waits, why they are more than a fifth apart
    (`chance`, `periodic`, `approximation`), `no formula`, `few requests` where a run had none, or `unexplained`.
    """
    for pool in answer.screen.pools(layout):
        if pool.load and not pool.others:
            yield _row(pool, estimate(pool), trials)


def _row(pool: Pool, said: Estimate, trials: Sequence[Trial]) -> dict[str, Any]:
    loads = [trial.mean_utilisation.get(pool.role, 0.0) for trial in trials]
    waits = [trial.mean_wait_s.get(pool.role) for trial in trials]
    known = [wait for wait in waits if wait is not None]
    complete = bool(known) and len(known) == len(waits)
    wait, interval = (_mean(known), interval_over(known)) if complete else (None, None)
    return {
        "role": str(pool.role),
        "stations": len(pool.names),
        "formula": said.formula,
        "fit": said.fit,
        "why": said.why,
        "utilisation": pool.utilisation,
        "simulated_utilisation": _mean(loads) if loads else None,
        "wait_s": said.wait_s,
        "simulated_wait_s": wait,
        "simulated_wait_ci95_s": None if interval is None else list(interval),
        "replications": len(trials),
        "verdict": _verdict(pool, said, _mean(loads) if loads else None, wait, interval),
    }


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _verdict(
    pool: Pool, said: Estimate, used: float | None, wait: float | None, interval: tuple[float, float] | None
) -> str:
    """
    Why simulation and formula are as far apart as they are.

    A load that differs has no explanation: both rest on the same requests.
    """
    if said.wait_s is None:
        return "no formula"
    if used is None or wait is None:
        return "few requests"
    if abs(used - pool.utilisation) > max(APART * pool.utilisation, NEGLIGIBLE):
        return "unexplained"
    if max(wait, said.wait_s) <= NEGLIGIBLE * pool.mean_service_s:
        return "no wait"
    if abs(wait - said.wait_s) <= APART * said.wait_s:
        return "agrees"
    return _why_apart(said, wait, interval)


def _why_apart(said: Estimate, wait: float, interval: tuple[float, float] | None) -> str:
    if interval is not None and said.wait_s is not None and interval[0] <= said.wait_s <= interval[1]:
        return "chance"
    if said.fit == "limit" and wait < (said.wait_s or 0.0):
        return "periodic"
    return "approximation" if said.fit == "approximation" else "unexplained"
