"""The charts of a report as SVG, told apart without colours: lines over a number, bars over time, ranges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from cmgsim.views.markup import Markup, join, tag

Spec = Mapping[str, Any]

WIDTH: Final = 720
HEIGHT: Final = 290
_LEFT, _RIGHT, _TOP, _BOTTOM = 84, WIDTH - 20, 20, HEIGHT - 64
_DASHES: Final = (None, "9 5", "2 5", "12 4 2 4")
_ROW: Final = 34
_LABELS: Final = 286
"""Room for the names of the inputs beside their ranges."""
_MOST_LABELS: Final = 12


def drawn(spec: Spec) -> Markup:
    """The chart that a block describes."""
    return {"lines": _lines, "bars": _bars, "ranges": _ranges}[spec["kind"]](spec)


def _frame(spec: Spec, height: int, *content: Any) -> Markup:
    name = spec["id"]
    return tag(
        "svg",
        tag("title", spec["title"], id=f"{name}-title"),
        tag("desc", spec["description"], id=f"{name}-description"),
        *content,
        viewBox=f"0 0 {WIDTH} {height}",
        role="img",
        aria_labelledby=f"{name}-title {name}-description",
        class_="chart",
    )


def _lines(spec: Spec) -> Markup:
    """Series over whole numbers, with intervals, a limit, and what is without bounds at the upper edge."""
    places, top = spec["x"], float(spec["ticks"][-1]["value"])

    def x(place: int) -> float:
        return _LEFT + (_RIGHT - _LEFT) * (place + 0.5) / len(places)

    def y(value: float) -> float:
        return _BOTTOM - (_BOTTOM - _TOP) * min(value / top, 1.0)

    content = [*_across(spec, y), *_along(spec, [(x(place), label) for place, label in enumerate(places)])]
    if (limit := spec.get("limit")) is not None and limit["value"] <= top:
        content += _limit(limit, y(limit["value"]))
    for number, series in enumerate(spec["series"]):
        content += _series(number, series, x, y)
    return _frame(spec, HEIGHT + _legend_height(spec), *content, *_legend(spec))


def _series(number: int, series: Spec, x: Any, y: Any) -> Iterator[Markup]:
    known = [(place, value) for place, value in enumerate(series["values"]) if isinstance(value, int | float)]
    points = " ".join(f"{x(place):.1f},{y(value):.1f}" for place, value in known)
    yield tag("polyline", points=points, class_="curve", stroke_dasharray=_DASHES[number % len(_DASHES)])
    for place, (low, high) in enumerate(series.get("intervals") or ()):
        if low is not None:
            yield tag("line", x1=f"{x(place):.1f}", x2=f"{x(place):.1f}", y1=f"{y(low):.1f}", y2=f"{y(high):.1f}",
                      class_="interval-bar")  # fmt: skip
    for place, value in known:
        yield _marker(number, x(place), y(value))
    for place, value in enumerate(series["values"]):
        if isinstance(value, str) and number == 0:  # all series of a place are without bounds together
            yield tag("text", value, x=f"{x(place):.1f}", y=_TOP + 4, text_anchor="middle", dy="0.7em")


def _bars(spec: Spec) -> Markup:
    values, top = spec["values"], float(spec["ticks"][-1]["value"])
    wide = (_RIGHT - _LEFT) / len(values)

    def y(value: float) -> float:
        return _BOTTOM - (_BOTTOM - _TOP) * value / top

    bars = [
        tag("rect", x=f"{_LEFT + place * wide + wide * 0.1:.1f}", y=f"{y(value):.1f}", width=f"{wide * 0.8:.2f}",
            height=f"{_BOTTOM - y(value):.1f}", class_="column fullest" if place == spec["marked"] else "column")
        for place, value in enumerate(values)
    ]  # fmt: skip
    every = -(-len(values) // _MOST_LABELS)
    labels = [
        (_LEFT + (place + 0.5) * wide, label) for place, label in enumerate(spec["x"]) if place % every == 0
    ]  # fmt: skip
    return _frame(spec, HEIGHT, *_across(spec, y), *bars, *_along(spec, labels))


def _ranges(spec: Spec) -> Markup:
    """One row for each: from its low to its high end, with the value now, and a diamond where the answer changes."""
    top, height = float(spec["ticks"][-1]["value"]), _TOP + _ROW * len(spec["rows"]) + 64
    bottom = height - 64

    def x(value: float) -> float:
        return _LABELS + (_RIGHT - _LABELS) * min(value / top, 1.0)

    content = []
    for tick in spec["ticks"]:
        place = f"{x(tick['value']):.1f}"
        content += [
            tag("line", x1=place, x2=place, y1=_TOP, y2=bottom, class_="grid"),
            tag("text", tick["shown"], x=place, y=bottom + 8, text_anchor="middle", dy="0.9em"),
        ]
    for number, row in enumerate(spec["rows"]):
        content += _range(row, _TOP + _ROW * (number + 0.5), x)
    content.append(_title(spec, (_LABELS + _RIGHT) / 2, bottom + 8))
    return _frame(spec, height, *content)


def _range(row: Spec, y: float, x: Any) -> Iterator[Markup]:
    yield tag("text", row["name"], x=_LABELS - 10, y=f"{y:.1f}", text_anchor="end", dy="0.35em", class_="name")
    low, high = sorted(x(value) for value in (row["from"], row["to"]))
    yield tag("rect", x=f"{low:.1f}", y=f"{y - 8:.1f}", width=f"{max(2.0, high - low):.1f}", height=16, class_="column")
    yield tag("line", x1=f"{x(row['now']):.1f}", x2=f"{x(row['now']):.1f}", y1=f"{y - 12:.1f}", y2=f"{y + 12:.1f}",
              class_="now")  # fmt: skip
    for place in [each for each, changes in ((low, row["changes"][0]), (high, row["changes"][1])) if changes]:
        corners = ((place, y - 10), (place + 10, y), (place, y + 10), (place - 10, y))
        yield tag("polygon", points=" ".join(f"{a:.1f},{b:.1f}" for a, b in corners), class_="mark")


def _across(spec: Spec, y: Any) -> Iterator[Markup]:
    for tick in spec["ticks"]:
        place = f"{y(tick['value']):.1f}"
        yield tag("line", x1=_LEFT, x2=_RIGHT, y1=place, y2=place, class_="grid")
        yield tag("text", tick["shown"], x=_LEFT - 10, y=place, text_anchor="end", dy="0.35em")


def _along(spec: Spec, labels: Sequence[tuple[float, Any]]) -> Iterator[Markup]:
    for place, label in labels:
        yield tag("text", label, x=f"{place:.1f}", y=_BOTTOM + 8, text_anchor="middle", dy="0.9em")
    yield _title(spec, (_LEFT + _RIGHT) / 2, _BOTTOM + 8)


def _title(spec: Spec, x: float, y: float) -> Markup:
    return tag("text", spec["x_title"], x=x, y=y, text_anchor="middle", dy="2.4em", class_="axis-title")


def _limit(limit: Spec, y: float) -> list[Markup]:
    return [
        tag("line", x1=_LEFT, x2=_RIGHT, y1=f"{y:.1f}", y2=f"{y:.1f}", class_="limit"),
        tag("text", limit["shown"], x=_RIGHT, y=f"{y - 6:.1f}", text_anchor="end", class_="legend"),
    ]


def _marker(number: int, x: float, y: float) -> Markup:
    if number % 3 == 0:
        return tag("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=5, class_="mark")
    if number % 3 == 1:
        return tag("rect", x=f"{x - 5:.1f}", y=f"{y - 5:.1f}", width=10, height=10, class_="mark")
    corners = ((x, y - 6), (x + 6, y + 5), (x - 6, y + 5))
    return tag("polygon", points=" ".join(f"{a:.1f},{b:.1f}" for a, b in corners), class_="mark")


def _legend_height(spec: Spec) -> int:
    return 26 * len(spec["series"]) if len(spec["series"]) > 1 else 0


def _legend(spec: Spec) -> list[Markup]:
    if len(spec["series"]) < 2:
        return []
    rows = []
    for number, series in enumerate(spec["series"]):
        y = HEIGHT + 4 + 26 * number
        rows.append(
            join(
                tag("line", x1=_LEFT, x2=_LEFT + 44, y1=y, y2=y, class_="curve",
                    stroke_dasharray=_DASHES[number % len(_DASHES)]),
                _marker(number, _LEFT + 22, y),
                tag("text", series["name"], x=_LEFT + 56, y=y, dy="0.35em"),
            )
        )  # fmt: skip
    return rows
