"""The sentences of an answer, in English and French, the recommendation first; every number is of the document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cmgsim.explain.words import limit_name, number, unit
from cmgsim.flows.nouns import Language
from cmgsim.results.wording import count, duration, factor, share
from cmgsim.sizing.phrases import at_least, layout_text, name, percent_of, points, say, units
from cmgsim.sizing.words_why import of_binding, of_rule

Document = Mapping[str, Any]
Told = tuple[str, str]

REASONS = 3
"""Ways to another answer that one sentence names; the report lists all."""
WEAKEST = 3
"""Guesses that the first page names, those with most effect."""

ALWAYS = ("documented", "measured", "assumed")
"""Classes of evidence that are told of even where nothing is of them."""


def sentences(document: Document, lang: Language = "en") -> Iterator[Told]:
    """
    What an architect would want to hear first, each sentence with its key.

    Example:
        >>> from cmgsim.model.scenario_file import contoso
        >>> from cmgsim.sizing.answer import size
        >>> small = contoso(["clients[0].count=80", "clients[1].count=20", "targets.assurance=0.5"])
        >>> [key for key, _ in sentences(size(small).document)][:4]
        ['recommendation', 'differs', 'binding', 'binding connection_points']
    """
    yield "recommendation", recommendation(document, lang)
    if document["method"]["runs"] and not document["method"]["asked"]:
        key = "nobody asks" if document["connected"] else "nobody online"
        yield "nobody", say(lang, key, devices=count(lang, document["devices"]))
    yield from of_rule(document, lang)
    yield from of_binding(document, lang)
    if document["decision"] != "impossible":
        yield "met", _met(document, lang)
    yield "targets", _targets(document, lang)
    yield "evidence", _evidence(document, lang)
    if document["decision"] != "impossible":
        yield from _flips(document, lang)
        yield from _cautions(document, lang)
    yield from _observed(document, lang)
    yield from _firewall(document, lang)
    yield from _cost(document, lang)
    yield from _window(document, lang)
    yield "not modelled", say(lang, "not modelled")


def recommendation(document: Document, lang: Language) -> str:
    """The answer in one sentence."""
    chosen, open_ = document["recommended"], document["undecided"]
    if open_:
        smaller, n = layout_text(lang, open_[0]), count(lang, document["method"]["budget"])
        if chosen is None:
            return say(lang, "undecided, none", n=n, smaller=smaller)
        return say(lang, "undecided", n=n, smaller=smaller, larger=layout_text(lang, chosen))
    if chosen is None:
        method = document["method"]
        most = say(
            lang, "rule", instances=f"{method['max_instances']} instances",
            points=points(lang, method["max_connection_points"]),
        )  # fmt: skip
        return say(lang, "impossible", layout=most, sizes=", ".join(method["sizes"]))
    rule = document["documented_rule"]
    told = say(
        lang, "rule", instances=count(lang, rule["instances"]), points=count(lang, rule["connection_points"])
    )  # fmt: skip
    return say(lang, "recommended", layout=layout_text(lang, chosen), rule=told)


def _met(document: Document, lang: Language) -> str:
    return say(
        lang, "met", met=count(lang, document["met"]), of=count(lang, document["replications"]),
        low=at_least(lang, document["lower_bound"]), assurance=share(lang, document["assurance"]),
    )  # fmt: skip


def _targets(document: Document, lang: Language) -> str:
    told = []
    for row in document["targets"]:
        if row["id"].endswith("_latency"):
            percent = row["id"].removesuffix("_latency")[1:].replace("_", "." if lang == "en" else ",")
            told.append(say(lang, "target latency", percent=percent, longest=duration(lang, row["value"])))
        elif row["id"] == "success":
            told.append(say(lang, "target success", share=percent_of(lang, row["value"])))
        elif row["id"] == "utilisation":
            told.append(say(lang, "target utilisation", share=share(lang, row["value"])))
    assumed = say(lang, "assumed targets") if document["targets_assumed"] else ""
    states = say(lang, "states", units=units(document, lang)) if document["survives"] else ""
    return say(lang, "targets", assumed=assumed, targets=", ".join(told), states=states)


def _evidence(document: Document, lang: Language) -> str:
    found = document["evidence"]
    kinds = ", ".join(say(lang, f"inputs {kind}", n=count(lang, n)) for kind, n in found.items() if n or kind in ALWAYS)
    drawn = "★" * document["stars"] + "☆" * (5 - document["stars"])
    weakest = ", ".join(row["name"] for row in document["inputs_by_effect"][:WEAKEST])
    if not weakest:
        return say(lang, "evidence, no guess", stars=drawn, kinds=kinds)
    return say(lang, "evidence", stars=drawn, weakest=weakest, kinds=kinds)


def _flips(document: Document, lang: Language) -> Iterator[Told]:
    """One sentence for each other answer, the nearest first."""
    by_answer: dict[tuple[Any, ...], list[str]] = {}
    answers: dict[tuple[Any, ...], Mapping[str, Any] | None] = {}
    for row in document["flips"]:
        answer = row["answer"]
        if answer == document["recommended"]:  # of the formulas, where the simulation asks for more than they do
            continue
        key = () if answer is None else (answer["instances"], answer["connection_points"])
        answers[key] = answer
        by_answer.setdefault(key, []).append(flip_text(lang, row))
    for place, (key, reasons) in enumerate(by_answer.items(), 1):
        told, answer = " · ".join(reasons[:REASONS]), answers[key]
        if answer is None:
            yield f"flip {place}", say(lang, "becomes none", reasons=told)
        else:
            yield f"flip {place}", say(lang, "becomes", layout=layout_text(lang, answer), reasons=told)
    if not any(row["kind"] == "input" for row in document["flips"]):
        yield "steady", say(lang, "steady")


def flip_text(lang: Language, row: Mapping[str, Any]) -> str:
    """What would have to be so for another answer."""
    if row["kind"] == "decision":
        return say(lang, f"if {row['id']}")
    more = "more" if row["at"] > row["value"] else "less"
    if row["id"] == "devices":
        return say(lang, f"if devices {more}", at=count(lang, round(row["at"])))
    if row["id"] == "request-rate":
        return say(lang, f"if rate {more}", at=number(lang, row["at"]))
    told = number(lang, row["at"])
    at = told if row["unit"] in ("count", "share") else f"{told} {row['unit']}"
    return say(lang, f"if input {more}", name=row["id"], at=at)


def _occasions(document: Document, lang: Language) -> Iterator[Told]:
    """The days on which formulas ask for more than is recommended."""
    chosen = document["recommended"]
    for row in document["occasions"]:
        there, told = row["layout"], name(lang, f"profile {row['profile']}")
        if chosen is None:
            continue
        if there is None:
            yield f"occasion {row['profile']}", say(lang, "occasion none", profile=told)
        elif any(there[part] > chosen[part] for part in ("instances", "connection_points")):
            yield f"occasion {row['profile']}", say(
                lang, "occasion", profile=told, layout=layout_text(lang, there)
            )  # fmt: skip


def _observed(document: Document, lang: Language) -> Iterator[Told]:
    for row in document["observed"]:
        key = "observed without" if row["factor"] is None else f"observed {row['id']}"
        layout = say(lang, "no layout") if row["layout"] is None else layout_text(lang, row["layout"])
        yield f"observed {row['id']}", say(
            lang, key, observed=count(lang, row["observed"]), modelled=number(lang, row["modelled"]),
            factor=factor(lang, row["factor"] or 0.0), layout=layout,
        )  # fmt: skip


def _cautions(document: Document, lang: Language) -> Iterator[Told]:
    yield from _occasions(document, lang)
    for row in document["hash"] or ():
        if row["mean"] <= row["limit"] < row["expected_fullest"]:
            yield f"hash {row['state']}", say(
                lang, "hash", mean=number(lang, row["mean"]), fullest=count(lang, round(row["expected_fullest"])),
                limit=count(lang, row["limit"]), state=name(lang, f"with {row['state']}"),
            )  # fmt: skip
    for row in document["site"]:
        if not row["advice"]:
            yield f"site {row['id']}", say(
                lang, "site", name=limit_name(row["id"], lang), value=number(lang, row["value"]),
                unit=unit(row["unit"], lang), limit=number(lang, row["limit"]),
                state=say(lang, f"state {row['state']}"),
            )  # fmt: skip


def _firewall(document: Document, lang: Language) -> Iterator[Told]:
    if document["access"] is None:
        return
    changed = [row["change"] for row in document["access"]["changes"]]
    today = layout_text(lang, document["access"]["today"])
    opened = changed.count("open")
    if changed:
        yield "firewall", say(
            lang, "firewall", today=today, open=count(lang, opened), closed=count(lang, len(changed) - opened)
        )  # fmt: skip
    else:
        yield "firewall", say(lang, "firewall same", today=today)


def _cost(document: Document, lang: Language) -> Iterator[Told]:
    cost = document["cost"]
    if cost is None:
        return
    lines = {line["id"]: line["quantity"] for line in cost["lines"]}
    if cost["total"] is None:
        egress = {end: number(lang, lines["egress"][end]) for end in ("low", "high")}
        yield "cost", say(
            lang, "quantities", hours=number(lang, lines["vm-hours"]["expected"]),
            egress=number(lang, lines["egress"]["expected"]), **egress,
        )  # fmt: skip
        return
    missing = ", ".join(name(lang, each) for each in cost["without"])
    sums = {end: number(lang, value) for end, value in cost["total"].items()}
    yield "cost", say(
        lang, "cost", currency=cost["prices"]["currency"], date=cost["prices"]["date"],
        without=say(lang, "without", lines=missing) if missing else "", **sums,
    )  # fmt: skip


def _window(document: Document, lang: Language) -> Iterator[Told]:
    method = document["method"]
    window, left_out = method["window"], method["left_out"]
    if not method["runs"]:
        return
    where = say(lang, "where even") if window["even"] else say(
        lang, "where busiest", start=duration(lang, window["start_s"])
    )  # fmt: skip
    yield "window", say(
        lang, "window", judged=duration(lang, window["judged_s"]), where=where,
        requests=count(lang, method["requests_per_run"]), runs=count(lang, method["runs"]), engine=method["engine"],
        seed=str(method["seed"]),
    )  # fmt: skip
    if any(left_out.values()):
        yield "left out", say(lang, "left out", **{key: count(lang, value) for key, value in left_out.items()})
