"""What clients live through: deadlines, retries, work for nothing, lost machines, channels, connections, names."""

from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve
from theory import NS_PER_S, Z, mean_present, runs

from cmgsim.engine.draws import NOTHING, RequestDraws, Stream, first_attempts
from cmgsim.engine.run import run_one
from cmgsim.engine.variate import Variate
from cmgsim.errors import Unsupported
from cmgsim.facts.limits import CHANNEL_CHECK, LB_IDLE_TIMEOUT, LB_PROBE_INTERVAL, VM_SIZES
from cmgsim.model.arrivals import arrivals, planned_activities
from cmgsim.model.distributions import erlang, exponential, hyperexponential, lognormal, uniform
from cmgsim.model.randomness import Streams
from cmgsim.model.scenario import Change
from cmgsim.model.scenario_file import from_document
from cmgsim.results import summary
from cmgsim.validation.queues import asking, quiet


def play(scenario, *, trace=False):
    """The log of one run, checked against the laws, and with its trace if it is asked for."""
    (log,) = runs(scenario, 1)
    if not trace:
        return log
    traced = run_one(scenario, seed=1, trace=True)
    assert log.requests.fingerprint() == traced.requests.fingerprint()
    return traced


def ends(scenario):
    """For each request: its outcome, its status, its attempts, and when it ended, in seconds."""
    log = play(scenario).requests
    done_s = [done / NS_PER_S if done >= 0 else None for done in log["done_ns"].tolist()]
    return list(zip(log.decoded("outcome"), log["status"].tolist(), log["attempts"].tolist(), done_s, strict=True))


def outcomes(scenario):
    return [row[0] for row in ends(scenario)]


def one(*at, **cohort):
    """One client that asks for policy at these times."""
    return asking(1, at=list(at) or ["0 s"]) | cohort


def slow(station, service, **more):
    return {station: {"workers": 1, "service_time": service} | more}


def fault(kind, at, lasts=None):
    return {"kind": kind, "at": at} | ({"lasts": lasts} if lasts else {})


def seen(log, kind, *columns, **where):
    """Of the records of *kind* for which *where* holds, the columns."""
    return [
        tuple(getattr(record, column) for column in columns) if len(columns) > 1 else getattr(record, columns[0])
        for record in log.trace
        if record.kind == kind and all(getattr(record, key) == value for key, value in where.items())
    ]


# Deadlines and retries.


def test_a_client_gives_up_at_its_deadline():
    scenario = quiet(**slow("cmg", "10 s"), cohort=one("3 s", timeout="4 s"), seconds=60)

    assert [("timed-out", -1, 1, 7.0)] == ends(scenario)


@pytest.mark.parametrize(("timeout", "expected"), [("4000000000 ns", "ok"), ("3999999999 ns", "timed-out")])
def test_an_answer_at_the_very_deadline_is_in_time(timeout, expected):
    network = {"client_azure": {"latency": "250 ms"}}  # two look-ups are one round trip of it: 8.5 flights in all
    at_once = quiet(**slow("cmg", "1500 ms"), network=network, cohort=one(), seconds=60)
    ((_, _, _, done_s),) = ends(at_once)

    assert 4.0 == done_s
    assert [expected] == outcomes(
        quiet(**slow("cmg", "1500 ms"), network=network, cohort=one(timeout=timeout), seconds=60)
    )


def test_a_client_waits_and_tries_again_as_often_as_it_is_told():
    cohort = one("1 s", timeout="2 s", retry=["10 s", "20 s"])

    assert [("timed-out", -1, 3, 1 + 2 + 10 + 2 + 20 + 2)] == ends(
        quiet(**slow("cmg", "9 s"), cohort=cohort, seconds=100)
    )


def test_a_retry_that_is_answered_makes_the_request_good():
    cohort = one("1 s", retry=["10 s", "20 s", "30 s"])
    scenario = quiet(cohort=cohort, seconds=100, faults=[fault("token-expired", "0 s", "30 s")])

    assert [("ok", 200, 3, 1 + 10 + 20)] == ends(scenario)


def test_a_request_between_two_attempts_is_in_flight():
    cohort = one("1 s", timeout="2 s", retry=["10 s"])

    assert [("in-flight", -1, 1, None)] == ends(quiet(**slow("cmg", "9 s"), cohort=cohort, seconds=5))


def test_work_for_a_client_that_has_given_up_is_done_all_the_same():
    cohort = asking(1, at=["0 s", "1 s"]) | {"timeout": "2 s"}
    log = play(quiet(**slow("cmg", "3 s"), cohort=cohort, seconds=60))

    visits = log.stations[0].visits
    assert ["timed-out", "timed-out"] == log.requests.decoded("outcome")
    assert [3, 6] == [ended // NS_PER_S for ended in visits.ended_ns.tolist()]
    assert 0.1 == summary([log])["stations"]["instance-1"]["utilisation"]


def test_a_retry_makes_more_work_than_there_are_requests():
    cohort = one(timeout="2 s", retry=["1 s", "1 s"])
    log = play(quiet(**slow("cmg", "5 s"), cohort=cohort, seconds=60))

    assert 1 == len(log.requests)
    assert 3 == len(log.stations[0].visits)


def test_a_request_that_was_given_up_before_it_was_sent_makes_no_work():
    network = {"client_azure": {"latency": "1 s"}}  # look-up 2 s, TCP and TLS 6 s
    log = play(quiet(network=network, cohort=one(timeout="5 s"), seconds=60), trace=True)

    assert ["timed-out"] == log.requests.decoded("outcome")
    assert 0 == len(log.stations[0].visits)
    assert [] == seen(log, "request", "src")
    assert [5 * NS_PER_S] == seen(log, "timed-out", "t_ns", dst="load-balancer")


def test_later_attempts_have_draws_of_their_own():
    cohort = one(timeout="1 s", retry=["1 s"] * 5)
    log = play(quiet(**slow("cmg", "exponential(1 h)", workers=9), cohort=cohort, seconds=3_600 * 24))

    visits = log.stations[0].visits
    assert 6 == len(set((visits.ended_ns - visits.started_ns).tolist()))


@pytest.mark.parametrize(
    "law", [exponential(2e7), erlang(2e7, 6), lognormal(2e7, 2.0), hyperexponential(2e7, 3.0), uniform(0, 2e7)]
)
def test_first_attempts_drawn_together_have_the_bits_of_draws_one_by_one(law):
    cohort = {"count": 5, "activities": [{"request": "policy", "every": "10 s"}, {"request": "scan", "rate": "1/s"}]}
    scenario, streams = quiet(cohort=cohort, seconds=60), Streams(3, 1)
    activities = planned_activities(scenario)
    planned = arrivals(scenario, activities, streams)

    service = Variate("instance/service", law)
    chunk = first_attempts(planned, activities, [(service,)] * 2, streams)

    assert len(planned) > 10
    for index, (_, activity, _, member, occurrence) in enumerate(
        zip(*(column.tolist() for column in planned.in_order), strict=True)
    ):
        stream = Stream(streams.key, activities[activity].stream)
        alone, together = (RequestDraws(drawn, index, stream, member, occurrence, 0) for drawn in (NOTHING, chunk))
        assert law.draw(streams.uniforms(f"{stream.name}/instance/service", member, occurrence=occurrence)) == (
            alone.value(service)
        )
        assert alone.value(service) == together.value(service)
        assert alone.load_balancer() == together.load_balancer()


@pytest.mark.slow
def test_what_one_request_draws_at_one_place_says_nothing_of_what_it_draws_at_another():
    law = {"workers": 99, "service_time": "exponential(1 s)"}
    tables = {"cmg": law | {"instances": 4}, "connection_points": law, "management_points": law}
    network = {leg: {"latency": "exponential(1 s)"} for leg in ("client_azure", "on_premises")}
    rows = play(quiet(**tables, network=network, cohort=asking(2_000, at=["0 s"]), seconds=3_600)).requests

    services = ("instance_service_ns", "connection_point_service_ns", "server_service_ns", "dns_ns", "instance")
    correlations = np.corrcoef([rows[column] for column in services])
    assert np.all(np.abs(correlations - np.eye(len(services))) < Z / np.sqrt(len(rows)))


# Machines that go down.


def test_what_an_instance_serves_and_what_waits_is_lost_with_it():
    cohort = asking(1, at=["0 s", "1 s", "2 s"]) | {"timeout": "30 s"}
    scenario = quiet(
        **slow("cmg", "3 s"), cohort=cohort, seconds=60, faults=[fault("instance-down=instance-1", "4 s", "1 s")]
    )

    assert [("ok", 200, 1, 3.0), ("lost", -1, 1, 31.0), ("lost", -1, 1, 32.0)] == ends(scenario)


def test_what_is_lost_is_tried_again_after_the_deadline():
    cohort = one(timeout="30 s", retry=["5 s"])
    scenario = quiet(
        **slow("cmg", "3 s"), cohort=cohort, seconds=200, faults=[fault("instance-down=instance-1", "1 s", "1 s")]
    )

    # Its channel is built at the next minute, so the second attempt, after 35 s, finds none; a third would.
    assert [("refused", 503, 2, 38.0)] == ends(scenario)


def test_an_answer_on_its_way_through_an_instance_is_lost_with_it():
    network = {"azure_connection_point": {"latency": "1 s"}}
    cohort, down = one("10 s", timeout="30 s"), "instance-down=instance-1"
    # Down the channel 10 s to 13 s (HTTPS asks again first), back at the instance at 14 s.
    lost = quiet(cohort=cohort, network=network, seconds=60, faults=[fault(down, "13500 ms", "1 s")])
    passed = quiet(cohort=cohort, network=network, seconds=60, faults=[fault(down, "14001 ms", "1 s")])

    assert ["lost"] == outcomes(lost)
    assert ["ok"] == outcomes(passed)


def test_a_connection_that_an_instance_has_forgotten_is_no_good():
    network = {"client_azure": {"latency": "1 s"}}  # sent at 8 s, there at 9 s
    cohort = one(timeout="30 s")
    scenario = quiet(
        cohort=cohort, network=network, seconds=60, faults=[fault("instance-down=instance-1", "8500 ms", "100 ms")]
    )

    assert ["lost"] == outcomes(scenario)


@pytest.mark.parametrize("station", ["connection_points", "management_points"])
def test_what_the_site_serves_is_lost_with_its_server(station):
    kind = {"connection_points": "connection-point-down", "management_points": "management-point-down"}[station]
    name = {"connection_points": "cmg-connection-point-1", "management_points": "management-point-1"}[station]
    cohort = asking(1, at=["0 s", "1 s"]) | {"timeout": "30 s"}
    scenario = quiet(**slow(station, "3 s"), cohort=cohort, seconds=60, faults=[fault(f"{kind}={name}", "2 s", "1 s")])

    assert [("lost", -1, 1, 30.0), ("lost", -1, 1, 31.0)] == ends(scenario)


@pytest.mark.parametrize("kind", ["connection-point-down=cmg-connection-point-1", "internet-down", "ports-blocked=443"])
def test_an_answer_does_not_travel_over_a_channel_that_has_broken(kind):
    cohort = one(timeout="30 s")
    scenario = quiet(**slow("management_points", "3 s"), cohort=cohort, seconds=60, faults=[fault(kind, "1 s", "1 s")])

    assert [("lost", -1, 1, 30.0)] == ends(scenario)


@pytest.mark.rule("F5")
def test_a_management_point_that_does_not_answer_makes_a_503_after_the_connect_timeout():
    scenario = quiet(cohort=one(), seconds=60, faults=[fault("management-point-down=management-point-1", "0 s")])

    assert [("refused", 503, 1, 21.0)] == ends(scenario)


@pytest.mark.rule("F3")
@pytest.mark.parametrize(("authentication", "expected"), [("entra", ("refused", 401)), ("certificate", ("ok", 200))])
def test_an_expired_token_concerns_those_who_show_one(authentication, expected):
    scenario = quiet(
        cohort=one() | {"authentication": authentication}, seconds=9, faults=[fault("token-expired", "0 s")]
    )

    assert [expected] == [row[:2] for row in ends(scenario)]


# The load balancer sees by its probes.


def instances_by_second(scenario):
    """The instance that each request was served by, one request a second."""
    log = play(scenario).requests
    assert list(range(len(log))) == (log["created_ns"] // NS_PER_S).tolist()
    return log.decoded("instance"), log.decoded("outcome")


def every_second(seconds, **cohort):
    return asking(1, at=[f"{second} s" for second in range(seconds)]) | cohort


def test_the_load_balancer_finds_out_at_its_next_probe():
    probe_s = LB_PROBE_INTERVAL.ns // NS_PER_S
    down = fault("instance-down=instance-1", "12 s", "10 s")
    cohort = every_second(30, timeout="2 s")
    scenario = quiet(cmg={"instances": 2}, cohort=cohort, seconds=30, faults=[down])

    instances, ends = instances_by_second(scenario)

    assert 5 == probe_s
    assert {"instance-1", "instance-2"} == set(instances[:12])
    assert {"timed-out", "ok"} == set(ends[12:15]), "some of the new connections still go to the dead instance"
    assert {None, "instance-2"} == set(instances[12:15])
    assert ["instance-2"] * 10 == instances[15:25], "down from 12 to 22, seen from 15 to 25"
    assert "instance-1" in instances[25:]


def test_with_no_instance_in_view_connections_time_out():
    cohort = one("20 s", timeout="60 s")
    scenario = quiet(cmg={"instances": 2}, cohort=cohort, seconds=100, faults=[fault("cmg-stopped", "1 s")])

    assert [("timed-out", -1, 1, 41.0)] == ends(scenario)


# Channels.


@pytest.mark.rule("F2", "F4")
def test_without_a_channel_the_instance_answers_503_until_the_next_minute():
    cohort = asking(1, at=["65 s", "71 s", "119 s", "121 s"])
    scenario = quiet(cohort=cohort, seconds=200, faults=[fault("internet-down", "70 s", "10 s")])

    assert 60 == CHANNEL_CHECK.ns // NS_PER_S
    assert [("ok", 200), ("refused", 503), ("refused", 503), ("ok", 200)] == [row[:2] for row in ends(scenario)]
    texts = seen(play(scenario, trace=True), "response", "text", dst_role="client", status=503)
    assert 2 == len([text for text in texts if text.endswith("503 CMGService_NoConnector")])


def test_a_channel_that_breaks_is_closed_at_that_instant_and_built_anew_at_the_next_minute():
    scenario = quiet(cohort=one(), seconds=200, faults=[fault("internet-down", "70 s", "10 s")])
    log = play(scenario, trace=True)

    assert [70] == [t_ns // NS_PER_S for t_ns in seen(log, "closed", "t_ns", rule="F2")]
    assert [-60, 120] == [t_ns // NS_PER_S for t_ns in seen(log, "accepted", "t_ns", rule="F2")]


@pytest.mark.rule("N2", "N3", "P2", "P3")
def test_growth_from_one_instance_moves_its_channel_from_443_to_10124_at_the_next_minute():
    change = {"at": "90 s", "set": {"cmg.instances": 2}}
    log = play(quiet(cohort=one(), seconds=200, changes=[change]), trace=True)

    assert [
        (-60, "load-balancer", 443, "P2"),
        (120, "instance-1", 10124, "P3"),
        (120, "instance-2", 10125, "P3"),
    ] == [
        (t_ns // NS_PER_S, *rest) for t_ns, *rest in seen(log, "connect", "t_ns", "dst", "port", "port_rule", rule="F2")
    ]
    assert [(120, "load-balancer", 443)] == [
        (t_ns // NS_PER_S, *rest) for t_ns, *rest in seen(log, "closed", "t_ns", "dst", "port", rule="F2")
    ]


@pytest.mark.rule("N2")
def test_shrinking_to_one_instance_moves_its_channel_back_to_443():
    change = {"at": "90 s", "set": {"cmg.instances": 1}}
    log = play(quiet(cmg={"instances": 2}, cohort=one(), seconds=200, changes=[change]), trace=True)

    assert [("instance-1", 10124), ("instance-2", 10125), ("load-balancer", 443)] == seen(
        log, "connect", "dst", "port", rule="F2"
    )


@pytest.mark.rule("P4", "P5", "N3")
def test_a_classic_channel_whose_port_is_blocked_falls_back_to_https():
    blocked = fault("ports-blocked=10140-10155", "0 s")
    log = play(quiet(cmg={"deployment": "classic"}, cohort=one(), seconds=9, faults=[blocked]), trace=True)

    assert [("instance-1", "TCP-TLS", 10140, "P4"), ("load-balancer", "HTTPS", 443, "P5")] == seen(
        log, "connect", "dst", "protocol", "port", "port_rule", rule="F2"
    )
    assert ["ok"] == log.requests.decoded("outcome")


def test_the_number_of_instances_may_change_while_channels_are_being_built():
    stopped = fault("cmg-stopped", "70 s", "60 s")
    changes = [{"at": "125 s", "set": {"cmg.instances": 2}}, {"at": "200 s", "set": {"cmg.instances": 3}}]
    scenario = quiet(cmg={"instances": 3}, cohort=every_second(250), seconds=400, faults=[stopped], changes=changes)

    instances, _ = instances_by_second(scenario)

    assert "instance-3" not in instances[125:200]
    assert "instance-3" in instances[200:]


@pytest.mark.rule("N1")
def test_a_proxy_that_appears_while_the_service_runs_carries_the_channels_built_after_it():
    faults = [fault("proxy", "30 s"), fault("internet-down", "40 s", "5 s")]
    log = play(quiet(cohort=one("90 s"), seconds=200, faults=faults), trace=True)

    later = [(dst, via) for t_ns, dst, via in seen(log, "connect", "t_ns", "dst", "via", rule="F2") if t_ns > 0]
    assert [("proxy", None), ("load-balancer", "proxy")] == later
    assert ["ok"] == log.requests.decoded("outcome")


@pytest.mark.rule("F4")
def test_connection_points_take_turns():
    log = play(quiet(connection_points={"count": 3}, cohort=every_second(6), seconds=10))

    points = [f"cmg-connection-point-{number}" for number in (1, 2, 3)]
    assert 2 * points == log.requests.decoded("connection_point")


def test_the_other_connection_points_take_over():
    down = fault("connection-point-down=cmg-connection-point-1", "3 s")
    log = play(quiet(connection_points={"count": 2}, cohort=every_second(9), seconds=10, faults=[down]))

    assert 9 * ["ok"] == log.requests.decoded("outcome")
    assert 6 * ["cmg-connection-point-2"] == log.requests.decoded("connection_point")[3:]


# An administrator changes the number of instances.


def test_a_removed_instance_loses_its_work_and_gets_no_more():
    cohort = every_second(20, timeout="60 s")
    change = {"at": "10 s", "set": {"cmg.instances": 1}}
    scenario = quiet(
        cmg={"instances": 2, "workers": 99, "service_time": "5 s"}, cohort=cohort, seconds=90, changes=[change]
    )
    log = play(scenario).requests

    lost = {name for name, end in zip(log.decoded("instance"), log.decoded("outcome"), strict=True) if end == "lost"}
    assert {"instance-2"} == lost
    assert 10 * ["instance-1"] == log.decoded("instance")[10:]


def test_an_added_instance_is_down_as_long_as_a_fault_holds_it_down():
    faults = [fault("cmg-stopped", "5 s", "60 s")]
    change = {"at": "30 s", "set": {"cmg.instances": 2}}
    log = play(quiet(cohort=one("40 s"), seconds=200, faults=faults, changes=[change]))

    assert ["timed-out"] == log.requests.decoded("outcome")
    by_name = {station.name: station.capacity for station in log.stations}
    assert (65 * NS_PER_S, 1) == by_name["instance-2"][-1]
    assert 0 == by_name["instance-2"][-2][1]


def test_what_cannot_change_while_it_runs_is_refused_by_name():
    scenario = quiet(cohort=one(), seconds=10)
    change = Change(at_ns=NS_PER_S, set=(("connection_points[0].workers", 4),))

    with pytest.raises(Unsupported, match=r"changing connection_points\[0\]\.workers"):
        run_one(evolve(scenario, changes=(change,)), seed=1)


# Connections between requests.


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


# Names.


@pytest.mark.rule("E5")
def test_a_client_remembers_names_for_their_time_to_live():
    network = {"dns_ttl_cname": "1 h", "dns_ttl_address": "60 s"}
    named = {"service_name": "GraniteFalls.contoso.com"}
    cohort = one("0 s", "59 s", "60 s", "119 s", "3600 s")
    log = play(quiet(cmg=named, network=network, cohort=cohort, seconds=3_700), trace=True)

    asked = [
        (t_ns // NS_PER_S, dst) for t_ns, dst in seen(log, "dns-query", "t_ns", "dst", rule="F3", src_role="client")
    ]
    both = ["public-dns", "azure-dns"]
    assert [*((0, name) for name in both), (60, "azure-dns"), *((3_600, name) for name in both)] == asked


def test_every_client_asks_for_itself():
    log = play(quiet(cohort=asking(3, at=["0 s"]), seconds=10), trace=True)

    assert ["laptops-1", "laptops-2", "laptops-3"] == seen(log, "dns-query", "src", src_role="client")


def test_looking_up_takes_a_round_trip_for_the_alias_and_one_for_the_address():
    network = {"client_azure": {"latency": "40 ms"}}
    named = {"service_name": "GraniteFalls.contoso.com"}

    with_alias, without = (
        play(quiet(cmg=cmg, network=network, cohort=one(), seconds=10)).requests["dns_ns"].tolist()
        for cmg in (named, {})
    )

    assert ([160_000_000], [80_000_000]) == (with_alias, without)


# Notification sessions and the limit of a VM.


def notified(count, *at):
    return {"count": count, "activities": [{"request": "notification", "at": list(at)}]}


def test_a_client_with_a_notification_session_counts_as_connected_all_the_time():
    log = play(quiet(cohort=notified(7, "10 s"), seconds=100))

    row = summary([log])["connections"]["instance-1"]
    assert 7 == row["mean"]
    assert VM_SIZES["A2_v2"].clients == row["limit"]


def test_notification_sessions_move_to_where_the_keep_alive_was_answered():
    down = fault("instance-down=instance-1", "30 s", "200 s")
    log = play(quiet(cmg={"instances": 2}, cohort=notified(40, "60 s"), seconds=100, faults=[down]))

    before, after = (
        {name: int(np.sum((held.opened_ns <= at) & ((held.closed_ns < 0) | (held.closed_ns > at))))
         for name, held in log.connections.items()}
        for at in (20 * NS_PER_S, 90 * NS_PER_S)
    )  # fmt: skip
    assert 40 == sum(before.values())
    assert min(before.values()) > 5
    assert {"instance-1": 0, "instance-2": 40} == after


def test_beyond_the_documented_number_of_connections_work_takes_longer_in_proportion():
    limit = VM_SIZES["B2s"].clients
    few, many = (
        play(
            quiet(cmg={"vm_size": "B2s", "workers": 99, "service_time": "1 s"}, cohort=asking(n, at=["1 s"]), seconds=9)
        )
        for n in (limit, 2 * limit)
    )

    assert {NS_PER_S} == set(few.requests["instance_service_ns"].tolist())
    assert {2 * NS_PER_S} == set(many.requests["instance_service_ns"].tolist())


# Who serves whom.


def test_a_client_keeps_to_its_management_point_whoever_else_there_is():
    mine = {"name": "mine", "count": 4, "activities": [{"request": "policy", "at": ["1 s"]}]}
    other = {"name": "other", "count": 1, "activities": [{"request": "policy", "at": ["2 s"]}]}
    document = {"scenario": {"duration": "10 s"}, "management_points": [{"count": 2}]}

    alone, after = (
        run_one(from_document(document | {"clients": cohorts}), seed=1).requests for cohorts in ([mine], [other, mine])
    )

    expected = ["management-point-1", "management-point-2"] * 2
    assert expected == alone.decoded("server")
    assert expected == after.decoded("server")[:4]


# Content.


@pytest.mark.rule("C4", "C5", "C6", "P8")
def test_content_comes_from_storage_and_its_location_from_an_instance():
    cohort = {"count": 1, "activities": [{"request": "content", "at": ["1 s"]}]}
    log = play(quiet(**slow("cmg", "2 s"), cohort=cohort, seconds=60), trace=True)

    assert ["blob-storage"] == log.requests.decoded("server")
    assert [2 * NS_PER_S] == log.requests["instance_service_ns"].tolist()
    assert [("C4", "PROPFIND", "instance-1"), ("C6", "GET", "blob-storage")] == seen(
        log, "request", "rule", "verb", "dst"
    )


@pytest.mark.rule("C6")
def test_blocked_storage_refuses_the_download():
    cohort = {"count": 1, "timeout": "60 s", "activities": [{"request": "content", "at": ["1 s"]}]}
    scenario = quiet(cohort=cohort, seconds=200, faults=[fault("blob-blocked", "0 s")])

    assert {"ok"}.isdisjoint(outcomes(scenario))


def test_a_download_leaves_the_kept_connection_of_its_client_alone():
    activities = [{"request": "policy", "at": ["1 s", "9 s"]}, {"request": "content", "at": ["5 s"]}]
    scenario = quiet(cohort={"count": 1, "keep_alive": "30 s", "activities": activities}, seconds=100)
    log = play(scenario, trace=True)

    assert [1] == [t_ns // NS_PER_S for t_ns in seen(log, "connect", "t_ns", rule="F3")]
    assert [] == [closed for closed in log.connections["instance-1"].closed_ns.tolist() if closed < 0]


@pytest.mark.rule("C5", "C6")
def test_a_client_that_gives_up_before_it_knows_the_place_does_not_go_to_storage():
    cohort = {"count": 1, "timeout": "5 s", "activities": [{"request": "content", "at": ["1 s"]}]}
    log = play(quiet(**slow("cmg", "10 s"), cohort=cohort, seconds=60), trace=True)

    assert ["timed-out"] == log.requests.decoded("outcome")
    assert ["load-balancer"] == seen(log, "connect", "dst", src_role="client")
    assert 10_000 > log.egress_bytes, "a file of 100 MB did not leave"


def test_what_leaves_azure_is_requests_going_down_the_channel_and_answers_going_out():
    activity = {"request": "policy", "at": ["1 s", "2 s"], "up": "1000 B", "down": "20000 B"}
    log = play(quiet(cohort={"count": 3, "activities": [activity]}, seconds=10))

    assert 6 * 21_000 == log.egress_bytes


# Warm-up.


def test_the_warm_up_is_left_out_of_the_statistics():
    activity = {"request": "policy", "every": "1 s", "up": "1000 B", "down": "20000 B"}
    cohort = {"count": 5, "activities": [activity]}
    log = play(quiet(**slow("cmg", "1 ms"), cohort=cohort, seconds=100, warm_up=60))
    found = summary([log])

    assert 500 == len(log.requests)
    assert 200 == found["requests"]["created"]
    assert 200 == found["stations"]["instance-1"]["served"]
    assert 200 * 21_000 == log.egress_bytes


def test_a_warm_up_changes_no_row():
    cohort = asking(5, every="1 s")
    cold, warm = (play(quiet(cohort=cohort, seconds=100, warm_up=warm_up)) for warm_up in (0, 60))

    assert cold.requests.fingerprint() == warm.requests.fingerprint()


def test_utilisation_is_the_share_of_time_that_workers_were_busy_while_the_station_was_up():
    cohort = asking(1, at=["0 s", "10 s"]) | {"timeout": "5 s"}
    down = fault("instance-down=instance-1", "20 s", "60 s")
    log = play(quiet(**slow("cmg", "10 s"), cohort=cohort, seconds=100, faults=[down]))

    assert 0.5 == summary([log])["stations"]["instance-1"]["utilisation"]
    assert 0.5 * 1 == mean_present(log)
