"""The points of a study as people read them: levels with their units, and means with their intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from cmgsim.study.definition import Definition
from cmgsim.study.measures import BY_NAME
from cmgsim.study.tables import Table


def overview(definition: Definition, points: Table, measures: Sequence[str]) -> tuple[list[str], list[list[str]]]:
    """
    The heads and rows of a table that fits a screen, from the table of *points*.

    A cell of a measure is its mean over the replications, and its 95 % interval.
    """
    factors = [factor.name for factor in definition.design.factors]
    heads = ["point", *factor_heads(definition), "runs", *(BY_NAME[name].label for name in measures)]
    rows = [
        [str(point), *(level_in_words(points[name][point]) for name in factors), str(points["runs"][point]),
         *(_estimate(points, name, point) for name in measures)]
        for point in points["point"]
    ]  # fmt: skip
    return heads, rows


def factor_heads(definition: Definition) -> list[str]:
    """The factors with their units, as heads of columns."""
    factors = definition.design.factors
    return [f"{factor.name} [{factor.unit}]" if factor.unit else factor.name for factor in factors]


def level_in_words(level: Any) -> str:
    """
    A level as a line of a table has it.

    Example:
        >>> level_in_words(0.020833333), level_in_words(4), level_in_words(True), level_in_words("B2s")
        ('0.0208333', '4', 'yes', 'B2s')
    """
    if isinstance(level, bool):
        return "yes" if level else "no"
    return f"{level:.6g}" if isinstance(level, float) else "" if level is None else str(level)


def interval_in_words(middle: float, low: float | None, high: float | None) -> str:
    """
    An interval behind its mean: half of its width, or both ends where the mean is not in its middle.

    Example:
        >>> interval_in_words(2, 1.5, 2.5), interval_in_words(0.995, 0.9315, 1), interval_in_words(2, None, None)
        (' ±0.5', ' (0.9315 to 1)', '')
    """
    if low is None or high is None:
        return ""
    if math.isclose(high - middle, middle - low, rel_tol=1e-6, abs_tol=1e-12 * abs(middle)):
        return f" ±{(high - low) / 2:.2g}"
    return f" ({low:.4g} to {high:.4g})"


def _estimate(points: Table, name: str, point: int) -> str:
    """The mean and its interval."""
    middle, low, high = (points[f"{name}{end}"][point] for end in ("", "_low", "_high"))
    return "" if middle is None else f"{middle:.4g}{interval_in_words(middle, low, high)}"
