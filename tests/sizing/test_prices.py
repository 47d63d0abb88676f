"""Price files: what they hold, every problem at once, and never a cost that nobody gave."""

from __future__ import annotations

import pytest

from cmgsim.errors import ScenarioError
from cmgsim.model.scenario_file import contoso
from cmgsim.sizing.cost import cost, cost_beside_neighbours, vm_cost
from cmgsim.sizing.layout import Layout
from cmgsim.sizing.needs import Needs
from cmgsim.sizing.prices import load_prices, prices_of
from cmgsim.sizing.screening import Screen

HEAD = {"currency": "EUR", "date": "2026-11-01", "source": "by hand"}
LAYOUT = Layout("A2_v2", 3, 2)


def screen(*settings):
    scenario = contoso(settings)
    return Screen(scenario, Needs.of(scenario))


def test_without_prices_there_are_quantities_and_no_cost():
    found = cost_beside_neighbours(screen(), LAYOUT, None)

    assert 3 * 730 == found["lines"][0]["quantity"]["expected"]
    assert [None] * len(found["lines"]) == [line["cost"] for line in found["lines"]]
    assert (None, None, [None] * 3) == (found["total"], found["prices"], [row["total"] for row in found["neighbours"]])


def test_egress_lies_between_the_documented_ends_where_the_scenario_does():
    amounts = next(line for line in cost(screen(), LAYOUT, None)["lines"] if line["id"] == "egress")["quantity"]

    assert 10_000 * 300 / 1_000 == amounts["high"]
    assert amounts["low"] <= amounts["expected"] <= amounts["high"]


def test_tiers_are_filled_one_after_the_other():
    prices = prices_of({**HEAD, "egress": [{"up_to_gb": 100, "price": 0}, {"up_to_gb": 300, "price": 2}, {"price": 1}]})

    assert [0, 0, 100, 400, 500] == [prices.egress_cost(amount, "low") for amount in (0, 100, 150, 300, 400)]


def test_three_prices_give_three_sums():
    prices = prices_of({**HEAD, "vm_hour": {"A2_v2": {"low": 1, "expected": 2, "high": 4}}})
    found = cost(screen(), LAYOUT, prices)

    assert {"low": 2190, "expected": 4380, "high": 8760} == found["total"]
    assert 4380 == vm_cost(LAYOUT, prices)


def test_a_list_with_no_price_of_what_is_needed_gives_no_total():
    assert cost(screen(), LAYOUT, prices_of({**HEAD, "vm_hour": {"A4_v2": 1}}))["total"] is None


def test_storage_is_not_paid_for_where_there_is_no_content():
    names = [line["id"] for line in cost(screen("cmg.content=false"), LAYOUT, None)["lines"]]

    assert "storage" not in names


def test_every_problem_of_a_price_file_is_listed(tmp_path):
    file = tmp_path / "prices.toml"
    file.write_text(
        'currency = "EUR"\ntaxs = 1\npublic_ip_hour = -1\nvm_hour = { A3 = "x" }\n'
        "[[egress]]\nprice = 1\n[[egress]]\nup_to_gb = 5\nprice = { low = 3, expected = 2, high = 1 }\n",
        encoding="utf-8",
    )
    with pytest.raises(ScenarioError) as raised:
        load_prices(file)

    assert [
        "taxs", "date", "source", "public_ip_hour", "vm_hour.A3", "vm_hour.A3", "egress[0].up_to_gb", "egress[1].price",
        "egress[1].up_to_gb",
    ] == [problem.key_path for problem in raised.value.problems]  # fmt: skip


@pytest.mark.parametrize(("date", "problems"), [('"2026-11-01"', 0), ("2026-11-01", 0), ('"yesterday"', 1), ("7", 1)])
def test_prices_are_of_a_day(tmp_path, date, problems):
    file = tmp_path / "prices.toml"
    file.write_text(
        f'currency = "EUR"\nsource = "by hand"\ndate = {date}\n[[egress]]\nup_to_gb = 5\n', encoding="utf-8"
    )
    with pytest.raises(ScenarioError) as raised:
        load_prices(file)

    paths = [problem.key_path for problem in raised.value.problems]
    assert [*["date"] * problems, "egress[0].price", "egress[0].up_to_gb"] == paths
    assert "is missing" == next(each.message for each in raised.value.problems if each.key_path == "egress[0].price")


def test_a_price_file_that_is_not_there_is_one_error(tmp_path):
    with pytest.raises(ScenarioError, match="cannot be read"):
        load_prices(tmp_path / "none.toml")
