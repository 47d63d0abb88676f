"""The time that statistics are about: after the warm-up, and while a station is up."""

from __future__ import annotations

from engine.fleet_runs import fault, play, slow
from theory import mean_present

from cmgsim.results import summary
from cmgsim.validation.queues import asking, quiet


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
