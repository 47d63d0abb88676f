"""
Which point is best: ranking and selection by the procedure KN.

S.-H. Kim and B. L. Nelson, A fully sequential procedure for indifference-zone selection in simulation, ACM Transactions
on Modeling and Computer Simulation 11 (2001), pages 251 to 273, with c = 1. Every point gets *first* replications; from
then on the points that are clearly worse than another one are left out, one replication after the other, until one
is left. If the best is better than the others by at least the indifference zone, it is chosen with a probability of at
least the assurance; if not, what is chosen is within the zone of the best with that probability. The proof asks for
normal observations, which means over runs are nearly; common random numbers are allowed and make it quicker.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from attrs import asdict, frozen

from cmgsim.study.rules import Finished, Row
from cmgsim.study.statistics import mean, variance


@frozen
class Choice:
    """How far a selection has come."""

    alive: tuple[int, ...]
    """Points that may still be the best; one: the answer."""
    left_out: tuple[tuple[int, int, int], ...]
    """A point, the point that it was clearly worse than, and after how many replications."""
    failed: tuple[int, ...]
    """Points of which a run failed or the measure is not known: they cannot be judged."""
    replications: int
    """How many of each were looked at."""
    wanted: int
    """How many of those alive the next look takes; equal to `replications` where it is decided, or the budget spent."""

    @property
    def best(self) -> int | None:
        """The point that was chosen; None where it is not decided."""
        return self.alive[0] if len(self.alive) == 1 else None


@frozen
class Best:
    """
    Replications until it is decided which point has the smallest (or largest) mean of *measure*.

    Args:
        indifference: A difference, in the unit of the measure, that does not matter.
        batch: Replications that are asked for at once, so that workers have something to do.
        most: Replications of a point at which it stays undecided.
    """

    measure: str
    indifference: float
    goal: Literal["smallest", "largest"] = "smallest"
    assurance: float = 0.95
    first: int = 10
    batch: int = 5
    most: int = 200
    name: str = "best"

    def wanted(self, points: int, finished: Finished) -> list[int]:
        """The first stage of all, then more of those that may still be the best."""
        choice = self.choice(points, finished)
        judged = [point for point, _, _ in choice.left_out]
        seen = {point: len(finished(point)) for point in (*judged, *choice.failed)}
        return [max(self.first, seen[point]) if point in seen else choice.wanted for point in range(points)]

    def choice(self, points: int, finished: Finished) -> Choice:
        """How far the results so far decide."""
        values = {point: self._values(finished(point)) for point in range(points)}
        if any(row is not None and len(row) < self.first for row in values.values()):
            return Choice(tuple(range(points)), (), (), 0, self.first)
        failed = tuple(point for point, row in values.items() if row is None)
        alive = [point for point in range(points) if point not in failed]
        return self._screened({point: values[point] or [] for point in alive}, failed)

    def _screened(self, values: dict[int, list[float]], failed: tuple[int, ...]) -> Choice:
        alive, left_out = list(values), list[tuple[int, int, int]]()
        spread = _spread({point: row[: self.first] for point, row in values.items()})
        h2 = self._h2(len(values))
        number = self.first
        while len(alive) > 1:
            beaten = self._beaten(alive, values, number, h2, spread)
            left_out += [(point, by, number) for point, by in beaten.items()]
            alive = [point for point in alive if point not in beaten]
            if len(alive) == 1 or number >= self.most or min(len(values[point]) for point in alive) <= number:
                break
            number += 1
        decided = len(alive) <= 1 or number >= self.most
        wanted = number if decided else min(number + self.batch, self.most)
        return Choice(tuple(alive), tuple(left_out), failed, number, wanted)

    def _beaten(
        self, alive: list[int], values: dict[int, list[float]], number: int, h2: float, spread: Mapping[Any, float]
    ) -> dict[int, int]:
        """Points that are clearly worse than another one after *number* replications, with that other one."""
        means = {point: mean(values[point][:number]) for point in alive}
        found: dict[int, int] = {}
        for point in alive:
            for other in alive:
                slack = self._slack(number, h2 * spread[min(point, other), max(point, other)]) if point != other else 0
                if means[point] > means[other] + slack and point not in found:
                    found[point] = other
        return found

    def _slack(self, number: int, scaled: float) -> float:
        """By how much a mean may be worse without being clearly worse; *scaled* is h² times the variance."""
        delta = self.indifference
        return max(0.0, delta / (2 * number) * (scaled / delta**2 - number))

    def _h2(self, points: int) -> float:
        """The constant h² of the procedure, with c = 1."""
        if points < 2:
            return 0.0
        free = self.first - 1
        eta: float = 0.5 * ((2 * (1 - self.assurance) / (points - 1)) ** (-2 / free) - 1)
        return 2 * eta * free

    def _values(self, rows: Sequence[Row | None]) -> list[float] | None:
        """The measure, turned so that less is better; None where one is missing."""
        sign = 1 if self.goal == "smallest" else -1
        values = [None if row is None else row[self.measure] for row in rows]
        return None if None in values else [sign * value for value in values if value is not None]

    def document(self) -> dict[str, Any]:
        """The rule as JSON."""
        return asdict(self)


def _spread(first: Mapping[int, list[float]]) -> dict[tuple[int, int], float]:
    """The variance of the difference of every pair of points, over the first stage."""
    return {
        (a, b): variance([x - y for x, y in zip(first[a], first[b], strict=True)])
        for a in first
        for b in first
        if a < b
    }
