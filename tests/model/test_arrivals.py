"""When clients ask: once a period at a phase of their own, at random, or on time; nobody's times depend on others."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from cmgsim.facts.activities import CATALOGUE
from cmgsim.facts.rows import Authentication
from cmgsim.model.arrivals import arrivals, planned_activities
from cmgsim.model.distributions import constant, uniform
from cmgsim.model.randomness import Streams
from cmgsim.model.scenario import Activity, Clients, General, Scenario

Z = 4.89163848
"""One wrong alarm in a million (K11)."""
S = 10**9
HOUR = 3_600 * S
SEEDS = st.integers(0, 2**32)

# Known answers: 6,000 clients, a period of an hour, counts in its minutes.
J01_VARIANCE_OVER_MEAN = 0.983333333
J02_MORE_THAN_130 = 0.0015665426
J04_BUSIEST_MINUTE = 123.933191


def scenario_of(*cohorts, duration_ns=HOUR):
    return Scenario(clients=cohorts, general=General(duration_ns=duration_ns))


def cohort(count=10, *activities, name="laptops"):
    return Clients(count=count, name=name, activities=activities)


def policy(**when):
    return Activity(request="policy", **when)


def asked(scenario, seed=1, replication=0):
    return arrivals(scenario, planned_activities(scenario), Streams(seed, replication))


def times_by_client(found, client):
    return found.created_ns[found.client == client].tolist()


def agrees(truth, estimate, standard_error):
    return abs(estimate - truth) <= Z * standard_error


PERIODS = st.integers(1, 50)


@given(SEEDS, PERIODS, st.integers(1, 5), st.integers(1, 20))
def test_every_client_asks_exactly_once_in_every_period(seed, every_ns, periods, count):
    found = asked(scenario_of(cohort(count, policy(every_ns=every_ns)), duration_ns=periods * every_ns), seed)

    expected = [(period, client) for period in range(periods) for client in range(count)]
    assert expected == sorted(zip((found.created_ns // every_ns).tolist(), found.client.tolist(), strict=True))


@given(SEEDS, PERIODS, st.integers(1, 200))
def test_a_client_asks_at_the_same_phase_of_every_period_until_the_end(seed, every_ns, duration_ns):
    found = asked(scenario_of(cohort(3, policy(every_ns=every_ns)), duration_ns=duration_ns), seed)

    for client in range(3):
        times = times_by_client(found, client)
        phase = times[0] if times else every_ns
        assert list(range(phase, duration_ns, every_ns)) == times


@given(SEEDS, PERIODS, st.integers(0, 49), st.integers(1, 5))
def test_a_delay_carries_requests_from_before_the_start_in_and_others_out_at_the_end(seed, every_ns, delay_ns, periods):
    delay_ns %= every_ns
    duration_ns = periods * every_ns
    on_time = asked(scenario_of(cohort(5, policy(every_ns=every_ns)), duration_ns=duration_ns), seed)
    delayed = policy(every_ns=every_ns, jitter=constant(delay_ns))

    late = asked(scenario_of(cohort(5, delayed), duration_ns=duration_ns), seed)

    for client in range(5):
        expected = sorted((time + delay_ns) % duration_ns for time in times_by_client(on_time, client))
        assert expected == times_by_client(late, client)


def test_a_random_delay_is_drawn_anew_for_every_period():
    on_time = asked(scenario_of(cohort(100, policy(every_ns=60 * S))))
    late = asked(scenario_of(cohort(100, policy(every_ns=60 * S, jitter=uniform(0, 10 * S)))))
    planned = dict(
        zip(
            zip(on_time.client.tolist(), on_time.occurrence.tolist(), strict=True),
            on_time.created_ns.tolist(),
            strict=True,
        )
    )

    places = zip(late.client.tolist(), late.occurrence.tolist(), late.created_ns.tolist(), strict=True)
    delays = [time - planned[client, period] for client, period, time in places if (client, period) in planned]

    assert 5_900 < len(delays)
    assert 0 <= min(delays)
    assert max(delays) <= 10 * S
    assert agrees(5 * S, np.mean(delays), 10 * S / math.sqrt(12 * len(delays)))


@pytest.mark.parametrize(("share", "expected"), [(0.0, 0), (1.0, 6_000)])
def test_a_share_of_nothing_is_nothing_and_of_everything_everything(share, expected):
    assert expected == len(asked(scenario_of(cohort(100, policy(every_ns=60 * S, share=share)))))


def test_a_share_leaves_requests_out_at_random():
    whole = asked(scenario_of(cohort(1_000, policy(every_ns=60 * S))))
    part = asked(scenario_of(cohort(1_000, policy(every_ns=60 * S, share=0.3))))
    kept = set(zip(part.client.tolist(), part.created_ns.tolist(), strict=True))

    assert kept <= set(zip(whole.client.tolist(), whole.created_ns.tolist(), strict=True))
    assert agrees(0.3, len(part) / len(whole), math.sqrt(0.3 * 0.7 / len(whole)))
    by_client = np.bincount(part.client, minlength=1_000)
    assert agrees(60 * 0.3 * 0.7, by_client.var(), 60 * 0.3 * 0.7 * math.sqrt(2 / 1_000)), "periods are independent"


@cache
def minutes():
    """Requests in each minute of an hour, a row a replication."""
    scenario = scenario_of(cohort(6_000, policy(every_ns=HOUR)))
    counts = [np.bincount(asked(scenario, 1, number).created_ns // (60 * S), minlength=60) for number in range(1_000)]
    return np.array(counts)


@pytest.mark.slow
def test_phases_are_uniform():
    counts = minutes().sum(axis=0)

    assert 1_000 * 6_000 == counts.sum()
    chi_square = ((counts - 100_000) ** 2 / 100_000).sum()
    cube_root = (chi_square / 59) ** (1 / 3)
    assert agrees(1 - 2 / (9 * 59), cube_root, math.sqrt(2 / (9 * 59))), "by Wilson and Hilferty nearly normal"


@pytest.mark.slow
def test_counts_in_a_window_vary_less_than_those_of_a_poisson_process():
    scatter = ((minutes() - 100) ** 2).mean() / 100

    assert agrees(J01_VARIANCE_OVER_MEAN, scatter, J01_VARIANCE_OVER_MEAN * math.sqrt(2 / (1_000 * 59)))


@pytest.mark.slow
def test_crowded_minutes_are_as_rare_as_the_binomial_says():
    share = J02_MORE_THAN_130

    assert agrees(share, (minutes() > 130).mean(), math.sqrt(share * (1 - share) / minutes().size))


@pytest.mark.slow
def test_the_busiest_minute_of_the_hour_is_as_crowded_as_balls_in_bins_say():
    busiest = minutes().max(axis=1)

    assert agrees(J04_BUSIEST_MINUTE, busiest.mean(), busiest.std() / math.sqrt(len(busiest)))


def test_poisson_arrivals_come_at_their_rate():
    found = asked(scenario_of(cohort(10, policy(rate_per_s=5.0))))

    assert agrees(18_000, len(found), math.sqrt(18_000))
    gaps = np.diff(found.created_ns, prepend=0) / (S / 5)
    for x in (0.5, 1, 3):
        share = math.exp(-x)
        assert agrees(share, (gaps > x).mean(), math.sqrt(share * (1 - share) / len(gaps)))
    assert agrees(0, np.corrcoef(gaps[1:], gaps[:-1])[0, 1], 1 / math.sqrt(len(gaps))), "gaps are independent"


@pytest.mark.slow
def test_poisson_counts_vary_as_much_as_their_mean():
    counts = [
        len(asked(scenario_of(cohort(1, policy(rate_per_s=1.0)), duration_ns=100 * S), seed)) for seed in range(400)
    ]

    assert agrees(100, np.mean(counts), math.sqrt(100 / 400))
    assert agrees(1, np.var(counts, ddof=1) / 100, math.sqrt(2 / 399))


def test_poisson_arrivals_are_by_clients_drawn_evenly():
    found = asked(scenario_of(cohort(4, policy(rate_per_s=5.0)), cohort(6, policy(rate_per_s=5.0), name="desktops")))

    for number, clients in enumerate((range(4), range(4, 10))):
        mine = found.client[found.activity == number]
        assert set(clients) == set(mine.tolist())
        for client in clients:
            share = 1 / len(clients)
            assert agrees(share, (mine == client).mean(), math.sqrt(share * (1 - share) / len(mine)))


def test_everybody_asks_at_the_times_that_are_given():
    found = asked(scenario_of(cohort(3, policy(at_ns=(7, 0, 7, HOUR)))))

    assert [(0, 0), (0, 1), (0, 2), *2 * [(7, 0)], *2 * [(7, 1)], *2 * [(7, 2)]] == list(
        zip(found.created_ns.tolist(), found.client.tolist(), strict=True)
    )


def test_nobody_asks_nothing():
    found = asked(scenario_of(cohort(3, policy(at_ns=(HOUR,)))))

    assert 0 == len(found)
    assert ["int64"] * 5 == [column.dtype.name for column in found.in_order]


def test_a_cohort_without_activities_has_the_documented_schedules():
    planned = planned_activities(scenario_of(Clients(count=1, authentication=Authentication.CERTIFICATE)))

    expected = {row.name: row.every_ns for row in CATALOGUE.values() if row.every_ns and row.only_with is None}
    assert expected == {activity.kind.name: activity.when.every_ns for activity in planned}


# What is added to a scenario moves nothing that was there.


def rows(found, scenario):
    """Every arrival by what it is: cohort, request, member, occurrence; and when it comes, by which of the cohort."""
    planned = planned_activities(scenario)
    return {
        (planned[activity].stream, member, occurrence): (created_ns, client - planned[activity].first_client)
        for created_ns, activity, client, member, occurrence in zip(
            *(column.tolist() for column in found.in_order), strict=True
        )
    }


BASE = scenario_of(
    cohort(
        20,
        policy(every_ns=60 * S),
        Activity(request="scan", every_ns=100 * S, jitter=uniform(0, 30 * S), share=0.5),
        Activity(request="state", rate_per_s=0.2),
        Activity(request="location", at_ns=(5 * S, 6 * S)),
    ),
    cohort(5, policy(every_ns=60 * S), policy(every_ns=60 * S), name="desktops"),
    duration_ns=600 * S,
)
IDLE = cohort(7, policy(every_ns=60 * S), name="newcomers")


def with_clients(*cohorts):
    return evolve(BASE, clients=cohorts)


FIRST, SECOND = BASE.clients
MORE = {
    "a cohort at the end": with_clients(FIRST, SECOND, IDLE),
    "a cohort in front": with_clients(IDLE, FIRST, SECOND),
    "an activity at the end": with_clients(
        evolve(FIRST, activities=(*FIRST.activities, Activity(request="heartbeat", every_ns=S))), SECOND
    ),
    "an activity in front": with_clients(
        evolve(FIRST, activities=(Activity(request="heartbeat", every_ns=S), *FIRST.activities)), SECOND
    ),
    "the same activity once more": with_clients(
        evolve(FIRST, activities=(*FIRST.activities, policy(every_ns=S))), SECOND
    ),
    "time": evolve(BASE, general=General(duration_ns=700 * S)),
}


@pytest.mark.parametrize("what", MORE)
@pytest.mark.parametrize("replication", [0, 1])
def test_adding_moves_no_other_arrival(what, replication):
    before, after = (rows(asked(each, 3, replication), each) for each in (BASE, MORE[what]))

    assert before.items() < after.items()


def test_one_more_client_moves_no_other_client():
    more = with_clients(evolve(FIRST, count=21), SECOND)
    before, after = (rows(asked(each), each) for each in (BASE, more))

    assert before.keys() < after.keys()
    moved = {place for place in before if before[place] != after[place]}
    assert {"laptops/state/1"} == {stream for stream, _, _ in moved}, "a series at random is spread over all clients"
    assert [] == [place for place in moved if before[place][0] != after[place][0]], "its times stay"


def test_cohorts_with_the_same_schedule_ask_at_other_times():
    alike = with_clients(FIRST, evolve(FIRST, name="others"))
    found = rows(asked(alike), alike)

    mine, theirs = ([found[f"{name}/policy/1", member, 1] for member in range(20)] for name in ("laptops", "others"))
    assert [] == [pair for pair in zip(mine, theirs, strict=True) if pair[0] == pair[1]]


def test_replications_and_seeds_ask_at_other_times():
    drawn = [asked(BASE, seed, replication).created_ns.tolist() for seed in (1, 2) for replication in (0, 1)]

    assert 4 == len({tuple(times) for times in drawn})


@settings(max_examples=30)
@given(SEEDS)
def test_arrivals_stand_in_order_of_time_activity_member_and_occurrence(seed):
    busy = scenario_of(
        cohort(5, policy(every_ns=3), policy(every_ns=2, jitter=uniform(0, 3))),
        cohort(5, policy(rate_per_s=S / 2), name="desktops"),
        duration_ns=20,
    )
    found = asked(busy, seed)

    order = list(
        zip(*(c.tolist() for c in (found.created_ns, found.activity, found.member, found.occurrence)), strict=True)
    )
    assert sorted(order) == order
    assert len(set(order)) == len(order)
