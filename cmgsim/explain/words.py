"""The sentences of an explanation, in English and French, answer first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cmgsim.explain.texts import LIMIT_NAMES, NAMES, REASONS, SENTENCES, UNITS
from cmgsim.flows.words import decimal
from cmgsim.results.wording import Language, count, duration, share

Document = Mapping[str, Any]


def sentences(document: Document, lang: Language = "en") -> list[str]:
    """
    What an architect would want to hear first, of a document that `explain` made: the answer, then why.

    Example:
        >>> from cmgsim.explain import explain
        >>> from cmgsim.model.scenario_file import contoso
        >>> sentences(explain(contoso()))[0]
        'Yes: every station keeps up with its load, and no documented limit is exceeded.'
    """
    return [
        *_answer(document, lang),
        _load(document, lang),
        *_busiest(document, lang),
        *_busiest_then(document, lang),
        *_binding(document, lang),
        *_near(document, lang),
        *scaled(document["egress"]["scaling"], lang),
        _rule(document, lang),
        *(say(lang, f"caveat {each['key']}", of=", ".join(each["of"])) for each in document["caveats"]),
        say(
            lang,
            "next",
            command=document["next"]["command"] + _spoken(document, lang),
            purpose=say(lang, f"next {document['next']['purpose']}"),
        ),
    ]


def _spoken(document: Document, lang: Language) -> str:
    """What keeps the next command in the language of the sentences, where it speaks in one."""
    return "" if lang == "en" or document["next"]["purpose"] == "measure" else f" --lang {lang}"


def say(lang: Language, key: str, **parts: str) -> str:
    """The sentence called *key*, filled in."""
    return SENTENCES[key].in_language(lang).format(**parts)


def reason(key: str, lang: Language) -> str:
    """Why a formula was taken, or why none was."""
    return REASONS[key].in_language(lang)


def limit_name(name: str, lang: Language) -> str:
    """What a limit is called."""
    return LIMIT_NAMES[name].in_language(lang)


def word(key: str, lang: Language) -> str:
    """A word of a table: a heading, a state, a way to come."""
    return NAMES[key].in_language(lang)


def unit(key: str, lang: Language) -> str:
    """A unit as people write it."""
    return UNITS[key].in_language(lang) if key in UNITS else key


def number(lang: Language, value: float) -> str:
    """
    A number with three significant digits, thousands set apart; a whole number as it is.

    Example:
        >>> number("en", 6250), number("en", 0.01234), number("fr", 12.345), number("en", 5055.7)
        ('6,250', '0.0123', '12,3', '5,056')
    """
    if value == round(value) or abs(value) >= 100:
        return count(lang, round(value))
    places = max(0, 2 - _exponent(value))
    return decimal(value, places, lang)


def _exponent(value: float) -> int:
    return int(f"{abs(value):e}".partition("e")[2])


def percent(lang: Language, part: float) -> str:
    """
    A share, or a multiple, in per cent.

    Example:
        >>> percent("en", 0.74), percent("en", 149.39)
        ('74 %', '14,939 %')
    """
    return share(lang, part) if part < 10 else f"{count(lang, round(100 * part))} %"


def station_name(lang: Language, row: Mapping[str, Any]) -> str:
    """
    A pool of stations, by its only name or by its role and number.

    Example:
        >>> station_name("en", {"role": "instance", "names": ["instance-1", "instance-2"]})
        '2 × VM instance'
    """
    if len(row["names"]) == 1:
        return str(row["names"][0])
    return f"{len(row['names'])} × {word(row['role'], lang)}"


def _answer(document: Document, lang: Language) -> Iterator[str]:
    if document["ok"]:
        yield say(lang, "yes")
        return
    unstable = [row for row in document["stations"] if row["status"] == "unstable"]
    exceeded = [row for row in document["limits"] if row["state"] == "exceeded" and not row["advice"]]
    yield say(lang, "no")
    for row in unstable:
        parts = {
            "name": station_name(lang, row),
            "load": number(lang, row["load"]),
            "workers": count(lang, row["workers"]),
        }
        yield say(lang, "unstable", **parts)
    for row in exceeded:
        yield say(lang, "exceeded", **_limit_parts(lang, row))
    peak = document["peak"]
    if peak is not None and peak["utilisation"] >= 1 and not unstable:
        name, at = station_name(lang, peak), document["demand"]["busiest_5_min_at"]
        yield say(lang, "overloaded then", name=name, share=percent(lang, peak["utilisation"]), at=at)


def _limit_parts(lang: Language, row: Mapping[str, Any]) -> dict[str, str]:
    return {
        "name": limit_name(row["id"], lang),
        "value": number(lang, row["value"]),
        "limit": number(lang, row["limit"]),
        "unit": unit(row["unit"], lang),
        "source": row["source"],
    }


def _load(document: Document, lang: Language) -> str:
    demand = document["demand"]
    parts = {"clients": count(lang, document["clients"]), "rate": number(lang, demand["requests_per_s"])}
    if demand["busiest_5_min_at"] is not None and not demand["requests_per_s"]:
        return say(lang, "nobody online", clients=parts["clients"])
    if demand["busiest_5_min_at"] is not None and not demand["largest_burst"]:
        return say(
            lang, "load by hours", **parts, hour=number(lang, demand["busiest_hour_per_s"]),
            five=number(lang, demand["busiest_5_min_per_s"]), at=demand["busiest_5_min_at"],
        )  # fmt: skip
    if not demand["largest_burst"]:
        return say(lang, "load", **parts)
    return say(
        lang, "load with bursts", **parts,
        hour=number(lang, demand["busiest_hour_per_s"]), burst=count(lang, demand["largest_burst"]),
    )  # fmt: skip


def _busiest_then(document: Document, lang: Language) -> Iterator[str]:
    """How busy the busiest station is in the busiest five minutes."""
    peak = document["peak"]
    if peak is not None and peak["utilisation"] < 1:
        yield say(lang, "busiest then", name=station_name(lang, peak), share=percent(lang, peak["utilisation"]))


def unnoticed(caveats: Iterable[Mapping[str, Any]], lang: Language) -> list[str]:
    """A sentence for each kind of fault that nothing in a run can meet."""
    return [say(lang, f"caveat {each['key']}", of=", ".join(each["of"])) for each in caveats]


def scaled(rows: Iterable[Mapping[str, Any]], lang: Language) -> list[str]:
    """A sentence for each cohort whose assumed sizes `traffic` scales."""
    return [
        say(
            lang,
            "scaled",
            cohort=row["cohort"],
            factor=number(lang, row["factor"]),
            target=number(lang, row["target_mb"]),
        )
        for row in rows
    ]


def _busiest(document: Document, lang: Language) -> Iterator[str]:
    bottleneck = document["bottleneck"]
    if bottleneck is None:
        yield say(lang, "no work")
        return
    row = next(each for each in document["stations"] if each["names"] == bottleneck["names"])
    parts = {"name": station_name(lang, row), "share": percent(lang, row["utilisation"])}
    if row["wait_s"] is None:
        yield say(lang, "busiest without wait", **parts, why=reason(row["reason"], lang))
    else:
        yield say(lang, "busiest", **parts, wait=duration(lang, row["wait_s"]), formula=row["formula"])
    if row["burst_clears_s"] is not None:
        yield say(
            lang, "burst clears", name=station_name(lang, row), burst=count(lang, row["burst"]),
            time=duration(lang, row["burst_clears_s"]),
        )  # fmt: skip


def _binding(document: Document, lang: Language) -> Iterator[str]:
    binding = document["binding"]
    if binding is None:
        return
    if binding["kind"] == "station":
        name = say(lang, "work of", role=word(binding["id"], lang))
    else:
        row = next(each for each in document["limits"] if each["id"] == binding["id"])
        name = say(lang, "limit of", **_limit_parts(lang, row))
    key = "binds" if binding["growth"] >= 1 else "binds already"
    yield say(lang, key, name=name, growth=number(lang, binding["growth"]), share=percent(lang, binding["ratio"]))


def _near(document: Document, lang: Language) -> Iterator[str]:
    """Limits that are reached, advice that is not followed, and the firewall at the next instance."""
    held = document["connections"]
    for row in document["limits"]:
        if row["state"] == "at-limit":
            yield say(lang, "at limit", **_limit_parts(lang, row))
        elif row["state"] == "short" or (row["state"] == "exceeded" and row["advice"]):
            yield say(lang, row["state"] if row["state"] == "short" else "advice exceeded", **_limit_parts(lang, row))
    if held["mean_per_instance"] <= held["limit_per_instance"] < held["expected_fullest"]:
        yield say(
            lang, "hash", mean=number(lang, held["mean_per_instance"]), fullest=number(lang, held["expected_fullest"]),
            limit=number(lang, held["limit_per_instance"]), chance=percent(lang, held["probability_above_limit"]),
        )  # fmt: skip
    growth = document["channels"]["growth"]
    if growth and growth["no_longer_used"]:
        yield say(lang, "growth", instances=count(lang, growth["instances"]), ports=spans(growth["opens"]), rule="N3")


def spans(rows: Iterable[Mapping[str, Any]]) -> str:
    """
    Ports as people read them.

    Example:
        >>> spans([{"protocol": "HTTPS", "first": 10124, "last": 10125}])
        'HTTPS 10124-10125'
    """
    texts = (
        f"{row['protocol']} {row['first']}" + (f"-{row['last']}" if row["last"] != row["first"] else "") for row in rows
    )
    return ", ".join(texts)


def _rule(document: Document, lang: Language) -> str:
    rule = document["documented_rule"]
    there = rule["scenario"]
    parts = {
        "instances": count(lang, rule["instances"]),
        "points": count(lang, rule["connection_points"]),
        "have_instances": count(lang, there["instances"]),
        "have_points": count(lang, there["connection_points"]),
    }
    same = (there["instances"], there["connection_points"]) == (rule["instances"], rule["connection_points"])
    text = say(lang, "rule met" if same else "rule", **parts)
    held = document["connections"]
    if there["instances"] < rule["instances"] and held["mean_per_instance"] <= held["limit_per_instance"]:
        text += " " + say(lang, "rule differs", held=number(lang, held["total"]), clients=count(lang, rule["clients"]))
    return text
