"""What devices with online hours ask, and when: on time while they are online, once and later for what they missed."""

from __future__ import annotations

import math

import numpy as np
import pytest

from cmgsim.model.absence import MADE_UP
from cmgsim.model.arrivals import arrivals, planned_activities
from cmgsim.model.distributions import ZERO, constant, uniform
from cmgsim.model.observed import pack
from cmgsim.model.randomness import Streams
from cmgsim.model.scenario import Activity, Clients, General, Scenario
from cmgsim.model.units import DAY, HOUR, MINUTE, WEEK
from cmgsim.model.week import moment_of_week_ns, span_ns

Z = 4.89163848
OFFICE = (span_ns("08:00-18:00"),)
WORKDAYS = ("mon", "tue", "wed", "thu", "fri")
S = 10**9


def asked(*activities, count=200, start="mon 00:00", duration_ns=DAY, seed=1, **cohort):
    hours = {"online": OFFICE, "weekdays": WORKDAYS, "spread": ZERO, "catch_up": ZERO} | cohort
    scenario = Scenario(
        clients=(Clients(count=count, activities=activities, **hours),),
        general=General(duration_ns=duration_ns, start_ns=moment_of_week_ns(start)),
    )
    return arrivals(scenario, planned_activities(scenario), Streams(seed, 0))


def policy(**when):
    return Activity(request="policy", **when)


def test_nobody_asks_while_offline():
    found = asked(policy(every_ns=HOUR), policy(rate_per_s=0.1), Activity(request="state", at_ns=(HOUR, 9 * HOUR)))

    assert 8 * HOUR <= found.created_ns.min()
    assert found.created_ns.max() < 18 * HOUR


def test_what_was_due_at_night_is_made_up_for_once():
    found = asked(policy(every_ns=HOUR))

    assert 200 == np.count_nonzero(found.created_ns == 8 * HOUR)
    assert 200 * (10 + 1) == len(found), "ten on time, and one for all that were missed"
    assert np.all(found.occurrence[found.created_ns == 8 * HOUR] > MADE_UP)


def test_a_weekly_request_is_made_once_a_week_whenever_it_is_due():
    found = asked(policy(every_ns=WEEK), duration_ns=WEEK)

    assert [1] * 200 == np.bincount(found.client).tolist()


def test_on_monday_what_was_due_since_friday_evening_is_made_up_for():
    found = asked(policy(every_ns=WEEK), count=20_000)
    at_once = np.count_nonzero(found.created_ns == 8 * HOUR)

    share = 62 / 168
    assert abs(at_once - 20_000 * share) < Z * math.sqrt(20_000 * share * (1 - share))


def test_a_request_with_nothing_to_send_is_not_made_up_for():
    found = asked(policy(every_ns=14 * HOUR, share=0.5), count=20_000)
    at_once = np.count_nonzero(found.created_ns == 8 * HOUR)

    share = 1 - 0.5**4 * (1 - 0.5 * 6 / 14)
    assert abs(at_once - 20_000 * share) < Z * math.sqrt(20_000 * share * (1 - share))


def test_it_comes_some_time_after_the_device_is_online():
    found = asked(policy(every_ns=HOUR), catch_up=uniform(0, 10 * MINUTE))
    late = found.created_ns[found.occurrence > MADE_UP] - 8 * HOUR

    assert 0 <= late.min() < late.max() <= 10 * MINUTE
    assert 150 < len(np.unique(late))


def test_and_at_the_latest_when_the_device_goes_offline():
    found = asked(policy(every_ns=HOUR), catch_up=constant(DAY))

    assert [18 * HOUR - 1] == np.unique(found.created_ns[found.occurrence > MADE_UP]).tolist()


def test_a_given_time_at_night_is_made_up_for_in_the_morning():
    found = asked(Activity(request="scan", at_ns=(HOUR, 2 * HOUR, 9 * HOUR)), count=2)

    assert [8 * HOUR, 8 * HOUR, 9 * HOUR, 9 * HOUR] == found.created_ns.tolist()


def test_a_run_that_begins_in_office_hours_begins_with_nothing_missed():
    found = asked(policy(every_ns=HOUR), start="tue 10:00", duration_ns=HOUR)

    assert 200 == len(found)
    assert found.occurrence.max() < MADE_UP


def test_a_run_that_begins_just_after_eight_still_sees_the_late_ones():
    found = asked(policy(every_ns=HOUR), start="mon 08:05", duration_ns=MINUTE, catch_up=constant(5 * MINUTE))

    assert 200 == np.count_nonzero((found.created_ns == 0) & (found.occurrence > MADE_UP))


def test_random_arrivals_are_thinned_to_the_hours_online():
    found = asked(policy(rate_per_s=1.0), count=10)

    assert abs(len(found) - 36_000) < Z * math.sqrt(36_000)


def test_a_notification_session_begins_when_the_device_comes():
    found = asked(Activity(request="notification", every_ns=15 * MINUTE), catch_up=uniform(0, 10 * MINUTE))

    assert 200 == np.count_nonzero(found.created_ns == 8 * HOUR)
    assert 200 * (40 + 1) == len(found), "and no keep-alive is made up for"


def test_observed_times_are_taken_as_they_are():
    found = asked(policy(observed=pack(np.array([2 * HOUR, HOUR, 2 * DAY]), np.array([5, 3, 3]))), count=2)

    assert [(HOUR, 0), (2 * HOUR, 1)] == list(zip(found.created_ns.tolist(), found.client.tolist(), strict=True))


def test_observed_requests_of_nobody_known_are_spread_over_all():
    found = asked(policy(observed=pack(np.arange(2_000))), count=4)

    assert 2_000 == len(found)
    assert np.all(np.abs(np.bincount(found.client) - 500) < Z * math.sqrt(2_000 * 3 / 16))


@pytest.mark.parametrize("duration_ns", [12 * HOUR, DAY, 3 * DAY])
def test_a_longer_run_moves_no_request(duration_ns):
    activities = policy(every_ns=HOUR, share=0.5, jitter=uniform(0, HOUR)), policy(rate_per_s=0.01)
    hours = {"spread": uniform(0, HOUR), "catch_up": uniform(0, HOUR), "count": 20}
    short, long = (asked(*activities, duration_ns=each, **hours) for each in (duration_ns, 4 * DAY))

    def rows(found):
        return set(zip(*(column.tolist() for column in found.in_order), strict=True))

    assert rows(short) == {row for row in rows(long) if row[0] < duration_ns}
