"""Simultaneous events come by their key, whoever schedules first; time is whole nanoseconds and never goes back."""

from __future__ import annotations

from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st
from simpy import Environment

from cmgsim.engine.clock import MAX_ATTEMPTS, MAX_ENTITIES, Clock, Rank, Term, key

KEYS = st.builds(key, st.sampled_from(Rank), st.integers(0, 3), st.integers(0, 3))
EVENTS = st.lists(st.tuples(st.integers(0, 3), KEYS), max_size=12, unique=True)
"""Few instants and few keys, so that most events are simultaneous with others."""


def by_call(clock, log, delay_ns, order):
    clock.call(delay_ns, order, lambda: log.append((clock.now, order)))


def by_process(clock, log, delay_ns, order):
    def process():
        yield clock.wait(delay_ns, order)
        log.append((clock.now, order))

    clock.start(process())


def by_process_in_two_steps(clock, log, delay_ns, order):
    def process():
        yield clock.wait(0, key(Rank.FAULT, 0))
        yield clock.wait(delay_ns, order)
        log.append((clock.now, order))

    clock.start(process())


def by_event(clock, log, delay_ns, order):
    clock.event(delay_ns, order).callbacks.append(lambda _: log.append((clock.now, order)))


def in_line(clock, line, delay_ns, order, log):
    def happen(event):
        clock.advance(line, event)
        log.append((clock.now, order))

    event = Term()
    event.callbacks, event.is_moot = [happen], False
    clock.fire_in_line(line, event, delay_ns, order)
    return event


WAYS = (by_call, by_process, by_process_in_two_steps, by_event)


@given(EVENTS.flatmap(st.permutations), st.data())
def test_simultaneous_events_come_by_key_whoever_schedules_first(events, data):
    clock, log = Clock(), []
    for delay_ns, order in events:
        data.draw(st.sampled_from(WAYS))(clock, log, delay_ns, order)

    clock.run()

    assert sorted(events) == log


@given(EVENTS.flatmap(st.permutations))
def test_a_line_changes_nothing_whether_its_events_come_in_order_or_not(events):
    clock, log, line = Clock(), [], deque()
    for delay_ns, order in events:
        in_line(clock, line, delay_ns, order, log)

    clock.run()

    assert sorted(events) == log
    assert len(events) == clock.events
    assert not line


@given(EVENTS, st.sets(st.integers(0, 11)))
def test_what_is_moot_is_passed_over_unless_it_stands_in_the_heap(events, moot):
    clock, log, line = Clock(), [], deque()
    chain = [in_line(clock, line, delay_ns, order, log) for delay_ns, order in sorted(events)]
    for place in moot & set(range(1, len(chain))):
        chain[place].is_moot = True

    clock.run()

    assert [event for place, event in enumerate(sorted(events)) if place == 0 or place not in moot] == log


@given(EVENTS.flatmap(st.permutations))
def test_events_scheduled_in_the_course_of_the_run_find_their_place_among_those_of_old(events):
    clock, log = Clock(), []
    for position, (delay_ns, order) in enumerate(events):
        if position % 2:
            by_call(clock, log, 10 + delay_ns, order)
        else:
            clock.call(9, order, lambda delay_ns=delay_ns, order=order: by_call(clock, log, 1 + delay_ns, order))

    clock.run()

    assert sorted((10 + delay_ns, order) for delay_ns, order in events) == log


def test_what_has_the_same_instant_and_key_comes_in_the_order_of_scheduling():
    clock, log = Clock(), []
    for name in "abc":
        clock.call(5, key(Rank.STEP, 0), lambda name=name: log.append(name))

    clock.run()

    assert ["a", "b", "c"] == log


def test_a_process_starts_and_ends_before_anything_keyed_of_the_instant_goes_on():
    clock, log = Clock(), []

    def child():
        log.append("child starts")
        yield clock.wait(0, key(Rank.FAULT, 1))
        log.append("child ends")

    def parent():
        yield clock.wait(5, key(Rank.FAULT, 0))
        log.append("parent goes on")
        yield clock.start(child())
        log.append("parent knows")

    clock.start(parent())
    clock.call(5, key(Rank.FAULT, 2), lambda: log.append("next keyed event"))
    clock.run()

    assert ["parent goes on", "child starts", "child ends", "parent knows", "next keyed event"] == log


@pytest.mark.parametrize("delay", [1.0, 0.0, float("nan"), float("inf"), -1, True, None, "1"])
def test_a_wait_takes_whole_nanoseconds_from_zero(delay):
    clock = Clock()

    with pytest.raises(AssertionError, match="whole number of nanoseconds"):
        clock.wait(delay, key(Rank.STEP, 0))

    assert 0 == clock.events


def test_the_guard_is_needed_because_simpy_accepts_a_time_that_is_not_a_number():
    env, seen = Environment(), []

    def process():
        yield env.timeout(5)
        yield env.timeout(float("nan"))
        seen.append(env.now)

    env.process(process())
    env.run()

    assert seen[0] != seen[0], "no later event can be compared with it"


def test_a_response_at_the_very_deadline_wins_over_the_timeout():
    clock, log = Clock(), []
    clock.call(60, key(Rank.TIMEOUT, 1), lambda: log.append("gives up"))
    clock.call(60, key(Rank.RESPONSE, 9, 3), lambda: log.append("is answered"))

    clock.run()

    assert ["is answered", "gives up"] == log


@pytest.mark.parametrize("departure", [Rank.INSTANCE_DEPARTURE, Rank.CONNECTION_POINT_DEPARTURE, Rank.SERVER_DEPARTURE])
@pytest.mark.parametrize("arrival", [Rank.INSTANCE_ARRIVAL, Rank.CONNECTION_POINT_ARRIVAL, Rank.SERVER_ARRIVAL])
def test_a_departure_comes_before_an_arrival_of_the_same_instant(departure, arrival):
    assert key(departure, MAX_ENTITIES - 1, MAX_ATTEMPTS - 1) < key(arrival, 0, 0)


@given(
    st.lists(
        st.tuples(st.sampled_from(Rank), st.integers(0, MAX_ENTITIES - 1), st.integers(0, MAX_ATTEMPTS - 1)),
        min_size=2,
        max_size=6,
    )
)
def test_a_key_orders_by_rank_then_entity_then_attempt(places):
    assert sorted(places) == sorted(places, key=lambda place: key(*place))


def test_keys_fit_the_64_bits_of_another_engine():
    assert 2**63 > key(max(Rank), MAX_ENTITIES - 1, MAX_ATTEMPTS - 1)


def test_a_run_ends_before_what_happens_at_its_end():
    clock, log = Clock(), []
    for delay_ns in (9, 10, 11):
        clock.call(delay_ns, key(Rank.FAULT, 0), lambda: log.append(clock.now))

    clock.run(10)

    assert [9] == log
    assert 10 == clock.now


def test_time_may_begin_before_zero():
    clock, log = Clock(-60), []
    clock.call(60, key(Rank.FAULT, 0), lambda: log.append(clock.now))

    clock.run()

    assert [0] == log
