"""Page 2: the layouts around the answer, as small multiples over the same axis, and as tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cmgsim.explain.words import reason
from cmgsim.explain.words import word as station_word
from cmgsim.flows.nouns import Language
from cmgsim.sizing.candidates_table import because
from cmgsim.sizing.candidates_table import word as candidate_word
from cmgsim.sizing.phrases import layout_text
from cmgsim.views.sizing.blocks import Block, In, chart, shown, table, text, ticks
from cmgsim.views.sizing.definitions import DEFINITIONS
from cmgsim.views.sizing.page_words import word

Rows = Sequence[Mapping[str, Any]]
BEYOND = 2
"""Larger layouts than the first possible one that the table of candidates shows; `answer` in the JSON holds all."""
_BY_FORMULA = ("cost", "ports_per_point")
"""Columns that need no simulation, so that an unstable layout has them too."""
Series = tuple[str, str]
"""Name and column."""


def curve(answer: Mapping[str, Any], evidence: Mapping[str, Any], lang: Language) -> Iterator[Block]:
    """Charts, the tables beneath them, the way from the rule, and every candidate."""
    rows: Rows = evidence["curve"]
    place = next(place for place, row in enumerate(rows) if row["instances"] == evidence["layout"]["instances"])
    yield text(layout_text(lang, evidence["layout"]), "note")
    yield from _latency(answer, rows, lang)
    yield _table(rows, place, lang)
    yield from _paired(rows, lang)
    yield from _others(answer, rows, lang)
    yield _use_table(answer, rows, place, lang)
    yield from _twins(evidence, lang)
    yield _steps(answer, lang)
    yield _candidates(answer, lang)


def _latency(answer: Mapping[str, Any], rows: Rows, lang: Language) -> Iterator[Block]:
    series = [("p50", "p50_s"), ("p95", "p95_s"), ("p99", "p99_s")]
    target = next((row for row in answer["targets"] if row["id"].endswith("_latency")), None)
    limit = None if target is None else (target["value"], f"{target['id'].partition('_')[0]} ≤ {target['value']:g} s")
    yield _chart("latency", series, rows, "s", lang, limit=limit,
                 intervals={f"{name}_s": f"{name}_ci95_s" for name, _ in series})  # fmt: skip


def _currency(answer: Mapping[str, Any]) -> str:
    prices = answer["cost"]["prices"]
    return "" if prices is None else str(prices["currency"])


def _others(answer: Mapping[str, Any], rows: Rows, lang: Language) -> Iterator[Block]:
    yield _chart(
        "use", [("instance", "utilisation_instance"), ("connection point", "utilisation_cmg_connection_point"),
                ("management point", "utilisation_management_point")], rows, "share", lang,
    )  # fmt: skip
    limit = rows[0]["connections_limit"]
    yield _chart(
        "held", [("mean", "connections_mean"), ("fullest", "connections_fullest")], rows, "connections", lang,
        limit=(limit, shown(lang, limit)),
    )  # fmt: skip
    ports = rows[0]["ports_limit"]
    yield _chart("ports", [("ports", "ports_per_point")], rows, "ports", lang, limit=(ports, shown(lang, ports)))
    if any(row["cost"] is not None for row in rows):
        yield _chart("cost", [("cost", "cost")], rows, "own", lang, currency=_currency(answer))


def _chart(
    name: str,
    series: Sequence[Series],
    rows: Rows,
    kind: str,
    lang: Language,
    *,
    limit: tuple[float, str] | None = None,
    intervals: Mapping[str, str] | None = None,
    currency: str = "",
) -> Block:
    endless = word(lang, "unstable")
    values = [
        [row[column] if row["stable"] or column in _BY_FORMULA else endless for row in rows] for _, column in series
    ]
    known = [value for each in values for value in each if isinstance(value, int | float)]
    near = [limit[0]] if limit is not None and (not known or limit[0] <= 4 * max(known)) else []
    drawn = [
        {
            "name": label if label in ("p50", "p95", "p99") else _name(lang, label),
            "values": each,
            "intervals": [row[(intervals or {}).get(column, "")] or [None, None] for row in rows]
            if intervals and column in intervals else None,
        }
        for (label, column), each in zip(series, values, strict=True)
    ]  # fmt: skip
    return chart(
        "lines", f"{name}-chart", word(lang, f"{name} chart"), word(lang, f"{name} text", currency=currency),
        x=[shown(lang, row["instances"]) for row in rows], x_title=word(lang, "x instances"), series=drawn,
        ticks=ticks(lang, max([*known, *near], default=1.0), kind),
        limit=None if limit is None else {"value": limit[0], "shown": limit[1]},
    )  # fmt: skip


_NAMES = {
    "instance": "used_instance", "connection point": "used_point", "management point": "used_management",
    "mean": "held_mean", "fullest": "held_fullest", "ports": "ports_each", "cost": "cost",
}  # fmt: skip


def _name(lang: Language, label: str) -> str:
    return DEFINITIONS[_NAMES[label]].name.in_language(lang)


def _table(rows: Rows, place: int, lang: Language) -> Block:
    percents = ("p50", "p95", "p99")
    columns: tuple[tuple[str, str] | str, ...] = (
        "instances", "connection_points", "replications",
        *(part for each in percents for part in (each, f"{each}_range")),
        "success", "retries", ("state", word(lang, "latency state")),
    )  # fmt: skip
    cells = []
    for row in rows:
        latencies = [
            part for each in percents for part in (row[f"{each}_s"], _range(lang, row[f"{each}_ci95_s"]))
        ]  # fmt: skip
        state = None if row["stable"] else word(lang, "unstable")
        cells.append(
            (row["instances"], row["connection_points"], row["replications"], *latencies,
             row["success"], row["retries"], state)
        )  # fmt: skip
    return table(lang, "curve-table", word(lang, "curve table"), columns, cells, marked=place)


def _range(lang: Language, ends: Sequence[float] | None) -> str | None:
    return None if ends is None else word(lang, "range", low=shown(lang, ends[0], "s"), high=shown(lang, ends[1], "s"))


def _paired(rows: Rows, lang: Language) -> Iterator[Block]:
    """The other layouts against the recommended one, replication by replication."""
    cells = [
        (row["instances"], row["p95_difference_s"], _range(lang, row["p95_difference_ci_s"]))
        for row in rows
        if row["p95_difference_s"] is not None
    ]
    if cells:
        columns = ("instances", "difference", "difference_range")
        yield table(lang, "paired-table", word(lang, "paired table"), columns, cells)


def _use_table(answer: Mapping[str, Any], rows: Rows, place: int, lang: Language) -> Block:
    columns = (
        "instances", "used_instance", "used_point", "used_management", "used_peak", "held_mean", "held_fullest",
        "instance_limit", "ports_each", "ports_limit", In("cost", _currency(answer)),
    )  # fmt: skip
    cells = [
        (
            row["instances"], row["utilisation_instance"], row["utilisation_cmg_connection_point"],
            row["utilisation_management_point"], row["utilisation_peak"], row["connections_mean"],
            row["connections_fullest"], row["connections_limit"], row["ports_per_point"], row["ports_limit"],
            None if row["cost"] is None else (round(row["cost"], 2), "own"),
        )
        for row in rows
    ]  # fmt: skip
    return table(lang, "use-table", word(lang, "use table"), columns, cells, marked=place)


def _twins(evidence: Mapping[str, Any], lang: Language) -> Iterator[Block]:
    """Formulas beside the simulation, and why they differ where they do."""
    columns = (
        ("role", word(lang, "role")), "stations", ("formula", word(lang, "formula")), "used_formula", "used_simulated",
        "wait_formula", "wait_simulated", ("verdict", word(lang, "comparison")),
    )  # fmt: skip
    cells = [
        (station_word(row["role"], lang), row["stations"], row["formula"], row["utilisation"],
         row["simulated_utilisation"], *(_microseconds(row[key]) for key in ("wait_s", "simulated_wait_s")),
         word(lang, f"apart {row['verdict']}", why=reason(row["why"], lang)))
        for row in evidence["crosscheck"]
    ]  # fmt: skip
    if cells:
        yield table(lang, "twin-table", word(lang, "twin table"), columns, cells)


def _microseconds(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 6)


def _steps(answer: Mapping[str, Any], lang: Language) -> Block:
    columns = (("step", word(lang, "step")), "instances", "connection_points")
    cells = [
        (word(lang, f"step {row['id']}"), row["instances"], row["connection_points"])
        for row in answer["from_rule_to_answer"]
    ]
    return table(lang, "rule-table", word(lang, "rule table"), columns, cells)


def _candidates(answer: Mapping[str, Any], lang: Language) -> Block:
    nearest: dict[str, int] = {}
    for row in answer["candidates"]:
        if row["verdict"] != "excluded":
            nearest.setdefault(row["vm_size"], row["instances"])
    columns = (
        ("vm_size", word(lang, "vm size")), "instances", "connection_points",
        ("verdict", word(lang, "verdict")), ("because", word(lang, "because")),
    )  # fmt: skip
    cells = [
        (row["vm_size"], row["instances"], None if row["verdict"] == "excluded" else row["connection_points"],
         candidate_word(lang, row["verdict"]), because(row, lang) or None)
        for row in answer["candidates"]
        if row["verdict"] != "not-simulated" or row["instances"] <= nearest[row["vm_size"]] + BEYOND
    ]  # fmt: skip
    return table(lang, "candidates-table", word(lang, "candidates"), columns, cells)
