"""Two pictures as SVG: a cumulative distribution on a logarithmic axis, and a bar for a cell of a table."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

from attrs import frozen

from cmgsim.flows.nouns import Language
from cmgsim.views.markup import Markup, join, tag
from cmgsim.views.numbers import count, share

WIDTH: Final = 720
HEIGHT: Final = 350
_LEFT, _RIGHT, _TOP, _BOTTOM = 88, WIDTH - 28, 16, HEIGHT - 80
_MANTISSAS: Final = (1, 2, 5)
_MOST_TICKS: Final = 7
"""More labels than this run into each other on the screen of a telephone."""
_UNITS: Final = ((0, "s"), (-3, "ms"), (-6, "µs"), (-9, "ns"))
_SHARES: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
_LEGEND_ROW: Final = 32

Point = tuple[float, float]
"""A latency in seconds, and the share of requests that it took no longer."""


@frozen
class Mark:
    """A point of the curve that has a name."""

    label: str
    latency_s: float
    share: float


@frozen
class LogAxis:
    """A logarithmic axis between two steps of the series 1, 2, 5, 10, 20, …; step 0 is one second."""

    first: int
    last: int

    @classmethod
    def over(cls, values: Sequence[float]) -> LogAxis:
        """The shortest axis on which all of the positive *values* lie, at least two steps long."""
        first, last = _step_below(min(values)), _step_below(max(values))
        return cls(first, max(last if value_of(last) >= max(values) else last + 1, first + 2))

    def place(self, value: float) -> float:
        """Where *value* lies, from 0 at the beginning to 1 at the end."""
        low, high = math.log10(value_of(self.first)), math.log10(value_of(self.last))
        return (math.log10(value) - low) / (high - low)

    @property
    def ticks(self) -> tuple[int, ...]:
        """The steps that get a label: all of them, or powers of ten as close together as is legible."""
        steps = tuple(range(self.first, self.last + 1))
        powers = tuple(step for step in steps if step % 3 == 0)
        return steps if len(steps) <= _MOST_TICKS else powers[:: -(-len(powers) // _MOST_TICKS)]


def value_of(step: int) -> float:
    """The value of a *step* of the series, in seconds."""
    return float(f"{_MANTISSAS[step % 3]}e{step // 3}")


def _step_below(value: float) -> int:
    step = 3 * math.floor(math.log10(value))
    while value_of(step + 1) <= value:
        step += 1
    return step


def tick_label(lang: Language, step: int) -> str:
    """
    A *step* with the unit that suits it.

    Example:
        >>> [tick_label("en", step).split() for step in (-4, 0, 11)]
        [['50', 'ms'], ['1', 's'], ['5,000', 's']]
    """
    exponent = step // 3
    base, unit = next((pair for pair in _UNITS if exponent >= pair[0]), _UNITS[-1])
    return f"{count(lang, _MANTISSAS[step % 3] * 10 ** (exponent - base))}\N{NO-BREAK SPACE}{unit}"


def distribution_chart(
    points: Sequence[Point], marks: Sequence[Mark], words: Mapping[str, str], lang: Language
) -> Markup:
    """
    The cumulative distribution of latencies; where none is positive there is nothing to draw, and it is empty.

    Args:
        points: Ascending in both latency and share.
        marks: The points to mark and to name, at most three.
        words: `title`, `description`, `x` and `y`.
        lang: Of the numbers.
    """
    drawn = [(latency, part) for latency, part in points if latency > 0]
    if not drawn:
        return Markup()
    axis = LogAxis.over([latency for latency, _ in drawn])
    line = " ".join(f"{_x(axis, latency):.1f},{_y(part):.1f}" for latency, part in drawn)
    named = [mark for mark in marks if mark.latency_s > 0]
    return tag(
        "svg",
        tag("title", words["title"], id="chart-title"),
        tag("desc", words["description"], id="chart-description"),
        *_grid(axis, words, lang),
        tag("polyline", points=line, class_="curve"),
        *(_marker(place, _x(axis, mark.latency_s), _y(mark.share)) for place, mark in enumerate(named)),
        *_legend(axis, named),
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        role="img",
        aria_labelledby="chart-title chart-description",
        class_="chart",
    )


def _x(axis: LogAxis, latency_s: float) -> float:
    return _LEFT + (_RIGHT - _LEFT) * axis.place(latency_s)


def _y(part: float) -> float:
    return _BOTTOM - (_BOTTOM - _TOP) * part


def _grid(axis: LogAxis, words: Mapping[str, str], lang: Language) -> list[Markup]:
    across = [
        join(
            tag("line", x1=_LEFT, x2=_RIGHT, y1=f"{_y(part):.1f}", y2=f"{_y(part):.1f}", class_="grid"),
            tag("text", share(lang, part), x=_LEFT - 10, y=f"{_y(part):.1f}", text_anchor="end", dy="0.35em"),
        )
        for part in _SHARES
    ]
    along = []
    for step in axis.ticks:
        x = f"{_x(axis, value_of(step)):.1f}"
        along += [
            tag("line", x1=x, x2=x, y1=_BOTTOM, y2=_BOTTOM + 6, class_="tick"),
            tag("text", tick_label(lang, step), x=x, y=_BOTTOM + 12, text_anchor="middle", dy="0.8em"),
        ]
    title = tag(
        "text",
        words["x"],
        x=(_LEFT + _RIGHT) / 2,
        y=_BOTTOM + 12,
        text_anchor="middle",
        dy="2.3em",
        class_="axis-title",
    )
    return [*across, *along, title]


def _marker(place: int, x: float, y: float) -> Markup:
    """Told apart by shape: a page may be printed without colours."""
    if place == 0:
        return tag("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=7, class_="mark")
    if place == 1:
        return tag("rect", x=f"{x - 6:.1f}", y=f"{y - 6:.1f}", width=12, height=12, class_="mark")
    corners = ((x, y - 8), (x + 8, y + 6), (x - 8, y + 6))
    return tag("polygon", points=" ".join(f"{a:.1f},{b:.1f}" for a, b in corners), class_="mark")


def _legend(axis: LogAxis, marks: Sequence[Mark]) -> list[Markup]:
    """
    In the quadrant beside the median that no distribution passes through.

    Right of the median the curve is above one half, left of it below: so the lower right is free, and the upper left.
    """
    if not marks:
        return []
    to_the_right = axis.place(marks[0].latency_s) < 0.5
    left = (_LEFT + _RIGHT) / 2 + 60 if to_the_right else _LEFT + 24
    top = _y(0.5) + 26 if to_the_right else _TOP + 22
    rows = []
    for place, mark in enumerate(marks):
        y = top + place * _LEGEND_ROW
        rows += [_marker(place, left, y), tag("text", mark.label, x=left + 20, y=y, dy="0.35em", class_="legend")]
    return rows


def bar(part: float) -> Markup:
    """
    A share as a bar, full at one; beside a number that says the same, so it is hidden from screen readers.

    Example:
        >>> bar(2.0) == bar(1.0)
        True
    """
    width = f"{100 * min(1.0, max(0.0, part)):.1f}"
    return tag(
        "svg",
        tag("rect", width=100, height=8, class_="track"),
        tag("rect", width=width, height=8, class_="level"),
        viewBox="0 0 100 8",
        preserveAspectRatio="none",
        class_="bar",
        aria_hidden="true",
    )
