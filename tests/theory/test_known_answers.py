"""Each formula gives the published value: the answers were computed elsewhere, each in two independent ways."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from cmgsim.theory.general import burst_clearing_time, burst_mean_wait, mg1_mean_wait
from cmgsim.theory.hashing import fullest_bin_mean
from cmgsim.theory.loss import erlang_b, mginf_mean_number, poisson_above
from cmgsim.theory.markov import (
    FiniteSource,
    erlang_c,
    mm1_mean_number,
    mm1_sojourn_percentile,
    mmc_mean_wait,
    mmc_wait_percentile,
)
from cmgsim.theory.periodic import nd_mean_wait, nd_mean_workload
from cmgsim.theory.renewal import dm1, ekm1

with (Path(__file__).parent / "known_answers.csv").open(encoding="utf-8", newline="") as file:
    KNOWN = {row["id"]: row["value"] for row in csv.DictReader(file)}

FORMULAS = {
    "A01": lambda: mm1_mean_number(1.4, 2),
    "A02": lambda: mmc_mean_wait(1, 1.4, 2),
    "A03": lambda: mm1_sojourn_percentile(1.4, 2, 0.95),
    "B01": lambda: erlang_c(4, 3),
    "B02": lambda: mmc_mean_wait(4, 6, 2),
    "B03": lambda: mmc_wait_percentile(4, 6, 2, 0.95),
    "B04": lambda: erlang_c(16, 12),
    "B07": lambda: mmc_mean_wait(1, 6 / 4, 2),
    "B08": lambda: ekm1(4, 6 / 4, 2).mean_wait,
    "C01": lambda: erlang_b(10, 7),
    "C03": lambda: erlang_b(6000, 5900),
    "D01": lambda: mg1_mean_wait(0.8, 1, 0),
    "D04": lambda: mg1_mean_wait(0.5, 1, 4),
    "D05": lambda: mg1_mean_wait(0.5, 1, 0.5),
    "D07": lambda: mg1_mean_wait(0.7, 1, 4),
    "D08": lambda: dm1(1 / 1.25, 1).sigma,
    "D09": lambda: dm1(1 / 1.25, 1).mean_wait,
    "E01": lambda: mginf_mean_number(100, 0.5),
    "E02": lambda: poisson_above(mginf_mean_number(100, 0.5), 60),
    "F01": lambda: mmc_mean_wait(1, 0.6, 1) + 1 + mmc_mean_wait(1, 0.6, 0.8) + 1 / 0.8,
    "G04": lambda: FiniteSource(customers=4, servers=1, away_rate=1 / 1000, service_rate=1 / 8).probabilities[0],
    "I01": lambda: fullest_bin_mean(16, 4),
    "I02": lambda: fullest_bin_mean(100, 4),
    "I04": lambda: fullest_bin_mean(24_000, 4),
    "I05": lambda: fullest_bin_mean(96_000, 16),
    "J03": lambda: poisson_above(100, 130),
    "J04": lambda: fullest_bin_mean(6_000, 60),
    "J05": lambda: nd_mean_workload(10, 12.5),
    "J09": lambda: burst_clearing_time(6_000, 4, 0.01),
    "J10": lambda: burst_mean_wait(6_000, 4, 0.01),
    "J18": lambda: nd_mean_wait(500, 625.0),
}


def half_a_digit(value: str) -> float:
    """Half a unit of the last digit that is given, and a little for a value that lies on the edge."""
    return 0.51 * 10.0 ** Decimal(value).as_tuple().exponent


@pytest.mark.parametrize("name", FORMULAS)
def test_the_formula_gives_every_digit_of_the_known_answer(name):
    value = KNOWN[name]

    assert pytest.approx(float(value), abs=max(half_a_digit(value) if "." in value else 0, 1e-9)) == FORMULAS[name]()


def test_every_known_answer_is_asked_for():
    assert list(KNOWN) == list(FORMULAS)
