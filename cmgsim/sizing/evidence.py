"""How well the inputs are founded, and which guess matters most: the evidence behind an answer, not its statistics."""

from __future__ import annotations

import math
from typing import Any, Final

from cmgsim.explain.latency import stages_of
from cmgsim.model.assumption_rows import assumption_rows
from cmgsim.model.scenario import Scenario
from cmgsim.sizing.inputs import guesses
from cmgsim.sizing.layout import Layout
from cmgsim.sizing.needs import SECOND, Needs
from cmgsim.sizing.screening import Screen

STARS: Final = 5
FOUNDED: Final = ("documented", "measured")


def stars(scenario: Scenario) -> int:
    """
    One to five: in fifths, the share of the inputs that are documented or measured.

    Example:
        >>> from cmgsim.model.scenario_file import contoso
        >>> stars(contoso())
        2
    """
    used = [row for row in assumption_rows(scenario) if row["used"]]
    founded = sum(row["confidence"] in FOUNDED for row in used)
    return max(1, min(STARS, math.ceil(STARS * founded / len(used))))


def inputs_by_effect(scenario: Scenario, needs: Needs, layout: Layout) -> list[dict[str, Any]]:
    """
    The guessed inputs, the weakest first, by formula.

    What counts is how much the latency without waits and the load of the busiest station change when an input moves
    from the low to the high end of its plausible range.
    """
    rows = []
    for guess in guesses(scenario):
        (low_s, low_used), (high_s, high_used) = (
            _effect(guess.in_scenario(scenario, value), needs, layout) for value in (guess.low, guess.high)
        )
        base = max(min(low_s, high_s), 1e-9)
        rows.append(
            {
                "name": guess.name, "value": guess.value, "unit": guess.unit, "low": guess.low, "high": guess.high,
                "latency_at_low_s": low_s, "latency_at_high_s": high_s,
                "utilisation_at_low": low_used, "utilisation_at_high": high_used,
                "effect": abs(high_s - low_s) / base + abs(high_used - low_used),
                "why": guess.why,
            }
        )  # fmt: skip
    return sorted(rows, key=lambda row: (-row["effect"], row["name"]))


def _effect(scenario: Scenario, needs: Needs, layout: Layout) -> tuple[float, float]:
    """Mean latency of a request that never waits, and the highest utilisation."""
    screen = Screen(scenario, needs)
    rate = sum(each.rate_per_s for each in screen.demands)
    total = sum(each.rate_per_s * stages_of(scenario, each).total_ns for each in screen.demands)
    return total / rate / SECOND if rate else 0.0, max(pool.utilisation for pool in screen.pools(layout))
