"""Run the known answers, and compare."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import fsum, sqrt
from typing import Any, Final

from attrs import asdict, frozen

from cmgsim.api.engine_choice import Engine
from cmgsim.api.simulate import Run, simulate
from cmgsim.model.scenario import Scenario
from cmgsim.validation.known_answers import KNOWN_ANSWERS, KnownAnswer

MOST_ERRORS: Final = 4.89163848
"""A number that lies further from the truth, in standard errors, is wrong by chance once in a million."""
SEED: Final = 1


@frozen
class Comparison:
    """A known answer beside its estimate."""

    id: str
    model: str
    quantity: str
    unit: str
    formula: str
    truth: float
    estimate: float
    standard_error: float
    z: float
    """How many standard errors the estimate lies from the truth."""
    replications: int
    agrees: bool

    def as_row(self) -> dict[str, Any]:
        """For JSON and tables."""
        return asdict(self)


def selftest(
    *,
    engine: Engine = "auto",
    answers: Iterable[KnownAnswer] = KNOWN_ANSWERS,
    progress: Callable[[int, int], None] | None = None,
    notice: Callable[[str], None] | None = None,
) -> tuple[Comparison, ...]:
    """
    Simulate each of the known answers, with a fixed seed, and say how far the estimates lie from the truth.

    Args:
        engine: As for `simulate`; both engines give the same numbers.
        progress: Called with the number of answers compared so far, and that of all.
        notice: Called with a sentence when something takes time.

    Example:
        >>> from cmgsim.validation.known_answers import KNOWN_ANSWERS
        >>> [fullest] = selftest(engine="simpy", answers=KNOWN_ANSWERS[-1:])
        >>> fullest.agrees, round(fullest.truth, 4)
        (True, 30.2326)
    """
    rows, compared = tuple(answers), []
    runs: dict[Callable[[], Scenario], Run] = {}  # several answers are about one scenario
    for number, answer in enumerate(rows, start=1):
        if answer.scenario not in runs:
            runs = {answer.scenario: _run(answer, engine, notice)}
        compared.append(_compared(answer, runs[answer.scenario]))
        if progress:
            progress(number, len(rows))
    return tuple(compared)


def _run(answer: KnownAnswer, engine: Engine, notice: Callable[[str], None] | None) -> Run:
    return simulate(answer.scenario(), seed=SEED, replications=answer.replications, engine=engine, notice=notice)


def _compared(answer: KnownAnswer, run: Run) -> Comparison:
    estimate, error = _mean_and_error([answer.statistic(log) for log in run.logs])
    z = (estimate - answer.truth) / error
    return Comparison(
        answer.id, answer.model, answer.quantity, answer.unit, answer.formula,
        answer.truth, estimate, error, z, answer.replications, abs(z) <= MOST_ERRORS,
    )  # fmt: skip


def _mean_and_error(values: Sequence[float]) -> tuple[float, float]:
    """The mean of independent values, and its standard error."""
    mean = fsum(values) / len(values)
    return mean, sqrt(fsum((value - mean) ** 2 for value in values) / (len(values) - 1) / len(values))
