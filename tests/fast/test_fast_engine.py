"""What the compiled engine promises beside equal rows: names for what it refuses, room that grows, common draws."""

from __future__ import annotations

import pytest
from attrs import evolve
from builders import contoso
from engine_differences import differences

from cmgsim.api.engine_choice import choose, refusals
from cmgsim.api.simulate import simulate
from cmgsim.engine.timeline import timeline
from cmgsim.errors import OutOfMemory, Unsupported
from cmgsim.fast.machine import Machine
from cmgsim.fast.run import begin
from cmgsim.model.arrivals import expected_requests
from cmgsim.model.plan import lower
from cmgsim.model.scenario import Change
from cmgsim.model.scenario_file import with_settings
from cmgsim.request_log import Outcome

CHANGE = Change(at_ns=60_000_000_000, set=(("cmg.workers", 4),))


def watch(simulation):
    yield simulation.wait("1 min")


@pytest.mark.parametrize(
    ("arguments", "feature"),
    [({"trace": True}, "a trace of every message"), ({"processes": [watch]}, "a researcher's own processes")],
)
def test_what_it_does_not_do_it_refuses_by_name(arguments, feature):
    with pytest.raises(Unsupported) as refused:
        simulate(contoso(clients=1), engine="fast", **arguments)

    assert ("fast", (feature,)) == (refused.value.engine, refused.value.features)


def test_a_change_that_no_engine_makes_is_refused_by_name():
    assert ("changing cmg.workers while a run goes on",) == refusals(evolve(contoso(), changes=(CHANGE,)))


def test_auto_says_why_it_takes_the_other_engine():
    choice = choose("auto", contoso(), features=("a trace of every message",))

    assert "simpy" == choice.engine
    assert choice.why.endswith("does not do a trace of every message")


def test_small_runs_wait_for_no_compiler():
    assert "simpy" == choose("auto", contoso(clients=1)).engine


def test_requests_are_expected_about_as_many_as_come():
    scenario = contoso(clients=100, settings={"scenario.duration": "1 h"})

    assert 600 == expected_requests(scenario) == len(simulate(scenario, engine="simpy").requests)


@pytest.mark.slow
def test_tables_grow_when_thousands_are_in_flight():
    site = contoso(
        clients=3_000,
        workers=1,
        service_time="1 s",
        settings={"clients[0].activities": [{"request": "policy", "at": ["1 s"]}], "scenario.duration": "10 min"},
    )
    slow, fast = (simulate(site, engine=engine, visits=True).logs[0] for engine in ("simpy", "fast"))

    assert [] == differences(slow, fast)


@pytest.mark.slow
def test_another_client_and_another_fault_change_no_other_draw():
    """Where nobody waits, a client's service times are its own, whatever else happens."""
    site = contoso(clients=50, settings={"cmg.workers": 1_000})
    more = with_settings(site, {"clients[0].count": 51, "faults": [{"kind": "token-expired", "at": "59 min"}]})
    few, many = (simulate(one, engine="fast").requests for one in (site, more))
    before = (many["client"] < 50) & (many["created_ns"] < 59 * 60 * 10**9)
    same = few["created_ns"] < 59 * 60 * 10**9

    assert 0 < same.sum()
    assert few["instance_service_ns"][same].tolist() == many["instance_service_ns"][before].tolist()


BROKEN = {"kind": "management-point-binding-wrong", "at": "10 min", "lasts": "10 min"}
COHORT = {"name": "laptops", "count": 30, "retry": [], "activities": [{"request": "policy", "every": "10 min"}]}
MORE = {
    "a cohort": {"clients": [COHORT, COHORT | {"name": "others"}]},
    "retries": {"clients": [COHORT | {"retry": ["1 s", "exponential(5 s)"]}]},
    "a fault": {"faults": [BROKEN, {"kind": "instance-down=instance-2", "at": "35 min", "lasts": "5 min"}]},
}


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["simpy", "fast"])
@pytest.mark.parametrize("name", MORE)
def test_what_is_added_changes_no_draw_of_what_was_there(name, engine):
    """Requests that ended at once in both runs took as long at every station, where nobody waits."""
    many_workers = {"cmg.workers": 1_000, "scenario.duration": "1 h", "clients": [COHORT], "faults": [BROKEN]}
    site = contoso(settings=many_workers)
    more = with_settings(site, MORE[name])
    few, many = (simulate(one, engine=engine).requests for one in (site, more))
    ours = many.where(many["client"] < 30)
    at_once = (few["outcome"] == Outcome.OK) & (ours["outcome"] == Outcome.OK) & (ours["attempts"] == 1)

    assert few["created_ns"].tolist() == ours["created_ns"].tolist()
    assert len(few) > at_once.sum() > 100
    for stage in ("instance_service_ns", "connection_point_service_ns", "server_service_ns"):
        assert few[stage][at_once].tolist() == ours[stage][at_once].tolist()


@pytest.mark.slow
def test_memory_grows_with_requests_and_not_with_events():
    """The log takes 71 bytes a request; beside it stands as much for three times as many."""

    def memory(hours):
        plan = lower(contoso(clients=5_000, settings={"scenario.duration": f"{hours} h"}))
        running = begin(plan, timeline(plan, seed=1, replication=0), seed=1)
        running.go_on()
        log = running.log.finish()
        tables = sum(table.nbytes for name, table in running.machine.tables.items() if name != "incoming")
        return len(log), sum(column.nbytes for column in log.stored.values()), tables

    (few, small, beside), (many, large, still) = memory(1), memory(3)

    assert 3 * few == many
    assert few * (71 + 4) == small
    assert many * (71 + 4) == large
    assert beside + 2 * 10 * 16 == still, "egress has a row of two numbers for each six minutes"


def test_a_run_that_outgrows_the_machine_says_when_and_how_far(monkeypatch):
    def no_more(_machine, _full):
        raise MemoryError

    monkeypatch.setattr(Machine, "grow", no_more)
    flooded = contoso(clients=2_000, workers=1, service_time="10 min")

    with pytest.raises(OutOfMemory) as refused:
        simulate(flooded, engine="fast")

    assert 0 < refused.value.after_ns < 3_600_000_000_000
    assert 900 < refused.value.attempts <= 1_024  # as many as there is room for at first
