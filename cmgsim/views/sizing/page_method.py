"""Page 10: how the numbers were made, what this build is known to compute, and how to get the same again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cmgsim.explain.words import number
from cmgsim.flows.nouns import Language
from cmgsim.model.shell import typed
from cmgsim.results.wording import count
from cmgsim.sizing.phrases import at_least
from cmgsim.views.sizing.blocks import Block, shown, table, text
from cmgsim.views.sizing.checklist import checklist
from cmgsim.views.sizing.known_words import known_in
from cmgsim.views.sizing.page_words import word

if TYPE_CHECKING:
    from cmgsim.views.sizing.pages import Material


def method(material: Material, lang: Language) -> Iterator[Block]:
    """Run, random numbers, stopping, known answers, reproduction, checklist."""
    found = material.answer["method"]
    window = {key: number(lang, found["window"][f"{key}_s"]) for key in ("warm_up", "judged", "drain")}
    yield text(word(lang, "method run", **window))
    yield text(word(lang, "method random"))
    yield text(word(lang, "method stop", budget=count(lang, found["budget"])))
    if material.answer["lower_bound"] is not None:
        yield text(word(lang, "two confidences", low=at_least(lang, material.answer["lower_bound"])))
    yield from _known(material, lang)
    yield from _again(material, lang)
    columns = (("item", word(lang, "item")), ("entry", word(lang, "entry")))
    yield table(lang, "stress-table", word(lang, "stress table"), columns, list(checklist(material, lang)))


def _known(material: Material, lang: Language) -> Iterator[Block]:
    if not material.known:
        yield text(word(lang, "known skipped"))
        return
    columns = (
        ("queue", word(lang, "queue")), ("quantity", word(lang, "quantity")), ("unit", word(lang, "unit")), "truth",
        "estimate", "z", "replications", ("agrees", word(lang, "agrees")),
    )  # fmt: skip
    rows = [
        (*known_in(lang, row), (row["truth"], "s"), (row["estimate"], "s"), row["z"],
         row["replications"], shown(lang, row["agrees"]))
        for row in material.known
    ]  # fmt: skip
    yield table(lang, "known-table", word(lang, "known table"), columns, rows)
    left_out = material.known_answers - len(material.known)
    if left_out > 0:
        yield text(
            word(lang, "known left out", left_out=count(lang, left_out), all=count(lang, material.known_answers),
                 engine=material.manifest["engine"])
        )  # fmt: skip


def _again(material: Material, lang: Language) -> Iterator[Block]:
    manifest = material.manifest
    entries: dict[str, Any] = {
        "command": typed(manifest["command"]),
        "scenario": manifest["scenario"],
        "scenario SHA-256": manifest["scenario_sha256"],
        "seed": str(manifest["seed"]),
        "engine": manifest["engine"],
        "fingerprint": manifest["fingerprint"],
        "versions": ", ".join(f"{name} {version}" for name, version in manifest["versions"].items() if version),
        "platform": manifest["platform"],
    }
    columns = (("item", word(lang, "item")), ("entry", word(lang, "entry")))
    yield table(lang, "again-table", word(lang, "again table"), columns,
                [(word(lang, f"again {name}"), value) for name, value in entries.items()])  # fmt: skip
