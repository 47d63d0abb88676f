"""Page 8: quantities, and what they cost at the user's prices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cmgsim.flows.nouns import Language
from cmgsim.results.wording import share
from cmgsim.sizing.prices import ENDS
from cmgsim.sizing.words import name as line_name
from cmgsim.views.sizing.blocks import Block, table, text
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
    columns: list[tuple[str, str] | str] = [
        ("line", word(lang, "line")), "low_end", "expected", "high_end", ("unit", word(lang, "unit")),
    ]  # fmt: skip
    if prices is not None:
        columns += [("cost_low", word(lang, "cost low")), ("cost_expected", word(lang, "cost expected")),
                    ("cost_high", word(lang, "cost high")), ("source", word(lang, "source"))]  # fmt: skip
    else:
        columns.append(("source", word(lang, "source")))
    yield table(lang, "cost-table", word(lang, "cost table"), columns, list(_rows(cost, lang)))
    if prices is not None:
        if cost["without"]:
            names = ", ".join(line_name(lang, each) for each in cost["without"])
            yield text(word(lang, "unpriced", lines=names))
        yield _neighbours(cost, lang)


def _rows(cost: Mapping[str, Any], lang: Language) -> Iterator[tuple[Any, ...]]:
    for line in cost["lines"]:
        amounts = [None if line["quantity"] is None else (line["quantity"][end], "own") for end in ENDS]
        row = (line_name(lang, line["id"]), *amounts, line["unit"])
        yield (*row, *_costs(line["cost"]), line["source"]) if cost["prices"] is not None else (*row, line["source"])
    if cost["total"] is not None:
        yield (word(lang, "total"), None, None, None, cost["prices"]["currency"], *_costs(cost["total"]), None)


def _costs(costs: Mapping[str, float] | None) -> list[tuple[float, str] | None]:
    return [None if costs is None else (round(costs[end], 2), "own") for end in ENDS]


def _neighbours(cost: Mapping[str, Any], lang: Language) -> Block:
    columns = ("instances", ("cost_low", word(lang, "cost low")), ("cost_expected", word(lang, "cost expected")),
               ("cost_high", word(lang, "cost high")))  # fmt: skip
    cells = [(row["instances"], *_costs(row["total"])) for row in cost["neighbours"]]
    return table(lang, "neighbours-table", word(lang, "neighbours"), columns, cells)
