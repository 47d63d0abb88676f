"""The evidence of a report, beyond the answer itself: the curve around it, failures, the course of the day, inputs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
from attrs import evolve

from cmgsim.facts.limits import DYNAMIC_PORTS, VM_SIZES
from cmgsim.facts.rows import Role
from cmgsim.model.arrivals import arrival_chunks, expected_requests, planned_activities
from cmgsim.model.randomness import Streams
from cmgsim.request_log import RunLog
from cmgsim.results.intervals import interval_over
from cmgsim.sizing.answer import Answer
from cmgsim.sizing.cost import cost
from cmgsim.sizing.crosscheck import crosscheck
from cmgsim.sizing.failures import LONG_NS, failures, number_of_losses
from cmgsim.sizing.flips import answer_of
from cmgsim.sizing.inputs import Guess, guesses
from cmgsim.sizing.layout import Layout
from cmgsim.sizing.needs import SECOND
from cmgsim.sizing.paired import paired
from cmgsim.sizing.presence import online_at, sampled
from cmgsim.sizing.progress import Progress
from cmgsim.sizing.queues import queues
from cmgsim.sizing.screening import Screen
from cmgsim.sizing.trial import Laboratory, Trial

AROUND: Final = 2
"""Instances fewer and more than recommended that the curve shows."""
CURVE_RUNS: Final = 5
"""Replications of each layout of the curve, but for the recommended one, which has those of its decision."""
INPUTS: Final = 12
"""Guessed inputs that are moved in simulation: those with most effect by formula."""
MOST_ARRIVALS: Final = 2_000_000
"""Requests that are counted out for the course of time; of more, those of a sample of the devices."""
BINS: Final = (60, 300, 900, 3_600, 21_600)
"""Lengths of a bar in seconds; the shortest with which the whole course has at most this many bars is taken."""
MOST_BARS: Final = 168


def gather(answer: Answer, progress: Progress | None = None, log: RunLog | None = None) -> dict[str, Any]:
    """
    What the pages of a report show for the layout of *answer*; none of it changes the answer.

    Args:
        log: The run of the layout with nothing down, replication 0; None: it is simulated.

    The answer must have a layout: recommended, or left undecided.
    """
    layout = answer.recommended or answer.undecided[0]
    answer.laboratory.new_phase()
    answer.laboratory.plan(
        CURVE_RUNS * (len(_curve_numbers(answer, layout)) - 1) + 2 * len(_strongest(answer)),
        number_of_losses(answer, layout) * LONG_NS,
    )
    return {
        "layout": layout.as_row(),
        "curve": list(_curve(answer, layout, progress)),
        "crosscheck": list(crosscheck(answer, layout, _calm(answer, layout))),
        "failures": failures(answer, layout, progress),
        "course": course(answer),
        "queues": queues(log or answer.laboratory.log(answer.laboratory.scenario_of(layout, "none"), 0)),
        "inputs": list(_inputs(answer, layout, progress)),
    }


def _curve(answer: Answer, layout: Layout, progress: Progress | None) -> Iterator[dict[str, Any]]:
    numbers = _curve_numbers(answer, layout)
    for place, instances in enumerate(numbers):
        points = max(layout.connection_points, -(-instances // 4))
        beside = Layout(layout.vm_size, instances, points)
        if progress is not None:
            progress(answer.laboratory.doing("curve", beside), place, len(numbers))
        yield _point(answer, beside, answer.laboratory, len(numbers) - 1)


def _curve_numbers(answer: Answer, layout: Layout) -> list[int]:
    """Numbers of instances that the curve shows."""
    rule = answer.document["documented_rule"]["instances"]
    near = range(layout.instances - AROUND, layout.instances + AROUND + 1)
    return sorted({1, min(rule, answer.most.instances), *(n for n in near if 1 <= n <= answer.most.instances)})


def _point(answer: Answer, layout: Layout, laboratory: Laboratory, comparisons: int) -> dict[str, Any]:
    """One layout of the curve, with nothing down, and how its p95 compares with that of the chosen layout."""
    screen = answer.screen
    busiest = max((pool.utilisation for pool in screen.pools(layout)), default=0.0)
    trials = _calm(answer, layout)
    if busiest < 1 and not trials:
        trials = [laboratory.trial(layout, "none", replication) for replication in range(CURVE_RUNS)]
    total = cost(screen, layout, answer.prices)["total"]
    return {
        **layout.as_row(),
        "stable": busiest < 1,
        "replications": len(trials),
        **{f"p{percent}_s": _mean(_latencies(trials, percent)) for percent in (50, 95, 99)},
        **_beside(answer, layout, _latencies(trials, 95), comparisons),
        **{f"p{percent}_ci95_s": _interval(_latencies(trials, percent)) for percent in (50, 95, 99)},
        **{
            f"utilisation_{role.replace('-', '_')}": _mean([trial.utilisation.get(role, 0.0) for trial in trials])
            for role in (Role.INSTANCE, Role.CMG_CONNECTION_POINT, Role.MANAGEMENT_POINT)
        },
        "utilisation_peak": max((max(trial.utilisation.values(), default=0.0) for trial in trials), default=None),
        "connections_mean": _mean([trial.mean_connections for trial in trials]),
        "connections_fullest": max((trial.peak_connections for trial in trials), default=None),
        "connections_limit": VM_SIZES[layout.vm_size].clients,
        "ports_per_point": screen.ports / layout.connection_points,
        "ports_limit": DYNAMIC_PORTS.value,
        "success": _mean([trial.success for trial in trials]),
        "retries": _mean([trial.retries for trial in trials]),
        "cost": None if total is None else total["expected"],
    }


def _beside(
    answer: Answer, layout: Layout, p95: Sequence[float | None], comparisons: int
) -> dict[str, float | list[float] | None]:
    """The paired difference of p95 from the layout that the report is about; nothing for that one itself."""
    chosen = answer.recommended or answer.undecided[0]
    found = None if layout == chosen else paired(p95, _latencies(_calm(answer, chosen), 95), comparisons)
    mean, interval = found or (None, None)
    return {"p95_difference_s": mean, "p95_difference_ci_s": None if interval is None else list(interval)}


def _calm(answer: Answer, layout: Layout) -> Sequence[Trial]:
    """The runs with nothing down by which a layout was decided."""
    decided = next((each for each in answer.tested if each.layout == layout), None)
    return () if decided is None else decided.of_state("none")


def _latencies(trials: Sequence[Trial], percent: float) -> list[float | None]:
    return [trial.latency_s[float(percent)] for trial in trials]


def _mean(values: Sequence[float | None]) -> float | None:
    """The mean over replications; None where one of them has no value, or there is none."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known and len(known) == len(values) else None


def _interval(values: Sequence[float | None]) -> list[float] | None:
    known = [value for value in values if value is not None]
    found = interval_over(known) if len(known) == len(values) else None
    return None if found is None else [max(0.0, found[0]), found[1]]


def course(answer: Answer) -> dict[str, Any]:
    """
    Requests and devices online over the scenario's whole time, as replication 0 has them, in bars.

    Of many devices a sample is counted out and scaled up.
    """
    whole = answer.scenario
    devices = sum(cohort.count for cohort in whole.clients)
    share = min(1.0, MOST_ARRIVALS / max(1, expected_requests(whole)))
    scenario = sampled(whole, max(1, int(devices * share)))
    looked = sum(cohort.count for cohort in scenario.clients)
    duration_s = whole.general.duration_ns / SECOND
    bar = next((each for each in BINS if duration_s / each <= MOST_BARS), -(-int(duration_s) // MOST_BARS))
    counted = np.zeros(max(1, -(-whole.general.duration_ns // (bar * SECOND))), np.int64)
    for chunk in arrival_chunks(scenario, planned_activities(scenario), Streams(whole.general.seed, 0)):
        counted += np.bincount(chunk.created_ns // (bar * SECOND), minlength=len(counted))
    requests = np.rint(counted * (devices / looked)).astype(np.int64)
    middles = np.minimum((np.arange(len(counted)) * 2 + 1) * (bar * SECOND // 2), whole.general.duration_ns - 1)
    online = np.rint(online_at(scenario, middles) * (devices / looked)).astype(np.int64)
    return {
        "bar_s": bar,
        "requests": requests.tolist(),
        "online": online.tolist(),
        "devices": looked,
        "whole": looked == devices,
        "connected": answer.screen.connected,
    }


def _inputs(answer: Answer, layout: Layout, progress: Progress | None) -> Iterator[dict[str, Any]]:
    """Each of the strongest guesses at both ends, with the random numbers of replication 0."""
    known = {guess.name: guess for guess in guesses(answer.scenario)}
    strongest = _strongest(answer)
    base = answer.laboratory.trial(layout, "none", 0)
    for place, row in enumerate(strongest):
        if progress is not None:
            progress(answer.laboratory.doing("ends", row["name"]), place, len(strongest))
        guess = known[row["name"]]
        ends = {end: _at(answer, layout, guess, getattr(guess, end)) for end in ("low", "high")}
        yield {
            "name": guess.name, "value": guess.value, "unit": guess.unit, "low": guess.low, "high": guess.high,
            "p95_s": base.latency_s[95.0],
            **{f"p95_at_{end}_s": found["p95_s"] for end, found in ends.items()},
            **{f"answer_at_{end}": found["answer"] for end, found in ends.items()},
        }  # fmt: skip


def _strongest(answer: Answer) -> list[dict[str, Any]]:
    return [row for row in answer.document["inputs_by_effect"] if row["effect"] > 0][:INPUTS]


def _at(answer: Answer, layout: Layout, guess: Guess, value: float) -> dict[str, Any]:
    moved = guess.in_scenario(answer.scenario, value)
    other = Laboratory(moved, answer.needs, answer.laboratory.window, answer.laboratory.seed, answer.laboratory.engine)
    found = answer_of(moved, answer.needs, layout.vm_size, answer.most)
    unstable = max((pool.utilisation for pool in Screen(moved, answer.needs).pools(layout)), default=0.0) >= 1
    trial = None if unstable else other.trial(layout, "none", 0)
    answer.laboratory.runs += other.runs
    answer.laboratory.simulated_ns += other.simulated_ns
    return {
        "p95_s": None if trial is None else trial.latency_s[95.0],
        "answer": None if found is None else evolve(found).as_row(),
    }
