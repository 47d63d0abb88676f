"""The week by the clock: what people write, and when that is."""

from __future__ import annotations

import pytest

from cmgsim.model.scenario import Clients
from cmgsim.model.units import DAY, HOUR, WEEK
from cmgsim.model.week import hours_of, moment_of_week_ns, span_ns, text_of_moment, text_of_span


def stints(**cohort):
    hours = hours_of(Clients(count=1, **cohort))
    return None if hours is None else [(start / HOUR, end / HOUR) for start, end in hours.stints]


@pytest.mark.parametrize(
    ("text", "hours"),
    [("mon 00:00", 0), ("Tuesday 09:30", 33.5), ("sun 23:00:00", 167)],
)
def test_a_moment_of_the_week_counts_from_monday(text, hours):
    assert hours * HOUR == moment_of_week_ns(text)


@pytest.mark.parametrize("text", ["mon", "mon 24:00", "someday 08:00", "08:00", "mon 8:00", "mon 08:60", "mon 08:00 x"])
def test_other_texts_are_no_moment_of_the_week(text):
    with pytest.raises(ValueError, match=r"^"):
        moment_of_week_ns(text)


@pytest.mark.parametrize(
    ("text", "hours"), [("08:00-18:00", (8, 18)), ("22:00-06:00", (22, 30)), ("00:00-24:00", (0, 24))]
)
def test_a_span_that_ends_before_it_begins_ends_on_the_next_day(text, hours):
    assert hours == tuple(each / HOUR for each in span_ns(text))
    assert text == text_of_span(span_ns(text))


@pytest.mark.parametrize("text", ["08:00", "24:00-08:00", "8-18", "08:00-18:00-20:00", "08:00-25:00", "ab:cd-18:00"])
def test_other_texts_are_no_span(text):
    with pytest.raises(ValueError, match=r"^"):
        span_ns(text)


def test_a_moment_is_written_as_it_is_read():
    assert ["mon 00:00", "thu 13:05", "sun 23:59:59"] == [
        text_of_moment(moment_of_week_ns(text)) for text in ("mon 00:00", "Thursday 13:05", "sun 23:59:59")
    ]


def test_hours_on_two_days_are_two_stints():
    assert [(8, 12), (13, 18), (32, 36), (37, 42)] == stints(
        online=(span_ns("08:00-12:00"), span_ns("13:00-18:00")), weekdays=("tue", "mon")
    )


def test_days_that_touch_are_one_stint():
    assert [(0, 48)] == stints(weekdays=("mon", "tue"))


def test_a_weekend_reaches_over_the_end_of_the_week():
    assert [(144, 192)] == stints(weekdays=("sun", "mon"))


def test_a_clock_that_is_ahead_comes_earlier():
    assert [(7, 17)] == stints(online=(span_ns("08:00-18:00"),), weekdays=("mon",), time_zone_ns=HOUR)
    assert [(166, 176)] == stints(online=(span_ns("08:00-18:00"),), weekdays=("mon",), time_zone_ns=10 * HOUR)


@pytest.mark.parametrize(
    "cohort",
    [{}, {"online": ()}, {"online": (span_ns("00:00-24:00"),)}, {"profile": "monday-morning", "online": (),
     "weekdays": ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}],
)  # fmt: skip
def test_who_is_online_all_the_time_has_no_hours(cohort):
    assert stints(**cohort) is None


def test_gaps_and_stints_make_up_the_week():
    hours = hours_of(Clients(count=1, profile="monday-morning"))

    assert hours is not None
    assert [62, 14, 14, 14, 14] == [gap / HOUR for gap in hours.gaps_ns]
    assert WEEK == hours.online_ns + sum(hours.gaps_ns)
    assert 5 * 10 * HOUR == hours.online_ns
    assert DAY == 24 * HOUR
