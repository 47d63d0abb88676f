"""
Where the integer answer changes: at how many devices, at which request rate, at which value of a guessed input.

All by formula and bisection: simulating each step would take hours, and what formulas exclude is certain. Where the
simulation asks for more than the formulas, the points are those of the formulas' own answer.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any, Final

from attrs import evolve, frozen

from cmgsim.model.scenario import Scenario
from cmgsim.model.scenario_limits import MAX_CLIENTS
from cmgsim.sizing.inputs import guesses
from cmgsim.sizing.layout import Layout
from cmgsim.sizing.needs import Needs
from cmgsim.sizing.screening import Screen

RATES: Final = (0.1, 100.0)
"""How far request rates are moved: to a tenth, and to a hundred times."""
_CLOSE: Final = 1e-4

Answer = Layout | None
Found = tuple[float, Answer]


@frozen
class Flip:
    """One change that would change the answer."""

    id: str
    """`devices`, `request-rate`, the name of an input, or a decision: `two-instances-down`, `nothing-down`."""
    kind: str
    """`load`, `input` or `decision`."""
    value: float | None
    """As it is; None for a decision."""
    at: float | None
    """Where the answer changes; None for a decision."""
    unit: str
    answer: Answer
    plausible: tuple[float, float] | None = None

    @property
    def factor(self) -> float:
        """How many times more or less it is than now; a decision is nearest."""
        return self.at / self.value if self.at and self.value else math.inf if self.kind != "decision" else 1.0

    def as_row(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {
            "id": self.id, "kind": self.kind, "value": self.value, "at": self.at, "unit": self.unit,
            "factor": self.factor if self.kind != "decision" and math.isfinite(self.factor) else None,
            "answer": None if self.answer is None else self.answer.as_row(),
            "plausible": None if self.plausible is None else list(self.plausible),
            "by": "formula",
        }  # fmt: skip


def flips(scenario: Scenario, needs: Needs, vm_size: str, most: Layout) -> tuple[Flip, ...]:
    """The points at which the formulas' answer of a size changes, the nearest first."""
    base = answer_of(scenario, needs, vm_size, most)
    found = [
        *_of_devices(scenario, needs, vm_size, most, base),
        *_of_rate(scenario, needs, vm_size, most, base),
        *_of_inputs(scenario, needs, vm_size, most, base),
        *_of_decisions(scenario, needs, vm_size, most, base),
    ]
    return tuple(sorted(found, key=lambda flip: (abs(math.log(flip.factor)) if flip.factor else math.inf, flip.id)))


def answer_of(scenario: Scenario, needs: Needs, vm_size: str, most: Layout, rate: float = 1.0) -> Answer:
    """The smallest layout of a size that formulas leave, with every request rate times *rate*."""
    return Screen(scenario, needs, rate).smallest(vm_size, most)


def _of_devices(scenario: Scenario, needs: Needs, vm_size: str, most: Layout, base: Answer) -> Iterator[Flip]:
    now = sum(cohort.count for cohort in scenario.clients)
    for end in (min(MAX_CLIENTS, 10 * now), max(1, now // 10)):

        def at(devices: float) -> Answer:
            return answer_of(with_devices(scenario, round(devices)), needs, vm_size, most)

        if found := change(at, base, now, end, 1):
            yield Flip("devices", "load", now, found[0], "devices", found[1])


def with_devices(scenario: Scenario, devices: int) -> Scenario:
    """
    *scenario* with another number of devices, each cohort in its share.

    Example:
        >>> from cmgsim.model.scenario_file import contoso
        >>> [cohort.count for cohort in with_devices(contoso(), 25_001).clients]
        [20001, 5000]
    """
    now = sum(cohort.count for cohort in scenario.clients)
    ends, before = [], 0
    for cohort in scenario.clients:
        before += cohort.count
        ends.append((2 * before * devices + now) // (2 * now))
    counts = [max(1, last - first) for first, last in zip([0, *ends], ends, strict=False)]
    return evolve(
        scenario,
        clients=tuple(evolve(cohort, count=count) for cohort, count in zip(scenario.clients, counts, strict=True)),
    )


def _of_rate(scenario: Scenario, needs: Needs, vm_size: str, most: Layout, base: Answer) -> Iterator[Flip]:
    def at(factor: float) -> Answer:
        return answer_of(scenario, needs, vm_size, most, factor)

    for end in RATES:
        if found := change(at, base, 1.0, end, _CLOSE):
            yield Flip("request-rate", "load", 1.0, found[0], "factor", found[1])


def _of_inputs(scenario: Scenario, needs: Needs, vm_size: str, most: Layout, base: Answer) -> Iterator[Flip]:
    for guess in guesses(scenario):

        def at(value: float, guess: Any = guess) -> Answer:
            return answer_of(guess.in_scenario(scenario, value), needs, vm_size, most)

        whole = guess.unit == "count"
        for end in (guess.low, guess.high):
            if found := change(at, base, guess.value, end, 1 if whole else _CLOSE * max(guess.value, end)):
                yield Flip(guess.name, "input", guess.value, found[0], guess.unit, found[1], (guess.low, guess.high))


def change(at: Callable[[float], Answer], base: Answer, start: float, end: float, close: float) -> Found | None:
    """
    Between *start*, where the answer is *base*, and *end*: where it first is another; None if it is not at *end*.

    Args:
        close: How near is near enough; 1: only whole numbers are asked for, and the number is exact.
    """
    if start == end or at(end) == base:
        return None
    same, other = start, end
    while abs(other - same) > close:
        middle = (same + other) // 2 if close == 1 else (same + other) / 2
        if at(middle) == base:
            same = middle
        else:
            other = middle
    return other, at(other)


def _of_decisions(scenario: Scenario, needs: Needs, vm_size: str, most: Layout, base: Answer) -> Iterator[Flip]:
    """What another choice of the architect would give."""
    others = {"nothing-down": evolve(needs, survives=()), "two-instances-down": evolve(needs, instances_lost=2)}
    for name, other in others.items():
        answer = answer_of(scenario, other, vm_size, most)
        if needs.survives and answer != base:
            yield Flip(name, "decision", None, None, "", answer)
