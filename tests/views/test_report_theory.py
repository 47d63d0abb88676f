"""What theory says beside a station: the wait by formula, and each reason once."""

from __future__ import annotations

import pytest

from cmgsim.views.numbers import unit_for
from cmgsim.views.report_theory import expected_wait, reasons

MS = unit_for([0.1])


def row(formula, fit="exact", wait_s=0.0, key="exponential"):
    return {"theory": {"formula": formula, "fit": fit, "mean_wait_s": wait_s, "reason": key}}


@pytest.mark.parametrize(
    ("station", "written"),
    [
        (row("M/M/c", wait_s=0.25), "250 (M/M/c)"),
        (row("GI/G/c", "approximation", 0.25), "≈ 250 (GI/G/c)"),
        (row("M/M/c", wait_s=1e-30), "0 (M/M/c)"),
        (row(None, None, None, "fixed times"), ""),
        (row(None, None, None, "unstable"), "∞"),
        ({}, ""),
    ],
)
def test_the_wait_by_formula_says_which(station, written):
    assert written == expected_wait(station, MS, "en")


def test_each_reason_is_said_once_with_the_stations_that_it_is_about():
    rows = {"a": row("M/M/c"), "b": row(None, key="fixed times"), "c": row("M/M/c"), "d": {}}

    assert [
        "a, c: M/M/c, random arrivals and exponential service: the formula is exact.",
        "b: no formula, requests come at fixed times all at once, and formulas are for steady arrivals.",
    ] == reasons(rows, "en")
