"""
A run as one page of HTML, for people who were not there: the answer, then what it rests on.

No script, no network, nothing but the arguments: the same run gives the same bytes. It prints on A4 in black and white.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha256
from importlib.resources import files
from typing import Any

from cmgsim.flows.nouns import Language
from cmgsim.views.markup import Markup, join, tag
from cmgsim.views.numbers import count
from cmgsim.views.report_latency import latency, outcomes, stages
from cmgsim.views.report_stations import connections, stations
from cmgsim.views.report_trust import again, assumptions, limits
from cmgsim.views.report_words import word

Row = Mapping[str, Any]


def report(
    summary: Mapping[str, Any],
    answer: Sequence[str],
    details: Mapping[str, Sequence[Row]],
    assumption_rows: Sequence[Row],
    manifest: Mapping[str, Any],
    lang: Language = "en",
) -> str:
    """
    The report of a run.

    Args:
        summary: What stands in `summary.json`.
        answer: The sentences of the verdict, in *lang*; `code` between backticks.
        details: The tables `latency` and `outcomes`, as `results.distribution.details` gives them.
        assumption_rows: What `cmgsim assumptions` prints.
        manifest: What stands in `manifest.json`.
        lang: `en` or `fr`.
    """
    content = (
        _answer(answer, lang),
        latency(summary, details["latency"], lang),
        outcomes(details["outcomes"], lang),
        stages(summary["stages"], lang),
        stations(summary, lang),
        connections(summary, lang),
        assumptions(assumption_rows, lang),
        limits(lang),
        again(manifest, lang),
    )
    made_by = word(lang, "made by", version=manifest["versions"]["cmgsim"])
    footer = tag("footer", f"{made_by} {word(lang, 'independent')}")
    return _page(summary, join(_header(summary, lang), tag("main", *content), footer), lang)


def _page(summary: Mapping[str, Any], body: Markup, lang: Language) -> str:
    style = files("cmgsim.views").joinpath("report.css").read_text(encoding="utf-8")
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = join(
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", f"{summary['scenario']}: {word(lang, 'kind')}"),
        tag("style", Markup(style)),
    )
    return f"<!doctype html>\n{tag('html', tag('head', head), tag('body', body), lang=lang)}\n"


def _header(summary: Mapping[str, Any], lang: Language) -> Markup:
    about = word(
        lang,
        "about",
        requests=count(lang, summary["requests"]["created"]),
        seed=str(summary["seed"]),
        replications=count(lang, summary["replications"]),
        engine=summary["engine"],
    )
    return tag(
        "header",
        tag("p", word(lang, "kind"), class_="kind"),
        tag("h1", summary["scenario"]),
        tag("p", about, class_="about"),
    )


def _answer(sentences: Sequence[str], lang: Language) -> Markup:
    first, *others = (_with_code(sentence) for sentence in sentences)
    rest = tag("ul", *(tag("li", sentence) for sentence in others)) if others else None
    return tag("section", tag("h2", word(lang, "answer")), tag("p", first, class_="lead"), rest, id="answer")


def _with_code(sentence: str) -> Markup:
    """What stands between backticks is code; a number is not parted from its unit."""
    parts = re.sub(r"(?<=\d) (?=(?:ms|s|min|%)(?!\w))", "\N{NO-BREAK SPACE}", sentence).split("`")
    return join(*(tag("code", part) if place % 2 else part for place, part in enumerate(parts)))
