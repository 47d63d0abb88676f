"""Of a run: what theory says beside each station, and why, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from cmgsim.flows.nouns import Language
from cmgsim.views.numbers import TimeUnit
from cmgsim.views.report_words import word

Row = Mapping[str, Any]

NOTICED_S: Final = 1e-6
"""A mean wait below a microsecond is written as none: no table of people's needs its digits."""


def expected_wait(row: Row, unit: TimeUnit, lang: Language) -> str:
    """
    The mean wait by formula; with a sign where the formula is an approximation, endless where it says so.

    Example:
        >>> from cmgsim.views.numbers import unit_for
        >>> unit = unit_for([0.2])
        >>> expected_wait({"theory": {"formula": "M/G/c", "fit": "approximation", "mean_wait_s": 0.25}}, unit, "en")
        '≈ 250 (M/G/c)'
    """
    twin = row.get("theory")
    if twin is None or twin["formula"] is None:
        unstable = twin is not None and twin["reason"] == "unstable"
        return "∞" if unstable else ""
    sign = "≈ " if twin["fit"] == "approximation" else ""
    wait = twin["mean_wait_s"] if twin["mean_wait_s"] >= NOTICED_S else 0.0
    return f"{sign}{unit.write(lang, wait)} ({twin['formula']})"


def reasons(rows: Mapping[str, Row], lang: Language) -> list[str]:
    """Why each formula, or why none, each reason once with the stations that it speaks of."""
    said: dict[tuple[str, str], list[str]] = {}
    for name, row in rows.items():
        twin = row.get("theory")
        if twin is not None:
            formula = twin["formula"] or word(lang, "no formula")
            said.setdefault((formula, twin["reason"]), []).append(name)
    return [_reason(names, formula, key, lang) for (formula, key), names in said.items()]


def _reason(names: Iterable[str], formula: str, key: str, lang: Language) -> str:
    from cmgsim.explain.words import reason  # with it comes numpy, which a report without twins does not need

    return word(lang, "theory why", names=", ".join(names), formula=formula, why=reason(key, lang))
