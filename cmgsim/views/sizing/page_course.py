"""Page 4: when the clients come, and what other days would ask for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from cmgsim.explain.words import number
from cmgsim.explain.words import word as station_word
from cmgsim.flows.nouns import Language
from cmgsim.results.wording import count
from cmgsim.sizing.phrases import name
from cmgsim.views.sizing.blocks import Block, chart, shown, table, text, ticks
from cmgsim.views.sizing.page_words import word

FULLEST: Final = 10
"""Bars that the table beneath the chart names."""
MOST_MINUTES: Final = 180
"""A course of more minutes has its axis in hours."""


def course(answer: Mapping[str, Any], evidence: Mapping[str, Any], lang: Language) -> Iterator[Block]:
    """Requests by time, as bars, and the fullest of them as a table; devices online; the same devices on other days."""
    found = evidence["course"]
    told = word(
        lang, "week text", bar=count(lang, found["bar_s"]), connected=number(lang, found["connected"])
    )  # fmt: skip
    yield _bars("week", found["requests"], found["bar_s"], told, lang)
    if len(set(found["online"])) > 1:
        yield _bars("online", found["online"], found["bar_s"], word(lang, "online text"), lang)
    if not found["whole"]:
        yield text(word(lang, "week cut", devices=count(lang, found["devices"])))
    requests, online = found["requests"], found["online"]
    order = sorted(range(len(requests)), key=lambda place: (-requests[place], place))[:FULLEST]
    cells = [(place * found["bar_s"], requests[place], online[place]) for place in order]
    yield table(lang, "week-table", word(lang, "week table"), ("time", "requests", "online"), cells)
    yield from _queues(evidence["queues"], lang)
    yield from _occasions(answer["occasions"], lang)


def _queues(found: Mapping[str, Any], lang: Language) -> Iterator[Block]:
    """Who waits where in the simulated window, as lines over its parts, and the longest mean queue of each role."""
    waiting = found["waiting"]
    parts = len(next(iter(waiting.values()), ()))
    if not parts:
        return
    series = [
        {"name": station_word(role, lang), "values": values, "intervals": None} for role, values in waiting.items()
    ]
    most, digits = max(max(values) for values in waiting.values()), None if found["bar_s"] >= 1 else 1
    yield chart(
        "lines", "queue-chart", word(lang, "queue chart"),
        word(lang, "queue text", bar=number(lang, found["bar_s"]), begins=number(lang, found["begins_s"])),
        x=[shown(lang, round(part * found["bar_s"], digits)) for part in range(parts)], x_title=word(lang, "x window"),
        series=series, ticks=ticks(lang, max(most, 1e-3), "requests"), limit=None,
    )  # fmt: skip
    columns = (("role", word(lang, "role")), "queue_mean", "queue_longest", "time")
    cells = [
        (station_word(role, lang), sum(values) / parts, max(values),
         found["begins_s"] + values.index(max(values)) * found["bar_s"])
        for role, values in waiting.items()
    ]  # fmt: skip
    yield table(lang, "queue-table", word(lang, "queue table"), columns, cells)


def _bars(kind: str, values: Sequence[int], bar_s: int, told: str, lang: Language) -> Block:
    unit, per = ("min", 60) if len(values) * bar_s <= MOST_MINUTES * 60 else ("h", 3_600)
    return chart(
        "bars", f"{kind}-chart", word(lang, f"{kind} chart"), told,
        x=[shown(lang, round(place * bar_s / per, 1)) for place in range(len(values))],
        x_title=word(lang, "x time", unit=word(lang, unit)), values=list(values), marked=values.index(max(values)),
        ticks=ticks(lang, max(1, *values), "requests"),
    )  # fmt: skip


def _occasions(rows: Sequence[Mapping[str, Any]], lang: Language) -> Iterator[Block]:
    """Three days over the same hours, and what formulas ask for on each."""
    series = [
        {"name": name(lang, f"profile {row['profile']}"), "values": row["requests"], "intervals": None} for row in rows
    ]
    most = max(max(row["requests"]) for row in rows)
    yield chart(
        "lines", "days-chart", word(lang, "days chart"), word(lang, "days text"),
        x=[str(hour) for hour in range(len(rows[0]["requests"]))], x_title=word(lang, "x hour"), series=series,
        ticks=ticks(lang, max(1, most), "requests"), limit=None,
    )  # fmt: skip
    columns = (
        ("day", word(lang, "day")), "busiest_hour", "hour_requests", "connected", "instances", "connection_points",
    )  # fmt: skip
    cells = []
    for row in rows:
        fullest, layout = max(row["requests"]), row["layout"] or {"instances": None, "connection_points": None}
        cells.append(
            (name(lang, f"profile {row['profile']}"), row["requests"].index(fullest), fullest, row["connected"],
             layout["instances"], layout["connection_points"])
        )  # fmt: skip
    yield table(lang, "days-table", word(lang, "days table"), columns, cells)
