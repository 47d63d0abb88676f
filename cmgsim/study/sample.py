"""Samples of a space of ranges: Latin hypercubes and Sobol sequences, by SciPy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from cmgsim.errors import MissingExtra
from cmgsim.model.scenario import Scenario
from cmgsim.study.design import Design, Point
from cmgsim.study.ranges import Range, range_of

Method = Literal["latin-hypercube", "sobol"]
METHODS: Final = ("latin-hypercube", "sobol")


def sample(
    scenario: Scenario,
    ranges: Mapping[str, Sequence[Any]],
    points: int,
    *,
    method: Method = "latin-hypercube",
    seed: int = 1,
) -> Design:
    """
    *points* points spread over the *ranges*: key path to low end and high end, and, if need be, `linear` or `log`.

    A Latin hypercube has one point in each of *points* slices of every factor; a Sobol sequence fills the space more
    evenly still, best with a power of two of points. A random quantity keeps its shape and gets another mean.

    Raises:
        ScenarioError: A range is wrong.
        MissingExtra: SciPy is not installed.

    Example:
        >>> from cmgsim.model.scenario_file import contoso
        >>> design = sample(contoso(), {"cmg.service_time": ("2 ms", "100 ms"), "cmg.workers": (4, 64)}, 8)
        >>> [factor.name for factor in design.factors], len(design.points)
        (['cmg.service_time', 'cmg.workers'], 8)
    """
    found = [range_of(scenario, path, *ends) for path, ends in ranges.items()]
    try:
        from scipy.stats import qmc
    except ImportError:
        raise MissingExtra("scipy", "sensitivity", "a sample of points") from None
    kind = qmc.Sobol if method == "sobol" else qmc.LatinHypercube
    return design_of(found, kind(len(found), rng=seed).random(points).tolist(), method)


def design_of(ranges: Sequence[Range], shares: Sequence[Sequence[float]], method: str) -> Design:
    """The design whose points lie at these shares of the ways from low to high."""
    points = []
    for row in shares:
        levels = [each.at(share) for each, share in zip(ranges, row, strict=True)]
        points.append(
            Point(tuple(level for level, _ in levels), tuple(pair for _, settings in levels for pair in settings))
        )
    return Design(tuple(each.factor for each in ranges), tuple(points), method)
