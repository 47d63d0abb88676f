"""The first screen of a run: what it means in sentences, then the tables behind them."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any, Final

from cmgsim.cli.formats import to_table
from cmgsim.flows.nouns import Language
from cmgsim.views.numbers import TimeUnit, count, share, unit_for
from cmgsim.views.report_theory import expected_wait, reasons
from cmgsim.views.report_words import word

Summary = Mapping[str, Any]
Table = list[dict[str, str]]

UNSTABLE: Final = "unstable"
"""What a summary calls a station that more comes to than it can serve."""
_WAITS: Final = ("mean_wait_s", "p95_wait_s")


def screen(summary: Summary, answer: Sequence[str], lang: Language, width: int | None) -> str:
    """The *answer* and the tables of a *summary*; *width* is that of the terminal, None where there is none."""
    sentences = "".join(f"{wrapped(sentence, width)}\n" for sentence in answer)
    tables = (
        to_table(*_latencies(summary, lang), width),
        to_table(_stations(summary, lang), word(lang, "stations"), width) + _reasons(summary, lang, width),
        to_table(_connections(summary, lang), word(lang, "connection table"), width),
    )
    return "\n".join([sentences, *(table for table in tables if table)])


def wrapped(sentence: str, width: int | None) -> str:
    """One *sentence* as an item of a list, on lines of *width* characters."""
    if width is None:
        return f"- {sentence}"
    return textwrap.fill(
        sentence,
        max(width, 20),
        initial_indent="- ",
        subsequent_indent="  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _latencies(summary: Summary, lang: Language) -> tuple[Table, str]:
    named = {word(lang, "all"): summary["latency_s"], **summary["by_activity"]}
    answered = {name: numbers for name, numbers in named.items() if numbers["mean"] is not None}
    unit = unit_for(numbers["max"] for numbers in answered.values())
    headings = {"mean": word(lang, "mean"), "p50": "p50", "p95": "p95", "p99": "p99", "max": word(lang, "max")}
    rows = [
        {word(lang, "activity"): name} | {heading: unit.write(lang, numbers[key]) for key, heading in headings.items()}
        for name, numbers in answered.items()
    ]
    return rows, word(lang, "latency by activity", unit=unit.name)


def _stations(summary: Summary, lang: Language) -> Table:
    busy = {name: row for name, row in summary["stations"].items() if row["served"]}
    waits = [row[key] for row in busy.values() for key in _WAITS]
    unit = unit_for(waits)
    waited = any(waits) or any(row["state"] == UNSTABLE for row in busy.values())
    headings = {key: f"{word(lang, key)} ({unit.name})" for key in _WAITS} if waited else {}
    return [
        {
            word(lang, "station"): name,
            word(lang, "served"): count(lang, row["served"]),
            word(lang, "utilisation"): share(lang, row["utilisation"] or 0.0),
            **({word(lang, "busiest"): share(lang, row["busiest_utilisation"] or 0.0)} if headings else {}),
            **{heading: _wait(row, key, unit, lang) for key, heading in headings.items()},
            **({word(lang, "max_queue"): count(lang, row["max_queue"])} if headings else {}),
            f"{word(lang, 'theory')} ({unit.name})": expected_wait(row, unit, lang),
        }
        for name, row in busy.items()
    ]


def _reasons(summary: Summary, lang: Language, width: int | None) -> str:
    """Why these formulas, or why none, of the stations that served somebody."""
    busy = {name: row for name, row in summary["stations"].items() if row["served"]}
    return "".join(f"{wrapped(each, width)}\n" for each in reasons(busy, lang))


def _wait(row: Mapping[str, Any], key: str, unit: TimeUnit, lang: Language) -> str:
    return "∞" if row["state"] == UNSTABLE else unit.write(lang, row[key] or 0.0)


def _connections(summary: Summary, lang: Language) -> Table:
    return [
        {
            word(lang, "instance"): name,
            word(lang, "peak"): count(lang, held["peak"]),
            word(lang, "limit"): "" if held["limit"] is None else count(lang, held["limit"]),
            word(lang, "of limit"): "" if held["limit"] is None else share(lang, held["peak"] / held["limit"]),
        }
        for name, held in summary["connections"].items()
    ]
