"""Pages 3 and 4: what each loss does, and when the clients come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from cmgsim.explain.words import number
from cmgsim.flows.nouns import Language
from cmgsim.results.wording import count
from cmgsim.sizing.words import target_name
from cmgsim.views.sizing.blocks import Block, chart, shown, table, text, ticks
from cmgsim.views.sizing.page_words import word

FULLEST: Final = 10
"""Bars that the table beneath the chart names."""
_HOUR_S: Final = 3_600


def losses(answer: Mapping[str, Any], evidence: Mapping[str, Any], lang: Language) -> Iterator[Block]:
    """The matrix of losses, and the uneven hash."""
    found = evidence["failures"]
    times = {key: number(lang, found[f"{key}_s"]) for key in ("begins", "lasts", "after", "step")}
    yield text(word(lang, "failures text", **times))
    columns = (
        ("loss", word(lang, "loss")), "loss_fullest", "of_limit", "loss_used", "loss_p95", "recovers", "during",
        "failed", "still_waiting", ("meets", word(lang, "meets")),
    )  # fmt: skip
    cells = [
        (word(lang, f"loss {row['id']}"), row["peak_connections"], row["of_limit"], row["utilisation"], row["p95_s"],
         row["recovers_s"], row["during"], row["failed"], row["still_waiting"], _meets(row, lang))
        for row in found["rows"]
    ]  # fmt: skip
    yield table(lang, "losses-table", word(lang, "failures table"), columns, cells)
    yield from _hash(answer, lang)


def _meets(row: Mapping[str, Any], lang: Language) -> str:
    """Yes, or no and what is missed."""
    missed = ", ".join(target_name(lang, each) for each in row["missed"])
    return word(lang, "missed", what=missed) if missed else shown(lang, row["meets"])


def _hash(answer: Mapping[str, Any], lang: Language) -> Iterator[Block]:
    if answer["hash"]:
        columns = (("down", word(lang, "down")), "mean_connections", "fullest", "instance_limit", "above_limit")
        cells = [
            (word(lang, f"down {row['state']}"), row["mean"], row["expected_fullest"], row["limit"],
             row["probability_above_limit"])
            for row in answer["hash"]
        ]  # fmt: skip
        yield table(lang, "hash-table", word(lang, "hash table"), columns, cells)


def course(evidence: Mapping[str, Any], lang: Language) -> Iterator[Block]:
    """Requests by time, as bars, and the fullest of them as a table."""
    found = evidence["course"]
    bar, requests = found["bar_s"], found["requests"]
    unit, per = ("h", _HOUR_S) if bar >= _HOUR_S else ("min", 60)
    told = word(lang, "week text", bar=count(lang, bar), connected=number(lang, found["connected"]))
    yield chart(
        "bars", "week-chart", word(lang, "week chart"), told,
        x=[shown(lang, round(place * bar / per)) for place in range(len(requests))],
        x_title=word(lang, "x time", unit=word(lang, unit)), values=requests,
        marked=requests.index(max(requests)), ticks=ticks(lang, max(1, *requests), "requests"),
    )  # fmt: skip
    if not found["whole"]:
        yield text(word(lang, "week cut", devices=count(lang, found["devices"])))
    order = sorted(range(len(requests)), key=lambda place: (-requests[place], place))[:FULLEST]
    cells = [(place * bar, requests[place]) for place in order]
    yield table(lang, "week-table", word(lang, "week table"), ("time", "requests"), cells)
