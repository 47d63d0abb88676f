"""Profiles are rows: each number with its source, and nothing that the catalogue does not know."""

from __future__ import annotations

from cmgsim.facts.activities import CATALOGUE
from cmgsim.facts.profiles import PROFILES
from cmgsim.facts.tables import facts_profiles


def test_the_default_changes_nothing():
    steady = next(iter(PROFILES.values()))

    assert ("steady", (), ()) == (steady.name, steady.online.spans, steady.habits)


def test_every_habit_is_of_a_request_that_clients_make_by_the_clock():
    habits = [habit for profile in PROFILES.values() for habit in profile.habits]

    assert [] == [habit.request for habit in habits if CATALOGUE[habit.request].every is None or not habit.figures]


def test_every_row_says_where_it_comes_from_and_why():
    rows = facts_profiles()

    assert [] == [row for row in rows if not row["source"] or not row["confidence"] or not row["note"]]
    assert list(PROFILES) == list(dict.fromkeys(row["profile"] for row in rows))


def test_plausible_ranges_hold_their_values():
    ranges = [(row["plausible"], row["value"]) for row in facts_profiles() if row["plausible"]]

    assert ranges
    assert all(low <= value <= high for (low, high), value in ranges)
