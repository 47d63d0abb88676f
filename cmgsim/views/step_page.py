"""
A trace as one page of HTML that needs no script: the story step by step, its connections, and the logs of it.

Nothing but the arguments goes in: the same trace gives the same bytes. It prints on A4 in black and white.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

from cmgsim.facts.failure_rows import Bilingual
from cmgsim.flows.log_lines import log_lines
from cmgsim.flows.narration import legend, sentences
from cmgsim.flows.nouns import Language
from cmgsim.flows.verdict import verdict
from cmgsim.flows.words import decimal
from cmgsim.trace import Trace
from cmgsim.views.html_table import Column, table
from cmgsim.views.markup import Markup, join, tag
from cmgsim.views.spans import spans

_WORDS: Final = MappingProxyType(
    {
        "kind": Bilingual("Trace of a cloud management gateway", "Trace d'une passerelle de gestion cloud"),
        "banner": Bilingual(
            "Simulated by cmgsim: no message of this page has ever been on a wire.",
            "Simulé par cmgsim : aucun message de cette page n'a jamais circulé.",
        ),
        "ending": Bilingual("How it ended", "Comment cela s'est terminé"),
        "who": Bilingual("Who takes part", "Qui participe"),
        "steps": Bilingual("Step by step", "Étape par étape"),
        "connections": Bilingual("Connections", "Connexions"),
        "logs": Bilingual("What the logs say", "Ce que disent les journaux"),
        "time": Bilingual("Time (s)", "Temps (s)"),
        "what": Bilingual("What happens", "Ce qui se passe"),
        "step": Bilingual("Step", "Étape"),
        "from": Bilingual("Opened by", "Ouverte par"),
        "to": Bilingual("To", "Vers"),
        "port": Bilingual("Port", "Port"),
        "rule": Bilingual("Rule", "Règle"),
        "outcome": Bilingual("Outcome", "Issue"),
        "file": Bilingual("File", "Fichier"),
        "line": Bilingual("Line", "Ligne"),
        "accepted": Bilingual("accepted", "acceptée"),
        "refused": Bilingual("refused", "refusée"),
        "timed-out": Bilingual("no answer", "sans réponse"),
        "open": Bilingual("not known", "inconnue"),
        "independent": Bilingual(
            "cmgsim is not made, endorsed or supported by Microsoft.",
            "cmgsim n'est ni fait, ni approuvé, ni soutenu par Microsoft.",
        ),
    }
)


def step_page(trace: Trace, lang: Language = "en") -> str:
    """
    The page of *trace*.

    Args:
        trace: The trace.
        lang: `en` or `fr`; names and log lines stay as they are.

    Example:
        >>> step_page(Trace({"scenario": "<b>"}, ())).count("<h1>&lt;b&gt;</h1>")
        1
    """
    title = str(trace.header.get("scenario", "")) or "cmgsim"
    body = join(
        tag("header", tag("p", _say("kind", lang), class_="kind"), tag("h1", title), tag("p", _say("banner", lang))),
        tag("main", *_sections(trace, lang)),
        tag("footer", _say("independent", lang)),
    )
    style = files("cmgsim.views").joinpath("report.css").read_text(encoding="utf-8")
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = join(
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", f"{title}: {_say('kind', lang)}"),
        tag("style", Markup(style)),
    )
    return f"<!doctype html>\n{tag('html', tag('head', head), tag('body', body), lang=lang)}\n"


def _sections(trace: Trace, lang: Language) -> list[Markup]:
    ending, *others = verdict(trace, lang)
    rest = tag("ul", *(tag("li", sentence) for sentence in others)) if others else None
    return [
        tag("section", tag("h2", _say("ending", lang)), tag("p", ending, class_="lead"), rest),
        tag("section", tag("h2", _say("who", lang)), tag("ul", *(tag("li", line) for line in legend(trace, lang)))),
        _section("steps", ("step", "time", "what"), _steps(trace, lang), lang),
        _section("connections", ("rule", "time", "from", "to", "port", "outcome"), _connections(trace, lang), lang),
        _section("logs", ("file", "time", "line"), _logs(trace, lang), lang),
    ]


def _section(name: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], lang: Language) -> Markup:
    if not rows:
        return Markup()
    headings = [Column(_say(column, lang), "n" if column == "time" else None) for column in columns]
    title = _say(name, lang)
    return tag("section", tag("h2", title), table(name, title, headings, rows))


def _steps(trace: Trace, lang: Language) -> list[tuple[Any, ...]]:
    told = sentences(trace, lang)
    return [(number, decimal(one.t_ns / 1e9, 3, lang), one.text) for number, one in enumerate(told, 1)]


def _connections(trace: Trace, lang: Language) -> list[tuple[Any, ...]]:
    return [
        (
            span.opened.port_rule or span.opened.rule or "",
            decimal(span.opened.t_ns / 1e9, 3, lang),
            span.opened.src,
            span.opened.dst,
            f"{span.opened.protocol} {span.opened.port}",
            _say(span.answered.kind if span.answered else "open", lang),
        )
        for span in spans(trace)[0]
        if span.kind == "attempt"
    ]


def _logs(trace: Trace, lang: Language) -> list[tuple[Any, ...]]:
    return [(line.file, decimal(line.t_ns / 1e9, 3, lang), tag("code", line.text)) for line in log_lines(trace)]


def _say(key: str, lang: Language) -> str:
    return _WORDS[key].in_language(lang)
