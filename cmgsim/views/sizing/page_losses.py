"""Page 3: what each loss does to the recommended layout."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cmgsim.explain.words import number
from cmgsim.flows.nouns import Language
from cmgsim.sizing.phrases import target_name
from cmgsim.sizing.progress import LOSSES
from cmgsim.views.sizing.blocks import Block, shown, table, text
from cmgsim.views.sizing.page_words import word


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
        (LOSSES[row["id"]].in_language(lang),
         row["peak_connections"], row["of_limit"], row["utilisation"], row["p95_s"],
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
