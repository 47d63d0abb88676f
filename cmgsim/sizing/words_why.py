"""Why the answer is what it is: the documented rule beside it, and what the next smaller layout breaks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cmgsim.explain.words import number
from cmgsim.flows.nouns import Language
from cmgsim.results.wording import count, share
from cmgsim.sizing.phrases import as_target, layout_text, name, pair, points, say, sign, target_name, units, value

Document = Mapping[str, Any]
Told = tuple[str, str]


def of_rule(document: Document, lang: Language) -> Iterator[Told]:
    """From the documented rule to the answer, or the rule alone where there is no answer."""
    if document["recommended"] is None:
        yield from _rule_beside(document, lang)
        return
    reasons, before = [], None
    for row in document["from_rule_to_answer"]:
        now = (row["instances"], row["connection_points"])
        if before is not None and now != before:
            shown = [pair(lang, *numbers) for numbers in (before, now)]
            reasons.append(
                say(lang, "reason", why=_why(document, row["id"], lang), before=shown[0], after=shown[1])
            )  # fmt: skip
        before = now
    if reasons:
        yield "differs", say(lang, "differs", reasons=say(lang, "and").join(reasons))
    else:
        yield "same", say(lang, "same")


def _rule_beside(document: Document, lang: Language) -> Iterator[Told]:
    """What the rule gives where no layout is known to meet the targets, and up to where one would."""
    rule, most = document["documented_rule"], document["most_devices"]
    told = pair(lang, rule["instances"], rule["connection_points"])
    key = "rule beside" if rule["cmgs"] > 1 else f"rule beside, {document['decision']}"
    yield "rule", say(lang, key, rule=told, vm_size=rule["vm_size"], cmgs=count(lang, rule["cmgs"]))
    if most is not None:
        parts = {"vm_size": most["vm_size"], "devices": count(lang, most["devices"])}
        if most["cmgs"] is None:
            yield "most", say(lang, "most devices", **parts)
        else:
            now = count(lang, document["devices"])
            yield "most", say(lang, "several", now=now, cmgs=count(lang, most["cmgs"]), **parts)


def _why(document: Document, step: str, lang: Language) -> str:
    headroom = next(row["value"] for row in document["targets"] if row["id"] == "headroom")
    return say(
        lang, f"why {step}", connected=number(lang, document["connected"]), devices=count(lang, document["devices"]),
        units=units(document, lang), share=share(lang, headroom),
    )  # fmt: skip


def of_binding(document: Document, lang: Language) -> Iterator[Told]:
    """What decides the answer, one sentence for each of its parts."""
    for place, row in enumerate(document["bindings"]):
        part = name(lang, f"of {row['part']}") if place else ""
        yield " ".join(["binding", *[row["part"]] * bool(place)]), _bound(document, row, part, lang)


def _bound(document: Document, row: Mapping[str, Any], part: str, lang: Language) -> str:
    parts = {
        "part": part,
        "name": target_name(lang, row["id"]),
        "state": name(lang, f"with {row['state']}"),
        "value": value(lang, row["value"], row["unit"]),
        "limit": value(lang, row["limit"], row["unit"]),
        "layout": "" if row["layout"] is None else _smaller(lang, document, row["layout"]),
    }
    parts["sign"] = sign(parts["value"], parts["limit"])
    if row["id"] == "survives":
        return say(lang, "binding, survives", part=part, unit=name(lang, row["state"]))
    if row["by"] == "simulation":
        return say(lang, "binding, simulated", shown=_missed_by(lang, row), **parts)
    return say(lang, "binding" if row["layout"] else "binding, none left", **parts)


def _missed_by(lang: Language, row: Mapping[str, Any]) -> str:
    """How far a target was missed, where it is known."""
    if row["shown"] is None:
        return ""
    mean, asked = (as_target(lang, row[key], row["asked_unit"]) for key in ("shown", "asked"))
    return say(lang, "binding, shown", mean=mean, asked=asked)


def _smaller(lang: Language, document: Document, layout: Mapping[str, Any]) -> str:
    """The next smaller layout; of one with fewer instances only that, as no number of connection points helps."""
    chosen = document["recommended"] or (document["undecided"] or [None])[0]
    if chosen is None:
        return layout_text(lang, layout)
    if layout["instances"] == chosen["instances"]:
        return points(lang, layout["connection_points"])
    return f"{count(lang, layout['instances'])} × {layout['vm_size']}"
