"""Egress by hour, the threshold of fourteen days with its alerts, and the stop; and what a token needs."""

from __future__ import annotations

import pytest
from theory import NS_PER_S, runs

from cmgsim.engine.run import run_one
from cmgsim.facts.limits import CRITICAL_LEVEL, THRESHOLD_CHECK, WARNING_LEVEL
from cmgsim.validation.queues import quiet

HOUR = 3_600


def log_of(*activities, seconds=2 * HOUR, cohort=None, **cmg):
    clients = {"count": 1, "timeout": "5 s", "activities": list(activities)} | (cohort or {})
    (log,) = runs(quiet(seconds=seconds, cohort=clients, cmg={"vm_size": "B2s", **cmg}), 1)
    return log


def asks(*at, down, request="policy"):
    return {"request": request, "at": list(at), "up": "0 B", "down": down}


def alerts(log):
    return [(alert.at_ns // NS_PER_S, alert.level) for alert in log.alerts]


def test_egress_is_counted_by_hour_and_by_who_sent_it():
    log = log_of(asks("10 min", "70 min", down="1 MB"), asks("80 min", down="5 MB", request="content"))

    (first, nothing), (second, stored) = log.egress_by_hour
    assert (1_000_000, 0, 5_000_000) == (first, nothing, stored)
    assert 1_000_000 <= second < 1_010_000, "and where the content is"
    assert log.egress_bytes == first + second + stored


def test_alerts_come_at_the_documented_shares_of_the_threshold_at_the_next_look():
    times = [f"{minute} min" for minute in range(1, 100)]
    log = log_of(asks(*times, down="1 MB"), egress_threshold="50 MB")

    assert (50, 90, 360) == (WARNING_LEVEL.value, CRITICAL_LEVEL.value, THRESHOLD_CHECK.ns // NS_PER_S)
    assert [(30 * 60, "warning"), (48 * 60, "critical")] == alerts(log), "25 MB at 25 min, 45 MB at 45 min"


def test_the_service_stops_itself_where_it_is_told_to():
    times = [f"{minute} min" for minute in range(1, 100)]
    log = log_of(asks(*times, down="1 MB"), egress_threshold="50 MB", stop_at_critical=True)

    assert [(1_800, "warning"), (2_880, "critical"), (2_880, "stopped")] == alerts(log)
    outcomes = log.requests.decoded("outcome")
    assert ({"ok"}, {"timed-out"}) == (set(outcomes[:47]), set(outcomes[48:]))


def test_what_storage_sent_is_seen_by_whole_hours_and_later_by_the_lag():
    download = asks("10 min", down="60 MB", request="content")
    at_once, later = (
        log_of(download, seconds=4 * HOUR, egress_threshold="50 MB", statistics_lag=lag) for lag in ("0 s", "90 min")
    )

    assert [(HOUR, "critical")] == alerts(at_once)
    assert [(150 * 60, "critical")] == alerts(later), "one hour, and ninety minutes"


def test_who_cannot_reach_azure_sees_nothing():
    clients = {"count": 1, "activities": [asks("1 min", down="60 MB")]}
    offline = {"kind": "service-connection-point-offline", "at": "0 s", "lasts": "20 min"}
    scenario = quiet(seconds=HOUR, cohort=clients, cmg={"egress_threshold": "50 MB"}, faults=[offline])

    assert [(24 * 60, "critical")] == alerts(run_one(scenario, seed=1))


def test_a_trace_tells_the_alert():
    clients = {"count": 1, "activities": [asks("1 min", down="60 MB")]}
    log = run_one(quiet(seconds=600, cohort=clients, cmg={"egress_threshold": "50 MB"}), seed=1, trace=True)

    assert ["egress of fourteen days: 60,000,000 bytes, critical"] == [
        record.text for record in log.trace if record.kind == "state" and record.src == "service-connection-point"
    ]


@pytest.mark.parametrize(("authentication", "expected"), [("entra", "timed-out"), ("certificate", "ok")])
def test_without_entra_nobody_exchanges_its_token(authentication, expected):
    cohort = {
        "count": 1, "authentication": authentication,
        "activities": [{"request": "token", "at": ["1 s"]}, {"request": "policy", "at": ["2 s"]}],
    }  # fmt: skip
    scenario = quiet(seconds=60, cohort=cohort, faults=[{"kind": "entra-unreachable"}])
    (log,) = runs(scenario, 1)

    ends = dict(zip(log.requests.decoded("activity"), log.requests.decoded("outcome"), strict=True))
    assert {"token": expected, "policy": "ok"} == ends
