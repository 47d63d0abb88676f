"""
The payload of a page: everything that it shows, as one JSON object of shared tables.

The page has no model of its own: each variant in here was played by the engine. The same scenario, seed and version
give the same object in every process.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from attrs import evolve

from cmgsim import __version__
from cmgsim.facts.limits import LOGS_TO_SITE, LOGS_TO_STORAGE
from cmgsim.facts.roles import ROLES
from cmgsim.facts.rows import Zone
from cmgsim.facts.steps import STEPS
from cmgsim.flows.beats import quoted
from cmgsim.flows.nouns import LANGUAGES, Language, printable
from cmgsim.flows.words import Rules, title_of
from cmgsim.model.scenario import Scenario
from cmgsim.model.scenario_file import scenario_sha256
from cmgsim.views.player.drafts import Reader, drafts
from cmgsim.views.player.glossary import codes, glossary
from cmgsim.views.player.packing import in_languages, packed
from cmgsim.views.player.panels import find
from cmgsim.views.player.quiz import choose
from cmgsim.views.player.reasons import REASONS
from cmgsim.views.player.selections import Board, Selection
from cmgsim.views.player.shelf import Texts
from cmgsim.views.player.speech import Speech, plain
from cmgsim.views.player.switches import written
from cmgsim.views.player.telling import Records, Tables, Told, evidence_words, replays, tell_flow
from cmgsim.views.player.words import BANNER, FLOWS, TITLE, ZONE_NAMES, filled

FORMAT: Final = "cmgsim.player/1"
LOG_START: Final = "2026-11-23T14:30:00.000"
"""The time of day at which the logs begin: the model has none, and a log cannot do without."""
DEMO_FLOWS: Final = ("communication", "channel", "content", "deployment", "content-distribution")
"""What a page shows if nobody asks for less."""


def payload(
    scenario: Scenario,
    *,
    flows: Sequence[str] = DEMO_FLOWS,
    faults: Sequence[str] = (),
    languages: Sequence[Language] = LANGUAGES,
    command: str = "cmgsim demo",
) -> dict[str, Any]:
    """
    What a page about *scenario* shows.

    Args:
        scenario: Its site, CMG and first cohort take part; its own faults are switched on.
        flows: The flows, in the order of the page.
        faults: Those that can be switched on, alone and together; empty: all of the catalogue, each alone.
        languages: Which of the two the page offers, the first to begin with.
        command: How this page is made again.

    Raises:
        ScenarioError: A flow or fault that there is not.
    """
    board, tables = Board.of(scenario, faults, settings=len(flows) > 1), Tables()
    selections: Sequence[Selection] = board.selections()
    communication = replays(board, selections, "communication")
    told: list[Told] = []
    for flow in flows:
        played = communication if flow == "communication" else replays(board, selections, flow)
        if len(flows) == 1:
            board, selections = _what_concerns(board, selections, played)
        told += tell_flow(tables, board, selections, flow, played, communication)
    texts = tables.texts
    body = {
        "format": FORMAT,
        "scenario": _scenario(scenario, command),
        "languages": list(languages), "language": languages[0],
        "title": texts.put(filled(TITLE, name=printable(scenario.general.name))), "banner": texts.put(plain(BANNER)),
        "flows": [_flow(texts, flow, told) for flow in flows],
        "switches": [_switch(texts, board, switch) for switch in board.switches],
        "variants": {flow: {one.key: one.variant for one in told if one.flow == flow} for flow in flows},
        "start": {"flow": flows[0], "key": board.start()},
        "rules": _rules(texts, told), "roles": _roles(texts), "zones": {str(z): texts.put(ZONE_NAMES[z]) for z in Zone},
        "notes": {},
        "questions": _questions(tables, told, scenario.general.seed),
        "glossary": glossary(texts), "codes": codes(texts), "evidence": evidence_words(texts),
        "lag_ns": [LOGS_TO_STORAGE.ns, LOGS_TO_SITE.ns], "log_start": LOG_START,
    }  # fmt: skip
    return packed(in_languages({**body, **_tables(tables)}, languages))


def _what_concerns(
    board: Board, selections: Sequence[Selection], played: Mapping[str, Records]
) -> tuple[Board, list[Selection]]:
    """Of a page about one flow, the switches and selections that make a difference to it."""
    kept = [
        selection
        for selection in selections
        if len(find(played[selection.key], selection.faults, passing=selection.passing).met) == len(selection.faults)
    ]
    used = {name for selection in kept for name in selection.positions}
    switches = tuple(switch for switch in board.switches if switch.kind == "view" or switch.id in used)
    return evolve(board, switches=switches), kept


def _questions(tables: Tables, told: Sequence[Told], seed: int) -> list[dict[str, Any]]:
    reader = Reader(tables.texts, tables.shelves.steps.rows, tables.panels.rows, tables.logs.rows)
    return [question.written(tables.texts) for question in choose(drafts(told, reader), seed)]


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
        "analyzers": tables.analyzers.rows,
        "texts": tables.texts.shelf.rows,
    }


def _scenario(scenario: Scenario, command: str) -> dict[str, Any]:
    return {
        "name": printable(scenario.general.name), "sha256": scenario_sha256(scenario), "version": __version__,
        "seed": scenario.general.seed, "command": command, "faults_command": command,
    }  # fmt: skip


def _flow(texts: Texts, flow: str, told: Sequence[Told]) -> dict[str, Any]:
    title, about = FLOWS[flow]
    base = next(one for one in told if one.flow == flow and one.key == "")
    shown = dict.fromkeys(record.rule for record in base.records if record.rule in STEPS)
    return {"id": flow, "title": texts.put(plain(title)), "about": texts.put(plain(about)), "rules": list(shown)}


def _switch(texts: Texts, board: Board, switch: Any) -> dict[str, Any]:
    return written(switch, board.defaults.get(switch.id, ""), switch.fault, texts)


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


def _roles(texts: Texts) -> dict[str, Any]:
    speech = Speech.of(())
    return {
        str(row.role): {"name": texts.put(speech.node(str(row.role), str(row.role))), "zone": str(row.zone)}
        for row in ROLES
    }
