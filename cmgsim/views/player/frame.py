"""
The frame of a payload: what every page carries besides its stories, and the tables that they share.

A payload is one JSON object. The same stories give the same object in every process.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from attrs import frozen

from cmgsim.facts.limits import LOGS_TO_SITE, LOGS_TO_STORAGE
from cmgsim.facts.roles import ROLES
from cmgsim.facts.rows import Zone
from cmgsim.facts.steps import STEPS
from cmgsim.flows.beats import quoted
from cmgsim.flows.nouns import LANGUAGES, Language
from cmgsim.flows.words import Rules, title_of
from cmgsim.views.calendar import DAY_ZERO
from cmgsim.views.player.drafts import Reader, drafts
from cmgsim.views.player.glossary import codes, glossary
from cmgsim.views.player.packing import in_languages, packed
from cmgsim.views.player.quiz import choose
from cmgsim.views.player.reasons import REASONS
from cmgsim.views.player.shelf import Pair, Texts
from cmgsim.views.player.speech import Speech, plain
from cmgsim.views.player.telling import Tables, Told, evidence_words
from cmgsim.views.player.words import BANNER, ZONE_NAMES

FORMAT: Final = "cmgsim.player/1"
LOG_START: Final = f"{DAY_ZERO:%Y-%m-%dT%H:%M:%S}.000"
"""The moment at which the logs begin, in UTC: the same as in the log files, so that both can be laid side by side."""


@frozen(kw_only=True)
class About:
    """What a page is about."""

    title: Pair
    scenario: Mapping[str, Any]
    """Name, hash, version and seed, and how the page is made again."""
    flows: Mapping[str, tuple[Pair, Pair]]
    """By flow, its title and what it shows."""
    switches: Sequence[Mapping[str, Any]] = ()
    start: str = ""
    """The key of the selection that the page opens with."""
    notes: Mapping[str, Sequence[Pair]] = {}
    """By rule, what the author of the scenario wants to say there."""
    languages: Sequence[Language] = LANGUAGES


def framed(tables: Tables, told: Sequence[Told], about: About) -> dict[str, Any]:
    """The payload of a page with the stories *told*."""
    texts = tables.texts
    body = {
        "format": FORMAT, "scenario": dict(about.scenario), "title": texts.put(about.title),
        "languages": list(about.languages), "language": about.languages[0], "banner": texts.put(plain(BANNER)),
        "flows": [_flow(texts, flow, about.flows[flow], told) for flow in about.flows],
        "switches": list(about.switches),
        "variants": {flow: {one.key: one.variant for one in told if one.flow == flow} for flow in about.flows},
        "start": {"flow": next(iter(about.flows)), "key": about.start},
        "rules": _rules(texts, told), "roles": _roles(texts, told),
        "zones": {str(z): texts.put(ZONE_NAMES[z]) for z in Zone},
        "notes": {rule: [texts.put(pair) for pair in pairs] for rule, pairs in about.notes.items()},
        "questions": _questions(tables, told, about.scenario["seed"]),
        "glossary": glossary(texts), "evidence": evidence_words(texts),
        "codes": codes(texts, [entry.text for one in told for entry in one.entries]),
        "lag_ns": [LOGS_TO_STORAGE.ns, LOGS_TO_SITE.ns], "log_start": LOG_START,
    }  # fmt: skip
    return packed(in_languages({**body, **_tables(tables)}, about.languages))


def _flow(texts: Texts, flow: str, words: tuple[Pair, Pair], told: Sequence[Told]) -> dict[str, Any]:
    base = next(one for one in told if one.flow == flow and one.key == "")
    shown = dict.fromkeys(record.rule for record in base.records if record.rule in STEPS)
    return {"id": flow, "title": texts.put(words[0]), "about": texts.put(words[1]), "rules": list(shown)}


def _questions(tables: Tables, told: Sequence[Told], seed: int) -> list[dict[str, Any]]:
    reader = Reader(tables.texts, tables.shelves.steps.rows, tables.panels.rows, tables.logs.rows)
    return [
        question.written(tables.texts, number) for number, question in enumerate(choose(drafts(told, reader), seed), 1)
    ]


def _tables(tables: Tables) -> dict[str, Any]:
    return {
        "stories": tables.stories.rows,
        "steps": tables.shelves.steps.rows,
        "moves": tables.shelves.moves.rows,
        "logs": tables.logs.rows,
        "maps": tables.maps.maps.rows,
        "nodes": tables.maps.nodes.rows,
        "links": tables.maps.links.rows,
        "requests": tables.requests.rows,
        "panels": tables.panels.rows,
        "ports": tables.ports.rows,
        "openings": tables.openings.rows,
        "analyzers": tables.analyzers.rows,
        "checks": tables.checks.rows,
        "texts": tables.texts.shelf.rows,
    }


def _rules(texts: Texts, told: Sequence[Told]) -> dict[str, Any]:
    """The steps and notes that the page quotes."""
    speech = Speech.of(())
    quotes = {rule for one in told for rule in quoted(*one.records).ids}
    return {
        rule: {
            "title": texts.put((title_of(rule, "en"), title_of(rule, "fr"))),
            "why": texts.put(plain(REASONS[rule])),
            "list": texts.put(speech.value(Rules((rule,)))),
            "number": int(rule[1:]),
            "page": texts.same(str(row.source)),
        }
        for rule, row in STEPS.items()
        if rule in quotes
    }


def _roles(texts: Texts, told: Sequence[Told]) -> dict[str, Any]:
    """The roles that take part."""
    speech = Speech.of(())
    there = {role for one in told for record in one.records for role in (record.src_role, record.dst_role)}
    return {
        str(row.role): {"name": texts.put(speech.node(str(row.role), str(row.role))), "zone": str(row.zone)}
        for row in ROLES
        if row.role in there
    }
