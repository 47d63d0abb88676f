"""Plots of studies: a response over a factor, over two, and which assumption matters."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any, Final

from cmgsim.errors import StudyError
from cmgsim.study.design import Point
from cmgsim.study.measures import BY_NAME, measure_called
from cmgsim.study.plots.canvas import COLOURS, MARKERS, SHARE, axes_of, axis_of
from cmgsim.study.sensitivity import Effect, effects
from cmgsim.study.statistics import LEVEL
from cmgsim.study.study import Study

MOST_LINES: Final = len(COLOURS)
"""Lines that can be told apart."""
WIDE: Final = 24
"""Characters of a level in one line."""


def response_curve(
    study: Study, factor: str, measure: str, *, by: str | None = None, axes: Any = None, **fixed: Any
) -> Any:
    """
    A measure over the levels of a factor: means over replications with their 95 % intervals.

    Args:
        by: Another factor, with a line for each of its levels.
        fixed: Levels of the other factors, where the study has more: `**{"cmg.vm_size": "A2_v2"}`.

    Raises:
        StudyError: The study varies no such factor, or still varies others than these.
        MissingExtra: matplotlib is not installed.
    """
    chosen = _points(study, [factor, *([by] if by else [])], fixed)
    table, label = study.points(), measure_called(measure).label
    unit = _unit(study, by) if by else ""
    lines: dict[Any, list[int]] = {}
    for point in chosen:
        lines.setdefault(table[by][point] if by else None, []).append(point)
    if len(lines) > MOST_LINES:
        raise StudyError(
            "plot", f"{len(lines)} lines are too many to tell apart", f"at most {MOST_LINES} levels of {by}"
        )
    axes = axes_of(axes, f"{label.partition(' [')[0]} over {factor}, {_runs_in_words(study)}")
    for number, (level, points) in enumerate(lines.items()):
        _line(
            axes, table, factor, measure, points, number, "" if by is None else f"{by} = {_text(level)} {unit}".rstrip()
        )
    axes.set_xlabel(_label(study, factor))
    axes.set_ylabel(axis_of(BY_NAME[measure]))
    axes.set_ylim(bottom=0)
    if by:
        axes.legend(frameon=False, fontsize="small")
    return axes


def _line(
    axes: Any, table: dict[str, list[Any]], factor: str, measure: str, points: list[int], number: int, label: str
) -> None:
    known = [point for point in points if table[measure][point] is not None]
    levels = [table[factor][point] for point in known]
    x = levels if all(isinstance(level, (int, float)) for level in levels) else [_text(level) for level in levels]
    y = [table[measure][point] for point in known]
    ends = [[table[f"{measure}_{end}"][point] for point in known] for end in ("low", "high")]
    widths = [
        [0 if end is None else abs(middle - end) for middle, end in zip(y, column, strict=True)] for column in ends
    ]
    axes.errorbar(
        x, y, yerr=widths, label=label or None, color=COLOURS[number], marker=MARKERS[number], markersize=4.5,
        linewidth=1.3, capsize=3,
    )  # fmt: skip
    if levels and all(isinstance(level, int) for level in levels) and len(set(levels)) <= 20:
        axes.set_xticks(sorted(set(levels)))


def heat_map(study: Study, across: str, down: str, measure: str, *, axes: Any = None, **fixed: Any) -> Any:
    """
    The mean of a measure over the levels of two factors, each cell with its number.

    Args:
        across: The factor of the columns.
        down: The factor of the rows.
        fixed: Levels of the other factors, where the study has more.

    Raises:
        StudyError: The study varies no such factors, or still varies others.
        MissingExtra: matplotlib is not installed.
    """
    chosen, table = _points(study, [across, down], fixed), study.points()
    columns, rows = (_levels([table[name][point] for point in chosen]) for name in (across, down))
    cells: list[list[float]] = [[float("nan")] * len(columns) for _ in rows]
    for point in chosen:
        value = table[measure_called(measure).name][point]
        if value is not None:
            cells[rows.index(table[down][point])][columns.index(table[across][point])] = value
    label = BY_NAME[measure].label
    axes = axes_of(axes, f"Mean {label.partition(' [')[0]}, {_runs_in_words(study).partition(',')[0]}")
    axes.grid(visible=False)
    image = axes.imshow(cells, aspect="auto", cmap="cividis", origin="lower")
    axes.figure.colorbar(image, ax=axes, label=axis_of(BY_NAME[measure]))
    axes.set_xticks(range(len(columns)), [_text(level) for level in columns])
    axes.set_yticks(range(len(rows)), [_text(level) for level in rows])
    axes.set_xlabel(_label(study, across))
    axes.set_ylabel(_label(study, down))
    if len(columns) * len(rows) <= 120:
        _numbers(axes, cells, image)
    return axes


def _numbers(axes: Any, cells: Sequence[Sequence[float]], image: Any) -> None:
    """The number of each cell, in whatever can be read on its colour."""
    for row, values in enumerate(cells):
        for column, value in enumerate(values):
            if value == value:  # noqa: PLR0124  # NaN is not itself: nothing has run there
                dark = image.norm(value) < 0.55
                axes.text(column, row, f"{value:.3g}", ha="center", va="center", fontsize="small",
                          color="white" if dark else "black")  # fmt: skip


def tornado(study: Study, measure: str, *, most: int = 12, axes: Any = None) -> Any:
    """
    How much each assumption matters for a measure, the most important on top, with 95 % intervals by resampling.

    Args:
        most: Factors that are shown; those without any effect are left out.

    Raises:
        StudyError: The study is no sensitivity analysis, runs are missing, or nothing matters for the measure.
        MissingExtra: matplotlib or SALib is not installed.
    """
    found: list[Effect] = [each for each in effects(study, measure_called(measure).name) if each.size][:most]
    if not found:
        raise StudyError("plot", f"nothing that was varied changes {measure}", "a measure that something changes")
    morris = study.definition.design.method == "morris"
    what = "effect of going through the plausible range, µ*" if morris else "share of the variance, total index"
    unit = (BY_NAME[measure].unit or SHARE) if morris else ""
    axes = axes_of(axes, f"Which assumption matters for {BY_NAME[measure].label.partition(' [')[0]}")
    places = range(len(found))[::-1]
    widths = [[min(each.size, each.confidence) for each in found], [each.confidence for each in found]]
    axes.barh(places, [each.size for each in found], xerr=widths, color=COLOURS[0], height=0.62, capsize=3,
              error_kw={"elinewidth": 1, "ecolor": "#111827"})  # fmt: skip
    axes.set_yticks(places, [each.factor for each in found])
    axes.set_xlabel(f"{what} [{unit}]" if unit else what)
    axes.set_ylabel("assumption")
    axes.grid(visible=False, axis="y")
    return axes


def _points(study: Study, varied: Sequence[str], fixed: dict[str, Any]) -> list[int]:
    """The points that differ in the factors that are *varied*, and in no others."""
    for name in varied:
        study.points_with(**{name: None})  # refuses what the study does not vary
    chosen = study.points_with(**fixed)
    factors = [factor.name for factor in study.definition.design.factors]
    points = study.definition.design.points
    for number, name in enumerate(factors):
        levels = dict.fromkeys(points[point].levels[number] for point in chosen)
        if name in varied or len(levels) == 1 or _goes_with(points, chosen, number, [factors.index(v) for v in varied]):
            continue
        told = ", ".join(map(_text, list(levels)[:6]))
        raise StudyError("plot", f"{name} varies, too", f'**{{"{name}": …}}, one of {told}')
    if not chosen:
        raise StudyError("plot", f"no point has {fixed}", "levels that the study has")
    return chosen


def _goes_with(points: Sequence[Point], chosen: Sequence[int], number: int, varied: Sequence[int]) -> bool:
    """Whether a factor has one level for each level of another one that is varied: they go together."""
    return any(
        len({(points[p].levels[number], points[p].levels[other]) for p in chosen})
        == len({points[p].levels[other] for p in chosen})
        for other in varied
    )


def _unit(study: Study, factor: str) -> str:
    return next(each.unit for each in study.definition.design.factors if each.name == factor)


def _label(study: Study, factor: str) -> str:
    unit = _unit(study, factor)
    return f"{factor} [{unit}]" if unit else factor


def _runs_in_words(study: Study) -> str:
    runs = [number for number in study.points()["runs"] if number]
    low, high = min(runs, default=0), max(runs, default=0)
    told = f"{low} replications" if low == high else f"{low} to {high} replications"
    return told + (f", {LEVEL:.0%} intervals" if low > 1 else "")


def _text(level: Any) -> str:
    """A level beside a tick or a line; a long one in several lines, so that neighbours do not overlap."""
    return f"{level:g}" if isinstance(level, float) else textwrap.fill(str(level), WIDE, max_lines=4, placeholder=" …")


def _levels(levels: Sequence[Any]) -> list[Any]:
    """Each once: numbers in their order, words in that of the study."""
    once = list(dict.fromkeys(levels))
    return sorted(once) if all(isinstance(level, (int, float)) for level in once) else once
