"""What people read of an explanation: the answer in sentences, then the tables behind it."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from cmgsim.cli.formats import to_table
from cmgsim.explain import sentences
from cmgsim.explain.words import limit_name, number, reason, spans, station_name, unit, word
from cmgsim.flows.nouns import Language
from cmgsim.views.markup import visible
from cmgsim.views.numbers import TimeUnit, count, share, unit_for

WIDTH: Final = 100
"""Columns of an ordinary terminal, which a mail or a ticket still shows in one piece."""
_INFINITE: Final = "∞"
_COMMAND: Final = re.compile(r"`[^`]*`")
_GLUE: Final = "\0"
_MICROSECOND: Final = 1e-6
"""A wait below it is none to anybody."""
_STAGES: Final = (
    "dns", "connect", "instance_service", "channel", "connection_point_service", "server_service", "response", "total",
)  # fmt: skip

Document = Mapping[str, Any]
Row = Mapping[str, Any]
Table = list[dict[str, str]]


def screen(document: Document, lang: Language, width: int | None) -> str:
    """
    A document that `explain` made, for people; *width* is that of the terminal, None where there is none.

    Example:
        >>> from cmgsim.explain import explain
        >>> from cmgsim.model.scenario_file import contoso
        >>> screen(explain(contoso()), "en", 80).splitlines()[0][:50]
        '- Yes: every station keeps up with its load, and n'
    """
    wide = WIDTH if width is None else min(width, WIDTH)
    tables = (
        ("activities", _activities(document, lang)),
        ("stations", _stations(document, lang)),
        ("limits", _limits(document, lang)),
        ("channels", _channels(document, lang)),
        ("latency", _latency(document, lang)),
    )
    parts = {name: to_table(rows, word(name, lang), wide) for name, rows in tables}
    parts["stations"] += _lines(_reasons(document, lang), wide)
    parts["stations"] += "".join(f"\n{table}" for table in _by_units(document, lang, wide))
    parts["limits"] += _lines(_traffic(document, lang), wide)
    return "\n".join([_lines(sentences(document, lang), wide), *parts.values()])


def _lines(texts: Iterable[str], width: int) -> str:
    """Each text as an item of a list; a command stays in one piece, so that it can be copied."""
    wrapped = (
        textwrap.fill(
            _COMMAND.sub(lambda command: command[0].replace(" ", _GLUE), visible(text)), max(width, 20),
            initial_indent="- ", subsequent_indent="  ", break_long_words=False, break_on_hyphens=False,
        ).replace(_GLUE, " ")
        for text in texts
    )  # fmt: skip
    return "".join(f"{line}\n" for line in wrapped)


def _titles(lang: Language, *keys: str) -> list[str]:
    return [word(f"head {key}", lang) for key in keys]


def _rows(titles: Sequence[str], cells: Iterable[Sequence[str]]) -> Table:
    return [dict(zip(titles, row, strict=True)) for row in cells]


def _activities(document: Document, lang: Language) -> Table:
    """One row for each kind of request and way to come, over all cohorts."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in document["demand"]["activities"]:
        groups.setdefault((row["activity"], row["schedule"]), []).append(row)
    return _rows(
        _titles(lang, "activity", "clients", "rate", "hour", "burst", "when"),
        (
            (
                activity,
                count(lang, sum(row["clients"] for row in group)),
                number(lang, sum(row["requests_per_s"] for row in group)),
                number(lang, sum(row["busiest_hour_per_s"] for row in group)),
                count(lang, max(row["burst"] for row in group)) if schedule == "fixed" else "",
                word(schedule, lang),
            )
            for (activity, schedule), group in groups.items()
        ),
    )


def _stations(document: Document, lang: Language) -> Table:
    rows = document["stations"]
    times = unit_for(row[key] for row in rows for key in ("wait_s", "p95_wait_s"))
    return _rows(
        [
            *_titles(lang, "station", "workers", "rate", "use"), *_wait_titles(lang, times),
            *_titles(lang, "formula", "state"),
        ],
        (
            (
                station_name(lang, row),
                count(lang, row["workers"]),
                number(lang, row["requests_per_s"]),
                share(lang, row["utilisation"]),
                *_waits(lang, row, times),
                row["formula"] or "",
                word(row["status"], lang),
            )
            for row in rows
        ),
    )  # fmt: skip


def _wait_titles(lang: Language, times: TimeUnit) -> list[str]:
    return [f"{title} ({times.name})" for title in _titles(lang, "wait", "p95")]


def _waits(lang: Language, row: Row, times: TimeUnit) -> list[str]:
    """Mean and 95th percentile; nothing where no formula gives them, and no end where the station cannot keep up."""
    if row["status"] == "unstable":
        return [_INFINITE, _INFINITE]
    known = [row[key] for key in ("wait_s", "p95_wait_s")]
    return ["" if wait is None else times.write(lang, wait if wait >= _MICROSECOND else 0) for wait in known]


def _reasons(document: Document, lang: Language) -> Iterable[str]:
    """Why each formula was taken, once, and how well it fits; or why none was."""
    said: dict[str, None] = {}
    for row in document["stations"]:
        if row["status"] == "idle":
            continue
        formula = f"{row['formula']} ({word(row['fit'], lang)})" if row["formula"] else station_name(lang, row)
        said[word("because", lang).format(what=formula, why=reason(row["reason"], lang))] = None
    return said


def _by_units(document: Document, lang: Language, width: int) -> Iterator[str]:
    """The table of the instances, and that of the busiest station if it is another."""
    for row in document["stations"]:
        if row["headroom"] and (row["role"] == "instance" or row["names"] == document["bottleneck"]["names"]):
            title = word("by units", lang).format(name=station_name(lang, row))
            yield to_table(_units(row["by_units"], lang), title, width)


def _units(rows: Sequence[Row], lang: Language) -> Table:
    times = unit_for(row[key] for row in rows for key in ("wait_s", "p95_wait_s"))
    return _rows(
        [
            *_titles(lang, "units", "rate", "use"), *_wait_titles(lang, times),
            *_titles(lang, "each", "limit", "state"),
        ],
        (
            (
                count(lang, row["units"]),
                number(lang, row["requests_per_s"]),
                share(lang, row["utilisation"]),
                *_waits(lang, row, times),
                number(lang, row["holds"]),
                number(lang, row["limit"]),
                word("exceeded" if row["holds"] > row["limit"] else row["status"], lang),
            )
            for row in rows
        ),
    )  # fmt: skip


def _limits(document: Document, lang: Language) -> Table:
    return _rows(
        _titles(lang, "name", "value", "limit", "unit", "use", "state"),
        (
            (
                limit_name(row["id"], lang),
                number(lang, row["value"]),
                number(lang, row["limit"]),
                unit(row["unit"], lang),
                "" if row["ratio"] is None else share(lang, row["ratio"]),
                word("check" if row["advice"] and row["state"] == "exceeded" else row["state"], lang),
            )
            for row in document["limits"]
        ),
    )


def _traffic(document: Document, lang: Language) -> Iterator[str]:
    egress, held, network = document["egress"], document["connections"], document["network"]
    low, high = egress["documented_mb_per_client_month"]
    connected = {
        "sessions": held["notification_sessions"], "requests": held["of_requests"], "mean": held["mean_per_instance"],
        "fullest": held["expected_fullest"], "limit": held["limit_per_instance"],
    }  # fmt: skip
    amounts = {
        "day": egress["gb_per_day"], "fortnight": egress["gb_per_14_days"], "month": egress["gb_per_month"],
        "threshold": egress["threshold_gb_per_14_days"], "warning": egress["warning_gb_per_14_days"],
        "critical": egress["critical_gb_per_14_days"], "each": egress["mb_per_client_month"], "low": low, "high": high,
    }  # fmt: skip
    yield _filled(lang, "connections", connected)
    yield _filled(lang, "egress", amounts)
    sent = {"sent": network["sent_mbps_per_instance"], "limit": network["limit_mbps"] or 0}
    yield _filled(lang, "network" if network["limit_mbps"] else "network unknown", sent)
    if (content := document["content"])["requests_per_s"]:
        yield _filled(
            lang, "content",
            {"rate": content["requests_per_s"], "hour": content["busiest_hour_per_s"], "limit": content["limit_per_s"]},
        )  # fmt: skip


def _filled(lang: Language, key: str, amounts: Mapping[str, float]) -> str:
    return word(key, lang).format(**{name: number(lang, value) for name, value in amounts.items()})


def _channels(document: Document, lang: Language) -> Table:
    return _rows(
        _titles(lang, "points", "ports", "rule", "accepts"),
        (
            (
                _few(row["connection_points"]) + (" (proxy)" if row["proxy"] else ""),
                spans([row]),
                row["rule"],
                word(row["accepts"], lang),
            )
            for row in document["channels"]["rows"]
        ),
    )


def _few(names: Sequence[str]) -> str:
    return ", ".join(names) if len(names) <= 2 else f"{names[0]} … {names[-1]} ({len(names)})"


def _latency(document: Document, lang: Language) -> Table:
    """One row for each kind of request; cohorts that do not differ share it."""
    cells = dict.fromkeys(
        (row["activity"], *(number(lang, round(1000 * row[f"{stage}_s"], 1)) for stage in _STAGES))
        for row in document["latency"]
    )
    titles = _titles(
        lang, "activity", "dns", "connect", "instance", "channel", "point", "server", "response", "total"
    )  # fmt: skip
    return _rows(titles, cells)
