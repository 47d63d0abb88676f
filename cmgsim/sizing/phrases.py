"""Parts of which the sentences of an answer are made: layouts, names, shares and numbers, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cmgsim.explain.words import number
from cmgsim.flows.nouns import Language
from cmgsim.results.wording import count, duration, share
from cmgsim.sizing.texts import NAMES, SENTENCES

Document = Mapping[str, Any]


def say(lang: Language, key: str, **parts: str) -> str:
    """The sentence called *key*, filled in."""
    return SENTENCES[key].in_language(lang).format(**parts)


def name(lang: Language, key: str) -> str:
    """What a constraint, a unit or a line of the cost is called."""
    return NAMES[key].in_language(lang)


def target_name(lang: Language, key: str) -> str:
    """
    A target or a constraint by its id.

    Example:
        >>> target_name("en", "p99_9_latency"), target_name("fr", "success")
        ('p99.9 latency', 'part des demandes servies')
    """
    if key.endswith("_latency"):
        percent = key.removesuffix("_latency")[1:].replace("_", "." if lang == "en" else ",")
        return name(lang, "latency").format(percent=percent)
    return name(lang, key)


def layout_text(lang: Language, row: Mapping[str, Any]) -> str:
    """A layout in words."""
    return say(
        lang, "layout", instances=count(lang, row["instances"]), vm_size=row["vm_size"],
        points=points(lang, row["connection_points"]),
    )  # fmt: skip


def points(lang: Language, points: int) -> str:
    """So many connection points."""
    return say(lang, "point") if points == 1 else say(lang, "points", n=count(lang, points))


def pair(lang: Language, instances: int | None, points: int | None) -> str:
    """Instances and connection points, as the rule gives them."""
    told = ("–" if each is None else count(lang, each) for each in (instances, points))
    return say(lang, "rule", **dict(zip(("instances", "points"), told, strict=True)))


def units(document: Document, lang: Language) -> str:
    """The units whose loss has to be survived."""
    told = [name(lang, each) for each in document["survives"]]
    return name(lang, "or").format(*told) if len(told) == 2 else "".join(told)


def sign(value: str, limit: str) -> str:
    """
    Between two numbers of which the first is larger, and may be written as the second.

    Example:
        >>> sign("6,250", "6,000"), sign("100 %", "100 %")
        ('>', '≥')
    """
    return "≥" if value == limit else ">"


def as_target(lang: Language, value: float, kind: str) -> str:
    """
    A number beside a target, in the way of the target.

    Example:
        >>> as_target("en", 0.5562, "s"), as_target("fr", 0.99873, "share")
        ('556 ms', '99,87 %')
    """
    return duration(lang, value) if kind == "s" else percent_of(lang, round(value, 4))


def value(lang: Language, value: float, kind: str) -> str:
    """A number beside its limit, in the way of its unit."""
    return share(lang, value) if kind == "share" else number(lang, value)


def at_least(lang: Language, part: float) -> str:
    """
    A lower bound in per cent with one decimal, rounded down: what is promised is kept.

    Example:
        >>> at_least("en", 0.93986), at_least("fr", 0.5)
        ('93.9 %', '50,0 %')
    """
    text = f"{int(part * 1_000) / 10:.1f} %"
    return text if lang == "en" else text.replace(".", ",")


def percent_of(lang: Language, part: float) -> str:
    """
    A target share as it was written: all its digits.

    Example:
        >>> percent_of("en", 0.999), percent_of("fr", 0.9995)
        ('99.9 %', '99,95 %')
    """
    text = f"{100 * part:.10f}".rstrip("0").rstrip(".")
    return f"{text if lang == 'en' else text.replace('.', ',')} %"
