"""Who is online when: as the hours say, each device later by a delay of its own."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cmgsim.model.distributions import ZERO, constant, empirical, uniform
from cmgsim.model.online import ALWAYS, NEVER, online
from cmgsim.model.randomness import Streams
from cmgsim.model.scenario import Clients, General, Scenario
from cmgsim.model.units import DAY, HOUR
from cmgsim.model.week import moment_of_week_ns, span_ns

SEEDS = st.integers(0, 2**32)
OFFICE = (span_ns("08:00-18:00"),)
WORKDAYS = ("mon", "tue", "wed", "thu", "fri")


def found(*cohorts, start="mon 00:00", duration_ns=DAY, seed=1):
    general = General(duration_ns=duration_ns, start_ns=moment_of_week_ns(start))
    return online(Scenario(clients=cohorts, general=general), Streams(seed, 0))


def office(count=1, spread=ZERO, **more):
    return Clients(count=count, name="office", online=OFFICE, weekdays=WORKDAYS, spread=spread, **more)


def test_an_office_is_offline_at_night_and_online_from_eight():
    who = found(office())

    assert -1 == who.until(0, 0)
    assert 8 * HOUR == who.awake(0, 0)
    assert 18 * HOUR == who.until(0, 8 * HOUR)
    assert -1 == who.until(0, 18 * HOUR)
    assert 9 * HOUR == who.awake(0, 9 * HOUR)
    assert NEVER == who.awake(0, 20 * HOUR)


def test_on_saturday_it_is_offline_all_day():
    assert NEVER == found(office(), start="sat 00:00").awake(0, 0)


def test_a_run_may_begin_in_the_middle_of_a_stint():
    assert 8 * HOUR == found(office(), start="tue 10:00").until(0, 0)


def test_others_are_always_online():
    who = found(office(2), Clients(count=1, name="servers"))

    assert ALWAYS == who.first[2]
    assert (NEVER, 5) == (who.until(2, 5), who.awake(2, 5))


def test_a_device_comes_and_goes_later_by_the_same_delay():
    who = found(office(spread=constant(HOUR)))

    assert (9 * HOUR, 19 * HOUR) == (who.awake(0, 0), who.until(0, 10 * HOUR))


def test_every_device_has_a_delay_of_its_own_within_the_spread():
    who = found(office(500, uniform(0, HOUR)))
    came = np.array([who.awake(client, 0) for client in range(500)]) - 8 * HOUR

    assert 0 <= came.min() < came.max() <= HOUR
    assert 450 < len(np.unique(came))
    assert abs(came.mean() - HOUR / 2) < 4.9 * HOUR / np.sqrt(12 * 500)


def test_a_stint_that_is_late_pushes_the_next_one_back():
    shifts = Clients(
        count=50, name="shifts", online=(span_ns("08:00-12:00"), span_ns("13:00-18:00")), weekdays=("mon",),
        spread=empirical((0, 2 * HOUR)),
    )  # fmt: skip
    who = found(shifts).cohorts[0]

    assert who is not None
    assert np.all(who.starts < who.ends)
    assert np.all(who.ends[:, :-1] <= who.starts[:, 1:])


@given(SEEDS)
def test_a_longer_run_moves_no_stint(seed):
    short = found(office(3, uniform(0, HOUR)), seed=seed).cohorts[0]
    long = found(office(3, uniform(0, HOUR)), seed=seed, duration_ns=3 * DAY).cohorts[0]

    assert short is not None
    assert long is not None
    assert short.starts.tolist() == long.starts[:, : short.starts.shape[1]].tolist()


def test_another_client_or_cohort_moves_no_stint():
    alone = found(office(2, uniform(0, HOUR))).cohorts[0]
    among = found(Clients(count=3, name="others", online=OFFICE), office(3, uniform(0, HOUR))).cohorts[1]

    assert alone is not None
    assert among is not None
    assert alone.starts.tolist() == among.starts[:2].tolist()
