"""Tables in plain text: aligned, folded between words, never wider than the terminal."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cmgsim.cli.text_table import _width, text_table

HEADINGS = ["name", "value", "why"]
WORDS = st.text(st.sampled_from("abc1.-_/ ,é漢"), max_size=30)
ROWS = st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=4)


def test_numbers_stand_to_the_right_and_words_to_the_left():
    rows = [("instance-1", "1,200", "x"), ("cmg", "-3.5", "longer")]

    assert [
        "name         value   why",
        "───────────────────────────",
        "instance-1   1,200   x",
        "cmg           -3.5   longer",
    ] == text_table(HEADINGS, rows, None).splitlines()


def test_cells_are_folded_after_spaces_hyphens_and_dots():
    rows = [("cmg-connection-point-1", "7", "one way, home line")]

    assert [
        "name          value   why",
        "──────────────────────────",
        "cmg-              7   one",
        "connection-           way,",
        "point-1               home",
        "                      line",
    ] == text_table(HEADINGS, rows, 26).splitlines()


def test_gaps_give_way_before_words_do():
    rows = [("abcdef", "ghijkl", "mnopqr")]

    assert "abcdef  ghijkl  mnopqr" == text_table(HEADINGS, rows, 22).splitlines()[2]


def test_what_fits_no_terminal_becomes_a_list_for_each_row():
    rows = [("abcdefgh", "ijklmnop", ""), ("second", "", "some words more")]

    assert [
        "abcdefgh",
        "  value  ijklmnop",
        "",
        "second",
        "  why    some",
        "         words",
        "         more",
    ] == text_table(HEADINGS, rows, 17).splitlines()


@given(ROWS, st.integers(44, 120))
def test_a_table_fits_where_its_words_fit(rows, width):
    # Three words of at most 30 columns do not always fit side by side; below one another they do.
    assert [] == [line for line in text_table(HEADINGS, rows, width).splitlines() if _width(line) > max(width, 69)]


@given(ROWS, st.none() | st.integers(1, 120))
def test_folding_loses_no_letter(rows, width):
    def letters(text):
        return sorted(char for char in text if char not in " \n─")

    folded = text_table(HEADINGS, rows, width)
    told = ["".join(HEADINGS)] if "─" in folded else [HEADINGS[place] for row in rows for place in (1, 2) if row[place]]

    assert letters("".join([*told, *map("".join, rows)])) == letters(folded)


def test_wide_characters_take_two_columns_and_accents_none():
    assert [4, 1] == [_width("漢字"), _width("e\u0301")]


def test_headings_are_folded_before_a_name_is():
    told = text_table(["station", "mean wait (ms)", "p95 wait (ms)"], [["management-point-1", "0", "0"]], 38)

    assert "management-point-1" in told.splitlines()[-1]
    assert 38 >= max(map(len, told.splitlines()))
