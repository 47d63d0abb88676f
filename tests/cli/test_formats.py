"""Rows as CSV, Markdown, JSON and tables, whatever stands in them."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmgsim.cli.formats import cell, to_csv, to_json, to_markdown, to_table

HOSTILE = ["=cmd()", "+1", "-1", "@SUM(A1)", "a|b", "a\\|b", "<b>", "[bold]x[/]", "\x1b[31m", "\u202e", "`x`", "é", ""]
TEXTS = st.text(max_size=20) | st.sampled_from(HOSTILE)
ROWS = st.lists(st.builds(lambda name, value: {"name": name, "value": value}, TEXTS, TEXTS), min_size=1, max_size=4)


def invisible(text):
    """Characters of *text* that steer a terminal or turn a line."""
    return [char for char in text if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") and char != "\n"]


@given(ROWS)
def test_csv_reads_back_as_it_was_but_for_what_a_spreadsheet_would_calculate(rows):
    expected = [[cell(value) for value in row.values()] for row in rows]
    read = list(csv.reader(io.StringIO(to_csv(rows))))

    assert ["name", "value"] == read[0]
    assert expected == [
        [text.removeprefix("'") if text[:2] in apostrophes(text) else text for text in row] for row in read[1:]
    ]
    assert [] == [text for row in read for text in row if text.startswith(("=", "+", "-", "@"))]


def apostrophes(text):
    return {f"'{sign}" for sign in "=+-@"} if text[1:2] in "=+-@" else set()


def test_numbers_of_a_csv_stay_numbers():
    assert "value\n-1\n" == to_csv([{"value": -1}])


@given(ROWS)
def test_a_markdown_table_has_the_cells_that_went_in(rows):
    lines = to_markdown(rows).split("\n")
    cells = [re.split(r"(?<!\\)(?:\\\\)*\|", line) for line in lines[2:-1]]

    assert len(rows) + 3 == len(lines)
    assert {4} == {len(row) for row in cells}


def test_markdown_takes_no_text_for_markup():
    assert "| a |\n|---|\n| \\|x\\| &lt;b> \\*y\\* \\[z\\] &amp;amp; |\n" == to_markdown(
        [{"a": "|x| <b> *y* [z] &amp;"}]
    )


@given(st.recursive(TEXTS | st.integers() | st.booleans() | st.none(), st.lists, max_leaves=5))
def test_json_reads_back_as_it_was(value):
    assert value == json.loads(to_json(value))


@given(TEXTS)
def test_no_format_lets_a_character_through_that_steers(text):
    rows = [{"name": text, "value": 1}]

    assert [] == invisible("".join((to_csv(rows), to_markdown(rows), to_json(rows), to_table(rows, "rows", 40))))


def test_json_refuses_what_json_has_no_word_for():
    with pytest.raises(ValueError, match="JSON"):
        to_json(float("nan"))


def test_a_column_without_a_single_value_is_left_out_for_people():
    rows = [{"name": "a", "note": None, "flag": False}]

    assert "rows\n\nname   flag\n───────────\na      no\n" == to_table(rows, "rows", None)


def test_no_rows_are_no_table():
    assert "" == to_table([], "rows", None)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        (True, "yes"),
        (["a", "b"], "a, b"),
        ([[80, 80], [8530, 8531]], "80, 8530-8531"),
        ({"low": 1, "high": None}, "low: 1, high: "),
        (0.5, "0.5"),
        ("\x07", "\\x07"),
    ],
)
def test_a_value_as_people_read_it(value, expected):
    assert expected == cell(value)
