"""Pages 5 and 9: which inputs would change the answer, and all inputs with their source and how to measure them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from cmgsim.facts.failure_rows import Bilingual
from cmgsim.flows.nouns import Language
from cmgsim.model.assumption_row import CLASSES, class_of
from cmgsim.sizing.phrases import layout_text
from cmgsim.views.reasons import reason
from cmgsim.views.sizing.blocks import NOTHING, Block, chart, table, text, ticks
from cmgsim.views.sizing.decision import flip_rows
from cmgsim.views.sizing.page_rows import law, source, unit_word
from cmgsim.views.sizing.page_words import word

if TYPE_CHECKING:
    from cmgsim.views.sizing.pages import Material

WITH_REASONS: Final = ("assumed", "practitioner")
"""Classes of numbers of which people want to know why."""

# fmt: off
_MEASURED_BY: Final = (
    ("cmg.service_time", Bilingual(
        "CMGService.log: AverageElapsedTime by address, less the legs behind it",
        "CMGService.log : AverageElapsedTime par adresse, moins les étapes suivantes")),
    ("cmg.workers", Bilingual(
        "load test; the point where waits begin", "essai de charge ; le point où l'attente commence")),
    ("connection_points.service_time", Bilingual(
        "SMS_Cloud_ProxyConnector.log, verbose: ElapsedTime, less the server's own",
        "SMS_Cloud_ProxyConnector.log, détaillé : ElapsedTime, moins celui du serveur")),
    ("connection_points.workers", Bilingual(
        "SMS_Cloud_ProxyConnector.log: MaxConcurrentRequests of ReportTrafficData",
        "SMS_Cloud_ProxyConnector.log : MaxConcurrentRequests de ReportTrafficData")),
    ("management_points.", Bilingual("IIS log of the server: time-taken", "journal IIS du serveur : time-taken")),
    ("software_update_points.", Bilingual("IIS log of WSUS: time-taken", "journal IIS de WSUS : time-taken")),
    ("network.", Bilingual(
        "time of a TCP connection between the two ends", "durée d'une connexion TCP entre les deux bouts")),
    ("clients.", Bilingual("client settings, CcmMessaging.log", "paramètres client, CcmMessaging.log")),
    ("catalogue.", Bilingual(
        "ReportTrafficData in SMS_Cloud_ProxyConnector.log: TotalRequests and bytes by endpoint; CMGService.log: "
        "RequestCount, RequestSize, ResponseSize",
        "ReportTrafficData dans SMS_Cloud_ProxyConnector.log : TotalRequests et octets par point ; CMGService.log : "
        "RequestCount, RequestSize, ResponseSize")),
)
# fmt: on
"""By the beginning of a name: where the number can be read."""


def measured_by(name: str, lang: Language) -> str:
    """
    Where an input can be measured; empty where nothing is known.

    Example:
        >>> measured_by("management_points.service_time", "en")
        'IIS log of the server: time-taken'
    """
    return next((how.in_language(lang) for start, how in _MEASURED_BY if name.startswith(start)), "")


def inputs(answer: Mapping[str, Any], evidence: Mapping[str, Any], lang: Language) -> Iterator[Block]:
    """The flip points, then p95 over the plausible range of each strong guess."""
    yield text(word(lang, "flips text"))
    columns = (
        ("what", word(lang, "what")), "value_now", "flip_at", ("unit", word(lang, "unit")), "factor", "instances",
        "connection_points", "low", "high",
    )  # fmt: skip
    yield table(lang, "flips-table", word(lang, "flips table"), columns, flip_rows(answer, lang))
    known = [row for row in evidence["inputs"] if row["p95_at_low_s"] is not None and row["p95_at_high_s"] is not None]
    if known:
        yield _tornado(known, evidence, lang)
    yield _ends(evidence, lang)


def _tornado(rows: list[Mapping[str, Any]], evidence: Mapping[str, Any], lang: Language) -> Block:
    ordered = sorted(rows, key=lambda row: -abs(row["p95_at_high_s"] - row["p95_at_low_s"]))
    layout = evidence["layout"]
    return chart(
        "ranges", "inputs-chart", word(lang, "tornado chart"), word(lang, "tornado text"),
        rows=[
            {
                "name": row["name"], "from": row["p95_at_low_s"], "to": row["p95_at_high_s"], "now": row["p95_s"],
                "changes": [row["answer_at_low"] != layout, row["answer_at_high"] != layout],
            }
            for row in ordered
        ],
        x_title=word(lang, "x p95"),
        ticks=ticks(lang, max(max(row["p95_at_low_s"], row["p95_at_high_s"]) for row in rows), "s"),
    )  # fmt: skip


def _ends(evidence: Mapping[str, Any], lang: Language) -> Block:
    columns = (
        ("input", word(lang, "input")), "value_now", ("unit", word(lang, "unit")), "low", "high", "p95_at_low", "p95",
        "p95_at_high", ("answer_low", word(lang, "answer low")), ("answer_high", word(lang, "answer high")),
    )  # fmt: skip
    cells = [
        (row["name"], (row["value"], "own"), unit_word(lang, row["unit"]), (row["low"], "own"), (row["high"], "own"),
         row["p95_at_low_s"], row["p95_s"], row["p95_at_high_s"],
         *(_answer(lang, row[f"answer_at_{end}"], evidence["layout"]) for end in ("low", "high")))
        for row in evidence["inputs"]
    ]  # fmt: skip
    return table(lang, "inputs-table", word(lang, "tornado table"), columns, cells)


def _answer(lang: Language, there: Mapping[str, Any] | None, here: Mapping[str, Any]) -> str:
    if there is None:
        return NOTHING
    return word(lang, "same") if there == here else layout_text(lang, there)


def assumptions(material: Material, lang: Language) -> Iterator[Block]:
    """All inputs that the runs used, those first that nobody measured, the strongest of them first."""
    stars = material.answer["stars"]
    yield text(word(lang, "evidence", stars="★" * stars + "☆" * (5 - stars)))
    columns = (
        ("name", word(lang, "name")), "value", ("unit", word(lang, "unit")), "low", "high",
        ("law", word(lang, "law")), ("class", word(lang, "class")), "rank", ("source", word(lang, "source")),
    )  # fmt: skip
    cells = [
        (row["name"], (row["value"], "own"), unit_word(lang, row["unit"]),
         *((end, "own") for end in row["plausible"] or (None, None)),
         law(lang, row) or None, word(lang, f"class {class_of(row)}"), row["rank"], source(lang, row["source"]))
        for row in assumption_table(material, lang)
    ]  # fmt: skip
    yield table(lang, "assumptions-table", word(lang, "assumption table"), columns, cells)
    yield from _reasons(material, lang)
    ways = [(f"{start}…" if start.endswith(".") else start, how.in_language(lang)) for start, how in _MEASURED_BY]
    heads = (("name", word(lang, "name")), ("measure", word(lang, "measure")))
    yield table(lang, "measure-table", word(lang, "measure table"), heads, ways)


def _reasons(material: Material, lang: Language) -> Iterator[Block]:
    """Why each number was taken that no page states, once for all numbers that share it."""
    names: dict[str, list[str]] = {}
    for row in assumption_table(material, lang):
        if class_of(row) in WITH_REASONS:
            names.setdefault(reason(lang, row["why"]), []).append(row["name"])
    columns = (("name", word(lang, "name")), ("why", word(lang, "why")))
    cells = [(", ".join(named), why) for why, named in names.items()]
    if cells:
        yield table(lang, "reasons-table", word(lang, "reason table"), columns, cells)


def assumption_table(material: Material, lang: Language) -> list[dict[str, Any]]:
    """The rows of `assumptions.csv`: what `cmgsim assumptions` prints, the rank of the effect, how to measure."""
    ranks = {row["name"]: place for place, row in enumerate(material.answer["inputs_by_effect"], 1)}
    rows = [
        {**row, "rank": ranks.get(row["name"]), "measured_by": measured_by(row["name"], lang)}
        for row in material.assumptions
        if row["used"]
    ]
    return sorted(rows, key=lambda row: (CLASSES.index(class_of(row)), row["rank"] or len(rows), row["name"]))
