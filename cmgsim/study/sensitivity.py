"""
Which guess matters: the assumptions of a scenario varied over their plausible ranges, by SALib.

Morris (elementary effects) screens many factors with few runs; Sobol indices divide the variance of the answer among
the factors and take many more. Both vary all factors together. Every point has the same draws, so what is seen is the
factors and not chance.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any, Final, Literal

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from cmgsim.errors import MissingExtra, Problem, ScenarioError, StudyError
from cmgsim.model.scenario import Scenario
from cmgsim.study.design import Design
from cmgsim.study.measures import measure_called
from cmgsim.study.ranges import Range, assumed_ranges
from cmgsim.study.sample import design_of
from cmgsim.study.statistics import mean
from cmgsim.study.study import Study

Method = Literal["morris", "sobol"]
METHODS: Final = ("morris", "sobol")
LEVELS: Final = 4
"""Levels of a Morris trajectory, as usual."""


@frozen
class Effect:
    """
    How much a factor matters for a measure; the larger *size*, the more.

    Of Morris: *size* is µ*, the mean size of the change when the factor alone goes through its whole range, in the unit
    of the measure; *other* is σ, how much that change depends on the other factors or on where it begins. Of Sobol:
    *size* is the total index, the share of the variance that would be gone if the factor were known; *other* is the
    first-order index, the part that it makes by itself.
    """

    factor: str
    size: float
    confidence: float
    """Half width of the 95 % interval of *size*, by resampling."""
    other: float


def sensitivity_design(
    scenario: Scenario,
    method: Method = "morris",
    *,
    samples: int | None = None,
    ranges: Sequence[Range] | None = None,
    seed: int = 1,
) -> Design:
    """
    The points of a sensitivity analysis.

    Args:
        samples: Of Morris: trajectories, each of as many points as factors and one more; None: 10. Of Sobol: base
            samples, a power of two, each of as many points as factors and two more; None: 64.
        ranges: What to vary; None: the assumptions that the scenario uses, over their plausible ranges.

    Raises:
        ScenarioError: There is nothing to vary.
        MissingExtra: SALib is not installed.
    """
    found = tuple(assumed_ranges(scenario) if ranges is None else ranges)
    if not found:
        words = "the scenario uses no assumption with a plausible range"
        raise ScenarioError((Problem("sensitivity", "", words, "factors with a low and a high end"),))
    _salib()
    from SALib.sample import morris, sobol

    problem = _problem([each.name for each in found])
    if method == "morris":
        shares = morris.sample(problem, samples or 10, num_levels=LEVELS, seed=seed)
    else:
        shares = sobol.sample(problem, samples or 64, calc_second_order=False, seed=seed)
    design = design_of(found, shares.tolist(), "morris" if method == "morris" else "saltelli")
    return evolve(design, details={"shares": shares.tolist()})


def effects(study: Study, measure: str) -> list[Effect]:
    """
    How much each factor of a sensitivity study matters for *measure*, the most important first.

    Raises:
        StudyError: The study's design is another, or runs are missing.
        MissingExtra: SALib is not installed.
    """
    design = study.definition.design
    if design.method not in {"morris", "saltelli"}:
        raise StudyError("study", f"has a design of the kind {design.method}", "one that `sensitivity_design` made")
    _salib()
    names = [factor.name for factor in design.factors]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # divisions by a spread of zero: nothing matters, which is what comes out
        columns = _analysed(design, _problem(names), np.array(_answers(study, measure)))
    sizes, widths, others = (np.nan_to_num(np.asarray(column, float)).tolist() for column in columns)
    found = [Effect(*row) for row in zip(names, sizes, widths, others, strict=True)]
    return sorted(found, key=lambda effect: (-effect.size, effect.factor))


def _analysed(design: Design, problem: dict[str, Any], answers: NDArray[np.float64]) -> tuple[Any, Any, Any]:
    """Size, its half width and the other number, of each factor."""
    from SALib.analyze import morris, sobol

    if design.method == "morris":
        found = morris.analyze(problem, np.array(design.details["shares"]), answers, num_levels=LEVELS, seed=1)
        return found["mu_star"], found["mu_star_conf"], found["sigma"]
    found = sobol.analyze(problem, answers, calc_second_order=False, seed=1)
    return found["ST"], found["ST_conf"], found["S1"]


def _answers(study: Study, measure: str) -> list[float]:
    """The mean of the measure at each point."""
    found: dict[int, list[float]] = {point: [] for point in range(len(study.definition.design.points))}
    for point, value in zip(study.runs["point"], study.runs[measure_called(measure).name], strict=True):
        if value is not None:
            found[point].append(value)
    empty = [point for point, values in found.items() if not values]
    if empty:
        raise StudyError(
            "study", f"{len(empty)} points have no {measure}", "a finished study in which requests are answered"
        )
    return [mean(values) for values in found.values()]


def _problem(names: list[str]) -> dict[str, Any]:
    """What SALib calls the problem; ends are 0 and 1, since a range knows its own scale."""
    return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}


def _salib() -> None:
    try:
        import SALib  # noqa: F401
    except ImportError:
        raise MissingExtra("SALib", "sensitivity", "a sensitivity analysis") from None
