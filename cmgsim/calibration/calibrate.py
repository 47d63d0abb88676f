"""Measure the inputs of a scenario from the logs of connection points and of the service."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final, Literal

from attrs import asdict, frozen

from cmgsim.calibration.counters import Counters, Origin, counters_of
from cmgsim.calibration.fit import (
    HELD_OUT,
    UNMAPPED,
    Fit,
    Prediction,
    ServiceTime,
    covered_s,
    fits,
    predictions,
    service_times,
)
from cmgsim.calibration.fragment import MEASURABLE, fragment, moment
from cmgsim.calibration.log_lines import read_log
from cmgsim.calibration.series import Counting, Interval, counting_of, intervals_of, of_origin
from cmgsim.errors import Problem, ScenarioError
from cmgsim.facts.rows import Confidence

SCHEMA: Final = "cmgsim.calibration/1"
ORIGINS: Final[tuple[Origin, ...]] = ("connection point", "instance")
"""Whose counters are taken where both are there: every request passes a connection point, content does not."""
_EXPECTED: Final = "lines with ReportTrafficData (SMS_Cloud_ProxyConnector.log) or RequestCount (CMGService.log)"


@frozen(eq=False)
class Calibration:
    """
    What the logs say: `fragment` is the part of a scenario file, `document` everything as plain data.

    `predictions` compares: what the first part of the time predicts for the rest, beside what came.
    """

    origin: Origin
    counting: Counting
    fits: tuple[Fit, ...]
    service_times: tuple[ServiceTime, ...]
    predictions: tuple[Prediction, ...]
    fragment: str
    document: dict[str, Any]


def calibrate(
    logs: Iterable[str | os.PathLike[str]],
    *,
    cohort: str | None = None,
    clients: int | None = None,
    counters: Literal["auto", "interval", "cumulative"] = "auto",
) -> Calibration:
    """
    Measure rates, sizes and service times from log files.

    Both formats of lines, all encodings of Windows, rotated files and files that overlap are understood; a line that
    stands twice counts once.

    Args:
        logs: Files of CMG connection points (`SMS_Cloud_ProxyConnector.log`), of instances (`CMGService.log`), or both.
        cohort: Name of the cohort that makes the requests; None: the first one of the scenario.
        clients: How many clients made them; with it the fragment is a scenario by itself.
        counters: Whether each report counts since the one before or since the start; `auto` finds out.

    Raises:
        ScenarioError: A file cannot be read, or a line that ought to count something does not; every problem.
    """
    paths = [Path(each) for each in logs]
    found, problems = _counters(paths)
    if problems:
        raise ScenarioError(tuple(problems))
    origin = next((each for each in ORIGINS if of_origin(found.samples, each)), None)
    if origin is None:
        raise ScenarioError(tuple(Problem(str(path), "", "counts nothing", _EXPECTED) for path in paths))
    samples = of_origin(found.samples, origin)
    counting = counting_of(samples) if counters == "auto" else counters
    intervals = intervals_of(samples, counting)
    if not intervals:
        wrong = "one report of counters that run on since the start says nothing"
        raise ScenarioError((Problem(str(paths[0]), "", wrong, "two reports at least"),))
    measured, times = fits(intervals), tuple(
        each for each in service_times(found.elapsed) if each.role in MEASURABLE
    )  # fmt: skip
    chosen = [fit for fit in measured if not fit.request.startswith(UNMAPPED) and fit.requests]
    about = _about(paths, intervals, chosen, cohort=cohort, alone=clients is not None)
    known = _known(paths, intervals, chosen)
    text = fragment(chosen, times, about, known, cohort=cohort, clients=clients)
    guessed = predictions(intervals)
    document = _document(paths, found, origin, counting, intervals, measured, times, guessed, text)
    return Calibration(origin, counting, measured, times, guessed, text, document)


def _counters(paths: Sequence[Path]) -> tuple[Counters, list[Problem]]:
    problems: list[Problem] = []
    lines = []
    for path in paths:
        try:
            lines += read_log(path)
        except ScenarioError as error:
            problems += error.problems
    if not paths:
        problems.append(Problem("arguments", "", "no log is given", _EXPECTED))
    found, wrong = counters_of(lines)
    return found, problems + wrong


def _about(
    paths: Sequence[Path], intervals: Sequence[Interval], chosen: Sequence[Fit], *, cohort: str | None, alone: bool
) -> list[str]:
    names = ", ".join(dict.fromkeys(path.name for path in paths))
    total = sum(fit.requests for fit in chosen)
    first, last = intervals[0].at_s - intervals[0].covers_s, intervals[-1].at_s
    use = (
        "A scenario by itself: `cmgsim run THIS-FILE`. Or a part of one: `cmgsim run SITE.toml --set @THIS-FILE`."
        if alone
        else "Use it with a scenario: `cmgsim run SITE.toml --set @THIS-FILE`."
    )
    of = f'the cohort "{cohort}"' if cohort is not None else "the first cohort"
    return [
        f"Measured by `cmgsim calibrate`: {total:,} requests, {moment(first)} to {moment(last)}.",
        f"From {names}.",
        f"{use} It replaces the activities of {of}.",
    ]


def _known(paths: Sequence[Path], intervals: Sequence[Interval], chosen: Sequence[Fit]) -> str:
    """How the numbers of a fragment are known, in one text that goes with them."""
    names = ", ".join(dict.fromkeys(path.name for path in paths))
    first, last = intervals[0].at_s - intervals[0].covers_s, intervals[-1].at_s
    total = sum(fit.requests for fit in chosen)
    return f"cmgsim calibrate: {total:,} requests, {moment(first)} to {moment(last)}, from {names}"


def _document(
    paths: Sequence[Path],
    found: Counters,
    origin: Origin,
    counting: Counting,
    intervals: Sequence[Interval],
    measured: Sequence[Fit],
    times: Sequence[ServiceTime],
    guessed: Sequence[Prediction],
    text: str,
) -> dict[str, Any]:
    first, last = intervals[0].at_s - intervals[0].covers_s, intervals[-1].at_s
    most = [sample.concurrent for sample in found.samples if sample.concurrent is not None]
    other = [each for each in ORIGINS if each != origin and of_origin(found.samples, each)]
    return {
        "schema": SCHEMA,
        "files": [str(path) for path in paths],
        "counted_by": origin,
        "counters": counting,
        "from": moment(first),
        "to": moment(last),
        "covered_s": covered_s(intervals),
        "reports": len(intervals),
        "servers": sorted({interval.server for interval in intervals}),
        "duplicates": found.duplicates,
        "cut_lines": found.cut,
        "most_concurrent": max(most, default=None),
        "inputs": [_input(fit) for fit in measured if not fit.request.startswith(UNMAPPED)],
        "left_out": [
            {"endpoint": fit.request.removeprefix(UNMAPPED), "requests": fit.requests}
            for fit in measured
            if fit.request.startswith(UNMAPPED)
        ],
        "service_times": [
            {**asdict(each), "role": str(each.role), "confidence": str(Confidence.MEASURED)} for each in times
        ],
        "held_out_share": HELD_OUT,
        "held_out": [{**asdict(each), "error": each.error, "inside": each.inside} for each in guessed],
        "agreement": [_agreement(found, each, counting, measured) for each in other],
        "fragment": text,
    }


def _input(fit: Fit) -> dict[str, Any]:
    return {**asdict(fit), "confidence": str(Confidence.MEASURED)}


def _agreement(found: Counters, origin: Origin, counting: Counting, measured: Sequence[Fit]) -> dict[str, Any]:
    """What the other kind of log counts, beside what was taken: they should see the same requests."""
    samples = of_origin(found.samples, origin)
    theirs = fits(intervals_of(samples, counting_of(samples)))
    mine = {fit.request: fit.rate_per_s for fit in measured}
    return {
        "counted_by": origin,
        "ratios": {
            fit.request: fit.rate_per_s / mine[fit.request]
            for fit in theirs
            if mine.get(fit.request) and not fit.request.startswith(UNMAPPED)
        },
        "elapsed_ms": {fit.request: fit.elapsed_ms for fit in theirs if fit.elapsed_ms is not None},
    }
