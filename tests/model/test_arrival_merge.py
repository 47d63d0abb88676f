"""Arrivals of many sources come in one order, in chunks, whatever the parts they are made of."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cmgsim.model.arrival_merge import CHUNK, merged

TIMES = st.lists(st.lists(st.integers(0, 3), max_size=4), max_size=5)


def columns(times, activity):
    numbers = range(len(times))
    created = np.array(times, np.int64)
    return (created, np.full_like(created, activity), *[np.array(numbers, np.int64)] * 3)


def source(steps, activity):
    """Each part lies at or after its number."""
    for number, steps_later in enumerate(steps):
        yield number, columns([number + later for later in steps_later], activity)


@given(st.lists(TIMES, max_size=4))
def test_chunks_hold_every_arrival_in_order(sources):
    rows = [
        (number + later, activity, member)
        for activity, steps in enumerate(sources)
        for number, steps_later in enumerate(steps)
        for member, later in enumerate(steps_later)
    ]
    chunks = list(merged([source(steps, activity) for activity, steps in enumerate(sources)], 20))

    found = [row for chunk in chunks for row in zip(*(column.tolist() for column in chunk[:2]), strict=True)]
    assert sorted((time, activity) for time, activity, _ in rows) == found


def test_nobody_is_laid_out_long_before_it_is_time():
    """Two activities in step, a hundred periods: chunks follow one another in time, and none holds a tenth of all."""
    steps, size = 100, 5_000
    sources = [((step, columns([step] * size, activity)) for step in range(steps)) for activity in range(2)]
    chunks = [chunk[0] for chunk in merged(sources, steps)]

    assert 2 * steps * size == sum(map(len, chunks))
    assert max(map(len, chunks)) < 2 * steps * size / 10
    assert all(one[-1] <= other[0] for one, other in pairwise(chunks))


def test_a_crowd_of_one_instant_stays_together():
    crowd = columns([7] * (2 * CHUNK) + [8] * CHUNK, 0)

    assert [2 * CHUNK, CHUNK] == [len(chunk[0]) for chunk in merged([iter([(0, crowd)])], 9)]
