"""Page 1: the answer in words, and what each of its numbers is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cmgsim.explain.words import number
from cmgsim.flows.nouns import Language
from cmgsim.results.wording import count, duration, factor, share
from cmgsim.sizing.phrases import as_target, at_least, percent_of, say
from cmgsim.sizing.words import ALWAYS, sentences
from cmgsim.views.sizing.blocks import Block, fact, text
from cmgsim.views.sizing.page_rows import unit_word

Answer = Mapping[str, Any]


def decision(answer: Answer, lang: Language) -> tuple[list[Block], dict[str, Block]]:
    """The blocks of the page, and all of its facts by id."""
    facts, blocks = {}, []
    for key, sentence in sentences(answer, lang):
        found = {each["id"]: each for each in numbers(answer, key, lang)}
        facts.update(found)
        blocks.append(text(sentence, "lead" if key == "recommendation" else "item", tuple(found)))
    return blocks, facts


def numbers(answer: Answer, key: str, lang: Language) -> Iterator[Block]:
    """The facts behind the sentence called *key*, in the order in which it names them."""
    kind = key.split(maxsplit=1)[0]
    makers = {
        "recommendation": _recommended, "differs": _differs, "binding": _binding, "met": _met, "targets": _targets,
        "evidence": _evidence, "flip": _flips, "hash": _hash, "site": _site, "firewall": _firewall, "cost": _cost,
        "occasion": _occasions, "nobody": _nobody, "observed": _peaks,
        "window": _window, "left": _left_out, "rule": _beside, "most": _most,
    }  # fmt: skip
    maker = makers.get(kind)
    return iter(()) if maker is None else maker(answer, lang)


def _fact(lang: Language, key: str, value: Any, shown: str, **more: Any) -> Block:
    """A fact that its sentence writes in its own way."""
    return {**fact(lang, key, value, **more), "shown": shown}


def _layout(lang: Language, name: str, row: Mapping[str, Any] | None) -> Iterator[Block]:
    if row is not None:
        for key in ("instances", "connection_points"):
            yield _fact(lang, key, row[key], count(lang, row[key]), name=name)


def _recommended(answer: Answer, lang: Language) -> Iterator[Block]:
    if answer["undecided"]:
        budget = answer["method"]["budget"]
        yield _fact(lang, "replications", budget, count(lang, budget), name="budget")
        yield from _layout(lang, "undecided", answer["undecided"][0])
    if answer["recommended"] is None:
        method = answer["method"]
        largest = {"instances": method["max_instances"], "connection_points": method["max_connection_points"]}
        yield from _layout(lang, "largest", largest)
        return
    yield from _layout(lang, "recommended", answer["recommended"])
    rule = answer["documented_rule"]
    yield _fact(lang, "rule_instances", rule["instances"], count(lang, rule["instances"]))
    yield _fact(lang, "rule_points", rule["connection_points"], count(lang, rule["connection_points"]))


def _nobody(answer: Answer, lang: Language) -> Iterator[Block]:
    yield _fact(lang, "devices", answer["devices"], count(lang, answer["devices"]))


def _differs(answer: Answer, lang: Language) -> Iterator[Block]:
    yield _fact(lang, "connected", answer["connected"], number(lang, answer["connected"]))
    yield _fact(lang, "devices", answer["devices"], count(lang, answer["devices"]))
    headroom = next(row["value"] for row in answer["targets"] if row["id"] == "headroom")
    yield _fact(lang, "target", headroom, share(lang, headroom), name="headroom", unit="%")
    for row in answer["from_rule_to_answer"]:
        if row["instances"] is not None:
            yield from _layout(lang, f"after {row['id']}", row)


def _binding(answer: Answer, lang: Language) -> Iterator[Block]:
    for place, row in enumerate(answer["bindings"]):
        yield from _bound(lang, row, row["part"] if place else "")


def _bound(lang: Language, row: Mapping[str, Any], part: str) -> Iterator[Block]:
    of = f" of {part}" if part else ""
    for key in ("value", "limit"):
        told = share(lang, row[key]) if row["unit"] == "share" else number(lang, row[key])
        made = _fact(lang, f"binding_{key}", row[key], told, name=f"binding {key}{of}" if part else None,
                     unit=row["unit"])  # fmt: skip
        yield made | ({"source": row["source"]} if key == "limit" else {})
    if row["by"] == "simulation" and row["shown"] is not None:
        kind = "s" if row["asked_unit"] == "s" else "%"
        for key in ("shown", "asked"):
            told = as_target(lang, row[key], row["asked_unit"])
            yield _fact(lang, f"binding_{key}", row[key], told, name=f"{row['id']}, {key}{of}", unit=kind)
    yield from _layout(lang, f"next smaller{of}", row["layout"])
    if row["id"].endswith("_latency"):
        yield _percentile(lang, row["id"])


def _beside(answer: Answer, lang: Language) -> Iterator[Block]:
    """The rule where no layout is enough."""
    rule = answer["documented_rule"]
    for key, part in (("rule_instances", "instances"), ("rule_points", "connection_points"), ("cmgs", "cmgs")):
        yield _fact(lang, key, rule[part], count(lang, rule[part]))


def _most(answer: Answer, lang: Language) -> Iterator[Block]:
    most = answer["most_devices"]
    yield _fact(lang, "most_devices", most["devices"], count(lang, most["devices"]))
    yield _fact(lang, "devices", answer["devices"], count(lang, answer["devices"]))
    if most["cmgs"] is not None:
        yield _fact(lang, "cmgs", most["cmgs"], count(lang, most["cmgs"]), name="CMGs for all devices")


def _percentile(lang: Language, target: str) -> Block:
    told = target.removesuffix("_latency")[1:].replace("_", "." if lang == "en" else ",")
    return _fact(lang, "target", float(told.replace(",", ".")), told, name=f"percentile of {target}", unit="%")


def _met(answer: Answer, lang: Language) -> Iterator[Block]:
    yield _fact(lang, "met", answer["met"], count(lang, answer["met"]))
    yield _fact(lang, "replications", answer["replications"], count(lang, answer["replications"]))
    yield _fact(lang, "lower_bound", answer["lower_bound"], at_least(lang, answer["lower_bound"]))
    yield _fact(lang, "level", 0.95, "95 %")
    yield _fact(lang, "assurance", answer["assurance"], share(lang, answer["assurance"]))


def _targets(answer: Answer, lang: Language) -> Iterator[Block]:
    for row in answer["targets"]:
        if row["id"].endswith("_latency"):
            yield _percentile(lang, row["id"])
            told, unit = duration(lang, row["value"]), "s"
        elif row["id"] == "success":
            told, unit = percent_of(lang, row["value"]), "%"
        else:
            told, unit = share(lang, row["value"]), "%"
        yield _fact(lang, "target", row["value"], told, name=row["id"], unit=unit) | {"source": row["source"]}


def _evidence(answer: Answer, lang: Language) -> Iterator[Block]:
    yield _fact(lang, "stars", answer["stars"], "★" * answer["stars"] + "☆" * (5 - answer["stars"]))
    for kind, value in answer["evidence"].items():
        if not value and kind not in ALWAYS:
            continue
        yield _fact(lang, f"{kind}_inputs", value, count(lang, value))


def _flips(answer: Answer, lang: Language) -> Iterator[Block]:
    for row in answer["flips"]:
        yield from _layout(lang, f"if {row['id']} {_place(row)}", row["answer"])
        if row["at"] is not None:
            told = count(lang, round(row["at"])) if row["id"] == "devices" else number(lang, row["at"])
            yield _fact(lang, "flip_at", row["at"], told, name=f"{row['id']} {_place(row)}", unit=row["unit"])


def _place(row: Mapping[str, Any]) -> str:
    return "" if row["at"] is None else "up" if row["at"] > row["value"] else "down"


def _hash(answer: Answer, lang: Language) -> Iterator[Block]:
    for row in answer["hash"] or ():
        for key, source in (("mean_connections", "mean"), ("fullest", "expected_fullest"), ("instance_limit", "limit")):
            told = number(lang, row[source]) if source == "mean" else count(lang, round(row[source]))
            yield _fact(lang, key, row[source], told, name=f"{source}, {row['state']} down")


def _occasions(answer: Answer, lang: Language) -> Iterator[Block]:
    for row in answer["occasions"]:
        yield from _layout(lang, row["profile"], row["layout"])


def _peaks(answer: Answer, lang: Language) -> Iterator[Block]:
    for row in answer["observed"]:
        yield _fact(lang, "observed_peak", row["observed"], count(lang, row["observed"]), name=row["id"])
        if row["factor"] is not None:
            yield _fact(lang, "modelled_peak", row["modelled"], number(lang, row["modelled"]), name=f"own {row['id']}")
            told = factor(lang, row["factor"])
            yield _fact(lang, "peak_factor", row["factor"], told, name=f"factor of {row['id']}")
            yield from _layout(lang, f"at the observed {row['id']}", row["layout"])


def _site(answer: Answer, lang: Language) -> Iterator[Block]:
    for row in answer["site"]:
        if not row["advice"]:
            yield _fact(lang, "site_value", row["value"], number(lang, row["value"]), name=row["id"], unit=row["unit"])
            limit = _fact(lang, "site_limit", row["limit"], number(lang, row["limit"]), name=f"limit of {row['id']}")
            yield limit | {"unit": row["unit"], "source": row["source"]}


def _firewall(answer: Answer, lang: Language) -> Iterator[Block]:
    yield from _layout(lang, "today", answer["access"]["today"])
    changed = [row["change"] for row in answer["access"]["changes"]]
    opened = changed.count("open")
    yield _fact(lang, "open_rows", opened, count(lang, opened))
    yield _fact(lang, "closed_rows", len(changed) - opened, count(lang, len(changed) - opened))


def _cost(answer: Answer, lang: Language) -> Iterator[Block]:
    cost = answer["cost"]
    lines = {line["id"]: line for line in cost["lines"]}
    hours, egress = lines["vm-hours"]["quantity"], lines["egress"]["quantity"]
    if cost["total"] is None:
        yield _fact(lang, "vm_hours", hours["expected"], number(lang, hours["expected"]), unit="h")
        for end in ("expected", "low", "high"):
            yield _fact(
                lang,
                "egress",
                egress[end],
                number(lang, egress[end]),
                name=f"egress, {end}",
                unit=unit_word(lang, "GB"),
            )
        return
    for end in ("expected", "low", "high"):
        currency = cost["prices"]["currency"]
        yield _fact(
            lang, "cost", cost["total"][end], number(lang, cost["total"][end]), name=f"total, {end}", unit=currency
        )  # fmt: skip


def _window(answer: Answer, lang: Language) -> Iterator[Block]:
    method = answer["method"]
    window = method["window"]
    yield _fact(lang, "judged", window["judged_s"], duration(lang, window["judged_s"]))
    if not window["even"]:
        yield _fact(lang, "time", window["start_s"], duration(lang, window["start_s"]))
    yield _fact(lang, "requests_per_run", method["requests_per_run"], count(lang, method["requests_per_run"]))
    yield _fact(lang, "runs", method["runs"], count(lang, method["runs"]))
    yield _fact(lang, "seed", method["seed"], str(method["seed"]))


def _left_out(answer: Answer, lang: Language) -> Iterator[Block]:
    for kind, value in answer["method"]["left_out"].items():
        yield _fact(lang, "runs", value, count(lang, value), name=f"{kind} left out")


def flip_rows(answer: Answer, lang: Language) -> Iterator[tuple[Any, ...]]:
    """One row a flip: what, now, where, how many times, the answer there, the plausible range."""
    for row in answer["flips"]:
        there = row["answer"]
        told = row["id"] if row["kind"] == "input" else say(lang, f"flip {row['id']}")
        yield (
            told,
            None if row["value"] is None else (row["value"], "own"),
            None if row["at"] is None else (row["at"], "own"),
            unit_word(lang, row["unit"]),
            None if row["factor"] is None else (round(row["factor"], 3), "own"),
            None if there is None else there["instances"],
            None if there is None else there["connection_points"],
            None if row["plausible"] is None else (row["plausible"][0], "own"),
            None if row["plausible"] is None else (row["plausible"][1], "own"),
        )
