"""The line that says how far a study is."""

from __future__ import annotations

from cmgsim.study.meter import Meter


def told(*calls):
    """What is written when these counts come in at these seconds."""
    clock, lines = iter([second for second, _, _ in calls]), []
    meter = Meter(lines.append, clock=lambda: next(clock))
    for _, done, total in calls:
        meter(done, total)
    return [line.strip() for line in lines]


def test_the_rate_counts_what_was_done_since_it_began():
    assert ["100 of 400 runs", "150 of 400 runs, 25.0 runs/s, 0:00:10 left", "400 of 400 runs"] == told(
        (0.0, 100, 400), (2.0, 150, 400), (12.0, 400, 400)
    )


def test_it_is_told_no_oftener_than_anybody_can_read():
    assert ["0 of 9 runs", "5 of 9 runs, 12.5 runs/s, 0:00:00 left"] == told((0.0, 0, 9), (0.1, 3, 9), (0.4, 5, 9))
