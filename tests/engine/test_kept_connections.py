"""A client's connections between its requests: kept, used again, dropped by others, counted."""

from __future__ import annotations

from engine.fleet_runs import ends, fault, one, outcomes, play, seen
from theory import NS_PER_S

from cmgsim.facts.limits import LB_IDLE_TIMEOUT
from cmgsim.validation.queues import quiet


def opened(scenario):
    """Seconds at which clients began to connect."""
    return [t_ns // NS_PER_S for t_ns in seen(play(scenario, trace=True), "connect", "t_ns", rule="F3")]


def closed(scenario):
    """Seconds at which clients closed a connection."""
    return [t_ns // NS_PER_S for t_ns in seen(play(scenario, trace=True), "closed", "t_ns", rule="F3")]


def test_without_keep_alive_every_request_opens_its_own_connection():
    scenario = quiet(cohort=one("1 s", "2 s", "3 s"), seconds=10)

    assert [1, 2, 3] == opened(scenario) == closed(scenario)


def test_a_kept_connection_is_used_again_until_it_has_been_idle_for_long():
    scenario = quiet(cohort=one("1 s", "5 s", "9 s", "20 s", keep_alive="5 s"), seconds=60)

    assert [1, 20] == opened(scenario)
    assert [14, 25] == closed(scenario)


def test_a_request_at_the_very_end_of_the_idle_time_still_finds_the_connection():
    scenario = quiet(cohort=one("1 s", "6 s", keep_alive="5 s"), seconds=60)

    assert [1] == opened(scenario)


def test_a_kept_connection_does_not_survive_its_instance():
    down = fault("instance-down=instance-1", "30 s", "1 s")
    scenario = quiet(cohort=one("1 s", "130 s", keep_alive="200 s"), seconds=300, faults=[down])

    assert [1, 130] == opened(scenario)
    assert ["ok", "ok"] == outcomes(scenario)


def test_the_load_balancer_drops_a_silent_connection_and_tells_nobody():
    cohort = one("1 s", "242 s", keep_alive="10 min", timeout="30 s", retry=["1 s"])
    scenario = quiet(cohort=cohort, seconds=400)

    assert 240 == LB_IDLE_TIMEOUT.ns // NS_PER_S
    assert [("ok", 200, 1, 1.0), ("ok", 200, 2, 273.0)] == ends(scenario)


def test_two_requests_at_once_use_two_connections_and_keep_one():
    scenario = quiet(cohort=one("1 s", "1 s", "3 s", keep_alive="9 s"), seconds=60)

    assert [1, 1] == opened(scenario)
    assert [1, 12] == closed(scenario)


def test_a_connection_after_a_refusal_is_closed():
    scenario = quiet(cohort=one("1 s", keep_alive="9 s"), seconds=60, faults=[fault("token-expired", "0 s")])

    assert [1] == closed(scenario)


def test_connections_are_counted_from_the_handshake_to_the_close():
    network = {"client_azure": {"latency": "1 s"}}
    log = play(quiet(network=network, cohort=one("10 s"), seconds=100))

    # Look-up 2 s, handshake 6 s, request and answer 2 s.
    held = log.connections["instance-1"]
    assert [(18, 20)] == [
        (opened // NS_PER_S, closed // NS_PER_S)
        for opened, closed in zip(held.opened_ns.tolist(), held.closed_ns.tolist(), strict=True)
    ]


def test_a_resumed_tls_session_saves_a_round_trip():
    network = {"client_azure": {"latency": "40 ms"}, "tls_resumption": True}
    log = play(quiet(network=network, cohort=one("1 s", "2 s"), seconds=10)).requests

    assert [280, 200] == [connect // 1_000_000 for connect in log["connect_ns"].tolist()]
