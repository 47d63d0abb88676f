"""The layouts around the answer as a table for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from cmgsim.explain.words import number
from cmgsim.facts.failure_rows import Bilingual
from cmgsim.flows.nouns import Language
from cmgsim.results.wording import count
from cmgsim.sizing.phrases import at_least, name, sign, target_name

NEAR: Final = 2
"""Instances fewer and more than recommended that are shown."""

# fmt: off
WORDS: Final = {
    "vm_size": Bilingual("VM size", "taille"),
    "instances": Bilingual("instances", "instances"),
    "connection_points": Bilingual("connection points", "points de connexion"),
    "connections": Bilingual("connections each", "connexions chacune"),
    "one_down": Bilingual("with one down", "une en panne"),
    "verdict": Bilingual("verdict", "verdict"),
    "reason": Bilingual("because", "car"),
    "excluded": Bilingual("excluded", "exclue"),
    "rejected": Bilingual("rejected", "rejetée"),
    "met": Bilingual("meets all", "tient tout"),
    "undecided": Bilingual("undecided", "indécise"),
    "not-simulated": Bilingual("not simulated", "non simulée"),
    "in windows": Bilingual(
        "targets met in {met} of {of} windows, at least {low}",
        "objectifs tenus dans {met} fenêtres sur {of}, au moins {low}"),
    "breaks": Bilingual("{what}: {numbers}", "{what} : {numbers}"),
    "in few": Bilingual("targets met in {met} of {of} windows", "objectifs tenus dans {met} fenêtres sur {of}"),
}
# fmt: on


def near(document: Mapping[str, Any], lang: Language, distance: int) -> list[dict[str, str]]:
    """The candidates of the recommended size with up to *distance* instances fewer or more, and the rule's."""
    centre = document["recommended"] or (document["undecided"] or [None])[0]
    if centre is None:
        return [candidate(row, lang) for row in document["candidates"] if row["verdict"] != "excluded"][-3:]
    rule = document["documented_rule"]["instances"]
    return [
        candidate(row, lang)
        for row in document["candidates"]
        if row["vm_size"] == centre["vm_size"]
        and (abs(row["instances"] - centre["instances"]) <= distance or row["instances"] == rule)
    ]


def candidate(row: Mapping[str, Any], lang: Language) -> dict[str, str]:
    """One layout in words, by heading."""
    excluded = row["verdict"] == "excluded"
    down = row["connections_with_one_down"]
    return {
        word(lang, "vm_size"): row["vm_size"],
        word(lang, "instances"): count(lang, row["instances"]),
        word(lang, "connection_points"): "–" if excluded else count(lang, row["connection_points"]),
        word(lang, "connections"): number(lang, round(row["connections_per_instance"])),
        word(lang, "one_down"): "–" if down is None else number(lang, round(down)),
        word(lang, "verdict"): word(lang, row["verdict"]),
        word(lang, "reason"): because(row, lang),
    }


def word(lang: Language, key: str) -> str:
    """A heading or a verdict."""
    return WORDS[key].in_language(lang)


def because(row: Mapping[str, Any], lang: Language) -> str:
    """Why a candidate has its verdict."""
    reason = row["reason"]
    if row["by"] == "formula" and reason["id"] != "survives":
        value, limit = (f"{number(lang, 100 * each)} %" if reason["unit"] == "share" else number(lang, each)
                        for each in (reason["value"], reason["limit"]))  # fmt: skip
        what = f"{target_name(lang, reason['id'])}{name(lang, 'with ' + reason['state'])}"
        return word(lang, "breaks").format(what=what, numbers=f"{value} {sign(value, limit)} {limit}")
    if row["by"] == "formula":
        return word(lang, "breaks").format(what=name(lang, "survives"), numbers="0")
    if row["by"] == "simulation":
        parts = {"met": count(lang, row["met"]), "of": count(lang, row["replications"])}
        if row["verdict"] == "met":
            return word(lang, "in windows").format(**parts, low=at_least(lang, row["lower_bound"]))
        return word(lang, "in few").format(**parts)
    return ""
