"""Traffic presets: assumed sizes are scaled until a client's month is what the cost page says."""

from __future__ import annotations

import pytest

from cmgsim.facts.limits import EGRESS_HIGH, EGRESS_LOW
from cmgsim.facts.rows import Authentication
from cmgsim.model.arrivals import planned_activities, scaling_of
from cmgsim.model.scenario import Activity, Clients, Scenario
from cmgsim.model.traffic import MONTH, SECOND, requests_per_client_s
from cmgsim.model.units import DAY, HOUR, WEEK
from cmgsim.model.week import hours_of, span_ns

MB = 10**6


def egress(cohort):
    """Bytes of one client and month, summed over what is planned."""
    planned = planned_activities(Scenario(clients=(cohort,)))
    often = [requests_per_client_s(each.when, hours_of(cohort), cohort.count) * MONTH / SECOND for each in planned]
    return sum(count * (each.up.mean + each.down.mean) for count, each in zip(often, planned, strict=True))


@pytest.mark.parametrize("preset", [EGRESS_LOW, EGRESS_HIGH])
@pytest.mark.parametrize("more", [{}, {"profile": "monday-morning"}, {"authentication": Authentication.CERTIFICATE}])
def test_a_preset_is_met_whatever_the_clients_do(preset, more):
    target = int(preset.value * MB)

    assert target == pytest.approx(egress(Clients(count=7, traffic_bytes=target, **more)), rel=1e-4)


def test_without_a_preset_nothing_is_scaled():
    assert scaling_of(Clients(count=1)) is None
    assert {1.0} == {each.factor for each in planned_activities(Scenario(clients=(Clients(count=1),)))}


def test_only_assumed_sizes_are_scaled():
    plain, scaled = (
        {
            each.kind.name: each
            for each in planned_activities(Scenario(clients=(Clients(count=1, traffic_bytes=bytes_),)))
        }
        for bytes_ in (None, 300 * MB)
    )

    for name in ("token", "notification"):
        assert plain[name].up == scaled[name].up, "a published log gives it"
    factor = scaled["scan"].factor
    assert factor > 3
    assert round(factor * plain["scan"].down.mean) == scaled["scan"].down.mean


def test_a_size_that_the_scenario_gives_stays():
    scan = Activity(request="scan", every_ns=WEEK, down=Clients(count=1).timeout)
    policy = Activity(request="policy", every_ns=HOUR)
    (mine, other) = planned_activities(
        Scenario(clients=(Clients(count=1, traffic_bytes=10**12, activities=(scan, policy)),))
    )

    assert scan.down == mine.down
    assert 30_000 < other.down.mean


def test_a_profile_comes_on_top_of_the_preset():
    usual, patch_day = (
        Clients(count=1, traffic_bytes=100 * MB, profile=name) for name in ("monday-morning", "patch-tuesday")
    )

    assert scaling_of(usual) == scaling_of(patch_day)
    assert egress(patch_day) > 2 * egress(usual)


def test_requests_of_a_week_with_online_hours():
    hours = hours_of(Clients(count=1, online=(span_ns("08:00-18:00"),), weekdays=("mon", "tue")))
    hourly = requests_per_client_s(Activity(request="policy", every_ns=HOUR), hours, 1) * WEEK / SECOND
    weekly = requests_per_client_s(Activity(request="scan", every_ns=WEEK), hours, 1) * WEEK / SECOND
    session = requests_per_client_s(Activity(request="notification", every_ns=DAY), hours, 1) * WEEK / SECOND
    random = requests_per_client_s(Activity(request="policy", rate_per_s=4.0), hours, 2)

    assert 20 + 2 == pytest.approx(hourly), "twenty on time, two made up for"
    assert 1 == pytest.approx(weekly)
    assert 20 / 24 + 2 == pytest.approx(session)
    assert 2 * 20 / 168 == pytest.approx(random)
