"""Dynamic ports of connection points: who holds one, when it is given out again, and what happens without one."""

from __future__ import annotations

from theory import NS_PER_S, runs

from cmgsim.engine.run import run_one
from cmgsim.facts.limits import DYNAMIC_PORTS
from cmgsim.model.assumptions import PORT_REST
from cmgsim.model.scenario import ConnectionPoints
from cmgsim.validation.queues import asking, quiet

POINT = "cmg-connection-point-1"


def log_of(cohort, seconds=1_000, faults=(), **tables):
    (log,) = runs(quiet(seconds=seconds, cohort=cohort, faults=list(faults), **tables), 1)
    return log


def points(count=1, **settings):
    return {"connection_points": {"count": count, "port_rest": "0 s", **settings}}


def listening(count, at="900 s"):
    """Clients that are connected all along, and would next say so much later."""
    return {"count": count, "activities": [{"request": "notification", "at": [at]}]}


def at_once(count, service):
    """So many requests that stay in a management point for so long."""
    return {"cohort": asking(count, at=["1 s"]), "management_points": {"workers": 999, "service_time": service}}


def test_by_default_there_are_as_many_as_windows_gives_out():
    assert 16_384 == DYNAMIC_PORTS.value == ConnectionPoints().dynamic_ports
    assert 120 == PORT_REST.ns // NS_PER_S == ConnectionPoints().port_rest_ns // NS_PER_S


def test_a_request_in_progress_holds_a_port():
    log = log_of(**at_once(7, "5 s"), **points())

    assert (7, 16_384, 0) == (log.ports[POINT].peak, log.ports[POINT].limit, log.ports[POINT].refused)


def test_requests_one_after_the_other_use_the_same_port_if_it_need_not_rest():
    times = [f"{second} s" for second in range(1, 9)]

    assert 1 == log_of(asking(1, at=times), **points()).ports[POINT].peak
    assert 4 == log_of(asking(1, at=times), **points(port_rest="4 s")).ports[POINT].peak


def test_without_a_port_the_connection_point_refuses():
    log = log_of(**at_once(5, "2 s"), **points(dynamic_ports=3))

    assert [200, 200, 200, 503, 503] == sorted(log.requests["status"].tolist())
    assert 2 == log.ports[POINT].refused
    assert 3 == log.ports[POINT].peak


def test_a_notification_session_holds_a_port_all_the_time():
    log = log_of(listening(11), **points(count=2))

    assert [6, 5] == [use.peak for use in log.ports.values()]


def test_one_client_more_than_there_are_ports_is_not_connected():
    """The documented reason for a second connection point: one port a client."""
    log = log_of(listening(16_385, "9 s"), seconds=9.5, **points())

    held = log.connections["instance-1"]
    assert 16_384 == log.ports[POINT].peak == int((held.opened_ns == 0).sum())
    assert {200: 16_384, 503: 1} == {status: log.requests["status"].tolist().count(status) for status in (200, 503)}


def test_requests_of_a_client_share_the_connection_that_its_notification_session_holds():
    activities = [{"request": "notification", "at": ["900 s"]}, {"request": "policy", "at": ["1 s"]}]
    log = log_of({"count": 4, "activities": activities}, **points(dynamic_ports=4))

    assert {"ok"} == set(log.requests.decoded("outcome"))
    assert 0 == log.ports[POINT].refused


def test_the_software_update_point_takes_another_port():
    activities = [{"request": "notification", "at": ["900 s"]}, {"request": "scan", "at": ["1 s"]}]
    log = log_of({"count": 4, "activities": activities}, **points())

    assert 8 == log.ports[POINT].peak


def test_a_connection_point_that_goes_down_has_all_its_ports_free_when_it_comes_back():
    down = {"kind": f"connection-point-down={POINT}", "at": "10 s", "lasts": "60 s"}
    log = log_of(
        asking(3, at=["1 s", "200 s"]), faults=[down], management_points={"workers": 99, "service_time": "50 s"},
        **points(dynamic_ports=3),
    )  # fmt: skip

    assert 3 * ["in-flight"] + 3 * ["ok"] == log.requests.decoded("outcome"), "who was there waits for ever"
    assert 0 == log.ports[POINT].refused


def test_a_client_that_gave_up_holds_its_port_until_its_request_has_come_back():
    cohort = asking(1, at=["1 s", "5 s", "12 s"]) | {"timeout": "2 s"}
    log = log_of(cohort, management_points={"workers": 9, "service_time": "10 s"}, **points(dynamic_ports=1))

    assert [-1, 503, -1] == log.requests["status"].tolist(), "the first is in the server until 11 s"


def test_a_trace_tells_when_the_connection_point_closes_its_connection():
    scenario = quiet(seconds=60, cohort=asking(1, at=["1 s", "3 s"]) | {"keep_alive": "9 s"}, **points())
    log = run_one(scenario, seed=1, trace=True)

    inside = [
        (record.t_ns // NS_PER_S, record.kind) for record in log.trace
        if record.rule == "F5" and record.kind in {"connect", "closed"}
    ]  # fmt: skip
    assert [(1, "connect"), (12, "closed")] == inside
