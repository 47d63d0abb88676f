"""Which part of a day is simulated, and who is online then."""

from __future__ import annotations

import pytest

from cmgsim.model.scenario_file import contoso, loads
from cmgsim.sizing.needs import SECOND, Needs
from cmgsim.sizing.presence import is_always, presence, sampled
from cmgsim.sizing.screening import Screen
from cmgsim.sizing.window import WARM_UP_NS, busiest_window

TWO_OFFICES = """
[scenario]
duration = "24 h"
[[clients]]
name = "near"
count = 3000
profile = "monday-morning"
[[clients]]
name = "far"
count = 1000
profile = "monday-morning"
time_zone = "+12:00"
"""


def window(text):
    scenario = loads(text)
    return busiest_window(Screen(scenario, Needs.of(scenario)))


def test_where_clients_come_evenly_the_window_is_the_beginning():
    found = busiest_window(Screen(contoso(), Needs.of(contoso())))

    assert (0, True) == (found.start_ns, found.even)
    assert (WARM_UP_NS, WARM_UP_NS + found.judged_ns) == found.judged


def test_a_window_has_as_many_requests_as_its_percentile_needs():
    """30 above the 95th percentile are 600, at one a second; above the 99th they are 3,000."""
    minutely = 'count = 60\nactivities = [{{ request = "policy", every = "1 min" }}]'
    text = f'[targets]\n{{}}_latency = "5 s"\n[[clients]]\n{minutely}'

    assert [600, 3_000] == [window(text.format(each)).judged_ns // SECOND for each in ("p95", "p99")]


def test_the_window_lies_where_a_fixed_time_puts_most():
    found = window('[[clients]]\ncount = 5000\nactivities = [{ request = "scan", at = ["3 h", "5 h"] }, '
                   '{ request = "scan", at = ["5 h"] }]')  # fmt: skip
    first, last = found.judged

    assert not found.even
    assert first <= 5 * 3_600 * SECOND < last


@pytest.mark.slow
def test_the_window_lies_in_the_morning_of_an_office():
    first, last = window(TWO_OFFICES).judged

    assert 8 <= first / SECOND / 3_600
    assert last / SECOND / 3_600 <= 10


def test_offices_on_two_sides_of_the_world_are_never_online_together():
    scenario = loads(TWO_OFFICES)

    assert (1.0, 0.0) == presence(scenario)
    assert 3_000 == Screen(scenario, Needs.of(scenario)).connected
    assert 3_000 == Screen(scenario, Needs.of(scenario)).ports
    assert not is_always(scenario)


def test_a_sample_keeps_the_shares_and_the_rate_of_each_device():
    asking = '[[clients]]\nname = "a"\ncount = 9000\nactivities = [{ request = "state", rate = "90/s" }]'
    text = f'{asking}\n[[clients]]\nname = "b"\ncount = 1000'
    found = sampled(loads(text), 100)

    assert [90, 10] == [cohort.count for cohort in found.clients]
    assert 0.9 == pytest.approx(found.clients[0].activities[0].rate_per_s)
    assert contoso() == sampled(contoso(), 10_000)
