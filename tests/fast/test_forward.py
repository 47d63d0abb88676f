"""The sweep is a third engine: where it runs, its rows are those of the other two; where it does not, it says why."""

from __future__ import annotations

import pytest
from builders import contoso
from engine_differences import differences, total_differences
from forward_scenarios import forward_scenarios
from hypothesis import HealthCheck, event, given, settings

from cmgsim.api.simulate import simulate
from cmgsim.engine.timeline import timeline
from cmgsim.fast import forward, forward_plan, forward_sweep, run
from cmgsim.fast.forward import EVENT_LOOP, SWEEP
from cmgsim.fast.forward_clients import CROWDED, INTERTWINED, NO_PORTS
from cmgsim.fast.forward_feedback import FOUND, LATE, UNSETTLED
from cmgsim.model.plan import lower
from cmgsim.model.scenario_file import contoso as built_in
from cmgsim.results.answers import without_requests
from cmgsim.results.stations import station_statistics

UNHURRIED = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def compiled(scenario, **options):
    plan = lower(scenario)
    world = timeline(plan, seed=scenario.general.seed, replication=0)
    return run.run_one(plan, world, seed=scenario.general.seed, **options)


def three_runs(scenario, *, visits):
    """What the reference engine, the event loop and the sweep make of a scenario."""
    reference = simulate(scenario, replications=1, engine="simpy", visits=visits).logs[0]
    return reference, *(compiled(scenario, visits=visits, may_sweep=may_sweep) for may_sweep in (False, True))


@pytest.mark.slow
@given(forward_scenarios())
@settings(max_examples=60, suppress_health_check=UNHURRIED)
def test_three_engines_give_the_same_rows_where_nothing_feeds_back(scenario):
    reference, stepped, swept = three_runs(scenario, visits=True)
    event(swept.path)

    assert [] == differences(reference, stepped)
    assert [] == differences(reference, swept)
    assert [] == differences(reference, compiled(scenario))
    assert [] == total_differences(without_requests(reference), compiled(scenario, requests=False))
    assert swept.path in (SWEEP, *(f"{EVENT_LOOP}: {why}" for why in FOUND.values()))


AT_ONCE = {"request": "policy", "at": ["1 s"]}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"faults": [{"kind": "instance-down", "target": "instance-2", "at": "30 min"}]}, forward_plan.CHANGES),
        ({"changes": [{"at": "30 min", "set": {"cmg.instances": 3}}]}, forward_plan.CHANGES),
        ({"clients[0].keep_alive": "1 min"}, forward_plan.KEEPS),
        ({"clients[0].activities": [{"request": "content", "at": ["1 min"]}]}, forward_plan.DOWNLOADS),
        ({"faults": [{"kind": "token-expired"}]}, forward_plan.OBSTACLE),
        ({"faults": [{"kind": "management-point-down"}]}, forward_plan.DOWN),
        ({"faults": [{"kind": "ports-blocked", "target": "443"}, {"kind": "internet-down"}]}, forward_plan.NO_CHANNEL),
        ({"scenario.requests_from": "2 h"}, forward_plan.NEVER_BEGIN),
        ({"clients[0].timeout": "400 ms"}, LATE),
        ({"cmg.vm_size": "B2s", "clients[0].activities": [AT_ONCE]}, FOUND[CROWDED]),
        ({"connection_points[0].dynamic_ports": 3}, FOUND[NO_PORTS]),
        ({"clients[0].activities": [AT_ONCE], "cmg.service_time": "0 s"}, FOUND[INTERTWINED]),
    ],
)
def test_what_feeds_back_is_left_to_the_event_loop_and_named(settings, why):
    scenario = contoso(settings=settings)
    log = compiled(scenario)

    assert f"{EVENT_LOOP}: {why}" == log.path
    assert [] == differences(simulate(scenario, engine="simpy").logs[0], log)


@pytest.mark.slow
@pytest.mark.parametrize(
    "settings",
    [
        [],
        ["clients[0].profile='monday-morning'", "scenario.start='mon 07:30'"],
        ["faults=[{kind='instance-down', target='instance-2'}]", "clients[0].count=3000"],
        ["faults=[{kind='connection-point-down', target='cmg-connection-point-1'}]"],
        ["clients[0].activities=[{request='scan', every='5 min'}]", "clients[0].count=2000"],
        ["clients=[{count=50, online=['23:58-00:01'], activities=[{request='state', every='20 s'}]}]"],
    ],
    ids=[
        "as it is",
        "a Monday morning",
        "an instance down",
        "a connection point down",
        "cards that are busy",
        "devices that go offline and hold no session",
    ],
)
def test_sites_that_nothing_happens_to_are_swept(settings):
    scenario = built_in(settings)
    swept = compiled(scenario)

    assert SWEEP == swept.path
    assert [] == differences(compiled(scenario, may_sweep=False), swept)


@pytest.mark.slow
def test_requests_that_are_not_kept_are_swept_and_counted():
    warm_up = {"scenario.warm_up": "20 min", "clients[0].activities": [{"request": "scan", "every": "1 min"}]}
    scenario = contoso(clients=500, settings=warm_up)
    counted = compiled(scenario, requests=False)

    assert SWEEP == counted.path
    assert [] == total_differences(compiled(scenario, requests=False, may_sweep=False), counted)


@pytest.mark.slow
def test_who_is_taken_up_when_another_comes_waits_no_longer():
    """Two come at once, and the third a service time later: the second is being served by then."""
    twice, once = ({"name": f"{at} s", "count": 2 - at, "activities": [AT_ONCE | {"at": [f"{at} s"]}]} for at in (0, 1))
    site = contoso(settings={"clients": [twice, once]}, instances=1, workers=1, service_time="1 s")
    swept = compiled(site)

    assert SWEEP == swept.path
    assert [0, 10**9, 10**9] == swept.requests["instance_wait_ns"].tolist()
    assert 1 == station_statistics(swept, swept.stations[0])["max_queue"]
    assert [] == differences(simulate(site, engine="simpy").logs[0], swept)


@pytest.mark.slow
def test_a_request_waits_at_the_card_for_an_answer_that_waits_for_a_request():
    """Two instances' worth of scans and uploads at once: the sweep has to go over the stretch more than once."""
    uploads = {"request": "hardware-inventory", "every": "20 s", "up": "5 MB"}
    site = contoso(clients=40, settings={"clients[0].activities": [uploads, {"request": "scan", "every": "20 s"}]})
    swept = compiled(site)

    assert SWEEP == swept.path
    assert [] == differences(simulate(site, engine="simpy").logs[0], swept)


@pytest.mark.slow
def test_cards_that_do_not_settle_are_left_to_the_event_loop(monkeypatch):
    monkeypatch.setattr(forward_sweep, "MOST_PASSES", 1)
    uploads = {"request": "hardware-inventory", "every": "20 s", "up": "5 MB"}
    site = contoso(clients=40, settings={"clients[0].activities": [uploads, {"request": "scan", "every": "20 s"}]})
    given_up = compiled(site)

    assert f"{EVENT_LOOP}: {UNSETTLED}" == given_up.path
    assert [] == differences(compiled(site, may_sweep=False), given_up)


@pytest.mark.slow
def test_a_stage_of_more_than_four_seconds_finds_a_wider_column():
    site = contoso(clients=30, workers=1, service_time="1 s", settings={"clients[0].activities": [AT_ONCE]})
    swept = compiled(site)

    assert SWEEP == swept.path
    assert 2**32 < swept.requests["instance_wait_ns"].max()
    assert [] == differences(compiled(site, may_sweep=False), swept)


@pytest.mark.slow
def test_everything_is_compiled_ahead():
    run.warm_up()
    compiled(built_in(["scenario.duration='5 min'"]), visits=True)

    assert [1] * len(forward.ENTRIES) == [len(function.signatures) for function, _ in forward.ENTRIES]
