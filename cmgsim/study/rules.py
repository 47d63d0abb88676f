"""
How many replications: a fixed number, or until a mean is known precisely enough.

A rule is a pure function of the results so far, taken in the order of replications and never in the order in which
they came in. So a study asks for the same runs however many workers it has, and after any interruption.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Protocol

from attrs import asdict, frozen

from cmgsim.study.statistics import half_width

Row = Mapping[str, Any]
Finished = Callable[[int], Sequence[Row | None]]
"""For a point, the rows of its replications 0, 1, 2, … up to the first that is not finished; None for a failed one."""

MOST: Final = 10_000
"""Replications of one point at the very most."""


class Rule(Protocol):
    """Says what a study has to run."""

    @property
    def name(self) -> str:
        """What the rule is called in documents."""

    def wanted(self, points: int, finished: Finished) -> list[int]:
        """
        How many replications each of the points needs, as far as the results so far can tell.

        Asked again when all of these are finished; the same answer twice means that nothing is wanted any more.
        """

    def document(self) -> dict[str, Any]:
        """The rule as JSON, with its name."""


@frozen
class Fixed:
    """The same number of replications for every point."""

    replications: int = 1
    name: str = "fixed"

    def wanted(self, points: int, finished: Finished) -> list[int]:  # noqa: ARG002  # other rules need it
        """As many for each, whatever came out."""
        return [self.replications] * points

    def document(self) -> dict[str, Any]:
        """The rule as JSON."""
        return asdict(self)


@frozen
class Precision:
    """
    Until the half width of the interval of *measure* is at most *relative* times its mean, at every point.

    The number grows in stages: after each the number that would be enough, if the spread stayed as it is, is asked
    for (at most twice what there is). A mean of zero without spread is precise. (A. M. Law, Simulation Modeling and
    Analysis, 5th edition, section 9.4.1; the interval of a number of runs that the runs themselves decided is a
    little too narrow, the less so the larger *first* is.)
    """

    measure: str
    relative: float = 0.05
    first: int = 10
    most: int = 100
    level: float = 0.95
    name: str = "precision"

    def wanted(self, points: int, finished: Finished) -> list[int]:
        """For each point what it takes, as far as one can tell."""
        return [self._wanted(finished(point)) for point in range(points)]

    def _wanted(self, rows: Sequence[Row | None]) -> int:
        number = min(self.first, self.most)
        while number < self.most and len(rows) >= number:
            width, allowed = self.reached(rows[:number])
            if width <= allowed:
                break
            guess = math.ceil(number * (width / allowed) ** 2) if allowed else self.most
            number = min(max(number + 1, guess), 2 * number, self.most)
        return number

    def reached(self, rows: Sequence[Row | None]) -> tuple[float, float]:
        """The half width after these replications, and the one that would do; infinite where nothing is known."""
        values = [row[self.measure] for row in rows if row is not None and row[self.measure] is not None]
        if len(values) < 2:
            return (math.inf, 0.0) if len(rows) < self.most else (0.0, 0.0)
        return half_width(values, self.level), self.relative * abs(math.fsum(values) / len(values))

    def document(self) -> dict[str, Any]:
        """The rule as JSON."""
        return asdict(self)
