"""Quantities are read exactly, and what is none is told what would be right."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmgsim.model.units import (
    BANDWIDTH,
    DURATION,
    SIZE,
    YEAR,
    QuantityError,
    duration_ns,
    moment_ns,
    parse,
    rate_per_s,
    text_of,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10 ns", 10),
        ("250 us", 250_000),
        ("250 µs", 250_000),
        ("20 ms", 20_000_000),
        ("0.1 s", 100_000_000),
        ("1.1 s", 1_100_000_000),  # 1_100_000_000.0000002 by floats
        ("60 min", 3_600 * 10**9),
        ("2 h", 7_200 * 10**9),
        ("1 d", 86_400 * 10**9),
        ("1 week", 604_800 * 10**9),
        ("2 weeks", 1_209_600 * 10**9),
        ("365 d", YEAR),
        ("60min", 3_600 * 10**9),
        ("  1 s  ", 10**9),
        ("1_000 s", 1_000 * 10**9),
        ("0 s", 0),
        ("0.4 ns", 0),
        ("0.5 ns", 1),
        ("1.5 ns", 2),
        ("2.5 ns", 3),
        ("0.0000000005 s", 1),
        ("0.123456789 s", 123_456_789),
    ],
)
def test_a_duration_is_exact_to_the_nanosecond(text, expected):
    assert expected == duration_ns(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("00:00", 0),
        ("09:00:00.000", 32_400 * 10**9),
        ("09:00:01.500", 32_401_500_000_000),
        ("02:00:00.250", 7_200_250_000_000),
        ("0:00:00.000000001", 1),
        ("26:30", 95_400 * 10**9),
        ("2 h", 7_200 * 10**9),
    ],
)
def test_a_moment_is_a_duration_or_a_clock_since_the_start(text, expected):
    assert expected == moment_ns(text)


@pytest.mark.parametrize(
    ("text", "dimension", "expected"),
    [
        ("1974 B", SIZE, 1_974),
        ("400 KB", SIZE, 400_000),
        ("2 MB", SIZE, 2_000_000),
        ("2 kB", SIZE, 2_000),
        ("5 MiB", SIZE, 5_242_880),
        ("0.5 B", SIZE, 1),
        ("5 Mbit/s", BANDWIDTH, 5_000_000),
        ("56 kbit/s", BANDWIDTH, 56_000),
        ("1.5 Gbit/s", BANDWIDTH, 1_500_000_000),
    ],
)
def test_sizes_and_bandwidths_are_exact(text, dimension, expected):
    assert expected == parse(text, dimension)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("120/min", 2.0), ("2/s", 2.0), ("30/h", 30 / 3_600), ("5 / d", 5 / 86_400), ("0.1/ms", 100.0)],
)
def test_a_rate_is_in_requests_a_second(text, expected):
    assert expected == rate_per_s(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("60", '"60" has no unit (a quantity with a unit, as "60 min")'),
        ("", '"" is not a time (a quantity with a unit, as "60 min")'),
        ("s", '"s" is not a time (a quantity with a unit, as "60 min")'),
        ("-5 s", '"-5 s" is negative (0 or more)'),
        ("nan s", '"nan s" is not a finite number (a plain decimal number before the unit)'),
        ("inf", '"inf" is not a finite number (a plain decimal number before the unit)'),
        ("1e3 s", '"1e3 s" has an exponent (a plain decimal number before the unit)'),
        ("5 m", "`m` is not a unit of time (`min` for minutes, `ms` for milliseconds)"),
        ("5 S", "`S` is not a unit of time (did you mean `s`?)"),
        ("5 minuts", "`minuts` is not a unit of time (did you mean `min`?)"),
        ("5 parsec", "`parsec` is not a unit of time (one of ns, us, ms, s, min, h, d, week)"),
        ("366 d", '"366 d" is too long (at most a year, 365 d)'),
        ("9" * 59 + "s", f'"{"9" * 40}…" is too long (at most a year, 365 d)'),
        ("9" * 99 + "s", f'"{"9" * 40}…" is not a time (a quantity with a unit, as "60 min")'),
        ("1.5.2 s", '"1.5.2 s" is not a time (a quantity with a unit, as "60 min")'),
        ("1,5 s", '"1,5 s" is not a time (a quantity with a unit, as "60 min")'),
        ("٣ s", '"٣ s" is not a time (a quantity with a unit, as "60 min")'),
        ("5 s s", '"5 s s" is not a time (a quantity with a unit, as "60 min")'),
        ("5 \x1b[1m", '"5 \\x1b[1m" is not a time (a quantity with a unit, as "60 min")'),
    ],
)
def test_what_is_no_duration_is_told_what_would_be_right(text, expected):
    with pytest.raises(QuantityError) as caught:
        duration_ns(text)

    assert expected == str(caught.value)


@pytest.mark.parametrize(
    "text", ["9:60", "09:00:60", "09", "9:5", "-1:00", "09:00:00.1234567890", "99999:00", "8761:00"]
)
def test_what_is_no_clock_is_refused(text):
    with pytest.raises(QuantityError):
        moment_ns(text)


@pytest.mark.parametrize("text", ["2", "2/", "/s", "2 s", "-2/s", "nan/s", "2/s/s", "2/fortnight", "exponential(2/s)"])
def test_what_is_no_rate_is_refused(text):
    with pytest.raises(QuantityError):
        rate_per_s(text)


@pytest.mark.parametrize(
    ("text", "dimension", "expected"),
    [
        ("5 Mbps", BANDWIDTH, "did you mean `Mbit/s`?"),
        ("5 MB/s", BANDWIDTH, "bits a second: 8 `Mbit/s` each"),
        ("5 mbit/s", BANDWIDTH, "did you mean `Mbit/s`?"),
        ("5 mb", SIZE, "did you mean `MB`?"),
        ("5 b", SIZE, "`B` for bytes"),
    ],
)
def test_a_unit_that_people_confuse_is_explained(text, dimension, expected):
    with pytest.raises(QuantityError) as caught:
        parse(text, dimension)

    assert expected == caught.value.expected


@pytest.mark.parametrize(
    ("value", "dimension", "expected"),
    [
        (0, DURATION, "0 s"),
        (1, DURATION, "1 ns"),
        (1_500_000, DURATION, "1500 us"),
        (90 * 10**9, DURATION, "90 s"),
        (5_400 * 10**9, DURATION, "90 min"),
        (2_048, SIZE, "2 KiB"),
        (0, SIZE, "0 B"),
        (20_000_000, BANDWIDTH, "20 Mbit/s"),
    ],
)
def test_a_quantity_is_printed_in_the_largest_unit_that_divides_it(value, dimension, expected):
    assert expected == text_of(value, dimension)


@given(st.integers(0, 10**13), st.sampled_from([DURATION, SIZE, BANDWIDTH]))
def test_what_is_printed_is_read_back(value, dimension):
    assert value == parse(text_of(value, dimension), dimension)


@given(st.decimals(0, 10_000, places=12), st.sampled_from(sorted(DURATION.units)))
def test_reading_is_exact_arithmetic_rounded_half_up(number, unit):
    exact = Fraction(number) * DURATION.units[unit]

    assert (exact + Fraction(1, 2)).__floor__() == parse(f"{number:f} {unit}", DURATION)


@given(st.text(max_size=40))
def test_any_text_is_a_quantity_or_an_error_that_can_be_printed(text):
    for read in (duration_ns, moment_ns, rate_per_s):
        try:
            value = read(text)
        except QuantityError as error:
            value = str(error)
        assert value.isprintable() if isinstance(value, str) else value >= 0
