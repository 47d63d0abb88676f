"""Page 8: quantities, and what they cost at the user's prices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cmgsim.flows.nouns import Language
from cmgsim.results.wording import share
from cmgsim.sizing.phrases import name as line_name
from cmgsim.sizing.prices import ENDS
from cmgsim.views.sizing.blocks import Block, Column, In, table, text
from cmgsim.views.sizing.page_rows import cost_source, unit_word
from cmgsim.views.sizing.page_words import word


def money(answer: Mapping[str, Any], lang: Language) -> Iterator[Block]:
    """The lines of a month with low, expected and high ends."""
    cost = answer["cost"]
    prices = cost["prices"]
    if prices is None:
        yield text(word(lang, "no prices"))
    else:
        told = {key: str(prices[key]) for key in ("currency", "date", "source")}
        yield text(word(lang, "prices", **told, taxes=share(lang, prices["taxes"])))
    columns: list[Column] = [
        ("line", word(lang, "line")), "low_end", "expected", "high_end", ("unit", word(lang, "unit")),
    ]  # fmt: skip
    if prices is not None:
        columns += _sums(prices)
    columns.append(("source", word(lang, "source")))
    yield table(lang, "cost-table", word(lang, "cost table"), columns, list(_rows(cost, lang)))
    if prices is not None:
        if cost["without"]:
            names = ", ".join(line_name(lang, each) for each in cost["without"])
            yield text(word(lang, "unpriced", lines=names))
        yield _neighbours(cost, lang)


def _sums(prices: Mapping[str, Any]) -> list[Column]:
    return [In(f"cost_{end}", prices["currency"]) for end in ENDS]


def _rows(cost: Mapping[str, Any], lang: Language) -> Iterator[tuple[Any, ...]]:
    for line in cost["lines"]:
        amounts = [None if line["quantity"] is None else (line["quantity"][end], "own") for end in ENDS]
        costs = [] if cost["prices"] is None else _costs(line["cost"])
        yield (line_name(lang, line["id"]), *amounts, unit_word(lang, line["unit"]), *costs, cost_source(lang, line))
    if cost["total"] is not None:
        yield (word(lang, "total"), None, None, None, None, *_costs(cost["total"]), None)


def _costs(costs: Mapping[str, float] | None) -> list[tuple[float, str] | None]:
    return [None if costs is None else (round(costs[end], 2), "own") for end in ENDS]


def _neighbours(cost: Mapping[str, Any], lang: Language) -> Block:
    columns = ("instances", *_sums(cost["prices"]))
    cells = [(row["instances"], *_costs(row["total"])) for row in cost["neighbours"]]
    return table(lang, "neighbours-table", word(lang, "neighbours"), columns, cells)
