"""
The payload of a page about a scenario: its flows, whole and broken in every way that the switches allow.

The page has no model of its own: each variant in here was played by the engine. The same scenario, seed and version
give the same object in every process.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from attrs import evolve

from cmgsim import __version__
from cmgsim.api.replay import replay_in
from cmgsim.facts.failure_rows import Bilingual
from cmgsim.flows.nouns import LANGUAGES, Language, printable
from cmgsim.model.scenario import Scenario
from cmgsim.model.scenario_file import scenario_sha256
from cmgsim.views.player.frame import About, framed
from cmgsim.views.player.panels import find
from cmgsim.views.player.selections import Board, Selection
from cmgsim.views.player.shelf import Pair
from cmgsim.views.player.speech import plain
from cmgsim.views.player.switches import written
from cmgsim.views.player.telling import Records, Tables, Told, replays, tell_flow
from cmgsim.views.player.words import FLOWS, TITLE, filled

DEMO_FLOWS: Final = ("communication", "channel", "content", "deployment", "content-distribution")
"""What a page shows if nobody asks for less."""
_BUILT_BY_SETTINGS: Final = ("channel",)
"""Flows that are another story under other settings: alone on a page, they keep the switches for them."""


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
    replay_in(scenario, flows[0], faults=faults)  # says everything that is wrong with what was asked for
    settings = len(flows) > 1 or (flows[0] in _BUILT_BY_SETTINGS and not faults)
    board, tables = Board.of(scenario, faults, settings=settings), Tables()
    selections: Sequence[Selection] = board.selections()
    communication = replays(board, selections, "communication")
    told: list[Told] = []
    for flow in flows:
        played = communication if flow == "communication" else replays(board, selections, flow)
        if len(flows) == 1:
            board, selections = _what_concerns(board, selections, played)
        told += tell_flow(tables, board, selections, flow, played, communication)
    switches = [
        written(switch, board.defaults.get(switch.id, ""), switch.fault, tables.texts) for switch in board.switches
    ]
    there = {one.key for one in told}
    about = About(
        title=filled(TITLE, name=printable(scenario.general.name)),
        scenario=_scenario(scenario, command),
        flows={flow: (plain(FLOWS[flow][0]), plain(FLOWS[flow][1])) for flow in flows},
        switches=switches,
        start=board.start() if board.start() in there else "",
        notes=_notes(scenario),
        languages=languages,
    )
    return framed(tables, told, about)


def _notes(scenario: Scenario) -> dict[str, list[Pair]]:
    """By rule, what the author says there; in French with its spaces."""
    found: dict[str, list[Pair]] = {}
    for note in scenario.notes:
        english, french = note.en or note.fr, note.fr or note.en
        if english and french:
            found.setdefault(note.step, []).append(plain(Bilingual(english, french)))
    return found


def _what_concerns(
    board: Board, selections: Sequence[Selection], played: Mapping[str, Records]
) -> tuple[Board, list[Selection]]:
    """Of a page about one flow, the switches and selections that make a difference to it."""
    kept = [
        selection
        for selection in selections
        if len(find(played[selection.key], selection.faults, passing=selection.passing).met) == len(selection.faults)
        and (not selection.key or selection.faults or played[selection.key] != played[""])
    ]
    used = {name for selection in kept for name in selection.positions}
    switches = tuple(switch for switch in board.switches if switch.kind == "view" or switch.id in used)
    return evolve(board, switches=switches), kept


def _scenario(scenario: Scenario, command: str) -> dict[str, Any]:
    return {
        "name": printable(scenario.general.name), "sha256": scenario_sha256(scenario), "version": __version__,
        "seed": scenario.general.seed, "command": command, "faults_command": command,
    }  # fmt: skip
