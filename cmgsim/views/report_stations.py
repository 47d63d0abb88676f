"""Of a run's report: how busy the stations were, and connections against the documented limit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from cmgsim.flows.nouns import Language
from cmgsim.views.html_table import Column, table
from cmgsim.views.markup import Markup, join, tag
from cmgsim.views.numbers import count, share, significant, unit_for
from cmgsim.views.report_theory import expected_wait, reasons
from cmgsim.views.report_words import word
from cmgsim.views.svg import bar

Summary = Mapping[str, Any]

UNSTABLE: Final = "unstable"
"""What a summary calls a station that more comes to than it can serve."""
_WAITS: Final = ("mean_wait_s", "p95_wait_s")
_GIGABYTE: Final = 10**9


def stations(summary: Summary, lang: Language) -> Markup:
    """Utilisation, waits and queues of the stations that served somebody."""
    busy = {name: row for name, row in summary["stations"].items() if row["served"]}
    idle = [name for name in summary["stations"] if name not in busy]
    waits = [row[key] for row in busy.values() for key in _WAITS]
    waited = any(waits) or any(row.get("state") == UNSTABLE for row in busy.values())
    unit = unit_for(waits)
    theory = {name: expected_wait(row, unit, lang) or None for name, row in busy.items()}
    rows = [
        (
            name,
            count(lang, row["served"]),
            join(share(lang, row["utilisation"]), bar(row["utilisation"])),
            *(_or_endless(row, unit.write(lang, row[key] or 0)) if waited else None for key in _WAITS),
            _or_endless(row, significant(lang, row["mean_queue"] or 0)) if waited else None,
            count(lang, row["max_queue"]) if waited else None,
            theory[name],
        )
        for name, row in busy.items()
    ]
    headings = ("served", "utilisation", "mean_wait_s", "p95_wait_s", "mean_queue", "max_queue", "theory")
    columns = (Column(word(lang, "station"), "name"), *(Column(word(lang, key)) for key in headings))
    caption = word(lang, "station table" if waited or any(theory.values()) else "idle table", unit=unit.name)
    notes = [] if waited or not busy else [word(lang, "nobody waited")]
    notes += [word(lang, "idle", names=", ".join(idle))] if idle else []
    if summary["egress_bytes"]:
        notes.append(word(lang, "egress", amount=significant(lang, summary["egress_bytes"] / _GIGABYTE)))
    notes += reasons(busy, lang)
    paragraph = tag("p", " ".join(notes), class_="note") if notes else None
    return tag("section", tag("h2", word(lang, "stations")), table("stations", caption, columns, rows), paragraph)


def _or_endless(row: Mapping[str, Any], written: str) -> str:
    """What a station that cannot keep up has instead of a mean."""
    return "∞" if row.get("state") == UNSTABLE else written


def connections(summary: Summary, lang: Language) -> Markup:
    """The most connections that each instance held at once, against what its size is documented to carry."""
    rows = [
        (
            name,
            significant(lang, held["mean"]),
            count(lang, held["peak"]),
            None if held["limit"] is None else count(lang, held["limit"]),
            None if held["limit"] is None else _of_limit(held["peak"] / held["limit"], lang),
        )
        for name, held in summary["connections"].items()
        if held["peak"]
    ]
    if not rows:
        return Markup()
    columns = (
        Column(word(lang, "instance"), "name"),
        *(Column(word(lang, key)) for key in ("mean", "peak", "limit", "of limit")),
    )
    content = table("connections", word(lang, "connection table"), columns, rows)
    return tag("section", tag("h2", word(lang, "connections")), content)


def _of_limit(part: float, lang: Language) -> Markup:
    warning = tag("span", f" {word(lang, 'over')}", class_="over") if part > 1 else None
    return join(share(lang, part), warning, bar(part))
