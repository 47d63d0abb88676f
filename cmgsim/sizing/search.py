"""Replications until a layout is decided: the lower end of Wilson's interval reaches the assurance, or cannot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import count
from typing import Final, Literal

from attrs import define, field

from cmgsim.results.shares import wilson
from cmgsim.sizing.layout import Layout
from cmgsim.sizing.needs import Needs
from cmgsim.sizing.progress import Progress
from cmgsim.sizing.trial import Laboratory, Trial

BUDGET: Final = 60
"""Replications of one layout at most: with all of them met, at least 93.9 % of windows are."""

Verdict = Literal["met", "rejected", "undecided"]


@define(eq=False)
class Tested:
    """A layout and its replications."""

    layout: Layout
    trials: list[Trial] = field(factory=list)
    met: int = 0
    replications: int = 0
    verdict: Verdict = "undecided"
    missed: Counter[tuple[str, str]] = field(factory=Counter)
    """How often which target was not met in which state."""

    @property
    def interval(self) -> tuple[float, float]:
        """Of the share of windows in which all targets are met, 95 %."""
        return wilson(self.met, self.replications)

    @property
    def worst(self) -> tuple[str, str] | None:
        """The target that was missed most often, and in which state."""
        return max(self.missed, key=lambda key: self.missed[key]) if self.missed else None

    def of_state(self, state: str) -> Sequence[Trial]:
        """The runs in one state, in the order of their replications."""
        return [trial for trial in self.trials if trial.state == state]


def decided(laboratory: Laboratory, layout: Layout, budget: int, progress: Progress | None = None) -> Tested:
    """Run *layout* until it is decided, *budget* times at most, with every unit down that it has to survive."""
    needs, found = laboratory.needs, Tested(layout)
    laboratory.plan(min(budget, least_replications(needs.assurance)) * len(needs.states))
    while found.verdict == "undecided" and found.replications < budget:
        if progress is not None:
            progress(laboratory.doing("layout", layout), found.replications, budget)
        _replicate(laboratory, found, needs)
        low, high = found.interval
        if low >= needs.assurance:
            found.verdict = "met"
        elif high < needs.assurance:
            found.verdict = "rejected"
    if progress is not None:
        progress(laboratory.doing("layout", layout), found.replications, found.replications)
    return found


def least_replications(assurance: float) -> int:
    """
    How many decide if the targets are met in all of them.

    Example:
        >>> least_replications(0.9), least_replications(0.5)
        (35, 4)
    """
    return next(n for n in count(1) if wilson(n, n)[0] >= assurance)


def is_rejected(laboratory: Laboratory, layout: Layout, budget: int, progress: Progress | None = None) -> bool:
    """Whether *layout* is rejected as soon as can be: without a single replication that meets the targets."""
    found = Tested(layout)
    while not found.met and found.replications < budget and found.interval[1] >= laboratory.needs.assurance:
        if progress is not None:
            progress(laboratory.doing("layout", layout), found.replications, budget)
        _replicate(laboratory, found, laboratory.needs)
    return not found.met and found.interval[1] < laboratory.needs.assurance


def _replicate(laboratory: Laboratory, found: Tested, needs: Needs) -> None:
    """One more replication in every state; after a miss the others are not needed."""
    met = True
    for state in needs.states:
        trial = laboratory.trial(found.layout, state, found.replications)
        found.trials.append(trial)
        missed = trial.missed(needs)
        found.missed.update((target, state) for target in missed)
        if missed:
            met = False
            break
    found.met += met
    found.replications += 1
