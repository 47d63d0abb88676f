"""Points against a baseline, pair by pair: a replication has the same draws at both, so most of the chance cancels."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from cmgsim.study.rules import Row
from cmgsim.study.statistics import ANY, LEVEL, Bounds, Estimate, estimate


@frozen
class Difference:
    """How much more (or, negative, less) of a measure a point has than the baseline."""

    point: int
    baseline: int
    measure: str
    estimate: Estimate
    """Of the mean difference, over the replications that both have."""

    @property
    def verdict(self) -> str:
        """`more`, `less`, or `undecided` where the interval holds zero or there is none."""
        low, high = self.estimate.low, self.estimate.high
        if low is None or high is None or low <= 0 <= high:
            return "no difference" if low == high == 0 else "undecided"
        return "more" if low > 0 else "less"


def compare(
    rows: Sequence[Sequence[Row | None]],
    measure: str,
    baseline: int,
    *,
    level: float = LEVEL,
    simultaneous: bool = True,
    within: Bounds = ANY,
) -> list[Difference]:
    """
    The difference of every other point from *baseline*.

    Args:
        rows: For each point the rows of its replications; None for one that failed.
        simultaneous: All intervals together hold with the confidence *level*: each gets its part of what may be
            missed (Bonferroni).
        within: What values the measure can have.

    Example:
        >>> rows = [[{"m": 1.0}, {"m": 2.0}, {"m": 3.0}], [{"m": 2.0}, {"m": 3.5}, {"m": 4.5}]]
        >>> (difference,) = compare(rows, "m", 0)
        >>> round(difference.estimate.mean, 3), difference.verdict
        (1.333, 'more')
    """
    others = [point for point in range(len(rows)) if point != baseline]
    each = 1 - (1 - level) / len(others) if simultaneous and others else level
    between = (within[0] - within[1], within[1] - within[0])
    return [
        Difference(point, baseline, measure, estimate(_pairs(rows[point], rows[baseline], measure), each, between))
        for point in others
    ]


def _pairs(mine: Sequence[Row | None], theirs: Sequence[Row | None], measure: str) -> list[float | None]:
    found: list[float | None] = []
    for one, other in zip(mine, theirs, strict=False):
        a, b = (None if row is None else row[measure] for row in (one, other))
        found.append(None if a is None or b is None else a - b)
    return found
