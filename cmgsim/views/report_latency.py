"""Of a run's report: how long requests took, where the time went, and how requests ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from cmgsim.flows.nouns import Language
from cmgsim.flows.stage_names import stage_name
from cmgsim.views.html_table import Column, table
from cmgsim.views.markup import Markup, join, tag
from cmgsim.views.numbers import TimeUnit, count, given, quantity, share, unit_for
from cmgsim.views.report_words import word
from cmgsim.views.svg import Mark, bar, distribution_chart

Row = Mapping[str, Any]
Summary = Mapping[str, Any]

_TABLED: Final = (50, 250, 500, 750, 900, 950, 990, 999, 1000)
"""Per mille of the requests that the table beneath the chart shows."""
_MARKED: Final = (("p50", 50), ("p95", 95), ("p99", 99))
_ENDS: Final = ("ok", "refused", "timed_out", "lost", "in_flight")
_LEAST_SHARE: Final = 0.001
"""A stage that took less of the time is not worth a row."""


def latency(summary: Summary, distribution: Sequence[Row], lang: Language) -> Markup:
    """The distribution as a chart and as a table, then percentiles by activity; nothing where nobody was answered."""
    if not distribution:
        return Markup()
    unit = unit_for(row["latency_s"] for row in distribution)
    return tag(
        "section",
        tag("h2", word(lang, "latency")),
        _chart(summary, distribution, lang),
        _quantiles(summary, distribution, unit, lang),
        _by_activity(summary, lang),
    )


def _chart(summary: Summary, distribution: Sequence[Row], lang: Language) -> Markup:
    points = [(row["latency_s"], row["per_mille"] / 1000) for row in distribution]
    marks = [
        Mark(
            word(lang, "mark", percent=str(percent), latency=quantity(lang, summary["latency_s"][key])),
            summary["latency_s"][key],
            percent / 100,
        )
        for key, percent in _MARKED
    ]
    words = {part: word(lang, f"chart {part}") for part in ("title", "description", "x")}
    drawn = distribution_chart(points, marks, words, lang)
    return tag("figure", drawn, tag("figcaption", word(lang, "chart caption"))) if drawn else drawn


def _quantiles(summary: Summary, distribution: Sequence[Row], unit: TimeUnit, lang: Language) -> Markup:
    answered = summary["requests"]["ok"] / summary["replications"]
    rows = [
        (_percent(row["per_mille"], lang), unit.write(lang, row["latency_s"]))
        for row in distribution
        if row["per_mille"] in _TABLED and _is_told_apart(row["per_mille"], answered)
    ]
    columns = (Column(word(lang, "share"), "name"), Column(word(lang, "at most", unit=unit.name)))
    return tag("div", table("distribution", word(lang, "distribution"), columns, rows), class_="small")


def _percent(per_mille: int, lang: Language) -> str:
    return f"{given(lang, per_mille / 10)}\N{NO-BREAK SPACE}%"


def _is_told_apart(per_mille: int, answered: float) -> bool:
    """Whether so many answers lie on both sides of the share, or it is the median or the slowest."""
    return per_mille in (500, 1000) or answered * min(per_mille, 1000 - per_mille) >= 1000


def _by_activity(summary: Summary, lang: Language) -> Markup:
    tables = {word(lang, "all"): summary["latency_s"], **summary["by_activity"]}
    answered = {name: numbers for name, numbers in tables.items() if numbers["mean"] is not None}
    unit = unit_for(numbers["max"] for numbers in answered.values())
    rows = [
        (
            name,
            _with_interval(numbers, "mean", unit, lang),
            unit.write(lang, numbers["p50"]),
            _with_interval(numbers, "p95", unit, lang),
            unit.write(lang, numbers["p99"]),
            unit.write(lang, numbers["max"]),
        )
        for name, numbers in answered.items()
    ]
    if len(rows) == 2:  # one activity, which says the same as all of them
        rows = rows[1:]
    columns = (
        Column(word(lang, "activity"), "name"),
        *(Column(name) for name in (word(lang, "mean"), "p50", "p95", "p99", word(lang, "max"))),
    )
    content = table(
        "by-activity", word(lang, "latency by activity", unit=unit.name), columns, rows, total=len(rows) > 1
    )
    has_intervals = any(numbers[f"{key}_ci95"] for numbers in answered.values() for key in ("mean", "p95"))
    note = tag("p", word(lang, "intervals"), class_="note") if has_intervals else None
    return join(content, note)


def _with_interval(numbers: Row, key: str, unit: TimeUnit, lang: Language) -> Markup:
    value, bounds = unit.write(lang, numbers[key]), numbers[f"{key}_ci95"]
    if bounds is None:
        return join(value)
    low, high = (unit.write(lang, bound) for bound in bounds)
    interval = f" ({word(lang, 'interval', low=low, high=high)})"
    return join(value, tag("span", interval, class_="interval"))


def stages(rows: Mapping[str, Row], lang: Language) -> Markup:
    """Where an answered request spent its time; nothing where that is no time at all."""
    told = {name: row for name, row in rows.items() if (row["share"] or 0.0) > _LEAST_SHARE}
    if not told:
        return Markup()
    unit = unit_for(row["mean_s"] for row in told.values())
    cells = [
        (
            stage_name(lang, name),
            unit.write(lang, row["mean_s"]),
            join(share(lang, row["share"]), _share_interval(row["share_ci95"], lang), bar(row["share"])),
        )
        for name, row in told.items()
    ]
    columns = (Column(word(lang, "stage"), None), Column(word(lang, "mean")), Column(word(lang, "of latency")))
    left_out = any(row["mean_s"] for name, row in rows.items() if name not in told)
    return tag(
        "section",
        tag("h2", word(lang, "stages")),
        table("stages", word(lang, "stage table", unit=unit.name), columns, cells),
        tag("p", word(lang, "stages left out"), class_="note") if left_out else None,
    )


def _share_interval(bounds: Sequence[float] | None, lang: Language) -> Markup | None:
    if bounds is None:
        return None
    low, high = (share(lang, bound) for bound in bounds)
    return tag("span", f" ({word(lang, 'interval', low=low, high=high)})", class_="interval")


def outcomes(rows: Sequence[Row], lang: Language) -> Markup:
    """Requests by activity and by how they ended; ways that no request ended in are left out."""
    if not rows:
        return Markup()
    sums = {key: sum(row[key] for row in rows) for key in ("created", *_ENDS)}
    told = [{"activity": word(lang, "all"), **sums}, *rows] if len(rows) > 1 else list(rows)
    cells = [
        (
            row["activity"],
            count(lang, row["created"]),
            *(count(lang, row[end]) if sums[end] else None for end in _ENDS),
            share(lang, row["ok"] / row["created"]),
        )
        for row in told
    ]
    columns = (
        Column(word(lang, "activity"), "name"),
        *(Column(word(lang, key)) for key in ("created", *_ENDS, "answered share")),
    )
    return tag(
        "section",
        tag("h2", word(lang, "outcomes")),
        table("outcomes", word(lang, "outcome table"), columns, cells, total=len(told) > 1),
    )
