"""The chart of a distribution: an axis that holds all values, labels that can be read, a legend in nobody's way."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmgsim.views.svg import HEIGHT, WIDTH, LogAxis, Mark, bar, distribution_chart, tick_label, value_of

WORDS = {"title": "t", "description": "d", "x": "x"}
LATENCIES = st.lists(st.floats(1e-9, 1e6), min_size=3, max_size=20).map(sorted)


def chart(latencies):
    points = [(latency, (place + 1) / len(latencies)) for place, latency in enumerate(latencies)]
    marks = [
        Mark(name, next(latency for latency, part in points if part >= share), share)
        for name, share in (("p50: 12.3 ms", 0.5), ("p95: 12.3 ms", 0.95), ("p99: 12.3 ms", 0.99))
    ]
    return ET.fromstring(distribution_chart(points, marks, WORDS, "en"))  # noqa: S314  # our own


def coordinates(svg):
    line = next(element for element in svg if element.tag == "polyline")
    return [tuple(map(float, pair.split(","))) for pair in line.attrib["points"].split()]


def legend(svg):
    """The box that the legend takes on a narrow screen, where letters are 25 units high and at most 0.7 of it wide."""
    texts = [element for element in svg if element.attrib.get("class") == "legend"]
    x, ys = float(texts[0].attrib["x"]), [float(element.attrib["y"]) for element in texts]
    return x - 28, x + max(len(element.text) for element in texts) * 0.55 * 25, min(ys) - 12, max(ys) + 12


@given(LATENCIES)
def test_everything_lies_within_the_picture(latencies):
    assert [] == [(x, y) for x, y in coordinates(chart(latencies)) if not (0 <= x <= WIDTH and 0 <= y <= HEIGHT)]


@given(LATENCIES)
def test_the_curve_rises(latencies):
    points = coordinates(chart(latencies))

    assert sorted(x for x, _ in points) == [x for x, _ in points]
    assert sorted((y for _, y in points), reverse=True) == [y for _, y in points]


@given(LATENCIES)
def test_the_legend_is_in_nobodys_way(latencies):
    svg = chart(latencies)
    left, right, top, bottom = legend(svg)

    assert right <= WIDTH
    assert [] == [(x, y) for x, y in coordinates(svg) if left < x < right and top < y < bottom]


@given(LATENCIES)
def test_the_axis_holds_all_values_and_is_no_longer_than_it_must_be(latencies):
    axis = LogAxis.over(latencies)

    assert value_of(axis.first) <= latencies[0] < value_of(axis.first + 1)
    assert latencies[-1] <= value_of(axis.last)
    assert value_of(axis.last - 1) < latencies[-1] or axis.last == axis.first + 2


@given(LATENCIES)
def test_labels_are_few_enough_to_be_read(latencies):
    assert 1 <= len(LogAxis.over(latencies).ticks) <= 7


@pytest.mark.parametrize(
    ("latencies", "labels"),
    [
        ([0.21, 0.4, 0.9], ["200 ms", "500 ms", "1 s"]),
        ([0.002, 0.4, 70], ["10 ms", "100 ms", "1 s", "10 s", "100 s"]),
        ([0.5, 0.5, 0.5], ["500 ms", "1 s", "2 s"]),
    ],
)
def test_labels_have_the_unit_that_suits_them(latencies, labels):
    ticks = LogAxis.over(latencies).ticks

    assert labels == [tick_label("en", step).replace("\u00a0", " ") for step in ticks]


def test_marks_are_told_apart_by_shape():
    shapes = [element.tag for element in chart([0.1, 0.2, 0.3]) if element.attrib.get("class") == "mark"]

    assert ["circle", "rect", "polygon"] * 2 == shapes


def test_the_picture_has_a_name_and_a_description():
    svg = chart([0.1, 0.2, 0.3])

    assert ("img", "chart-title chart-description") == (svg.attrib["role"], svg.attrib["aria-labelledby"])
    assert ["chart-title", "chart-description"] == [element.attrib["id"] for element in svg[:2]]


def test_without_a_positive_latency_there_is_nothing_to_draw():
    assert "" == distribution_chart([(0.0, 0.5), (0.0, 1.0)], [], WORDS, "en")


@pytest.mark.parametrize(("part", "width"), [(-1, "0.0"), (0, "0.0"), (0.421, "42.1"), (1, "100.0"), (7, "100.0")])
def test_a_bar_is_as_long_as_its_share_and_never_longer_than_its_track(part, width):
    assert ["100", width] == re.findall(r'<rect width="([\d.]+)"', bar(part))
