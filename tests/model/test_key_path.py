"""Key paths are read and written alike."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmgsim.model.key_path import parse_path, text_of_path
from cmgsim.model.units import QuantityError

NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"], exclude_characters='"'), min_size=1, max_size=9
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cmg.instances", ("cmg", "instances")),
        ("clients[0].count", ("clients", 0, "count")),
        ("clients.laptops.count", ("clients", "laptops", "count")),
        ('clients."my laptops".count', ("clients", "my laptops", "count")),
        ("clients.'a.b'.count", ("clients", "a.b", "count")),
        ("clients[0].activities[12].every", ("clients", 0, "activities", 12, "every")),
    ],
)
def test_a_path_has_steps(text, expected):
    assert expected == parse_path(text)


@pytest.mark.parametrize(
    "text", ["", ".", "a.", ".a", "a..b", "[0]", "a[x]", "a[-1]", "a b", "a[0]b", 'a"b"', "a." * 99 + "b"]
)
def test_what_is_no_path_is_refused(text):
    with pytest.raises(QuantityError, match="is no key path"):
        parse_path(text)


@settings(max_examples=40)
@given(st.lists(st.one_of(NAMES, st.integers(0, 99)), max_size=5).map(lambda steps: ["cmg", *steps]))
def test_a_path_is_read_as_it_was_written(steps):
    assert tuple(steps) == parse_path(text_of_path(steps))
